"""What to look for in the texts of a hit: each positive word and phrase of the query, in terms of the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Final, NamedTuple

from index.fields import SEARCHED
from searcher.answer import Meaning, Run
from searcher.query.tree import (
    And,
    Boost,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)

Lookup = Callable[[Node, tuple[str, ...], bool], Meaning]
"""What a leaf of the tree stands for in some fields; the flag says whether it is meant exactly, as in a phrase."""

ANY: Final[frozenset[str]] = frozenset()
"""The step of a phrase that any word fills."""

_MOST_RUNS: Final = 64


class Pattern(NamedTuple):
    """A word, a phrase, or several that stand near each other, as they are to be found in an article.

    `operands` are what must be there; each is given as the runs of words that may stand for it. With more than one
    operand they match only together, with at most `slop` other words among them, in this order if `ordered`.
    `word` is how the query wrote it and `fields` where it was looked for. `weight` is what a match is worth in a
    snippet.
    """

    word: str
    operands: tuple[tuple[Run, ...], ...]
    fields: frozenset[str]
    weight: float = 1.0
    slop: int = 0
    ordered: bool = True


def patterns_of(tree: Node, lookup: Lookup, query: str = "") -> list[Pattern]:
    """The patterns of all parts of a query that an article may have matched; what it must not have is left out.

    A word that is written again is one pattern: looking for it again would tell nothing and take as long.
    Where all are function words, which weigh nothing, one counts as much as the other.
    """
    found = list(dict.fromkeys(_Collector(lookup, query).collect(tree, SEARCHED)))
    return found if any(pattern.weight for pattern in found) else [each._replace(weight=1.0) for each in found]


class _Collector:
    def __init__(self, lookup: Lookup, query: str) -> None:
        self._lookup = lookup
        self._query = query

    def collect(self, node: Node, fields: tuple[str, ...]) -> Iterator[Pattern]:
        """The patterns of a node, looked for in `fields` unless it names its own."""
        match node:
            case And(children) | Or(children):
                for child in children:
                    yield from self.collect(child, fields)
            case Boost(child, _):
                yield from self.collect(child, fields)
            case Field(name, child):
                yield from self.collect(child, (name,))
            case Word() | Prefix() | Wildcard() | Fuzzy():
                meaning = self._lookup(node, fields, False)
                yield self._pattern(node, (meaning.runs,), fields, meaning.weight)
            case Phrase(words, 0):
                yield self._pattern(node, (self._phrase(words, fields),), fields, self._weight(node, fields))
            case Phrase(words, slop):
                operands = tuple(
                    self._lookup(word, fields, True).runs for word in words if not isinstance(word, Everything)
                )
                yield self._pattern(node, operands, fields, self._weight(node, fields), slop, ordered=False)
            case Near(children, slop, ordered):
                operands = tuple(self._operand(child, fields) for child in children)
                yield self._pattern(node, operands, fields, self._weight(node, fields), slop, ordered=ordered)

    def _pattern(
        self,
        node: Node,
        operands: tuple[tuple[Run, ...], ...],
        fields: tuple[str, ...],
        weight: float,
        slop: int = 0,
        *,
        ordered: bool = True,
    ) -> Pattern:
        return Pattern(_written(node, self._query), operands, frozenset(fields), weight, slop, ordered)

    def _operand(self, node: Node, fields: tuple[str, ...]) -> tuple[Run, ...]:
        if isinstance(node, Or):
            return tuple(run for child in node.children for run in self._operand(child, fields))
        if isinstance(node, Phrase):
            return self._phrase(node.words, fields)
        return self._lookup(node, fields, False).runs

    def _phrase(self, words: tuple[Node, ...], fields: tuple[str, ...]) -> tuple[Run, ...]:
        """The phrase written out: its words' runs one after the other, in all combinations (mostly just one)."""
        parts = [
            ((ANY,),) if isinstance(word, Everything) else self._lookup(word, fields, True).runs for word in words
        ]
        combined = islice(product(*parts), _MOST_RUNS)
        return tuple(tuple(step for run in runs for step in run) for runs in combined)

    def _weight(self, node: Node, fields: tuple[str, ...], *, exact: bool = False) -> float:
        """Several words together are worth the sum of what they are alone, alternatives the most that one is.

        Function words, which are worth nothing alone, are worth something in a row.
        """
        match node:
            case Phrase(words, _):
                return sum(self._weight(word, fields, exact=True) for word in words) or 1.0
            case Near(children, _, _):
                return sum(self._weight(child, fields) for child in children) or 1.0
            case Or(children):
                return max(self._weight(child, fields) for child in children)
            case Everything():
                return 0.0
        return self._lookup(node, fields, exact).weight


def _written(node: Node, query: str) -> str:
    """The word as it stands in the query, or in the node where that came from an option."""
    if isinstance(node, Word | Prefix | Fuzzy):
        return node.text
    return node.pattern if isinstance(node, Wildcard) else query[node.start : node.end].strip('"“”„«»')
