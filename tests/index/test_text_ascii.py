"""Plain ASCII is cut by a simpler pattern: the two must agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index import text


@given(
    st.text(st.sampled_from("aB1.'-,&_ $"), max_size=14) | st.text(st.characters(max_codepoint=127), max_size=12)
)
def test_both_patterns_cut_ascii_alike(chunk: str) -> None:
    simple, full = text._ASCII_RUN, text._any_run()
    assert [match.span() for match in simple.finditer(chunk)] == [match.span() for match in full.finditer(chunk)]
    assert not any(match["unspaced"] for match in full.finditer(chunk))
