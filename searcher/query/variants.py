"""Names that are spelled in several ways: which other spellings a name has.

They come from plain text files: the one beside this module, `variants.txt` in the index folder, and the file that
the environment variable `DATELINE_VARIANTS` names. One group a line, its spellings parted by commas; `#` begins a
comment. Groups that share a spelling are one group, so that a line of one's own adds to what ships:

    Assad, Esad
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from index.errors import UsageError
from index.text import Form, tokens

FILE_NAME: Final = "variants.txt"
ENVIRONMENT: Final = "DATELINE_VARIANTS"
_SHIPPED: Final = Path(__file__).with_name(FILE_NAME)


class Variants:
    """Groups of spellings."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self._groups = groups
        self._longest: dict[str, int] = {}
        for name in groups:
            if " " in name:
                first = name.partition(" ")[0]
                self._longest[first] = max(self._longest.get(first, 0), name.count(" ") + 1)

    def longest_from(self, word: str) -> int:
        """The most words that a spelling has which begins with this one; 0 if none of several does."""
        return self._longest.get(key(word).partition(" ")[0], 0)

    def __len__(self) -> int:
        return len(self._groups)

    def of(self, name: str) -> tuple[str, ...]:
        """The other spellings of a name, in the order of the file; `name` is a `key`."""
        group = self._groups.get(name, ())
        return tuple(spelling for spelling in group if key(spelling) != name)


def key(text: str) -> str:
    """What makes two writings the same spelling: the words, folded (`al-Assad` and `Al Assad`: `al assad`)."""
    if text.isascii() and (spaced := text.replace("-", " ")).replace(" ", "").isalpha():
        return " ".join(spaced.lower().split())  # the same, sooner: most are like this
    return " ".join(token.term for token in tokens(text) if token.form is Form.WORD)


def variants(index_dir: Path | None = None) -> Variants:
    """All groups that hold for an archive: those that ship, and the user's own.

    Raises:
        UsageError: a file of the user's cannot be read or understood; the message names it and the line.

    """
    paths = [_SHIPPED]
    if index_dir and (own := index_dir / FILE_NAME).is_file():
        paths.append(own)
    if named := os.environ.get(ENVIRONMENT):
        paths.append(Path(named))
    return _loaded(tuple((path, _changed(path)) for path in paths))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> UsageError:
    message = f"The file of spelling variants {path} cannot be read: {error.strerror or error}."
    return UsageError(message, f"Correct its name in {ENVIRONMENT}, or unset that.")


@lru_cache(maxsize=8)
def _loaded(files: tuple[tuple[Path, int], ...]) -> Variants:
    """Read the files; the times of their last change tell when that must be done again."""
    groups: dict[str, tuple[str, ...]] = {}
    for path, _ in files:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise _unreadable(path, error) from error
        for group in parse(data, str(path)):
            _add(groups, group)
    return Variants(groups)


def parse(data: bytes, name: str) -> Iterator[dict[str, str]]:
    """The groups of one file called `name`: the spellings of each by their key.

    Raises:
        UsageError: a line is not UTF-8, or holds a single spelling, or one without a letter or digit.

    """
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise UsageError(f"{name}, line {number}: this is not UTF-8.", "Save the file as UTF-8.") from None
        text = text.partition("#")[0]
        if not text or text.isspace():
            continue
        spellings = [part.strip() for part in text.split(",")]
        group = {key(spelling): spelling for spelling in spellings}
        if len(spellings) < 2 or "" in group:
            hint = "A line holds two or more spellings, parted by commas: Kyiv, Kiev"
            raise UsageError(f"{name}, line {number}: “{text.strip()}” is no group of spellings.", hint)
        yield group


def _add(groups: dict[str, tuple[str, ...]], group: dict[str, str]) -> None:
    """Add a group, together with those it shares a spelling with."""
    for known in dict.fromkeys(groups[name] for name in group if name in groups):
        group = {key(spelling): spelling for spelling in known} | group
    spellings = tuple(group.values())
    for name in group:
        groups[name] = spellings
