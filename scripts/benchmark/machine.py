"""On what a benchmark ran."""

from __future__ import annotations

import os
import platform
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("numpy", "whoosh", "tantivy", "bm25s", "typer")


def machine() -> str:
    """Its processor, the versions of what was measured, and the day; nothing that names the machine itself."""
    versions = ", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name)))
    day = f"{date.today():%Y-%m-%d}"
    return f"{os.cpu_count()} × {_processor()}, Python {platform.python_version()}, {versions}, {day}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]} ({platform.machine()})" if names else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
