"""Whatever happens to the files, and wherever runs are killed, the index becomes that of a full run."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalog import Catalog
from index.update import Outcome

STEPS = ("delete", "write", "before prepare", "before commit", "after commit", "within settle", "after settle")


@pytest.fixture(scope="module")
def _deadly_catalog(writer: Any) -> Iterator[None]:
    """A catalog that can be killed as well."""
    patch = pytest.MonkeyPatch()
    prepare, settle, keep = Catalog.prepare, Catalog.settle, Catalog._keep

    def deadly_prepare(self: Catalog, *args: Any, **more: Any) -> None:
        if writer.deadly == "before prepare":
            raise writer.Killed
        prepare(self, *args, **more)

    def deadly_settle(self: Catalog, number: int) -> None:
        settle(self, number)
        if writer.deadly == "after settle" and number > 0:
            raise writer.Killed

    def deadly_keep(self: Catalog, facts: dict[str, Any]) -> None:
        keep(self, facts)
        if writer.deadly == "within settle" and "generation" in facts:
            raise writer.Killed

    patch.setattr(Catalog, "prepare", deadly_prepare)
    patch.setattr(Catalog, "settle", deadly_settle)
    patch.setattr(Catalog, "_keep", deadly_keep)
    yield
    patch.undo()


def disturb(chance: random.Random, folder: Path) -> None:
    """Do something to the files that a user might."""
    files = sorted(path for path in folder.rglob("*.txt") if path.is_file())
    victim = chance.choice(files) if files else folder / "none.txt"
    new = folder / chance.choice(["", "x", "x-y", "x/deep"]) / f"{chance.choice('abcde')}.txt"
    new.parent.mkdir(parents=True, exist_ok=True)
    action = chance.choice(["write", "write", "delete", "touch", "rename", "swap", "copy", "drop"])
    if action == "write":
        new.write_text("".join(f"{chance.randrange(3)}\n" for _ in range(chance.randrange(4))))
    elif not files:
        return
    elif action == "delete":
        victim.unlink()
    elif action == "touch":
        os.utime(victim, (1, chance.randrange(3)))
    elif action == "rename":
        victim.rename(new)
    elif action == "copy":
        if victim != new:
            shutil.copy2(victim, new)
    elif action == "swap":
        victim.rename(folder / "held")
        files[0].exists() and files[0].rename(victim)
        (folder / "held").rename(files[0])
    elif action == "drop":
        shutil.rmtree(folder / "x", ignore_errors=True)


@pytest.mark.usefixtures("_deadly_catalog")
@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(("",) * 4 + STEPS), min_size=1, max_size=8))
def test_after_any_changes_and_any_kills_the_index_is_that_of_a_full_run(
    reindex: Callable[..., Outcome],
    writer: Any,
    tmp_path_factory: pytest.TempPathFactory,
    chance: random.Random,
    kills: list[str],
) -> None:
    top = tmp_path_factory.mktemp("top")
    news = top / "news"
    news.mkdir()
    for step in (*kills, ""):
        for _ in range(chance.randrange(1, 5)):
            disturb(chance, news)
        before = writer.articles_of(top / ".dateline")
        if writer.kill(step, lambda: reindex(top, news)) and step not in (
            "after commit",
            "within settle",
            "after settle",
        ):
            assert writer.articles_of(top / ".dateline") == before
    incremental = writer.articles_of(top / ".dateline")
    assert reindex(top, news, full=True).total == len(incremental)
    assert writer.articles_of(top / ".dateline") == incremental
    shutil.rmtree(top)
