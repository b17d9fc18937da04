"""A query on all segments: the best documents, their total, or all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from searcher.execute.arrays import NO_SCORES, NONE, Docs, Scores, best
from searcher.execute.compile import compiled
from searcher.execute.snapshot import Snapshot
from searcher.execute.top import top
from searcher.execute.turns import turns


def rank(
    snapshot: Snapshot,
    query: Any,  # noqa: ANN401  # whoosh has no types
    wanted: int,
    *,
    count: bool = True,
) -> tuple[Docs, Scores, int | None]:
    """The `wanted` best documents by falling score, ties by ascending number; and how many match, if asked for."""
    nodes = compiled(snapshot, query)
    docs, scores = NONE, NO_SCORES
    total = 0
    mine = turns.begin(nodes)
    try:
        for node in nodes:
            floor = float(scores[wanted - 1]) if 0 < wanted <= len(scores) else -np.inf
            found = top(node, wanted, floor, count=count)
            here = found.docs + node.segment.base if node.segment.base else found.docs
            if len(docs):
                docs, scores = best(np.concatenate([docs, here]), np.concatenate([scores, found.scores]), wanted)
            else:
                docs, scores = here, found.scores
            if count:
                total += node.count() if found.total is None else found.total
    finally:
        if mine:
            turns.end()
    return docs, scores, total if count else None


def local_documents(snapshot: Snapshot, query: Any) -> list[Docs]:  # noqa: ANN401  # whoosh has no types
    """Every document that matches, by segment and numbered within it, ascending."""
    nodes = compiled(snapshot, query)
    mine = turns.begin(nodes)
    try:
        return [node.documents() for node in nodes]
    finally:
        if mine:
            turns.end()


def documents(snapshot: Snapshot, query: Any) -> Docs:  # noqa: ANN401  # whoosh has no types
    """Every document that matches, ascending."""
    found = local_documents(snapshot, query)
    if len(found) == 1:
        return found[0]
    return np.concatenate(
        [NONE, *(docs + segment.base for docs, segment in zip(found, snapshot.views, strict=True))]
    )
