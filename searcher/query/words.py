"""One word of a query, from its characters to a node: escapes, `*` and `?`, `~1` and `^2` at its end."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from index.errors import QueryError
from index.text import tokens
from searcher.query.tree import Boost, Everything, Fuzzy, Node, Prefix, Wildcard, Word

_MAX_BOOST: Final = 1000.0
_FACTOR: Final = re.compile(r"\d{1,9}(?:\.\d{1,6})?|\.\d{1,6}", re.ASCII)
_EDITS: Final = re.compile(r"[\d.]{0,9}", re.ASCII)


_KEPT: Final = re.compile(r"[+#%]+|\.")
"""What may stay at the end of a word, for the eye: `C++`, `U.N.`."""


class Chunk(NamedTuple):
    """A stretch of the query without spaces: `raw` as typed, at `[start, end)` of `query`."""

    query: str
    start: int
    end: int

    @property
    def raw(self) -> str:
        """The characters themselves."""
        return self.query[self.start : self.end]

    def refuse(self, message: str, hint: str, start: int | None = None) -> QueryError:
        """The error about this chunk, or about its end from `start` on."""
        return QueryError(message, self.query, self.start if start is None else start, self.end, hint)


def decode(raw: str) -> tuple[str, str]:
    r"""Take the backslashes out: the text, and the same with `\0` for each character that was escaped.

    A backslash takes the meaning from the character behind it. Before a letter or a digit it is itself (as in
    `AC\DC`), except at the very beginning, where it keeps a word from being an operator: `\AND`.
    """
    if "\\" not in raw:
        return raw, raw
    if raw[:1] == "\\" and raw[1:2].isalnum():
        raw = raw[1:]
    text: list[str] = []
    plain: list[str] = []
    escaped = False
    for i, character in enumerate(raw):
        if character == "\\" and not escaped and i + 1 < len(raw) and not raw[i + 1].isalnum():
            escaped = True
            continue
        text.append(character)
        plain.append("\0" if escaped or character == "\\" else character)
        escaped = False
    return "".join(text), "".join(plain)


def literal(text: str, start: int, end: int) -> Word | None:
    """A word without syntax, its punctuation trimmed off; `None` where no letter or digit is in it."""
    found = list(tokens(text))
    if not found:
        return None
    first, last = found[0].start, max(token.end for token in found)
    if _KEPT.fullmatch(text, last) and (text[last] != "." or "." in text[first:last]):
        last = len(text)
    return Word(text[first:last], start=start, end=end)


def read(chunk: Chunk, *, question: bool) -> Node | None:
    """The node a chunk stands for, or `None` where nothing in it can be searched.

    `question` says that `?` at the end of this chunk is a question mark.

    Raises:
        QueryError: an edit distance or a factor that makes no sense.

    """
    text, plain = decode(chunk.raw)
    plain, factor = _factor(plain, chunk)
    node = _unweighted(text[: len(plain)], plain, chunk, question=question)
    if node is None or factor is None:
        return node
    return Boost(node, factor, start=chunk.start, end=chunk.end)


def quoted(chunk: Chunk) -> Node | None:
    """The node of a word between quotation marks: `*` and `?` mean what they do elsewhere, save `?` at the end."""
    text, plain = decode(chunk.raw)
    plain = plain.rstrip("?")
    text = text[: len(plain)]
    wild = plain and ("*" in plain or "?" in plain)
    return _wild(text, plain, chunk) if wild else literal(text, chunk.start, chunk.end)


def factor(text: str, chunk: Chunk) -> float:
    """The number behind `^`."""
    value = float(text)
    if value > _MAX_BOOST:
        raise chunk.refuse(f"The weight ^{text} is too large.", f"Weights go from 0 to {_MAX_BOOST:.0f}.")
    return value


def _factor(plain: str, chunk: Chunk) -> tuple[str, float | None]:
    """Cut `^2` from the end."""
    head, mark, tail = plain.rpartition("^")
    if mark and head and _FACTOR.fullmatch(tail):
        return head, factor(tail, chunk)
    return plain, None


def _unweighted(text: str, plain: str, chunk: Chunk, *, question: bool) -> Node | None:
    head, mark, tail = plain.rpartition("~")
    fuzzy = bool(mark and head and _EDITS.fullmatch(tail))
    if fuzzy:
        text, plain = text[: len(head)], head
    elif question:
        plain = plain.rstrip("?")
        text = text[: len(plain)]
    wild = "*" in plain or "?" in plain
    if fuzzy and wild:
        raise chunk.refuse("A word can be inexact (~) or have * and ? in it, not both.", "Leave one of them out.")
    if fuzzy:
        return _fuzzy(text, tail, chunk)
    return _wild(text, plain, chunk) if wild else literal(text, chunk.start, chunk.end)


def _fuzzy(text: str, edits: str, chunk: Chunk) -> Node | None:
    """A word with `~`, `~1` or `~2` behind it; a mere `~` allows 1 letter in words of up to 5, else 2."""
    if edits not in ("", "1", "2"):
        raise chunk.refuse(f"~{edits} is no number of letters that may differ.", f"Write {text}~1 or {text}~2.")
    word = literal(text, chunk.start, chunk.end)
    if word is None:
        return None
    distance = int(edits) if edits else 1 + (len(word.text) > 5)
    return Fuzzy(word.text, distance, start=chunk.start, end=chunk.end)


def _wild(text: str, plain: str, chunk: Chunk) -> Node | None:
    """A word with `*` or `?` in it."""
    where = {"start": chunk.start, "end": chunk.end}
    if not plain.strip("*"):
        return Everything(**where)
    solid = "".join(" " if mark in "*?" else character for character, mark in zip(text, plain, strict=True))
    first = next(tokens(solid), None)
    if first is None:
        return None
    stem = plain.rstrip("*")
    if "*" not in stem and "?" not in stem:
        return Prefix(text[first.start : len(stem)], **where)
    pieces = ["\\" + c if m not in "*?" and c in "*?\\" else c for c, m in zip(text, plain, strict=True)]
    return Wildcard("".join(pieces), **where)
