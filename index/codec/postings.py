"""Which documents hold a term: lists to be read with little decoding.

A frequent term is a bit for each document: membership is one gather, and a popcount gives the posting. Less
frequent ones are the low 8 or 16 bits of document numbers, rare ones the numbers themselves: they become numbers
again by one `repeat` and one addition.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile, ArrayWriter
from index.codec.counts import members, narrow
from index.codec.positions import ranges

PAGE: Final = 1 << 16
BLOCK: Final = 1 << 8
_SPARSEST_BITS: Final = 16
_SPARSEST_NEAR: Final = 2
_SPARSEST_FAR: Final = 4
_SMALL: Final = 256  # so few documents are always listed
_CELLS: Final = 1 << 20
_FEW: Final = 512
"""Terms with more documents are read one by one, those with fewer together."""


class DocumentsWriter:
    """Takes the document numbers of term after term."""

    def __init__(self, writer: ArrayWriter, prefix: str, documents: int) -> None:
        self._writer = writer
        self._prefix = prefix
        self._documents = documents
        self._pages = -(-documents // PAGE)
        self._blocks = -(-documents // BLOCK)
        self._words = -(-documents // 64)
        self._data = {
            "bits": writer.stream(f"{prefix}/bits", np.uint64, width=self._words),
            "near": writer.stream(f"{prefix}/near", np.uint8),
            "far": writer.stream(f"{prefix}/far", np.uint16),
        }
        self._within = {
            "near": writer.stream(f"{prefix}/near.counts", np.uint8, width=self._blocks),
            "far": writer.stream(f"{prefix}/far.counts", np.uint32, width=self._pages),
        }
        self._listed = writer.stream(f"{prefix}/listed", np.uint16 if self._pages <= 1 else np.uint32)
        self._stored: dict[str, list[Array]] = {"bits": [], "near": [], "far": []}
        self._counts: list[Array] = [np.zeros(1, np.int64)]
        self._terms = 0

    def append(self, counts: Array, docs: Array) -> None:
        """Add terms: how many documents each has, and all of them."""
        large = self._documents > _SMALL
        bits = large & (counts * _SPARSEST_BITS > self._documents)
        near = large & ~bits & (counts > _SPARSEST_NEAR * self._blocks)
        if bits.any():
            self._append_bits(counts[bits], docs[np.repeat(bits, counts)])
        if near.any():
            near[near] = self._append_near(counts[near], docs[np.repeat(near, counts)])
        far = ~bits & ~near & (counts >= _SPARSEST_FAR * self._pages) & (self._pages > 1)
        if far.any():
            self._append_far(counts[far], docs[np.repeat(far, counts)])
        for name, stored in (("bits", bits), ("near", near), ("far", far)):
            self._stored[name].append(np.flatnonzero(stored) + self._terms)
        self._listed.append(docs[np.repeat(~(bits | near | far), counts)])
        self._counts.append(counts)
        self._terms += len(counts)

    def finish(self) -> None:
        """Write the arrays."""
        counts = np.concatenate(self._counts)
        if (counts[1:] != 1).any():
            self._writer.add(f"{self._prefix}/starts", narrow(np.cumsum(counts)))
        self._listed.close()
        for name, stored in self._stored.items():
            ordinals = np.concatenate([np.zeros(0, np.int64), *stored])
            if len(ordinals):
                self._writer.add(f"{self._prefix}/{name}.terms", ordinals.astype(np.uint32))
                self._writer.add(f"{self._prefix}/{name}.ends", np.cumsum(counts[ordinals + 1]).astype(np.uint64))
                self._data[name].close()
                if name in self._within:
                    self._within[name].close()

    def _append_bits(self, counts: Array, docs: Array) -> None:
        width = self._words * 64
        for row, of_row in _rows(counts, docs, width):
            present = np.zeros((int(row[-1]) + 1, width), np.bool_)
            present[row, of_row] = True
            self._data["bits"].append(np.packbits(present, axis=1, bitorder="little").view("<u8"))

    def _append_near(self, counts: Array, docs: Array) -> NDArray[np.bool_]:
        """Which of these terms could be stored so: not those that fill a block, whose count takes two bytes."""
        stored = []
        for row, of_row in _rows(counts, docs, self._blocks):
            rows = int(row[-1]) + 1
            blocks = np.bincount(row * self._blocks + (of_row >> 8), minlength=rows * self._blocks)
            within = blocks.reshape(rows, -1)
            fits = within.max(axis=1) < BLOCK
            stored.append(fits)
            self._within["near"].append(within[fits].astype(np.uint8))
            self._data["near"].append((of_row & (BLOCK - 1)).astype(np.uint8)[fits[row]])
        return np.concatenate(stored)

    def _append_far(self, counts: Array, docs: Array) -> None:
        rows = np.repeat(np.arange(len(counts)) * self._pages, counts)
        within = np.bincount(rows + (docs >> 16), minlength=len(counts) * self._pages)
        self._within["far"].append(within.reshape(len(counts), -1).astype(np.uint32))
        self._data["far"].append((docs & (PAGE - 1)).astype(np.uint16))


def _rows(counts: Array, docs: Array, width: int) -> Iterator[tuple[NDArray[np.int64], Array]]:
    """Some terms at a time, each a row of `width` cells: the row of each of their documents, and these."""
    step = max(1, _CELLS // width)
    ends = np.cumsum(counts)
    for low in range(0, len(counts), step):
        of_rows = counts[low : low + step]
        first = int(ends[low] - counts[low])
        row = np.repeat(np.arange(len(of_rows)), of_rows)
        yield row, docs[first : first + len(row)]


class Dense:
    """The documents of a frequent term as one bit each."""

    __slots__ = ("words",)

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self.words = words
        """Document d is bit d % 64 (0 is the least) of word d // 64."""

    def documents(self) -> NDArray[np.uint32]:
        """All of them, ascending."""
        return members(self.words).astype(np.uint32)


