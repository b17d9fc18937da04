"""Which place is meant? Names of places in one article → places, with what contains them.

A name that several places bear goes to the one that is spoken of nearby: what follows it after a comma (`Paris,
Texas`), the countries named in the article or shown by an adjective (`Syrian`), then the number of inhabitants.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.article import Place
from index.extract.gazetteer import Entry, gazetteer

_NEARBY = 2.5
"""How many powers of ten of population it is worth that a place's country is named in the article."""
_FOLLOWS = 6.0
"""The same, for the region or country that follows a name after a comma."""

# U.S. states as newspapers shorten them. They count only after a comma.
_STATES = {
    "ala": "Alabama", "ariz": "Arizona", "ark": "Arkansas", "calif": "California", "colo": "Colorado",
    "conn": "Connecticut", "del": "Delaware", "fla": "Florida", "ga": "Georgia", "ill": "Illinois",
    "ind": "Indiana", "kan": "Kansas", "ky": "Kentucky", "la": "Louisiana", "mass": "Massachusetts", "md": "Maryland", "mich": "Michigan",
    "minn": "Minnesota", "miss": "Mississippi", "mo": "Missouri", "mont": "Montana",
    "neb": "Nebraska", "nev": "Nevada", "nh": "New Hampshire", "nj": "New Jersey", "nm": "New Mexico",
    "ny": "New York", "okla": "Oklahoma", "ore": "Oregon", "pa": "Pennsylvania", "ri": "Rhode Island",
    "tenn": "Tennessee", "tex": "Texas", "va": "Virginia", "vt": "Vermont", "wash": "Washington",
    "wis": "Wisconsin", "wyo": "Wyoming", "ont": "Ontario", "bc": "British Columbia",
}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def candidates(written: str) -> tuple[Entry, ...]:
    """The places that a name in the text may mean, the likeliest first."""
    name = " ".join(written.split())
    for ending in ("'s", "’s", "'S", "’S", "'", "’"):
        if name.endswith(ending):
            name = name.removesuffix(ending)
            break
    table = gazetteer()
    found = table.lookup(name)
    if not found and name.lower().startswith("the "):
        found = table.lookup(name[4:])
    return found


def expand(abbreviation: str) -> str:
    """The state that `Ala.` or `Fla` stands for, or the same string."""
    return _STATES.get(abbreviation.rstrip(".").replace(".", "").lower(), abbreviation)


def resolve(
    written: Sequence[str],
    following: Sequence[str],
    adjectives: Iterable[str] = (),
    elsewhere: Iterable[Place] = (),
) -> list[Place]:
    """A place for each name, in order.

    `following[i]` is the name that stands after name i and a comma, or empty. `adjectives` are ISO codes of
    countries that words like `Syrian` point to; `elsewhere` are places known from the article's metadata.
    A name that the gazetteer lacks gives a place without a country.
    """
    found = [candidates(name) for name in written]
    if all(len(entries) == 1 for entries in found):
        return [entries[0].place for entries in found]
    nearby: Counter[str] = Counter(adjectives)
    for entries in found:
        if (entries and entries[0].kind == "country") or len(entries) == 1:
            nearby[entries[0].country] += 1
    countries = {place.country for place in elsewhere}
    chosen: dict[tuple[str, str], Place] = {}
    for name, after, entries in zip(written, following, found, strict=True):
        if (name, after) not in chosen:
            chosen[name, after] = _choose(name, after, entries, nearby, countries)
    # `Paris` alone, later in the article, is the Paris of `Paris, Texas`.
    settled = {name: place for (name, after), place in chosen.items() if after}
    return [settled.get(name, chosen[name, after]) for name, after in zip(written, following, strict=True)]


def _choose(name: str, after: str, entries: tuple[Entry, ...], nearby: Counter[str], countries: set[str]) -> Place:
    if not entries:
        return Place(name=_tidy(name))
    if len(entries) == 1:
        return entries[0].place
    containing = {entry.place.name for entry in candidates(expand(after))} | {expand(after)} if after else set()

    def score(entry: Entry) -> float:
        known = _rank(entry)
        known += _NEARBY * (entry.country in nearby and _apart(entry, name, nearby))
        known += _NEARBY * (entry.place.country in countries)
        known += _FOLLOWS * bool(containing and {entry.place.region, entry.place.country} & containing)
        return known

    return max(entries, key=score).place


def _rank(entry: Entry) -> float:
    """How likely a place is without any context, in powers of ten of inhabitants."""
    bonus = {"country": 2.0, "area": 1.5, "region": -0.6, "city": 0.0}[entry.kind]
    return math.log10(entry.population + 1) + bonus


def _apart(entry: Entry, name: str, nearby: Counter[str]) -> bool:
    """Whether the country is named otherwise than by this very name (`Georgia` is no evidence for Georgia)."""
    return not (entry.kind == "country" and nearby[entry.country] <= 1)


def _tidy(name: str) -> str:
    text = " ".join(name.split()).strip(".,;:'’")
    return text.title() if text.isupper() and len(text) > 4 else text
