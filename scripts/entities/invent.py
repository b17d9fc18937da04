"""Invented text for training: people's names from all parts of the world, and the genres that corpora lack."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
from pathlib import Path

import faker.providers.person as providers

from index.extract.gazetteer import gazetteer

_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’-]{2,}(?: [A-Za-zÀ-ɏḀ-ỿ'’-]+)?")
_GIVEN = ("first_names", "first_names_male", "first_names_female", "first_romanized_names")
_FAMILY = ("last_names", "last_names_male", "last_names_female", "last_romanized_names")
_PARTICLES = ("bin", "ibn", "de", "da", "van", "von", "al", "Abu", "Ould", "van der", "de la")
_EAST = {"chinese", "korean"}
"""Where the family name comes first; the list then has families in its first column."""

Group = tuple[str, list[str], list[str]]


def groups() -> list[Group]:
    """(part of the world, given names, family names), from our own list and from Faker's (MIT)."""
    result = []
    for line in (Path(__file__).parent / "names.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            group, given, family = line.split("|")
            # The hyphen of `de-Silva` stands for a space in lists parted by spaces.
            families = [re.sub(r"^(de|da|dos|van|arap|San-Suu|Perez|Rios|Lopez|Pena|Cavaco|Le)-", r"\1 ", name)
                        for name in family.split()]  # fmt: skip
            result.append((group, sorted(set(given.split())), sorted(set(families))))
    for module in pkgutil.iter_modules(providers.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        given, family = _listed(provider, _GIVEN), _listed(provider, _FAMILY)
        if len(given) > 15 and len(family) > 8:
            result.append((module.name, given, family))
    return result


def _listed(provider: type, attributes: tuple[str, ...]) -> list[str]:
    names: set[str] = set()
    for attribute in attributes:
        values = getattr(provider, attribute, None)
        if isinstance(values, (list, tuple, dict, set, frozenset)):
            names.update(str(value).title() if str(value).isupper() else str(value) for value in values)
    return sorted(name for name in names if _LATIN.fullmatch(name) and name[0].isupper())


class Inventor:
    """Makes up names and sentences; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        everyone = groups()
        self.ours = [group for group in everyone if "_" not in group[0] and len(group[0]) > 3]
        self.theirs = [group for group in everyone if group not in self.ours]
        atlas = gazetteer()
        self.cities = atlas.names("city", 100_000)
        self.big = atlas.names("city", 1_000_000)
        self.countries = [name for name in atlas.names("country", 300_000) if len(name) < 22]
        self.regions = atlas.names("region", 500_000)
        self.demonyms = [word for word, code in atlas.adjectives.items() if code and not word.endswith("s")]

    def group(self) -> Group:
        """A part of the world."""
        return self.random.choice(self.ours if self.random.random() < 0.65 else self.theirs)

    def surname(self, group: Group | None = None) -> str:
        """A family name, or what stands for it."""
        group = group or self.group()
        return self.random.choice(group[1] if group[0] in _EAST else group[2])

    def full(self) -> str:
        """A full name as news writes it."""
        group = self.group()
        pick, chance = self.random.choice, self.random.random()
        given, family = pick(group[1]), pick(group[2])
        if chance < 0.72:
            return f"{given} {family}"
        if chance < 0.80:
            return f"{given} {pick('ABCDEFGHJKLMNPRSTW')}. {family}"
        if chance < 0.86:
            return f"{given[0]}. {family}"
        if chance < 0.93 and group[0] not in _EAST:
            return f"{given} {pick(group[1])} {family}"
        if chance < 0.97 and group[0] not in _EAST:
            return f"{given} {pick(group[2])}-{family}" if "-" not in family else f"{given} {family}"
        return f"{given} {pick(_PARTICLES)} {family}"

    def initials(self) -> str:
        """Initials and a family name."""
        group = self.group()
        letters = " ".join(
            self.random.choice("ABCDEFGHJKLMNPRSTW") + "." for _ in range(self.random.choice((1, 1, 2)))
        )
        return f"{letters} {self.surname(group)}"

    def place(self) -> str:
        """A country, city or region."""
        chance = self.random.random()
        if chance < 0.4:
            return self.random.choice(self.countries)
        if chance < 0.6:
            return self.random.choice(self.big)
        return self.random.choice(self.cities if chance < 0.92 else self.regions)
