"""What other Whoosh schemas than ours know of postings; absent where a field does not need it.

With t terms, p postings and q positions in the field:

    F/weights                  float64 [p]; where a posting's weight is not its frequency times `boost`
    F/first_chars, F/end_chars uint32 [q]; by position: its first character, and the one behind its last
    F/boosts                   float64 [q]; by position
    F/position_starts          uint64 [p+1]; where the positions of each posting begin, if any of these is there
    F/ends                     uint64 [p+1], F/values uint8; the bytes of postings in formats that are not Whoosh's
    F/shortest, F/longest      uint32 [t]; the range of the lengths that were told with a term's postings
"""

from __future__ import annotations

import numpy as np

from index.codec.arrays import Array, ArrayFile, ArrayWriter
from index.codec.inverted import InvertedField

_BY_POSITION = ("first_chars", "end_chars", "boosts")


def write_extras(writer: ArrayWriter, prefix: str, field: InvertedField) -> None:
    """Write what there is; such a field comes in one piece."""
    arrays: dict[str, Array] = {}
    if field.weights is not None:
        arrays["weights"] = field.weights
    if field.offsets is not None:
        arrays["first_chars"], arrays["end_chars"] = field.offsets
    if field.boosts is not None:
        arrays["boosts"] = field.boosts
    if any(name in arrays for name in _BY_POSITION):
        arrays["position_starts"] = np.concatenate(
            [np.zeros(1, np.uint64), np.cumsum(field.freqs, dtype=np.uint64)]
        )
    if field.length_ranges is not None:
        arrays["shortest"], arrays["longest"] = field.length_ranges
    if field.payload is not None:
        arrays["ends"], arrays["values"] = field.payload
    for name, array in arrays.items():
        writer.add(f"{prefix}/{name}", array)


class Extras:
    """Reads these by posting, numbered over the field."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self.weights = file.get(f"{prefix}/weights")
        self.shortest = file.get(f"{prefix}/shortest")
        self.longest = file.get(f"{prefix}/longest")
        self._by_position = [file.get(f"{prefix}/{name}") for name in _BY_POSITION]
        self._starts = file.get(f"{prefix}/position_starts")
        self._ends = file.get(f"{prefix}/ends")
        self._values = file[f"{prefix}/values"] if self._ends is not None else None

    def value(self, posting: int) -> bytes | None:
        """The posting's bytes, if its format is not one of Whoosh's."""
        if self._ends is None or self._values is None:
            return None
        return bytes(self._values[self._ends[posting] : self._ends[posting + 1]])

    def places(self, posting: int) -> list[list[int | float]]:
        """For each of those the field has of first characters, end characters, boosts: the posting's."""
        if self._starts is None:
            return []
        part = slice(self._starts[posting], self._starts[posting + 1])
        return [array[part].tolist() for array in self._by_position if array is not None]
