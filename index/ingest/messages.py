"""What passes between the writer and its worker processes: names, ids, counts, reports; never an article."""

from __future__ import annotations

from typing import NamedTuple

from index.errors import DatelineError
from index.ingest.files import FileReport, SourceFile


class Batch(NamedTuple):
    """To a worker: files to index. `careful`: one by one, since some file of it ended a process before."""

    number: int
    files: tuple[SourceFile, ...]
    careful: bool = False


class Finish(NamedTuple):
    """To a worker: there is no more; write what you have and end."""


class Wanted(NamedTuple):
    """From a worker: the ids that the next articles of a batch ask for. `last`: the batch has no further ones."""

    batch: int
    ids: tuple[str, ...]
    last: bool


class Answer(NamedTuple):
    """To a worker: those of the ids it wanted that were taken, by their index, and what they become."""

    renamed: dict[int, str]


class Reports(NamedTuple):
    """From a worker: what came of files of a batch. `last`: that were all of them."""

    batch: int
    reports: tuple[FileReport, ...]
    last: bool


class Written(NamedTuple):
    """From a worker: a segment lies on disk, with everything since the one before.

    `name` is the segment's id, `documents` their number. `complete`: no batch is in it in part.
    """

    name: str
    documents: int
    complete: bool


class Finished(NamedTuple):
    """From a worker, at last: all is written, and nothing follows."""


class Failed(NamedTuple):
    """From a worker: it had to give up, and so must the writer."""

    error: DatelineError
