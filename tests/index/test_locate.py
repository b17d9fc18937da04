"""The index is found by one rule, in one order."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import IndexNotFound
from index.locate import find_index, generation, locate


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "archive" / "deep"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DATELINE_INDEX", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return folder


def make_index(folder: Path, number: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"_MAIN_{number}.toc").touch()
    return folder


def test_each_place_gives_way_to_the_one_before(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert locate().path == here / ".dateline"
    shared = make_index(tmp_path / "data" / "dateline")
    assert find_index() == shared
    above = make_index(here.parent / ".dateline")
    assert find_index() == above
    nearest = make_index(here / ".dateline")
    assert find_index() == nearest
    named = make_index(tmp_path / "named")
    monkeypatch.setenv("DATELINE_INDEX", "../../named")
    assert find_index() == named
    given = make_index(tmp_path / "given")
    assert find_index(Path("../../given")) == given


def test_an_empty_variable_names_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_INDEX", "")
    assert locate().path == here / ".dateline"


def test_a_relative_data_folder_is_void(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(here / "data" / "dateline")
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert locate().path == here / ".dateline"
    shared = make_index(tmp_path / "home" / ".local" / "share" / "dateline")
    assert locate().path == shared


@pytest.mark.parametrize("reason", ["there is no index at", "DATELINE_INDEX", "not finished", "folder above"])
def test_what_is_not_there_is_said_with_its_reason(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    if reason == "DATELINE_INDEX":
        monkeypatch.setenv("DATELINE_INDEX", "nowhere")
    if reason == "not finished":
        (here / ".dateline").mkdir()
    with pytest.raises(IndexNotFound, match=reason) as caught:
        find_index(tmp_path / "nowhere" if reason == "there is no index at" else None)
    assert "reindex" in caught.value.hint


def test_the_generation_is_the_newest(tmp_path: Path) -> None:
    assert generation(tmp_path / "nothing") == -1
    for name in ("_MAIN_9.toc", "_MAIN_10.toc", "_MAIN_77.toc.tmp", "_MAIN_x.toc", "_OTHER_99.toc"):
        (tmp_path / name).touch()
    assert generation(tmp_path) == 10
