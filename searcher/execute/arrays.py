"""Small tools on arrays of document numbers, bit sets and scores, and scratch space for each thread.

Document numbers are int64 here: NumPy indexes with that, and anything else is converted on every use. A bit set
is uint64, document d at bit d % 64 of word d // 64, the least significant bit first.
"""

from __future__ import annotations

import threading
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.counts import members

Docs = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]
Bits = NDArray[np.uint64]

WINDOW_SHIFT: Final = 10
_BISECTION: Final = 10
"""A bisection costs about as much as this many steps of marking a list and looking into the marks,"""
_CACHED: Final = 1 << 14
_QUICK: Final = 4
"""and only about as much as this many where the list has up to so many documents."""

_SORTED: Final = 256
_GROUPS: Final = 256
_FEW: Final = 1024
SPARSE: Final = 256
"""Fewer documents than one in so many are sorted rather than strewn over a slot a document."""
DENSE: Final = 4
"""Where there are more than one in so many, all slots are looked through."""
NONE: Final[Docs] = np.zeros(0, np.int64)
NO_SCORES: Final[Scores] = np.zeros(0)


class Scratch(threading.local):
    """Arrays that each thread reuses; a slot a document, at least as many as were asked for.

    All but `places` are zero between uses: whoever writes to them clears them.
    """

    def __init__(self) -> None:
        self._sums = np.zeros(0)
        self._totals = np.zeros(0)
        self._flags = np.zeros(0, np.bool_)
        self._places = np.zeros(0, np.uint32)

    def sums(self, size: int) -> Scores:
        """Slots for sums."""
        if len(self._sums) < size:
            self._sums = np.zeros(size)
        return self._sums

    def totals(self, size: int) -> Scores:
        """The same for sums that others are formed beside; exactly `size` of them."""
        if len(self._totals) < size:
            self._totals = np.zeros(size)
        return self._totals[:size]

    def places(self, size: int) -> NDArray[np.uint32]:
        """Slots for indexes, which hold anything."""
        if len(self._places) < size:
            self._places = np.zeros(size, np.uint32)
        return self._places

    def flags(self, size: int) -> Mask:
        """Slots for marks; exactly `size` of them."""
        if len(self._flags) < size:
            self._flags = np.zeros(size, np.bool_)
        return self._flags[:size]


scratch: Final = Scratch()


