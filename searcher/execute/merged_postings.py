"""The posting lists of many terms as one: a prefix, a pattern, a fuzzy word."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from index.codec.counts import distinct
from index.codec.positions import ranges
from index.codec.reader import FieldReader
from searcher.execute.arrays import (
    DENSE,
    NONE,
    SPARSE,
    WINDOW_SHIFT,
    Bits,
    Docs,
    Scores,
    add_up_all,
    add_up_repeated,
    pack,
    scratch,
)
from searcher.execute.field import FieldView
from searcher.execute.posting_list import PostingList, TermPostings, add_exactly, stored_frequencies

_LONG: Final = 64
"""The postings of terms that have so many each are copied term by term."""
_AT_ONCE: Final = 1 << 20
"""Where only some documents matter, about so many postings are read at a time."""


class MergedPostings(PostingList):
    """The documents that have any of many terms in one field, read and added up at once; a place is an index."""

    read = True

    def __init__(self, field: FieldView, ordinals: Docs) -> None:
        self.field = field
        self.ordinals = ordinals
        self.forget()
        docs, frequencies = self.unordered
        self.count = len(docs)
        self.bound = float(frequencies.max(initial=0.0))

    def forget(self) -> None:
        """Keep nothing of what was read."""
        self._unordered: tuple[Docs, Scores] | None = None
        self._ascending: tuple[Docs, Scores] | None = None

    @property
    def unordered(self) -> tuple[Docs, Scores]:
        """All documents, each once, and their normalised frequencies."""
        found = self._unordered
        if found is None:
            docs, frequencies = _postings(self.field.reader, self.ordinals)
            frequencies /= self.field.norms(docs)
            if len(docs) * SPARSE < self.field.documents or len(docs) * DENSE > self.field.documents:
                found = self._ascending = add_up_all(docs, frequencies, self.field.documents)
            else:
                found = add_up_repeated(docs, frequencies, self.field.documents)
            self._unordered = found
            self.field.cache.add(self, *found)
        return found

    @property
    def _ordered(self) -> tuple[Docs, Scores]:
        found = self._ascending
        if found is None:
            found = add_up_all(*self.unordered, self.field.documents)
            self._ascending = found
            self.field.cache.add(self, *found)
        return found

    def single(self, docs: Docs) -> list[TermPostings]:
        """The list of each term that any of these documents has."""
        ordinals = self.field.reader.starts.searchsorted(self.among(docs)[1], side="right") - 1
        return [TermPostings(self.field, ordinal) for ordinal in distinct(ordinals).tolist()]

    def among(self, docs: Docs) -> tuple[Docs, Docs]:
        """The postings that its terms have in these documents: whose they are (indexes), and which in the field.

        A document comes as often as it has terms. The postings ascend.
        """
        reader = self.field.reader
        starts = reader.starts[self.ordinals].astype(np.int64)
        counts = reader.starts[self.ordinals + 1].astype(np.int64) - starts
        ends = counts.cumsum()
        cuts = distinct(np.append(ends.searchsorted(np.arange(0, ends[-1], _AT_ONCE)), len(ends)))
        wanted = scratch.flags(self.field.documents)
        wanted[docs] = True
        owners, postings = [NONE], [NONE]
        for low, high in pairwise(cuts.tolist()):
            found = reader.documents.gather(self.ordinals[low:high])
            kept = wanted.take(found).nonzero()[0]
            owners.append(docs.searchsorted(found.take(kept)))
            postings.append(ranges(starts[low:high], counts[low:high])[0].take(kept))
        wanted[docs] = False
        return np.concatenate(owners), np.concatenate(postings)

    @property
    def docs(self) -> Docs:
        """All documents, ascending."""
        return self._ordered[0]

    def bits(self) -> Bits:
        """All documents as a bit set."""
        return pack([self.unordered[0]], self.field.documents)

    def normalised(self, docs: Docs, where: Docs | slice | None) -> Scores:
        """The sums over the terms."""
        frequencies = self._ordered[1]
        if where is None:
            where = self.index(docs)
        return frequencies if isinstance(where, slice) else frequencies.take(where)

    def window_bounds(self) -> Scores:
        """The largest normalised frequency in each window; 0 where there is none."""
        bounds = np.zeros((self.field.documents + (1 << WINDOW_SHIFT) - 1) >> WINDOW_SHIFT)
        docs, frequencies = self._ordered
        if self.count:
            windows = docs >> WINDOW_SHIFT
            starts = np.flatnonzero(np.diff(windows, prepend=-1))
            bounds[windows.take(starts)] = np.maximum.reduceat(frequencies, starts)
        return bounds


def _postings(reader: FieldReader, ordinals: Docs) -> tuple[Docs, Scores]:
    """All postings of terms, one term after the other: documents, and frequencies with leads."""
    docs = reader.documents.gather(ordinals).astype(np.int64)
    starts, ends = reader.starts[ordinals].astype(np.int64), reader.starts[ordinals + 1].astype(np.int64)
    all_codes = reader.codes.codes
    if len(docs) == ends[-1] - starts[0]:  # neighbours, as those with a prefix are
        codes = all_codes[starts[0] : ends[-1]]
    elif len(docs) > _LONG * len(ordinals):
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        codes = np.concatenate([all_codes[start:end] for start, end in pairs])
    else:
        codes = all_codes.take(ranges(starts, ends - starts)[0])
    frequencies, large = stored_frequencies(codes)
    if len(large):
        add_exactly(frequencies, large, reader.codes.pick(ranges(starts, ends - starts)[0].take(large)))
    return docs, frequencies
