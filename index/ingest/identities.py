"""Every article of an index has an id of its own: who comes second gets another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.segment import Segment

_FEW: Final = 50
"""To look an id up in a segment takes as long as reading so many ids of it."""
_AT_A_TIME: Final = 1 << 16


class Identities:
    """The ids that are given away in one session, beside those that the index `holds` already.

    Only their 64-bit hashes are kept (8 bytes an id), in a few sorted arrays of falling size. Two ids that share
    a hash would be told apart needlessly; among ten million that happens once in 300,000 archives.
    """

    def __init__(self, holds: Callable[[Sequence[str]], Sequence[bool]]) -> None:
        self._holds = holds
        self._runs: list[NDArray[np.int64]] = []
        self._numbers: dict[str, int] = {}
        """For ids that were taken the last number that one got."""

    def settle(self, wanted: Sequence[str]) -> dict[int, str]:
        """Give these ids away, in order. For those that were taken: their index in `wanted`, and what they get."""
        if not wanted:
            return {}
        hashes = np.fromiter(map(hash, wanted), np.int64, len(wanted))
        taken = self._seen(hashes) | np.array(self._holds(wanted), np.bool_)
        _, firsts = np.unique(hashes, return_index=True)
        again = np.ones(len(wanted), np.bool_)
        again[firsts] = False
        self._remember(hashes[firsts])
        return {i: self._another(wanted[i]) for i in np.flatnonzero(taken | again).tolist()}

    def _another(self, wanted: str) -> str:
        number = self._numbers.get(wanted, 1) + 1
        while self._is_taken(other := f"{wanted}~{number}"):
            number += 1
        self._numbers[wanted] = number
        self._remember(np.array([hash(other)]))
        return other

    def _is_taken(self, id_: str) -> bool:
        return bool(self._seen(np.array([hash(id_)]))[0]) or self._holds([id_])[0]

    def _seen(self, hashes: NDArray[np.int64]) -> NDArray[np.bool_]:
        seen = np.zeros(len(hashes), np.bool_)
        for run in self._runs:
            at = np.minimum(run.searchsorted(hashes), len(run) - 1)
            seen |= run[at] == hashes
        return seen

    def _remember(self, hashes: NDArray[np.int64]) -> None:
        run = np.sort(hashes)
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]))
        self._runs.append(run)


class Existing:
    """The ids of the articles in some segments, but for the deleted ones."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._count = sum(segment.doc_count for segment in segments)
        self._asked = 0
        self._hashes: NDArray[np.int64] | None = None

    def holds(self, ids: Sequence[str]) -> list[bool]:
        """Which of these ids some article has. Where many are asked for, it goes by their hashes."""
        self._asked += len(ids)
        if self._hashes is None and self._asked * _FEW * len(self._segments) > self._count:
            self._hashes = self.hashes()
        if self._hashes is None:
            held: NDArray[np.bool_] = self.documents(ids) >= 0
        elif not len(self._hashes):
            return [False] * len(ids)
        else:
            hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
            at = np.minimum(self._hashes.searchsorted(hashes), len(self._hashes) - 1)
            held = self._hashes[at] == hashes
        found: list[bool] = held.tolist()
        return found

    def documents(self, ids: Sequence[str]) -> NDArray[np.int64]:
        """The number, in its segment, of the article with each id; -1 where there is none."""
        documents = np.full(len(ids), -1, np.int64)
        terms = [id_.encode("utf-8", "surrogatepass") for id_ in ids]
        for segment in self._segments:
            if (field := segment.field("id")) is None:
                continue
            for i, ordinal in enumerate(field.terms.find_all(terms)):
                if ordinal >= 0:
                    document = int(field.postings(ordinal).documents()[0])
                    if segment.deleted is None or not segment.deleted[document]:
                        documents[i] = document
        return documents

    def hashes(self) -> NDArray[np.int64]:
        """The hashes of all of them, ascending: Python's own, which differ from one process to the next."""
        parts = [np.zeros(0, np.int64)]
        for segment in self._segments:
            if (field := segment.field("id")) is None:
                continue
            for low in range(0, field.term_count, _AT_A_TIME):
                high = min(low + _AT_A_TIME, field.term_count)
                ids = [term.decode("utf-8", "surrogatepass") for term in field.terms.slice(low, high)]
                hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
                documents = field.documents.run(low, high)
                parts.append(hashes if segment.deleted is None else hashes[~segment.deleted[documents]])
        return np.sort(np.concatenate(parts))
