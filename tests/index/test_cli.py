"""`reindex` as its user meets it: exit codes, what is said where, and the index that results."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.locate import generation

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from index.cli import main; main()"]
STORY = "Convoy reaches Homs\n\nGENEVA, Jan 26, 2014 - Trucks with flour reached the old city on Sunday.\n"

Ids = Callable[[Path], list[str]]
Run = Callable[..., Any]


def test_from_a_folder_to_an_index_and_on(run: Run, news: Path, tmp_path: Path, ids: Ids) -> None:
    first = run("news")
    assert first.code == 0
    assert first.err == f"New index: {tmp_path / '.dateline'}\n"
    assert first.out.startswith("1 file added, 0 changed, 0 removed, 0 skipped; 1 article in the index; took ")
    (news / "second.txt").write_text(STORY.replace("Homs", "Aleppo"))
    again = run()
    assert (again.code, again.err) == (0, "")
    assert again.out.startswith("1 file added, 0 changed, 0 removed, 0 skipped; 2 articles in the index; took ")
    assert ids(tmp_path) == ["convoy", "second"]


def test_quiet_is_silent_but_for_errors(run: Run, news: Path) -> None:
    (news / "empty.txt").touch()
    done = run("news", "--quiet")
    assert (done.code, done.out) == (0, "")
    assert done.err == "reindex: skipped empty.txt: not read, it is empty\n"


def test_one_bad_file_costs_only_itself(run: Run, news: Path, tmp_path: Path, ids: Ids) -> None:
    (news / "empty.txt").touch()
    (news / "junk.txt").write_bytes(bytes(range(256)) * 50)
    (news / "broken.json").write_text('{"headline": ')
    (news / "latin.txt").write_bytes(STORY.replace("Homs", "Café").encode("latin-1"))
    (news / "half.txt").write_bytes(STORY.encode() + b"\xc3\x28\xff\xfe broken")
    (news / os.fsdecode(b"caf\xe9\x1b[2J\nforged: line.txt")).write_text(STORY)
    os.mkfifo(news / "pipe.txt")
    (news / "self").symlink_to(".")
    with (news / "huge.txt").open("wb") as file:
        file.truncate(200 << 20)
    done = run("news")
    assert done.code == 0
    assert "\x1b" not in done.err
    skipped = [line for line in done.err.splitlines() if line.startswith("reindex: skipped ")]
    for name in ("empty.txt", "junk.txt", "broken.json", "huge.txt", "pipe.txt"):
        assert any(line.startswith(f"reindex: skipped {name}: ") for line in skipped)
    assert len(skipped) == 5
    assert "4 files added, 0 changed, 0 removed, 5 skipped" in done.out
    assert "convoy" in ids(tmp_path)
    assert run("--strict").code == 1
    report = run("--report").out
    assert "huge.txt: not read" in report
    assert "pipe.txt: not an ordinary file" in report


def test_a_bad_story_is_named_once_with_its_file(run: Run, news: Path) -> None:
    (news / "wire.jsonl").write_text('{"headline": "Convoy"}\n{broken\n')
    assert "reindex: skipped wire.jsonl: line 2: not read" in run("news").err
    assert "  wire.jsonl: line 2: not read" in run("--report").out


def test_names_of_files_never_reach_the_terminal_as_commands(run: Run, news: Path) -> None:
    (news / "\x1b]0;title\x07\nreindex: all is well.txt").touch()
    done = run("news")
    assert done.err.splitlines()[1].startswith(r"reindex: skipped \e]0;title\x07\nreindex: all is well.txt: ")
    assert r"\e]0;title\x07\nreindex: all is well.txt" in run("--report").out


def test_a_dry_run_says_what_would_be_done(run: Run, news: Path, tmp_path: Path) -> None:
    done = run("news", "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("add    convoy.txt\n1 file would be added, 0 changed, 0 removed, 0 skipped; took ")
    assert not (tmp_path / ".dateline").exists()
    assert news.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 3, "there is no index"),
        (("nowhere",), 2, "nowhere does not exist"),
        (("--bogus",), 2, "--bogus"),
        (("--jobs", "0"), 2, "--jobs"),
        (("--forget", "elsewhere", "news"), 2, "is not a folder of this index"),
        (("--check",), 3, "there is no index"),
        (("--index", "nowhere", "--check"), 3, "there is no index at "),
    ],
)
@pytest.mark.usefixtures("news")
def test_wrong_use_has_its_exit_code_and_a_sentence(
    run: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "reindex: " in done.err
    assert "Usage:" not in done.err


def test_an_index_elsewhere_is_found_again(run: Run, news: Path, tmp_path: Path) -> None:
    assert run("news", "--index", "my index").code == 0
    assert generation(tmp_path / "my index") >= 0
    (news / "convoy.txt").unlink()
    done = run(DATELINE_INDEX=str(tmp_path / "my index"))
    assert "0 files added, 0 changed, 1 removed" in done.out
    assert not (tmp_path / ".dateline").exists()


def test_an_unmounted_disk_is_no_reason_to_forget(run: Run, news: Path, tmp_path: Path, ids: Ids) -> None:
    run("news")
    news.rename(tmp_path / "away")
    done = run()
    assert done.code == 1
    assert f"{news} is not there" in done.err
    assert f"reindex --forget {news}" in done.err
    assert ids(tmp_path) == ["convoy"]
    assert run("--full").code == 1
    assert ids(tmp_path) == ["convoy"]
    done = run("--forget", "news")
    assert (done.code, ids(tmp_path)) == (0, [])


def test_files_that_are_not_read_are_told_of_when_folders_are_named(run: Run, news: Path) -> None:
    for name in ("a.pdf", "b.PDF", "page.odt.gz", "notes"):
        (news / name).write_text("x")
    done = run("news")
    assert done.code == 0
    assert "files of other kinds are left out: .pdf (2), " in done.err
    assert all(kind in done.err for kind in (".odt.gz (1)", "no suffix (1)"))
    assert run().err == ""
    assert "Of other kinds, left out: .pdf (2), " in run("--report").out


def test_a_folder_without_articles_says_what_it_has_instead(run: Run, news: Path) -> None:
    (news / "convoy.txt").rename(news / "convoy.odt")
    done = run("news")
    assert done.code == 0
    assert "files of other kinds are left out: .odt (1)" in done.err
    assert "files of other kinds are left out: .odt (1)" in run().err


def test_a_full_run_reads_everything_again(run: Run, news: Path, tmp_path: Path, ids: Ids) -> None:
    (news / "b.txt").write_text(STORY)
    run("news", "--no-extract")
    assert run("--extract").code == 2
    done = run("--full", "--extract")
    assert (done.code, ids(tmp_path)) == (0, ["b", "convoy"])
    assert "2 files added, 0 changed, 0 removed" in done.out


def test_a_full_disk_or_a_forbidden_folder_is_told(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("news", "--index", "file/index")
    assert done.code == 1
    assert "file/index" in done.err or "file" in done.err
    assert news.exists()


def test_another_run_is_waited_for_or_told(run: Run, news: Path, tmp_path: Path, ids: Ids) -> None:
    from index.writer import ArchiveWriter  # noqa: PLC0415  # only where it is needed, as in the program

    run("news")
    (news / "b.txt").write_text(STORY)
    with ArchiveWriter(tmp_path / ".dateline"):
        done = run()
        assert (done.code, done.out) == (4, "")
        assert "another" in done.err
        results: list[Any] = []
        thread = threading.Thread(target=lambda: results.append(run("--wait", "60")))
        thread.start()
    thread.join()
    assert results[0].code == 0
    assert ids(tmp_path) == ["b", "convoy"]


def test_a_missing_library_costs_only_the_files_that_need_it(
    news: Path, tmp_path: Path, run: Run, ids: Ids
) -> None:
    (news / "page.html").write_text("<html><body><p>Talks in Homs failed.</p></body></html>")
    without = tmp_path / "without"
    without.mkdir()
    (without / "trafilatura.py").write_text("raise ModuleNotFoundError(name=__name__)")
    done = run("news", PYTHONPATH=f"{without}{os.pathsep}{ROOT}")
    assert "page.html: not read, trafilatura is not installed (pip install trafilatura brings it)" in done.err
    assert ids(tmp_path) == ["convoy"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_the_index_as_it_was(
    news: Path, tmp_path: Path, run: Run, number: signal.Signals, ids: Ids
) -> None:
    run("news")
    os.mkfifo(tmp_path / "ready")
    (news / "b.txt").write_text(STORY)
    program = (
        "import index.readers\n"
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in what runs in the background
        "def read_file(path, name, on_bytes):\n"
        f"    open({str(tmp_path / 'ready')!r}, 'w').close()\n"
        "    signal.pause()\n"
        "    yield\n"
        "index.readers.read_file = read_file\n"
        "import index.ingest.worker as worker\n"
        "worker.read_file = read_file\n"
        "from index.cli import main; main()\n"
    )
    with subprocess.Popen(  # a program of ours
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        (tmp_path / "ready").open().close()  # waits until the file is being read
        process.send_signal(number)
        out, err = process.communicate()
    assert process.returncode == 128 + number
    assert out == ""
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)  # nobody of its session is left
    assert ids(tmp_path) == ["convoy"]
    assert run().code == 0
    assert ids(tmp_path) == ["b", "convoy"]


def test_a_closed_pipe_is_silent(run: Run, tmp_path: Path, news: Path) -> None:
    for number in range(100):
        (news / f"{number}.txt").touch()
    run("news")
    command = f"'{sys.executable}' -c '{PROGRAM[2]}' --report 2>err | head -n 1"
    done = subprocess.run(  # noqa: S602  # a program of ours
        command,
        shell=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.stdout == b"Could not be read, or not wholly:\n"
    assert b"Broken" not in (tmp_path / "err").read_bytes()


def test_closed_streams_do_no_harm(run: Run, news: Path, tmp_path: Path, ids: Ids) -> None:
    command = f"'{sys.executable}' -c '{PROGRAM[2]}' news >&- 2>&-"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, check=False)  # noqa: S602  # ours
    assert (done.returncode, ids(tmp_path)) == (0, ["convoy"])
    assert news.exists()
    assert run("--check").code == 0


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv[1:] = ['--help']\n"
        "import index.cli\n"
        "try: index.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'whoosh', 'trafilatura', 'rich', 'sqlite3', 'yaml', 'multiprocessing', 'lxml'}\n"
        "print('imported:', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(  # a program of ours
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_the_version_is_told(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("dateline")


def test_the_shell_completes_options(run: Run) -> None:
    done = run(_REINDEX_COMPLETE="complete_bash", COMP_WORDS="reindex --dry", COMP_CWORD="1")
    assert done.out.strip() == "--dry-run"
