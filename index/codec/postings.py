"""Which documents hold a term, and how often: lists to be read without decoding, as far as that is small.

A field's postings are numbered through, term by term. With n documents and P = ceil(n / 65,536) pages:

    F/starts        uint8 … uint64 [t+1]; the postings of term i are those from starts[i] up to starts[i+1]
    F/codes         uint8 [p]; per posting: low 7 bits its frequency (127: see F/codes.at, F/codes.value),
                    high bit whether the term is among the document's first 20 words
    F/codes.at      uint32/64, F/codes.value uint32: the frequencies from 127 on, by number of posting
    F/dense         uint32; ordinals of the terms that occur in more than n/16 documents ("dense"); the document
    F/bits          numbers of the k-th are the bits of row k: uint64 [dense, ceil(n/64)], document d at bit d % 64
                    (the least significant is 0) of word d // 64
    F/dense.ends    uint64; how many postings the first, the first two … dense terms have
    F/paged         uint32; ordinals of further terms that occur in at least 4·P documents; present where P > 1
    F/pages         uint32 [paged, P]; of each of them, how many of its documents lie in page 0, in 0 … 1, …
    F/paged.ends    uint64; as F/dense.ends
    F/lows          uint16; their documents d % 65,536, list after list
    F/listed        uint16 where P = 1, else uint32; the documents of all other terms, list after list

So where a list begins in F/lows or F/listed follows from F/starts and the postings of the paged and the dense
terms before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile, ArrayWriter
from index.codec.counts import Large, narrow

PAGE: Final = 1 << 16
LEAD: Final = 128
FREQUENCY: Final = 127
_SPARSEST_DENSE: Final = 16
_PAGED_PER_PAGE: Final = 4


class DocumentsWriter:
    """Takes the document numbers of term after term."""

    def __init__(self, writer: ArrayWriter, prefix: str, documents: int) -> None:
        self._writer = writer
        self._prefix = prefix
        self._documents = documents
        self._pages = max(1, -(-documents // PAGE))
        self._words = -(-documents // 64)
        self._bits = writer.stream(f"{prefix}/bits", np.uint64, width=self._words)
        self._lows = writer.stream(f"{prefix}/lows", np.uint16)
        self._listed = writer.stream(f"{prefix}/listed", np.uint16 if self._pages == 1 else np.uint32)
        self._dense: list[Array] = []
        self._paged: list[Array] = []
        self._page_ends: list[Array] = []
        self._counts: list[Array] = []
        self._terms = 0

    def append(self, counts: Array, docs: Array) -> None:
        """Add terms: how many documents each has, and all of them."""
        dense = counts * _SPARSEST_DENSE > self._documents
        paged = ~dense & (counts >= _PAGED_PER_PAGE * self._pages) if self._pages > 1 else np.zeros_like(dense)
        firsts = np.cumsum(counts) - counts
        for i in np.flatnonzero(dense):
            self._append_bits(docs[firsts[i] : firsts[i] + counts[i]])
        if paged.any():
            self._append_paged(counts[paged], docs[np.repeat(paged, counts)])
        self._listed.append(docs[np.repeat(~(dense | paged), counts)])
        self._dense.append(np.flatnonzero(dense) + self._terms)
        self._paged.append(np.flatnonzero(paged) + self._terms)
        self._counts.append(counts)
        self._terms += len(counts)

    def finish(self) -> None:
        """Write the arrays."""
        counts = np.concatenate([np.zeros(1, np.int64), *self._counts])
        self._writer.add(f"{self._prefix}/starts", narrow(np.cumsum(counts)))
        self._listed.close()
        for name, lists in (("dense", self._dense), ("paged", self._paged)):
            ordinals = np.concatenate([np.zeros(0, np.int64), *lists])
            if not len(ordinals):
                continue
            self._writer.add(f"{self._prefix}/{name}", ordinals.astype(np.uint32))
            self._writer.add(f"{self._prefix}/{name}.ends", np.cumsum(counts[ordinals + 1]).astype(np.uint64))
            if name == "dense":
                self._bits.close()
            else:
                self._writer.add(f"{self._prefix}/pages", np.concatenate(self._page_ends))
                self._lows.close()

    def _append_bits(self, docs: Array) -> None:
        present = np.zeros(self._words * 64, np.bool_)
        present[docs] = True
        self._bits.append(np.packbits(present, bitorder="little").view("<u8").reshape(1, -1))

    def _append_paged(self, counts: Array, docs: Array) -> None:
        rows = np.repeat(np.arange(len(counts)) * self._pages, counts)
        per_page = np.bincount(rows + (docs >> 16), minlength=len(counts) * self._pages)
        self._page_ends.append(np.cumsum(per_page.reshape(len(counts), -1), axis=1).astype(np.uint32))
        self._lows.append((docs & (PAGE - 1)).astype(np.uint16))


class Dense:
    """The documents of a frequent term as one bit each."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self._words = words
        self._bytes = words.view(np.uint8)
        self._ranks: NDArray[np.uint32] | None = None

    def contains(self, docs: Array) -> NDArray[np.bool_]:
        """Whether each of these documents holds the term."""
        shifted: Array = self._bytes[docs >> 3] >> (docs & 7).astype(np.uint8)
        return (shifted & 1).astype(np.bool_)

    def index_of(self, docs: Array) -> NDArray[np.uint32]:
        """How many documents before each of `docs` hold the term: its posting, if it holds it too."""
        if self._ranks is None:  # a popcount of the whole row once: tens of µs for a million documents
            ones = np.bitwise_count(self._words)
            self._ranks = np.cumsum(ones, dtype=np.uint32) - ones
        word = docs >> 6
        below = (np.uint64(1) << (docs & 63).astype(np.uint64)) - np.uint64(1)
        indexes: NDArray[np.uint32] = self._ranks[word] + np.bitwise_count(self._words[word] & below)
        return indexes

    def documents(self) -> NDArray[np.uint32]:
        """All of them."""
        present = np.unpackbits(self._bytes, bitorder="little").view(np.bool_)
        return np.flatnonzero(present).astype(np.uint32)


