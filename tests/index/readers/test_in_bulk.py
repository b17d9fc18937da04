"""Texts made plain together come out as each would alone."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from index.readers.cleaning import paragraphs
from index.readers.in_bulk import all_paragraphs

_LONG = "The delegates met again on Monday without an agreement on the truce. " * 3
_PIECES = [
    "word", " ", "  ", "\n", "\n\n", "\n\n\n", " \n", "\t", "\r\n", "\x01", "\x7f", "\x85",
    "\xa0", "\xad", "é", "e\u0301",
    "\u2019", "\u2028", "\u200b", "\u3000", "\u1100\u1161", "\ud800", "\U0001f600", "\u0958", "日本",
    "x" * 60, _LONG, _LONG.strip(),
    "\N{CYRILLIC SMALL LETTER A}" * 131, "\N{CYRILLIC SMALL LETTER A}" * 80,
]  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=8).map("".join)


@given(st.lists(st.one_of(_TEXTS, st.text(max_size=30)), max_size=8))
@example([])
@example(["", "", ""])
@example([f"{_LONG.strip()}\nShort.\n{_LONG.strip()}", f"One.\n\nTwo{chr(0xE9)}.", "Two\n\nThree\nFour."])
@example(["a\x01b", "c"])
@example(["a\xa0b", "\xa0"])
def test_as_one_by_one(texts: list[str]) -> None:
    assert all_paragraphs(texts) == [paragraphs(text) for text in texts]
