"""Large files of lines, cut where lines end, so that several workers read one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final
from zlib import crc32

from index.ingest.files import Lines, SourceFile, new_digest
from index.readers import has_lines

RANGE_BYTES: Final = 2 << 20
"""At least so many bytes are in a range, but for the last one."""
_HEAD_BYTES: Final = 1 << 20
_LONGEST_LINE: Final = 64 << 20
"""A longer line is cut, for it is held in memory, and then it is no JSON."""
_SOME: Final = b"some"
"""Stands for the digest of a file in what comes of lines that are not its last."""


def in_ranges(file: SourceFile) -> Iterator[SourceFile]:
    """A file as it is, or in ranges of its lines where it is large and each line is read alone."""
    if file.size < 2 * RANGE_BYTES:
        yield file
        return
    try:
        with file.path.open("rb") as stored:
            if has_lines(file.name, stored.read(_HEAD_BYTES)):
                stored.seek(0)
                yield from _ranges(file, stored)
                return
    except OSError:
        pass  # whoever reads it will say what is wrong
    yield file


def _ranges(file: SourceFile, stored: BinaryIO) -> Iterator[SourceFile]:
    digest = new_digest()
    start, number = 0, 1
    data = _read(stored)
    while data:
        digest.update(data)
        following = _read(stored)
        end = start + len(data)
        last = following == b""
        lines = Lines(start, end, number, crc32(data), digest.digest() if last else _SOME, last)
        yield file._replace(size=len(data), lines=lines)
        start, number, data = end, number + data.count(b"\n"), following
    if data is None:  # whoever reads the rest will say what is wrong; without a digest it is tried again
        yield file._replace(size=0, lines=Lines(start, file.size, number, 0, b"", last=True))


def _read(stored: BinaryIO) -> bytes | None:
    """Some whole lines, nothing at the end of the file; None where it cannot be read."""
    try:
        data = stored.read(RANGE_BYTES)
        return data + stored.readline(_LONGEST_LINE) if data else data
    except OSError:
        return None
