from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Mention, Place, Published
from searcher.answer import Answer, Hit, Note, Request, Suggestion
from searcher.render.data import COLUMNS, answer_object, article_object, csv_row, hit_object, to_json

ARTICLE = Article(
    id="a",
    headline="Truce",
    body="Brahimi spoke in Homs. Brahimi left.",
    people=("Lakhdar Brahimi",),
    places=(Place("Homs", "Syria", "Homs Governorate", "Asia", 34.7, 36.7),),
    mentions=(
        Mention("person", "Lakhdar Brahimi", "body", 0, 7),
        Mention("person", "Lakhdar Brahimi", "body", 23, 30),
        Mention("place", "Homs", "metadata"),
    ),
    published=Published(datetime(2014, 1, 5, 9, 30, tzinfo=timezone(timedelta(hours=2))), has_time=True),
)


def test_a_hit_says_where_its_names_come_from() -> None:
    found = hit_object(Hit(doc=3, score=1.23456789, article=ARTICLE))
    assert found["score"] == 1.234568
    assert found["date"] == "2014-01-05T09:30:00+02:00"
    assert [(m["name"], m["role"], m["text"]) for m in found["mentions"]] == [
        ("Lakhdar Brahimi", "body", "Brahimi"),
        ("Homs", "metadata", ""),
    ]


def test_an_article_has_every_mention_and_where_its_places_are() -> None:
    found = article_object(ARTICLE)
    assert len(found["mentions"]) == 3
    assert found["places"][0]["country"] == "Syria"
    assert found["places"][0]["latitude"] == 34.7


def test_an_article_says_which_days_its_words_stand_for() -> None:
    text = "The talks of last week ended on Sunday."
    dated = Article(id="a", body=text, published=Published(datetime(2014, 1, 29)))  # noqa: DTZ001, RUF100
    days = [(day["day"], day["text"]) for day in article_object(dated)["days"]]
    assert days == [("2014-01-20", "last week"), ("2014-01-26", "on Sunday")]
    assert article_object(Article(id="a", body=text))["days"] == []


def test_an_undated_article_has_an_empty_date() -> None:
    assert hit_object(Hit(doc=0, score=0.0, article=Article(id="a")))["date"] == ""


def test_only_what_there_is_is_said() -> None:
    bare = answer_object(Answer(Request(query="x"), 0))
    assert bare.keys() == {"version", "query", "total", "took_ms", "hits"}
    full = answer_object(
        Answer(
            Request(query="x"),
            0,
            suggestions=(Suggestion("spelling", "y", 2, "x"),),
            notes=(Note("kind", "said", 0, 1),),
        )
    )
    assert full["suggestions"] == [{"kind": "spelling", "query": "y", "total": 2, "word": "x"}]
    assert full["notes"] == [{"kind": "kind", "message": "said", "start": 0, "end": 1}]


@given(st.text())
def test_json_says_the_same_in_characters_that_are_safe_to_print(text: str) -> None:
    printed = to_json({"text": text})
    assert json.loads(printed) == {"text": text}
    assert not any(c < " " or "\x7f" <= c <= "\x9f" or "\u202a" <= c <= "\u202e" for c in printed)
    printed.encode()


@given(st.text())
def test_no_cell_is_a_formula_or_moves_a_terminal(text: str) -> None:
    for cell in csv_row(Hit(doc=0, score=0.0, article=Article(id=text, headline=text)))[:3:2]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not any((c < " " and c != "\n") or "\x7f" <= c <= "\x9f" for c in cell)


def test_rows_have_a_cell_a_column() -> None:
    assert len(csv_row(Hit(doc=0, score=0.0, article=ARTICLE))) == len(COLUMNS)
