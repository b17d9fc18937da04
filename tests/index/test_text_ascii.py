"""Plain ASCII and western text are cut by simpler patterns: they must agree with the one for everything."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from index import text

ASCII = st.text(st.sampled_from("aB1.'-,&_ $"), max_size=14) | st.text(
    st.characters(max_codepoint=127), max_size=12
)
WESTERN = st.text(st.sampled_from("aé1.'’‘ʼ-‐–—,&_“…"), max_size=14) | st.text(
    st.characters(max_codepoint=0x30F) | st.characters(min_codepoint=0x2000, max_codepoint=0x2030), max_size=12
)


def cuts(pattern: str | re.Pattern[str], chunk: str) -> list[tuple[tuple[int, int], str | None]]:
    return [(match.span(), match["unspaced"]) for match in re.finditer(pattern, chunk)]


@given(ASCII)
def test_ascii_is_cut_alike(chunk: str) -> None:
    assert cuts(text._runs_of(chunk), chunk) == cuts(text._RUN, chunk)
    assert text._runs_of(chunk) is text._ASCII_RUN


@given(WESTERN)
def test_western_text_is_cut_alike(chunk: str) -> None:
    assert cuts(text._runs_of(chunk), chunk) == cuts(text._RUN, chunk)


def test_curly_quotes_and_accents_need_no_large_pattern() -> None:
    assert text._runs_of("“café’s—").pattern == text._WESTERN_RUN
    assert text._runs_of("so\u00adft").pattern == text._RUN
