"""Long phrases in which words come again: halves that are alike are looked for once.

Followed word by word, a phrase of m words is looked for m times in a text of nothing else. Put together from
halves, and these from halves of their own, it is looked for as often as there are different ones: some log m times
where it repeats itself, and never more often than word by word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from searcher.execute.arrays import Docs
from searcher.execute.occurrences import Occurrences, Pool, Selected, any_behind, joined, occurrences
from searcher.execute.term_positions import ORIGIN, POSITION, SHIFT

LONG: Final = 32
"""Shorter phrases are followed word by word."""
AT_ONCE: Final = 1 << 14
"""The positions of so many documents are read at once: what is made of them stays in the cache."""

Row = tuple[tuple[int, int], ...]
"""Words by number, and how far each is behind the first."""


def is_repeated(same: Sequence[int]) -> bool:
    """Whether these words, by number, are so many, and some of them the same, that this is the faster way."""
    return len(same) >= LONG and len({*same}) < len(same)


def found_by_halves(
    lists: Sequence[Sequence[Selected | Pool]], same: Sequence[int], offsets: Sequence[int], count: int
) -> Occurrences:
    """Where words stand at exact offsets from one another in `count` documents: the places of offset 0.

    `lists` are those of each word, `same` the number of the first one that is the same word.
    """
    row = tuple((number, offset - offsets[0]) for number, offset in zip(same, offsets, strict=True))
    found = []
    for low in range(0, count, AT_ONCE):
        some = np.arange(low, min(low + AT_ONCE, count))
        known: dict[Row, Docs] = {
            ((number, 0),): occurrences([each.among(some) for each in lists[number]]).keys() for number in {*same}
        }
        keys = _starts(row, known)
        found.append(Occurrences(keys >> SHIFT, (keys & POSITION) - ORIGIN - offsets[0]))
    return joined(found)


def _starts(row: Row, known: dict[Row, Docs]) -> Docs:
    """Where a row of words begins, as keys; `known` are the rows that were looked for, single words among them."""
    found = known.get(row)
    if found is None:
        middle = 1 << (len(row) - 1).bit_length() - 1  # the largest power of two below: more halves are alike
        found = _starts(row[:middle], known)
        if len(found):
            gap = row[middle][1]
            others = _starts(tuple((number, offset - gap) for number, offset in row[middle:]), known)
            found = found.compress(any_behind(found, others, [(gap, gap)]))
        known[row] = found
    return found
