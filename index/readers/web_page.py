"""Web pages: the article among the menus, and what the page states about it.

The main text is found by trafilatura. What is stated (JSON-LD, OpenGraph and other `meta` elements) becomes a
record like any other (see `fields`).
"""

from __future__ import annotations

from collections.abc import Iterator

from index.article import Article
from index.errors import ArticleError


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The one article of a page."""
    yield ArticleError(f"{path}: not read")
