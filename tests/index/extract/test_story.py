"""Articles understood: people, places, roles, dates, metadata, and text of any kind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Place
from index.extract import extract, reading
from index.extract.language import is_english

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


def wire() -> list[tuple[str, dict[str, set[str]]]]:
    """Articles of wire.txt: their text, and the names marked in it by kind."""
    source = (Path(__file__).parent / "wire.txt").read_text("utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    result = []
    for article in "\n".join(lines).split("\n\n"):
        marks = re.findall(r"\((PER|LOC) ([^()]+)\)", article)
        names = {kind: {name for of, name in marks if of == kind} for kind in ("PER", "LOC")}
        text = re.sub(r"\((?:PER|LOC) ([^()]+)\)", r"\1", article)
        result.append((text.replace("\n", "\n\n"), names))
    return result


def test_most_names_of_wire_copy_are_found() -> None:
    articles = wire()
    known = extract([Article(id=str(i), body=text) for i, (text, _) in enumerate(articles)])
    for kind, of in (("PER", "person"), ("LOC", "place")):
        right = found = true = 0
        for article, (_, names) in zip(known, articles, strict=True):
            ours = {article.body[m.start : m.end] for m in article.mentions if m.kind == of}
            right, found, true = right + len(ours & names[kind]), found + len(ours), true + len(names[kind])
        assert right / found > 0.85, f"{kind} precision"
        assert right / true > 0.85, f"{kind} recall"
