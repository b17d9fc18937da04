"""What an engine is: whatever turns a query's tree into documents, counts and articles.

An engine knows nothing of snippets, pages or terminals; `searcher.archive` puts an answer together from its calls.
Document numbers mean something only to the engine, and only as long as it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.aliases import Aliases
from index.article import Article
from index.fields import SEARCHED
from searcher.answer import Facet, Meaning, Ranking, Sort, Timeline, Unit
from searcher.query.tree import Node


class Engine(Protocol):
    """One open snapshot of an archive. Safe to use from several threads."""

    def rank(
        self,
        tree: Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        count: bool = True,
        exact: bool = False,
    ) -> Ranking:
        """The documents `offset` to `offset + limit` of an order. `newest` and `oldest` put undated last."""

    def documents(self, tree: Node, *, exact: bool = False) -> NDArray[np.uint32]:
        """Every document that matches, ascending."""

    def articles(self, docs: Sequence[int]) -> list[Article]:
        """The stored articles of these documents, in this order."""

    def texts(self, field: str, docs: Sequence[int]) -> list[str]:
        """One text, as `id` or `path`, of each of these documents, in this order; "" where absent."""

    def find(self, article_id: str) -> int | None:
        """The document with this id."""

    def meaning(self, leaf: Node, *, fields: tuple[str, ...] = SEARCHED, exact: bool = False) -> Meaning:
        """What a word, prefix, wildcard or fuzzy word stands for in these fields; `exact` as within a phrase."""

    def facet(
        self, tree: Node, field: str, size: int, *, exact: bool = False, aliases: Aliases | None = None
    ) -> Facet:
        """Exact counts over all matches of the `size` most frequent values; ties by value.

        With `aliases`, spellings of one name are one value (see `searcher.facets`).
        """

    def timeline(self, tree: Node, unit: Unit, *, exact: bool = False) -> Timeline:
        """Exact counts over all matches by date."""

    def explain(self, tree: Node, doc: int, *, exact: bool = False) -> str:
        """The arithmetic of a document's score, for people."""

    def like(self, doc: int, *, limit: int, offset: int = 0) -> Ranking:
        """The articles most similar to this one, itself left out."""

    def close(self) -> None:
        """Let go of files and mappings."""
