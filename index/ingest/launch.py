"""Starting a worker: as a process of its own, or as a thread of this one.

What takes a process down costs one file, and processes use all processors. A thread does neither, but for a few
articles it spares most of the time, and it works where a program may not start processes.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import warnings
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe
from threading import Thread
from typing import Any, Final, Protocol

from index.ingest.worker import Cursor, Task, main, work

FORKS: Final = sys.platform == "linux"
"""Whether a new process has all that this one has loaded."""

_context: Final[Any] = multiprocessing.get_context("fork" if FORKS else "spawn")


class Running(Protocol):
    """A worker, seen from outside."""

    def join(self) -> None:
        """Wait until it has ended."""

    def kill(self) -> None:
        """Make it end, whatever it is doing."""

    def cause(self) -> str:
        """What made it end, in words."""


class _Process:
    def __init__(self, process: Any) -> None:  # noqa: ANN401  # of either context
        self._process = process
        self.join = process.join
        self.kill = process.kill

    def cause(self) -> str:
        code = self._process.exitcode or 0
        return f"the process reading it ended by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class _Thread(Thread):
    def __init__(self, ours: Connection, theirs: Connection, cursor: Cursor, task: Task) -> None:
        super().__init__(daemon=True)
        self._ours = ours
        self._theirs = theirs
        self._cursor = cursor
        self._task = task
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            work(self._theirs, self._cursor, self._task)
        except Exception as error:  # its writer tells which file it was reading
            self._error = error
            self._theirs.close()

    def kill(self) -> None:
        self._ours.close()  # it ends at its next message

    def cause(self) -> str:
        return f"{type(self._error).__name__}: {self._error}"


def in_process(task: Task, inherited: Sequence[int]) -> tuple[Running, Connection, Cursor]:
    """A new process, the pipe to it, and the memory in which it says what it is doing.

    `inherited` are open files of this process that it must not keep.
    """
    ours, theirs = _context.Pipe()
    cursor = _context.RawArray("q", [0, -1])
    others = [*inherited, ours.fileno()] if FORKS else []
    process = _context.Process(target=main, args=(theirs, cursor, task, others), daemon=True)
    with warnings.catch_warnings():
        # Python 3.12 warns of threads at a fork; those of NumPy's algebra are idle and hold nothing.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    return _Process(process), ours, cursor


def in_thread(task: Task) -> tuple[Running, Connection, Cursor]:
    """The same with a thread in place of the process."""
    ours, theirs = Pipe()
    cursor = [0, -1]
    thread = _Thread(ours, theirs, cursor, task)
    thread.start()
    return thread, ours, cursor
