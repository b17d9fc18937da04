"""People, places and dates: `extract` returns articles that know more than their readers could say.

    >>> from index.article import Article
    >>> from index.extract import extract

What the source states in its metadata wins: people and places given there are kept as they are (marked by the
role `metadata`), and the text adds only where they are mentioned. Importing this costs nothing; the gazetteer
and the tagger's weights are read at the first call.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from index.article import Article
from index.extract.texts import tagged_texts

if TYPE_CHECKING:
    from index.chunks import Cut

__all__ = ["extract", "preload", "tagged_texts"]


def extract(articles: Sequence[Article], given: Cut | None = None) -> list[Article]:
    """The same articles, in order, with people, places, mentions and date of publication filled in.

    `given` are their `tagged_texts`, where somebody has cut them already.
    """
    from index.extract.story import understood  # noqa: PLC0415  # numpy, gazetteer and weights load here

    return understood(articles, given)


@cache  # asked for before each fork
def preload() -> None:
    """Read gazetteer and weights, for processes forked afterwards: understanding a name needs them all."""
    extract([Article(id="", body="Lakhdar Brahimi spoke in Tbilisi, Georgia.")])
