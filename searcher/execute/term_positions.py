"""Where one term stands in its documents; what was read of that is kept for phrases that ask again."""

from __future__ import annotations

from typing import Final

import numpy as np

from index.codec.positions import STRIDE, Distances, Stretch
from index.codec.reader import Postings
from searcher.execute.arrays import Bits, Docs
from searcher.execute.field import FieldView

SHIFT: Final = 32
POSITION: Final = (1 << SHIFT) - 1
ORIGIN: Final = 1 << 16
"""Added to every position, so that what stands before a place has a key within the same document."""

_SHORT: Final = 2048
"""Signatures of a list up to so long are made all at once."""
_LONGEST: Final = 1 << 15
"""All places of a list are kept if it is no longer than this."""
_SINGLY: Final = 512
"""Of a list from which less was read, places are read one by one."""
_TOGETHER: Final = 8
_ONE: Final = 16
"""Reading a whole list takes as long as picking one posting in so many with those around, or reading one alone."""
_AGAIN: Final = 2
"""A list that phrases asked for so often is made ready to be asked more."""


class TermPositions:
    """The places of one term in one field, by posting."""

    def __init__(self, field: FieldView, postings: Postings) -> None:
        self._field = field
        self._postings = postings
        self._count = postings.count
        self.forget()

    def forget(self) -> None:
        """Keep nothing of what was read, until it is asked for as often again."""
        self._read = 0
        self._followed = 0
        self._stretch: Stretch | None = None
        self._signatures: Bits | None = None
        self.keys: Docs | None = None
        """All places, ascending: document · 2**32 + ORIGIN + position; none until phrases asked for them often."""

    def distances(self, at: Docs) -> Distances:
        """Where the term stands in these postings."""
        stretch = self._stretched(len(at), self._count // _TOGETHER)
        if stretch is None:
            return self._field.reader.positions.pick(self._postings.first + at)
        return stretch.distances(at)

    def places(self, at: list[int]) -> list[list[int]]:
        """Where the term stands in each of these postings; faster than `distances` where few are wanted."""
        stretch = self._stretched(len(at), max(self._count // _ONE, _SINGLY))
        if stretch is None:
            return [self._field.reader.places(self._postings.first + posting) for posting in at]
        return stretch.places(at)

    @property
    def stretch(self) -> Stretch | None:
        """All its postings as they are stored, if places were asked for often."""
        return self._stretch

    def _stretched(self, wanted: int, enough: int) -> Stretch | None:
        """All postings as they are stored; None until `enough` were read for those that were wanted."""
        stretch = self._stretch
        if stretch is None:
            self._read += wanted * STRIDE  # so many lie around those
            if self._read < enough:
                return None
            stretch = self._read_stretch()
        return stretch

    def _read_stretch(self) -> Stretch:
        stretch = self._field.reader.positions.stretch(self._postings.first, self._count)
        self._stretch = stretch
        self._field.cache.add(self, stretch.starts)
        return stretch

    def _every(self) -> Distances:
        """Where the term stands in all postings."""
        stretch = self._stretch
        return (self._read_stretch() if stretch is None else stretch).every()

    def often_followed(self) -> bool:
        """Whether phrases ask for its positions so often that signatures are worth making; called once by each."""
        self._followed += 1
        if self._followed == _AGAIN and self._count <= _LONGEST:
            self._read_all()
        return self._followed > _AGAIN

    def _read_all(self) -> None:
        bases = self._postings.documents().astype(np.int64)
        bases <<= SHIFT
        bases += ORIGIN
        self.keys = keys = self._every().keys(bases)
        self._field.cache.add(self, keys)

    def signatures(self, where: Docs) -> Bits:
        """Where the term stands in these postings, roughly: see `index.codec.positions.Distances.signatures`."""
        known = self._signatures
        short = self._count <= _SHORT
        if known is None:
            known = self._every().signatures() if short else np.zeros(self._count, np.uint64)
            self._signatures = known
            self._field.cache.add(self, known[:])  # a long one is filled as needed, by whichever thread, alike
        found = known.take(where)
        if not short and np.count_nonzero(found) < len(found):
            unknown = (found == 0).nonzero()[0]
            found[unknown] = fresh = self.distances(where.take(unknown)).signatures()
            known[where.take(unknown)] = fresh
        return found
