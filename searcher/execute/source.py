"""One posting list as the arrays of a search see it: documents, normalised frequencies, membership, bounds."""

from __future__ import annotations

from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.codec.postings import Blocks, Dense
from index.codec.reader import FieldReader
from searcher.execute.arrays import (
    NONE,
    SPARSE,
    WINDOW_SHIFT,
    Bits,
    Docs,
    Scores,
    add_up_all,
    add_up_repeated,
    in_bits,
    meet,
    pack,
    ranges,
    unpack,
)
from searcher.ranking import K1, LEAD_WEIGHT, B

_ESCAPE: Final = 127
_CODES: Final = np.arange(256)
_FREQUENCIES: Final[Scores] = (_CODES % 128 + LEAD_WEIGHT * (_CODES >= 128)).astype(np.float64)
_LONGEST_TABLE: Final = 1 << 18
_MOST_RANKS: Final = 128
_MOST_NORMS: Final = 1 << 14
_BLOCKWISE: Final = 16
"""Where a list is so many times longer than what is asked, it is not decoded: see `_find_in_blocks`."""
_SHORT: Final = 2048
"""A list up to so long is read whole whatever is asked of it."""
_AGAIN: Final = 2
"""A list that was asked so often is made ready to be asked more."""
_LONG: Final = 64
"""The postings of terms that have so many each are copied term by term."""
_KEPT_BYTES: Final = 64 << 20


class Kept:
    """Which lists hold on to what was read of them, so that asking again is cheap: together up to 64 MiB.

    When there would be more, all let go. Safe for threads: whoever uses an array has its own reference.
    """

    def __init__(self) -> None:
        self._lists: list[Listing] = []
        self._bytes = 0
        self._lock = Lock()

    def add(self, listing: Listing, size: int) -> None:
        """Note that a list is about to keep so many bytes."""
        with self._lock:
            if self._bytes + size > _KEPT_BYTES:
                self._clear()
            self._lists.append(listing)
            self._bytes += size

    def clear(self) -> None:
        """Have all let go."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        for listing in self._lists:
            listing.let_go()
        self._lists.clear()
        self._bytes = 0


class Ranks:
    """A dense list's bits, a row a window, and how many postings are before each window (`first`).

    `before` says so for each word of bits, less one: it is added to a count that includes the document itself.
    """

    def __init__(self, words: Bits) -> None:
        width = 1 << WINDOW_SHIFT >> 6
        if len(words) % width:
            words = np.concatenate([words, np.zeros(-len(words) % width, np.uint64)])
        ones = np.bitwise_count(words)
        ends = np.cumsum(ones, dtype=np.int64)
        self.rows: Bits = words.reshape(-1, width)
        self.before: Docs = ends - ones - 1
        self.first: Docs = np.append(self.before[::width] + 1, ends[-1])


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
        self.kept = Kept()
        self.lengths: NDArray[Any] = reader.content_lengths
        self._table: Scores | None = None
        self._ranks: dict[int, Ranks] = {}
        self._last: tuple[Docs, Scores] = NONE, np.zeros(0)
        growth = max(1.0, average / reader.average_content_length)
        saturated = np.arange(256) / 255
        with np.errstate(divide="ignore"):
            self.bounds: Scores = weight * growth * K1 * saturated / (1 - saturated)

    def norms(self, docs: Docs) -> Scores:
        """(1 - B + B·length/average) / weight of each document."""
        last, norms = self._last  # the words of a query ask for the same documents one after the other
        if docs is not last:
            norms = self._looked_up(docs)
            if len(docs) <= _MOST_NORMS:
                self._last = docs, norms
        return norms

    def _looked_up(self, docs: Docs) -> Scores:
        lengths = self.lengths.take(docs)
        if self._table is None:
            longest = int(self.lengths.max(initial=0))
            if longest > _LONGEST_TABLE:
                return self._norms(lengths)
            self._table = self._norms(np.arange(longest + 1))
        return self._table.take(lengths)

    def ranks(self, ordinal: int, words: Bits) -> Ranks:
        """Those of a dense list; the last ones used are kept."""
        found = self._ranks.get(ordinal)
        if found is None:
            if len(self._ranks) >= _MOST_RANKS:
                self._ranks.clear()
            found = self._ranks[ordinal] = Ranks(words)
        return found

    def _norms(self, lengths: NDArray[Any]) -> Scores:
        norms: Scores = (1 - B + B * lengths / self.average) / self.weight
        return norms


class Listing:
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
        where = ranges(starts, ends - starts)
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

    def saturated(self, docs: Docs, where: Docs | slice | None) -> Scores:
        """The same, f, saturated: f / (f + K1)."""
        frequencies = self.normalised(docs, where)
        return frequencies / (frequencies + K1)

    def window_bounds(self) -> Scores:
        """The largest normalised frequency in each window, or more; 0 where there is none."""
        raise NotImplementedError

    def single(self) -> list[Source]:
        """The list of each term."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Keep nothing of what was read."""


