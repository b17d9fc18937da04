"""The article: the one thing that flows from the readers to the index and back out to the reader of an answer.

A reader makes an `Article` of what its format says outright. Extraction returns a copy that knows more (people,
places, a date). Nothing changes an article in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, get_args

Role = Literal["metadata", "headline", "byline", "credit", "caption", "dateline", "body"]
"""Where in the article something stands; `metadata` is what the source stated outside its text."""

DateOrigin = Literal["metadata", "url", "dateline", "caption", "text", "file"]
"""Where a publication date was found, in falling order of trust. `file` (its mtime) only when asked for."""


@dataclass(frozen=True, slots=True)
class Published:
    """When the article was published.

    `when` is the wall-clock time at the place of publication (naive) or, where the source gave an offset, with
    that offset. `has_time` is false where only the day is known. `confidence` is between 0 and 1.
    """

    when: datetime
    has_time: bool = False
    origin: DateOrigin = "metadata"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the story and what contains it: Homs, in Syria, in Asia. Coordinates are degrees (WGS 84)."""

    name: str
    country: str = ""
    region: str = ""
    continent: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Mention(NamedTuple):
    """One place in the text where a person or a place is named: `[start, end)` in characters of that role's text.

    `name` is the canonical name it was taken for, as it stands in `Article.people` or `Article.places`. For the
    role `metadata` there is no text and both offsets are 0.
    """

    kind: Literal["person", "place"]
    name: str
    role: Role
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One news article, as far as it is known.

    `id` is unique within an archive. `path` is the file it came from, relative to the root that was indexed
    where possible. Texts are plain: no markup, no control characters but newlines; paragraphs of the body are
    parted by a blank line. Empty means unknown. `people` and `places` hold canonical names, the most
    prominent first; `mentions` says where each was found.
    """

    id: str
    path: str = ""
    url: str = ""
    headline: str = ""
    byline: str = ""
    credit: str = ""
    caption: str = ""
    dateline: str = ""
    body: str = ""
    people: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    mentions: tuple[Mention, ...] = ()
    keywords: tuple[str, ...] = ()
    published: Published | None = None
    source: str = ""
    language: str = ""


def with_names(
    article: Article,
    people: tuple[str, ...],
    places: tuple[Place, ...],
    mentions: tuple[Mention, ...],
    published: Published | None,
) -> Article:
    """The article with these; `dataclasses.replace` takes three times as long, once for every article."""
    return Article(
        article.id, article.path, article.url, article.headline, article.byline, article.credit, article.caption,
        article.dateline, article.body, people, places, mentions, article.keywords, published, article.source,
        article.language,
    )  # fmt: skip


_TEXTS: Final = (
    "path",
    "url",
    "headline",
    "byline",
    "credit",
    "caption",
    "dateline",
    "body",
    "source",
    "language",
)
_ROLES: Final[tuple[str, ...]] = get_args(Role)
_NUMBER_OF: Final = {role: i for i, role in enumerate(_ROLES)}


def to_stored(article: Article) -> dict[str, Any]:
    """The article in plain JSON types, without what is empty: what the index stores and `from_stored` reads.

    Texts stand under their own names. A place is a list of its fields up to the last known one; a mention is
    `[kind, name, role, start, end]` with 0 for a person and 1 for a place, the index of the name in `people` or
    `places` (the name itself where it is in neither) and the index of the role in `Role`; a date is
    `[ISO 8601, has_time, origin, confidence]`.
    """
    stored: dict[str, Any] = {"id": article.id}
    for name in _TEXTS:
        if text := getattr(article, name):
            stored[name] = text
    if article.people:
        stored["people"] = list(article.people)
    if article.keywords:
        stored["keywords"] = list(article.keywords)
    if article.places:
        stored["places"] = [_stored_place(place) for place in article.places]
    if article.mentions:
        stored["mentions"] = _stored_mentions(article)
    if date := article.published:
        stored["published"] = [date.when.isoformat(), date.has_time, date.origin, date.confidence]
    return stored


def _stored_place(place: Place) -> list[str | float | None]:
    fields = [place.name, place.country, place.region, place.continent, place.latitude, place.longitude]
    while not (fields[-1] or isinstance(fields[-1], float)) and len(fields) > 1:
        fields.pop()
    return fields


def _stored_mentions(article: Article) -> list[list[int | str]]:
    people = {name: i for i, name in enumerate(article.people)}
    places = {place.name: i for i, place in enumerate(article.places)}
    return [
        [1, places.get(name, name), _NUMBER_OF[role], start, end]
        if kind == "place"
        else [0, people.get(name, name), _NUMBER_OF[role], start, end]
        for kind, name, role, start, end in article.mentions
    ]


def from_stored(stored: dict[str, Any]) -> Article:
    """The article that `to_stored` was given."""
    people = tuple(stored.get("people", ()))
    places = tuple(Place(*fields) for fields in stored.get("places", ()))
    published = None
    if date := stored.get("published"):
        published = Published(datetime.fromisoformat(date[0]), *date[1:])
    names = (people, tuple(place.name for place in places))
    mentions = tuple(
        Mention(
            "place" if kind else "person",
            names[kind][name] if isinstance(name, int) else name,
            _ROLES[role],
            start,
            end,
        )
        for kind, name, role, start, end in stored.get("mentions", ())
    )
    return Article(
        id=stored["id"],
        people=people,
        places=places,
        mentions=mentions,
        keywords=tuple(stored.get("keywords", ())),
        published=published,
        **{name: stored[name] for name in _TEXTS if name in stored},
    )
