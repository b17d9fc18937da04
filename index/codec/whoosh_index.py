"""A Whoosh index that is opened without running what its table of contents says.

`whoosh.index.open_dir` opens our indexes too, but unpickles whatever it finds: use it on your own only.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Final

import whoosh.index
from whoosh.analysis import Composable
from whoosh.columns import Column, PickleColumn
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format

from index.codec.toc import INDEX_NAME, SafeUnpickler, newest, read_contents
from index.codec.whoosh_codec import ColumnarCodec, ColumnarSegment
from index.errors import IndexDamaged

_MODULES: Final = ("index.schema", "whoosh.fields", "whoosh.formats", "whoosh.columns", "whoosh.analysis.")
_KINDS: Final = (Schema, FieldType, Format, Column, Composable)
_PLAIN: Final = {
    ("builtins", "object"),
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("builtins", "int"),
    ("builtins", "float"),
    ("copyreg", "_reconstructor"),
    ("decimal", "Decimal"),
    ("re", "_compile"),
    ("whoosh.lang.porter", "stem"),
}


class ColumnarIndex(whoosh.index.FileIndex):  # type: ignore[misc]  # whoosh has no types
    """An index on disk; raises IndexNotFound, IndexDamaged or IndexTooNew when it cannot be opened."""

    def __init__(self, directory: Path, index_name: str = INDEX_NAME) -> None:
        self.storage = FileStorage(str(directory))
        self.indexname = index_name
        self._schema = None
        self._directory = directory
        self._read_toc()

    def writer(self, procs: int = 1, **options: Any) -> Any:  # noqa: ANN401  # Whoosh's call
        """Whoosh's writer, with our codec unless another is given."""
        return super().writer(procs, **{"codec": ColumnarCodec()} | options)

    def _read_toc(self) -> Any:  # noqa: ANN401  # a whoosh TOC
        contents = read_contents(newest(self._directory, self.indexname))
        try:
            schema = SafeUnpickler(contents.schema, _find_in_schema).load()
            if not isinstance(schema, Schema):
                raise TypeError("it is none")
        except Exception as error:  # a broken pickle can raise anything
            cure = "Delete the index folder and run `reindex` again."
            raise IndexDamaged(f"{contents.path} has a schema that cannot be used: {error}", cure) from error
        segments = [ColumnarSegment.of(info) for info in contents.segments]
        return whoosh.index.TOC(schema, segments, contents.generation)


def _find_in_schema(module: str, name: str) -> object:
    """Plain things, and the classes that schemas consist of."""
    if (module, name) in _PLAIN:
        return getattr(importlib.import_module(module), name)
    if not any(module == known or (known.endswith(".") and module.startswith(known)) for known in _MODULES):
        return None
    found = getattr(importlib.import_module(module), name, None)
    sound = isinstance(found, type) and issubclass(found, _KINDS) and found.__module__ == module
    return found if sound and found is not PickleColumn else None
