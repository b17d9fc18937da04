"""How much one query may ask for: more than any that was meant, and less than what takes minutes."""

from __future__ import annotations

from typing import Final, NoReturn

from index.errors import QueryError
from searcher.query.tree import Fuzzy, Near, Node, Prefix, Wildcard, Word, walk

MOST_WORDS: Final = 10_000
"""Each costs some tenths of a millisecond before anything is searched."""
MOST_PATTERNS: Final = 100
"""For each `*a`, `a?b` or `a~1` all words of the archive are looked at; those written twice count once."""
MOST_NEAR: Final = 100
"""Parts of one NEAR: ways to stand in order are followed part by part."""


def check_size(tree: Node, query: str) -> None:
    """Raise QueryError where a query asks for too much; it points at the first part beyond."""
    words = 0
    patterns: set[Node] = set()
    for node in walk(tree):
        words += isinstance(node, Word | Prefix | Wildcard | Fuzzy)
        if isinstance(node, Wildcard | Fuzzy):
            patterns.add(node)
        if words > MOST_WORDS:
            _refuse(f"This query has more than {MOST_WORDS:,} words.", node, query)
        if len(patterns) > MOST_PATTERNS:
            _refuse(
                f"This query has more than {MOST_PATTERNS} different words with * ? or ~ in them.", node, query
            )
        if isinstance(node, Near) and len(node.children) > MOST_NEAR:
            _refuse(f"A chain of NEAR has more than {MOST_NEAR} parts.", node.children[MOST_NEAR], query)


def _refuse(message: str, node: Node, query: str) -> NoReturn:
    raise QueryError(message, query, node.start, node.end, "Ask for less at a time.")
