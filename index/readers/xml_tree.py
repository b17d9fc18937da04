"""XML without its dangers: parsed with no entities but the characters', and no files or addresses fetched.

The readers of XML formats share it. As a reader of its own it only says what kind of XML nobody here reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final
from xml.etree.ElementTree import Element, ParseError  # only the types; defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from index.article import Article
from index.errors import ArticleError
from index.readers.cleaning import one_line
from index.readers.decoding import decode

LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
"""The attribute that says what language an element is in."""
_DECLARATION: Final = re.compile(r"<\?[a-z]*xml\b[^>]*\?>", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_REFERENCES: Final = frozenset({"lt", "gt", "amp", "quot", "apos"})
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|&#(?:x0*(?:1?[0-8bcef]|1[0-9]);)"
)
_BLOCKS: Final = frozenset(
    {
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hl1",
        "hl2",
        "li",
        "ul",
        "ol",
        "dt",
        "dd",
        "tr",
        "table",
        "section",
    }
    | {"block", "blockquote", "bq", "pre", "br", "hr", "figure", "paragraph", "header", "note", "nitf-table"}
)
_HIDDEN: Final = frozenset({"media", "script", "style", "head", "figure", "object", "iframe"})


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """No article: the error that names the kind of XML."""
    kind = local(parse(data, path))
    yield ArticleError(f"{path}: not read, it is XML of a kind that is not known here (<{kind}>)")


def parse(data: bytes, path: str) -> Element:
    """The root of an XML document. Raises `ArticleError` where it is none, or brings entities of its own."""
    text = decode(data, path).lstrip("\ufeff \t\r\n")
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :].lstrip()
    text = _REFERENCE.sub(_character, _FORBIDDEN.sub("", text))
    try:
        root: Element = fromstring(text, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ArticleError(f"{path}: not read, it declares entities ({type(error).__name__})") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ArticleError(f"{path}: not read, it is no well-formed XML ({error})") from error
    return root


def _character(match: re.Match[str]) -> str:
    """The character that HTML knows by this name and XML does not."""
    return match[0] if match[1] in _XML_REFERENCES else html5.get(f"{match[1]};", match[0])


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def every(element: Element, *names: str) -> Iterator[Element]:
    """The elements of these local names within `element`, in the order of the document."""
    return (inner for inner in element.iter() if local(inner) in names)


def text(element: Element, *path: str) -> str:
    """The text on one line of the first element that a path of local names leads to; any depth between them."""
    inner: Element | None = element
    for name in path:
        inner = next(every(inner, name), None) if inner is not None else None
    return one_line("".join(inner.itertext())) if inner is not None else ""


def attribute(element: Element, name: str, key: str) -> str:
    """An attribute of the first element of a local name that has it."""
    return next((value for inner in every(element, name) if (value := inner.get(key, "").strip())), "")


def flow(element: Element) -> str:
    """The text of marked-up content, paragraphs parted by blank lines.

    Text without paragraphs keeps its lines, and so does a whole story that was put into one.
    """
    parts: list[str] = []
    if sum(local(inner) in _BLOCKS for inner in element.iter()) == 1:
        raw = "".join(element.itertext())
        if raw.strip().count("\n") > 3:
            return raw.strip("\n")
    _flow(element, parts)
    return "".join(parts).strip()


def _flow(element: Element, parts: list[str]) -> None:
    if not any(local(inner) in _BLOCKS for inner in element.iter()):
        parts.append("".join(element.itertext()))
        return
    parts.append(re.sub(r"\s+", " ", element.text or ""))
    for inner in element:
        name = local(inner)
        if name not in _HIDDEN:
            edge = "\n\n" if name in _BLOCKS else ""
            parts.append(edge)
            _flow_inside(inner, parts)
            parts.append(edge)
        parts.append(re.sub(r"\s+", " ", inner.tail or ""))


def _flow_inside(element: Element, parts: list[str]) -> None:
    """An element among others: its line ends are no more than spaces, whether it holds paragraphs or not."""
    before = len(parts)
    _flow(element, parts)
    parts[before:] = [
        part if part == "\n\n" else re.sub(r"[^\S\n]*\n(?!\n)\s*", " ", part) for part in parts[before:]
    ]
