"""First rules: capitalised runs, the gazetteer, titles and verbs of saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from index.extract.gazetteer import gazetteer
from index.extract.names import TITLES, person
from index.extract.reading import Spans
from index.extract.tagger import KINDS
from index.text import fold

_WORD = r"[A-ZÀ-ÞĀ-Ž](?:[\w'’-]{0,3}\.|[\w'’-]*)"
_RUN: Final = re.compile(
    rf"(?:U\.S\.|U\.N\.|{_WORD})(?:[ \n]+(?:(?:al|el|de|da|bin|van|von|of)[ -])?(?:al-|el-)?{_WORD})*"
)
_SAYS: Final = re.compile(r"['’]?s?,? (?:said|says|told|added|met|who)\b")
_GROUPS_TEXT = "united nations party union bank corp inc co ltd ministry council committee group"
_GROUPS: Final = frozenset(_GROUPS_TEXT.split())


def read(texts: Sequence[str], _articles: int, _given: object = None) -> Spans:
    """What `index.extract.reading.read` gives, by rules; to them nothing but the texts makes a difference."""
    rows = [(number, *span) for number, text in enumerate(texts) for span in _tag(text)]
    columns = list(zip(*rows, strict=True)) or [()] * 4
    kinds = [KINDS.index(kind) for kind in columns[3]]
    return Spans(*(np.array(column, dtype=np.int64) for column in (*columns[:3], kinds)))


def _tag(text: str) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    people: set[str] = set()
    for match in _RUN.finditer(text):
        for start, end in _split(match):
            written = text[start:end].rstrip(".,")
            kind = _kind(written, text[end : end + 12], people)
            if kind == "PER" and (name := person(written)):
                people.update(name.words[-1:])
            if kind:
                spans.append((start, start + len(written), kind))
    return spans


def _split(match: re.Match[str]) -> list[tuple[int, int]]:
    """The run, without a sentence's first word where the rest alone is a place."""
    text, start = match.group(), match.start()
    first, _, rest = text.partition(" ")
    if rest and (fold(first) in {"in", "the", "from", "at", "on"} or first in gazetteer().adjectives):
        return [(start + len(first) + 1, match.end())]
    return [(start, match.end())]


def _kind(written: str, after: str, people: set[str]) -> str:
    words = fold(written).replace(".", "").split()
    found = gazetteer().lookup(written)
    if found and (found[0].kind != "city" or found[0].population >= 100_000) and words[-1] not in people:
        return "LOC"
    if any(word in _GROUPS for word in words):
        return ""
    if words[-1] in people or (words[0] in TITLES and person(written)):
        return "PER"
    if len(words) in (2, 3) and _SAYS.match(after):
        return "PER"
    return ""
