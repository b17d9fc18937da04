"""Names without titles, and one name a person within an article."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract import people
from index.extract.names import SUFFIXES, TITLES, person
from index.extract.people import named_again, officials, resolve, whole
from index.extract.spans import Span

Spans = Callable[..., list[Span]]

WORDS = [word.title() for word in sorted(TITLES | SUFFIXES) if word.isascii() and word.isalpha()]
"""Words that may be no part of a name, as names are written."""


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Mr. Brahimi", "Brahimi"),
        ("U.N. mediator Lakhdar Brahimi's", "Lakhdar Brahimi"),
        ("Deputy Foreign Minister Faisal Mekdad", "Faisal Mekdad"),
        ("President Bashar al-Assad", "Bashar al-Assad"),
        ("HAFEZ AL-ASSAD", "Hafez al-Assad"),
        ("E.F. HUTTON", "E.F. Hutton"),
        ("Joaquin “El Chapo” Guzman", "Joaquin Guzman"),
        ('DMX" Simmons', "DMX Simmons"),
        ('Earl "DMX" Simmons', "Earl Simmons"),
        ("Gen. “Vinegar Joe” Stilwell", "Vinegar Joe Stilwell"),
        ("Duke Ellington", "Duke Ellington"),
        ("Mullah Omar", "Mullah Omar"),
        ("CARLING O'KEEFE", "Carling O'Keefe"),
        ("THOMSON MCKINNON-SMITH", "Thomson McKinnon-Smith"),
        ("O'Brien", "O'Brien"),
        ("Martin Luther King Jr.", "Martin Luther King Jr."),
        ("Pope Francis", "Pope Francis"),
        ("King Hussein", "King Hussein"),
        ("Gen. Sani\n   Abacha,", "Sani Abacha"),
        ("Wałęsa’s", "Wałęsa"),
        ("Treasurer Paul Keating", "Paul Keating"),
        ("Det Insp Sarah Collins", "Sarah Collins"),
        ("Field-Marshal Bernard Montgomery", "Bernard Montgomery"),
        ("Democrat Franklin Roosevelt", "Franklin Roosevelt"),
        ("T. Boone Pickens", "T. Boone Pickens"),
        ("Tiaty MP William Kamket", "William Kamket"),
        ("Orange CEO Ann Lee", "Ann Lee"),
        ("William Kamket MP", "William Kamket MP"),
        ("Wells Fargo Smith", "Wells Fargo Smith"),
    ],
)
def test_a_name_without_its_titles(written: str, text: str) -> None:
    name = person(written)
    assert name is not None
    assert name.text == text


@pytest.mark.parametrize(
    "written",
    ["U.K.", "732H 732L", "HMS Ark Royal", "H.M.S. Hood",
     "W.Va", "D-Ill.", "CAWL.L", "AA-plus", "mid-January", "I'll", "OK", "Conn.", "Merrill Lynch",
     "Dow Jones Industrial Average", "K Mart Corp", "Philip K. Dick Award", "Al Jazeera", "Dave Matthews Band"],
)  # fmt: skip
def test_what_is_called_like_nobody(written: str) -> None:
    assert person(written) is None


@pytest.mark.parametrize("written", ["Mr.", "President", "Prime Minister", "", "'s", "---", "«»"])
def test_titles_alone_are_nobody(written: str) -> None:
    assert person(written) is None


@pytest.mark.parametrize(
    "word", ["BlackBerry", "A1GP", "VMs", "example.com", "D", "Y.", "me@Example.EDU", "d.getElement(s)"]
)
def test_products_sites_and_initials_alone_are_nobody(word: str) -> None:
    assert person(word) is None


@pytest.mark.parametrize("word", ["McArthur", "MacDonald", "DiMaggio", "LaRouche", "LeBron", "O'Neill", "JFK"])
def test_surnames_with_capitals_inside_are_people(word: str) -> None:
    assert person(word) is not None


def merged(*written: str) -> list[str | None]:
    return [named and named[0] for named in resolve(written)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("Brahimi", "U.N. mediator Lakhdar Brahimi", "Mr. Brahimi"), ["Lakhdar Brahimi"] * 3),
        (("Bashar al-Assad", "Assad", "al-Assad"), ["Bashar al-Assad"] * 3),
        (("Saddam", "Saddam Hussein", "Hussein"), ["Saddam Hussein"] * 3),
        (("Aung San Suu Kyi", "Suu Kyi", "Ms. Suu Kyi"), ["Aung San Suu Kyi"] * 3),
        (("ASSAD", "Bashar al-Assad"), ["Bashar al-Assad"] * 2),
        (("G. W. Bush", "George Walker Bush"), ["George Walker Bush"] * 2),
        (("Bill Clinton", "Hillary Clinton", "Clinton"), ["Bill Clinton", "Hillary Clinton", "Hillary Clinton"]),
        (("Ann Lee", "Bo Ek"), ["Ann Lee", "Bo Ek"]),
        (("Mr.", "Ann Lee"), [None, "Ann Lee"]),
    ],
)
def test_one_person_has_one_name(written: tuple[str, ...], expected: list[str | None]) -> None:
    assert merged(*written) == expected


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_text_is_taken_for_a_person(written: list[str]) -> None:
    for text, named in zip(written, resolve(written), strict=True):
        if named is not None:
            name, start, end = named
            assert name
            assert 0 <= start < end <= len(text)


@given(st.text(alphabet=st.characters(exclude_characters='"“”'), max_size=60))
def test_a_name_is_a_slice(written: str) -> None:
    name = person(written)
    if name is not None:
        assert " ".join(written[name.start : name.end].split()).casefold() == name.text.casefold()
        assert name.words


@given(st.text(alphabet='Aab "“”-', max_size=20))
def test_a_name_holds_no_quotation_mark(written: str) -> None:
    name = person(written)
    if name is not None:
        assert not set(name.text) & set('"“”')
        assert name.text == " ".join(name.text.split())
        assert name.words


@given(
    st.lists(st.from_regex(r"[A-Z][a-z]{1,6}", fullmatch=True) | st.sampled_from(WORDS), min_size=1, max_size=4)
)
def test_a_plain_name_is_read_like_one_with_a_mark_behind(words: list[str]) -> None:
    name = " ".join(words)
    assert person(name) == person(f"{name},")


@pytest.mark.parametrize(
    ("text", "names", "name"),
    [
        ("Joaquin “El Chapo” Guzman was held.", ["Joaquin", "El Chapo", "Guzman"], "Joaquin “El Chapo” Guzman"),
        ('Actor Dwayne "The Rock" Johnson came.', ["Dwayne", "Johnson"], 'Dwayne "The Rock" Johnson'),
        ('Harold " Junior " Theriault spoke.', ["Harold"], 'Harold " Junior " Theriault'),
        ('Rapper Earl "DMX" Simmons died.', ["Simmons"], 'Earl "DMX" Simmons'),
        ('Rapper Earl "DMX" Simmons died.', ['DMX" Simmons'], 'Earl "DMX" Simmons'),
        ('Rapper Earl "DMX" Simmons died.', ['"DMX" Simmons'], 'Earl "DMX" Simmons'),
        ("Jose “Pepe” Ruiz Mateos left.", ["Jose", "Ruiz Mateos"], "Jose “Pepe” Ruiz Mateos"),
    ],
)
def test_a_nickname_stands_within_one_name(spans: Spans, text: str, names: list[str], name: str) -> None:
    (span,) = whole(spans(text, *names))
    assert span.written == name == text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('So said Tom Jones. "Peter" was all he said.', ["Tom Jones", "Peter"]),
        ('"It is late," Smith said. "So it is," Jones said.', ["Smith", "Jones"]),
        ("He saw Ann, “Bob” and Carl.", ["Ann", "Bob", "Carl"]),
    ],
)
def test_names_beside_quotations_stay_apart(spans: Spans, text: str, names: list[str]) -> None:
    assert whole(spans(text, *names)) == spans(text, *names)


def test_a_row_of_nicknames_is_no_name_as_long_as_the_text() -> None:
    text = 'John "Jack" Smith ' * 500
    given = [Span("body", at, at + 4, text[at : at + 4], text) for at in range(0, len(text) - 17, 18)]
    found = whole(given)
    assert len(found) > 30
    assert all(len(span.written) <= people._LONGEST_WHOLE for span in found)


def test_thousands_who_share_a_name_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    same_person = people._same_person

    def counted(short: people.Words, long: people.Words) -> bool:
        nonlocal compared
        compared += 1
        return same_person(short, long)

    monkeypatch.setattr(people, "_same_person", counted)
    letters = "abcdefghij"
    given = ["".join(each).title() for each in product(letters, repeat=3)]
    found = resolve([f"{first} Ma{second} Brahimi" for first, second in zip(given, given[::-1], strict=True)])
    assert len({name for name, *_ in filter(None, found)}) == len(given)
    assert compared <= people.MOST_ALIKE * len(given)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("U.N. Secretary-General Ban Ki-moon", "Ban Ki-moon"),
        ("NATO Secretary General Jaap de Hoop Scheffer", "Jaap de Hoop Scheffer"),
        ("Senate Republican Leader Robert Dole", "Robert Dole"),
        ("Great American First Savings Bank", ""),
        ("U.N. High Commissioner for Refugees", ""),
        ("Boston General Insurance Co", ""),
        ("Denver Mayor Charity Golf Foundation", ""),
        ("Ministry of the Governor", ""),
    ],
)
def test_who_holds_an_office_is_no_part_of_the_body(body: str, name: str) -> None:
    text = f"On Monday {body} said so."
    start = text.index(body)
    found = officials([Span("body", start, start + len(body), body, text)])
    assert [span.written for span in found] == [name] * bool(name)
    assert all(span.text[span.start : span.end] == name for span in found)


@pytest.mark.parametrize(
    ("text", "named", "more"),
    [
        ("Ann Kamket spoke. Kamket denied it.", ["Ann Kamket"], ["Kamket"]),
        ("Ann Kamket spoke. Mr. Kamket denied it.", ["Ann Kamket"], ["Kamket"]),
        ("Ann Kamket spoke. They met Kamket's aunt.", ["Ann Kamket"], ["Kamket"]),
        ("Ann Kamket spoke. The Kamket law passed.", ["Ann Kamket"], []),
        ("Ann Kamket spoke. Bo Kamket left.", ["Ann Kamket"], []),
        ("Ann Kamket spoke. Kamket Motors fell.", ["Ann Kamket"], []),
        ("Ann Kamket spoke, as Kamket-style talks go.", ["Ann Kamket"], []),
        ("Ann Rice spoke. Rice was sold.", ["Ann Rice"], []),
        ("Kamket spoke. Kamket left.", ["Kamket"], []),
    ],
)
def test_a_surname_that_was_passed_over_is_found(
    spans: Spans, text: str, named: list[str], more: list[str]
) -> None:
    persons = spans(text, *named)
    found = named_again(persons, [], [], frozenset(), text)
    assert [span.written for span in found] == [*named, *more]
    assert all(span.text[span.start : span.end] == span.written for span in found)


def test_a_surname_is_not_found_in_places_and_firms(spans: Spans) -> None:
    text = "Ann Kamket spoke in Kamket Valley. Kamket sold shares."
    persons, places = spans(text, "Ann Kamket"), spans(text, "Kamket Valley")
    again = named_again(persons, places, [], frozenset(), text)
    assert [(span.start, span.written) for span in again] == [(0, "Ann Kamket"), (text.rindex("Kamket"), "Kamket")]
    assert named_again(persons, places, [], frozenset({"Kamket"}), text) == persons


def test_a_text_is_not_searched_for_each_of_very_many(spans: Spans, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Ann Kamket and Bo Haddad spoke. Kamket denied it."
    persons = spans(text, "Ann Kamket", "Bo Haddad")
    assert len(named_again(persons, [], [], frozenset(), text)) == 3
    monkeypatch.setattr(people, "_MOST_SURNAMES", 1)
    assert named_again(persons, [], [], frozenset(), text) == persons
