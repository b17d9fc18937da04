"""Walking an archive: the same files in the same order, whatever lies about."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.scan import Scan
from index.settings import Settings


def text_only(name: str) -> bool:
    return name.endswith(".txt")


def scan_of(*roots: Path, base: Path | None = None, avoid: Path = Path("/nowhere"), **more: Any) -> Scan:
    return Scan(Settings(base or roots[0]).with_roots(roots), text_only, avoid, **more)


def names(scan: Scan) -> list[bytes]:
    return [found.name for found in scan]


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_files_come_in_the_order_of_their_names_bytes(tmp_path: Path) -> None:
    wanted = ["a-b.txt", "a/b.txt", "a/z/c.txt", "a0.txt", "é.txt", "Z.txt", "a b/x.txt", "a.txt", "ab.txt"]
    for name in wanted:
        write(tmp_path / name)
    assert names(scan_of(tmp_path)) == sorted(name.encode() for name in wanted)


@given(st.sets(st.text("ab-./0", min_size=1, max_size=6), max_size=8))
def test_the_order_never_depends_on_folders(tmp_path_factory: pytest.TempPathFactory, parts: set[str]) -> None:
    root = tmp_path_factory.mktemp("root")
    for part in parts:
        path = "/".join(piece for piece in part.split("/") if piece.strip("."))
        if path:
            write(root / f"{path}.d" / "x.txt")
    found = names(scan_of(root))
    assert found == sorted(found)


def test_several_roots_are_one_archive_in_one_order(tmp_path: Path) -> None:
    for name in ("news/-a.txt", "news/b.txt", "news/z.txt", "wire/a.txt", "single.txt"):
        write(tmp_path / name)
    scan = scan_of(tmp_path / "news", tmp_path / "wire", tmp_path / "single.txt")
    assert names(scan) == [b"-a.txt", b"../single.txt", b"../wire/a.txt", b"b.txt", b"z.txt"]


def test_a_file_named_itself_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    assert names(scan_of(write(tmp_path / "story"), base=tmp_path)) == [b"story"]


def test_hidden_files_and_the_index_itself_are_left_out(tmp_path: Path) -> None:
    for name in ("a.txt", ".b.txt", ".git/c.txt", "myindex/d.txt", "photo.jpg", "film.JPG", "old/_MAIN_3.toc"):
        write(tmp_path / name)
    write(tmp_path / "old" / "notes.txt")  # in another index
    scan = scan_of(tmp_path, avoid=tmp_path / "myindex")
    assert names(scan) == [b"a.txt"]
    assert scan.others == {".jpg": 2}


def test_links_in_circles_end(tmp_path: Path) -> None:
    write(tmp_path / "news" / "a.txt")
    write(tmp_path / "other" / "b.txt")
    (tmp_path / "news" / "self").symlink_to(".")
    (tmp_path / "news" / "up").symlink_to("..")
    (tmp_path / "news" / "same.txt").symlink_to("a.txt")
    (tmp_path / "news" / "zz").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "back").symlink_to(tmp_path / "news")
    (tmp_path / "other" / "again").symlink_to(tmp_path / "other")
    (tmp_path / "news" / "eternal.txt").symlink_to("eternal.txt")
    scan = scan_of(tmp_path / "news")
    assert names(scan) == [b"a.txt", b"zz/b.txt"]
    assert {problem.name for problem in scan.problems} == {b"up/", b"eternal.txt"}


def test_links_into_hidden_ground_are_followed(tmp_path: Path) -> None:
    write(tmp_path / ".annex" / "objects" / "1")
    (tmp_path / "a.txt").symlink_to(".annex/objects/1")
    assert names(scan_of(tmp_path)) == [b"a.txt"]


def test_a_folder_under_two_names_is_walked_once(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "x.txt")
    (tmp_path / "news").mkdir()
    for name in ("one", "two"):
        (tmp_path / "news" / name).symlink_to(tmp_path / "outside")
    assert names(scan_of(tmp_path / "news")) == [b"one/x.txt"]


def test_what_is_no_file_is_named_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe.jpg")
    write(tmp_path / "a.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        scan = scan_of(tmp_path)
        assert names(scan) == [b"a.txt"]
    assert [(problem.name, problem.keep) for problem in scan.problems] == [
        (b"pipe.txt", False),
        (b"socket.txt", False),
    ]


def test_broken_links_are_named_and_kept(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to("/nowhere/gone.txt")
    scan = scan_of(tmp_path)
    assert names(scan) == []
    assert scan.problems[0].name == b"gone.txt"
    assert scan.keeps(b"gone.txt")


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Make a folder unreadable, to root as well."""
    real, bad = os.scandir, set()

    def scandir(path: Any) -> Any:
        if os.fsencode(path) in bad:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return lambda path: bad.add(os.fsencode(path))


