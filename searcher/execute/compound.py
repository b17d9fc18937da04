"""All of, any of, none of: nodes made of nodes."""

from __future__ import annotations

from functools import cached_property, reduce
from operator import attrgetter

import numpy as np

from index.codec.counts import count_bits, distinct
from searcher.execute.arrays import NONE, Bits, Docs, Scores, add_up, add_up_repeated
from searcher.execute.node import LENGTHY, Node, Nothing, SegmentView, Where, Word, pick, union

_DENSE = 16
"""Where more than one document in so many matches, bit sets are cheaper than document numbers."""

_LENGTHY_WORDS = 8 * LENGTHY
"""A disjunction of more documents is long work: its calls are shorter, as it goes by words and windows."""


class All(Node):
    """Documents that every child matches; their scores add up. The rarest child names them, others are asked."""

    def __init__(self, segment: SegmentView, children: list[Node]) -> None:
        sizes = [child.size for child in children]
        self.segment = segment
        self.children = children
        self.order = sorted(range(len(children)), key=sizes.__getitem__)
        """The children's numbers, the rarest first."""
        self.size = sizes[self.order[0]]
        self.lengthy = self.size > LENGTHY

    @cached_property
    def bound(self) -> float:
        """No document scores more."""
        return sum([child.bound for child in self.children])

    @property
    def worth(self) -> float:
        """What all children are worth."""
        return sum([child.worth for child in self.children])

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        children = self.children
        wheres: list[Where] = [None] * len(children)
        first, *others = self.order
        docs, wheres[first] = children[first].start(windows)
        for i in others:
            kept, found = children[i].probe(docs)
            if not len(kept):
                return NONE, [None] * len(children)
            if len(kept) < len(docs):
                docs = docs.take(kept)
                wheres = [None if where is None else pick(where, kept) for where in wheres]
            wheres[i] = found
        return docs, wheres

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        found = np.arange(len(docs))
        for i in self.order:
            found = found.take(self.children[i].probe(docs.take(found))[0])
        return found, None

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        wheres = [None] * len(self.children) if where is None else where
        found = [child.score(docs, known) for child, known in zip(self.children, wheres, strict=True)]
        return reduce(np.add, found)

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        if self.size * _DENSE < self.segment.size:
            return super().bits()
        return reduce(np.bitwise_and, [self.children[i].bits() for i in self.order])

    def documents(self) -> Docs:
        """All documents that match, without deleted ones."""
        if self.size * _DENSE < self.segment.size:
            return self.segment.drop_deleted(self.start()[0])
        return super().documents()

    def count(self) -> int:
        """How many documents match, deleted ones not counted."""
        if self.size * _DENSE < self.segment.size:
            return len(self.documents())
        return super().count()

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this; -1 where some child has none there."""
        bounds = [child.window_bounds() for child in self.children]
        return np.where(reduce(np.minimum, bounds) < 0, -1.0, sum(bounds))

    def relaxed(self) -> tuple[Node, list[Node]]:
        """Without looking at positions."""
        for child in self.children:
            if type(child) is not Word:
                break
        else:
            return self, []
        pairs = [child.relaxed() for child in self.children]
        checks = [check for _, checks in pairs for check in checks]
        return (All(self.segment, [node for node, _ in pairs]), checks) if checks else (self, [])


class AnyOf(Node):
    """Documents that some child matches; the scores of those that do add up."""

    def __init__(self, segment: SegmentView, children: list[Node]) -> None:
        super().__init__(segment, min(segment.size, sum([child.size for child in children])))
        self.children = children
        others = (child for child in children if not isinstance(child, Word))
        self.lengthy = self.size > _LENGTHY_WORDS or any(child.lengthy for child in others)

    @cached_property
    def bound(self) -> float:
        """No document scores more."""
        return sum([child.bound for child in self.children])

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows, with their scores."""
        found = [(child, *child.start(windows)) for child in self.children]
        return add_up([(docs, child.score(docs, where)) for child, docs, where in found], self.segment.size)

    def unordered(self) -> tuple[Docs, Scores]:
        """All documents that match, in any order, with their scores."""
        found = [(child, *child.start()) for child in self.children]
        docs = np.concatenate([docs for _, docs, _ in found])
        scores = np.concatenate([child.score(docs, where) for child, docs, where in found])
        return add_up_repeated(docs, scores, self.segment.size)

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match, and the scores."""
        mask = np.zeros(len(docs), np.bool_)
        scores = np.zeros(len(docs))
        for child in self.children:
            kept, where = child.probe(docs)
            if len(kept):
                scores[kept] = self._combined(scores[kept], child.score(docs.take(kept), where))
                mask[kept] = True
        kept = mask.nonzero()[0]
        return kept, scores.take(kept)

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        scores: Scores = self.probe(docs)[1] if where is None else where
        return scores

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        words = [child for child in self.children if isinstance(child, Word)]
        others = [child.bits() for child in self.children if not isinstance(child, Word)]
        lists = [postings for word in words for postings in word.lists]
        return reduce(np.bitwise_or, others, union(self.segment, lists))

    def documents(self) -> Docs:
        """All documents that match, without deleted ones."""
        if self.size * _DENSE < self.segment.size:
            docs: Docs = distinct(np.concatenate([child.documents() for child in self.children]))
            return docs
        return super().documents()

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this; -1 where no child matches."""
        bounds = [child.window_bounds() for child in self.children]
        return np.where(reduce(np.maximum, bounds) < 0, -1.0, sum(np.maximum(bound, 0) for bound in bounds))

    def _combined(self, scores: Scores, more: Scores) -> Scores:
        total: Scores = scores + more
        return total


