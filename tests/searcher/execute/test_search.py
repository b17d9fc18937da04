"""Whatever is asked of any index: the best documents, scores, totals and pages are those of a plain scorer."""

from __future__ import annotations

from typing import Any

import pytest
import whoosh.query as q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.codec import positions
from searcher.execute import accumulate, field, near, occurrences, phrase_plan, posting_list, top
from searcher.execute.expansions import Exact, Expansion, Prefix
from searcher.execute.queries import Near, Words
from searcher.execute.search import documents, rank

FIELDS = [("body",), ("head",), ("head", "body")]


def words(names: list[str]) -> st.SearchStrategy[Words]:
    terms = st.sampled_from(names).map(lambda word: Exact(word.encode()))
    starts = st.sampled_from(["o", "pri", "ban", "hom"]).map(lambda start: Prefix(start.encode()))
    sets = st.lists(st.one_of(terms, terms, starts), min_size=1, max_size=3).map(tuple)
    return st.builds(Words, st.sampled_from(FIELDS), sets, st.sampled_from([1.0, 1.0, 2.0, 0.0]))


def exact(names: list[str], fields: tuple[str, ...]) -> st.SearchStrategy[Words]:
    return st.sampled_from(names).map(lambda word: Words(fields, (Exact(word.encode()),)))


def nears(names: list[str]) -> st.SearchStrategy[Near]:
    def of(fields: tuple[str, ...]) -> st.SearchStrategy[Near]:
        word = exact(names, fields)
        phrase = st.lists(word, min_size=2, max_size=2).map(lambda parts: Near(fields, tuple(parts)))
        either = st.lists(st.one_of(word, phrase), min_size=2, max_size=2).map(q.DisjunctionMax)
        part = st.one_of(word, word, word, phrase, either)
        plain = st.tuples(word, st.lists(st.one_of(word, st.none()), max_size=2), word)
        phrases = plain.map(lambda found: Near(fields, (found[0], *found[1], found[2])))
        loose = st.builds(
            lambda parts, slop, ordered: Near(fields, tuple(parts), slop, ordered),
            st.lists(part, min_size=2, max_size=3),
            st.integers(0, 4),
            st.booleans(),
        )
        return st.one_of(phrases, loose)

    return st.sampled_from(FIELDS).flatmap(of)


