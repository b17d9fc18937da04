"""Markdown with front matter (YAML between `---`, TOML between `+++`), as site generators keep articles.

The front matter is a record like any other (see `fields`). The text is stripped of its marks: what is left is
what a reader of the page would see.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import yaml

from index.article import Article
from index.errors import ArticleError
from index.readers.cleaning import blocks, clean
from index.readers.decoding import decode
from index.readers.fields import article_of
from index.readers.furniture import stands_alone
from index.readers.layout import lay_out
from index.readers.markup import plain

_FRONT_MATTER: Final = re.compile(
    r"\s*(?:---[ \t]*\n(?P<yaml>.*?)(?:^(?:---|\.\.\.)[ \t]*$|\Z)|\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*$)\n?",
    re.DOTALL | re.MULTILINE,
)
_MAX_FRONT_MATTER: Final = 256 << 10
_LABEL: Final = re.compile(r"^([\w-]{1,40})[ \t]*[:=][ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_SEXAGESIMAL: Final = re.compile(r"(?::[0-5]?\d){20}")
"""A number to base 60, as YAML has it, that takes the square of its length to read."""
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)[^\n]*$", re.MULTILINE)
_SHORTCODE: Final = re.compile(r"\{\{[<%].{0,1000}?[>%]\}\}|\{%.{0,1000}?%\}", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PICTURE: Final = re.compile(r"!\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])")
_LINK: Final = re.compile(r"\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])")
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]{1,40}\]:?")
_DEFINITION: Final = re.compile(r"^ {0,3}\[[^\[\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE)
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}(?:[ \t]+(.*))?$", re.MULTILINE)
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n\s*")
_MARGIN: Final = re.compile(r"[ \t]{5,}")
_ROW: Final = re.compile(r"^[ \t]*\|(.*)$", re.MULTILINE)
_UNDERLINE: Final = re.compile(
    r"^ {0,3}(?:=+|-{2,}|\*[ \t]*\*[ \t]*\*[* \t]*|_[ \t]*_[ \t]*_[_ \t]*)$", re.MULTILINE
)
_QUOTE: Final = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_BULLET: Final = re.compile(r"^[ \t]*(?:[*+-]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_TABLE_RULE: Final = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*(?::?-{2,}:?)?[ \t]*$", re.MULTILINE)
_TABLE_BAR: Final = re.compile(r"[ \t]*\|[ \t]*")
_OPENER: Final = re.compile(r"(?<![\\\w*_])(?:\*{1,3}|_{1,3}|~~)(?=\S)")
_MARKS: Final = {
    "~~": ("~~",),
    **{sign * size: tuple(sign * less for less in range(size, 0, -1)) for sign in "*_" for size in (1, 2, 3)},
}
"""What such a mark may be taken for, the longest first."""
_LONGEST_STRONG: Final = 1000
_INSIDE: Final = re.compile(r"(?<![\\\d*])\*{1,3}(?=\S)([^*\n\\]{1,300}?)(?<=\S)\*{1,3}(?!\d)")
_CODE: Final = re.compile(r"(`+)([^`\n]{1,500}?)\1")
_BACKSLASH: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_ATTRIBUTES: Final = re.compile(r"\{:?[ \t]*[.#][^{}\n]{0,200}\}")
_TOP_HEADING: Final = re.compile(r"#[ \t]+(\S.*)(?:\n|\Z)|(\S[^\n]*)\n=+[ \t]*(?:\n|\Z)")


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The one article of a Markdown file."""
    text = decode(data, path).replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    record = _front_matter(front) if front else {}
    text = (text[front.end() :] if front else text).strip()
    if headed := _TOP_HEADING.match(text):
        text = text[headed.end() :]
        record.setdefault("title", strip((headed[1] or headed[2]).rstrip(" \t#")))
    pictures = clean("\n\n".join(filter(None, (strip(match[1]) for match in _PICTURE.finditer(text)))))
    shown = unmarked(text)
    body = _joined(shown)
    found = article_of({**record, "body": body} if body else record, path)
    if isinstance(found, Article):
        found = replace(found, caption=found.caption or pictures)
        yield found if front else lay_out(blocks(clean(shown), stands_alone), found)
    else:
        yield found


