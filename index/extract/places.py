"""Which place is meant? Names of places in one article → places, with what contains them.

A name that several places bear goes to the one that is spoken of nearby: what follows it after a comma (`Paris,
Texas`), the countries named in the article or shown by an adjective (`Syrian`), then the number of inhabitants.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from index.article import Place
from index.extract.features import is_thing
from index.extract.gazetteer import Entry, gazetteer
from index.extract.names import is_acronym, is_made_up, is_no_name

Key = str | tuple[float | None, float | None]
"""The name of a place, or its coordinates."""

# What evidence is worth, on a scale where a tenfold population is worth _TENFOLD.
_TENFOLD = 1.6
_COUNTRY_NAMED = 3.0
_RIVAL = 10
"""A city so many times smaller than the best known one gains nothing: Washington in Britain is not meant."""
_UNITED_STATES_NAMED = 1.0
"""They are named in every other story, whatever it is about."""
_REGION_NAMED = 2.5
"""The state or province, or a city in it, is named."""
_SIBLINGS_NAMED = 2.5
"""Other states or provinces of the country are named, beside one that is called as another country is."""
_FOLLOWS = 20.0
"""The region or country stands behind the name, after a comma."""
_FIRST = 1.0
"""The gazetteer puts it first: a country, a capital, the largest."""
_COUNTRY = 10.0
"""A country, instead of its population."""
_REGION = -0.8
"""A region, whose population counts cities' that are not called so."""

_EVERYWHERE: Final = ("New York", "District of Columbia")

# U.S. states as newspapers shorten them. They count only after a comma.
_STATES = {
    "ala": "Alabama", "ariz": "Arizona", "ark": "Arkansas", "calif": "California", "colo": "Colorado",
    "conn": "Connecticut", "del": "Delaware", "fla": "Florida", "ga": "Georgia", "ill": "Illinois",
    "ind": "Indiana", "kan": "Kansas", "ky": "Kentucky", "la": "Louisiana", "mass": "Massachusetts",
    "md": "Maryland", "mich": "Michigan",
    "minn": "Minnesota", "miss": "Mississippi", "mo": "Missouri", "mont": "Montana",
    "neb": "Nebraska", "nev": "Nevada", "nh": "New Hampshire", "nj": "New Jersey", "nm": "New Mexico",
    "ny": "New York", "okla": "Oklahoma", "ore": "Oregon", "pa": "Pennsylvania", "ri": "Rhode Island",
    "tenn": "Tennessee", "tex": "Texas", "va": "Virginia", "vt": "Vermont", "wash": "Washington",
    "wis": "Wisconsin", "wyo": "Wyoming", "ont": "Ontario", "bc": "British Columbia",
    "nc": "North Carolina", "sc": "South Carolina", "nd": "North Dakota", "sd": "South Dakota",
    "wva": "West Virginia", "penn": "Pennsylvania", "wisc": "Wisconsin", "oreg": "Oregon",
}  # fmt: skip


SMALL: Final = 60_000
"""A city with fewer inhabitants is believed only where its country or region is spoken of."""

_ANYWHERE: Final = frozenset(
    (
        "northeast", "northwest", "southeast", "southwest", "northern", "southern", "eastern", "western",
        "central", "centre", "center", "west coast", "east coast", "coast", "bay", "delta", "southland", "amazon",
    )
)  # fmt: skip
"""Regions whose names every country, or a firm, has: believed only where their country is spoken of."""
_NOTHING: Final = frozenset[str]()
_WORLDS: Final = frozenset(("Earth", "Mars", "Moon", "Mercury", "Venus", "Jupiter", "Saturn", "Titan", "Pluto"))
"""Nobody's names, but places."""


def may_be(written: str) -> bool:
    """Whether a name can be a place at all: a people's name, a bare `Street` and a product cannot."""
    return known(written).may_be


def candidates(written: str) -> tuple[Entry, ...]:
    """The places that a name in the text may mean, the likeliest first."""
    return known(written).entries


def is_only_spelled_so(written: str) -> bool:
    """Whether an acronym is spelled as towns are, and not short for any: ICO, like Icó, but not NYC."""
    if not is_acronym(written):
        return False
    entries = candidates(written)
    return bool(entries) and not any(
        entry.kind != "city" or _begins_with_initials(written, entry.place.name) for entry in entries
    )


