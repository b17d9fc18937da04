"""Every article of an index has an id of its own: who comes second gets another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


class Identities:
    """The ids that are given away in one session, beside those that the index `holds` already.

    Only their 64-bit hashes are kept (8 bytes an id), in a few sorted arrays of falling size. Two ids that share
    a hash would be told apart needlessly; among ten million that happens once in 300,000 archives.
    """

    def __init__(self, holds: Callable[[Sequence[str]], Sequence[bool]]) -> None:
        self._holds = holds
        self._runs: list[NDArray[np.int64]] = []

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
        number = 2
        while self._is_taken(other := f"{wanted}~{number}"):
            number += 1
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
