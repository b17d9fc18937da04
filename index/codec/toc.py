"""The table of contents of an index, read without running what it says, and the segments that it names.

Whoosh keeps the table in `_NAME_GENERATION.toc` (the highest generation counts), as pickles. A pickle can name any
function and have it called, so none is read here but by an unpickler that knows a list of harmless names.

    varint 4, varint 8, varint 4     sizes of C's types, always these (varint: 7 bits a byte, the lowest first,
                                     the high bit says that more follow)
    int32 -12345, int32 -111         byte order (the highest byte first) and Whoosh's version of the table
    3 varints                        Whoosh's own version
    varint n, n bytes                the schema, pickled (protocol 2); to read documents nobody needs it
    int32                            the generation
    int32                            0
    the rest                         the segments, pickled (protocol 5 or an earlier one): a list of
                                     `index.codec.ColumnarSegment`, with states as in `index.codec.segment_info`
"""

from __future__ import annotations

import io
import pickle
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from index.codec.segment import Segment
from index.codec.segment_info import SegmentInfo
from index.errors import ArchiveError, IndexDamaged, IndexNotFound, IndexTooNew

INDEX_NAME: Final = "MAIN"
_VERSION: Final = -111
_RENAMED_MODULES: Final = {"__builtin__": "builtins", "copy_reg": "copyreg"}  # so are they named in old pickles,
_RENAMED: Final = {"long": "int", "unicode": "str"}  # which Whoosh makes of the schema
_RETRIES: Final = 5
_CURE: Final = "Restore it from a backup, or read everything again: reindex --full"


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents. `schema` is still pickled."""

    path: Path
    generation: int
    schema: bytes
    segments: tuple[SegmentInfo, ...]


class _Segment:
    """Stands for `index.codec.ColumnarSegment`, without importing Whoosh."""

    info: SegmentInfo

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.info = SegmentInfo.from_state(state)


class SafeUnpickler(pickle.Unpickler):
    """Unpickles what consists of plain values and of the objects that `find` gives for a module and a name.

    `find` returns None for what it does not know.
    """

    def __init__(self, data: bytes, find: Callable[[str, str], object]) -> None:
        super().__init__(io.BytesIO(data))
        self._find = find

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401  # a class or a function
        """The object of that name; raises UnpicklingError for what is not known to be harmless."""
        module, name = _RENAMED_MODULES.get(module, module), _RENAMED.get(name, name)
        found = self._find(module, name)
        if found is None:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which no index holds")
        return found


def newest(directory: Path, index_name: str = INDEX_NAME) -> Path:
    """The table of contents that counts. Raises IndexNotFound where there is none."""
    pattern = re.compile(rf"_{re.escape(index_name)}_(\d+)\.toc")
    try:
        tables = [(int(m[1]), path) for path in directory.iterdir() if (m := pattern.fullmatch(path.name))]
    except OSError:
        tables = []
    if not tables:
        raise IndexNotFound(f"there is no index at {directory}", "Make one with: reindex FOLDER")
    return max(tables)[1]


def read_contents(path: Path) -> Contents:
    """Read a table of contents; raises IndexDamaged, also where others wrote a segment, or IndexTooNew."""
    try:
        source = _Source(path.read_bytes())
        source.expect([4, 8, 4], [source.varint() for _ in range(3)])
        source.expect([-12345], [source.int32()])
        version = source.int32()
        if version < _VERSION:  # Whoosh counts downwards
            raise IndexTooNew(f"its version is {-version}", "Install a newer Dateline.")
        source.expect([_VERSION], [version])
        for _ in range(3):
            source.varint()
        schema = source.take(source.varint())
        generation, _ = source.int32(), source.int32()
        if not path.name.endswith(f"_{generation}.toc"):
            raise ValueError(f"it is that of generation {generation}")
        segments = SafeUnpickler(source.rest(), _find_segment).load()
        if type(segments) is not list or not all(type(segment) is _Segment for segment in segments):
            raise ValueError("it lists other things than segments")
        return Contents(path, generation, schema, tuple(segment.info for segment in segments))
    except ArchiveError as error:
        raise type(error)(f"{path}: {error.message}", error.hint) from error
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read: {error.strerror}", _CURE) from error
    except Exception as error:  # a broken pickle can raise anything
        raise IndexDamaged(f"{path} is damaged: {error}", _CURE) from error


def open_segments(directory: Path, index_name: str = INDEX_NAME) -> tuple[int, list[Segment]]:
    """The newest generation and its segments, opened for searching.

    Raises IndexNotFound, IndexDamaged or IndexTooNew, each naming the file. When a writer replaces the segments
    between reading the table and opening them, its generation is opened.
    """
    for attempt in range(_RETRIES):
        path = newest(directory, index_name)
        try:
            contents = read_contents(path)
            return contents.generation, [
                open_segment(directory, info, scattered=True) for info in contents.segments
            ]
        except IndexDamaged:
            if newest(directory, index_name) == path or attempt == _RETRIES - 1:
                raise
    raise AssertionError("unreachable")


def open_segment(directory: Path, info: SegmentInfo, *, scattered: bool = False) -> Segment:
    """One segment of a table of contents; see `ArrayFile.open`."""
    path = directory / info.file_name
    segment = Segment.open(path, info.deleted, scattered=scattered)
    if (segment.segment_id, segment.doc_count) != (info.id, info.documents):
        raise IndexDamaged(f"{path} is not the segment that the table of contents means", _CURE)
    return segment


def _find_segment(module: str, name: str) -> object:
    if module.startswith("whoosh.codec."):
        raise IndexDamaged(f"a segment has another format ({name})", "Run `reindex --full` to write it anew.")
    return _Segment if (module, name) == ("index.codec", "ColumnarSegment") else None


class _Source:
    """Reads the numbers that Whoosh writes; running out of bytes is a ValueError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        data = self._data[self._at : self._at + count]
        if len(data) < count:
            raise ValueError("it is cut short")
        self._at += count
        return data

    def rest(self) -> bytes:
        return self._data[self._at :]

    def int32(self) -> int:
        number: int = struct.unpack("!i", self.take(4))[0]
        return number

    def varint(self) -> int:
        number = shift = 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 35:
                return number

    @staticmethod
    def expect(wanted: list[int], found: list[int]) -> None:
        if wanted != found:
            raise ValueError("it does not begin as a table of contents does")
