"""Chunks cut into pieces, one by one and many at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.chunks import END
from index.extract.pieces import pieces, plain_pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Syria's al-Assad, 48.", ["Syria", "'s", "al-Assad", ",", "48", "."]),
        ("U.N.-backed talks", ["U.N.-backed", "talks"]),
        ("Mr. J. O'Brien (left)", ["Mr.", "J.", "O'Brien", "(", "left", ")"]),
        ("on 1996-08-30 — 1,300", ["on", "1996-08-30", "—", "1,300"]),
        ("Wałęsa’s U.S.", ["Wałęsa", "’s", "U.S."]),
        ("in Iraq.", ["in", "Iraq", "."]),
        ("a\u00a0b.\u00a0C.", ["a", "b", ".", "C."]),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    assert [piece for chunk in text.split(" ") for piece, _, _ in pieces(chunk)] == expected


PARTS = ["Mr", "No", "vs", "J", "1", "22", "the", "'s", "'re", *"aAé.',-\"(@:_", "x" * 99]
chunks = st.lists(st.sampled_from(PARTS), min_size=1, max_size=7).map("".join)


@given(st.lists(chunks, max_size=10))
@example(
    ["Homs,", '"No."', "(Mr.)", "J.", "J.)", "don't", "Bob's/Al's", "a--b", "1.5", "a.b", "'tis", "x,-y", "2:1"]
)
def test_many_are_cut_as_one_by_one(written: list[str]) -> None:
    encoded = [chunk.encode() for chunk in written]
    data = b"".join(chunk + END for chunk in encoded)
    found = plain_pieces(data)
    begins = [sum(len(chunk) + 1 for chunk in encoded[:i]) for i in range(len(encoded))]
    cut = {
        (chunk, data[start:end].decode(), start - begins[chunk], end - begins[chunk])
        for chunk, start, end in zip(found.chunk.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    }
    odd = set(found.odd.tolist())
    assert cut == {(i, *piece) for i, chunk in enumerate(written) if i not in odd for piece in pieces(chunk)}


@pytest.mark.parametrize("chunk", ["Homs", "Homs,", "(left)", '"Yes."', "al-Assad", "Syria's", "1,300", "don't"])
def test_the_common_ones_are_plain(chunk: str) -> None:
    assert not len(plain_pieces(chunk.encode() + END).odd)
