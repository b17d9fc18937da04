"""Add a corpus to an existing index and print how long that took, with everything imported and warm.

`python -m benchmark.additions CORPUS INDEX`
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmark.files import files_of
from index.writer import ArchiveWriter


def add(corpus: Path, index: Path) -> float:
    """Seconds from opening the index for writing to the end of the commit."""
    files = files_of(corpus)
    start = time.perf_counter()
    with ArchiveWriter(index, extract=False) as writer:
        list(writer.write(files))
        writer.commit()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(add(Path(sys.argv[1]), Path(sys.argv[2])))
