"""From a query's tree to Whoosh queries: which fields, which terms, what counts for the score.

A word without a field is looked for in all searched fields at once. Function words are left out beside others,
except within phrases: there they must match, and do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from whoosh.query import And, ConstantScoreQuery, DateRange, DisjunctionMax, Every, Not, NullQuery, Or

from index.fields import SEARCHED
from index.function_words import FUNCTION_WORDS
from index.text import fold
from searcher.execute.expansions import Exact, Expansion, Fuzzy, Inflected, Prefix, wildcard
from searcher.execute.queries import Near, Words
from searcher.query import tree
from searcher.query.expand import Spelling, Step, expand
from searcher.query.variants import Variants

_KEYS: Final = frozenset({"id", "language"})
_LOOKED_IN: Final = {"places": ("places", "regions")}
"""Fields whose words are looked for in others, too: what happened in Homs happened in Syria."""
_TICK: Final = timedelta(microseconds=1)
_PIECE: Final = re.compile(r"[*?]|[^*?]+")


def translate(  # noqa: PLR0911  # one return a kind of node
    node: tree.Node, *, exact: bool = False, fields: tuple[str, ...] = SEARCHED, variants: Variants | None = None
) -> Any:  # noqa: ANN401  # whoosh has no types
    """The Whoosh query that finds what `node` asks for.

    `exact` switches inflections and the other spellings of names (`variants`) off.
    """
    match node:
        case tree.And(parts):
            return And([translate(p, exact=exact, fields=fields, variants=variants) for p in _telling(parts)])
        case tree.Or(parts):
            return Or([translate(p, exact=exact, fields=fields, variants=variants) for p in _telling(parts)])
        case tree.Not(child):
            return Not(translate(child, exact=exact, fields=fields, variants=variants))
        case tree.Boost(child, factor):
            return _boosted(translate(child, exact=exact, fields=fields, variants=variants), factor)
        case tree.Field(name, child):
            return translate(child, exact=exact, fields=_LOOKED_IN.get(name, (name,)), variants=variants)
        case tree.DateRange(since, before):
            return ConstantScoreQuery(DateRange("date", since, before - _TICK if before else None), 0.0)
        case tree.Everything():
            if fields == SEARCHED:
                return ConstantScoreQuery(Every(), 0.0)
            return ConstantScoreQuery(Or([Every(name) for name in fields]), 0.0)
    return leaf(node, exact=exact, fields=fields, variants=variants)


def leaf(node: tree.Node, *, exact: bool, fields: tuple[str, ...], variants: Variants | None = None) -> Any:  # noqa: ANN401  # whoosh has no types
    """The query of a node that is text."""
    match node:
        case tree.Phrase(words, slop) if slop:
            parts = [leaf(part, exact=True, fields=fields) for part in words]
            return _near(parts, fields, slop, ordered=False)
        case tree.Near(children, slop, ordered):
            parts = [_operand(part, exact=exact, fields=fields, variants=variants) for part in children]
            return _near(parts, fields, slop, ordered=ordered)
        case tree.Everything():
            return None
        case tree.Word(text) if fields[0] in _KEYS:
            return Words(fields, (Exact(text.encode(errors="surrogatepass")),))
        case tree.Phrase(words) if fields[0] in _KEYS:
            text = " ".join(word.text if isinstance(word, tree.Word) else "*" for word in words)
            return Words(fields, (Exact(text.encode(errors="surrogatepass")),))
    return _spelled(expand(node, exact=exact, variants=variants), fields)


def _spelled(spellings: tuple[Spelling, ...], fields: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Any of the spellings of a word: those of one term together, those of several as words in a row."""
    alone = tuple(_expansion(spelling.steps[0]) for spelling in spellings if len(spelling.steps) == 1)
    queries: list[Any] = [Words(fields, alone)] if alone else []
    for spelling in spellings:
        if len(spelling.steps) > 1:
            row = [None if step.kind == "any" else Words(fields, (_expansion(step),)) for step in spelling.steps]
            queries.append(_near(row, fields, 0, ordered=True))
    if len(queries) > 1:
        return DisjunctionMax(queries)
    return queries[0] if queries else NullQuery


def _expansion(step: Step) -> Expansion:
    """The index terms of one step."""
    match step.kind:
        case "inflected":
            return Inflected(step.text.encode())
        case "prefix":
            return Prefix(step.text.encode())
        case "wildcard":
            return wildcard([{"*": None, "?": ""}.get(piece, piece) for piece in _PIECE.findall(step.text)])
        case "fuzzy":
            return Fuzzy(step.text, step.edits)
    return Exact(step.text.encode())


def _operand(node: tree.Node, *, exact: bool, fields: tuple[str, ...], variants: Variants | None) -> Any:  # noqa: ANN401  # whoosh has no types
    if isinstance(node, tree.Or):
        parts = (_operand(child, exact=exact, fields=fields, variants=variants) for child in node.children)
        return DisjunctionMax(list(parts))
    return leaf(node, exact=exact, fields=fields, variants=variants)


def _near(parts: list[Any], fields: tuple[str, ...], slop: int, *, ordered: bool) -> Any:  # noqa: ANN401
    if any(part is NullQuery for part in parts):
        return NullQuery
    if len(parts) == 1 and parts[0] is not None:
        return parts[0]
    silenced = _silenced(parts)
    return Near(fields, tuple(silenced), slop, ordered)


def _silenced(parts: list[Any]) -> list[Any]:
    """Give function words no weight, unless there is nothing else."""
    telling = [part for part in parts if part is not None and not _means_function_words(part)]
    if not telling:
        return parts
    return [_boosted(part, 0.0) if part is not None and _means_function_words(part) else part for part in parts]


def is_function_word(node: tree.Node) -> bool:
    """Whether this is a word that does not score where there are others."""
    return isinstance(node, tree.Word) and fold(node.text) in FUNCTION_WORDS


def _means_function_words(part: Any) -> bool:  # noqa: ANN401  # whoosh has no types
    return isinstance(part, Words) and all(
        isinstance(expansion, Exact) and expansion.term.decode() in FUNCTION_WORDS for expansion in part.expansions
    )


def _telling(parts: Iterable[tree.Node]) -> list[tree.Node]:
    """The parts that are more than function words, or all of them if none is."""
    parts = list(parts)
    telling = [part for part in parts if not is_function_word(part)]
    positive = any(not isinstance(part, tree.Not | tree.DateRange) for part in telling)
    return telling if positive else parts


def _boosted(query: Any, factor: float) -> Any:  # noqa: ANN401  # whoosh has no types
    if isinstance(query, Words):
        return Words(query.fields, query.expansions, query.boost * factor)
    if isinstance(query, Near):
        return Near(query.fields, query.parts, query.slop, query.ordered, query.boost * factor)
    if isinstance(query, And | Or | DisjunctionMax):
        return type(query)(query.subqueries, boost=query.boost * factor)
    return query


def runs(query: Any) -> list[tuple[Words, ...]]:  # noqa: ANN401  # whoosh has no types
    """The ways in which what `leaf` made of a word may be written: words in a row."""
    if isinstance(query, Words):
        return [(query,)]
    if isinstance(query, Near):
        return [tuple(query.operands)]
    if isinstance(query, DisjunctionMax):
        return [run for part in query.subqueries for run in runs(part)]
    return []
