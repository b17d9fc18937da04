"""The postings of a term as Whoosh's matchers step through them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.codec.arrays import Array
from index.codec.reader import FieldReader
from index.codec.whoosh_postings import DETAILS, packed


def rounded_length(length: int) -> int:
    """A length as Whoosh keeps it, in a byte: exact up to 10, above that rounded up by at most 7 %.

    The file has it exactly. Whoosh's own scores are defined by this, so with it both codecs score alike.
    """
    rounded: int = byte_to_length(length_to_byte(length))
    return rounded


class ColumnarTermInfo(TermInfo):  # type: ignore[misc]  # whoosh has no types
    """The statistics of a term, each worked out when asked for."""

    def __init__(self, field: FieldReader, ordinal: int) -> None:
        self._field = field
        self._ordinal = ordinal
        self._postings = field.postings(ordinal)

    def weight(self) -> float:
        """The sum of its weights."""
        if self._field.extras.weights is not None:
            return float(self._weights.sum())
        _, total = self._field.frequencies_of(np.array([self._ordinal]))
        return float(total[0]) * self._field.boost

    def doc_frequency(self) -> int:
        """How many documents it is in."""
        return self._postings.count

    def min_length(self) -> int:
        """The length of the shortest of them."""
        told = self._field.extras.shortest
        return rounded_length(int(self._lengths.min() if told is None else told[self._ordinal]))

    def max_length(self) -> int:
        """The length of the longest."""
        told = self._field.extras.longest
        return rounded_length(int(self._lengths.max() if told is None else told[self._ordinal]))

    def max_weight(self) -> float:
        """The largest weight."""
        return float(self._weights.max())

    def min_id(self) -> int:
        """The first document."""
        return self._minid

    def max_id(self) -> int:
        """The last document."""
        return self._maxid

    @cached_property
    def _minid(self) -> int:  # Whoosh adds to these two when it joins segments
        return int(self._documents[0])

    @cached_property
    def _maxid(self) -> int:
        return int(self._documents[-1])

    @cached_property
    def _documents(self) -> NDArray[np.uint32]:
        return self._postings.documents()

    @cached_property
    def _lengths(self) -> Array:
        return self._field.lengths[self._documents]

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        return weights_of(self._field, self._ordinal)


def weights_of(field: FieldReader, ordinal: int) -> NDArray[np.float64]:
    """The weights of a term's postings."""
    postings = field.postings(ordinal)
    if field.extras.weights is None:
        return postings.frequencies() * np.float64(field.boost)
    weights: NDArray[np.float64] = field.extras.weights[postings.first : postings.first + postings.count]
    return weights


class ColumnarMatcher(LeafMatcher):  # type: ignore[misc]  # whoosh has no types
    """Steps through a term's postings; to Whoosh's block-wise search they are one block.

    With `names` the ids are these words rather than numbers: so are vectors read.
    """

    def __init__(
        self,
        field: FieldReader,
        ordinal: int,
        format_: Any,  # noqa: ANN401  # a whoosh Format
        *,
        term: tuple[str, bytes] | None = None,
        scorer: Any = None,  # noqa: ANN401  # a whoosh Scorer
        names: Mapping[int, str] | None = None,
    ) -> None:
        self._field = field
        self._ordinal = ordinal
        self._postings = field.postings(ordinal)
        self._ids = self._postings.documents().data
        self._names = names
        self._count = self._postings.count
        self._i = 0
        self._term = term
        self.format = format_
        self.scorer = scorer

    def copy(self) -> ColumnarMatcher:
        """Another matcher at the same place."""
        other = ColumnarMatcher(
            self._field, self._ordinal, self.format, term=self._term, scorer=self.scorer, names=self._names
        )
        other._i = self._i
        return other

    def is_active(self) -> bool:
        """Whether it stands at a posting."""
        return self._i < self._count

    def reset(self) -> None:
        """Go to the first posting."""
        self._i = 0

    def next(self) -> bool:
        """Go to the next posting; whether there is none."""
        if self._i >= self._count:
            raise ReadTooFar
        self._i += 1
        return self._i == self._count

    def skip_to(self, target: int) -> None:
        """Go to the first posting that is not before document `target`."""
        if self._i >= self._count:
            raise ReadTooFar
        self._i = bisect_left(self._ids, target, self._i)

    def id(self) -> int | str:
        """The document (or word) it stands at; behind the end the last, which Whoosh's `SpanNot` asks for."""
        number: int = self._ids[min(self._i, self._count - 1)]
        return number if self._names is None else self._names[number]

    def all_ids(self) -> Iterator[int | str]:
        """All documents (or words)."""
        return iter(self._ids) if self._names is None else (self._names[i] for i in self._ids)

    def weight(self) -> float:
        """The weight of this posting."""
        return float(self._weights[self._i])

    def value(self) -> bytes:
        """The posting's bytes as its format packs them."""
        kept = self._field.extras.value(self._postings.first + self._i)
        if kept is not None or type(self.format) not in DETAILS:
            return kept or b""
        return packed(self.format, int(self._frequencies[self._i]), self._places())

    def value_as(self, astype: str) -> Any:  # noqa: ANN401  # as the format's decoder gives it
        """The posting's details: `frequency`, `positions`, …."""
        if astype == "positions" and self._field.has_positions:
            flat, starts = self._positions
            return flat[starts[self._i] : starts[self._i + 1]].tolist()
        return self.format.decoder(astype)(self.value())

    def skip_to_quality(self, minquality: float) -> int:
        """Leave the block, which is the whole list, unless it may hold a document better than that."""
        if self.block_quality() > minquality:
            return 0
        self._i = self._count
        return 1

    def block_min_length(self) -> int:
        """The length of the shortest document."""
        return self._info.min_length()

    def block_max_length(self) -> int:
        """The length of the longest document."""
        return self._info.max_length()

    def block_max_weight(self) -> float:
        """The largest weight."""
        return self._info.max_weight()

    def block_min_id(self) -> int:
        """The first document."""
        return self._info.min_id()

    def block_max_id(self) -> int:
        """The last document."""
        return self._info.max_id()

    @cached_property
    def _info(self) -> ColumnarTermInfo:
        return ColumnarTermInfo(self._field, self._ordinal)

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        return weights_of(self._field, self._ordinal)

    @cached_property
    def _frequencies(self) -> NDArray[np.uint32]:
        return self._postings.frequencies()

    @cached_property
    def _positions(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        return self._postings.positions()

    def _places(self) -> list[Any]:
        """What the format knows of each occurrence, as its decoder gives it."""
        if not self._field.has_positions:
            return []
        positions = self.value_as("positions")
        more = self._field.extras.places(self._postings.first + self._i)
        return list(zip(positions, *more, strict=True)) if more else positions
