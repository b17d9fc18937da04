"""RSS (all versions, with the WordPress export) and Atom: feeds whose items are articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, tostring  # defusedxml has parsed it

from index.article import Article
from index.errors import ArticleError
from index.readers.cleaning import one_line
from index.readers.fields import article_of
from index.readers.xml_tree import LANGUAGE, every, local, parse

_SHORTCODE: Final = re.compile(r"\[/?([a-z][\w-]{1,30})((?: +[\w-]{1,30}=[\"'][^\[\]\n]{0,500})?)[ /]*\]")
_CLOSING: Final = re.compile(r"\[/([a-z][\w-]{1,30})\]")
_CAPTION_CODE: Final = re.compile(r"\[caption [^\[\]]{0,500}\](.{0,4000}?)\[/caption\]", re.DOTALL)
_FIRST_APPEARED: Final = re.compile(
    r"<p>The post <a [^<>]*>[^<]*</a> (?:first )?appeared first on .{0,300}\Z", re.DOTALL
)
"""WordPress ends the articles of a feed with where they first appeared."""
_NO_ARTICLES: Final = frozenset({"attachment", "nav_menu_item", "revision", "custom_css", "oembed_cache"})
"""What WordPress exports beside posts and pages."""
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
        "language": _child(feed, "language") or feed.get(LANGUAGE, "") or root.get(LANGUAGE, ""),
    }
    story = 0
    for story, item in enumerate(every(root, "item", "entry"), 1):
        if _child(item, "post_type") not in _NO_ARTICLES:
            yield article_of(heading | _record_of(item), path, story)
    if not story:
        yield ArticleError(f"{path}: not read, there is no item in this feed")


def _record_of(item: Element) -> dict[str, object]:
    record: dict[str, object] = {"url": _link(item), "keywords": _keywords(item)}
    for role, names in _NAMES.items():
        record[role] = next(filter(None, (_child(item, name) for name in names)), "")
    record["body"] = _FIRST_APPEARED.sub("", _without_shortcodes(str(record["body"])))
    return record


def _without_shortcodes(body: str) -> str:
    """What WordPress keeps of an article as what it shows: `[gallery ids="1"]`, `[caption …]…[/caption]`."""
    if "[" not in body:
        return body
    closed = set(_CLOSING.findall(body))
    body = _CAPTION_CODE.sub(r"<figcaption>\1</figcaption>\n\n", body)
    return _SHORTCODE.sub(lambda code: "" if code[2] or code[1] in closed else code[0], body)


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
