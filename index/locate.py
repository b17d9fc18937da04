"""Where the index is: one rule for `reindex` and `search`.

In this order: the folder named with `--index`; the one named by `DATELINE_INDEX`; the nearest `.dateline` in the
current folder or one above it; `$XDG_DATA_HOME/dateline` (`~/.local/share/dateline`). A new index is made at the
first of these that was named, otherwise in `.dateline` in the current folder.

This module is imported by every start of a command, so it imports next to nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from index.errors import IndexNotFound

FOLDER: Final = ".dateline"
VARIABLE: Final = "DATELINE_INDEX"


class Location(NamedTuple):
    """A folder for an index, and why this one: a phrase for messages, as in "the index at … (DATELINE_INDEX)"."""

    path: Path
    reason: str


def locate(given: Path | None = None) -> Location:
    """The folder where the index is, or where a new one belongs. Whether there is one is not looked at."""
    if given is not None:
        return Location(Path(os.path.abspath(given)), "--index")
    if named := os.environ.get(VARIABLE):
        return Location(Path(os.path.abspath(named)), VARIABLE)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FOLDER).is_dir():
            return Location(folder / FOLDER, "nearest upward")
    shared = shared_folder()
    if shared is not None and generation(shared) >= 0:
        return Location(shared, "XDG_DATA_HOME")
    return Location(here / FOLDER, "current folder")


def find_index(given: Path | None = None) -> Path:
    """The folder of an index that exists. Raises IndexNotFound, with what was looked at and how to make one."""
    path, reason = locate(given)
    if generation(path) >= 0:
        return path
    if reason in ("--index", VARIABLE):
        message = f"there is no index at {path}" + (f" (named by {VARIABLE})" if reason == VARIABLE else "")
    elif path.is_dir():
        raise IndexNotFound(
            f"the index at {path} is not finished",
            "Wait for the run of reindex that is making it; if there is none: reindex FOLDER",
        )
    else:
        message = f"there is no index: no {FOLDER} here or in a folder above"
    raise IndexNotFound(message, "Make one with: reindex FOLDER")


def generation(folder: Path) -> int:
    """The number of the newest table of contents in `folder`: -1 where there is no index.

    Only names are read: `_MAIN_7.toc` is generation 7.
    """
    newest = -1
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("_MAIN_") and entry.name.endswith(".toc"):
                    number = entry.name[6:-4]
                    if number.isascii() and number.isdigit():
                        newest = max(newest, int(number))
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return newest


def shared_folder() -> Path | None:
    """`dateline` in the user's data folder, None without a home. The standard voids a relative XDG_DATA_HOME."""
    data = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            return None
        data = os.path.join(home, ".local", "share")
    return Path(data) / "dateline"
