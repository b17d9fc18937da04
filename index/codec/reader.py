"""One field of an opened segment: its terms, and the postings of each.

Nothing is copied or decoded before it is asked for, and everything may be used from several threads.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.codec.arrays import Array, ArrayFile
from index.codec.codes import FREQUENCY, Codes
from index.codec.counts import ByteCounts
from index.codec.evidence import NameEvidence
from index.codec.extras import Extras
from index.codec.groups import Groups
from index.codec.positions import STRIDE, Positions
from index.codec.postings import Dense, Documents, Stored
from index.codec.terms import Terms

_WITHOUT_LEAD: Final = bytes(code & FREQUENCY for code in range(256))
"""The frequency of each code, as far as it tells."""


class FieldReader:
    """One field of one segment.

    term_count, posting_count      how many there are
    doc_count_with_field           documents (deleted ones too) that have the field
    total_length                   tokens in all of them
    total_content_length           … that are plain words and not function words
    boost                          Whoosh's weight of a posting is its frequency times this
    lengths, content_lengths       uint8 … uint32 [n], by document
    blob, offsets                  all terms, for scans (see `index.codec.terms`)
    starts                         [t+1]; the postings of term i, numbered over the field, begin at starts[i]
    maxima                         uint8 [t]: see `index.codec.bounds`
    """

    def __init__(
        self, file: ArrayFile, prefix: str, meta: dict[str, Any], documents: int, language: str | None
    ) -> None:
        self.file = file
        self._prefix = prefix
        self.meta = meta
        self._doc_count = documents
        self._language = language
        self.term_count: int = meta["terms"]
        self.posting_count: int = meta["postings"]
        self.doc_count_with_field: int = meta["documents"]
        self.total_length: int = meta["length"]
        self.total_content_length: int = meta["content_length"]
        self.average_content_length: float = meta["average"]
        self.boost: float = meta["boost"]
        self.terms = Terms.open(file, prefix)
        self.documents = Documents(file, prefix, self.term_count)
        self.starts = self.documents.starts
        self.codes = Codes(file, prefix)
        self.evidence: FieldReader = self

    @property
    def blob(self) -> NDArray[np.uint8]:
        """All terms, each followed by a newline."""
        return self.terms.blob

    @property
    def offsets(self) -> Array:
        """Where each begins in `blob`, and one more."""
        return self.terms.offsets

    def find(self, term: bytes) -> int:
        """The ordinal of a term, or -1."""
        return self.terms.find(term)

    def prefix(self, prefix: bytes) -> tuple[int, int]:
        """The ordinals [low, high) of the terms that begin with `prefix`."""
        return self.terms.prefix(prefix)

    def term(self, ordinal: int) -> bytes:
        """The term with this ordinal."""
        return self.terms[ordinal]

    @cached_property
    def lengths(self) -> Array:
        """Tokens by document."""
        return self._by_document("lengths")

    @cached_property
    def content_lengths(self) -> Array:
        """Plain words that are not function words, by document; all tokens where these were not told apart."""
        return self._by_document(
            "content_lengths" if f"{self._prefix}/content_lengths" in self.file else "lengths"
        )

    @cached_property
    def document_frequency(self) -> NDArray[np.uint32]:
        """In how many documents (deleted ones too) each term occurs."""
        return np.diff(self.starts).astype(np.uint32)

    @cached_property
    def collection_frequency(self) -> NDArray[np.uint64]:
        """How often each term occurs in all of them."""
        return self.document_frequency.astype(np.uint64) + self._extra[:]

    def frequencies_of(self, ordinals: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Document and collection frequency of a few terms, without reading those of all."""
        ordinals = np.asarray(ordinals, np.int64)
        documents = self.starts[ordinals + 1].astype(np.int64) - self.starts[ordinals]
        return documents, documents + self._extra[ordinals]

    def occurrences(self, ordinal: int) -> int:
        """The collection frequency of one term."""
        return int(self.starts[ordinal + 1]) - int(self.starts[ordinal]) + self._extra.one(ordinal)

    @cached_property
    def _extra(self) -> ByteCounts:
        return ByteCounts(self.file, f"{self._prefix}/extra")

    @property
    def maxima(self) -> NDArray[np.uint8]:
        """The bound of each term."""
        return self.file[f"{self._prefix}/maximum"]

    @property
    def has_positions(self) -> bool:
        """Whether positions were indexed."""
        return f"{self._prefix}/marks" in self.file

    def name_counts(self, ordinals: Array) -> tuple[NDArray[np.uint32], NDArray[np.uint32]] | None:
        """How often these terms stand mid-sentence Capitalised, and lower-case; None if that was not counted."""
        counts = self._name_counts
        return (counts[0][ordinals], counts[1][ordinals]) if counts else None

    @cached_property
    def _name_counts(self) -> tuple[ByteCounts, ByteCounts] | None:
        if f"{self._prefix}/capitalised" not in self.file:
            return None
        return ByteCounts(self.file, f"{self._prefix}/capitalised"), ByteCounts(self.file, f"{self._prefix}/lower")

    def written(self, ordinal: int) -> tuple[int, int]:
        """The same of one term, 0 where it was not counted."""
        counts = self._name_counts
        return (counts[0].one(ordinal), counts[1].one(ordinal)) if counts else (0, 0)

    def group(self, term: str, evidence: NameEvidence | None = None) -> NDArray[np.uint32]:
        """The ordinals of a word's inflections, itself included where it occurs, ascending.

        Names neither have nor are inflections: `manning` is no form of `man` where it is written like a name,
        which `evidence` tells, by default this segment's own.
        """
        word = term.encode()
        own = self.find(word)
        found = {own} if own >= 0 else set()
        evidence = evidence or self._own_evidence
        if self._groups is not None and not evidence.is_name(word):
            members = self._groups.of(term, self.terms).tolist()
            found.update([member for member in members if not evidence.is_name(self.terms[member])])
        return np.array(sorted(found), np.uint32)

    @cached_property
    def _own_evidence(self) -> NameEvidence:
        return NameEvidence((self.evidence,))

    def postings(self, ordinal: int) -> Postings:
        """The postings of a term."""
        return Postings(self, ordinal)

    @cached_property
    def _groups(self) -> Groups | None:
        if self._language is None or f"{self._prefix}/members" not in self.file:
            return None
        return Groups(self.file, self._prefix, self._language)

    @cached_property
    def positions(self) -> Positions:
        """Positions by posting, numbered over the field."""
        data, marks = self.file[f"{self._prefix}/positions"], self.file[f"{self._prefix}/marks"]
        return Positions(data, marks, self.codes.rows)

    def places(self, posting: int) -> list[int]:
        """The positions of one posting, ascending: the faster way where few are wanted."""
        first = posting - posting % STRIDE
        frequencies = self.codes.codes[first : posting + 1].tobytes().translate(_WITHOUT_LEAD)
        if FREQUENCY in frequencies:  # or more than that
            return self.positions.stretch(posting, 1).places([0])[0]
        return self.positions.one(posting, frequencies)

    @cached_property
    def extras(self) -> Extras:
        """What other schemas than ours know of postings."""
        return Extras(self.file, self._prefix)

    @cached_property
    def windows(self) -> tuple[Array, Array] | None:
        """The terms that have bounds by window, and these; see `index.codec.bounds`."""
        windowed = self.file.get(f"{self._prefix}/windowed")
        return None if windowed is None else (windowed, self.file[f"{self._prefix}/windows"])

    def _by_document(self, name: str) -> Array:
        values = self.file[f"{self._prefix}/{name}"]
        return values if len(values) == self._doc_count else np.broadcast_to(values, (self._doc_count,))


