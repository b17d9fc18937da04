"""What the table of contents says of a segment: its id, its size, and which documents are deleted.

The state is a dictionary: `index` (the index's name), `id`, `documents` (their number), `deleted` (bytes: nothing,
or zlib (RFC 1950) of a bit for each document, the first in the highest bit of the first byte; 1: deleted).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamaged

EXTENSION: Final = ".seg"
_NAME: Final = re.compile(r"[^/\\\0]{0,200}")
_ID: Final = re.compile(r"[0-9A-Za-z~-]{1,32}")


@dataclass(frozen=True, slots=True, eq=False)
class SegmentInfo:
    """One segment of a generation. `deleted`: bool[documents], None where no document is."""

    index: str
    id: str
    documents: int
    deleted: NDArray[np.bool_] | None = None

    @property
    def file_name(self) -> str:
        """The segment's file in the index's folder."""
        return f"{self.index}_{self.id}{EXTENSION}"

    def state(self) -> dict[str, str | int | bytes]:
        """What goes into the table of contents."""
        marked = self.deleted is not None and bool(self.deleted.any())
        deleted = (
            zlib.compress(np.packbits(self.deleted).tobytes()) if self.deleted is not None and marked else b""
        )
        return {"index": self.index, "id": self.id, "documents": self.documents, "deleted": deleted}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> SegmentInfo:
        """The same back; raises IndexDamaged for anything else than `state` makes."""
        try:
            name, segment_id, documents, packed = (state[key] for key in ("index", "id", "documents", "deleted"))
            sound = _NAME.fullmatch(name) and _ID.fullmatch(segment_id) and 0 <= documents < 1 << 32
            if not sound or type(documents) is not int:
                raise ValueError("its name, id or size")
            deleted = None
            if packed:
                bits = np.frombuffer(_decompressed(packed, -(-documents // 8)), np.uint8)
                deleted = np.unpackbits(bits, count=documents).astype(np.bool_)
            return cls(name, segment_id, documents, deleted)
        except (KeyError, TypeError, ValueError, zlib.error) as error:
            raise IndexDamaged(
                f"the table of contents describes a segment that makes no sense: {error}",
                "Restore it from a backup, or read everything again: reindex --full",
            ) from error


def _decompressed(data: bytes, size: int) -> bytes:
    """Decompress what must be exactly `size` bytes; ValueError otherwise."""
    marks = zlib.decompressobj().decompress(data, size + 1)
    if len(marks) != size:
        raise ValueError("its marks of deleted documents")
    return marks
