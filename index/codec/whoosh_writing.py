"""Whoosh's writers: collect what Whoosh hands over posting by posting, then write the segment in one go."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base

from index.codec.arrays import ArrayWriter
from index.codec.inverted import InvertedField
from index.codec.segment import new_meta, write_field
from index.codec.stored import StoredWriter
from index.codec.terms import Terms
from index.codec.values import to_json
from index.codec.whoosh_columns import ColumnValues
from index.codec.whoosh_postings import PostingsOfField
from index.codec.whoosh_segment import SegmentState


class Draft:
    """A segment under way. It is written when the last of its two writers closes, or when it is to be read."""

    def __init__(self, storage: Any, segment: SegmentState) -> None:  # noqa: ANN401  # a whoosh Storage
        self._storage = storage
        self._segment = segment
        self.writers = 0
        self.changed = True
        self.stored: list[bytes] = []
        self.lengths: dict[str, array[int]] = {}
        self.columns: dict[str, ColumnValues] = {}
        self.vectors: dict[str, _Vectors] = {}
        self.fields: dict[str, PostingsOfField] = {}

    @classmethod
    def of(cls, storage: Any, segment: SegmentState) -> Draft:  # noqa: ANN401  # a whoosh Storage
        """The draft of this segment; another writer of it is at work now."""
        if segment.draft is None:
            segment.draft = cls(storage, segment)
        draft: Draft = segment.draft
        draft.writers += 1
        draft.changed = True
        return draft

    def writer_closed(self) -> None:
        """One of the writers has finished."""
        self.writers -= 1
        self.changed = True
        if not self.writers:
            self.write()
            self._segment.draft = None

    def write(self) -> None:
        """Write what there is, unless it is written."""
        if not self.changed:
            return
        self.changed = False
        if self._storage.file_exists(self._segment.file_name):
            self._storage.delete_file(self._segment.file_name)  # it may be mapped: never write into it
        documents = max([len(self.stored), *(field.last_document + 1 for field in self.fields.values())])
        scratch = Path(self._storage.folder) if getattr(self._storage, "supports_mmap", False) else None
        with (
            self._storage.create_file(self._segment.file_name) as file,
            ArrayWriter(file, self._segment.segid, scratch) as writer,
        ):
            meta = new_meta(documents) | {"columns": list(self.columns)}
            for name in sorted({*self.fields, *self.lengths}):
                described = write_field(writer, f"field:{name}", self._field(name, documents), documents)
                if described:
                    meta["fields"][name] = described
            for name, column in self.columns.items():
                column.write(writer, name, documents)
            for name, vectors in self.vectors.items():
                meta["vectors"][name] = vectors.write(writer, f"vector:{name}")
            store = StoredWriter(writer, "stored")
            store.add(self.stored)
            store.finish()
            writer.finish(meta)
        self._segment.forget()

    def _field(self, name: str, documents: int) -> InvertedField:
        lengths = np.zeros(documents, np.uint32)
        postings = self.fields.get(name)
        if name in self.lengths:
            lengths[: len(self.lengths[name])] = self.lengths[name]
        elif postings:
            lengths[list(postings.lengths)] = list(postings.lengths.values())
        return postings.inverted(lengths) if postings else InvertedField.empty(lengths)


class _Vectors:
    """The vectors of one field: for each document its words, with what the vector's format knows of them."""

    def __init__(self, format_: Any) -> None:  # noqa: ANN401  # a whoosh Format
        self._format = format_
        self.documents: dict[int, list[Any]] = {}  # by number: (word, weight, value) in the order of the words

    def write(self, writer: ArrayWriter, prefix: str) -> dict[str, Any]:
        """Write them; what the meta data say of them."""
        words = sorted({word for items in self.documents.values() for word, _, _ in items})
        ordinals = {word: ordinal for ordinal, word in enumerate(words)}
        postings = PostingsOfField(self._format)
        for doc, items in sorted(self.documents.items()):
            postings.start(doc.to_bytes(4, "big"))
            for word, weight, value in items:
                postings.add(ordinals[word], weight, value)
            postings.finish_term()
        Terms.of(words).write(writer, f"{prefix}/words")
        turned = postings.inverted(np.zeros(len(words), np.uint32))
        return (write_field(writer, prefix, turned, len(words)) or {}) | {"words": len(words)}


class ColumnarPerDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]  # whoosh has no types
    """Takes what belongs to documents: stored values, lengths, columns, vectors."""

    def __init__(self, storage: Any, segment: SegmentState) -> None:  # noqa: ANN401  # a whoosh Storage
        self._draft = Draft.of(storage, segment)
        self._doc = -1
        self._stored: dict[str, Any] | None = None
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin the next document."""
        if self._stored is not None:
            raise RuntimeError("start_doc was called within a document")
        if docnum != len(self._draft.stored):
            raise ValueError(f"start_doc was called with {docnum}, but document {len(self._draft.stored)} is next")
        self._doc = docnum
        self._stored = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: object, length: int | None) -> None:  # noqa: ANN401
        """Add a field's stored value (None: not stored) and its length."""
        if self._stored is None:
            raise RuntimeError("add_field was called outside a document")
        if value is not None:
            self._stored[fieldname] = value
        if length:
            lengths = self._draft.lengths.setdefault(fieldname, array("I"))
            lengths.extend([0] * (self._doc - len(lengths)))
            lengths.append(length)

    def add_column_value(self, fieldname: str, columnobj: Any, value: object) -> None:  # noqa: ANN401
        """Add a value of a column."""
        columns = self._draft.columns
        if fieldname not in columns:
            columns[fieldname] = ColumnValues(columnobj)
        columns[fieldname].add(self._doc, value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[Any]) -> None:  # noqa: ANN401
        """Add the words of a field's vector."""
        vectors = self._draft.vectors
        words = [(word.encode() if isinstance(word, str) else word, *rest) for word, *rest in items]
        if words:
            vectors.setdefault(fieldname, _Vectors(fieldobj.vector)).documents[self._doc] = sorted(words)

    def finish_doc(self) -> None:
        """End the document."""
        if self._stored is not None:
            self._draft.stored.append(to_json(self._stored))
        self._stored = None

    def close(self) -> None:
        """There are no more documents."""
        if not self.is_closed:
            self.finish_doc()
            self.is_closed = True
            self._draft.writer_closed()


class ColumnarFieldWriter(base.FieldWriter):  # type: ignore[misc]  # whoosh has no types
    """Takes postings, field by field and term by term."""

    def __init__(self, storage: Any, segment: SegmentState) -> None:  # noqa: ANN401  # a whoosh Storage
        self._draft = Draft.of(storage, segment)
        self._postings: PostingsOfField | None = None
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:  # noqa: ANN401  # a whoosh FieldType
        """Begin a field."""
        self._postings = self._draft.fields.setdefault(fieldname, PostingsOfField(fieldobj.format))

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._field.start(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        """Add a posting. Its document's length counts only where no per-document writer told it."""
        self._field.add(docnum, weight, vbytes, length or 0)

    def finish_term(self) -> None:
        """End the term."""
        self._field.finish_term()

    def finish_field(self) -> None:
        """End the field."""
        self._postings = None

    def close(self) -> None:
        """There are no more postings."""
        if not self.is_closed:
            self.is_closed = True
            self._draft.writer_closed()

    @property
    def _field(self) -> PostingsOfField:
        if self._postings is None:
            raise RuntimeError("a term was begun outside a field")
        return self._postings
