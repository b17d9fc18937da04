"""Walking the folders of an archive: which files are there, in an order that never changes.

Files come in the order of their names' bytes, so that a scan of a million files is compared with the catalog by
reading both once, side by side, holding neither in memory.

What is walked: ordinary files that a reader takes, in folders that are not hidden. Links to files and folders
outside the archive are followed, once each; links to what is walked anyway are not. The index's own folder, and
any other index, is left out. Whatever cannot be looked at becomes a `Problem`, never an exception.
"""

from __future__ import annotations

import heapq
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.settings import Settings


class Found(NamedTuple):
    """A file to index: its name in the index, where it is, its size in bytes and its times in nanoseconds."""

    name: bytes
    path: bytes
    size: int
    mtime_ns: int
    ctime_ns: int


class Problem(NamedTuple):
    """Something that could not be looked at; a folder's `name` ends in /.

    `keep`: what the index holds of it stays, as it may well be there still.
    """

    name: bytes
    reason: str
    keep: bool


@dataclass
class Scan:
    """One walk over all roots; iterate it to the end, then `problems`, `missing` and `others` are complete.

    `takes` tells by a file's name whether a reader takes it. `avoid` is the index's own folder. `inodes` are
    those of the roots when they were last seen: an empty folder with another one is where a disk was mounted.
    """

    settings: Settings
    takes: Callable[[str], bool]
    avoid: Path
    inodes: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    """Roots that are not there, or are empty where something was mounted before."""
    others: Counter[str] = field(default_factory=Counter)
    """How many files no reader takes, by suffix."""
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def __iter__(self) -> Iterator[Found]:
        self._bounds = [os.path.realpath(os.fsencode(root)) for root in self.settings.roots]
        with suppress(OSError):  # it may not be made yet
            self._seen.add(_identity(os.stat(self.avoid)))
        self.inodes = {key: inode for key, inode in self.inodes.items() if Path(key) in self.settings.roots}
        self._parts = {root: self.settings.parts_of(root) for root in self.settings.roots}
        self._prefixes = [(name, root) for root, parts in self._parts.items() for name, _ in parts]
        self._apart = {os.fsencode(part) for parts in self._parts.values() for _, part in parts[1:]}
        streams = [self._root(root) for root in self.settings.roots]
        return heapq.merge(*streams) if len(streams) > 1 else iter(streams[0] if streams else ())

    def keeps(self, name: bytes) -> bool:
        """Whether a file that was not found may well be there still: its root is missing, a folder cannot be read.

        Right for every name that the walk has passed.
        """
        owners = [(prefix, root) for prefix, root in self._prefixes if _belongs(name, prefix)]
        if not owners:
            return False
        prefix, root = max(owners)
        kept = {problem.name for problem in self.problems if problem.keep}
        above = (name[: end + 1] for end in range(len(name)) if name[end : end + 1] == b"/")
        return root in self.missing or not kept.isdisjoint((name, prefix.rstrip(b"/") + b"/", *above))

    def _root(self, root: Path) -> Iterator[Found]:
        name, path = self.settings.name_of(root), os.fsencode(root)
        try:
            status = os.stat(path)
            empty = stat.S_ISDIR(status.st_mode) and not os.listdir(path)
        except OSError:
            empty, status = True, None
        if status is None or (empty and self.inodes.get(str(root), status.st_ino) != status.st_ino):
            self.missing.append(root)
            return
        self.inodes[str(root)] = status.st_ino
        if stat.S_ISDIR(status.st_mode):
            yield from heapq.merge(*(self._part(*part) for part in self._parts[root]))
        elif stat.S_ISREG(status.st_mode):
            yield Found(name, path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        else:
            self.problems.append(Problem(name, "not an ordinary file", keep=False))

    def _part(self, name: bytes, folder: Path) -> Iterator[Found]:
        """The files below a folder of this name, without those of folders that are walked on their own."""
        if not _is_gone(folder):
            yield from self._folder(b"" if name == b"." else name.rstrip(b"/") + b"/", os.fsencode(folder))

    def _folder(self, prefix: bytes, path: bytes) -> Iterator[Found]:
        """The files below the folder at `path`, whose names begin with `prefix`, without recursion."""
        stack = [(prefix, path, iter(self._entries(prefix, path)))]
        while stack:
            prefix, path, entries = stack[-1]
            for entry in entries:
                if entry.endswith(b"/"):
                    inner = (prefix + entry, os.path.join(path, entry[:-1]))
                    if inner[1] in self._apart:
                        continue
                    stack.append((*inner, iter(self._entries(*inner))))
                    break
                if found := self._file(prefix + entry, os.path.join(path, entry)):
                    yield found
            else:
                stack.pop()

    def _entries(self, prefix: bytes, path: bytes) -> list[bytes]:
        """The names in a folder in order, folders with a slash behind (as their files' names will have)."""
        names: list[bytes] = []
        try:
            identity = _identity(os.stat(path))
            if identity in self._seen:
                return []
            self._seen.add(identity)
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.name.startswith(b"_MAIN_") and entry.name.endswith(b".toc"):
                        return []  # an index, not an archive
                    if entry.name.startswith(b"."):
                        continue
                    if entry.is_symlink():
                        names.extend(self._linked(prefix + entry.name, entry))
                    elif entry.is_dir(follow_symlinks=False):
                        names.append(entry.name + b"/")
                    elif self._wanted(entry.name):
                        names.append(entry.name)
        except OSError as error:
            self.problems.append(Problem(prefix or b"./", _reason(error), keep=True))
        names.sort()
        return names

    def _wanted(self, name: bytes) -> bool:
        text = os.fsdecode(name)
        if self.takes(text):
            return True
        stem, suffix = os.path.splitext(text.lower())
        self.others[os.path.splitext(stem)[1] + suffix if suffix == ".gz" else suffix] += 1
        return False

    def _linked(self, name: bytes, entry: os.DirEntry[bytes]) -> Iterator[bytes]:
        """The name of a link if it is to be followed."""
        try:
            folder = stat.S_ISDIR(os.stat(entry.path).st_mode)
        except OSError as error:
            if self._wanted(entry.name):
                self.problems.append(Problem(name, f"broken link: {_reason(error)}", keep=True))
            return
        target = os.path.realpath(entry.path)
        if any(_inside(target, bound) and b"/." not in target[len(bound) :] for bound in self._bounds):
            return  # it is walked under its own name
        if folder and any(_inside(bound, target) for bound in self._bounds):
            self.problems.append(Problem(name + b"/", "a link to a folder that holds the archive", keep=False))
        elif folder:
            yield entry.name + b"/"
        elif self._wanted(entry.name):
            yield entry.name

    def _file(self, name: bytes, path: bytes) -> Found | None:
        try:
            status = os.stat(path)
        except OSError as error:
            self.problems.append(Problem(name, _reason(error), keep=True))
            return None
        if not stat.S_ISREG(status.st_mode):
            self.problems.append(Problem(name, "not an ordinary file", keep=False))
            return None
        return Found(name, path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _is_gone(folder: Path) -> bool:
    try:
        os.stat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # which is met again
        return False
    return False


def _belongs(name: bytes, root: bytes) -> bool:
    """Whether the file called `name` is the root of that name or below it."""
    if root == b".":
        return not name.startswith((b"../", b"/"))
    return _inside(name, root) and not name.startswith(root + b"/../")


def _inside(path: bytes, folder: bytes) -> bool:
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
