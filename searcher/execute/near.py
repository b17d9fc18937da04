"""Phrases and nearness: documents where all words meet, and then their positions.

Phrases, and two words near each other, are followed from the rarest word on (`searcher.execute.places`), if it is
not faster to begin with positions (`searcher.execute.phrase`). For all else a place is a key, document · 2**32 +
position, so that the places of a part in many documents are one ascending array and whole documents are compared
at once. `document` counts within the candidates.
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
from searcher.execute.nearness import Place, in_any_order, in_order, rows
from searcher.execute.node import Node, Part, Where, Word, pick
from searcher.execute.places import (
    Asked,
    Standing,
    Window,
    asked,
    followed,
    followed_singly,
    in_a_row,
    joined,
    likely,
    standing,
)
from searcher.execute.queries import Near as NearQuery
from searcher.execute.source import Source
from searcher.execute.whereabouts import ORIGIN, POSITION, SHIFT

_HANDFUL: Final = 20
"""Those of up to so many postings are read one by one: calling NumPy would take longer."""
_ARMFUL: Final = 96
"""The same where all lists are made ready for that."""

_COUPLE: Final = 2
"""Signatures of so few documents are not looked at."""

_MANY: Final = 1 << 17
"""So many documents are looked into at once,"""
_AT_ONCE: Final = 1 << 14
"""and the positions of so many: what is made of them stays in the cache."""


class Places(NamedTuple):
    """Where a part stands: keys of the first and the last word, in ascending order, each pair once."""

    firsts: Docs
    lasts: Docs


class Course(NamedTuple):
    """How a phrase is followed from its rarest word on. `windows`: how far behind that one each word may be."""

    words: list[Word]
    order: list[int]
    windows: list[list[Window]]
    exact: bool
    """Whether each has one place only where it may be."""
    signed: bool
    """Whether signatures are looked at."""
    sources: list[Source]
    """The only list of each word, for documents that are looked into one by one; none where that does not do."""


class Near(Node):
    """Documents where parts, of which these are the nodes, stand near each other in one of the query's fields."""

    def __init__(self, part: Part, query: NearQuery, parts: list[Node]) -> None:
        self.all = All(part, parts)
        self.part = part
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

    @cached_property
    def _course(self) -> Course | None:
        """None where the parts are not followed; found out only if there are documents that have all of them."""
        words = [part for part in self.parts if isinstance(part, Word)]
        exact = self.ordered and not self.slop
        if len(words) < len(self.parts) or not (exact or (len(words) == 2 and not self.gaps[0])):
            return None
        order = self.all.order
        first = self.offsets[order[0]]
        windows = [self._window(offset - first) for offset in self.offsets]
        sources = [source for word in words for source in word.sources]
        often = [isinstance(source, Source) and source.whereabouts.often_followed() for source in sources]
        alone = not self.gaps[0] and self.fields == (sources[0].field.name,) and len(sources) == len(words)
        only = [source for source in sources if alone and isinstance(source, Source)]
        return Course(words, order, windows, exact, all(often), only if len(only) == len(words) else [])

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
        course = self._course
        if course is not None and _is_handful(course, len(docs)):
            return _found_singly(course, where, len(docs))
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
        course = self._course
        if course is None or not course.signed:
            return np.arange(len(docs))
        mask = np.zeros(len(docs), np.bool_)
        where = self.located(docs, None) if where is None else where
        for field in self.fields:
            lists = _asked(course, field, docs, where)
            if all(len(own) == 1 for own in lists):
                mask[likely([own[0] for own in lists], course.windows)] = True
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
        course = self._course
        if course is not None and not self.gaps[0]:
            return _followed(course, _asked(course, field, docs, where), len(docs), sifted=sifted).owners
        if self.ordered and not self.slop:
            return self.places(field, docs, where).firsts >> SHIFT
        parts = self._each(field, docs, where)
        if not all(len(places.firsts) for places in parts):
            return NONE
        return self._in_order(parts) if self.ordered else self._in_any_order(parts)

    def places(self, field: str, docs: Docs, where: list[Where]) -> Places:
        """Where the whole, an exact phrase, stands in one field of these documents."""
        course = self._course
        if course is not None:
            return self._phrase(_followed(course, _asked(course, field, docs, where), len(docs)), course.order[0])
        parts = self._each(field, docs, where)
        if not all(len(places.firsts) for places in parts):
            return Places(NONE, NONE)
        if all(_single(places) for places in parts):
            return self._inside(self._nearest(parts))
        found = [
            (base + first, base + last)
            for base, own in _by_document(parts)
            for first, last in rows(own, self.gaps)
        ]
        return Places(*np.array(found, np.int64).reshape(-1, 2).T)

    @cached_property
    def _same(self) -> list[int]:
        """The number of the first part that asks for the same, for each."""
        numbers: dict[Query, int] = {}
        return [numbers.setdefault(operand, number) for number, operand in enumerate(self._operands)]

    def _each(self, field: str, docs: Docs, where: list[Where]) -> list[Places]:
        """Where each part stands in one field of these documents, in the same arrays for the same parts."""
        found = {i: _places(self.parts[i], field, docs, where[i]) for i in {*self._same}}
        return [found[i] for i in self._same]

    def _window(self, behind: int) -> list[Window]:
        """How far a word may be behind another one: any two of an exact phrase, or the two there are."""
        if not behind or (self.ordered and not self.slop):
            return [(behind, behind)]
        least, most = (behind, behind + self.slop) if behind > 0 else (behind - self.slop, behind)
        return [(least, most)] if self.ordered else [(least, most), (-most, -least)]

    def _phrase(self, places: Standing, followed_from: int) -> Places:
        """Exact phrases of words, from the places of one of these."""
        starts = places.keys()
        starts -= self.offsets[followed_from]
        return self._inside(Places(starts, starts + self.offsets[-1]))

    def _inside(self, places: Places) -> Places:
        """Without those that begin before the text does, which only words of any kind in front can bring about."""
        if not self.gaps[0]:
            return places
        kept = ((places.firsts & POSITION) >= ORIGIN).nonzero()[0]
        return Places(places.firsts.take(kept), places.lasts.take(kept))

    def _in_order(self, parts: list[Places]) -> Docs:
        """In which documents parts stand one after the other."""
        if all(_single(places) for places in parts):
            return self._inside(self._nearest(parts)).firsts >> SHIFT
        return _one_by_one(parts, lambda own: in_order(own, self.gaps, self.slop))

    def _nearest(self, parts: list[Places]) -> Places:
        """Single words in order: from each first one the nearest next ones; of two, from the rarer one."""
        if len(parts) == 2 and len(parts[1].firsts) < len(parts[0].firsts):
            return self._before(*parts)
        first = ends = parts[0].firsts
        for places, gap in zip(parts[1:], self.gaps[1:], strict=True):
            at = places.firsts.searchsorted(ends + 1 + gap)
            kept = (at < len(places.firsts)).nonzero()[0]
            first, ends = first.take(kept), places.firsts.take(at.take(kept))
            kept = (first >> SHIFT == ends >> SHIFT).nonzero()[0]
            first, ends = first.take(kept), ends.take(kept)
        spare = self.slop + sum(self.gaps[1:]) + len(parts) - 1
        kept = (ends - first <= spare).nonzero()[0]
        return Places(first.take(kept) - self.gaps[0], ends.take(kept))

    def _before(self, first: Places, second: Places) -> Places:
        """From each of the second ones the nearest first one."""
        at = first.firsts.searchsorted(second.firsts - self.gaps[1]) - 1
        kept = (at >= 0).nonzero()[0]
        starts, ends = first.firsts.take(at.take(kept)), second.firsts.take(kept)
        kept = (ends - starts <= self.slop + self.gaps[1] + 1).nonzero()[0]  # less than from document to document
        return Places(starts.take(kept) - self.gaps[0], ends.take(kept))

    def _in_any_order(self, parts: list[Places]) -> Docs:
        """In which documents parts stand near each other, those that ask for the same in different places."""
        wanted = Counter(self._same)
        different, times = [parts[i] for i in wanted], [*wanted.values()]
        if all(_single(places) for places in different):
            union = np.sort(np.concatenate([places.firsts for places in different]), kind="stable")
            if (union[1:] != union[:-1]).all():
                return self._around(different, times, union) >> SHIFT
        return _one_by_one(different, lambda own: in_any_order(own, times, self.slop))

    def _around(self, parts: list[Places], times: list[int], union: Docs) -> Docs:
        """Single words, no place shared: from which of these on the nearest, so many of each, are near enough."""
        first, ends = union, union
        for places, count in zip(parts, times, strict=True):
            at = places.firsts.searchsorted(first) + (count - 1)
            kept = (at < len(places.firsts)).nonzero()[0]
            first = first.take(kept)
            ends = np.maximum(ends.take(kept), places.firsts.take(at.take(kept)))
        return first.compress(ends - first < self.slop + len(self.parts))


