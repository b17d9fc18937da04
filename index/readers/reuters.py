"""Reuters-21578: newswire of 1987 in SGML, about a thousand stories a file.

What its indexers stated becomes people, places and keywords; their spellings (`james-baker`, `west-germany`) are
turned into names as people write them. The text is upper-case headlines, hard-wrapped paragraphs, and codes of
the wire in control characters, which are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from index.article import Article, Place
from index.errors import ArticleError
from index.readers.cleaning import clean, one_line
from index.readers.datelines import dateline, split_dateline
from index.readers.dating import published
from index.readers.furniture import without_by
from index.readers.markup import unescaped
from index.readers.naming import given_id, id_from_path

_START: Final = re.compile(rb"<REUTERS\b")
_ID: Final = re.compile(r'NEWID="([^"]*)"')
_PARAGRAPH: Final = re.compile(r"\n(?: {3,}|\s*\n)")
_MARK: Final = "\0"  # stands for a usual start of a paragraph; cleaned text does not hold it
_UNEVEN: Final = ("  ", f" {_MARK}", f"{_MARK} ", _MARK * 2)
_END: Final = "&#3;"  # a control character, as all of them left out
_SIGNATURE: Final = re.compile(r"\s(?:REUTERS?|Reuters?)[\s\W]*\Z")
_TAIL: Final = 40
"""How many characters from the end of a text its signature is looked for first."""
_ITEM: Final = re.compile(r"<D>([^<]*)</D>")
_LISTS: Final = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
_HEADING: Final = re.compile(
    r"\s*<DATE>([^<]*+)</DATE>" + "".join(rf"\s*<{name}>((?:<D>[^<]*+</D>)*+)</{name}>" for name in _LISTS)
)
"""How nearly all stories begin."""
_DECORATION: Final = re.compile(r"^[\s*\x02]+|[\s*]+$")

_PLACE_NAMES: Final = {
    "usa": "United States", "uk": "United Kingdom", "ussr": "Soviet Union", "uae": "United Arab Emirates",
    "us-virgin-islands": "U.S. Virgin Islands", "trinidad-tobago": "Trinidad and Tobago",
    "yemen-demo-republic": "South Yemen", "yemen-arab-republic": "North Yemen", "antigua": "Antigua and Barbuda",
}  # fmt: skip
_PARTICLES: Final = frozenset({"de", "del", "der", "den", "la", "van", "von", "al", "el", "bin"})


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """Every story of a file, numbered from 1 where it has no number of its own."""
    starts = [match.end() for match in _START.finditer(data)]
    if not starts:
        yield ArticleError(f"{path}: not read, there is no <REUTERS> story in it")
    for number, (start, end) in enumerate(pairwise([*starts, len(data)]), 1):
        attributes, _, story = _text(data[start:end]).partition(">")
        yield _story(attributes, story, path, number)


def _text(data: bytes) -> str:
    """The collection is Latin-1 (one story has such a letter); files that others saved again may be UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _story(attributes: str, story: str, path: str, number: int) -> Article:
    """One story; a few have no text at all, but are listed in the collection like the others."""
    given = _ID.search(attributes)
    heading = _HEADING.match(story)
    date, topics, places, people, *others = (
        heading.groups() if heading else [_between(story, name) for name in ("DATE", *_LISTS)]
    )
    text = _between(story, "TEXT")
    headline = _plain(_between(text, "TITLE"))
    body = _between(text, "BODY")
    if not headline and not body:
        headline, body = _unprocessed(text)
    filed, begun = _filed(_between(text, "DATELINE"))
    article = Article(
        id=(given_id(given[1]) if given else "") or id_from_path(path, number),
        path=path,
        headline=headline,
        byline=without_by(_plain(_between(text, "AUTHOR"))),
        dateline=filed,
        body=begun + _paragraphs(body),
        people=tuple(map(_person, _items(people))),
        places=tuple(map(_place, _items(places))),
        keywords=tuple(dict.fromkeys(item for part in (topics, *others) for item in _items(part))),
        published=published(date),
        source="Reuters",
        language="en",
    )
    return article if article.dateline else split_dateline(article)


def _filed(markup: str) -> tuple[str, str]:
    """The dateline, and how the story begins where that came to stand in it: `THE HAGUE, March 2 - Dutch `."""
    text = _plain(markup)
    filed = text.rstrip(" -")
    found = dateline(filed) if "-" in filed else None
    if found is None:
        return filed, ""
    return found.text, f"{text[found.end :].strip()} "


def _between(text: str, name: str) -> str:
    """What stands between the first `<name …>` and its end tag."""
    start = text.find(f"<{name}")
    if start < 0:
        return ""
    start = text.find(">", start) + 1
    end = text.find(f"</{name}>", start)
    return text[start:end] if start and end >= 0 else ""


def _plain(text: str) -> str:
    return one_line(unescaped(text)) if text else ""


def _paragraphs(body: str) -> str:
    """A paragraph starts at an indented line; the agency's signature at the end is none of the story."""
    body = body.removesuffix(_END).replace("&lt;", "<")
    text = clean(unescaped(body) if "&" in body else body)
    signature = _SIGNATURE.search(text, max(0, len(text) - _TAIL)) or _SIGNATURE.search(text)
    text = text[: signature.start()] if signature else text
    marked = text.replace("\n    ", _MARK).replace("\n", " ").strip(_MARK + " ")
    if text.isascii() and not any(each in marked for each in _UNEVEN):
        return marked.replace(_MARK, "\n\n")
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in _PARAGRAPH.split(text))))


def _unprocessed(text: str) -> tuple[str, str]:
    """Stories that nobody took apart (`TYPE="UNPROC"`): the first line is the headline."""
    raw = clean(unescaped(re.sub(r"<[^>]*>", "", text)))
    headline, _, body = _DECORATION.sub("", raw).partition("\n")
    return one_line(headline), body


def _items(markup: str) -> list[str]:
    return [_item(item) for item in _ITEM.findall(markup)] if markup else []


@lru_cache(maxsize=1024)
def _item(markup: str) -> str:
    return one_line(unescaped(markup))


@lru_cache(maxsize=1024)
def _person(item: str) -> str:
    """`james-baker` is James Baker, `von-weizsaecker` is von Weizsaecker."""
    words = item.split("-")
    return " ".join(word if word in _PARTICLES else word.capitalize() for word in words)


@lru_cache(maxsize=1024)
def _place(item: str) -> Place:
    """`west-germany` is West Germany."""
    return Place(_PLACE_NAMES.get(item) or item.replace("-", " ").title())
