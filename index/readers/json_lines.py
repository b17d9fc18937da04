"""JSON: one article, a list of them, an object that wraps such a list, or an object a line (JSON lines).

Which field means what is told by `fields`. A line that is no JSON costs only its own story. Stories of lines are
numbered by the line they are in, so that each range of lines can be read alone.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from index.article import Article
from index.errors import ArticleError
from index.readers.decoding import decode
from index.readers.fields import article_of, articles_of, roles_in
from index.readers.naming import Story
from index.readers.values import text_of

_MAX_WHOLE_BYTES: Final = 128 << 20
"""A JSON text that is not in lines is parsed as a whole, into several times its size."""
_TRIED_LINES: Final = 20
"""When none of so many lines is JSON, neither will the others be."""
_BATCH_BYTES: Final = 1 << 18
_HEAD_BYTES: Final = 4096
_SOLID: Final = re.compile(rb"\S")
_MAX_WRAPPERS: Final = 8
_scan: Final[Callable[[str, int], tuple[Any, int]]] = vars(json.JSONDecoder())["scan_once"]
"""`json.loads` without its two searches for white space."""
_WRAPPERS: Final = (
    "articles", "items", "item", "stories", "results", "documents", "docs", "hits", "entries", "entry",
    "posts", "news", "records", "response", "feed", "channel", "rss", "data",
)  # fmt: skip
_TELLING: Final = ("headline", "body", "summary", "nested")


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The articles of a JSON file of any of these kinds."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data[:_HEAD_BYTES]:
        data = decode(data, path).encode()
    return read_lines(data, path) if is_lines(data) else _read_whole(data, path)


def is_lines(data: bytes) -> bool:
    """Whether text in UTF-8, or its beginning, is an object a line: its first line is a whole one."""
    start = _SOLID.search(data)
    end = data.find(b"\n", start.start()) if start else -1
    if start is None or end < 0 or not _SOLID.search(data, end) or b"\0" in data[:_HEAD_BYTES]:
        return False
    first = data[start.start() : end]
    return isinstance(_parsed(first), dict) or not first.rstrip().endswith((b"{", b"[", b",", b":"))


def read_lines(data: bytes, path: str, first: int = 1) -> Iterator[Article | ArticleError]:
    """The articles of JSON lines, or of some of them: `data` begins with line number `first` of the file."""
    batch: list[tuple[dict[str, Any], Story] | ArticleError] = []
    size = 0
    for each, length in _records(data, path, first):
        batch.append(each)
        size += length
        if size > _BATCH_BYTES:
            yield from articles_of(batch, path)
            batch, size = [], 0
    yield from articles_of(batch, path)


def _parsed(text: str | bytes) -> Any:  # noqa: ANN401  # whatever the file holds
    """The value that `text` is, or the error that it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return error


def _records(
    data: bytes, path: str, first: int
) -> Iterator[tuple[tuple[dict[str, Any], Story] | ArticleError, int]]:
    """Each story's object and number, or what is wrong with its line, and the length of the line."""
    tried = failed = 0
    for number, line in enumerate(io.BytesIO(data.removeprefix(codecs.BOM_UTF8)), first):
        if line.isspace():
            continue
        tried += 1
        record = _parsed_line(line)
        if isinstance(record, Exception):
            failed += 1
            if first == 1 and failed == tried == _TRIED_LINES:
                yield ArticleError(f"{path}: not read further, its first {tried} lines are no JSON"), 0
                return
            yield ArticleError(f"{path}, line {number}: not read, it is no JSON ({_reason(record)})"), 0
            continue
        found = 0
        for found, each in enumerate(_stories(record) if _holds_others(record) else (record,), 1):
            yield (each, number if found == 1 else f"{number}.{found}"), len(line)
        if not found:
            yield ArticleError(f"{path}, line {number}: not read, there is no headline or text in it"), 0


def _parsed_line(line: bytes) -> Any:  # noqa: ANN401
    try:
        text = line.decode()
        try:
            value, end = _scan(text, 0)
        except (StopIteration, ValueError, RecursionError):
            return _parsed(text)
        return value if text[end:] in ("\n", "", "\r\n") else _parsed(text)
    except UnicodeDecodeError:
        return _parsed(line.decode("windows-1252", "replace"))


def _read_whole(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    if len(data) > _MAX_WHOLE_BYTES:
        what = f"it is one JSON text of more than {_MAX_WHOLE_BYTES >> 20} MiB"
        yield ArticleError(f"{path}: not read, {what}", "Save it as JSON lines, an object a line.")
        return
    document = _parsed(decode(data, path))
    if isinstance(document, Exception):
        yield ArticleError(f"{path}: not read, it is no JSON ({_reason(document)})")
        return
    records = list(_stories(document))
    if not records:
        yield ArticleError(f"{path}: not read, there is no object with a headline or a text in it")
    alone = len(records) == 1 and isinstance(document, dict)
    for story, record in enumerate(records, 1):
        yield article_of(record, path, 0 if alone else story)


def _reason(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _holds_others(document: object) -> bool:
    """Whether a JSON value is no article itself, but may hold some. Objects with a text are articles."""
    if not isinstance(document, dict):
        return True
    roles = roles_in(tuple(document))
    if "body" in roles and isinstance(document[roles["body"][0]], str):
        return False
    if any(_is_text(document[name]) for name in roles.get("body", ())):
        return False
    if any(isinstance(document.get(name), (list, dict)) for name in _WRAPPERS):
        return True
    return roles.keys().isdisjoint(_TELLING)


def _is_text(value: object) -> bool:
    return isinstance(value, str) or bool(text_of(value))


def _stories(
    document: object, depth: int = 0, given: Mapping[str, object] | None = None
) -> Iterator[dict[str, Any]]:
    """The objects of a document that are articles, each with what the objects around it say of all."""
    if isinstance(document, list):
        members: Iterable[tuple[str, object]] = (("", member) for member in document)
    elif not isinstance(document, dict):
        return
    elif not _holds_others(document):
        yield {**given, **document} if given else document
        return
    else:
        wrapped = [(name, document[name]) for name in _WRAPPERS if isinstance(document.get(name), (list, dict))]
        given = _heading(document) | dict(given or {}) if wrapped else given
        members = [("", wrapped[0][1])] if wrapped else list(document.items())
    for name, member in members if depth < _MAX_WRAPPERS else ():
        named = {**(given or {}), "id": name} if name and isinstance(member, dict) else given
        yield from _stories(member, depth + 1, named)


def _heading(document: Mapping[str, object]) -> dict[str, object]:
    """What a feed says of all its articles: its title is their source."""
    found = {"source": document.get("source") or document.get("title"), "language": document.get("language")}
    return {name: value for name, value in found.items() if isinstance(value, str)}