class Documents:
    """Reads document numbers by term."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self._file = file
        self._prefix = prefix
        self.starts = file[f"{prefix}/starts"]
        self._listed = file[f"{prefix}/listed"]
        self._dense = _Lists(file, f"{prefix}/dense")
        self._paged = _Lists(file, f"{prefix}/paged")
        self._open: dict[int, Dense] = {}

    def dense(self, ordinal: int) -> Dense | None:
        """The term's bits, if it is stored so."""
        row = self._dense.find(ordinal)
        if row < 0:
            return None
        if row not in self._open:
            self._open[row] = Dense(self._file[f"{self._prefix}/bits"][row])
        return self._open[row]

    def documents(self, ordinal: int) -> NDArray[np.uint32]:
        """The documents of a term, ascending."""
        if dense := self.dense(ordinal):
            return dense.documents()
        row = self._paged.find(ordinal)
        if row >= 0:
            return self._from_pages(row)
        start, stop = int(self.starts[ordinal]), int(self.starts[ordinal + 1])
        elsewhere = self._dense.before(ordinal) + self._paged.before(ordinal)
        listed: Array = self._listed[start - elsewhere : stop - elsewhere]
        return listed.astype(np.uint32)

    def _from_pages(self, row: int) -> NDArray[np.uint32]:
        pages = self._file[f"{self._prefix}/pages"][row]
        first = int(self._paged.ends[row - 1]) if row else 0
        lows = self._file[f"{self._prefix}/lows"][first : first + int(pages[-1])]
        docs = np.repeat(np.arange(len(pages), dtype=np.uint32) << 16, np.diff(pages, prepend=0))
        docs += lows
        return docs


class _Lists:
    """Which terms are stored in one of the special ways, and how many postings those before a term have."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.ordinals = file.get(name)
        self.ends: Array = file[f"{name}.ends"] if self.ordinals is not None else np.zeros(0, np.uint64)

    def find(self, ordinal: int) -> int:
        """The row of the term, or -1."""
        if self.ordinals is None:
            return -1
        row = int(self.ordinals.searchsorted(ordinal))
        return row if row < len(self.ordinals) and self.ordinals[row] == ordinal else -1

    def before(self, ordinal: int) -> int:
        """How many postings the listed terms before this one have."""
        if self.ordinals is None:
            return 0
        row = int(self.ordinals.searchsorted(ordinal))
        return int(self.ends[row - 1]) if row else 0


class CodesWriter:
    """Takes frequencies and leads of posting after posting."""

    def __init__(self, writer: ArrayWriter, prefix: str) -> None:
        self._writer = writer
        self._name = f"{prefix}/codes"
        self._codes = writer.stream(self._name, np.uint8)
        self._at: list[Array] = [np.zeros(0, np.int64)]
        self._value: list[Array] = [np.zeros(0, np.uint32)]

    def append(self, freqs: Array, leads: Array | None) -> None:
        """Add postings."""
        large = np.flatnonzero(freqs >= FREQUENCY)
        self._at.append(large + self._codes.count)
        self._value.append(freqs[large])
        codes = np.minimum(freqs, FREQUENCY).astype(np.uint8)
        if leads is not None:
            codes |= leads.astype(np.uint8) << 7
        self._codes.append(codes)

    def finish(self) -> None:
        """Write the arrays."""
        self._codes.close()
        Large.write(self._writer, self._name, np.concatenate(self._at), np.concatenate(self._value))


class Codes:
    """Reads frequencies by posting, counted over the whole field."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self.codes: NDArray[np.uint8] = file[f"{prefix}/codes"]
        self._large = Large(file, f"{prefix}/codes")

    def frequencies(self, first: int, last: int) -> NDArray[np.uint32]:
        """Exact frequencies of the postings first … last - 1."""
        return self._exact(self.codes[first:last], lambda: np.arange(first, last))

    def pick(self, postings: Array) -> NDArray[np.uint32]:
        """Exact frequencies of these postings, 0 for those beyond the last; in the shape of `postings`."""
        last = len(self.codes)
        freqs = self._exact(self.codes[np.minimum(postings, last - 1)].reshape(-1), lambda: postings.reshape(-1))
        return np.where(postings < last, freqs.reshape(postings.shape), np.uint32(0))

    def _exact(self, codes: NDArray[np.uint8], at: Callable[[], Array]) -> NDArray[np.uint32]:
        freqs = (codes & FREQUENCY).astype(np.uint32)
        if (freqs == FREQUENCY).any():
            self._large.put(freqs, FREQUENCY, at())
        return freqs
