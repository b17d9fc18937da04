"""The worker processes as the writer sees them: deals out files, settles ids, replaces a process that died.

What comes out depends on the files alone, never on timing: a batch goes to the worker that was given the fewest
bytes so far, ids are settled and reports passed on in the order of the batches, and segments are put in the order
of the first batch in them.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection, wait
from typing import Final

from index import extract
from index.errors import ArchiveError, ArticleError
from index.ingest.files import FileReport, SourceFile, joined
from index.ingest.launch import FORKS, Running, in_process, in_thread
from index.ingest.messages import Answer, Batch, Failed, Finish, Finished, Reports, Wanted, Written
from index.ingest.ranges import RANGE_BYTES, in_ranges
from index.ingest.worker import Cursor, Task
from index.readers import preload, reader_for

_BATCH_BYTES: Final = RANGE_BYTES  # so that a batch has no two ranges of one file
_BATCH_FILES: Final = 100
_FILE_COST: Final = 4096  # what opening a file costs, in bytes read
_AHEAD: Final = 8  # batches that a worker has before it: more than it reads ahead, so that it never waits for one
_DEATHS: Final = 2  # so often may a worker die between files

Settle = Callable[[Sequence[str]], dict[int, str]]


@dataclass(slots=True)
class _Member:
    """A worker, and what it was given since it last wrote a segment in which no batch is in part (`batches`)."""

    running: Running
    pipe: Connection
    cursor: Cursor
    load: int = 0
    batches: dict[int, Batch] = field(default_factory=dict)
    queue: deque[Batch | Finish] = field(default_factory=deque)
    sent: set[int] = field(default_factory=set)
    undone: set[int] = field(default_factory=set)
    written: list[Written] = field(default_factory=list)
    finishing: bool = False
    ended: bool = False
    deaths: int = 0

    def send(self, message: Batch | Finish | Answer) -> None:
        """Send a message; that the worker is gone is noticed elsewhere."""
        with suppress(OSError):
            self.pipe.send(message)

    def feed(self) -> None:
        """Send what is waiting, not too far ahead."""
        while self.queue and len(self.sent) < _AHEAD:
            message = self.queue.popleft()
            if isinstance(message, Batch):
                self.sent.add(message.number)
            self.send(message)


class WorkerPool:
    """Runs files through up to `jobs` processes, or at 0 one thread; afterwards `segments` tells what they wrote.

    `settle` gives ids away. `discard` removes a segment that a worker had written when it died. `descriptors` are
    open files of this process that workers must not inherit.
    """

    def __init__(
        self,
        task: Task,
        jobs: int,
        settle: Settle,
        discard: Callable[[str], None],
        descriptors: Sequence[int] = (),
    ) -> None:
        self._task = task
        self._jobs = jobs
        self._settle = settle
        self._discard = discard
        self._descriptors = descriptors
        self._members: list[_Member] = []
        self._turn = 0  # the batch whose ids are settled next
        self._wanted: dict[int, tuple[_Member, deque[Wanted]]] = {}
        # What articles of a batch asked for, and what some of them got instead.
        self._granted: defaultdict[int, list[tuple[Sequence[str], dict[int, str]]]] = defaultdict(list)
        self._repeated: dict[int, defaultdict[str, deque[str]]] = {}
        self._telling = 0  # the batch whose reports are passed on next
        self._files: dict[int, tuple[SourceFile, ...]] = {}
        self._told: dict[int, set[str]] = defaultdict(set)
        self._reports: dict[int, list[FileReport]] = defaultdict(list)
        self._ranges: list[FileReport] = []  # of a file that is read in ranges, as far as reports were passed on
        self._complete: set[int] = set()
        self._segments: list[tuple[int, Written]] = []

    @property
    def segments(self) -> list[Written]:
        """What was written, in an order that depends on the files alone."""
        return [written for _, written in sorted(self._segments, key=lambda item: item[0])]

    def run(self, files: Iterable[SourceFile]) -> Iterator[FileReport]:
        """Index `files`; a report for each, in their order. Raises ArchiveError when no worker stays alive."""
        batches = _batches(files)
        upcoming = next(batches, None)
        try:
            while upcoming is not None or not all(member.ended for member in self._members):
                while upcoming is not None and self._deal(upcoming):
                    upcoming = next(batches, None)
                    if upcoming is None:
                        for member in self._members:
                            member.finishing = True
                            member.queue.append(Finish())
                            member.feed()
                self._listen()
                yield from self._in_order()
        finally:
            self._stop()

    def close(self) -> None:
        """Wait for the end of the workers; those of a run that was left midway end now."""
        self._stop()
        for member in self._members:
            member.running.join()
            member.pipe.close()
        self._members.clear()

    def _stop(self) -> None:
        """End the workers, wherever they are. Those that are done end by themselves, meanwhile others go on."""
        for member in self._members:
            if not member.ended:
                member.running.kill()
                member.running.join()

    def _deal(self, batch: Batch) -> bool:
        """Give a batch to whom it is due, unless that worker has enough before it."""
        if len(self._members) < (self._jobs or 1) and all(member.load for member in self._members):
            preload(file.name for file in batch.files)
            reader_for("", b"")  # compiles what formats begin with, once for all workers
            if self._task.extract and FORKS:
                extract.preload()
            self._members.append(_Member(*self._start()))
        member = min(self._members, key=lambda member: member.load)
        if len(member.sent) + len(member.queue) >= _AHEAD:
            return False
        member.load += sum(file.size + _FILE_COST for file in batch.files)
        self._files[batch.number] = batch.files
        member.batches[batch.number] = batch
        member.undone.add(batch.number)
        member.queue.append(batch)
        member.feed()
        return True

    def _start(self) -> tuple[Running, Connection, Cursor]:
        """A new worker, the pipe to it, and the memory in which it says what it is doing."""
        if not self._jobs:
            return in_thread(self._task)
        pipes = (member.pipe.fileno() for member in self._members if not member.pipe.closed)
        return in_process(self._task, [*self._descriptors, *pipes])

    def _listen(self) -> None:
        """Wait for messages and act on them."""
        members = {member.pipe: member for member in self._members if not member.ended}
        for pipe in wait(list(members)):
            member = members[pipe]  # type: ignore[index]  # they are connections
            try:
                message = member.pipe.recv()
            except (EOFError, OSError):
                self._gone(member)
            else:
                self._hear(member, message)

    def _hear(self, member: _Member, message: object) -> None:
        match message:
            case Wanted():
                self._wanted.setdefault(message.batch, (member, deque()))[1].append(message)
                self._answer()
            case Reports():
                self._note(message.batch, message.reports)
                if message.last:
                    self._complete.add(message.batch)
                    member.sent.discard(message.batch)
                    member.undone.discard(message.batch)
                    member.feed()
            case Written():
                self._keep(member, message)
            case Finished():
                member.ended = True
            case Failed():
                raise message.error

    def _answer(self) -> None:
        """Answer whoever's turn it is; what a worker asks that does again what another did is answered at once."""
        for batch in sorted(self._wanted):
            if batch > self._turn:
                return
            member, wanted = self._wanted.pop(batch)
            for part in wanted:
                member.send(Answer(self._settle_again(batch, part.ids)))
                if part.last and batch == self._turn:
                    self._turn += 1

    def _settle_again(self, batch: int, wanted: Sequence[str]) -> dict[int, str]:
        """Settle ids, giving articles of a batch that is done again the ids they had."""
        before = self._repeated.get(batch, defaultdict(deque))
        given = {i: before[id_].popleft() for i, id_ in enumerate(wanted) if before.get(id_)}
        fresh = [i for i in range(len(wanted)) if i not in given] if given else range(len(wanted))
        settled = self._settle([wanted[i] for i in fresh] if given else wanted)
        given.update((fresh[i], id_) for i, id_ in settled.items())
        self._granted[batch].append((wanted, given))
        return {i: id_ for i, id_ in given.items() if id_ != wanted[i]}

    def _note(self, batch: int, reports: Iterable[FileReport]) -> None:
        for report in reports:
            if report.name not in self._told[batch]:
                self._told[batch].add(report.name)
                self._reports[batch].append(report)

    def _in_order(self) -> Iterator[FileReport]:
        """The reports whose turn has come."""
        while self._telling in self._complete:
            reports = {report.name: report for report in self._reports.pop(self._telling, ())}
            for file in self._files.pop(self._telling):
                if file.lines is None:
                    yield reports[file.name]
                    continue
                self._ranges.append(reports[file.name])
                if file.lines.last:
                    yield joined(self._ranges)
                    self._ranges = []
            self._complete.discard(self._telling)
            self._telling += 1

    def _keep(self, member: _Member, written: Written) -> None:
        """A segment was written; once no batch is in part in it, what it holds needs never be done again."""
        member.written.append(written)
        if not written.complete:
            return
        first = min(member.batches)
        self._segments.extend((first, segment) for segment in member.written)
        member.written.clear()
        for number in member.batches.keys() - member.undone:
            del member.batches[number]
            self._told.pop(number, None)
            self._granted.pop(number, None)
            self._repeated.pop(number, None)

    def _gone(self, member: _Member) -> None:
        """A worker ended in the midst of something: another takes over its work."""
        member.running.join()
        member.pipe.close()
        for segment in member.written:
            self._discard(segment.name)
        member.written.clear()
        self._blame(member)
        for number in member.batches:
            self._wanted.pop(number, None)
            again: defaultdict[str, deque[str]] = defaultdict(deque)
            for wanted, given in self._granted.pop(number, ()):
                for i, id_ in enumerate(wanted):
                    again[id_].append(given.get(i, id_))
            for id_, granted in self._repeated.get(number, {}).items():
                again[id_] += granted  # what was not asked for again before this death
            self._repeated[number] = again
        member.queue = deque(member.batches.values())
        member.undone, member.sent = set(member.batches), set()
        if member.finishing:
            member.queue.append(Finish())
        member.running, member.pipe, member.cursor = self._start()
        member.feed()

    def _blame(self, member: _Member) -> None:
        """Take the file out that a worker died of, or find out about it by going file by file."""
        number, index = member.cursor
        cause = member.running.cause()
        batch = member.batches.get(number)
        if batch is not None and index >= 0:
            file = batch.files[index]
            error = ArticleError(f"{file.name}: not read, {cause}", "Leave it out, or tell us about it.")
            self._note(number, [FileReport(file.name, errors=(error,))])
            member.batches[number] = batch._replace(files=batch.files[:index] + batch.files[index + 1 :])
            return
        member.deaths += 1
        if member.deaths > _DEATHS:
            raise ArchiveError(
                f"indexing stopped: {cause}, again and again", "Is there memory enough? Try --jobs 1."
            )
        if batch is not None:
            member.batches[number] = batch._replace(careful=True)


def _batches(files: Iterable[SourceFile]) -> Iterator[Batch]:
    """Files put together to be worth a message, in their order."""
    number = 0
    batch: list[SourceFile] = []
    size = 0
    for file in chain.from_iterable(map(in_ranges, files)):
        if batch and (size + file.size > _BATCH_BYTES or len(batch) >= _BATCH_FILES):
            yield Batch(number, tuple(batch))
            number += 1
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield Batch(number, tuple(batch))
