"""Which terms are inflections of one word: `visit`, `visits`, `visited`.

    F/stems/blob, F/stems/offsets    the stems, sorted (as in `index.codec.terms`)
    F/stems/starts                   uint8 … uint64 [stems + 1]
    F/members                        uint32; the terms of stem i are members[starts[i] : starts[i+1]], ascending

A stem is left out where its only term is the stem itself: looking that term up finds it. Stems are those of
Snowball (snowballstem.org) for the language in the segment's meta data.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.codec.arrays import ArrayFile, ArrayWriter
from index.codec.counts import narrow
from index.codec.terms import Terms, TermsWriter

_CHUNK: Final = 1 << 16


def stem(word: str, language: str) -> str:
    """The Snowball stem of a word."""
    return str(_stemmer(language).stemWord(word))


@lru_cache
def _stemmer(language: str) -> Any:  # noqa: ANN401  # PyStemmer has no types
    return Stemmer.Stemmer(language)


def write_groups(writer: ArrayWriter, prefix: str, terms: Terms, language: str) -> None:
    """Find the groups among `terms` and write them."""
    changed: dict[str, list[int]] = {}
    stemmer = _stemmer(language)
    for start in range(0, len(terms), _CHUNK):
        words = [term.decode("utf-8", "replace") for term in terms.slice(start, min(start + _CHUNK, len(terms)))]
        for ordinal, (word, stemmed) in enumerate(zip(words, stemmer.stemWords(words), strict=True), start):
            if word != stemmed:
                changed.setdefault(stemmed, []).append(ordinal)
    stems = sorted((stemmed.encode(), members) for stemmed, members in changed.items())
    starts = [0]
    members: list[int] = []
    for stemmed, ordinals in stems:
        # A term that equals the stem belongs to the group if it is its own stem (Snowball is not idempotent).
        own = terms.find(stemmed)
        is_member = own >= 0 and stemmer.stemWord(stemmed.decode()) == stemmed.decode()
        members += sorted({*ordinals, own}) if is_member else ordinals
        starts.append(len(members))
    names = TermsWriter(writer, f"{prefix}/stems")
    names.append([stemmed for stemmed, _ in stems])
    names.finish()
    writer.add(f"{prefix}/stems/starts", narrow(np.array(starts)))
    writer.add(f"{prefix}/members", np.array(members, np.uint32))


class Groups:
    """Reads groups of terms."""

    def __init__(self, file: ArrayFile, prefix: str, language: str) -> None:
        self._stems = Terms.open(file, f"{prefix}/stems")
        self._starts = file[f"{prefix}/stems/starts"]
        self._members = file[f"{prefix}/members"]
        self._language = language

    def of(self, term: str, terms: Terms) -> NDArray[np.uint32]:
        """The ordinals of the terms that share their stem with `term`, ascending."""
        stemmed = stem(term, self._language).encode()
        group = self._stems.find(stemmed)
        if group >= 0:
            members: NDArray[np.uint32] = self._members[self._starts[group] : self._starts[group + 1]]
            return members
        own = terms.find(stemmed)
        return np.array([own] if own >= 0 else [], np.uint32)
