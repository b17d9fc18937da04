"""The report is complete, in order, and safe to print."""

from __future__ import annotations

from pathlib import Path

from index.catalog import Catalog, Change, Task
from index.report import report
from index.scan import Problem


def test_every_note_and_problem_is_listed_under_its_heading(tmp_path: Path) -> None:
    notes = {
        b"b.txt": [("undated", ""), ("suspicious", "no headline")],
        b"a.csv": [("unreadable", "line 3 has no text"), ("undated", "a#1"), ("undated", "a#2")],
        b"\x1b.txt": [("suspicious", "dated 9999-01-01")],
        b"fine.txt": [],
    }
    with Catalog(tmp_path, -1, writable=True) as catalog:
        catalog.plan(Task(name, name, Change.NEW, 1, 2, 3) for name in sorted(notes))
        for task in list(catalog.tasks(Change.NEW)):
            catalog.record(task, b"digest", [], notes[task.name])
        catalog.prepare(1, full=False, settings="", inodes={})
        catalog.settle(1)
        others = [(f".{kind}", 9 - kind) for kind in range(9)]
        lines = list(report(catalog, [Problem(b"locked/", "permission denied", keep=True)], others))
    assert lines == [
        "Could not be read, or not wholly:",
        "  locked/: permission denied",
        "  a.csv: line 3 has no text",
        "Without a date of publication:",
        "  a.csv: a#1",
        "  a.csv: a#2",
        "  b.txt",
        "Suspicious:",
        "  \\e.txt: dated 9999-01-01",
        "  b.txt: no headline",
        "Of other kinds, left out: .0 (9), .1 (8), .2 (7), .3 (6), .4 (5), .5 (4), .6 (3), .7 (2), others (1)",
    ]


def test_an_archive_in_order_has_a_short_report(tmp_path: Path) -> None:
    with Catalog(tmp_path, -1, writable=False) as catalog:
        lines = list(report(catalog, []))
    assert lines == [
        "Could not be read, or not wholly: none",
        "Without a date of publication: none",
        "Suspicious: none",
    ]
