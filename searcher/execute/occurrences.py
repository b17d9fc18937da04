"""Where words stand in documents, and which of their places are as far from each other as they should be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from index.codec.counts import distinct
from index.codec.positions import Distances
from searcher.execute.arrays import NONE, Bits, Docs, Mask
from searcher.execute.field import FieldView
from searcher.execute.merged_postings import MergedPostings
from searcher.execute.node import Where, Word
from searcher.execute.posting_list import TermPostings
from searcher.execute.term_positions import ORIGIN, POSITION, SHIFT

_SPARSE: Final = 256
"""Where less than one position in so many is taken, places are looked up rather than marked."""
_WIDE: Final = 16
"""Up to so many neighbours of a place are looked at one by one."""

_AT_ONCE: Final = 1 << 16
"""Of many terms, so many postings are read at a time: those that lie around them have to be decoded too."""

_BY: Final = [np.uint64(by) for by in range(65)]

Window = tuple[int, int]
"""How far behind a place another is to be found, the least and the most."""


class Occurrences(NamedTuple):
    """Where words stand, in ascending order: the index of each one's document, and its position there."""

    owners: Docs
    positions: Docs

    def all_keys(self) -> Docs:
        """One number for each place: document · 2**32 + ORIGIN + position."""
        keys = self.owners << SHIFT
        keys += self.positions
        keys += ORIGIN
        return keys

    def keys(self) -> Docs:
        """The same, each once."""
        keys = self.all_keys()
        fresh = np.ones(len(keys), np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        return keys if fresh.all() else keys.compress(fresh)

    def compress(self, mask: Mask) -> Occurrences:
        """Those of the places."""
        return Occurrences(self.owners.compress(mask), self.positions.compress(mask))


class Selected(NamedTuple):
    """A list of a word, in which some documents (`owners`, ascending indexes) have the postings `at`."""

    postings: TermPostings
    owners: Docs
    at: Docs
    every: bool
    """Whether no document is without."""

    def among(self, numbers: Docs) -> Selected:
        """The same of some documents only (ascending indexes)."""
        if not len(self.owners) or numbers is self.owners:
            return self
        if self.every:
            if len(numbers) == len(self.owners):
                return self
            return Selected(self.postings, numbers, self.at.take(numbers), False)
        where = self.owners.searchsorted(numbers)
        kept = (self.owners.take(where, mode="clip") == numbers).nonzero()[0]
        return Selected(self.postings, numbers.take(kept), self.at.take(where.take(kept)), False)


class Pool(NamedTuple):
    """The postings of many terms: whose each is (an index of a document), and its number in the field, ascending.

    A document comes as often as it has terms. Reading them term by term would take a few calls of NumPy for each.
    """

    field: FieldView
    owners: Docs
    postings: Docs

    def among(self, numbers: Docs) -> Pool:
        """The same of some documents only (ascending indexes)."""
        where = numbers.searchsorted(self.owners)
        kept = numbers.take(where, mode="clip") == self.owners
        return Pool(self.field, self.owners.compress(kept), self.postings.compress(kept))

    def keys(self) -> Docs:
        """All places as keys, ascending, each once."""
        found = [NONE]
        for low in range(0, len(self.owners), _AT_ONCE):
            which, positions = self.field.reader.positions.pick(self.postings[low : low + _AT_ONCE]).places()
            found.append(Occurrences(self.owners[low : low + _AT_ONCE].take(which), positions).all_keys())
        return distinct(np.concatenate(found))


def selected(word: Word, field: str, docs: Docs, where: Where, every: Docs) -> list[Selected | Pool]:
    """The lists of a word in one field; `where` tells of a single list, otherwise documents are looked up.

    `every` are the indexes of all documents.
    """
    found: list[Selected | Pool] = []
    for posting_list in word.lists:
        if posting_list.field.name != field:
            continue
        if where is not None and word.only is not None and isinstance(posting_list, TermPostings):
            found.append(Selected(posting_list, every, every if isinstance(where, slice) else where, True))
            continue
        if isinstance(posting_list, MergedPostings):
            found.append(Pool(posting_list.field, *posting_list.among(docs)))
            continue
        for postings in posting_list.single(docs):
            kept, at = postings.find(docs)
            at = postings.index(docs.take(kept)) if at is None else at
            if len(kept):
                found.append(Selected(postings, kept, at, len(kept) == len(docs)))
    return found


def alone(lists: Sequence[Sequence[Selected | Pool]]) -> list[Selected]:
    """The list of each word where each has but one, of one term; otherwise none."""
    found = [each for own in lists if len(own) == 1 for each in own if isinstance(each, Selected)]
    return found if len(found) == len(lists) else []


def occurrences(lists: Sequence[Selected | Pool]) -> Occurrences:
    """All places of a word that has these lists; some may be there several times."""
    found = []
    for each in lists:
        if isinstance(each, Selected) and len(each.owners):
            which, positions = each.postings.positions.distances(each.at).places(once=False)
            found.append(Occurrences(each.owners.take(which), positions))
    pools = [each.keys() for each in lists if isinstance(each, Pool)]
    if len(found) == 1 and not pools:
        return found[0]
    pools += [each.keys() for each in found]
    keys = pools[0] if len(pools) == 1 else distinct(np.concatenate([NONE, *pools]))
    return Occurrences(keys >> SHIFT, (keys & POSITION) - ORIGIN)


def joined(pieces: list[Occurrences]) -> Occurrences:
    """The places of some documents after those of others."""
    if len(pieces) == 1:
        return pieces[0]
    owners = [piece.owners for piece in pieces]
    return Occurrences(
        np.concatenate([NONE, *owners]), np.concatenate([NONE, *[each.positions for each in pieces]])
    )


def followed(places: Occurrences, lists: Iterable[Selected | Pool], windows: Sequence[Window]) -> Mask:
    """Which places have a word of these lists in one of some windows behind them."""
    fresh = np.ones(len(places.owners), np.bool_)
    np.not_equal(places.owners[1:], places.owners[:-1], out=fresh[1:])
    numbers = places.owners.compress(fresh)
    ranks = fresh.cumsum() - 1
    mask = np.zeros(len(ranks), np.bool_)
    for each in lists:
        if isinstance(each, Pool):
            mask |= any_behind(places.all_keys(), each.among(numbers).keys(), windows)
            continue
        postings, owners, at, _ = each.among(numbers)
        if len(owners) == len(numbers):
            mask |= meeting(postings.positions.distances(at), ranks, places.positions, windows)
        elif len(owners):
            own = np.full(len(numbers), -1)
            own[numbers.searchsorted(owners)] = np.arange(len(owners))
            found = own.take(ranks)
            some = (found >= 0).nonzero()[0]
            mask[some] |= meeting(
                postings.positions.distances(at), found.take(some), places.positions.take(some), windows
            )
    return mask


def any_behind(keys: Docs, others: Docs, windows: Sequence[Window]) -> Mask:
    """Which places have one of the others, which ascend, in one of some windows behind them; all are keys."""
    found = np.zeros(len(keys), np.bool_)
    for low, high in windows if len(others) else ():
        nearest = others.take(others.searchsorted(keys + low), mode="clip") - keys
        found |= (nearest >= low) & (nearest <= high)
    return found


def meeting(distances: Distances, owners: Docs, positions: Docs, windows: Sequence[Window]) -> Mask:
    """Which positions, in the postings `owners` of these distances, have one of the postings' in a window behind.

    The distances are added up over all postings, some more between them: a slot for each position, in which those
    of a posting, and whatever windows reach, keep clear of those of the next.
    """
    values, firsts, partial = distances
    before = max(0, *[-low for low, _ in windows])
    behind = max([high - low for low, high in windows]) + 2
    slots = values.copy()
    slots[firsts[:-1]] += before + behind
    np.add.accumulate(slots, out=slots)
    ends = slots.take(firsts[1:] - 1)
    bases = np.zeros(len(ends), np.int64)
    bases[1:] = ends[:-1]
    bases += before + behind
    own = bases.take(owners)
    own += positions
    ends += 1
    last = ends.take(owners)
    size = int(ends[-1]) + behind
    if behind - 2 < _WIDE and size < _SPARSE * (len(slots) + len(own)):
        slots[partial] = 0  # which is before all windows
        return _among_marked(slots, size, own, last, windows)
    if len(partial):
        slots = np.delete(slots, partial)
    found = np.zeros(len(own), np.bool_)
    for low, high in windows:
        wanted = np.minimum(own + low, last)
        nearest = slots.take(slots.searchsorted(wanted), mode="clip")
        found |= (nearest >= wanted) & (nearest <= wanted + (high - low))
    return found


def _among_marked(slots: Docs, size: int, own: Docs, last: Docs, windows: Sequence[Window]) -> Mask:
    """Which of the slots `own` have one of `slots` in a window behind; none has any behind its `last`."""
    marks = np.zeros(size, np.bool_)
    marks[slots] = True
    found = np.zeros(len(own), np.bool_)
    for low, high in windows:
        wanted = own + low
        np.minimum(wanted, last, out=wanted)
        found |= marks.take(wanted)
        for _ in range(high - low):
            wanted += 1
            found |= marks.take(wanted)
    return found


def followed_singly(
    lists: Sequence[TermPostings], at: Sequence[list[int]], windows: Sequence[Sequence[Window]], first: int
) -> list[list[int]]:
    """Positions of the first of some words that have all others in their windows behind, a list a document.

    `at` are the postings of each word in the same documents, and they are read one by one.
    """
    kept = lists[first].positions.places(at[first])
    for i, (postings, own, some) in enumerate(zip(lists, at, windows, strict=True)):
        if i == first:
            continue
        left = [number for number, places in enumerate(kept) if places]
        wide = any(high - low >= _WIDE for low, high in some)
        shifts = [] if wide else [shift for low, high in some for shift in range(low, high + 1)]
        for number, places in zip(left, postings.positions.places([own[number] for number in left]), strict=True):
            if wide:
                kept[number] = [place for place in kept[number] if _is_met(place, places, some)]
            else:
                wanted = {place - shift for place in places for shift in shifts}
                kept[number] = [place for place in kept[number] if place in wanted]
    return kept


def _is_met(place: int, others: list[int], windows: Sequence[Window]) -> bool:
    """Whether one of the others (ascending) is in a window behind a place."""
    for low, high in windows:
        at = bisect_left(others, place + low)
        if at < len(others) and others[at] <= place + high:
            return True
    return False


def in_a_row(lists: Sequence[Selected], behind: list[int], first: int) -> Occurrences:
    """Occurrences of the first of some words that have the others exactly so far behind, read all together.

    The lists, one a word, are all of the same documents, and each has a stretch.
    """
    parts = [(stretch, each.at) for each in lists if (stretch := each.postings.positions.stretch) is not None]
    which, positions = lists[0].postings.field.reader.positions.distances(parts).places()
    count = len(lists[0].owners)
    keys = np.add.outer(ORIGIN - np.array(behind), np.arange(count) << SHIFT).reshape(-1).take(which)
    keys += positions  # where the first word would be
    ends = which.searchsorted(np.arange(len(lists) + 1) * count).tolist()
    found = keys[ends[first] : ends[first + 1]]
    for i, (start, end) in enumerate(pairwise(ends)):
        if i != first:
            own = keys[start:end]
            found = found.compress(own.take(own.searchsorted(found), mode="clip") == found)
    return Occurrences(lists[0].owners.take(found >> SHIFT), (found & POSITION) - ORIGIN)


def likely(lists: Sequence[Selected], windows: Sequence[Sequence[Window]]) -> Docs:
    """Documents in which words, one a list, may stand in these windows behind one place.

    A few more are among them: signatures tell of positions modulo 64 only.
    """
    numbers = lists[0].owners
    for each in lists[1:]:
        numbers = each.among(numbers).owners
    found: Bits | None = None
    for each, some in zip(lists, windows, strict=True):
        if any(high - low >= _WIDE for low, high in some):
            continue  # hardly any would be left out
        bits = _turned(each.postings.positions.signatures(each.among(numbers).at), some)
        found = bits if found is None else found & bits
    return numbers if found is None else numbers.take(found.nonzero()[0])


def _turned(bits: Bits, windows: Sequence[Window]) -> Bits:
    """Signatures as they would be if each position stood so much further in front, for all of the windows."""
    shifts = [shift & 63 for low, high in windows for shift in range(low, high + 1)]
    turned = [bits >> _BY[by] | bits << _BY[64 - by] if by else bits for by in shifts]
    found = turned[0]
    for more in turned[1:]:
        found = found | more
    return found
