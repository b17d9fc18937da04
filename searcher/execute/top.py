"""The best documents of a node, exactly, without scoring those that cannot be among them.

Windows of 1,024 documents are scored in falling order of what a document there can reach at most, until the best
that remains cannot compete. A disjunction goes word by word in falling order of their worth, asking all further
words only about documents that can still compete, and ends before the first word whose bound, with those of all
that follow, stays below the score to beat (MaxScore, Turtle and Flood 1995, on whole arrays). A conjunction does
the same with its rarest word alone. Equal scores fall in the order of documents, so nothing that could tie is
left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Final, NamedTuple

import numpy as np

from index.codec.counts import distinct, members
from searcher.execute.accumulate import MANY_WORDS, MOST_DOCUMENTS, MOST_SLOTS, SLACK, candidates
from searcher.execute.arrays import NO_SCORES, NONE, WINDOW_SHIFT, Docs, Scores, best, threshold
from searcher.execute.compound import All, AnyOf, Constant
from searcher.execute.near import Near
from searcher.execute.node import Node, Where, Word, pick

_FEW: Final = 1 << 14
"""Up to so many documents are scored at once."""

_MANY: Final = 1 << 16
"""Up to so many documents of a conjunction's rarest word are all looked up in the others."""

_AT_ONCE: Final = 64
"""Up to so many documents of a conjunction pass all checks before they are scored."""

_FIRST: Final = 16
"""So many windows are looked at first, then all others; or, where there is much, ever four times as many."""

_DENSE: Final = 16
"""There is much in windows if more than one document in so many matches."""

_LEFT: Final = 16
"""When so few documents are left of a word, and many more words follow, they wait for those that others leave."""


class TopDocs(NamedTuple):
    """The best of one segment, numbered within it; `total` where all that match were counted on the way."""

    docs: Docs
    scores: Scores
    total: int | None = None


class Collector:
    """The best documents of `node` so far, and what a score must reach to be among them.

    What passes for a match must also pass `checks`, which are looked into only as far as needed.
    """

    def __init__(self, node: Node, wanted: int, floor: float, checks: list[Near]) -> None:
        self.node = node
        self.wanted = wanted
        self.lowest = floor
        self.checks = checks
        self.docs = NONE
        self.scores = NO_SCORES
        self._waiting: list[Docs] = []

    def collect(self, docs: Docs, scores: Scores) -> None:
        """Let further documents compete; those that did before, and deleted ones, don't."""
        if self.lowest > -np.inf:
            kept = (scores >= self.lowest).nonzero()[0]
            docs, scores = docs.take(kept), scores.take(kept)
        if self.node.segment.deleted is not None:
            kept = (~self.node.segment.deleted.take(docs)).nonzero()[0]
            docs, scores = docs.take(kept), scores.take(kept)
        if len(docs) and len(self.docs):
            known = np.sort(self.docs)
            kept = (known.take(known.searchsorted(docs), mode="clip") != docs).nonzero()[0]
            docs, scores = docs.take(kept), scores.take(kept)
        if not len(docs):
            return
        if self.checks:
            self._confirm(docs, scores)
        else:
            self._add(docs, scores)

    def wait(self, docs: Docs) -> None:
        """Let documents compete when all others have."""
        if len(docs):
            self._waiting.append(docs)

    def finish(self) -> None:
        """Let those compete that have been waiting."""
        if self._waiting:
            docs = distinct(np.concatenate(self._waiting))
            others = ~np.isin(self.docs, docs)  # some have come again, with a part of their score
            self.docs, self.scores = self.docs[others], self.scores[others]
            self.collect(docs, self.node.score(docs, None))

    def _add(self, docs: Docs, scores: Scores) -> None:
        if len(self.docs):
            docs, scores = np.concatenate([self.docs, docs]), np.concatenate([self.scores, scores])
        self.docs, self.scores = best(docs, scores, self.wanted)
        if len(self.scores) == self.wanted:
            self.lowest = max(self.lowest, float(self.scores[-1]))

    def _confirm(self, docs: Docs, scores: Scores) -> None:
        """Add those that pass all checks, looking at the best first."""
        size = max(64, 4 * self.wanted)
        while len(docs):
            first = scores >= threshold(scores, size)
            some = docs.compress(first)
            passed = np.arange(len(some))
            for check in self.checks:
                passed = passed.take(check.verify(some.take(passed)))
            self._add(some.take(passed), scores.compress(first).take(passed))
            rest = ~first & (scores >= self.lowest)
            docs, scores = docs.compress(rest), scores.compress(rest)
            size *= 4


