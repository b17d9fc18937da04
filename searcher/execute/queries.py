"""Queries that Whoosh has none of: a word that stands for many terms in several fields, and nearness of words.

Both are Whoosh queries like any other: they have a matcher, slow and correct, that runs on any index; the arrays
of `searcher.execute` give the same documents. Scores differ: Whoosh adds up one score a term and field, the
arrays score the whole set as one term (`searcher.ranking`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from whoosh.matching import FilterMatcher, NullMatcher
from whoosh.query import And, DisjunctionMax, Or, Query, Term

from searcher.execute.expansions import Expansion


class Words(Query):  # type: ignore[misc]  # whoosh has no types
    """One word of the query: every term that one of `expansions` accepts, in any of `fields`.

    All of them are scored as one term with the statistics of their union. `weight` multiplies the score; 0 is
    for a word that must match and not count.
    """

    def __init__(self, fields: tuple[str, ...], expansions: tuple[Expansion, ...], boost: float = 1.0) -> None:
        self.fields = fields
        self.expansions = expansions
        self.boost = boost
        self.key = repr((fields, expansions))
        """What decides which terms these are: equal keys have equal terms in one index."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self.key == other.key and self.boost == other.boost

    def __hash__(self) -> int:
        return hash((self.key, self.boost))

    def __repr__(self) -> str:
        return f"Words({self.fields!r}, {self.expansions!r}, boost={self.boost!r})"

    def field(self) -> str | None:
        """The field, where there is only one."""
        return self.fields[0] if len(self.fields) == 1 else None

    def terms_in(self, reader: Any) -> list[tuple[str, bytes]]:  # noqa: ANN401  # whoosh has no types
        """The (field, term) pairs of an index reader of Whoosh's that belong to this word."""
        found: list[tuple[str, bytes]] = []
        for name in self.fields:
            if name not in reader.schema:
                continue
            terms: set[bytes] = set()
            for expansion in self.expansions:
                start = expansion.start
                some = reader.expand_prefix(name, start) if start else reader.lexicon(name)
                terms.update(term for term in some if expansion.accepts(term))
            found.extend((name, term) for term in sorted(terms))
        return found

    def estimate_size(self, ixreader: Any) -> int:  # noqa: ANN401
        """At most this many documents match."""
        return sum(ixreader.doc_frequency(name, term) for name, term in self.terms_in(ixreader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ANN401
        """A matcher of Whoosh's for this segment."""
        terms = [Term(name, term) for name, term in self.terms_in(searcher.reader())]
        if not terms:
            return NullMatcher()
        return Or(terms, boost=self.boost).matcher(searcher, context)


class Near(Query):  # type: ignore[misc]  # whoosh has no types
    """Parts that stand near each other in one of `fields`.

    `parts` are `Words`, `Near` (exact phrases: ordered, without slop), Whoosh's `DisjunctionMax` of these for one
    or the other, or None for any one word; their `fields` are those of the whole. `ordered`: in this order,
    without overlap, with at most `slop` further words between the first and the last. Not ordered: from the first
    to the last of them at most `slop` words that belong to none; one place in the text serves one part only.

    The score is the sum of the scores of its parts.
    """

    def __init__(
        self,
        fields: tuple[str, ...],
        parts: tuple[Any, ...],
        slop: int = 0,
        ordered: bool = True,
        boost: float = 1.0,
    ) -> None:
        self.fields = fields
        self.parts = parts
        self.operands = [part for part in parts if part is not None]
        """The parts that are not just any word."""
        self.gaps = _gaps(parts)
        """How many words of any kind stand before each of these."""
        self.offsets = [*accumulate(self.gaps, lambda before, gap: before + gap + 1)]
        """How far behind the beginning of the whole each of them would be, if nothing else stood between."""
        self.slop = slop
        self.ordered = ordered
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Near) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Near{self._key()!r}"

    def _key(self) -> tuple[object, ...]:
        return (self.fields, self.parts, self.slop, self.ordered, self.boost)

    def field(self) -> str | None:
        """The field, where there is only one."""
        return self.fields[0] if len(self.fields) == 1 else None

    def is_leaf(self) -> bool:
        """Whoosh must not look for terms below."""
        return True

    def estimate_size(self, ixreader: Any) -> int:  # noqa: ANN401  # whoosh has no types
        """At most this many documents match."""
        return min((part.estimate_size(ixreader) for part in self.operands), default=0)

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ANN401
        """A matcher of Whoosh's for this segment."""
        found: set[int] = set()
        for name in self.fields:
            found.update(doc for doc, _ in self._occurrences(searcher.reader(), name))
        if not found:
            return NullMatcher()
        every = And(self.operands, boost=self.boost).matcher(searcher, context)
        return FilterMatcher(every, frozenset(found))

    def _occurrences(self, reader: Any, name: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:  # noqa: ANN401
        """Documents with their occurrences (first word, last word) in one field."""
        parts = [dict(_places(part, reader, name)) for part in self.operands]
        if not parts:
            return
        for doc in sorted(set(parts[0]).intersection(*parts[1:])):
            spans = occurrences([part[doc] for part in parts], self.gaps, self.slop, self.ordered)
            if spans:
                yield doc, spans


def _gaps(parts: tuple[Any, ...]) -> list[int]:
    """How many None stand before each other item."""
    gaps, waiting = [], 0
    for part in parts:
        if part is None:
            waiting += 1
        else:
            gaps.append(waiting)
            waiting = 0
    return gaps


def _places(
    part: Any,  # noqa: ANN401  # whoosh has no types
    reader: Any,  # noqa: ANN401
    name: str,
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Documents with the places (first word, last word) where a part stands in one field."""
    places: dict[int, set[tuple[int, int]]] = {}
    if isinstance(part, Near):
        yield from part._occurrences(reader, name)
    elif isinstance(part, DisjunctionMax):
        for choice in part.subqueries:
            for doc, spans in _places(choice, reader, name):
                places.setdefault(doc, set()).update(spans)
    else:
        for term in (term for field, term in part.terms_in(reader) if field == name):
            postings = reader.postings(name, term)
            while postings.is_active():
                found = places.setdefault(postings.id(), set())
                found.update((position, position) for position in postings.value_as("positions"))
                postings.next()
    yield from ((doc, sorted(spans)) for doc, spans in places.items())


Place = tuple[int, int]
"""The first and the last word of an occurrence."""


def occurrences(parts: list[list[Place]], gaps: list[int], slop: int, ordered: bool) -> list[Place]:
    """Where parts with these places meet as `Near` says; plain, one document at a time.

    `gaps` are how many words of any kind belong between each part and the one before it.
    """
    if ordered:
        return _in_order(parts, gaps, slop)
    width = [sorted({last - first + 1 for first, last in places}) for places in parts]
    reach = slop + sum(sizes[-1] for sizes in width)
    found: set[Place] = set()
    for chosen in sorted({place for places in parts for place in places}):
        within = [[p for p in places if chosen[0] <= p[0] < chosen[0] + reach] for places in parts]
        if any(chosen in places for places in within) and all(within):
            found.update(span for span in _combined(within, [], slop) if span[0] == chosen[0])
    return sorted(found)


def _in_order(parts: list[list[Place]], gaps: list[int], slop: int) -> list[Place]:
    found = {(first - gaps[0], last, slop) for first, last in parts[0] if first >= gaps[0]}
    for places, gap in zip(parts[1:], gaps[1:], strict=True):
        found = {
            (first, end, spare - (at - last - 1 - gap))
            for first, last, spare in found
            for at, end in places
            if 0 <= at - last - 1 - gap <= spare
        }
    return sorted({(first, last) for first, last, _ in found})


def _combined(parts: list[list[Place]], taken: list[Place], slop: int) -> Iterator[Place]:
    """The spans of all choices of one place a part that don't overlap and have at most `slop` words among them."""
    if not parts:
        first, last = min(a for a, _ in taken), max(b for _, b in taken)
        if last - first + 1 - sum(b - a + 1 for a, b in taken) <= slop:
            yield first, last
        return
    for place in parts[0]:
        if all(place[1] < a or b < place[0] for a, b in taken):
            yield from _combined(parts[1:], [*taken, place], slop)
