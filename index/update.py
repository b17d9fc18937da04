"""One run of `reindex`: bring an index up to date with its folders."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from index.catalog import FILE, Catalog, Change, Row, Task, compare, readable_name
from index.errors import DatelineError, IndexDamaged, IndexNotFound, UsageError
from index.ingest import FileReport, SourceFile, digest_of
from index.locate import Location, generation
from index.readers import MAX_COLLECTION_BYTES, takes
from index.scan import Found, Problem, Scan
from index.settings import FILE as SETTINGS
from index.settings import Settings, load

if TYPE_CHECKING:
    from index.writer import ArchiveWriter

_FRESH_NS: Final = 2_000_000_000
"""A file changed this short before the scan could change again without its times telling."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked for. `extract` and `language` of None: as the index has it."""

    add: tuple[Path, ...] = ()
    forget: tuple[Path, ...] = ()
    full: bool = False
    dry_run: bool = False
    extract: bool | None = None
    language: str | None = None
    jobs: int | None = None
    wait: float = 0.0


@dataclass(slots=True)
class Outcome:
    """What a run did, in files, and in articles where it says so."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    touched: int = 0
    """Files with new times and the same content."""
    skipped: int = 0
    """Files of which something could not be read, in earlier runs too if they have not changed since."""
    effort: int = 0
    """Of all files to read, as `Task.effort` counts."""
    total: int = 0
    """Articles in the index."""
    missing: list[Path] = field(default_factory=list)
    """Folders that are not there; what the index has of them stays."""
    problems: list[Problem] = field(default_factory=list)
    others: list[tuple[str, int]] = field(default_factory=list)
    """Suffixes of files that no reader takes, the most frequent first."""


class Watcher(Protocol):
    """Whoever wants to know how a run comes along."""

    def looked(self, files: int) -> None:
        """So many files were found up to now."""

    def planned(self, task: Task) -> None:
        """In a dry run: this would be done."""

    def start(self, effort: int) -> None:
        """Reading begins, and will be so much work."""

    def read(self, effort: int) -> None:
        """So much of it is done."""

    def finish(self) -> None:
        """All is read; what remains is to write it down for good."""

    def skipped(self, name: bytes, reason: str) -> None:
        """A file or a part of it could not be read."""

    def warn(self, message: str, hint: str) -> None:
        """Something that a person should know."""


def update(location: Location, request: Request, watch: Watcher) -> Outcome:
    """Bring the index at `location` up to date. Raises UsageError, ArchiveError, IndexLocked.

    A run that raises, or is killed at any instant, leaves the index as it was.
    """
    directory = location.path
    settings = _settings(directory, request)
    if request.dry_run:
        with Catalog(directory, generation(directory), writable=False) as catalog:
            outcome = _plan(catalog, Scan(settings, takes, directory, catalog.inodes()), request, watch)
            for task in catalog.tasks(Change.NEW, Change.CHANGED, Change.GONE):
                watch.planned(task)
            return outcome
    from index.writer import ArchiveWriter  # noqa: PLC0415  # numpy and whoosh: not for --help or a dry run

    with (
        ArchiveWriter(
            directory,
            jobs=request.jobs,
            extract=settings.extract,
            language=settings.language,
            wait=request.wait,
            full=request.full,
        ) as writer,
        _open_catalog(directory, request) as catalog,
    ):
        catalog.settle(generation(directory))
        if catalog.foreign and not request.full:
            watch.warn("another program has written to this index", "What it wrote stays; --full starts anew.")
        if settings != _settings(directory, request):
            raise DatelineError("the index was changed while this run waited for it", "Run it again.")
        return _bring_up_to_date(
            writer, catalog, Scan(settings, takes, directory, catalog.inodes()), request, watch
        )


def _bring_up_to_date(
    writer: ArchiveWriter, catalog: Catalog, scan: Scan, request: Request, watch: Watcher
) -> Outcome:
    """Do what is to do, and move index and catalog together."""
    directory = scan.avoid
    outcome = _plan(catalog, scan, request, watch)
    target = generation(directory)
    work = target < 0 or request.full or outcome.added or outcome.changed or outcome.removed
    if work:
        target = writer.generation
        if not request.full:
            writer.delete(catalog.ids_to_delete())
        _write(writer, catalog, outcome, watch)
    if work or outcome.touched or scan.settings != load(directory) or scan.inodes != catalog.inodes():
        text = scan.settings.to_json(directory)
        catalog.prepare(target, full=request.full, settings=text, inodes=scan.inodes)
        if work:
            watch.finish()
            writer.commit()
        catalog.settle(target)
    outcome.total = catalog.fact("articles", 0)
    outcome.skipped = catalog.count_unreadable() + len(scan.problems)
    return outcome


def _settings(directory: Path, request: Request) -> Settings:
    """The settings of this run: those of the index, with what the request adds, drops or changes."""
    known = _known_settings(directory, request)
    if known is None:
        if generation(directory) >= 0 and not (request.full and request.add):
            raise IndexDamaged(f"{directory / SETTINGS} is missing", "Rebuild it: reindex --full FOLDER")
        if not request.add:
            raise IndexNotFound(f"there is no index at {directory} yet", "Name a folder: reindex FOLDER")
        first = request.add[0]
        known = Settings(
            first if first.is_dir() else first.parent, (), request.language or "en", request.extract is not False
        )
    for path in request.forget:
        if path not in known.roots:
            roots = ", ".join(str(root) for root in known.roots)
            raise UsageError(f"{path} is not a folder of this index", f"Its folders are: {roots or 'none'}")
    changed = replace(
        known,
        roots=tuple(root for root in known.roots if root not in request.forget),
        language=request.language or known.language,
        extract=known.extract if request.extract is None else request.extract,
    )
    if (changed.language, changed.extract) != (known.language, known.extract) and not request.full:
        raise UsageError(
            "the articles in this index were read with another --language or --[no-]extract",
            "Add --full to read them all again.",
        )
    return changed.with_roots(request.add)


def _known_settings(directory: Path, request: Request) -> Settings | None:
    """The settings of the index, as the run that made its current generation left them."""
    current = generation(directory)
    try:
        if current >= 0:
            with Catalog(directory, current, writable=False) as catalog:
                if catalog.unsettled:
                    return Settings.from_json(catalog.fact("pending settings", ""), directory)
        return load(directory)
    except IndexDamaged:
        if not request.full:
            raise
    try:
        return load(directory)  # the catalog is lost, and not needed to start anew
    except IndexDamaged:
        if not request.add:
            raise
        return None


def _open_catalog(directory: Path, request: Request) -> Catalog:
    """The catalog. One that is damaged is left behind when everything is read again anyway."""
    current = generation(directory)
    if request.full:
        try:
            with Catalog(directory, current, writable=True) as catalog:
                damaged = any(catalog.faults())
        except IndexDamaged:
            damaged = True
        if damaged:
            for name in (FILE, FILE + "-journal"):
                (directory / name).unlink(missing_ok=True)
            current = -1
    return Catalog(directory, current, writable=True)


def _plan(catalog: Catalog, scan: Scan, request: Request, watch: Watcher) -> Outcome:
    """Find out what is to do, and put it down in the catalog's work list."""
    rows = iter(()) if request.full else catalog.rows()
    catalog.plan(_tasks(rows, scan, watch))
    if request.full:
        _refuse_loss(catalog, scan)
    counts = catalog.count_tasks()
    for root in scan.missing:
        watch.warn(
            f"{root} is not there (a disk that is not mounted?); what the index has of it stays",
            f"To remove it from the index: reindex --forget {root}",
        )
    for problem in scan.problems:
        watch.skipped(problem.name, problem.reason)
    return Outcome(
        added=counts[Change.NEW][0],
        changed=counts[Change.CHANGED][0],
        removed=counts[Change.GONE][0],
        touched=counts[Change.TOUCHED][0],
        skipped=len(scan.problems),
        effort=counts[Change.NEW][1] + counts[Change.CHANGED][1],
        missing=scan.missing,
        problems=scan.problems,
        others=scan.others.most_common(),
    )


