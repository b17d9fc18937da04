"""A file of named, checksummed arrays, mapped into memory: the container of everything that a segment holds.

A file is written front to back and never changed afterwards. Opening reads the header, the trailer and the table
of arrays; an array is touched when it is asked for, and checked only by `ArrayFile.problems`.
"""

from __future__ import annotations

import json
import mmap
import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from math import prod
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.errors import IndexDamaged, IndexNotFound, IndexTooNew

MAGIC: Final = b"\x89DATELN\n"
END: Final = b"DATELN\r\n"
VERSION: Final = 1
ALIGNMENT: Final = 64

_READ_WHOLE: Final = 1 << 19
"""Up to so many bytes are read from the disk at once: many small reads take longer."""
_HEADER: Final = struct.Struct("<8sII32s16x")
_TRAILER: Final = struct.Struct("<QQII8s")
_SIZES: Final = {
    name: int(name[-1]) for name in ("|b1", "|u1", "<u2", "<u4", "<u8", "|i1", "<i2", "<i4", "<i8", "<f4", "<f8")
}
"""The dtypes that the format has, and how many bytes an item takes."""
_SPOOL_BYTES: Final = 4 << 20
_CURE: Final = "Restore this file from a backup, or read everything again: reindex --full"

Array = NDArray[Any]


def _check_dtype(dtype: np.dtype[Any]) -> None:
    if dtype.str not in _SIZES:
        raise TypeError(f"the format has no place for {dtype}")


def _bytes(array: Array) -> memoryview:
    """The bytes of a contiguous array, not copied."""
    return array.reshape(-1).view(np.uint8).data


