"""Texts → where names stand in them: words, tagger, back to characters. One lexicon and one tagger a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.extract.tagger import KINDS, Tagger, weights
from index.extract.words import Lexicon

_LOCK = Lock()


class Spans(NamedTuple):
    """Names found in a batch of texts, by text and then by place: text number, offsets in it, index in `KINDS`."""

    text: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.int64]


@cache
def _tools() -> tuple[Lexicon, Tagger]:
    return Lexicon(), Tagger(weights())


def read(texts: Sequence[str], together: int = 1) -> Spans:
    """Every name in the texts, `together` of which make an article. What was read before has no influence."""
    with _LOCK:
        lexicon, tagger = _tools()
        if lexicon.full:
            lexicon.clear()
            tagger.forget()
        words = lexicon.read(texts)
        article = np.repeat(np.arange(len(texts)) // together, np.diff(words.bounds))
        found = tagger.tag(words.types, lexicon.pieces, article)
    text = np.searchsorted(words.bounds, found.first, side="right") - 1
    return Spans(text, words.offsets(found.first, 1), words.offsets(found.last - 1, 2), found.kind)


def tag(texts: Sequence[str], together: int = 1) -> list[list[tuple[int, int, str]]]:
    """For each text the stretches `(start, end, kind)` that are names, in order."""
    found = read(texts, together)
    result: list[list[tuple[int, int, str]]] = [[] for _ in texts]
    for text, start, end, kind in zip(*(column.tolist() for column in found), strict=True):
        result[text].append((start, end, KINDS[kind]))
    return result
