"""Archives to ask: the sample articles, and whatever a test makes up."""

from __future__ import annotations

import gc
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import searcher.cli
from searcher import Archive, open_archive

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def command(module: str, *arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run `search` or `reindex` as a process of its own, with nothing on its standard input."""
    start = f"import sys; sys.argv[0] = {module!r}; from {module} import main; main()"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "DATELINE_INDEX", "PAGER")
    }
    environment |= {"PYTHONPATH": str(ROOT), "TERM": "xterm"} | options.pop("env", {})
    return subprocess.run(  # our own command
        [sys.executable, "-c", start, *map(str, arguments)],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        timeout=60,
        **options,
    )


def reindex(index: Path, *paths: Path) -> None:
    """Index files into `index`."""
    done = command("index.cli", *paths, "--index", index, "--jobs", "1", "-q")
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, articles: Path) -> Path:
    """The sample articles, indexed."""
    folder = tmp_path_factory.mktemp("samples") / "index"
    reindex(folder, articles)
    return folder


@pytest.fixture(scope="session")
def samples(sample_index: Path) -> Iterator[Archive]:
    """The sample articles, open."""
    with open_archive(sample_index) as archive:
        yield archive


@pytest.fixture(scope="session")
def make_archive(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Index made-up articles, each a mapping of the fields of a JSON article; gives the index's folder."""

    def make(*made: Mapping[str, object]) -> Path:
        folder = tmp_path_factory.mktemp("made")
        text = "".join(json.dumps({"id": f"a{i}", "body": "Nothing.", **one}) + "\n" for i, one in enumerate(made))
        (folder / "made.jsonl").write_text(text, "utf-8")
        reindex(folder / "index", folder / "made.jsonl")
        return folder / "index"

    return make


@pytest.fixture(scope="session")
def add_articles() -> Callable[..., None]:
    """Add made-up articles to an index that `make_archive` made."""

    def add(index: Path, *made: Mapping[str, object]) -> None:
        text = "".join(json.dumps({"body": "Nothing.", **one}) + "\n" for one in made)
        (index.parent / "more.jsonl").write_text(text, "utf-8")
        reindex(index, index.parent / "more.jsonl")

    return add


@pytest.fixture(scope="session")
def add_files() -> Callable[..., None]:
    """Add files or folders to an index."""
    return reindex


@pytest.fixture
def search(sample_index: Path, tmp_path: Path) -> Run:
    """Run `search` on the sample articles, or on another index with `index=`."""

    def run(*arguments: str, index: Path | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
        state = {"XDG_STATE_HOME": str(tmp_path / "state"), "DATELINE_INDEX": str(index or sample_index)}
        return command("searcher.cli", *arguments, env=state | options.pop("env", {}), **options)

    return run


class Ran:
    """What a run in this process gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def ask(
    sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run `search` in this process: for what it says, not for how it treats streams."""
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str, index: Path | None = None) -> Ran:
        monkeypatch.setenv("DATELINE_INDEX", str(index or sample_index))
        monkeypatch.setattr(sys, "argv", ["search", *arguments])
        with pytest.raises(SystemExit) as left:
            searcher.cli.main()
        gc.unfreeze()
        gc.enable()
        signal.signal(signal.SIGTERM, before)
        out, err = capfd.readouterr()
        return Ran(int(left.value.code or 0), out, err)

    return run


def terminal(index: Path, *arguments: str, **more: str) -> str:
    """What `search` prints to a terminal."""
    leader, follower = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {
        "DATELINE_INDEX": str(index),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "PAGER": "cat",
    } | more
    start = "import sys; sys.argv[0] = 'search'; from searcher.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", start, *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment,
    ):
        os.close(follower)
        printed = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # how Linux says that the other side is closed
                break
            if not part:
                break
            printed += part
    os.close(leader)
    return printed.decode()


@pytest.fixture
def on_terminal() -> Callable[..., str]:
    """Run `search` on an index with a terminal for its output; what it prints there."""
    return terminal
