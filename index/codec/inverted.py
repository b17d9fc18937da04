"""One field of one segment in memory: what inversion makes, merging combines and the codec writes.

Everything is canonical and decoded, so that each of those three can be tested without the others. A vocabulary
too large to hold is passed as several `InvertedField`s in term order (*pieces*), alike in everything that is
per document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.function_words import FUNCTION_WORDS
from index.text import Form, tokens

LEAD_WORDS: Final = 20
"""A word among the first this many positions of a field is said to lead the document."""

Counts = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class InvertedField:
    """One field of one segment (or a piece of it: some of its terms), canonical and decoded.

    With t terms, p postings, q positions and n documents (deleted ones are not among them):

    terms            t distinct terms as UTF-8, sorted by their bytes
    starts           uint64[t+1]; the postings of term i are [starts[i], starts[i+1]); none is empty
    docs             uint32[p]; ascending within a term, numbered from 0 in the segment
    freqs            uint32[p]; occurrences in the document, at least 1
    leads            bool[p]; whether one of them stands before position LEAD_WORDS
    positions        uint32[q], q = sum of freqs; ascending within a posting (equal ones may occur)
    lengths          uint32[n]; tokens per document, all of them, 0 where the field is absent
    content_lengths  uint32[n]; those that are plain words (`Form.WORD`) and not function words
    name_counts      (uint32[t], uint32[t]); how often the term stands mid-sentence as a plain word written
                     Capitalised, and lower-case

    Only other Whoosh schemas than ours need the rest. `boost`: a posting's Whoosh weight is its frequency times
    this. `weights`: float64[p], where that is not so. `offsets`: (uint32[q], uint32[q]), first character and
    the one behind the last. `boosts`: float64[q]. `payload`: (uint64[p+1], uint8[…]), each posting's value in a
    format that the codec does not know, as bytes. `length_ranges`: (uint32[t], uint32[t]), the shortest and the
    longest length that were told with a term's postings, where they were.
    """

    terms: list[bytes]
    starts: NDArray[np.uint64]
    docs: Counts
    freqs: Counts
    leads: NDArray[np.bool_] | None
    positions: Counts | None
    lengths: Counts
    content_lengths: Counts | None = None
    name_counts: tuple[Counts, Counts] | None = None
    boost: float = 1.0
    weights: NDArray[np.float64] | None = None
    offsets: tuple[Counts, Counts] | None = None
    boosts: NDArray[np.float64] | None = None
    payload: tuple[NDArray[np.uint64], NDArray[np.uint8]] | None = None
    length_ranges: tuple[Counts, Counts] | None = None

    @classmethod
    def empty(cls, lengths: Counts) -> InvertedField:
        """A field without any term; a writer of Whoosh's may know its lengths before its postings."""
        none = np.zeros(0, np.uint32)
        return cls([], np.zeros(1, np.uint64), none, none, leads=None, positions=None, lengths=lengths)

    def check(self) -> None:
        """Raise ValueError, saying what is wrong, unless this is what the class promises."""
        for problem, wrong in self._problems():
            if wrong:
                raise ValueError(f"not a canonical inverted field: {problem}")

    def _problems(self) -> list[tuple[str, bool]]:
        t, p, n = len(self.terms), len(self.docs), len(self.lengths)
        if len(self.starts) != t + 1 or int(self.starts[0]) != 0 or int(self.starts[-1]) != p:
            return [("starts do not frame the postings", True)]
        if len(self.freqs) != p:
            return [("docs and freqs differ in number", True)]
        inside = np.ones(max(p - 1, 0), np.bool_)  # is posting i+1 in the same term as posting i?
        inside[self.starts[1:-1].astype(np.int64) - 1] = False
        q = int(self.freqs.sum(dtype=np.uint64))
        counted = {"leads": (self.leads, p), "positions": (self.positions, q), "weights": (self.weights, p)}
        counted |= {"content lengths": (self.content_lengths, n), "boosts": (self.boosts, q)}
        for name, pair, size in (
            ("name counts", self.name_counts, t),
            ("offsets", self.offsets, q),
            ("ranges", self.length_ranges, t),
        ):
            counted |= {f"{name} ({i})": (array, size) for i, array in enumerate(pair or ())}
        return [
            (
                "terms are not sorted and distinct",
                any(a >= b for a, b in zip(self.terms, self.terms[1:], strict=False)),
            ),
            ("a term has no postings", t > 0 and not bool((self.starts[1:] > self.starts[:-1]).all())),
            ("docs do not ascend within a term", bool((inside & (self.docs[1:] <= self.docs[:-1])).any())),
            ("a doc is beyond the last", p > 0 and int(self.docs.max()) >= n),
            ("a frequency is 0", p > 0 and int(self.freqs.min()) == 0),
            *((f"{k}: not {size} of them", a is not None and len(a) != size) for k, (a, size) in counted.items()),
        ]


def invert_simply(texts: Sequence[str | None]) -> InvertedField:
    """Invert `texts`, one a document (None: the field is absent), slowly and plainly.

    This is the definition that the vectorised inversion is tested against. Mid-sentence means: some other chunk
    stands before the word's chunk, and that one ends in a letter, a digit or a comma.
    """
    postings: dict[bytes, dict[int, list[int]]] = {}
    lengths = np.zeros(len(texts), np.uint32)
    content_lengths = np.zeros(len(texts), np.uint32)
    names: dict[bytes, list[int]] = {}
    for doc, text in enumerate(texts):
        for token in tokens(text or ""):
            term = token.term.encode()
            postings.setdefault(term, {}).setdefault(doc, []).append(token.position)
            lengths[doc] += 1
            evidence = names.setdefault(term, [0, 0])
            if token.form is Form.WORD:
                content_lengths[doc] += token.term not in FUNCTION_WORDS
                if _mid_sentence(text or "", token.start):
                    written = (text or "")[token.start : token.end]
                    evidence[0] += written[0].isupper() and not written.isupper()
                    evidence[1] += written.islower()
    terms = sorted(postings)
    rows = [(doc, sorted(postings[term][doc])) for term in terms for doc in sorted(postings[term])]
    return InvertedField(
        terms=terms,
        starts=np.cumsum([0, *(len(postings[term]) for term in terms)], dtype=np.uint64),
        docs=np.array([doc for doc, _ in rows], np.uint32),
        freqs=np.array([len(positions) for _, positions in rows], np.uint32),
        leads=np.array([positions[0] < LEAD_WORDS for _, positions in rows], np.bool_),
        positions=np.array([position for _, positions in rows for position in positions], np.uint32),
        lengths=lengths,
        content_lengths=content_lengths,
        name_counts=(
            np.array([names[term][0] for term in terms], np.uint32),
            np.array([names[term][1] for term in terms], np.uint32),
        ),
    )


def _mid_sentence(text: str, start: int) -> bool:
    """Whether the chunk that holds the character at `start` follows one that does not end a sentence."""
    before = text[:start]
    chunk_start = max(before.rfind(space) for space in " \t\n\r\x0b\x0c") + 1
    previous = before[:chunk_start].rstrip(" \t\n\r\x0b\x0c")
    return bool(previous) and (previous[-1].isalnum() or previous[-1] == ",")