def top(  # noqa: PLR0911  # one return a way
    node: Node, wanted: int, floor: float = -np.inf, *, count: bool = False
) -> TopDocs:
    """The best `wanted` documents with scores above `floor`; those with just that may be left out.

    `count` says that the total is wanted, which decides what may be skipped; it is not always found.
    """
    if not node.size:
        return TopDocs(NONE, NO_SCORES, 0)
    if not wanted:
        return TopDocs(NONE, NO_SCORES)
    if isinstance(node, Constant):
        docs = members(node.bits() & node.segment.live)
        return TopDocs(docs[:wanted], np.full(len(docs[:wanted]), node.bound), len(docs))
    if isinstance(node, Word) and node.only is not None and node.only.read:
        return _unordered(Collector(node, wanted, floor, []), node)
    relaxed, checks = node.relaxed()
    if not checks and node.size <= _FEW:
        return _exhaustive(node, wanted)
    if count and relaxed is not node:
        return _exhaustive(node, wanted)  # every phrase is to be looked into, so that skipping saves little
    collector = Collector(node, wanted, floor, [check for check in checks if isinstance(check, Near)])
    if isinstance(relaxed, All) and relaxed.size <= _MANY:
        return _conjunction(collector, relaxed)
    if isinstance(relaxed, All):
        _all_of(collector, relaxed.children)
    elif type(relaxed) is AnyOf and (words := _accumulable(relaxed)):
        _accumulate(collector, words)
    elif type(relaxed) is AnyOf:
        _disjunction(collector, relaxed.children)
    else:
        _scan(collector, relaxed, [], relaxed.window_bounds())
    collector.finish()
    return TopDocs(collector.docs, collector.scores)


def _unordered(collector: Collector, node: Word) -> TopDocs:
    """Weigh those of many documents that can be among the best."""
    docs, frequencies = node.unordered()
    if node.segment.deleted is None:
        lowest = threshold(frequencies, collector.wanted) * SLACK
        kept = (frequencies >= lowest).nonzero()[0]
        docs, frequencies = docs[kept], frequencies[kept]
    collector.collect(docs, node.weighed(frequencies))
    return TopDocs(collector.docs, collector.scores)


def _exhaustive(node: Node, wanted: int) -> TopDocs:
    """Score all that match."""
    if type(node) is AnyOf:
        docs, scores = node.segment.drop_deleted_scored(*node.unordered())
        return TopDocs(*best(docs, scores, wanted), len(docs))
    docs, where = node.start()
    return _ranked(node, docs, where, wanted)


def _ranked(node: Node, docs: Docs, where: Where, wanted: int) -> TopDocs:
    """Score all of these, which match and are ascending."""
    if not len(docs):
        return TopDocs(NONE, NO_SCORES, 0)
    docs, scores = node.segment.drop_deleted_scored(docs, node.score(docs, where))
    return TopDocs(*best(docs, scores, wanted, ascending=True), len(docs))


def _conjunction(collector: Collector, node: All) -> TopDocs:
    """Find all that match, and score them as far as needed."""
    docs, where = node.start()
    if not len(docs):
        return TopDocs(NONE, NO_SCORES, 0)
    for check in collector.checks:
        if check.all is node:
            where = check.located(docs, where)
    sifted = len(docs) > _AT_ONCE
    if sifted:
        for check in collector.checks:
            kept = check.likely(docs, where if check.all is node else None)
            docs, where = docs.take(kept), pick(where, kept)
    if len(docs) <= _AT_ONCE:
        for check in collector.checks:
            kept = check.verify(docs, where if check.all is node else None, sifted=sifted)
            if len(kept) < len(docs):
                docs, where = docs.take(kept), pick(where, kept)
        return _ranked(node, docs, where, collector.wanted)
    collector.collect(docs, node.score(docs, where))
    total = len(docs) if collector.node.segment.deleted is None else len(collector.node.segment.drop_deleted(docs))
    return TopDocs(collector.docs, collector.scores, None if collector.checks else total)


