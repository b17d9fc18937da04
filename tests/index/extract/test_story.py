"""Articles understood: people, places, roles, dates, metadata, and text of any kind."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Place
from index.extract import extract, reading
from index.extract.language import is_english
from index.extract.tagger import KINDS
from index.extract.texts import TAGGED

SIEGE = Article(
    id="siege",
    headline="Families may leave besieged Homs, Syria envoy says",
    byline="By Ann Lee and Bo Ek",
    credit="Omar Sanadiki / Reuters",
    caption="A boy carries bread in Homs Jan. 26, 2014.",
    dateline="GENEVA",
    body=(
        "U.N. mediator Lakhdar Brahimi said the Syrian government would let women and children leave the old city "
        "of Homs.\n\nMr. Brahimi met Deputy Foreign Minister Faisal Mekdad for an hour. President Bashar al-Assad "
        "has ruled since 2000. Mekdad said Assad's men would hold their fire.\n\n"
        "(Reporting by Carl May in Beirut; Editing by Dora Fei)"
    ),
)


def people_of(article: Article) -> set[str]:
    return set(article.people)


def test_a_story_of_the_siege() -> None:
    (known,) = extract([SIEGE])
    assert people_of(known) == {"Bashar al-Assad", "Faisal Mekdad", "Lakhdar Brahimi"}
    assert {place.name for place in known.places} >= {"Homs", "Geneva", "Syria"}
    assert known.published is not None
    assert (known.published.when.date(), known.published.origin) == (date(2014, 1, 26), "caption")
    homs = next(place for place in known.places if place.name == "Homs")
    assert (homs.country, homs.continent) == ("Syria", "Asia")


def test_roles_say_where_a_name_stands() -> None:
    (known,) = extract([SIEGE])
    roles = {(mention.name, mention.role) for mention in known.mentions}
    assert ("Ann Lee", "byline") in roles
    assert ("Omar Sanadiki", "credit") in roles
    assert ("Geneva", "dateline") in roles
    assert ("Homs", "caption") in roles
    assert {"Ann Lee", "Omar Sanadiki", "Carl May", "Dora Fei"}.isdisjoint(known.people)


def test_mentions_are_the_text_they_point_at() -> None:
    (known,) = extract([SIEGE])
    written = [getattr(known, mention.role)[mention.start : mention.end] for mention in known.mentions]
    assert {"Brahimi", "Mekdad", "Assad", "GENEVA"} <= set(written)
    assert not any(text != text.strip() or text.endswith("'s") for text in written)


def test_metadata_wins_and_is_marked() -> None:
    stated = replace(SIEGE, people=("Brahimi, Lakhdar", "Faisal Mekdad"), places=(Place("Homs"),))
    (known,) = extract([stated])
    assert known.people == stated.people
    assert [place.name for place in known.places] == ["Homs"]
    assert known.places[0].country == "Syria"
    assert {mention.name for mention in known.mentions if mention.role == "metadata"} == {*stated.people, "Homs"}
    assert "Faisal Mekdad" in {mention.name for mention in known.mentions if mention.role == "body"}
    assert "Geneva" not in {mention.name for mention in known.mentions}


def test_a_person_may_be_called_like_a_place() -> None:
    body = (
        "Actor Jack London and his wife Paris London moved to Oslo. London said he liked the snow. Coach Michael "
        "Jordan, who trained in Norway, told reporters that Jordan never loses."
    )
    (known,) = extract([Article(id="x", body=body)])
    assert {"United Kingdom", "Jordan", "France"}.isdisjoint(place.country for place in known.places)


def test_a_style_belongs_to_a_single_name() -> None:
    (known,) = extract(
        [Article(id="x", body="In Rome , Pope Francis said he would pray for King Hussein of Jordan .")]
    )
    assert people_of(known) >= {"Pope Francis"}
    for mention in known.mentions:
        assert known.body[mention.start : mention.end] in {"Rome", "Francis", "Hussein", "Jordan"}


def test_nothing_in_gives_nothing_out() -> None:
    assert extract([]) == []
    assert extract([Article(id="x")]) == [Article(id="x")]


def test_articles_do_not_influence_each_other() -> None:
    other = Article(id="y", headline="Paris Hilton visits Paris", body="Hilton said Paris was nice.")
    assert extract([SIEGE, other, SIEGE]) == [*extract([SIEGE]), *extract([other]), *extract([SIEGE])]


def test_german_nouns_are_no_names() -> None:
    body = (
        "Die Mauer ist offen. Auf dem Platz vor dem Tor standen die Menschen und warteten, und der Regierende "
        "Bürgermeister Günter Schabowski sprach von der Freiheit und dem Glück in Berlin und in der Welt."
    )
    article = Article(id="x", body=body)
    assert not is_english(article)
    (known,) = extract([article])
    assert people_of(known) <= {"Günter Schabowski"}
    assert {place.name for place in known.places} == {"Berlin"}


def test_work_grows_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    read = reading.Lexicon.read

    def counted(self: reading.Lexicon, texts: list[str]) -> object:
        words = read(self, texts)
        sizes.append(len(words.types))
        return words

    monkeypatch.setattr(reading.Lexicon, "read", counted)
    for times in (1, 10):
        extract([Article(id="x", body=SIEGE.body * times)])
    assert sizes[1] <= 10 * sizes[0]


TEXT = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["Homs", "Mr. ", "\n\n", " ", "By ", "(Reporting by ", ")", "Ann Lee", ", ", "O'Brien", "Łódź", "U.S."]
    )
).map("".join)


@settings(max_examples=150)
@given(TEXT, TEXT, TEXT, st.lists(st.text(max_size=20), max_size=2))
def test_any_text_is_understood(headline: str, byline: str, body: str, people: list[str]) -> None:
    article = Article(id="x", headline=headline, byline=byline, credit=byline, body=body, people=tuple(people))
    (known,) = extract([article])
    assert known.body == body
    for mention in known.mentions:
        assert mention.name or mention.role == "metadata"
        if mention.role != "metadata":
            text = getattr(known, mention.role)
            assert 0 <= mention.start < mention.end <= len(text)
            if mention.kind == "place":
                assert mention.name in {place.name for place in known.places}


def marked(name: str) -> list[tuple[str, dict[str, set[tuple[int, int]]]]]:
    """Articles of wire.txt or world.txt: their text, and where names stand in it by kind."""
    source = (Path(__file__).parent / name).read_text("utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    result = []
    for article in "\n".join(lines).split("\n\n"):
        text = ""
        names: dict[str, set[tuple[int, int]]] = {"PER": set(), "LOC": set()}
        for kind, written, between in re.findall(
            r"\((PER|LOC) ([^()]+)\)|((?s:.))", article.replace("\n", "\n\n")
        ):
            if kind:
                names[kind].add((len(text), len(text) + len(written)))
            text += written or between
        result.append((text, names))
    return result


@pytest.mark.parametrize(
    ("name", "kind", "least"),
    [("wire.txt", "PER", 0.91), ("wire.txt", "LOC", 0.9), ("world.txt", "PER", 0.92), ("world.txt", "LOC", 0.94)],
)
def test_most_names_of_wire_copy_are_found(name: str, kind: str, least: float) -> None:
    articles = marked(name)
    known = extract([Article(id=str(i), body=text) for i, (text, _) in enumerate(articles)])
    right = found = true = 0
    for article, (_, names) in zip(known, articles, strict=True):
        of = {"PER": "person", "LOC": "place"}[kind]
        ours = {(mention.start, mention.end) for mention in article.mentions if mention.kind == of}
        right, found, true = right + len(ours & names[kind]), found + len(ours), true + len(names[kind])
    assert 2 * right / (found + true) > least


@pytest.mark.parametrize(
    "body",
    [
        "Team : Andre Joubert ; Danie van Schalkwyk , Henry Honiball , Joost van der Westhuizen .",
        "1. Jose de los Angeles ( Colombia ) Kelme\n\n2. Rik van Steen ( Netherlands ) TVM",
        "Deportivo La Coruna 1 Real Sociedad 0\n\nCelta de Vigo 2 Racing de Santander 1",
    ],
)
def test_a_table_of_names_is_not_foreign(body: str) -> None:
    assert is_english(Article(id="x", body=body))


@pytest.mark.parametrize(
    "body",
    [
        "Le président de la République a déclaré que les troupes françaises quitteront le Mali.",
        "De regering van Nederland wil een nieuwe wet en het parlement van Den Haag stemt.",
        "Il presidente della Repubblica ha detto che il governo di Roma non cadrà.",
        "Genf - Die Regierung will Frauen und Kinder aus Homs abziehen lassen, sagte Angela Merkel am Sonntag.",
    ],
)
def test_prose_in_another_language_is_foreign(body: str) -> None:
    assert not is_english(Article(id="x", body=body))


def test_words_of_a_language_are_no_names_at_the_beginning_of_its_sentences() -> None:
    finnish = (
        "Syyttäjä vaatii hänelle seitsemän vuoden vankeutta, jos tuomio pysyy. Jos tuomio kumotaan, hän pääsee "
        "vapaaksi. Helsingin hovioikeus päättää asiasta, ja tämä on ennakkotapaus. Tämä sanottiin Tampere."
    )
    (known,) = extract([Article(id="x", language="fi", body=finnish)])
    assert {place.name for place in known.places} <= {"Tampere"}
    (city,) = extract([Article(id="x", language="fi", body="Mellakka levisi. Jos kaupunkina on suuri.")])
    assert [place.name for place in city.places] == ["Jos"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("The Zarband district was quiet on Monday , police said .", "Zarband"),
        ("Rain fell on Zarband Island all week , residents said .", "Zarband Island"),
        ("ZARBAND - Police said on Sunday that two people were held in the town .", "ZARBAND"),
        ("Rebels took Zarband on Sunday after two days of fighting , the army said .", "Zarband"),
        ("The ship crossed the Atlantic with no one on board , officials said .", "Atlantic"),
    ],
)
def test_an_unknown_place_is_believed_where_the_text_says_what_it_is(body: str, place: str) -> None:
    (known,) = extract([Article(id="x", body=body)])
    assert place in {body[mention.start : mention.end] for mention in known.mentions if mention.kind == "place"}


@pytest.mark.parametrize(
    ("before", "name", "behind", "believed"),
    [
        ("Shots were heard on the outskirts of", "Zarband", "on Monday , police said .", True),
        ("The bank put off the sale of", "Zarband", "to a rival , officials said .", False),
        ("He drove for two years in", "ZARBAND", "before he retired , his son said .", False),
        ("FLOODS IN", "ZARBAND", "KILL THREE , POLICE SAY", True),
    ],
)
def test_an_unknown_place_is_believed_behind_some_words(
    before: str, name: str, behind: str, *, believed: bool
) -> None:
    start = len(before) + 1
    columns = [TAGGED.index("body"), start, start + len(name), KINDS.index("LOC")]
    with patch("index.extract.story.read", return_value=reading.Spans(*(np.array([value]) for value in columns))):
        (known,) = extract([Article(id="x", body=f"{before} {name} {behind}")])
    assert bool(known.places) is believed


def test_a_month_before_a_day_is_nobody() -> None:
    before = "A child in Homs "
    for name, behind, people in (
        ("Jan", ". 26, 2014.", ()),
        ("Jan", ". Ek slept.", ("Jan",)),
        ("Marchand", " 5", ("Marchand",)),
    ):
        caption = before + name + behind
        columns = [TAGGED.index("caption"), len(before), len(before) + len(name), KINDS.index("PER")]
        found = reading.Spans(*(np.array([value]) for value in columns))
        with patch("index.extract.story.read", return_value=found):
            (known,) = extract([Article(id="x", caption=caption)])
        assert known.people == people


def places_in(body: str) -> set[str]:
    (known,) = extract([Article(id="x", body=body)])
    return {body[mention.start : mention.end] for mention in known.mentions if mention.kind == "place"}


def test_a_name_in_a_row_with_places_is_believed() -> None:
    assert {"Hama", "Zarbandi", "Aleppo"} <= places_in(
        "Air strikes killed 45 people in Hama , Zarbandi and Aleppo on Monday , witnesses said ."
    )


def test_who_signs_or_took_the_picture_is_not_in_the_story() -> None:
    article = Article(
        id="x",
        byline="By Amy Kuper",
        caption="Gov. Kristi Noem speaks in Pierre. Alex Wong/Getty Images",
        body="Gov. Kristi Noem said she would go to Washington. Noem smiled. Amy Kuper may be reached by mail.",
    )
    (known,) = extract([article])
    assert known.people == ("Kristi Noem",)
    assert {"Amy Kuper", "Alex Wong"} <= {mention.name for mention in known.mentions}


@pytest.mark.parametrize(
    ("dateline", "place", "country"),
    [
        ("BEVERLY HILLS, Calif., March 26", "Beverly Hills", "United States"),
        ("ST. LOUIS, March 26", "St. Louis", "United States"),
        ("TROY, Mich., March 26", "Troy", "United States"),
        ("SALT LAKE CITY, Utah", "Salt Lake City", "United States"),
    ],
)
def test_a_dateline_names_a_place_and_nobody(dateline: str, place: str, country: str) -> None:
    (found,) = extract([Article(id="a", dateline=dateline, body="The company said it had sold its stores.")])
    assert (found.people, found.places[0].name, found.places[0].country) == ((), place, country)


def test_the_sign_of_a_firm_is_nobody() -> None:
    (found,) = extract(
        [Article(id="a", body="Shares of Mellon Bank <MEL> rose, and MEL <MEL> said it would sell notes.")]
    )
    assert all(found.body[mention.start - 1] != "<" for mention in found.mentions)


def test_an_era_an_acronym_and_the_sign_of_a_share_are_no_places() -> None:
    body = "Union Carbide Corp <UK> said the ICO met in London. The town was founded in 480 BC by Greeks."
    (found,) = extract([Article(id="a", body=body)])
    assert [place.name for place in found.places] == ["London"]


def test_what_somebody_is_in_another_language_is_no_part_of_the_name() -> None:
    body = (
        "Die Regierung will Frauen und Kinder aus Homs abziehen lassen, und Bundeskanzlerin Angela Merkel sprach "
        "mit Außenminister Guido Westerwelle, bevor die beiden nach Genf reisten."
    )
    (known,) = extract([Article(id="x", body=body)])
    assert set(known.people) <= {"Angela Merkel", "Guido Westerwelle"}
    assert "Angela Merkel" in known.people
    assert all(body[m.start : m.end] == m.name for m in known.mentions if m.kind == "person")


def test_nothing_is_read_after_preloading() -> None:
    # What forked processes would read, each would read for itself.
    script = """
import sys
from index.article import Article
from index.extract import extract, preload
preload()
sys.addaudithook(lambda event, told: event == "open" and print(told[0]))
story, = extract([Article(id="", body="Angela Merkel flew to Batumi, Georgia, and met Condoleezza Rice.")])
assert story.people and story.places
"""
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert found.stdout == ""
