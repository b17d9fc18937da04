"""Where in its document each term stands: one byte a position, nearly always.

Positions are stored as distances, in bytes that tell by themselves where a number ends. To reach a posting, sum
the frequencies since the mark before it: that many numbers are to be skipped, and as many bytes more as belong to
numbers of several. The bytes are used as they lie: each is a distance, and those of one number add up to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate as accumulate_numbers
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayWriter

STRIDE: Final = 64
_BASE: Final = 224
_CHUNK: Final = 1 << 16
_DIGITS: Final = bytes(range(_BASE, 256))
_NONE: Final = np.zeros(0, np.int64)
_FEW: Final = 2048
"""So few numbers are repeated one by one; of more it is faster to add up how they differ."""


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


def spread(values: NDArray[np.int64], firsts: NDArray[np.int64], rise: int = 0) -> NDArray[np.int64]:
    """values[i] for each of the items firsts[i] … firsts[i+1] - 1, one or more, each `rise`, 0 or 1, further."""
    if len(values) == firsts[-1]:
        return values
    if len(values) <= _FEW:
        sizes = firsts[1:] - firsts[:-1]
        return (values - firsts[:-1]).repeat(sizes) + np.arange(firsts[-1]) if rise else values.repeat(sizes)
    steps = np.full(firsts[-1], rise, np.int64)
    steps[0] = values[0]
    steps[firsts[1:-1]] = values[1:] - values[:-1] - rise * (firsts[1:-1] - firsts[:-2] - 1)
    return np.add.accumulate(steps, out=steps)


def accumulate(gaps: Array, firsts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Positions from distances; posting i has those at firsts[i] … firsts[i+1] - 1, at least one."""
    starts = firsts[:-1]
    if len(gaps) == len(starts):
        return gaps.astype(np.uint32, copy=False)
    sums = gaps.cumsum(dtype=np.uint32)  # may wrap around: differences stay right
    base = sums[starts] - gaps[starts]
    positions: NDArray[np.uint32] = sums - base.repeat(firsts[1:] - starts)
    return positions


