"""Several segments into one, by concatenating arrays; deleted documents are left out.

A field is merged some terms at a time: those between two boundaries are decoded in every segment, their lists of
terms united, and all their postings moved to where they belong in one step. So memory depends on how many
postings a piece may have, not on how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.codec.arrays import Array
from index.codec.codes import LEAD
from index.codec.columns import EMPTY, Facet
from index.codec.counts import narrow
from index.codec.inverted import InvertedField
from index.codec.positions import STRIDE, accumulate, ranges
from index.codec.reader import FieldReader
from index.codec.segment import Segment, write_segment
from index.codec.stored import StoredBlock, split
from index.codec.terms import Terms

PIECE_POSITIONS: Final = 1 << 20
"""A piece has about so many positions, and takes some 50 bytes of memory for each; larger ones are no faster."""

_SMALL_BLOCK: Final = 16 << 10  # stored blocks below this many bytes are packed anew

Ints = NDArray[np.int64]


def merge_segments(
    file: BinaryIO,
    segment_id: str,
    segments: Sequence[Segment],
    *,
    grouped: Sequence[str] = (),
    scratch: Path | None = None,
) -> int:
    """Write one segment with the documents of all `segments`, in their order; returns how many there are.

    `grouped` and `scratch` are as in `write_segment`.
    """
    sources = [_Source.of(segment) for segment in segments]
    bases = np.cumsum([0, *(source.documents for source in sources)])
    for source, base in zip(sources, bases.tolist(), strict=False):
        source.numbers += base
    documents = int(bases[-1])
    names = dict.fromkeys(name for segment in segments for name in segment.field_names)
    languages = {segment.language for segment in segments}
    write_segment(
        file,
        segment_id,
        documents,
        fields={name: _merged_field(sources, name) for name in names},
        columns={name: _merged_column(sources, name) for name in _names(segments, "column_names")},
        facets={name: _merged_facet(sources, name) for name in _names(segments, "facet_names")},
        stored=(item for source in sources for item in source.stored()),
        grouped=grouped,
        language=languages.pop() if len(languages) == 1 else None,
        scratch=scratch,
    )
    return documents


@dataclass(slots=True)
class _Source:
    """A segment to merge. `kept` are the documents that live on; `numbers` gives each document its new number."""

    segment: Segment
    kept: Ints
    numbers: Ints

    @classmethod
    def of(cls, segment: Segment) -> _Source:
        alive = np.ones(segment.doc_count, np.bool_) if segment.deleted is None else ~segment.deleted
        return cls(segment, np.flatnonzero(alive), np.cumsum(alive) - 1)

    @property
    def documents(self) -> int:
        return len(self.kept)

    @property
    def whole(self) -> bool:
        return self.documents == self.segment.doc_count

    def stored(self) -> Iterator[bytes | StoredBlock]:
        """What is stored of the documents kept: whole blocks as they are where that serves."""
        at = 0
        for block in self.segment.stored_blocks():
            kept = self.kept[slice(*np.searchsorted(self.kept, [at, at + block.count]))] - at
            at += block.count
            if len(kept) == block.count and len(block.data) >= _SMALL_BLOCK:
                yield block
            elif len(kept):
                documents = split(zstandard.ZstdDecompressor().decompress(block.data), block.count)
                yield from (documents[i] for i in kept.tolist())


def decoded(field: FieldReader, low: int, high: int) -> InvertedField:
    """The terms low … high - 1 of a field, as they were written."""
    starts = field.starts[low : high + 1].astype(np.int64)
    first, last = int(starts[0]), int(starts[-1])
    freqs = field.codes.frequencies(first, last)
    positions = None
    if field.has_positions:
        before = field.codes.frequencies(first // STRIDE * STRIDE, first)
        positions = accumulate(*field.positions.run(before, freqs, first))
    ordinals = np.arange(low, high)
    return InvertedField(
        terms=field.terms.slice(low, high),
        starts=(starts - first).astype(np.uint64),
        docs=field.documents.run(low, high),
        freqs=freqs,
        leads=field.codes.codes[first:last] >= LEAD if field.has_positions else None,
        positions=positions,
        lengths=np.zeros(0, np.uint32),
        name_counts=field.name_counts(ordinals),
    )


def _names(segments: Sequence[Segment], attribute: str) -> list[str]:
    return list(dict.fromkeys(name for segment in segments for name in getattr(segment, attribute)))


def _merged_field(sources: Sequence[_Source], name: str) -> Iterator[InvertedField]:
    """The pieces of a field, in the order of their terms."""
    fields = [source.segment.field(name) for source in sources]
    lengths = _by_document(sources, [None if field is None else field.lengths for field in fields])
    content = None
    if any(f"field:{name}/content_lengths" in source.segment.file for source in sources):
        content = _by_document(sources, [None if field is None else field.content_lengths for field in fields])
    present = [(source, field) for source, field in zip(sources, fields, strict=True) if field is not None]
    for bounds in _pieces([field for _, field in present]):
        parts = []
        for (source, field), (low, high) in zip(present, bounds, strict=True):
            if low < high:
                part = decoded(field, low, high)
                parts.append((source, part if source.whole else _without_deleted(part, source)))
        yield _united(parts, lengths, content)


def _by_document(sources: Sequence[_Source], arrays: Sequence[Array | None]) -> NDArray[np.uint32]:
    parts = [
        np.zeros(source.documents, np.uint32) if array is None else array[source.kept].astype(np.uint32)
        for source, array in zip(sources, arrays, strict=True)
    ]
    return np.concatenate(parts)


def _pieces(fields: Sequence[FieldReader]) -> Iterator[list[tuple[int, int]]]:
    """Bounds of pieces: for each field the ordinals [low, high) of a piece's terms."""
    guide = max(fields, key=lambda field: field.posting_count)
    sums = np.cumsum(guide.collection_frequency, dtype=np.int64)
    total = sum(field.total_length or field.posting_count for field in fields)
    count = total // PIECE_POSITIONS + 1
    cuts = np.unique(np.searchsorted(sums, np.arange(1, count) * (int(sums[-1]) / count)))
    lows = [0] * len(fields)
    for cut in [*cuts[cuts > 0].tolist(), None]:
        if cut is None:
            highs = [field.term_count for field in fields]
        else:
            term = guide.term(cut)
            highs = [field.terms.first_from(term) for field in fields]
        yield list(zip(lows, highs, strict=True))
        lows = highs


