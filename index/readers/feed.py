"""RSS (all versions, with the WordPress export) and Atom: feeds whose items are articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, tostring  # defusedxml has parsed it

from index.article import Article
from index.errors import ArticleError
from index.readers.cleaning import one_line
from index.readers.fields import article_of
from index.readers.xml_tree import every, local, parse

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES: Final = {
    "id": ("guid", "id"),
    "headline": ("title",),
    "byline": ("creator", "author"),
    "date": ("pubDate", "published", "date", "issued", "created"),
    "changed": ("updated", "modified"),
    "body": ("encoded", "content"),
    "summary": ("description", "summary"),
}
"""The elements of an item, the better first. Of `content:encoded` and Media RSS's empty `content` text decides."""


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The items of a feed."""
    root = parse(data, path)
    feed = next(every(root, "channel", "feed"), root)
    heading = {
        "source": _child(feed, "title"),
        "language": _child(feed, "language") or feed.get(_LANGUAGE, "") or root.get(_LANGUAGE, ""),
    }
    story = 0
    for story, item in enumerate(every(root, "item", "entry"), 1):
        yield article_of(heading | _record_of(item), path, story)
    if not story:
        yield ArticleError(f"{path}: not read, there is no item in this feed")


def _record_of(item: Element) -> dict[str, object]:
    record: dict[str, object] = {"url": _link(item), "keywords": _keywords(item)}
    for role, names in _NAMES.items():
        record[role] = next(filter(None, (_child(item, name) for name in names)), "")
    return record


def _child(element: Element, name: str) -> str:
    """The text or markup of a direct child; Atom may hold XHTML as elements, and a name in an author."""
    for child in element:
        if local(child) != name or child.get("type", "").startswith(("image", "video")):
            continue
        if name == "author" and len(child):
            return _child(child, "name")
        if content := _markup(child) if len(child) else (child.text or "").strip():
            return content
    return ""


def _markup(element: Element) -> str:
    for inner in element.iter():
        inner.tag = local(inner)
    return "".join(tostring(child, encoding="unicode") for child in element)


def _link(item: Element) -> str:
    """The address of the article: the text of a link, or the `href` of Atom's alternate one."""
    for child in item:
        if local(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.text or "").strip() or child.get("href", "")
    return ""


def _keywords(item: Element) -> list[str]:
    found = (child.get("term") or child.text or "" for child in item if local(child) == "category")
    return [keyword for keyword in map(one_line, found) if keyword]
