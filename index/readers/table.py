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
    rows = csv.reader(_without_zeros(lines), delimiter=separator)
    story = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            story += 1
            yield ArticleError(f"{path}, near line {rows.line_num + 1}: not read, {error}")
            continue
        if any(row):
            story += 1
            yield article_of(dict(zip(names, row, strict=False)), path, story)
    if not story:
        yield ArticleError(f"{path}: not read, there is no row below the names of its columns")


def _without_zeros(lines: Iterator[str]) -> Iterator[str]:
    """The module csv of older Pythons refuses lines with a zero character."""
    return (line.replace("\0", "") if "\0" in line else line for line in lines)


def _unnamed(path: str) -> ArticleError:
    return ArticleError(
        f"{path}: not read, its first row names no column that holds a headline or a text",
        "Name the columns there, for instance: " + ", ".join(name for name in SYNONYMS if name != "changed"),
    )