def _without_deleted(part: InvertedField, source: _Source) -> InvertedField:
    """The same without the postings of deleted documents; terms that only those had stay, with none."""
    alive = np.zeros(source.segment.doc_count, np.bool_)
    alive[source.kept] = True
    keep = alive[part.docs]
    kept_before = np.concatenate([np.zeros(1, np.uint64), np.cumsum(keep, dtype=np.uint64)])
    return replace(
        part,
        starts=kept_before[part.starts.astype(np.int64)],
        docs=part.docs[keep],
        freqs=part.freqs[keep],
        leads=None if part.leads is None else part.leads[keep],
        positions=None if part.positions is None else part.positions[np.repeat(keep, part.freqs)],
    )


def _united(
    parts: Sequence[tuple[_Source, InvertedField]],
    lengths: NDArray[np.uint32],
    content_lengths: NDArray[np.uint32] | None,
) -> InvertedField:
    """One piece out of the same piece of several segments."""
    terms = sorted(set().union(*(part.terms for _, part in parts)))
    rank = {term: i for i, term in enumerate(terms)}
    ranks = [np.fromiter(map(rank.__getitem__, part.terms), np.int64, len(part.terms)) for _, part in parts]
    docs = [source.numbers[part.docs].astype(np.uint32) for source, part in parts]
    counts = [_counts(part) for _, part in parts]
    places, starts = _places(ranks, counts, len(terms))
    used = np.diff(starts) > 0
    leads = [part.leads for _, part in parts if part.leads is not None]
    positions = [part.positions for _, part in parts if part.positions is not None]
    position_places: list[Ints] = []
    if len(positions) == len(parts):
        sums = [_sums(part.freqs, part.starts) for _, part in parts]
        position_places = _places(ranks, sums, len(terms))[0]
    return InvertedField(
        terms=terms
        if used.all()
        else [term for term, is_used in zip(terms, used.tolist(), strict=True) if is_used],
        starts=np.append(starts[:-1][used], starts[-1]).astype(np.uint64),
        docs=_moved(places, docs),
        freqs=_moved(places, [part.freqs for _, part in parts]),
        leads=_moved(places, leads) if len(leads) == len(parts) else None,
        positions=_moved(position_places, positions) if len(positions) == len(parts) else None,
        lengths=lengths,
        content_lengths=content_lengths,
        name_counts=_name_counts([part for _, part in parts], ranks, used),
    )