class ArrayWriter:
    """Writes such a file to `file`, a binary file open for writing, from its current position 0.

    `scratch` is the folder for temporary files (None: the system's); they are gone when the context ends. `file`
    stays open: whoever opened it flushes, synchronises and closes it.
    """

    def __init__(self, file: BinaryIO, segment_id: str, scratch: Path | None = None) -> None:
        self._file = file
        self._scratch = scratch
        self._offset = 0
        self._spools = ExitStack()
        self._table: dict[str, tuple[str, list[int], int, int]] = {}
        self._write(_HEADER.pack(MAGIC, VERSION, 0, segment_id.encode("ascii")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._spools.close()

    def add(self, name: str, array: Array) -> None:
        """Write a whole array."""
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        self._start(name)
        _check_dtype(array.dtype)
        data = _bytes(array)
        self._note(name, array.dtype, list(array.shape), zlib.crc32(data))
        self._write(data)

    def stream(self, name: str, dtype: DTypeLike, width: int = 0) -> Stream:
        """Begin an array that grows; it is part of the file once its `close` was called.

        With `width` it has that many columns. One that is not closed is forgotten.
        """
        return Stream(self, name, np.dtype(dtype).newbyteorder("<"), width)

    def finish(self, meta: Mapping[str, object]) -> int:
        """Write the table and the trailer; the number of bytes in the file."""
        table = json.dumps({"meta": meta, "arrays": self._table}, separators=(",", ":")).encode()
        self._pad()
        offset = self._offset
        self._write(table)
        self._write(_TRAILER.pack(offset, len(table), zlib.crc32(table), VERSION, END))
        return self._offset

    def _start(self, name: str) -> None:
        if name in self._table:
            raise ValueError(f"array {name!r} was written before")
        self._pad()

    def _pad(self) -> None:
        self._write(bytes(-self._offset % ALIGNMENT))

    def _note(self, name: str, dtype: np.dtype[Any], shape: list[int], checksum: int) -> None:
        self._table[name] = (dtype.str, shape, self._offset, checksum)

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._offset += len(data)

    def _copy(
        self, parts: Iterable[bytes], name: str, dtype: np.dtype[Any], shape: list[int], checksum: int
    ) -> None:
        self._start(name)
        self._note(name, dtype, shape, checksum)
        for data in parts:
            self._write(data)

    def _spool(self) -> IO[bytes]:
        folder = str(self._scratch) if self._scratch else None
        return self._spools.enter_context(tempfile.TemporaryFile(dir=folder))


class Stream:
    """An array under way, so that many can grow side by side: what is much of it waits in a temporary file."""

    def __init__(self, writer: ArrayWriter, name: str, dtype: np.dtype[Any], width: int) -> None:
        _check_dtype(dtype)
        self.count = 0  # items, or rows where it has columns
        self._writer = writer
        self._name = name
        self._dtype = dtype
        self._width = width
        self._checksum = 0
        self._waiting: list[bytes] = []
        self._size = 0  # of what is waiting, in bytes
        self._spool: IO[bytes] | None = None

    def append(self, array: Array) -> None:
        """Add items (or rows) at the end; they must fit the dtype."""
        data = bytes(_bytes(np.ascontiguousarray(array, self._dtype)))
        self._checksum = zlib.crc32(data, self._checksum)
        self.count += len(array)
        self._waiting.append(data)
        self._size += len(data)
        if self._size > _SPOOL_BYTES:
            self._spool = self._spool or self._writer._spool()
            self._spool.writelines(self._waiting)
            self._waiting.clear()
            self._size = 0

    def close(self) -> None:
        """Move what was appended into the file."""
        shape = [self.count, self._width] if self._width else [self.count]
        self._writer._copy(self._parts(), self._name, self._dtype, shape, self._checksum)
        self._waiting.clear()

    def _parts(self) -> Iterator[bytes]:
        if self._spool is not None:
            with self._spool as spool:
                spool.seek(0)
                while data := spool.read(1 << 20):
                    yield data
        yield from self._waiting


class ArrayFile:
    """The arrays of one file, as read-only views of it.

    Raises IndexNotFound, IndexDamaged or IndexTooNew when it cannot be opened; `name` is how messages call it.
    """

    def __init__(self, buffer: mmap.mmap | memoryview | bytes, name: str) -> None:
        self.name = name
        self._buffer = buffer
        self._views: dict[str, Array] = {}
        self._scattered: mmap.mmap | None = None
        size = len(buffer)
        if size < _HEADER.size + _TRAILER.size:
            raise self._damaged("is cut short")
        magic, version, _, segment_id = _HEADER.unpack(buffer[: _HEADER.size])
        if magic != MAGIC:
            raise self._damaged("does not begin as a segment does")
        if version > VERSION:
            raise IndexTooNew(
                f"{name} has format version {version}; this Dateline reads up to {VERSION}",
                "Install a newer Dateline, or delete the index folder and run `reindex` again.",
            )
        self.version: int = version
        self.segment_id: str = segment_id.rstrip(b"\0").decode("ascii", "replace")
        offset, length, checksum, _, end = _TRAILER.unpack(buffer[size - _TRAILER.size :])
        if end != END or offset + length + _TRAILER.size != size:
            raise self._damaged("is cut short or was added to")
        table = bytes(buffer[offset : offset + length])
        if zlib.crc32(table) != checksum:
            raise self._damaged("has a table of arrays that was altered")
        self._read_table(table, offset)

    @classmethod
    def open(cls, path: Path, *, scattered: bool = False) -> Self:
        """Map the file at `path`.

        `scattered` suits a search: the system then reads from the disk what is used and no more, where else it
        reads on, by megabytes if it is set up so. Arrays that are not large are still read whole.
        """
        try:
            with path.open("rb") as file:
                if not path.stat().st_size:
                    return cls(b"", str(path))
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if not scattered or not hasattr(mmap, "MADV_RANDOM"):
                return cls(mapped, str(path))
            with suppress(OSError):  # it is only advice
                mapped.madvise(mmap.MADV_RANDOM)
            opened = cls(mapped, str(path))
            opened._scattered = mapped
            return opened
        except FileNotFoundError:
            raise IndexDamaged(f"{path} is missing", _CURE) from None
        except IsADirectoryError:
            raise IndexDamaged(f"{path} is a folder, not a file", _CURE) from None
        except OSError as error:
            raise IndexNotFound(f"{path} cannot be read: {error.strerror}", "Check its permissions.") from error

    def __contains__(self, name: str) -> bool:
        return name in self.table

    def __getitem__(self, name: str) -> Array:
        view = self._views.get(name)
        if view is None:
            if name not in self.table:
                raise self._damaged(f"lacks the array {name!r}")
            dtype, shape, offset, _ = self.table[name]
            view = np.frombuffer(self._buffer, np.dtype(dtype), prod(shape), offset).reshape(shape)
            self._views[name] = view
            if view.nbytes <= _READ_WHOLE:
                self._read(offset, view.nbytes)
        return view

    def read_ahead(self, name: str, start: int, end: int) -> None:
        """Say that these bytes of an array are about to be used; whether they exist is not looked at."""
        self._read(self.table[name][2] + start, end - start)

    def _read(self, offset: int, size: int) -> None:
        if self._scattered is not None and size > 0 and 0 <= offset < len(self._scattered):
            before = offset % mmap.PAGESIZE
            with suppress(OSError):  # it is only advice
                self._scattered.madvise(mmap.MADV_WILLNEED, offset - before, size + before)

    def get(self, name: str) -> Array | None:
        """The array, or None where there is none of this name."""
        return self[name] if name in self.table else None

    def rows(self, name: str, width: int) -> NDArray[np.uint8]:
        """An array of bytes in rows of `width`, a divisor of ALIGNMENT; zeros fill the last row up."""
        _, (count,), offset, _ = self.table[name]
        filled = -(-count // width) * width
        return np.frombuffer(self._buffer, np.uint8, filled, offset).reshape(-1, width)

    def problems(self) -> Iterator[str]:
        """Check every array against its checksum; what is wrong, in words."""
        for name, (_, _, _, checksum) in self.table.items():
            view = self[name]
            if zlib.crc32(_bytes(view)) != checksum:
                yield f"{self.name}: the array {name!r} was altered"

    def verify(self) -> None:
        """Raise IndexDamaged if an array is not as it was written; reads all of them."""
        for problem in self.problems():
            raise IndexDamaged(problem, _CURE)

    def _read_table(self, data: bytes, end: int) -> None:
        """Take the table over, having made sure that every array lies within the file."""
        try:
            content = json.loads(data)
            self.meta: dict[str, Any] = dict(content["meta"])
            self.table: dict[str, tuple[str, list[int], int, int]] = dict(content["arrays"])
            for dtype, shape, offset, _ in self.table.values():
                size = _SIZES[dtype] * prod(shape)
                if min(shape, default=0) < 0 or offset < 0 or offset + size > end:
                    raise ValueError(dtype, shape, offset)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._damaged("has a table of arrays that makes no sense") from error

    def _damaged(self, what: str) -> IndexDamaged:
        return IndexDamaged(f"{self.name} {what}", _CURE)
