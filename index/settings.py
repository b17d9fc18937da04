"""What `reindex` remembers between its runs: which folders, which language, how articles are named.

An article's `path` is relative to the *base*, the first folder that was indexed; files of further folders are
named from there too (`../wire/a.txt`), or absolutely where the two have nothing in common. So every name tells
exactly one file, whatever is added later.

Kept in `settings.json` inside the index. Folders beside or below the one that holds the index are written
relative to it: an archive that carries its index inside can be moved.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from index.errors import IndexDamaged, IndexTooNew

FILE: Final = "settings.json"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one index. Paths are absolute; `roots` are sorted, and none lies inside another.

    `language` is what the archive is mostly written in, as a two-letter code: it decides which inflections of a
    word are found together. `extract`: whether people and places are looked for in the text.
    """

    base: Path
    roots: tuple[Path, ...] = ()
    language: str = "en"
    extract: bool = True

    def with_roots(self, more: Iterable[Path]) -> Settings:
        """These settings with further roots. What lies inside another root, not hidden, is covered by that."""
        every = sorted({*self.roots, *more})
        return replace(
            self, roots=tuple(root for root in every if not any(_covers(other, root) for other in every))
        )

    def name_of(self, path: Path) -> bytes:
        """The name of a file or folder in the index, in the bytes that the file system calls it by."""
        if os.path.splitdrive(path)[0] != os.path.splitdrive(self.base)[0]:
            return os.fsencode(path)
        if os.path.commonpath((path, self.base)) == path.anchor and self.base != Path(path.anchor):
            return os.fsencode(path)
        return os.fsencode(os.path.relpath(path, self.base))

    def parts_of(self, root: Path) -> list[tuple[bytes, Path]]:
        """The folders of a root that names begin at, with their names, outer before inner.

        Mostly it is the root alone. Where the base lies in it, each folder above that has files of its own names.
        """
        parts = [root]
        if _covers(root, self.base):
            for folder in reversed((self.base, *self.base.parents)):
                if folder.is_relative_to(root) and folder != root:
                    parts.append(folder)
        return [(self.name_of(part), part) for part in parts]

    def path_of(self, name: str) -> Path:
        """The file that an article's `path` stands for; bytes that are no UTF-8 stand in it as escapes."""
        path = Path(os.path.normpath(self.base / name))
        if "\\x" in name and not path.exists():
            raw = re.sub(
                rb"\\x([89a-f][0-9a-f])", lambda match: bytes.fromhex(match[1].decode()), os.fsencode(path)
            )
            return Path(os.fsdecode(raw))
        return path

    def to_json(self, directory: Path) -> str:
        """The text of `settings.json` in the index at `directory`."""
        fields = {
            "version": _VERSION,
            "base": _relative(self.base, directory),
            "roots": [_relative(root, directory) for root in self.roots],
            "language": self.language,
            "extract": self.extract,
        }
        return json.dumps(fields, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str, directory: Path) -> Settings:
        """Read what `to_json` wrote. Raises IndexDamaged, IndexTooNew."""
        where = directory / FILE
        try:
            fields: dict[str, Any] = json.loads(text)
            if fields["version"] > _VERSION:
                raise IndexTooNew(f"{where} was written by a later version of Dateline", "Update Dateline.")
            base, *roots = (_absolute(path, directory) for path in (fields["base"], *fields["roots"]))
            return cls(base, tuple(sorted(roots)), str(fields["language"]), bool(fields["extract"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            hint = "Rebuild it: reindex --full FOLDER"
            raise IndexDamaged(f"{where} cannot be understood ({error})", hint) from error


def load(directory: Path) -> Settings | None:
    """The settings of the index at `directory`, None where it has none. Raises IndexDamaged, IndexTooNew."""
    try:
        text = (directory / FILE).read_text("utf-8")
    except FileNotFoundError:
        return None
    except IsADirectoryError as error:
        hint = "Remove it, and rebuild the index: reindex --full FOLDER"
        raise IndexDamaged(f"{directory / FILE} is a folder, not a file", hint) from error
    except UnicodeDecodeError as error:
        raise IndexDamaged(f"{directory / FILE} is not text", "Rebuild it: reindex --full FOLDER") from error
    return Settings.from_json(text, directory)


def save(text: str, directory: Path) -> None:
    """Replace `settings.json` by `text` in one step, if it differs."""
    target = directory / FILE
    if target.exists() and target.read_bytes() == text.encode():
        return
    draft = directory / (FILE + ".new")
    with draft.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _covers(outer: Path, root: Path) -> bool:
    if root == outer or not root.is_relative_to(outer):
        return False
    return not any(part.startswith(".") for part in root.relative_to(outer).parts)


def _relative(path: Path, directory: Path) -> str:
    home = directory.parent
    return os.path.relpath(path, home) if path.is_relative_to(home) and home != Path(home.anchor) else str(path)


def _absolute(text: str, directory: Path) -> Path:
    return Path(os.path.normpath(directory.parent / text))
