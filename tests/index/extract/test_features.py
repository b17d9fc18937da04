"""What is said of a type, and the checksums of its letters."""

from __future__ import annotations

from zlib import crc32

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
    words.sort(key=len, reverse=True)
    letters = Letters(words)
    longer = [word for word in words if len(word) > size]
    for sums, parts in (
        (letters.beginnings(size, start), [word[:size] for word in longer]),
        (letters.endings(size, start), [word[-size:] for word in longer]),
        (letters.triples(first, start), [word[first : first + 3] for word in words if len(word) >= first + 3]),
    ):
        assert sums.tolist() == [crc32(part, start) for part in parts]


@given(st.lists(st.sampled_from(["Homs", "homs", "HOMS", "iPhone", "O'Brien", "Łódź", "1990s", "a", "A", "."])))
def test_types_are_described_together_as_they_are_alone(pieces: list[str]) -> None:
    together: list[list[int]] = [[] for _ in pieces]
    for which, rows in features.columns(pieces):
        for i, row in zip(which.tolist(), rows.tolist(), strict=True):
            together[i].append(row)
    assert list(map(sorted, together)) == [sorted(features.describe(piece)) for piece in pieces]
