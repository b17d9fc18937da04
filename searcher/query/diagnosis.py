"""What to tell about a query, and how to show where: a message, the query, and a caret under the character."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from index.errors import QueryError

_WIDTH = 78
"""Columns that a shown query may take; longer ones are cut to a window around the caret."""


class Note(NamedTuple):
    """Something worth knowing about a query that was understood all the same.

    `kind` is a fixed word for programs (`precedence`, `lowercase-operator`, …), `[start, end)` are characters
    of the query, `hint` says what to write instead.
    """

    kind: str
    message: str
    start: int
    end: int
    hint: str = ""


def show(query: str, problem: Note | QueryError, width: int = _WIDTH) -> str:
    """The message, the query with a caret under the place it is about, and the hint, as lines.

    `width` is that of the terminal: the caret would stand nowhere if the query went over several lines.
    """
    lines = [problem.message]
    if query and not query.isspace():
        lines += pointer(query, problem.start, problem.end, min(width, _WIDTH))
    if problem.hint:
        lines += _wrapped(problem.hint, min(width, _WIDTH))
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; words stay whole."""
    if len(text) <= width:
        return [text]
    import textwrap  # noqa: PLC0415  # few hints are so long

    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def pointer(query: str, start: int, end: int, width: int = _WIDTH) -> tuple[str, str]:
    """Two lines of at most `width` columns: the query, or a window of it, and `^~~~` under `[start, end)`."""
    start = max(0, min(start, len(query)))
    first, last = _window(query, start, width)
    before, after = ("…" if first else ""), ("…" if last < len(query) else "")
    shown = before + "".join(map(_printable, query[first:last])) + after
    indent = len(before) + sum(map(_columns, query[first:start]))
    marked = sum(map(_columns, query[start : max(start, min(end, last))]))
    return shown, " " * indent + "^" + "~" * (marked - 1)


def _window(query: str, start: int, width: int) -> tuple[int, int]:
    """The characters to show so that `start` is among them, with two thirds of the room before it."""
    if len(query) <= width and sum(map(_columns, query)) <= width:
        return 0, len(query)
    room = (width - 2) * 2 // 3
    first = start
    while first and (used := _columns(query[first - 1])) <= room:
        room -= used
        first -= 1
    room = width - 2 - sum(map(_columns, query[first:start]))
    last = start
    while last < len(query) and (used := _columns(query[last])) <= room:
        room -= used
        last += 1
    return first, last


def _printable(character: str) -> str:
    """The character, or a picture of it where it would move the cursor or show nothing."""
    if character == "\t":
        return " "
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return character if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else "\ufffd"


def _columns(character: str) -> int:
    """How many terminal columns a character takes: 0 for combining marks, 2 for East Asian wide ones."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