def _places(ranks: Sequence[Ints], counts: Sequence[Ints], terms: int) -> tuple[list[Ints], Ints]:
    """Where the items of each part go, and where each term begins: term by term, and part by part within it."""
    totals = np.zeros(terms, np.int64)
    for rank, count in zip(ranks, counts, strict=True):
        totals[rank] += count
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(totals)])
    next_free = starts[:-1].copy()
    places = []
    for rank, count in zip(ranks, counts, strict=True):
        places.append(ranges(next_free[rank], count)[0])
        next_free[rank] += count
    return places, starts


def _moved(places: Sequence[Ints], parts: Sequence[Array]) -> Array:
    """The items of all parts, each where it belongs."""
    united = np.empty(sum(map(len, parts)), parts[0].dtype)
    for place, part in zip(places, parts, strict=True):
        united[place] = part
    return united


def _counts(part: InvertedField) -> Ints:
    starts = part.starts.astype(np.int64)
    return starts[1:] - starts[:-1]


def _sums(freqs: NDArray[np.uint32], starts: NDArray[np.uint64]) -> Ints:
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(freqs, dtype=np.int64)])
    sums: Ints = np.diff(before[starts.astype(np.int64)])
    return sums


def _name_counts(
    parts: Sequence[InvertedField], ranks: Sequence[Ints], used: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]] | None:
    """Sums over the parts. Those of deleted documents stay: it is evidence of how a word is written, no count."""
    if all(part.name_counts is None for part in parts):
        return None
    sums = np.zeros((2, len(used)), np.uint32)
    for part, rank in zip(parts, ranks, strict=True):
        if part.name_counts is not None:
            sums[0, rank] += part.name_counts[0]
            sums[1, rank] += part.name_counts[1]
    return sums[0, used], sums[1, used]


def _merged_column(sources: Sequence[_Source], name: str) -> Ints:
    parts = []
    for source in sources:
        column = source.segment.column(name)
        parts.append(np.full(source.documents, EMPTY) if column is None else column[source.kept])
    return np.concatenate(parts)


def _merged_facet(sources: Sequence[_Source], name: str) -> Facet:
    """One facet with all values that some document still has."""
    lists: list[tuple[list[bytes], Ints, Ints]] = []
    for source in sources:
        facet = source.segment.facet(name)
        if facet is None:
            lists.append(([], np.zeros(source.documents, np.int64), np.zeros(0, np.int64)))
            continue
        starts = facet.starts.astype(np.int64)
        counts = np.diff(starts)[source.kept]
        ordinals = facet.ordinals[ranges(starts[source.kept], counts)[0]]
        used, ordinals = np.unique(ordinals, return_inverse=True)
        lists.append(([facet.terms[int(i)] for i in used], counts, ordinals))
    values = sorted(set().union(*(found for found, _, _ in lists)))
    number = {value: i for i, value in enumerate(values)}
    parts = [np.array([number[value] for value in found], np.int64)[ordinals] for found, _, ordinals in lists]
    counts = np.concatenate([counts for _, counts, _ in lists])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return Facet(Terms.of(values), narrow(starts), narrow(np.concatenate(parts)))
