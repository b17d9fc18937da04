"""The fields of `index.fields` in Whoosh's terms.

Lists (people, places) are indexed as one text with a name a line; their exact values are kept beside it as facets.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer
from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

from index.article import Article, to_stored
from index.fields import BY_NAME, FACETS, FIELDS, SEARCHED, Field, Kind
from index.text import tokens

__all__ = [
    "BY_NAME",
    "FACETS",
    "FIELDS",
    "SEARCHED",
    "STORED_ARTICLE",
    "ArticleTokenizer",
    "Field",
    "Kind",
    "whoosh_schema",
]

STORED_ARTICLE: Final = "article"
"""The stored field that holds the whole article (see `index.article`)."""


class ArticleTokenizer(Tokenizer):  # type: ignore[misc]  # whoosh has no types
    """`index.text.tokens` in the form that Whoosh's fields call it."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **_: Any,  # noqa: ANN401  # whoosh passes on whatever its caller gave
    ) -> Iterator[WhooshToken]:
        """Yield one token object again and again, as Whoosh's protocol wants."""
        token = WhooshToken(positions, chars, removestops=removestops, mode=mode)
        token.boost = 1.0
        token.stopped = False
        for term, position, start, end, _form in tokens(value):
            token.text = term
            if keeporiginal:
                token.original = value[start:end]
            if positions:
                token.pos = start_pos + position
            if chars:
                token.startchar = start_char + start
                token.endchar = start_char + end
            yield token


def whoosh_schema() -> Schema:
    """The schema of a Dateline index, for Whoosh."""
    schema = Schema()
    for field in FIELDS:
        if field.kind == "key":
            schema.add(field.name, ID(unique=field.name == "id"))
        elif field.kind == "date":
            schema.add(field.name, DATETIME(sortable=True))
        else:
            schema.add(field.name, TEXT(analyzer=ArticleTokenizer(), phrase=True, field_boost=field.weight))
    schema.add(STORED_ARTICLE, STORED())
    return schema


def facet_values(article: Article) -> dict[str, tuple[str, ...]]:
    """The exact values of each facet field, in the article's order and without repeats."""
    regions = (part for place in article.places for part in (place.country, place.region, place.continent))
    values = {
        "people": article.people,
        "places": (place.name for place in article.places),
        "regions": regions,
        "keywords": article.keywords,
        "source": (article.source,),
        "language": (article.language,),
    }
    return {name: tuple(dict.fromkeys(value for value in values[name] if value)) for name in values}


def field_texts(article: Article) -> dict[str, str]:
    """What is indexed in each text and key field; a list is a text with a name a line. Empty ones are left out."""
    texts = {name: "\n".join(values) for name, values in facet_values(article).items()}
    for name in ("id", "headline", "caption", "body", "byline", "credit", "dateline", "url", "path"):
        texts[name] = getattr(article, name)
    return {name: text for name, text in texts.items() if text}


def indexed_date(article: Article) -> datetime | None:
    """The date that is searched and sorted by: the day and time where it was published, without its offset."""
    return article.published.when.replace(tzinfo=None) if article.published else None


def whoosh_document(article: Article) -> dict[str, object]:
    """The values of an article's fields, by field name, as Whoosh's `add_document` takes them."""
    document: dict[str, object] = {**field_texts(article), STORED_ARTICLE: to_stored(article)}
    if date := indexed_date(article):
        document["date"] = date
    return document
