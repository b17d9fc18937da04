"""Web archives: the pages that a crawler has kept, in WARC (ISO 28500) or ARC; a page an article.

Errors that a site answered with, pictures, scripts and requests are passed over, and so are pages without a text.
Needs warcio, which takes the records apart: `pip install dateline[warc]`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from typing import Any, Final

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # it has no types

from index.article import Article
from index.errors import ArticleError
from index.readers import web_page
from index.readers.cleaning import one_line
from index.readers.dating import from_address
from index.readers.naming import id_from_path

_KEPT: Final = ("response", "resource", "conversion")
_PAGES: Final = ("text/html", "application/xhtml+xml")
_MOST_BYTES: Final = 4 << 20
"""Of a page; what a record unpacks to has no other bound."""
_MOST_CHARACTERS: Final = 200


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The pages of an archive, numbered as they come. Raises `ArticleError` from where it is damaged on."""
    story = 0
    for address, content in _pages(data, path):
        page = _article(content, path)
        if page is not None:
            story += 1
            url = page.url or address
            dated = page.published or from_address(url)
            yield replace(page, id=id_from_path(path, story), url=url, published=dated)
    if not story:
        yield ArticleError(f"{path}: not read, there is no page with a text in this web archive")


def _article(content: bytes, path: str) -> Article | None:
    """The article of a page; none where it has no text."""
    try:
        page = next(web_page.read(content or b" ", path))
    except ArticleError:
        return None
    return page if isinstance(page, Article) else None


def _pages(data: bytes, path: str) -> Iterator[tuple[str, bytes]]:
    """The addresses and contents of the pages."""
    records = ArchiveIterator(io.BytesIO(data), arc2warc=True)
    while True:
        content = None
        try:
            with redirect_stderr(io.StringIO()):  # warcio prints there what it finds odd, as the archive has it
                record = next(records, None)
                if record is None:
                    return
                if _is_page(record):
                    content = record.content_stream().read(_MOST_BYTES)
        except Exception as error:  # it says nothing of what it may raise
            why = one_line(f"{type(error).__name__}: {error}")[:_MOST_CHARACTERS]
            raise ArticleError(
                f"{path}: not read further, this web archive is damaged ({why})", "Fetch it again."
            ) from error
        if content is not None:
            yield one_line(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"), content


def _is_page(record: Any) -> bool:  # noqa: ANN401  # warcio has no types
    """Whether a record holds a page that a site gave out."""
    headers = record.http_headers
    if record.rec_type not in _KEPT or (headers and headers.get_statuscode() not in ("", "200")):
        return False
    kind = headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
    return (kind or "").partition(";")[0].strip().lower() in _PAGES
