"""What may surprise about a query that was understood, seen from its tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from index.function_words import FUNCTION_WORDS
from searcher.query.diagnosis import Note
from searcher.query.tree import (
    And,
    Boost,
    Field,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    children,
    walk,
)

_MEANT: Final = {
    "or": "Write OR in capitals to find either side.",
    "not": "Write NOT in capitals, or - before a word, to leave it out.",
    "and": "AND in capitals is the operator; words side by side must all be there anyway.",
}


def advise(tree: Node) -> Iterator[Note]:
    """Notes about lower-case operators, and about queries of function words or of exclusions alone."""
    nodes = list(walk(tree))
    yield from _lowercase(nodes)
    if not _asks(tree):
        message = "This query only leaves out; every other article is an answer."
        yield Note("only-excludes", message, tree.start, tree.end)
        return
    words = [node for node in nodes if isinstance(node, Word | Prefix | Wildcard | Fuzzy)]
    quoted = any(isinstance(node, Phrase) for node in nodes)
    if (
        words
        and not quoted
        and all(isinstance(word, Word) and word.text.lower() in FUNCTION_WORDS for word in words)
    ):
        message = "Nearly every article has these words; they were searched all the same."
        hint = 'For the words in this order, put quotes around them: "to be".'
        yield Note("function-words", message, words[0].start, words[-1].end, hint if len(words) > 1 else "")


def _lowercase(nodes: list[Node]) -> Iterator[Note]:
    """One note for each of `or`, `not` and, beside real operators, `and` that was taken as a word."""
    operators = any(isinstance(node, Or | Not) for node in nodes)
    seen = set() if operators else {"and"}
    for node in nodes:
        if not isinstance(node, And):
            continue
        for i, part in enumerate(node.children[:-1]):
            if (
                isinstance(part, Word)
                and part.text in _MEANT
                and part.text not in seen
                and (i or part.text == "not")
            ):
                seen.add(part.text)
                message = f"“{part.text}” was taken as a word."
                yield Note("lowercase-operator", message, part.start, part.end, _MEANT[part.text])


def _asks(tree: Node) -> bool:
    """Whether a query asks for something rather than only excluding."""
    if isinstance(tree, And | Field | Boost):
        return any(map(_asks, children(tree)))
    return not isinstance(tree, Not)
