from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.aliases import Aliases
from index.codec.columns import Facet as Column
from searcher.facets import Part, count

NAMES = ["Ann", "Bo", "Cy", "Dée", "Dee", "Eve"]
SEGMENTS = st.lists(st.lists(st.sets(st.sampled_from(NAMES)).map(sorted), max_size=8), max_size=3)


def chosen(segments: list[list[list[str]]], data: st.DataObject) -> tuple[list[Part], list[list[str]]]:
    """A part for each segment with any of its documents, and the values of those documents."""
    parts, documents = [], []
    for segment in segments:
        docs = sorted(data.draw(st.sets(st.integers(0, len(segment) - 1)))) if segment else []
        parts.append(Part(Column.of(segment), np.array(docs, np.uint32)))
        documents += [segment[doc] for doc in docs]
    return parts, documents


@given(SEGMENTS, st.integers(0, 6), st.data())
def test_counts_are_exact_over_any_segments(
    segments: list[list[list[str]]], size: int, data: st.DataObject
) -> None:
    parts, documents = chosen(segments, data)
    expected = Counter(name for names in documents for name in names)
    facet = count("source", parts, size)
    ordered = sorted(expected.items(), key=lambda item: (-item[1], item[0]))
    assert [(each.value, each.articles) for each in facet.counts] == ordered[:size]
    assert facet.distinct == len(expected)


@given(SEGMENTS, st.integers(0, 6), st.data())
def test_an_article_with_two_spellings_of_a_name_is_counted_once(
    segments: list[list[list[str]]], size: int, data: st.DataObject
) -> None:
    aliases = Aliases(["merge person Ann = Bo", "block person Eve"])
    parts, documents = chosen(segments, data)
    expected = Counter(
        name
        for names in documents
        for name in {{"Bo": "Ann", "Dée": "Dee"}.get(each, each) for each in names} - {"Eve"}
    )
    facet = count("people", parts, size, aliases)
    found = [("Dee" if each.value == "Dée" else each.value, each.articles) for each in facet.counts]
    assert all(expected[name] == number for name, number in found)
    assert sorted((-number for _, number in found)) == sorted(-n for n in expected.values())[:size]
    assert facet.distinct == len(expected)


def test_other_fields_have_no_aliases() -> None:
    part = Part(Column.of([["Ann"], ["Bo"]]), np.arange(2))
    assert len(count("source", [part], 9, Aliases(["merge person Ann = Bo"])).counts) == 2
