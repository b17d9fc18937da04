"""Nodes that ask columns rather than terms: ranges of dates and numbers, fields that hold anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.codec.columns import EMPTY
from index.codec.reader import FieldReader
from searcher.execute.arrays import Bits, Docs, Mask, everything, meet, pack, pack_mask
from searcher.execute.node import Node, SegmentView, Where


class Everything(Node):
    """Every document."""

    def __init__(self, segment: SegmentView) -> None:
        super().__init__(segment, segment.size)

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """All of them."""
        return np.arange(len(docs)), None

    def bits(self) -> Bits:
        """The full set."""
        return everything(self.segment.size)


class Range(Node):
    """Documents whose value in a column of numbers is from `low` to `high`, both included."""

    def __init__(self, segment: SegmentView, column: NDArray[np.int64], low: int, high: int) -> None:
        super().__init__(segment, segment.size)
        self.column = column
        self.low = low
        self.high = min(high, EMPTY - 1)

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        return self._inside(self.column.take(docs)).nonzero()[0], None

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        return pack_mask(self._inside(self.column))

    def _inside(self, values: NDArray[np.int64]) -> Mask:
        inside = values >= self.low
        inside &= values <= self.high
        return inside


class HasField(Node):
    """Documents in which a field is not empty."""

    def __init__(self, segment: SegmentView, field: FieldReader) -> None:
        super().__init__(segment, field.doc_count_with_field)
        self.field = field

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        return self.field.lengths.take(docs).nonzero()[0], None

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        return pack_mask(np.asarray(self.field.lengths) > 0)


class Listed(Node):
    """Documents that were found by other means, with their scores (both ascending by document)."""

    def __init__(self, segment: SegmentView, docs: Docs, scores: NDArray[np.float64]) -> None:
        super().__init__(segment, len(docs))
        self.docs = docs
        self.scores = scores
        self.bound = float(scores.max(initial=0.0))

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match, and where."""
        return meet(docs, self.docs, self.segment.size)

    def score(self, docs: Docs, where: Where) -> NDArray[np.float64]:
        """The scores of documents that match."""
        return self.scores.take(self.docs.searchsorted(docs) if where is None else where)

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        return pack([self.docs], self.segment.size)
