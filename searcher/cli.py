"""`search`: the command line that asks an archive. What it prints is made in `searcher.render`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from typing import Any, get_type_hints

import typer

from index.errors import QueryError, UsageError
from index.locate import FOLDER, VARIABLE
from index.terminal import run
from searcher.options import Options, Period

NAME = "search"

_HELP = f"""Find news articles by words, people, places and dates.

A word finds its inflections and spelling variants; all words must be there. "quoted words" are a phrase, -word or
NOT leaves articles out, OR takes either, field:word looks in one field: --help-query explains it all.

The index is the one named with --index or by {VARIABLE}, else the nearest {FOLDER} in this folder or one above
it, else the dateline folder in XDG_DATA_HOME. `--` ends the options: search -- -opec oil

Exit codes: 0 found; 1 nothing found; 2 wrong usage or query; 3 no index, or a damaged one; 4 it is locked;
130 interrupted.
"""


def main() -> None:
    """Run `search` and leave with its exit code."""
    sys.exit(run(NAME, _application))


def _application() -> Any:  # noqa: ANN401  # a Typer application with its arguments
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
                raise UsageError(
                    str(error), f"To leave out a word: {NAME} -- oil -opec. Options: {NAME} --help"
                ) from error
            raise

    return start


def prepared(arguments: Sequence[str]) -> list[str]:
    """The arguments with `--timeline` given its value where it has none: Typer knows no optional values."""
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
        from importlib.metadata import version  # noqa: PLC0415  # slow to import, rarely wanted

        print(f"dateline {version('dateline')}")
        return 0
    from searcher.commands import Command  # noqa: PLC0415  # so that --help need not wait for NumPy

    command = Command(options)
    try:
        return command.run()
    except QueryError as error:
        from searcher.query.diagnosis import show  # noqa: PLC0415  # only here

        print(f"{NAME}: {show(error.query, error)}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    main()
