"""CSV and TSV: a table whose first row names its columns, an article a row.

Which column means what is told by `fields`. The separator is whichever of comma, semicolon, tab and bar the
first row holds most of.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from index.article import Article
from index.errors import ArticleError
from index.readers.decoding import encoding_of
from index.readers.fields import SYNONYMS, article_of, roles_of

_SEPARATORS: Final = ",;\t|"
_EXCEL: Final = re.compile(r"[\"']?sep=.[\"']?\s*$", re.IGNORECASE)
"""A line that only tells Excel the separator."""
_MAX_FIELD_CHARACTERS: Final = 16 << 20


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The articles of a table; a row that cannot be read costs only itself."""
    encoding = encoding_of(data, path)
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, errors="replace", newline="")
    header = lines.readline().lstrip("\ufeff\r\n")
    while header and not (header.strip() and not _EXCEL.match(header)):
        header = lines.readline()
    separator = max(_SEPARATORS, key=header.count)
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    names = next(csv.reader([header], delimiter=separator), [])
    if not any(role in ("headline", "body", "summary") for name in names for role, _ in roles_of(name)):
        yield _unnamed(path)
        return
    story = 0
    for row in _rows(lines, separator, len(names)):
        if isinstance(row, str):
            story += 1
            yield ArticleError(f"{path}, {row}")
        elif any(row):
            story += 1
            yield article_of(dict(zip(names, row, strict=False)), path, story)
    if not story:
        yield ArticleError(f"{path}: not read, there is no row below the names of its columns")


def _rows(lines: Iterator[str], separator: str, columns: int) -> Iterator[list[str] | str]:
    """The rows below the names of `columns` columns, and what is wrong with one that cannot be read.

    A quotation mark that is never closed would make one row of all the lines below it. Where these have as many
    columns as they should, each line is a row.
    """
    source = _Lines(lines)
    rows = csv.reader(source, delimiter=separator)
    while True:
        source.taken.clear()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"near line {rows.line_num + 1}: not read, {error}"
            continue
        unclosed = filter(str.strip, source.taken if source.ended else ())
        apart = [next(csv.reader([line], delimiter=separator)) for line in unclosed]
        yield from apart if apart and all(len(each) == columns for each in apart[1:]) else [row]


class _Lines:
    """Lines for the module csv, which in older Pythons refuses those with a zero character.

    `taken` are those that went into the row under way; `ended` tells that it wanted more than there were.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines).replace("\0", "")
        except StopIteration:
            self.ended = True
            raise
        self.taken.append(line)
        return line


def _unnamed(path: str) -> ArticleError:
    return ArticleError(
        f"{path}: not read, its first row names no column that holds a headline or a text",
        "Name the columns there, for instance: " + ", ".join(name for name in SYNONYMS if name != "changed"),
    )
