"""Which texts of an article are read for names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from index.article import Article, Role

TAGGED: Final[tuple[Role, ...]] = ("headline", "dateline", "caption", "body")


def tagged_texts(articles: Iterable[Article]) -> list[str]:
    """Those texts: all headlines, then all datelines, and so on."""
    articles = list(articles)
    return [getattr(article, role) for role in TAGGED for article in articles]
