"""Which files to read, and what came of each: what the writer is given and what it gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from index.article import Article
from index.errors import ArticleError

_DIGEST_BYTES: Final = 16
_FIRST_DAY: Final = date(1600, 1, 1)
_DOUBTFUL: Final = 0.5
"""A publication date of less confidence is reported."""


class Lines(NamedTuple):
    """Whole lines of a file: its bytes [start, end), of which the first is line `number` (1, 2, …).

    `checksum` is their CRC-32. `digest` is `digest_of` the whole file for the `last` of them, else something that
    stands for it in reports.
    """

    start: int
    end: int
    number: int
    checksum: int
    digest: bytes
    last: bool


class SourceFile(NamedTuple):
    """A file to index: where it lies, the name it has in the index (`Article.path`), and its size in bytes.

    With `lines` it is only these of a file that several workers read, and `size` is theirs.
    """

    path: Path
    name: str
    size: int
    lines: Lines | None = None


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


def joined(reports: Sequence[FileReport]) -> FileReport:
    """What came of a file, from what came of all its ranges of lines, in their order.

    Where one of these was not read as it was when the file was cut, there is no digest either.
    """
    every = (
        tuple(chain.from_iterable(getattr(report, name) for report in reports))
        for name in ("ids", "renamed", "undated", "doubts", "errors")
    )
    digest = reports[-1].digest if all(report.digest for report in reports) else b""
    return FileReport(reports[-1].name, digest, *every)


def digest_of(path: Path) -> bytes:
    """A 16-byte fingerprint of a file's bytes, by which the catalog sees that a touched file did not change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, new_digest).digest()


def new_digest(data: bytes = b"") -> hashlib.blake2b:
    """To be given a file's bytes, or the rest of them."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES)


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
