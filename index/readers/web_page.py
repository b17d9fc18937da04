"""Web pages: the article among the menus, and what the page states about it.

The main text is found by trafilatura. What is stated, by JSON-LD first and then by OpenGraph and other `meta`
elements, becomes a record like any other (see `fields`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, dropwhile
from typing import TYPE_CHECKING, Any, Final

import trafilatura

from index.article import Article
from index.errors import ArticleError
from index.readers.cleaning import one_line
from index.readers.dating import split_date
from index.readers.decoding import decode
from index.readers.fields import article_of
from index.readers.furniture import credited, is_button, split_credit
from index.readers.markup import from_markup, plain
from index.readers.values import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_CAPTIONS: Final = 5
_MAX_NODES: Final = 2000
"""How many values of a page's JSON-LD are looked at."""
_STATED: Final = re.compile(r"<script\b[^<>]*\btype\s*=\s*[\"']?application/ld\+json[^<>]*>", re.IGNORECASE)
_STATED_END: Final = re.compile("</script", re.IGNORECASE)
_ARTICLE_TYPE: Final = re.compile(r"article|posting|report", re.IGNORECASE)
_OF_PAGES: Final = ("byline", "date", "changed")
"""What is believed of a page that is not stated to be an article."""
_META: Final = {
    "headline": "og:title twitter:title dc.title dcterms.title sailthru.title parsely-title hdl headline title",
    "date": "article:published_time article:published og:article:published_time datepublished date dc.date.issued"
    " dcterms.created dcterms.date dc.date pubdate publish-date publish_date publication_date publicationdate"
    " parsely-pub-date sailthru.date originalpublicationdate cxenseparse:recs:publishtime pdate ptime created",
    "changed": "article:modified_time og:updated_time datemodified last-modified dcterms.modified lastmod",
    "byline": "author byl parsely-author sailthru.author dc.creator dcterms.creator article:author_name"
    " article:author",
    "source": "og:site_name application-name dc.publisher dcterms.publisher publisher cre",
    "url": "og:url twitter:url",
    "summary": "og:description description twitter:description dc.description",
    "keywords": "news_keywords keywords parsely-tags sailthru.tags",
    "language": "content-language og:locale dc.language language",
}
_LITTLE: Final = 600
_MOST_ELEMENTS: Final = 20_000
"""Trafilatura takes a fifth of a millisecond for an element. Articles have some hundreds, hardly ever 2,000."""
_MOST_THOROUGHLY: Final = 3000
"""Its thorough way compares each paragraph with all others."""
_MOST_ATTRIBUTES: Final = 2000
"""Libxml2 looks for each attribute among all others of its element."""
_TAG: Final = re.compile(
    r"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+",
    re.IGNORECASE | re.DOTALL,
)
"""A tag, or what holds none."""
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_NAME: Final = re.compile(r"(?<![^\s/])[a-z_:][\w:.-]*", re.IGNORECASE)
_BODY: Final = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n\s*")
_TITLE_END: Final = re.compile(r"\s+[|·•»—–-]+\s+[^|·•»—–]{2,40}$")
_NO_CHARACTER: Final = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d));?",
    re.IGNORECASE,
)
"""References to control characters and to none at all: for a single one trafilatura gives the whole text up."""
_CAPTIONS: Final = (
    "//*[(self::figcaption and (ancestor::article or ancestor::main))"
    " or (contains(@class, 'caption') and ancestor::figure)]"
)
"""A union of paths would say the same, but libxml2 looks for each of its elements among all others."""
_CREDITS: Final = (
    ".//*[@itemprop='copyrightHolder' or contains(@class, 'credit') or contains(@class, 'Credit')"
    " or contains(@class, 'attribution') or contains(@class, 'copyright')]"
)
_AUTHORS: Final = (
    "//*[@itemprop='name'][ancestor::*[@itemprop='author']]",
    "//*[@itemprop='author']",
    "//*[@rel='author']",
    "//*[contains(concat(' ', @class, ' '), ' byline ')]",
    "//*[contains(@class, 'author-name')]",
)
_CAPTION_LABEL: Final = re.compile(r"(?:Image|Media) caption,?\s*")
_DATE: Final = "string((//*[@datetime][self::time or @itemprop='datePublished']/@datetime)[1])"


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The one article of a page."""
    html = _NO_CHARACTER.sub(" ", decode(data, path))
    if any(_is_endless(tag.group()) for tag in _TAG.finditer(html) if tag[1] is None):
        yield ArticleError(f"{path}: not read, an element in it has more than {_MOST_ATTRIBUTES:,} attributes")
        return
    tree = trafilatura.load_html(html)
    if tree is None:
        yield ArticleError(f"{path}: not read, there is no HTML in it")
        return
    record = _from_elements(tree) | _from_meta(tree) | _from_json(html)
    headline = one_line(plain(text_of(record.get("headline", ""))))
    body = _without_furniture(_longer(_main_text(tree, html, path), text_of(record.get("body", ""))), headline)
    yield article_of({name: value for name, value in record.items() if name != "body"} | {"body": body}, path)


def _is_endless(tag: str) -> bool:
    """Whether a tag has more attributes than any that was written to be read."""
    if len(tag) < 2 * _MOST_ATTRIBUTES or tag.startswith("<!--"):
        return False
    return len({*_NAME.findall(_QUOTED.sub("", tag))}) > _MOST_ATTRIBUTES


def _main_text(tree: HtmlElement, html: str, path: str) -> str:
    """The text of the article, a paragraph a line. Where the fast way finds little, the thorough one is tried.

    What takes too long on a page of very many elements is left out, and all the text there is taken in its place.
    """
    elements = sum(1 for _ in tree.iter())
    text = ""
    try:
        if elements <= _MOST_ELEMENTS:
            text = trafilatura.extract(tree, include_comments=False, favor_precision=True, fast=True) or ""
        if len(text) < _LITTLE and elements <= _MOST_THOROUGHLY:
            text = max(text, trafilatura.extract(tree, include_comments=False) or "", key=len)
    except Exception as error:  # it reads what strangers wrote, and says nothing of what it may raise
        raise ArticleError(f"{path}: not read, no text could be taken from this HTML ({error})") from error
    if len(text) < _LITTLE and elements > _MOST_THOROUGHLY:
        begin = _BODY.search(html)
        text = _BLANK_LINES.sub("\n", from_markup(html[begin.end() :] if begin else html))
    return text


def _longer(found: str, stated: str) -> str:
    """The text that was found, unless the page states one of which that is only a part."""
    return plain(stated) if len(stated) > 1.2 * len(found) else found


def _without_furniture(text: str, headline: str) -> str:
    """The text without what is repeated above it: headline, buttons."""

    def is_furniture(line: str) -> bool:
        return not line.strip() or line.strip() == headline or is_button(line.strip())

    return "\n\n".join(dropwhile(is_furniture, text.split("\n")))


def _from_elements(tree: HtmlElement) -> dict[str, Any]:
    """What the page shows rather than states: headings, captions, the time element."""
    title = " ".join(tree.xpath("string(//head/title)").split())
    headings = [" ".join(heading.text_content().split()) for heading in tree.xpath("//h1")[:3]]
    found: dict[str, Any] = {
        "headline": next(filter(None, headings), "") or _TITLE_END.sub("", title),
        "url": tree.xpath("string(//link[@rel='canonical']/@href)"),
        "language": tree.get("lang") or tree.xpath("string(/html/@lang)"),
        "date": tree.xpath(_DATE),
        "byline": _author(tree),
    }  # fmt: skip
    found["byline"], dated = split_date(found["byline"])
    if dated and not found["date"]:
        found["date"] = dated.when.isoformat()
    found["caption"], found["credit"] = _captions(tree)
    return {name: value for name, value in found.items() if value}


def _captions(tree: HtmlElement) -> tuple[str, str]:
    """The captions of the pictures, each once, and the first credit."""
    elements = tree.xpath(_CAPTIONS)
    inner = set(chain.from_iterable(element.iterdescendants() for element in elements))
    captions: dict[str, None] = {}
    credits: list[str] = []
    for element in [each for each in elements if each not in inner][:_MAX_CAPTIONS]:
        text = element.text_content()
        stated = next((each.text_content() for each in element.xpath(_CREDITS)), "")
        caption, credit = split_credit(" ".join((text.replace(stated, " ") if stated else text).split()))
        captions[_CAPTION_LABEL.sub("", caption)] = None
        credits += filter(None, (" ".join(stated.split()), credit))
    return "\n\n".join(filter(None, captions)), next(filter(None, map(credited, credits)), "")


def _author(tree: HtmlElement) -> str:
    """The element that is marked up as the author; the longer class lists of sites vary too much to trust."""
    for path in _AUTHORS:
        for element in tree.xpath(path)[:1]:
            author = " ".join((element.get("content") or " ".join(element.itertext())).split())
            if 3 <= len(author) <= 100:
                return author
    return ""


def _from_meta(tree: HtmlElement) -> dict[str, Any]:
    stated: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]")[:500]:
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        )
        if name and (content := element.get("content").strip()):
            stated.setdefault(name.lower().strip(), content)
    found: dict[str, Any] = {}
    for role, names in _META.items():
        values = [stated[name] for name in names.split() if name in stated]
        values = [value for value in values if role in ("url",) or not value.startswith(("http:", "https:", "//"))]
        if values:
            found[role] = values[0]
    if "headline" in found:
        found["headline"] = _TITLE_END.sub("", found["headline"])
    return found


def _from_json(html: str) -> dict[str, Any]:
    """What the first article of the page's JSON-LD states, or the page itself where it is dated and no article."""
    page: dict[str, Any] = {}
    for start in _STATED.finditer(html):
        end = _STATED_END.search(html, start.end())
        try:
            document = json.loads(html[start.end() : end.start() if end else None].strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(document):
            if _ARTICLE_TYPE.search(str(node.get("@type"))) and (
                node.get("headline") or node.get("datePublished")
            ):
                return _record_of(node)
            if "WebPage" in str(node.get("@type")) and node.get("datePublished"):
                page = page or {role: value for role, value in _record_of(node).items() if role in _OF_PAGES}
    return page


def _nodes(document: object) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document, outer before inner."""
    waiting = [document]
    for node in waiting:  # grows as it goes
        if isinstance(node, dict):
            yield node
            waiting += [value for value in node.values() if isinstance(value, (dict, list))]
        elif isinstance(node, list):
            waiting += node
        if len(waiting) > _MAX_NODES:
            return


def _record_of(node: dict[str, Any]) -> dict[str, Any]:
    subjects = [
        each for name in ("about", "mentions") for each in _listed(node.get(name)) if isinstance(each, dict)
    ]
    found = {
        "headline": node.get("headline") or node.get("name"),
        "byline": node.get("author"),
        "date": node.get("datePublished") or node.get("dateCreated"),
        "changed": node.get("dateModified"),
        "source": node.get("publisher") or node.get("sourceOrganization"),
        "url": node.get("url"),
        "keywords": node.get("keywords"),
        "language": node.get("inLanguage"),
        "summary": node.get("description"),
        "body": node.get("articleBody"),
        "people": [each for each in subjects if "Person" in str(each.get("@type"))],
        "places": [each for each in subjects if "Place" in str(each.get("@type"))]
        + _listed(node.get("contentLocation")),
    }
    return {
        name: value for name, value in found.items() if text_of(value) or (value and name in ("people", "places"))
    }


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
