"""What contained a place when an article was published."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from index.article import Article, Place, Published
from index.extract.gazetteer import gazetteer
from index.schema import facet_lists
from index.states import STATES, containing


def known(name: str) -> Place:
    return gazetteer().lookup(name)[0].place


@pytest.mark.parametrize(
    ("name", "day", "state"),
    [
        ("Moscow", date(1987, 5, 29), "Soviet Union"),
        ("Kiev", date(1986, 4, 29), "Soviet Union"),
        ("Riga", date(1989, 1, 1), "Soviet Union"),
        ("Prague", date(1989, 11, 17), "Czechoslovakia"),
        ("Sarajevo", date(1984, 2, 8), "Yugoslavia"),
        ("Belgrade", date(1999, 3, 24), "Yugoslavia"),
        ("Leipzig", date(1989, 10, 9), "East Germany"),
        ("Bonn", date(1987, 3, 1), "West Germany"),
        ("Kinshasa", date(1974, 10, 30), "Zaire"),
        ("Rangoon", date(1988, 8, 8), "Burma"),
    ],
)
def test_a_city_of_a_state_of_the_past(name: str, day: date, state: str) -> None:
    place = known(name)
    assert list(containing(place, day)) == [place.country, place.region, place.continent, state]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Moscow", date(1991, 12, 26)),
        ("Moscow", date(1914, 8, 1)),
        ("Riga", date(1935, 1, 1)),
        ("Sarajevo", date(1993, 1, 1)),
        ("Berlin", date(1961, 8, 13)),
        ("Atlanta", date(1987, 1, 1)),
        ("Moscow", None),
    ],
)
def test_and_of_none(name: str, day: date | None) -> None:
    place = known(name)
    assert list(containing(place, day)) == [place.country, place.region, place.continent]


def test_every_country_and_region_is_one_of_the_gazetteer() -> None:
    entries = [entry for _, found in gazetteer().everything() for entry in found]
    countries, regions = {entry.place.country for entry in entries}, {entry.place.region for entry in entries}
    for state in STATES:
        assert state.since < state.until
        assert countries.issuperset(state.countries)
        assert regions.issuperset(state.regions)


def test_they_are_among_the_regions_of_an_article() -> None:
    moscow, kiev = known("Moscow"), known("Kiev")
    article = Article(id="a", places=(moscow, kiev), published=Published(datetime(1987, 5, 29)))
    undated = Article(id="b", places=(moscow,))
    assert facet_lists([article, undated], "regions") == [
        ("Russia", moscow.region, "Europe", "Soviet Union", "Ukraine", kiev.region)
        if kiev.region
        else ("Russia", moscow.region, "Europe", "Soviet Union", "Ukraine"),
        ("Russia", moscow.region, "Europe"),
    ]
