"""From texts to an inverted field, with no step per token in Python.

    texts ──bytes.split──> chunks ──dictionary──> chunk numbers ──tables──> (term, position) ──one sort──> postings

A field is one array of chunk numbers (see `index.codec.vocabulary`). The tables turn it into 64-bit keys: the
rank of the term, and below it the position counted over all documents. Sorting those puts postings and positions
in their final order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.chunks import Table
from index.codec.inverted import LEAD_WORDS, InvertedField
from index.codec.vocabulary import Vocabulary

_KEY_BITS: Final = 32
BYTES_PER_TOKEN: Final = 36
"""What inverting takes at its peak: the key, its copy, and what it is taken apart into."""


class TextInverter:
    """A text field of the documents of one segment. All fields of a segment share a vocabulary.

    With `names` it counts how often words stand mid-sentence Capitalised and lower-case.
    """

    def __init__(self, vocabulary: Vocabulary, *, names: bool = False) -> None:
        self._vocabulary = vocabulary
        self._chunks: list[NDArray[np.int32]] = []
        self._documents: list[int] = []
        self._total = 0
        self._mid_sentence = Table(np.int64) if names else None
        self.token_count = 0

    def add(self, texts: Sequence[str]) -> None:
        """Add documents, one text each ("" where the field is absent)."""
        chunks = self._vocabulary.number(texts)
        self._chunks.append(chunks)
        self.token_count += int(self._vocabulary.tokens.values[chunks].sum())
        if self._mid_sentence is not None:
            self._mid_sentence.extend(np.zeros(len(self._vocabulary.first) - len(self._mid_sentence), np.int64))
            follows = np.flatnonzero(self._vocabulary.continues.values[chunks[:-1]]) + 1
            occurrences = np.bincount(chunks[follows], minlength=len(self._mid_sentence))
            self._mid_sentence.values[:] += occurrences

    def finish(self, terms: list[bytes], ranks: NDArray[np.int32]) -> InvertedField:
        """The field; `terms` and `ranks` are the vocabulary's `sorted_terms`."""
        chunks = np.concatenate([np.zeros(0, np.int32), *self._chunks])
        self._chunks.clear()
        vocabulary = self._vocabulary
        ends = np.flatnonzero(chunks == 0)
        widths = vocabulary.width.values[chunks]
        after = np.cumsum(widths, dtype=np.int64)
        bases = np.concatenate([np.zeros(1, np.int64), after[ends]])
        keys = self._keys(chunks, after - widths, ranks)
        keys.sort()
        lengths = _sums(vocabulary.tokens.values[chunks], ends)
        content_lengths = _sums(vocabulary.content.values[chunks], ends)
        del chunks, widths, after
        names = self._names(ranks)
        return _postings(keys, bases, terms, lengths, content_lengths, names)

    def _keys(
        self, chunks: NDArray[np.int32], starts: NDArray[np.int64], ranks: NDArray[np.int32]
    ) -> NDArray[np.int64]:
        """A key for each token, in any order."""
        vocabulary = self._vocabulary
        first, tokens = vocabulary.first.values, vocabulary.tokens.values
        rank_of_token = ranks[vocabulary.term.values].astype(np.int64) << _KEY_BITS
        key_of_chunk = np.full(len(first), -1)
        single = tokens == 1
        key_of_chunk[single] = rank_of_token[first[single]]
        keys = key_of_chunk[chunks]
        several = np.flatnonzero(tokens[chunks] > 1)
        keys += starts
        counts = tokens[chunks[several]]
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        token = np.repeat(first[chunks[several]], counts) + within
        more = rank_of_token[token] + vocabulary.offset.values[token] + np.repeat(starts[several], counts)
        return np.concatenate([keys[single[chunks]], more])

    def _names(self, ranks: NDArray[np.int32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]] | None:
        """How often each term stands mid-sentence Capitalised and lower-case, by rank."""
        if self._mid_sentence is None:
            return None
        vocabulary = self._vocabulary
        occurrences = np.zeros(len(vocabulary.first), np.int64)
        occurrences[: len(self._mid_sentence)] = self._mid_sentence.values
        first, tokens = vocabulary.first.values, vocabulary.tokens.values
        # The chunks' tokens lie in the table in two runs a batch, so each is numbered by its chunk first.
        chunk_of = np.empty(len(vocabulary.term), np.int64)
        within = np.arange(int(tokens.sum())) - np.repeat(np.cumsum(tokens) - tokens, tokens)
        chunk_of[np.repeat(first, tokens) + within] = np.repeat(np.arange(len(first)), tokens)
        rank = ranks[vocabulary.term.values]
        capitalised, lower = (
            np.bincount(rank, occurrences[chunk_of] * flags.values, minlength=len(ranks)).astype(np.uint32)
            for flags in (vocabulary.capitalised, vocabulary.lower)
        )
        return capitalised, lower


def _sums(values: NDArray[np.int32], ends: NDArray[np.intp]) -> NDArray[np.uint32]:
    """Sums of `values` over the runs that end at `ends`."""
    return np.diff(np.cumsum(values, dtype=np.int64)[ends], prepend=0).astype(np.uint32)


def _postings(
    keys: NDArray[np.int64],
    bases: NDArray[np.int64],
    terms: list[bytes],
    lengths: NDArray[np.uint32],
    content_lengths: NDArray[np.uint32],
    names: tuple[NDArray[np.uint32], NDArray[np.uint32]] | None,
) -> InvertedField:
    """Take sorted keys apart. `bases[d]` is the position, over all documents, at which document d begins."""
    documents = len(lengths)
    places = keys.astype(np.uint32)
    ranks = (keys >> _KEY_BITS).astype(np.int32)
    document_of = np.repeat(np.arange(documents, dtype=np.uint32), np.diff(bases))
    docs = document_of[places]
    places -= bases.astype(np.uint32)[docs]
    begins_term = np.diff(ranks, prepend=-1) != 0
    begins = begins_term.copy()
    begins[1:] |= docs[1:] != docs[:-1]
    firsts = np.flatnonzero(begins)
    starts = np.append(np.flatnonzero(begins_term[firsts]), len(firsts)).astype(np.uint64)
    present = ranks[begins_term]
    return InvertedField(
        terms=[terms[rank] for rank in present.tolist()],
        starts=starts,
        docs=docs[firsts],
        freqs=np.diff(firsts, append=len(keys)).astype(np.uint32),
        leads=places[firsts] < LEAD_WORDS,
        positions=places,
        lengths=lengths,
        content_lengths=content_lengths,
        name_counts=None if names is None else (names[0][present], names[1][present]),
    )


def invert_keys(values: Sequence[bytes]) -> InvertedField:
    """Invert a field of exact terms, one a document (b"" where it is absent), without positions."""
    terms = sorted({value for value in values if value})
    rank = {term: i for i, term in enumerate(terms)}
    ranks = np.fromiter((rank.get(value, -1) for value in values), np.int64, len(values))
    order = np.argsort(ranks, kind="stable")[np.count_nonzero(ranks < 0) :]
    counts = np.bincount(ranks[order], minlength=len(terms))
    return InvertedField(
        terms=terms,
        starts=np.concatenate([np.zeros(1, np.uint64), np.cumsum(counts).astype(np.uint64)]),
        docs=order.astype(np.uint32),
        freqs=np.ones(len(order), np.uint32),
        leads=None,
        positions=None,
        lengths=np.zeros(len(values), np.uint32),
    )
