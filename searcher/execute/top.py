"""The best documents of a node, exactly, without scoring those that cannot be among them.

A list of a million documents is scored window by window (1,024 documents), in falling order of what a window can
hold at most, until the best that remains cannot compete. For disjunctions that is MaxScore (Turtle and Flood
1995) on whole arrays: words whose bounds together stay below the score to beat are never read through, only
asked about documents that other words bring up. Equal scores fall in the order of documents, so nothing that
could tie is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from searcher.execute.arrays import NONE, WINDOW_SHIFT, Docs, Scores, add_up, best
from searcher.execute.compound import AnyOf
from searcher.execute.near import Near
from searcher.execute.node import Node, pick

_SMALL: Final = 1 << 14
"""Up to so many documents are scored at once."""

_FIRST: Final = 16
"""So many windows are looked at first, then twice as many from turn to turn."""

_SLACK: Final = 1 - 1e-9
"""Sums formed in another order may differ in their last bits: what comes this close is added up again."""


class Found(NamedTuple):
    """The best of one segment, numbered within it; `total` where all that match were counted on the way."""

    docs: Docs
    scores: Scores
    total: int | None = None


class Race:
    """The best documents so far, and what a score must reach to be among them."""

    def __init__(self, node: Node, wanted: int, floor: float) -> None:
        self.node = node
        self.wanted = wanted
        self.floor = floor
        self.docs = NONE
        self.scores: Scores = np.zeros(0)

    @property
    def lowest(self) -> float:
        """What a score must reach."""
        if len(self.scores) < self.wanted:
            return self.floor
        return max(self.floor, float(self.scores[-1]))

    def enter(self, docs: Docs, scores: Scores) -> None:
        """Let further documents compete; deleted ones don't."""
        kept = np.flatnonzero(scores >= self.lowest)
        docs, scores = docs.take(kept), scores.take(kept)
        if self.node.part.deleted is not None:
            kept = np.flatnonzero(~self.node.part.deleted.take(docs))
            docs, scores = docs.take(kept), scores.take(kept)
        if len(docs):
            every = np.concatenate([self.docs, docs]), np.concatenate([self.scores, scores])
            self.docs, self.scores = best(*every, self.wanted)

    def found(self) -> Found:
        """The result."""
        return Found(self.docs, self.scores)


def top(node: Node, wanted: int, floor: float = -np.inf) -> Found:
    """The best `wanted` documents with scores above `floor`; those with just that may be left out."""
    if not node.size:
        return Found(NONE, np.zeros(0), 0)
    if not wanted:
        return Found(NONE, np.zeros(0))
    relaxed, checks = node.relaxed()
    if not checks and node.size <= _SMALL:
        return _exhaustive(node, wanted)
    race = Race(node, wanted, floor)
    if type(node) is AnyOf:
        _disjunction(race, node.children)
    else:
        _by_windows(race, relaxed, [check for check in checks if isinstance(check, Near)])
    return race.found()


def _exhaustive(node: Node, wanted: int) -> Found:
    """Score all that match."""
    docs, where = node.start()
    scores = node.score(docs, where)
    if node.part.deleted is not None:
        kept = np.flatnonzero(~node.part.deleted.take(docs))
        docs, scores = docs.take(kept), scores.take(kept)
    return Found(*best(docs, scores, wanted), len(docs))


def _by_windows(race: Race, node: Node, checks: list[Near]) -> None:
    """Score windows in falling order of their bounds; confirm phrases only as far as needed."""
    for windows in _batches(race, node):
        docs, where = node.start(windows)
        scores = node.score(docs, where)
        if checks:
            _confirm(race, checks, docs, scores)
        else:
            race.enter(docs, scores)


def _batches(race: Race, node: Node) -> Iterator[Docs | None]:
    """Windows in falling order of their bounds, ascending within a batch, while they can matter; None for all."""
    if node.size <= _SMALL:
        yield None
        return
    bounds = node.window_bounds()
    order = np.argsort(-bounds, kind="stable")
    falling = -bounds.take(order)
    start, size = 0, _FIRST
    while True:
        stop = int(falling.searchsorted(-max(race.lowest * _SLACK, 0.0), side="right"))
        if start >= stop:
            return
        yield np.sort(order[start : min(stop, start + size)])
        start += size
        size *= 2


