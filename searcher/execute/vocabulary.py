"""The terms that an expansion stands for in one field of one segment, found over the whole vocabulary at once."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.counts import distinct
from index.codec.evidence import NameEvidence
from index.codec.positions import ranges
from index.codec.reader import FieldReader
from searcher.execute.arrays import NONE, Docs, Mask
from searcher.execute.expansions import Between, Exact, Expansion, Fuzzy, Inflected, Pattern, Prefix

_LONGEST: Final = 0xFFFF
"""Bytes of a term are counted up to so many."""
_FEW: Final = 16
"""So few terms are read one by one."""


class Vocabulary:
    """All terms of a field, to be searched by rule. `evidence` tells which of them are names."""

    def __init__(self, reader: FieldReader, evidence: NameEvidence | None = None) -> None:
        self.reader = reader
        self.evidence = evidence

    def expand(self, expansion: Expansion) -> Docs:  # noqa: PLR0911  # one a kind
        """The ordinals of all terms that belong to it, ascending."""
        if type(expansion) is Exact:  # by far the most frequent
            ordinal = self.reader.find(expansion.term)
            return np.array((ordinal,), np.int64) if ordinal >= 0 else NONE
        match expansion:
            case Inflected(term):
                return self.reader.group(term.decode(), self.evidence).astype(np.int64)
            case Prefix(text):
                return np.arange(*self.reader.prefix(text))
            case Pattern():
                return self._matching(expansion)
            case Fuzzy():
                return self._similar(expansion)
            case Between():
                return self._between(expansion)
        low, high = self.reader.prefix(expansion.start)
        return self._accepted(expansion, np.arange(low, high))

    def _accepted(self, expansion: Expansion, ordinals: Docs) -> Docs:
        """Those of `ordinals` that are accepted when looked at one by one."""
        terms = self.reader.terms
        return np.array([i for i in ordinals.tolist() if expansion.accepts(terms[i])], np.int64)

    def _between(self, expansion: Between) -> Docs:
        terms = self.reader.terms
        low = 0 if expansion.low is None else terms.first_from(expansion.low)
        high = len(terms) if expansion.high is None else terms.first_from(expansion.high)
        if expansion.open_low and low < len(terms) and terms[low] == expansion.low:
            low += 1
        if expansion.high is not None and not expansion.open_high and high < len(terms):
            high += terms[high] == expansion.high
        return np.arange(low, max(low, high))

    def _matching(self, pattern: Pattern) -> Docs:
        low, high = self.reader.prefix(pattern.start) if pattern.start else (0, self.reader.term_count)
        if not pattern.literal or low == high:
            return self._accepted(pattern, np.arange(low, high))
        offsets = self.reader.offsets
        first = int(offsets[low])
        at = occurrences(self.reader.blob[first : int(offsets[high])], pattern.literal) + first
        ordinals = distinct(offsets.searchsorted(at.astype(offsets.dtype), side="right") - 1)
        if not pattern.sufficient:
            return self._accepted(pattern, ordinals)
        long_enough = (
            offsets[ordinals + 1] - offsets[ordinals] > pattern.sufficient
        )  # each is followed by a newline
        kept: Docs = ordinals[long_enough]
        return kept

    @cached_property
    def _letters(self) -> tuple[NDArray[np.uint32], NDArray[np.uint16], Docs]:
        """For each term which letters it has (a bit each, of 32 kinds) and how many bytes; those beyond ASCII."""
        blob, offsets = self.reader.blob, self.reader.offsets.astype(np.int64)
        kinds = np.uint32(1) << (blob & 31).astype(np.uint32)
        kinds[offsets[1:] - 1] = 0
        foreign = np.flatnonzero(np.bitwise_or.reduceat(blob & 128, offsets[:-1]))
        sizes = np.minimum(np.diff(offsets) - 1, _LONGEST).astype(np.uint16)
        return np.bitwise_or.reduceat(kinds, offsets[:-1]), sizes, foreign

    def _similar(self, fuzzy: Fuzzy) -> Docs:
        if not self.reader.term_count:
            return NONE
        ordinals = self._likely(fuzzy, *self.reader.prefix(fuzzy.start))
        letters, lengths = self._characters(ordinals, len(fuzzy.text) + fuzzy.edits)
        kept = np.abs(lengths - len(fuzzy.text)) <= fuzzy.edits
        near = within(fuzzy, letters[:, kept], lengths[kept])
        return ordinals[kept][near]

    def _likely(self, fuzzy: Fuzzy, low: int, high: int) -> Docs:
        """The terms from `low` to `high` that may be within the distance, by their letters and their bytes."""
        kinds, sizes, foreign = self._letters
        foreign = foreign[slice(*foreign.searchsorted([low, high]))]
        beyond = sum(character > "\x7f" for character in fuzzy.text)
        if beyond > fuzzy.edits:  # some of these characters must be there
            return foreign[_likely(fuzzy, kinds[foreign], sizes[foreign], 4, 4)]
        away = 4 if beyond else 1
        likely = _likely(fuzzy, kinds[low:high], sizes[low:high], away, 1)
        likely[foreign - low] = _likely(fuzzy, kinds[foreign], sizes[foreign], away, 4)
        return np.flatnonzero(likely) + low

    def _characters(self, ordinals: Docs, longest: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The first `longest` characters of terms, one a row (a term a column), and their lengths."""
        starts = self.reader.offsets.take(ordinals).astype(np.int64)
        sizes = self.reader.offsets.take(ordinals + 1) - starts - 1
        width = int(sizes.max(initial=0))
        at = np.minimum(starts + np.arange(width)[:, None], len(self.reader.blob) - 1)
        letters = np.where(np.arange(width)[:, None] < sizes, self.reader.blob.take(at), 0).astype(np.uint32)
        foreign = np.flatnonzero((letters >= 128).any(axis=0))
        lengths = sizes.copy()
        for column in foreign.tolist():
            text = self.reader.terms[int(ordinals[column])].decode("utf-8", "surrogateescape")
            lengths[column] = len(text)
            letters[:, column] = 0
            letters[: len(text), column] = list(map(ord, text))
        if width < longest:
            letters = np.concatenate([letters, np.zeros((longest - width, letters.shape[1]), np.uint32)])
        return letters[:longest], lengths


