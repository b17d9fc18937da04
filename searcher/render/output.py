"""Where output goes: what the terminal can do, and a pager when the lines are more than it has."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterable

from searcher.render.style import Style

DEFAULT_WIDTH = 80
"""Columns of output that goes to no terminal, unless COLUMNS says otherwise."""


def style_for(colour: str) -> Style:
    """What standard output may use. `colour` is `auto`, `always` or `never`.

    `auto` follows NO_COLOR, then CLICOLOR_FORCE, then whether it is a terminal that knows more than text.
    """
    terminal = sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
    coloured = colour == "always" or (colour == "auto" and _automatic(terminal))
    width = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns if terminal or "COLUMNS" in os.environ else 0
    return Style(width=max(width or DEFAULT_WIDTH, 20), colour=coloured, links=terminal and coloured)


def _automatic(terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0") or terminal


def put(lines: Iterable[str]) -> None:
    """Print lines to standard output; to a terminal through a pager where they are more than fit."""
    if not sys.stdout.isatty():
        for line in lines:
            sys.stdout.write(line + "\n")
        return
    text = list(lines)
    pager = _pager()
    if pager and len(text) >= shutil.get_terminal_size().lines - 1 and sys.stdin.isatty():
        _page(text, pager)
    else:
        sys.stdout.write("".join(line + "\n" for line in text))


def _pager() -> list[str]:
    """The command of the pager: PAGER, else `less` where there is one; empty for none."""
    named = os.environ.get("PAGER")
    if named is None:
        return ["less"] if shutil.which("less") else []
    try:
        command = shlex.split(named)
    except ValueError:
        return []
    return command if command and command != ["cat"] and shutil.which(command[0]) else []


def _page(lines: list[str], pager: list[str]) -> None:
    import subprocess  # noqa: PLC0415  # a tenth of the start-up, and rarely wanted

    environment = {"LESS": "-FRX", "LV": "-c"} | os.environ
    process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=environment)  # noqa: S603  # the user's own pager
    assert process.stdin is not None  # noqa: S101  # said for the type checker
    try:
        process.stdin.write("".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))
        process.stdin.close()
    except BrokenPipeError:
        pass  # left early: that is what pagers are for
    while True:
        try:
            process.wait()
            return
        except KeyboardInterrupt:
            continue  # the pager's business
