"""On lists of thousands of documents, in every way they are stored: nothing is lost by skipping."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import whoosh.query as q
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.arrays import ArrayFile
from index.codec.inverted import InvertedField
from index.codec.segment import Segment, write_segment
from searcher.execute import top
from searcher.execute.compile import compiled
from searcher.execute.expansions import Exact, Prefix
from searcher.execute.queries import Near, Words
from searcher.execute.search import documents, rank
from searcher.execute.snapshot import Snapshot

SHARES = (0.9, 0.5, 0.2, 0.07, 0.05, 0.03, 0.01, 0.003, 0.0005)


def inverted(chance: np.random.Generator, size: int) -> InvertedField:
    """A field with terms a0, a1 … of falling frequency; some documents have a term very often."""
    lists = [np.flatnonzero(chance.random(size) < share) for share in SHARES for _ in range(2)]
    terms = [f"{letter}{i}" for i in range(len(SHARES)) for letter in "ab"]
    order = np.argsort(terms)
    chosen = [lists[i] if len(lists[i]) else np.array([0]) for i in order]
    docs = np.concatenate(chosen).astype(np.uint32)
    freqs = np.where(chance.random(len(docs)) < 0.001, 200, chance.geometric(0.5, len(docs))).astype(np.uint32)
    gaps = chance.integers(1, 4, int(freqs.sum()))
    firsts = np.cumsum(freqs.astype(np.int64)) - freqs
    sums = np.cumsum(gaps)
    positions = sums - np.repeat(sums[firsts] - gaps[firsts], freqs)
    content = chance.choice([20, 20, 20, 100, 300], size).astype(np.uint32)
    starts = np.cumsum([0, *map(len, chosen)]).astype(np.uint64)
    leads = chance.random(len(docs)) < 0.1
    names = [terms[i].encode() for i in order]
    return InvertedField(names, starts, docs, freqs, leads, positions.astype(np.uint32), content * 2, content)


def large_segment(chance: np.random.Generator, size: int, deleted: float) -> Segment:
    file = io.BytesIO()
    columns = {"number": chance.integers(0, 1000, size)}
    write_segment(file, "large", size, fields={"body": inverted(chance, size)}, columns=columns)
    gone = chance.random(size) < deleted
    return Segment(ArrayFile(file.getvalue(), "large"), gone if deleted else None)


@pytest.fixture(params=["by slots", "by windows"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How disjunctions are answered."""
    if request.param == "by windows":
        monkeypatch.setattr(top, "MOST_DOCUMENTS", 0)
        monkeypatch.setattr(top, "MOST_SLOTS", 0)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    chance = np.random.default_rng(5)
    return Snapshot(
        [large_segment(chance, 70_000, 0.1), large_segment(chance, 9_000, 0), large_segment(chance, 3, 0)]
    )


def word(term: str, boost: float = 1.0) -> Words:
    return Words(("body",), (Exact(term.encode()),), boost)


TERMS = [f"{letter}{i}" for i in range(len(SHARES)) for letter in "ab"]
some_word = st.builds(word, st.sampled_from(TERMS), st.sampled_from([1.0, 1.0, 0.5, 0.0]))
some_set = st.lists(st.sampled_from(TERMS), min_size=2, max_size=6, unique=True).map(
    lambda terms: Words(("body",), tuple(Exact(term.encode()) for term in terms))
)
some_prefix = st.sampled_from(["a", "b", "a1"]).map(lambda text: Words(("body",), (Prefix(text.encode()),)))
leaf = st.one_of(some_word, some_word, some_word, some_set, some_prefix)
many = st.lists(leaf, min_size=2, max_size=4)
between = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(
    lambda two: q.NumericRange("number", *sorted(two))
)
phrase = st.lists(some_word, min_size=2, max_size=3).map(lambda words: Near(("body",), tuple(words)))
nested = st.one_of(leaf, many.map(q.And), many.map(q.Or), phrase, leaf.map(q.Not), between)
query = st.one_of(
    leaf,
    many.map(q.And),
    many.map(q.Or),
    phrase,
    st.lists(nested, min_size=2, max_size=3).map(q.And),
    st.lists(nested, min_size=2, max_size=3).map(q.Or),
)


def exhaustive(snapshot: Snapshot, query: Any) -> tuple[list[int], list[float]]:
    """All matches with their scores, best first."""
    docs, scores = [], []
    for node in compiled(snapshot, query):
        found, where = node.start()
        live = np.ones(len(found), np.bool_) if node.segment.deleted is None else ~node.segment.deleted[found]
        docs.append(found[live] + node.segment.base)
        scores.append(node.score(found, where)[live])
    every, values = np.concatenate(docs), np.concatenate(scores)
    order = np.lexsort((every, -values))
    return every[order].tolist(), values[order].tolist()


@settings(max_examples=120, deadline=None)
@given(query=query, limit=st.sampled_from([1, 10, 100]), count=st.booleans())
def test_skipping_loses_nothing(snapshot: Snapshot, query: Any, limit: int, count: bool) -> None:
    every, values = exhaustive(snapshot, query)
    docs, scores, total = rank(snapshot, query, limit, count=count)
    assert scores.tolist() == values[:limit]
    assert docs.tolist() == every[:limit]
    assert total == (len(every) if count else None)
    assert documents(snapshot, query).tolist() == sorted(every)


def test_a_segment_without_the_word_changes_nothing(snapshot: Snapshot) -> None:
    docs, _, total = rank(snapshot, word("nowhere"), 10)
    assert (docs.tolist(), total) == ([], 0)


def test_wanting_none_still_counts(snapshot: Snapshot) -> None:
    docs, _, total = rank(snapshot, word("a0"), 0)
    assert len(docs) == 0
    assert total == len(documents(snapshot, word("a0")))


def test_many_words_of_a_large_segment_are_added_up_over_slots_and_few_by_windows(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(top, "MOST_DOCUMENTS", 10_000)
    monkeypatch.setattr(top, "MOST_SLOTS", 100_000)
    by_windows = []
    disjunction = top._disjunction
    monkeypatch.setattr(
        top,
        "_disjunction",
        lambda collector, words: (by_windows.append(len(words)), disjunction(collector, words)),
    )
    for count in (top.MANY_WORDS, top.MANY_WORDS + 1):
        anything = q.Or([word(term) for term in TERMS[:count]])
        every, values = exhaustive(snapshot, anything)
        docs, scores, _ = rank(snapshot, anything, 10)
        assert (docs.tolist(), scores.tolist()) == (every[:10], values[:10])
    assert by_windows == [top.MANY_WORDS]
