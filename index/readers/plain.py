"""Plain text: an article as copied from a page, with or without labelled lines (`Title: …`) above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from index.article import Article
from index.errors import ArticleError
from index.readers.cleaning import blocks, clean
from index.readers.dating import from_address
from index.readers.decoding import decode
from index.readers.fields import article_of, roles_of
from index.readers.furniture import stands_alone
from index.readers.layout import lay_out
from index.readers.naming import id_from_path

_LABELLED: Final = re.compile(r"([A-Za-z][A-Za-z_ -]{1,24}):[ \t]+(\S.*)")
_OF_MAIL: Final = {"From": "byline", "Subject": "headline"}
_MAX_LABELS: Final = 30


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The one article of a text file."""
    yield from_text(decode(data, path), path)


def from_text(text: str, path: str) -> Article | ArticleError:
    """The article that `text` is, by its labelled lines if it has any and by its layout."""
    labels, rest = _labelled(clean(text))
    lines = blocks(rest, stands_alone)
    known = article_of(labels, path) if labels else None
    if not isinstance(known, Article):
        known = Article(id_from_path(path), path)
    article = lay_out(lines, known) if lines else known
    if not (article.headline or article.caption or article.body):
        return ArticleError(f"{path}: not read, there is no text in it")
    when = None if article.published else from_address(path)
    return replace(article, published=when) if when else article


def _labelled(text: str) -> tuple[dict[str, str], str]:
    """The labelled lines that a text begins with, if two at least say something, and the rest of the text."""
    labels: dict[str, str] = {}
    lines = text.lstrip("\n").split("\n", _MAX_LABELS)
    while (
        lines
        and (match := _LABELLED.fullmatch(lines[0]))
        and (labels or match[1] in _OF_MAIL or roles_of(match[1]))
    ):
        labels.setdefault(match[1], match[2])
        del lines[0]
    return (
        ({_OF_MAIL.get(label, label): value for label, value in labels.items()}, "\n".join(lines))
        if len(labels) > 1
        else ({}, text)
    )
