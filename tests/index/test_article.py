"""Articles survive being stored."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Mention, Place, Published, from_stored, to_stored, with_names

names = st.text(min_size=1, max_size=12)
degrees = st.none() | st.floats(-180, 180)
places = st.builds(Place, names, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5), degrees, degrees)
published = st.builds(
    Published,
    st.datetimes(timezones=st.sampled_from([None, UTC])),
    st.booleans(),
    st.sampled_from(["metadata", "url", "dateline", "caption", "text", "file"]),
    st.floats(0, 1),
)
mentions = st.builds(
    Mention,
    st.sampled_from(["person", "place"]),
    names,
    st.sampled_from(["metadata", "headline", "byline", "credit", "caption", "dateline", "body"]),
    st.integers(0, 9999),
    st.integers(0, 9999),
)
articles = st.builds(
    Article,
    **{name: st.text(max_size=20) for name in ("id", "path", "url", "headline", "caption", "body", "source")},
    people=st.lists(names, unique=True).map(tuple),
    places=st.lists(places, max_size=3).map(tuple),
    mentions=st.lists(mentions, max_size=3).map(tuple),
    keywords=st.lists(names, max_size=3).map(tuple),
    published=st.none() | published,
)


@given(articles)
def test_an_article_comes_back_from_json_as_it_was(article: Article) -> None:
    assert from_stored(json.loads(json.dumps(to_stored(article)))) == article


def test_what_is_empty_takes_no_room() -> None:
    assert to_stored(Article(id="a")) == {"id": "a"}


def test_mentions_name_people_and_places_by_number() -> None:
    article = Article(
        id="a",
        people=("Bashar al-Assad",),
        places=(Place("Homs", "Syria"),),
        mentions=(Mention("place", "Homs", "body", 3, 7), Mention("person", "Someone Else", "headline", 0, 4)),
        published=Published(datetime(2014, 1, 26)),
    )
    stored = to_stored(article)
    assert stored["mentions"] == [[1, 0, 6, 3, 7], [0, "Someone Else", 1, 0, 4]]
    assert stored["places"] == [["Homs", "Syria"]]
    assert stored["published"][0] == "2014-01-26T00:00:00"


@given(articles, articles)
def test_names_are_put_into_an_article_and_nothing_else(article: Article, other: Article) -> None:
    known = {name: getattr(other, name) for name in ("people", "places", "mentions", "published")}
    assert with_names(article, **known) == replace(article, **known)


def test_every_field_is_kept() -> None:
    full = Article(**{name: name for name in Article.__slots__})  # type: ignore[arg-type]
    kept = with_names(full, people=(), places=(), mentions=(), published=None)
    assert {name for name in Article.__slots__ if getattr(kept, name) != name} == {
        "people", "places", "mentions", "published",
    }  # fmt: skip
