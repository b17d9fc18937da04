"""Texts cut into words, by the batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunks import Strings, cut
from index.extract import reading, words
from index.extract.words import Lexicon, Words


def words_of(lexicon: Lexicon, *texts: str) -> Words:
    return lexicon.read(cut(texts, lexicon.strings))


def read(*texts: str) -> list[list[str]]:
    lexicon = Lexicon(Strings())
    found = words_of(lexicon, *texts)
    pieces = [lexicon.pieces[t] for t in found.types]
    return [pieces[a:b] for a, b in zip(found.bounds, found.bounds[1:], strict=False)]


def test_breaks_stand_before_texts_and_paragraphs() -> None:
    edge = ["\n"] * words.MARGIN
    one, none, four = read("One\ntwo\n\nthree", "", "four")
    assert one == [*edge, "One", "two", "\n", "three"]
    assert none == edge
    assert four == [*edge, "four", *edge]


def test_white_space_of_any_kind_parts_words_but_is_none() -> None:
    (found,) = read("a\u00a0b\n\u2003\nc")
    assert [piece for piece in found if piece != "\n"] == ["a", "b", "c"]
    assert found.count("\n") == 2 * words.MARGIN + 1


@given(st.lists(st.text() | st.text(alphabet="Aé'. \n\u00a0"), min_size=1, max_size=5))
def test_words_are_slices_of_their_text(texts: list[str]) -> None:
    lexicon = Lexicon(Strings())
    found = words_of(lexicon, *texts)
    assert len(found.bounds) == len(texts) + 1
    at = np.flatnonzero(found.types != words.BREAK)
    text, starts, ends = (column.tolist() for column in found.places(at, at))
    assert text == (np.searchsorted(found.bounds, at, side="right") - 1).tolist()
    written = [texts[i][a:b] for i, a, b in zip(text, starts, ends, strict=True)]
    assert written == [lexicon.pieces[t] for t in found.types[at]]
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    for i in range(1, len(at)):
        assert text[i - 1] < text[i] or ends[i - 1] <= starts[i]


@given(st.lists(st.text(alphabet="Ab. \n", max_size=12), min_size=1, max_size=4))
def test_a_text_is_read_alike_alone_and_in_company(texts: list[str]) -> None:
    together = [[piece for piece in found if piece != "\n"] for found in read(*texts)]
    alone = [[piece for piece in read(text)[0] if piece != "\n"] for text in texts]
    assert together == alone


def test_each_chunk_is_cut_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    cut_one = words.pieces
    monkeypatch.setattr(words, "pieces", lambda chunk: seen.append(chunk) or cut_one(chunk))
    lexicon = Lexicon(Strings())
    for _ in range(3):
        words_of(lexicon, *["U.N. in Homs, and (U.N.) and U.N."] * 50)
    assert sorted(seen) == ["(U.N.)", "U.N."]


def test_what_others_have_cut_meanwhile_is_learned_too() -> None:
    lexicon = Lexicon(Strings())
    words_of(lexicon, "one")
    cut(["two three"], lexicon.strings)
    assert [lexicon.pieces[t] for t in words_of(lexicon, "three").types if t] == ["three"]


def test_types_keep_their_numbers_where_other_strings_go_on() -> None:
    first = Lexicon(Strings())
    before = words_of(first, "Homs, U.N. and Hama").types.tolist()
    further = Lexicon(Strings(), first)
    after = words_of(further, "Zarbandi", "Homs, U.N. and Hama")
    assert after.types[after.bounds[1] :].tolist() == before
    assert [further.pieces[t] for t in after.types[: after.bounds[1]] if t] == ["Zarbandi"]


@pytest.mark.parametrize("limit", [0, 1 << 18])
def test_names_are_the_same_whoever_numbers_the_chunks(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LIMIT", limit)
    texts = ["Lakhdar Brahimi left Geneva for Homs.", "", "", "Talks in Homs failed, Mr. Brahimi said."]
    found = [reading.read(texts, 1, cut(texts, Strings())) for _ in range(3)] + [reading.read(texts, 1)]
    for spans in found:
        assert len(spans.text) >= 4
        assert all((one == other).all() for one, other in zip(spans, found[0], strict=True))
