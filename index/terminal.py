"""What both commands share towards the terminal: text that is safe to print, and errors told in sentences.

Names of files and texts of articles come from anywhere. Printed as they are, they could move the cursor, hide
what stands before them or forge a message, so everything that was not written by us goes through `printable`.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from typing import Any, Final, Protocol

from index.errors import DatelineError

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 and the number of the signal, as shells count."""

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, escape among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # would reorder the line
    "\u2028\u2029"  # line ends to some
    "\ud800-\udfff\ufffe\uffff]"  # cannot be encoded, or are no characters
)
_KEPT_OUT: Final = "Change who may read and write there, or name another folder: --index DIR"
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e"}


def printable(text: str, *, lines: bool = False) -> str:
    r"""`text` with every character that a terminal would act on written as an escape: `\n`, `\e`, `\u202e`.

    With `lines`, line feeds and tabs stay. Undecodable bytes of a file name, which Python keeps as surrogates,
    are shown as the bytes they are (`\xff`).
    """
    return _UNSAFE.sub(_escape_lines if lines else _escape, text)


def _escape_lines(match: re.Match[str]) -> str:
    return match[0] if match[0] in "\n\t" else _escape(match)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


class Command(Protocol):
    """A Typer application, as far as it is called here."""

    def __call__(self, *, prog_name: str, standalone_mode: bool) -> Any: ...  # noqa: ANN401, D102  # Typer says Any


def run(name: str, build: Callable[[], Command]) -> int:
    """Run a command line to its exit code; whatever happens, nobody sees a traceback.

    `build` makes the application, so that an interrupt during its imports is handled as well. Errors go to
    stderr. A reader that closed our output early (`| head`) has what it wanted: silence, and 0.
    """
    signal.signal(signal.SIGTERM, _terminate)
    _prepare_streams()
    try:
        result = build()(prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
        return 0
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer leaves with 1, which here means something else
            return 0
        raise
    except KeyboardInterrupt:
        result = INTERRUPTED
    except Exception as error:
        return _tell(name, error)
    if result == INTERRUPTED:  # as Typer says it too
        print(f"{name}: interrupted", file=sys.stderr)
    return result if isinstance(result, int) else 0


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever called us; print() would take the other one
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # until the end
        elif hasattr(stream, "reconfigure"):  # not where a test or a notebook has put its own
            stream.reconfigure(errors="backslashreplace")  # a terminal of another encoding is no reason to fail


def tell(name: str, message: str, hint: str = "") -> None:
    """Print a warning or an error and what to do about it to stderr."""
    print(f"{name}: {printable(message)}", file=sys.stderr)
    if hint:
        print(f"  {printable(hint)}", file=sys.stderr)


def _tell(name: str, error: Exception) -> int:
    """Say what went wrong and give the exit code for it."""
    if isinstance(error, DatelineError):
        tell(name, error.message, error.hint)
        return error.exit_code
    exit_code = getattr(error, "exit_code", None)
    if hasattr(error, "format_message") and isinstance(exit_code, int):
        _tell_usage(name, error)
        return exit_code
    if type(error).__name__ == "Abort":  # end of input at a question
        return INTERRUPTED
    if isinstance(error, OSError) and error.strerror:
        where = f": {os.fsdecode(error.filename)}" if isinstance(error.filename, (str, bytes, os.PathLike)) else ""
        tell(name, f"{error.strerror}{where}", _KEPT_OUT if isinstance(error, PermissionError) else "")
        return 1
    return _unforeseen(name, error)


def _tell_usage(name: str, error: Any) -> None:  # noqa: ANN401  # Typer exports none of the classes
    """What Typer found wrong with the options, in its words; the help where it is asked for by naming nothing."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
    else:
        context = getattr(error, "ctx", None)
        asked = context.command_path if context else name
        tell(name, error.format_message().rstrip("."), f"Options: {asked} --help")


def _unforeseen(name: str, error: Exception) -> int:
    """The last resort: a defect of ours, with what is needed to find it."""
    import platform  # noqa: PLC0415  # only needed here
    import traceback  # noqa: PLC0415

    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in reversed(frames[-4:]))
    tell(
        name,
        f"this is a defect in Dateline: {type(error).__name__}: {error}",
        f"Please report it with this line: {where} (Python {platform.python_version()}, {platform.system()}).",
    )
    if os.environ.get("DATELINE_TRACEBACK"):
        traceback.print_exception(error)
    return 1


def _terminate(signum: int, _frame: object) -> None:
    """Leave in order on a polite request to end, so that worker processes end too."""
    raise SystemExit(128 + signum)


def _close_quietly() -> None:
    """Let Python flush what nobody reads to nowhere at its exit, instead of complaining."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())
