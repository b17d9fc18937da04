"""Who and where, counted: the most frequent values of a field over all matches, exactly.

Counting is array work on the columns of each segment: gather the ordinals of the matching documents, count them
with one `bincount`; where most documents match, those that don't are counted and taken off what the whole column
holds. Only the values that are shown or compared are read; between segments it is their text.

People and places have aliases (`index.aliases`): spellings of one name are counted as one, an article with two of
them once. Of a field with more than `COMPARED` different values among the matches only the most frequent that many
are compared; rarer spellings are not added.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from searcher.answer import NAMES, Facet, FacetCount

if TYPE_CHECKING:
    from index.aliases import Aliases, Counted

COMPARED: Final = 2_000


class Values(Protocol):
    """The distinct values of a column in UTF-8, sorted."""

    def __len__(self) -> int: ...

    def __getitem__(self, ordinal: int) -> bytes: ...

    def slice(self, start: int, stop: int) -> list[bytes]:
        """The values with ordinals start … stop - 1."""

    def find(self, term: bytes) -> int:
        """The ordinal of a value, -1 where it is not among them."""


class Column(Protocol):
    """A facet column of a segment of n documents.

    Document d has the values `terms[o]` for each o in `ordinals[starts[d]:starts[d + 1]]`, each once; `starts` has
    shape [n + 1]. Both are unsigned of any width.
    """

    @property
    def terms(self) -> Values: ...  # noqa: D102

    @property
    def starts(self) -> NDArray[np.unsignedinteger[Any]]: ...  # noqa: D102

    @property
    def ordinals(self) -> NDArray[np.unsignedinteger[Any]]: ...  # noqa: D102

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """In how many documents each value is."""

    @property
    def single(self) -> bool:
        """Whether every document has just one value."""


class Part(NamedTuple):
    """A segment's column and those of its documents (segment-local) that match."""

    column: Column
    docs: NDArray[np.integer[Any]]


def count(field: str, parts: Sequence[Part], size: int, aliases: Aliases | None = None) -> Facet:
    """Count the values of `field`: the `size` most frequent, ties in order of the text."""
    tallies = [_tally(column, docs) for column, docs in parts]
    if aliases is not None and field in NAMES:
        return _named(field, parts, tallies, size, aliases)
    top, distinct = _first(parts, tallies, size)
    return Facet(field, tuple(FacetCount(*item) for item in top), distinct)


def _first(
    parts: Sequence[Part], tallies: Sequence[NDArray[np.int64]], size: int
) -> tuple[list[tuple[str, int]], int]:
    """The `size` most frequent values, ties in order of the text, and how many different ones there are."""
    if len(parts) == 1:
        terms, tally = parts[0].column.terms, tallies[0]
        found = [(terms[i].decode(), int(tally[i])) for i in _largest(tally, size)]
        return found, int(np.count_nonzero(tally))
    totals = _totals(parts, tallies)
    numbers = np.fromiter(totals.values(), np.int64, len(totals))
    # Most values occur a few times: they are not worth sorting by their text.
    least = np.sort(numbers)[-size] if len(totals) > size > 0 else 0
    ordered = sorted((-number, value) for value, number in totals.items() if number >= least)[:size]
    return [(value.decode(), -number) for number, value in ordered], len(totals)


def _totals(parts: Sequence[Part], tallies: Sequence[NDArray[np.int64]]) -> dict[bytes, int]:
    """How many matches have each value, over all segments."""
    totals: dict[bytes, int] = {}
    for part, tally in zip(parts, tallies, strict=True):
        terms, used = part.column.terms, np.flatnonzero(tally)
        if len(used) * 4 > len(terms):
            every = terms.slice(0, len(terms))
            values = [every[i] for i in used.tolist()]
        else:
            values = [terms[i] for i in used.tolist()]
        for value, number in zip(values, tally[used].tolist(), strict=True):
            totals[value] = totals.get(value, 0) + number
    return totals


def _named(
    field: str, parts: Sequence[Part], tallies: Sequence[NDArray[np.int64]], size: int, aliases: Aliases
) -> Facet:
    """Count names, not spellings: what `aliases` says is one is one.

    A name's spellings added up are at least what it has, so names are looked at in that order until no further one
    can be among the `size` largest.
    """
    compared, distinct = _first(parts, tallies, COMPARED)
    names = aliases.counted(dict(compared), NAMES[field])
    best: list[tuple[int, str]] = []
    for name in names:
        if len(best) >= size and not (size and name.count >= -best[size - 1][0]):
            break
        insort(best, (-_exact(parts, name), name.name))
    rest = max(distinct - COMPARED, 0)
    return Facet(field, tuple(FacetCount(name, -found) for found, name in best[:size]), len(names) + rest)


def _exact(parts: Sequence[Part], name: Counted) -> int:
    """How many matches have any spelling of a name."""
    if len(name.spellings) == 1:
        return name.count
    found = 0
    for column, docs in parts:
        ordinals = [i for spelling in name.spellings if (i := column.terms.find(spelling.encode())) >= 0]
        where = np.flatnonzero(np.isin(column.ordinals, ordinals))
        having = np.unique(np.searchsorted(column.starts, where, side="right") - 1)
        found += len(np.intersect1d(having, docs, assume_unique=True))
    return found


def _tally(column: Column, docs: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """How many of `docs` have each value: int64, shape [number of values]."""
    starts = column.starts
    if len(docs) * 2 >= len(starts):  # fewer are left out than in
        outside = np.ones(len(starts) - 1, np.bool_)
        outside[docs] = False
        left = outside.nonzero()[0]
        return column.frequencies - _tally(column, left) if len(left) else column.frequencies
    if column.single:
        return np.bincount(column.ordinals.take(docs), minlength=len(column.terms))
    first = starts.take(docs).astype(np.int64)
    lengths = starts.take(docs.astype(np.int64, copy=False) + 1).astype(np.int64) - first
    where = np.arange(int(lengths.sum()))
    where += (first - (lengths.cumsum() - lengths)).repeat(lengths)
    return np.bincount(column.ordinals.take(where), minlength=len(column.terms))


def _largest(tally: NDArray[np.int64], size: int) -> list[int]:
    """The ordinals of the `size` largest counts above zero, largest first, ties by ordinal."""
    used = tally.nonzero()[0]
    if len(used) > size > 0:
        # Not np.partition: it is slow where most values are equal, as these are.
        used = used[tally[used] >= np.sort(tally[used])[-size]]
    order: list[int] = used[np.argsort(-tally[used], kind="stable")][:size].tolist()
    return order
