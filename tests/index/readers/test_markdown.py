"""Markdown with and without front matter."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Place
from index.errors import ArticleError
from index.readers import markdown
from index.readers.markdown import read, strip


def article(text: str, path: str = "a.md") -> Article:
    (found,) = read(text.encode(), path)
    assert isinstance(found, Article)
    return found


def test_front_matter() -> None:
    found = article(
        "---\ntitle: 'Homs: day two'\ndate: 2014-02-08 10:00:00 -0500\nauthor: Karim Haddad\n"
        "people: [Lakhdar Brahimi]\nplaces:\n  - Homs, Syria\ntags: [truce]\nlang: en\n---\n\n"
        "**HOMS, Syria** — Civilians *left* the [Old City](http://x.example).\nMore.\n"
    )
    assert (found.headline, found.byline, found.language) == ("Homs: day two", "Karim Haddad", "en")
    assert (found.people, found.places, found.keywords) == (
        ("Lakhdar Brahimi",),
        (Place("Homs", "Syria"),),
        ("truce",),
    )
    assert (found.dateline, found.body) == ("HOMS, Syria", "Civilians left the Old City. More.")
    assert found.published is not None
    assert found.published.when.replace(tzinfo=None) == datetime(2014, 2, 8, 10)
    assert found.published.when.utcoffset() == timedelta(hours=-5)


def test_toml_front_matter() -> None:
    found = article('+++\ntitle = "Homs"\ndate = 2014-02-08\ntags = ["truce"]\n+++\nText.\n')
    assert (found.headline, found.keywords, found.body) == ("Homs", ("truce",), "Text.")
    assert found.published is not None


@pytest.mark.parametrize(
    "front",
    [
        "title: Homs: day two\ndate: 2014-02-08",
        "title: Homs: day two\n\tdate: 2014-02-08",
        "title: 'Homs: day two'\ndate: 2014-99-99",
    ],
)
def test_front_matter_that_breaks_the_rules(front: str) -> None:
    found = article(f"---\n{front}\n---\nText.")
    assert (found.headline, found.body) == ("Homs: day two", "Text.")


def test_aliases_are_not_followed() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = article(f"---\ntitle: Homs\n{bomb}tags: *i\n---\nText.")
    assert found.headline == "Homs"


def test_a_heading_is_the_headline() -> None:
    for heading in ("# The walls come down #\n\n", "The walls come down\n===\n"):
        found = article(
            f"{heading}By Mary O'Brien\n9 November 1989\n\nBERLIN — Crowds.\n\nThey *danced*.", "1989/walls.md"
        )
        assert (found.headline, found.byline) == ("The walls come down", "Mary O'Brien")
        assert (found.dateline, found.body, found.id) == ("BERLIN", "Crowds.\n\nThey danced.", "1989/walls")
        assert found.published is not None
        assert found.published.when == datetime(1989, 11, 9)


def test_a_day_in_the_name_of_the_file() -> None:
    found = article("---\ntitle: Homs\n---\nText.", "posts/2014-02-08-homs.md")
    assert found.published is not None
    assert (found.published.when, found.published.origin) == (datetime(2014, 2, 8), "url")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a **b** _c_ ~~d~~ ***e***", "a b c d e"),
        ("snake_case_name and 2*3*4 and * star", "snake_case_name and 2*3*4 and * star"),
        ("[a](b) ![c](d 'e') <https://x.example> [f][g] [![h](i)](j)", "a https://x.example f"),
        ("- one\n- two\n\n1. three", "one\n\ntwo\n\nthree"),
        ("> quoted\n> text\n\n***\n\n## Heading ##\ntext", "quoted text\n\nHeading\n\ntext"),
        ("`code` and\n```python\nprint()\n```", "code and print()"),
        ("| a | b |\n|---|---|\n| c | d |", "a b\n\nc d"),
        ("a &amp; b \\*c\\* <b>d</b><!-- no -->", "a & b *c* d"),
        ("word[^1]\n\n[^1]: note\n\n[ref]: http://x.example 'T'", "word\n\nnote"),
        ("{{< figure src='x' >}}\n{% include x %}text", "text"),
    ],
)
def test_marks_are_taken_off(markdown: str, text: str) -> None:
    assert " ".join(strip(markdown).split()) == " ".join(text.split())


def test_captions_of_pictures() -> None:
    assert article("---\ntitle: T\n---\n![Buses wait](a.jpg)\n\nText.").caption == "Buses wait"


def test_nothing_in_it() -> None:
    (error,) = read(b"---\ntags: [x]\n---\n", "a.md")
    assert isinstance(error, ArticleError)


def test_markup_in_markdown_leaves_the_paragraphs() -> None:
    found = article("---\ntitle: T\n---\nOne <em>word</em>\nwrapped.\n\n- item\n- item\n\nThree<br>lines.\n\n##\n")
    assert found.body.split("\n\n") == ["One word wrapped.", "item", "item", "Three lines."]


def test_a_long_paragraph_in_italics() -> None:
    assert strip("_This is part three of a series " + "and so on " * 30 + "there._") == (
        "This is part three of a series " + "and so on " * 30 + "there."
    )


@given(st.text("**__~~ a\\.\n", max_size=24))
def test_what_is_strong_is_what_one_expression_would_find(text: str) -> None:
    strong = re.compile(r"(?<![\\\w*_])(\*{1,3}|_{1,3}|~~)(?=\S)(.{1,1000}?)(?<=\S)\1(?![\w*_])", re.DOTALL)
    assert markdown._unstressed(text) == strong.sub(r"\2", text)


def test_marks_that_close_nothing_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    closed = markdown._closed

    def counted(text: str, mark: str, begin: int, closers: dict[str, list[int]]) -> int:
        looked.append(mark)
        return closed(text, mark, begin, closers)

    monkeypatch.setattr(markdown, "_closed", counted)
    assert markdown._unstressed("**a *" * 1000) == "**a *" * 1000
    assert len(looked) <= 3 * 2000


def test_an_endless_number_to_base_60_is_text() -> None:
    assert article(f"---\ntitle: Homs\nx: {'1:' * 50_000}1\n---\nTruce").headline == "Homs"
