"""The columnar segment: a Whoosh index on memory-mapped arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.codec.whoosh_codec import ColumnarCodec
    from index.codec.whoosh_segment import ColumnarSegment

__all__ = ["ColumnarCodec", "ColumnarSegment"]


def __getattr__(name: str) -> object:
    # Whoosh takes long to import, and reading arrays does without it. Pickles name both classes by this module.
    if name == "ColumnarCodec":
        from index.codec.whoosh_codec import ColumnarCodec  # noqa: PLC0415

        return ColumnarCodec
    if name == "ColumnarSegment":
        from index.codec.whoosh_segment import ColumnarSegment  # noqa: PLC0415

        return ColumnarSegment
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
