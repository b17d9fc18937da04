"""Whoosh's readers over a segment's arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.codec import base
from whoosh.reading import TermNotFound

from index.codec.reader import FieldReader
from index.codec.values import from_json
from index.codec.whoosh_columns import open_column
from index.codec.whoosh_matching import ColumnarMatcher, ColumnarTermInfo, rounded_length
from index.codec.whoosh_segment import SegmentState, column_file_name

_Term = tuple[str, bytes]
_RUN = 1024


class ColumnarTermsReader(base.TermsReader):  # type: ignore[misc]  # whoosh has no types
    """The terms of all fields and their postings."""

    def __init__(self, storage: Any, segment: SegmentState) -> None:  # noqa: ANN401  # a whoosh Storage
        opened = segment.opened(storage)
        fields = ((name, opened.field(name)) for name in sorted(opened.field_names))
        self._fields = {name: field for name, field in fields if field is not None and field.term_count}

    def __contains__(self, term: _Term) -> bool:
        name, text = term
        return name in self._fields and self._fields[name].find(text) >= 0

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> ColumnarCursor | base.EmptyCursor:  # noqa: ANN401
        """A cursor over the terms of a field."""
        field = self._fields.get(fieldname)
        return base.EmptyCursor() if field is None else ColumnarCursor(field, fieldobj)

    def terms(self) -> Iterator[_Term]:
        """All terms, field by field."""
        return ((name, field.term(ordinal)) for name, field, ordinal in self._walk())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[_Term]:
        """The same from this term on."""
        return ((name, field.term(ordinal)) for name, field, ordinal in self._walk(fieldname, prefix))

    def items(self) -> Iterator[tuple[_Term, ColumnarTermInfo]]:
        """All terms with their statistics."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[_Term, ColumnarTermInfo]]:
        """The same from this term on."""
        walk = self._walk(fieldname, prefix)
        return (((name, field.term(i)), ColumnarTermInfo(field, i)) for name, field, i in walk)

    def term_info(self, fieldname: str, text: bytes) -> ColumnarTermInfo:
        """The statistics of a term; raises TermNotFound."""
        return ColumnarTermInfo(*self._find(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The sum of its weights, 0 if there is no such term."""
        return self.term_info(fieldname, text).weight() if (fieldname, text) in self else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents it is in, 0 if there is no such term."""
        return self.term_info(fieldname, text).doc_frequency() if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ColumnarMatcher:  # noqa: ANN401
        """A matcher of a term's postings; raises TermNotFound."""
        field, ordinal = self._find(fieldname, text)
        return ColumnarMatcher(field, ordinal, format_, term=(fieldname, text), scorer=scorer)

    def close(self) -> None:
        """Nothing is to be done: the file is unmapped when nobody holds an array of it."""

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldReader, int]:
        field = self._fields.get(fieldname)
        ordinal = -1 if field is None else field.find(text)
        if field is None or ordinal < 0:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return field, ordinal

    def _walk(self, fieldname: str = "", prefix: bytes = b"") -> Iterator[tuple[str, FieldReader, int]]:
        for name, field in self._fields.items():
            if name >= fieldname:
                first = field.terms.first_from(prefix) if name == fieldname else 0
                yield from ((name, field, ordinal) for ordinal in range(first, field.term_count))


class ColumnarCursor(base.FieldCursor):  # type: ignore[misc]  # whoosh has no types
    """Steps through the terms of a field, as text."""

    def __init__(self, field: FieldReader, fieldobj: Any) -> None:  # noqa: ANN401  # a whoosh FieldType
        self._field = field
        self._fieldobj = fieldobj
        self._ordinal = 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._ordinal = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not before this one."""
        data = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._ordinal = self._field.terms.first_from(data)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._ordinal += 1
        return self.text()

    def text(self) -> str | None:
        """The term it stands at, None beyond the last."""
        return self._fieldobj.from_bytes(self._field.term(self._ordinal)) if self.is_valid() else None

    def term_info(self) -> ColumnarTermInfo | None:
        """The statistics of that term."""
        return ColumnarTermInfo(self._field, self._ordinal) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether it stands at a term."""
        return self._ordinal < self._field.term_count


class ColumnarPerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]  # whoosh has no types
    """What belongs to documents: stored values, lengths, columns, vectors."""

    def __init__(self, storage: Any, segment: SegmentState) -> None:  # noqa: ANN401  # a whoosh Storage
        self._storage = storage
        self._segment = segment
        self._opened = segment.opened(storage)

    def doc_count(self) -> int:
        """How many documents there are."""
        return self._segment.doc_count_all() - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        """The same with the deleted ones."""
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether documents are deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """Which ones are."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """It does."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether there is a column of this name."""
        return fieldname in self._opened.column_names or self._storage.file_exists(self._column_file(fieldname))

    def list_columns(self) -> list[str]:
        """Their names."""
        return list(self._opened.column_names)

    def column_reader(self, fieldname: str, column: Any) -> Any:  # noqa: ANN401  # whoosh objects
        """The reader of a column; KeyError if there is none of this name."""
        if fieldname in self._opened.column_names:
            return open_column(self._opened.file, fieldname, column, self._opened.doc_count)
        name = self._column_file(fieldname)
        if not self._storage.file_exists(name):
            raise KeyError(f"no column {fieldname!r}")
        length = self._storage.file_length(name)
        return column.reader(self._storage.open_file(name), 0, length, self._opened.doc_count)

    def _column_file(self, fieldname: str) -> str:
        return column_file_name(self._segment, fieldname)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many tokens a document has in a field."""
        field = self._opened.field(fieldname)
        return default if field is None else rounded_length(int(field.lengths[docnum]))

    def field_length(self, fieldname: str) -> int:
        """How many all documents have in it."""
        field = self._opened.field(fieldname)
        return 0 if field is None else field.total_length

    def min_field_length(self, fieldname: str) -> int:
        """The fewest that a document has in it."""
        field = self._opened.field(fieldname)
        return 0 if field is None else rounded_length(int(field.lengths.min()))

    def max_field_length(self, fieldname: str) -> int:
        """The most."""
        field = self._opened.field(fieldname)
        return 0 if field is None else rounded_length(int(field.lengths.max()))

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Whether the document has a vector of that field."""
        found = self._opened.vector(fieldname)
        return found is not None and found[0].find(docnum.to_bytes(4, "big")) >= 0

    def vector(self, docnum: int, fieldname: str, format_: Any) -> ColumnarMatcher:  # noqa: ANN401  # a whoosh Format
        """A matcher of the document's words."""
        found = self._opened.vector(fieldname)
        ordinal = -1 if found is None else found[0].find(docnum.to_bytes(4, "big"))
        if found is None or ordinal < 0:
            raise KeyError(f"field {fieldname!r} has no vector of document {docnum}")
        turned, words = found
        ids = turned.postings(ordinal).documents()
        names = {int(i): words[int(i)].decode() for i in ids}
        return ColumnarMatcher(turned, ordinal, format_, names=names)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """What is stored of the document."""
        return from_json(self._opened.stored_bytes(docnum))
