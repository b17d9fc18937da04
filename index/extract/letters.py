"""Checksums of what words begin with, end in and are made of, for many words at once.

CRC-32 is linear: the checksum of some bytes is that of as many zeros, combined by XOR with one entry of a table
for each byte, which table depends on how far the byte stands from the end. So whole columns of bytes are summed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Indexes = NDArray[np.int64]
Checksums = NDArray[np.uint32]

_LONGEST: Final = 4
_ENTRIES: Final = np.array(
    [
        [crc32(bytes([byte, *bytes(after)])) ^ crc32(bytes(1 + after)) for byte in range(256)]
        for after in range(_LONGEST)
    ],
    np.uint32,
)


class Letters:
    """The bytes of some words, the longest first: those long enough for something are always the first ones."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._data: Bytes = np.frombuffer(b"".join(words), np.uint8)
        self.lengths = np.fromiter(map(len, words), np.int64, len(words))
        self._ends = np.cumsum(self.lengths)
        self._begins = self._ends - self.lengths
        # Of one byte from each place on, then of two, and so on: the entries of the table, combined.
        self._combined: list[Checksums] = []

    def beginnings(self, size: int, start: int) -> Checksums:
        """Of the words that are longer than `size` bytes (4 at most), the checksums of so many at their beginning.

        `start` is what the checksum starts from.
        """
        return self._sums(self._begins[: self._count(size + 1)], size, start)

    def endings(self, size: int, start: int) -> Checksums:
        """The same of their last bytes."""
        return self._sums(self._ends[: self._count(size + 1)] - size, size, start)

    def triples(self, first: int, start: int) -> Checksums:
        """The same of the three bytes from the `first` on, of words that have them."""
        return self._sums(self._begins[: self._count(first + 3)] + first, 3, start)

    def _count(self, length: int) -> int:
        """How many words are so long."""
        return int(np.searchsorted(-self.lengths, -length, side="right"))

    def capitals(self, written: bytes) -> tuple[Indexes, NDArray[np.bool_]]:
        """How many letters of each word are capitals, and whether its first is.

        `written` are the words in a row as they were written, in ASCII letters; none of them is empty.
        """
        is_capital = np.frombuffer(written, np.uint8) < ord("a")
        return np.add.reduceat(is_capital, self._begins, dtype=np.int64), is_capital[self._begins]

    def _sums(self, at: Indexes, size: int, start: int) -> Checksums:
        """The checksums of `size` bytes from each place in `at` on."""
        for after in range(len(self._combined), size):
            entries, fewer = _ENTRIES[after].take(self._data), self._combined[-1][1:] if after else None
            self._combined.append(entries if fewer is None else entries[: len(fewer)] ^ fewer)
        return self._combined[size - 1].take(at) ^ np.uint32(crc32(bytes(size), start))