def test_what_is_below_an_unreadable_folder_is_not_gone(
    tmp_path: Path, unreadable: Callable[[Path], None]
) -> None:
    for name in ("a/1.txt", "b/2.txt", "b/c/3.txt", "d.txt"):
        write(tmp_path / name)
    unreadable(tmp_path / "b")
    scan = scan_of(tmp_path)
    assert names(scan) == [b"a/1.txt", b"d.txt"]
    assert [(problem.name, problem.reason) for problem in scan.problems] == [(b"b/", "permission denied")]
    assert scan.keeps(b"b/2.txt")
    assert scan.keeps(b"b/c/3.txt")
    assert not scan.keeps(b"a/9.txt")
    assert not scan.keeps(b"bb/2.txt")


def test_a_missing_root_keeps_its_files_and_no_others(tmp_path: Path) -> None:
    write(tmp_path / "wire" / "a.txt")
    scan = scan_of(tmp_path / "news", tmp_path / "wire")
    assert names(scan) == [b"../wire/a.txt"]
    assert scan.missing == [tmp_path / "news"]
    assert scan.keeps(b"x.txt")
    assert not scan.keeps(b"../wire/gone.txt")
    assert not scan.keeps(b"../forgotten/a.txt")


def test_an_emptied_folder_is_empty_but_an_unmounted_one_is_missing(tmp_path: Path) -> None:
    inode = tmp_path.stat().st_ino
    emptied = scan_of(tmp_path, inodes={str(tmp_path): inode})
    assert names(emptied) == []
    assert not emptied.missing
    unmounted = scan_of(tmp_path, inodes={str(tmp_path): inode + 1})
    assert names(unmounted) == []
    assert unmounted.missing == [tmp_path]
    write(tmp_path / "a.txt")
    mounted = scan_of(tmp_path, inodes={str(tmp_path): inode + 1})
    assert names(mounted) == [b"a.txt"]
    assert mounted.inodes == {str(tmp_path): inode}


def test_names_that_are_no_text_are_walked(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"new\nline.txt", b"\x1b[2J.txt"):
        write(tmp_path / os.fsdecode(name))
    assert names(scan_of(tmp_path)) == sorted([b"caf\xe9.txt", b"new\nline.txt", b"\x1b[2J.txt"])


def test_what_lies_in_the_base_keeps_its_names_in_a_root_around_it(tmp_path: Path) -> None:
    files = ["x.txt", "a/!.txt", "a/b/c/d.txt", "a/b/c/-.txt", "a/b/e.txt", "a/b/0/f.txt", "a/z/g.txt", "w/h.txt"]
    for name in files:
        write(tmp_path / name)
    base = tmp_path / "a" / "b" / "c"
    assert names(scan_of(base)) == [b"-.txt", b"d.txt"]
    for root in (base.parent, base.parent.parent, tmp_path):
        scan = scan_of(root, base=base)
        inside = [tmp_path / name for name in files if (tmp_path / name).is_relative_to(root)]
        assert names(scan) == sorted(scan.settings.name_of(path) for path in inside)


def test_what_cannot_be_looked_at_in_the_base_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "2014" / "b.txt")
    write(tmp_path / "2013" / "a.txt")
    base = tmp_path / "2014"
    scandir = os.scandir

    def closed(path: bytes) -> Any:
        if path == os.fsencode(base):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", closed)
        scan = scan_of(tmp_path, base=base)
        assert names(scan) == [b"../2013/a.txt"]
    assert [problem.name for problem in scan.problems] == [b"./"]
    assert (scan.keeps(b"b.txt"), scan.keeps(b"../2013/gone.txt")) == (True, False)
    (base / "b.txt").unlink()
    base.rmdir()
    scan = scan_of(tmp_path, base=base)
    assert names(scan) == [b"../2013/a.txt"]
    assert not scan.problems
    assert not scan.keeps(b"b.txt")


def test_all_of_a_root_that_is_not_there_stays(tmp_path: Path) -> None:
    base = tmp_path / "news" / "2014"
    scan = scan_of(tmp_path / "news", base=base)
    assert names(scan) == []
    assert scan.missing == [tmp_path / "news"]
    assert scan.keeps(b"b.txt")
    assert scan.keeps(b"../2013/a.txt")
    assert not scan.keeps(b"../../wire/a.txt")
