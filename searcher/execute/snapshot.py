"""An index opened for arrays: its segments side by side, and what is known of all of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.segment import Segment
from searcher import ranking
from searcher.execute.arrays import count_bits
from searcher.execute.node import Part, union
from searcher.execute.queries import Words
from searcher.execute.source import FieldView, Source
from searcher.execute.vocabulary import Vocabulary

_MOST_CACHED = 10_000

Ordinals = tuple[tuple[str, NDArray[np.int64]], ...]
"""Terms of one segment: a field and ordinals in it."""


class Meant(NamedTuple):
    """What a word means in an index: its terms by segment, how many documents have any, and how often together."""

    terms: tuple[Ordinals, ...]
    found: int
    occurrences: int


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
        self.segments = tuple(segments)
        self.whoosh = whoosh
        self.schema = schema
        self.parts: list[Part] = []
        base = 0
        for segment in segments:
            self.parts.append(Part(segment.doc_count, base, segment.deleted))
            base += segment.doc_count
        self.documents = base
        self._weights = weights or {}
        self._averages: dict[str, float] = {}
        self._views: dict[tuple[int, str], FieldView | None] = {}
        self._vocabularies: dict[tuple[int, str], Vocabulary] = {}
        self._meant: dict[object, Meant] = {}

    def place(self, doc: int) -> tuple[int, int]:
        """The segment of a document and its number there."""
        for i in range(len(self.parts) - 1, -1, -1):
            if doc >= self.parts[i].base:
                return i, doc - self.parts[i].base
        raise IndexError(doc)

    def average(self, name: str) -> float:
        """The average content length of a field over the documents that have it."""
        if name not in self._averages:
            readers = [reader for segment in self.segments if (reader := segment.field(name)) is not None]
            total = sum(reader.total_content_length for reader in readers)
            present = sum(reader.doc_count_with_field for reader in readers)
            self._averages[name] = total / present if total else 1.0
        return self._averages[name]

    def view(self, i: int, name: str) -> FieldView | None:
        """A field of the i-th segment, None if it has no such field."""
        key = (i, name)
        if key not in self._views:
            reader = self.segments[i].field(name)
            self._views[key] = (
                FieldView(name, reader, self.parts[i].size, self._weights.get(name, 1.0), self.average(name))
                if reader is not None
                else None
            )
        return self._views[key]

    def sources(self, i: int, terms: Ordinals) -> list[Source]:
        """The posting lists of terms."""
        found: list[Source] = []
        for name, ordinals in terms:
            view = self.view(i, name)
            if view is not None:
                found.extend(Source(view, ordinal) for ordinal in ordinals.tolist())
        return found

    def meant(self, words: Words) -> Meant:
        """What a word means here; remembered, since segments never change."""
        key = words.key()
        meant = self._meant.get(key)
        if meant is None:
            meant = self._find(words)
            if len(self._meant) >= _MOST_CACHED:
                self._meant.clear()
            self._meant[key] = meant
        return meant

    def forget(self) -> None:
        """Forget what words mean, so that the next query is answered as if it were the first."""
        self._meant.clear()

    def idf(self, words: Words) -> float:
        """What a word is worth."""
        meant = self.meant(words)
        return ranking.idf(self.documents, meant.found, meant.occurrences)

    def _find(self, words: Words) -> Meant:
        terms = []
        found = occurrences = 0
        for i, part in enumerate(self.parts):
            here = tuple((name, self._expand(i, name, words)) for name in words.fields)
            terms.append(tuple((name, ordinals) for name, ordinals in here if len(ordinals)))
            for name, ordinals in terms[-1]:
                reader = self.segments[i].field(name)
                assert reader is not None  # noqa: S101  # it has terms
                documents, frequencies = reader.frequencies_of(ordinals)
                occurrences += int(frequencies.sum())
                alone = len(terms[-1]) == 1 and len(ordinals) == 1
                found += int(documents[0]) if alone else 0
            if sum(len(ordinals) for _, ordinals in terms[-1]) > 1:
                found += count_bits(union(part, self.sources(i, terms[-1])))
        return Meant(tuple(terms), found, occurrences)

    def _expand(self, i: int, name: str, words: Words) -> NDArray[np.int64]:
        reader = self.segments[i].field(name)
        if reader is None:
            return np.zeros(0, np.int64)
        vocabulary = self._vocabularies.setdefault((i, name), Vocabulary(reader))
        found = [vocabulary.expand(expansion) for expansion in words.expansions]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))
