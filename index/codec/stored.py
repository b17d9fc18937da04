"""The stored documents, many to a compressed block: a page of hits opens few, and a merge copies them whole."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import zstandard

from index.codec.arrays import Array, ArrayFile, ArrayWriter

BLOCK_BYTES: Final = 1 << 19
"""Larger blocks take less room, and longer to read a document from, though reading stops where it ends."""
_COMPRESSION: Final = zstandard.ZstdCompressionParameters(
    window_log=19,
    chain_log=17,
    hash_log=18,
    search_log=1,
    min_match=5,
    target_length=0,
    strategy=zstandard.STRATEGY_DFAST,
)
"""As small as level 4 in the time of level 3: the tables stay in a processor's cache. Level 5 takes 3 % less room
and twice the time."""


@dataclass(frozen=True, slots=True)
class StoredBlock:
    """A finished block, as a merge copies it: how many documents it holds, and its zstd frame."""

    count: int
    data: bytes


class Packer:
    """Makes blocks of documents in their order."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(compression_params=_COMPRESSION)
        self._waiting: list[bytes] = []
        self._size = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, document: bytes) -> StoredBlock | None:
        """Take a document as JSON; a block whenever there are enough for one."""
        self._waiting.append(document)
        self._size += len(document)
        return self.flush() if self._size >= BLOCK_BYTES else None

    def flush(self) -> StoredBlock | None:
        """What is waiting, as a block; None if nothing is."""
        if not self._waiting:
            return None
        ends = np.cumsum([len(document) for document in self._waiting], dtype="<u4").tobytes()
        packed = self._compressor.compress(b"".join([ends, *self._waiting]))
        # Copied, for it holds all the room that it might have taken, and blocks wait until the segment is written.
        block = StoredBlock(len(self._waiting), bytes(memoryview(packed)))
        self._waiting.clear()
        self._size = 0
        return block


class StoredWriter:
    """Takes documents in order, or whole blocks of them."""

    def __init__(self, writer: ArrayWriter, prefix: str) -> None:
        self._writer = writer
        self._prefix = prefix
        self._blocks = writer.stream(f"{prefix}/blocks", np.uint8)
        self._packer = Packer()
        self._starts = [0]
        self._first = [0]

    def add(self, documents: Iterable[bytes | StoredBlock]) -> int:
        """Add documents as JSON, or blocks; returns how many documents there are now."""
        for document in documents:
            if isinstance(document, StoredBlock):
                self._append(self._packer.flush())
                self._append(document)
            else:
                self._append(self._packer.add(document))
        return self._first[-1] + len(self._packer)

    def finish(self) -> None:
        """Write the arrays."""
        self._append(self._packer.flush())
        self._blocks.close()
        self._writer.add(f"{self._prefix}/starts", np.array(self._starts, np.uint64))
        self._writer.add(f"{self._prefix}/first", np.array(self._first, np.uint32))

    def _append(self, block: StoredBlock | None) -> None:
        if block is not None:
            self._blocks.append(np.frombuffer(block.data, np.uint8))
            self._starts.append(self._blocks.count)
            self._first.append(self._first[-1] + block.count)


class Stored:
    """Reads stored documents. Each thread keeps the block read last, decompressed as far as it was needed."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self._file, self._name = file, f"{prefix}/blocks"
        self._blocks: Array = file[self._name]
        self._starts: Array = file[f"{prefix}/starts"]
        self._first: Array = file[f"{prefix}/first"]
        self._local: Any = threading.local()
        self.count = int(self._first[-1])

    def __getitem__(self, document: int) -> bytes:
        block = int(np.searchsorted(self._first, document, "right")) - 1
        first = int(self._first[block])
        opened: _Opened | None = getattr(self._local, "opened", None)
        if opened is None or opened.block != block:
            opened = _Opened(block, self._frame(block), int(self._first[block + 1]) - first)
            self._local.opened = opened
        return opened[document - first]

    def blocks(self) -> Iterator[StoredBlock]:
        """All blocks as they are."""
        for block in range(len(self._starts) - 1):
            yield StoredBlock(int(self._first[block + 1] - self._first[block]), self._frame(block))

    def _frame(self, block: int) -> bytes:
        start, end = int(self._starts[block]), int(self._starts[block + 1])
        self._file.read_ahead(self._name, start, end)
        return bytes(self._blocks[start:end])


class _Opened:
    """A block being decompressed, no further than what was asked for."""

    def __init__(self, block: int, frame: bytes, count: int) -> None:
        self.block = block
        self._frame = zstandard.ZstdDecompressor().stream_reader(frame)
        self._ends = np.frombuffer(self._frame.read(4 * count), "<u4").tolist()
        self._data = bytearray()

    def __getitem__(self, index: int) -> bytes:
        start, end = self._ends[index - 1] if index else 0, self._ends[index]
        if end > len(self._data):
            self._data += self._frame.read(end - len(self._data))
        return bytes(self._data[start:end])


def split(data: bytes, count: int) -> list[bytes]:
    """The documents of a decompressed block."""
    ends = np.frombuffer(data, "<u4", count).tolist()
    base = 4 * count
    return [data[base + start : base + end] for start, end in zip([0, *ends], ends, strict=False)]
