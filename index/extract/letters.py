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
    """The bytes of some words. What is asked of them is asked of those `among` them, by their numbers."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._data: Bytes = np.frombuffer(b"".join(words), np.uint8)
        self.lengths = np.fromiter(map(len, words), np.int64, len(words))
        self._ends = np.cumsum(self.lengths)

    def beginnings(self, size: int, start: int, among: Indexes) -> tuple[Indexes, Checksums]:
        """Which words are longer than `size` bytes (4 at most), and the checksums of so many at their beginning.

        `start` is what the checksum starts from.
        """
        which = among[self.lengths[among] > size]
        return which, self._sums(self._ends[which] - self.lengths[which], size, start)

    def endings(self, size: int, start: int, among: Indexes) -> tuple[Indexes, Checksums]:
        """The same of their last bytes."""
        which = among[self.lengths[among] > size]
        return which, self._sums(self._ends[which] - size, size, start)

    def triples(self, first: int, start: int, among: Indexes) -> tuple[Indexes, Checksums]:
        """The same of the three bytes from the `first` on, of words that have them."""
        which = among[self.lengths[among] >= first + 3]
        return which, self._sums(self._ends[which] - self.lengths[which] + first, 3, start)

    def capitals(self, written: bytes) -> tuple[Indexes, NDArray[np.bool_]]:
        """How many letters of each word are capitals, and whether its first is.

        `written` are the words in a row as they were written, in ASCII letters; none of them is empty.
        """
        is_capital = np.frombuffer(written, np.uint8) < ord("a")
        begins = self._ends - self.lengths
        return np.add.reduceat(is_capital, begins, dtype=np.int64), is_capital[begins]

    def _sums(self, at: Indexes, size: int, start: int) -> Checksums:
        """The checksums of `size` bytes from each place in `at` on."""
        total: Checksums = np.full(len(at), crc32(bytes(size), start), np.uint32)
        for i in range(size):
            total ^= _ENTRIES[size - 1 - i][self._data[at + i]]
        return total
