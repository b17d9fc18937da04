"""Web archives: WARC and ARC."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.errors import ArticleError
from index.readers import read_file, web_archive

HTML = "Content-Type: text/html; charset=utf-8"
GZIP = f"{HTML}\r\nContent-Encoding: gzip"
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"


def page(headline: str) -> bytes:
    return PAGE.format(headline, "The ferry left Skagway late, with nine people on board. " * 8).encode()


def archived(*records: tuple[str, str, bytes, str, str], packed: bool = False) -> bytes:
    """Records of these kinds, addresses, contents, headers and states."""
    data = b""
    for kind, url, content, headers, state in records:
        block = (f"HTTP/1.1 {state}\r\n{headers}\r\n\r\n".encode() if state else b"") + content
        of_record = f"{headers}\r\n" if not state else "Content-Type: application/http; msgtype=response\r\n"
        record = (
            (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2019-06-19T16:16:43Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{len(data)}>\r\n{of_record}Content-Length: {len(block)}\r\n\r\n"
            ).encode()
            + block
            + b"\r\n\r\n"
        )
        data += gzip.compress(record) if packed else record
    return data


def response(url: str, content: bytes, headers: str = HTML, state: str = "200 OK") -> Any:
    return ("response", url, content, headers, state)


@pytest.mark.parametrize("packed", [False, True])
def test_pages_are_articles(tmp_path: Path, packed: bool) -> None:
    data = archived(
        response("https://x.example/2014/01/26/ferry", page("Last ferry leaves")),
        response("https://x.example/gone", page("Not found"), state="404 Not Found"),
        response("https://x.example/a.js", b"alert(1)", "Content-Type: text/javascript"),
        ("resource", "https://x.example/kept", page("Kept as it was"), HTML, ""),
        response("https://x.example/zip", gzip.compress(page("Packed")), GZIP),
        packed=packed,
    )
    (tmp_path / "crawl.warc").write_bytes(data)
    found = list(read_file(tmp_path / "crawl.warc", "crawl.warc"))
    assert all(isinstance(each, Article) for each in found)
    assert [(each.id, each.headline, each.url) for each in found if isinstance(each, Article)] == [
        ("crawl#1", "Last ferry leaves", "https://x.example/2014/01/26/ferry"),
        ("crawl#2", "Kept as it was", "https://x.example/kept"),
        ("crawl#3", "Packed", "https://x.example/zip"),
    ]
    first = found[0]
    assert isinstance(first, Article)
    assert first.body.startswith("The ferry left Skagway late")
    assert first.published is not None
    assert (first.published.when.date().isoformat(), first.published.origin) == ("2014-01-26", "url")


def test_an_archive_without_pages_and_a_damaged_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (error,) = web_archive.read(archived(response("https://x.example/", b"", HTML)), "a.warc")
    assert isinstance(error, ArticleError)
    assert "no page with a text in this web archive" in error.message
    data = archived(response("https://x.example/a b\x1b[31m", page("Cut off")))
    for broken in (
        data[: len(data) // 2],
        b"WARC/1.0\r\nContent-Length: x\r\n\r\n",
        b"WARC/1.0\r\n\r\n" * 500,
        b"WARC",
    ):
        (tmp_path / "a.warc").write_bytes(broken)
        for each in read_file(tmp_path / "a.warc", "a.warc"):
            assert isinstance(each, Article) or "web archive" in each.message
    assert capfd.readouterr().err == "", "warcio prints what it finds odd, unchecked"


def test_what_a_page_unpacks_to_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_archive, "_MOST_BYTES", 1000)
    bomb = gzip.compress(page("Long") + b" " * 10_000_000)
    sizes: list[int] = []
    read: Callable[..., Any] = web_archive.web_page.read

    def counted(data: bytes, path: str) -> Any:
        sizes.append(len(data))
        return read(data, path)

    monkeypatch.setattr(web_archive.web_page, "read", counted)
    list(web_archive.read(archived(response("https://x.example/", bomb, GZIP)), "a"))
    assert sizes
    assert max(sizes) <= 1000


def test_real_archives(data: Path) -> None:
    folder = data / "formats" / "warc"
    found = [each for path in sorted(folder.iterdir()) for each in read_file(path, path.name)]
    assert sum(isinstance(each, Article) and each.headline == "Example Domain" for each in found) == 5
    assert len(found) == 8
