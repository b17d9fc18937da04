"""The stored documents, many to a compressed block: a page of hits opens few, and a merge copies them whole."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import zstandard

from index.codec.arrays import Array, ArrayFile, ArrayWriter

BLOCK_BYTES: Final = 1 << 18
LEVEL: Final = 5
"""Level 3 takes half the time and adds 1 % to an index; higher levels take twice as long and save as little."""


@dataclass(frozen=True, slots=True)
class StoredBlock:
    """A finished block, as a merge copies it: how many documents it holds, and its zstd frame."""

    count: int
    data: bytes


class StoredWriter:
    """Takes documents in order, or whole blocks of them."""

    def __init__(self, writer: ArrayWriter, prefix: str) -> None:
        self._writer = writer
        self._prefix = prefix
        self._blocks = writer.stream(f"{prefix}/blocks", np.uint8)
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)
        self._waiting: list[bytes] = []
        self._size = 0
        self._starts = [0]
        self._first = [0]

    def add(self, documents: Iterable[bytes | StoredBlock]) -> int:
        """Add documents as JSON, or blocks; returns how many documents there are now."""
        for document in documents:
            if isinstance(document, StoredBlock):
                self._flush()
                self._append(document)
                continue
            self._waiting.append(document)
            self._size += len(document)
            if self._size >= BLOCK_BYTES:
                self._flush()
        return self._first[-1] + len(self._waiting)

    def finish(self) -> None:
        """Write the arrays."""
        self._flush()
        self._blocks.close()
        self._writer.add(f"{self._prefix}/starts", np.array(self._starts, np.uint64))
        self._writer.add(f"{self._prefix}/first", np.array(self._first, np.uint32))

    def _flush(self) -> None:
        if self._waiting:
            ends = np.cumsum([len(document) for document in self._waiting], dtype="<u4").tobytes()
            data = self._compressor.compress(b"".join([ends, *self._waiting]))
            self._append(StoredBlock(len(self._waiting), data))
            self._waiting.clear()
            self._size = 0

    def _append(self, block: StoredBlock) -> None:
        self._blocks.append(np.frombuffer(block.data, np.uint8))
        self._starts.append(self._blocks.count)
        self._first.append(self._first[-1] + block.count)


class Stored:
    """Reads stored documents; keeps the block read last by each thread."""

    def __init__(self, file: ArrayFile, prefix: str) -> None:
        self._blocks: Array = file[f"{prefix}/blocks"]
        self._starts: Array = file[f"{prefix}/starts"]
        self._first: Array = file[f"{prefix}/first"]
        self._local: Any = threading.local()
        self.count = int(self._first[-1])

    def __getitem__(self, document: int) -> bytes:
        block = int(np.searchsorted(self._first, document, "right")) - 1
        documents = self._open(block)
        return documents[document - int(self._first[block])]

    def blocks(self) -> Iterator[StoredBlock]:
        """All blocks as they are."""
        for block in range(len(self._starts) - 1):
            yield StoredBlock(int(self._first[block + 1] - self._first[block]), self._frame(block))

    def _frame(self, block: int) -> bytes:
        return bytes(self._blocks[self._starts[block] : self._starts[block + 1]])

    def _open(self, block: int) -> list[bytes]:
        if getattr(self._local, "block", None) != block:
            data = zstandard.ZstdDecompressor().decompress(self._frame(block))
            self._local.documents = split(data, int(self._first[block + 1] - self._first[block]))
            self._local.block = block
        documents: list[bytes] = self._local.documents
        return documents


def split(data: bytes, count: int) -> list[bytes]:
    """The documents of a decompressed block."""
    ends = np.frombuffer(data, "<u4", count).tolist()
    base = 4 * count
    return [data[base + start : base + end] for start, end in zip([0, *ends], ends, strict=False)]
