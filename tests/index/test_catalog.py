"""The catalog moves with the index or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalog import Catalog, Change, Row, Task, compare
from index.errors import DatelineError, IndexDamaged, IndexTooNew
from index.scan import Found


def task(name: bytes, change: Change = Change.NEW, size: int = 1) -> Task:
    return Task(name, b"/" + name, change, size, 2, 3)


def run(catalog: Catalog, generation: int, tasks: Iterable[Task], *, full: bool = False) -> None:
    """Everything up to the commit of the index."""
    catalog.plan(tasks)
    for one in list(catalog.tasks(Change.NEW, Change.CHANGED)):
        catalog.record(one, b"digest", [one.name.decode(), f"{one.name.decode()}#2"], [("undated", "x")])
    catalog.prepare(generation, full=full, settings=f'"{generation}"', inodes={"/": generation})


def names(directory: Path, generation: int) -> list[bytes]:
    with Catalog(directory, generation, writable=False) as catalog:
        return [row.name for row in catalog.rows()]


@pytest.fixture
def indexed(tmp_path: Path) -> Path:
    """An index of generation 1 with two files."""
    with Catalog(tmp_path, -1, writable=True) as catalog:
        run(catalog, 1, [task(b"a"), task(b"b")])
        catalog.settle(1)
    return tmp_path


def test_rows_are_there_once_settled(indexed: Path) -> None:
    with Catalog(indexed, 1, writable=False) as catalog:
        rows = list(catalog.rows())
        assert rows[0] == Row(b"a", 1, 2, 3, b"digest", '["a","a#2"]', '[["undated","x"]]')
        assert catalog.fact("articles", 0) == 4
        assert list(catalog.notes()) == [(b"a", "undated", "x"), (b"b", "undated", "x")]
        assert catalog.inodes() == {"/": 1}
    assert json.loads((indexed / "settings.json").read_text()) == "1"


CHANGES = [task(b"a", Change.CHANGED), task(b"b", Change.GONE), task(b"c")]


def test_killed_before_the_index_moved_nothing_has_happened(indexed: Path) -> None:
    with Catalog(indexed, 1, writable=True) as catalog:
        run(catalog, 2, CHANGES)
    assert names(indexed, 1) == [b"a", b"b"]
    with Catalog(indexed, 1, writable=True) as catalog:
        assert not catalog.unsettled
        catalog.settle(1)
    assert names(indexed, 1) == [b"a", b"b"]
    assert json.loads((indexed / "settings.json").read_text()) == "1"


def test_killed_after_the_index_moved_everything_has_happened(indexed: Path) -> None:
    with Catalog(indexed, 1, writable=True) as catalog:
        run(catalog, 2, CHANGES)
    assert names(indexed, 2) == [b"a", b"c"]
    with Catalog(indexed, 2, writable=True) as catalog:
        assert catalog.unsettled
        catalog.settle(2)
        assert not catalog.unsettled
        assert catalog.fact("articles", 0) == 4
    assert names(indexed, 2) == [b"a", b"c"]
    assert json.loads((indexed / "settings.json").read_text()) == "2"


def test_a_full_run_replaces_everything(indexed: Path) -> None:
    with Catalog(indexed, 1, writable=True) as catalog:
        run(catalog, 2, [task(b"c")], full=True)
    assert names(indexed, 1) == [b"a", b"b"]
    assert names(indexed, 2) == [b"c"]
    with Catalog(indexed, 2, writable=True) as catalog:
        catalog.settle(2)
        assert catalog.fact("articles", 0) == 2
    assert names(indexed, 2) == [b"c"]


def test_a_touched_file_keeps_its_articles(indexed: Path) -> None:
    with Catalog(indexed, 1, writable=True) as catalog:
        run(catalog, 1, [task(b"a", Change.TOUCHED, size=9)])
        catalog.settle(1)
        row = next(catalog.rows())
        assert (row.size, row.digest, row.ids) == (9, b"digest", '["a","a#2"]')
        assert catalog.fact("articles", 0) == 4


def test_ids_to_delete_are_those_of_what_changed_or_is_gone(indexed: Path) -> None:
    with Catalog(indexed, 1, writable=True) as catalog:
        catalog.plan([task(b"a", Change.TOUCHED), task(b"b", Change.GONE), task(b"c")])
        assert list(catalog.ids_to_delete()) == ["b", "b#2"]
        assert catalog.count_tasks() == {
            Change.NEW: (1, 4097),
            Change.CHANGED: (0, 0),
            Change.GONE: (1, 4097),
            Change.TOUCHED: (1, 4097),
        }


def test_unreadable_files_are_counted(indexed: Path) -> None:
    with Catalog(indexed, 1, writable=True) as catalog:
        catalog.plan([task(b"c")])
        catalog.record(task(b"c"), b"", [], [("unreadable", 'odd "name"'), ("unreadable", "twice")])
        catalog.prepare(2, full=False, settings="", inodes={})
        catalog.settle(2)
        assert catalog.count_unreadable() == 1


def test_another_programs_writing_is_noticed(indexed: Path) -> None:
    with Catalog(indexed, 5, writable=True) as catalog:
        assert catalog.foreign


def test_a_catalog_without_its_index_and_the_reverse_are_damage(indexed: Path) -> None:
    with pytest.raises(IndexDamaged, match="generation 1, the index of 0"):
        Catalog(indexed, 0, writable=True)
    (indexed / "catalog.sqlite").unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        Catalog(indexed, 1, writable=True)
    with Catalog(indexed, -1, writable=True):
        pass
    with pytest.raises(IndexDamaged, match="generation -1, the index of 1"):
        Catalog(indexed, 1, writable=True)


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 99])
def test_a_broken_file_is_named(indexed: Path, damage: bytes) -> None:
    (indexed / "catalog.sqlite").write_bytes(damage)
    with pytest.raises(IndexDamaged, match="catalog") as caught:
        Catalog(indexed, 1, writable=True)
    assert "--full" in caught.value.hint


@pytest.mark.parametrize("column", ["ids", "notes"])
def test_altered_rows_are_found_and_told_as_damage(indexed: Path, column: str) -> None:
    connection = sqlite3.connect(indexed / "catalog.sqlite")
    connection.execute(f"UPDATE files SET {column} = '[[' WHERE name = ?", (b"b",))  # noqa: S608  # our own
    connection.commit()
    connection.close()
    with Catalog(indexed, 1, writable=False) as catalog:
        (fault,) = catalog.faults()
    assert fault.endswith("catalog.sqlite: what it says of b makes no sense")
    with pytest.raises(IndexDamaged, match="says of b"), Catalog(indexed, 1, writable=False) as catalog:
        list(map(json.loads, (getattr(row, column) for row in catalog.rows())))


def test_defects_of_ours_are_not_taken_for_damage(indexed: Path) -> None:
    with pytest.raises(ValueError, match="ours"), Catalog(indexed, 1, writable=True):
        raise ValueError("ours")


@pytest.mark.parametrize("writable", [True, False])
def test_a_folder_in_its_place_is_named(indexed: Path, writable: bool) -> None:
    (indexed / "catalog.sqlite").unlink()
    (indexed / "catalog.sqlite").mkdir()
    with pytest.raises(DatelineError, match=r"catalog\.sqlite is a folder, not a file"):
        Catalog(indexed, 1, writable=writable)


def test_a_later_version_is_left_alone(indexed: Path) -> None:
    connection = sqlite3.connect(indexed / "catalog.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexTooNew):
        Catalog(indexed, 1, writable=True)


def test_without_an_index_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    assert names(tmp_path / "none", -1) == []
    assert not (tmp_path / "none").exists()


@given(st.sets(st.binary(max_size=3)), st.sets(st.binary(max_size=3)))
def test_comparing_meets_every_name_once_in_order(known: set[bytes], there: set[bytes]) -> None:
    rows = (Row(name, 0, 0, 0, b"", "", "") for name in sorted(known))
    found = (Found(name, b"", 0, 0, 0) for name in sorted(there))
    pairs = [(row.name if row else None, one.name if one else None) for row, one in compare(rows, found)]
    both = sorted(known | there)
    assert pairs == [(name if name in known else None, name if name in there else None) for name in both]
