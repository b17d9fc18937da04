"""Every change that Dateline makes to the files of an index goes through here, so that tests can stop at each.

What must survive a crash is synchronised: a file's bytes by `sync`, the names in a folder by `sync_folder`.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Final

from index.errors import DatelineError

_BUFFER: Final = 1 << 20


class Raw(io.FileIO):
    """A new file being written, under its buffer."""


def create(path: Path) -> io.BufferedWriter:
    """A new file, open for writing; raises FileExistsError where there is one."""
    return io.BufferedWriter(Raw(path, "xb"), _BUFFER)


def sync(file: io.BufferedWriter) -> None:
    """Have everything written so far on the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have the folder's list of names on the disk. Windows neither can nor needs to."""
    if os.name != "nt":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def replace(path: Path, target: Path) -> None:
    """Rename a file in one step, over whatever has the name."""
    os.replace(path, target)


def remove(path: Path) -> None:
    """Remove a file if it is there."""
    path.unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> DatelineError:
    """The error to raise instead of one of the operating system's."""
    reason = error.strerror or str(error)
    return DatelineError(
        f"{path}: writing failed: {reason}", "The index is as it was. Make room, or free the folder."
    )
