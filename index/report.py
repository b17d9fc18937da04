"""What `reindex --report` prints: all that a person may want to put right in the archive's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from index.catalog import Catalog, readable_name
from index.scan import Problem
from index.terminal import printable

_SECTIONS: Final = {
    "unreadable": "Could not be read, or not wholly",
    "undated": "Without a date of publication",
    "suspicious": "Suspicious",
}
_KINDS: Final = 8


def report(catalog: Catalog, problems: list[Problem], others: Sequence[tuple[str, int]] = ()) -> Iterator[str]:
    """The lines of the report, complete: a section for each kind, in the order of names.

    `problems` are what the last scan could not look at, `others` the suffixes of the files that no reader takes,
    with their number; the rest is what the catalog has noted of the files.
    """
    for kind, title in _SECTIONS.items():
        lines = _lines(catalog, kind)
        if kind == "unreadable":
            lines = chain(
                (f"  {_shown(problem.name)}: {printable(problem.reason)}" for problem in problems), lines
            )
        first = next(lines, None)
        if first is None:
            yield f"{title}: none"
            continue
        yield f"{title}:"
        yield first
        yield from lines
    if others:
        yield f"Of other kinds, left out: {kinds_of(others)}"


def kinds_of(others: Sequence[tuple[str, int]]) -> str:
    """`.pdf (12), no suffix (3)`: the commonest kinds of files, and how many more there are."""
    kinds = [f"{printable(suffix) or 'no suffix'} ({count:,})" for suffix, count in others[:_KINDS]]
    rest = sum(count for _, count in others[_KINDS:])
    return ", ".join([*kinds, *([f"others ({rest:,})"] if rest else [])])


def _lines(catalog: Catalog, wanted: str) -> Iterator[str]:
    for name, kind, text in catalog.notes():
        if kind == wanted:
            yield f"  {_shown(name)}: {printable(text)}" if text else f"  {_shown(name)}"


def _shown(name: bytes) -> str:
    return printable(readable_name(name))
