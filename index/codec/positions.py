"""Where in its document each term stands: one byte a position, nearly always.

Positions are stored as distances, in bytes that tell by themselves where a number ends. To reach a posting, sum
the frequencies since the mark before it: that many numbers are to be skipped. Where those between two marks take
one byte each, nothing is decoded: the byte is addressed.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayWriter

STRIDE: Final = 64
_BASE: Final = 224
_CHUNK: Final = 1 << 16


class PositionsWriter:
    """Takes the positions of posting after posting."""

    def __init__(self, writer: ArrayWriter, prefix: str) -> None:
        self._writer = writer
        self._prefix = prefix
        self._bytes = writer.stream(f"{prefix}/positions", np.uint8)
        self._marks: list[Array] = []
        self._postings = 0

    def append(self, freqs: Array, positions: Array) -> None:
        """Add postings: how many positions each has, and all of them; some at a time, which stay in the cache."""
        low = 0
        for first in range(0, len(freqs), _CHUNK):
            part = freqs[first : first + _CHUNK]
            high = low + int(part.sum(dtype=np.int64))
            self._append(part, positions[low:high])
            low = high

    def finish(self) -> None:
        """Write the arrays."""
        marks = np.concatenate([*self._marks, np.array([self._bytes.count], np.uint64)])
        self._bytes.close()
        narrow = np.uint32 if self._bytes.count < 1 << 32 else np.uint64
        self._writer.add(f"{self._prefix}/marks", marks.astype(narrow))

    def _append(self, freqs: Array, positions: Array) -> None:
        ends = np.cumsum(freqs, dtype=np.int64)
        firsts = ends - freqs
        gaps = positions.copy()
        gaps[1:] -= positions[:-1]
        gaps[firsts] = positions[firsts]
        data, large, ends = encode(gaps)
        at = firsts[np.arange(-self._postings % STRIDE, len(freqs), STRIDE)]
        further = np.concatenate([np.zeros(1, np.int64), ends - large])  # bytes beyond one a number, up to each
        at += further[np.searchsorted(large, at)]
        self._marks.append(at.astype(np.uint64) + np.uint64(self._bytes.count))
        self._bytes.append(data)
        self._postings += len(freqs)


def encode(gaps: Array) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """The bytes of these numbers; which numbers take more than one byte, and where the last byte of each is."""
    lasts = gaps.astype(np.uint8)
    large = np.flatnonzero(gaps >= _BASE)
    if not large.size:
        return lasts, large, large
    values = gaps[large]
    lasts[large] = values % _BASE
    digits = values // _BASE
    if int(digits.max()) < 32:  # one digit is enough for all
        at = large + np.arange(len(large))
        data = np.empty(len(gaps) + len(large), np.uint8)
        is_last = np.ones(len(data), np.bool_)
        is_last[at] = False
        data[at] = _BASE + digits
        data[is_last] = lasts
        return data, large, at + 1
    extra = np.ones(len(large), np.int64)
    rest = digits >> 5
    while rest.any():
        extra += rest > 0
        rest >>= 5
    ends = large + np.cumsum(extra)
    data = np.empty(len(gaps) + int(extra.sum()), np.uint8)
    is_last = np.ones(len(data), np.bool_)
    for digit in range(int(extra.max())):
        has = extra > digit
        at = ends[has] - 1 - digit
        is_last[at] = False
        data[at] = _BASE + ((digits[has] >> (5 * digit)) & 31)
    data[is_last] = lasts
    return data, large, ends


def decode(data: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The numbers that these bytes hold, from the start of one to the end of one."""
    digits = np.flatnonzero(data >= _BASE)
    if not digits.size:
        return data.astype(np.uint32)
    values = data[data < _BASE].astype(np.uint32)
    owners = digits - np.arange(len(digits))  # which number each digit belongs to
    places = np.searchsorted(owners, owners, side="right") - 1 - np.arange(len(digits))
    np.add.at(values, owners, _BASE * ((data[digits].astype(np.uint32) - _BASE) << (5 * places).astype(np.uint32)))
    return values


def ranges(starts: Array, counts: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All of starts[i] … starts[i] + counts[i] - 1 one after the other, and where each i begins among them."""
    ends = np.cumsum(counts, dtype=np.int64)
    firsts = np.concatenate([np.zeros(1, np.int64), ends])
    flat = np.arange(firsts[-1]) + np.repeat(starts.astype(np.int64) - firsts[:-1], counts)
    return flat, firsts


def accumulate(gaps: NDArray[np.uint32], firsts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Positions from distances; posting i has those at firsts[i] … firsts[i+1] - 1, at least one."""
    if len(gaps) == len(firsts) - 1:
        return gaps
    sums = np.cumsum(gaps, dtype=np.uint32)  # may wrap around: differences stay right
    starts = firsts[:-1]
    base = sums[starts] - gaps[starts]
    return sums - np.repeat(base, np.diff(firsts))


def placed(gaps: NDArray[np.uint32], firsts: NDArray[np.int64], bases: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same with a number of its own added to the positions of each posting."""
    if len(gaps) == len(bases):
        return gaps + bases
    sums = np.cumsum(gaps, dtype=np.int64)
    starts = firsts[:-1]
    sums += np.repeat(bases + gaps[starts] - sums[starts], np.diff(firsts))
    return sums


class Positions:
    """Reads positions by posting, counted over the whole field."""

    def __init__(self, data: NDArray[np.uint8], marks: Array) -> None:
        self.data = data
        self.marks = marks

    def run(self, before: Array, freqs: Array, first: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """Distances in the postings first, first + 1 …, whose frequencies are `freqs`.

        `before` holds the frequencies of the postings from the mark before `first` up to it. Returns the
        distances and where each posting begins among them.
        """
        last = first + len(freqs)
        data = self.data[self.marks[first // STRIDE] : self.marks[-(-last // STRIDE)]]
        firsts = np.concatenate([np.zeros(1, np.int64), np.cumsum(freqs, dtype=np.int64)])
        skipped = int(before.sum())
        return decode(data)[skipped : skipped + int(firsts[-1])], firsts

    def pick(
        self, postings: Array, counts: Array, sums: tuple[NDArray[np.int64], NDArray[np.int64]]
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """Distances in these postings (ascending), wherever they are.

        `counts` are their frequencies; `sums` those of all postings since the mark before each, and of all between
        that mark and the next.
        """
        blocks, (before, whole) = postings // STRIDE, sums
        starts = self.marks[blocks].astype(np.int64)
        sizes = self.marks[blocks + 1].astype(np.int64) - starts
        flat, firsts = ranges(starts + before, counts)
        gaps = self.data.take(flat, mode="clip").astype(np.uint32)
        some = np.flatnonzero(sizes != whole)  # numbers of several bytes are between those marks
        if len(some):
            _, first, row = np.unique(blocks[some], return_index=True, return_inverse=True)
            distinct = some[first]
            decoded = decode(self.data[ranges(starts[distinct], sizes[distinct])[0]])
            ends = np.cumsum(whole[distinct])
            at, _ = ranges((ends - whole[distinct])[row] + before[some], counts[some])
            gaps[ranges(firsts[some], counts[some])[0]] = decoded[at]
        return gaps, firsts
