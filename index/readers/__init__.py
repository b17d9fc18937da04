"""Which file formats become articles, and by which reader.

`READERS` is the table: a format is one module with `read(data, path)` and one row here. A module is imported
when the first file of its format is met, so that reading one format never loads the libraries of another.
`read_file` is the way in: it never raises for what a file holds, it yields what is wrong as `ArticleError`. Files
that gzip has compressed are read as what is in them.
"""

from __future__ import annotations

import gzip
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final, cast

from index.article import Article
from index.errors import ArticleError

Read = Callable[[bytes, str], Iterator[Article | ArticleError]]

MAX_ARTICLE_BYTES: Final = 16 << 20
"""The largest file of a format that holds one article; a longer one is no article."""
MAX_COLLECTION_BYTES: Final = 1 << 30
"""The largest file of a format that holds many; it is held in memory once."""
_HEAD_BYTES: Final = 4096
_LINES: Final = "json_lines"
_COMPRESSED: Final = ".gz"
_GZIP: Final = b"\x1f\x8b"
_MOST_UNPACKED: Final = 100
"""A text is not more times as long as when it is compressed; what is was made to fill the memory."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: what its files are called, how they begin (a pattern, tried on their head), who reads them.

    `certain` says that the beginning proves the format, whatever the file is called.
    """

    name: str
    module: str
    suffixes: tuple[str, ...]
    begins: str
    collection: bool = False
    certain: bool = True

    def sniff(self, head: str) -> bool:
        """Whether a file that begins with `head` is of this format."""
        return _beginning(self.begins).match(head) is not None

    def read(self, data: bytes, path: str) -> Iterator[Article | ArticleError]:
        """The articles in `data`. Whatever goes wrong is yielded as an `ArticleError` that names `path`."""
        read: Read = import_module(f"index.readers.{self.module}").read
        try:
            yield from read(data, path)
        except ArticleError as error:
            yield error
        except RecursionError:
            yield ArticleError(f"{path}: not read further, it is nested too deeply")
        except MemoryError:
            yield ArticleError(f"{path}: not read further, it needs more memory than there is")


@cache
def _beginning(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{pattern})", re.IGNORECASE | re.DOTALL)


_PROLOGUE: Final = r"(?>(?:<\?[^>]*>|<!--(?>.*?-->)|<!DOCTYPE[^>\[]*>|\s+)*)"
"""What may stand before the root element of XML and HTML; atomic, so that trying it never takes long."""

_ENVELOPE: Final = r"(?-i:From )\S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [^\n]{6,60}\n[\w-]+:"
"""How a mailbox begins."""
_HEADERS: Final = (
    r"(?>(?:[\w-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    r"(?:Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Newsgroups):[ \t]*\S)"
)
"""A message begins with headers, among them one that only e-mail and Usenet have."""

READERS: Final[tuple[Reader, ...]] = (
    Reader("Reuters-21578", "reuters", (".sgm", ".sgml"), r"<!DOCTYPE lewis|<REUTERS\b", collection=True),
    Reader("NITF", "nitf", (".nitf",), rf"{_PROLOGUE}<(?:\w+:)?nitf\b"),
    Reader("NewsML-G2", "newsml", (), rf"{_PROLOGUE}<(?:\w+:)?news(?:Message|Item)\b", collection=True),
    Reader("NewsML 1", "newsml_1", (), rf"{_PROLOGUE}<NewsML\b", collection=True),
    Reader(
        "RSS and Atom",
        "feed",
        (".rss", ".atom"),
        rf"{_PROLOGUE}<(?:rss\b|rdf:RDF\b|(?:\w+:)?feed\b)",
        collection=True,
    ),
    Reader("HTML", "web_page", (".html", ".htm", ".xhtml"), rf"{_PROLOGUE}<html\b|<!DOCTYPE html"),
    Reader("web archive", "web_archive", (".warc", ".arc"), r"WARC/\d|filedesc://", collection=True),
    Reader("other XML", "xml_tree", (".xml",), r"<\?xml\b"),
    Reader("JSON", "json_lines", (".json", ".jsonl", ".ndjson", ".jl"), r"[\[{]\s*[\"{\[\]}]", collection=True),
    Reader("wire", "wire", (".anpa", ".iptc"), r"\x16*\x01(?:[a-z]{1,4}\d{2,5}\b)", collection=True),
    Reader("CSV", "table", (".csv", ".tsv"), r"(?!)", collection=True),
    Reader("e-mail", "mail", (".eml", ".mbox", ".mbx"), rf"{_ENVELOPE}|{_HEADERS}", collection=True),
    Reader(
        "Markdown",
        "markdown",
        (".md", ".markdown", ".mdown", ".mkd"),
        r"---[ \t]*\r?\n\s*(?:#.*\s+)*[\w-]+[ \t]*:",
    ),
    Reader("plain text", "plain", (".txt", ".text"), r"(?!)", certain=False),
)

