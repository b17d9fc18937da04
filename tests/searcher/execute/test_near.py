"""Phrases that are asked again and again, which are then followed in other ways: the answers stay the same."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from whoosh.query import And, Or

from index.codec.positions import Positions
from searcher.execute.expansions import Exact, Prefix
from searcher.execute.explain import explain
from searcher.execute.posting_list import TermPostings
from searcher.execute.queries import Near, Words
from searcher.execute.search import documents, rank
from searcher.execute.term_positions import ORIGIN, POSITION, SHIFT

LETTERS = "abcde"
ROWS = ["a b", "b a", "a a", "a b c", "c ? a", "? e", "e d c b", "a a a", "f a", "c f", "f ? f"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Documents of a few frequent words and a rare one, some of them long."""
    chance = Random(5)  # noqa: S311  # not for secrets
    sizes = [chance.choice((0, 3, 9, 40)) for _ in range(700)] + [400] * 5
    return [" ".join(chance.choices(LETTERS + "f", [20] * 5 + [1], k=size)) for size in sizes]


def found(row: str, text: str) -> bool:
    """Whether the text has this row of words, of which `?` is any and `a|b` either."""
    wanted, words = row.split(), text.split()
    starts = range(len(words) - len(wanted) + 1)
    return any(
        all(a == "?" or b in a.split("|") for a, b in zip(wanted, words[start : start + len(wanted)], strict=True))
        for start in starts
    )


@pytest.mark.parametrize("row", ROWS)
def test_a_phrase_asked_again_finds_the_same(row: str, texts: list[str], kit: Any) -> None:
    snapshot = kit.Corpus([[kit.Doc({"body": text}) for text in texts]]).snapshot
    parts = tuple(None if word == "?" else Words(("body",), (Exact(word.encode()),)) for word in row.split())
    expected = [doc for doc, text in enumerate(texts) if found(row, text)]
    query = Near(("body",), parts)
    first = rank(snapshot, query, 20)
    for _ in range(12):
        assert documents(snapshot, query).tolist() == expected
        docs, scores, total = rank(snapshot, query, 20)
        assert total == len(expected)
        assert docs.tolist() == first[0].tolist()
        assert scores.tolist() == first[1].tolist()


def near_each_other(first: str, second: str, slop: int, ordered: bool, text: str) -> bool:
    """Whether the text has both words with at most so many others between them."""
    words = text.split()
    places = [[i for i, word in enumerate(words) if word == one] for one in (first, second)]
    behind = [b - a for a in places[0] for b in places[1]]
    return any(0 < by <= slop + 1 or (not ordered and -slop - 1 <= by < 0) for by in behind)


@pytest.mark.parametrize("row", ["a b", "f a", "a f", "f ? f", "f c a", "f a|b", "f a|b c", "b c|d ? f"])
def test_a_phrase_asked_again_is_found_in_either_field(row: str, texts: list[str], kit: Any) -> None:
    fields = ("head", "body")
    docs = [kit.Doc({"head": head, "body": body}) for head, body in zip(texts[::-1], texts, strict=True)]
    docs += [kit.Doc({"body": "f"}, deleted=True), kit.Doc({"head": "f a"})]
    snapshot = kit.Corpus([docs[:300], docs[300:]]).snapshot
    words = [
        None if word == "?" else Words(fields, tuple(Exact(one.encode()) for one in word.split("|")))
        for word in row.split()
    ]
    expected = [i for i, doc in enumerate(docs) if any(found(row, text) for text in doc.texts.values())]
    phrase, other = Near(fields, tuple(words)), Words(fields, (Exact(b"e"),))
    queries = [phrase, And([phrase, other]), Or([phrase, other]), Near(fields, (phrase, other), 2, ordered=False)]
    first = [rank(snapshot, query, 20) for query in queries]
    for _ in range(6):
        assert documents(snapshot, phrase).tolist() == expected
        for query, (best, values, count) in zip(queries, first, strict=True):
            docs_again, scores, total = rank(snapshot, query, 20)
            assert (docs_again.tolist(), scores.tolist(), total) == (best.tolist(), values.tolist(), count)


@pytest.mark.parametrize("words", ["ab", "fa", "af", "ff"])
@pytest.mark.parametrize(
    ("slop", "ordered"), [(1, True), (5, True), (0, False), (2, False), (30, False), (1 << 17, False)]
)
def test_two_words_asked_again_are_found_near_each_other(
    words: str, slop: int, ordered: bool, texts: list[str], kit: Any
) -> None:
    snapshot = kit.Corpus([[kit.Doc({"body": text}) for text in texts]]).snapshot
    parts = tuple(Words(("body",), (Exact(word.encode()),)) for word in words)
    expected = [doc for doc, text in enumerate(texts) if near_each_other(*words, slop, ordered, text)]
    for _ in range(6):
        assert documents(snapshot, Near(("body",), parts, slop, ordered)).tolist() == expected


