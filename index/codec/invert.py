"""From texts to an inverted field, with no step per token in Python.

    texts ──index.chunks──> chunk numbers ──tables──> (term's rank, place) ──stable sort──> postings

A field is one array of the numbers of its chunks. The tables of `index.codec.vocabulary` turn it
into tokens in the order of the texts, each with the rank of its term and its place: its document and its position
there, in one integer. A stable sort by rank then puts postings and positions in their final order. It sorts by 16
bits at a time, which NumPy does by counting: on no processor slower, on some much faster than sorting 64-bit keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.chunks import Indexes, Numbers, Table
from index.codec.arrays import Array
from index.codec.blocks import Block, pieces, stable_order
from index.codec.counts import narrow
from index.codec.inverted import LEAD_WORDS, InvertedField
from index.codec.positions import ranges
from index.codec.vocabulary import SPECIAL, Vocabulary

BYTES_PER_TOKEN: Final = 9
"""What inverting takes for each token: its place and its share of a posting, as they wait in a block."""

_BLOCK: Final = 1 << 17
"""So many chunks, at least, are inverted together, unless there are no more: what they take stays in the cache."""


class _Ranks(NamedTuple):
    """Ranks, all below `bound`: of each token in the vocabulary's tables, and of the first one of each chunk."""

    of_chunk: NDArray[np.int32]
    of_token: NDArray[np.int32]
    bound: int


