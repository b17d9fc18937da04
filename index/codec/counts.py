"""Small numbers in few bytes: the narrowest dtype that fits, and bytes with the rare large value kept apart."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile, ArrayWriter

ESCAPE: Final = 255


def distinct(values: Array) -> Array:
    """The distinct values, ascending.

    Like `numpy.unique`, which loads all of `numpy.ma` at its first call: a twentieth of the time a search takes.
    """
    values = np.sort(values, kind="stable")  # ascending runs, as they mostly are, are merged
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    found: Array = values[first]
    return found


def count_bits(words: NDArray[np.uint64]) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(words).sum(dtype=np.int64))


def members(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The numbers of the bits that are set, ascending.

    NumPy finds what is set without branches where that is more than a tenth, and slowly where it is less: then
    bytes without any are left out first.
    """
    octets = words.view(np.uint8)
    if count_bits(words) * 10 > len(octets) * 8:
        return np.flatnonzero(np.unpackbits(octets, bitorder="little").view(np.bool_))
    some = np.flatnonzero(octets != 0)
    at = np.flatnonzero(np.unpackbits(octets.take(some), bitorder="little").view(np.bool_))
    found = (some << 3).take(at >> 3)
    found += at & 7
    return found


def narrow(values: Array) -> Array:
    """`values` (not negative) in the smallest unsigned dtype that holds them all."""
    largest = int(values.max()) if values.size else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if largest <= np.iinfo(dtype).max:
            return values.astype(dtype, copy=False)
    return values.astype(np.uint64, copy=False)


class Large:
    """The values that did not fit into their byte: `at` (sorted positions of their bytes) and `value`.

    On disk `NAME.at` is uint32 or uint64 and `NAME.value` is uint32, both absent where all values fit.
    """

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._at = file.get(f"{name}.at")
        self._value = file.get(f"{name}.value")

    @staticmethod
    def write(writer: ArrayWriter, name: str, at: Array, value: Array) -> None:
        """Write the values that do not fit, unless there are none."""
        if len(at):
            writer.add(f"{name}.at", at.astype(np.uint32 if int(at[-1]) < 1 << 32 else np.uint64))
            writer.add(f"{name}.value", value.astype(np.uint32))

    def put(self, into: NDArray[np.uint32], escape: int, at: Array) -> None:
        """Replace the items of `into` that equal `escape` by the true values; `at` tells where the bytes lie."""
        if self._at is None or self._value is None:
            return
        escaped = np.flatnonzero(into == escape)
        if escaped.size:
            wanted = at[escaped].astype(self._at.dtype)  # else NumPy converts all of the other array
            into[escaped] = self._value[self._at.searchsorted(wanted)]

    def any(self, first: int, last: int) -> bool:
        """Whether there are such values among the bytes first … last - 1."""
        if self._at is None:
            return False
        next_one = bisect_left(self._at.data, first)
        return next_one < len(self._at) and bool(self._at[next_one] < last)

    def one(self, at: int) -> int:
        """The true value of the byte at this index, which is one that did not fit."""
        assert self._at is not None  # noqa: S101  # it holds this value
        assert self._value is not None  # noqa: S101
        return int(self._value[bisect_left(self._at.data, at)])


class ByteCounts:
    """A count an item in one byte, ESCAPE where it is larger: `NAME` (uint8), `NAME.at`, `NAME.value`."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._bytes = file[name]
        self._large = Large(file, name)

    @staticmethod
    def write(writer: ArrayWriter, name: str, values: Array) -> None:
        """Write `values`, each below 2**32."""
        writer.add(name, np.minimum(values, ESCAPE).astype(np.uint8))
        large = np.flatnonzero(values >= ESCAPE)
        Large.write(writer, name, large, values[large])

    def one(self, at: int) -> int:
        """The count at one index."""
        count = int(self._bytes[at])
        return self._large.one(at) if count == ESCAPE else count

    def __getitem__(self, at: Array | slice) -> NDArray[np.uint32]:
        """The counts at these indexes."""
        counts = self._bytes[at].astype(np.uint32)
        if (counts == ESCAPE).any():
            self._large.put(counts, ESCAPE, np.arange(len(self._bytes))[at] if isinstance(at, slice) else at)
        return counts
