"""Cuts texts into chunks and numbers them, with no step per chunk in Python.

What stands between ASCII white space is a *chunk* (see `index.text`). What is made of a chunk depends on nothing
else, so everybody who reads texts, to index them or to find names in them, gets the numbers of their chunks and
keeps tables of what each number means. A batch of texts is cut once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.intp]
Numbers = NDArray[np.int32]
Words = NDArray[np.uint64]
Pairs = NDArray[np.void]

END: Final = b"\xff"
"""Stands behind each text or string; no UTF-8 holds this byte."""

PADDING: Final = b" " * 16
_SHORT: Final = len(PADDING)  # bytes of a string that is looked up as two integers
_MISSING: Final = np.array([(1 << 64) - (1 << 8 * length) for length in range(8)] + [0], np.uint64)
_EMPTY: Final = np.uint64((1 << 64) - 1)
_MULTIPLIERS: Final = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)))  # odd, bits well mixed
_FIRST_BATCH: Final = 1 << 14
_STEP: Final = 1 << 15  # strings that are looked up together: what they take stays in the cache


class Table:
    """An array that grows by batches."""

    def __init__(self, dtype: type[np.generic], first: Sequence[Any] = ()) -> None:
        self._array: NDArray[Any] = np.zeros(1 << 12, dtype)
        self._array[: len(first)] = first
        self._size = len(first)

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


class Strings:
    """Gives every distinct string of bytes a number; 0 is the empty one, and END.

    A string of up to 16 bytes, as nearly all are, is two 64-bit integers (its bytes, the first one lowest, and
    END in place of those it lacks). They are looked up in an open-addressed hash table, many at once: everyone
    looks into the slot of their hash, whoever finds somebody else there goes on to the next slot, until nobody is
    left. An empty slot holds 0. Longer strings go through a dictionary.
    """

    def __init__(self) -> None:
        self._bits = 15
        self._slots = np.zeros(1 << self._bits, np.int32)
        self._keys = Table(np.uint64, [_EMPTY] * 2)  # two a string
        self._numbers: dict[bytes, int] = {}  # of the long ones
        self._long: dict[int, bytes] = {0: b""}  # by number those that no slot leads to

    def __len__(self) -> int:
        return len(self._keys) // 2

    def number(self, data: bytes, starts: Indexes, ends: Indexes) -> Numbers:
        """The numbers of the strings data[start:end]; `data` ends in as many more bytes as PADDING has."""
        pairs: Pairs = np.ndarray((len(data) - _SHORT + 1,), f"V{_SHORT}", data, strides=(1,))  # from each byte on
        numbers = np.empty(len(starts), np.int32)
        begin = 0
        while begin < len(starts):  # in batches: at first most are new, and should soon find themselves
            batch = slice(begin, begin + max(_FIRST_BATCH, len(self)))
            self._number(data, pairs, starts[batch], ends[batch], numbers[batch])
            begin = batch.stop
        return numbers

    def number_all(self, strings: Iterable[bytes]) -> Numbers:
        """The numbers of these strings."""
        data = END.join([*strings, PADDING])
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == END[0])
        return self.number(data, np.append(0, ends + 1)[:-1], ends)

    def since(self, first: int) -> bytes:
        """The strings from number `first` on, each with END behind it."""
        return self.joined(np.arange(first, len(self)))

    def joined(self, numbers: Indexes) -> bytes:
        """The strings of these numbers, each with END behind it."""
        keys = self._keys.values.reshape(-1, 2)[numbers].astype("<u8", copy=False)
        rows = np.full((len(numbers), _SHORT + 1), END[0], np.uint8)
        rows[:, :_SHORT] = keys.view(np.uint8)
        kept = rows != END[0]
        kept[:, _SHORT] = True
        array = rows[kept]
        data: bytes = array.tobytes()
        long = np.flatnonzero(keys[:, 0] == _EMPTY)
        ends = np.flatnonzero(array == END[0])[long]
        parts = []
        done = 0
        for end, number in zip(ends.tolist(), numbers[long].tolist(), strict=True):
            parts += [data[done:end], self._long[number]]
            done = end
        return b"".join([*parts, data[done:]])

    def order(self) -> Indexes:
        """The numbers in the order of their strings' bytes."""
        keys = self._keys.values.astype("<u8")
        rows = keys.view(np.uint8).reshape(-1, _SHORT)
        length = np.count_nonzero(rows != END[0], axis=1)
        rows[rows == END[0]] = 0
        # Where the first bytes are the same, the shorter comes first, and then long ones as they compare.
        for place, string in enumerate(sorted(self._numbers)):
            number = self._numbers[string]
            rows[number] = np.frombuffer(string[:_SHORT], np.uint8)
            length[number] = len(PADDING) + 1 + place
        low, high = rows.view(">u8").astype(np.uint64).T
        return np.lexsort((length, high, low))

    def _number(self, data: bytes, pairs: Pairs, starts: Indexes, ends: Indexes, numbers: Numbers) -> None:
        """Set `numbers`."""
        missed: list[tuple[Indexes, Words, Words]] = []
        for begin in range(0, len(starts), _STEP):
            step = slice(begin, begin + _STEP)
            lengths = ends[step] - starts[step]
            words = pairs[starts[step]].view("<u8")
            low = words[::2] | _MISSING.take(lengths, mode="clip")
            high = words[1::2] | _MISSING.take(lengths - 8, mode="clip")
            numbers[step] = found = self._slots.take(self._hash(low, high), mode="clip")
            left = np.flatnonzero(~self._are(found, low, high) | (lengths > _SHORT))
            missed.append((left + begin, low[left], high[left]))
        left, low, high = map(np.concatenate, zip(*missed, strict=True))
        is_empty = low == _EMPTY
        numbers[left[is_empty]] = 0
        is_long = ends[left] - starts[left] > _SHORT
        long = left[is_long]
        numbers[long] = self._number_long(
            [data[start:end] for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True)]
        )
        short = np.flatnonzero(~is_empty & ~is_long)
        numbers[left[short]] = self._search(low[short], high[short])

    def _number_long(self, strings: Sequence[bytes]) -> list[int]:
        """The numbers of strings that go through the dictionary."""
        size = len(self)
        for string in strings:
            if string not in self._numbers:
                self._numbers[string] = size
                self._long[size] = string
                size += 1
        self._keys.extend(np.full(2 * (size - len(self)), _EMPTY))  # no slot leads to them
        return [self._numbers[string] for string in strings]

    def _search(self, low: Words, high: Words) -> Numbers:
        """The numbers of short strings that are new, or not in the slot of their hash."""
        if 3 * (len(self) + len(low)) > len(self._slots):
            self._grow(len(self) + len(low))
        numbers = np.empty(len(low), np.int32)
        left = np.arange(len(low))
        places = self._hash(low, high)
        while len(left):
            found = self._slots[places]
            if (empty := np.flatnonzero(found == 0)).size:
                # All who find a slot empty claim it; the first has it, and the others look who that is.
                claimed = places[empty]
                self._slots[claimed[::-1]] = empty[::-1]
                won = self._slots[claimed] == empty
                added = empty[won]
                self._slots[claimed[won]] = np.arange(len(self), len(self) + len(added))
                self._keys.extend(np.stack([low[added], high[added]], 1).ravel())
                found = self._slots[places]
            same = self._are(found, low, high)
            numbers[left[same]] = found[same]
            others = np.flatnonzero(~same)
            left, low, high = left[others], low[others], high[others]
            places = (places[others] + 1) & (len(self._slots) - 1)
        return numbers

    def _are(self, numbers: Numbers, low: Words, high: Words) -> NDArray[np.bool_]:
        """Whether the strings of these numbers are those."""
        keys = self._keys.values
        at = numbers.astype(np.intp)
        at += at
        same: NDArray[np.bool_] = keys.take(at, mode="clip") == low
        at += 1
        same &= keys.take(at, mode="clip") == high
        return same

    def _hash(self, low: Words, high: Words) -> Indexes:
        mixed = low * _MULTIPLIERS[0]
        mixed += high * _MULTIPLIERS[1]
        mixed ^= mixed >> np.uint64(32)
        mixed *= _MULTIPLIERS[0]
        mixed >>= np.uint64(64 - self._bits)
        return mixed.view(np.intp)

    def _grow(self, least: int) -> None:
        """Make room for `least` strings, with twice as many slots left free at least."""
        while 3 * least > 1 << self._bits:
            self._bits += 1
        self._slots = np.zeros(1 << self._bits, np.int32)
        keys = self._keys.values.reshape(-1, 2)
        left = np.flatnonzero(keys[:, 0] != _EMPTY)  # the short ones
        places = self._hash(keys[left, 0], keys[left, 1])
        while len(left):
            empty = np.flatnonzero(self._slots[places] == 0)[::-1]
            self._slots[places[empty]] = left[empty]  # the first met come last and stay: they are frequent
            others = np.flatnonzero(self._slots[places] != left)
            left = left[others]
            places = (places[others] + 1) & (len(self._slots) - 1)


