"""What narrows a query down: options (`--people`, `--since` …), as parts of its tree that leave the score alone.

What a query or an option names in `people` and `places` is found by any spelling of the name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from shlex import quote
from typing import Literal

from index.errors import QueryError, UsageError
from searcher.answer import NAMES, Request
from searcher.query.dates import interval, midnight
from searcher.query.tree import And, Boost, DateRange, Field, Near, Node, Not, Or, Word

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


def with_aliases(tree: Node, spellings: Spellings, field: str = "") -> Node:
    """The tree in which a word within `people:` or `places:` may be any spelling of the name that it is.

    `field` is the one around the tree. What is quoted is looked for as it is.
    """
    where = {"start": tree.start, "end": tree.end}
    match tree:
        case Field(name, child):
            return Field(name, with_aliases(child, spellings, name), **where)
        case Word(text) if field in NAMES and len(ways := spellings(text, NAMES[field])) > 1:
            return Or(tuple(_name(way, field, **where) for way in ways), **where)
        case And(parts) | Or(parts):
            return type(tree)(tuple(with_aliases(part, spellings, field) for part in parts), **where)
        case Not(child):
            return Not(with_aliases(child, spellings, field), **where)
        case Boost(child, factor):
            return Boost(with_aliases(child, spellings, field), factor, **where)
    return tree


def options_of(request: Request) -> list[str]:
    """The options that narrow a request down, as they are typed."""
    named = (("people", request.people), ("places", request.places), ("source", request.source))
    options = [f"--{field} {quote(name)}" for field, names in named for name in names]
    return options + [f"--{name} {quote(day)}" for name in ("since", "until") if (day := getattr(request, name))]


def unrestricted(request: Request) -> Request:
    """The request without those options."""
    return request._replace(people=(), places=(), source=(), since="", until="")


def _name(name: str, field: str, *, start: int = 0, end: int = 0) -> Node:
    """The words of a name side by side, in their order; spelling variants count as in any query."""
    words = tuple(Word(word, start=start, end=end) for word in name.split())
    if not words:
        raise UsageError(f"--{field} wants a name", f"Write it behind the option: --{field} NAME")
    return Near(words, 0, ordered=True, start=start, end=end) if len(words) > 1 else words[0]


def _published(keyword: str, text: str, today: date) -> DateRange:
    try:
        days = interval(keyword, text, today, text, 0, len(text))
    except QueryError as error:
        raise UsageError(f"--{keyword} {text}: {error.message}", error.hint) from None
    return DateRange(midnight(days.since), midnight(days.before))
