"""Phrases that are asked again and again, which are then followed in other ways: the answers stay the same."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from whoosh.query import Or

from searcher.execute.expansions import Exact
from searcher.execute.queries import Near, Words
from searcher.execute.search import documents, rank

LETTERS = "abcde"
ROWS = ["a b", "b a", "a a", "a b c", "c ? a", "? e", "e d c b", "a a a", "f a", "c f", "f ? f"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Documents of a few frequent words and a rare one, some of them long."""
    chance = Random(5)  # noqa: S311  # not for secrets
    sizes = [chance.choice((0, 3, 9, 40)) for _ in range(700)] + [400] * 5
    return [" ".join(chance.choices(LETTERS + "f", [20] * 5 + [1], k=size)) for size in sizes]


def found(row: str, text: str) -> bool:
    """Whether the text has this row of words, of which `?` is any."""
    wanted, words = row.split(), text.split()
    starts = range(len(words) - len(wanted) + 1)
    return any(
        all(a in ("?", b) for a, b in zip(wanted, words[start : start + len(wanted)], strict=True))
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


def test_postings_are_numbered_alike_for_few_documents_and_for_many(texts: list[str], kit: Any) -> None:
    snapshot = kit.Corpus([[kit.Doc({"body": text}) for text in texts]]).snapshot
    source = snapshot.meant(Words(("body",), (Exact(b"a"),))).nodes[0].only
    assert source.dense is not None
    every = source.docs
    for first, size in ((0, 1), (3, 8), (3, 9), (60, 8), (100, 100), (len(every) - 2, 2)):
        assert source.index(every[first : first + size]).tolist() == list(range(first, first + size))


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
