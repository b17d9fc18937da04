"""What to look for in the texts of a hit: each positive word and phrase of the query, in terms of the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Final, NamedTuple

from index.schema import SEARCHED
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

Lookup = Callable[[Node, bool], Meaning]
"""What a leaf of the tree stands for; the flag says whether it is meant exactly, as in a phrase."""

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
    """The patterns of all parts of a query that an article may have matched; what it must not have is left out."""
    return list(_collect(tree, lookup, query, frozenset(SEARCHED)))


def _collect(node: Node, lookup: Lookup, query: str, fields: frozenset[str]) -> Iterator[Pattern]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _collect(child, lookup, query, fields)
        case Boost(child, _):
            yield from _collect(child, lookup, query, fields)
        case Field(name, child):
            yield from _collect(child, lookup, query, frozenset([name]))
        case Word() | Prefix() | Wildcard() | Fuzzy():
            meaning = lookup(node, False)
            yield Pattern(_written(node, query), (meaning.runs,), fields, meaning.weight)
        case Phrase(words, 0):
            yield Pattern(
                _written(node, query), (_phrase(words, lookup),), fields, _weight(words, lookup, exact=True)
            )
        case Phrase(words, slop):
            operands = tuple(lookup(word, True).runs for word in words if not isinstance(word, Everything))
            weight = _weight(words, lookup, exact=True)
            yield Pattern(_written(node, query), operands, fields, weight, slop, ordered=False)
        case Near(children, slop, ordered):
            operands = tuple(_operand(child, lookup) for child in children)
            weight = _weight(children, lookup, exact=False)
            yield Pattern(_written(node, query), operands, fields, weight, slop, ordered)


def _operand(node: Node, lookup: Lookup) -> tuple[Run, ...]:
    if isinstance(node, Or):
        return tuple(run for child in node.children for run in _operand(child, lookup))
    return _phrase(node.words, lookup) if isinstance(node, Phrase) else lookup(node, False).runs


def _phrase(words: tuple[Node, ...], lookup: Lookup) -> tuple[Run, ...]:
    """The phrase written out: its words' runs one after the other, in all combinations (mostly just one)."""
    parts = [((ANY,),) if isinstance(word, Everything) else lookup(word, True).runs for word in words]
    combined = islice(product(*parts), _MOST_RUNS)
    return tuple(tuple(step for run in runs for step in run) for runs in combined)


def _weight(nodes: tuple[Node, ...], lookup: Lookup, *, exact: bool) -> float:
    """Several words together are worth the sum of what they are alone."""
    total = 0.0
    for node in nodes:
        if isinstance(node, Or):
            total += max((_weight((child,), lookup, exact=exact) for child in node.children), default=0.0)
        elif isinstance(node, Phrase):
            total += _weight(node.words, lookup, exact=True)
        elif not isinstance(node, Everything):
            total += lookup(node, exact).weight
    return total


def _written(node: Node, query: str) -> str:
    """The word as it stands in the query, or in the node where that came from an option."""
    if isinstance(node, Word | Prefix | Fuzzy):
        return node.text
    return node.pattern if isinstance(node, Wildcard) else query[node.start : node.end].strip('"“”„«»')
