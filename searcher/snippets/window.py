"""Whether all operands of a pattern are in a stretch of text that moves on: a step a word, however long it is.

Operands that are the same have one number; `wanted` names them as the pattern does, some several times.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Protocol


class Window(Protocol):
    """What was found in a stretch."""

    def add(self, position: int, after: int, number: int) -> None:
        """Let in an operand at `[position, after)`; those let in before do not begin behind it."""

    def drop(self, position: int, number: int) -> None:
        """Let go the one that was let in first."""

    def has_all(self, begin: int) -> bool:
        """Whether each operand has a place of its own in the stretch, which begins at `begin`."""


class InAnyOrder:
    """One without regard to order."""

    def __init__(self, wanted: Sequence[int]) -> None:
        self._places = len(wanted)
        self._different = len({*wanted})
        self._operands: Counter[int] = Counter()
        self._positions: Counter[int] = Counter()

    def add(self, position: int, after: int, number: int) -> None:  # as `Window` has it
        """Count it."""
        self._operands[number] += 1
        self._positions[position] += 1

    def drop(self, position: int, number: int) -> None:
        """Count it no longer."""
        for counter, key in ((self._operands, number), (self._positions, position)):
            counter[key] -= 1
            if not counter[key]:
                del counter[key]

    def has_all(self, begin: int) -> bool:
        """Whether all operands are there, and enough positions."""
        return len(self._operands) == self._different and len(self._positions) >= self._places


class InOrder:
    """One in which they must stand in the order in which the pattern has them."""

    def __init__(self, wanted: Sequence[int]) -> None:
        self._steps: defaultdict[int, list[int]] = defaultdict(list)
        for step, number in enumerate(wanted):
            self._steps[number].append(step)
        self._since = [-1] * len(wanted)
        """For each step the latest position at which a row of all up to it begins; -1 for none."""
        self._waiting: list[tuple[int, int, int]] = []
        """The same of rows that have not ended yet, and where they do."""
        self._complete = -1

    def add(self, position: int, after: int, number: int) -> None:
        """Lengthen the rows that end before it."""
        while self._waiting and self._waiting[0][0] <= position:
            _, step, since = heappop(self._waiting)
            self._since[step] = max(self._since[step], since)
        for step in self._steps[number]:
            since = self._since[step - 1] if step else position
            if step == len(self._since) - 1:
                self._complete = max(self._complete, since)
            elif since >= 0:
                heappush(self._waiting, (after, step, since))

    def drop(self, position: int, number: int) -> None:
        """Rows know where they begin."""

    def has_all(self, begin: int) -> bool:
        """Whether a complete row begins there or later."""
        return self._complete >= begin
