"""Options that narrow a query down (`--people`, `--since` …), as parts of its tree that leave the score alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from shlex import quote
from typing import Literal

from index.errors import QueryError, UsageError
from searcher.answer import NAMES, Request
from searcher.query.dates import interval, midnight
from searcher.query.tree import And, Boost, DateRange, Field, Near, Node, Or, Word

Spellings = Callable[[str, Literal["person", "place"]], Sequence[str]]
"""All spellings of a name of a person or a place."""


def restricted(tree: Node, request: Request, spellings: Spellings) -> Node:
    """The query's tree and all that the request's options ask for besides. Raises UsageError for a bad date.

    People and places are found by any of their spellings, unless the request is `exact`.
    """
    parts: list[Node] = [tree]
    named = (("people", request.people), ("places", request.places), ("source", request.source))
    for field, names in named:
        for name in names:
            written = spellings(name, NAMES[field]) if field in NAMES and not request.exact else ()
            ways = tuple(_name(way, field) for way in written if len(written) > 1) or (_name(name, field),)
            parts.append(Boost(Field(field, Or(ways) if len(ways) > 1 else ways[0]), 0.0))
    today = request.today or date.today()
    days = [
        _published(keyword, text, today) for keyword in ("since", "until") if (text := getattr(request, keyword))
    ]
    match days:
        case [DateRange(since), DateRange(_, before)] if since and before and since >= before:
            raise UsageError(
                f"--since {request.since} is after --until {request.until}, so no date is between them"
            )
    parts += days
    return And(tuple(parts)) if len(parts) > 1 else tree


def options_of(request: Request) -> list[str]:
    """The options that narrow a request down, as they are typed."""
    named = (("people", request.people), ("places", request.places), ("source", request.source))
    options = [f"--{field} {quote(name)}" for field, names in named for name in names]
    return options + [f"--{name} {quote(day)}" for name in ("since", "until") if (day := getattr(request, name))]


def unrestricted(request: Request) -> Request:
    """The request without those options."""
    return request._replace(people=(), places=(), source=(), since="", until="")


def _name(name: str, field: str) -> Node:
    """The words of a name side by side, in their order; spelling variants count as in any query."""
    words = tuple(Word(word) for word in name.split())
    if not words:
        raise UsageError(f"--{field} wants a name", f"Write it behind the option: --{field} NAME")
    return Near(words, 0, ordered=True) if len(words) > 1 else words[0]


def _published(keyword: str, text: str, today: date) -> DateRange:
    try:
        days = interval(keyword, text, today, text, 0, len(text))
    except QueryError as error:
        raise UsageError(f"--{keyword} {text}: {error.message}", error.hint) from None
    return DateRange(midnight(days.since), midnight(days.before))
