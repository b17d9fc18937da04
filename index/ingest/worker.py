"""A worker: reads files, has them understood, inverts them and writes segments.

What it is doing stands in `cursor`, which the writer sees too: the number of the batch, and the index of the
file in it (-1 between files). So when a reader takes the whole process down, the writer knows which file it was.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, Protocol
from zlib import crc32

from index import disk
from index.article import Article
from index.chunks import Cut
from index.errors import ArticleError, DatelineError
from index.ingest.builder import SegmentBuilder
from index.ingest.files import FileReport, SourceFile, digest_of, doubts_about, new_digest
from index.ingest.messages import Answer, Batch, Failed, Finish, Finished, Reports, Wanted, Written
from index.memory import collect_seldom, keep
from index.readers import read_file, read_lines

_PART_CHARACTERS = 2 << 20
"""So much text is taken in at a time: enough to make whole arrays worth while, little enough to hold."""
_PARTS_AHEAD = 4
"""So many parts are read, and their ids asked for, before the first of them is taken in: ids are settled in the
order of the batches, and nobody should wait for one who is writing a segment."""


class Cursor(Protocol):
    """Two integers that the writer sees too."""

    def __setitem__(self, index: int, value: int, /) -> None:
        """Set one of them."""

    def __iter__(self) -> Iterator[int]:
        """Both of them."""


@dataclass(slots=True)
class _File:
    """A file under way."""

    source: SourceFile
    digest: bytes = b""
    ids: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    errors: list[ArticleError] = field(default_factory=list)

    def report(self) -> FileReport:
        """What came of it."""
        return FileReport(
            self.source.name, self.digest, tuple(self.ids), tuple(self.renamed),
            tuple(self.undated), tuple(self.doubts), tuple(self.errors),
        )  # fmt: skip


@dataclass(slots=True)
class _Part:
    """Articles taken in together, and the file each is from.

    `index` is that of their only file in a batch that is done file by file, else -1.
    """

    batch: int
    index: int
    articles: list[Article] = field(default_factory=list)
    owners: list[_File] = field(default_factory=list)
    files: list[_File] = field(default_factory=list)
    characters: int = 0
    last: bool = False


class Task(NamedTuple):
    """What a worker must know from the start.

    Segments are written to `directory`. `language` is the one whose inflections are grouped (Snowball's name).
    `budget` bounds the memory, in bytes, that a segment under way may take.
    """

    directory: Path
    language: str | None
    extract: bool
    budget: int


class Worker:
    """The work of one process or thread."""

    def __init__(self, pipe: Connection, cursor: Cursor, task: Task) -> None:
        self._pipe = pipe
        self._cursor = cursor
        self._task = task
        self._builder = SegmentBuilder(task.directory, task.language)
        self._ahead: deque[_Part] = deque()
        self._batches: deque[Batch | Finish] = deque()
        self._answers: deque[Answer] = deque()

    def run(self) -> None:
        """Work until there is no more, or until the writer is gone; then all that was made is on the disk."""
        while isinstance(batch := self._next_batch(), Batch):
            for part in self._parts(batch):
                self._pipe.send(Wanted(part.batch, tuple(article.id for article in part.articles), part.last))
                self._ahead.append(part)
                while len(self._ahead) > (0 if batch.careful else _PARTS_AHEAD):
                    self._take()
        while self._ahead:
            self._take()
        if len(self._builder):
            self._write(complete=True)
        self._pipe.send(Finished())

    def _next_batch(self) -> Batch | Finish:
        """What is to be done next; while that is not known, what was read is taken in."""
        while not self._batches:
            if self._ahead and not self._pipe.poll():
                self._take()
            else:
                self._receive()
        return self._batches.popleft()

    def _answer(self) -> Answer:
        while not self._answers:
            self._receive()
        return self._answers.popleft()

    def _receive(self) -> None:
        message = self._pipe.recv()
        if isinstance(message, Answer):
            self._answers.append(message)
        else:
            self._batches.append(message)

    def _parts(self, batch: Batch) -> Iterator[_Part]:
        """Read a batch, some millions of characters at a time."""
        part = _Part(batch.number, -1)
        for index, source in enumerate(batch.files):
            part.index = index if batch.careful else -1
            file = _File(source)
            self._at(batch.number, index)
            for article in _articles(file):
                part.articles.append(article)
                part.owners.append(file)
                part.characters += len(article.body)
                if part.characters >= _PART_CHARACTERS:
                    yield part
                    part = _Part(batch.number, part.index)
                    self._at(batch.number, index)
            self._at(batch.number, part.index)
            part.files.append(file)
            if batch.careful and index + 1 < len(batch.files):
                yield part
                part = _Part(batch.number, -1)
        part.last = True
        yield part
        self._at(batch.number, -1)

    def _at(self, batch: int, index: int) -> None:
        """Note what is being done, for the writer to know should it be the last thing."""
        self._cursor[0], self._cursor[1] = batch, index

    def _take(self) -> None:
        """Index the articles of the part that was read first, and tell what came of its files."""
        part = self._ahead.popleft()
        self._at(part.batch, part.index)
        tagged = self._builder.cut(part.articles)
        if self._task.extract and part.articles:
            part.articles = _understood(part, tagged)
        self._builder.add_texts(part.articles, tagged)
        self._settle(part)
        self._builder.add_stored(part.articles)
        self._pipe.send(Reports(part.batch, tuple(file.report() for file in part.files), part.last))
        if self._builder.size > self._task.budget:
            self._write(complete=part.last)
            self._builder = SegmentBuilder(self._task.directory, self._task.language)

    def _settle(self, part: _Part) -> None:
        """Learn the ids of the articles, and note what their files are to report of them."""
        for i, id_ in self._answer().renamed.items():
            part.owners[i].renamed.append((part.articles[i].id, id_))
            part.articles[i] = replace(part.articles[i], id=id_)
        for article, file in zip(part.articles, part.owners, strict=True):
            file.ids.append(article.id)
            if article.published is None:
                file.undated.append(article.id)
            file.doubts.extend((article.id, doubt) for doubt in doubts_about(article))

    def _write(self, *, complete: bool) -> None:
        documents = len(self._builder)
        self._pipe.send(Written(self._builder.write(), documents, complete))


def _articles(file: _File) -> Iterator[Article]:
    """The articles of a file; whatever is wrong with it is noted in `file`."""
    source = file.source
    state = _state(source.path) if source.lines is None else None
    try:
        for item in _found_in(file):
            if isinstance(item, ArticleError):
                file.errors.append(item)
            else:
                yield item
    except OSError as error:
        reason = error.strerror or str(error)
        file.errors.append(
            ArticleError(f"{source.name}: not read, {reason}", "Check that it exists and may be read.")
        )
    except ImportError as error:
        missing = error.name or error
        what = f"{missing} is not installed (pip install {missing} brings it)"
        file.errors.append(ArticleError(f"{source.name}: not read, {what}"))
    except Exception as error:  # a reader's own mistake must cost no other file
        file.errors.append(ArticleError(f"{source.name}: not read further, {type(error).__name__}: {error}"))
    if state and _state(source.path) != state:
        file.digest = b""  # of other bytes, maybe, than were read: the next run has to look again


def _found_in(file: _File) -> Iterator[Article | ArticleError]:
    source = file.source
    if (lines := source.lines) is None:
        return _found_in_whole(file)
    with source.path.open("rb") as stored:
        stored.seek(lines.start)
        data = stored.read(lines.end - lines.start)
    if crc32(data) == lines.checksum:  # otherwise they were changed meanwhile
        file.digest = lines.digest
    return read_lines(data, source.name, lines.number)


def _found_in_whole(file: _File) -> Iterator[Article | ArticleError]:
    """What is in a file that is read whole. Its digest is of the bytes that were read, where they were."""
    path = file.source.path

    def digest(data: bytes) -> None:
        file.digest = new_digest(data).digest()

    yield from read_file(path, file.source.name, digest)
    if not file.digest and path.is_file():
        with suppress(OSError):  # which was told already
            file.digest = digest_of(path)


def _state(path: Path) -> tuple[int, int, int] | None:
    """What shows that a file was changed; None where it is gone."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _understood(part: _Part, tagged: Cut) -> list[Article]:
    """The articles with people and places found; one that defeats the extraction stays as it was."""
    from index.extract import extract  # noqa: PLC0415  # loads its weights, which indexing without it need not

    try:
        return extract(part.articles, tagged)
    except Exception:  # found below, article by article
        understood: list[Article] = []
        for article, file in zip(part.articles, part.owners, strict=True):
            try:
                understood.extend(extract([article]))
            except Exception as error:
                what = f"{file.source.name}: people and places of {article.id} not found"
                file.errors.append(ArticleError(f"{what}, {type(error).__name__}: {error}"))
                understood.append(article)
        return understood


def main(pipe: Connection, cursor: Cursor, task: Task, others: Sequence[int]) -> None:
    """Begin a worker process. `others` are file descriptors that it inherited and must not keep open."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the writer is interrupted too, and ends its workers
    for descriptor in others:
        os.close(descriptor)
    keep()
    collect_seldom()
    work(pipe, cursor, task)


def work(pipe: Connection, cursor: Cursor, task: Task) -> None:
    """Be a worker until the writer has no more to do, or is gone."""
    try:
        Worker(pipe, cursor, task).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the writer is gone
    except DatelineError as error:
        pipe.send(Failed(error))
    except OSError as error:
        pipe.send(Failed(disk.cannot_write(task.directory, error)))
    pipe.close()
