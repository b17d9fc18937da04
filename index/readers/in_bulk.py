"""Many texts made plain at once: what `cleaning` does, for texts that stand together in one file.

Texts are joined and looked at as one array of bytes. Those that prove to be as they should be, nearly all, cost
a few operations for all of them together; the others are handed to `cleaning` one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.readers.cleaning import MAX_WRAPPED_COLUMNS, SETTLED, paragraphs

_MARK: Final = b"\x01"
"""Stands between two texts; one that holds it itself is not told apart, so that all are looked at one by one."""
_BREAK: Final = ord("\n")
_SPACE: Final = ord(" ")


def all_paragraphs(texts: Sequence[str]) -> list[str]:
    """`paragraphs` of each text."""
    texts = [text if text.isascii() else text.replace("\xa0", " ") for text in texts]
    data = _MARK.join([b"", *(text.encode(errors="surrogatepass") for text in texts), b""])
    codes = np.frombuffer(data, np.uint8)
    controls = np.flatnonzero(codes < _SPACE)
    kinds = codes[controls]
    marks = controls[kinds == _MARK[0]]
    if len(marks) != len(texts) + 1:
        return [paragraphs(text) for text in texts]
    breaks = controls[kinds == _BREAK]
    doubled = (codes[breaks + 1] == _BREAK).astype(np.int8) + (codes[breaks - 1] == _BREAK)
    strange = controls[(kinds != _BREAK) & (kinds != _MARK[0])]
    beyond = np.flatnonzero(codes >= 0x7F)
    beyond_edges = np.searchsorted(beyond, marks)
    settled = _settled(codes[beyond].tobytes(), beyond_edges.tolist())
    odd = _holding((strange, _spaced(codes), breaks[doubled == 2]), marks) | ~settled
    single, double = _holding((breaks[doubled == 0],), marks), _holding((breaks[doubled == 1],), marks)
    gaps = np.diff(controls, append=len(codes))
    longest = np.maximum.reduceat(gaps, np.searchsorted(controls, marks))[:-1] - 1
    long = longest - np.diff(beyond_edges) > MAX_WRAPPED_COLUMNS  # in characters, or fewer than it has
    ready, lines = ~odd & ~single, ~odd & single & ~double & long
    return [
        text if as_it_is else text.replace("\n", "\n\n") if by_line else paragraphs(text)
        for text, as_it_is, by_line in zip(texts, ready.tolist(), lines.tolist(), strict=True)
    ]


def _spaced(codes: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where white space or a mark follows another, other than a line end another line end: int64[*]."""
    low = codes <= _SPACE
    found = np.flatnonzero(low[1:] & low[:-1])
    spaced: NDArray[np.intp] = found[(codes[found] != _BREAK) | (codes[found + 1] != _BREAK)]
    return spaced


def _holding(places: tuple[NDArray[np.intp], ...], marks: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which texts hold one of the `places` in the joined bytes, or begin or end there: bool[texts]."""
    held = np.zeros(len(marks), np.bool_)
    for each in places:
        held[np.searchsorted(marks, each, side="right") - 1] = True
    return held[:-1]


def _settled(beyond: bytes, edges: list[int]) -> NDArray[np.bool_]:
    """Which texts hold nothing that is replaced: bool[texts]. `beyond` are the bytes beyond ASCII of all."""
    parts = (beyond[start:end] for start, end in pairwise(edges))
    return np.array([not part or SETTLED.fullmatch(_decoded(part)) is not None for part in parts], np.bool_)


def _decoded(part: bytes) -> str:
    return part.decode(errors="surrogatepass")