def _refuse_loss(catalog: Catalog, scan: Scan) -> None:
    """Raise if reading everything again would drop articles only because their files cannot be read now."""
    closed = {task.name for task in catalog.tasks(Change.NEW) if not os.access(task.path, os.R_OK)}
    if not scan.missing and not scan.problems and not closed:
        return
    for row in catalog.rows():
        if scan.keeps(row.name) or (row.name in closed and row.digest):
            raise DatelineError(
                f"{readable_name(row.name)} cannot be read now; --full would lose its articles",
                "Make it readable again, or drop its folder for good: reindex --forget FOLDER",
            )


def _tasks(rows: Iterator[Row], scan: Scan, watch: Watcher) -> Iterator[Task]:
    fresh = time.time_ns() - _FRESH_NS
    count = 0
    for row, found in compare(rows, scan):
        if found is not None:
            count += 1
            if count % 1000 == 0:
                watch.looked(count)
            if task := _task(row, found, scan):
                yield task._replace(mtime=-1) if found.ctime_ns > fresh else task
        elif row is not None and not scan.keeps(row.name):
            yield Task(row.name, b"", Change.GONE, 0, 0, 0)


def _task(row: Row | None, found: Found, scan: Scan) -> Task | None:
    """What is to do about a file that is there; None if it is as it was."""
    if row is not None and row[1:4] == found[2:] and row.digest:  # size and times
        return None
    task = Task(found.name, found.path, Change.NEW, found.size, found.mtime_ns, found.ctime_ns)
    if row is None:
        return task
    try:
        same = found.size <= MAX_COLLECTION_BYTES and digest_of(Path(os.fsdecode(found.path))) == row.digest
    except OSError as error:
        if row.digest:  # otherwise it could not be read before either, and is noted as such
            scan.problems.append(Problem(found.name, (error.strerror or str(error)).lower(), keep=True))
        return None
    return task._replace(change=Change.TOUCHED if same else Change.CHANGED)


