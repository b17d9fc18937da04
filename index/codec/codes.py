"""How often a term stands in each of its documents, and whether among the first words: a byte a posting.

The bytes are used as they lie; a frequency that does not fit is kept apart (see `index.codec.counts`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile, ArrayWriter
from index.codec.counts import Large
from index.codec.positions import STRIDE

LEAD: Final = 128
"""This bit says that the term is among the document's first words."""
FREQUENCY: Final = 127
"""These bits are the frequency; all of them: at least so often."""


class CodesWriter:
    """Takes frequencies and leads of posting after posting."""

    def __init__(self, writer: ArrayWriter, prefix: str) -> None:
        self._writer = writer
        self._name = f"{prefix}/codes"
        self._codes = writer.stream(self._name, np.uint8)
        self._at: list[Array] = [np.zeros(0, np.int64)]
        self._value: list[Array] = [np.zeros(0, np.uint32)]

    def append(self, freqs: Array, leads: Array | None) -> None:
        """Add postings."""
        large = np.flatnonzero(freqs >= FREQUENCY)
        self._at.append(large + self._codes.count)
        self._value.append(freqs[large])
        codes = np.minimum(freqs, FREQUENCY).astype(np.uint8)
        if leads is not None:
            codes |= leads.astype(np.uint8) << 7
        self._codes.append(codes)

    def finish(self) -> None:
        """Write the arrays."""
        self._codes.close()
        Large.write(self._writer, self._name, np.concatenate(self._at), np.concatenate(self._value))


class Codes:
    """Reads frequencies by posting, counted over the whole field."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self.codes: NDArray[np.uint8] = file[f"{prefix}/codes"]
        self._rows = file.rows(f"{prefix}/codes", STRIDE)
        self._large = Large(file, f"{prefix}/codes")

    def frequencies(self, first: int, last: int) -> NDArray[np.uint32]:
        """Exact frequencies of the postings first … last - 1."""
        return self._exact(self.codes[first:last], lambda: np.arange(first, last))

    def exact(self, first: int, last: int) -> bool:
        """Whether the frequencies of the postings first … last - 1 are all in their bytes."""
        return not self._large.any(first, last)

    def pick(self, postings: Array) -> NDArray[np.uint32]:
        """Exact frequencies of these postings."""
        return self._exact(self.codes[postings], lambda: postings)

    def rows(self, rows: Array | slice) -> Array:
        """Exact frequencies of rows of STRIDE postings: [row, posting], 0 beyond the last one."""
        codes = self._rows[rows] if isinstance(rows, slice) else self._rows.take(rows, axis=0)
        freqs: Array = codes & np.uint8(FREQUENCY)
        if freqs.max() == FREQUENCY:
            numbers = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
            freqs = freqs.astype(np.uint32)
            self._large.put(
                freqs.reshape(-1), FREQUENCY, (numbers[:, None] * STRIDE + np.arange(STRIDE)).reshape(-1)
            )
        return freqs

    def _exact(self, codes: NDArray[np.uint8], at: Callable[[], Array]) -> NDArray[np.uint32]:
        freqs = (codes & FREQUENCY).astype(np.uint32)
        if (freqs == FREQUENCY).any():
            self._large.put(freqs, FREQUENCY, at())
        return freqs
