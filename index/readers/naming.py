"""What an article is called when its source does not say: an id from the path of its file."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import splitext
from typing import Final

from index.readers.cleaning import one_line

MAX_ID_CHARACTERS: Final = 200

Story = int | str
"""What tells a story from the others of its file: its number there; for further ones of line 12, `12.2`."""

_SUFFIX: Final = re.compile(r"\.[a-z][a-z0-9]{0,8}", re.IGNORECASE)


def id_from_path(path: str, story: Story = 0) -> str:
    """`2014/homs-truce` for `2014/homs-truce.txt`; `wire#3` for the third story of `wire.jsonl`.

    That a file is compressed (`wire.jsonl.gz`) makes no difference.
    """
    name = _named(path)
    return f"{name}#{story}" if story else name


@lru_cache(maxsize=64)
def _named(path: str) -> str:
    parts = path.replace("\\", "/").removesuffix(".gz").split("/")
    stem, suffix = splitext(parts[-1])
    if _SUFFIX.fullmatch(suffix):
        parts[-1] = stem
    text = one_line("/".join([part for part in parts if part not in {"", "."}])) or "article"
    return text[-MAX_ID_CHARACTERS:]


def given_id(value: str) -> str:
    """An id as its source wrote it, on one line and not too long to show."""
    return one_line(value)[:MAX_ID_CHARACTERS]
