"""Long phrases in which words come again: what following them word by word finds."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from searcher.execute import repeated
from searcher.execute.expansions import Exact
from searcher.execute.queries import Near, Words
from searcher.execute.repeated import LONG
from searcher.execute.search import documents, rank


def phrase(words: list[str]) -> Near:
    return Near(
        ("body",), tuple(None if one == "?" else Words(("body",), (Exact(one.encode()),)) for one in words)
    )


@pytest.mark.parametrize(
    "words",
    [
        ["a", "b"] * 16,
        ["a"] * 37,
        ["a", "b", "?"] * 12 + ["b"],
        ["?", "a", *["b", "a"] * 17],
        [*["c"] * 5, *["a", "b", "a", "?", "c"] * 8],
        ["a", "b", "c"] * 11 + ["a", "d"],
    ],
    ids="".join,
)
def test_phrases_of_words_that_come_again(kit: Any, words: list[str]) -> None:
    chance = Random(3)  # noqa: S311  # not for secrets
    texts = []
    for number in range(60):
        text = [chance.choice("abc") if one == "?" else one for one in words]
        text = chance.choices("abcd", k=number % 7) + text + chance.choices("abcd", k=number % 5)
        if number % 3:
            text[chance.randrange(len(text))] = chance.choice("abcd")
        texts.append(" ".join(text))
    snapshot = kit.Corpus(
        [[kit.Doc({"body": text}) for text in texts[:33]], [kit.Doc({"body": texts[-1]})]]
    ).snapshot
    texts = [*texts[:33], texts[-1]]

    def stands(text: list[str]) -> bool:
        rows = (text[start : start + len(words)] for start in range(len(text) - len(words) + 1))
        return any(all(one in ("?", two) for one, two in zip(words, row, strict=True)) for row in rows)

    expected = [number for number, text in enumerate(texts) if stands(text.split())]
    assert 0 < len(expected) < len(texts)
    for _ in range(4):
        assert documents(snapshot, phrase(words)).tolist() == expected
        assert rank(snapshot, phrase(words), 5)[2] == len(expected)
    around = Near(("body",), (phrase(words), Words(("body",), (Exact(b"a"),))), 40, ordered=False)
    assert {*documents(snapshot, around).tolist()} <= {*expected}


def test_halves_that_are_alike_are_looked_for_once(kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    behind = repeated.any_behind

    def counted(keys: Any, others: Any, windows: Any) -> Any:
        looked.append(len(keys))
        return behind(keys, others, windows)

    monkeypatch.setattr(repeated, "any_behind", counted)
    snapshot = kit.Corpus([[kit.Doc({"body": "a b " * 800})]]).snapshot
    assert documents(snapshot, phrase(["a", "b"] * 500)).tolist() == [0]
    assert len(looked) <= 20
    assert not repeated.is_repeated(range(LONG))