class Source(Listing):
    """The documents that have one term in one field; a place is the index of a posting.

    What was read is kept for the next query as long as `Kept` allows; none of it is ever changed.
    """

    def __init__(self, field: FieldView, ordinal: int) -> None:
        self.field = field
        self.ordinal = ordinal
        self.postings = postings = field.reader.postings(ordinal)
        self.count = postings.count
        self.dense = postings.dense
        self.bound = float(field.bounds[field.reader.maxima[ordinal]])
        self._codes = postings.codes()
        self._exact = field.reader.codes.exact(postings.first, postings.first + self.count)
        self._asked = 0
        self.let_go()

    def let_go(self) -> None:
        """Keep nothing of what was read."""
        self._docs: Docs | None = None
        self._normalised: Scores | None = None
        self._saturated: Scores | None = None
        self._by_document: NDArray[np.uint8] | None = None

    @property
    def _ranks(self) -> Ranks:
        assert self.dense is not None  # noqa: S101  # asked for only then
        return self.field.ranks(self.ordinal, self.dense.words)

    @property
    def docs(self) -> Docs:
        """All documents, ascending."""
        docs = self._docs
        if docs is None:
            dense = self.dense
            docs = self.postings.documents().astype(np.int64) if dense is None else unpack(dense.words)
            self.field.kept.add(self, docs.nbytes)
            self._docs = docs
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
        docs = unpack(rows.take(windows, axis=0).reshape(-1)) + np.repeat(shifts, counts)
        return docs, ranges(first.take(windows), counts)

    def find(self, docs: Docs) -> tuple[Docs, Docs | None]:
        """Which of `docs` have the term (indexes), and their postings where those come for nothing."""
        self._asked += 1
        if self.dense is not None:
            codes = self._codes_by_document()
            return (in_bits(self.dense.words, docs) if codes is None else codes.take(docs)).nonzero()[0], None
        if self._docs is None and len(docs) * _BLOCKWISE < self.count > _SHORT and self._asked <= _AGAIN:
            stored = self.postings.stored
            if isinstance(stored, Blocks) and stored.lows.dtype == np.uint8:
                return _find_in_blocks(docs, stored.counts, stored.lows)
        return super().find(docs)

    def _codes_by_document(self) -> NDArray[np.uint8] | None:
        """The code of each document, 0 where it has not the term, for a dense list that was asked often."""
        codes = self._by_document
        if codes is None and self._asked > _AGAIN and self._exact:
            assert self.dense is not None  # noqa: S101  # asked for only then
            codes = np.zeros(len(self.dense.words) * 64, np.uint8)
            codes[np.unpackbits(self.dense.words.view(np.uint8), bitorder="little").view(np.bool_)] = self._codes
            self.field.kept.add(self, codes.nbytes)
            self._by_document = codes
        return codes

    def index(self, docs: Docs) -> Docs:
        """The postings of these documents, all of which have the term."""
        return super().index(docs) if self.dense is None else self._rank(docs)

    def _rank(self, docs: Docs) -> Docs:
        """The postings of documents that a dense list has: how many bits are set before theirs."""
        at = docs >> 6
        above = docs.view(np.uint64) ^ np.uint64(63)
        above &= np.uint64(63)
        upto = self._ranks.rows.reshape(-1).take(at)
        np.left_shift(upto, above, out=upto)
        ranks = self._ranks.before.take(at)
        ranks += np.bitwise_count(upto)
        return ranks

    def single(self) -> list[Source]:
        """Itself."""
        return [self]

    def frequencies(self, where: Docs | slice) -> Scores:
        """Tf + LEAD_WEIGHT·lead of these postings, unnormalised."""
        codes = self._codes if isinstance(where, slice) else self._codes.take(where)
        frequencies: Scores = _FREQUENCIES.take(codes)
        if not self._exact:
            large = np.flatnonzero(np.bitwise_and(codes, _ESCAPE) == _ESCAPE)
            at = np.arange(self.count)[where].take(large)
            frequencies[large] += self.postings.frequencies()[at] - float(_ESCAPE)
        return frequencies

    def normalised(self, docs: Docs, where: Docs | slice | None) -> Scores:
        """Weight · (tf + LEAD_WEIGHT·lead) / norm of these documents."""
        if where is None and self.dense is not None:
            codes = self._by_document
            if codes is not None:
                return self._over_norms(_FREQUENCIES.take(codes.take(docs)), docs)
        if where is None:
            where = self.index(docs)
        if isinstance(where, slice) or self.count <= _SHORT or self._normalised is not None:
            every = self._every()
            return every if isinstance(where, slice) else every.take(where)
        return self._over_norms(self.frequencies(where), docs)

    def saturated(self, docs: Docs, where: Docs | slice | None) -> Scores:
        """The same, f, saturated: f / (f + K1)."""
        every = self._saturated
        if every is None:
            if not isinstance(where, slice) and self.count > _SHORT:
                return super().saturated(docs, where)
            every = super().saturated(self.docs, slice(None))
            self.field.kept.add(self, every.nbytes)
            self._saturated = every
        if where is None:
            where = self.index(docs)
        return every if isinstance(where, slice) else every.take(where)

    def _every(self) -> Scores:
        """The normalised frequencies of all documents."""
        every = self._normalised
        if every is None:
            every = self._over_norms(self.frequencies(slice(None)), self.docs)
            self.field.kept.add(self, every.nbytes)
            self._normalised = every
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