def _is_handful(course: Course, count: int) -> bool:
    """Whether so few documents are looked into one by one without more ado."""
    sources = course.sources
    if not sources or count * len(sources) > _HANDFUL:
        return False
    return not course.signed or count <= _COUPLE or None not in [source.whereabouts.stretch for source in sources]


def _found_singly(course: Course, where: list[Where], count: int) -> Docs:
    """In which of `count` documents the words stand as they should, looked into one by one."""
    at = [[*range(count)] if isinstance(known, slice) else known.tolist() for known in where]
    found = followed_singly(course.sources, at, course.windows, course.order[0])
    return np.array([number for number, places in enumerate(found) if places], np.int64)


def _asked(course: Course, field: str, docs: Docs, where: list[Where]) -> list[list[Asked]]:
    """The lists of each word in one field."""
    every = np.arange(len(docs))
    return [asked(word, field, docs, known, every) for word, known in zip(course.words, where, strict=True)]


def _followed(course: Course, lists: list[list[Asked]], count: int, *, sifted: bool = False) -> Standing:
    """Places of the rarest word that have the others where they should be.

    `lists` are those of each word in the same `count` documents.
    """
    _, (first, *others), windows, exact, signed, _ = course
    numbers = np.arange(count)
    if all(len(own) == 1 for own in lists):
        single = [own[0] for own in lists]
        if signed and not sifted and count > _COUPLE:
            numbers = likely(single, windows)
        else:
            for each in single:
                numbers = each.among(numbers).owners
        ready = all(each.source.whereabouts.stretch is not None for each in single)
        size = len(numbers) * len(single)
        if size <= (_ARMFUL if ready else _HANDFUL):
            single = [each.among(numbers) for each in single]
            at = [each.at.tolist() for each in single]
            kept = followed_singly([each.source for each in single], at, windows, first)
            owners = single[first].owners.repeat([len(places) for places in kept])
            return Standing(owners, np.array([place for places in kept for place in places], np.int64))
        if exact and ready and size <= _AT_ONCE:
            return in_a_row([each.among(numbers) for each in single], [own[0][0] for own in windows], first)
    found = []
    for low in range(0, len(numbers), _AT_ONCE):
        some = numbers[low : low + _AT_ONCE]
        here = [[each.among(some) for each in own] for own in lists]
        places = standing(here[first])
        for i in others:
            if len(places.owners):
                places = places.compress(followed(places, here[i], windows[i]))
        found.append(places)
    return joined(found)


