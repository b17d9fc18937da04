"""A run brings the index to what its folders hold, and leaves it alone when it fails."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.update
from index.catalog import Catalog, Task
from index.errors import ArticleError, DatelineError, IndexDamaged, IndexLocked, IndexNotFound, UsageError
from index.ingest import FileReport, SourceFile, digest_of
from index.locate import Location, generation
from index.settings import load
from index.update import Outcome, Request, update


class Killed(BaseException):
    """What a run is stopped with; nothing catches it."""


class Writer:
    """An index that is a JSON file: articles by id, one a line of the files. Every step can be its last."""

    deadly = ""
    """At which step runs are killed."""
    digest_of = staticmethod(digest_of)

    def __init__(self, directory: Path, *, full: bool, jobs: int | None, wait: float, **_: Any) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        current = generation(directory)
        self.generation = current + 1
        self.articles: dict[str, str] = {} if full else articles_of(directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def step(self, name: str) -> None:
        if self.deadly == name:
            raise Killed

    def delete(self, ids: Iterable[str]) -> int:
        doomed = list(ids)
        for one in doomed:
            del self.articles[one]  # the catalog must never speak of articles that are not there
        self.step("delete")
        return len(doomed)

    def write(self, files: Iterable[SourceFile]) -> Iterator[FileReport]:
        for file in list(files):
            self.step("write")
            try:
                digest, lines = self.digest_of(file.path), file.path.read_text().splitlines()
            except OSError as error:
                yield FileReport(file.name, errors=(ArticleError(f"{file.name}: {error.strerror}"),))
                continue
            ids = [f"{file.name}:{number}" for number in range(len(lines))]
            assert not set(ids) & set(self.articles)
            self.articles.update(zip(ids, lines, strict=True))
            errors = () if lines else (ArticleError(f"{file.name}: empty"),)
            yield FileReport(file.name, digest=digest, ids=tuple(ids), errors=errors)

    def commit(self) -> int:
        self.step("before commit")
        draft = self.directory / "draft"
        draft.write_text(json.dumps(self.articles))
        draft.rename(self.directory / f"_MAIN_{self.generation}.toc")
        self.step("after commit")
        return self.generation


def articles_of(directory: Path) -> dict[str, str]:
    current = generation(directory)
    return json.loads((directory / f"_MAIN_{current}.toc").read_text()) if current >= 0 else {}


class Watch:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def looked(self, files: int) -> None: ...

    def planned(self, task: Task) -> None:
        self.told.append(f"{task.change.name} {task.name.decode()}")

    def start(self, effort: int) -> None: ...

    def read(self, effort: int) -> None: ...

    def finish(self) -> None: ...

    def skipped(self, name: bytes, reason: str) -> None:
        self.told.append(f"{name.decode()}: {reason}")

    def warn(self, message: str, hint: str) -> None:
        self.told.append(f"{message}\n{hint}")


@pytest.fixture(autouse=True)
def _fake_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "index.writer", SimpleNamespace(ArchiveWriter=Writer))
    monkeypatch.setattr("index.catalog._DURABILITY", "OFF")  # nobody pulls a plug here
    monkeypatch.setattr("index.settings.os.fsync", lambda descriptor: None)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(f"{name}1\n{name}2\n")
    return folder


def reindex(folder: Path, *add: Path, watch: Watch | None = None, **more: Any) -> Outcome:
    """Update the index in `folder`/.dateline."""
    return update(Location(folder / ".dateline", "test"), Request(add=add, **more), watch or Watch())


def counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    return outcome.added, outcome.changed, outcome.removed, outcome.skipped, outcome.total


def test_only_what_is_new_changed_or_gone_is_touched(news: Path) -> None:
    top = news.parent
    assert counts(reindex(top, news)) == (3, 0, 0, 0, 6)
    (news / "a.txt").write_text("other\n")
    (news / "b.txt").unlink()
    (news / "d.txt").write_text("d1\n")
    assert counts(reindex(top)) == (1, 1, 1, 0, 4)
    assert articles_of(top / ".dateline") == {
        "a.txt:0": "other",
        "c.txt:0": "c1",
        "c.txt:1": "c2",
        "d.txt:0": "d1",
    }


def test_nothing_to_do_leaves_the_index_at_its_generation(news: Path) -> None:
    reindex(news.parent, news)
    os.utime(news / "a.txt", (1, 1))
    assert counts(reindex(news.parent)) == (0, 0, 0, 0, 6)
    assert generation(news.parent / ".dateline") == 0


def test_a_file_of_known_size_and_times_is_not_even_opened(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.update, "_FRESH_NS", -1_000_000_000_000)
    reindex(news.parent, news)
    monkeypatch.setattr(index.update, "digest_of", lambda path: pytest.fail(f"{path} was opened"))
    assert counts(reindex(news.parent)) == (0, 0, 0, 0, 6)


def test_a_change_too_quick_for_the_clock_is_noticed(news: Path) -> None:
    """Same size, same times: only the content differs."""
    stamp = (news / "a.txt").stat()
    reindex(news.parent, news)
    with (news / "a.txt").open("r+") as file:
        file.write("A")
    os.utime(news / "a.txt", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert reindex(news.parent).changed == 1


def test_the_first_call_wants_a_folder(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        reindex(tmp_path)
    assert not (tmp_path / ".dateline").exists()


def test_further_folders_are_added_and_remembered(news: Path) -> None:
    top, wire = news.parent, news.parent / "wire"
    wire.mkdir()
    (wire / "a.txt").write_text("w\n")
    reindex(top, news)
    assert reindex(top, wire).added == 1
    assert "../wire/a.txt:0" in articles_of(top / ".dateline")
    (wire / "b.txt").write_text("w\n")
    assert reindex(top).added == 1
    assert reindex(top, forget=(wire,)).removed == 2
    assert load(top / ".dateline").roots == (news,)  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="not a folder of this index"):
        reindex(top, forget=(wire,))


def test_a_missing_root_keeps_its_articles_until_told_otherwise(news: Path) -> None:
    top = news.parent
    other = top / "other"
    other.mkdir()
    (other / "x.txt").write_text("x\n")
    reindex(top, other, news)
    news.rename(top / "elsewhere")
    (other / "x.txt").write_text("y\n")
    watch = Watch()
    outcome = reindex(top, watch=watch)
    assert counts(outcome) == (0, 1, 0, 0, 7)
    assert outcome.missing == [news]
    assert f"reindex --forget {news}" in watch.told[0]
    with pytest.raises(DatelineError, match="--full would lose"):
        reindex(top, full=True)
    assert counts(reindex(top, forget=(news,))) == (0, 0, 3, 0, 1)


def test_unreadable_files_keep_what_was_known_and_are_tried_again(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(path: Path) -> bytes:
        if path.name in ("a.txt", "new.txt"):
            raise PermissionError(13, "Permission denied")
        return digest_of(path)

    reindex(news.parent, news)
    for name in ("a.txt", "new.txt"):
        (news / name).write_text("new\n")
    with monkeypatch.context() as patch:
        patch.setattr(index.update, "digest_of", deny)
        patch.setattr(Writer, "digest_of", staticmethod(deny))
        watch = Watch()
        assert counts(reindex(news.parent, watch=watch)) == (0, 0, 0, 2, 6)
        assert watch.told == ["a.txt: permission denied", "new.txt: Permission denied"]
        assert counts(reindex(news.parent)) == (0, 0, 0, 2, 6)
        assert generation(news.parent / ".dateline") == 1
    assert counts(reindex(news.parent)) == (0, 2, 0, 0, 6)


def test_a_full_run_is_refused_if_it_would_lose_what_cannot_be_read_now(news: Path) -> None:
    reindex(news.parent, news)
    (news / "b.txt").unlink()
    (news / "b.txt").symlink_to("/nowhere/b.txt")
    with pytest.raises(DatelineError, match=r"b\.txt cannot be read now; --full would lose"):
        reindex(news.parent, full=True)
    assert counts(reindex(news.parent)) == (0, 0, 0, 1, 6)
    (news / "b.txt").unlink()
    assert counts(reindex(news.parent, full=True)) == (2, 0, 0, 0, 4)


def test_an_unreadable_file_is_noted_until_it_changes(news: Path) -> None:
    (news / "empty.txt").touch()
    watch = Watch()
    assert counts(reindex(news.parent, news, watch=watch)) == (3, 0, 0, 1, 6)
    assert watch.told == ["empty.txt: empty"]
    watch = Watch()
    assert counts(reindex(news.parent, watch=watch)) == (0, 0, 0, 1, 6)
    assert watch.told == []
    (news / "empty.txt").write_text("full\n")
    assert counts(reindex(news.parent)) == (0, 1, 0, 0, 7)


def test_a_dry_run_tells_and_does_nothing(news: Path) -> None:
    watch = Watch()
    assert counts(reindex(news.parent, news, dry_run=True, watch=watch)) == (3, 0, 0, 0, 0)
    assert watch.told == ["NEW a.txt", "NEW b.txt", "NEW c.txt"]
    assert not (news.parent / ".dateline").exists()
    reindex(news.parent, news)
    (news / "a.txt").write_text("other\n")
    (news / "b.txt").unlink()
    watch = Watch()
    assert counts(reindex(news.parent, dry_run=True, watch=watch))[:3] == (0, 1, 1)
    assert watch.told == ["CHANGED a.txt", "GONE b.txt"]
    assert counts(reindex(news.parent))[:3] == (0, 1, 1)


def test_other_settings_want_everything_read_again(news: Path) -> None:
    reindex(news.parent, news, language="de")
    for request in ({"language": "en"}, {"extract": False}):
        with pytest.raises(UsageError) as caught:
            reindex(news.parent, **request)
        assert "--full" in caught.value.hint
    reindex(news.parent, language="de", extract=True)
    reindex(news.parent, language="en", extract=False, full=True)
    known = load(news.parent / ".dateline")
    assert known is not None
    assert (known.language, known.extract) == ("en", False)


@pytest.mark.parametrize("damage", ["catalog.sqlite", "settings.json"])
def test_a_damaged_index_says_so_and_can_be_rebuilt(news: Path, damage: str) -> None:
    reindex(news.parent, news)
    (news.parent / ".dateline" / damage).write_bytes(b"\xff junk" * 99)
    with pytest.raises(IndexDamaged):
        reindex(news.parent)
    with pytest.raises(IndexDamaged):
        reindex(news.parent, news)
    assert counts(reindex(news.parent, news, full=True)) == (3, 0, 0, 0, 6)
    assert counts(reindex(news.parent)) == (0, 0, 0, 0, 6)


def test_a_lost_catalog_is_no_reason_to_index_everything_twice(news: Path) -> None:
    reindex(news.parent, news)
    (news.parent / ".dateline" / "catalog.sqlite").unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        reindex(news.parent)
    kill(Writer, "before commit", lambda: reindex(news.parent, full=True))
    with pytest.raises(IndexDamaged):
        reindex(news.parent)
    assert counts(reindex(news.parent, full=True)) == (3, 0, 0, 0, 6)


def test_another_programs_writing_is_told(news: Path) -> None:
    directory = news.parent / ".dateline"
    reindex(news.parent, news)
    shutil.copy(directory / "_MAIN_0.toc", directory / "_MAIN_5.toc")
    watch = Watch()
    reindex(news.parent, watch=watch)
    assert "another program" in watch.told[0]


def test_a_held_lock_is_passed_on(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise IndexLocked("taken")

    monkeypatch.setitem(sys.modules, "index.writer", SimpleNamespace(ArchiveWriter=locked))
    with pytest.raises(IndexLocked):
        reindex(news.parent, news)


def kill(patched: Any, step: str, action: Callable[[], object]) -> bool:
    """Run `action` and kill it at `step`; tells whether it got there."""
    patched.deadly = step
    try:
        action()
    except Killed:
        return True
    finally:
        patched.deadly = ""
    return False


STEPS = ("delete", "write", "before prepare", "before commit", "after commit", "within settle", "after settle")


@pytest.fixture(scope="module")
def _deadly_catalog() -> Iterator[None]:
    """A catalog that can be killed as well."""
    patch = pytest.MonkeyPatch()
    prepare, settle, keep = Catalog.prepare, Catalog.settle, Catalog._keep

    def deadly_prepare(self: Catalog, *args: Any, **more: Any) -> None:
        if Writer.deadly == "before prepare":
            raise Killed
        prepare(self, *args, **more)

    def deadly_settle(self: Catalog, number: int) -> None:
        settle(self, number)
        if Writer.deadly == "after settle" and number > 0:
            raise Killed

    def deadly_keep(self: Catalog, facts: dict[str, Any]) -> None:
        keep(self, facts)
        if Writer.deadly == "within settle" and "generation" in facts:
            raise Killed

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
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, kills: list[str]
) -> None:
    top = tmp_path_factory.mktemp("top")
    news = top / "news"
    news.mkdir()
    for step in (*kills, ""):
        for _ in range(chance.randrange(1, 5)):
            disturb(chance, news)
        before = articles_of(top / ".dateline")
        if kill(Writer, step, lambda: reindex(top, news)) and step not in (
            "after commit",
            "within settle",
            "after settle",
        ):
            assert articles_of(top / ".dateline") == before
    incremental = articles_of(top / ".dateline")
    assert reindex(top, news, full=True).total == len(incremental)
    assert articles_of(top / ".dateline") == incremental
    shutil.rmtree(top)
