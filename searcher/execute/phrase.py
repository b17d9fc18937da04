"""Phrases of words that are asked for often: all places of one word are held against all places of the others.

Documents need not be met first, and nothing is decoded. See `TermPositions.keys` for what a place is here.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.codec.counts import distinct
from searcher.execute.arrays import Docs, meet
from searcher.execute.near import Near
from searcher.execute.node import Node, SegmentView, Where, Word
from searcher.execute.occurrences import Window, any_behind
from searcher.execute.posting_list import TermPostings
from searcher.execute.queries import Near as NearQuery
from searcher.execute.repeated import LONG
from searcher.execute.term_positions import ORIGIN, SHIFT

_MOST: Final = 1 << 14
"""Where the rarest word has more documents, it is faster to find those that have all words first."""
_SMALL: Final = 1024
_BISECTION: Final = 8
"""In an array that is not small, a bisection costs about as much as merging so many of its items."""

Told = tuple[TermPostings, Docs, int]
"""A list of a word, all its places, and its offset in the phrase."""


class Phrase(Near):
    """Words in a row, or two words near each other."""

    def __init__(self, segment: SegmentView, query: NearQuery, parts: list[Node]) -> None:
        super().__init__(segment, query, parts)
        self._told = self._all_told()
        self._docs: Docs | None = None

    def start(self, windows: Docs | None = None) -> tuple[Docs, Where]:
        """All documents that match, or those within windows."""
        if not self._told:
            return super().start(windows)
        return (self._found(), None) if windows is None else Node.start(self, windows)

    def probe(self, docs: Docs) -> tuple[Docs, Where]:
        """Which of these documents match."""
        return (meet(docs, self._found(), self.segment.size)[0], None) if self._told else super().probe(docs)

    def relaxed(self) -> tuple[Node, list[Node]]:
        """Itself, where nothing would be cheaper."""
        return (self, []) if self._told else super().relaxed()

    def _all_told(self) -> list[list[Told]]:
        """The words with all their places, by field, the rarest first; at least two, or no field at all.

        Where there are others beside them, documents are looked into for these.
        """
        found = []
        for field in self.fields:
            told: list[Told] = []
            for i in self.all.order:
                part = self.parts[i]
                if not isinstance(part, Word):
                    return []
                lists = [postings for postings in part.lists if postings.field.name == field]
                if not lists:
                    break  # no document has the whole in this field
                postings = lists[0]
                if len(lists) == 1 and isinstance(postings, TermPostings):
                    keys = postings.positions.keys
                    if keys is not None:
                        told.append((postings, keys, self.offsets[i]))
            else:
                if len(told) < 2 or told[0][0].count > _MOST:
                    return []
                found.append(told)
        return found

    def _found(self) -> Docs:
        """All documents that match."""
        docs = self._docs
        if docs is None:
            found = [self._meeting(told) for told in self._told]
            docs = found[0] if len(found) == 1 else distinct(np.concatenate(found))
            if len(docs) and min([len(told) for told in self._told]) < len(self.parts):
                docs = docs.take(super().probe(docs)[0])
            self._docs = docs
        return docs

    def _meeting(self, told: list[Told]) -> Docs:
        """The documents in which one place of the first word has each of the others where it should be."""
        _, keys, first = told[0]
        for postings, others, offset in told[1:]:
            codes = postings.by_document
            if codes is not None:  # which is faster, and leaves little to be compared
                keys = keys.take(codes.take(keys >> SHIFT).nonzero()[0])
            if len(keys):
                keys = _followed(keys, others, self._window(offset - first))
            if not len(keys):
                return keys
        docs = keys >> SHIFT
        fresh = np.ones(len(docs), np.bool_)
        np.not_equal(docs[1:], docs[:-1], out=fresh[1:])
        return docs.compress(fresh)


def near(segment: SegmentView, query: NearQuery, parts: list[Node]) -> Near:
    """The node of parts near each other, of which these are the nodes."""
    followed = len(parts) == 2 or (query.ordered and not query.slop and len(parts) < LONG)
    within = not query.gaps[0] and query.offsets[-1] + query.slop < ORIGIN  # no other document is reached
    return Phrase(segment, query, parts) if followed and within else Near(segment, query, parts)


def _followed(keys: Docs, others: Docs, windows: list[Window]) -> Docs:
    """The places that have one of the others in a window behind them."""
    low, high = windows[0]
    if len(windows) > 1 or low < high:
        return keys.compress(any_behind(keys, others, windows))
    wanted = keys + low
    if len(others) > _SMALL and len(keys) * _BISECTION > len(others):
        both = np.concatenate((wanted, others))
        both.sort(kind="stable")  # which merges
        return both[:-1].compress(both[1:] == both[:-1]) - low
    return keys.compress(others.take(others.searchsorted(wanted), mode="clip") == wanted)
