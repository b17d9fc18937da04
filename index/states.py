"""What contains a place, on the day that an article was published: Moscow in 1987 was in the Soviet Union, too.

A place's country is the one of today. States that are no more have dates, and are made of countries or of regions
of one. A day in doubt (years pass between a declaration and its recognition) counts for the new state.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from index.article import Place


class State(NamedTuple):
    """A state of the past, from `since` to the day before `until`.

    It held what is now in these countries; in their `regions` only, if there are any.
    """

    name: str
    since: date
    until: date
    countries: tuple[str, ...]
    regions: tuple[str, ...] = ()


STATES: Final = (
    State("Soviet Union", date(1922, 12, 30), date(1991, 12, 26), (
        "Russia", "Ukraine", "Belarus", "Georgia", "Armenia", "Azerbaijan", "Kazakhstan", "Uzbekistan",
        "Turkmenistan", "Kyrgyzstan", "Tajikistan",
    )),
    State("Soviet Union", date(1940, 8, 6), date(1991, 8, 27), ("Moldova",)),
    State("Soviet Union", date(1940, 8, 6), date(1991, 9, 6), ("Estonia", "Latvia", "Lithuania")),
    State("Czechoslovakia", date(1918, 10, 28), date(1993, 1, 1), ("Czech Republic", "Slovakia")),
    State("Yugoslavia", date(1918, 12, 1), date(1991, 6, 25), ("Slovenia", "Croatia")),
    State("Yugoslavia", date(1918, 12, 1), date(1991, 9, 8), ("North Macedonia",)),
    State("Yugoslavia", date(1918, 12, 1), date(1992, 3, 3), ("Bosnia and Herzegovina",)),
    State("Yugoslavia", date(1918, 12, 1), date(2003, 2, 4), ("Serbia", "Montenegro", "Kosovo")),
    State("East Germany", date(1949, 10, 7), date(1990, 10, 3), ("Germany",), (
        "Brandenburg", "Mecklenburg-Vorpommern", "Saxony", "Saxony-Anhalt", "Thuringia",
    )),
    State("West Germany", date(1949, 5, 23), date(1990, 10, 3), ("Germany",), (
        "Baden-Wuerttemberg", "Bavaria", "Bremen", "Hamburg", "Hesse", "Lower Saxony", "North Rhine-Westphalia",
        "Rheinland-Pfalz", "Saarland", "Schleswig-Holstein",
    )),
    State("Burma", date(1886, 1, 1), date(1989, 6, 18), ("Myanmar",)),
    State("Ceylon", date(1815, 1, 1), date(1972, 5, 22), ("Sri Lanka",)),
    State("East Pakistan", date(1955, 10, 14), date(1971, 12, 16), ("Bangladesh",)),
    State("Rhodesia", date(1965, 11, 11), date(1980, 4, 18), ("Zimbabwe",)),
    State("Upper Volta", date(1958, 12, 11), date(1984, 8, 4), ("Burkina Faso",)),
    State("Zaire", date(1971, 10, 27), date(1997, 5, 17), ("Democratic Republic of the Congo",)),
)  # fmt: skip
"""Berlin is in neither Germany: its name does not tell which half is meant."""

_BY_COUNTRY: Final = {
    country: [state for state in STATES if country in state.countries]
    for country in {country for state in STATES for country in state.countries}
}


def containing(place: Place, day: date | None) -> Iterator[str]:
    """Country, region and continent of a place, or "" where unknown, and the states of that day that held it."""
    yield place.country
    yield place.region
    yield place.continent
    if day is not None:
        for state in _BY_COUNTRY.get(place.country, ()):
            if state.since <= day < state.until and (not state.regions or place.region in state.regions):
                yield state.name
