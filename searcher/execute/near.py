"""Phrases and nearness: documents where all words meet, and then their positions.

A place is a key, document · 2**32 + position, so that the places of a part in many documents are one ascending
array and whole documents are compared at once. `document` counts within the candidates.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from searcher.execute.arrays import NONE, Docs, Mask, Scores
from searcher.execute.compound import All, Best
from searcher.execute.node import Node, Part, Where, Word, pick
from searcher.execute.queries import occurrences
from searcher.execute.source import Listing

_SHIFT: Final = 32
_POSITION: Final = (1 << _SHIFT) - 1
_ORIGIN: Final = 1 << 16
"""Added to every position, so that what stands before a place has a key within the same document."""


class Places(NamedTuple):
    """Where a part stands: keys of the first and the last word, in ascending order, each pair once."""

    firsts: Docs
    lasts: Docs


class Near(Node):
    """Documents where parts stand near each other in one of `fields`; see `searcher.execute.queries.Near`.

    `parts` are the nodes of the parts; `gaps` how many words of any kind belong before each.
    """

    def __init__(
        self, part: Part, fields: tuple[str, ...], parts: list[Node], gaps: list[int], slop: int, ordered: bool
    ) -> None:
        self.all = All(part, parts)
        super().__init__(part, self.all.size)
        self.fields = fields
        self.parts = parts
        self.gaps = gaps
        self.slop = slop
        self.ordered = ordered
        self.bound = self.all.bound

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        docs, where = self.all.start(windows)
        kept = np.flatnonzero(self.verify(docs))
        return docs.take(kept), [pick(found, kept) for found in where]

    def probe(self, docs: Docs) -> tuple[Mask, Where]:
        """Which of these documents match."""
        mask, _ = self.all.probe(docs)
        kept = np.flatnonzero(mask)
        mask[kept] = self.verify(docs.take(kept))
        return mask, None

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        return self.all.score(docs, where)

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this."""
        return self.all.window_bounds()

    def relaxed(self) -> tuple[Node, list[Node]]:
        """All words in a document, wherever they stand."""
        return self.all, [self]

    def verify(self, docs: Docs) -> Mask:
        """In which of these documents (ascending, with all words) the words stand as they should."""
        mask = np.zeros(len(docs), np.bool_)
        for field in self.fields:
            rest = np.flatnonzero(~mask)
            places = self.places(field, docs.take(rest))
            mask[rest.take(places.firsts >> _SHIFT)] = True
        return mask

    def places(self, field: str, docs: Docs) -> Places:
        """Where the whole stands in one field of these documents."""
        if self.ordered and not self.slop and all(isinstance(part, Word) for part in self.parts):
            return self._phrase(field, docs)
        ordered = [_places(part, field, docs) for part in self.parts]
        if not all(len(places.firsts) for places in ordered):
            return Places(NONE, NONE)
        single = all((places.firsts == places.lasts).all() for places in ordered)
        if single and self.ordered:
            return _inside(self._in_order(ordered))
        if single and not self.ordered:
            union = np.sort(np.concatenate([places.firsts for places in ordered]), kind="stable")
            if (union[1:] != union[:-1]).all():
                return self._in_any_order(ordered, union)
        return _inside(self._one_by_one(ordered))

    def _phrase(self, field: str, docs: Docs) -> Places:
        """Exact phrases of words: from the rarest word on, fewer documents from step to step."""
        offsets = np.cumsum(np.array(self.gaps) + 1) - 1
        starts: Docs | None = None
        for i in sorted(range(len(self.parts)), key=lambda i: self.parts[i].size):
            if starts is None:
                starts = _word_places(self.parts[i], field, docs, None) - offsets[i]
            else:
                numbers = starts >> _SHIFT
                alive = numbers[_fresh(numbers)]
                starts = _common(starts, _word_places(self.parts[i], field, docs, alive) - offsets[i])
            if not len(starts):
                return Places(NONE, NONE)
        assert starts is not None  # noqa: S101  # there are parts
        return _inside(Places(starts, starts + int(offsets[-1])))

    def _in_order(self, parts: list[Places]) -> Places:
        """Single words in order: from each first one the nearest next ones; of two, from the rarer one."""
        if len(parts) == 2 and len(parts[1].firsts) < len(parts[0].firsts):
            return self._before(*parts)
        first = ends = parts[0].firsts
        for places, gap in zip(parts[1:], self.gaps[1:], strict=True):
            at = places.firsts.searchsorted(ends + 1 + gap)
            kept = np.flatnonzero(at < len(places.firsts))
            first, ends = first.take(kept), places.firsts.take(at.take(kept))
            kept = np.flatnonzero(first >> _SHIFT == ends >> _SHIFT)
            first, ends = first.take(kept), ends.take(kept)
        spare = self.slop + sum(self.gaps[1:]) + len(parts) - 1
        kept = np.flatnonzero(ends - first <= spare)
        return Places(first.take(kept) - self.gaps[0], ends.take(kept))

    def _before(self, first: Places, second: Places) -> Places:
        """From each of the second ones the nearest first one."""
        at = first.firsts.searchsorted(second.firsts - self.gaps[1]) - 1
        kept = np.flatnonzero(at >= 0)
        starts, ends = first.firsts.take(at.take(kept)), second.firsts.take(kept)
        kept = np.flatnonzero(ends - starts <= self.slop + self.gaps[1] + 1)  # less than from document to document
        return Places(starts.take(kept) - self.gaps[0], ends.take(kept))

    def _in_any_order(self, parts: list[Places], union: Docs) -> Places:
        """Single words in any order, no place shared: from each of them on, the nearest of every part."""
        first, ends = union, union
        for places in parts:
            at = places.firsts.searchsorted(first)
            kept = np.flatnonzero(at < len(places.firsts))
            first = first.take(kept)
            ends = np.maximum(ends.take(kept), places.firsts.take(at.take(kept)))
        kept = np.flatnonzero(ends - first < self.slop + len(parts))
        return Places(first.take(kept), ends.take(kept))

    def _one_by_one(self, parts: list[Places]) -> Places:
        """Everything else, a document at a time."""
        first: list[int] = []
        last: list[int] = []
        common = set((parts[0].firsts >> _SHIFT).tolist())
        for places in parts[1:]:
            common &= set((places.firsts >> _SHIFT).tolist())
        for doc in sorted(common):
            base = doc << _SHIFT
            spans = occurrences(
                [_in_document(places, doc) for places in parts], self.gaps, self.slop, self.ordered
            )
            first += [base + a for a, _ in spans]
            last += [base + b for _, b in spans]
        return Places(np.array(first, np.int64), np.array(last, np.int64))


