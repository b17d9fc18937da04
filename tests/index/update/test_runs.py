"""A run brings the index to what its folders hold."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import index.update
from index.errors import DatelineError, IndexDamaged, IndexLocked, IndexNotFound, UsageError
from index.ingest import digest_of
from index.locate import generation
from index.settings import load
from index.update import Outcome

Reindex = Callable[..., Outcome]


def counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    return outcome.added, outcome.changed, outcome.removed, outcome.skipped, outcome.total


def test_only_what_is_new_changed_or_gone_is_touched(reindex: Reindex, writer: Any, news: Path) -> None:
    top = news.parent
    assert counts(reindex(top, news)) == (3, 0, 0, 0, 6)
    (news / "a.txt").write_text("other\n")
    (news / "b.txt").unlink()
    (news / "d.txt").write_text("d1\n")
    assert counts(reindex(top)) == (1, 1, 1, 0, 4)
    assert writer.articles_of(top / ".dateline") == {
        "a.txt:0": "other",
        "c.txt:0": "c1",
        "c.txt:1": "c2",
        "d.txt:0": "d1",
    }


def test_nothing_to_do_leaves_the_index_at_its_generation(reindex: Reindex, news: Path) -> None:
    reindex(news.parent, news)
    os.utime(news / "a.txt", (1, 1))
    assert counts(reindex(news.parent)) == (0, 0, 0, 0, 6)
    assert generation(news.parent / ".dateline") == 0


def test_a_file_of_known_size_and_times_is_not_even_opened(
    reindex: Reindex, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.update, "_FRESH_NS", -1_000_000_000_000)
    reindex(news.parent, news)
    monkeypatch.setattr(index.update, "digest_of", lambda path: pytest.fail(f"{path} was opened"))
    assert counts(reindex(news.parent)) == (0, 0, 0, 0, 6)


def test_a_change_too_quick_for_the_clock_is_noticed(reindex: Reindex, news: Path) -> None:
    """Same size, same times: only the content differs."""
    stamp = (news / "a.txt").stat()
    reindex(news.parent, news)
    with (news / "a.txt").open("r+") as file:
        file.write("A")
    os.utime(news / "a.txt", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert reindex(news.parent).changed == 1


def test_the_first_call_wants_a_folder(reindex: Reindex, tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        reindex(tmp_path)
    assert not (tmp_path / ".dateline").exists()


def test_further_folders_are_added_and_remembered(reindex: Reindex, writer: Any, news: Path) -> None:
    top, wire = news.parent, news.parent / "wire"
    wire.mkdir()
    (wire / "a.txt").write_text("w\n")
    reindex(top, news)
    assert reindex(top, wire).added == 1
    assert "../wire/a.txt:0" in writer.articles_of(top / ".dateline")
    (wire / "b.txt").write_text("w\n")
    assert reindex(top).added == 1
    assert reindex(top, forget=(wire,)).removed == 2
    assert load(top / ".dateline").roots == (news,)  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="not a folder of this index"):
        reindex(top, forget=(wire,))


def test_a_missing_root_keeps_its_articles_until_told_otherwise(reindex: Reindex, news: Path) -> None:
    top = news.parent
    other = top / "other"
    other.mkdir()
    (other / "x.txt").write_text("x\n")
    reindex(top, other, news)
    news.rename(top / "elsewhere")
    (other / "x.txt").write_text("y\n")
    told: list[str] = []
    outcome = reindex(top, told=told)
    assert counts(outcome) == (0, 1, 0, 0, 7)
    assert outcome.missing == [news]
    assert f"reindex --forget {news}" in told[0]
    with pytest.raises(DatelineError, match="--full would lose"):
        reindex(top, full=True)
    assert counts(reindex(top, forget=(news,))) == (0, 0, 3, 0, 1)


def test_unreadable_files_keep_what_was_known_and_are_tried_again(
    reindex: Reindex, writer: Any, news: Path, monkeypatch: pytest.MonkeyPatch
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
        patch.setattr(writer, "digest_of", staticmethod(deny))
        told: list[str] = []
        assert counts(reindex(news.parent, told=told)) == (0, 0, 0, 2, 6)
        assert told == ["a.txt: permission denied", "new.txt: Permission denied"]
        assert counts(reindex(news.parent)) == (0, 0, 0, 2, 6)
        assert generation(news.parent / ".dateline") == 1
    assert counts(reindex(news.parent)) == (0, 2, 0, 0, 6)


def test_a_full_run_is_refused_if_it_would_lose_what_cannot_be_read_now(reindex: Reindex, news: Path) -> None:
    reindex(news.parent, news)
    (news / "b.txt").unlink()
    (news / "b.txt").symlink_to("/nowhere/b.txt")
    with pytest.raises(DatelineError, match=r"b\.txt cannot be read now; --full would lose"):
        reindex(news.parent, full=True)
    assert counts(reindex(news.parent)) == (0, 0, 0, 1, 6)
    (news / "b.txt").unlink()
    assert counts(reindex(news.parent, full=True)) == (2, 0, 0, 0, 4)


def test_a_full_run_is_refused_if_it_would_lose_a_file_without_permission(
    reindex: Reindex, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reindex(news.parent, news)
    (news / "new.txt").write_text("new\n")
    denied = {os.fsencode(news / "b.txt"), os.fsencode(news / "new.txt")}
    monkeypatch.setattr(os, "access", lambda path, _: path not in denied)  # root may read everything
    with pytest.raises(DatelineError, match=r"b\.txt cannot be read now; --full would lose"):
        reindex(news.parent, full=True)
    (news / "b.txt").unlink()
    assert counts(reindex(news.parent, full=True)) == (3, 0, 0, 0, 5)


def test_an_unreadable_file_is_noted_until_it_changes(reindex: Reindex, news: Path) -> None:
    (news / "empty.txt").touch()
    told: list[str] = []
    assert counts(reindex(news.parent, news, told=told)) == (3, 0, 0, 1, 6)
    assert told == ["empty.txt: empty"]
    told.clear()
    assert counts(reindex(news.parent, told=told)) == (0, 0, 0, 1, 6)
    assert told == []
    (news / "empty.txt").write_text("full\n")
    assert counts(reindex(news.parent)) == (0, 1, 0, 0, 7)


def test_a_dry_run_tells_and_does_nothing(reindex: Reindex, news: Path) -> None:
    told: list[str] = []
    assert counts(reindex(news.parent, news, dry_run=True, told=told)) == (3, 0, 0, 0, 0)
    assert told == ["NEW a.txt", "NEW b.txt", "NEW c.txt"]
    assert not (news.parent / ".dateline").exists()
    reindex(news.parent, news)
    (news / "a.txt").write_text("other\n")
    (news / "b.txt").unlink()
    told.clear()
    assert counts(reindex(news.parent, dry_run=True, told=told))[:3] == (0, 1, 1)
    assert told == ["CHANGED a.txt", "GONE b.txt"]
    assert counts(reindex(news.parent))[:3] == (0, 1, 1)


def test_other_settings_want_everything_read_again(reindex: Reindex, news: Path) -> None:
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
def test_a_damaged_index_says_so_and_can_be_rebuilt(reindex: Reindex, news: Path, damage: str) -> None:
    reindex(news.parent, news)
    (news.parent / ".dateline" / damage).write_bytes(b"\xff junk" * 99)
    with pytest.raises(IndexDamaged):
        reindex(news.parent)
    with pytest.raises(IndexDamaged):
        reindex(news.parent, news)
    assert counts(reindex(news.parent, news, full=True)) == (3, 0, 0, 0, 6)
    assert counts(reindex(news.parent)) == (0, 0, 0, 0, 6)


def test_a_catalog_damaged_in_its_rows_can_be_rebuilt(reindex: Reindex, news: Path) -> None:
    reindex(news.parent, news)
    connection = sqlite3.connect(news.parent / ".dateline" / "catalog.sqlite")
    connection.execute("UPDATE files SET ids = '[' WHERE name = ?", (b"a.txt",))
    connection.commit()
    connection.close()
    (news / "a.txt").write_text("changed")
    with pytest.raises(IndexDamaged, match=r"catalog\.sqlite: what it says of a\.txt"):
        reindex(news.parent)
    assert counts(reindex(news.parent, full=True)) == (3, 0, 0, 0, 5)


def test_an_index_that_cannot_be_written_to_is_named(
    reindex: Reindex, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reindex(news.parent, news)

    def settle(*_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(index.update.Catalog, "settle", settle)
    with pytest.raises(DatelineError, match=r"catalog\.sqlite: attempt to write") as caught:
        reindex(news.parent)
    assert "permissions" in caught.value.hint


def test_a_lost_catalog_is_no_reason_to_index_everything_twice(reindex: Reindex, writer: Any, news: Path) -> None:
    reindex(news.parent, news)
    (news.parent / ".dateline" / "catalog.sqlite").unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        reindex(news.parent)
    writer.kill("before commit", lambda: reindex(news.parent, full=True))
    with pytest.raises(IndexDamaged):
        reindex(news.parent)
    assert counts(reindex(news.parent, full=True)) == (3, 0, 0, 0, 6)


def test_another_programs_writing_is_told(reindex: Reindex, news: Path) -> None:
    directory = news.parent / ".dateline"
    reindex(news.parent, news)
    shutil.copy(directory / "_MAIN_0.toc", directory / "_MAIN_5.toc")
    told: list[str] = []
    reindex(news.parent, told=told)
    assert "another program" in told[0]


def test_a_held_lock_is_passed_on(
    reindex: Reindex, writer: Any, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise IndexLocked("taken")

    monkeypatch.setitem(sys.modules, "index.writer", SimpleNamespace(ArchiveWriter=locked))
    with pytest.raises(IndexLocked):
        reindex(news.parent, news)
