"""From a query to its tree.

    query    = either { "OR" either }
    either   = near { ["AND"] near }               what stands side by side must all be there
    near     = part { "NEAR/5" part }              in any order; ONEAR/5 in this order
    part     = { "NOT" | "-" | "+" } [ field ":" ] ( word | phrase | date | "(" query ")" [ "^" number ] )

It is recursive descent with its stack kept in a list, so that no query can overflow Python's own.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple, NoReturn

from index.errors import QueryError
from searcher.query.advice import advise
from searcher.query.diagnosis import Note
from searcher.query.lexer import Lexer, Token
from searcher.query.limits import check_size
from searcher.query.tree import And, Boost, Field, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Wildcard, Word

MAX_DEPTH: Final = 50
"""Parentheses and NOTs within each other, at most: far more than anybody writes, and safe for what walks trees."""


class Parsed(NamedTuple):
    """A query that was understood: its tree, and what may surprise about it."""

    tree: Node
    notes: tuple[Note, ...]


def parse(text: str, *, today: date | None = None) -> Parsed:
    """Understand a query; dates like `yesterday` count from `today`, or else from the clock's date.

    Raises:
        QueryError: it cannot be understood; the error knows the characters and says what to write instead.

    """
    lexer = Lexer(text, today or date.today())
    lexer.run()
    parser = _Parser(text, lexer.tokens)
    tree = parser.run()
    notes = [*lexer.notes, *parser.notes, *advise(tree)]
    return Parsed(tree, tuple(sorted(notes, key=lambda note: note.start)))


class _Group:
    """What stands between two parentheses, as far as it has been read.

    `opened` is its parenthesis, `nots` and `field` stand before that and are applied when it closes.
    """

    def __init__(
        self, opened: Token | None = None, nots: list[Token] | None = None, field: Token | None = None
    ) -> None:
        self.opened = opened
        self.nots = nots or []
        self.field = field
        self.either: list[list[Node]] = [[]]  # the sides of OR, each of them the sides of AND
        self.near: list[Node] = []  # operands of the NEAR being read; a lone part waits here too
        self.distance: tuple[int, bool] | None = None
        self.operator: Token | None = None  # what waits for its right side
        self.unwritten = False  # some AND is between parts only because they stand side by side
        self.first_or: Token | None = None


class _Parser:
    """Builds the tree of one query from its tokens."""

    def __init__(self, query: str, tokens: list[Token]) -> None:
        self.query = query
        self.tokens = tokens
        self.notes: list[Note] = []
        self.groups = [_Group()]
        self.nots: list[Token] = []  # the NOTs before the part to come
        self.depth = 0
        self.field: Token | None = None  # the field of the part to come

    def run(self) -> Node:
        for token in self.tokens:
            if token.kind == "node" and token.node:
                self._part(token.node, token.end)
            elif token.kind == "open":
                self._open(token)
            elif token.kind == "close":
                self._close(token)
            elif token.kind == "not":
                self._not(token)
            elif token.kind == "field":
                self.field = token
            else:
                self._operator(token)
        if len(self.groups) > 1 and (opened := self.groups[-1].opened):
            self._refuse("This parenthesis is never closed.", opened, "Close it, or put \\ before it.")
        tree = self._finish(self.groups[0])
        if tree is None:
            hint = "Type a word, or * for every article."
            raise QueryError("There is nothing to search for in this query.", self.query, 0, len(self.query), hint)
        check_size(tree, self.query)
        return tree

    def _refuse(self, message: str, token: Token, hint: str) -> NoReturn:
        raise QueryError(message, self.query, token.start, token.end, hint)

    def _deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._refuse(f"This query is nested more than {MAX_DEPTH} deep.", token, "Write it with fewer levels.")

    def _not(self, token: Token) -> None:
        self._deeper(token)
        self.nots.append(token)

    def _open(self, token: Token) -> None:
        self._deeper(token)
        self.groups.append(_Group(token, self.nots, self.field))
        self.nots, self.field = [], None

    def _close(self, token: Token) -> None:
        if len(self.groups) == 1:
            hint = "Take it out, or open one where it should begin; \\ before it makes it text."
            self._refuse("This parenthesis closes nothing.", token, hint)
        group = self.groups[-1]
        node = self._finish(group)
        self.groups.pop()
        self.depth -= 1
        self.nots, self.field = group.nots, group.field
        if node is None:
            self._empty(group, token)
            return
        if isinstance(token.value, float):
            node = Boost(node, token.value, start=node.start, end=token.end)
        self._part(node, token.end)

    def _empty(self, group: _Group, closed: Token) -> None:
        """Leave out a pair of parentheses with nothing in it."""
        if group.field:
            self._nothing(group.field)
        self.depth -= len(self.nots)
        self.nots = []
        start = group.opened.start if group.opened else closed.start
        self.notes.append(
            Note("empty-group", "These parentheses hold nothing and were left out.", start, closed.end)
        )

    def _nothing(self, token: Token) -> NoReturn:
        name = self.query[token.start : token.end]
        self._refuse(f"“{name}” is followed by nothing to search for.", token, f"Write what to look for: {name}…")

    def _part(self, node: Node, end: int) -> None:
        """Add a part, with the NOTs and the field that stand before it; it ends at `end`, parentheses included."""
        group = self.groups[-1]
        if self.field:
            node = Field(str(self.field.value), node, start=self.field.start, end=end)
        for token in reversed(self.nots):
            node = Not(node, start=min(token.start, node.start), end=end)
        self.depth -= len(self.nots)
        self.nots, self.field = [], None
        if group.operator is None or group.operator.kind != "near":
            if group.operator is None and (group.near or group.either[-1]):
                group.unwritten = True
            self._flush(group)
        group.near.append(node)
        group.operator = None

    def _operator(self, token: Token) -> None:
        """Take AND, OR or NEAR, which need something before them."""
        group = self.groups[-1]
        self._complete(group)
        if not group.near:
            name = self.query[token.start : token.end]
            self._refuse(
                f"{name} needs something before it.", token, f"To search for the word, write it \\{name}."
            )
        if token.kind == "near":
            assert isinstance(token.value, tuple)  # noqa: S101  # the lexer's promise
            if group.distance not in (None, token.value):
                self._refuse(
                    "A chain of NEAR takes one distance.", token, "Use the same NEAR/5 between all of them."
                )
            group.distance = token.value
        else:
            self._flush(group)
            if token.kind == "or":
                group.either.append([])
                group.first_or = group.first_or or token
        group.operator = token

    def _complete(self, group: _Group) -> None:
        """Refuse where an operator or a field still waits for what it applies to."""
        if self.field:
            self._nothing(self.field)
        waiting = self.nots[-1] if self.nots else group.operator
        if waiting:
            name = self.query[waiting.start : waiting.end]
            self._refuse(
                f"{name} needs something after it.", waiting, f"To search for the word, write it \\{name}."
            )

    def _flush(self, group: _Group) -> None:
        """Move the NEAR that has been read, or a lone part, to the sides of AND."""
        if group.distance:
            group.either[-1].append(self._nearby(group.near, *group.distance))
        else:
            group.either[-1] += group.near
        group.near, group.distance = [], None

    def _nearby(self, parts: list[Node], slop: int, ordered: bool) -> Node:
        """Build a NEAR; a field that all its parts name is the field of the whole."""
        names = {part.name if isinstance(part, Field) else "" for part in parts}
        where = {"start": parts[0].start, "end": parts[-1].end}
        if len(names) == 1 and (name := names.pop()):
            inner = [part.child for part in parts if isinstance(part, Field)]
            return Field(name, self._nearby(inner, slop, ordered), **where)
        for part in parts:
            for alternative in part.children if isinstance(part, Or) else (part,):
                if not isinstance(alternative, _NEARBY) or (isinstance(alternative, Phrase) and alternative.slop):
                    hint = (
                        "NEAR stands between words, phrases or (a OR b), all in one field: headline:(a NEAR/5 b)."
                    )
                    raise QueryError("NEAR cannot take this.", self.query, part.start, part.end, hint)
        return Near(tuple(parts), slop, ordered, **where)

    def _finish(self, group: _Group) -> Node | None:
        """The tree of all that stands in a group, or `None` if nothing does."""
        self._complete(group)
        self._flush(group)
        if group.unwritten and group.first_or:
            message = "Words side by side bind tighter than OR: each side of OR was taken as a whole."
            hint = "Put parentheses around what belongs together: (a OR b) c."
            self.notes.append(Note("precedence", message, group.first_or.start, group.first_or.end, hint))
        sides = [_joined(And, parts) for parts in group.either if parts]
        return _joined(Or, sides) if sides else None


_NEARBY: Final = (Word, Prefix, Wildcard, Fuzzy, Phrase)


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """One part as it is, several as the parts of a new node."""
    return parts[0] if len(parts) == 1 else kind(tuple(parts), start=parts[0].start, end=parts[-1].end)
