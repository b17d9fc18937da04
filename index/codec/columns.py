"""Values by document: numbers to sort and filter by, and the values of facets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile, ArrayWriter
from index.codec.counts import narrow
from index.codec.terms import Terms

EMPTY: Final = (1 << 63) - 1
"""What a column of numbers holds for a document without a value (Whoosh's own default for its numbers)."""


class Facet:
    """The exact values of a field, by document.

    starts    uint8 … uint64 [n+1]
    ordinals  uint8 … uint32; document d has values[o] for each o in ordinals[starts[d] : starts[d+1]]
    """

    def __init__(self, terms: Terms, starts: Array, ordinals: Array) -> None:
        self.terms = terms
        self.starts = starts
        self.ordinals = ordinals

    @classmethod
    def open(cls, file: ArrayFile, prefix: str) -> Facet:
        """The facet stored under `prefix`."""
        ordinals = file[f"{prefix}/ordinals"]
        starts = file.get(f"{prefix}/starts")
        return cls(Terms.open(file, prefix), np.arange(len(ordinals) + 1) if starts is None else starts, ordinals)

    @classmethod
    def of(cls, documents: Sequence[Sequence[str]]) -> Facet:
        """The facet of documents given by their values."""
        values = sorted(set(chain.from_iterable(documents)), key=str.encode)
        numbers = {value: number for number, value in enumerate(values)}
        flat = np.fromiter(map(numbers.__getitem__, chain.from_iterable(documents)), np.uint32)
        starts = np.cumsum([0, *map(len, documents)]).astype(np.uint32)
        return cls(Terms.of(list(map(str.encode, values))), starts, flat)

    @cached_property
    def frequencies(self) -> NDArray[np.int64]:
        """In how many documents each value is."""
        return np.bincount(self.ordinals, minlength=len(self.terms))

    @cached_property
    def single(self) -> bool:
        """Whether every document has just one value."""
        return len(self.ordinals) == len(self.starts) - 1 and bool((np.diff(self.starts) == 1).all())

    @cached_property
    def values(self) -> Sequence[str]:
        """The distinct values as strings, sorted by their UTF-8; `terms` has them one by one."""
        return [value.decode() for value in self.terms.slice(0, len(self.terms))]


def write_facet(writer: ArrayWriter, prefix: str, facet: Facet) -> None:
    """Write the values of a facet."""
    facet.terms.write(writer, prefix)
    if not np.array_equal(facet.starts, np.arange(len(facet.starts))):
        writer.add(f"{prefix}/starts", narrow(facet.starts))
    writer.add(f"{prefix}/ordinals", narrow(facet.ordinals))
