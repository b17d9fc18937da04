"""Add a corpus to an existing index by a thread and print how long that took, with everything imported and warm.

`python -m benchmark.additions CORPUS INDEX`
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmark.files import files_of
from index.writer import ArchiveWriter


def add(corpus: Path, index: Path, most: int | None = None) -> float:
    """Seconds from opening the index for writing to the end of the commit; at `most` so many files."""
    files = files_of(corpus)[:most]
    start = time.perf_counter()
    with ArchiveWriter(index, extract=False, jobs=0) as writer:
        list(writer.write(files))
        writer.commit()
    return time.perf_counter() - start


if __name__ == "__main__":
    corpus, index = map(Path, sys.argv[1:])
    with tempfile.TemporaryDirectory() as warm:
        add(corpus, Path(warm), most=1)
    print(add(corpus, index))