class Best(AnyOf):
    """Documents that some child matches; the best of the children's scores counts."""

    @cached_property
    def bound(self) -> float:
        """No document scores more."""
        return max([child.bound for child in self.children])

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        docs, _ = super().start(windows)
        return docs, None

    def _combined(self, scores: Scores, more: Scores) -> Scores:
        best: Scores = np.maximum(scores, more)
        return best


class Maybe(Node):
    """Documents that `required` matches; where `optional` matches too, its score is added."""

    def __init__(self, segment: SegmentView, required: Node, optional: Node) -> None:
        super().__init__(segment, required.size)
        self.required = required
        self.optional = optional
        self.bound = required.bound + optional.bound

    @property
    def worth(self) -> float:
        """What the one is worth that matches in any segment."""
        return self.required.worth

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        return self.required.start(windows)

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        return self.required.probe(docs)

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        return self.required.score(docs, where) + self.optional.score_any(docs)

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        return self.required.bits()

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this; -1 where none matches."""
        bounds = self.required.window_bounds()
        return np.where(bounds < 0, -1.0, bounds + np.maximum(self.optional.window_bounds(), 0))


class Constant(Node):
    """Documents that `child` matches, all with the same score."""

    def __init__(self, child: Node, value: float) -> None:
        super().__init__(child.segment, child.size)
        self.child = child
        self.bound = value

    @property
    def worth(self) -> float:
        """What each document is given."""
        return self.bound

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        return self.child.start(windows)[0], None

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        return self.child.probe(docs)[0], None

    def score(self, docs: Docs, where: Where) -> Scores:
        """The same for all."""
        return np.full(len(docs), self.bound)

    def bits(self) -> Bits:
        """All documents that match, as a bit set."""
        return self.child.bits()

    def documents(self) -> Docs:
        """All documents that match, without deleted ones."""
        return self.child.documents()

    def count(self) -> int:
        """How many documents match, deleted ones not counted."""
        return self.child.count()


class Without(Node):
    """Documents that `child` does not match; they score nothing."""

    def __init__(self, child: Node) -> None:
        super().__init__(child.segment, child.segment.size)
        self.child = child

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        others = np.ones(len(docs), np.bool_)
        others[self.child.probe(docs)[0]] = False
        return others.nonzero()[0], None

    def bits(self) -> Bits:
        """All documents that match, as a bit set; deleted ones are not among them."""
        return self.segment.live & ~self.child.bits()

    def count(self) -> int:
        """How many documents match, deleted ones not counted."""
        return count_bits(self.segment.live) - self.child.count()


def any_of(segment: SegmentView, children: list[Node], kind: type[AnyOf] = AnyOf) -> Node:
    """Any of the children; those that match nothing are left out.

    They come in falling order of their worth, in which scores are added up: as it is the same in all segments,
    documents alike get scores alike.
    """
    children = [child for child in children if child.size]
    if not children:
        return Nothing(segment)
    if len(children) == 1:
        return children[0]
    return kind(segment, sorted(children, key=attrgetter("worth"), reverse=True))
