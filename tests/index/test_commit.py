"""Stopped at any change to any file, an index is what it was before or what it should become."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from index import disk
from index.article import Article
from index.codec.segment import Segment
from index.commit import current
from index.errors import ArticleError, DatelineError, IndexDamaged
from index.ingest import SourceFile, worker
from index.writer import ArchiveWriter

OLD = {f"old{i}" for i in range(8)}
NEW = OLD - {"old3"} | {"new1", "new2"}


def read(path: Path, name: str, _: object) -> Iterator[Article | ArticleError]:
    yield Article(id=name, path=name, body=path.read_text())


def add(index: Path, *names: str, delete: tuple[str, ...] = ()) -> None:
    files = [SourceFile(index.parent / name, name, 4) for name in names]
    for file in files:
        file.path.write_text("text")
    with ArchiveWriter(index, extract=False, jobs=1) as writer:
        writer.delete(delete)
        list(writer.write(files))
        writer.commit()


def change(index: Path) -> None:
    """What is stopped: an addition and a deletion, with which eight segments become one."""
    add(index, "new1", "new2", delete=("old3",))


def ids(index: Path) -> set[str]:
    """The ids in the index, every file of which is sound."""
    found: list[str] = []
    for segment in current(index).segments:
        opened = Segment.open(index / segment.file_name)
        assert not list(opened.file.problems())
        deleted = segment.deleted
        found += [
            opened.stored(i)["article"]["id"] for i in range(opened.doc_count) if deleted is None or not deleted[i]
        ]
    assert len(set(found)) == len(found)
    return set(found)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("before") / "index"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "read_file", read)
        add(index, "old3", "old4")
        for id_ in sorted(OLD - {"old3", "old4"}):
            add(index, id_)
    assert len(current(index).segments) == 7
    return index


class Steps:
    """Every change to a file, by this process and those it starts, written down; at one of them all are killed."""

    def __init__(self, log: Path, stop_at: int) -> None:
        self.log = log
        self.stop_at = stop_at

    def note(self, what: str, path: Path) -> None:
        with self.log.open("a") as file:
            if self.log.read_text().count("\n") == self.stop_at:
                os.killpg(0, signal.SIGKILL)
            file.write(f"{what} {path.name}\n")

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Have `index.disk` tell before each step what it is about to do."""
        steps = self

        class Raw(io.FileIO):
            def write(self, data: object) -> int:
                steps.note("write", Path(self.name))
                return super().write(data)  # type: ignore[call-overload, no-any-return]

        def told(what: str, function: Callable[..., object]) -> Callable[..., object]:
            def step(target: object, *rest: object) -> object:
                path = Path(
                    str(getattr(target, "name", (target, *rest)[-1]))
                    if what == "sync"
                    else str((target, *rest)[-1])
                )
                steps.note(what, path)
                result = function(target, *rest)
                if what == "sync":
                    steps.note("synced", path)  # only now is what its buffer held written, too
                return result

            return step

        patch.setattr(disk, "Raw", Raw)
        for name in ("create", "sync", "sync_folder", "replace", "remove"):
            patch.setattr(disk, name, told(name, getattr(disk, name)))


def stopped_at(step: int, before: Path, folder: Path) -> tuple[Path, list[list[str]], bool]:
    """Run `change` on a copy and kill it there; the copy, the steps that were done, whether it was killed."""
    index = folder / f"index{step}"
    shutil.copytree(before, index)
    log = folder / f"log{step}"
    log.touch()
    child = os.fork()
    if child == 0:
        os.setpgrp()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker, "read_file", read)
            Steps(log, step).watch(patch)
            try:
                change(index)
            finally:
                os._exit(0)
    _, status = os.waitpid(child, 0)
    return index, [line.split() for line in log.read_text().splitlines()], os.WIFSIGNALED(status)


