"""The tree of a query: what was asked, in raw words, with no engine in it.

Nodes are immutable and compare by what they ask for, not by where they stand. `start` and `end` are the
characters of the query that a node came from. Words are kept as typed: `searcher.query.expand` says which index
terms they stand for.

The classes are written out by hand rather than made by `dataclasses`, which takes a millisecond a class at every
start of the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar, NoReturn


class Node:
    """Any part of a query."""

    __slots__ = ("end", "start")
    __match_args__: ClassVar[tuple[str, ...]] = ()
    start: int
    end: int

    def _fill(self, start: int, end: int, *values: object) -> None:
        """Set the position, and the attributes in the order of `__match_args__`."""
        put = object.__setattr__
        put(self, "start", start)
        put(self, "end", end)
        for name, value in zip(self.__match_args__, values, strict=True):
            put(self, name, value)

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        assert isinstance(other, Node)  # noqa: S101  # said for the type checker
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._values()))})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self._values(), self.start, self.end)


def _rebuild(kind: type[Any], values: tuple[Any, ...], start: int, end: int) -> Node:
    """Make a node again where it was pickled or copied."""
    node: Node = kind(*values, start=start, end=end)
    return node


class Everything(Node):
    """Every article; within a `Field`, every article in which that field is not empty."""

    __match_args__ = ()
    __slots__ = __match_args__

    def __init__(self, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end)


class Word(Node):
    """A word as typed (`Homs`, `F-16`, `U.S.-led`), with its inflections and spelling variants.

    It may stand for several index terms in a row; a word of a `Phrase` is meant exactly.
    """

    __match_args__ = ("text",)
    __slots__ = __match_args__
    text: str

    def __init__(self, text: str, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, text)


class Prefix(Node):
    """Every word that begins with `text`."""

    __match_args__ = ("text",)
    __slots__ = __match_args__
    text: str

    def __init__(self, text: str, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, text)


class Wildcard(Node):
    r"""Every word of the form `pattern`: `*` is any characters or none, `?` is one; after `\` they are neither."""

    __match_args__ = ("pattern",)
    __slots__ = __match_args__
    pattern: str

    def __init__(self, pattern: str, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, pattern)


class Fuzzy(Node):
    """Every word that at most `edits` (1 or 2) letters inserted, left out, changed or swapped make of `text`."""

    __match_args__ = ("text", "edits")
    __slots__ = __match_args__
    text: str
    edits: int

    def __init__(self, text: str, edits: int, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, text, edits)


class Phrase(Node):
    """Words as they stand, one after the other: exact, without inflections or variants.

    `words` are `Word`, `Prefix`, `Wildcard` and `Everything`, the last for any one word. With a `slop` above 0
    the words may come in any order with at most that many other words among them, as in `Near`.
    """

    __match_args__ = ("words", "slop")
    __slots__ = __match_args__
    words: tuple[Node, ...]
    slop: int

    def __init__(self, words: tuple[Node, ...], slop: int = 0, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, words, slop)


class Near(Node):
    """Operands that stand near each other in one field, in any order unless `ordered`.

    From the first word of the first to the last word of the last there are at most `slop` words that belong to
    no operand: 0 is side by side. Operands are `Word`, `Prefix`, `Wildcard`, `Fuzzy`, `Phrase` (of slop 0) and
    `Or` of these.
    """

    __match_args__ = ("children", "slop", "ordered")
    __slots__ = __match_args__
    children: tuple[Node, ...]
    slop: int
    ordered: bool

    def __init__(
        self, children: tuple[Node, ...], slop: int, ordered: bool = False, *, start: int = 0, end: int = 0
    ) -> None:
        self._fill(start, end, children, slop, ordered)


class DateRange(Node):
    """Published at `since` or later and earlier than `before`; `None` leaves that side open.

    Both are naive, at midnight, in the article's own wall-clock time. Undated articles are in no range, not
    even in one that is open on both sides.
    """

    __match_args__ = ("since", "before")
    __slots__ = __match_args__
    since: datetime | None
    before: datetime | None

    def __init__(self, since: datetime | None, before: datetime | None, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, since, before)


class And(Node):
    """All of two or more."""

    __match_args__ = ("children",)
    __slots__ = __match_args__
    children: tuple[Node, ...]

    def __init__(self, children: tuple[Node, ...], *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, children)


class Or(Node):
    """Any of two or more."""

    __match_args__ = ("children",)
    __slots__ = __match_args__
    children: tuple[Node, ...]

    def __init__(self, children: tuple[Node, ...], *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, children)


class Not(Node):
    """Every article that `child` does not match; it never adds to a score."""

    __match_args__ = ("child",)
    __slots__ = __match_args__
    child: Node

    def __init__(self, child: Node, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, child)


class Boost(Node):
    """`child`, with its score multiplied by `factor`."""

    __match_args__ = ("child", "factor")
    __slots__ = __match_args__
    child: Node
    factor: float

    def __init__(self, child: Node, factor: float, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, child, factor)


class Field(Node):
    """`child`, looked for in the field `name` (a name of `index.schema.FIELDS`, never `date`).

    Of nested fields the inner one counts.
    """

    __match_args__ = ("name", "child")
    __slots__ = __match_args__
    name: str
    child: Node

    def __init__(self, name: str, child: Node, *, start: int = 0, end: int = 0) -> None:
        self._fill(start, end, name, child)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the query."""
    if isinstance(node, And | Or | Near):
        return node.children
    if isinstance(node, Not | Boost | Field):
        return (node.child,)
    return node.words if isinstance(node, Phrase) else ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, parents first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


_PLAIN = re.compile(r"(?!.*\.\.)[^\W_][\w.,'&/@#%$]*(?:-[\w.,'&/@#%$]+)*")
_OPERATORS = re.compile(r"AND|OR|NOT|O?NEAR(?:/\d+)?")
_SPECIAL = re.compile(r"[^\w,;]|_")
_WILD = re.compile(r"[*?]|\\.|.", re.DOTALL)


def unparse(node: Node) -> str:  # noqa: PLR0911  # one return a kind of node
    """Write a tree as a query that parses to that tree again."""
    match node:
        case Word(text):
            return escape(text)
        case Prefix(text):
            return escape(text) + "*"
        case Wildcard(pattern):
            pieces = _WILD.findall(pattern)
            text = "".join(map(_wild, pieces))
            return f"({text})" if pieces[-1] == "?" else text  # at the end of a query it would be a question mark
        case Fuzzy(text, edits):
            return f"{escape(text)}~{edits}"
        case Phrase(words, slop):
            return '"' + " ".join(map(unparse, words)) + '"' + (f"~{slop}" if slop else "")
        case Near(parts, slop, ordered):
            return f" {'ONEAR' if ordered else 'NEAR'}/{slop} ".join(map(_operand, parts))
        case And(parts):
            return " ".join(map(_operand, parts))
        case Or(parts):
            return " OR ".join(map(_operand, parts))
        case Not(child):
            return "-" + _operand(child, Not)
        case Boost(child, factor):
            return f"{_operand(child, Not, Boost, Field, DateRange)}^{f'{factor:.6f}'.rstrip('0').rstrip('.')}"
        case Field(name, child):
            return f"{name}:{_operand(child, Not, Field, DateRange)}"
        case DateRange(since, before):
            return f"date:{_range(since, before)}"
    return "*"


def escape(text: str) -> str:
    """Write a word so that nothing in it is taken for syntax."""
    if _OPERATORS.fullmatch(text):
        return "\\" + text
    if _PLAIN.fullmatch(text):
        return text
    return _SPECIAL.sub(lambda match: "\\" + match.group(), text)


def _operand(node: Node, *grouped: type[Node]) -> str:
    """Write a node as a part of another, in parentheses where it holds several parts or is one of `grouped`."""
    text = unparse(node)
    return f"({text})" if isinstance(node, (And, Or, Near, *grouped)) else text


def _wild(piece: str) -> str:
    return piece if piece in ("*", "?") or piece[0] == "\\" else escape(piece)


def _range(since: datetime | None, before: datetime | None) -> str:
    """Write `[since, before)` with its last day, as people do."""
    first = f"{since:%Y-%m-%d}" if since else ""
    last = f"{before - timedelta(days=1):%Y-%m-%d}" if before else ""
    if not first and not last:
        return "*"
    return first if first == last else f"{first}..{last}"
