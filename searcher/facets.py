"""Who and where, counted: the most frequent values of a field over all matches, exactly.

Counting is array work on the columns of each segment: gather the ordinals of the matching documents, count them
with one `bincount`. Values are compared between segments by their text, and only those that are needed are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from searcher.answer import Facet, FacetCount


class Column(Protocol):
    """A facet column of a segment of n documents: the values of document d are
    `values[ordinals[starts[d]:starts[d + 1]]]`, each once; `values` is sorted and distinct.
    """  # noqa: D205  # one sentence

    @property
    def values(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def starts(self) -> NDArray[np.uint32]: ...  # noqa: D102

    @property
    def ordinals(self) -> NDArray[np.uint32]: ...  # noqa: D102


def count(field: str, parts: Iterable[tuple[Column, NDArray[np.integer[Any]]]], size: int) -> Facet:
    """Count the values of `field`. `parts` is a column and the matching documents of it (segment-local) a segment.

    The `size` most frequent are returned, ties in order of the text.
    """
    counted = [(column, _tally(column, docs)) for column, docs in parts]
    if len(counted) == 1:
        column, tally = counted[0]
        top = [FacetCount(column.values[i], int(tally[i])) for i in _largest(tally, size)]
        return Facet(field, tuple(top), int(np.count_nonzero(tally)))
    totals: Counter[str] = Counter()
    for column, tally in counted:
        for i in np.flatnonzero(tally).tolist():
            totals[column.values[i]] += int(tally[i])
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:size]
    return Facet(field, tuple(FacetCount(*item) for item in ordered), len(totals))


def _tally(column: Column, docs: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """How many of `docs` have each value: int64, shape [number of values]."""
    starts = column.starts
    if len(docs) == len(starts) - 1:  # every document
        return np.bincount(column.ordinals, minlength=len(column.values))
    if len(docs) > len(starts) // 2:  # fewer are left out than in
        outside = np.ones(len(starts) - 1, np.bool_)
        outside[docs] = False
        return _tally(column, np.arange(len(starts) - 1)) - _tally(column, np.flatnonzero(outside))
    first = starts[docs].astype(np.int64)
    lengths = starts[docs.astype(np.int64) + 1].astype(np.int64) - first
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    where = np.repeat(first - (ends - lengths), lengths) + np.arange(total)
    return np.bincount(column.ordinals[where], minlength=len(column.values))


def _largest(tally: NDArray[np.int64], size: int) -> list[int]:
    """The ordinals of the `size` largest counts above zero, largest first, ties by ordinal."""
    used = np.flatnonzero(tally)
    if len(used) > size > 0:
        # Not np.partition: it is slow where most values are equal, as these are.
        used = used[tally[used] >= np.sort(tally[used])[-size]]
    order: list[int] = used[np.argsort(-tally[used], kind="stable")][:size].tolist()
    return order
