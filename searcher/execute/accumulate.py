"""The best documents of a disjunction of words, word after word over a slot a document.

Slots hold what the words read so far add up to. Words are read whole, in falling order of their bounds, until all
that remain together stay below the score to beat; from then on only documents that can still compete are asked
for (MaxScore, Turtle and Flood 1995, term at a time). In a large segment slots do not stay in the cache, and where
words are few, windows leave out more: see `searcher.execute.top`. Of many words some reach far in every window.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import accumulate
from typing import Final

import numpy as np

from index.codec.counts import distinct
from searcher.execute.arrays import NONE, Docs, Scores, scratch, threshold
from searcher.execute.node import SegmentView, Word

MOST_DOCUMENTS: Final = 1 << 17
"""A segment with so many documents is small; slots are used for any number of words there,"""
MOST_SLOTS: Final = 1 << 21
"""and for many words up to so many documents."""
MANY_WORDS: Final = 6
"""More words are many."""

_DENSE: Final = 8
"""Where more than one document in so many was read, all slots are looked through."""

_HANDFUL: Final = 128
"""So few documents are not looked through for those that can no longer compete."""

SLACK: Final = 1 - 1e-9
"""Sums formed in another order may differ in their last bits: what comes this close is added up again."""


Given = tuple[Docs, Scores]
"""Documents, ascending, and what a word gives each."""


def candidates(segment: SegmentView, words: list[Word], wanted: int, lowest: float) -> Given:
    """Documents, ascending, that can be among the `wanted` best with scores of `lowest` or more; and their scores.

    Every word must have a bound above 0.
    """
    order = sorted(range(len(words)), key=lambda i: -words[i].bound)
    bounds = [*accumulate([words[i].bound for i in reversed(order)])][::-1]
    given: dict[int, Given] = {}
    sums = scratch.totals(segment.size)
    try:
        for i, bound in zip(order, bounds, strict=True):
            if bound < lowest * SLACK:
                break
            given[i] = _given(segment, words[i])
            lowest = max(lowest, _add(given[i], sums, wanted))
        rest, further = order[len(given) :], [*bounds[len(given) :], 0.0]
        docs = _reaching(given.values(), sums, lowest * SLACK - further[0])
        scores = sums.take(docs)
    finally:
        _clear(sums, given.values())
    for i, bound in zip(rest, further[1:], strict=True):
        kept, where = words[i].probe(docs)
        found = words[i].score(docs.take(kept), where)
        given[i] = docs.take(kept), found
        scores[kept] += found
        if len(docs) > _HANDFUL:
            kept = (scores + bound >= lowest * SLACK).nonzero()[0]
            docs, scores = docs.take(kept), scores.take(kept)
    if len(words) > 2:  # of two, either may come first
        docs = docs.take((scores >= threshold(scores, wanted) * SLACK).nonzero()[0])
        scores = _added_up([given[i] for i in range(len(words))], docs)
    return docs, scores


def _given(segment: SegmentView, word: Word) -> Given:
    """What a word gives each document that has it; deleted ones are left out."""
    docs, where = word.start()
    return segment.drop_deleted_scored(docs, word.score(docs, where))


def _add(given: Given, sums: Scores, wanted: int) -> float:
    """Add what a word gives each document; a score that `wanted` of them have reached."""
    docs, scores = given
    scores = sums.take(docs) + scores
    sums[docs] = scores
    return threshold(scores, wanted)


def _reaching(given: Collection[Given], sums: Scores, least: float) -> Docs:
    """The documents, ascending, with sums of `least` or more."""
    if _is_much(given, sums):
        return (sums >= least if least > 0 else sums > 0).nonzero()[0]
    kept = [docs.compress(sums.take(docs) >= least) for docs, _ in given]
    return kept[0] if len(kept) == 1 else distinct(np.concatenate([NONE, *kept]))


def _clear(sums: Scores, given: Collection[Given]) -> None:
    """Have all slots be zero again."""
    if _is_much(given, sums):
        sums.fill(0)
    else:
        for docs, _ in given:
            sums[docs] = 0


def _is_much(given: Collection[Given], sums: Scores) -> bool:
    return sum([len(docs) for docs, _ in given]) * _DENSE > len(sums)


def _added_up(lists: list[Given], docs: Docs) -> Scores:
    """The scores of documents, added up in the order of the lists, so that documents alike get scores alike."""
    total = np.zeros(len(docs))
    for own, scores in lists:
        if len(own):
            at = own.searchsorted(docs)
            total += scores.take(at, mode="clip") * (own.take(at, mode="clip") == docs)
    return total
