"""Whether a request makes sense: what the command line refuses, a caller from Python is told as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from index.errors import UsageError
from index.fields import FACETS
from searcher.answer import Request, Sort, Unit


def check(request: Request) -> None:
    """Raise UsageError for options that make no sense."""
    check_page(request.limit, request.offset)
    _check_choice("sort", request.sort, get_args(Sort))
    if request.timeline is not None:
        _check_choice("timeline", request.timeline, (*get_args(Unit), "auto"))
    for facet in request.facets:
        if isinstance(facet, str):
            raise UsageError(f"facet {facet!r}: it is not said how many", f"Write facets=[({facet!r}, 10)].")
        check_facet(*facet)


def names(option: str, given: Sequence[str]) -> tuple[str, ...]:
    """The names given for an option. Raises UsageError for one text, whose letters would pass for names."""
    if isinstance(given, str):
        raise UsageError(f"{option} is a text, not a list of names", f"Write {option}=[{given!r}].")
    return tuple(given)


def check_page(limit: int, offset: int) -> None:
    """Raise UsageError for a page that there cannot be."""
    if limit < 0 or offset < 0:
        raise UsageError("the limit and the offset cannot be negative")


def check_facet(field: str, size: int) -> None:
    """Raise UsageError for a field that is not counted, or a number of values that there cannot be."""
    _check_choice("facet", field, tuple(FACETS))
    if size < 0:
        raise UsageError(f"{size} values of {field} cannot be counted", "Name a number from 0 on.")


def _check_choice(what: str, given: object, choices: tuple[str, ...]) -> None:
    if given not in choices:
        raise UsageError(f"{what} {given!r}: there is no such thing", f"There are: {', '.join(choices)}.")
