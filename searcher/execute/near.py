"""Phrases and nearness: documents where all words meet, and then their positions.

Phrases, and two words near each other, are followed from the rarest word on (`searcher.execute.occurrences`), if
it is not faster to begin with positions (`searcher.execute.phrase`). All else is intervals, from the first word of
a part to its last. Both ends are keys, document · 2**32 + position, so that the intervals of a part in many
documents are two ascending arrays and whole documents are compared at once. `document` counts within the
candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property, reduce
from typing import Final, NamedTuple

import numpy as np
from whoosh.query import Query

from searcher.execute.arrays import NONE, Docs, Scores
from searcher.execute.compound import All, Best
from searcher.execute.intervals import Interval, in_any_order, in_order, rows
from searcher.execute.node import Node, SegmentView, Where, Word, pick
from searcher.execute.occurrences import Occurrences, Window, alone, likely, occurrences, selected
from searcher.execute.phrase_plan import PhrasePlan, followed_from, found_singly, is_handful, lists_of
from searcher.execute.posting_list import TermPostings
from searcher.execute.queries import Near as NearQuery
from searcher.execute.term_positions import ORIGIN, POSITION, SHIFT

_MANY: Final = 1 << 17
"""So many documents are looked into at once."""


class Intervals(NamedTuple):
    """Where a part stands: keys of the first and the last word, in ascending order, each pair once."""

    firsts: Docs
    lasts: Docs


class Near(Node):
    """Documents where parts, of which these are the nodes, stand near each other in one of the query's fields."""

    def __init__(self, segment: SegmentView, query: NearQuery, parts: list[Node]) -> None:
        self.all = All(segment, parts)
        self.segment = segment
        self.size = self.all.size
        self.lengthy = self.all.lengthy
        self.fields = query.fields
        self.parts = parts
        self.slop = query.slop
        self.ordered = query.ordered
        self.gaps = query.gaps
        self.offsets = query.offsets
        self._operands = query.operands

    @cached_property
    def bound(self) -> float:
        """No document scores more."""
        return self.all.bound

    @property
    def worth(self) -> float:
        """What all parts are worth."""
        return self.all.worth

    @cached_property
    def _plan(self) -> PhrasePlan | None:
        """None where the parts are not followed; found out only if there are documents that have all of them."""
        words = [part for part in self.parts if isinstance(part, Word)]
        exact = self.ordered and not self.slop
        if len(words) < len(self.parts) or not (exact or (len(words) == 2 and not self.gaps[0])):
            return None
        order = self.all.order
        first = self.offsets[order[0]]
        windows = [self._window(offset - first) for offset in self.offsets]
        lists = [postings for word in words for postings in word.lists]
        often = [isinstance(postings, TermPostings) and postings.positions.often_followed() for postings in lists]
        plain = not self.gaps[0] and self.fields == (lists[0].field.name,) and len(lists) == len(words)
        only = [postings for postings in lists if plain and isinstance(postings, TermPostings)]
        return PhrasePlan(
            words, self._same, order, windows, exact, all(often), only if len(only) == len(words) else []
        )

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        docs, where = self.all.start(windows)
        where = self.located(docs, where)
        kept = self.verify(docs, where)
        return docs.take(kept), [pick(found, kept) for found in where]

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        kept, _ = self.all.probe(docs)
        return kept.take(self.verify(docs.take(kept))), None

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        return self.all.score(docs, where)

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this."""
        return self.all.window_bounds()

    def relaxed(self) -> tuple[Node, list[Node]]:
        """All words in a document, wherever they stand."""
        return self.all, [self]

    def verify(self, docs: Docs, where: list[Where] | None = None, *, sifted: bool = False) -> Docs:
        """In which of these documents (ascending, with all words) the words stand as they should: indexes.

        `where` is that of `located`, or None; `sifted`: the documents are `likely`.
        """
        if not len(docs):
            return NONE
        if len(docs) > _MANY:
            parts = [np.arange(i, min(i + _MANY, len(docs))) for i in range(0, len(docs), _MANY)]
            return np.concatenate(
                [some.take(self.verify(docs.take(some), pick(where, some), sifted=sifted)) for some in parts]
            )
        where = self.located(docs, None) if where is None else where
        plan = self._plan
        if plan is not None and is_handful(plan, len(docs)):
            return found_singly(plan, where, len(docs))
        mask = np.zeros(len(docs), np.bool_)
        mask[self._owners(self.fields[0], docs, where, sifted=sifted)] = True
        for field in self.fields[1:]:
            rest = (~mask).nonzero()[0]
            mask[rest.take(self._owners(field, *_chosen(docs, where, rest), sifted=sifted))] = True
        return mask.nonzero()[0]

    def likely(self, docs: Docs, where: list[Where] | None = None) -> Docs:
        """Which of these documents (ascending, with all words) may match, as far as little work tells: indexes.

        `where` is that of `located`, or None.
        """
        plan = self._plan
        if plan is None or not plan.signed:
            return np.arange(len(docs))
        mask = np.zeros(len(docs), np.bool_)
        where = self.located(docs, None) if where is None else where
        for field in self.fields:
            lists = lists_of(plan, field, docs, where)
            if single := alone(lists):
                mask[likely(single, plan.windows)] = True
            elif all(lists):
                return np.arange(len(docs))
        return mask.nonzero()[0]

    def located(self, docs: Docs, where: Where) -> list[Where]:
        """Where in its list each part with a single one has these documents, for positions and scores."""
        if where is None:
            where = [None] * len(self.parts)
        return [
            part.only.index(docs) if known is None and isinstance(part, Word) and part.only is not None else known
            for part, known in zip(self.parts, where, strict=True)
        ]

    def _owners(self, field: str, docs: Docs, where: list[Where], *, sifted: bool) -> Docs:
        """In which of these documents (indexes, some several times) the whole stands in one field."""
        plan = self._plan
        if plan is not None and not self.gaps[0]:
            return followed_from(plan, lists_of(plan, field, docs, where), len(docs), sifted=sifted).owners
        if self.ordered and not self.slop:
            return self.intervals(field, docs, where).firsts >> SHIFT
        parts = self._each(field, docs, where)
        if not all(len(intervals.firsts) for intervals in parts):
            return NONE
        return self._in_order(parts) if self.ordered else self._in_any_order(parts)

    def intervals(self, field: str, docs: Docs, where: list[Where]) -> Intervals:
        """Where the whole, an exact phrase, stands in one field of these documents."""
        plan = self._plan
        if plan is not None:
            return self._phrase(followed_from(plan, lists_of(plan, field, docs, where), len(docs)), plan.order[0])
        parts = self._each(field, docs, where)
        if not all(len(intervals.firsts) for intervals in parts):
            return Intervals(NONE, NONE)
        if all(_single(intervals) for intervals in parts):
            return self._inside(self._nearest(parts))
        found = [
            (base + first, base + last)
            for base, own in _by_document(parts)
            for first, last in rows(own, self.gaps)
        ]
        return Intervals(*np.array(found, np.int64).reshape(-1, 2).T)

    @cached_property
    def _same(self) -> list[int]:
        """The number of the first part that asks for the same, for each."""
        numbers: dict[Query, int] = {}
        return [numbers.setdefault(operand, number) for number, operand in enumerate(self._operands)]

    def _each(self, field: str, docs: Docs, where: list[Where]) -> list[Intervals]:
        """Where each part stands in one field of these documents, in the same arrays for the same parts."""
        found = {i: _intervals(self.parts[i], field, docs, where[i]) for i in {*self._same}}
        return [found[i] for i in self._same]

    def _window(self, behind: int) -> list[Window]:
        """How far a word may be behind another one: any two of an exact phrase, or the two there are."""
        if not behind or (self.ordered and not self.slop):
            return [(behind, behind)]
        least, most = (behind, behind + self.slop) if behind > 0 else (behind - self.slop, behind)
        return [(least, most)] if self.ordered else [(least, most), (-most, -least)]

    def _phrase(self, found: Occurrences, word: int) -> Intervals:
        """Exact phrases of words, from where one of these, of this number, stands."""
        starts = found.keys()
        starts -= self.offsets[word]
        return self._inside(Intervals(starts, starts + self.offsets[-1]))

    def _inside(self, intervals: Intervals) -> Intervals:
        """Without those that begin before the text does, which only words of any kind in front can bring about."""
        if not self.gaps[0]:
            return intervals
        kept = ((intervals.firsts & POSITION) >= ORIGIN).nonzero()[0]
        return Intervals(intervals.firsts.take(kept), intervals.lasts.take(kept))

    def _in_order(self, parts: list[Intervals]) -> Docs:
        """In which documents parts stand one after the other."""
        if all(_single(intervals) for intervals in parts):
            return self._inside(self._nearest(parts)).firsts >> SHIFT
        return _one_by_one(parts, lambda own: in_order(own, self.gaps, self.slop))

    def _nearest(self, parts: list[Intervals]) -> Intervals:
        """Single words in order: from each first one the nearest next ones; of two, from the rarer one."""
        if len(parts) == 2 and len(parts[1].firsts) < len(parts[0].firsts):
            return self._before(*parts)
        first = ends = parts[0].firsts
        for intervals, gap in zip(parts[1:], self.gaps[1:], strict=True):
            at = intervals.firsts.searchsorted(ends + 1 + gap)
            kept = (at < len(intervals.firsts)).nonzero()[0]
            first, ends = first.take(kept), intervals.firsts.take(at.take(kept))
            kept = (first >> SHIFT == ends >> SHIFT).nonzero()[0]
            first, ends = first.take(kept), ends.take(kept)
        spare = self.slop + sum(self.gaps[1:]) + len(parts) - 1
        kept = (ends - first <= spare).nonzero()[0]
        return Intervals(first.take(kept) - self.gaps[0], ends.take(kept))

    def _before(self, first: Intervals, second: Intervals) -> Intervals:
        """From each of the second ones the nearest first one."""
        at = first.firsts.searchsorted(second.firsts - self.gaps[1]) - 1
        kept = (at >= 0).nonzero()[0]
        starts, ends = first.firsts.take(at.take(kept)), second.firsts.take(kept)
        kept = (ends - starts <= self.slop + self.gaps[1] + 1).nonzero()[0]  # less than from document to document
        return Intervals(starts.take(kept) - self.gaps[0], ends.take(kept))

    def _in_any_order(self, parts: list[Intervals]) -> Docs:
        """In which documents parts stand near each other, those that ask for the same in different places."""
        wanted = Counter(self._same)
        different, times = [parts[i] for i in wanted], [*wanted.values()]
        if all(_single(intervals) for intervals in different):
            union = np.sort(np.concatenate([intervals.firsts for intervals in different]), kind="stable")
            if (union[1:] != union[:-1]).all():
                return self._around(different, times, union) >> SHIFT
        return _one_by_one(different, lambda own: in_any_order(own, times, self.slop))

    def _around(self, parts: list[Intervals], times: list[int], union: Docs) -> Docs:
        """Single words, no place shared: from which of these on the nearest, so many of each, are near enough."""
        first, ends = union, union
        for intervals, count in zip(parts, times, strict=True):
            at = intervals.firsts.searchsorted(first) + (count - 1)
            kept = (at < len(intervals.firsts)).nonzero()[0]
            first = first.take(kept)
            ends = np.maximum(ends.take(kept), intervals.firsts.take(at.take(kept)))
        return first.compress(ends - first < self.slop + len(self.parts))


def _chosen(docs: Docs, where: Where, kept: Docs) -> tuple[Docs, Where]:
    return (docs, where) if len(kept) == len(docs) else (docs.take(kept), pick(where, kept))


def _single(intervals: Intervals) -> bool:
    return intervals.firsts is intervals.lasts or bool((intervals.firsts == intervals.lasts).all())


def _intervals(part: Node, field: str, docs: Docs, where: Where) -> Intervals:
    """Where a part stands in one field of these documents."""
    if isinstance(part, Near):
        return part.intervals(field, docs, [None] * len(part.parts) if where is None else where)
    if isinstance(part, Best):
        found = [_intervals(child, field, docs, None) for child in part.children]
        firsts = np.concatenate([intervals.firsts for intervals in found])
        lasts = np.concatenate([intervals.lasts for intervals in found])
        order = np.lexsort((lasts, firsts))
        firsts, lasts = firsts.take(order), lasts.take(order)
        fresh = np.ones(len(firsts), np.bool_)
        fresh[1:] = (firsts[1:] != firsts[:-1]) | (lasts[1:] != lasts[:-1])
        return Intervals(firsts[fresh], lasts[fresh])
    assert isinstance(part, Word)  # noqa: S101  # nothing else has positions of its own
    keys = occurrences(selected(part, field, docs, where, np.arange(len(docs)))).keys()
    return Intervals(keys, keys)


def _one_by_one(parts: list[Intervals], meet: Callable[[list[list[Interval]]], bool]) -> Docs:
    """Documents that have all of these parts, where intervals of theirs meet."""
    return np.array([base >> SHIFT for base, own in _by_document(parts) if meet(own)], np.int64)


def _by_document(parts: list[Intervals]) -> Iterator[tuple[int, list[list[Interval]]]]:
    """What is added to a position to make its key, and the intervals of each part, for each document with all."""
    docs = reduce(np.intersect1d, [np.unique(intervals.firsts >> SHIFT) for intervals in parts])
    for base in (docs << SHIFT).tolist():
        yield base + ORIGIN, [_between(intervals, base, base + POSITION) for intervals in parts]


def _between(intervals: Intervals, base: int, end: int) -> list[Interval]:
    """The positions of those of one document."""
    some = slice(*intervals.firsts.searchsorted([base, end]).tolist())
    firsts, lasts = (keys[some] - (base + ORIGIN) for keys in intervals)
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
