"""Stretches of an article's texts that the tagger takes for names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from index.article import Role
from index.extract.reading import Spans
from index.extract.tagger import KINDS
from index.extract.texts import TAGGED

_AROUND: Final = 20


class Span(NamedTuple):
    """`written` is text[start:end], and `text` the article's text of that role."""

    role: Role
    start: int
    end: int
    written: str
    text: str


def by_article(found: Spans, texts: Sequence[str]) -> list[list[list[Span]]]:
    """The spans of each of `KINDS`, article by article."""
    count = len(texts) // len(TAGGED)
    group = found.kind * count + found.text % count
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(len(KINDS) * count + 1)).tolist()
    number, start, end = (column[order].tolist() for column in found[:3])
    within = [texts[i] for i in number]
    written = [text[first:last] for text, first, last in zip(within, start, end, strict=True)]
    roles = [TAGGED[i // count] for i in number]
    # What a named tuple's own constructor does, without a step of Python for each.
    spans = list(map(partial(tuple.__new__, Span), zip(roles, start, end, written, within, strict=True)))
    groups = [spans[first:last] for first, last in pairwise(bounds)]
    return [groups[first : first + count] for first in range(0, len(groups), count)]


def in_order(spans: Sequence[Span]) -> list[Span]:
    """Spans as an article is read."""
    return sorted(spans, key=_place_in_article)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans of an article share a character."""
    return one.role == other.role and one.start < other.end and other.start < one.end


def is_set_off(span: Span) -> bool:
    """Whether a name in capitals is so in a text that is not: `MLB` may be short for something there."""
    around = span.text[max(0, span.start - _AROUND) : span.start] + span.text[span.end : span.end + _AROUND]
    return any(map(str.islower, around))


def _place_in_article(span: Span) -> tuple[int, int]:
    return TAGGED.index(span.role), span.start
