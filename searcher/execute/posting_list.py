"""One posting list as the arrays of a search see it: documents, normalised frequencies, membership, bounds."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.counts import members
from index.codec.positions import ranges
from index.codec.postings import Blocks, Dense
from searcher.execute.arrays import (
    WINDOW_SHIFT,
    Bits,
    Docs,
    Mask,
    Scores,
    in_bits,
    meet,
    pack,
)
from searcher.execute.field import FieldView, Ranks
from searcher.execute.term_positions import TermPositions
from searcher.ranking import K1, LEAD_WEIGHT

_ESCAPE: Final = 127
_CODES: Final = np.arange(256)
_FREQUENCIES: Final[Scores] = (_CODES % 128 + LEAD_WEIGHT * (_CODES >= 128)).astype(np.float64)
_BLOCKWISE: Final = 16
"""Where a list is so many times longer than what is asked, it is not decoded: see `_find_in_blocks`."""
_SHORT: Final = 2048
"""A list up to so long is read whole whatever is asked of it."""
_MARKED: Final = 512
_SPARSEST: Final = 128
"""Where so many documents are looked up in a list of more than one document in so many, bits are faster."""
_SLOTTED: Final = 512
"""A list of more than one document in so many may have a slot a document."""
_LONG: Final = 1 << 14
"""One that was asked often is read whole if it is no longer than this."""
_COUPLE: Final = 8
"""So few documents are looked up one by one."""
_SOME: Final = 64
"""Where so few are in a list is found soonest by bisection."""
_AGAIN: Final = 2
"""A list that was asked so often is made ready to be asked more;"""
_WORTH: Final = 1 << 14
"""a slot a document takes as long to fill as asking once more for so many of them."""


class PostingList:
    """Documents that have a word in one field. `where` says where in the list, `slice(None)` all of it."""

    field: FieldView
    count: int
    dense: Dense | None = None
    read = False
    """Whether all of it is in memory, frequencies too."""
    bound: float
    """No normalised frequency is above this."""

    @property
    def docs(self) -> Docs:
        """All documents, ascending."""
        raise NotImplementedError

    def bits(self) -> Bits:
        """All documents as a bit set."""
        return pack([self.docs], self.field.documents)

    def within(self, windows: Docs) -> tuple[Docs, Docs]:
        """The documents in these windows (ascending) and their places in the list."""
        starts = self.docs.searchsorted(windows << WINDOW_SHIFT)
        ends = self.docs.searchsorted((windows + 1) << WINDOW_SHIFT)
        where = ranges(starts, ends - starts)[0]
        return self.docs.take(where), where

    def find(self, docs: Docs) -> tuple[Docs, Docs | None]:
        """Which of `docs` are in the list (indexes), and their places in it where those come for nothing."""
        return meet(docs, self.docs, self.field.documents)

    def index(self, docs: Docs) -> Docs:
        """The places of documents that are in the list."""
        where = self.find(docs)[1]
        assert where is not None  # noqa: S101  # only dense lists leave it out
        return where

    def normalised(self, docs: Docs, where: Docs | slice | None) -> Scores:
        """Weight · (tf + LEAD_WEIGHT·lead) / norm of these documents, for reading only; `where` may be unknown."""
        raise NotImplementedError

    def scores(self, docs: Docs, where: Docs | slice | None, weight: float) -> Scores:
        """`weight` · f / (f + K1), where f is the same; for reading only."""
        return _saturated(self.normalised(docs, where), weight)

    def window_bounds(self) -> Scores:
        """The largest normalised frequency in each window, or more; 0 where there is none."""
        raise NotImplementedError

    def single(self, docs: Docs) -> list[TermPostings]:
        """The list of each term, without those that none of these documents has where that takes less work."""
        raise NotImplementedError

    def forget(self) -> None:
        """Keep nothing of what was read."""


class TermPostings(PostingList):
    """The documents that have one term in one field; a place is the index of a posting.

    What was read is kept for the next query as long as `ListCache` allows; none of it is ever changed.
    """

    def __init__(self, field: FieldView, ordinal: int) -> None:
        self.field = field
        self.ordinal = ordinal
        self.postings = postings = field.reader.postings(ordinal)
        self.count = postings.count
        self.dense = postings.dense
        self._common = self.count * _SLOTTED > field.documents
        self.bound = float(field.bounds[field.maxima[ordinal]])
        self._codes = postings.codes()
        self._exact = field.reader.codes.exact(postings.first, postings.first + self.count)
        self.forget()

    def forget(self) -> None:
        """Keep nothing of what was read, until it is asked for as often again."""
        self._asked = 0
        self._marked: Ranks | None = None
        self._docs: Docs | None = None
        self._normalised: Scores | None = None
        self._scores: tuple[float, Scores] | None = None
        self.by_document: NDArray[np.uint8] | None = None
        """The code of each document, 0 where it has not the term, if the list was asked often."""

    @property
    def _ranks(self) -> Ranks:
        if self.dense is not None:
            return self.field.ranks(self.ordinal, self.dense.words)
        if self._marked is None:
            self._marked = ranks = Ranks(pack([self.docs], self.field.documents))
            self.field.cache.add(self, ranks.rows, ranks.before, ranks.first)
        return self._marked

    def _marks(self, docs: Docs) -> bool:
        """Whether these are looked up in a bit a document: as a list that is often asked for is kept, too."""
        return self.dense is not None or (
            len(docs) >= _MARKED and self._asked > _AGAIN and self.count * _SPARSEST > self.field.documents
        )

    @property
    def docs(self) -> Docs:
        """All documents, ascending."""
        docs = self._docs
        if docs is None:
            dense = self.dense
            docs = self.postings.documents().astype(np.int64) if dense is None else members(dense.words)
            self._docs = docs
            self.field.cache.add(self, docs)
        return docs

    def bits(self) -> Bits:
        """All documents as a bit set."""
        return super().bits() if self.dense is None else self.dense.words

    def within(self, windows: Docs) -> tuple[Docs, Docs]:
        """The documents in these windows (ascending) and their postings."""
        if self.dense is None:
            return super().within(windows)
        rows, first = self._ranks.rows, self._ranks.first
        counts = np.diff(first)[windows]
        shifts = (windows - np.arange(len(windows))) << WINDOW_SHIFT
        docs = members(rows.take(windows, axis=0).reshape(-1)) + np.repeat(shifts, counts)
        return docs, ranges(first.take(windows), counts)[0]

    def find(self, docs: Docs) -> tuple[Docs, Docs | None]:
        """Which of `docs` have the term (indexes), and their postings where those come for nothing."""
        codes = self.by_document
        if codes is not None:
            return codes.take(docs).nonzero()[0], None
        self._asked += 1
        if self._common:
            codes = self._codes_by_document()
            if codes is not None:
                return codes.take(docs).nonzero()[0], None
            if self._marks(docs):
                return in_bits(self._ranks.bits, docs).nonzero()[0], None
        if self._docs is None and len(docs) * _BLOCKWISE < self.count > _SHORT and self._asked <= _AGAIN:
            stored = self.postings.stored
            if isinstance(stored, Blocks) and stored.lows.dtype == np.uint8:
                return _find_in_blocks(docs, stored.counts, stored.lows)
        return meet(docs, self.docs, self.field.documents)

    def _codes_by_document(self) -> NDArray[np.uint8] | None:
        """The code of each document, 0 where it has not the term, for a list that is asked often.

        Such a list is dense, or there is room for a slot a document.
        """
        documents = self.field.documents
        if self._asked <= _AGAIN or not self._exact:
            return None
        if self.dense is None and not (self._asked > _AGAIN + documents // _WORTH and self.field.cache.roomy):
            return None
        codes = np.zeros(documents, np.uint8)
        codes[self.docs if self.dense is None else _flags(self.dense.words, documents)] = self._codes
        self.by_document = codes
        self.field.cache.add(self, codes)
        return codes

    def index(self, docs: Docs) -> Docs:
        """The postings of these documents, all of which have the term."""
        if self._marks(docs):
            return self._rank(docs)
        if len(docs) <= _SOME:
            return self.docs.searchsorted(docs)
        return meet(docs, self.docs, self.field.documents)[1]

    def _rank(self, docs: Docs) -> Docs:
        """The postings of documents that a dense list has: how many bits are set before theirs."""
        if len(docs) <= _COUPLE:
            return np.array([self._rank_of(doc) for doc in docs.tolist()], np.int64)
        at = docs >> 6
        above = docs.view(np.uint64) ^ np.uint64(63)
        above &= np.uint64(63)
        upto = self._ranks.rows.reshape(-1).take(at)
        np.left_shift(upto, above, out=upto)
        ranks = self._ranks.before.take(at)
        ranks += np.bitwise_count(upto)
        return ranks

    def _rank_of(self, doc: int) -> int:
        ranks = self._ranks
        upto = int(ranks.bits[doc >> 6]) & ((2 << (doc & 63)) - 1)
        return int(ranks.before[doc >> 6]) + upto.bit_count()

    def single(self, docs: Docs) -> list[TermPostings]:  # as `PostingList` has it
        """Itself."""
        return [self]

    @cached_property
    def positions(self) -> TermPositions:
        """Where the term stands in each of its postings."""
        return TermPositions(self.field, self.postings)

    def frequencies(self, where: Docs | slice) -> Scores:
        """Tf + LEAD_WEIGHT·lead of these postings, unnormalised."""
        codes = self._codes if isinstance(where, slice) else self._codes.take(where)
        if self._exact:
            return _FREQUENCIES.take(codes)
        frequencies, large = stored_frequencies(codes)
        if len(large):
            at = large if isinstance(where, slice) else where.take(large)
            add_exactly(frequencies, large, self.field.reader.codes.pick(self.postings.first + at))
        return frequencies

    def normalised(self, docs: Docs, where: Docs | slice | None) -> Scores:
        """Weight · (tf + LEAD_WEIGHT·lead) / norm of these documents."""
        if where is None and self.dense is not None:
            codes = self.by_document
            if codes is not None:
                return self._over_norms(_FREQUENCIES.take(codes.take(docs)), docs)
        if where is None:
            where = self.index(docs)
        if isinstance(where, slice) or self.count <= _SHORT or self._normalised is not None:
            every = self._every()
            return every if isinstance(where, slice) else every.take(where)
        return self._over_norms(self.frequencies(where), docs)

    def scores(self, docs: Docs, where: Docs | slice | None, weight: float) -> Scores:
        """`weight` · f / (f + K1), where f is the same; kept for the first weight, which hardly ever changes."""
        if where is None:
            codes = self.by_document
            if codes is not None and (self.dense is not None or len(docs) > _SOME):
                return _saturated(self._over_norms(_FREQUENCIES.take(codes.take(docs)), docs), weight)
            where = self.index(docs)
        kept = self._scores
        if kept is None or kept[0] != weight:
            whole = _SHORT if self._asked <= _AGAIN else _LONG
            if kept is not None or (self.count > whole and not isinstance(where, slice)):
                return super().scores(docs, where, weight)
            frequencies = self._over_norms(self.frequencies(slice(None)), self.docs)
            self._scores = kept = weight, _saturated(frequencies, weight)
            self.field.cache.add(self, kept[1])
        return kept[1] if isinstance(where, slice) else kept[1].take(where)

    def _every(self) -> Scores:
        """The normalised frequencies of all documents."""
        every = self._normalised
        if every is None:
            every = self._over_norms(self.frequencies(slice(None)), self.docs)
            self._normalised = every
            self.field.cache.add(self, every)
        return every

    def _over_norms(self, frequencies: Scores, docs: Docs) -> Scores:
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


def _saturated(frequencies: Scores, weight: float) -> Scores:
    scores = frequencies + K1
    np.divide(frequencies, scores, out=scores)
    scores *= weight
    return scores


def _flags(words: Bits, size: int) -> Mask:
    """The first `size` bits, one an item."""
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def stored_frequencies(codes: NDArray[np.uint8]) -> tuple[Scores, Docs]:
    """Tf + LEAD_WEIGHT·lead as far as these codes tell, and which of them say only that tf is large."""
    return _FREQUENCIES.take(codes), np.flatnonzero(np.bitwise_and(codes, _ESCAPE) == _ESCAPE)


def add_exactly(frequencies: Scores, large: Docs, exact: NDArray[np.uint32]) -> None:
    """Put in the tf of those that are `large`."""
    frequencies[large] += exact - float(_ESCAPE)


def _find_in_blocks(docs: Docs, counts: NDArray[np.uint8], lows: NDArray[np.uint8]) -> tuple[Docs, Docs]:
    """Which of `docs` are in a list kept as low bits in blocks of 256, and where. Only their blocks are read."""
    ends = counts.astype(np.int64).cumsum()
    block = docs >> 8
    size = counts.take(block)
    at = ranges(ends.take(block) - size, size)[0]
    owners = np.arange(len(docs)).repeat(size)
    hits = (lows.take(at) == (docs & 255).astype(np.uint8).take(owners)).nonzero()[0]
    return owners.take(hits), at.take(hits)
