"""`reindex --check`: whether the index is whole, and its catalog speaks of the same articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.codec.check import check_index
from index.codec.toc import newest, open_segment, read_contents
from index.codec.whoosh_index import ColumnarIndex
from index.errors import ArchiveError
from index.ingest.identities import Existing
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
        if sound:
            ColumnarIndex(directory)  # reads the schema, of which a search knows nothing
        if load(directory) is None:
            yield f"{directory / SETTINGS} is missing"
        with Catalog(directory, generation(directory), writable=False) as catalog:
            yield from catalog.faults()
            ids = (id_ for row in catalog.rows() for id_ in json.loads(row.ids))
            known = np.fromiter(map(hash, ids), np.int64)
    except ArchiveError as error:
        yield error.message
        return
    if sound:
        yield from _compare(known, directory)


def _compare(known: NDArray[np.int64], directory: Path) -> Iterator[str]:
    """Hold the ids that the catalog knows, as hashes, against those of the articles that are not deleted."""
    contents = read_contents(newest(directory))
    segments = [open_segment(directory, info) for info in contents.segments]
    deleted = sum(int(np.count_nonzero(one.deleted)) for one in segments if one.deleted is not None)
    live = sum(one.doc_count for one in segments) - deleted
    if len(known) != live:
        yield f"the catalog knows {len(known):,} articles, the index has {live:,}"
    elif strange := len(np.setdiff1d(known, Existing(segments).hashes())):
        yield f"the catalog knows {strange:,} articles by ids that the index has not"
