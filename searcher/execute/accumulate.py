"""The best documents of a disjunction of words, word after word over a slot a document.

Slots hold what the words read so far add up to. Words are read whole, in falling order of their worth, until all
that remain together stay below the score to beat; from then on only documents that can still compete are asked
for (MaxScore, Turtle and Flood 1995, term at a time). In a large segment slots do not stay in the cache, and where
words are few, windows leave out more: see `searcher.execute.top`. Of many words some reach far in every window.
"""

from __future__ import annotations

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

_LONG: Final = 1 << 12
"""What is given to so many documents is added in calls that let other threads work, which take longer."""

_HANDFUL: Final = 128
"""So few documents are not looked through for those that can no longer compete."""

SLACK: Final = 1 - 1e-9
"""Bounds and scores are added up in different orders and may differ in their last bits."""


def candidates(segment: SegmentView, words: list[Word], wanted: int, lowest: float) -> tuple[Docs, Scores]:
    """Documents, ascending, that can be among the `wanted` best with scores of `lowest` or more; and their scores.

    Scores are added up in the order of the words, each of which must have a bound above 0.
    """
    bounds = [*accumulate([word.bound for word in reversed(words)], initial=0.0)][::-1]
    sums = scratch.totals(segment.size)
    read: list[Docs] = []
    try:
        for word, bound, rest in zip(words, bounds, bounds[1:], strict=False):
            if bound < lowest * SLACK:
                break
            docs, where = word.start()
            docs, scores = segment.drop_deleted_scored(docs, word.score(docs, where))
            read.append(docs)
            matters = bounds[0] - rest > rest  # before, what is added up stays below what may come
            lowest = max(lowest, _add(docs, scores, sums, wanted if matters else 0))
        docs = _reaching(read, sums, lowest * SLACK - bounds[len(read)])
        scores = sums.take(docs)
    finally:
        _clear(sums, read)
    for word, bound in zip(words[len(read) :], bounds[len(read) + 1 :], strict=True):
        kept, where = word.probe(docs)
        scores[kept] += word.score(docs.take(kept), where)
        if len(docs) > _HANDFUL:
            kept = (scores + bound >= lowest * SLACK).nonzero()[0]
            docs, scores = docs.take(kept), scores.take(kept)
    return docs, scores


def _add(docs: Docs, scores: Scores, sums: Scores, wanted: int) -> float:
    """Add what a word gives each document; a score that `wanted` of them have reached, if any are."""
    if len(docs) > _LONG:
        scores = sums.take(docs) + scores
        sums[docs] = scores
    else:
        np.add.at(sums, docs, scores)
        scores = sums.take(docs) if wanted else scores
    return threshold(scores, wanted) if wanted else -np.inf


def _reaching(read: list[Docs], sums: Scores, least: float) -> Docs:
    """The documents, ascending, with sums of `least` or more."""
    if _is_much(read, sums):
        return (sums >= least if least > 0 else sums > 0).nonzero()[0]
    kept = [docs.compress(sums.take(docs) >= least) for docs in read]
    return kept[0] if len(kept) == 1 else distinct(np.concatenate([NONE, *kept]))


def _clear(sums: Scores, read: list[Docs]) -> None:
    """Have all slots be zero again."""
    if _is_much(read, sums):
        sums.fill(0)
    else:
        for docs in read:
            sums[docs] = 0


def _is_much(read: list[Docs], sums: Scores) -> bool:
    return sum([len(docs) for docs in read]) * _DENSE > len(sums)
