"""Invented text for training: people's names from all parts of the world, and the genres that corpora lack."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import faker.providers.person as providers

from index.extract.gazetteer import Gazetteer, gazetteer

_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’-]{2,}(?: [A-Za-zÀ-ɏḀ-ỿ'’-]+)?")
_GIVEN = ("first_names", "first_names_male", "first_names_female", "first_romanized_names")
_FAMILY = ("last_names", "last_names_male", "last_names_female", "last_romanized_names")
_PARTICLES = ("bin", "ibn", "de", "da", "van", "von", "al", "Abu", "Ould", "van der", "de la")
_EAST = {"chinese", "korean"}
"""Where the family name comes first; the list then has families in its first column."""

_FORM = re.compile(r"[GFPIL](?![a-z])|G(?=g)|g(?![a-z])")
_ARTICLES = ("al", "al", "al", "al", "el", "el", "ad", "as", "an", "ar", "at")
_OTHER_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae",
     "œ": "oe", "ə": "e", "Ə": "E", "ʻ": "'", "’": "'"}
)  # fmt: skip
_NEAR = {"Europe", "North America", "Oceania"}
_LATIN_AMERICA = frozenset("MX GT HN SV NI CR PA CU HT DO JM TT BS BZ BB".split())  # noqa: SIM905
_LETTERS = "ABCDEFGHJKLMNPRSTW"


class Group(NamedTuple):
    """A part of the world: names, and the forms they are put into (see naming.txt); without, as in the West."""

    name: str
    given: list[str]
    family: list[str]
    forms: tuple[str, ...] = ()


def groups() -> list[Group]:
    """All groups, from our own lists and from Faker's (MIT)."""
    result = []
    for line in (Path(__file__).parent / "names.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            group, given, family = line.split("|")
            # The hyphen of `de-Silva` stands for a space in lists parted by spaces.
            families = [re.sub(r"^(de|da|dos|van|arap|San-Suu|Perez|Rios|Lopez|Pena|Cavaco|Le)-", r"\1 ", name)
                        for name in family.split()]  # fmt: skip
            result.append(Group(group, sorted(set(given.split())), sorted(set(families))))
    for line in (Path(__file__).parent / "naming.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            group, forms, given, family = line.split("|")
            result.append(Group(group, given.split(), family.split(), tuple(forms.split(";"))))
    for module in pkgutil.iter_modules(providers.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        given, family = _listed(provider, _GIVEN), _listed(provider, _FAMILY)
        if len(given) > 15 and len(family) > 8:
            result.append(Group(module.name, given, family))
    return result


def plain(name: str) -> str:
    """The same name in the letters of English."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_OTHER_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _listed(provider: type, attributes: tuple[str, ...]) -> list[str]:
    names: set[str] = set()
    for attribute in attributes:
        values = getattr(provider, attribute, None)
        if isinstance(values, (list, tuple, dict, set, frozenset)):
            names.update(str(value).title() if str(value).isupper() else str(value) for value in values)
    return sorted(name for name in names if _LATIN.fullmatch(name) and name[0].isupper())


def _towns(atlas: Gazetteer) -> list[str]:
    """Small and middling cities, those of Europe and North America a tenth of them, and provinces elsewhere."""
    near, far = set(), set()
    for _, (first, *_) in atlas.everything():
        if first.kind == "city" and first.population >= 15_000:
            (near if first.place.continent in _NEAR and first.country not in _LATIN_AMERICA else far).add(
                first.place.name
            )
        elif first.kind == "region" and first.place.continent not in _NEAR:
            far.add(first.place.name)
    few = sorted(near)
    return sorted(name for name in far if len(name) > 3) + few[:: max(1, 10 * len(few) // max(1, len(far)))]


class Inventor:
    """Makes up names and sentences; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        everyone = groups()
        self.systems = [group for group in everyone if group.forms]
        self.ours = [
            group for group in everyone if not group.forms and "_" not in group.name and len(group.name) > 3
        ]
        self.theirs = [group for group in everyone if group not in self.ours and not group.forms]
        atlas = gazetteer()
        self.cities = atlas.names("city", 100_000)
        self.big = atlas.names("city", 1_000_000)
        self.towns = _towns(atlas)
        self.countries = [name for name in atlas.names("country", 300_000) if len(name) < 24]
        self.regions = atlas.names("region", 500_000)
        self.demonyms = [word for word, code in atlas.adjectives.items() if code and not word.endswith("s")]

    def group(self) -> Group:
        """A part of the world."""
        chance = self.random.random()
        return self.random.choice(self.systems if chance < 0.35 else self.ours if chance < 0.65 else self.theirs)

    def surname(self, group: Group | None = None) -> str:
        """A family name, or what stands for it."""
        group = group or self.group()
        if group.forms:
            return self._formed(group, group.forms[0])
        return self.random.choice(group.given if group.name in _EAST else group.family)

    def full(self) -> str:
        """A full name as news writes it."""
        group = self.group()
        if group.forms:
            return self._formed(group, self.random.choice((*group.forms[1:], group.forms[1])))
        return self._western(group)

    def _western(self, group: Group) -> str:
        pick, chance = self.random.choice, self.random.random()
        given, family = pick(group.given), pick(group.family)
        if chance < 0.72:
            return f"{given} {family}"
        if chance < 0.80:
            return f"{given} {pick(_LETTERS)}. {family}"
        if chance < 0.86:
            return f"{given[0]}. {family}" if chance < 0.83 else f"{given[0]}.{pick(_LETTERS)}. {family}"
        if chance < 0.93 and group.name not in _EAST:
            return f"{given} {pick(group.given)} {family}"
        if chance < 0.97 and group.name not in _EAST:
            return f"{given} {pick(group.family)}-{family}" if "-" not in family else f"{given} {family}"
        return f"{given} {pick(_PARTICLES)} {family}"

    def _formed(self, group: Group, form: str) -> str:
        """A name of that form."""
        pick = self.random.choice
        fill = {
            "G": lambda: pick(group.given),
            "g": lambda: pick(group.given).lower(),
            "F": lambda: pick(group.family),
            "P": lambda: pick(_ARTICLES),
            "I": lambda: pick(_LETTERS) + ".",
            "L": lambda: pick(_LETTERS),
        }
        return _FORM.sub(lambda match: fill[match.group()](), form)

    def initials(self) -> str:
        """Initials and a family name."""
        group = self.group()
        letters = self.random.choice((" ", "")).join(
            self.random.choice(_LETTERS) + "." for _ in range(self.random.choice((1, 1, 2)))
        )
        return f"{letters} {self.surname(group)}"

    def acronym(self) -> str:
        """Three or four capitals."""
        return "".join(self.random.choice("ABCDEFGHIKLMNOPRSTU") for _ in range(self.random.choice((3, 3, 4))))

    def coined(self) -> str:
        """A word that nobody has ever seen, as companies and parties are called."""
        pick, cut = self.random.choice, self.random.randint
        head, tail = (pick(pick((self.cities, self.group().family))).split()[0] for _ in range(2))
        word = plain(head[: cut(2, 4)] + tail[-cut(2, 4) :]).capitalize()
        return word.upper() if self.random.random() < 0.15 else word

    def place(self) -> str:
        """A country, city or region."""
        chance = self.random.random()
        if chance < 0.4:
            return self.random.choice(self.countries)
        if chance < 0.6:
            return self.random.choice(self.big)
        return self.random.choice(self.cities if chance < 0.92 else self.regions)
