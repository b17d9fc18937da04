"""Texts → where names stand in them: words, tagger, back to characters. One lexicon and one tagger at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.chunks import Cut, Strings, cut
from index.extract.tagger import KINDS, Tagger, weights
from index.extract.words import Lexicon

_LOCK = Lock()
_LIMIT: Final = 1 << 18
"""Distinct chunks, or types, that are worth keeping from one batch of texts to the next."""


class Spans(NamedTuple):
    """Names found in a batch of texts, by text and then by place: text number, offsets in it, index in `KINDS`."""

    text: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.int64]


class _Reader:
    """A tagger, and the lexicon of those strings with which the last texts were cut."""

    def __init__(self) -> None:
        self._own = Strings()
        self._lexicon = Lexicon(self._own)
        self._tagger = Tagger(weights())

    def cut(self, texts: Sequence[str]) -> Cut:
        if len(self._own) > _LIMIT:
            self._own = Strings()
        return cut(texts, self._own)

    def read(self, texts: Cut, articles: int) -> Spans:
        if texts.strings is not self._lexicon.strings:
            is_full = len(self._lexicon.pieces) > _LIMIT
            self._lexicon = Lexicon(texts.strings, None if is_full else self._lexicon)
            if is_full:
                self._tagger.forget()
        words = self._lexicon.read(texts)
        count = len(words.bounds) - 1
        article = np.repeat(np.arange(count) % articles, np.diff(words.bounds))
        found = self._tagger.tag(words.types, self._lexicon.pieces, article)
        return Spans(*words.places(found.first, found.last - 1), found.kind)


_reader = cache(_Reader)


def read(texts: Sequence[str], articles: int, given: Cut | None = None) -> Spans:
    """Every name in the texts: text i is from article i % articles. What was read before has no influence.

    `given` are the same texts, where somebody has cut them already.
    """
    with _LOCK:
        reader = _reader()
        return reader.read(reader.cut(texts) if given is None else given, articles)


def tag(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """For each text, an article of its own, the stretches `(start, end, kind)` that are names, in order."""
    found = read(texts, len(texts))
    result: list[list[tuple[int, int, str]]] = [[] for _ in texts]
    for text, start, end, kind in zip(*(column.tolist() for column in found), strict=True):
        result[text].append((start, end, KINDS[kind]))
    return result
