"""Which places are there, and where? Names of places → countries, regions, cities, and what contains them.

`data/gazetteer.zst` is UTF-8 text, compressed with zstd: a line a place, an empty line, a line a name.

    place: kind, name, country code, region, continent code, latitude, longitude, population, adjectives   (tabs)
    name:  key (see `key_of`), numbers of the places it may mean, the likeliest first; in order of keys    (tab)

It is made by scripts/build_gazetteer from GeoNames (CC BY 4.0) and from the lists beside it. Reading it takes
some fifty milliseconds; a place's line is parsed when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal, NamedTuple

import zstandard

from index.article import Place
from index.text import fold

Kind = Literal["country", "area", "region", "city"]

DATA: Final = Path(__file__).parent / "data"
"""Where the files are that extraction reads."""

CONTINENTS: Final = {
    "AF": "Africa", "AN": "Antarctica", "AS": "Asia", "EU": "Europe",
    "NA": "North America", "OC": "Oceania", "SA": "South America", "": "",
}  # fmt: skip

_IN_KEYS: Final = str.maketrans(dict.fromkeys(".,'’‘`ʻʼ") | dict.fromkeys("-‐‑–", " "))
"""What becomes of marks: none stays."""


class Entry(NamedTuple):
    """One place of the gazetteer. `country` is an ISO code, empty where several or none apply."""

    kind: Kind
    country: str
    population: int
    place: Place


def key_of(name: str) -> str:
    """The form under which a name is looked up: folded, without full stops, hyphens as spaces.

    >>> key_of("N'Djamena"), key_of("U.S."), key_of("Sharm el-Sheikh")
    ('ndjamena', 'us', 'sharm el sheikh')
    """
    if name.isascii() and name.replace(" ", "").isalpha():
        return " ".join(name.lower().split())  # as most are
    return " ".join(fold(name).translate(_IN_KEYS).split())


class Gazetteer:
    """The table of places in memory, its lines as bytes. Use `gazetteer()`: one for the process."""

    def __init__(self, data: bytes) -> None:
        places, _, names = data.partition(b"\n\n")
        self._lines = places.split(b"\n")
        self._names = names.splitlines()  # in order, to be bisected: a dictionary takes as long as all the rest
        self._codes = {}
        self.adjectives: dict[str, str] = {}
        for line in self._lines:
            kind, name, country, _, _, _, _, _, adjectives = line.decode().split("\t")
            if kind == "city":
                break
            if kind == "country":
                self._codes[country] = name
            for adjective in adjectives.split():
                self.adjectives[adjective.replace("-", " ")] = country
        self._entry = cache(self._parsed)

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every place that `name` may mean, the likeliest first; empty when it is unknown."""
        key = f"{key_of(name)}\t".encode("utf-8", "surrogatepass")
        at = bisect_left(self._names, key)
        line = self._names[at] if at < len(self._names) else b""
        return self._entries(line) if line.startswith(key) else ()

    def _entries(self, line: bytes) -> tuple[Entry, ...]:
        return tuple(map(self._entry, map(int, line.partition(b"\t")[2].split(b","))))

    def everything(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """Every key with the places that it may mean, the likeliest first."""
        for line in self._names:
            yield line.partition(b"\t")[0].decode(), self._entries(line)

    def names(self, kind: Kind, population: int = 0) -> list[str]:
        """Main names of all places of a kind with at least that many inhabitants."""
        entries = (
            self._entry(number) for number, line in enumerate(self._lines) if line.startswith(kind.encode())
        )
        return [entry.place.name for entry in entries if entry.population >= population]

    @cached_property
    def regions(self) -> dict[str, frozenset[str]]:
        """The names of each country's regions, by ISO code."""
        found = defaultdict(set)
        for line in self._lines:
            if line.startswith(b"region\t"):
                _, _, country, region, _ = line.split(b"\t", 4)
                found[country.decode()].add(region.decode())
        return {country: frozenset(names) for country, names in found.items()}

    def _parsed(self, number: int) -> Entry:
        line = self._lines[number].decode()
        kind, name, country, region, continent, latitude, longitude, population, _ = line.split("\t")
        place = Place(
            name=name,
            country=self._codes.get(country, ""),
            region=region,
            continent=CONTINENTS[continent],
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
        )
        return Entry(kind, country, int(population), place)  # type: ignore[arg-type]


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that ships with the package, read once a process."""
    packed = (DATA / "gazetteer.zst").read_bytes()
    return Gazetteer(zstandard.ZstdDecompressor().decompress(packed))
