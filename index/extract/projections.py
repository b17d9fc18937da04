"""The first layer of the tagger's net: what each type adds at each place of a window, worked out once and kept.

Every type has a vector: the sum of the table rows that `features.describe` selects, plus a bias, negatives cut
off. Its projection at a place of the window is that vector times the place's matrix. Only the projections that a
window asks for are made, and numbers that are described alike share one. They are kept as 16-bit fixed-point
numbers: half as many bytes to fetch and add as 32-bit floats, and finer than the matrices' own 16-bit floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.extract import features
from index.extract.words import BREAK, MARGIN

Floats = NDArray[np.float32]
Fixed = NDArray[np.int16]

REACH: Final = MARGIN
"""Words that the tagger sees on either side."""
WINDOW: Final = 2 * REACH + 1
SCALE: Final = 1024
"""What is counted as 1 in projections."""
LIMIT: Final = ((1 << 15) - 1) // (WINDOW + 1)
"""The largest projection, about 4, that a window of them and a bias can be added. Larger ones are cut."""

_TOGETHER: Final = 4000
"""Types that are worked on at a time: what they need stays in the processor's cache."""
_SMALL: Final = 48
"""Rows of a product of matrices: for larger ones OpenBLAS takes threads, which cost more than they gain."""
_BLOCKS: Final = 20
"""Such products made at a time: what they need stays in the processor's cache."""


class Projections:
    """Vectors by type, and projections by type and place. The types are those of one lexicon, and grow with it."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self._table = weights["rows"].astype(np.int16)  # sums of bytes stay exact in 16 bits
        self._scale = weights["row_scale"].astype(np.float32)
        self._bias = weights["row_bias"].astype(np.float32)
        self._window = weights["window"].astype(np.float32) * SCALE
        self._rows = np.empty((0, self._window.shape[2]), dtype=np.int16)
        self._products = np.empty((_BLOCKS, _SMALL, self._window.shape[2]), dtype=np.float32)
        self.forget()

    def forget(self) -> None:
        """Start with an empty lexicon."""
        self._alike = np.zeros(0, dtype=np.int32)
        self._numbers: dict[str, int] = {}
        # Where a type's vector is; -1 for those never asked for.
        self._vector_of = np.zeros(0, dtype=np.int32)
        self._vectors = np.empty((0, len(self._bias)), dtype=np.float32)
        self._described = 0

    def learn(self, pieces: list[str]) -> None:
        """Take in the types that the lexicon has gained."""
        known = len(self._alike)
        alike = np.arange(known, len(pieces), dtype=np.int32)
        begin_with_digit = [i for i, piece in enumerate(pieces[known:], known) if "0" <= piece < ":"]
        for i in begin_with_digit:
            if form := features.form_of_number(pieces[i]):
                alike[i - known] = self._numbers.setdefault(form, i)
        self._alike = np.concatenate([self._alike, alike])
        self._vector_of = np.pad(self._vector_of, (0, len(alike)), constant_values=-1)

    def around(
        self, types: NDArray[np.int32], at: NDArray[np.int64], pieces: list[str]
    ) -> tuple[Fixed, NDArray[np.int32]]:
        """Projections, int16 [n, H], and the numbers of those around the words `at`, int32 [WINDOW, len(at)].

        The projections are good until the next call. They are made anew each time: that takes less than to fetch
        them from the memory that all of them would fill.
        """
        padded = np.concatenate(
            [np.full(REACH, BREAK), self._alike.take(types, mode="clip"), np.full(REACH, BREAK)]
        )
        seen = np.stack([padded.take(at + place, mode="clip") for place in range(WINDOW)])
        asked = np.zeros((WINDOW, len(self._alike)), dtype=bool)
        for place in range(WINDOW):
            asked[place, seen[place]] = True
        self._describe(np.flatnonzero(asked.any(axis=0)), pieces)
        distinct = [np.flatnonzero(some) for some in asked]
        firsts = np.cumsum([0, *(len(some) + -len(some) % _SMALL for some in distinct)]).tolist()
        if len(self._rows) < firsts[-1]:
            self._rows = np.empty((firsts[-1] + firsts[-1] // 4, self._rows.shape[1]), dtype=np.int16)
        number = np.empty(len(self._alike), dtype=np.int32)
        around = np.empty((WINDOW, len(at)), dtype=np.int32)
        for place, (first, end) in enumerate(pairwise(firsts)):
            some = distinct[place]
            self._project(some, place, self._rows[first:end])
            number[some] = np.arange(first, first + len(some), dtype=np.int32)
            np.take(number, seen[place], out=around[place], mode="clip")
        return self._rows, around

    def _project(self, types: NDArray[np.int64], place: int, rows: Fixed) -> None:
        """Make the projections of types at a place, in the first of `rows`, whose number `_SMALL` divides."""
        vectors = np.append(self._vector_of[types], np.zeros(len(rows) - len(types), dtype=np.int32))
        for first in range(0, len(rows), _BLOCKS * _SMALL):
            some = rows[first : first + _BLOCKS * _SMALL]
            blocks = self._vectors.take(
                vectors[first : first + len(some)].reshape(-1, _SMALL), axis=0, mode="clip"
            )
            products = np.matmul(blocks, self._window[place], out=self._products[: len(blocks)])
            np.rint(products, out=products)
            np.clip(products, -LIMIT, LIMIT, out=products)
            some[:] = products.reshape(some.shape)

    def _describe(self, types: NDArray[np.int64], pieces: list[str]) -> None:
        """Make the vectors of types that have none."""
        unknown = types[self._vector_of[types] < 0]
        first, self._described = self._described, self._described + len(unknown)
        if len(self._vectors) < self._described:
            more = np.empty((2 * self._described, self._vectors.shape[1]), dtype=np.float32)
            more[:first] = self._vectors[:first]
            self._vectors = more
        self._vector_of[unknown] = np.arange(first, self._described, dtype=np.int32)
        for start in range(0, len(unknown), _TOGETHER):
            some = unknown[start : start + _TOGETHER].tolist()
            self._vectors[first + start : first + start + len(some)] = self.vectors([pieces[i] for i in some])

    def vectors(self, pieces: list[str]) -> Floats:
        """The vectors of types, float32 [n, D]."""
        order, columns = features.arrange(pieces)
        summed = np.zeros((len(pieces), self._table.shape[1]), self._table.dtype)
        for which, rows in columns:
            summed[which] += self._table.take(rows, axis=0, mode="clip")  # fetches faster than an index
        vectors = np.empty(summed.shape, np.float32)
        vectors[order] = np.maximum(summed * self._scale + self._bias, 0)
        return vectors
