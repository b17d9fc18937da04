"""The best documents of a disjunction of words in a small segment, word after word over a slot a document.

Slots hold what the words read so far add up to. Words are read whole, in falling order of their bounds, until all
that remain together stay below the score to beat; from then on only documents that can still compete are asked
for (MaxScore, Turtle and Flood 1995, term at a time). In a large segment slots would not stay in the cache, and
windows leave out more: see `searcher.execute.top`.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final

import numpy as np

from searcher.execute.arrays import Docs, Scores, threshold
from searcher.execute.node import Part, Word

MOST_DOCUMENTS: Final = 1 << 17
"""A segment with so many documents is small."""

SLACK: Final = 1 - 1e-9
"""Sums formed in another order may differ in their last bits: what comes this close is added up again."""


def candidates(part: Part, words: list[Word], wanted: int, lowest: float) -> tuple[Docs, Scores]:
    """Documents, ascending, that can be among the `wanted` best with scores of `lowest` or more; and their scores.

    Scores are those of words in falling order of bounds, which may differ in their last bits from another order.
    Every word must have a bound above 0.
    """
    falling = sorted(words, key=lambda word: -word.bound)
    bounds = [*accumulate([word.bound for word in reversed(falling)])][::-1]
    sums = np.zeros(part.size)
    read = 0
    for word, bound in zip(falling, bounds, strict=True):
        if bound < lowest * SLACK:
            break
        lowest = max(lowest, _add(part, word, sums, wanted))
        read += 1
    further = [*bounds[read:], 0.0]
    least = lowest * SLACK - further[0]
    docs = (sums >= least if least > 0 else sums > 0).nonzero()[0]
    scores = sums.take(docs)
    for word, bound in zip(falling[read:], further[1:], strict=True):
        kept, where = word.probe(docs)
        scores[kept] += word.score(docs.take(kept), where)
        kept = (scores + bound >= lowest * SLACK).nonzero()[0]
        docs, scores = docs.take(kept), scores.take(kept)
    return docs, scores


def _add(part: Part, word: Word, sums: Scores, wanted: int) -> float:
    """Add what a word gives each document; a score that `wanted` of them have reached."""
    docs, where = word.start()
    scores = word.score(docs, where)
    if part.deleted is not None:
        kept = np.flatnonzero(~part.deleted.take(docs))
        docs, scores = docs.take(kept), scores.take(kept)
    scores = sums.take(docs) + scores
    sums[docs] = scores
    return threshold(scores, wanted)
