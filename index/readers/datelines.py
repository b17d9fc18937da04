"""Datelines: where, and sometimes when, a story was filed, at the start of its text.

`GENEVA — `, `WASHINGTON, Jan 3 (Reuters) - `, `Gdańsk, 31 sierpnia 1980 (PAP) – `, `北京 — `. What stands before
the first dash is one when it is a town in capitals, a town in a script without capitals, or a town with the name
of an agency in brackets or a day behind it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, NamedTuple

from index.article import Article, Published
from index.readers.dating import is_month, published

_MAX_CHARACTERS: Final = 120
_DASH: Final = re.compile(r"(?:[—–―]|-(?:-+|(?=\s)|(?<=[\s)\]]-))|_(?<=[\s)\]]_))\s*(?=\S)")
_IN_BRACKETS: Final = re.compile(r"\s*[(\[]([^()\[\]]{2,40})[)\]]\s*$")
_DAY: Final = re.compile(
    r",?\s+(?:\d{1,2}\.?\s+(?:de\s+)?(?P<after>[^\W\d_]{3,12})\.?(?:,?\s+(?:de\s+)?\d{4})?"
    r"|(?P<before>[^\W\d_]{3,12})\.?\s+\d{1,2}(?:,?\s+\d{4})?)$"
)
_TOWN: Final = re.compile(r"[^\W\d_][^\s\d,;:!?()\[\]\"“”„«»*<>=@#]*(?: [^\s\d,;:!?()\[\]\"“”„«»*<>=@#]+){0,4}")
_REGION: Final = re.compile(r"(?:,\s*[^\W\d_][^\d,;:!?()\[\]\"“”]{1,40}){0,3}")
_AGENCIES: Final = frozenset(
    {
        "ap",
        "associated press",
        "reuters",
        "afp",
        "agence france-presse",
        "upi",
        "dpa",
        "efe",
        "ansa",
        "tass",
        "itar-tass",
    }
    | {
        "xinhua",
        "bloomberg",
        "cnn",
        "bbc",
        "pa",
        "aap",
        "pti",
        "ians",
        "ani",
        "kyodo",
        "yonhap",
        "sana",
        "anadolu",
        "cp",
    }
    | {"canadian press", "space.com", "usatoday.com", "forbes.com", "washingtonpost.com", "newsfactor"}
)
_BEFORE_STOP: Final = frozenset(")0123456789")
"""What a full stop may follow before the dash: `Ginebra, 26 ene (EFE).- `, `CAPE RACE, N.F., April 14.--`."""
_NO_TOWNS: Final = frozenset(
    {
        "breaking",
        "exclusive",
        "update",
        "updated",
        "correction",
        "corrected",
        "opinion",
        "analysis",
        "advisory",
        "live",
    }
    | {"watch", "video", "photos", "read", "note", "editor", "editors", "editor's", "urgent", "flash", "bulletin"}
    | {"nato", "who", "covid", "un", "us", "uk", "eu", "factbox", "file", "embargoed", "attention"}
)


class Dateline(NamedTuple):
    """Where a story was filed, as written without agency and dash, and where its text begins after it."""

    text: str
    agency: str
    end: int


def dateline(paragraph: str) -> Dateline | None:
    """The dateline at the start of a story's first paragraph.

    >>> dateline("WASHINGTON, Jan 3 (Reuters) - The Senate")
    Dateline(text='WASHINGTON, Jan 3', agency='Reuters', end=30)
    """
    start = paragraph[:_MAX_CHARACTERS]
    if start.isascii() and "-" not in start and "_" not in start:
        return None
    dash = _DASH.search(start)
    if not dash or not dash.start():
        return None
    before, end = paragraph[: dash.start()].strip(), dash.end()
    if before.endswith(".") and before[-2:-1] in _BEFORE_STOP:
        before = before[:-1]
    if "\n" in before:
        return None
    if before.strip("()").casefold() in _AGENCIES:
        inner = dateline(paragraph[end:])
        return Dateline(inner.text if inner else "", before.strip("()"), end + (inner.end if inner else 0))
    bracket = _IN_BRACKETS.search(before)
    agency = bracket[1].strip() if bracket else ""
    filed = before[: bracket.start()].rstrip(" ,") if bracket else before.rstrip(" ,")
    known = agency.isupper() or agency.casefold() in _AGENCIES
    day = _DAY.search(f" {filed}")
    dated = bool(day and is_month(day["after"] or day["before"]))
    place = filed[: max(0, day.start() - 1)] if day and dated else filed
    if known and dated and not place:
        return Dateline(filed, agency, end)
    return Dateline(filed, agency, end) if _is_place(place, known or dated) else None


def split_dateline(article: Article) -> Article:
    """Move a dateline from the start of the body to its own field, unless the field holds another."""
    found = dateline(article.body)
    if not found or (article.dateline and article.dateline.casefold() != found.text.casefold()):
        return article
    return replace(
        article,
        dateline=article.dateline or found.text,
        body=article.body[found.end :],
        source=article.source or found.agency,
        published=article.published or published_in(found.text),
    )


def published_in(dateline_text: str) -> Published | None:
    """The date of a dateline, where it has a year."""
    found = published(dateline_text, "dateline", 0.9)
    return found if found and found.confidence >= 0.9 else None


def _is_place(text: str, supported: bool) -> bool:
    """Whether `text` is written like a town, with or without what contains it.

    `supported`: an agency or a day follows, so that the town need not be in capitals.
    """
    match = _TOWN.match(text)
    if not match or len(text) > 70 or not _REGION.fullmatch(text, match.end()):
        return False
    town = match.group()
    words = [word.strip(".'’") for word in town.split()]
    if words[0].casefold() in _NO_TOWNS or words[0].islower():
        return False
    cased = [character for character in town if character.isupper() or character.islower()]
    if not cased:
        return len(town) <= 12
    capitals = sum(map(str.isupper, cased))
    if supported:
        return len(words) <= 4 and not any(word.islower() and len(word) > 3 for word in words)
    return len(cased) >= 3 and words[0].isupper() and capitals >= 0.6 * len(cased)
