from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.render.layout import Piece, marked, plain, shorten, width_of, wrap

TEXTS = st.text(st.sampled_from("ab c\n停。é\u0301-\x1b\u202e\x9b"), max_size=80)


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert width_of("停火 ok") == 7
    assert width_of("e\u0301") == 1


def test_lines_break_at_spaces() -> None:
    assert [plain(line) for line in wrap([Piece("buses left the old city")], 10)] == [
        "buses left",
        "the old",
        "city",
    ]


def test_the_first_line_can_be_shorter() -> None:
    assert [plain(line) for line in wrap([Piece("buses left the old city")], 20, 8)] == [
        "buses",
        "left the old city",
    ]


def test_a_word_of_two_looks_is_not_broken() -> None:
    lines = wrap([Piece("both in "), Piece("Homs", strong=True), Piece("'s quarter")], 10)
    assert [plain(line) for line in lines] == ["both in", "Homs's", "quarter"]
    assert lines[1] == [Piece("Homs", strong=True), Piece("'s")]


def test_long_words_are_cut() -> None:
    assert [plain(line) for line in wrap([Piece("停火停火停火")], 5)] == ["停火", "停火", "停火"]


def test_highlights_stay_on_their_words_where_escapes_grow() -> None:
    line = marked("\x1b\x1b Homs \x1b", [(3, 7)])
    assert [piece.text for piece in line if piece.strong] == ["Homs"]
    assert "\x1b" not in plain(line)


def test_shorten_says_that_something_is_missing() -> None:
    assert shorten("Homs, Syria", 20) == "Homs, Syria"
    assert shorten("Homs, Syria", 7) == "Homs…"
    assert shorten("停火停火", 5) == "停火…"


@given(TEXTS, st.integers(2, 30), st.data())
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    line = marked(text, [(cuts[0], cuts[1])])
    lines = wrap(line, width)
    assert all(width_of(plain(part)) <= width for part in lines)
    assert "".join("".join(map(plain, lines)).split()) == "".join(plain(line).split())


@pytest.mark.parametrize("width", range(6, 30))
def test_no_line_begins_with_what_ends_a_clause(width: int) -> None:
    text = "宮城県栗原市で震度七を記録した。気象庁は「規模は八・八。」と発表した。"
    lines = [plain(line) for line in wrap([Piece(text)], width)]
    assert "".join(lines) == text
    assert all(width_of(line) <= width for line in lines)
    assert not any(line[0] in "。」・" for line in lines)
