"""Help when little or nothing was found: a likelier spelling, the word to blame, what any of the words would find.

All that is suggested has been tried, so its total is exact. Nothing is applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from index.errors import QueryError
from index.function_words import FUNCTION_WORDS
from index.text import Form, tokens
from searcher.answer import Meaning, Suggestion
from searcher.query.tree import And, Boost, DateRange, Field, Fuzzy, Near, Node, Not, Or, Word

Ask = Callable[[str], int]
"""How many articles a query finds, under the same options as the one that failed."""

Lookup = Callable[[Node, tuple[str, ...]], Meaning]
"""What a leaf of the tree stands for in some fields."""

_KNOWN: Final = 3
"""A word that so many articles have is taken as meant."""

_SHORTEST: Final = 4
_CANDIDATES: Final = 24
_TRIED: Final = 8
"""So many likely words are counted alone, and so many of them within the query."""

_MORE: Final = 10
_MOST_PARTS: Final = 12
_MOST_WORDS: Final = 32
"""A query of more words is not spelled otherwise: each of them would have the whole of it asked several times."""


class _Part(NamedTuple):
    """A positive word of the query and the fields it is looked for in."""

    word: Word
    fields: tuple[str, ...]


def suggestions(
    query: str, tree: Node, total: int, fields: tuple[str, ...], ask: Ask, lookup: Lookup
) -> tuple[Suggestion, ...]:
    """Other queries worth asking, the best first; none where nothing better is known.

    `tree` is that of `query` alone and `total` what it found, options included. `fields` are those that a word
    without a field is looked for in.
    """
    found = list(_spelling(query, tree, total, fields, ask, lookup))
    if not total:
        found += _without(query, tree, ask)
        found += _any(query, tree, ask)
    return tuple(found)


def _spelling(
    query: str, tree: Node, total: int, fields: tuple[str, ...], ask: Ask, lookup: Lookup
) -> Iterator[Suggestion]:
    """The query with every word that the archive hardly knows replaced by the nearest that it knows well."""
    changed = query
    words: list[tuple[str, str]] = []
    looked_at = sorted(_words(tree, fields), key=lambda part: -part.word.start)
    for word, where in looked_at if len(looked_at) <= _MOST_WORDS else ():
        start, end = changed[: word.start], changed[word.end :]
        better = _better(word, where, ask, lookup, (start, end))
        if better:
            changed = changed[: word.start] + better + changed[word.end :]
            words.append((word.text, better))
    if not words:
        return
    count = _tried(changed, ask)
    if count > total:
        yield Suggestion("spelling", changed, count, ", ".join(old for old, _ in reversed(words)))


def _better(word: Word, fields: tuple[str, ...], ask: Ask, lookup: Lookup, around: tuple[str, str]) -> str:
    """The likeliest other word: within one edit if there is one, else two, of a word that the archive has not.

    The same letters in another order come before others, then the one that finds most with what stands `around`
    it in the query, and then the one in most articles.
    """
    found = [token.term for token in tokens(word.text) if token.form is Form.WORD]
    text = "".join(found)
    if len(found) > 1 or len(text) < _SHORTEST or not text.isalpha():
        return ""
    prefix = "" if len(fields) > 1 else f"{fields[0]}:"
    known = _tried(prefix + word.text, ask)
    if known >= _KNOWN:
        return ""
    for edits in (1, 2) if len(text) > _SHORTEST and not known else (1,):
        near = {term for run in lookup(Fuzzy(word.text, edits), fields).runs if len(run) == 1 for term in run[0]}
        likely = sorted(near - FUNCTION_WORDS - {text}, key=lambda term: _unlikeness(term, text))
        counted = [(_tried(prefix + term, ask), term) for term in likely[:_CANDIDATES]]
        swapped = [pair for pair in counted if pair[0] >= _KNOWN and sorted(pair[1]) == sorted(text)]
        frequent = sorted(swapped or counted, key=lambda pair: -pair[0])[:_TRIED]
        written = [(count, _cased(term, word.text)) for count, term in frequent]
        count, best = max(written, default=(0, ""), key=lambda pair: (_tried(pair[1].join(around), ask), pair[0]))
        if count > known * _MORE:
            return best
    return ""


def _unlikeness(term: str, text: str) -> tuple[bool, bool, int, str]:
    return sorted(term) != sorted(text), term[:1] != text[:1], abs(len(term) - len(text)), term


def _cased(term: str, like: str) -> str:
    """The term in capitals where the word it replaces is."""
    if like.isupper() and len(like) > 1:
        return term.upper()
    return term.capitalize() if like[:1].isupper() else term


def _without(query: str, tree: Node, ask: Ask) -> Iterator[Suggestion]:
    """The query without the one part that is to blame: the part whose absence finds the most."""
    parts = [part for part, _ in _parts(query, tree)]
    if len(parts) < 2:
        return
    best = max(
        ((_tried(" ".join(parts[:i] + parts[i + 1 :]), ask), -i) for i in range(len(parts))), default=(0, 0)
    )
    count, i = best[0], -best[1]
    if count:
        yield Suggestion("without", " ".join(parts[:i] + parts[i + 1 :]), count, parts[i])


def _any(query: str, tree: Node, ask: Ask) -> Iterator[Suggestion]:
    """The query with OR between its words, still without what it leaves out and within its dates."""
    parts = _parts(query, tree)
    words = [part for part, node in parts if not isinstance(node, Not | DateRange)]
    bounds = [part for part, node in parts if isinstance(node, Not | DateRange)]
    either = " OR ".join(words)
    changed = f"({either}) {' '.join(bounds)}" if bounds else either
    count = _tried(changed, ask) if len(words) > 1 else 0
    if count:
        yield Suggestion("any", changed, count)


def _parts(query: str, tree: Node) -> list[tuple[str, Node]]:
    """The parts that all had to be there, as they stand in the query; exclusions, but no function words."""
    if not isinstance(tree, And) or len(tree.children) > _MOST_PARTS:
        return []
    parts: list[tuple[str, Node]] = []
    for child in tree.children:
        part = query[child.start : child.end]
        if part.lower() not in FUNCTION_WORDS:
            parts.append((f"({part})" if isinstance(child, Or) and part[:1] != "(" else part, child))
    return parts


def _words(node: Node, fields: tuple[str, ...]) -> Iterator[_Part]:
    """The words that had to be there, outside phrases and exclusions."""
    match node:
        case Word():
            yield _Part(node, fields)
        case Field(name, child):
            yield from _words(child, (name,))
        case And(children) | Or(children) | Near(children, _, _):
            for child in children:
                yield from _words(child, fields)
        case Boost(child, _):
            yield from _words(child, fields)
        case Not():
            return


def _tried(query: str, ask: Ask) -> int:
    """What a made-up query finds; nothing where it cannot be understood."""
    try:
        return ask(query)
    except QueryError:
        return 0
