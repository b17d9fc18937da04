from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from searcher.facets import count

NAMES = ["Ann", "Bo", "Cy", "Dee", "Eve"]


class Column(NamedTuple):
    values: list[str]
    starts: NDArray[np.uint32]
    ordinals: NDArray[np.uint32]


def column(documents: list[set[str]]) -> Column:
    values = sorted(set().union(*documents))
    starts = np.cumsum([0, *map(len, documents)]).astype(np.uint32)
    ordinals = [values.index(name) for names in documents for name in sorted(names)]
    return Column(values, starts, np.array(ordinals, np.uint32))


SEGMENT = st.lists(st.sets(st.sampled_from(NAMES)), max_size=8)


@given(st.lists(SEGMENT, max_size=3), st.integers(0, 6), st.data())
def test_counts_are_exact_over_any_segments(
    segments: list[list[set[str]]], size: int, data: st.DataObject
) -> None:
    expected: Counter[str] = Counter()
    parts = []
    for documents in segments:
        chosen = sorted(data.draw(st.sets(st.integers(0, len(documents) - 1)))) if documents else []
        parts.append((column(documents), np.array(chosen, np.uint32)))
        expected.update(name for doc in chosen for name in documents[doc])
    facet = count("people", parts, size)
    ordered = sorted(expected.items(), key=lambda item: (-item[1], item[0]))
    assert [(each.value, each.articles) for each in facet.counts] == ordered[:size]
    assert facet.distinct == len(expected)
