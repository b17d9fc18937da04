"""Whether an index is whole: every checksum, and every count that can be told from two places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from index.codec.arrays import Array
from index.codec.positions import STRIDE, decode
from index.codec.reader import FieldReader
from index.codec.segment import Segment
from index.codec.segment_info import SegmentInfo
from index.codec.terms import Terms
from index.codec.toc import INDEX_NAME, newest, open_segment, read_contents
from index.errors import ArchiveError

_TERMS_AT_ONCE: Final = 1 << 14
_BLOCKS_AT_ONCE: Final = 1 << 14


def check_index(directory: Path, index_name: str = INDEX_NAME) -> Iterator[str]:
    """Read the whole index in `directory`; what is wrong with it, a sentence each that names the file.

    Raises IndexNotFound where there is none.
    """
    path = newest(directory, index_name)
    try:
        contents = read_contents(path)
    except ArchiveError as error:
        yield error.message
        return
    for info in contents.segments:
        yield from check_segment(directory, info)


def check_segment(directory: Path, info: SegmentInfo) -> Iterator[str]:
    """The same for one segment."""
    try:
        segment = open_segment(directory, info)
    except ArchiveError as error:
        yield error.message
        return
    yield from check_opened(segment)


def check_opened(segment: Segment) -> Iterator[str]:
    """The same for a segment that is open."""
    altered = list(segment.file.problems())
    if altered:
        yield from altered
        return  # what the counts of altered arrays say is of no use
    for what, check in _checks(segment):
        try:
            found = [problem for problem, wrong in check() if wrong]
        except (ArchiveError, ArithmeticError, LookupError, NotImplementedError, TypeError, ValueError) as error:
            found = [f"cannot be read: {error}"]
        yield from (f"{segment.file.name}: {what} {problem}" for problem in found)


_Findings = Iterator[tuple[str, bool]]


def _checks(segment: Segment) -> Iterator[tuple[str, Callable[[], _Findings]]]:
    """What is to be checked of a segment: what it is called, and a function that finds problems."""
    for name in segment.field_names:
        field = segment.field(name)
        if field is not None:
            yield f"the field {name!r}", lambda field=field: _check_field(field, segment.doc_count)  # type: ignore[misc]
    for name in segment.facet_names:
        yield f"the facet {name!r}", lambda name=name: _check_facet(segment, name)  # type: ignore[misc]
    for name in segment.column_names:
        yield f"the column {name!r}", lambda name=name: _check_column(segment, name)  # type: ignore[misc]
    yield "the stored documents", lambda: _check_stored(segment)


def _check_field(field: FieldReader, documents: int) -> _Findings:
    yield from _check_terms(field)
    lengths = (field.lengths.shape, field.content_lengths.shape)
    yield "has not a length for each document", lengths != ((documents,), (documents,))
    yield "has other lengths than its total says", int(field.lengths.sum(dtype=np.uint64)) != field.total_length
    present = int(np.count_nonzero(field.lengths))
    yield "is in other documents than it says", present != field.doc_count_with_field
    content = int(field.content_lengths.sum(dtype=np.uint64))
    yield "has other content lengths than their total says", content != field.total_content_length
    starts = field.starts.astype(np.int64)
    counted = len(field.codes.codes) == starts[-1] == field.posting_count and bool((np.diff(starts) > 0).all())
    yield "has not as many postings as it says", not counted
    if counted:
        yield from _check_documents(field, starts, documents)
        yield from _check_frequencies(field)


def _check_terms(field: FieldReader) -> _Findings:
    framed = _frames(field.terms)
    yield "does not frame its terms", not framed
    yield "has not as many terms as it says", not len(field.terms) == field.term_count == len(field.maxima)
    if not framed:
        return
    last = b""
    for start in range(0, field.term_count, _TERMS_AT_ONCE):
        terms = [last, *field.terms.slice(start, min(start + _TERMS_AT_ONCE, field.term_count))]
        ascending = all(a < b for a, b in zip(terms[start == 0 :], terms[1 + (start == 0) :], strict=False))
        yield "has terms that do not ascend", not ascending
        last = terms[-1]


def _frames(terms: Terms) -> bool:
    """Whether the offsets of terms cut their blob into as many."""
    ends = terms.offsets.astype(np.int64)
    return len(ends) > 0 and ends[0] == 0 and ends[-1] == len(terms.blob) and bool((np.diff(ends) > 0).all())


def _check_documents(field: FieldReader, starts: Array, documents: int) -> _Findings:
    for low in range(0, field.term_count, _TERMS_AT_ONCE):
        high = min(low + _TERMS_AT_ONCE, field.term_count)
        docs = field.documents.run(low, high).astype(np.int64)
        falls = np.flatnonzero(np.diff(docs) <= 0) + 1
        firsts = starts[low:high] - starts[low]
        yield "has postings out of order", bool(np.setdiff1d(falls, firsts).size)
        yield "has postings of documents beyond the last", int(docs.max(initial=0)) >= documents


def _check_frequencies(field: FieldReader) -> _Findings:
    total = 0
    for first in range(0, field.posting_count, _BLOCKS_AT_ONCE * STRIDE):
        last = min(first + _BLOCKS_AT_ONCE * STRIDE, field.posting_count)
        freqs = field.codes.frequencies(first, last).astype(np.int64)
        total += int(freqs.sum())
        if field.has_positions:
            ends = np.cumsum(freqs)
            count = _positions_between(field, first, last)
            yield "has not as many positions as its frequencies say", count != int(ends[-1])
    frequencies = int(field.collection_frequency.sum())
    yield "has frequencies of terms that are not the sums of their postings'", frequencies != total


def _positions_between(field: FieldReader, first: int, last: int) -> int:
    marks = field.positions.marks
    return len(decode(field.positions.data[marks[first // STRIDE] : marks[-(-last // STRIDE)]]))


def _check_facet(segment: Segment, name: str) -> _Findings:
    facet = segment.facet(name)
    if facet is not None:
        starts = facet.starts.astype(np.int64)
        framed = len(starts) == segment.doc_count + 1 and starts[0] == 0 and starts[-1] == len(facet.ordinals)
        framed = framed and bool((np.diff(starts) >= 0).all()) and _frames(facet.terms)
        yield "does not frame its values", not framed
        yield "has values beyond the last", int(facet.ordinals.max(initial=0)) >= max(len(facet.terms), 1)


def _check_column(segment: Segment, name: str) -> _Findings:
    values = segment.column(name)
    if values is not None:
        yield "has not a value for each document", len(values) != segment.doc_count


def _check_stored(segment: Segment) -> _Findings:
    for doc in range(segment.doc_count):
        segment.stored(doc)
        if doc == 0:
            yield "are not as many as there are documents", segment.stored_count not in (0, segment.doc_count)