def queries(names: list[str]) -> st.SearchStrategy[Any]:
    ranges = st.tuples(st.one_of(st.none(), st.integers(0, 50)), st.one_of(st.none(), st.integers(0, 50)))
    leaf = st.one_of(
        words(names),
        words(names),
        nears(names),
        ranges.map(lambda bounds: q.NumericRange("number", *bounds)),
        st.sampled_from([q.Every(), q.Every("head"), q.Term("body", "oil"), q.NullQuery]),
    )

    def compound(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        some = st.lists(children, min_size=1, max_size=4)
        pair = st.tuples(children, children)
        return st.one_of(
            some.map(q.And),
            some.map(q.Or),
            some.map(lambda parts: q.Or(parts, boost=2.0)),
            some.map(q.DisjunctionMax),
            children.map(q.Not),
            children.map(lambda child: q.ConstantScoreQuery(child, 0.5)),
            pair.map(lambda two: q.AndMaybe(*two)),
            pair.map(lambda two: q.AndNot(*two)),
            pair.map(lambda two: q.Require(*two)),
        )

    return st.recursive(leaf, compound, max_leaves=6)


class Plain:
    """The slow answer: every document looked at alone."""

    def __init__(self, kit: Any, corpus: Any) -> None:
        self.occurrences = kit.occurrences
        self.corpus = corpus
        self.vocabulary = corpus.vocabulary()

    def ranked(self, query: Any) -> list[tuple[float, int]]:
        live = (i for i, doc in enumerate(self.corpus.docs) if not doc.deleted)
        found = ((score, i) for i in live if (score := self.score(query, i)) is not None)
        return sorted(found, key=lambda pair: (-round(pair[0], 9), pair[1]))

    def score(self, query: Any, doc: int, boost: float = 1.0) -> float | None:
        """The score, None where the document does not match."""
        boost *= getattr(query, "boost", 1.0)
        match query:
            case Words():
                terms = self.accepted(query.expansions)
                score = self.corpus.score(doc, query.fields, terms)
                return score * boost if self.places(query, doc, query.fields) else None
            case q.Term():
                return self.score(Words((query.fieldname,), (Exact(query.text.encode()),)), doc, boost)
            case Near():
                if not any(self.spans(query, doc, name) for name in query.fields):
                    return None
                return self.together([self.score(part, doc, boost) for part in query.operands])
            case q.And():
                return self.together([self.score(child, doc, boost) for child in query.subqueries])
            case q.Or() | q.DisjunctionMax():
                scores = [self.score(child, doc, boost) for child in query.subqueries]
                some = [score for score in scores if score is not None]
                return (max(some) if isinstance(query, q.DisjunctionMax) else sum(some)) if some else None
        return self.other(query, doc, boost)

    def other(self, query: Any, doc: int, boost: float) -> float | None:
        match query:
            case q.Not():
                return 0.0 if self.score(query.query, doc) is None else None
            case q.ConstantScoreQuery():
                return None if self.score(query.child, doc) is None else query.score * boost
            case q.AndMaybe():
                first = self.score(query.a, doc, boost)
                return None if first is None else first + (self.score(query.b, doc, boost) or 0.0)
            case q.AndNot():
                return self.score(query.a, doc, boost) if self.score(query.b, doc) is None else None
            case q.Require():
                return None if self.score(query.b, doc) is None else self.score(query.a, doc, boost)
            case q.Every():
                has = query.fieldname is None or self.corpus.docs[doc].texts.get(query.fieldname, "").strip()
                return boost if has else None
            case q.NumericRange():
                number = self.corpus.docs[doc].number
                inside = number is not None and (query.start is None or query.start <= number)
                return boost if inside and (query.end is None or number <= query.end) else None
        assert query is q.NullQuery
        return None

    def together(self, scores: list[float | None]) -> float | None:
        return (
            None if any(score is None for score in scores) else sum(score for score in scores if score is not None)
        )

    def accepted(self, expansions: tuple[Expansion, ...]) -> set[str]:
        return {term for term in self.vocabulary if any(each.accepts(term.encode()) for each in expansions)}

    def places(self, query: Words, doc: int, fields: tuple[str, ...]) -> list[tuple[int, int]]:
        accepted = self.accepted(query.expansions)
        texts = [self.corpus.docs[doc].texts.get(name, "").split() for name in fields]
        return sorted({(i, i) for text in texts for i, word in enumerate(text) if fold(word) in accepted})

    def spans(self, query: Any, doc: int, name: str) -> list[tuple[int, int]]:
        if isinstance(query, Words):
            return self.places(query, doc, (name,))
        if isinstance(query, q.DisjunctionMax):
            return sorted({span for part in query.subqueries for span in self.spans(part, doc, name)})
        parts = [self.spans(part, doc, name) for part in query.operands]
        return self.occurrences(parts, query.gaps, query.slop, query.ordered) if all(parts) else []


def fold(word: str) -> str:
    return word.replace("é", "e")


@pytest.fixture(params=["as it is", "by slots", "by long lists", "by windows", "by what is kept"])
def small_steps(request: pytest.FixtureRequest) -> Any:
    """Small indexes are answered in one go; this makes them take the ways of large ones."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param in ("by slots", "by long lists", "by windows"):
            patch.setattr(top, "_FEW", 0)
            patch.setattr(top, "_AT_ONCE", 0)
        if request.param == "by long lists":
            patch.setattr(accumulate, "_LONG", 0)
        if request.param == "by windows":
            patch.setattr(top, "MOST_DOCUMENTS", 0)
            patch.setattr(top, "MOST_SLOTS", 0)
            patch.setattr(field, "_LEAST_KEPT", 0)
            patch.setattr(posting_list, "_SHORT", 0)
            patch.setattr(top, "_MANY", 0)
            patch.setattr(top, "MANY_WORDS", 1)
            patch.setattr(phrase_plan, "AT_ONCE", 3)
            patch.setattr(near, "_MANY", 5)
            patch.setattr(phrase_plan, "_HANDFUL", 0)
            patch.setattr(occurrences, "_SPARSE", 0)
            patch.setattr(positions, "_FEW", 0)
        if request.param == "by what is kept":
            patch.setattr(posting_list, "_AGAIN", 0)
            patch.setattr(posting_list, "_MARKED", 0)
            patch.setattr(phrase_plan, "_HANDFUL", 0)
            patch.setattr(phrase_plan, "_COUPLE", 0)
        yield


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_best_are_those_of_a_plain_scorer(kit: Any, small_steps: None, data: st.DataObject) -> None:
    corpus = data.draw(kit.corpora)
    query = data.draw(queries(kit.WORDS))
    limit = data.draw(st.integers(1, 12))
    expected = Plain(kit, corpus).ranked(query)
    docs, scores, total = rank(corpus.snapshot, query, limit)
    assert total == len(expected)
    assert docs.tolist() == [doc for _, doc in expected[:limit]]
    assert scores == pytest.approx([score for score, _ in expected[:limit]], abs=1e-9)
    uncounted, same, nothing = rank(corpus.snapshot, query, limit, count=False)
    assert nothing is None
    assert (uncounted.tolist(), same.tolist()) == (docs.tolist(), scores.tolist())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_documents_alike_score_alike_to_the_last_bit(kit: Any, small_steps: None, data: st.DataObject) -> None:
    corpus = data.draw(kit.corpora)
    query = data.draw(queries(kit.WORDS))
    docs, scores, _ = rank(corpus.snapshot, query, len(corpus.docs))
    given_to: dict[str, set[float]] = {}
    for doc, score in zip(docs.tolist(), scores.tolist(), strict=True):
        given_to.setdefault(repr(corpus.docs[doc]), set()).add(score)
    assert all(len(different) == 1 for different in given_to.values())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_pages_follow_each_other(kit: Any, data: st.DataObject) -> None:
    corpus = data.draw(kit.corpora)
    query = data.draw(queries(kit.WORDS))
    every, scores, total = rank(corpus.snapshot, query, 1000)
    assert sorted(every.tolist()) == documents(corpus.snapshot, query).tolist()
    assert len(every) == total
    for limit in (1, 2, 3, 5, 8, 13):
        docs, some, _ = rank(corpus.snapshot, query, limit, count=False)
        assert docs.tolist() == every[:limit].tolist()
        assert some.tolist() == scores[:limit].tolist()
