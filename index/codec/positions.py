"""Where in its document each term stands: one byte a position, nearly always.

Positions are stored as distances, in bytes that tell by themselves where a number ends. To reach a posting, sum
the frequencies since the mark before it: that many numbers are to be skipped. Where those between two marks take
one byte each, nothing is decoded: the byte is addressed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate as accumulate_numbers
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayWriter

STRIDE: Final = 64
_BASE: Final = 224
_CHUNK: Final = 1 << 16
_SPARE: Final = 4
"""A run is decoded whole where it holds less than so many times what is wanted."""
_LITTLE: Final = 1 << 16
"""So many bytes from here and there are decoded whole."""
_DIGITS: Final = bytes(range(_BASE, 256))
_DIGIT: Final = re.compile(b"[%b]" % re.escape(_DIGITS))


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


def decode(data: NDArray[np.uint8]) -> Array:
    """The numbers (uint8 or uint32) that these bytes hold, from the start of one to the end of one."""
    large = data >= _BASE
    digits = large.nonzero()[0]
    if not digits.size:
        return data
    values = data[~large].astype(np.uint32)
    added = (data[digits].astype(np.uint32) - _BASE) * np.uint32(_BASE)
    owners = digits - np.arange(len(digits))  # which number each digit belongs to
    if (owners[1:] != owners[:-1]).all():
        values[owners] += added
        return values
    places = owners.searchsorted(owners, side="right") - 1 - np.arange(len(digits))
    np.add.at(values, owners, added << (5 * places).astype(np.uint32))
    return values


def ranges(starts: Array, counts: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All of starts[i] … starts[i] + counts[i] - 1 one after the other, and where each i begins among them."""
    firsts = np.zeros(len(counts) + 1, np.int64)
    counts.cumsum(out=firsts[1:])
    flat = np.arange(firsts[-1])
    flat += (starts.astype(np.int64) - firsts[:-1]).repeat(counts)
    return flat, firsts


def stretches(data: NDArray[np.uint8], starts: Array, sizes: Array) -> NDArray[np.uint8]:
    """The bytes data[starts[i] : starts[i] + sizes[i]], one stretch after the other."""
    pairs = zip(starts.tolist(), (starts + sizes).tolist(), strict=True)
    return np.concatenate([data[start:end] for start, end in pairs])


