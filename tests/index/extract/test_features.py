"""What is said of a type, and the checksums of its letters."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.extract import features
from index.extract.letters import Letters


@given(st.text(min_size=1, max_size=30))
def test_every_word_can_be_described(piece: str) -> None:
    rows = features.describe(piece)
    assert rows
    assert all(0 <= row < features.FIXED + features.HASHED for row in rows)


def test_a_description_grows_no_faster_than_its_word() -> None:
    assert len(features.describe("A" + "b" * 10_000)) < 50


def test_words_with_the_same_letters_share_rows() -> None:
    upper, title, accented = (set(features.describe(word)) for word in ("GENEVA", "Geneva", "Genêva"))
    assert len(upper ^ title) == len(accented ^ title) == 2  # the shape
    assert len(title & set(features.describe("Genf"))) > 4


@given(st.from_regex(r"[0-9][0-9.,:/-]{0,20}", fullmatch=True), st.data())
def test_numbers_of_one_form_are_described_alike(number: str, data: st.DataObject) -> None:
    other = "".join(data.draw(st.sampled_from("0123456789")) if one.isdigit() else one for one in number)
    assert features.form_of_number(number) == features.form_of_number(other) != ""
    assert features.describe(number) == features.describe(other)


@given(st.sampled_from(["1990s", "4th", "3-D", "7٣"]))
def test_what_begins_with_a_digit_may_be_no_number(piece: str) -> None:
    assert not features.form_of_number(piece)


@given(
    st.lists(st.binary(max_size=20), max_size=5), st.integers(1, 4), st.integers(0, 9), st.integers(0, 2**32 - 1)
)
def test_checksums_are_those_of_zlib(words: list[bytes], size: int, first: int, start: int) -> None:
    letters, among = Letters(words), np.arange(len(words))[::2]
    longer = [i for i in among.tolist() if len(words[i]) > size]
    reaching = [i for i in among.tolist() if len(words[i]) >= first + 3]
    for (which, sums), expected, parts in (
        (letters.beginnings(size, start, among), longer, [words[i][:size] for i in longer]),
        (letters.endings(size, start, among), longer, [words[i][-size:] for i in longer]),
        (letters.triples(first, start, among), reaching, [words[i][first : first + 3] for i in reaching]),
    ):
        assert which.tolist() == expected
        assert sums.tolist() == [crc32(part, start) for part in parts]
