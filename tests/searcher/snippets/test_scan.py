from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import tokens
from searcher.snippets import scan
from searcher.snippets.patterns import ANY, Pattern
from searcher.snippets.scan import ENOUGH, WINDOW, Scanner

BODY = frozenset(["body"])


def terms(*words: str) -> frozenset[str]:
    return frozenset(words)


def word(*words: str) -> Pattern:
    return Pattern(words[0], (((terms(*words),),),), BODY)


def phrase(*words: str) -> Pattern:
    return Pattern(" ".join(words), ((tuple(terms(each) if each else ANY for each in words),),), BODY)


def near(slop: int, *words: str, ordered: bool = False) -> Pattern:
    return Pattern(" ".join(words), tuple(((terms(each),),) for each in words), BODY, 1.0, slop, ordered)


def found(text: str, *patterns: Pattern) -> list[str]:
    return [text[each.start : each.end] for each in Scanner(patterns).scan(text)]


def test_words_are_found_as_the_index_folds_them() -> None:
    assert found("HOMS, Homs's “homs” homsi", word("homs")) == ["HOMS", "Homs", "homs"]
    assert found("Wałęsa and O'Brien", word("walesa"), word("brien")) == ["Wałęsa", "Brien"]


def test_compounds_are_found_whole_and_in_parts() -> None:
    assert found("a cease-fire, an F-16", word("ceasefire"), word("f16")) == ["cease-fire", "F-16"]
    assert found("a cease-fire", word("fire")) == ["fire"]


def test_words_of_a_phrase_alone_are_no_match() -> None:
    text = "old Homs; Homs is old. The old city of Homs, old\nHoms."
    assert found(text, phrase("old", "homs")) == ["old Homs", "old\nHoms"]


def test_a_phrase_may_hold_any_word() -> None:
    assert found("city of Homs, city near Homs, city Homs", phrase("city", "", "homs")) == [
        "city of Homs",
        "city near Homs",
    ]


def test_a_phrase_may_begin_with_any_word() -> None:
    assert found("in Homs", phrase("", "homs")) == ["Homs"]


def test_near_words_match_together_only() -> None:
    text = "truce in old Homs. " + "far " * 20 + "truce " + "far " * 20 + "Homs"
    assert found(text, near(2, "homs", "truce")) == ["truce", "Homs"]
    assert found(text, near(1, "homs", "truce")) == []
    assert found(text, near(2, "homs", "truce", ordered=True)) == []
    assert found(text, near(2, "truce", "homs", ordered=True)) == ["truce", "Homs"]


def test_a_word_twice_needs_two_places() -> None:
    assert found("talks about peace", near(5, "talks", "talks")) == []
    assert found("talks about talks", near(5, "talks", "talks")) == ["talks", "talks"]


def test_phrases_are_found_across_windows() -> None:
    filler = "filler " * (WINDOW // 7)
    for shift in range(12):
        text = filler[: WINDOW - shift - 3].rsplit(" ", 1)[0] + " old Homs again"
        assert found(text, phrase("old", "homs")) == ["old Homs"], shift


def test_a_long_text_is_skipped_through_to_its_match() -> None:
    text = "nothing here " * 200_000 + "a cease-fire at last"
    assert found(text, word("ceasefire")) == ["cease-fire"]


def test_a_long_text_is_read_no_further_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Homs " * (4 * ENOUGH // 5)
    monkeypatch.setattr(scan, "MOST_OCCURRENCES", len(text))
    few = Scanner([word("homs")]).scan(text)
    assert ENOUGH // 5 <= len(few) <= (ENOUGH + 2 * WINDOW) // 5
    assert len(Scanner([word("homs")]).scan(text, everything=True)) == 4 * ENOUGH // 5


TEXT = st.text(st.sampled_from("abF16_$&'-. \n,éß停火"), max_size=60)


@given(TEXT, st.data())
def test_any_term_of_the_text_is_found_wherever_the_tokenizer_has_it(text: str, data: st.DataObject) -> None:
    every = list(tokens(text))
    if not every:
        return
    wanted = data.draw(st.sampled_from(every)).term
    expected = {(token.start, token.end) for token in every if token.term == wanted}
    assert {(each.start, each.end) for each in Scanner([word(wanted)]).scan(text)} == expected


@given(TEXT)
def test_offsets_are_in_order_and_inside(text: str) -> None:
    spans = Scanner([word(token.term) for token in tokens(text)]).scan(text)
    assert all(0 <= each.start < each.end <= len(text) for each in spans)
    assert spans == sorted(spans)


class Many(frozenset[str]):
    """So many terms that nobody should go through them."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("all terms of a pattern were looked at")


def test_what_a_pattern_stands_for_is_not_gone_through() -> None:
    many = Many(f"w{number}" for number in range(50))
    pattern = Pattern("w*", (((many,),),), BODY)
    row = Pattern("w* w*", (((many, many),),), BODY)
    assert found("x w1 y w2 w3", pattern, row) == ["w1", "w2", "w2 w3", "w3"]
