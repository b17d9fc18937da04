"""Questions in, answers out: searching the index that `index` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searcher.archive import Archive, open_archive

__all__ = ["Archive", "open_archive"]


def __getattr__(name: str) -> object:
    """Load the archive when it is first asked for, so that `search --help` need not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import searcher.archive  # noqa: PLC0415  # see above

    return getattr(searcher.archive, name)
