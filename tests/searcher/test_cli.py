"""The command as its users meet it: what goes to which stream, with which exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from searcher import cli

ESC = "\x1b"


# Streams and exit codes, as processes.


def test_answers_go_to_stdout_and_what_is_said_about_them_to_stderr(search: Any) -> None:
    done = search("Homs ceasefire")
    assert done.returncode == 0
    assert "Homs" in done.stdout.decode()
    assert ESC.encode() not in done.stdout
    assert "articles" not in done.stdout.decode()
    assert " ms" in done.stderr.decode()


def test_nothing_found_is_1_with_nothing_on_stdout(search: Any) -> None:
    done = search("xyzzyplugh")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"No article matches" in done.stderr


def test_an_index_without_articles_says_so(search: Any, tmp_path: Path, add_files: Callable[..., None]) -> None:
    (tmp_path / "news").mkdir()
    add_files(tmp_path / "index", tmp_path / "news")
    done = search("homs", index=tmp_path / "index")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"The index holds no articles yet.\n")


def test_no_index_is_3_and_says_how_to_make_one(search: Any, tmp_path: Path) -> None:
    done = search("homs", index=tmp_path / "none")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"reindex" in done.stderr


@pytest.mark.parametrize("form", ["--json", "--csv", "--files", "--offset=0"])
def test_a_closed_pipe_is_silent_and_no_failure(sample_index: Path, form: str) -> None:
    environment = os.environ | {
        "DATELINE_INDEX": str(sample_index),
        "PYTHONPATH": str(Path(cli.__file__).parents[1]),
    }
    program = [sys.executable, "-c", "from searcher.cli import main; main()", form, "*"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()  # before anything is written
        assert b"Broken" not in process.stderr.read()
        assert process.wait() == 0


def test_null_separated_paths_are_files_that_can_be_opened(search: Any) -> None:
    done = search("-0", "homs", "ceasefire")
    paths = done.stdout.split(b"\0")
    assert paths.pop() == b""
    assert len(paths) >= 5
    assert all(Path(os.fsdecode(path)).is_file() for path in paths)


def test_paths_are_relative_below_the_current_folder(search: Any, articles: Path) -> None:
    done = search("-l", "headline:homs", "headline:ceasefire", cwd=articles)
    assert all((articles / line).is_file() and not line.startswith("/") for line in done.stdout.decode().split())


def test_help_loads_nothing_it_does_not_use() -> None:
    code = (
        "import sys; sys.argv = ['search', '--help']\n"
        "from searcher.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "unused = ('numpy', 'whoosh', 'rich', 'sqlite3', 'trafilatura', 'yaml', 'json')\n"
        "print([name for name in unused if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(Path(cli.__file__).parents[1])},
        timeout=60,
    )
    assert b"--timeline" in done.stdout
    assert done.stderr.strip() == b"[]"


def test_a_search_does_without_the_network_and_takes_it_from_nobody(sample_index: Path) -> None:
    code = (
        "import sys; sys.argv = ['search', '-n', '1', 'homs']\n"
        "from searcher.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('ssl', 'email', 'sqlite3', 'csv') if name in sys.modules], file=sys.stderr)\n"
        "import urllib.request, whoosh.lang.morph_en\n"
        "print(callable(urllib.request.urlretrieve), whoosh.lang.morph_en.variations('truce'), file=sys.stderr)"
    )
    environment = os.environ | {
        "DATELINE_INDEX": str(sample_index),
        "PYTHONPATH": str(Path(cli.__file__).parents[1]),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, env=environment, timeout=60
    )
    *_, loaded, real = done.stderr.decode().splitlines()
    assert loaded == "[]"
    assert real.startswith("True {")
    assert "truces" in real


def test_completion_knows_the_options(search: Any) -> None:
    environment = {"_SEARCH_COMPLETE": "complete_bash", "COMP_WORDS": "search --time", "COMP_CWORD": "1"}
    assert b"--timeline" in search(env=environment).stdout


def test_on_a_terminal_matches_are_bold_and_paths_are_links(
    sample_index: Path, on_terminal: Callable[..., str]
) -> None:
    lines = on_terminal(sample_index, "-n", "2", "headline:homs")
    assert f"{ESC}[1mHoms{ESC}[22m" in lines
    assert f"{ESC}]8;;file:///" in lines


@pytest.mark.parametrize("name", ["NO_COLOR", "TERM"])
def test_a_terminal_can_be_left_plain(sample_index: Path, on_terminal: Callable[..., str], name: str) -> None:
    assert ESC not in on_terminal(sample_index, "-n", "2", "headline:homs", **{name: "dumb"})


def test_only_what_does_not_fit_goes_through_the_pager(
    sample_index: Path, on_terminal: Callable[..., str], tmp_path: Path
) -> None:
    paged = tmp_path / "paged"
    few = on_terminal(sample_index, "-n", "1", "headline:homs", PAGER=f"tee {paged}")
    assert "Homs" in few
    assert not paged.exists()
    many = on_terminal(sample_index, "-n", "40", "*", PAGER=f"tee {paged}")
    assert paged.read_text("utf-8").splitlines()[0] in many.splitlines()[0]


# Bad usage.


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("(homs",), "^"),
        (('"homs',), "^"),
        (("peple:assad",), "people"),
        ((), "nothing to look for"),
        (("homs", "--json", "--csv"), "Choose one"),
        (("homs", "--sort", "random"), "relevance"),
        (("homs", "--since", "gestern"), "--since"),
        (("homs", "--since", "2014-05-01", "--until", "2014-04"), "--since 2014-05-01 is after --until 2014-04"),
        (("homs", "--today", "gestern"), "--today"),
        (("homs", "--facet", "horoscope"), "people"),
        (("homs", "--facet", "people:x"), "people:20"),
        (("homs", "-opec"), "search -- oil -opec"),
        (("homs", "--format", "{nothing}"), "headline"),
        (("homs", "--format", "{headline.__class__}"), "--format"),
        (("homs", "--saved", "../x"), "--saved"),
        (("homs", "--new"), "--saved"),
        (("homs", "-n", "-3"), "--limit"),
    ],
)
def test_bad_usage_is_2_and_says_what_to_do(
    ask: Callable[..., Any], arguments: tuple[str, ...], said: str
) -> None:
    ran = ask(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [("id:x\udcff",), ('id:"a x\udcff"',), ("--show", "x\udcff"), ("--like", "x\udcff")],
)
def test_bytes_that_are_no_text_are_found_nowhere(ask: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    ran = ask(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert "defect" not in ran.err


def test_the_caret_stands_under_the_character(ask: Callable[..., Any]) -> None:
    lines = ask("Homs", "AND", "(ceasefire").err.splitlines()
    shown = next(i for i, line in enumerate(lines) if line.endswith("Homs AND (ceasefire"))
    assert lines[shown + 1].index("^") == lines[shown].index("(")


def test_the_caret_stands_under_the_character_of_a_query_that_a_narrow_terminal_cuts(search: Any) -> None:
    done = search("word " * 12 + "(ceasefire", env={"COLUMNS": "40"})
    _, query, caret, _ = done.stderr.decode().splitlines()
    assert len(query) <= 40
    assert caret.index("^") == query.index("(")
