"""How a run of `reindex` looks to the person who started it: a bar on a terminal, warnings everywhere.

Everything goes to stderr. Without a terminal there is no bar, and nothing that moves a cursor.
"""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Any, Final, Self

import typer

from index.catalog import Change, Task, readable_name
from index.terminal import printable, tell

_CLEAR_LINE: Final = "\r\x1b[2K"
_AROUND_BAR: Final = 38
"""Columns that are not the bar's; on a second line nothing could be written over."""

_GUESSING_SECONDS: Final = 3.0
_NAMED: Final = 5
"""How many unreadable stories of one file are named; a table may have a million."""


class Progress:
    """Shows what `index.update` tells it. `skipped_files` counts the files that it named as skipped."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self._name = name
        self._quiet = quiet
        self._moving = sys.stderr.isatty() and not quiet
        self._bar: Any = None
        self._started = 0.0
        self._last = b""
        self._repeats = 0
        self.skipped_files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell_repeats()
        if self._bar is not None:
            self._bar.__exit__(kind, error, trace)
        elif self._moving:
            self._clear()

    def looked(self, files: int) -> None:
        """Count up while folders are walked."""
        if self._moving:
            print(f"\rLooking for articles: {files:,} files", end="", file=sys.stderr, flush=True)

    def planned(self, task: Task) -> None:
        """Name a file and what would become of it; this is what a dry run is for, so it goes to stdout."""
        if not self._quiet:
            word = {Change.NEW: "add", Change.CHANGED: "change", Change.GONE: "remove"}[task.change]
            print(f"{word:<7}{printable(readable_name(task.name))}")

    def start(self, effort: int) -> None:
        """Put up the bar."""
        if self._moving and effort:
            self._clear()
            self._started = time.monotonic()
            self._bar = typer.progressbar(
                length=effort,
                file=sys.stderr,
                show_eta=False,  # it goes by the last few files, which may be tiny or huge
                bar_template="Indexing  [%(bar)s]  %(info)s  %(label)s",
                width=max(4, min(36, shutil.get_terminal_size().columns - _AROUND_BAR)),
            )
            self._bar.__enter__()

    def read(self, effort: int) -> None:
        """Move the bar on."""
        if self._bar is not None:
            self._bar.label = _left(time.monotonic() - self._started, self._bar.pos / self._bar.length)
            self._bar.update(effort)

    def finish(self) -> None:
        """Take the bar down: how long writing takes is not known."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
        if self._moving:
            print("Writing the index", end="", file=sys.stderr, flush=True)

    def skipped(self, name: bytes, reason: str) -> None:
        """Name a file and why it was skipped; of a file with many bad stories only the first few."""
        if name != self._last:
            self._tell_repeats()
            self._last = name
            self.skipped_files += 1
        self._repeats += 1
        if self._repeats <= _NAMED:
            self._clear()
            tell(self._name, f"skipped {readable_name(name)}: {reason}")

    def warn(self, message: str, hint: str) -> None:
        """Print a warning and what to do about it."""
        self._clear()
        tell(self._name, message, hint)

    def _tell_repeats(self) -> None:
        if self._repeats > _NAMED:
            more = f"{self._repeats - _NAMED:,} more in {readable_name(self._last)}"
            self.warn(f"skipped {more}", "See them all: reindex --report")
        self._repeats = 0

    def _clear(self) -> None:
        if self._moving:
            print(_CLEAR_LINE, end="", file=sys.stderr, flush=True)


def _left(seconds: float, done: float) -> str:
    """What to say of the time left when `done` (a share) took so long; nothing as long as it is a guess."""
    if seconds < _GUESSING_SECONDS or not done:
        return ""
    left = seconds * (1 - done) / done
    return f"about {left / 60:.0f} min left" if left >= 90 else f"about {left:.0f} s left"
