"""One name for whoever and whatever has several: applied when searching and counting, never when indexing.

Aliases are a plain text file, one rule a line; `#` begins a comment. Later rules win over earlier ones.

    merge person Muammar Gaddafi = Moammar Gadhafi = Moamer Kadhafi     several spellings, shown as the first
    rename place Kiev -> Kyiv                                           shown under another name
    split person Prince Sihanouk                                        keep apart what an earlier rule merged
    block person Associated Press                                       not a person: never shown

Names compare without regard to case, accents, full stops and hyphens. An archive's own rules stand in
`aliases.txt` in the folder of its index; they are read after the ones that come with the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from index.errors import UsageError
from index.text import fold

Kind = Literal["person", "place"]
KINDS: Final[tuple[Kind, ...]] = ("person", "place")
FILE_NAME: Final = "aliases.txt"
"""The file in an index's folder that holds an archive's own rules."""

_DATA: Final = Path(__file__).parent / "extract" / "data"
_RULE: Final = re.compile(r"(?P<verb>merge|rename|split|block)\s+(?P<kind>person|place)\s+(?P<rest>.+)")
_IGNORED: Final = re.compile(r"[.'’‘`ʻʼ]")
_SPACES: Final = re.compile(r"[\s\-‐‑–]+")


@dataclass(frozen=True, slots=True)
class Counted:
    """A name with how often it occurs, and the spellings of the index that it stands for, the commonest first."""

    name: str
    count: int
    spellings: tuple[str, ...]


class Aliases:
    """A set of rules. Make one with `load` or `Aliases(rules)`."""

    def __init__(self, lines: Iterable[str] = (), source: str = "aliases") -> None:
        self._shown: dict[tuple[Kind, str], str] = {}
        self._followers: dict[tuple[Kind, str], set[str]] = {}
        self.add(lines, source)

    def add(self, lines: Iterable[str], source: str) -> None:
        """Read rules. Raises UsageError, which names `source` and the line, for one that makes no sense."""
        for number, line in enumerate(lines, 1):
            rule = line.partition("#")[0].strip()
            if rule:
                self._add(rule, f"{source}, line {number}")

    def _add(self, rule: str, where: str) -> None:
        match = _RULE.fullmatch(rule)
        if match is None:
            raise UsageError(
                f"{where}: not a rule: {rule}",
                "It begins with merge, rename, split or block, then person or place.",
            )
        kind: Kind = "person" if match["kind"] == "person" else "place"
        verb, separator = match["verb"], "=" if match["verb"] == "merge" else "->"
        names = [" ".join(name.split()) for name in match["rest"].split(separator)]
        least, most = {"merge": (2, len(names)), "rename": (2, 2)}.get(verb, (1, 1))
        if not all(map(key, names)) or not least <= len(names) <= most:
            forms = {"merge": "merge person A = B", "rename": "rename person A -> B"}
            raise UsageError(f"{where}: not a rule: {rule}", f"Write it as: {forms.get(verb, f'{verb} person A')}")
        if verb == "merge":
            self._merge(kind, names[0], names)
        elif verb == "rename":
            self._merge(kind, names[1], names)
        else:
            self._show(kind, key(names[0]), "" if verb == "block" else names[0])

    def _merge(self, kind: Kind, target: str, names: list[str]) -> None:
        for name in {key(name) for name in names}:
            # Whoever was shown as one of these now follows it.
            for follower in self._followers.get((kind, name), set()) | {name}:
                self._show(kind, follower, target)

    def _show(self, kind: Kind, name: str, target: str) -> None:
        before = self._shown.get((kind, name))
        if before:
            self._followers[kind, key(before)].discard(name)
        self._shown[kind, name] = target
        self._followers.setdefault((kind, key(target)), set()).add(name)

    def canonical(self, name: str, kind: Kind = "person") -> str:
        """The name to show for a spelling; empty when it is blocked."""
        return self._shown.get((kind, key(name)), name)

    def spellings(self, name: str, kind: Kind = "person") -> tuple[str, ...]:
        """Keys (see `key`) of the spellings that are shown as `name` is, itself among them: what to look for."""
        target = key(self.canonical(name, kind))
        followers = self._followers.get((kind, target), set()) if target else set()  # blocked names share nothing
        return tuple(sorted(({key(name), target} | followers) - {""}))

    def counted(self, counts: Mapping[str, int], kind: Kind = "person") -> list[Counted]:
        """Counts of spellings as counts of names, the commonest first; blocked ones left out.

        Spellings without a rule that differ in nothing but case, accents, full stops and hyphens are one name too,
        shown as the commonest of them.
        """
        groups: dict[str, list[str]] = {}
        for name in counts:
            shown = self.canonical(name, kind)
            if shown:
                groups.setdefault(key(shown), []).append(name)
        result = []
        for names in groups.values():
            names.sort(key=lambda name: (-counts[name], name))
            result.append(
                Counted(self.canonical(names[0], kind), sum(counts[name] for name in names), tuple(names))
            )
        return sorted(result, key=lambda counted: (-counted.count, counted.name))


@cache
def key(name: str) -> str:
    """What names are compared by.

    >>> key("Wałęsa"), key("Kim Jong-il"), key("U.S.")
    ('walesa', 'kim jong il', 'us')
    """
    if name.isascii() and name.replace(" ", "").isalpha():
        return " ".join(name.lower().split())  # the same, sooner: most are like this
    return _SPACES.sub(" ", _IGNORED.sub("", fold(name))).strip()


def load(folder: Path | None = None) -> Aliases:
    """The rules that come with the package and those of the index in `folder`. Raises UsageError."""
    aliases = Aliases(_of_places(), "the package's places")
    aliases.add((_DATA / FILE_NAME).read_text("utf-8").splitlines(), f"the package's {FILE_NAME}")
    path = folder / FILE_NAME if folder else None
    if path is not None and path.exists():
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: not read, {error}", "It must be a text file in UTF-8.") from error
        aliases.add(text.splitlines(), str(path))
    return aliases


def _of_places() -> Iterator[str]:
    """Rules for the other and former names of places that the gazetteer is made with."""
    for name, column in (("countries.txt", 2), ("elsewhere.txt", 5)):
        for line in _lines(_DATA / name):
            parts = line.split("|")
            if parts[column]:
                yield f"merge place {parts[1 if column == 2 else 0]} = {parts[column].replace(';', ' = ')}"
    for line in _lines(_DATA / "cities.txt"):
        yield "rename place " + line.replace(" > ", " -> ").replace(" = ", " -> ")


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
