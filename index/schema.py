"""The fields of `index.fields` in Whoosh's terms.

Lists (people, places) are indexed as one text with a name a line; their exact values are kept beside it as facets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer
from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

from index.article import Article, to_stored
from index.fields import BY_NAME, FACETS, FIELDS, SEARCHED, STORED_ARTICLE, Field, Kind
from index.states import containing
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
            date = DATETIME(sortable=True)
            date.shift_step = (
                0  # one term an instant: ranges are answered from the column, not from tiers of terms
            )
            schema.add(field.name, date)
        else:
            schema.add(field.name, TEXT(analyzer=ArticleTokenizer(), phrase=True, field_boost=field.weight))
    schema.add(STORED_ARTICLE, STORED())
    return schema


def _regions(article: Article) -> Sequence[str]:
    if not article.places:
        return ()
    day = article.published.when.date() if article.published else None
    return list(chain.from_iterable(containing(place, day) for place in article.places))


_LISTS: Final[dict[str, Callable[[Article], Sequence[str]]]] = {
    "people": attrgetter("people"),
    "places": lambda article: [place.name for place in article.places],
    "regions": _regions,
    "keywords": attrgetter("keywords"),
}
"""Where the fields that hold several values get them; all others are the article's attribute of their name."""


def facet_lists(articles: Iterable[Article], field: str) -> list[tuple[str, ...]]:
    """The exact values of a facet field for each article, in its own order and without repeats."""
    if field in _LISTS:
        values = map(_LISTS[field], articles)
        return [tuple(filter(None, dict.fromkeys(found))) if found else () for found in values]
    return [(text,) if text else () for text in map(attrgetter(field), articles)]


def field_texts(articles: Iterable[Article], field: str) -> list[str]:
    """What is indexed of each article in a text or key field; a list is a text with a name a line."""
    if field in _LISTS:
        return listed_texts(facet_lists(articles, field))
    return list(map(attrgetter(field), articles))


def listed_texts(lists: Iterable[tuple[str, ...]]) -> list[str]:
    """What is indexed of lists as text."""
    return ["\n".join(values) if values else "" for values in lists]


def indexed_date(article: Article) -> datetime | None:
    """The date that is searched and sorted by: the day and time where it was published, without its offset."""
    if article.published is None:
        return None
    when = article.published.when
    return when if when.tzinfo is None else when.replace(tzinfo=None)


def whoosh_document(article: Article) -> dict[str, object]:
    """The values of an article's fields, by field name, as Whoosh's `add_document` takes them."""
    document: dict[str, object] = {STORED_ARTICLE: to_stored(article)}
    for field in FIELDS:
        value = indexed_date(article) if field.kind == "date" else field_texts([article], field.name)[0]
        if value:
            document[field.name] = value
    return document
