"""The fields of an article, once, for every engine; nothing is imported here, so that asking costs nothing."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Kind = Literal["text", "key", "date"]


class Field(NamedTuple):
    """One field that can be asked for by name.

    `kind`: `text` is cut into words with positions, `key` is one exact term, `date` is a day or an instant.
    `searched` fields are those that a word without a field name looks in. `weight` multiplies the field's
    frequencies in BM25F. `facet` fields keep their exact values as a column for counting.
    """

    name: str
    kind: Kind
    description: str
    searched: bool = False
    weight: float = 1.0
    facet: bool = False


FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "key", "the article's identifier, exactly"),
    Field("headline", "text", "the headline", searched=True, weight=1.5),
    Field("caption", "text", "captions of pictures", searched=True),
    Field("body", "text", "the text of the article", searched=True),
    Field("byline", "text", "who wrote it"),
    Field("credit", "text", "who took the picture"),
    Field("dateline", "text", "where it was filed"),
    Field("people", "text", "people in the story", facet=True),
    Field("places", "text", "places in the story", facet=True),
    Field("regions", "text", "countries, regions and continents that contain those places", facet=True),
    Field("keywords", "text", "topics and tags that the source gave", facet=True),
    Field("source", "text", "the publication or agency", facet=True),
    Field("language", "key", "its language, as a two-letter code", facet=True),
    Field("url", "text", "its address on the web"),
    Field("path", "text", "the file it came from"),
    Field("date", "date", "when it was published"),
)

BY_NAME: Final[dict[str, Field]] = {field.name: field for field in FIELDS}
SEARCHED: Final[tuple[str, ...]] = tuple(field.name for field in FIELDS if field.searched)
FACETS: Final[tuple[str, ...]] = tuple(field.name for field in FIELDS if field.facet)

STORED_ARTICLE: Final = "article"
"""The stored field that holds the whole article (see `index.article`)."""
