"""Blocks of documents that were inverted one by one, put together to a field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.chunks import Indexes
from index.codec.arrays import Array
from index.codec.inverted import InvertedField
from index.codec.positions import ranges

PIECE: Final = 1 << 19
"""About so many tokens are put together at a time: what that takes stays in the cache."""

NameCounts = tuple[NDArray[np.uint32], NDArray[np.uint32]]


class Block(NamedTuple):
    """Some documents inverted: as in `InvertedField`, but terms as `ranks`, with how much each has of both kinds.

    `ranks` (int32) ascend; the term at ranks[i] has the next postings[i] postings and tokens[i] positions. `docs`,
    `freqs` and `positions` may be of any unsigned type: the narrower, the less memory do blocks take that wait.
    """

    ranks: NDArray[np.int32]
    tokens: NDArray[np.uint32]
    postings: NDArray[np.uint32]
    docs: Array
    freqs: Array
    leads: NDArray[np.bool_]
    positions: Array
    lengths: NDArray[np.uint32]
    content_lengths: NDArray[np.uint32]


class _Part(NamedTuple):
    """Some terms of a block; its documents have the numbers that they have in the segment."""

    ranks: NDArray[np.int32]
    tokens: NDArray[np.uint32]
    postings: NDArray[np.uint32]
    docs: NDArray[np.uint32]
    freqs: Array
    leads: NDArray[np.bool_]
    positions: Array


def pieces(
    blocks: Sequence[Block], terms: Sequence[bytes], name_counts: NameCounts | None
) -> Iterator[InvertedField]:
    """The field of all blocks: of each term what the first has, then the second, and so on; some terms at a time.

    `terms` and `name_counts` are by rank.
    """
    lengths = np.concatenate([block.lengths for block in blocks])
    content_lengths = np.concatenate([block.content_lengths for block in blocks])
    bases = np.cumsum([0, *(len(block.lengths) for block in blocks)])
    edges = _edges(blocks, len(terms))
    parts = [_parts(block, base, edges) for block, base in zip(blocks, bases.tolist(), strict=False)]
    for low, of_piece in zip(edges.tolist(), zip(*parts, strict=True), strict=False):
        part = _in_order(of_piece, low) if len(blocks) > 1 else of_piece[0]
        firsts = np.flatnonzero(np.diff(part.ranks, prepend=-1))
        present = part.ranks[firsts]
        yield InvertedField(
            terms=list(map(terms.__getitem__, present.tolist())),
            starts=_before(part.postings)[np.append(firsts, len(part.ranks))].astype(np.uint64),
            docs=part.docs,
            freqs=part.freqs.astype(np.uint32, copy=False),
            leads=part.leads,
            positions=part.positions.astype(np.uint32, copy=False),
            lengths=lengths,
            content_lengths=content_lengths,
            name_counts=None if name_counts is None else (name_counts[0][present], name_counts[1][present]),
        )


def stable_order(ranks: NDArray[np.int32], bound: int) -> NDArray[np.intp]:
    """What sorts `ranks` (each below `bound`) and keeps equal ones in their order."""
    if bound <= 1 << 16:
        return np.argsort(ranks.astype(np.uint16), kind="stable")
    order = np.argsort((ranks & 0xFFFF).astype(np.uint16), kind="stable")
    high = (ranks >> 16).astype(np.uint8 if bound <= 1 << 24 else np.uint16)
    return order[np.argsort(high[order], kind="stable")]


def _edges(blocks: Sequence[Block], terms: int) -> Indexes:
    """The ranks at which pieces begin and, at last, end."""
    tokens = np.zeros(terms, np.int64)
    for block in blocks:
        tokens[block.ranks] += block.tokens
    upto = np.cumsum(tokens)
    total = int(upto[-1]) if terms else 0
    inner = np.searchsorted(upto, np.arange(PIECE, total, PIECE)) + 1
    return np.array([0, *dict.fromkeys(inner[inner < terms].tolist()), terms])


def _parts(block: Block, base: int, edges: Indexes) -> Iterator[_Part]:
    """What a block has between one edge and the next. `base` is the number of its first document."""
    terms = np.searchsorted(block.ranks, edges)
    postings, tokens = _before(block.postings)[terms], _before(block.tokens)[terms]
    ends = (map(slice, *zip(*pairwise(cuts.tolist()), strict=True)) for cuts in (terms, postings, tokens))
    for of_terms, of_postings, of_tokens in zip(*ends, strict=True):
        yield _Part(
            block.ranks[of_terms],
            block.tokens[of_terms],
            block.postings[of_terms],
            block.docs[of_postings] + np.uint32(base),
            block.freqs[of_postings],
            block.leads[of_postings],
            block.positions[of_tokens],
        )


def _in_order(parts: Sequence[_Part], low: int) -> _Part:
    """The parts of a piece, whose ranks begin at `low`, as one; a term stays in as many rows as it comes in."""
    joined = _Part(*map(np.concatenate, zip(*parts, strict=True)))
    ranks = joined.ranks - np.int32(low)
    order = stable_order(ranks, int(ranks.max(initial=0)) + 1)
    postings, tokens = joined.postings[order], joined.tokens[order]
    by_posting, _ = ranges(_before(joined.postings)[order], postings)
    by_token, _ = ranges(_before(joined.tokens)[order], tokens)
    return _Part(
        joined.ranks[order],
        tokens,
        postings,
        joined.docs[by_posting],
        joined.freqs[by_posting],
        joined.leads[by_posting],
        joined.positions[by_token],
    )


def _before(counts: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Sums of the counts before each, and of all."""
    sums = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=sums[1:])
    return sums
