"""From a query's tree to Whoosh queries: which fields, which terms, what counts for the score.

A word without a field is looked for in all searched fields at once. Function words are left out beside others,
except within phrases: there they must match, and do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from whoosh.query import And, ConstantScoreQuery, DateRange, DisjunctionMax, Every, Not, NullQuery, Or

from index.fields import SEARCHED
from index.function_words import FUNCTION_WORDS
from index.text import Form, fold, tokens
from searcher.execute.expansions import Exact, Fuzzy, Inflected, Prefix, wildcard
from searcher.execute.queries import Near, Words
from searcher.query import tree

_KEYS: Final = frozenset({"id", "language"})
_TICK: Final = timedelta(microseconds=1)


def translate(  # noqa: PLR0911  # one return a kind of node
    node: tree.Node, *, exact: bool = False, fields: tuple[str, ...] = SEARCHED
) -> Any:  # noqa: ANN401  # whoosh has no types
    """The Whoosh query that finds what `node` asks for; `exact` switches inflections and variants off."""
    match node:
        case tree.And(parts):
            return And([translate(part, exact=exact, fields=fields) for part in _telling(parts)])
        case tree.Or(parts):
            return Or([translate(part, exact=exact, fields=fields) for part in _telling(parts)])
        case tree.Not(child):
            return Not(translate(child, exact=exact, fields=fields))
        case tree.Boost(child, factor):
            return _boosted(translate(child, exact=exact, fields=fields), factor)
        case tree.Field(name, child):
            return translate(child, exact=exact, fields=(name,))
        case tree.DateRange(since, before):
            return DateRange("date", since, before - _TICK if before else None)
        case tree.Everything():
            if fields == SEARCHED:
                return ConstantScoreQuery(Every(), 0.0)
            return ConstantScoreQuery(Or([Every(name) for name in fields]), 0.0)
    return leaf(node, exact=exact, fields=fields)


def leaf(  # noqa: PLR0911  # one return a kind of node
    node: tree.Node, *, exact: bool, fields: tuple[str, ...]
) -> Any:  # noqa: ANN401  # whoosh has no types
    """The query of a node that is text."""
    match node:
        case tree.Word(text):
            return word(text, exact=exact, fields=fields)
        case tree.Prefix(text):
            return Words(fields, (Prefix(fold(text).encode()),))
        case tree.Wildcard(pattern):
            return Words(fields, (wildcard(list(_pieces(pattern))),))
        case tree.Fuzzy(text, edits):
            return Words(fields, (Fuzzy(fold(text), edits),))
        case tree.Phrase(words, slop):
            parts = [leaf(part, exact=True, fields=fields) for part in words]
            return _near(parts, fields, slop, ordered=not slop)
        case tree.Near(children, slop, ordered):
            parts = [_operand(part, exact=exact, fields=fields) for part in children]
            return _near(parts, fields, slop, ordered=ordered)
    return None


def word(text: str, *, exact: bool, fields: tuple[str, ...]) -> Any:  # noqa: ANN401  # whoosh has no types
    """A word as typed: one term with its inflections, or the several that the tokenizer makes of it."""
    if fields[0] in _KEYS:
        return Words(fields, (Exact(text.encode()),))
    found = list(tokens(text))
    terms = [token.term for token in found if token.form in (Form.WORD, Form.LAST)]
    wholes = [token.term for token in found if token.form is Form.WHOLE]
    if not terms:
        return NullQuery
    if len(terms) == 1:
        kind = Exact if exact else Inflected
        return Words(fields, (kind(terms[0].encode()),))
    apart = Near(fields, tuple(Words(fields, (Exact(term.encode()),)) for term in terms))
    if len(wholes) != 1:
        return apart
    return DisjunctionMax([Words(fields, (Exact(wholes[0].encode()),)), apart])


def _operand(node: tree.Node, *, exact: bool, fields: tuple[str, ...]) -> Any:  # noqa: ANN401
    if isinstance(node, tree.Or):
        return DisjunctionMax([_operand(child, exact=exact, fields=fields) for child in node.children])
    return leaf(node, exact=exact, fields=fields)


def _near(parts: list[Any], fields: tuple[str, ...], slop: int, *, ordered: bool) -> Any:  # noqa: ANN401
    if any(part is NullQuery for part in parts):
        return NullQuery
    if len(parts) == 1 and parts[0] is not None:
        return parts[0]
    silenced = _silenced(parts)
    return Near(fields, tuple(silenced), slop, ordered)


def _silenced(parts: list[Any]) -> list[Any]:
    """Give function words no weight, unless there is nothing else."""
    telling = [part for part in parts if part is not None and not _is_function_word(part)]
    if not telling:
        return parts
    return [_boosted(part, 0.0) if part is not None and _is_function_word(part) else part for part in parts]


def _is_function_word(part: Any) -> bool:  # noqa: ANN401  # whoosh has no types
    return isinstance(part, Words) and all(
        isinstance(expansion, Exact) and expansion.term.decode() in FUNCTION_WORDS for expansion in part.expansions
    )


def _telling(parts: Iterable[tree.Node]) -> list[tree.Node]:
    """The parts that are more than function words, or all of them if none is."""
    parts = list(parts)
    telling = [part for part in parts if not (isinstance(part, tree.Word) and fold(part.text) in FUNCTION_WORDS)]
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


def _pieces(pattern: str) -> Iterable[str | None]:
    """Cut a pattern into literal pieces, None for `*` and "" for `?`; a backslash makes either literal."""
    literal = ""
    characters = iter(pattern)
    for character in characters:
        if character not in "*?":
            literal += next(characters, "") if character == "\\" else character
            continue
        if literal:
            yield fold(literal)
            literal = ""
        yield None if character == "*" else ""
    if literal:
        yield fold(literal)


def runs(query: Any) -> list[tuple[Words, ...]]:  # noqa: ANN401  # whoosh has no types
    """The ways in which what `leaf` made of a word may be written: words in a row."""
    if isinstance(query, Words):
        return [(query,)]
    if isinstance(query, Near):
        return [tuple(query.operands())]
    if isinstance(query, DisjunctionMax):
        return [run for part in query.subqueries for run in runs(part)]
    return []
