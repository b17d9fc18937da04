"""An archive of recombined articles as a user has one: written by `reindex`, people and places looked for.

archive-N/    the index; the files that it was made of are not kept
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from benchmark.corpus import recombined, unwrapped

_ROOT: Final = Path(__file__).resolve().parents[2]
_REINDEX: Final = "from index.cli import main; main()"
_A_FILE: Final = 1000
_DAYS: Final = 50 * 365
_FIRST: Final = date(1970, 1, 1)
_HEADLINE: Final = 9
_SOURCES: Final = ("Reuters", "AP", "AFP", "dpa", "The Guardian", "Le Monde", "The Hindu", "El País")


def archive(data: Path, cache: Path, count: int) -> Path:
    """The folder of an index of `count` articles, made if it is not there."""
    index = cache / f"archive-{count}"
    if not index.exists():
        files, draft = cache / f"archive-{count}-files", cache / f"archive-{count}-new"
        for folder in (files, draft):
            shutil.rmtree(folder, ignore_errors=True)
        _lay_out(files, recombined(data, count, unwrapped))
        command = [sys.executable, "-c", _REINDEX, "--index", str(draft), str(files)]
        environment = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONWARNINGS": "ignore"}
        subprocess.run(command, check=True, env=environment, stdout=sys.stderr)
        shutil.rmtree(files)
        draft.rename(index)
    return index


def _lay_out(folder: Path, texts: Iterator[str]) -> None:
    """Write articles as JSON Lines, some to a file."""
    folder.mkdir(parents=True)
    lines = _lines(texts)
    number = 0
    while part := list(islice(lines, _A_FILE)):
        (folder / f"{number:04}.jsonl").write_text("".join(part), "utf-8")
        number += 1


def _lines(texts: Iterator[str]) -> Iterator[str]:
    """An article a line: its headline is how it begins; the day and the source are random."""
    chance = random.Random(5)  # noqa: S311  # not for secrets
    for number, text in enumerate(texts):
        record = {
            "id": f"a{number}",
            "headline": " ".join(text.split(maxsplit=_HEADLINE)[:_HEADLINE]),
            "date": str(_FIRST + timedelta(int(chance.random() * _DAYS))),
            "source": chance.choice(_SOURCES),
            "body": text,
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"
