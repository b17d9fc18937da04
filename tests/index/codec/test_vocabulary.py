"""What stands for an ASCII mark is the same to the tokenizer."""

from __future__ import annotations

import pytest

from index.codec.vocabulary import _ASCII
from index.text import analyse


@pytest.mark.parametrize(("character", "ascii_"), [(a.decode(), b.decode()) for a, b in _ASCII])
@pytest.mark.parametrize("chunk", ["a{}b", "o{}brien", "ann{}s", "é{}ü-x", "1{}2", "U.{}led", "{}x{}", "a{}{}b"])
def test_marks_in_ascii_make_the_same_tokens(chunk: str, character: str, ascii_: str) -> None:
    found, expected = (analyse(chunk.format(mark, mark)) for mark in (character, ascii_))
    assert found == expected
