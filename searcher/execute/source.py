"""One posting list as the arrays of a search see it: documents, normalised frequencies, membership, bounds."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.codec.reader import FieldReader
from searcher.execute.arrays import WINDOW_SHIFT, Bits, Docs, Mask, Scores, in_bits, pack, ranges, scratch, unpack
from searcher.ranking import K1, LEAD_WEIGHT, B

_ESCAPE: Final = 127
_FREQUENCIES: Final[Scores] = 1.0 * (np.arange(256) % 128) + np.where(np.arange(256) < 128, 0.0, LEAD_WEIGHT)
_LONGEST_TABLE: Final = 1 << 18
_BISECTION: Final = 10
"""A bisection costs about as much as this many steps of marking a list and looking into the marks."""


class FieldView:
    """One field of one segment, with what scoring needs of it: norms over `weight`, and bounds in their terms.

    `average` is the average content length over all segments; `growth` by how much it exceeds that of this one,
    which its bounds were made with.
    """

    def __init__(self, name: str, reader: FieldReader, documents: int, weight: float, average: float) -> None:
        self.name = name
        self.reader = reader
        self.documents = documents
        self.weight = weight
        self.average = average
        self.lengths: NDArray[Any] = reader.content_lengths
        self._table: Scores | None = None
        growth = max(1.0, average / reader.average_content_length)
        saturated = np.arange(256) / 255
        with np.errstate(divide="ignore"):
            self.bounds: Scores = weight * growth * K1 * saturated / (1 - saturated)

    def norms(self, docs: Docs) -> Scores:
        """(1 - B + B·length/average) / weight of each document."""
        lengths = self.lengths.take(docs)
        if self._table is None:
            longest = int(self.lengths.max(initial=0))
            if longest > _LONGEST_TABLE:
                return self._norms(lengths)
            self._table = self._norms(np.arange(longest + 1))
        return self._table.take(lengths)

    def _norms(self, lengths: NDArray[Any]) -> Scores:
        norms: Scores = (1 - B + B * lengths / self.average) / self.weight
        return norms


class Source:
    """The documents that have one term in one field.

    `where` is the index of a document's posting in the list; `slice(None)` for the whole list.
    """

    def __init__(self, field: FieldView, ordinal: int) -> None:
        self.field = field
        self.ordinal = ordinal
        self.postings = field.reader.postings(ordinal)
        self.count = self.postings.count
        self.dense = self.postings.dense
        self._docs: Docs | None = None

    @property
    def docs(self) -> Docs:
        """All documents, ascending."""
        if self._docs is None:
            self._docs = self.postings.documents().astype(np.int64)
        return self._docs

    def bits(self) -> Bits:
        """All documents as a bit set."""
        return pack([self.docs], self.field.documents) if self.dense is None else self.dense._words

    def within(self, windows: Docs) -> tuple[Docs, Docs]:
        """The documents in these windows (ascending) and their postings."""
        if self.dense is None:
            starts = self.docs.searchsorted(windows << WINDOW_SHIFT)
            ends = self.docs.searchsorted((windows + 1) << WINDOW_SHIFT)
            where = ranges(starts, ends - starts)
            return self.docs.take(where), where
        width = 1 << WINDOW_SHIFT >> 6
        words = self.dense._words
        if len(words) % width:
            words = np.concatenate([words, np.zeros(-len(words) % width, np.uint64)])
        rows = unpack(words.reshape(-1, width).take(windows, axis=0).reshape(-1))
        docs = rows + ((windows << WINDOW_SHIFT) - (np.arange(len(windows)) << WINDOW_SHIFT)).take(
            rows >> WINDOW_SHIFT
        )
        return docs, self.dense.index_of(docs).astype(np.int64)

    def find(self, docs: Docs) -> tuple[Mask, Docs | None]:
        """Which of `docs` have the term, and their postings where those come for nothing."""
        if self.dense is not None:
            return in_bits(self.dense._words, docs), None
        own = self.docs
        if len(docs) * _BISECTION < len(own):
            where = own.searchsorted(docs)
        else:
            slots = scratch.numbers(self.field.documents)
            slots[own] = np.arange(len(own), dtype=np.int32)
            where = slots.take(docs).astype(np.int64)  # rubbish where the document is none of ours
        return own.take(where, mode="clip") == docs, where

    def index(self, docs: Docs) -> Docs:
        """The postings of these documents, all of which have the term."""
        if self.dense is not None:
            return self.dense.index_of(docs).astype(np.int64)
        where = self.find(docs)[1]
        assert where is not None  # noqa: S101  # only dense lists leave it out
        return where

    def frequencies(self, where: Docs | slice) -> Scores:
        """Tf + LEAD_WEIGHT·lead of these postings, unnormalised."""
        codes = self.postings.codes()[where]
        frequencies: Scores = _FREQUENCIES.take(codes)
        if len(codes) and int(np.bitwise_and(codes, _ESCAPE).max()) == _ESCAPE:
            large = np.flatnonzero(np.bitwise_and(codes, _ESCAPE) == _ESCAPE)
            at = np.arange(self.count)[where].take(large)
            frequencies[large] += self.postings.frequencies()[at] - float(_ESCAPE)
        return frequencies

    def normalised(self, docs: Docs, where: Docs | slice) -> Scores:
        """Weight · (tf + LEAD_WEIGHT·lead) / norm of these documents."""
        frequencies = self.frequencies(where)
        return np.divide(frequencies, self.field.norms(docs), out=frequencies)

    def window_bounds(self) -> Scores:
        """The largest normalised frequency in each window, or more; 0 where there is none."""
        if self.field.reader.windows is not None:
            windowed, rows = self.field.reader.windows
            row = int(windowed.searchsorted(self.ordinal))
            if row < len(windowed) and windowed[row] == self.ordinal:
                found: Scores = self.field.bounds.take(rows[row])
                return found
        bounds = np.zeros((self.field.documents + (1 << WINDOW_SHIFT) - 1) >> WINDOW_SHIFT)
        bounds[self.docs >> WINDOW_SHIFT] = self.bound
        return bounds

    @property
    def bound(self) -> float:
        """The largest normalised frequency anywhere in the list, or more."""
        return float(self.field.bounds[self.field.reader.maxima[self.ordinal]])
