"""Texts cut into chunks, and strings numbered, as Python would do it one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.chunks import END, PADDING, Strings, cut

texts = st.lists(st.text(st.sampled_from("ab \n\té停\xa0\0'"), max_size=30) | st.text(), max_size=6)
words = st.binary(max_size=20).map(lambda word: word.replace(END, b""))


@given(st.lists(texts, max_size=3))
@example([["x" * 16 + " " + "x" * 17 + " " + "x" * 8]])
def test_equal_chunks_have_equal_numbers(batches: list[list[str]]) -> None:
    strings = Strings()
    written: dict[int, bytes] = {}
    for batch in batches:
        found = cut(batch, strings)
        assert found.numbers.tolist().count(0) == len(batch)
        for text, part in zip(batch, found.in_parts(1), strict=True):
            chunks = text.encode("utf-8", "surrogatepass").split()
            numbers = part.tolist()
            assert len(numbers) == len(chunks) + 1
            for number, chunk in zip(numbers, chunks, strict=False):
                assert written.setdefault(number, chunk) == chunk
    assert len(set(written.values())) == len(written)
    assert strings.since(1) == b"".join(written[number] + END for number in sorted(written))


@given(texts)
def test_places_in_bytes_are_places_in_characters(batch: list[str]) -> None:
    found = cut(batch, Strings())
    joined = found.data.replace(END, b"\x7f").decode("utf-8", "surrogatepass")
    for start, at in zip(found.starts.tolist(), found.characters(found.starts).tolist(), strict=True):
        assert joined[:at].encode("utf-8", "surrogatepass") == found.data[:start].replace(END, b"\x7f")


@given(st.lists(words, max_size=30))
def test_strings_are_put_in_the_order_of_their_bytes(many: list[bytes]) -> None:
    strings = Strings()
    for word in [word.replace(b"\0", b"") for word in many]:
        strings.number(word + PADDING, np.zeros(1, np.intp), np.full(1, len(word)))
    by_number = strings.since(0).split(END)[:-1]
    assert [by_number[number] for number in strings.order().tolist()] == sorted(by_number)


@given(st.lists(st.sampled_from([b"a", b"", b"b" * 17, b"b" * 16]) | words, max_size=60))
def test_many_strings_at_once_are_numbered_as_one_by_one(many: list[bytes]) -> None:
    data = b"".join([*many, PADDING])
    ends = np.cumsum([len(word) for word in many], dtype=np.intp)
    starts = ends - np.array([len(word) for word in many], np.intp)
    strings = Strings()
    numbers = strings.number(data, starts, ends).tolist()
    assert strings.number(data, starts, ends).tolist() == numbers
    assert all((one == b"") == (number == 0) for one, number in zip(many, numbers, strict=True))
    assert len(set(zip(many, numbers, strict=True))) == len(set(many)) == len(set(numbers))


def test_thousands_of_strings_find_their_numbers_again() -> None:
    strings = Strings()
    batch = [" ".join(f"{i:x}" for i in range(start, 60_000, 7)) for start in range(7)]
    first = cut(batch, strings).numbers.tolist()
    assert cut(batch, strings).numbers.tolist() == first
    assert len(set(first)) == len(strings) == 60_001
    assert first.count(0) == len(batch)
