"""`reindex` as its user meets it: exit codes, what is said where, and the index that results."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import whoosh.index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.catalog import Catalog
from index.locate import generation
from index.schema import whoosh_schema

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from index.cli import main; main()"]
STORY = "Convoy reaches Homs\n\nGENEVA, Jan 26, 2014 - Trucks with flour reached the old city on Sunday.\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `reindex` in an empty folder of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATELINE_INDEX", "COLUMNS")}
    environment |= {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path / "data"), "COLUMNS": "100"}

    def start(*arguments: str | bytes, **more: Any) -> Ran:
        done = subprocess.run(  # a program of ours
            [*PROGRAM, *arguments],
            cwd=tmp_path,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "convoy.txt").write_text(STORY)
    return folder


def ids(folder: Path) -> list[str]:
    """The articles in the index in `folder`, which the catalog and Whoosh must agree about."""
    directory = folder / ".dateline"
    with Catalog(directory, generation(directory), writable=False) as catalog:
        known = sorted(id_ for row in catalog.rows() for id_ in json.loads(row.ids))
    with whoosh.index.open_dir(str(directory)).reader() as reader:
        indexed = sorted(fields["article"]["id"] for fields in reader.all_stored_fields())
    assert indexed == known
    return known


def test_from_a_folder_to_an_index_and_on(run: Run, news: Path, tmp_path: Path) -> None:
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


def test_one_bad_file_costs_only_itself(run: Run, news: Path, tmp_path: Path) -> None:
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
        (("--index", "nowhere", "--check"), 3, "nowhere (named by --index)"),
    ],
)
@pytest.mark.usefixtures("news")
def test_wrong_use_has_its_exit_code_and_a_sentence(
    run: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_an_index_elsewhere_is_found_again(run: Run, news: Path, tmp_path: Path) -> None:
    assert run("news", "--index", "my index").code == 0
    assert generation(tmp_path / "my index") >= 0
    (news / "convoy.txt").unlink()
    done = run(DATELINE_INDEX=str(tmp_path / "my index"))
    assert "0 files added, 0 changed, 1 removed" in done.out
    assert not (tmp_path / ".dateline").exists()


def test_an_unmounted_disk_is_no_reason_to_forget(run: Run, news: Path, tmp_path: Path) -> None:
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


def test_a_folder_without_articles_says_what_it_has_instead(run: Run, news: Path) -> None:
    (news / "convoy.txt").rename(news / "convoy.odt")
    done = run("news")
    assert done.code == 0
    assert "no articles were found, but files of other kinds: .odt (1)" in done.err


def test_a_full_run_reads_everything_again(run: Run, news: Path, tmp_path: Path) -> None:
    (news / "b.txt").write_text(STORY)
    run("news", "--no-extract")
    assert run("--extract").code == 2
    done = run("--full", "--extract")
    assert (done.code, ids(tmp_path)) == (0, ["b", "convoy"])
    assert "2 files added, 0 changed, 0 removed" in done.out


def test_a_damaged_index_is_named_with_its_cure(run: Run, tmp_path: Path, news: Path) -> None:
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
    run: Run, tmp_path: Path, news: Path, damage: Callable[[Path], None]
) -> None:
    run("news")
    (segment,) = (tmp_path / ".dateline").glob("*.seg")
    damage(segment)
    done = run()
    assert (done.code, segment.name in done.err) == (3, True)
    assert run("--full").code == 0
    assert (run().code, ids(tmp_path)) == (0, ["convoy"])
    assert news.exists()


def test_lost_settings_are_noticed_before_folders_are_forgotten(run: Run, tmp_path: Path, news: Path) -> None:
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


def test_a_hostile_table_of_contents_is_never_run(run: Run, news: Path, tmp_path: Path) -> None:
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


def test_a_full_disk_or_a_forbidden_folder_is_told(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("news", "--index", "file/index")
    assert done.code == 1
    assert "file/index" in done.err or "file" in done.err
    assert news.exists()


def test_another_run_is_waited_for_or_told(run: Run, news: Path, tmp_path: Path) -> None:
    from index.writer import ArchiveWriter  # noqa: PLC0415  # only where it is needed, as in the program

    run("news")
    (news / "b.txt").write_text(STORY)
    with ArchiveWriter(tmp_path / ".dateline"):
        done = run()
        assert (done.code, done.out) == (4, "")
        assert "another" in done.err
        results: list[Ran] = []
        thread = threading.Thread(target=lambda: results.append(run("--wait", "60")))
        thread.start()
    thread.join()
    assert results[0].code == 0
    assert ids(tmp_path) == ["b", "convoy"]


def test_a_missing_library_costs_only_the_files_that_need_it(news: Path, tmp_path: Path, run: Run) -> None:
    (news / "page.html").write_text("<html><body><p>Talks in Homs failed.</p></body></html>")
    without = tmp_path / "without"
    without.mkdir()
    (without / "trafilatura.py").write_text("raise ModuleNotFoundError(name=__name__)")
    done = run("news", PYTHONPATH=f"{without}{os.pathsep}{ROOT}")
    assert "page.html: not read, trafilatura is not installed (installing Dateline anew brings it)" in done.err
    assert ids(tmp_path) == ["convoy"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_the_index_as_it_was(
    news: Path, tmp_path: Path, run: Run, number: signal.Signals
) -> None:
    run("news")
    os.mkfifo(tmp_path / "ready")
    (news / "b.txt").write_text(STORY)
    program = (
        "import index.readers\n"
        "import signal\n"
        "def read_file(path, name):\n"
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


def test_closed_streams_do_no_harm(run: Run, news: Path, tmp_path: Path) -> None:
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
    (news / "b.txt").write_text(STORY)
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
    run: Run, news: Path, tmp_path: Path
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
