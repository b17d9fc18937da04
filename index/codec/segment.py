"""A segment: some documents of an index, in one file that never changes. See `index.codec` for the format."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile, ArrayWriter
from index.codec.bounds import K1, LEAD_WEIGHT, B, BoundsWriter
from index.codec.codes import CodesWriter
from index.codec.columns import Facet, write_facet
from index.codec.counts import ByteCounts, narrow
from index.codec.extras import write_extras
from index.codec.groups import write_groups
from index.codec.inverted import InvertedField
from index.codec.positions import PositionsWriter
from index.codec.postings import DocumentsWriter
from index.codec.reader import FieldReader
from index.codec.stored import Stored, StoredBlock, StoredWriter
from index.codec.terms import Terms, TermsWriter
from index.codec.values import from_json
from index.errors import IndexDamaged


def write_segment(
    file: BinaryIO,
    segment_id: str,
    documents: int,
    *,
    fields: Mapping[str, InvertedField | Iterable[InvertedField]],
    columns: Mapping[str, NDArray[np.int64]] | None = None,
    facets: Mapping[str, Facet] | None = None,
    stored: Iterable[bytes | StoredBlock] = (),
    grouped: Collection[str] = (),
    language: str | None = None,
    scratch: Path | None = None,
) -> int:
    """Write a segment of `documents` documents to `file`; returns its size in bytes.

    A field may come as pieces in the order of their terms, all with the lengths of the whole. `stored` gives each
    document as JSON, or whole blocks of them; nothing at all means that none is stored. A facet without values is
    left out. The fields `grouped` get stem groups if there is a `language`. Memory beyond what is passed: some 100
    bytes a term and a few MB.
    """
    columns = columns or {}
    facets = {name: facet for name, facet in (facets or {}).items() if len(facet.ordinals)}
    with ArrayWriter(file, segment_id, scratch) as writer:
        meta = new_meta(documents, language)
        for name, pieces in fields.items():
            of_stems = language if name in grouped else None
            if described := write_field(writer, f"field:{name}", pieces, documents, of_stems):
                meta["fields"][name] = described
        for name, values in columns.items():
            if len(values) != documents:
                raise ValueError(f"column {name!r} has {len(values)} values for {documents} documents")
            writer.add(f"column:{name}/values", values.astype(np.int64, copy=False))
        for name, facet in facets.items():
            write_facet(writer, f"facet:{name}", facet)
        store = StoredWriter(writer, "stored")
        count = store.add(stored)
        if count not in (0, documents):
            raise ValueError(f"{count} documents are stored of {documents}")
        store.finish()
        return writer.finish(meta | {"columns": list(columns), "facets": list(facets)})


def new_meta(documents: int, language: str | None = None) -> dict[str, Any]:
    """The meta data of a segment without fields, columns, facets and vectors."""
    ranking = [K1, B, LEAD_WEIGHT]
    lists: dict[str, Any] = {"fields": {}, "columns": [], "facets": [], "vectors": {}}
    return {"documents": documents, "language": language, "ranking": ranking} | lists


def write_field(
    writer: ArrayWriter,
    prefix: str,
    pieces: InvertedField | Iterable[InvertedField],
    documents: int,
    language: str | None = None,
) -> dict[str, Any] | None:
    """Write one field; what the meta data say of it, None if it has no terms."""
    if isinstance(pieces, InvertedField):
        pieces = (pieces,)
    field: _FieldWriter | None = None
    for piece in pieces:
        if field is None:
            field = _FieldWriter(writer, prefix, piece, documents)
        field.append(piece)
    return field.finish(language) if field and (field.count or field.has_lengths) else None


class _FieldWriter:
    """Takes the pieces of one field. What is per posting goes to the file at once, what is per term waits."""

    def __init__(self, writer: ArrayWriter, prefix: str, like: InvertedField, documents: int) -> None:
        if len(like.lengths) != documents:
            raise ValueError(f"{prefix} has {len(like.lengths)} lengths for {documents} documents")
        self._writer = writer
        self._prefix = prefix
        self._like = like
        content = like.lengths if like.content_lengths is None else like.content_lengths
        present = int(np.count_nonzero(like.lengths))
        total = int(content.sum(dtype=np.uint64))
        self._average = total / present if total and present else 1.0
        self._meta = {
            "documents": present,
            "length": int(like.lengths.sum(dtype=np.uint64)),
            "content_length": total,
            "average": self._average,
            "boost": like.boost,
        }
        self._terms = TermsWriter(writer, prefix)
        self._documents = DocumentsWriter(writer, prefix, documents)
        self._codes = CodesWriter(writer, prefix)
        self._bounds = BoundsWriter(writer, prefix, content, self._average)
        self._positions = None if like.positions is None else PositionsWriter(writer, prefix)
        self._extra: list[Array] = [np.zeros(0, np.int64)]
        self._names: list[tuple[Array, Array]] = []
        self.count = 0  # of postings
        self.has_lengths = present > 0  # so says a Whoosh writer that has yet to get its postings

    def append(self, piece: InvertedField) -> None:
        """Add terms."""
        if not piece.terms:
            return
        counts = np.diff(piece.starts.astype(np.int64))
        self._terms.append(piece.terms)
        self._documents.append(counts, piece.docs)
        self._codes.append(piece.freqs, piece.leads)
        self._bounds.append(counts, piece.docs, piece.freqs, piece.leads)
        if self._positions is not None and piece.positions is not None:
            self._positions.append(piece.freqs, piece.positions)
        totals = np.add.reduceat(piece.freqs, piece.starts[:-1].astype(np.int64), dtype=np.int64)
        self._extra.append(totals - counts)
        if piece.name_counts is not None:
            self._names.append(piece.name_counts)
        self.count += len(piece.docs)

    def finish(self, language: str | None) -> dict[str, Any]:
        """Write the rest."""
        terms = self._terms.finish()
        self._documents.finish()
        self._codes.finish()
        self._bounds.finish()
        if self._positions is not None:
            self._positions.finish()
        ByteCounts.write(self._writer, f"{self._prefix}/extra", np.concatenate(self._extra))
        for i, name in enumerate(("capitalised", "lower")):
            if self._names:
                counts = np.concatenate([pair[i] for pair in self._names])
                ByteCounts.write(self._writer, f"{self._prefix}/{name}", counts)
        self._add_by_document("lengths", self._like.lengths)
        content = self._like.content_lengths
        if content is not None and not np.array_equal(content, self._like.lengths):
            self._add_by_document("content_lengths", content)
        write_extras(self._writer, self._prefix, self._like)
        if language is not None:
            write_groups(self._writer, self._prefix, terms, language)
        return self._meta | {"terms": len(terms), "postings": self.count}

    def _add_by_document(self, name: str, values: Array) -> None:
        same = len(values) > 1 and int(values.min()) == int(values.max())
        self._writer.add(f"{self._prefix}/{name}", narrow(values[:1] if same else values))


class Segment:
    """An opened segment: read-only, safe for threads. `deleted` marks documents that are no longer there."""

    def __init__(self, file: ArrayFile, deleted: NDArray[np.bool_] | None = None) -> None:
        self.file = file
        self.segment_id = file.segment_id
        self.deleted = deleted
        try:
            meta = file.meta
            self.doc_count: int = meta["documents"]
            self.language: str | None = meta["language"]
            self.column_names: tuple[str, ...] = tuple(meta["columns"])
            self.facet_names: tuple[str, ...] = tuple(meta["facets"])
            self._fields: dict[str, dict[str, Any]] = dict(meta["fields"])
            self._vectors: dict[str, dict[str, Any]] = dict(meta["vectors"])
        except (KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(f"{file.name} lacks {error} in its meta data", "Run `reindex` again.") from error
        self.field_names: tuple[str, ...] = tuple(self._fields)
        self._readers: dict[str, FieldReader] = {}
        self._facets: dict[str, Facet] = {}
        self._stored: Stored | None = None

    @classmethod
    def open(cls, path: Path, deleted: NDArray[np.bool_] | None = None, *, scattered: bool = False) -> Segment:
        """Open the segment in the file `path`, see `ArrayFile.open`; raises IndexDamaged or IndexTooNew."""
        return cls(ArrayFile.open(path, scattered=scattered), deleted)

    def field(self, name: str) -> FieldReader | None:
        """The field of this name, None if no document has it."""
        if name not in self._readers and name in self._fields:
            self._readers[name] = reader = self._reader(name)
            evidence = [other for other in self._fields if f"field:{other}/capitalised" in self.file]
            if evidence and name not in evidence:
                reader.evidence = self.field(evidence[0]) or reader
        return self._readers.get(name)

    def vector(self, name: str) -> tuple[FieldReader, Terms] | None:
        """The vectors of a field as a field turned round, and their words; None if there are none."""
        if name not in self._vectors:
            return None
        meta = self._vectors[name]
        prefix = f"vector:{name}"
        return FieldReader(self.file, prefix, meta, meta["words"], None), Terms.open(self.file, f"{prefix}/words")

    def column(self, name: str) -> NDArray[np.int64] | None:
        """Numbers by document, `columns.EMPTY` where there is none; None if there is no such column."""
        return self.file.get(f"column:{name}/values")

    def facet(self, name: str) -> Facet | None:
        """The values of a facet by document; None if there is no such facet."""
        if name not in self._facets and name in self.facet_names:
            self._facets[name] = Facet.open(self.file, f"facet:{name}")
        return self._facets.get(name)

    def stored(self, doc: int) -> dict[str, Any]:
        """What is stored of a document."""
        return from_json(self.stored_bytes(doc))

    def stored_bytes(self, doc: int) -> bytes:
        """The same as it was written."""
        store = self._store()
        return store[doc] if store.count else b""

    @property
    def stored_count(self) -> int:
        """How many documents are stored: all of them, or none."""
        return self._store().count

    def stored_blocks(self) -> Iterator[StoredBlock]:
        """All of it, for copying."""
        return self._store().blocks()

    def _store(self) -> Stored:
        if self._stored is None:
            self._stored = Stored(self.file, "stored")
        return self._stored

    def _reader(self, name: str) -> FieldReader:
        language = self.language
        return FieldReader(self.file, f"field:{name}", self._fields[name], self.doc_count, language)
