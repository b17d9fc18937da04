"""A merged segment is the segment of the documents that live on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.codec import merge
from index.codec.arrays import ArrayFile
from index.codec.columns import EMPTY, Facet
from index.codec.invert import invert_keys
from index.codec.inverted import InvertedField, invert_simply
from index.codec.merge import decoded, merge_segments
from index.codec.segment import Segment, write_segment

words = st.sampled_from(["a", "b", "c", "the", "Homs", "homs", "U.N.", "e-mail", "x1", "x2", "x3", "Café", "停火"])
texts = st.none() | st.lists(words, max_size=30).map(" ".join)
documents = st.tuples(texts, st.sampled_from(["", "en", "fr"]), st.lists(words, max_size=3, unique=True))
segments = st.lists(st.tuples(documents, st.booleans()), min_size=1, max_size=12)


def segment_of(found: Sequence[tuple[str | None, str, list[str]]], dates: Sequence[int]) -> Segment:
    file = io.BytesIO()
    body = invert_simply([text for text, _, _ in found])
    write_segment(
        file,
        "MAIN_0",
        len(found),
        fields={"body": body, "language": invert_keys([language.encode() for _, language, _ in found])},
        columns={"date": np.array(dates, np.int64)},
        facets={"people": Facet.of([people for _, _, people in found])},
        stored=[f'{{"n":{date}}}'.encode() for date in dates],
        grouped=["body"],
        language="english",
    )
    return Segment(ArrayFile(file.getvalue(), "segment"))


def whole(segment: Segment, name: str) -> InvertedField | None:
    field = segment.field(name)
    if field is None:
        return None
    lengths = field.lengths.astype(np.uint32)
    content = field.content_lengths.astype(np.uint32) if name == "body" else None
    return replace(decoded(field, 0, field.term_count), lengths=lengths, content_lengths=content)


def as_lists(field: InvertedField | None) -> list[object] | None:
    if field is None:
        return None
    field.check()
    arrays = (
        field.starts,
        field.docs,
        field.freqs,
        field.leads,
        field.positions,
        field.lengths,
        field.content_lengths,
    )
    return [field.terms, *(None if array is None else array.tolist() for array in arrays)]


@pytest.mark.parametrize("piece", [4, 1 << 20])
@given(given_segments=st.lists(segments, min_size=1, max_size=4))
def test_merging_is_indexing_what_lives_on(
    piece: int, given_segments: list[list[tuple[tuple[str | None, str, list[str]], bool]]]
) -> None:
    sources, living, dates, number = [], [], [], 0
    for rows in given_segments:
        numbers = [number + i if i % 3 else EMPTY for i in range(len(rows))]
        number += len(rows)
        source = segment_of([document for document, _ in rows], numbers)
        deleted = np.array([is_deleted for _, is_deleted in rows])
        source.deleted = deleted if deleted.any() else None
        sources.append(source)
        living += [document for document, is_deleted in rows if not is_deleted]
        dates += [date for date, (_, is_deleted) in zip(numbers, rows, strict=True) if not is_deleted]
    file = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge, "PIECE_POSITIONS", piece)
        assert merge_segments(file, "MAIN_1", sources, grouped=["body"]) == len(living)
    merged = Segment(ArrayFile(file.getvalue(), "merged"))
    expected = segment_of(living, dates)
    assert merged.doc_count == expected.doc_count
    assert merged.language == "english"
    for name in ("body", "language"):
        assert as_lists(whole(merged, name)) == as_lists(whole(expected, name)), name
    column, facet = merged.column("date"), merged.facet("people")
    assert column is not None
    assert column.tolist() == dates
    named = {name for _, _, people in living for name in people}
    assert (facet is None) == (not named), "a facet that nobody has a value of is left out"
    for i, (_, _, people) in enumerate(living):
        if facet is not None:
            assert [facet.values[o] for o in facet.ordinals[facet.starts[i] : facet.starts[i + 1]]] == people
        assert merged.stored(i) == {"n": dates[i]}
    assert facet is None or set(facet.values) == named
    if not any(is_deleted for rows in given_segments for _, is_deleted in rows) and (
        field := merged.field("body")
    ):
        other = expected.field("body")
        assert other is not None
        ordinals = np.arange(field.term_count)
        assert np.array_equal(field.name_counts(ordinals), other.name_counts(ordinals))