def _chosen(docs: Docs, where: Where, kept: Docs) -> tuple[Docs, Where]:
    return (docs, where) if len(kept) == len(docs) else (docs.take(kept), pick(where, kept))


def _single(places: Places) -> bool:
    return places.firsts is places.lasts or bool((places.firsts == places.lasts).all())


def _places(part: Node, field: str, docs: Docs, where: Where) -> Places:
    """Where a part stands in one field of these documents."""
    if isinstance(part, Near):
        return part.places(field, docs, [None] * len(part.parts) if where is None else where)
    if isinstance(part, Best):
        found = [_places(child, field, docs, None) for child in part.children]
        firsts = np.concatenate([places.firsts for places in found])
        lasts = np.concatenate([places.lasts for places in found])
        order = np.lexsort((lasts, firsts))
        firsts, lasts = firsts.take(order), lasts.take(order)
        fresh = np.ones(len(firsts), np.bool_)
        fresh[1:] = (firsts[1:] != firsts[:-1]) | (lasts[1:] != lasts[:-1])
        return Places(firsts[fresh], lasts[fresh])
    assert isinstance(part, Word)  # noqa: S101  # nothing else has positions of its own
    keys = standing(asked(part, field, docs, where, np.arange(len(docs)))).keys()
    return Places(keys, keys)


def _one_by_one(parts: list[Places], meet: Callable[[list[list[Place]]], bool]) -> Docs:
    """Documents that have all of these parts, in places that meet."""
    return np.array([base >> SHIFT for base, own in _by_document(parts) if meet(own)], np.int64)


def _by_document(parts: list[Places]) -> Iterator[tuple[int, list[list[Place]]]]:
    """What is added to a position to make its key, and the places of each part, for each document with all."""
    docs = reduce(np.intersect1d, [np.unique(places.firsts >> SHIFT) for places in parts])
    for base in (docs << SHIFT).tolist():
        yield base + ORIGIN, [_between(places, base, base + POSITION) for places in parts]


def _between(places: Places, base: int, end: int) -> list[Place]:
    """The positions of those of one document."""
    some = slice(*places.firsts.searchsorted([base, end]).tolist())
    firsts, lasts = (keys[some] - (base + ORIGIN) for keys in places)
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
