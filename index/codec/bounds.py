"""How much a term can add to a score at most: overall, and within each window of 1,024 documents.

A posting's normalised frequency is

    tf' = (tf + LEAD_WEIGHT·lead) / (1 - B + B·length/average)

with the document's content length and its average over the documents of the segment that have the field; it
saturates to tf' / (tf' + K1) (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, §3.4). Stored
is the largest such value, times 255, rounded up. An average that has grown since by a factor g > 1 lengthens no
tf' by more than g, and no saturated value either; one that has fallen only lowers them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayWriter

K1: Final = 1.5
B: Final = 0.5
LEAD_WEIGHT: Final = 0.5
WINDOW: Final = 1024
_FEWEST: Final = 512
_PER_WINDOW: Final = 8
_CHUNK: Final = 1 << 20
_MARGIN: Final = 1e-3  # of 1/255: covers the rounding of single-precision arithmetic


def norms(lengths: Array, average: float) -> NDArray[np.float32]:
    """For each document 1 - B + B·length/average."""
    return (1 - B + B / average * lengths.astype(np.float64)).astype(np.float32)


class BoundsWriter:
    """Takes postings of term after term."""

    def __init__(self, writer: ArrayWriter, prefix: str, lengths: Array, average: float) -> None:
        self._writer = writer
        self._prefix = prefix
        self._norms = norms(lengths, average)
        self._width = -(-len(lengths) // WINDOW)
        self._edges = np.arange(0, (self._width + 1) * WINDOW, WINDOW, dtype=np.uint32)  # where windows begin
        self._least = max(_FEWEST, _PER_WINDOW * self._width)
        self._windows = writer.stream(f"{prefix}/windows", np.uint8, width=self._width)
        self._maxima: list[Array] = [np.zeros(0, np.uint8)]
        self._windowed: list[Array] = [np.zeros(0, np.int64)]
        self._terms = 0

    def append(self, counts: Array, docs: Array, freqs: Array, leads: Array | None) -> None:
        """Add terms, some million postings at a time to bound the memory."""
        ends = np.cumsum(counts, dtype=np.int64)
        low = 0
        while low < len(counts):
            first = int(ends[low - 1]) if low else 0
            high = max(low + 1, int(np.searchsorted(ends, first + _CHUNK, "right")))
            part = slice(first, int(ends[high - 1]))
            self._append(counts[low:high], docs[part], freqs[part], None if leads is None else leads[part])
            low = high

    def finish(self) -> None:
        """Write the arrays."""
        self._writer.add(f"{self._prefix}/maximum", np.concatenate(self._maxima))
        windowed = np.concatenate(self._windowed)
        if len(windowed):
            self._writer.add(f"{self._prefix}/windowed", windowed.astype(np.uint32))
            self._windows.close()

    def _append(self, counts: Array, docs: Array, freqs: Array, leads: Array | None) -> None:
        weights = freqs.astype(np.float32)
        if leads is not None:
            weights += leads * np.float32(LEAD_WEIGHT)
        weights /= self._norms[docs]
        saturated = weights / (weights + np.float32(K1))
        firsts = np.cumsum(counts) - counts
        self._maxima.append(_rounded_up(np.maximum.reduceat(saturated, firsts)))
        for i in np.flatnonzero(counts >= self._least):
            part = slice(int(firsts[i]), int(firsts[i] + counts[i]))
            edges = docs[part].searchsorted(self._edges)
            windows = np.flatnonzero(edges[1:] > edges[:-1])
            row = np.zeros((1, self._width), np.uint8)
            row[0, windows] = _rounded_up(np.maximum.reduceat(saturated[part], edges[windows]))
            self._windows.append(row)
        self._windowed.append(np.flatnonzero(counts >= self._least) + self._terms)
        self._terms += len(counts)


def _rounded_up(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    rounded: NDArray[np.uint8] = np.minimum(np.ceil(values * 255 + _MARGIN), 255).astype(np.uint8)
    return rounded