def _inside(places: Places) -> Places:
    """Without those that begin before the text does, which only words of any kind in front can bring about."""
    kept = np.flatnonzero((places.firsts & _POSITION) >= _ORIGIN)
    return places if len(kept) == len(places.firsts) else Places(places.firsts.take(kept), places.lasts.take(kept))


def _places(part: Node, field: str, docs: Docs) -> Places:
    """Where a part stands in one field of these documents."""
    if isinstance(part, Near):
        return part.places(field, docs)
    if isinstance(part, Best):
        found = [_places(child, field, docs) for child in part.children]
        firsts = np.concatenate([places.firsts for places in found])
        lasts = np.concatenate([places.lasts for places in found])
        order = np.lexsort((lasts, firsts))
        firsts, lasts = firsts.take(order), lasts.take(order)
        fresh = np.ones(len(firsts), np.bool_)
        fresh[1:] = (firsts[1:] != firsts[:-1]) | (lasts[1:] != lasts[:-1])
        return Places(firsts[fresh], lasts[fresh])
    keys = _word_places(part, field, docs, None)
    return Places(keys, keys)


def _word_places(part: Node, field: str, docs: Docs, alive: Docs | None) -> Docs:
    """Keys of a word in one field of these documents, or of those of them that are `alive` (indexes)."""
    assert isinstance(part, Word)  # noqa: S101  # nothing else has positions of its own
    found = [_listed_places(source, docs, alive) for source in part.sources if source.field.name == field]
    if len(found) < 2:
        return found[0] if found else NONE
    keys = np.sort(np.concatenate(found), kind="stable")
    return keys[_fresh(keys)]


def _listed_places(listing: Listing, docs: Docs, alive: Docs | None) -> Docs:
    numbers = np.arange(len(docs)) if alive is None else alive
    keys = listing.places(docs if alive is None else docs.take(alive), (numbers << _SHIFT) + _ORIGIN)
    return keys[_fresh(keys)] if (keys[1:] == keys[:-1]).any() else keys


def _fresh(ascending: Docs) -> Mask:
    """Which values are not those before them."""
    fresh = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=fresh[1:])
    return fresh


def _common(one: Docs, other: Docs) -> Docs:
    """The keys in both of two ascending arrays of distinct keys; merging runs is faster than looking keys up."""
    both = np.sort(np.concatenate([one, other]), kind="stable")
    common: Docs = both[1:][both[1:] == both[:-1]]
    return common


def _in_document(places: Places, doc: int) -> list[tuple[int, int]]:
    start, stop = places.firsts.searchsorted([doc << _SHIFT, (doc + 1) << _SHIFT])
    firsts, lasts = places.firsts[start:stop] & _POSITION, places.lasts[start:stop] & _POSITION
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
