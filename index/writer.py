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

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import whoosh.index
from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import try_for
from whoosh.writing import SegmentWriter

from index.article import Article
from index.errors import ArticleError, IndexLocked
from index.ingest import FileReport, SourceFile, digest_of, doubts_about
from index.schema import whoosh_document, whoosh_schema

_LOCK = "MAIN_WRITELOCK"


class ArchiveWriter:
    """The one writer of an index.

    `directory` is made if it is missing. `jobs` is the number of worker processes (None: one a processor).
    `extract` finds people and places in the text. `wait` is how many seconds to wait for another writer before
    raising `IndexLocked`. `full` starts from nothing: the commit replaces all that was there.
    """

    def __init__(
        self,
        directory: Path,
        *,
        jobs: int | None = None,
        extract: bool = True,
        wait: float = 0.0,
        full: bool = False,
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._extract = extract
        self._full = full
        self._storage = FileStorage(str(directory))
        self._lock = self._storage.lock(_LOCK)
        if not try_for(self._lock.acquire, timeout=wait):
            raise IndexLocked(
                f"{directory}: another process is writing to this index", "Try again, or use --wait."
            )
        if not whoosh.index.exists(self._storage):
            whoosh.index.FileIndex.create(self._storage, whoosh_schema(), "MAIN")
        self._writer: Any = SegmentWriter(whoosh.index.FileIndex(self._storage), _lk=False)
        self.generation: int = self._writer.generation
        """The generation that `commit` will make the current one."""
        self._reader = self._writer.reader()
        self._ids: set[str] = set()
        self._deleted: set[str] = set()

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles by id; returns how many there were. Call it before `write` for what is written anew."""
        count = 0
        for id_ in ids:
            self._deleted.add(id_)
            count += self._writer.delete_by_term("id", id_)
        return count

    def write(self, files: Iterable[SourceFile]) -> Iterator[FileReport]:
        """Read, understand and index `files`; yields a report for each, in their order.

        A file that cannot be read costs only itself. An id that is taken becomes `id~2`, `id~3`, ….
        """
        from index.readers import read_file  # noqa: PLC0415  # not needed to delete or to look

        for file in files:
            articles: list[Article] = []
            errors: list[ArticleError] = []
            try:
                status = file.path.stat()
                digest = digest_of(file.path)
                for item in read_file(file.path, file.name):
                    (errors if isinstance(item, ArticleError) else articles).append(item)
            except OSError as error:
                yield FileReport(file.name, errors=(ArticleError(f"{file.name}: {error.strerror}"),))
                continue
            yield self._add(FileReport(file.name, status.st_size, status.st_mtime_ns, digest), articles, errors)

    def _add(self, report: FileReport, articles: list[Article], errors: list[ArticleError]) -> FileReport:
        if self._extract:
            from index.extract import extract  # noqa: PLC0415  # loads its weights

            articles = extract(articles)
        renamed = []
        ids = []
        for article in articles:
            id_ = self._free(article.id)
            if id_ != article.id:
                renamed.append((article.id, id_))
            ids.append(id_)
            self._ids.add(id_)
            self._writer.add_document(**whoosh_document(replace(article, id=id_)))
        undated = tuple(id_ for id_, article in zip(ids, articles, strict=True) if not article.published)
        doubts = tuple(
            (id_, doubt) for id_, article in zip(ids, articles, strict=True) for doubt in doubts_about(article)
        )
        return replace(
            report, ids=tuple(ids), renamed=tuple(renamed), undated=undated, doubts=doubts, errors=tuple(errors)
        )

    def _free(self, wanted: str) -> str:
        id_, number = wanted, 1
        while id_ in self._ids or (
            not self._full and id_ not in self._deleted and self._reader.doc_frequency("id", id_) > 0
        ):
            number += 1
            id_ = f"{wanted}~{number}"
        return id_

    def commit(self) -> int:
        """Make all of it visible at once; returns the new generation."""
        if self._full:
            from whoosh.writing import CLEAR  # noqa: PLC0415

            self._writer.commit(mergetype=CLEAR)
        else:
            self._writer.commit()
        return self.generation

    def close(self) -> None:
        """Give up what was not committed, and let others write."""
        if not self._writer.is_closed:
            self._writer.cancel()
        if self._lock.fd is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
