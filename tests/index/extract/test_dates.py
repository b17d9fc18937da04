"""The date of publication, and days that words in a text stand for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Published
from index.extract import dates, extract


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/2014/01/26/homs", date(2014, 1, 26)),
        ("https://example.org/2014/jan/26/homs", date(2014, 1, 26)),
        ("https://example.org/news-2014-01-26.html", date(2014, 1, 26)),
        ("https://example.org/20140126-homs", date(2014, 1, 26)),
        ("https://example.org/2014/01/homs", None),
        ("https://example.org/2014/13/45/", None),
        ("https://example.org/12014/01/26", None),
        ("", None),
    ],
)
def test_day_in_an_address(url: str, expected: date | None) -> None:
    assert dates.in_url(url) == expected


@pytest.mark.parametrize(
    ("text", "expected", "sure"),
    [
        ("LONDON, Aug. 30, 1996", date(1996, 8, 30), True),
        ("on 26 January 2014 in", date(2014, 1, 26), True),
        ("Lisbon, November 1st, 1755", date(1755, 11, 1), True),
        ("LONDON 1996-08-30", date(1996, 8, 30), True),
        ("30/8/1996", date(1996, 8, 30), True),
        ("3/8/1996", date(1996, 3, 8), False),
        ("7.7.1997", date(1997, 7, 7), True),
    ],
)
def test_written_dates(text: str, expected: date, sure: bool) -> None:  # noqa: FBT001, RUF100
    assert list(dates.written_dates(text)) == [(expected, sure)]


@pytest.mark.parametrize("text", ["1599-12-31", "February 30, 1999", "May 2014", "2014", "1996-08-301"])
def test_what_is_no_date(text: str) -> None:
    assert list(dates.written_dates(text)) == []


def test_sources_are_trusted_in_order() -> None:
    article = Article(
        id="x",
        url="https://example.org/2014/01/29/a",
        dateline="GENEVA, Jan. 28, 2014",
        caption="A street in Homs Jan. 26, 2014.",
        body="On January 25, 2014 the talks began.",
    )
    found = [dates.find(article)]
    for field in ("url", "dateline", "caption"):
        article = replace(article, **{field: ""})
        found.append(dates.find(article))
    days = [(published.when.day, published.origin) for published in found if published]
    assert days == [(29, "url"), (28, "dateline"), (26, "caption"), (25, "text")]
    confidences = [published.confidence for published in found if published]
    assert confidences == sorted(confidences, reverse=True)


def test_a_stated_date_stays() -> None:
    stated = Published(datetime(1987, 2, 26, 15, 1), has_time=True)  # noqa: DTZ001, RUF100
    article = Article(id="x", published=stated, url="https://example.org/2014/01/29/")
    assert [known.published for known in extract([article])] == [stated]


def test_no_date_is_none() -> None:
    assert dates.find(Article(id="x", body="Nothing here.")) is None


def test_a_year_of_the_address_completes_a_day_of_the_text() -> None:
    article = Article(id="x", url="https://example.org/1996/homs", dateline="HOMS, Aug 30")
    published = dates.find(article)
    assert published is not None
    assert (published.when, published.origin) == (datetime(1996, 8, 30), "url")  # noqa: DTZ001, RUF100


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Sunday", date(2014, 1, 26)),
        ("last Sunday", date(2014, 1, 19)),
        ("next Sunday", date(2014, 2, 2)),
        ("on Saturday", date(2014, 1, 25)),
        ("next Monday", date(2014, 1, 27)),
        ("yesterday", date(2014, 1, 25)),
        ("last week", date(2014, 1, 13)),
        ("next month", date(2014, 2, 1)),
        ("last year", date(2013, 1, 1)),
        ("last month", date(2013, 12, 1)),
    ],
)
def test_days_seen_from_the_day_of_publication(words: str, expected: date) -> None:
    text = f"They met {words}, he said."
    ((day, start, end),) = dates.in_text(text, date(2014, 1, 26))
    assert day == expected
    assert text[start:end].lower() in words.lower()


@given(st.text(), st.dates(min_value=date(1600, 1, 1), max_value=date(2099, 12, 31)))
def test_any_text_is_read_without_error(text: str, published: date) -> None:
    for day, start, end in dates.in_text(text + " next year yesterday", published):
        assert 0 <= start < end
        assert abs(day.year - published.year) <= 1
    list(dates.written_dates(text))
    dates.in_url(text)


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y"):
        written = day.strftime(form).replace(f"{day.year % 10000:d}", f"{day.year:04}")
        assert list(dates.written_dates(written)) == [(day, True)]


@pytest.mark.parametrize(
    "body",
    [
        "Born in Bantry on March 3, 1928, she taught three generations.",
        "The war that followed the Sept. 11, 2001 attacks is over.",
        "The pact has been in force since January 1, 1994.",
        "The talks must end by noon; the licence expires on 1 May 2030.",
    ],
)
def test_a_day_that_is_told_of_is_not_that_of_publication(body: str) -> None:
    assert dates.find(Article(id="a", body=body)) is None


def test_a_day_in_the_first_lines_is_that_of_publication() -> None:
    found = dates.find(Article(id="a", body="The talks began on Sunday, January 26, 2014, in Geneva."))
    assert found is not None
    assert (found.when.date(), found.origin) == (date(2014, 1, 26), "text")