class Distances(NamedTuple):
    """From place to place of a term in some postings, a byte each; posting i has those from firsts[i] on.

    `partial` are the indexes of those that lead to no place: they are a part of the distance behind them.
    """

    values: NDArray[np.int64]
    firsts: NDArray[np.int64]
    partial: NDArray[np.int64]

    def places(self, *, once: bool = True) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All places, one posting after the other: which posting, and the position.

        Not `once`: numbers of several bytes may lead to the same place several times, which costs less.
        """
        values, firsts, partial = self
        which = spread(np.arange(len(firsts) - 1), firsts)
        if len(values) == len(which) == len(firsts) - 1:
            return which, values
        sums = values.cumsum()
        starts = firsts[:-1]
        sums -= (sums.take(starts) - values.take(starts)).take(which)
        if not len(partial):
            return which, sums
        if not once:
            held = np.zeros(len(sums), np.bool_)
            held[partial] = True
            at = partial + 1
            while (more := held.take(at)).any():
                at += more
            sums[partial] = sums.take(at)
            return which, sums
        whole = np.ones(len(sums), np.bool_)
        whole[partial] = False
        return which.compress(whole), sums.compress(whole)

    def keys(self, bases: NDArray[np.int64]) -> NDArray[np.int64]:
        """All places, one posting after the other: bases[i] + position for those of posting i."""
        sums = self._sums(bases)
        if not len(self.partial):
            return sums
        whole = np.ones(len(sums), np.bool_)
        whole[self.partial] = False
        return sums.compress(whole)

    def signatures(self) -> NDArray[np.uint64]:
        """A word for each posting in which bit p % 64 is set for each position p, and maybe a few others."""
        sums = self._sums(np.zeros(len(self.firsts) - 1, np.int64))
        bits = np.left_shift(np.uint64(1), (sums & 63).view(np.uint64))
        found: NDArray[np.uint64] = np.bitwise_or.reduceat(bits, self.firsts[:-1])
        return found

    def _sums(self, bases: NDArray[np.int64]) -> NDArray[np.int64]:
        """What the distances of each posting add up to on the way, beginning at its base."""
        sums = self.values.cumsum()
        starts = self.firsts[:-1]
        sums += spread(bases - sums.take(starts) + self.values.take(starts), self.firsts)
        return sums


class Stretch(NamedTuple):
    """Postings as they are stored: the bytes of posting i are data[starts[i] : starts[i + 1]].

    `offset` is where these data begin in those of the field, if they are a part of them.
    """

    data: NDArray[np.uint8]
    starts: Array
    offset: int = 0

    def every(self) -> Distances:
        """The distances in all of these postings."""
        low, high = int(self.starts[0]), int(self.starts[-1])
        return Distances(*_valued(self.data[low:high], self.starts - np.int64(low)))

    def distances(self, postings: NDArray[np.int64]) -> Distances:
        """The distances in these postings, which count from 0 here."""
        starts = self.starts.take(postings).astype(np.int64)
        return _distances(self.data, starts, self.starts.take(postings + 1) - starts)

    def places(self, postings: list[int]) -> list[list[int]]:
        """The positions in each of these postings: the faster way where few are wanted."""
        stored, starts = self.data.data, self.starts.data
        return [_places(stored[starts[posting] : starts[posting + 1]]) for posting in postings]


def _distances(data: NDArray[np.uint8], starts: NDArray[np.int64], sizes: Array) -> Distances:
    """The distances in postings whose bytes begin at `starts`."""
    firsts = np.zeros(len(starts) + 1, np.int64)
    sizes.cumsum(out=firsts[1:])
    stored = data.take(spread(starts, firsts, 1))
    return Distances(*_valued(stored, firsts))


def _places(stored: bytes | memoryview) -> list[int]:
    """The positions that the bytes of one posting stand for."""
    found, place, digits = [], 0, 0
    for byte in stored:
        if byte >= _BASE:
            digits = digits * 32 + byte - _BASE
        else:
            place += digits * _BASE + byte
            digits = 0
            found.append(place)
    return found


def _valued(
    stored: NDArray[np.uint8], firsts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """What each byte adds, and which are followed by another of the same number."""
    values = stored.astype(np.int64)
    if stored.max(initial=0) < _BASE:
        return values, firsts, _NONE
    partial = (stored >= _BASE).nonzero()[0]
    digits = (values.take(partial) - _BASE) * _BASE
    owners = partial - np.arange(len(partial))  # which number each belongs to
    if (owners[1:] == owners[:-1]).any():
        digits <<= 5 * (owners.searchsorted(owners, side="right") - 1 - np.arange(len(owners)))
    values[partial] = digits
    return values, firsts, partial


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

    def stretch(self, first: int, count: int) -> Stretch:
        """The postings first … first + count - 1."""
        row = first // STRIDE
        rows = slice(row, -(-(first + count) // STRIDE))
        offset = int(self.marks[row])
        data = self.data[offset : int(self.marks[rows.stop])]
        starts = _starts(data, self._frequencies(rows))
        return Stretch(data, starts[first % STRIDE : first % STRIDE + count + 1], offset)

    def distances(self, parts: Sequence[tuple[Stretch, NDArray[np.int64]]]) -> Distances:
        """The distances in some postings of each of several stretches of the field, one after the other."""
        starts = np.concatenate([stretch.starts.take(at) + np.int64(stretch.offset) for stretch, at in parts])
        ends = np.concatenate([stretch.starts.take(at + 1) + np.int64(stretch.offset) for stretch, at in parts])
        return _distances(self.data, starts, ends - starts)

    def one(self, posting: int, frequencies: bytes) -> list[int]:
        """The positions in one posting; `frequencies` are those from the mark before it on, its own the last."""
        row = posting // STRIDE
        data = self.data[self.marks[row] : self.marks[row + 1]].tobytes()
        count = frequencies[-1]
        skipped = sum(frequencies) - count
        if len(data.translate(None, _DIGITS)) == len(data):
            return list(accumulate_numbers(data[skipped : skipped + count]))
        ends = [at for at, byte in enumerate(data, 1) if byte < _BASE]
        return _places(data[ends[skipped - 1] if skipped else 0 : ends[skipped + count - 1]])

    def pick(self, postings: NDArray[np.int64]) -> Distances:
        """The distances in these postings, in any order."""
        if not len(postings):
            return Distances(_NONE, np.zeros(1, np.int64), _NONE)
        rows = postings // STRIDE
        low, high = int(rows.min()), int(rows.max()) + 1
        if high - low <= 2 * len(rows):  # hardly more than the rows asked for
            return self.stretch(low * STRIDE, (high - low) * STRIDE).distances(postings - low * STRIDE)
        fresh = np.ones(len(rows), np.bool_)
        np.not_equal(rows[1:], rows[:-1], out=fresh[1:])
        at = (fresh.cumsum() - 1) * STRIDE + postings % STRIDE
        rows = rows[fresh]
        begins, ends = self.marks.take(rows).tolist(), self.marks.take(rows + 1).tolist()
        data = np.concatenate([self.data[begin:end] for begin, end in zip(begins, ends, strict=True)])
        return Stretch(data, _starts(data, self._frequencies(rows))).distances(at)


def _starts(data: NDArray[np.uint8], freqs: Array) -> Array:
    """Where postings with these frequencies begin in bytes that hold just them, and where the last ends."""
    sizes = freqs.reshape(-1).astype(np.int32 if len(data) < 1 << 31 else np.int64)
    starts: Array = np.zeros(len(sizes) + 1, sizes.dtype)
    ends = np.cumsum(sizes, dtype=sizes.dtype, out=starts[1:])
    digits = (data >= _BASE).nonzero()[0]
    if len(digits):
        owners = (digits - np.arange(len(digits))).astype(sizes.dtype)  # which number each belongs to
        np.add.at(sizes, ends.searchsorted(owners, side="right"), sizes.dtype.type(1))
        np.cumsum(sizes, dtype=sizes.dtype, out=ends)
    return starts
