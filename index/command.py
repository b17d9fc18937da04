"""What `reindex` understands and does: its options, its summary, its exit codes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import IndexDamaged, UsageError
from index.locate import FOLDER, VARIABLE, Location, find_index, generation, locate
from index.quick_start import import_whoosh
from index.terminal import printable, tell

if TYPE_CHECKING:
    from index.progress import Progress
    from index.update import Outcome, Request

NAME = "reindex"

_HELP = f"""Index folders of news articles, or bring their index up to date.

The first call names the folders (or single files); later calls without a PATH read again what is new or has
changed and drop what is gone. A further PATH is added to the index.

The index is the one named with --index or by {VARIABLE}, else the nearest {FOLDER} in this folder or one above
it, else the dateline folder in XDG_DATA_HOME. If there is none, {FOLDER} is made in this folder.

Exit codes: 0 done; 1 something went wrong, a folder is missing, or with --strict something was skipped;
2 wrong usage; 3 no index, or a damaged one; 4 another run is writing to it; 130 interrupted.
"""


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...", help="Folders or files to index, besides those it has.", show_default=False
    ),
]
Index = Annotated[Path | None, typer.Option(metavar="DIR", help="The index's folder.")]
Full = Annotated[bool, typer.Option("--full", help="Read everything again; the old index serves until then.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes that read; one a processor.")
]
Extract = Annotated[
    bool | None,
    typer.Option(
        "--extract/--no-extract",
        show_default=False,
        help="Look for people and places in the text, or take only what the source states.",
    ),
]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="What the articles are mostly written in, as in 'en'.")
]
Forget = Annotated[
    list[Path] | None,
    typer.Option(metavar="PATH", show_default=False, help="Drop this folder and its articles from the index."),
]
Wait = Annotated[float, typer.Option(metavar="SECONDS", min=0, help="How long to wait for another run.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything had to be skipped.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Report = Annotated[
    bool, typer.Option("--report", help="Then list what is undated, unreadable, suspicious or left out.")
]
Check = Annotated[bool, typer.Option("--check", help="Verify every file of the index, and change nothing.")]
Version = Annotated[bool, typer.Option("--version", help="Print the version.")]


def application() -> typer.Typer:
    """The command as Typer runs it."""
    # Plain help and errors: the rich ones cost a start-up of their own and frames that do not copy well.
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(help=_HELP)(_reindex)
    return app


def _reindex(
    path: Paths = None,
    index: Index = None,
    full: Full = False,
    dry_run: DryRun = False,
    jobs: Jobs = None,
    extract: Extract = None,
    language: Language = None,
    forget: Forget = None,
    wait: Wait = 0,
    strict: Strict = False,
    quiet: Quiet = False,
    report: Report = False,
    check: Check = False,
    version: Version = False,
) -> None:
    if version:
        _print_version()
        raise typer.Exit
    import_whoosh()
    if check:
        raise typer.Exit(_check(find_index(index), quiet))
    if language is not None and not (len(language) == 2 and language.isascii() and language.islower()):
        raise UsageError(f"--language {language}: no code of two letters", "English is en, French fr, German de.")
    from index.update import Request  # noqa: PLC0415  # so that --help need not wait for readers and SQLite

    request = Request(
        add=tuple(_existing(one) for one in path or ()),
        forget=tuple(Path(os.path.abspath(one)) for one in forget or ()),
        full=full,
        dry_run=dry_run,
        extract=extract,
        language=language,
        jobs=jobs,
        wait=wait,
    )
    raise typer.Exit(_update(locate(index), request, strict=strict, quiet=quiet, report=report))


def _print_version() -> None:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # slow to import, rarely wanted

    try:
        print(f"dateline {version('dateline')}")
    except PackageNotFoundError:
        print("dateline, from a checkout")


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"{path} does not exist", f"To drop a folder from the index: {NAME} --forget FOLDER")
    return Path(os.path.abspath(path))


def _update(location: Location, request: Request, *, strict: bool, quiet: bool, report: bool) -> int:
    """Do it, tell what was done, and give the exit code."""
    from index.progress import Progress  # noqa: PLC0415  # with the above
    from index.update import update  # noqa: PLC0415

    started = time.monotonic()
    if request.add and generation(location.path) < 0 and not request.dry_run and not quiet:
        print(f"New index: {printable(str(location.path))}", file=sys.stderr)
    with Progress(NAME, quiet=quiet) as progress:
        outcome = update(location, request, progress)
    if report:
        _print_report(location.path, outcome)
    if not quiet:
        if outcome.others and not report and (request.add or not (outcome.total or request.dry_run)):
            _tell_of_others(outcome)
        _print_summary(outcome, progress, dry_run=request.dry_run, seconds=time.monotonic() - started)
    return int(bool(outcome.missing) or (strict and outcome.skipped > 0))


def _print_summary(outcome: Outcome, progress: Progress, *, dry_run: bool, seconds: float) -> None:
    before = outcome.skipped - progress.skipped_files
    if before > 0 and not dry_run:
        tell(
            NAME,
            f"{_count(before, 'file')} skipped in earlier runs, unchanged since",
            "See them: reindex --report",
        )
    verb = "would be " if dry_run else ""
    parts = [
        f"{_count(outcome.added, 'file')} {verb}added",
        f"{outcome.changed:,} changed",
        f"{outcome.removed:,} removed",
        f"{outcome.skipped:,} skipped",
    ]
    total = "" if dry_run else f"; {_count(outcome.total, 'article')} in the index"
    print(f"{', '.join(parts)}{total}; took {seconds:.1f} s")


def _tell_of_others(outcome: Outcome) -> None:
    from index.report import kinds_of  # noqa: PLC0415  # as above

    kinds = kinds_of(outcome.others)
    tell(NAME, f"files of other kinds are left out: {kinds}", "A file named itself is read as text.")


def _print_report(directory: Path, outcome: Outcome) -> None:
    from index.catalog import Catalog  # noqa: PLC0415
    from index.report import report  # noqa: PLC0415

    with Catalog(directory, generation(directory), writable=False) as catalog:
        for line in report(catalog, outcome.problems, outcome.others):
            print(line)


def _check(directory: Path, quiet: bool) -> int:
    """Verify the index; everything that is wrong is printed."""
    from index.verify import verify  # noqa: PLC0415  # numpy, and all of the codec

    problems = 0
    for problem in verify(directory):
        problems += 1
        print(printable(problem))
    if problems:
        tell(NAME, f"{directory} is damaged", "Read everything again with --full, or restore a backup.")
        return IndexDamaged.exit_code
    if not quiet:
        print(f"{printable(str(directory))} is whole")
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
