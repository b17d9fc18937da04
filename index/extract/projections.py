"""The first layer of the tagger's net: what each type adds at each place of a window, worked out once and kept.

Every type has a vector: the sum of the table rows that `features.describe` selects, plus a bias, negatives cut
off. Its projection at a place of the window is that vector times the place's matrix. Only the projections that a
window asks for are made, and numbers that are described alike share one.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.extract import features
from index.extract.words import BREAK, MARGIN

Floats = NDArray[np.float32]

REACH: Final = MARGIN
"""Words that the tagger sees on either side."""
WINDOW: Final = 2 * REACH + 1

_KEPT: Final = 7 << 14
"""Projections that are kept from batch to batch; the first asked for are the frequent ones."""
_TOGETHER: Final = 2000
"""Types that are worked on at a time: what they need stays in the processor's cache."""
_SMALL: Final = 16
"""Rows of a product of matrices: for larger ones OpenBLAS takes threads, which cost more than they gain."""


class Projections:
    """Rows by type and place. The types are those of one lexicon, and grow with it."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        # Sums of bytes stay exact in 16 bits; the row after the last adds nothing.
        self._table = np.pad(weights["rows"].astype(np.int16), ((0, 1), (0, 0)))
        self._scale = weights["row_scale"].astype(np.float32)
        self._bias = weights["row_bias"].astype(np.float32)
        self._window = weights["window"].astype(np.float32)
        self.forget()

    def forget(self) -> None:
        """Start with an empty lexicon."""
        self._alike = np.zeros(0, dtype=np.int32)
        self._numbers: dict[str, int] = {}
        self._vectors = np.zeros((0, len(self._bias)), dtype=np.float32)
        self._known = np.zeros(0, dtype=bool)
        # The row of a type's projection, by place; -1 where there is none.
        self._slots = np.zeros((WINDOW, 0), dtype=np.int32)
        self._kept = 0
        self.rows: Floats = np.empty((_KEPT, self._window.shape[2]), dtype=np.float32)

    def learn(self, pieces: list[str]) -> None:
        """Take in the types that the lexicon has gained."""
        known = len(self._alike)
        alike = np.arange(known, len(pieces), dtype=np.int32)
        begin_with_digit = [i for i, piece in enumerate(pieces[known:], known) if "0" <= piece < ":"]
        for i in begin_with_digit:
            if form := features.form_of_number(pieces[i]):
                alike[i - known] = self._numbers.setdefault(form, i)
        self._alike = np.concatenate([self._alike, alike])
        if len(self._known) < len(pieces):
            more = 2 * len(pieces) - len(self._known)
            self._known = np.pad(self._known, (0, more))
            self._vectors = np.pad(self._vectors, ((0, more), (0, 0)))
            self._slots = np.pad(self._slots, ((0, 0), (0, more)), constant_values=-1)

    def around(self, types: NDArray[np.int32], at: NDArray[np.int64], pieces: list[str]) -> NDArray[np.int32]:
        """The numbers in `rows` of the projections around each of the words `at`, int32 [WINDOW, len(at)].

        They are good until the next call.
        """
        padded = np.concatenate([np.full(REACH, BREAK), self._alike[types], np.full(REACH, BREAK)])
        seen = [padded[at + place] for place in range(WINDOW)]
        found = np.empty((WINDOW, len(at)), dtype=np.int32)
        missing = []
        for place, slots in enumerate(self._slots):
            np.take(slots, seen[place], out=found[place])
            asked = np.zeros(len(slots), dtype=bool)
            asked[seen[place][found[place] < 0]] = True
            missing.append(np.flatnonzero(asked))
        if any(map(len, missing)):
            self._describe(np.unique(np.concatenate(missing)), pieces)
            self._project(missing)
            for place, slots in enumerate(self._slots):
                np.take(slots, seen[place], out=found[place])
                # What lies beyond the kept ones serves this batch only.
                beyond = missing[place][slots[missing[place]] >= _KEPT]
                slots[beyond] = -1
        return found

    def _project(self, missing: list[NDArray[np.int64]]) -> None:
        """Make the projections of the types that are `missing` at each place."""
        sizes = [len(types) + -len(types) % _SMALL for types in missing]
        end = self._kept + sum(sizes)
        if end > len(self.rows):
            more = np.empty((end + end // 4, self.rows.shape[1]), dtype=np.float32)
            more[: self._kept] = self.rows[: self._kept]
            self.rows = more
        first = self._kept
        for place, (types, size) in enumerate(zip(missing, sizes, strict=True)):
            padded = np.append(types, np.zeros(size - len(types), dtype=np.int64))
            blocks = self._vectors[padded].reshape(-1, _SMALL, self._vectors.shape[1])
            out = self.rows[first : first + size].reshape(*blocks.shape[:2], self.rows.shape[1])
            np.matmul(blocks, self._window[place], out=out)
            self._slots[place, types] = np.arange(first, first + len(types), dtype=np.int32)
            first += len(types)
        self._kept = min(first, _KEPT)

    def _describe(self, types: NDArray[np.int64], pieces: list[str]) -> None:
        """Make the vectors of types that have none."""
        unknown = types[~self._known[types]]
        for first in range(0, len(unknown), _TOGETHER):
            some = unknown[first : first + _TOGETHER]
            self._vectors[some] = self.vectors([pieces[number] for number in some.tolist()])
        self._known[unknown] = True

    def vectors(self, pieces: list[str]) -> Floats:
        """The vectors of types, float32 [n, D]."""
        outlines, words = zip(*map(features.outline, pieces), strict=True)
        nothing = len(self._table) - 1
        first, *others = np.array(list(zip_longest(*outlines, fillvalue=nothing)))
        summed = self._table[first]
        for rows in others:
            summed += self._table[rows]
        spelled = [i for i, word in enumerate(words) if word]
        letters = np.zeros((len(spelled), summed.shape[1]), self._table.dtype)
        for which, rows in features.letters([words[i] for i in spelled]):
            letters[which] += self._table[rows]
        summed[spelled] += letters
        vectors: Floats = np.maximum(summed * self._scale + self._bias, 0)
        return vectors
