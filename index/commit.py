"""What makes changes to an index visible at once and for good: its lock and its table of contents.

The table of contents (`_MAIN_<generation>.toc`, Whoosh's own) names the segments of a generation and marks their
deleted documents. Segments and their names are synchronised to the disk before a table that names them appears
under its final name, in one rename. So whenever the machine or the program stops, the newest table on the disk
is whole, and so is all that it names. Whatever else lies about is left from a run that did not finish; the next
one removes it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC

from index import disk
from index.codec import ColumnarSegment
from index.codec.toc import newest, open_segment, read_contents
from index.errors import IndexDamaged, IndexLocked
from index.ingest.builder import INDEX_NAME
from index.locate import generation
from index.schema import whoosh_schema

_LOCK: Final = f"{INDEX_NAME}_WRITELOCK"
_OURS: Final = re.compile(
    rf"(?:_{INDEX_NAME}_(?P<generation>\d+)\.toc(?P<part>\..*)?|(?P<segment>{INDEX_NAME}_[0-9a-z]+)\..+)"
)
_RETRY_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Generation:
    """What an index consists of at one time. Number -1: there is none yet."""

    number: int
    schema: Any
    segments: tuple[ColumnarSegment, ...]


class WriteLock:
    """Whoosh's lock on writing to an index, with the holder's process number in its file.

    Waits up to `wait` seconds for another holder, then raises IndexLocked.
    """

    def __init__(self, directory: Path, wait: float = 0.0) -> None:
        self._lock = FileStorage(str(directory)).lock(_LOCK)
        until = time.monotonic() + wait
        while not self._lock.acquire():
            if time.monotonic() >= until:
                raise IndexLocked(*_who_holds(directory))
            time.sleep(min(_RETRY_SECONDS, wait))
        os.ftruncate(self.descriptor, 0)
        os.write(self.descriptor, f"{os.getpid()}\n".encode())

    @property
    def descriptor(self) -> int:
        """The open file that holds the lock."""
        descriptor: int = self._lock.fd
        return descriptor

    def release(self) -> None:
        """Let others write."""
        if self._lock.fd is not None:
            self._lock.release()


def _who_holds(directory: Path) -> tuple[str, str]:
    try:
        holder = (directory / _LOCK).read_text().strip()
    except OSError:
        holder = ""
    who = f"process {holder}" if holder.isdigit() else "another process"
    return (
        f"{directory}: {who} is writing to this index",
        "Wait until it is done (--wait SECONDS does so), or end it.",
    )


def current(directory: Path, *, anew: bool = False) -> Generation:
    """The newest generation of the index in `directory`. Nothing that its table of contents says is run.

    Raises IndexDamaged or IndexTooNew; with `anew`, when all of it will be written again, a damaged one counts
    as empty.
    """
    number = generation(directory)
    if number < 0:
        return Generation(number, whoosh_schema(), ())
    try:
        contents = read_contents(newest(directory, INDEX_NAME))
        # All are opened: a run with nothing to do would not notice that one is lost.
        opened = [None if anew else open_segment(directory, info) for info in contents.segments]
    except IndexDamaged:
        if not anew:
            raise
        return Generation(number, whoosh_schema(), ())
    segments = tuple(map(ColumnarSegment.of, contents.segments, opened))
    return Generation(number, whoosh_schema(), segments)


def publish(directory: Path, schema: Any, segments: Sequence[ColumnarSegment], generation: int) -> None:  # noqa: ANN401  # a whoosh Schema
    """Make these segments, whose files are synchronised already, the index; then remove what it was before."""
    memory = RamStorage()
    TOC(schema, list(segments), generation).write(memory, INDEX_NAME)
    target = directory / TOC._filename(INDEX_NAME, generation)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    disk.remove(draft)
    with disk.create(draft) as file:
        file.write(memory.files[target.name])
        disk.sync(file)
    disk.sync_folder(directory)
    disk.replace(draft, target)
    disk.sync_folder(directory)
    sweep(directory, segments, generation)


def sweep(directory: Path, segments: Sequence[ColumnarSegment], generation: int) -> None:
    """Remove files of other generations, and those that a run left which did not finish.

    Who still reads them keeps them: on POSIX an open file outlives its name. What cannot be removed now is another
    time: an index that was made the current one must not fail for what it was before.
    """
    named = {segment.segment_id() for segment in segments}
    for name in sorted(os.listdir(directory)):
        match = _OURS.fullmatch(name)
        if match is None or match["segment"] in named:
            continue
        if match["segment"] or match["part"] or int(match["generation"]) != generation:
            with suppress(OSError):
                disk.remove(directory / name)
