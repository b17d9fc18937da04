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
# Which characters are white space; the last row stands for all from there on, of which none is.
_SPACES: Final = np.array([chr(code).isspace() for code in range(0x3002)])
_LONGEST: Final = 200
"""Characters of a chunk that are analysed; what follows in a longer one is no name."""


def pieces(chunk: str) -> list[tuple[str, int, int]]:
    """The pieces of a chunk, each with its start and end in it."""
    size = len(chunk)
    if size <= _LONGEST:
        # Most chunks are a word, or a word and a comma or full stop: no need for the expression.
        if chunk.isalpha() or chunk.isdecimal():
            return [(chunk, 0, size)]
        word, mark = chunk[:-1], chunk[-1]
        if word.isalpha() and (mark == "," or (mark == "." and word.islower() and word != "vs")):
            return [(word, 0, size - 1), (mark, size - 1, size)]
    return [(match.group(), match.start(), match.end()) for match in _PIECE.finditer(chunk, 0, _LONGEST)]


class Words(NamedTuple):
    """The words of a batch of texts, in order, with `MARGIN` breaks around texts and one between paragraphs.

    `types`: int32[n]. `bounds`: int64[texts + 1], where each text begins in it. The others serve `offsets`:
    `rank[i]` counts the words before i, breaks left out; `chunk_first` those before each chunk; `chunk_start` is
    where a chunk begins in all texts joined, `text_start` where a text does; `part` are a word's rows in `parts`,
    whose columns are type, start and end in the chunk.
    """

    types: NDArray[np.int32]
    bounds: NDArray[np.int64]
    rank: NDArray[np.int64]
    chunk_first: NDArray[np.int64]
    chunk_start: NDArray[np.int64]
    text_start: NDArray[np.int64]
    part: NDArray[np.int64]
    parts: NDArray[np.int32]

    def offsets(self, words: NDArray[np.int64], column: int) -> NDArray[np.int64]:
        """Where words (none of them breaks) start (`column` 1) or end (2) in their texts."""
        rank = self.rank[words]
        chunk = np.searchsorted(self.chunk_first, rank, side="right") - 1
        text = np.searchsorted(self.bounds, words, side="right") - 1
        found: NDArray[np.int64] = self.chunk_start[chunk] + self.parts[self.part[rank], column]
        return found - self.text_start[text]


class _Numbers(dict[str, int]):
    """Chunk → number; an unknown chunk gets the next one and is noted in `new`."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[str] = []

    def __missing__(self, chunk: str) -> int:
        number = self[chunk] = len(self)
        self.new.append(chunk)
        return number


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
        self._chunks = _Numbers()
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
        numbers = np.fromiter(map(self._chunks.__getitem__, chunks), dtype=np.int64, count=len(chunks))
        self._learn()
        counts = self._count[numbers]
        first = np.cumsum(counts) - counts
        part = np.arange(int(counts.sum())) + np.repeat(self._first[numbers] - first, counts)
        sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        text_start = np.cumsum(sizes + 2) - sizes - 2
        # The number of the first word of each text and of each paragraph that does not begin its text.
        edges = np.append(first, len(part))
        text_first = edges[np.searchsorted(starts, text_start)]
        inner = np.setdiff1d(first[broken], text_first)
        where = np.concatenate([np.repeat(text_first, MARGIN), inner, np.full(MARGIN, len(part))])
        order = np.argsort(where, kind="stable")
        before = np.empty(len(where), dtype=np.int64)
        before[order] = np.arange(len(where))
        bounds = np.append(text_first + before[np.arange(len(texts)) * MARGIN], len(part) + len(where))
        is_word = np.ones(len(part) + len(where), dtype=bool)
        is_word[where[order] + np.arange(len(where))] = False
        types = np.full(len(is_word), BREAK, dtype=np.int32)
        types[is_word] = self._parts[:, 0][part]
        rank = np.cumsum(is_word) - 1
        return Words(types, bounds, rank, first, starts, text_start, part, self._parts)

    def _learn(self) -> None:
        """Analyse the chunks that are new."""
        new, self._chunks.new = self._chunks.new, []
        if not new:
            return
        parts: list[tuple[int, int, int]] = []
        counts: list[int] = []
        types, texts = self._types, self.pieces
        for chunk in new:
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
    if text.isascii():
        narrow = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        space, lines = _SPACES[narrow], np.flatnonzero(narrow == ord("\n"))
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        space = _SPACES[np.minimum(codes, _SPACES.size - 1)]
        lines = np.flatnonzero(codes == ord("\n"))
    edge = np.flatnonzero(np.diff(space, prepend=True))
    starts = edge[::2].astype(np.int64)
    broken = np.diff(np.searchsorted(lines, starts), prepend=-2) > 1
    return text.split(), starts, broken
