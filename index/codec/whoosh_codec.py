"""The codec: what Whoosh's extension point asks for, on segments of arrays."""

from __future__ import annotations

from typing import Any

from whoosh.codec import base

from index.codec.whoosh_reading import ColumnarPerDocumentReader, ColumnarTermsReader
from index.codec.whoosh_segment import SegmentState, column_file_name
from index.codec.whoosh_writing import ColumnarFieldWriter, ColumnarPerDocumentWriter


class ColumnarCodec(base.Codec):  # type: ignore[misc]  # whoosh has no types
    """Serves any Whoosh schema on any Whoosh storage.

    >>> from whoosh.fields import Schema, TEXT
    >>> from whoosh.filedb.filestore import RamStorage
    >>> index = RamStorage().create_index(Schema(body=TEXT))
    >>> with index.writer(codec=ColumnarCodec()) as writer:
    ...     writer.add_document(body="Homs ceasefire")
    """

    length_stats = False  # lengths reach the segment with the documents, not with the postings

    def __init__(self, **_options: object) -> None:
        # Whoosh hands options of its own codec (block sizes, compression) to whatever codec is the default.
        super().__init__()

    def per_document_writer(self, storage: Any, segment: SegmentState) -> ColumnarPerDocumentWriter:  # noqa: ANN401
        """A writer of what belongs to documents."""
        return ColumnarPerDocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: SegmentState) -> ColumnarFieldWriter:  # noqa: ANN401
        """A writer of postings."""
        return ColumnarFieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: SegmentState) -> ColumnarTermsReader:  # noqa: ANN401
        """A reader of terms and postings."""
        return ColumnarTermsReader(storage, segment)

    def per_document_reader(self, storage: Any, segment: SegmentState) -> ColumnarPerDocumentReader:  # noqa: ANN401
        """A reader of what belongs to documents."""
        return ColumnarPerDocumentReader(storage, segment)

    @staticmethod
    def column_filename(segment: SegmentState, fieldname: str) -> str:
        """The file of a column that is added to a segment later."""
        return column_file_name(segment, fieldname)

    def supports_columns(self) -> bool:
        """It does."""
        return True

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:  # noqa: ANN401
        """A segment to be written."""
        return ColumnarSegment(indexname)


class ColumnarSegment(SegmentState):
    """A segment of this codec."""

    def codec(self) -> ColumnarCodec:
        """The codec that reads it."""
        return ColumnarCodec()


ColumnarSegment.__module__ = "index.codec"  # the name under which it is pickled is part of the format
