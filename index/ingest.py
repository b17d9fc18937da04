"""Which files to read, and what came of each: what the writer is given and what it gives back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.errors import ArticleError


class SourceFile(NamedTuple):
    """A file to index: where it lies, the name it has in the index (`Article.path`), and its size in bytes."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of one file.

    `size` (bytes), `mtime_ns` and `digest` (`digest_of` its bytes) are of the file as it was read, for the
    catalog. `ids` are the articles it gave, under the ids they have in the index. `renamed` holds
    `(wanted, given)` for those whose id was taken, `undated` the ids without a date, `errors` whatever could not
    be read.
    """

    name: str
    size: int = 0
    mtime_ns: int = 0
    digest: bytes = b""
    ids: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    undated: tuple[str, ...] = ()
    errors: tuple[ArticleError, ...] = ()


def digest_of(path: Path) -> bytes:
    """A 16-byte fingerprint of a file's bytes, by which the catalog sees that a touched file did not change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()
