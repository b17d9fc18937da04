"""Texts cut into words, by the batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract import words
from index.extract.words import Lexicon


def read(*texts: str) -> list[list[str]]:
    lexicon = Lexicon()
    cut = lexicon.read(texts)
    return [[lexicon.pieces[t] for t in cut.types[a:b]] for a, b in zip(cut.bounds, cut.bounds[1:], strict=False)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Syria's al-Assad, 48.", ["Syria", "'s", "al-Assad", ",", "48", "."]),
        ("U.N.-backed talks", ["U.N.-backed", "talks"]),
        ("Mr. J. O'Brien (left)", ["Mr.", "J.", "O'Brien", "(", "left", ")"]),
        ("on 1996-08-30 — 1,300", ["on", "1996-08-30", "—", "1,300"]),
        ("Wałęsa’s U.S.", ["Wałęsa", "’s", "U.S."]),
        ("in Iraq.", ["in", "Iraq", "."]),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    (cut,) = read(text)
    assert [piece for piece in cut if piece != "\n"] == pieces


CHUNKS = st.sampled_from(["vs.", "a.", "Mr.", "é,", "x" * 300, "1,", "²"])


@given(st.text(alphabet="aAbz.,'é1-", min_size=1, max_size=8) | CHUNKS)
def test_the_short_way_gives_what_the_expression_gives(chunk: str) -> None:
    found = words._PIECE.finditer(chunk, 0, words._LONGEST)
    assert words.pieces(chunk) == [(match.group(), match.start(), match.end()) for match in found]


def test_breaks_stand_before_texts_and_paragraphs() -> None:
    edge = ["\n"] * words.MARGIN
    one, none, four = read("One\ntwo\n\nthree", "", "four")
    assert one == [*edge, "One", "two", "\n", "three"]
    assert none == edge
    assert four == [*edge, "four", *edge]


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_words_are_slices_of_their_text(texts: list[str]) -> None:
    lexicon = Lexicon()
    cut = lexicon.read(texts)
    assert len(cut.bounds) == len(texts) + 1
    for text, first, last in zip(texts, cut.bounds, cut.bounds[1:], strict=False):
        at = np.arange(first, last)[cut.types[first:last] != words.BREAK]
        starts, ends = cut.offsets(at, 1), cut.offsets(at, 2)
        assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == [lexicon.pieces[t] for t in cut.types[at]]
        assert all(start < end for start, end in zip(starts, ends, strict=True))
        assert all(before <= after for before, after in zip(ends, starts[1:], strict=False))


@given(st.lists(st.text(alphabet="Ab. \n", max_size=12), min_size=1, max_size=4))
def test_a_text_is_read_alike_alone_and_in_company(texts: list[str]) -> None:
    together = [[piece for piece in cut if piece != "\n"] for cut in read(*texts)]
    alone = [[piece for piece in read(text)[0] if piece != "\n"] for text in texts]
    assert together == alone


def test_each_chunk_is_analysed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    analyse = words.pieces
    monkeypatch.setattr(words, "pieces", lambda chunk: seen.append(chunk) or analyse(chunk))
    lexicon = Lexicon()
    for _ in range(3):
        lexicon.read(["Homs, Homs, and Homs"] * 50)
    assert sorted(seen) == ["Homs", "Homs,", "and"]


def test_the_lexicon_can_start_anew() -> None:
    lexicon = Lexicon(limit=2)
    before = lexicon.read(["a b c"]).types.tolist()
    assert lexicon.full
    lexicon.clear()
    assert not lexicon.full
    assert lexicon.read(["a b c"]).types.tolist() == before