class Blocks:
    """The documents of a term by blocks: how many are in each, and the low bits of all of them."""

    __slots__ = ("_bases", "counts", "lows")

    def __init__(self, bases: NDArray[np.uint32], counts: Array, lows: Array) -> None:
        self._bases = bases
        self.counts = counts
        self.lows = lows

    def documents(self) -> NDArray[np.uint32]:
        """All of them, ascending."""
        return self._bases.repeat(self.counts) + self.lows


class Numbers:
    """The documents of a rare term as they are."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: Array) -> None:
        self._numbers = numbers

    def documents(self) -> NDArray[np.uint32]:
        """All of them, ascending."""
        return self._numbers.astype(np.uint32)


Stored = Dense | Blocks | Numbers


class Documents:
    """Reads document numbers by term."""

    def __init__(self, file: ArrayFile, prefix: str, terms: int) -> None:
        self._file = file
        self._prefix = prefix
        starts = file.get(f"{prefix}/starts")
        self.starts: Array = np.arange(terms + 1, dtype=np.uint32) if starts is None else starts
        self._listed = file[f"{prefix}/listed"]
        self._bits = _Lists(file, f"{prefix}/bits", 0)
        self._near = _Lists(file, f"{prefix}/near", 8)
        self._far = _Lists(file, f"{prefix}/far", 16)

    def open(self, ordinal: int) -> Stored:
        """What is stored of a term; nothing is read yet."""
        bits, stored = self._bits.rank(ordinal)
        if stored:
            return Dense(self._file[f"{self._prefix}/bits"][bits])
        near, stored = self._near.rank(ordinal)
        if stored:
            return self._near.row(near)
        far, stored = self._far.rank(ordinal)
        if stored:
            return self._far.row(far)
        elsewhere = self._bits.before(bits) + self._near.before(near) + self._far.before(far)
        start, stop = int(self.starts[ordinal]), int(self.starts[ordinal + 1])
        return Numbers(self._listed[start - elsewhere : stop - elsewhere])

    def documents(self, ordinal: int) -> NDArray[np.uint32]:
        """The documents of a term, ascending."""
        return self.open(ordinal).documents()

    def gather(self, ordinals: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The documents of these terms (ascending ordinals), one term after the other."""
        if len(ordinals) and int(ordinals[-1]) - int(ordinals[0]) == len(ordinals) - 1:  # neighbours
            return self.run(int(ordinals[0]), int(ordinals[-1]) + 1)
        starts = self.starts[ordinals].astype(np.int64)
        counts = self.starts[ordinals + 1].astype(np.int64) - starts
        firsts = np.cumsum(counts) - counts
        docs = np.empty(int(counts.sum()), np.uint32)
        few = counts <= _FEW
        for i in np.flatnonzero(~few).tolist():
            docs[firsts[i] : firsts[i] + counts[i]] = self.documents(int(ordinals[i]))
        if few.any():
            docs[ranges(firsts[few], counts[few])[0]] = self._gather_few(ordinals[few], starts[few], counts[few])
        return docs

    def _gather_few(
        self, ordinals: NDArray[np.int64], starts: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> NDArray[np.uint32]:
        """The same for terms with few documents each, all at once."""
        listed = np.ones(len(ordinals), np.bool_)
        elsewhere: list[tuple[NDArray[np.bool_], Array]] = []
        for lists in (self._bits, self._near, self._far):
            rows, stored = lists.among(ordinals)
            listed &= ~stored
            starts = starts - lists.all_before(rows)
            if not stored.any():
                continue
            if lists is self._bits:
                found = np.concatenate([self.documents(ordinal) for ordinal in ordinals[stored].tolist()])
            else:
                found = lists.gather(rows[stored], counts[stored])
            elsewhere.append((stored, found))
        there = self._listed[ranges(starts[listed], counts[listed])[0]]
        if not elsewhere:
            return there.astype(np.uint32)
        docs = np.empty(int(counts.sum()), np.uint32)
        firsts = np.cumsum(counts) - counts
        for stored, found in [*elsewhere, (listed, there)]:
            docs[ranges(firsts[stored], counts[stored])[0]] = found
        return docs

    def run(self, low: int, high: int) -> NDArray[np.uint32]:
        """The documents of the terms low … high - 1, one term after the other."""
        starts = self.starts[low : high + 1].astype(np.int64)
        counts, first = np.diff(starts), int(starts[0])
        docs = np.empty(int(starts[-1]) - first, np.uint32)
        elsewhere = np.zeros(high - low, np.bool_)
        for ordinal in self._bits.within(low, high):
            of_term = slice(int(starts[ordinal - low]) - first, int(starts[ordinal - low + 1]) - first)
            docs[of_term] = self.documents(ordinal)
            elsewhere[ordinal - low] = True
        for lists in (self._near, self._far):
            stored = np.zeros(high - low, np.bool_)
            stored[lists.within(low, high) - low] = True
            if stored.any():
                docs[np.repeat(stored, counts)] = lists.run(lists.rank(low)[0], lists.rank(high)[0])
            elsewhere |= stored
        listed = np.repeat(~elsewhere, counts)
        begin = first - sum(lists.before(lists.rank(low)[0]) for lists in (self._bits, self._near, self._far))
        docs[listed] = self._listed[begin : begin + np.count_nonzero(listed)]
        return docs


class _Lists:
    """The terms that are stored in one of the special ways; of their documents the low `shift` bits."""

    def __init__(self, file: ArrayFile, name: str, shift: int) -> None:
        self._file = file
        self._name = name
        self._shift = shift
        self._terms = file.get(f"{name}.terms")
        # Bisected as a memoryview: NumPy would convert the whole array to the type of the number first.
        self._ordinals: Sequence[int] = () if self._terms is None else self._terms.data
        self._ends: Array = file[f"{name}.ends"] if self._terms is not None else np.zeros(0, np.uint64)

    @cached_property
    def _lows(self) -> Array:
        return self._file[self._name]

    @cached_property
    def _counts(self) -> Array:
        return self._file[f"{self._name}.counts"]

    @cached_property
    def _bases(self) -> NDArray[np.uint32]:
        return np.arange(self._counts.shape[1], dtype=np.uint32) << np.uint32(self._shift)

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        return np.concatenate([np.zeros(1, np.int64), self._ends.astype(np.int64)])

    def rank(self, ordinal: int) -> tuple[int, bool]:
        """How many terms before this one are stored so, and whether it is itself."""
        row = bisect_left(self._ordinals, ordinal)
        return row, row < len(self._ordinals) and self._ordinals[row] == ordinal

    def row(self, row: int) -> Blocks:
        """What is stored of the term in this row."""
        return Blocks(self._bases, self._counts[row], self._lows[self.before(row) : int(self._ends[row])])

    def within(self, low: int, high: int) -> NDArray[np.int64]:
        """Which of the terms low … high - 1 are stored so."""
        terms: Array = np.zeros(0, np.int64) if self._terms is None else self._terms
        return terms[self.rank(low)[0] : self.rank(high)[0]].astype(np.int64)

    def before(self, row: int) -> int:
        """How many postings the terms of the rows before this one have."""
        return int(self._ends[row - 1]) if row else 0

    def among(self, ordinals: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """How many terms before each of these are stored so, and whether it is itself."""
        if self._terms is None:
            return np.zeros(len(ordinals), np.int64), np.zeros(len(ordinals), np.bool_)
        rows = self._terms.searchsorted(ordinals.astype(self._terms.dtype))
        return rows, self._terms.take(rows, mode="clip") == ordinals

    def all_before(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many postings the first so many terms have."""
        return self._firsts[rows]

    def gather(self, rows: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The documents of these rows, one row after the other."""
        docs = np.tile(self._bases, len(rows)).repeat(self._counts[rows].reshape(-1))
        docs += self._lows[ranges(self.all_before(rows), counts)[0]]
        return docs

    def run(self, low: int, high: int) -> NDArray[np.uint32]:
        """The documents of the rows low … high - 1, one row after the other."""
        docs = np.tile(self._bases, high - low).repeat(self._counts[low:high].reshape(-1))
        docs += self._lows[self.before(low) : int(self._ends[high - 1])]
        return docs
