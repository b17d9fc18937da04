"""Nothing that came from outside reaches a terminal as a command, and no error as a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer import BadParameter

from index.errors import IndexLocked, UsageError
from index.terminal import Command, printable, run


@given(st.text())
def test_what_is_printable_has_no_characters_that_a_terminal_acts_on(text: str) -> None:
    shown = printable(text)
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in shown)
    shown.encode()
    assert printable(shown) == shown


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("\x1b[31mred", r"\e[31mred"),
        ("\x07\x9b", r"\x07\x9b"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        (os.fsdecode(b"caf\xe9"), r"caf\xe9"),
        ("\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c"),  # joiners make emoji and Persian words
    ],
)
def test_escapes_can_be_read(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_lines_may_stay_lines() -> None:
    assert printable("a\n\tb\rc", lines=True) == "a\n\tb\\rc"


def application(error: BaseException | None = None, result: object = None) -> Command:
    def command(*, prog_name: str, standalone_mode: bool) -> Any:
        assert prog_name == "news"
        assert not standalone_mode
        if error:
            raise error
        return result

    return command


@pytest.fixture(autouse=True)
def _restore_signals() -> Any:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (UsageError("no\x1b such field", "Try another."), 2, "news: no\\e such field\n  Try another.\n"),
        (IndexLocked("taken"), 4, "news: taken\n"),
        (KeyboardInterrupt(), 130, "news: interrupted\n"),
        (OSError(28, "No space left on device", "/x"), 1, "news: No space left on device: /x\n"),
        (BadParameter("-1 is too few."), 2, "news: Invalid value: -1 is too few\n  Options: news --help\n"),
    ],
)
def test_errors_are_told_in_sentences(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, told: str
) -> None:
    assert run("news", lambda: application(error)) == code
    assert capsys.readouterr() == ("", told)


def test_who_is_kept_out_is_told_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("news", lambda: application(PermissionError(13, "Permission denied", "/x"))) == 1
    told = capsys.readouterr().err
    assert told.startswith("news: Permission denied: /x\n  ")
    assert "--index" in told


def test_a_defect_says_what_to_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("news", lambda: application(ValueError("odd"))) == 1
    told = capsys.readouterr().err
    assert "ValueError: odd" in told
    assert "test_terminal.py" in told
    assert "Traceback" not in told


def test_the_exit_code_of_a_command_is_kept() -> None:
    assert run("news", lambda: application(result=3)) == 3
    assert run("news", application) == 0


def test_a_closed_pipe_is_silent() -> None:
    program = (
        "from index.terminal import run; run('x', lambda: lambda **_: [print('y' * 9999) for _ in range(999)])"
    )
    with subprocess.Popen(  # a program of ours
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=os.getcwd()
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