SUFFIXES: Final[frozenset[str]] = frozenset(suffix for reader in READERS for suffix in reader.suffixes)
"""The suffixes, lower case with the dot, of files that are taken for articles when a folder is searched."""

_PLAIN: Final = READERS[-1]


def takes(name: str) -> bool:
    """Whether a file of this name is taken for an article, or several, when a folder is searched."""
    return _suffix(name) in SUFFIXES


def _suffix(name: str) -> str:
    """The suffix that tells the format, in lower case."""
    return os.path.splitext(name.lower().removesuffix(_COMPRESSED))[1]


def reader_for(path: str, head: bytes) -> Reader:
    """The reader for a file: the one that its beginning proves, else the one of its suffix, else plain text."""
    text = _head_text(head)
    suffix = _suffix(path)
    named = [reader for reader in READERS if suffix in reader.suffixes]
    for reader in READERS:
        if reader.sniff(text):
            return reader
    return named[0] if named else _PLAIN


def preload(names: Iterable[str]) -> None:
    """Import what reading files of these names will most likely need, for processes that are forked afterwards.

    What is not installed is missed by whoever reads such a file.
    """
    suffixes = set(map(_suffix, names))
    for reader in READERS:
        if not suffixes.isdisjoint(reader.suffixes):
            with suppress(ImportError):
                import_module(f"index.readers.{reader.module}")
            if reader.collection:
                import_module("index.readers.in_bulk")


def read_file(
    path: Path, name: str, on_bytes: Callable[[bytes], object] | None = None
) -> Iterator[Article | ArticleError]:
    """The articles in the file at `path`; `name` is what it is called in them and in errors.

    A file that cannot be opened, is empty, binary or too large yields one `ArticleError`. Where it was read as it
    is stored, and not unpacked, `on_bytes` is called with its bytes before anything is yielded.
    """
    try:
        reader, data = _loaded(path, name, on_bytes)
    except ArticleError as error:
        yield error
    except (EOFError, zlib.error):
        yield ArticleError(f"{name}: not read, what gzip compressed is damaged", "Compress or fetch it again.")
    except OSError as error:
        yield ArticleError(f"{name}: not read, {error.strerror or error}", "Check that it exists and may be read.")
    else:
        if not data or data.isspace():
            yield ArticleError(f"{name}: not read, it is empty")
        else:
            yield from reader.read(data, name)


def _loaded(path: Path, name: str, on_bytes: Callable[[bytes], object] | None) -> tuple[Reader, bytes]:
    """The format of a file and what is in it, unpacked. Raises `ArticleError` where it is none or too large."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        what = "a directory" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise ArticleError(f"{name}: not read, it is {what}")
    with path.open("rb") as stored:
        is_packed = stored.peek(len(_GZIP)).startswith(_GZIP)
        file = cast("BinaryIO", gzip.GzipFile(fileobj=stored)) if is_packed else stored
        head = file.read(_HEAD_BYTES)
        reader = reader_for(name, head)
        limit = MAX_COLLECTION_BYTES if reader.collection else MAX_ARTICLE_BYTES
        if status.st_size > limit:
            raise _too_large(name, f"has {status.st_size >> 20:,} MiB", limit, reader)
        most = min(limit, _MOST_UNPACKED * status.st_size) if is_packed else status.st_size
        data = head + file.read(max(0, most + is_packed - len(head)))  # so much room is made for it
    if is_packed and len(data) > most:
        raise _too_large(name, f"unpacks to more than {most / (1 << 20):,.1f} MiB", limit, reader)
    if on_bytes and not is_packed:
        on_bytes(data)
    return reader, data


def has_lines(name: str, head: bytes) -> bool:
    """Whether a file that begins so has articles a line, so that a range of its lines can be read alone."""
    reader = reader_for(name, head[:_HEAD_BYTES])
    return reader.module == _LINES and bool(import_module(f"index.readers.{_LINES}").is_lines(head))


def read_lines(data: bytes, name: str, number: int) -> Iterator[Article | ArticleError]:
    """The articles in some whole lines of such a file, of which the first is line `number` (1, 2, …)."""
    read: Callable[[bytes, str, int], Iterator[Article | ArticleError]]
    read = import_module(f"index.readers.{_LINES}").read_lines
    return read(data, name, number)


def _too_large(name: str, size: str, limit: int, reader: Reader) -> ArticleError:
    hint = "Split it." if reader.collection else "Leave it out, or save its articles one a file or as JSON lines."
    what = f"it {size}; files of the format {reader.name} are read up to {limit >> 20:,} MiB"
    return ArticleError(f"{name}: not read, {what}", hint)


def _head_text(head: bytes) -> str:
    """The beginning of a file, decoded well enough to tell formats apart."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
