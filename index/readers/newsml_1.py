"""NewsML 1: news items made of components, as agencies sent them before NewsML-G2 (IPTC, NewsML 1.2, 2003)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element  # only the type

from index.article import Article
from index.errors import ArticleError
from index.readers.fields import article_of
from index.readers.newsml import filed_at
from index.readers.xml_tree import LANGUAGE, attribute, every, flow, local, parse, text

_NAME: Final = "FormalName"
_STORY: Final = frozenset(("", "main", "body", "story", "text"))
"""What components that hold the text are there for, if that is said at all."""


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The news items of a file; those that only list others are passed over."""
    root = parse(data, path)
    items = [item for item in every(root, "NewsItem") if any(True for _ in every(item, "ContentItem"))]
    if not items:
        yield ArticleError(f"{path}: not read, there is no <NewsItem> with content in it (<{local(root)}>)")
    for story, item in enumerate(items, 1):
        yield article_of(_record_of(root, item), path, story if len(items) > 1 else 0)


def _record_of(root: Element, item: Element) -> dict[str, object]:
    contents = list(_contents(item))
    language = attribute(item, "Language", _NAME)
    return {
        "id": text(item, "PublicIdentifier") or text(item, "NewsItemId"),
        "headline": text(item, "HeadLine") or text(item, "NameLabel") or text(item, "SlugLine"),
        "byline": text(item, "ByLine"),
        "credit": text(item, "CreditLine"),
        "dateline": filed_at(text(item, "DateLine")),
        "date": text(item, "FirstCreated") or text(item, "DateId"),
        "changed": text(item, "ThisRevisionCreated"),
        "source": _party(item, "Provider") or _party(root, "SentFrom") or _party(item, "Source"),
        "language": language.lower(),
        "caption": [found for role, found in contents if role == "caption"],
        "keywords": [text(each) for each in every(item, "KeywordLine")] + list(_topics(item, language)),
        "body": max((found for role, found in contents if role in _STORY), key=len, default=""),
        "summary": text(item, "SubHeadLine"),
    }


def _contents(element: Element, role: str = "") -> Iterator[tuple[str, str]]:
    """The texts of components, each with what the innermost component that says so is there for.

    The same story may be there in several forms.
    """
    role = next((each.get(_NAME, "").lower() for each in element if local(each) == "Role"), role)
    for each in element:
        if local(each) == "NewsComponent":
            yield from _contents(each, role)
        elif local(each) == "ContentItem":
            for content in every(each, "DataContent"):
                yield role, flow(next(every(content, "body"), content))


def _topics(item: Element, language: str) -> Iterator[str]:
    """What the item is said to be about, in its own language or else as it comes."""
    for topic in every(item, "Topic"):
        names = [each for each in every(topic, "Description") if each.get("Variant", "Name") == "Name"]
        own = [each for each in names if each.get(LANGUAGE, "").lower() == language.lower()]
        yield from map(text, (own or names)[:1])


def _party(element: Element, name: str) -> str:
    """The name of the party of this kind."""
    return next((found for each in every(element, name) if (found := attribute(each, "Party", _NAME))), "")
