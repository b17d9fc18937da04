"""Where the bytes of an index are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from index.codec.segment import Segment

_POSTINGS = ("codes", "bits", "near", "far", "listed")


def anatomy(index: Path) -> None:
    """Print bytes per posting, position and stored character, and the share of each kind of array."""
    kinds: Counter[str] = Counter()
    postings = positions = characters = 0
    for path in sorted(index.glob("*.seg")):
        segment = Segment.open(path)
        for name, (dtype, shape, *_) in segment.file.table.items():
            kinds[_kind(name)] += int(np.dtype(dtype).itemsize * np.prod(shape, dtype=np.int64))
        for name in segment.field_names:
            field = segment.field(name)
            if field is not None:
                postings += field.posting_count
                positions += int(field.collection_frequency.sum()) if field.has_positions else 0
        characters += sum(len(segment.stored_bytes(i).decode()) for i in range(segment.doc_count))
    total = sum(kinds.values())
    print(
        f"Dateline: {kinds['postings'] / postings:.2f} bytes a posting ({postings:,}), "
        f"{kinds['positions'] / positions:.2f} a position ({positions:,}), "
        f"{kinds['stored'] / characters:.3f} a stored character ({characters:,}). "
        + ", ".join(f"{kind} {size / total:.0%}" for kind, size in kinds.most_common())
        + "."
    )


def _kind(name: str) -> str:
    structure, _, rest = name.partition(":")
    array = rest.rpartition("/")[2].partition(".")[0]
    if structure != "field":
        return "stored" if name.startswith("stored/") else "columns and facets"
    if array in _POSTINGS:
        return "postings"
    if array in ("positions", "marks"):
        return "positions"
    if "/stems/" in rest or array == "members":
        return "stem groups"
    if array in ("maximum", "windowed", "windows"):
        return "bounds"
    return "lengths" if "lengths" in array else "terms"
