"""Queries that Whoosh has none of: a word that stands for many terms in several fields, and nearness of words.

Both are Whoosh queries like any other: they have a matcher, slow and correct, that runs on any index; the arrays
of `searcher.execute` give the same documents. Scores differ: Whoosh adds up one score a term and field, the
arrays score the whole set as one term (`searcher.ranking`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from whoosh.matching import FilterMatcher, NullMatcher
from whoosh.query import And, DisjunctionMax, Or, Query, Term

from searcher.execute.expansions import Expansion
from searcher.execute.intervals import Interval, in_any_order, in_order, rows


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
            found.update(doc for doc, parts in self._together(searcher.reader(), name) if self._meet(parts))
        if not found:
            return NullMatcher()
        every = And(self.operands, boost=self.boost).matcher(searcher, context)
        return FilterMatcher(every, frozenset(found))

    def rows(self, reader: Any, name: str) -> Iterator[tuple[int, list[Interval]]]:  # noqa: ANN401
        """Documents with the places of an exact phrase in one field."""
        for doc, parts in self._together(reader, name):
            if found := rows(parts, self.gaps):
                yield doc, found

    def _together(self, reader: Any, name: str) -> Iterator[tuple[int, list[list[Interval]]]]:  # noqa: ANN401
        """Documents that have all parts in one field, with the places of each."""
        parts = [dict(_places(part, reader, name)) for part in self.operands]
        for doc in sorted(set(parts[0]).intersection(*parts[1:])) if parts else ():
            yield doc, [part[doc] for part in parts]

    def _meet(self, parts: list[list[Interval]]) -> bool:
        """Whether parts that have these places in a document stand as they should."""
        if not self.ordered:
            times = Counter(map(tuple, parts))
            return in_any_order(list(times), list(times.values()), self.slop)
        return in_order(parts, self.gaps, self.slop) if self.slop else bool(rows(parts, self.gaps))


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
) -> Iterator[tuple[int, list[Interval]]]:
    """Documents with the places where a part stands in one field."""
    places: dict[int, set[Interval]] = {}
    if isinstance(part, Near):
        yield from part.rows(reader, name)
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
