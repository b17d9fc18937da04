"""Words near each other in a text, found a step a word; and what is asked for so often is found no slower."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.snippets import scan
from searcher.snippets.patterns import ANY, Pattern
from searcher.snippets.scan import Scanner

BODY = frozenset(["body"])


def near(words: list[str], slop: int, *, ordered: bool) -> Pattern:
    operands = tuple((tuple(frozenset([word]) for word in each.split()),) for each in words)
    return Pattern("", operands, BODY, 1.0, slop, ordered)


def together(text: list[str], words: list[str], slop: int, *, ordered: bool) -> set[int]:
    """The words of the text that are in some stretch, short enough, that has all that is wanted."""
    found: set[int] = set()
    for begin, end in combinations(range(len(text) + 1), 2):
        inside = text[begin:end]
        if len(inside) > len(words) + slop or not {*words} <= {*inside}:
            continue
        if ordered:
            rest = iter(inside)
            complete = all(word in rest for word in words)
        else:
            complete = sum(word in words for word in inside) >= len(words)
        if complete:
            found |= {begin + i for i, word in enumerate(inside) if word in words}
    return found


@given(
    st.lists(st.sampled_from("abcd"), max_size=14),
    st.lists(st.sampled_from("abc"), min_size=2, max_size=4),
    st.integers(0, 4),
    st.booleans(),
)
def test_words_near_each_other_are_what_some_stretch_has(
    text: list[str], words: list[str], slop: int, ordered: bool
) -> None:
    scanner = Scanner([near(words, slop, ordered=ordered)])
    assert {each.start // 2 for each in scanner.scan(" ".join(text))} == together(
        text, words, slop, ordered=ordered
    )


def test_phrases_near_each_other_do_not_overlap_in_order() -> None:
    found = Scanner([near(["a b", "b c"], 0, ordered=True)]).scan("a b c a b b c")
    assert [each.start for each in found] == [6, 10]


@given(st.text("ab ", max_size=30), st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=5))
def test_a_row_of_words_is_found_wherever_it_stands(text: str, row: list[str]) -> None:
    words = text.split()
    run = tuple(frozenset([word]) if word else ANY for word in row)
    told = [i for i, word in enumerate(row) if word]
    expected = 0
    if told:
        for begin in range(-told[0], len(words)):
            there = [0 <= begin + i < len(words) and words[begin + i] == row[i] for i in told]
            expected += all(there)
    assert len(Scanner([Pattern("", ((run,),), BODY)]).scan(" ".join(words))) == expected


@pytest.mark.parametrize("times", [10, 1000])
def test_a_word_asked_for_again_and_again_is_noted_once(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    noted = 0

    class Counted(scan._Found):
        def __new__(cls, *values: int | str) -> Counted:
            nonlocal noted
            noted += 1
            return super().__new__(cls, *values)

    monkeypatch.setattr(scan, "_Found", Counted)
    row = (frozenset(["homs"]),) * times
    text = "homs " * 3000
    assert len(Scanner([Pattern("", ((row,),), BODY)]).scan(text, everything=True)) == 3001 - times
    assert len(Scanner([near(["homs"] * times, 9, ordered=False)]).scan(text, everything=True)) == 3000
    assert len(Scanner([Pattern("", ((row[:1],),), BODY)] * times).scan(text)) == times * (
        scan.MOST_OCCURRENCES + 1
    )
    assert noted <= 4 * 3000
