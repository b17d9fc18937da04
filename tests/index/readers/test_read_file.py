"""The way in: which reader, and what is refused."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tracemalloc
from importlib import import_module
from pathlib import Path

import pytest

from index import readers
from index.article import Article
from index.errors import ArticleError
from index.readers import READERS, SUFFIXES, read_file, reader_for, takes

ROOT = Path(readers.__file__).resolve().parents[2]


def refusal(path: Path) -> ArticleError:
    """The one error that a file gives."""
    (error,) = read_file(path, path.name)
    assert isinstance(error, ArticleError)
    assert error.message.startswith(path.name)
    return error


def test_every_row_of_the_table_has_its_module() -> None:
    for reader in READERS:
        assert callable(import_module(f"index.readers.{reader.module}").read)
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in reader.suffixes)
    named = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(named) == len(set(named)) == len(SUFFIXES)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.txt", b"Homs\n\nGENEVA - x", "plain text"),
        ("a.md", b"# Homs", "Markdown"),
        ("a.txt", b"---\ntitle: Homs\n---\n", "Markdown"),
        ("a.html", b"<p>Homs</p>", "HTML"),
        ("a.txt", b"\n<!DOCTYPE html><html>", "HTML"),
        ("a", b"<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>", "HTML"),
        ("a.jsonl", b'{"title": "Homs"}\n', "JSON"),
        ("a.txt", b'\xef\xbb\xbf[{"title": "Homs"}]', "JSON"),
        ("a.log", '{"title": "Homs"}'.encode("utf-16"), "JSON"),
        ("a.csv", b"title,text\n", "CSV"),
        ("a.tsv", b"title\ttext\n", "CSV"),
        ("a.sgm", b"<!DOCTYPE lewis SYSTEM", "Reuters-21578"),
        ("a.txt", b"<REUTERS TOPICS='NO'>", "Reuters-21578"),
        ("README", b"Read me", "plain text"),
        ("a.txt", b"[Advertisement]\n{note}", "plain text"),
    ],
)
def test_formats_are_detected(name: str, head: bytes, expected: str) -> None:
    assert reader_for(name, head).name == expected


def test_a_file_becomes_articles(tmp_path: Path) -> None:
    path = tmp_path / "homs.txt"
    path.write_text("Ceasefire in Homs\n\nHOMS, Syria — The guns fell silent.\n")
    (article,) = read_file(path, "2014/homs.txt")
    assert isinstance(article, Article)
    assert (article.id, article.path) == ("2014/homs", "2014/homs.txt")
    assert (article.headline, article.dateline, article.body) == (
        "Ceasefire in Homs",
        "HOMS, Syria",
        "The guns fell silent.",
    )


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert "empty" in refusal(path).message or "no text" in refusal(path).message


def test_binary_junk_is_refused(tmp_path: Path) -> None:
    for name in ("a.txt", "a.html", "a.md", "a.csv", "a.json", "a.jsonl"):
        path = tmp_path / name
        path.write_bytes(bytes(range(256)) * 64)
        assert "binary" in refusal(path).message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "gone.txt").message


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "directory" in refusal(tmp_path).message


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    assert "no regular file" in refusal(path).message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("secret")
    path.chmod(0)
    assert "ermission denied" in refusal(path).message


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.write(b"A headline\n")
        file.truncate(200 << 20)  # sparse
    error = refusal(path)
    assert "200 MiB" in error.message
    assert "16 MiB" in error.message
    assert error.hint


def test_collections_may_be_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_ARTICLE_BYTES", 10)
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "One", "text": "x"}\n{"title": "Two", "text": "y"}\n')
    assert len([each for each in read_file(path, "a.jsonl") if isinstance(each, Article)]) == 2


def test_a_compressed_file_is_read_as_what_is_in_it(tmp_path: Path) -> None:
    lines = b'{"title": "One", "text": "x"}\n{"title": "Two", "text": "y"}\n'
    for name in ("wire.jsonl.gz", "wire.JSONL.GZ", "wire.jsonl"):
        (tmp_path / name).write_bytes(gzip.compress(lines[:30]) + gzip.compress(lines[30:]))
        found = [each for each in read_file(tmp_path / name, name) if isinstance(each, Article)]
        assert [each.headline for each in found] == ["One", "Two"]
    assert found[0].id == "wire#1"


@pytest.mark.parametrize("name", ["a.txt", "a.TXT.gz", "b/a.tar.html.gz"])
def test_names_that_are_taken(name: str) -> None:
    assert takes(name)


@pytest.mark.parametrize("name", ["a.gz", "a.tar.gz", "a.txt.gz.zip", "txt", ".gz", "a.pdf"])
def test_names_that_are_not(name: str) -> None:
    assert not takes(name)


def test_what_is_compressed_costs_only_itself_when_damaged(tmp_path: Path) -> None:
    packed = gzip.compress(b"Ceasefire in Homs\n\nHOMS, Syria - The guns fell silent.\n" * 20, mtime=0)
    for cut in (3, 12, len(packed) // 2, len(packed) - 1):
        path = tmp_path / "a.txt.gz"
        path.write_bytes(packed[:cut])
        assert "not read" in refusal(path).message
    path.write_bytes(packed[:20] + bytes([packed[20] ^ 0xFF]) + packed[21:])
    assert "not read" in refusal(path).message


def test_what_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * (64 << 20)))
    tracemalloc.start()
    assert "unpacks to more" in refusal(path).message
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()


def test_reading_json_loads_no_library_of_another_format() -> None:
    code = (
        "import sys; from index.readers import READERS\n"
        "json = next(r for r in READERS if r.name == 'JSON')\n"
        "assert 'index.readers.json_lines' not in sys.modules\n"
        "assert len(list(json.read(b'{\"title\": \"Homs\"}', 'a.json'))) == 1\n"
        "others = {'trafilatura', 'lxml', 'yaml', 'charset_normalizer', 'csv', 'numpy', 'whoosh'}\n"
        "print(sorted(others & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "web archive"),
        (b"\x16\x16\x01W2607\x1fasian\n", "wire transmission without a story"),
        (b"\x01eca062 4 i 211\r\n", "wire transmission without a story"),
    ],
)
def test_what_is_no_article_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (error,) = read_file(tmp_path / "a.txt", "a.txt")
    assert isinstance(error, ArticleError)
    assert what in str(error)


@pytest.mark.parametrize("data", [b"Truce holds\n\nIn Homs the guns fell silent.\n", b"", b"x" * 9000])
def test_whoever_asks_gets_the_bytes_that_were_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    seen: list[bytes] = []
    list(read_file(tmp_path / "a.txt", "a.txt", seen.append))
    assert seen == [data]


def test_nobody_gets_bytes_that_were_unpacked_or_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Truce holds\n\nIn Homs the guns fell silent.\n"))
    (tmp_path / "folder.txt").mkdir()
    seen: list[bytes] = []
    for name in ("a.txt.gz", "folder.txt", "absent.txt"):
        assert list(read_file(tmp_path / name, name, seen.append))
    assert seen == []
