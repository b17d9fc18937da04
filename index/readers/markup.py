"""Markup inside a field: HTML fragments and character references to plain text.

For whole pages see `web_page`; here the markup is known to be the story's own.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_TAG: Final = re.compile(r"<(?:[a-zA-Z/!?])[^<>]*>")
_KNOWN_TAG: Final = re.compile(
    r"</?(?:p|br|div|span|a|h[1-6]|ul|ol|li|strong|em|b|i|u|img|figure|blockquote|table|section|article"
    r"|font|pre|center|sup|sub|small|cite|abbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ENDLESS: Final = re.compile(r"&#\d{8,};?")
_HIDDEN: Final = re.compile(
    r"<(script|style|template|noscript|iframe|svg|form|button|nav|figcaption)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_CAPTION: Final = re.compile(r"<figcaption\b[^<>]*>(.*?)(?:</figcaption\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_PARAGRAPH: Final = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|blockquote|table|tr|section|article|header|footer|figure|figcaption|hr"
    r"|pre|dl|dt|dd|main"
    r"|hl\d|block|paragraph)\b[^<>]*>|(?:<br\b[^<>]*>\s*){2,}",
    re.IGNORECASE,
)
_LAID_OUT: Final = re.compile(r"<(?:p|br)\b", re.IGNORECASE)
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")
_LINE: Final = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_CELL: Final = re.compile(r"</t[dh]\s*>", re.IGNORECASE)


def unescaped(text: str) -> str:
    """`text` with the characters that its references stand for; a number that Python refuses stands for none."""
    try:
        return unescape(text)
    except ValueError:
        return unescape(_ENDLESS.sub("\N{REPLACEMENT CHARACTER}", text))


def plain(text: str) -> str:
    """`text` without the markup that it may hold: as it is, unless it holds known tags or character references."""
    if "<" in text and _KNOWN_TAG.search(text):
        return from_markup(text)
    if "&" in text and _REFERENCE.search(text):
        return unescaped(text)
    return text


def from_markup(markup: str) -> str:
    """The text of an HTML or XHTML fragment; what it lays out as paragraphs is parted by blank lines.

    Blank lines part paragraphs where no markup does, as WordPress keeps articles. Captions are no part of it.
    """
    shown = _HIDDEN.sub(" ", markup)
    if not _LAID_OUT.search(shown):
        shown = _BLANK_LINE.sub("<p>", shown)
    flat = re.sub(r"\s+", " ", shown)
    parted = _CELL.sub(" ", _LINE.sub("\n", _PARAGRAPH.sub("\n\n", flat)))
    return unescaped(_TAG.sub("", parted)).strip()


def captions(markup: str) -> str:
    """The captions of the pictures in a fragment."""
    return "\n\n".join(filter(None, (from_markup(match[1]) for match in _CAPTION.finditer(markup))))
