"""What is remembered between runs, and how files are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import IndexDamaged, IndexTooNew
from index.settings import Settings, load, save

NEWS = Settings(Path("/data/news"), (Path("/data/news"),))


def test_settings_survive(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "a", (Path("/elsewhere"), tmp_path / "a"), "de", extract=False)
    save(settings.to_json(tmp_path / ".dateline"), tmp_path)
    assert Settings.from_json((tmp_path / "settings.json").read_text(), tmp_path / ".dateline") == settings


def test_an_archive_that_carries_its_index_can_be_moved(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    text = Settings(here / "news", (here / "news",)).to_json(here / ".dateline")
    assert Settings.from_json(text, there / ".dateline").roots == (there / "news",)


def test_a_name_that_is_no_text_survives(tmp_path: Path) -> None:
    root = tmp_path / os.fsdecode(b"caf\xe9")
    text = Settings(root, (root,)).to_json(tmp_path / ".dateline")
    text.encode()
    assert Settings.from_json(text, tmp_path / ".dateline").base == root


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/data/news/a.txt", b"a.txt"),
        ("/data/news/2014/a.txt", b"2014/a.txt"),
        ("/data/wire/a.txt", b"../wire/a.txt"),
        ("/mnt/a.txt", b"/mnt/a.txt"),
    ],
)
def test_every_name_tells_one_file(path: str, name: bytes) -> None:
    assert NEWS.name_of(Path(path)) == name
    assert NEWS.path_of(os.fsdecode(name)) == Path(path)


def test_a_name_that_is_no_text_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.touch()
    assert Settings(tmp_path).path_of("caf\\xe9.txt") == path
    literal = tmp_path / "caf\\xe9.txt"
    literal.touch()
    assert Settings(tmp_path).path_of("caf\\xe9.txt") == literal


def test_the_root_of_the_file_system_is_a_base_as_well() -> None:
    assert Settings(Path("/")).name_of(Path("/data/a.txt")) == b"data/a.txt"


def test_a_folder_inside_another_is_covered_by_it_unless_it_is_hidden() -> None:
    assert NEWS.with_roots([Path("/data/news/2014"), Path("/data/new")]).roots == (Path("/data/new"), *NEWS.roots)
    assert NEWS.with_roots([Path("/data")]).roots == (Path("/data"),)
    assert NEWS.with_roots([Path("/data/news/.old/x")]).roots == (*NEWS.roots, Path("/data/news/.old/x"))


def test_no_settings_are_none(tmp_path: Path) -> None:
    assert load(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"version": 1, "base": 3, "roots": []}', "\N{SNOWMAN}"])
def test_damage_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text, "utf-16")
    with pytest.raises(IndexDamaged, match=r"cannot be understood|is not text"):
        load(tmp_path)
    (tmp_path / "settings.json").write_text(text, "utf-8")
    with pytest.raises(IndexDamaged, match=r"cannot be understood|is not text"):
        load(tmp_path)


def test_settings_of_a_later_version_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"version": 99}')
    with pytest.raises(IndexTooNew):
        load(tmp_path)