def accumulate(gaps: Array, firsts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Positions from distances; posting i has those at firsts[i] … firsts[i+1] - 1, at least one."""
    starts = firsts[:-1]
    if len(gaps) == len(starts):
        return gaps.astype(np.uint32, copy=False)
    sums = gaps.cumsum(dtype=np.uint32)  # may wrap around: differences stay right
    base = sums[starts] - gaps[starts]
    positions: NDArray[np.uint32] = sums - base.repeat(firsts[1:] - starts)
    return positions


def running(values: Array, most: int) -> Array:
    """Running sums, none above `most`; NumPy is much slower where it has to widen numbers on the way."""
    dtype = np.int32 if most < 1 << 31 else np.int64
    sums: Array = values.astype(dtype).cumsum(dtype=dtype)
    return sums


def distinct_places(gaps: Array, firsts: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
    """Without distances of 0 within a posting."""
    repeated = gaps == 0
    repeated[firsts[:-1]] = False
    if not repeated.any():
        return gaps, firsts
    before = np.concatenate([np.zeros(1, np.int64), repeated.cumsum()])
    return gaps[~repeated], firsts - before.take(firsts)


def placed(gaps: Array, firsts: NDArray[np.int64], bases: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same with a number of its own added to the positions of each posting."""
    if len(gaps) == len(bases):
        return gaps + bases
    starts = firsts[:-1]
    sums = running(gaps, int(gaps.max(initial=0)) * len(gaps))
    keys: NDArray[np.int64] = (bases + gaps.take(starts) - sums.take(starts)).repeat(firsts[1:] - starts)
    keys += sums
    return keys


class Positions:
    """Reads positions by posting, counted over the whole field.

    `frequencies` gives those of rows of STRIDE postings, a mark and the next apart: [row, posting].
    """

    def __init__(
        self, data: NDArray[np.uint8], marks: Array, frequencies: Callable[[Array | slice], Array]
    ) -> None:
        self.data = data
        self.marks = marks
        self._frequencies = frequencies

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

    def one(self, posting: int, frequencies: bytes) -> list[int]:
        """The positions in one posting; `frequencies` are those from the mark before it on, its own the last."""
        row = posting // STRIDE
        data = self.data[self.marks[row] : self.marks[row + 1]].tobytes()
        count = frequencies[-1]
        skipped = sum(frequencies) - count
        gaps = list(data.translate(None, _DIGITS)[skipped : skipped + count])
        higher: dict[int, int] = {}
        for before, digit in enumerate(_DIGIT.finditer(data)):
            at = digit.start() - before - skipped
            if 0 <= at < count:
                higher[at] = higher.get(at, 0) * 32 + data[digit.start()] - _BASE
        for at, value in higher.items():
            gaps[at] += value * _BASE
        return list(accumulate_numbers(gaps))

    def pick(self, postings: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
        """Distances in these postings, in any order, and where each posting begins among them."""
        if not len(postings):
            return np.zeros(0, np.uint8), np.zeros(1, np.int64)
        rows = postings // STRIDE
        low, high = int(rows.min()), int(rows.max()) + 1
        near = high - low <= len(rows)  # then all rows between them are read, fewer than one a posting
        if near:
            freqs, marks = self._frequencies(slice(low, high)), self.marks[low : high + 1].astype(np.int64)
            starts, sizes = marks[:-1], marks[1:] - marks[:-1]
            rows -= low
            at = postings - low * STRIDE
        else:
            freqs, starts = self._frequencies(rows), self.marks.take(rows).astype(np.int64)
            sizes = self.marks.take(rows + 1).astype(np.int64) - starts
            rows = np.arange(len(rows))
            at = rows * STRIDE + postings % STRIDE
        stored = int(sizes.sum())
        upto = running(freqs.reshape(-1), stored)
        counts = freqs.take(at).astype(np.int64)
        own = upto.take(at) - counts  # how many distances there are before each posting's
        if near and upto[-1] < _SPARE * int(counts.sum()):
            flat, firsts = ranges(own, counts)
            return decode(self.data[marks[0] : marks[-1]]).take(flat), firsts
        if not near and stored <= _LITTLE:
            flat, firsts = ranges(own, counts)
            return decode(stretches(self.data, starts, sizes)).take(flat), firsts
        return self._addressed(rows, own, counts, starts, sizes, upto[STRIDE - 1 :: STRIDE])

    def _addressed(
        self,
        rows: NDArray[np.int64],
        own: NDArray[np.int64],
        counts: NDArray[np.int64],
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        ends: Array,
    ) -> tuple[Array, NDArray[np.int64]]:
        """The distances of postings, byte by byte where their row has no number of several bytes.

        By posting: its row, how many distances come before its own, and how many it has. By row: where it begins,
        how many bytes it has, and how many distances it and those before it have.
        """
        numbers = ends.copy()
        numbers[1:] -= ends[:-1]
        flat, firsts = ranges(own + (starts - ends + numbers).take(rows), counts)
        gaps: Array = self.data.take(flat, mode="clip")
        long = sizes != numbers
        if long.any():
            some = long.take(rows).nonzero()[0]
            decoded = decode(stretches(self.data, starts[long], sizes[long]))
            skipped = np.where(long, 0, numbers).cumsum()
            found, _ = ranges((own - skipped.take(rows)).take(some), counts.take(some))
            gaps = gaps.astype(np.uint32)
            gaps[ranges(firsts.take(some), counts.take(some))[0]] = decoded.take(found)
        return gaps, firsts