def _begins_with_initials(acronym: str, name: str) -> bool:
    return " " in name and acronym.startswith("".join(word[0] for word in name.split()))


def _is_large(entry: Entry) -> bool:
    """Whether a place is believed wherever it is named."""
    return entry.kind != "city" or entry.population >= SMALL


def expand(abbreviation: str) -> str:
    """The state that `Ala.` or `Fla` stands for, or the same string."""
    return _STATES.get(abbreviation.rstrip(".").replace(".", "").lower(), abbreviation)


def resolve(
    written: Sequence[str],
    following: Callable[[int], str],
    adjectives: Iterable[str] = (),
    elsewhere: Iterable[Place] = (),
) -> list[Place]:
    """A place for each name, in order.

    `following(i)` is the name that stands after name i and a comma, or empty. `adjectives` are ISO codes of
    countries that words like `Syrian` point to; `elsewhere` are places known from the article's metadata.
    A name that the gazetteer lacks gives a place without a country.
    """
    names = list(map(known, written))
    found = [name.place for name in names]
    open_ = [i for i, name in enumerate(names) if not name.certain]
    if open_:
        nearby = {*adjectives, *(_country(place.country or place.name) for place in elsewhere)}
        nearby.update(*[name.evidence for name in names])
        told: dict[tuple[str, str], Place] = {}
        for i in open_:
            after, spoken_for = following(i), names[i].spoken_for
            found[i] = _choose(
                written[i], after, _NOTHING if spoken_for.isdisjoint(nearby) else spoken_for & nearby
            )
            if after and _called(after):
                told.setdefault((written[i], after), found[i])
        # `Paris` alone, later in the article, is the Paris of `Paris, Texas`.
        settled = {name: place for (name, _), place in told.items()}
        for i in open_ if settled else ():
            found[i] = settled.get(written[i], found[i])
    return found


class Known(NamedTuple):
    """What is known of a name before anything is known of the article: its `candidates`, and what they come to.

    If it is `certain`, it means `place` whatever is spoken of nearby; otherwise `spoken_for` are the countries and
    regions that count when they are spoken of. `evidence` are those that it speaks of itself.
    """

    entries: tuple[Entry, ...]
    may_be: bool
    place: Place
    certain: bool
    evidence: frozenset[str]
    spoken_for: frozenset[str]


@lru_cache(maxsize=1 << 16)
def known(name: str) -> Known:
    """What is known of a name."""
    entries = _entries(name)
    possible = _may_be(" ".join(name.split()).rstrip(".'’"), entries)
    if not entries:
        return Known(entries, possible, Place(_tidy(name)), True, _NOTHING, _NOTHING)
    around = frozenset({entry.country for entry in entries} | {entry.place.region for entry in entries})
    around = around.union(*[_siblings(entry) for entry in entries if _outweighs(entry, entries[0])])
    if name.lower() in _ANYWHERE:
        return Known(entries, possible, entries[0].place, False, _NOTHING, around)
    alone = len(entries) == 1 and _is_large(entries[0])
    return Known(entries, possible, entries[0].place, alone, _evidence(entries), around)


def _entries(written: str) -> tuple[Entry, ...]:
    """What the gazetteer has under a name, without its possessive ending or article, or under what it shortens."""
    name = " ".join(written.split())
    if name.endswith(("'s", "’s", "'S", "’S")):
        name = name[:-2]
    elif name.endswith(("'", "’")):
        name = name[:-1]
    table = gazetteer()
    found = table.lookup(name)
    if not found and name[:4].lower() == "the ":
        found = table.lookup(name[4:])
    if (whole := expand(name)) != name and all(
        entry.kind == "city" and entry.population < SMALL for entry in found
    ):
        found = table.lookup(whole)
        found = tuple(entry for entry in found if entry.kind == "region") or found
    return found


def _may_be(name: str, entries: Sequence[Entry]) -> bool:
    adjectives = gazetteer().adjectives
    if (is_thing(name) and name not in _WORLDS) or name.title() in adjectives:
        return False
    if not entries and "-" in name and all(part.title() in adjectives for part in name.split("-")):
        return False  # Italian-Soviet
    return bool(entries) or not (is_made_up(name) or is_no_name(name))


