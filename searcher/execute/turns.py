"""Threads that rank take turns at short work, and do long work side by side.

NumPy gives up the interpreter's lock for nearly every call, however short. Where another thread waits for that
lock, it is woken each time, mostly to find it taken again. So two threads that work on short arrays get less done
than one alone, and take several times its processor time, unless each does whole queries while others sleep.

A thread that asks again at once keeps its turn, for waking another takes longer than a query. Once somebody has
waited for `_PATIENCE`, the next turn is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from time import sleep
from typing import Final

from searcher.execute.node import Node

_PATIENCE: Final = 0.005
"""Seconds; as long as the interpreter lets a thread run while others wait."""
_LOOKS: Final = 4
"""So often does who waits look whether the other has stopped asking: each look holds up both."""
_AT_MOST: Final = 0.05
"""Who has waited so many seconds works beside the other, whose work is longer than it looked."""


class Turns:
    """Whose turn it is, in all threads of a program."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._next = Lock()
        self._is_claimed = False  # by the thread that holds `_next`

    def begin(self, nodes: Iterable[Node]) -> bool:
        """Wait for the turn to look into these nodes, unless that is long work; whether it was taken.

        Whoever took it gives it back by `end`.
        """
        for node in nodes:
            if node.lengthy:
                return False
        return (not self._is_claimed and self._turn.acquire(False)) or self._wait()

    def end(self) -> None:
        """Let others have their turn."""
        self._turn.release()

    def _wait(self) -> bool:
        if not self._next.acquire(timeout=_AT_MOST):
            return False
        try:
            for _ in range(_LOOKS):
                sleep(_PATIENCE / _LOOKS)  # being woken at each end of a turn would hold up who takes the next
                if self._turn.acquire(False):
                    return True
            self._is_claimed = True  # so that nobody takes it who has just given it back
            return self._turn.acquire(timeout=_AT_MOST)
        finally:
            self._is_claimed = False
            self._next.release()


turns: Final = Turns()
