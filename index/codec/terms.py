"""The terms of a field: sorted, in one blob, found by bisection or by a scan.

The newline behind each lets one regular expression search all terms. Where terms are not text (numbers of other
Whoosh schemas) they may hold newlines: the offsets decide.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile, ArrayWriter

_BLOCK: Final = 64
"""Of so many terms the first is kept as an object, where terms are looked up again and again."""

_OFTEN: Final = 100
"""Looking up so many terms pays for that."""


class TermsWriter:
    """Takes terms in order; keeps their lengths in memory and the terms in the file."""

    def __init__(self, writer: ArrayWriter, prefix: str) -> None:
        self._writer = writer
        self._prefix = prefix
        self._blobs: list[bytes] = []
        self._offsets: list[Array] = [np.zeros(1, np.uint64)]
        self._end = 0

    def append(self, terms: Sequence[bytes]) -> None:
        """Add terms, all of them beyond those added before."""
        blob = b"\n".join([*terms, b""]) if terms else b""
        lengths = np.fromiter(map(len, terms), np.uint64, len(terms))
        self._offsets.append(np.cumsum(lengths + 1, dtype=np.uint64) + np.uint64(self._end))
        self._blobs.append(blob)
        self._end += len(blob)

    def finish(self) -> Terms:
        """Write the arrays; the terms, for whatever else must be known about them."""
        offsets = np.concatenate(self._offsets)
        if self._end < 1 << 32:
            offsets = offsets.astype(np.uint32)
        terms = Terms(np.frombuffer(b"".join(self._blobs), np.uint8), offsets)
        terms.write(self._writer, self._prefix)
        return terms


class Terms:
    """Sorted byte strings in a blob."""

    def __init__(self, blob: NDArray[np.uint8], offsets: Array) -> None:
        self.blob = blob
        self.offsets = offsets
        self._text = blob.data  # slices of it are made faster than arrays are
        self._starts = offsets.data
        self._found = 0
        self._sample: list[bytes] | None = None

    @classmethod
    def open(cls, file: ArrayFile, prefix: str) -> Terms:
        """The terms stored under `prefix`."""
        return cls(file[f"{prefix}/blob"], file[f"{prefix}/offsets"])

    @classmethod
    def of(cls, terms: Sequence[bytes]) -> Terms:
        """These terms, in memory; they must be sorted and distinct."""
        blob = b"\n".join([*terms, b""]) if terms else b""
        return cls(
            np.frombuffer(blob, np.uint8), np.cumsum([0, *(len(term) + 1 for term in terms)], dtype=np.uint64)
        )

    def write(self, writer: ArrayWriter, prefix: str) -> None:
        """Write the arrays."""
        writer.add(f"{prefix}/blob", self.blob)
        writer.add(f"{prefix}/offsets", self.offsets)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, ordinal: int) -> bytes:
        starts = self._starts
        return bytes(self._text[starts[ordinal] : starts[ordinal + 1] - 1])

    def slice(self, start: int, stop: int) -> list[bytes]:
        """The terms with ordinals start … stop - 1."""
        first = self._starts[start]
        text = bytes(self._text[first : self._starts[stop]])
        cuts = (self.offsets[start : stop + 1].astype(np.int64) - first).tolist()
        return [text[a : b - 1] for a, b in pairwise(cuts)]

    def first_from(self, term: bytes, low: int = 0) -> int:
        """The ordinal of the first term that is `term` or beyond it, not looking below `low`."""
        text, starts = self._text, self._starts
        high = len(starts) - 1
        while low < high:
            middle = (low + high) >> 1
            if text[starts[middle] : starts[middle + 1] - 1].tobytes() < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int:
        """The ordinal of `term`, or -1."""
        self._found += 1
        if self._found < _OFTEN or b"\n" in term:
            return self._bisected(term)
        if self._sample is None:
            self._sample = [self[ordinal] for ordinal in range(0, len(self), _BLOCK)]
        block = bisect_right(self._sample, term) - 1
        if block < 0:
            return -1
        first, last = block * _BLOCK, min(block * _BLOCK + _BLOCK, len(self))
        text = b"\n" + self._text[self._starts[first] : self._starts[last]].tobytes()
        if text.count(b"\n") != last - first + 1:  # there are terms that hold newlines
            return self._bisected(term)
        at = text.find(b"\n" + term + b"\n")
        return -1 if at < 0 else first + text.count(b"\n", 0, at)

    def find_all(self, wanted: Sequence[bytes]) -> list[int]:
        """The ordinal of each of these terms, or -1. In their own order each is looked for beyond the last."""
        found = [-1] * len(wanted)
        at = 0
        for i in sorted(range(len(wanted)), key=wanted.__getitem__):
            at = self.first_from(wanted[i], at)
            if at < len(self) and self[at] == wanted[i]:
                found[i] = at
        return found

    def _bisected(self, term: bytes) -> int:
        at = self.first_from(term)
        return at if at < len(self) and self[at] == term else -1

    def prefix(self, prefix: bytes) -> tuple[int, int]:
        """The ordinals [low, high) of the terms that begin with `prefix`."""
        low = self.first_from(prefix)
        beyond = prefix.rstrip(b"\xff")
        if not beyond:
            return low, len(self)
        return low, self.first_from(beyond[:-1] + bytes([beyond[-1] + 1]), low)