def pack(lists: list[Docs], size: int) -> Bits:
    """The bit set of the documents in any of these lists, among `size`."""
    flags = scratch.flags(-(-size // 64) * 64)
    for docs in lists:
        flags[docs] = True
    bits = np.packbits(flags, bitorder="little").view(np.uint64)
    if sum(map(len, lists)) * 8 < len(flags):
        for docs in lists:
            flags[docs] = False
    else:
        flags.fill(False)
    return bits


def pack_mask(mask: Mask) -> Bits:
    """The bit set of a mask with an item a document."""
    bits = np.zeros(-(-len(mask) // 64) * 8, np.uint8)
    packed = np.packbits(mask, bitorder="little")
    bits[: len(packed)] = packed
    return bits.view(np.uint64)


def in_bits(bits: Bits, docs: Docs) -> Mask:
    """Which of `docs` are in a bit set."""
    found = np.right_shift(bits.view(np.uint8).take(docs >> 3), (docs & 7).astype(np.uint8))
    return np.bitwise_and(found, 1, out=found).view(np.bool_)


def meet(docs: Docs, own: Docs, size: int) -> tuple[Docs, Docs]:
    """Which of `docs` are among `own`, and where there: indexes in both, which are ascending and below `size`."""
    if len(docs) * (_QUICK if len(own) <= _CACHED else _BISECTION) < len(own):
        at = own.searchsorted(docs)
        kept = (own.take(at, mode="clip") == docs).nonzero()[0]
        return kept, at.take(kept)
    flags = scratch.flags(size)
    flags[docs] = True
    at = flags.take(own).nonzero()[0]
    flags[docs] = False
    found = own.take(at)
    if len(at) * _BISECTION < len(docs):
        return docs.searchsorted(found), at
    flags[found] = True
    kept = flags.take(docs).nonzero()[0]
    flags[found] = False
    return kept, at


def everything(size: int) -> Bits:
    """The bit set of all `size` documents."""
    bits = np.full(-(-size // 64), np.uint64(0xFFFFFFFFFFFFFFFF))
    if size % 64:
        bits[-1] = np.uint64((1 << (size % 64)) - 1)
    return bits


def threshold(scores: Scores, wanted: int) -> float:
    """A score that at least `wanted` of `scores` reach, and not many more; -inf where there are fewer.

    Maxima of groups are found much faster than the scores are sorted, and the wanted-th largest maximum will do.
    """
    size = len(scores)
    if size < wanted:
        return -np.inf
    if size > max(_FEW, 8 * wanted):
        groups = max(_GROUPS, 8 * wanted)
        rows = size // groups
        if rows > 1:
            scores = np.maximum.reduce(scores[: rows * groups].reshape(rows, groups))
    ascending = scores.copy()
    ascending.partition(len(scores) - wanted)
    return float(ascending[len(scores) - wanted])


def best(docs: Docs, scores: Scores, wanted: int, *, ascending: bool = False) -> tuple[Docs, Scores]:
    """The `wanted` best by falling score, ties by ascending document; `ascending` says that documents are it."""
    if len(docs) < 2:
        return docs, scores
    if len(docs) > max(wanted, _SORTED):
        kept = (scores >= threshold(scores, wanted)).nonzero()[0]
        docs, scores = docs[kept], scores[kept]
    order = ((-scores).argsort(kind="stable") if ascending else np.lexsort((docs, -scores)))[:wanted]
    return docs[order], scores[order]  # which for so few is faster than `take`


def add_up(lists: list[tuple[Docs, Scores]], size: int) -> tuple[Docs, Scores]:
    """The union of lists of documents among `size` (ascending, each distinct) and the sum of what they give each.

    Sums are formed in the order of the lists, so that documents alike get sums alike to the last bit.
    """
    lists = [item for item in lists if len(item[0])]
    if len(lists) < 2:
        return lists[0] if lists else (NONE, np.zeros(0))
    if sum([len(docs) for docs, _ in lists]) * 2 < size:
        return _merged(lists)
    sums, flags = scratch.sums(size), scratch.flags(size)
    fresh: list[Docs] = []
    for docs, values in lists:
        fresh.append(docs.compress(~flags.take(docs)) if fresh else docs)
        flags[docs] = True
        sums[docs] = sums.take(docs) + values
    docs = np.sort(np.concatenate(fresh), kind="stable")
    total = sums.take(docs)
    sums[docs] = 0
    flags[docs] = False
    return docs, total


def _merged(lists: list[tuple[Docs, Scores]]) -> tuple[Docs, Scores]:
    """The same by merging the lists, which touches less memory: a key is a document and where its value is."""
    keys = np.concatenate([docs for docs, _ in lists])
    shift = len(keys).bit_length()
    keys <<= shift
    keys |= np.arange(len(keys))
    keys.sort(kind="stable")
    docs = keys >> shift
    fresh = np.ones(len(docs), np.bool_)
    np.not_equal(docs[1:], docs[:-1], out=fresh[1:])
    keys &= (1 << shift) - 1
    values = np.concatenate([values for _, values in lists]).take(keys)
    return docs[fresh], np.bincount(fresh.cumsum() - 1, values).astype(np.float64, copy=False)


def add_up_all(docs: Docs, values: Scores, size: int) -> tuple[Docs, Scores]:
    """Documents among `size` in any order and number: each once, ascending, with its values added up in turn.

    Values are above 0.
    """
    if len(docs) * SPARSE < size:
        order = np.argsort(docs, kind="stable")
        docs = docs.take(order)
        fresh = np.diff(docs, prepend=-1) != 0
        return docs[fresh], np.bincount(np.cumsum(fresh) - 1, values.take(order)).astype(np.float64)
    if len(docs) * DENSE > size:
        sums: Scores = np.bincount(docs, values, size).astype(np.float64, copy=False)
        docs = (sums != 0).nonzero()[0]
        return docs, sums.take(docs)
    sums = scratch.sums(size)
    np.add.at(sums, docs, values)
    docs = members(pack([docs], size))
    total = sums.take(docs)
    sums[docs] = 0
    return docs, total


def add_up_repeated(docs: Docs, values: Scores, size: int) -> tuple[Docs, Scores]:
    """The same where most documents are there once only; not in ascending order. `values` may be changed.

    Of those that come several times, the last keeps the sum.
    """
    order = np.arange(len(docs), dtype=np.uint32)
    places = scratch.places(size)
    places[docs] = order
    owners = places.take(docs)
    others = (owners != order).nonzero()[0]
    if not len(others):
        return docs, values
    kept = (owners == order).nonzero()[0]
    again, owners = docs.take(others), owners.take(others)
    sums = scratch.sums(size)
    np.add.at(sums, again, values.take(others))
    values[owners] = sums.take(again) + values.take(owners)
    sums[again] = 0
    return docs.take(kept), values.take(kept)
