"""NewsML-G2: a news item, or a message of several. Pictures count as stories told by their captions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element  # only the type

from index.article import Article
from index.errors import ArticleError
from index.readers.fields import article_of
from index.readers.xml_tree import LANGUAGE, attribute, every, flow, local, parse, text

_PEOPLE: Final = "person"
_PLACES: Final = ("geoArea", "city", "country", "statprov", "poi")


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The news items of a file; packages, which only list items, are passed over."""
    root = parse(data, path)
    items = list(every(root, "newsItem"))
    if not items:
        yield ArticleError(f"{path}: not read, there is no <newsItem> in it (<{local(root)}>)")
    for story, item in enumerate(items, 1):
        yield article_of(_record_of(item), path, story if len(items) > 1 else 0)


def _record_of(item: Element) -> dict[str, object]:
    meta = next(every(item, "contentMeta"), item)
    subjects = [(each.get("type", "").rpartition(":")[2], text(each, "name")) for each in every(meta, "subject")]
    return {
        "id": item.get("guid", ""),
        "headline": text(meta, "headline") or text(item, "itemMeta", "title") or text(meta, "slugline"),
        "byline": text(meta, "by"),
        "credit": text(meta, "creditline"),
        "dateline": filed_at(text(meta, "dateline")),
        "date": text(item, "itemMeta", "firstCreated")
        or text(meta, "contentCreated")
        or text(item, "versionCreated"),
        "changed": text(item, "versionCreated"),
        "source": _named(meta, "infoSource") or _named(item, "provider"),
        "language": attribute(meta, "language", "tag") or item.get(LANGUAGE, ""),
        "people": [name for kind, name in subjects if kind == _PEOPLE],
        "places": [name for kind, name in subjects if kind in _PLACES],
        "keywords": [name for kind, name in subjects if kind == "abstract"]
        + [text(each) for each in every(meta, "keyword")],
        "body": _content(item),
        "summary": [flow(each) for each in every(meta, "description")],
    }


def filed_at(value: str) -> str:
    """A dateline, unless it is a time or a day, which some agencies put there."""
    return "" if value[:1].isdigit() else value


def _named(element: Element, name: str) -> str:
    return text(element, name, "name") or attribute(element, name, "literal")


def _content(item: Element) -> str:
    """The first content that is text: XHTML, NITF or plain."""
    for content in every(item, "inlineXML", "inlineData"):
        body = next(every(content, "body.content"), None)
        if body is None:
            body = next(every(content, "body"), content)
        if found := flow(body):
            return found
    return ""
