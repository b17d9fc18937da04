"""Phrases and nearness: documents where all words meet, and then their positions.

A place is a key, document · 2**32 + position, so that the places of a part in many documents are one ascending
array and whole documents are compared at once. `document` counts within the candidates.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Final, NamedTuple

import numpy as np

from index.codec.counts import distinct
from index.codec.reader import FieldReader
from searcher.execute.arrays import NONE, Docs, Mask, Scores
from searcher.execute.compound import All, Best
from searcher.execute.node import Node, Part, Where, Word, pick
from searcher.execute.queries import occurrences
from searcher.execute.source import Source

_SHIFT: Final = 32
_POSITION: Final = (1 << _SHIFT) - 1
_ORIGIN: Final = 1 << 16
"""Added to every position, so that what stands before a place has a key within the same document."""

_AT_ONCE: Final = 1 << 17
"""The positions of so many documents are compared at once: what is made of them stays in the cache."""

_TOGETHER: Final = 512
"""The positions of up to so many postings are read at once, whichever words they belong to."""

_HANDFUL: Final = 40
"""Those of up to so many are read one by one: calling NumPy would take longer."""

_FEWER: Final = 8
"""Keys that are so many times fewer are looked up in the others."""


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
        where = self._located(docs, where)
        kept = self.verify(docs, where).nonzero()[0]
        return docs.take(kept), [pick(found, kept) for found in where]

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        kept, _ = self.all.probe(docs)
        return kept[self.verify(docs.take(kept))], None

    def score(self, docs: Docs, where: Where) -> Scores:
        """The scores of documents that match."""
        return self.all.score(docs, where)

    def window_bounds(self) -> Scores:
        """No document of a window scores more than this."""
        return self.all.window_bounds()

    def relaxed(self) -> tuple[Node, list[Node]]:
        """All words in a document, wherever they stand."""
        return self.all, [self]

    def verify(self, docs: Docs, where: Where = None) -> Mask:
        """In which of these documents (ascending, with all words) the words stand as they should."""
        if len(docs) > _AT_ONCE:
            parts = [np.arange(i, min(i + _AT_ONCE, len(docs))) for i in range(0, len(docs), _AT_ONCE)]
            return np.concatenate([self.verify(docs.take(some), pick(where, some)) for some in parts])
        mask = np.zeros(len(docs), np.bool_)
        if not len(docs):
            return mask
        where = self._located(docs, where)
        for field in self.fields:
            rest = (~mask).nonzero()[0]
            places = self.places(field, *_chosen(docs, where, rest))
            mask[rest.take(places.firsts >> _SHIFT)] = True
        return mask

    def _located(self, docs: Docs, where: Where) -> list[Where]:
        """Where in its list each part with a single one has these documents, for positions and scores."""
        if where is None:
            where = [None] * len(self.parts)
        pairs = zip(self.parts, where, strict=True)
        return [
            part.only.index(docs) if known is None and isinstance(part, Word) and part.only is not None else known
            for part, known in pairs
        ]

    def places(self, field: str, docs: Docs, where: list[Where]) -> Places:
        """Where the whole stands in one field of these documents."""
        words = [part for part in self.parts if isinstance(part, Word)]
        if self.ordered and not self.slop and len(words) == len(self.parts):
            return self._phrase(words, field, docs, where)
        ordered = [_places(part, field, docs, known) for part, known in zip(self.parts, where, strict=True)]
        if not all(len(places.firsts) for places in ordered):
            return Places(NONE, NONE)
        single = all(_single(places) for places in ordered)
        if single and self.ordered:
            return self._inside(self._in_order(ordered))
        if single and not self.ordered:
            union = np.sort(np.concatenate([places.firsts for places in ordered]), kind="stable")
            if (union[1:] != union[:-1]).all():
                return self._inside(self._in_any_order(ordered, union))
        return self._inside(self._one_by_one(ordered))

    def _phrase(self, words: list[Word], field: str, docs: Docs, where: list[Where]) -> Places:
        """Exact phrases of words: from the rarest word on, fewer documents from step to step."""
        offsets = list(accumulate(self.gaps, lambda before, gap: before + gap + 1))
        order = sorted(range(len(words)), key=lambda i: words[i].size)
        numbers = np.arange(len(docs))
        asked = [(words[i], where[i], offsets[i]) for i in order]
        if len(docs) * len(words) <= _HANDFUL:
            starts = _read_singly(asked, field, docs)
            return self._inside(Places(starts, starts + offsets[-1]))
        known = _read(asked, field, docs, numbers) if len(docs) * len(words) <= _TOGETHER else []
        common: Docs | None = None
        for step, (word, found, offset) in enumerate(asked):
            if known:
                here = known[step]
            else:
                some, there = _chosen(docs, found, numbers)
                (here,) = _read([(word, there, offset)], field, some, numbers)
            common = here if common is None else _common(common, here)
            if not len(common):
                return Places(NONE, NONE)
            if not known:
                numbers = common >> _SHIFT
                numbers = numbers[_fresh(numbers)]
        assert common is not None  # noqa: S101  # there are parts
        return self._inside(Places(common, common + offsets[-1]))

    def _inside(self, places: Places) -> Places:
        """Without those that begin before the text does, which only words of any kind in front can bring about."""
        if not self.gaps[0]:
            return places
        kept = ((places.firsts & _POSITION) >= _ORIGIN).nonzero()[0]
        return Places(places.firsts.take(kept), places.lasts.take(kept))

    def _in_order(self, parts: list[Places]) -> Places:
        """Single words in order: from each first one the nearest next ones; of two, from the rarer one."""
        if len(parts) == 2 and len(parts[1].firsts) < len(parts[0].firsts):
            return self._before(*parts)
        first = ends = parts[0].firsts
        for places, gap in zip(parts[1:], self.gaps[1:], strict=True):
            at = places.firsts.searchsorted(ends + 1 + gap)
            kept = (at < len(places.firsts)).nonzero()[0]
            first, ends = first.take(kept), places.firsts.take(at.take(kept))
            kept = (first >> _SHIFT == ends >> _SHIFT).nonzero()[0]
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

    def _in_any_order(self, parts: list[Places], union: Docs) -> Places:
        """Single words in any order, no place shared: from each of them on, the nearest of every part."""
        first, ends = union, union
        for places in parts:
            at = places.firsts.searchsorted(first)
            kept = (at < len(places.firsts)).nonzero()[0]
            first = first.take(kept)
            ends = np.maximum(ends.take(kept), places.firsts.take(at.take(kept)))
        kept = (ends - first < self.slop + len(parts)).nonzero()[0]
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
    (keys,) = _read([(part, where, 0)], field, docs, np.arange(len(docs)))
    return Places(keys, keys)


def _read(words: list[tuple[Word, Where, int]], field: str, docs: Docs, numbers: Docs) -> list[Docs]:
    """The keys of words in one field of these documents, which have these numbers, less an offset each."""
    bases = (numbers << _SHIFT) + _ORIGIN
    asked = [_asked(word, field, docs, where, bases - offset) for word, where, offset in words]
    every = [each for some in asked for each in some]
    if len(every) > 1 and sum([len(each.postings) for each in every]) <= _TOGETHER:
        postings = np.concatenate([each.postings for each in every])
        keys, firsts = every[0].reader.placed(postings, np.concatenate([each.bases for each in every]))
        ends = [int(firsts[end]) for end in accumulate((len(each.postings) for each in every), initial=0)]
        pieces = [keys[start:end] for start, end in pairwise(ends)]
    else:
        pieces = [each.reader.placed(each.postings, each.bases)[0] for each in every]
    waiting = iter(pieces)
    return [_united([next(waiting) for _ in some]) for some in asked]


def _read_singly(words: list[tuple[Word, Where, int]], field: str, docs: Docs) -> Docs:
    """The keys that all words have in one field of these documents, less an offset each; posting by posting."""
    bases = (np.arange(len(docs)) << _SHIFT) + _ORIGIN
    common: set[int] | None = None
    for word, where, offset in words:
        keys = {
            base + place
            for each in _asked(word, field, docs, where, bases - offset)
            for posting, base in zip(each.postings.tolist(), each.bases.tolist(), strict=True)
            for place in each.reader.places(posting)
        }
        common = keys if common is None else common & keys
        if not common:
            return NONE
    return np.array(sorted(common or ()), np.int64)


class _Asked(NamedTuple):
    """Postings, numbered over the field, whose positions are wanted, and what is to be added to those of each."""

    reader: FieldReader
    postings: Docs
    bases: Docs


def _asked(word: Word, field: str, docs: Docs, where: Where, bases: Docs) -> list[_Asked]:
    """What must be read of a word; `where` tells of a single list, otherwise documents are looked up."""
    found = []
    for listing in word.sources:
        if listing.field.name != field:
            continue
        if where is not None and word.only is not None and isinstance(listing, Source):
            at = np.arange(listing.count) if isinstance(where, slice) else where
            found.append(_Asked(listing.field.reader, listing.postings.first + at, bases))
            continue
        for source in listing.single():
            kept, at = source.find(docs)
            at = source.index(docs.take(kept)) if at is None else at
            found.append(_Asked(listing.field.reader, source.postings.first + at, bases.take(kept)))
    return found


def _united(pieces: list[Docs]) -> Docs:
    """The keys in any of these."""
    keys: Docs = pieces[0] if len(pieces) == 1 else distinct(np.concatenate([NONE, *pieces]))
    return keys


def _fresh(ascending: Docs) -> Mask:
    """Which values are not those before them."""
    fresh = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=fresh[1:])
    return fresh


def _common(one: Docs, other: Docs) -> Docs:
    """The keys in both of two ascending arrays of distinct keys."""
    if len(one) * _FEWER < len(other):
        found: Docs = one[other.take(other.searchsorted(one), mode="clip") == one]
        return found
    both = np.concatenate([one, other])
    both.sort(kind="stable")  # merging runs is faster than looking keys up
    common: Docs = both[1:][both[1:] == both[:-1]]
    return common


def _in_document(places: Places, doc: int) -> list[tuple[int, int]]:
    start, stop = places.firsts.searchsorted([doc << _SHIFT, (doc + 1) << _SHIFT])
    firsts, lasts = places.firsts[start:stop] & _POSITION, places.lasts[start:stop] & _POSITION
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
