"""What was understood, in plain words: the text of `search --explain-query`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from index.fields import BY_NAME
from searcher.query.diagnosis import show
from searcher.query.expand import Spelling, Step, expand
from searcher.query.names import with_other_names
from searcher.query.parser import parse
from searcher.query.tree import (
    And,
    Boost,
    DateRange,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    unparse,
)
from searcher.query.variants import Variants, variants

_INDENT = "  "


def explain(tree: Node, *, exact: bool = False, spellings: Variants | None = None) -> str:
    """The tree as indented lines, with what each word stands for; `exact` as the engine is asked."""
    return "\n".join(_Explainer(exact, spellings).lines(tree, ""))


def explained(
    query: str,
    *,
    today: date | None = None,
    exact: bool = False,
    folder: Path | None = None,
    narrowed: Callable[[Node], Node] = lambda tree: tree,
) -> str:
    """The explanation of a query as typed, its notes included.

    `folder` is the index; `narrowed` adds to the tree what options ask for besides.

    Raises:
        QueryError: the query cannot be understood.
        UsageError: a file of spelling variants cannot be read.

    """
    tree, notes = parse(query, today=today)
    spellings = variants(folder)
    tree = narrowed(tree)
    named = tree if exact else with_other_names(tree, spellings)
    lines = explain(named, exact=exact, spellings=spellings)
    return "\n\n".join([lines, *(show(query, note) for note in notes)])


class _Explainer:
    def __init__(self, exact: bool, spellings: Variants | None) -> None:
        self._exact = exact
        self._spellings = spellings

    def lines(self, node: Node, lead: str) -> Iterator[str]:
        """The lines of a node; `lead` comes before the first."""
        match node:
            case And(parts):
                yield lead + "all of"
                yield from self._below(parts)
            case Or(parts):
                yield lead + "any of"
                yield from self._below(parts)
            case Near(parts, slop, ordered):
                order = "in this order" if ordered else "in any order"
                yield f"{lead}near each other, {order}, at most {_count(slop, 'other word')} among them"
                yield from self._below(parts)
            case Not(child):
                yield from self.lines(child, lead + "not ")
            case Boost(child, factor):
                yield from self.lines(child, f"{lead}with weight {factor:g}: ")
            case Field(name, Everything()):
                yield f"{lead}articles that have something in {name}"
            case Field(name, child):
                yield from self.lines(child, f"{lead}in {name} ({BY_NAME[name].description}): ")
            case _:
                yield lead + self._leaf(node)

    def _below(self, parts: tuple[Node, ...]) -> Iterator[str]:
        for part in parts:
            yield from (_INDENT + line for line in self.lines(part, ""))

    def _leaf(self, node: Node) -> str:
        """One line about a word, a phrase or a date."""
        match node:
            case Everything():
                return "every article"
            case DateRange():
                return _dates(node)
            case Phrase(words, slop):
                near = f", in any order, at most {_count(slop, 'other word')} among them" if slop else ""
                return f"exactly {unparse(Phrase(words))}{near}{self._standing(node)}"
            case Fuzzy(text, edits):
                what = f"words at most {_count(edits, 'letter')} different from {text}"
            case Prefix(text):
                what = f"words that begin with {text}"
            case Wildcard(pattern):
                what = f"words of the form {pattern}"
            case _:
                what = f"the word {getattr(node, 'text', '')}"
        return what + self._standing(node)

    def _standing(self, node: Node) -> str:
        """What a word stands for, in brackets."""
        spellings = expand(node, exact=self._exact, variants=self._spellings)
        written = list(dict.fromkeys(_terms(one) for one in spellings if one.reason == "written"))
        others = list(dict.fromkeys(one.text for one in spellings if one.reason == "variant"))
        simple = isinstance(node, Prefix | Wildcard | Fuzzy) and len(written) == 1
        parts = [] if simple else [" or ".join(written)] if written else []
        parts += ["also spelled " + ", ".join(others)] if others else []
        return f" [{'; '.join(parts)}]" if parts and not (isinstance(node, Phrase) and len(written) == 1) else ""


def _terms(spelling: Spelling) -> str:
    """The terms of a spelling: a single one as it is, several in quotes."""
    steps = " ".join(map(_term, spelling.steps))
    if len(spelling.steps) > 1:
        return f'"{steps}"'
    return steps + (" with its inflections" if spelling.steps[0].kind == "inflected" else "")


def _term(step: Step) -> str:
    return {"prefix": f"{step.text}*", "any": "*", "fuzzy": f"{step.text}~{step.edits}"}.get(step.kind, step.text)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _dates(node: DateRange) -> str:
    """The days of a range, the last one included."""
    last = node.before - timedelta(days=1) if node.before else None
    if node.since and last:
        first = f"{node.since:%Y-%m-%d}"
        return f"published on {first}" if node.since == last else f"published from {first} to {last:%Y-%m-%d}"
    if node.since:
        return f"published on {node.since:%Y-%m-%d} or later"
    return f"published on {last:%Y-%m-%d} or earlier" if last else "with a known date"
