"""A term is found wherever it is among the others, however often others were looked for before."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from index.codec import terms
from index.codec.terms import Terms

FEW = st.text("ab\n", max_size=5).map(str.encode)
WORDS = [f"w{i:03}".encode() for i in range(300)]


@given(st.sets(FEW, max_size=20), st.booleans(), st.lists(FEW, max_size=20))
def test_the_ordinal_of_a_term(some: set[bytes], many: bool, asked: list[bytes]) -> None:
    ordered = sorted([*some, *(WORDS if many else [])])
    found = Terms.of(ordered)
    for _ in range(terms._OFTEN):
        found.find(b"w")
    wanted = [*asked, *some, b"w000", b"w299", b"w063", b"w064", b"", b"w0", b"w3", b"w001\nw002", b"w000"]
    for term, ordinal in zip(wanted, found.find_all(wanted), strict=True):
        at = bisect_left(ordered, term)
        expected = at if ordered[at : at + 1] == [term] else -1
        assert found.find(term) == found._bisected(term) == ordinal == expected
