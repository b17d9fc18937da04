"""Which terms of a vocabulary a word of the query stands for: inflections, prefix, wildcard, fuzzy, regex, range.

One mechanism: an `Expansion` says whether it accepts a term, and where the vocabulary is columnar it finds all
accepted ones at once, by bisection and scans over the blob of terms (`searcher.execute.vocabulary`).

Plain classes rather than dataclasses: a dataclass costs a millisecond at every start of the command.
"""

from __future__ import annotations

import re
from fnmatch import translate as translate_glob
from typing import Any, ClassVar


class Expansion:
    """A set of terms, said by a rule. Compares and hashes by what it says."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def key(self) -> tuple[Any, ...]:
        """What it says."""
        return tuple([getattr(self, name) for name in self.__match_args__])

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash((type(self), self.key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.key()))})"

    @property
    def start(self) -> bytes:
        """What every accepted term begins with, as far as the rule tells."""
        return b""

    def accepts(self, term: bytes) -> bool:
        """Whether this term belongs to the set."""
        raise NotImplementedError


class Exact(Expansion):
    """One term as it stands."""

    __slots__ = ("term",)
    __match_args__ = ("term",)

    def __init__(self, term: bytes) -> None:
        self.term = term

    @property
    def start(self) -> bytes:
        """What every accepted term begins with."""
        return self.term

    def accepts(self, term: bytes) -> bool:
        """Whether this term belongs to the set."""
        return term == self.term


class Inflected(Exact):
    """A term and its inflections, as the archive groups them; the term alone where it has no groups."""

    __slots__ = ()


class Prefix(Expansion):
    """Terms that begin with `text`."""

    __slots__ = ("text",)
    __match_args__ = ("text",)

    def __init__(self, text: bytes) -> None:
        self.text = text

    @property
    def start(self) -> bytes:
        """What every accepted term begins with."""
        return self.text

    def accepts(self, term: bytes) -> bool:
        """Whether this term belongs to the set."""
        return term.startswith(self.text)


class Pattern(Expansion):
    """Terms that a regular expression matches from their first character on.

    `literal` is a string that every such term (with a newline behind it) contains, `start` one that it begins
    with: both save work. `sufficient`: unless it is 0, every term of that many bytes or more that begins with
    `start` and contains `literal` matches, and no shorter one.
    """

    __slots__ = ("_compiled", "_start", "literal", "pattern", "sufficient")
    __match_args__ = ("pattern",)

    def __init__(self, pattern: str, start: bytes = b"", literal: bytes = b"", *, sufficient: int = 0) -> None:
        self.pattern = pattern
        self.literal = literal
        self.sufficient = sufficient
        self._start = start
        self._compiled = re.compile(pattern, re.DOTALL)

    @property
    def start(self) -> bytes:
        """What every accepted term begins with."""
        return self._start

    def accepts(self, term: bytes) -> bool:
        """Whether this term belongs to the set."""
        return self._compiled.match(term.decode("utf-8", "surrogateescape")) is not None


def wildcard(pieces: list[str | None]) -> Pattern:
    """A pattern of literal pieces, with None for any run of characters and "" for exactly one."""
    expression = "".join(".*" if piece is None else re.escape(piece) if piece else "." for piece in pieces)
    start = pieces[0].encode() if pieces and pieces[0] else b""
    literals = [piece.encode() for piece in pieces[bool(start) :] if piece]
    if literals and pieces[-1]:
        literals[-1] += b"\n"
    simple = len(literals) == 1 and "" not in pieces and None in pieces[: 1 + bool(start)]
    least = len(start) + len(literals[0].rstrip(b"\n")) if simple else 0
    if simple and start and pieces[-1] is None:
        least = 0  # the literal may overlap what the term begins with
    return Pattern(expression + r"\Z", start, max(literals, key=len, default=b""), sufficient=least)


def glob(text: str) -> Pattern:
    """A pattern as `fnmatch` and Whoosh's Wildcard understand it, `[…]` included."""
    if "[" in text:
        return Pattern(translate_glob(text), re.split(r"[*?\[]", text, maxsplit=1)[0].encode())
    parts = [part for part in re.split(r"([*?])", text) if part]
    return wildcard([{"*": None, "?": ""}.get(part, part) for part in parts])


class Fuzzy(Expansion):
    """Terms that at most `edits` changes of a character make of `text`.

    A change inserts, leaves out or replaces a character or, with `swaps`, exchanges two neighbours. The first
    `fixed` characters must be the same.
    """

    __slots__ = ("edits", "fixed", "swaps", "text")
    __match_args__ = ("text", "edits", "fixed", "swaps")

    def __init__(self, text: str, edits: int, *, fixed: int = 0, swaps: bool = True) -> None:
        self.text = text
        self.edits = edits
        self.fixed = min(fixed, len(text))
        self.swaps = swaps

    @property
    def start(self) -> bytes:
        """What every accepted term begins with."""
        return self.text[: self.fixed].encode()

    def accepts(self, term: bytes) -> bool:
        """Whether this term belongs to the set."""
        other = term.decode("utf-8", "surrogateescape")
        if other[: self.fixed] != self.text[: self.fixed] or abs(len(other) - len(self.text)) > self.edits:
            return False
        return self._distance(other) <= self.edits

    def _distance(self, other: str) -> int:
        """Edit distance by rows (Wagner and Fischer 1974; with swaps: optimal string alignment)."""
        text = self.text
        before: list[int] = []
        row = list(range(len(other) + 1))
        for i, a in enumerate(text, 1):
            above, row = row, [i]
            for j, b in enumerate(other, 1):
                cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
                if self.swaps and i > 1 and j > 1 and a == other[j - 2] and b == text[i - 2]:
                    cost = min(cost, before[j - 2] + 1)
                row.append(cost)
            before = above
        return row[-1]


class Between(Expansion):
    """Terms from `low` to `high` in the order of their bytes; None leaves that side open."""

    __slots__ = ("high", "low", "open_high", "open_low")
    __match_args__ = ("low", "high", "open_low", "open_high")

    def __init__(
        self, low: bytes | None, high: bytes | None, open_low: bool = False, open_high: bool = False
    ) -> None:
        self.low = low
        self.high = high
        self.open_low = open_low
        self.open_high = open_high

    def accepts(self, term: bytes) -> bool:
        """Whether this term belongs to the set."""
        if self.low is not None and (term < self.low or (self.open_low and term == self.low)):
            return False
        return self.high is None or not (term > self.high or (self.open_high and term == self.high))
