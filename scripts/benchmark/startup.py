"""What a start of Python spends on imports, by whose they are."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

from benchmark.runs import environment, python

PARTS = ("numpy", "whoosh", "typer", "index", "searcher")


def imports(code: str, *arguments: str, repeats: int = 15) -> Counter[str]:
    """Milliseconds by package; what belongs to none of them is `others`. The least of some runs of each module."""
    best: dict[str, float] = {}
    for _ in range(repeats):
        command = python(code, *arguments)
        command[1:1] = ["-X", "importtime"]
        told = subprocess.run(
            command, capture_output=True, text=True, env=environment(), cwd=Path("/"), check=False
        )
        for line in told.stderr.splitlines():
            own, bar, rest = line.removeprefix("import time:").partition("|")
            if bar and own.strip().isdigit():
                name = rest.partition("|")[2].strip()
                best[name] = min(best.get(name, float("inf")), int(own) / 1000)
    shares: Counter[str] = Counter()
    for name, taken in best.items():
        package = name.partition(".")[0]
        shares[package if package in PARTS else "others"] += taken
    return shares
