"""Which place a name means, and what the gazetteer knows."""

from __future__ import annotations

import pytest

from index.article import Place
from index.extract.features import is_thing
from index.extract.gazetteer import gazetteer, key_of
from index.extract.places import candidates, may_be, resolve


def found(
    *names: str, spoken_of: tuple[str, ...] = (), stated: tuple[Place, ...] = ()
) -> list[tuple[str, str, str]]:
    """Name, region and country of names; `Paris|Texas` has Texas behind a comma."""
    written = [name.partition("|")[0] for name in names]
    following = [name.partition("|")[2] for name in names]
    places = resolve(written, following.__getitem__, spoken_of, stated)
    return [(place.name, place.region, place.country) for place in places]


@pytest.mark.parametrize(
    ("names", "country"),
    [
        (["London"], "United Kingdom"),
        (["London", "Canada"], "United Kingdom"),
        (["London|Ontario"], "Canada"),
        (["Paris"], "France"),
        (["Paris|Texas"], "United States"),
        (["Homs"], "Syria"),
        (["HOMS"], "Syria"),
        (["Georgia"], "Georgia"),
        (["Georgia", "Tbilisi"], "Georgia"),
        (["Georgia", "Atlanta"], "United States"),
        (["Jordan"], "Jordan"),
        (["Chad"], "Chad"),
        (["Washington"], "United States"),
        (["Geneva"], "Switzerland"),
        (["Geneva", "Illinois"], "United States"),
        (["Tripoli"], "Libya"),
        (["Tripoli", "Lebanon"], "Lebanon"),
        (["Birmingham"], "United Kingdom"),
        (["Birmingham", "Alabama"], "United States"),
        (["Cordoba", "Spain"], "Spain"),
        (["San Jose", "Costa Rica"], "Costa Rica"),
        (["Cambridge|Mass"], "United States"),
        (["Athens|Ga."], "United States"),
        (["Ga."], "United States"),
        (["Georgia", "Alabama", "Kentucky"], "United States"),
        (["Georgia", "Washington", "New York"], "Georgia"),
        (["Georgia", "California", "Tbilisi"], "Georgia"),
        (["Pa."], "United States"),
        (["Washington", "United Kingdom"], "United States"),
        (["N.C."], "United States"),
        (["West Coast"], ""),
        (["West Coast", "New Zealand"], "New Zealand"),
        (["Northeast"], ""),
        (["Gori", "Tbilisi"], "Georgia"),
        (["Tripoli", "Beirut"], "Lebanon"),
        (["Amazon", "Seattle"], ""),
        (["Amazon", "Brazil"], "Brazil"),
    ],
)
def test_namesakes_are_told_apart(names: list[str], country: str) -> None:
    assert found(*names)[0][2] == country


def test_washington_is_the_capital() -> None:
    assert found("Washington", "Seattle")[0][1] == "District of Columbia"


def test_a_place_once_settled_stays_so() -> None:
    assert found("Paris|Texas", "Paris")[1] == ("Paris", "Texas", "United States")


def test_adjectives_and_metadata_are_evidence() -> None:
    assert found("Tripoli", spoken_of=("LB",))[0][2] == "Lebanon"
    assert found("Tripoli", stated=(Place("Lebanon"),))[0][2] == "Lebanon"


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("Peking", "Beijing"),
        ("Deraa", "Daraa"),
        ("Darnah", "Derna"),
        ("Al Qamishli", "Qamishli"),
        ("Saigon", "Ho Chi Minh City"),
        ("Leningrad", "Saint Petersburg"),
        ("Zaire", "Democratic Republic of the Congo"),
        ("Burma", "Myanmar"),
        ("Rangoon", "Yangon"),
        ("USSR", "Soviet Union"),
        ("U.S.", "United States"),
        ("Calif.", "California"),
    ],
)
def test_names_of_another_time(former: str, now: str) -> None:
    assert found(former)[0][0] == now


@pytest.mark.parametrize("state", ["Soviet Union", "Yugoslavia", "Czechoslovakia"])
def test_states_of_the_past_have_a_continent(state: str) -> None:
    (entry, *_) = candidates(state)
    assert (entry.place.name, entry.place.continent) == (state, "Europe")


def test_west_germany_is_in_germany() -> None:
    assert found("West Germany") == [("West Germany", "", "Germany")]


def test_a_village_nobody_speaks_of_stays_unknown() -> None:
    assert found("Whitehall") == [("Whitehall", "", "")]
    assert found("Xyzzyville") == [("Xyzzyville", "", "")]


def test_coordinates() -> None:
    (homs,) = resolve(["Homs"], [""].__getitem__)
    assert homs.latitude == pytest.approx(34.7, abs=0.1)
    assert homs.longitude == pytest.approx(36.7, abs=0.1)


@pytest.mark.parametrize("name", ["Syrian", "Germans", "Shiites", "Street", "FRENCH", "Italian-Soviet"])
def test_a_people_is_no_place(name: str) -> None:
    assert not may_be(name)


@pytest.mark.parametrize("name", ["EZ2DJ", "SpaceX", "APIs", "example.com", "Ebola", "AA-plus", "end-June"])
def test_a_product_is_no_place(name: str) -> None:
    assert not may_be(name)


@pytest.mark.parametrize("name", ["KwaZulu", "McAllen", "Zhari", "U.S.", "Mars"])
def test_unusual_names_of_places_stay(name: str) -> None:
    assert may_be(name)


def test_every_country_is_in_the_gazetteer_by_its_own_name() -> None:
    atlas = gazetteer()
    for name in atlas.names("country"):
        assert atlas.lookup(name)[0].place.name == name
    assert len(atlas.names("country")) > 240


def test_no_country_or_large_city_is_listed_as_a_thing() -> None:
    found = {
        name
        for name, (first, *_) in gazetteer().everything()
        if is_thing(name) and (first.kind == "country" or (first.kind == "city" and first.population > 500_000))
    }
    assert not found


def test_keys_have_no_stops_and_no_hyphens() -> None:
    assert key_of("Port-au-Prince") == key_of("Port au Prince")
    assert key_of("St. Louis") == key_of("St Louis")


@pytest.mark.parametrize("name", ["West German", "Gulf Arab", "Co", "Corp.", "Parliament"])
def test_words_beside_names_are_no_places(name: str) -> None:
    assert not may_be(name)


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Venice", "Italy"),
        ("Ramallah", "Palestinian Territories"),
        ("Palmyra", "Syria"),
        ("Bethlehem", "Palestinian Territories"),
        ("Waterloo", "Belgium"),
        ("Newfoundland", "Canada"),
        ("Kyushu", "Japan"),
        ("Orange Free State", "South Africa"),
        ("Manchuria", "China"),
        ("Hankow", "China"),
        ("Salonica", "Greece"),
    ],
)
def test_places_that_are_small_or_no_more(name: str, country: str) -> None:
    assert found(name)[0][2] == country


def test_their_namesakes_are_told_apart() -> None:
    assert found("Waterloo|Iowa")[0][2] == "United States"
    assert found("Waterloo", "Canada")[0][2] == "Canada"
    assert found("Bethlehem|Pa.")[0][2] == "United States"