def test_places_are_kept_for_words_that_phrases_ask_for_again(texts: list[str], kit: Any) -> None:
    snapshot = kit.Corpus([[kit.Doc({"body": text}) for text in texts]]).snapshot
    parts = tuple(Words(("body",), (Exact(word),)) for word in (b"f", b"a"))
    positions = snapshot.expanded(parts[0]).nodes[0].only.positions
    for kept in (False, False, True, True):
        assert (positions.keys is not None) == kept
        rank(snapshot, Near(("body",), parts), 3)
    expected = [(doc, i) for doc, text in enumerate(texts) for i, word in enumerate(text.split()) if word == "f"]
    assert [(key >> SHIFT, (key & POSITION) - ORIGIN) for key in positions.keys.tolist()] == expected
    snapshot.forget()
    assert positions.keys is None


def test_postings_are_numbered_alike_for_few_documents_and_for_many(texts: list[str], kit: Any) -> None:
    snapshot = kit.Corpus([[kit.Doc({"body": text}) for text in texts]]).snapshot
    postings = snapshot.expanded(Words(("body",), (Exact(b"a"),))).nodes[0].only
    assert postings.dense is not None
    every = postings.docs
    for first, size in ((0, 1), (3, 8), (3, 9), (60, 8), (100, 100), (len(every) - 2, 2)):
        assert postings.index(every[first : first + size]).tolist() == list(range(first, first + size))


def test_a_word_with_a_boost_is_the_same_word(texts: list[str], kit: Any) -> None:
    snapshot = kit.Corpus([[kit.Doc({"head": text[:9], "body": text}) for text in texts]]).snapshot
    fields = ("head", "body")
    plain, twice = (Words(fields, (Exact(b"a"), Exact(b"f")), boost) for boost in (1.0, 2.0))
    docs, scores, _ = rank(snapshot, plain, len(texts))
    for _ in range(3):
        boosted = rank(snapshot, twice, len(texts))
        assert boosted[0].tolist() == docs.tolist()
        np.testing.assert_allclose(boosted[1], 2 * scores)
        both = rank(snapshot, Or([plain, twice]), len(texts))
        np.testing.assert_allclose(both[1], 3 * scores)


@pytest.fixture(scope="module")
def numbered() -> list[str]:
    """Documents of words that begin with `a`, `b` or `c` and end in a number; some have many of a kind."""
    chance = Random(7)  # noqa: S311  # not for secrets
    sizes = [chance.choice((2, 5, 30)) for _ in range(120)] + [300, 300]
    return [" ".join(f"{chance.choice('aabc')}{chance.randrange(150)}" for _ in range(size)) for size in sizes]


def starting(letter: str) -> Words:
    return Words(("body",), (Prefix(letter.encode()),))


@pytest.mark.parametrize(
    ("parts", "slop", "ordered"),
    [
        ("ab", 0, True), ("cac", 0, True), ("c?b", 0, True), ("bc", 2, True), ("bc", 1, False), ("cb", 40, False),
        ("bcb", 3, True), ("cab", 2, False), ("aa", 0, False),
    ],
)  # fmt: skip
def test_patterns_near_each_other(parts: str, slop: int, ordered: bool, numbered: list[str], kit: Any) -> None:
    docs = [kit.Doc({"body": text}, deleted=number % 9 == 4) for number, text in enumerate(numbered)]
    snapshot = kit.Corpus([docs[:50], docs[50:]]).snapshot
    query = Near(("body",), tuple(None if one == "?" else starting(one) for one in parts), slop, ordered)
    wanted = parts.replace("?", "")
    expected = []
    for number, doc in enumerate(docs):
        words = doc.texts["body"].split()
        places = [[(at, at) for at, word in enumerate(words) if word[0] == one] for one in wanted]
        if all(places) and not doc.deleted and kit.occurrences(places, query.gaps, slop, ordered):
            expected.append(number)
    assert 0 < len(expected) < len(docs)
    assert documents(snapshot, query).tolist() == expected
    mixed = Near(("body",), (query, starting("a")), 3) if ordered and not slop else Near(("body",), (query,), 0)
    assert {*documents(snapshot, mixed).tolist()} <= {*expected}


def test_the_terms_of_a_pattern_are_read_together(
    numbered: list[str], kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = kit.Corpus([[kit.Doc({"body": text}) for text in numbered]]).snapshot
    read: list[int] = []
    pick = Positions.pick

    def counted(self: Positions, postings: Any) -> Any:
        read.append(len(postings))
        return pick(self, postings)

    monkeypatch.setattr(Positions, "pick", counted)
    found = documents(snapshot, Near(("body",), (starting("a"), starting("b"))))
    assert len(found)
    assert len(read) <= 2  # though each stands for a hundred words
    opened: list[int] = []
    make = TermPostings.__init__

    def noted(self: TermPostings, field: Any, ordinal: int) -> None:
        opened.append(ordinal)
        make(self, field, ordinal)

    monkeypatch.setattr(TermPostings, "__init__", noted)
    first = {word for word in numbered[int(found[0])].split() if word[0] == "a"}
    told = explain(snapshot, starting("a"), int(found[0]))
    assert all(word in told for word in first)
    assert len(opened) == len(first)
