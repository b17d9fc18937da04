"""An index opened for arrays: its segments side by side, and what is known of all of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.counts import count_bits, distinct
from index.codec.evidence import NameEvidence
from index.codec.reader import FieldReader
from index.codec.segment import Segment
from index.memory import keep
from searcher import ranking
from searcher.execute.arrays import NONE
from searcher.execute.field import FieldView, ListCache
from searcher.execute.merged_postings import MergedPostings
from searcher.execute.node import Nothing, SegmentView, Statistics, Word, union
from searcher.execute.posting_list import PostingList, TermPostings
from searcher.execute.queries import Words
from searcher.execute.vocabulary import Vocabulary, spelled

_MOST_CACHED: Final = 10_000
_FEW: Final = 4
"""Up to so many terms of a field are read list by list, as far as needed; more at once and whole."""

Ordinals = tuple[tuple[str, NDArray[np.int64]], ...]
"""Terms of one segment: a field and ordinals in it."""


class Expanded(NamedTuple):
    """What a word means in an index: its terms by segment, what it is worth, and its node for each segment."""

    terms: tuple[Ordinals, ...]
    statistics: Statistics
    nodes: tuple[Word | Nothing, ...]


class Snapshot:
    """Some segments, searched together; documents are numbered through. Safe for threads.

    `weights` are those of fields in the ranking (1 where absent). `whoosh` opens a Whoosh searcher on the same
    segments, for queries that have no form in arrays, and `schema` is Whoosh's, where there is one.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        weights: Mapping[str, float] | None = None,
        whoosh: Callable[[], Any] | None = None,
        schema: Any = None,  # noqa: ANN401  # whoosh has no types
    ) -> None:
        keep()
        self.segments = tuple(segments)
        self.whoosh = whoosh
        self.schema = schema
        self.views: list[SegmentView] = []
        base = 0
        for segment in segments:
            self.views.append(SegmentView(segment.doc_count, base, segment.deleted))
            base += segment.doc_count
        self.documents = base
        self._weights = weights or {}
        self._averages: dict[str, float] = {}
        self._fields: dict[tuple[int, str], FieldView | None] = {}
        self._vocabularies: dict[tuple[int, str], Vocabulary] = {}
        self._evidence: dict[tuple[FieldReader, ...], NameEvidence] = {}
        self._expanded: dict[object, Expanded] = {}
        self._cache = ListCache(base)

    def place(self, doc: int) -> tuple[int, int]:
        """The segment of a document and its number there."""
        for i in range(len(self.views) - 1, -1, -1):
            if doc >= self.views[i].base:
                return i, doc - self.views[i].base
        raise IndexError(doc)

    def average(self, name: str) -> float:
        """The average content length of a field over the documents that have it."""
        if name not in self._averages:
            readers = [reader for segment in self.segments if (reader := segment.field(name)) is not None]
            total = sum(reader.total_content_length for reader in readers)
            present = sum(reader.doc_count_with_field for reader in readers)
            self._averages[name] = total / present if total else 1.0
        return self._averages[name]

    def field(self, i: int, name: str) -> FieldView | None:
        """A field of the i-th segment, None if it has no such field."""
        key = (i, name)
        if key not in self._fields:
            reader = self.segments[i].field(name)
            self._fields[key] = (
                None
                if reader is None
                else FieldView(
                    name,
                    reader,
                    self.views[i].size,
                    self._weights.get(name, 1.0),
                    self.average(name),
                    self._cache,
                )
            )
        return self._fields[key]

    def posting_lists(self, i: int, terms: Ordinals) -> list[PostingList]:
        """The posting lists of terms in the i-th segment; those of many terms in one field are one."""
        found: list[PostingList] = []
        for name, ordinals in terms:
            view = self.field(i, name)
            assert view is not None  # noqa: S101  # it has terms
            if len(ordinals) > _FEW:
                found.append(MergedPostings(view, ordinals))
            else:
                found += [TermPostings(view, ordinal) for ordinal in ordinals.tolist()]
        return found

    def expanded(self, words: Words) -> Expanded:
        """What a word means here. It is remembered, since segments never change."""
        expanded = self._expanded.get(words.key)
        if expanded is not None:
            return expanded
        terms: list[Ordinals] = []
        posting_lists: list[list[PostingList]] = []
        found = occurrences = 0
        for i, view in enumerate(self.views):
            here = self._ordinals(i, words)
            terms.append(here)
            posting_lists.append(self.posting_lists(i, here))
            found += _documents(view, posting_lists[i])
            occurrences += self._occurrences(i, here)
        statistics = Statistics(found, occurrences, ranking.idf(self.documents, found, occurrences))
        pairs = zip(self.views, posting_lists, strict=True)
        nodes = [Word(view, lists, statistics) if lists else Nothing(view) for view, lists in pairs]
        expanded = Expanded(tuple(terms), statistics, tuple(nodes))
        if len(self._expanded) >= _MOST_CACHED:
            self._expanded.clear()
        self._expanded[words.key] = expanded
        return expanded

    def forget(self) -> None:
        """Forget what words mean and what was read, so that the next query is answered as if it were the first."""
        self._expanded.clear()
        self._cache.clear()
        for evidence in self._evidence.values():
            evidence.forget()

    def terms(self, words: Words) -> frozenset[str]:
        """The terms that a word means, over all fields and segments; no posting list is opened for it."""
        expanded = self._expanded.get(words.key)
        found: set[str] = set()
        for i in range(len(self.views)):
            for name, ordinals in expanded.terms[i] if expanded else self._ordinals(i, words):
                reader = self.segments[i].field(name)
                if reader is not None:
                    found.update(spelled(reader, ordinals))
        return frozenset(found)

    def _ordinals(self, i: int, words: Words) -> Ordinals:
        here = [(name, self._expand(i, name, words)) for name in words.fields]
        return tuple([(name, ordinals) for name, ordinals in here if len(ordinals)])

    def _occurrences(self, i: int, terms: Ordinals) -> int:
        total = 0
        for name, ordinals in terms:
            reader = self.segments[i].field(name)
            assert reader is not None  # noqa: S101  # it has terms
            if len(ordinals) == 1:
                total += reader.occurrences(int(ordinals[0]))
            else:
                total += int(reader.frequencies_of(ordinals)[1].sum())
        return total

    def _evidence_for(self, name: str) -> NameEvidence:
        """What tells which terms of a field are names, in all segments: an archive has one opinion on that."""
        readers = (segment.field(name) for segment in self.segments)
        fields = tuple([reader.evidence for reader in readers if reader is not None])
        return self._evidence.setdefault(fields, NameEvidence(fields))

    def _expand(self, i: int, name: str, words: Words) -> NDArray[np.int64]:
        vocabulary = self._vocabularies.get((i, name))
        if vocabulary is None:
            reader = self.segments[i].field(name)
            if reader is None:
                return NONE
            vocabulary = self._vocabularies[i, name] = Vocabulary(reader, self._evidence_for(name))
        found = [vocabulary.expand(expansion) for expansion in words.expansions]
        return found[0] if len(found) == 1 else distinct(np.concatenate(found))


def _documents(view: SegmentView, posting_lists: list[PostingList]) -> int:
    """How many documents are in any of these lists."""
    if len(posting_lists) < 2:
        return posting_lists[0].count if posting_lists else 0
    return count_bits(union(view, posting_lists))