def _confirm(race: Race, checks: list[Near], docs: Docs, scores: Scores) -> None:
    """Let those compete that pass all checks, looking at the best first and no further than needed."""
    order = np.lexsort((docs, -scores))
    start, size = 0, max(64, 4 * race.wanted)
    while start < len(order) and scores[order[start]] >= race.lowest:
        some = np.sort(order[start : start + size])
        for check in checks:
            some = some[check.verify(docs.take(some))]
        race.enter(docs.take(some), scores.take(some))
        start += size
        size *= 2


def _disjunction(race: Race, children: list[Node]) -> None:
    """MaxScore. The word with the highest bound sets the score to beat; then windows, with what words it takes."""
    falling = sorted(children, key=lambda child: -child.bound)
    lead, *others = falling
    whole = lead.start() if lead.size <= 4 * _SMALL else None
    if whole is None:
        first = top(lead, max(64, 4 * race.wanted))
        _add_up_again(race, first.docs)
    else:
        docs, scores = whole[0], lead.score(*whole)
        _add_up_again(race, best(docs, scores, max(64, 4 * race.wanted))[0])
    bounds = {id(child): child.window_bounds() for child in falling}
    if whole is not None and len(_essential(race, falling)) == 1:
        _settle(race, docs, scores, others, bounds)
        return
    total = sum(np.maximum(bound, 0) for bound in bounds.values())
    present = np.max(list(bounds.values()), axis=0) >= 0
    order = np.argsort(-total, kind="stable")
    order = order[present.take(order)]
    start, size = 0, 4 * _FIRST
    while start < len(order) and total[order[start]] >= race.lowest * _SLACK:
        windows = order[start : start + size]
        windows = np.sort(windows[total.take(windows) >= race.lowest * _SLACK])
        essential = _essential(race, falling)
        rest = [child for child in falling if child not in essential]
        found = [(child, *child.start(windows)) for child in essential]
        docs, scores = add_up(
            [(docs, child.score(docs, where)) for child, docs, where in found], race.node.part.size
        )
        _settle(race, docs, scores, rest, bounds)
        start += size
        size *= 4


def _essential(race: Race, falling: list[Node]) -> list[Node]:
    """The words without any of which no document can reach the score to beat."""
    together = list(accumulate((child.bound for child in reversed(falling)), initial=0.0))
    needless = sum(bound < race.lowest * _SLACK for bound in together[1:])
    return falling[: len(falling) - needless] or falling[:1]


def _settle(race: Race, docs: Docs, partial: Scores, rest: list[Node], bounds: dict[int, Scores]) -> None:
    """Add the words in `rest` to partial scores, dropping documents as soon as they cannot compete."""
    remaining = [np.zeros(0)] * 0 + list(
        accumulate((np.maximum(bounds[id(child)], 0) for child in reversed(rest)), np.add)
    )
    remaining.reverse()
    for child, most in zip(rest, remaining, strict=True):
        kept = np.flatnonzero(partial + most.take(docs >> WINDOW_SHIFT) >= race.lowest * _SLACK)
        docs, partial = docs.take(kept), partial.take(kept)
        mask, where = child.probe(docs)
        kept = np.flatnonzero(mask)
        partial[kept] += child.score(docs.take(kept), pick(where, kept))
    if len(docs) > 8 * race.wanted + 64:
        _add_up_again(race, np.sort(best(docs, partial, race.wanted)[0]))
    _add_up_again(race, docs[partial >= race.lowest * _SLACK])


def _add_up_again(race: Race, docs: Docs) -> None:
    """Let documents compete with their scores added up in the order of the query."""
    docs = np.setdiff1d(docs, race.docs)
    race.enter(docs, race.node.score(docs, None))