def _accumulable(node: AnyOf) -> list[Word]:
    """Its children, if they are words that are best added up over all documents."""
    if node.segment.size > (MOST_SLOTS if len(node.children) > MANY_WORDS else MOST_DOCUMENTS):
        return []
    words = [child for child in node.children if isinstance(child, Word) and child.bound > 0]
    return words if len(words) == len(node.children) else []


def _accumulate(collector: Collector, words: list[Word]) -> None:
    collector.collect(*candidates(collector.node.segment, words, collector.wanted, collector.lowest))


def _disjunction(collector: Collector, children: list[Node]) -> None:
    """Word after word, as long as documents that only have the words not yet read can compete."""
    bounds = [child.window_bounds() for child in children]
    onwards = _onwards(bounds)
    for i, child in enumerate(children):
        if sum([other.bound for other in children[i:]]) < collector.lowest * SLACK:
            return
        rest = list(zip(children[i + 1 :], onwards[i + 1 :], strict=True))
        together = np.where(bounds[i] < 0, -1.0, onwards[i])
        _scan(collector, child, rest, together)


def _all_of(collector: Collector, children: list[Node]) -> None:
    """The rarest first, and of its documents those that all others have too."""
    lead, *others = sorted(children, key=lambda child: child.size)
    bounds = [child.window_bounds() for child in (lead, *others)]
    onwards = _onwards(bounds)
    together = np.where(np.min(bounds, axis=0) < 0, -1.0, onwards[0])
    _scan(collector, lead, list(zip(others, onwards[1:], strict=True)), together, children)


def _onwards(bounds: list[Scores]) -> list[Scores]:
    """For each of several nodes what it and those behind it can add, by window."""
    behind_first = np.maximum(bounds[::-1], 0)
    return list(np.add.accumulate(behind_first, out=behind_first)[::-1])


def _scan(
    collector: Collector,
    lead: Node,
    rest: list[tuple[Node, Scores]],
    bounds: Scores,
    required: list[Node] | None = None,
) -> None:
    """Let the documents of `lead` compete, with what `rest` adds where it matches.

    `rest` comes with what each and all behind it add at most, by window; `bounds` is the same for everything, -1
    where nothing matches. If all of it must match, `required` are the same nodes in the order of their addition.
    """
    for windows in _batches(collector, lead, bounds):
        docs, where = lead.start(windows)
        _settle(collector, (lead, docs, where), rest, required)


def _batches(collector: Collector, lead: Node, bounds: Scores) -> Iterator[Docs | None]:
    """Windows in falling order of their bounds, ascending within a batch, while they can matter; None for all."""
    if lead.size <= _FEW:
        yield None
        return
    falling = np.argsort(-bounds)
    ordered = -bounds.take(falling)
    start, size = 0, _FIRST
    while True:
        stop = int(ordered.searchsorted(-max(collector.lowest * SLACK, 0.0), side="right"))
        if start >= stop:
            return
        yield np.sort(falling[start : min(stop, start + size)])
        start += size
        size = size * 4 if lead.size * _DENSE > lead.segment.size else len(ordered)


def _settle(
    collector: Collector,
    first: tuple[Node, Docs, Where],
    rest: list[tuple[Node, Scores]],
    required: list[Node] | None,
) -> None:
    """Add up the scores of documents, dropping them as soon as they cannot compete."""
    lead, docs, where = first
    partial = lead.score(docs, where)
    given = {id(lead): (docs, partial)}
    most_waiting = _LEFT if len(rest) >= MANY_WORDS and not required else 0
    for child, most in rest:
        kept = (partial + most.take(docs >> WINDOW_SHIFT) >= collector.lowest * SLACK).nonzero()[0]
        docs, partial = docs.take(kept), partial.take(kept)
        if len(docs) <= most_waiting:
            collector.wait(docs)
            return
        kept, where = child.probe(docs)
        found = child.score(docs.take(kept), where)
        if required:
            docs, partial = docs.take(kept), partial.take(kept) + found
            given[id(child)] = docs, found
        else:
            partial[kept] += found
    if required:  # each document's scores in the same order, so that documents alike get scores alike
        docs = docs.take((partial >= collector.lowest * SLACK).nonzero()[0])
        scores = (given[id(child)] for child in required)
        partial = reduce(np.add, (found.take(before.searchsorted(docs)) for before, found in scores))
    collector.collect(docs, partial)
