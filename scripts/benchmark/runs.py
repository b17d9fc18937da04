"""Whole commands, from the start of their process to their last byte."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
KERNEL: Final = Path("/proc/sys/vm/drop_caches")


class Run(NamedTuple):
    """What one run took: milliseconds on the clock and of processors, kilobytes that came from the disk."""

    wall: float
    cpu: float
    read: float


class Runs(list[Run]):
    """Many runs of one thing."""

    def least(self, what: str) -> float:
        """The least of `wall` or `cpu`."""
        return min(getattr(run, what) for run in self)

    def middle(self, what: str) -> float:
        """The median."""
        return median(getattr(run, what) for run in self)

    def most(self, what: str) -> float:
        """The 95th percentile."""
        ordered = sorted(getattr(run, what) for run in self)
        return float(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))])


class Pair(NamedTuple):
    """The runs of a class, and those of the baseline in between."""

    ours: Runs
    baseline: Runs

    def ratio(self, what: str) -> float:
        """Ours by that of the baseline which ran beside it: the median of these quotients."""
        return median(getattr(a, what) / getattr(b, what) for a, b in zip(self.ours, self.baseline, strict=True))


def environment() -> dict[str, str]:
    """That of a user who has set nothing for Python: compiled modules are kept, as pip leaves them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DATELINE_"))}
    kept.pop("COLUMNS", None)
    return kept | {"PYTHONPATH": str(ROOT)}


def python(code: str, *arguments: str) -> list[str]:
    """The command of this interpreter that runs some code."""
    return [sys.executable, "-c", code, *arguments]


def run(command: Sequence[str]) -> Run:
    """Run a command, its output read to the end; raises SystemExit if it fails."""
    began = perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(), cwd="/"
    )
    assert process.stdout is not None
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = perf_counter() - began
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")
    return Run(1000 * wall, 1000 * (used.ru_utime + used.ru_stime), used.ru_inblock / 2)


def files_below(folders: Iterable[Path]) -> list[Path]:
    """The files that a run may read from these folders."""
    return [Path(at, name) for folder in folders for at, _, names in os.walk(folder) for name in names]


def chill(files: Iterable[Path]) -> None:
    """Have the kernel forget the contents of files; pages that a running program has mapped stay."""
    for file in files:
        try:
            number = os.open(file, os.O_RDONLY)
        except OSError:
            continue
        os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(number)


def chill_everything() -> None:
    """Have the kernel forget every file that it can. Raises PermissionError where that is not allowed."""
    os.sync()
    KERNEL.write_text("1")
