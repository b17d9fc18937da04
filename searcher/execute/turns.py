"""Threads that rank take turns at short work, and do long work side by side.

NumPy gives up the interpreter's lock for nearly every call, however short. Where another thread waits for that
lock, it is woken each time, mostly to find it taken again. So two threads that work on short arrays get less done
than one alone, and take several times its processor time, unless each does a whole query while others sleep.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Final

from searcher.execute.node import Node

_TURN: Final = Lock()
_PATIENCE: Final = 0.005
"""Who has waited so many seconds works beside the other: turns are for speed, and nobody is to starve."""


def begin(nodes: Iterable[Node]) -> bool:
    """Wait for the turn to look into these nodes, unless that is long work; whether it was taken.

    Whoever took it gives it back by `end`.
    """
    for node in nodes:
        if node.lengthy:
            return False
    return _TURN.acquire(False) or _TURN.acquire(timeout=_PATIENCE)


end: Final = _TURN.release
"""Let others have their turn."""