class TextInverter:
    """A text field of the documents of one segment. All fields of a segment share a vocabulary.

    With `names` it counts how often words stand mid-sentence Capitalised and lower-case.
    """

    def __init__(self, vocabulary: Vocabulary, *, names: bool = False) -> None:
        self._vocabulary = vocabulary
        self._chunks: list[NDArray[np.int32]] = []
        self._mid_sentence = Table(np.int64) if names else None
        self.token_count = 0  # about: a chunk is nearly always one token

    def add(self, chunks: Numbers) -> None:
        """Add documents, as the numbers of their chunks with a 0 behind each document (see `index.chunks`)."""
        vocabulary = self._vocabulary
        vocabulary.learn()
        if (counts := self._mid_sentence) is not None:
            counts.extend(np.zeros(len(vocabulary.first) - len(counts), np.int64))
            mid_sentence = vocabulary.goes_on.values[chunks[:-1]]
            counts.values[:] += np.bincount(chunks[1:][mid_sentence], minlength=len(counts))
        self._chunks.append(chunks.copy())  # what is given is part of what all fields have, and would keep it
        self.token_count += int(np.count_nonzero(chunks))

    def finish(self, terms: list[bytes], ranks: NDArray[np.int32]) -> Iterator[InvertedField]:
        """The field, some terms at a time; `terms` and `ranks` are the vocabulary's `sorted_terms`."""
        first, tokens = self._vocabulary.first.values, self._vocabulary.tokens.values
        rank_of_token = ranks[self._vocabulary.term.values]
        rank_of_chunk = np.zeros(len(first), np.int32)
        some = tokens > 0
        rank_of_chunk[some] = rank_of_token[first[some]]
        tables = _Ranks(rank_of_chunk, rank_of_token, len(terms))
        blocks = [self._block(chunks, tables) for chunks in self._in_blocks()]
        yield from pieces(blocks, terms, self._names(ranks))

    def _in_blocks(self) -> Iterator[NDArray[np.int32]]:
        """The chunks of some documents after the other, given up on the way."""
        parts, self._chunks = self._chunks[::-1], []
        while True:
            block = [np.zeros(0, np.int32)]
            size = 0
            while parts and size < _BLOCK:
                block.append(parts.pop())
                size += len(block[-1])
            yield np.concatenate(block)
            if not parts:
                return

    def _block(self, chunks: NDArray[np.int32], ranks: _Ranks) -> Block:
        """Invert some documents."""
        kind = self._vocabulary.kind.values.take(chunks, mode="clip")
        special = np.flatnonzero((kind & SPECIAL).view(np.bool_))
        ends = special[chunks[special] == 0]
        lengths, content_lengths = self._lengths(chunks, kind, special, ends)
        starts, bits = self._places(chunks, special, ends)
        ranked, places = self._tokens(chunks, special, starts, ranks)
        # The terms that occur are numbered anew: with fewer numbers there is less to sort by.
        counts = np.bincount(ranked, minlength=ranks.bound)
        present = np.flatnonzero(counts)
        number = np.empty(ranks.bound, np.int32)
        number[present] = np.arange(len(present))
        places = places[stable_order(number.take(ranked, mode="clip"), len(present))]
        return _postings(present, counts[present], places, bits, lengths, content_lengths)

    def _lengths(
        self, chunks: NDArray[np.int32], kind: NDArray[np.uint8], special: Indexes, ends: Indexes
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Tokens, and words that carry content, by document."""
        vocabulary = self._vocabulary
        lengths = _by_document(ends, special, vocabulary.tokens.values[chunks[special]])
        content = np.cumsum(kind >> 1, dtype=np.uint32)[ends]
        more = vocabulary.content.values[chunks[special]] - (kind[special] >> 1)
        content_lengths = np.diff(content.astype(np.int64), prepend=0) + np.bincount(
            np.searchsorted(ends, special), more, len(ends)
        )
        return lengths.astype(np.uint32), content_lengths.astype(np.uint32)

    def _places(self, chunks: NDArray[np.int32], special: Indexes, ends: Indexes) -> tuple[Array, int]:
        """The place of each chunk: its document and, in so many of the lowest bits, its position there."""
        widths = self._vocabulary.width.values[chunks[special]].astype(np.int64)
        spans = _by_document(ends, special, widths)
        bits = int(spans.max(initial=0)).bit_length()
        widths[chunks[special] == 0] = (1 << bits) - spans  # up to the next document
        dtype = np.uint32 if len(ends) << bits <= 1 << 32 else np.uint64
        return _running(len(chunks), special, widths, dtype), bits

    def _tokens(
        self, chunks: NDArray[np.int32], special: Indexes, starts: Array, ranks: _Ranks
    ) -> tuple[NDArray[np.int32], Array]:
        """The rank and the place of each token, in the order of the texts; `starts` are the chunks' places."""
        vocabulary = self._vocabulary
        first, tokens = vocabulary.first.values, vocabulary.tokens.values
        counts = tokens[chunks[special]]
        several = special[counts > 1]
        more = counts[counts > 1] - 1
        further, _ = ranges(several + _before(special, counts - 1, several) + 1, more)
        # Most chunks are one token: those that are none are left out, and gaps are left for what is more than one.
        some = np.ones(len(chunks), np.bool_)
        some[special[counts == 0]] = False
        begins = np.ones(len(chunks) + int((counts - 1).sum()), np.bool_)
        begins[further] = False
        ranked = np.empty(len(begins), np.int32)
        ranked[begins] = ranks.of_chunk.take(chunks[some], mode="clip")
        places = np.empty(len(begins), starts.dtype)
        places[begins] = starts[some]
        token, _ = ranges(first[chunks[several]] + 1, more)
        ranked[further] = ranks.of_token[token]
        places[further] = np.repeat(starts[several], more) + vocabulary.offset.values[token].astype(starts.dtype)
        return ranked, places

    def _names(self, ranks: NDArray[np.int32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]] | None:
        """How often each term stands mid-sentence Capitalised and lower-case, by rank."""
        if self._mid_sentence is None:
            return None
        vocabulary = self._vocabulary
        occurrences = np.zeros(len(vocabulary.first), np.int64)
        occurrences[: len(self._mid_sentence)] = self._mid_sentence.values
        first, tokens = vocabulary.first.values, vocabulary.tokens.values
        token, _ = ranges(first, tokens)
        chunk_of = np.empty(len(vocabulary.term), np.int64)
        chunk_of[token] = np.repeat(np.arange(len(first)), tokens)
        rank = ranks[vocabulary.term.values]
        capitalised, lower = (
            np.bincount(rank, occurrences[chunk_of] * flags.values, minlength=len(ranks)).astype(np.uint32)
            for flags in (vocabulary.capitalised, vocabulary.lower)
        )
        return capitalised, lower


def _by_document(ends: Indexes, special: Indexes, values: NDArray[np.signedinteger]) -> NDArray[np.int64]:
    """Sums by document, of 1 for each chunk but the `special` ones, which have `values`."""
    more = np.bincount(np.searchsorted(ends, special), values - 1, len(ends))
    return np.diff(ends, prepend=-1) + more.astype(np.int64)


def _running(count: int, special: Indexes, values: NDArray[np.int64], dtype: type[np.unsignedinteger]) -> Array:
    """Sums before each of `count` items, which are 1 but for the `special` ones."""
    shifts = np.append(0, np.cumsum(values - 1))
    lengths = np.diff(special, prepend=-1, append=count - 1)
    sums: Array = np.arange(count, dtype=dtype) + np.repeat(shifts.astype(dtype), lengths)
    return sums


def _before(special: Indexes, values: NDArray[np.int32], items: Indexes) -> NDArray[np.int64]:
    """Sums of the `values` of those `special` items that stand before each of `items`."""
    sums: NDArray[np.int64] = np.append(0, np.cumsum(values, dtype=np.int64))[np.searchsorted(special, items)]
    return sums


def _postings(
    ranks: Indexes,
    tokens: NDArray[np.int64],
    places: Array,
    bits: int,
    lengths: NDArray[np.uint32],
    content_lengths: NDArray[np.uint32],
) -> Block:
    """Make postings of the places of term after term; of each, the lowest `bits` are the position."""
    docs = places >> bits
    places &= (1 << bits) - 1
    begins_term = np.zeros(len(places), np.bool_)
    begins_term[np.cumsum(tokens) - tokens] = True
    begins = begins_term.copy()
    begins[1:] |= docs[1:] != docs[:-1]
    firsts = np.flatnonzero(begins)
    return Block(
        ranks=ranks.astype(np.int32),
        tokens=tokens.astype(np.uint32),
        postings=np.diff(np.flatnonzero(begins_term[firsts]), append=len(firsts)).astype(np.uint32),
        docs=narrow(docs[firsts]),
        freqs=narrow(np.diff(firsts, append=len(places))),
        leads=places[firsts] < LEAD_WORDS,
        positions=narrow(places),
        lengths=lengths,
        content_lengths=content_lengths,
    )


def invert_keys(values: Sequence[bytes]) -> InvertedField:
    """Invert a field of exact terms, one a document (b"" where it is absent), without positions."""
    terms = sorted(set(values) - {b""})
    rank = {term: i for i, term in enumerate(terms)}
    ranks = np.fromiter(map(rank.get, values, repeat(-1)), np.int64, len(values))
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
