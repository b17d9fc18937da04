"""`reindex`: where the command begins. What it does is in `index.command`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from index.terminal import run

if TYPE_CHECKING:
    import typer


def main() -> None:
    """Run `reindex` and leave with its exit code."""
    sys.exit(run("reindex", _application))


def _application() -> typer.Typer:
    from index.command import application  # noqa: PLC0415  # so that an interrupt while it loads ends as it should

    return application()
