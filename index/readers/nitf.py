"""NITF, the news industry text format: one story with its head, a headline block and content."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type

from index.article import Article
from index.errors import ArticleError
from index.readers.fields import article_of
from index.readers.xml_tree import LANGUAGE, attribute, every, flow, parse, text


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The one story of an NITF file."""
    yield article_of(record_of(parse(data, path)), path)


def record_of(root: Element) -> dict[str, object]:
    """What an `nitf` element states, as a record (see `fields`)."""
    content = next(every(root, "body.content"), None)
    return {
        "id": attribute(root, "doc-id", "id-string"),
        "headline": text(root, "hedline", "hl1") or text(root, "hedline") or text(root, "head", "title"),
        "byline": _byline(root),
        "dateline": text(root, "body.head", "dateline", "location"),
        "date": attribute(root, "story.date", "norm")
        or attribute(root, "date.release", "norm")
        or attribute(root, "date.issue", "norm")
        or attribute(root, "pubdata", "date.publication"),
        "source": text(root, "distributor") or attribute(root, "pubdata", "name") or _copyright(root),
        "language": root.get("baselang") or root.get(LANGUAGE, ""),
        "caption": [flow(each) for each in every(root, "media-caption")],
        "credit": text(root, "media-producer"),
        "people": [text(each) for head in every(root, "head") for each in every(head, "person")],
        "places": [text(each) for head in every(root, "head") for each in every(head, "location")],
        "keywords": [each.get("key", "") for each in every(root, "keyword")]
        + [each.get("tobject.subject.type", "") for each in every(root, "tobject.subject")],
        "body": flow(content) if content is not None else "",
        "summary": text(root, "abstract"),
    }


def _byline(root: Element) -> str:
    """The author and the author's title, parted by a comma."""
    byline = next(every(root, "byline"), None)
    if byline is None:
        return ""
    parts = (part.strip(" ,\n\t") for part in byline.itertext())
    return ", ".join(part for part in parts if part and part.casefold() != "by")


def _copyright(root: Element) -> str:
    return attribute(root, "doc.copyright", "holder") or attribute(root, "from-src", "src-name")