@lru_cache(maxsize=1 << 16)
def meanings(name: str) -> frozenset[Key]:
    """All that a name may come to, by name and by coordinates."""
    return frozenset(chain([_tidy(name)], *[keys(entry.place) for entry in candidates(name)]))


def is_known(place: Place) -> bool:
    """Whether the gazetteer or the metadata say where a place is."""
    return bool(place.continent) or place.latitude is not None


def keys(place: Place) -> list[Key]:
    """What tells that two places are one: the name, or else where it is."""
    return [place.name] if place.latitude is None else [place.name, (place.latitude, place.longitude)]


def _evidence(entries: Sequence[Entry]) -> frozenset[str]:
    """Countries and regions that a name is evidence for: `Georgia` alone is none for either Georgia."""
    first = entries[0]
    if first.kind == "country":
        alone = len(entries) == 1 or entries[1].kind == "city"
        return frozenset([first.country] if alone else [])
    # The province that is called as its city is no rival: Baghdad is in Iraq either way.
    rivals = (each for each in entries[1:] if each.country != first.country or each.kind == first.kind)
    rival = next((each.population for each in rivals), 0)
    if first.kind == "region" or (first.population >= SMALL and first.population > 20 * rival):
        return frozenset((first.country, first.place.region))
    return frozenset()


@lru_cache(maxsize=1 << 14)
def _country(name: str) -> str:
    """ISO code of the country that a known place is or lies in."""
    entries = gazetteer().lookup(name)
    return entries[0].country if entries else ""


@lru_cache(maxsize=1 << 14)
def _called(after: str) -> frozenset[str]:
    """Main names of what the word behind a comma may mean."""
    return frozenset(entry.place.name for entry in candidates(expand(after)))


def _outweighs(region: Entry, country: Entry) -> bool:
    """Whether more people live in a region than in the country that is called as it is: Georgia, but not Niger."""
    return region.kind == "region" and country.kind == "country" and region.population > country.population


@lru_cache(maxsize=1 << 10)
def _siblings(region: Entry) -> frozenset[str]:
    """The other regions of its country, but for those that stories from anywhere name."""
    return gazetteer().regions[region.country] - {region.place.region, *_EVERYWHERE}


def _alone(entry: Entry) -> float:
    """How likely a place is before anything is known of the article."""
    if entry.kind == "country":
        return _COUNTRY
    return _TENFOLD * math.log10(entry.population + 1) + (_REGION if entry.kind == "region" else 0.0)


@lru_cache(maxsize=1 << 16)
def _choose(name: str, after: str, nearby: frozenset[str]) -> Place:
    entries = candidates(name)
    containing = _called(after) if after else frozenset()
    largest = entries[0].population if entries[0].kind == "city" else 0

    def score(entry: Entry) -> float:
        known = _alone(entry) + (_FIRST if entry is entries[0] else 0.0)
        if entry.country in nearby and (entry.kind != "city" or entry.population * _RIVAL >= largest):
            known += _UNITED_STATES_NAMED if entry.country == "US" else _COUNTRY_NAMED
        if entry.place.region in nearby and (entry.kind == "city" or entries[0].kind == "country"):
            known += _REGION_NAMED
        if _outweighs(entry, entries[0]) and not nearby.isdisjoint(_siblings(entry)):
            known += _SIBLINGS_NAMED
        if containing and (entry.place.region in containing or entry.place.country in containing):
            known += _FOLLOWS
        return known

    best = max(entries, key=score)
    if name.lower() in _ANYWHERE and best.country not in nearby and best.place.country not in containing:
        return Place(name=_tidy(name))
    spoken_of = {best.place.region, best.place.country} & containing or best.place.region in nearby
    if best.kind == "city" and best.population < SMALL and not spoken_of:
        spoken_of = best.country in nearby and best.country != "US"
        return best.place if spoken_of else Place(name=_tidy(name))
    return best.place


def _tidy(name: str) -> str:
    text = " ".join(name.split()).strip(".,;:'’")
    return text.title() if text.isupper() and len(text) > 4 else text
