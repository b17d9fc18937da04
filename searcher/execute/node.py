"""What a query becomes for one segment: nodes that give documents, membership and scores as arrays.

Every node can do the same few things, and the ways to combine them (`compound`, `top`) know nothing else of it.
What a node found out about documents on the way (`where`: the indexes of their postings, say) is handed from
`start` or `probe` to `score`, so that nothing is looked up twice; only the node itself knows what it means.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.counts import count_bits, members
from searcher.execute.arrays import (
    NONE,
    WINDOW_SHIFT,
    Bits,
    Docs,
    Mask,
    Scores,
    add_up,
    everything,
    in_bits,
    meet,
    pack,
    pack_mask,
)
from searcher.execute.merged_postings import MergedPostings
from searcher.execute.posting_list import PostingList
from searcher.ranking import K1


class Statistics(NamedTuple):
    """How many documents have a word, how often altogether, and what it is therefore worth."""

    found: int
    occurrences: int
    weight: float


LENGTHY: Final = 1 << 14
"""Where more documents are all looked at, calls of NumPy take longer than what is done between them."""

Where = Any
"""What a node knows of documents: an array with an item each, `slice(None)`, None, or a list of such."""


class SegmentView:
    """One segment in its place: `base` is the number of its first document, `size` counts deleted ones too."""

    def __init__(self, size: int, base: int, deleted: Mask | None) -> None:
        self.size = size
        self.base = base
        self.deleted = deleted if deleted is not None and deleted.any() else None
        self.windows = (size + (1 << WINDOW_SHIFT) - 1) >> WINDOW_SHIFT
        self._live: Bits | None = None

    @property
    def live(self) -> Bits:
        """The documents that are not deleted."""
        if self._live is None:
            self._live = everything(self.size) if self.deleted is None else pack_mask(~self.deleted)
        return self._live

    def drop_deleted(self, docs: Docs) -> Docs:
        """These documents without the deleted ones."""
        return docs if self.deleted is None else docs[~self.deleted.take(docs)]

    def drop_deleted_scored(self, docs: Docs, scores: Scores) -> tuple[Docs, Scores]:
        """The same, with the score of each document."""
        if self.deleted is None:
            return docs, scores
        kept = (~self.deleted.take(docs)).nonzero()[0]
        return docs.take(kept), scores.take(kept)


def pick(where: Where, kept: Docs) -> Where:
    """What `where` says of the documents at these places."""
    if where is None:
        return None
    if isinstance(where, list):
        return [pick(each, kept) for each in where]
    return kept if isinstance(where, slice) else where.take(kept)


class Node:
    """A query on one segment. Documents are ascending; deleted ones are among them."""

    def __init__(self, segment: SegmentView, size: int) -> None:
        self.segment = segment
        self.size = size
        """At most so many documents match."""
        self.lengthy = size > LENGTHY
        """Whether it is long work, most of it done by a few calls of NumPy on long arrays."""

    @cached_property
    def bound(self) -> float:
        """No document scores more; found out only where something else may be better."""
        return 0.0

    @property
    def worth(self) -> float:
        """What it adds to a score, roughly: alike in all segments, and 0 where that depends on what is in one."""
        return 0.0

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within these windows (ascending numbers)."""
        docs = members(self.bits())
        if windows is not None:
            chosen = np.zeros(self.segment.windows, np.bool_)
            chosen[windows] = True
            docs = docs[chosen.take(docs >> WINDOW_SHIFT)]
        return docs, None

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match (indexes), and what is known of those."""
        return in_bits(self.bits(), docs).nonzero()[0], None

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        return np.zeros(len(docs))

    def score_any(self, docs: Docs) -> Scores:
        """The scores of documents that may match, 0 for those that don't."""
        kept, where = self.probe(docs)
        scores = np.zeros(len(docs))
        scores[kept] = self.score(docs.take(kept), where)
        return scores

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        return pack([self.start()[0]], self.segment.size)

    def documents(self) -> Docs:
        """All documents that match, without deleted ones."""
        return members(self.bits() & self.segment.live)

    def count(self) -> int:
        """How many documents match, deleted ones not counted."""
        return count_bits(self.bits() & self.segment.live)

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this; -1 where none matches."""
        return np.full(self.segment.windows, self.bound)

    def relaxed(self) -> tuple[Node, list[Node]]:
        """A node that may match more and is cheaper, and those that then must match too; scores are the same."""
        return self, []


class Nothing(Node):
    """Matches no document."""

    def __init__(self, segment: SegmentView) -> None:
        super().__init__(segment, 0)

    def boosted(self, _: float) -> Nothing:
        """Itself."""
        return self

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """No documents."""
        return NONE, NONE

    def bits(self) -> Bits:
        """The empty set."""
        return np.zeros_like(self.segment.live)


class Word(Node):
    """Documents with any of the terms of one word, scored as one term: `weight` · tf' / (tf' + K1).

    Several queries may share one: what it keeps is as good for all. With a boost, it leaves the keeping to
    `plain`, the same word without.
    """

    def __init__(
        self,
        segment: SegmentView,
        lists: list[PostingList],
        statistics: Statistics,
        boost: float = 1.0,
        plain: Word | None = None,
    ) -> None:
        self.segment = segment
        self.lists = lists
        self.statistics = statistics
        self.boost = boost
        self.weight = statistics.weight * boost
        self._plain = plain
        self.only = only = lists[0] if len(lists) == 1 else None
        if only is not None:
            self.size, highest = only.count, only.bound
        else:
            self.size = min(segment.size, sum([postings.count for postings in lists]))
            highest = sum([postings.bound for postings in lists])
        self.bound = self.weight * _saturated(highest)
        self.lengthy = only is not None and only.read and self.size > LENGTHY  # others are looked at by windows
        self.forget()

    def forget(self) -> None:
        """Keep nothing of what was merged or bounded."""
        self._merged: tuple[Docs, Scores] | None = None
        self._window_bounds: Scores | None = None

    @property
    def worth(self) -> float:
        """What a word is worth does not depend on the segment."""
        return self.weight

    def boosted(self, boost: float) -> Word:
        """The same word, worth so many times as much."""
        return Word(self.segment, self.lists, self.statistics, boost, self)

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        if self.only is not None:
            return (self.only.docs, slice(None)) if windows is None else self.only.within(windows)
        if windows is None:
            return self.merged()
        return self._merge([(postings, *postings.within(windows)) for postings in self.lists])

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        if self.only is not None:
            return self.only.find(docs)
        if (self._plain or self)._merged is None and len(docs) * len(self.lists) < self.size:
            frequencies = self._gathered(docs)
            kept = frequencies.nonzero()[0]
            return kept, frequencies.take(kept)
        own, merged = self.merged()
        kept, at = meet(docs, own, self.segment.size)
        return kept, merged.take(at)

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        if self.only is not None:
            return self.only.scores(docs, where, self.weight)
        return self.weighed(self.frequencies(docs, where))

    def weighed(self, frequencies: Scores) -> Scores:
        """The scores of documents with these tf'."""
        scores: Scores = frequencies / (frequencies + K1)
        scores *= self.weight
        return scores

    def unordered(self) -> tuple[Docs, Scores]:
        """All documents that match, in any order, and tf' of each; for a word whose only list was read whole."""
        assert isinstance(self.only, MergedPostings)  # noqa: S101  # only those are read whole
        return self.only.unordered

    def frequencies(self, docs: Docs, where: Where) -> Scores:
        """Tf' of documents that match."""
        if self.only is None:
            return self._gathered(docs) if where is None else where
        return self.only.normalised(docs, where)

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        return union(self.segment, self.lists)

    def documents(self) -> Docs:
        """All documents that match, without deleted ones."""
        if self.only is None or self.only.dense is not None or self.only.read:
            return super().documents()
        return self.segment.drop_deleted(self.only.docs)

    def count(self) -> int:
        """How many documents match, deleted ones not counted."""
        if self.only is not None and self.segment.deleted is None:
            return self.only.count
        return super().count()

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this; for reading only."""
        if self._plain is not None:
            return self._bounded()
        bounds = self._window_bounds
        if bounds is None:
            self._window_bounds = bounds = self._bounded()
            self.lists[0].field.cache.add(self, bounds)
        return bounds

    def merged(self) -> tuple[Docs, Scores]:
        """All documents that match, and tf' of each."""
        if self._plain is not None:
            return self._plain.merged()
        merged = self._merged
        if merged is None:
            merged = self._merge([(postings, postings.docs, slice(None)) for postings in self.lists])
            self._merged = merged
            self.lists[0].field.cache.add(self, *merged)
        return merged

    def _bounded(self) -> Scores:
        total = self.lists[0].window_bounds()
        for postings in self.lists[1:]:
            total = total + postings.window_bounds()
        bounds: Scores = self.weight * _saturated(total)
        bounds[total == 0] = -1
        return bounds

    def _gathered(self, docs: Docs) -> Scores:
        """Tf' of any documents, 0 where they don't match."""
        sums = np.zeros(len(docs))
        for postings in self.lists:
            kept, where = postings.find(docs)
            if len(kept):
                sums[kept] += postings.normalised(docs.take(kept), where)
        return sums

    def _merge(self, lists: list[tuple[PostingList, Docs, Docs | slice]]) -> tuple[Docs, Scores]:
        """Add up normalised frequencies by document, in the order of the lists, so that rounding is the same."""
        return add_up(
            [(docs, postings.normalised(docs, where)) for postings, docs, where in lists if len(docs)],
            self.segment.size,
        )


def union(segment: SegmentView, lists: list[PostingList]) -> Bits:
    """The documents that are in any of these lists; short ones are marked together before they become bits."""
    short = [postings for postings in lists if postings.dense is None]
    bits = pack([postings.docs for postings in short], segment.size) if short else np.zeros_like(segment.live)
    for postings in lists:
        if postings.dense is not None:
            bits = bits | postings.bits()
    return bits


def _saturated(frequencies: NDArray[np.float64] | float) -> Any:  # noqa: ANN401  # the same kind as given
    """A bound on tf' / (tf' + K1), for infinite tf' too; a little more, for rounding."""
    return (1 - K1 / (frequencies + K1)) * (1 + 1e-12)
