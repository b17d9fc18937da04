from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError
from searcher.query.diagnosis import Note, pointer, show
from searcher.query.parser import parse


def test_message_query_caret_and_hint() -> None:
    with pytest.raises(QueryError) as caught:
        parse("Homs peple:assad")
    message, query, caret, *hint = show("Homs peple:assad", caught.value).split("\n")
    assert message == "There is no field “peple”."
    assert query == "Homs peple:assad"
    assert caret == "     ^~~~~"
    assert hint[0].startswith("Did you mean “people:”?")
    assert all(len(line) <= 78 for line in hint)


def test_an_empty_query_has_no_caret() -> None:
    assert show("  ", Note("kind", "Message.", 0, 2, "Hint.")) == "Message.\nHint."


@pytest.mark.parametrize(
    ("query", "start", "end", "shown", "caret"),
    [
        ("停火 (a", 3, 4, "停火 (a", "     ^"),
        ("cafe\u0301 (a", 6, 7, "cafe\u0301 (a", "     ^"),
        ("a\t(b", 2, 3, "a (b", "  ^"),
        ("a\x1b[31m (b", 7, 8, "a␛[31m (b", "       ^"),
        ("a\n(b", 2, 3, "a␊(b", "  ^"),
        ("a\u202e(b", 2, 3, "a\ufffd(b", "  ^"),
        ("停火", 0, 2, "停火", "^~~~"),
        ("ab", 2, 2, "ab", "  ^"),
        ("ab", 7, 9, "ab", "  ^"),
    ],
)
def test_the_caret_stands_under_the_character(query: str, start: int, end: int, shown: str, caret: str) -> None:
    assert pointer(query, start, end) == (shown, caret)


def test_a_long_query_is_cut_to_a_window() -> None:
    query = "word " * 1000 + "(" + " more" * 1000
    shown, caret = pointer(query, 5000, 5001)
    assert len(shown) <= 78
    assert shown[0] == shown[-1] == "…"
    assert shown[caret.index("^")] == "("
    shown, caret = pointer(query, 0, len(query))
    assert shown.startswith("word ")
    assert len(caret) <= 78


def columns(text: str) -> int:
    """Columns of a terminal, counted by the rules of Unicode."""
    marks = ("Mn", "Me")
    wide = ("W", "F")
    return sum(
        0 if unicodedata.category(c) in marks else 2 if unicodedata.east_asian_width(c) in wide else 1
        for c in text
    )


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_two_printable_lines_of_limited_width(query: str, start: int, length: int) -> None:
    shown, caret = pointer(query, start, start + length, width=40)
    assert columns(shown) <= 40
    assert len(caret) <= 41
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in shown)
    assert caret.strip(" ").strip("~") == "^"
