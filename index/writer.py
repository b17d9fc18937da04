"""Batches of files to articles to segments to one commit.

    with ArchiveWriter(directory) as writer:
        writer.delete(ids_of_changed_and_removed_files)
        for report in writer.write(files):
            ...
        writer.commit()

Nothing of it is seen by a reader before `commit`, and everything is after it. Leaving the block without having
committed leaves the index as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from whoosh.filedb.filestore import FileStorage

from index import disk
from index.codec import ColumnarSegment
from index.codec.segment import Segment
from index.commit import WriteLock, current, publish, sweep
from index.compaction import compact
from index.ingest.builder import segment_named
from index.ingest.files import FileReport, SourceFile
from index.ingest.identities import Existing, Identities
from index.ingest.pool import WorkerPool
from index.ingest.worker import Task
from index.locate import generation

BUDGET: Final = 128 << 20
"""The memory that a worker's segment under way may take, in bytes."""

_SNOWBALL: Final = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch",
    "en": "english", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek",
    "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip
"""The stemmers by language; words of other languages are found as they are written."""


class ArchiveWriter:
    """The one writer of an index.

    `directory` is made if it is missing. `jobs` is the number of worker processes (None: one a processor; 0: a
    thread of this one, which is quickest for a few articles, but goes down with it should a reader crash).
    `extract` finds people and places in the text. `language` is the one whose inflections searches will know, as
    a two-letter code. `wait` is how many seconds to wait for another writer before raising `IndexLocked`. `full`
    starts from nothing: the commit replaces all that was there.
    """

    def __init__(
        self,
        directory: Path,
        *,
        jobs: int | None = None,
        extract: bool = True,
        language: str = "en",
        wait: float = 0.0,
        full: bool = False,
        budget: int = BUDGET,
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._storage = FileStorage(str(directory))
        self._lock = WriteLock(directory, wait)
        try:
            self._before = now = current(directory, anew=full)
            sweep(directory, now.segments, now.number)
        except BaseException:
            self._lock.release()
            raise
        self.generation = max(now.number, 0) + 1
        """The generation that `commit` will make the current one."""
        self._schema = now.schema
        self._segments: list[ColumnarSegment] = [] if full else list(now.segments)
        self._new: list[ColumnarSegment] = []
        self._identities: Identities | None = None
        self._pools: list[WorkerPool] = []
        self._jobs = (os.cpu_count() or 1) if jobs is None else jobs
        self._task = Task(directory, _SNOWBALL.get(language), extract, budget)

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles by id; returns how many there were. Call it before `write` for what is written anew."""
        wanted = list(ids)
        count = 0
        for segment in self._segments:
            found = Existing([self._open(segment)]).documents(wanted)
            found = found[found >= 0]
            segment.delete_documents(found)
            count += len(found)
        return count

    def write(self, files: Iterable[SourceFile]) -> Iterator[FileReport]:
        """Read, understand and index `files`; yields a report for each, in their order.

        A file that cannot be read costs only itself. An id that is taken becomes `id~2`, `id~3`, ….
        """
        if self._identities is None:
            self._identities = Identities(Existing([self._open(segment) for segment in self._segments]).holds)
        pool = WorkerPool(self._task, self._jobs, self._identities.settle, self._discard, [self._lock.descriptor])
        self._pools.append(pool)
        yield from pool.run(files)
        self._new += [segment_named(written.name, written.documents) for written in pool.segments]

    def commit(self) -> int:
        """Make all of it visible at once; returns the new generation."""
        try:
            segments = compact(self._directory, [*self._segments, *self._new])
            publish(self._directory, self._schema, segments, self.generation)
        except OSError as error:
            raise disk.cannot_write(self._directory, error) from error
        return self.generation

    def close(self) -> None:
        """Give up what was not committed, and let others write."""
        for pool in self._pools:
            pool.close()
        # Whether a commit that was interrupted has made its table the current one, only the folder knows.
        if generation(self._directory) == self._before.number:
            sweep(self._directory, self._before.segments, self._before.number)
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, segment: ColumnarSegment) -> Segment:
        opened = segment.opened(self._storage)
        return Segment(opened.file, segment.deleted)

    def _discard(self, name: str) -> None:
        disk.remove(self._directory / segment_named(name).file_name)
