"""Which terms are inflections of one word: `visit`, `visits`, `visited`.

Stems are those of Snowball (snowballstem.org). One whose only term is the stem itself is not stored: looking that
term up finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import compress, repeat
from operator import ne
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
    return Stemmer.Stemmer(language, 0)  # its cache costs four times what it saves


def write_groups(writer: ArrayWriter, prefix: str, terms: Terms, language: str) -> None:
    """Find the groups among `terms` and write them."""
    stemmer = _stemmer(language)
    stems: list[bytes] = []  # of the terms that are not their own stem
    is_changed = np.zeros(len(terms), np.bool_)
    for part, words in _slices(terms):
        stemmed = stemmer.stemWords(words)
        is_changed[part] = np.fromiter(map(ne, words, stemmed), np.bool_, len(words))
        stems += compress(stemmed, is_changed[part].tolist())
    names = sorted(set(stems))
    number = {name: i for i, name in enumerate(names)}
    ordinals = np.flatnonzero(is_changed)
    groups = np.fromiter(map(number.__getitem__, stems), np.int64, len(stems))
    # A term that equals the stem belongs to the group if it is its own stem (Snowball is not idempotent).
    own = np.full(len(names), -1)
    for part, words in _slices(terms):
        unchanged = ~is_changed[part]
        group = np.fromiter(map(number.get, compress(words, unchanged.tolist()), repeat(-1)), np.int64)
        found = group >= 0
        own[group[found]] = np.flatnonzero(unchanged)[found] + part.start
    ordinals = np.concatenate([ordinals, own[own >= 0]])
    groups = np.concatenate([groups, np.flatnonzero(own >= 0)])
    order = np.lexsort((ordinals, groups))
    written = TermsWriter(writer, f"{prefix}/stems")
    written.append(names)
    written.finish()
    starts = np.searchsorted(groups[order], np.arange(len(names) + 1))
    writer.add(f"{prefix}/stems/starts", narrow(starts))
    writer.add(f"{prefix}/members", ordinals[order].astype(np.uint32))


def _slices(terms: Terms) -> Iterator[tuple[slice, list[bytes]]]:
    """The terms, some at a time, each time with their ordinals."""
    for start in range(0, len(terms), _CHUNK):
        stop = min(start + _CHUNK, len(terms))
        blob = terms.blob[int(terms.offsets[start]) : int(terms.offsets[stop])]
        words = blob.tobytes().split(b"\n")[:-1]
        if len(words) != stop - start:  # some hold newlines
            words = terms.slice(start, stop)
        yield slice(start, stop), words


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