def _write(writer: ArchiveWriter, catalog: Catalog, outcome: Outcome, watch: Watcher) -> None:
    """Have all new and changed files read and indexed, and take down what came of each."""
    waiting: deque[Task] = deque()

    def files() -> Iterator[SourceFile]:
        for task in catalog.tasks(Change.NEW, Change.CHANGED):
            waiting.append(task)
            yield SourceFile(Path(os.fsdecode(task.path)), readable_name(task.name), task.effort)

    watch.start(outcome.effort)
    for report in writer.write(files()):
        task = waiting.popleft()
        for error in report.errors:
            watch.skipped(task.name, _without_name(error.message, report.name))
        if task.change == Change.NEW and not report.ids:
            outcome.added -= 1
        catalog.record(task, report.digest, report.ids, _notes(report))
        watch.read(task.effort)


def _notes(report: FileReport) -> list[tuple[str, str]]:
    notes = [("unreadable", _without_name(error.message, report.name)) for error in report.errors]
    notes += [("undated", _of_story(id_, report).removesuffix(": ")) for id_ in report.undated]
    notes += [("suspicious", f"the id {wanted} was taken; it is {given} here") for wanted, given in report.renamed]
    notes += [("suspicious", f"{_of_story(id_, report)}{doubt}") for id_, doubt in report.doubts]
    return notes


def _of_story(id_: str, report: FileReport) -> str:
    """Which story is meant, where a file has several."""
    return f"{id_}: " if len(report.ids) > 1 else ""


def _without_name(message: str, name: str) -> str:
    return message.removeprefix(name).lstrip(":, ")