def lose_power(index: Path, done: list[list[str]]) -> None:
    """Undo whatever was not synchronised: cut files in half, take new names away."""
    unsynced: set[str] = set()
    unnamed: set[str] = set()
    for what, name in done:
        if what in ("create", "replace"):
            unnamed.add(name)
        if what in ("create", "write"):
            unsynced.add(name)
        if what == "synced":
            unsynced.discard(name)
        if what == "sync_folder":
            unnamed.clear()
    for name in unsynced | unnamed:
        path = index / name
        if not path.exists():
            continue
        if name in unnamed:
            path.unlink()
        else:
            os.truncate(path, path.stat().st_size // 2)


def test_stopped_at_any_step_it_is_the_old_or_the_new_one(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "read_file", read)
    step, killed, seen = 0, True, []
    while killed:
        index, done, killed = stopped_at(step, before, tmp_path)
        renamed = ["replace", "_MAIN_8.toc"] in done
        assert ids(index) == (NEW if renamed else OLD), f"step {step}"
        lose_power(index, done)
        found = ids(index)
        assert found in (OLD, NEW), f"step {step}"
        assert found == NEW or not any(what == "remove" and "new" in name for what, name in done)
        seen.append(found)
        change(index)
        assert ids(index) == NEW | {f"{id_}~2" for id_ in ("new1", "new2") if found == NEW}
        names = {path.name for path in index.iterdir()}
        kept = {segment.file_name for segment in current(index).segments}
        assert {name for name in names if name.startswith("MAIN_") and "." in name} == kept
        assert len([name for name in names if ".toc" in name]) == 1
        shutil.rmtree(index)
        step += 1
    assert seen == sorted(seen, key=lambda found: found == NEW), "no step leads back"
    assert step > 20
    assert seen[0] == OLD
    assert seen[-1] == NEW


@pytest.mark.parametrize("fails", range(3))
def test_a_full_disk_leaves_the_old_one(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    index = tmp_path / "index"
    shutil.copytree(before, index)
    log = tmp_path / "log"
    log.touch()

    class Raw(io.FileIO):
        def write(self, data: object) -> int:
            with log.open("a") as file:
                file.write("x")
            if log.stat().st_size > fails:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(data)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(worker, "read_file", read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "Raw", Raw)
        with pytest.raises(DatelineError, match="No space left") as caught:
            change(index)
    assert caught.value.hint
    assert ids(index) == OLD
    change(index)
    assert ids(index) == NEW


def test_interrupted_at_any_step_it_is_the_old_or_the_new_one_and_nothing_is_left_over(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "read_file", read)
    me = os.getpid()
    seen: list[bool] = []

    class Interrupted(Steps):
        done = 0

        def note(self, what: str, path: Path) -> None:
            if os.getpid() == me:
                self.done += 1
                if self.done == self.stop_at:
                    raise KeyboardInterrupt

    steps = Interrupted(tmp_path, 0)
    while steps.done >= steps.stop_at:
        index = shutil.copytree(before, tmp_path / f"index{len(seen)}")
        steps = Interrupted(tmp_path, len(seen) + 1)
        with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
            steps.watch(patch)
            change(index)
        assert ids(index) in (OLD, NEW), f"step {len(seen)}"
        seen.append(ids(index) == NEW)
        if not seen[-1]:
            assert sorted(os.listdir(index)) == sorted(os.listdir(before))
    assert seen == sorted(seen)
    assert {False, True} == set(seen)


def test_a_commit_that_cannot_remove_what_was_before_is_none_the_worse(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = shutil.copytree(before, tmp_path / "index")
    monkeypatch.setattr(worker, "read_file", read)

    def remove(path: Path) -> None:
        if path.suffix == ".seg":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        path.unlink(missing_ok=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "remove", remove)
        change(index)
    assert ids(index) == NEW
    add(index, "new3")
    kept = {segment.file_name for segment in current(index).segments}
    assert {path.name for path in index.glob("*.seg")} == kept


def test_what_was_altered_is_not_merged_into_something_whole(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "read_file", read)
    index = shutil.copytree(before, tmp_path / "index")
    altered = index / current(index).segments[2].file_name
    content = bytearray(altered.read_bytes())
    content[Segment.open(altered).file.table["stored/blocks"][2]] ^= 1
    altered.write_bytes(content)
    files = sorted(os.listdir(index))
    with pytest.raises(IndexDamaged, match=f"{altered.name}: the array 'stored/blocks' was altered"):
        change(index)
    assert sorted(os.listdir(index)) == files
