"""What stands around a name and says that it is a place."""

from __future__ import annotations

import pytest

from index.extract.context import filed_at, following, is_short_for_else, is_where, of_country, with_states
from index.extract.spans import Span


def span(before: str, written: str, behind: str) -> Span:
    text = before + written + behind
    return Span("body", len(before), len(before) + len(written), written, text)


@pytest.mark.parametrize(
    ("before", "written", "behind", "where"),
    [
        ("Farmers of ", "Zhari", " district met.", True),
        ("He fished at length, and ", "Cachet Lake", ".", True),
        ("", "Zhari", " said nothing.", False),
        ("He died.\n\n", "NUKUS", ", April 3 - Police said", True),
        ("The outskirts of the ", "Zhari", " burned.", True),
        ("The sale of ", "Zhari", " failed.", False),
        ("In the ", "Zhari", " they slept.", True),
        ("He drove in ", "NASCAR", " for years.", False),
    ],
)
def test_words_around_a_name_say_whether_it_is_a_place(
    before: str, written: str, behind: str, *, where: bool
) -> None:
    assert is_where(span(before, written, behind)) is where


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("U.S. Dollars", "U.S."), ("U.S. And Asia", "U.S."), ("U.K. Interest", "U.K."),
        ("U.S. Gulf Coast", "U.S. Gulf Coast"), ("U.S. Virgin Islands", "U.S. Virgin Islands"),
    ],
)  # fmt: skip
def test_a_country_is_told_from_what_stands_behind_it(written: str, left: str) -> None:
    found = of_country(span("They sold ", written, " again."))
    assert found.written == left == found.text[found.start : found.end]


def test_what_follows_a_comma() -> None:
    assert following(span("In ", "Paris", ", Texas, he slept.")) == "Texas"
    assert following(span("In ", "Paris", " he slept.")) == ""


@pytest.mark.parametrize(
    ("body", "town"),
    [
        ("BASEBALL - SEATTLE WIN .\n\nSEATTLE 1996-09-03\n\nSEATTLE 8 BOSTON 2", (26, 33)),
        ("NEW DELHI ( PTI ) - The court sat .", (0, 9)),
        ("NICE , France 1996-12-12\n\nMobutu left .", (0, 4)),
        ("Indianapolis – Several thousand teachers met .", (0, 12)),
        ("Ann Arbor, Mich. — “They left,” he said .", (0, 9)),
        ("Jordan — who scored 40 — was tired .", None),
        ("Meetings — The next ones .", None),
        ("SOCCER - RESULTS .\n\nBOSTON 110 DETROIT 98", None),
        ("The talks in GENEVA - the third - failed .", None),
        ("Talks .\n\n" + "word " * 100 + "\n\nGENEVA - Talks failed .", None),
    ],
)
def test_the_town_that_a_dispatch_begins_with(body: str, town: tuple[int, int] | None) -> None:
    assert filed_at(body) == town


def test_a_state_behind_a_town_is_nobody_and_nor_is_the_town() -> None:
    town, state, person = span("", "Ferguson", ", Mo."), span("Ferguson, ", "Mo", "."), span("So said ", "Mo", ".")
    assert with_states([town, state, person], []) == ([person], [town, state])
    assert with_states([person], [town]) == ([person], [town])


@pytest.mark.parametrize(
    ("text", "name", "is_short"),
    [
        ("Union Carbide Corp <UK> rose.", "UK", True),
        ("Caesar died in 44 BC in Rome.", "BC", True),
        ("It was built in the 40s BC.", "BC", True),
        ("A vase of the 4th century BC was found.", "BC", True),
        ("He lives in Vancouver, BC, with her.", "BC", False),
        ("Members of the ICO met there.", "ICO", True),
        ("The Albanian Media Authority (AMA) said so.", "AMA", True),
        ("He flew to NYC and to LA.", "NYC", False),
        ("He flew to NYC and to LA.", "LA", False),
        ("The UAE agreed.", "UAE", False),
        ("LIMA, March 3 - Police said so.", "LIMA", False),
        ("LIMA (AP) - Police said so.", "LIMA", False),
        ("POLICE IN LIMA SAY SO", "LIMA", False),
        ("The group NWFP denied it.", "NWFP", False),
    ],
)
def test_what_capitals_are_short_for(text: str, name: str, *, is_short: bool) -> None:
    before, _, behind = text.partition(name)
    assert is_short_for_else(span(before, name, behind)) is is_short
