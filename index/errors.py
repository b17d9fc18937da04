"""Every error that Dateline raises on purpose, as one tree.

A message says what happened and where; the `hint` says what to do about it. The command line prints both and
exits with the `exit_code` of the class, so a traceback never reaches a user.

    DatelineError
    ├── UsageError            an option or an argument makes no sense                  exit 2
    │   └── QueryError        the query cannot be understood (knows the character)     exit 2
    ├── ArticleError          one input file or story cannot be read; costs only itself
    ├── ArchiveError          the index cannot be used                                  exit 3
    │   ├── IndexNotFound     there is no index there
    │   ├── IndexDamaged      a file of it is missing, cut short or altered
    │   └── IndexTooNew       a later version of Dateline wrote it
    └── IndexLocked           another writer is at work                                exit 4
"""

from __future__ import annotations

from typing import ClassVar


class DatelineError(Exception):
    """Something went wrong that a person can do something about.

    `message` says what and where, `hint` what to do next; both are plain sentences without a final newline.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel from worker processes; the default would call __init__ with the joined text.
        return type(self), (self.message, self.hint)


class UsageError(DatelineError):
    """An option or argument that makes no sense."""

    exit_code = 2


class QueryError(UsageError):
    """A query that cannot be understood; `start` and `end` are character offsets into `query`."""

    def __init__(self, message: str, query: str = "", start: int = 0, end: int = 0, hint: str = "") -> None:
        super().__init__(message, hint)
        self.query = query
        self.start = start
        self.end = end

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.query, self.start, self.end, self.hint)


class ArticleError(DatelineError):
    """An input file or a story in it that cannot be read. It costs only itself."""


class ArchiveError(DatelineError):
    """The index cannot be used."""

    exit_code = 3


class IndexNotFound(ArchiveError):
    """There is no index at the place that was asked for."""


class IndexDamaged(ArchiveError):
    """A file of the index is missing, cut short or altered; the message names it."""


class IndexTooNew(ArchiveError):
    """The index was written by a later version than this one can read."""


class IndexLocked(DatelineError):
    """Another process is writing to the index."""

    exit_code = 4
