"""What the tokenizer makes of text, and that a text is the sum of its chunks."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import MAX_TERM_CHARACTERS, MOST_MARKS, Form, analyse, fold, tokens, without_stacks


def terms(text: str) -> list[str]:
    return [token.term for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Homs, HOMS "Homs"', "homs homs homs"),
        ("Café Wałęsa São Ⅻ ＮＡＴＯ Straße", "cafe walesa sao xii nato strasse"),
        (
            "Syria's O'Brien O’Brien l'homme don't rebels'",
            "syria obrien brien obrien brien lhomme homme dont rebels",
        ),
        ("U.N. UN U.S.-led a.m. AT&T", "un un us usled led am att"),
        ("F-16 e-mail COVID-19 2013-14", "f f16 16 e email mail covid covid19 19 2013 14"),
        ("1,300 1300 3.5 $1.3bn 1,2", "1300 1300 3.5 1.3bn 1 2"),
        ("Kyiv/Kiev end.Start", "kyiv kiev end start"),
        ("停火协议 水", "停火 火协 协议 议 水"),
        ("2014年1月", "2014 年 1 月"),
        ("الأسد", "الاسد"),
        ("so\u00adft zero\u200bwidth", "soft zerowidth"),
        ("--- ... ’ '", ""),
    ],
)
def test_terms(text: str, expected: str) -> None:
    assert terms(text) == expected.split()


def test_positions_let_phrases_run_through_compounds() -> None:
    found = {token.term: (token.position, token.form) for token in tokens("the F-16 jet O'Brien flew")}
    assert found == {
        "the": (0, Form.WORD),
        "f": (1, Form.WORD),
        "f16": (1, Form.WHOLE),
        "16": (2, Form.WORD),
        "jet": (3, Form.WORD),
        "obrien": (4, Form.WORD),
        "brien": (4, Form.TAIL),
        "flew": (5, Form.WORD),
    }


def test_offsets_cover_what_is_to_be_highlighted() -> None:
    text = "Syria's U.N.-backed Wałęsa"
    assert [text[t.start : t.end] for t in tokens(text)] == ["Syria", "U.N", "U.N.-backed", "backed", "Wałęsa"]


def test_an_endless_word_is_cut_alike_in_index_and_query() -> None:
    assert terms("x" * 8000) == terms("x" * 5000) == ["x" * MAX_TERM_CHARACTERS]


@given(st.text())
def test_tokens_are_ordered_within_the_text_and_never_empty(text: str) -> None:
    last = -1
    for term, position, start, end, _form in tokens(text):
        assert term
        assert len(term) <= MAX_TERM_CHARACTERS
        assert 0 <= start < end <= len(text)
        assert position in (last, last + 1)
        last = position


@given(st.lists(st.text(st.characters(exclude_characters=" \t\n\r\x0b\x0c"), min_size=1)))
def test_a_text_is_the_sum_of_its_chunks(chunks: list[str]) -> None:
    expected = []
    position = 0
    for chunk in chunks:
        analysed = analyse(chunk)
        expected += [(token.term, position + token.position) for token in analysed.tokens]
        position += analysed.width
    assert [(token.term, token.position) for token in tokens(" ".join(chunks))] == expected


@given(st.text())
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_marks_without_end_are_normalised_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0
    normalize = unicodedata.normalize

    def noted(form: str, text: str) -> str:
        nonlocal longest
        longest = max(longest, *map(len, re.findall("[\u0300-\u036f]*", text)))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", noted)
    assert fold("A" + "\u0301\u0323" * 10_000) == "a"
    assert longest == MOST_MARKS
    assert without_stacks("e" + "\u0301\u0323" * 15 + "\u0301x\u0301") == "e" + "\u0301\u0323" * 15 + "x\u0301"
    assert without_stacks("—" * 100) == "—" * 100
