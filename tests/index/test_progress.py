"""A bar on a terminal, sentences everywhere."""

from __future__ import annotations

import re
import sys

import pytest

from index.catalog import Change, Task
from index.progress import Progress, _left


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


def work(progress: Progress) -> None:
    with progress:
        progress.looked(1000)
        progress.start(10)
        progress.read(4)
        progress.skipped(b"bad\x1b.txt", "it is binary")
        progress.read(6)
        progress.finish()


def test_without_a_terminal_nothing_moves(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress("reindex", quiet=False)
    work(progress)
    assert capsys.readouterr() == ("", "reindex: skipped bad\\e.txt: it is binary\n")
    assert progress.skipped_files == 1


def test_on_a_terminal_there_is_a_bar_that_makes_way_for_warnings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    work(Progress("reindex", quiet=False))
    shown = capsys.readouterr().err
    assert "1,000 files" in shown
    assert "\x1b[2Kreindex: skipped bad\\e.txt" in shown
    assert "100%" in shown
    assert shown.endswith("\x1b[?25h\nWriting the index\r\x1b[2K")  # the cursor is back, the line empty


def test_the_bar_fits_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setattr("index.progress._left", lambda seconds, done: "about 59 min left")
    work(Progress("reindex", quiet=False))
    drawn = [line for line in re.split(r"[\r\n]", capsys.readouterr().err) if "Indexing  [" in line]
    assert drawn
    assert all(len(re.sub(r"\x1b\[[?0-9]*[a-zA-Z]", "", line)) < 50 for line in drawn)


@pytest.mark.parametrize(
    ("seconds", "done", "said"),
    [(1.0, 0.5, ""), (9.0, 0.0, ""), (10.0, 0.25, "about 30 s left"), (60.0, 0.1, "about 9 min left")],
)
def test_the_time_left_is_told_by_all_that_was_done(seconds: float, done: float, said: str) -> None:
    assert _left(seconds, done) == said


def test_quiet_has_no_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    on_terminal(monkeypatch)
    work(Progress("reindex", quiet=True))
    assert capsys.readouterr().err == "reindex: skipped bad\\e.txt: it is binary\n"


def test_of_many_bad_stories_in_a_file_the_first_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("reindex", quiet=False) as progress:
        for number in range(1000):
            progress.skipped(b"table.csv", f"line {number}")
        progress.skipped(b"other.csv", "line 1")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 8
    assert lines[5:7] == ["reindex: skipped 995 more in table.csv", "  See them all: reindex --report"]
    assert progress.skipped_files == 2


def test_a_dry_run_names_files_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    Progress("reindex", quiet=False).planned(Task(b"caf\xe9\n.txt", b"", Change.GONE, 0, 0, 0))
    assert capsys.readouterr().out == "remove caf\\xe9\\n.txt\n"
