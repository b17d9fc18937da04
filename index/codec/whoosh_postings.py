"""Postings as Whoosh's formats see them: bytes to arrays when written, arrays to bytes when read.

Whoosh packs a posting's details into bytes, partly by pickling. Here they become arrays, so that nothing is ever
unpickled from a file. Formats of others keep their bytes.
"""

from __future__ import annotations

import pickle
import struct
from array import array
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh import formats

from index.codec.arrays import Array
from index.codec.inverted import LEAD_WORDS, InvertedField
from index.function_words import FUNCTION_WORDS

_FREQUENCY: Final = struct.Struct("!I")

DETAILS: Final[dict[type, str]] = {
    formats.Existence: "",
    formats.Frequency: "frequency",
    formats.Positions: "positions",
    formats.Characters: "characters",
    formats.PositionBoosts: "position_boosts",
    formats.CharacterBoosts: "character_boosts",
}
"""What is known of each occurrence in Whoosh's own formats, by the name of its decoder."""


class PostingsOfField:
    """Collects the postings of one field, term by term in their order, documents ascending."""

    def __init__(self, format_: Any) -> None:  # noqa: ANN401  # a whoosh Format; Whoosh has no types
        self._details = DETAILS.get(type(format_))
        self._decode: Callable[[bytes], Any] | None = None
        if self._details:
            self._decode = format_.decoder(self._details)
        self.terms: list[bytes] = []
        self.lengths: dict[int, int] = {}  # of documents, as far as they were told with their postings
        self._of_term: list[int] = []
        self._shortest = array("I")
        self._longest = array("I")
        self._ends = array("Q", [0])
        self._docs = array("I")
        self._weights = array("d")
        self._values: list[bytes] = []

    def start(self, term: bytes) -> None:
        """Begin a term."""
        self.terms.append(term)

    def add(self, doc: int, weight: float, value: bytes, length: int = 0) -> None:
        """Add a posting; a second one of the same document is a repetition and is left out."""
        if length:
            self.lengths[doc] = length
            self._of_term.append(length)
        if len(self._docs) > self._ends[-1] and self._docs[-1] == doc:
            return
        self._docs.append(doc)
        self._weights.append(weight)
        self._values.append(value or b"")

    def finish_term(self) -> None:
        """End a term."""
        self._ends.append(len(self._docs))
        if self._of_term:
            self._shortest.append(min(self._of_term))
            self._longest.append(max(self._of_term))
            self._of_term.clear()

    @property
    def last_document(self) -> int:
        """The highest number of a document so far, or -1."""
        return max(self._docs, default=-1)

    def inverted(self, lengths: Array) -> InvertedField:
        """All of it."""
        try:
            occurrences = [self._decode(value) for value in self._values] if self._decode else None
        except (struct.error, pickle.UnpicklingError, EOFError, LookupError, TypeError, ValueError):
            occurrences, self._details = None, None  # not what its format writes: keep the bytes
        docs = np.frombuffer(self._docs, np.uint32)
        weights = np.frombuffer(self._weights, np.float64)
        common: dict[str, Any] = {
            "terms": self.terms,
            "starts": np.frombuffer(self._ends, np.uint64),
            "docs": docs,
            "lengths": lengths,
        }
        if len(self._shortest) == len(self.terms):
            common["length_ranges"] = (
                np.frombuffer(self._shortest, np.uint32),
                np.frombuffer(self._longest, np.uint32),
            )
        freqs = np.ones(len(docs), np.uint32)
        if self._details is None:
            common["payload"] = _payload(self._values)
        elif self._details == "frequency":
            freqs = np.maximum(np.array(occurrences, np.uint32), 1)
        elif occurrences is not None:
            freqs = np.array([len(places) for places in occurrences], np.uint32)
            common |= self._places([place for places in occurrences for place in places], docs, freqs, lengths)
        boost = float(weights[0] / freqs[0]) if len(weights) else 1.0
        even = bool((weights == freqs * boost).all())
        return InvertedField(
            **{"leads": None, "positions": None} | common,
            freqs=freqs,
            boost=boost if even else 1.0,
            weights=None if even else weights,
        )

    def _places(self, places: list[Any], docs: Array, freqs: Array, lengths: Array) -> dict[str, Any]:
        """The arrays that hold occurrences: positions, and what else the format has."""
        if self._details == "positions":
            positions = np.array(places, np.int64).astype(np.uint32)
        else:
            columns = list(zip(*places, strict=True))
            positions = np.array(columns[0], np.int64).astype(np.uint32)
        found: dict[str, Any] = {"positions": positions}
        if self._details in ("characters", "character_boosts"):
            found["offsets"] = (np.array(columns[1], np.uint32), np.array(columns[2], np.uint32))
        if self._details in ("position_boosts", "character_boosts"):
            found["boosts"] = np.array(columns[-1], np.float64)
        firsts = np.cumsum(freqs, dtype=np.int64) - freqs
        found["leads"] = np.minimum.reduceat(positions, firsts) < LEAD_WORDS
        found["content_lengths"] = self._content_lengths(positions, docs, freqs, lengths)
        return found

    def _content_lengths(self, positions: Array, docs: Array, freqs: Array, lengths: Array) -> Array:
        """Distinct positions less function words: what shares a position is a compound or the tail of a word."""
        of_places = np.repeat(docs.astype(np.uint64), freqs)
        distinct = np.unique((of_places << np.uint64(32)) | positions)
        words = np.bincount((distinct >> np.uint64(32)).astype(np.int64), minlength=len(lengths))
        functional = np.array([term.decode("utf-8", "replace") in FUNCTION_WORDS for term in self.terms], np.bool_)
        starts: Array = np.frombuffer(self._ends, np.uint64).astype(np.int64)
        of_terms = np.repeat(functional, starts[1:] - starts[:-1])
        function_words = np.bincount(docs[of_terms], freqs[of_terms], len(lengths)).astype(np.int64)
        content: NDArray[np.uint32] = np.maximum(words - function_words, 0).astype(np.uint32)
        return content


def _payload(values: list[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    starts = np.cumsum([0, *map(len, values)], dtype=np.uint64)
    return starts, np.frombuffer(b"".join(values), np.uint8)


def packed(format_: Any, frequency: int, places: list[Any]) -> bytes:  # noqa: ANN401  # a whoosh Format
    """A posting's bytes in one of Whoosh's own formats; `places` as its decoder gives them."""
    details = DETAILS[type(format_)]
    if not details:
        return b""
    if details == "frequency":
        return _FREQUENCY.pack(frequency)
    value = format_.encode(places)
    data: bytes = value[0] if isinstance(value, tuple) else value
    return data
