"""Makes chunks into the words that the tagger sees, whole batches at a time.

Each distinct chunk (see `index.chunks`) is cut into pieces once, and each distinct piece is a *type* with a
number. Texts are then rows of numbers, made with array operations only, and what is computed for a type serves all
its places.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.chunks import END, PADDING, Cut, Indexes, Numbers, Strings, Table
from index.extract.pieces import pieces, plain_pieces

BREAK: Final = 0
"""The type that stands around texts and between paragraphs."""
MARGIN: Final = 3
"""Breaks before each text and after the last: what looks no further from a word never sees another text."""


class Words(NamedTuple):
    """The words of a batch of texts, in order, with `MARGIN` breaks around texts and one between paragraphs.

    `types`: int32[n]. `bounds`: intp[texts + 1], where each text begins in it. The others serve `places`: `chunk`
    is the first word of each chunk and `start` the byte where it begins, `text` the byte where each text does.
    Word i stands in its chunk from character starts[part[i]] to ends[part[i]].
    """

    types: NDArray[np.int32]
    bounds: Indexes
    cut: Cut
    chunk: Indexes
    start: Indexes
    text: Indexes
    part: Indexes
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def places(self, first: Indexes, last: Indexes) -> tuple[Indexes, Indexes, Indexes]:
        """Of stretches of words, from first to last: the text each is in, the characters it starts and ends at."""
        text = np.searchsorted(self.bounds, first, side="right") - 1
        chunks = (np.searchsorted(self.chunk, words, side="right") - 1 for words in (first, last))
        bytes_ = np.concatenate([self.text[text], *(self.start[chunk] for chunk in chunks)])
        base, start, end = self.cut.characters(bytes_).reshape(3, -1)
        return text, start - base + self.starts[self.part[first]], end - base + self.ends[self.part[last]]


class Lexicon:
    """The types met so far, and which ones each chunk consists of, as tables that array operations can index.

    Belongs to the `strings` that number the chunks. `pieces[t]` is the text of type t. The types of the lexicon
    `before` it, if one is given, keep their numbers.
    """

    def __init__(self, strings: Strings, before: Lexicon | None = None) -> None:
        self.strings = strings
        self.pieces: list[str] = before.pieces if before else ["\n"]
        self._types: Strings = before._types if before else Strings()
        # The parts of chunk i are `first … first + count - 1` in the others; those of END are breaks.
        self._first, self._count = Table(np.int32, [0]), Table(np.int32, [MARGIN])
        self._type, self._start, self._end = (Table(np.int32, [BREAK] * MARGIN) for _ in range(3))

    def read(self, cut: Cut) -> Words:
        """The words of texts that were cut with the lexicon's strings."""
        self._learn()
        numbers, starts, ends = cut.numbers, cut.starts, cut.ends
        counts = self._count.values.take(numbers, mode="clip")  # the fastest mode; none lies outside
        if not counts.all():
            some = np.flatnonzero(counts)
            numbers, starts, ends, counts = numbers[some], starts[some], ends[some], counts[some]
        blank = _after_blank_lines(cut, numbers, starts, ends)
        breaks = np.append(0, blank)
        first = np.insert(self._first.values.take(numbers, mode="clip"), breaks, BREAK)
        counts = np.insert(counts, breaks, np.append(MARGIN, np.ones_like(blank)))
        starts = np.insert(starts, breaks, -1)
        chunk = np.cumsum(counts) - counts
        part = np.arange(int(counts.sum())) + np.repeat(first - chunk, counts)
        closes = np.flatnonzero((first == BREAK) & (counts == MARGIN))
        bounds = np.append(chunk[closes[:-1]], len(part))
        texts = starts[closes[:-1]] + len(END) + 1
        types = self._type.values.take(part, mode="clip")
        return Words(types, bounds, cut, chunk, starts, texts, part, self._start.values, self._end.values)

    def _learn(self) -> None:
        """Cut the chunks that are new into pieces."""
        known = len(self._first)
        if known == len(self.strings):
            return
        data = self.strings.since(known)
        closes = np.append(-1, np.flatnonzero(np.frombuffer(data, np.uint8) == END[0]))
        plain = plain_pieces(data)
        types = self._types.number(data + PADDING, plain.start, plain.end)
        begins = closes[plain.chunk] + 1
        rows: list[tuple[int, int, int]] = []
        written: list[bytes] = []
        for i in plain.odd.tolist():
            chunk = data[closes[i] + 1 : closes[i + 1]].decode("utf-8", "surrogatepass")
            for piece, start, end in pieces(chunk):
                rows.append((i, start, end))
                written.append(piece.encode("utf-8", "surrogatepass"))
        odd = np.array(rows, np.intp).reshape(-1, 3).T
        parts = (plain.chunk, plain.start - begins, plain.end - begins, types)
        joined = [
            np.concatenate(pair) for pair in zip(parts, (*odd, self._types.number_all(written)), strict=True)
        ]
        order = np.argsort(joined[0], kind="stable")
        counts = np.bincount(joined[0], minlength=len(closes) - 1)
        self._first.extend(len(self._type) + np.cumsum(counts) - counts)
        self._count.extend(counts)
        for table, values in zip((self._start, self._end, self._type), joined[1:], strict=True):
            table.extend(values[order])
        self.pieces += (
            self._types.since(len(self.pieces))
            .replace(END, b"\n")
            .decode("utf-8", "surrogatepass")
            .split("\n")[:-1]
        )


def _after_blank_lines(cut: Cut, numbers: Numbers, starts: Indexes, ends: Indexes) -> Indexes:
    """Which chunks, at data[start:end], an empty line parts from the one before, in the same text."""
    wide = np.flatnonzero(starts[1:] - ends[:-1] > 1)
    lines = np.flatnonzero(np.frombuffer(cut.data, np.uint8) == ord("\n"))
    passed = np.searchsorted(lines, starts[wide + 1]) - np.searchsorted(lines, ends[wide])
    wide = wide[(passed > 1) & (numbers[wide] > 0) & (numbers[wide + 1] > 0)]
    return wide + 1