class Cut(NamedTuple):
    """Texts cut into chunks: `data` has them in UTF-8, with END as a chunk behind each.

    The chunks, those END too, are data[starts:ends], and `numbers` those of `strings`.
    """

    strings: Strings
    data: bytes
    starts: Indexes
    ends: Indexes
    numbers: Numbers

    def in_parts(self, count: int) -> Iterator[Numbers]:
        """The numbers of the chunks of every `count` texts, with a 0 behind each text."""
        begin = 0
        for end in (np.flatnonzero(self.numbers == 0)[count - 1 :: count] + 1).tolist():
            yield self.numbers[begin:end]
            begin = end

    def characters(self, places: Indexes) -> Indexes:
        """How many characters stand before these bytes of `data`, each of them the first of a character."""
        inside = np.flatnonzero((np.frombuffer(self.data, np.uint8) & 0xC0) == 0x80)
        return places - np.searchsorted(inside, places)


def cut(texts: Sequence[str], strings: Strings) -> Cut:
    """Cut texts into chunks and number them."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    data = b" " + (b" " + END + b" ").join([*encoded, PADDING])
    array = np.frombuffer(data, np.uint8)
    space = array - np.uint8(ord("\t")) <= ord("\r") - ord("\t")
    space |= array == ord(" ")
    turns = np.flatnonzero(np.diff(space, prepend=True))
    starts, ends = turns[::2], turns[1::2]
    return Cut(strings, data, starts, ends, strings.number(data, starts, ends))