def _likely(fuzzy: Fuzzy, kinds: NDArray[np.uint32], sizes: NDArray[np.uint16], away: int, longest: int) -> Mask:
    """Which terms may be within the distance, by their kinds of bytes and how many of them they have.

    A change takes a character of up to `away` bytes away and brings another of up to `longest`.
    """
    written = fuzzy.text.encode()
    wanted = np.bitwise_or.reduce([np.uint32(1) << np.uint32(byte & 31) for byte in written], initial=0)
    likely: Mask = np.bitwise_count(kinds ^ np.uint32(wanted)) <= min((away + longest) * fuzzy.edits, 32)
    likely &= sizes >= min(max(len(written) - away * fuzzy.edits, 0), _LONGEST)
    likely &= sizes <= min(len(written) + longest * fuzzy.edits, _LONGEST)
    return likely


def spelled(reader: FieldReader, ordinals: Docs) -> list[str]:
    """The terms with these ordinals, as text; a pattern may stand for most of a vocabulary."""
    if len(ordinals) > _FEW:
        starts = reader.offsets.take(ordinals).astype(np.int64)
        at = ranges(starts, reader.offsets.take(ordinals + 1) - starts)[0]
        *found, _ = reader.blob.take(at).tobytes().decode("utf-8", "replace").split("\n")
        if len(found) == len(ordinals):  # each is followed by a newline, and none has one in it
            return found
    return [reader.term(ordinal).decode("utf-8", "replace") for ordinal in ordinals.tolist()]


def occurrences(blob: NDArray[np.uint8], literal: bytes) -> Docs:
    """Where in the blob the literal begins."""
    if len(blob) < len(literal):
        return NONE
    size = len(blob) - len(literal) + 1
    found: Mask = blob[:size] == literal[0]
    for i, byte in enumerate(literal[1:], 1):
        found &= blob[i : i + size] == byte
    return np.flatnonzero(found)


def within(fuzzy: Fuzzy, letters: NDArray[np.uint32], lengths: NDArray[np.int64]) -> Mask:
    """Which terms are within the distance: the rows of the edit distance matrix for all terms at once.

    Only cells closer to the diagonal than the distance can matter. `letters` has a row a character.
    """
    text = [ord(character) for character in fuzzy.text]
    edits, count = fuzzy.edits, len(lengths)
    far = np.full(count, edits + 1, np.uint8)
    rows: list[dict[int, NDArray[np.uint8]]] = [
        {j: np.full(count, j, np.uint8) for j in range(min(edits, len(letters)) + 1)}
    ]
    for i, letter in enumerate(text, 1):
        row: dict[int, NDArray[np.uint8]] = {}
        above = rows[-1]
        for j in range(max(0, i - edits), min(i + edits, len(letters)) + 1):
            if j == 0:
                row[0] = np.full(count, min(i, edits + 1), np.uint8)
                continue
            cost = above.get(j - 1, far) + (letters[j - 1] != letter)
            np.minimum(cost, above.get(j, far) + np.uint8(1), out=cost)
            np.minimum(cost, row.get(j - 1, far) + np.uint8(1), out=cost)
            if fuzzy.swaps and i > 1 and j > 1:
                swapped = (letters[j - 2] == letter) & (letters[j - 1] == text[i - 2])
                before = np.where(swapped, rows[-2].get(j - 2, far) + np.uint8(1), np.uint8(edits + 1))
                np.minimum(cost, before, out=cost)
            row[j] = np.minimum(cost, np.uint8(edits + 1))
        rows.append(row)
    distance = far
    for j, cost in rows[-1].items():
        distance = np.where(lengths == j, cost, distance)
    near: Mask = distance <= edits
    if fuzzy.fixed:
        fixed = np.array(text[: fuzzy.fixed])[:, None]
        near &= (letters[: fuzzy.fixed] == fixed).all(axis=0)
    return near
