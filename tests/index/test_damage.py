"""`reindex` on an index that is damaged, foreign or hostile: what it says, and that --full cures it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.locate import generation
from index.schema import whoosh_schema

Ids = Callable[[Path], list[str]]
Run = Callable[..., Any]


def test_a_damaged_index_is_named_with_its_cure(run: Run, tmp_path: Path, news: Path, ids: Ids) -> None:
    run("news")
    (tmp_path / ".dateline" / "catalog.sqlite").write_bytes(b"junk" * 1000)
    done = run()
    assert done.code == 3
    assert "catalog.sqlite" in done.err
    assert "reindex --full" in done.err
    assert run("--full").code == 0
    assert ids(tmp_path) == ["convoy"]
    assert news.exists()


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: os.truncate(path, 5000)])
def test_a_run_with_nothing_to_do_notices_a_lost_segment(
    run: Run, tmp_path: Path, news: Path, damage: Callable[[Path], None], ids: Ids
) -> None:
    run("news")
    (segment,) = (tmp_path / ".dateline").glob("*.seg")
    damage(segment)
    done = run()
    assert (done.code, segment.name in done.err) == (3, True)
    assert run("--full").code == 0
    assert (run().code, ids(tmp_path)) == (0, ["convoy"])
    assert news.exists()


def test_lost_settings_are_noticed_before_folders_are_forgotten(
    run: Run, tmp_path: Path, news: Path, ids: Ids
) -> None:
    run("news")
    (tmp_path / ".dateline" / "settings.json").unlink()
    (tmp_path / "more").mkdir()
    assert "settings.json is missing" in run("--check").out
    for arguments in ((), ("--full",), ("more",)):
        done = run(*arguments)
        assert (done.code, "reindex --full FOLDER" in done.err) == (3, True)
    assert ids(tmp_path) == ["convoy"]
    assert run("--full", "news").code == 0
    assert run("--check").code == 0
    assert news.exists()


class Hostile:
    """What an index from a stranger might hold."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("pwned",)


def test_a_hostile_table_of_contents_is_never_run(run: Run, news: Path, tmp_path: Path, ids: Ids) -> None:
    run("news")
    folder = tmp_path / ".dateline"
    table = TOC(whoosh_schema(), [Hostile()], generation(folder) + 1)
    table.write(FileStorage(str(folder)), "MAIN")
    done = run()
    assert done.code == 3
    assert "is damaged" in done.err
    assert run("--check").code == 3
    assert run("--full").code == 0
    assert ids(tmp_path) == ["convoy"]
    assert not (tmp_path / "pwned").exists()
    assert news.exists()


def test_checking_says_what_is_whole_and_what_is_not(run: Run, news: Path, tmp_path: Path) -> None:
    run("news")
    done = run("--check")
    assert (done.code, done.out, done.err) == (0, f"{tmp_path / '.dateline'} is whole\n", "")
    (segment,) = (tmp_path / ".dateline").glob("*.seg")
    content = segment.read_bytes()
    at = content.index(b"homs")
    segment.write_bytes(content[:at] + b"X" + content[at + 1 :])
    done = run("--check")
    assert done.code == 3
    assert segment.name in done.out
    assert "is damaged" in done.err
    assert news.exists()


def test_checking_holds_the_catalog_against_the_index(run: Run, news: Path, tmp_path: Path) -> None:
    run("news")
    shutil.copy(news / "convoy.txt", news / "b.txt")
    kept = (tmp_path / ".dateline" / "catalog.sqlite").read_bytes()
    run()
    whole = (tmp_path / ".dateline" / "catalog.sqlite").read_bytes()
    (tmp_path / ".dateline" / "catalog.sqlite").write_bytes(kept)
    done = run("--check")
    assert done.code == 3
    assert done.out == "the catalog knows 1 articles, the index has 2\n"
    (tmp_path / ".dateline" / "catalog.sqlite").write_bytes(whole)
    catalog = sqlite3.connect(tmp_path / ".dateline" / "catalog.sqlite")
    catalog.execute("UPDATE files SET ids = replace(ids, 'o', 'p') WHERE name = ?", (b"convoy.txt",))
    catalog.commit()
    catalog.close()
    done = run("--check")
    assert done.code == 3
    assert done.out == "the catalog knows 1 articles by ids that the index has not\n"


def test_checking_reads_all_of_the_table_of_contents(run: Run, news: Path, tmp_path: Path) -> None:
    run("news")
    (table,) = (tmp_path / ".dateline").glob("*.toc")
    content = table.read_bytes()
    table.write_bytes(content.replace(b"whoosh.fields", b"whoosh.fiends"))
    done = run("--check")
    assert done.code == 3
    assert f"{table} has a schema that cannot be used" in done.out
    table.write_bytes(content)
    table.rename(table.with_name("_MAIN_7.toc"))
    done = run("--check")
    assert done.code == 3
    assert "_MAIN_7.toc is damaged: it is that of generation 1" in done.out


def test_what_another_program_wrote_in_its_own_format_is_replaced_by_a_full_run(
    run: Run, news: Path, tmp_path: Path, ids: Ids
) -> None:
    run("news")
    with whoosh.index.open_dir(str(tmp_path / ".dateline")).writer() as writer:
        writer.add_document(id="stock", body="stock", article={"id": "stock"})
    done = run()
    assert done.code == 3
    assert "--full" in done.err
    assert run("--check").out.count("another format") == 1
    assert run("--full").code == 0
    assert ids(tmp_path) == ["convoy"]


@pytest.mark.parametrize("pattern", ["*.seg", "catalog.sqlite", "settings.json"])
def test_a_folder_in_place_of_a_file_is_named_with_its_cure(
    run: Run, tmp_path: Path, news: Path, pattern: str, ids: Ids
) -> None:
    run("news")
    (taken,) = (tmp_path / ".dateline").glob(pattern)
    taken.unlink()
    taken.mkdir()
    for arguments in ((), ("--check",)):
        done = run(*arguments)
        assert done.code == 3
        assert f"{taken} is a folder, not a file" in done.out + done.err
        assert "--full" in done.err
    if pattern != "*.seg":  # a segment of this name is asked for no more
        taken.rmdir()
    assert run("--full", "news").code == 0
    assert ids(tmp_path) == ["convoy"]
    assert news.exists()
