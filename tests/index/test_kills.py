"""A run killed at any of its file operations leaves an index that is the old one or the new one, and whole."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
import whoosh.index

from index.catalog import Catalog
from index.locate import Location, generation
from index.progress import Progress
from index.update import Request, update

EVENTS = {"open", "os.rename", "os.remove", "os.truncate", "os.mkdir", "os.fork", "sqlite3.connect", "os.scandir"}
"""What Python reports of its dealings with the file system, before it does them."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def story(number: int) -> str:
    return f"Convoy {number} reaches Homs\n\nGENEVA, Jan 26, 2014 - Trucks reached district {number} on Sunday.\n"


def reindex(top: Path) -> None:
    request = Request(add=(top / "news",), extract=False, jobs=1)
    update(Location(top / ".dateline", "test"), request, Progress("reindex", quiet=True))


def in_child(top: Path, deadly: int) -> int:
    """Reindex in another process that is killed at its `deadly`th file operation; returns how it ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads: they are NumPy's, and idle
        child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    me, count = os.getpid(), 0

    def watch(event: str, _: Any) -> None:
        nonlocal count
        if event in EVENTS and os.getpid() == me:
            count += 1
            if count == deadly:
                os.kill(me, signal.SIGKILL)

    status = 1
    try:
        sys.addaudithook(watch)
        reindex(top)
        status = 0
    finally:
        os._exit(status)


def content(top: Path) -> dict[str, str]:
    """The articles in the index by id; its catalog must know the same."""
    directory = top / ".dateline"
    current = generation(directory)
    with Catalog(directory, current, writable=False) as catalog:
        known = sorted(id_ for row in catalog.rows() for id_ in json.loads(row.ids))
    if current < 0:
        assert not known
        return {}
    with whoosh.index.open_dir(str(directory)).reader() as reader:
        articles = {fields["article"]["id"]: fields["article"]["body"] for fields in reader.all_stored_fields()}
    assert sorted(articles) == known
    return articles


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A folder with articles, their index, and changes since. Both can be copied together to anywhere."""
    top = tmp_path / "changed"
    (top / "news").mkdir(parents=True)
    for number in range(4):
        (top / "news" / f"{number}.txt").write_text(story(number))
    reindex(top)
    (top / "news" / "0.txt").unlink()
    (top / "news" / "1.txt").write_text(story(11))
    (top / "news" / "4.txt").write_text(story(4))
    return top


def test_killed_at_any_step_the_index_is_the_old_or_the_new_one(changed: Path, tmp_path: Path) -> None:
    old = content(changed)
    reindex(trial := shutil.copytree(changed, tmp_path / "trial"))
    new = content(trial)
    assert sorted(old) == ["0", "1", "2", "3"]
    assert sorted(new) == ["1", "2", "3", "4"]
    results = []
    for deadly in itertools.count(1):
        top = shutil.copytree(changed, tmp_path / str(deadly))
        if in_child(top, deadly) != signal.SIGKILL:
            break
        results.append(content(top))
        reindex(top)
        assert content(top) == new
        assert len([path for path in (top / ".dateline").iterdir() if ".toc" in path.name]) == 1
    switch = results.index(new)
    assert results == [old] * switch + [new] * (len(results) - switch)
    assert switch > 10
