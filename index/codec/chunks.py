"""Numbers for the distinct chunks of a text, found without a step per chunk in Python.

Chunks (see `index.text`) are cut out of the text's bytes, and what is never part of a word is stripped off their
ends: what remains is a chunk's *core*. A core of up to 16 bytes, as nearly all are, is two 64-bit integers (its
bytes, the first one lowest, zeros behind). Those are looked up in an open-addressed hash table, all at once:
everyone looks into the slot of their hash, whoever finds somebody else there goes on to the next slot, until
nobody is left. Longer cores go through a dictionary.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.counts import distinct

Words = NDArray[np.uint64]
Indexes = NDArray[np.intp]

END: Final = b"\xff"
"""Stands for the end of a document; no UTF-8 holds this byte."""
INERT: Final = bytes(byte for byte in range(128) if not chr(byte).isalnum())
"""ASCII that is never part of a word where it stands at the end of a chunk."""

_MULTIPLIERS: Final = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)))  # odd, bits well mixed
_MASKS: Final = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
_NOBODY: Final = -1
_PADDING: Final = b" " * 16
_IS_INERT: Final = np.isin(np.arange(256), list(INERT))
_MOST_STEPS: Final = 16

STOPS, GOES_ON, DEPENDS = range(3)
_GOES_ON: Final = np.array(
    [
        DEPENDS if byte >= 128 else GOES_ON if chr(byte).isalnum() or byte == ord(",") else STOPS
        for byte in range(256)
    ],
    np.uint8,
)


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


class Numbered(NamedTuple):
    """The chunks of a text that have a core.

    `numbers` (int32) are those of their cores; `before` (uint8) says whether a sentence goes on after the chunk
    that stands before: STOPS, GOES_ON, or DEPENDS on the last character of the core before. `new` are the cores
    never met before, in the order of their numbers.
    """

    numbers: NDArray[np.int32]
    before: NDArray[np.uint8]
    new: list[bytes]


class ChunkTable:
    """Gives every distinct core a number, counted from 1; 0 is END."""

    def __init__(self) -> None:
        self._bits = 14
        self._slots = np.full(1 << self._bits, _NOBODY, np.int32)
        self._low, self._high = Table(np.uint64), Table(np.uint64)
        self._low.extend(np.frombuffer(END, np.uint8).astype(np.uint64))
        self._high.extend(np.zeros(1, np.uint64))
        self._slots[self._hash(self._low.values, self._high.values)] = 0
        self._long: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._low)

    def number(self, data: bytes) -> Numbered:
        """Number the chunks in `data`. A NUL counts as another control character: neither is part of a word."""
        data = data.replace(b"\0", b"\1") + _PADDING
        starts, ends, before = _cores(data)
        lengths = ends - starts
        words: Words = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))  # the eight bytes from each byte on
        low = words[starts] & _MASKS[np.minimum(lengths, 8)]
        high = np.zeros(len(low), np.uint64)
        more = np.flatnonzero(lengths > 8)
        high[more] = words[starts[more] + 8] & _MASKS[np.minimum(lengths[more] - 8, 8)]
        numbers = np.empty(len(low), np.int32)
        long = np.flatnonzero(lengths > 16)
        if not long.size:
            firsts = self._number_short(low, high, numbers)
        else:
            short = np.flatnonzero(lengths <= 16)
            part = np.empty(len(short), np.int32)
            firsts = short[self._number_short(low[short], high[short], part)]
            numbers[short] = part
        new = [data[start:end] for start, end in zip(starts[firsts].tolist(), ends[firsts].tolist(), strict=True)]
        for i in long.tolist():
            core = data[starts[i] : ends[i]]
            if (number := self._long.get(core)) is None:
                number = self._long[core] = len(self) + len(new) - len(firsts)
                new.append(core)
            numbers[i] = number
        unused = np.zeros(len(new) - len(firsts), np.uint64)  # no slot leads to the numbers of long cores
        self._low.extend(unused)
        self._high.extend(unused)
        return Numbered(numbers, before, new)

    def _number_short(self, low: Words, high: Words, numbers: NDArray[np.int32]) -> Indexes:
        """Set `numbers`; where the first of each new core stands."""
        new: list[Indexes] = []
        step = max(1 << 14, len(self) // 2)
        for begin in range(0, len(low), step):  # in steps: at first most are new, and should soon find themselves
            part = slice(begin, begin + step)
            if 2 * (len(self) + step) > len(self._slots):
                self._grow(len(self) + step)
            new.append(begin + self._look_up(low[part], high[part], numbers[part]))
        return np.concatenate(new) if new else np.zeros(0, np.intp)

    def _look_up(self, low: Words, high: Words, numbers: NDArray[np.int32]) -> Indexes:
        places = self._hash(low, high)
        found = self._slots[places]
        same = (found >= 0) & (self._low.values[found] == low) & (self._high.values[found] == high)
        numbers[:] = found
        left = np.flatnonzero(~same)
        places = places[left]
        new = []
        while len(left):
            found = self._slots[places]
            if (empty := np.flatnonzero(found == _NOBODY)).size:
                # All who find a slot empty claim it; the first has it, and the others look who that is.
                claimed, claimants = places[empty], left[empty]
                self._slots[claimed[::-1]] = claimants[::-1]
                won = self._slots[claimed] == claimants
                self._slots[claimed[won]] = np.arange(len(self), len(self) + np.count_nonzero(won))
                self._low.extend(low[claimants[won]])
                self._high.extend(high[claimants[won]])
                new.append(claimants[won])
                found = self._slots[places]
            same = (self._low.values[found] == low[left]) & (self._high.values[found] == high[left])
            numbers[left[same]] = found[same]
            others = np.flatnonzero(~same)
            left = left[others]
            places = (places[others] + 1) & (len(self._slots) - 1)
        return np.concatenate(new) if new else np.zeros(0, np.intp)

    def _hash(self, low: Words, high: Words) -> Indexes:
        mixed = low * _MULTIPLIERS[0] + high * _MULTIPLIERS[1]
        mixed ^= mixed >> np.uint64(32)
        mixed *= _MULTIPLIERS[0]
        return (mixed >> np.uint64(64 - self._bits)).astype(np.intp)

    def _grow(self, least: int) -> None:
        """Make room for `least` cores, with as many slots left free at least."""
        while 2 * least > 1 << self._bits:
            self._bits += 1
        self._slots = np.full(1 << self._bits, _NOBODY, np.int32)
        long = np.fromiter(self._long.values(), np.intp, len(self._long))
        left = np.delete(np.arange(len(self)), long)
        places = self._hash(self._low.values[left], self._high.values[left])
        while len(left):
            empty = self._slots[places] == _NOBODY
            self._slots[places[empty]] = left[empty]
            others = np.flatnonzero(self._slots[places] != left)
            left = left[others]
            places = (places[others] + 1) & (len(self._slots) - 1)


def _cores(data: bytes) -> tuple[Indexes, Indexes, NDArray[np.uint8]]:
    """Where cores start and end in `data`, which ends in white space, and what stands before each (`Numbered`)."""
    array = np.frombuffer(data, np.uint8)
    space = (array == ord(" ")) | (array - np.uint8(ord("\t")) <= ord("\r") - ord("\t"))
    turns = np.flatnonzero(space[1:] != space[:-1]) + 1
    if not space[0]:
        turns = np.concatenate([np.zeros(1, np.intp), turns])
    starts, ends = turns[::2].copy(), turns[1::2].copy()
    goes_on = _GOES_ON[array[ends - 1]]
    before = np.concatenate([np.full(1, STOPS, np.uint8), goes_on[:-1]])[: len(starts)]
    _strip(data, array, starts, ends)
    kept = starts < ends
    if kept.all():
        return starts, ends, before
    return starts[kept], ends[kept], before[kept]


def _strip(data: bytes, array: NDArray[np.uint8], starts: Indexes, ends: Indexes) -> None:
    """Move `starts` and `ends` inwards over what is inert."""
    at_start = np.flatnonzero(_IS_INERT[array[starts]])
    at_end = np.flatnonzero(_IS_INERT[array[ends - 1]])
    for _ in range(_MOST_STEPS):
        starts[at_start] += 1
        at_start = at_start[starts[at_start] < ends[at_start]]
        at_start = at_start[_IS_INERT[array[starts[at_start]]]]
    for _ in range(_MOST_STEPS):
        at_end = at_end[starts[at_end] < ends[at_end]]
        at_end = at_end[_IS_INERT[array[ends[at_end] - 1]]]
        ends[at_end] -= 1
    for i in distinct(np.concatenate([at_start, at_end])).tolist():  # long rules of dashes and the like
        core = data[starts[i] : ends[i]]
        starts[i] += len(core) - len(core.lstrip(INERT))
        ends[i] = starts[i] + len(core.strip(INERT))