class Postings:
    """The documents of one term. Indexes count from 0 within it; `first` is its posting 0 in the field."""

    __slots__ = ("_field", "_ordinal", "count", "first", "stored")

    def __init__(self, field: FieldReader, ordinal: int) -> None:
        self._field = field
        self._ordinal = ordinal
        self.first = int(field.starts[ordinal])
        self.count = int(field.starts[ordinal + 1]) - self.first
        self.stored: Stored = field.documents.open(ordinal)

    @property
    def dense(self) -> Dense | None:
        """The documents as bits, where the term is frequent enough for that."""
        return self.stored if isinstance(self.stored, Dense) else None

    @property
    def maximum(self) -> float:
        """No posting's saturated frequency (see `index.codec.bounds`) is above this."""
        return int(self._field.maxima[self._ordinal]) / 255

    def documents(self) -> NDArray[np.uint32]:
        """Documents, ascending."""
        return self.stored.documents()

    def codes(self) -> NDArray[np.uint8]:
        """By posting: the frequency in the low 7 bits (127: at least that), in the high bit whether it leads."""
        return self._field.codes.codes[self.first : self.first + self.count]

    def frequencies(self) -> NDArray[np.uint32]:
        """Exact frequencies."""
        return self._field.codes.frequencies(self.first, self.first + self.count)

    def positions(self, which: Array | None = None) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """Positions of all postings or of those `which` (ascending indexes), one posting after the other.

        The second array says where each posting begins among them; it has one item more than there are postings.
        """
        chosen = np.arange(self.count) if which is None else which
        which, found = self._field.positions.pick(self.first + chosen.astype(np.int64, copy=False)).places()
        return found.astype(np.uint32), which.searchsorted(np.arange(len(chosen) + 1))

    def bounds(self) -> tuple[NDArray[np.uint32], NDArray[np.uint8]] | None:
        """Windows of 1,024 documents that hold the term, and the bound (of 255) in each; None for short lists."""
        if self._field.windows is None:
            return None
        windowed, rows = self._field.windows
        row = bisect_left(windowed.data, self._ordinal)
        if row == len(windowed) or windowed[row] != self._ordinal:
            return None
        bounds = rows[row]
        present = np.flatnonzero(bounds)
        return present.astype(np.uint32), bounds[present]
