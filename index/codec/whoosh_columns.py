"""Whoosh's columns over ours: whole numbers as an array, everything else as Whoosh writes it.

A column that Whoosh writes as bytes of its own is the array `column:NAME/bytes` (uint8).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import ColumnReader, NumericColumn
from whoosh.filedb.structfile import BufferFile, StructFile

from index.codec.arrays import ArrayFile, ArrayWriter
from index.codec.columns import EMPTY

_WHOLE: Final = frozenset("bBhHiIqQ")


def is_whole(column: Any) -> bool:  # noqa: ANN401  # a whoosh Column
    """Whether the column holds whole numbers."""
    return isinstance(column, NumericColumn) and column._typecode in _WHOLE


class ColumnValues:
    """Collects the values of one column."""

    def __init__(self, column: Any) -> None:  # noqa: ANN401  # a whoosh Column
        self._column = column
        self._is_whole = is_whole(column)
        self._default = column.default_value()
        self._docs: list[int] = []
        self._values: list[Any] = []

    def add(self, doc: int, value: object) -> None:
        """Add the value of a document; the documents ascend.

        The column's default stands for none: Whoosh hands it over in a merge for documents without a value.
        """
        if not self._is_whole or value != self._default:
            self._docs.append(doc)
            self._values.append(value)

    def write(self, writer: ArrayWriter, name: str, documents: int) -> None:
        """Write the column as an array of numbers if it is one of whole numbers that fit, else as Whoosh does."""
        if self._is_whole and all(type(value) is int and -EMPTY <= value < EMPTY for value in self._values):
            numbers = np.full(documents, EMPTY, np.int64)
            numbers[self._docs] = self._values
            writer.add(f"column:{name}/values", numbers)
            return
        data = io.BytesIO()
        column_writer = self._column.writer(StructFile(data))
        for doc, value in zip(self._docs, self._values, strict=True):
            column_writer.add(doc, value)
        column_writer.finish(documents)
        writer.add(f"column:{name}/bytes", np.frombuffer(data.getvalue(), np.uint8))


class NumberReader(ColumnReader):  # type: ignore[misc]  # whoosh has no types
    """A column of whole numbers, as Whoosh reads columns."""

    def __init__(self, numbers: NDArray[np.int64], default: Any) -> None:  # noqa: ANN401  # the column's own kind
        self._numbers = numbers
        self._items = numbers.data
        self._default = default
        self._reverse = False

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.load())

    def __getitem__(self, doc: int) -> Any:  # noqa: ANN401  # the default may be of another type
        value = self._items[doc]
        return self._default if value == EMPTY else value

    def sort_key(self, doc: int) -> Any:  # noqa: ANN401
        """What to sort by."""
        return 0 - self[doc] if self._reverse else self[doc]

    def load(self) -> list[Any]:
        """All values."""
        return [self._default if value == EMPTY else value for value in self._numbers.tolist()]

    def set_reverse(self) -> None:
        """Turn the order of `sort_key` round."""
        self._reverse = True


def open_column(file: ArrayFile, name: str, column: Any, documents: int) -> Any:  # noqa: ANN401  # whoosh objects
    """Whoosh's reader of a column of the segment."""
    numbers = file.get(f"column:{name}/values")
    if numbers is not None:
        return NumberReader(numbers, column.default_value())
    data = file[f"column:{name}/bytes"]
    return column.reader(BufferFile(data.data, name=name), 0, len(data), documents)
