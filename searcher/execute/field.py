"""One field of one segment as a search sees it: what scoring needs of it, and what is kept of lists once read."""

from __future__ import annotations

from threading import Lock
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from index.codec.reader import FieldReader
from searcher.execute.arrays import NONE, WINDOW_SHIFT, Bits, Docs, Scores
from searcher.ranking import K1, B

_LONGEST_TABLE: Final = 1 << 18
_MOST_RANKS: Final = 128
_MOST_NORMS: Final = 1 << 14
_LEAST_KEPT: Final = 64 << 20
_MOST_KEPT: Final = 256 << 20
_KEPT_PER_DOCUMENT: Final = 256


class Cached(Protocol):
    """A list that keeps what was read of it."""

    def forget(self) -> None:
        """Keep nothing of that."""


class ListCache:
    """Which lists keep what was read of them, so that asking again is cheap: all of an archive's together.

    They keep 256 bytes a document of the archive, but from 64 to 256 MiB; beyond that the first ones let go. Safe
    for threads: whoever uses an array has its own reference.
    """

    def __init__(self, documents: int) -> None:
        self._most = min(_MOST_KEPT, max(_LEAST_KEPT, documents * _KEPT_PER_DOCUMENT))
        self._sizes: dict[Cached, int] = {}
        self._bytes = 0
        self._lock = Lock()

    def add(self, owner: Cached, *arrays: NDArray[Any]) -> None:
        """A list keeps these arrays from now on, and nobody changes them; where they are too much, it lets go."""
        size = 0
        for array in arrays:
            array.flags.writeable = False
            size += array.nbytes
        with self._lock:
            self._sizes[owner] = self._sizes.pop(owner, 0) + size
            self._bytes += size
            while self._bytes > self._most:
                self._forget(next(iter(self._sizes)))

    @property
    def roomy(self) -> bool:
        """Whether there is so much room left that lists may keep more than they need."""
        return self._bytes * 2 < self._most

    def clear(self) -> None:
        """Have all let go."""
        with self._lock:
            for owner in list(self._sizes):
                self._forget(owner)

    def _forget(self, owner: Cached) -> None:
        self._bytes -= self._sizes.pop(owner)
        owner.forget()


class Ranks:
    """A list's bits, also by rows of a window, and how many postings are before each window (`first`).

    `before` says so for each word of bits, less one: it is added to a count that includes the document itself.
    """

    def __init__(self, words: Bits) -> None:
        width = 1 << WINDOW_SHIFT >> 6
        if len(words) % width:
            words = np.concatenate([words, np.zeros(-len(words) % width, np.uint64)])
        self.bits = words
        ones = np.bitwise_count(words)
        ends = np.cumsum(ones, dtype=np.int64)
        self.rows = words.reshape(-1, width)
        self.before: Docs = ends - ones - 1
        self.first: Docs = np.append(self.before[::width] + 1, ends[-1])


class FieldView:
    """One field of one segment, with what scoring needs of it: norms over `weight`, and bounds in their terms.

    `average` is the average content length over all segments; `growth` by how much it exceeds that of this one,
    which its bounds were made with.
    """

    def __init__(
        self, name: str, reader: FieldReader, documents: int, weight: float, average: float, cache: ListCache
    ) -> None:
        self.name = name
        self.reader = reader
        self.documents = documents
        self.weight = weight
        self.average = average
        self.cache = cache
        self.lengths: NDArray[Any] = reader.content_lengths
        self.maxima = reader.maxima
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
