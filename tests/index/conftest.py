"""What tests of `reindex` share: the command in a folder of its own, and what its index holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import whoosh.index

from index.catalog import Catalog
from index.locate import generation

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from index.cli import main; main()"]
STORY = "Convoy reaches Homs\n\nGENEVA, Jan 26, 2014 - Trucks with flour reached the old city on Sunday.\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `reindex` in an empty folder of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATELINE_INDEX", "COLUMNS")}
    environment |= {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path / "data"), "COLUMNS": "100"}

    def start(*arguments: str | bytes, **more: Any) -> Ran:
        done = subprocess.run(  # a program of ours
            [*PROGRAM, *arguments],
            cwd=tmp_path,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "convoy.txt").write_text(STORY)
    return folder


@pytest.fixture
def ids() -> Callable[[Path], list[str]]:
    """Tells the articles in the index in a folder, which the catalog and Whoosh must agree about."""
    return _ids


def _ids(folder: Path) -> list[str]:
    directory = folder / ".dateline"
    with Catalog(directory, generation(directory), writable=False) as catalog:
        known = sorted(id_ for row in catalog.rows() for id_ in json.loads(row.ids))
    with whoosh.index.open_dir(str(directory)).reader() as reader:
        indexed = sorted(fields["article"]["id"] for fields in reader.all_stored_fields())
    assert indexed == known
    return known
