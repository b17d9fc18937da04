"""`reindex --check`: whether the index is whole, and its catalog speaks of the same articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.codec.check import check_index
from index.codec.toc import newest, read_contents
from index.errors import ArchiveError
from index.locate import generation
from index.settings import FILE as SETTINGS
from index.settings import load


def verify(directory: Path) -> Iterator[str]:
    """Read all of the index in `directory`; yields what is wrong, a sentence each. Raises IndexNotFound."""
    sound = True
    for problem in check_index(directory):
        sound = False
        yield problem
    try:
        if load(directory) is None:
            yield f"{directory / SETTINGS} is missing"
        with Catalog(directory, generation(directory), writable=False) as catalog:
            yield from catalog.faults()
            known = sum(len(json.loads(row.ids)) for row in catalog.rows())
    except ArchiveError as error:
        yield error.message
        return
    if sound and known != (live := _count(directory)):
        yield f"the catalog knows {known:,} articles, the index has {live:,}"


def _count(directory: Path) -> int:
    """The articles in the index that are not deleted."""
    segments = read_contents(newest(directory)).segments
    deleted = sum(int(np.count_nonzero(marks.deleted)) for marks in segments if marks.deleted is not None)
    return sum(marks.documents for marks in segments) - deleted
