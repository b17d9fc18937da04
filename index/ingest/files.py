"""Which files to read, and what came of each: what the writer is given and what it gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from index.article import Article
from index.errors import ArticleError

_FIRST_DAY: Final = date(1600, 1, 1)
_DOUBTFUL: Final = 0.5
"""A publication date of less confidence is reported."""


class SourceFile(NamedTuple):
    """A file to index: where it lies, the name it has in the index (`Article.path`), and its size in bytes."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of one file.

    `digest` is `digest_of` its bytes: none if it could not be read, or was changed while it was. `ids` are the
    articles it gave, under the ids they have in the index. `renamed` holds `(wanted, given)` for those whose id
    was taken, `undated` the ids without a date, `doubts` an id and what a person should look at, `errors`
    whatever could not be read.
    """

    name: str
    digest: bytes = b""
    ids: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    undated: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    errors: tuple[ArticleError, ...] = ()


def digest_of(path: Path) -> bytes:
    """A 16-byte fingerprint of a file's bytes, by which the catalog sees that a touched file did not change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()


def doubts_about(article: Article) -> Iterator[str]:
    """What is suspicious about an article: a phrase each, for `reindex --report`."""
    if not article.headline:
        yield "no headline"
    if not article.body:
        yield "no text"
    elif "\N{REPLACEMENT CHARACTER}" in article.body:
        yield "characters that could not be decoded"
    if (published := article.published) is not None:
        day = published.when.date()
        if not _FIRST_DAY <= day <= datetime.now(UTC).date() + timedelta(days=1):
            yield f"dated {day}"
        elif published.confidence < _DOUBTFUL:
            yield f"dated {day}, going by its {published.origin}"