def strip(markdown: str) -> str:
    """A line or so of Markdown as the text that it shows."""
    return _joined(unmarked(markdown))


def unmarked(markdown: str) -> str:
    """Markdown without its marks; paragraphs stay parted by blank lines."""
    text = _COMMENT.sub("", _SHORTCODE.sub("", _MARGIN.sub("    ", markdown)))
    text = _FENCE.sub("", _ATTRIBUTES.sub("", text))
    text = _DEFINITION.sub("", _FOOTNOTE.sub("", text))
    text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    text = _AUTOLINK.sub(r"\1", _TABLE_RULE.sub("", text))
    text = _UNDERLINE.sub(
        "\n", _HEADING.sub(lambda heading: "\n" + (heading[1] or "").rstrip(" \t#") + "\n", text)
    )
    text = _BULLET.sub("\n\n", _QUOTE.sub("", text))
    text = _ROW.sub(lambda row: _TABLE_BAR.sub(" ", row[1]) + "\n", text)
    text = _INSIDE.sub(r"\1", _unstressed(_unstressed(text)))
    text = _BACKSLASH.sub(r"\1", _CODE.sub(r"\2", text))
    return "\n\n".join(map(plain, _BLANK_LINE.split(text)))


def _unstressed(text: str) -> str:
    """`text` without the marks around what they make strong: each opens with the nearest that closes it."""
    closers: dict[str, list[int]] = {}
    shown: list[str] = []
    done = at = 0
    while opener := _OPENER.search(text, at):
        at = opener.start() + 1
        for mark in _MARKS[opener[0]]:
            begin = opener.start() + len(mark)
            end = _closed(text, mark, begin, closers)
            if end:
                shown += text[done : opener.start()], text[begin:end]
                done = at = end + len(mark)
                break
    return "".join([*shown, text[done:]])


def _closed(text: str, mark: str, begin: int, closers: dict[str, list[int]]) -> int:
    """Where what is strong from `begin` on ends, 0 for nowhere; `closers` are those looked for before."""
    if mark not in closers:
        pattern = re.compile(rf"(?<=\S)(?={re.escape(mark)}(?![\w*_]))")
        closers[mark] = [match.start() for match in pattern.finditer(text)]
    ends = closers[mark]
    i = bisect_left(ends, begin + 1)
    return ends[i] if i < len(ends) and ends[i] <= begin + _LONGEST_STRONG else 0


def _joined(text: str) -> str:
    """A single line end inside a paragraph is no more than a space."""
    blocks = _BLANK_LINE.split(text.strip())
    return "\n\n".join(filter(None, (" ".join(block.split()) for block in blocks)))


def _front_matter(match: re.Match[str]) -> dict[str, Any]:
    """The record that the front matter states."""
    try:
        if match["toml"] is not None:
            return tomllib.loads(match["toml"])
        source = match["yaml"][:_MAX_FRONT_MATTER]
        if _SEXAGESIMAL.search(source) or _has_aliases(source):
            return _labelled(source)
        record = yaml.load(source, _LOADER)  # noqa: S506  # one of the safe loaders
    except (yaml.YAMLError, ValueError, RecursionError):
        return _labelled(match["yaml"] or match["toml"])
    return {str(name): value for name, value in record.items()} if isinstance(record, dict) else {}


def _has_aliases(source: str) -> bool:
    """Whether there are aliases: what they stand for can be far larger than the file."""
    marked = "&" in source and "*" in source
    return marked and any(isinstance(token, yaml.AliasToken) for token in yaml.scan(source))


def _labelled(source: str) -> dict[str, Any]:
    """The simple `name: value` lines of front matter that breaks the rules of YAML (`title: Homs: day two`)."""
    return {match[1]: match[2].strip("\"'") for match in _LABEL.finditer(source)}
