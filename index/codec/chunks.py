"""Numbers for the distinct chunks of a text, found without a step per chunk in Python.

A chunk of up to 16 bytes, which nearly all are, is two 64-bit integers (its bytes, the first one lowest, zeros
behind). Those are looked up in an open-addressed hash table, all chunks of a text at once: everyone looks into
the slot of their hash, whoever finds somebody else there goes on to the next slot, until nobody is left. Longer
chunks go through a dictionary.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Indexes = NDArray[np.intp]

_MULTIPLIERS: Final = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)))  # odd, bits well mixed
_MASKS: Final = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
_NOBODY: Final = -1
_PADDING: Final = b" " * 16


class Table:
    """An array that grows by batches."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._array: NDArray[Any] = np.zeros(1 << 12, dtype)
        self._size = 0

    def extend(self, values: NDArray[Any]) -> None:
        """Add values at the end."""
        size = self._size + len(values)
        if size > len(self._array):
            grown = np.zeros(max(size, 2 * len(self._array)), self._array.dtype)
            grown[: self._size] = self.values
            self._array = grown
        self._array[self._size : size] = values
        self._size = size

    @property
    def values(self) -> NDArray[Any]:
        """What was added, not copied."""
        return self._array[: self._size]

    def __len__(self) -> int:
        return self._size


class ChunkTable:
    """Gives every distinct chunk a number, counted from 0."""

    def __init__(self) -> None:
        self._bits = 14
        self._slots = np.full(1 << self._bits, _NOBODY, np.int32)
        self._low, self._high = Table(np.uint64), Table(np.uint64)
        self._long: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._low)

    def number(self, data: bytes) -> tuple[NDArray[np.int32], list[bytes]]:
        """The number of each chunk in `data`, and the chunks that are new, in the order of their numbers.

        A NUL counts as another control character; neither is part of any word.
        """
        data = data.replace(b"\0", b"\1") + _PADDING
        starts, ends = _bounds(np.frombuffer(data, np.uint8))
        lengths = ends - starts
        words: Words = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))  # the eight bytes from each byte on
        low = words[starts] & _MASKS[np.minimum(lengths, 8)]
        high = np.zeros(len(low), np.uint64)
        more = np.flatnonzero(lengths > 8)
        high[more] = words[starts[more] + 8] & _MASKS[np.minimum(lengths[more] - 8, 8)]
        numbers = np.empty(len(low), np.int32)
        short = lengths <= 16
        if short.all():
            firsts = self._number_short(low, high, numbers)
        else:
            some = np.flatnonzero(short)
            part = np.empty(len(some), np.int32)
            firsts = some[self._number_short(low[some], high[some], part)]
            numbers[some] = part
        new = [data[start:end] for start, end in zip(starts[firsts].tolist(), ends[firsts].tolist(), strict=True)]
        for i in np.flatnonzero(~short).tolist():
            chunk = data[starts[i] : ends[i]]
            if (number := self._long.get(chunk)) is None:
                number = self._long[chunk] = len(self) + len(new) - len(firsts)
                new.append(chunk)
            numbers[i] = number
        unused = np.zeros(len(new) - len(firsts), np.uint64)  # no slot leads to the numbers of long chunks
        self._low.extend(unused)
        self._high.extend(unused)
        return numbers, new

    def _number_short(self, low: Words, high: Words, numbers: NDArray[np.int32]) -> Indexes:
        """Set `numbers`; where the first of each new chunk stands."""
        new: list[Indexes] = []
        step = max(1 << 14, len(self) // 2)
        for begin in range(
            0, len(low), step
        ):  # many are new at first: not all at once, so that most find themselves
            part = slice(begin, begin + step)
            if 2 * (len(self) + step) > len(self._slots):
                self._grow(len(self) + step)
            new.append(begin + self._look_up(low[part], high[part], numbers[part]))
        return np.concatenate(new) if new else np.zeros(0, np.intp)

    def _look_up(self, low: Words, high: Words, numbers: NDArray[np.int32]) -> Indexes:
        places = self._hash(low, high)
        last = len(self._slots) - 1
        left = np.arange(len(low))
        new = []
        while len(left):
            found = self._slots[places]
            if (empty := np.flatnonzero(found == _NOBODY)).size:
                # All who found a slot empty claim it; the first one has it, and the others look who it is.
                claimed = places[empty]
                self._slots[claimed[::-1]] = left[empty][::-1]
                winners = left[empty[self._slots[claimed] == left[empty]]]
                self._slots[claimed[self._slots[claimed] == left[empty]]] = np.arange(
                    len(self), len(self) + len(winners)
                )
                self._low.extend(low[winners])
                self._high.extend(high[winners])
                new.append(winners)
                found = self._slots[places]
            same = (self._low.values[found] == low[left]) & (self._high.values[found] == high[left])
            numbers[left[same]] = found[same]
            others = np.flatnonzero(~same)
            left = left[others]
            places = (places[others] + 1) & last
        return np.concatenate(new) if new else np.zeros(0, np.intp)

    def _hash(self, low: Words, high: Words) -> Indexes:
        mixed = low * _MULTIPLIERS[0] + high * _MULTIPLIERS[1]
        mixed ^= mixed >> np.uint64(32)
        mixed *= _MULTIPLIERS[0]
        return (mixed >> np.uint64(64 - self._bits)).astype(np.intp)

    def _grow(self, least: int) -> None:
        """Make room for `least` chunks, with as many slots left free at least."""
        while 2 * least > 1 << self._bits:
            self._bits += 1
        self._slots = np.full(1 << self._bits, _NOBODY, np.int32)
        low, high = self._low.values, self._high.values
        long = np.fromiter(self._long.values(), np.intp, len(self._long))
        left = np.delete(np.arange(len(low)), long)
        places = self._hash(low[left], high[left])
        while len(left):
            empty = self._slots[places] == _NOBODY
            self._slots[places[empty]] = left[empty]
            others = np.flatnonzero(self._slots[places] != left)
            left = left[others]
            places = (places[others] + 1) & (len(self._slots) - 1)


def _bounds(data: NDArray[np.uint8]) -> tuple[Indexes, Indexes]:
    """Where chunks start and end in `data`, which ends in white space."""
    space = (data == ord(" ")) | (data - np.uint8(ord("\t")) <= ord("\r") - ord("\t"))
    turns = np.flatnonzero(space[1:] != space[:-1]) + 1
    if not space[0]:
        turns = np.concatenate([np.zeros(1, np.intp), turns])
    return turns[::2], turns[1::2]
