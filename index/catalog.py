"""The catalog: which files the index holds, as they were when they were read.

Kept in `catalog.sqlite` inside the index. A run compares it with the folders (`plan`), gathers what came of each
file (`record`), and then binds the two together:

    catalog.prepare(generation)     the rows to come, durably, marked with the generation they belong to
    writer.commit()                 the index moves to that generation, in one rename
    catalog.settle(generation)      the rows become the catalog

Killed before the rename, the next run finds rows of a generation that never came and forgets them; killed after
it, the rows of the current generation, and settles them first. So the catalog never tells another story than
the index. Only the holder of the index's lock may call anything but `plan` and the questions.

A change of a hundred files costs a hundred rows: rows are compared one by one in the order of their names,
beside the scan, and only what differs is written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from index.errors import DatelineError, IndexDamaged, IndexLocked, IndexTooNew
from index.scan import Found
from index.settings import save

FILE: Final = "catalog.sqlite"
_VERSION: Final = 1
_CURE: Final = "Rebuild it: reindex --full"
_dump: Final = json.JSONEncoder(separators=(",", ":")).encode
_ROWS_AT_ONCE: Final = 1000
_MOST_BYTES: Final = 16 << 20
_FILE_COST: Final = 4096
_DURABILITY = "FULL"
"""Rows are on the disk before the index moves; tests need not wait for that."""

_COLUMNS = """
    name BLOB PRIMARY KEY,      -- the file's name in the index, as the file system's bytes
    size INTEGER NOT NULL,      -- bytes
    mtime INTEGER NOT NULL,     -- nanoseconds; -1 when it was too fresh to tell a later change by
    ctime INTEGER NOT NULL,
    digest BLOB NOT NULL,       -- of the content; empty when the file could not be read
    ids TEXT NOT NULL,          -- JSON list: the articles it gave
    notes TEXT NOT NULL         -- JSON list of [kind, text]; empty text when there is nothing to note
