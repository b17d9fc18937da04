"""Text in columns: how wide it is on a terminal, where it breaks, and what of it is emphasised.

A *piece* is a stretch of text with one look. Lines are lists of pieces, so that breaking never counts the escape
sequences that the looks become (see `searcher.render.style`). Text is cleaned before it gets here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.terminal import printable
from searcher.answer import Span


class Piece(NamedTuple):
    """A stretch of clean text, emphasised or not."""

    text: str
    strong: bool = False


Line = list[Piece]

_WORDS = re.compile(r"\s+|\S+")
_ELLIPSIS = "…"
_CLOSING = frozenset("。、，．・：；？！」』）】〕〉》”’")
"""What ends a clause or a quotation where words are not parted by spaces: it stands with what is before it."""
_DOT = " · "


def width_of(text: str) -> int:
    """The columns that `text` takes: two for wide characters, none for marks that sit on others.

    >>> width_of("Homs"), width_of("停火"), width_of("e\u0301")
    (4, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_character_width, text))


@lru_cache(maxsize=4096)
def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def marked(text: str, highlights: Iterable[Span]) -> Line:
    """Cut `text` at its highlights and clean every piece, so that offsets stay true to the text as it was."""
    line: Line = []
    done = 0
    for start, end in highlights:
        line += (
            Piece(printable(text[done:start], lines=True)),
            Piece(printable(text[start:end], lines=True), strong=True),
        )
        done = end
    line.append(Piece(printable(text[done:], lines=True)))
    return [piece for piece in line if piece.text]


def plain(line: Iterable[Piece]) -> str:
    """The text of a line without its looks."""
    return "".join(piece.text for piece in line)


def wrap(line: Iterable[Piece], width: int, first: int = 0) -> list[Line]:
    """Break a line at spaces so that none is wider than `width` columns, the first not than `first` if given.

    A word wider than a line is cut. White space at a break is dropped, elsewhere it becomes one space; an ellipsis
    does without rather than stand on a line of its own.
    """
    lines: list[Line] = [[]]
    used = 0
    for word in _words(line):
        for part in _cut(word, max(width, 1)):
            columns = sum(width_of(piece.text) for piece in part)
            room = (first or width) if len(lines) == 1 else width
            closing = plain(part) == _ELLIPSIS and used + columns == room
            if used and used + 1 + columns > room and not closing:
                lines.append([])
                used = 0
            if used and not closing:
                lines[-1].append(Piece(" "))
                used += 1
            lines[-1] += part
            used += columns
    return [merged(line) for line in lines]


def joined(parts: Iterable[Line], width: int) -> list[Line]:
    """Parts with a dot between them, on as many lines as they need; one that is wider than a line is wrapped."""
    lines: list[Line] = []
    for part in parts:
        if lines and width_of(plain(lines[-1])) + len(_DOT) + width_of(plain(part)) <= width:
            lines[-1] = merged([*lines[-1], Piece(_DOT), *part])
        else:
            lines += wrap(part, width)
    return lines


def shorten(text: str, width: int) -> str:
    """Clean text cut to `width` columns, with an ellipsis where something is missing."""
    if width_of(text) <= width:
        return text
    kept = used = 0
    for kept, character in enumerate(text):  # noqa: B007  # kept is how many fit
        used += _character_width(character)
        if used > width - 1:
            break
    return text[:kept].rstrip(" ·,") + _ELLIPSIS if width > 0 else ""


def _words(line: Iterable[Piece]) -> Iterable[Line]:
    """Words as lists of pieces: one whose parts look different (`Homs` + `'s`) is still one word."""
    word: Line = []
    for piece in line:
        for match in _WORDS.finditer(piece.text):
            if match.group().isspace():
                if word:
                    yield word
                word = []
            else:
                word.append(Piece(match.group(), piece.strong))
    if word:
        yield word


def _cut(word: Line, width: int) -> list[Line]:
    """The word whole if it fits on a line, else in parts of at most `width` columns; none begins with a `。`."""
    if sum(width_of(piece.text) for piece in word) <= width:
        return [word]
    parts: list[Line] = [[]]
    used = 0
    for piece in word:
        for character in piece.text:
            columns = _character_width(character)
            if used and used + columns > width:
                carried = _carried(parts[-1], character)
                del parts[-1][len(parts[-1]) - len(carried) :]
                parts.append(carried)
                used = sum(_character_width(each.text) for each in carried)
            parts[-1].append(Piece(character, piece.strong))
            used += columns
    return [merged(part) for part in parts]


def _carried(line: Line, following: str) -> Line:
    """The end of a full line that goes to the next one, so that this begins with no character that closes."""
    at, first = len(line), following
    while first in _CLOSING and at > 1:
        at -= 1
        first = line[at].text
    fits = sum(_character_width(each.text) for each in line[:at]) >= _character_width(following)
    return line[at:] if fits and first not in _CLOSING else []


def merged(line: Sequence[Piece]) -> Line:
    """Join neighbours of one look, and the space between two emphasised words with them."""
    merged: Line = []
    for i, piece in enumerate(line):
        strong = piece.strong or (
            piece.text == " " and 0 < i < len(line) - 1 and line[i - 1].strong and line[i + 1].strong
        )
        if merged and merged[-1].strong == strong:
            merged[-1] = Piece(merged[-1].text + piece.text, strong)
        else:
            merged.append(Piece(piece.text, strong))
    return merged
