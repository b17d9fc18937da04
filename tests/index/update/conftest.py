"""An index that is a JSON file, for testing what a run does around the writer; and folders to run on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from index.catalog import Task
from index.errors import ArticleError
from index.ingest import FileReport, SourceFile, digest_of
from index.locate import Location, generation
from index.update import Outcome, Request, update


class Killed(BaseException):
    """What a run is stopped with; nothing catches it."""


class Writer:
    """An index that is a JSON file: articles by id, one a line of the files. Every step can be its last."""

    deadly = ""
    """At which step runs are killed."""
    digest_of = staticmethod(digest_of)
    Killed = Killed

    def __init__(self, directory: Path, *, full: bool, jobs: int | None, wait: float, **_: Any) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        current = generation(directory)
        self.generation = current + 1
        self.articles: dict[str, str] = {} if full else self.articles_of(directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def step(self, name: str) -> None:
        if self.deadly == name:
            raise self.Killed

    def delete(self, ids: Iterable[str]) -> int:
        doomed = list(ids)
        for one in doomed:
            del self.articles[one]  # the catalog must never speak of articles that are not there
        self.step("delete")
        return len(doomed)

    def write(self, files: Iterable[SourceFile]) -> Iterator[FileReport]:
        for file in list(files):
            self.step("write")
            try:
                digest, lines = self.digest_of(file.path), file.path.read_text().splitlines()
            except OSError as error:
                yield FileReport(file.name, errors=(ArticleError(f"{file.name}: {error.strerror}"),))
                continue
            ids = [f"{file.name}:{number}" for number in range(len(lines))]
            assert not set(ids) & set(self.articles)
            self.articles.update(zip(ids, lines, strict=True))
            errors = () if lines else (ArticleError(f"{file.name}: empty"),)
            yield FileReport(file.name, digest=digest, ids=tuple(ids), errors=errors)

    def commit(self) -> int:
        self.step("before commit")
        draft = self.directory / "draft"
        draft.write_text(json.dumps(self.articles))
        draft.rename(self.directory / f"_MAIN_{self.generation}.toc")
        self.step("after commit")
        return self.generation

    @staticmethod
    def articles_of(directory: Path) -> dict[str, str]:
        """What the index in `directory` holds."""
        current = generation(directory)
        return json.loads((directory / f"_MAIN_{current}.toc").read_text()) if current >= 0 else {}

    @classmethod
    def kill(cls, step: str, action: Callable[[], object]) -> bool:
        """Run `action` and kill it at `step`; tells whether it got there."""
        cls.deadly = step
        try:
            action()
        except cls.Killed:
            return True
        finally:
            cls.deadly = ""
        return False


class Watch:
    """Puts down what it is told."""

    def __init__(self, told: list[str]) -> None:
        self.told = told

    def looked(self, files: int) -> None: ...

    def planned(self, task: Task) -> None:
        self.told.append(f"{task.change.name} {task.name.decode()}")

    def start(self, effort: int) -> None: ...

    def read(self, effort: int) -> None: ...

    def finish(self) -> None: ...

    def skipped(self, name: bytes, reason: str) -> None:
        self.told.append(f"{name.decode()}: {reason}")

    def warn(self, message: str, hint: str) -> None:
        self.told.append(f"{message}\n{hint}")


@pytest.fixture(autouse=True)
def _fake_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "index.writer", SimpleNamespace(ArchiveWriter=Writer))
    monkeypatch.setattr("index.catalog._DURABILITY", "OFF")  # nobody pulls a plug here
    monkeypatch.setattr("index.settings.os.fsync", lambda descriptor: None)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(f"{name}1\n{name}2\n")
    return folder


@pytest.fixture(scope="session")
def writer() -> type[Writer]:
    return Writer


@pytest.fixture(scope="session")
def reindex() -> Callable[..., Outcome]:
    """Updates the index in `folder`/.dateline; what the run says is added to `told`."""

    def run(folder: Path, *add: Path, told: list[str] | None = None, **more: Any) -> Outcome:
        watch = Watch([] if told is None else told)
        return update(Location(folder / ".dateline", "test"), Request(add=add, **more), watch)

    return run