"""
_SCHEMA = f"""
    CREATE TABLE facts (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE files ({_COLUMNS}) WITHOUT ROWID;
    CREATE INDEX noted ON files (name) WHERE notes != '';
    CREATE TABLE pending ({_COLUMNS}, gone INTEGER NOT NULL) WITHOUT ROWID;
"""
_WORK = f"""
    CREATE TEMP TABLE todo (name BLOB PRIMARY KEY, path BLOB NOT NULL, change INTEGER NOT NULL,
        size INTEGER NOT NULL, mtime INTEGER NOT NULL, ctime INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
    CREATE TEMP TABLE done ({_COLUMNS}) WITHOUT ROWID;
"""


class Change(IntEnum):
    """What a file is to the index."""

    NEW = 0
    CHANGED = 1
    GONE = 2
    TOUCHED = 3
    """Its times changed, its content did not."""


class Row(NamedTuple):
    """A file as the catalog knows it; see the table's columns."""

    name: bytes
    size: int
    mtime: int
    ctime: int
    digest: bytes
    ids: str
    notes: str


class Task(NamedTuple):
    """Something to do about a file."""

    name: bytes
    path: bytes
    change: Change
    size: int
    mtime: int
    ctime: int
    digest: bytes = b""

    @property
    def effort(self) -> int:
        """How much work the file is likely to be, in bytes read. What is very large is seldom read."""
        return min(self.size, _MOST_BYTES) + _FILE_COST


class Catalog:
    """The catalog of the index in `directory`, opened; made if it is missing and `writable`.

    `generation` is the index's current one, -1 if there is none. Raises IndexDamaged when the two cannot belong
    together, and IndexTooNew.
    """

    def __init__(self, directory: Path, generation: int, *, writable: bool) -> None:
        self._path = directory / FILE
        self._generation = generation
        self._recorded: list[tuple[object, ...]] = []
        exists = self._path.exists()
        if self._path.is_dir():
            raise IndexDamaged(
                f"{self._path} is a folder, not a file", "Remove it, and rebuild the index: reindex --full"
            )
        if generation >= 0 and not exists:
            raise IndexDamaged(f"{self._path} is missing", _CURE)
        self._db = _connected(self._path, exists=exists, writable=writable)
        try:
            self._open(exists)
        except BaseException as error:
            self._leave(error)
            raise

    def _open(self, exists: bool) -> None:
        self._db.execute(f"PRAGMA synchronous = {_DURABILITY}")
        if not exists or not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            self._db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        if self._db.execute("PRAGMA user_version").fetchone()[0] > _VERSION:
            raise IndexTooNew(f"{self._path} was written by a later version of Dateline", "Update Dateline.")
        known = self.fact("generation", -1)
        if not self.unsettled and (known > self._generation or known < 0 <= self._generation):
            message = f"{self._path} is of generation {known}, the index of {self._generation}"
            raise IndexDamaged(message, _CURE)
        self._db.executescript(_WORK)

    def close(self) -> None:
        """Let go of the file; what was not prepared is forgotten."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._leave(error)

    def _leave(self, error: BaseException | None) -> None:
        """Let go of the file. An error that comes of damage to it is told as that."""
        try:
            if isinstance(error, LookupError | TypeError | ValueError):  # is it that what was read makes no sense?
                for fault in self.faults():
                    raise IndexDamaged(fault, _CURE) from error
        except sqlite3.Error as another:
            error = another
        finally:
            self.close()
        if isinstance(error, sqlite3.Error):
            raise _explained(error, self._path) from error

    # Questions

    def fact(self, key: str, default: Any) -> Any:  # noqa: ANN401  # whatever was kept
        """Something the catalog remembers beside the files."""
        row = self._db.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
        return row[0] if row else default

    @property
    def unsettled(self) -> bool:
        """Whether the last run was killed after its commit: its rows hold but are not yet settled."""
        return self._generation >= 0 and self.fact("pending generation", -1) == self._generation

    @property
    def foreign(self) -> bool:
        """Whether another program has written to the index since."""
        return not self.unsettled and self.fact("generation", -1) != self._generation

    def rows(self) -> Iterator[Row]:
        """Every file of the index, in the order of names."""
        query = "SELECT name, size, mtime, ctime, digest, ids, notes FROM files"
        if self.unsettled:
            kept = "" if not self.fact("pending full", 0) else " WHERE 0"
            query = (
                f"SELECT * FROM ({query}{kept}) WHERE name NOT IN (SELECT name FROM pending) UNION ALL "  # noqa: S608
                "SELECT name, size, mtime, ctime, digest, ids, notes FROM pending WHERE NOT gone"
            )
        return map(Row._make, self._db.execute(query + " ORDER BY name"))

    def count_tasks(self) -> dict[Change, tuple[int, int]]:
        """For each change how many files are to do, and the effort of them all (see `Task.effort`)."""
        counts = dict.fromkeys(Change, (0, 0))
        query = "SELECT change, count(*), sum(min(size, ?) + ?) FROM todo GROUP BY change"
        for change, number, effort in self._db.execute(query, (_MOST_BYTES, _FILE_COST)):
            counts[Change(change)] = (number, effort)
        return counts

    def tasks(self, *changes: Change) -> Iterator[Task]:
        """What is to do, in the order of names."""
        marks = ", ".join(str(int(change)) for change in changes)
        for name, path, change, *rest in self._db.execute(
            f"SELECT * FROM todo WHERE change IN ({marks}) ORDER BY name"  # noqa: S608  # numbers of ours
        ):
            yield Task(name, path, Change(change), *rest)

    def ids_to_delete(self) -> Iterator[str]:
        """The articles of files that changed or are gone."""
        query = "SELECT ids FROM todo JOIN files USING (name) WHERE change IN (?, ?)"
        for (ids,) in self._db.execute(query, (Change.CHANGED, Change.GONE)):
            yield from json.loads(ids)

    def inodes(self) -> dict[str, int]:
        """The inodes of the roots when they were last seen."""
        inodes: dict[str, int] = json.loads(self.fact("inodes", "{}"))
        return inodes

    def count_unreadable(self) -> int:
        """How many files could not be read, or not wholly."""
        query = """SELECT count(*) FROM files WHERE notes != '' AND notes LIKE '[["unreadable"%'"""
        return int(self._db.execute(query).fetchone()[0])

    def notes(self) -> Iterator[tuple[bytes, str, str]]:
        """Everything noted about the files of the index, as (name, kind, text), in the order of names."""
        for name, notes in self._db.execute("SELECT name, notes FROM files WHERE notes != '' ORDER BY name"):
            for kind, text in json.loads(notes):
                yield name, kind, text

    def faults(self) -> Iterator[str]:
        """What is wrong with the file, a sentence each."""
        for (finding,) in self._db.execute("PRAGMA integrity_check"):
            if finding != "ok":
                yield f"{self._path}: {finding}"
        query = "SELECT name FROM files WHERE NOT json_valid(ids) OR (notes != '' AND NOT json_valid(notes))"
        for (name,) in self._db.execute(query):
            yield f"{self._path}: what it says of {readable_name(name)} makes no sense"

    # Work

    def plan(self, tasks: Iterable[Task]) -> None:
        """Take down what is to do, in a table on disk: a first run may have millions of files."""
        with closing(self._db.cursor()) as cursor:
            cursor.execute("BEGIN")
            cursor.executemany("INSERT INTO todo VALUES (?, ?, ?, ?, ?, ?, ?)", tasks)
            cursor.execute("COMMIT")

    def record(self, task: Task, digest: bytes, ids: Iterable[str], notes: list[tuple[str, str]]) -> None:
        """Take down what came of a file."""
        row = (*task[:1], *task[3:6], digest, _dump(list(ids)), _dump(notes) if notes else "")
        self._recorded.append(row)
        if len(self._recorded) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO done VALUES (?, ?, ?, ?, ?, ?, ?)", self._recorded)
        self._db.execute("COMMIT")
        self._recorded.clear()

    def prepare(self, generation: int, *, full: bool, settings: str, inodes: dict[str, int]) -> None:
        """Keep all that was recorded, the settings and the roots' inodes, until the index reaches `generation`.

        With `full` it replaces everything, not only the rows of the same name. Durable when this returns.
        """
        self._flush()
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM pending")
        self._db.execute("INSERT INTO pending SELECT *, 0 FROM done")
        self._db.execute(
            """INSERT INTO pending SELECT name, todo.size, todo.mtime, todo.ctime, files.digest, ids, notes, 0
            FROM todo JOIN files USING (name) WHERE change = ?""",
            (Change.TOUCHED,),
        )
        self._db.execute(
            "INSERT INTO pending SELECT files.*, 1 FROM todo JOIN files USING (name) WHERE change = ?",
            (Change.GONE,),
        )
        facts = {"generation": generation, "full": int(full), "settings": settings, "inodes": _dump(inodes)}
        self._keep({f"pending {key}": value for key, value in facts.items()})
        self._keep({"pending articles": self._articles_to_come(full)})
        self._db.execute("COMMIT")

    def settle(self, generation: int) -> None:
        """Bring the catalog to the index's `generation`: take over rows prepared for it, forget others.

        The settings that were prepared with them are written first: they can be written twice.
        """
        self._generation = generation
        hold = self.unsettled
        if hold:
            save(self.fact("pending settings", ""), self._path.parent)
        self._db.execute("BEGIN IMMEDIATE")
        if hold:
            articles = self.fact("pending articles", 0)
            if self.fact("pending full", 0):
                self._db.execute("DELETE FROM files")
            self._db.execute("DELETE FROM files WHERE name IN (SELECT name FROM pending)")
            self._db.execute(
                "INSERT INTO files SELECT name, size, mtime, ctime, digest, ids, notes FROM pending WHERE NOT gone"
            )
            self._keep(
                {"generation": generation, "articles": articles, "inodes": self.fact("pending inodes", "{}")}
            )
        self._db.execute("DELETE FROM pending")
        self._db.execute("DELETE FROM facts WHERE key LIKE 'pending %'")
        self._db.execute("COMMIT")

    def _articles_to_come(self, full: bool) -> int:
        (more,) = self._db.execute("SELECT sum(json_array_length(ids)) FROM pending WHERE NOT gone").fetchone()
        if full:
            return more or 0
        (less,) = self._db.execute(
            "SELECT sum(json_array_length(ids)) FROM files WHERE name IN (SELECT name FROM pending)"
        ).fetchone()
        return int(self.fact("articles", 0)) + (more or 0) - (less or 0)

    def _keep(self, facts: dict[str, Any]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())


def _connected(path: Path, *, exists: bool, writable: bool) -> sqlite3.Connection:
    """The file opened; without one, when it is only to be read, an empty catalog in memory."""
    name = str(path) if writable else f"{path.as_uri()}?mode=rw" if exists else ":memory:"
    try:
        return sqlite3.connect(name, uri=not writable, isolation_level=None, timeout=60)
    except sqlite3.Error as error:
        raise _explained(error, path) from error


def _explained(error: sqlite3.Error, path: Path) -> DatelineError:
    """The same in our words: somebody else has the file, or it cannot be opened, or it is no catalog."""
    if "locked" in str(error):
        return IndexLocked(f"{path} is in use by another program", "Try again when it has ended.")
    damaged = any(words in str(error) for words in ("no such", "malformed"))
    if isinstance(error, sqlite3.OperationalError) and not damaged:
        return DatelineError(f"{path}: {error}", "Look at the disk and the permissions of the folder.")
    return IndexDamaged(f"{path}: {error}", _CURE)


def readable_name(name: bytes) -> str:
    """A file's name as text, for articles and messages; bytes that are no UTF-8 are written as escapes."""
    return name.decode("utf-8", "backslashreplace")


def compare(rows: Iterator[Row], scan: Iterable[Found]) -> Iterator[tuple[Row | None, Found | None]]:
    """Read both side by side, in the order of names: what is known of a file, and what is there of it."""
    row = next(rows, None)
    for found in scan:
        while row is not None and row.name < found.name:
            yield row, None
            row = next(rows, None)
        if row is not None and row.name == found.name:
            yield row, found
            row = next(rows, None)
        else:
            yield None, found
    while row is not None:
        yield row, None
        row = next(rows, None)
