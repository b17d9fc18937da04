"""Cuts texts into the words that the tagger sees, whole batches at a time.

A *chunk* is what stands between white space (`Homs,` or `(U.N.`). Each distinct chunk is analysed once, by a
regular expression, into *pieces* (`Homs` and `,`), and each distinct piece is a *type* with a number. Texts are
then rows of numbers, made with array operations only, and what is computed for a type serves all its places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BREAK: Final = 0
"""The type that stands around texts and between paragraphs."""
MARGIN: Final = 3
"""Breaks before each text and after the last: what looks no further from a word never sees another text."""

_ABBREVIATIONS: Final = (
    "Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Maj|Cpl|Cmdr|Adm|Brig|Jr|Sr|Prof|Rev|Fr|Hon|Messrs|Mme|Mlle"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Corp|Co|Ltd|Bros|No|vs|Ft|Mt|Pte|Pvt|Insp|Supt|Ph\\.D|Pres"
)
_PIECE: Final = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}(?:-\w+)?|(?:{_ABBREVIATIONS})\.(?!\w)|[A-ZÀ-Þ]\.(?=$)"
    r"|['’](?:s|S|re|ve|ll|d|m|t)\b|[^\W_]+(?:(?![’'][sS]\b)[-‐‑'’.,&/·+@\u0300-\u036f]+[^\W_]+)*|--+|\.\.+|\S"
)
_SPACES: Final = np.zeros(0x3001, dtype=bool)
_SPACES[[code for code in range(0x3001) if chr(code).isspace()]] = True
_LONGEST: Final = 200
"""Characters of a chunk that are analysed; what follows in a longer one is no name."""


def pieces(chunk: str) -> list[tuple[str, int, int]]:
    """The pieces of a chunk, each with its start and end in it."""
    return [(match.group(), match.start(), match.end()) for match in _PIECE.finditer(chunk, 0, _LONGEST)]


class Words(NamedTuple):
    """The words of a batch of texts, in order, with `MARGIN` breaks around texts and one between paragraphs.

    `types`: int32[n]. `starts`, `ends`: int64[n], offsets into the text the word is from (0 for breaks).
    `bounds`: int64[texts + 1], where each text begins in those arrays.
    """

    types: NDArray[np.int32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    bounds: NDArray[np.int64]


class Lexicon:
    """The chunks and types met so far, as tables that array operations can index.

    `pieces[t]` is the text of type t. `clear()` forgets everything; call it between batches when `full`.
    """

    def __init__(self, limit: int = 1 << 18) -> None:
        self._limit = limit
        self.clear()

    def clear(self) -> None:
        """Forget all chunks and types."""
        self.pieces: list[str] = ["\n"]
        self._types: dict[str, int] = {"\n": BREAK}
        self._chunks: dict[str, int] = {}
        # Row i of `_first` and `_count` is chunk i; rows of `_parts` are type, start and end of a piece.
        self._first = np.zeros(0, dtype=np.int64)
        self._count = np.zeros(0, dtype=np.int64)
        self._parts = np.zeros((0, 3), dtype=np.int32)

    @property
    def full(self) -> bool:
        """Whether it holds more than is worth keeping."""
        return len(self._chunks) > self._limit

    def read(self, texts: Sequence[str]) -> Words:
        """Cut texts into words."""
        chunks, starts, broken = _chunks("\n\n".join(texts))
        self._learn(set(chunks).difference(self._chunks))
        numbers = np.fromiter(map(self._chunks.__getitem__, chunks), dtype=np.int64, count=len(chunks))
        counts = self._count[numbers]
        before = np.cumsum(counts) - counts
        rows = np.arange(int(counts.sum())) + np.repeat(self._first[numbers] - before, counts)
        parts = self._parts[rows]
        at = np.repeat(starts, counts)
        return _with_breaks(texts, parts[:, 0], at + parts[:, 1], at + parts[:, 2], before[broken])

    def _learn(self, chunks: set[str]) -> None:
        """Analyse chunks that are new."""
        if not chunks:
            return
        parts: list[tuple[int, int, int]] = []
        counts: list[int] = []
        types, texts = self._types, self.pieces
        for number, chunk in enumerate(sorted(chunks), len(self._chunks)):
            self._chunks[chunk] = number
            found = pieces(chunk)
            counts.append(len(found))
            for piece, start, end in found:
                kind = types.get(piece)
                if kind is None:
                    kind = types[piece] = len(texts)
                    texts.append(piece)
                parts.append((kind, start, end))
        count = np.array(counts, dtype=np.int64)
        self._first = np.concatenate([self._first, len(self._parts) + np.cumsum(count) - count])
        self._count = np.concatenate([self._count, count])
        self._parts = np.concatenate([self._parts, np.array(parts, dtype=np.int32).reshape(-1, 3)])


def _chunks(text: str) -> tuple[list[str], NDArray[np.int64], NDArray[np.bool_]]:
    """The chunks of a text, where each starts, and whether an empty line stands before it."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    space = _SPACES[np.minimum(codes, 0x3000)] & (codes <= 0x3000)
    lines = np.cumsum(codes == ord("\n"))
    edge = np.flatnonzero(np.diff(space, prepend=True))
    starts = edge[::2] if len(edge) else edge
    broken = np.diff(lines[starts], prepend=-2) > 1
    return text.split(), starts.astype(np.int64), broken


def _with_breaks(
    texts: Sequence[str],
    types: NDArray[np.int32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    paragraphs: NDArray[np.int64],
) -> Words:
    """Put breaks between texts and before `paragraphs`, and make offsets count from each text's beginning."""
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    text_starts = np.cumsum(sizes + 2) - sizes - 2
    text_first = np.searchsorted(starts, text_starts)
    text_of = np.searchsorted(text_starts, starts, side="right") - 1
    starts, ends = starts - text_starts[text_of], ends - text_starts[text_of]
    inner = np.setdiff1d(paragraphs, text_first)
    where = np.concatenate([np.repeat(text_first, MARGIN), inner, np.full(MARGIN, len(types))])
    order = np.argsort(where, kind="stable")
    rank = np.empty(len(where), dtype=np.int64)
    rank[order] = np.arange(len(where))
    first_breaks = np.arange(len(texts)) * MARGIN
    bounds = np.append(text_first + rank[first_breaks], len(types) + len(where))
    where = where[order]
    return Words(np.insert(types, where, BREAK), np.insert(starts, where, 0), np.insert(ends, where, 0), bounds)
