"""Run Whoosh's own tests with our codec as its default.

    scripts/whoosh_tests [--w3] [PYTEST OPTION…]

Fetches Whoosh's source distribution with pip (it holds the tests) and runs them from a temporary folder; with
--w3 on Whoosh's own codec, to compare. Tests that name Whoosh's codec run on that in either case.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
import whoosh.codec

from index.codec import ColumnarCodec

WHOOSH = "whoosh==2.7.4"


def fetch(folder: Path) -> Path:
    """Download and unpack the source distribution; the folder of its tests."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
    subprocess.run([*command, "--no-binary", ":all:", WHOOSH, "-d", str(folder)], check=True)
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        archive.extractall(folder)
    return next(folder.glob("*/tests"))


def main(arguments: list[str]) -> int:
    """Fetch and run."""
    if "--w3" in arguments:
        arguments.remove("--w3")
    else:
        whoosh.codec.default_codec = ColumnarCodec
    with tempfile.TemporaryDirectory() as folder:
        tests = fetch(Path(folder))
        options = ["-q", "-c", "/dev/null", "--rootdir", folder, "-p", "no:cacheprovider", *arguments]
        return int(pytest.main([*options, str(tests)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
