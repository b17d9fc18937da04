"""What Whoosh's table of contents holds of a segment: its name, its size, and which documents are deleted.

This is what gets pickled, so it is little, plain and checked when it comes back. Deleted documents are marks
here, one table of contents a generation, because the segment's own file never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base

from index.codec.arrays import ArrayFile
from index.codec.segment import Segment
from index.codec.segment_info import EXTENSION, SegmentInfo


class SegmentState(base.Segment):  # type: ignore[misc]  # whoosh has no types
    """A segment as Whoosh's index and writers see it, but for the codec, which knows this module."""

    def __init__(self, index_name: str, segment_id: str | None = None, documents: int = 0) -> None:
        self.indexname = index_name
        self.segid: str = segment_id or self._random_id()
        self.compound = False
        self.draft: Any = None  # what is being written of it, see `index.codec.whoosh_writing`
        self._documents = documents
        self._deleted: NDArray[np.bool_] | None = None
        self._opened: Segment | None = None

    @property
    def file_name(self) -> str:
        """The name of its file in the index's folder."""
        name: str = self.make_filename(EXTENSION)
        return name

    @property
    def deleted(self) -> NDArray[np.bool_] | None:
        """Which documents are deleted; None if none is."""
        return self._deleted

    def delete_documents(self, documents: NDArray[np.integer[Any]]) -> None:
        """Mark several documents as deleted."""
        if len(documents):
            self._deleted = self._marks()
            self._deleted[documents] = True

    def opened(self, storage: Any) -> Segment:  # noqa: ANN401  # a whoosh Storage
        """The segment's arrays, mapped where they are in a file."""
        if self.draft is not None:
            self.draft.write()
        if self._opened is None:
            if getattr(storage, "supports_mmap", False) and hasattr(storage, "folder"):
                file = ArrayFile.open(Path(storage.folder) / self.file_name)
            else:
                with storage.open_file(self.file_name) as source:
                    file = ArrayFile(bytes(source.read(storage.file_length(self.file_name))), self.file_name)
            self._opened = Segment(file)
        return self._opened

    def forget(self) -> None:
        """Open the file anew next time."""
        self._opened = None

    # What Whoosh asks for

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False

    def set_doc_count(self, count: int) -> None:
        """Say how many documents there are."""
        self._documents = count

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones included."""
        return self._documents

    def deleted_count(self) -> int:
        """How many are deleted."""
        return 0 if self._deleted is None else int(np.count_nonzero(self._deleted))

    def deleted_docs(self) -> Iterator[int]:
        """Their numbers."""
        return iter(() if self._deleted is None else np.flatnonzero(self._deleted).tolist())

    def delete_document(self, docnum: int, delete: bool = True) -> None:  # noqa: FBT001, FBT002, RUF100  # Whoosh's call
        """Mark a document as deleted, or as there again."""
        self._deleted = self._marks()
        self._deleted[docnum] = delete

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self._deleted is not None and docnum < len(self._deleted) and bool(self._deleted[docnum])

    def _marks(self) -> NDArray[np.bool_]:
        marks = np.zeros(self._documents, np.bool_)
        if self._deleted is not None:
            marks[: len(self._deleted)] = self._deleted
        return marks

    def __getstate__(self) -> dict[str, str | int | bytes]:
        deleted = None if self._deleted is None else self._marks()
        return SegmentInfo(self.indexname, self.segid, self._documents, deleted).state()

    def __setstate__(self, state: dict[str, Any]) -> None:
        info = SegmentInfo.from_state(state)
        SegmentState.__init__(self, info.index, info.id, info.documents)
        self._deleted = info.deleted

    @classmethod
    def of(cls, info: SegmentInfo, opened: Segment | None = None) -> Self:
        """The segment that a table of contents describes, `opened` or not."""
        segment = cls(info.index, info.id, info.documents)
        segment._deleted = info.deleted
        segment._opened = opened
        return segment


def column_file_name(segment: SegmentState, field: str) -> str:
    """Where `whoosh.sorting.add_sortable` puts a column that is added to a segment later."""
    name: str = segment.make_filename(f".{field}.col")
    return name
