"""People, places and dates: `extract` returns articles that know more than their readers could say.

    >>> from index.article import Article
    >>> from index.extract import extract

What the source states in its metadata wins: people and places given there are kept as they are (marked by the
role `metadata`), and the text adds only where they are mentioned. Importing this costs nothing; the gazetteer
and the tagger's weights are read at the first call.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.article import Article

__all__ = ["extract", "preload"]


def extract(articles: Sequence[Article]) -> list[Article]:
    """The same articles, in order, with people, places, mentions and date of publication filled in."""
    from index.extract.story import understood  # noqa: PLC0415  # numpy, gazetteer and weights load here

    return understood(articles)


def preload() -> None:
    """Read gazetteer and weights, for processes forked afterwards: understanding a name needs them all."""
    extract([Article(id="", body="Homs")])
