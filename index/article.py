"""The article: the one thing that flows from the readers to the index and back out to the reader of an answer.

A reader makes an `Article` of what its format says outright. Extraction returns a copy that knows more (people,
places, a date). Nothing changes an article in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Mention:
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