def _find_in_blocks(docs: Docs, counts: NDArray[np.uint8], lows: NDArray[np.uint8]) -> tuple[Docs, Docs]:
    """Which of `docs` are in a list kept as low bits in blocks of 256, and where. Only their blocks are read."""
    ends = counts.astype(np.int64).cumsum()
    block = docs >> 8
    size = counts.take(block)
    at = ranges(ends.take(block) - size, size)
    owners = np.arange(len(docs)).repeat(size)
    hits = (lows.take(at) == (docs & 255).astype(np.uint8).take(owners)).nonzero()[0]
    return owners.take(hits), at.take(hits)


class Bundle(Listing):
    """The documents that have any of many terms in one field, read and added up at once; a place is an index."""

    read = True

    def __init__(self, field: FieldView, ordinals: Docs) -> None:
        self.field = field
        self.ordinals = ordinals
        self.let_go()
        docs, frequencies = self.unordered
        self.count = len(docs)
        self.bound = float(frequencies.max(initial=0.0))

    def let_go(self) -> None:
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
            add = add_up_all if len(docs) * SPARSE < self.field.documents else add_up_repeated
            found = add(docs, frequencies, self.field.documents)
            self.field.kept.add(self, found[0].nbytes + found[1].nbytes)
            self._unordered = found
        return found

    @property
    def _ordered(self) -> tuple[Docs, Scores]:
        found = self._ascending
        if found is None:
            found = add_up_all(*self.unordered, self.field.documents)
            self.field.kept.add(self, found[0].nbytes + found[1].nbytes)
            self._ascending = found
        return found

    def single(self) -> list[Source]:
        """The list of each term."""
        return [Source(self.field, ordinal) for ordinal in self.ordinals.tolist()]

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
        codes = all_codes.take(ranges(starts, ends - starts))
    frequencies: Scores = _FREQUENCIES.take(codes)
    large = np.flatnonzero(np.bitwise_and(codes, _ESCAPE) == _ESCAPE)
    if len(large):
        exact = reader.codes.pick(ranges(starts, ends - starts).take(large))
        frequencies[large] += exact - float(_ESCAPE)
    return docs, frequencies
