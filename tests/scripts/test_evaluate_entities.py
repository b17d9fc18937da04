"""The command that measures people and places reads every dialect of two columns."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "Lakhdar Brahimi flew to Geneva with a French minister . Mr. Brahimi said so ."
TAGS = "B-PER I-PER O O B-LOC O O B-MISC O O O B-PER O O O"


def evaluated(path: Path) -> list[str]:
    command = [sys.executable, str(ROOT / "scripts" / "evaluate_entities.py"), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603, RUF100
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("separator", "rename"),
    [
        ("\t", {}),
        (" ", {"B-": "I-"}),
        ("\t", {"PER": "per", "LOC": "geo", "MISC": "gpe"}),
        (" NNP I-NP ", {"B-PER": "person", "I-PER": "person", "B-LOC": "place", "B-MISC": "O"}),
    ],
)
def test_dialects(tmp_path: Path, separator: str, rename: dict[str, str]) -> None:
    lines = ["-DOCSTART- -X- O O", ""]
    for word, tag in zip(SENTENCE.split(), TAGS.split(), strict=True):
        for before, after in rename.items():
            tag = tag.replace(before, after)  # noqa: PLW2901, RUF100
        lines += [f"{word}{separator}{tag}", *([""] if word == "." else [])]
    path = tmp_path / "tagged.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert evaluated(path) == [
        "PER precision 100.0 recall 100.0 F1 100.0",
        "LOC precision 100.0 recall 100.0 F1 100.0",
    ]
