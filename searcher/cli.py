"""`search`: the command line that asks an archive. What it does is in `searcher.commands`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from index.quick_start import import_whoosh
from index.terminal import run

if TYPE_CHECKING:
    from searcher.options import Options

NAME = "search"

_HELP = """Find news articles by words, people, places and dates.

A word finds its inflections and spelling variants; all words must be there. "quoted words" are a phrase, -word or
NOT leaves articles out, OR takes either, field:word looks in one field: --help-query explains it all.

The index is the one named with --index or by DATELINE_INDEX, else the nearest .dateline in this folder or one
above it, else the dateline folder in XDG_DATA_HOME. `--` ends the options: search -- -opec oil

Exit codes: 0 found; 1 nothing found; 2 wrong usage or query; 3 no index, or a damaged one; 4 it is locked;
130 interrupted.
"""


def main() -> None:
    """Run `search` and leave with its exit code."""
    gc.disable()  # it is over before collecting would pay
    code = run(NAME, _application)
    gc.freeze()  # nor need Python look through all that there is on its way out
    sys.exit(code)


def _application() -> Any:  # noqa: ANN401  # a Typer application with its arguments
    # Imports are in functions here, so that an interrupt while they last ends as it should.
    import inspect  # noqa: PLC0415
    from typing import get_type_hints  # noqa: PLC0415

    import typer  # noqa: PLC0415

    from index.errors import UsageError  # noqa: PLC0415
    from searcher.options import Options  # noqa: PLC0415

    def command(**given: Any) -> None:  # noqa: ANN401  # the fields of Options
        raise typer.Exit(_search(Options(**given)))

    # Typer reads the options off a function: this one has those of the class.
    setattr(command, "__signature__", inspect.signature(Options))  # noqa: B010  # mypy knows no such attribute
    command.__annotations__ = get_type_hints(Options, include_extras=True)
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(help=_HELP)(command)

    def start(*, prog_name: str, standalone_mode: bool) -> Any:  # noqa: ANN401  # what Typer gives
        try:
            return app(prepared(sys.argv[1:]), prog_name=prog_name, standalone_mode=standalone_mode)
        except Exception as error:
            if type(error).__name__ == "NoSuchOption":  # Typer does not export the class
                hint = f"To leave out a word: {NAME} -- oil -opec. Options: {NAME} --help"
                raise UsageError(str(error), hint) from error
            raise

    return start


def prepared(arguments: Sequence[str]) -> list[str]:
    """The arguments with `--timeline` given its value where it has none: Typer knows no optional values."""
    from searcher.options import Period  # noqa: PLC0415  # as above

    periods = {period.value for period in Period}
    done: list[str] = []
    for i, argument in enumerate(arguments):
        if argument == "--":
            return done + list(arguments[i:])
        bare = argument == "--timeline" and (i + 1 == len(arguments) or arguments[i + 1] not in periods)
        done.append("--timeline=auto" if bare else argument)
    return done


def _search(options: Options) -> int:
    """Do what was asked, and give the exit code."""
    if options.version:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # slow, rarely wanted

        try:
            print(f"dateline {version('dateline')}")
        except PackageNotFoundError:
            print("dateline, from a checkout")
        return 0
    from index.errors import QueryError  # noqa: PLC0415  # as above

    import_whoosh()
    from searcher.commands import Command  # noqa: PLC0415  # --help need not wait for NumPy

    try:
        return Command(options).run()
    except QueryError as error:
        import shutil  # noqa: PLC0415  # only here

        from searcher.query.diagnosis import show  # noqa: PLC0415

        print(f"{NAME}: {show(error.query, error, shutil.get_terminal_size().columns)}", file=sys.stderr)
        return int(error.exit_code)


if __name__ == "__main__":
    main()
