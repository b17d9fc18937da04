"""Dates that sources state."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.dating import FIRST_YEAR, LAST_YEAR, date_line, from_address, is_month, published

DAYS = {
    "2014-01-26": (2014, 1, 26),
    "20140126": (2014, 1, 26),
    "2014/1/26": (2014, 1, 26),
    "26.01.2014": (2014, 1, 26),
    "3.4.2014": (2014, 4, 3),
    "26/01/2014": (2014, 1, 26),
    "01/26/2014": (2014, 1, 26),
    "Jan. 26, 2014": (2014, 1, 26),
    "January 26, 2014": (2014, 1, 26),
    "Sunday, 26 January 2014": (2014, 1, 26),
    "7th of March 1986": (1986, 3, 7),
    "1er mars 1815": (1815, 3, 1),
    "26 de enero de 2014": (2014, 1, 26),
    "26. Januar 2014": (2014, 1, 26),
    "2 września 1939": (1939, 9, 2),
    "12 апреля 1961 г.": (1961, 4, 12),
    "26 يناير 2014": (2014, 1, 26),
    "10 กรกฎาคม 2018": (2018, 7, 10),
    "2014年1月26日": (2014, 1, 26),
    "2014년 1월 26일": (2014, 1, 26),
    "Sept. 2, 1666": (1666, 9, 2),
    "2014-01-26T00:00:00Z": (2014, 1, 26),
    "31-MAR-1987 605:12:19.12": (1987, 3, 31),
    "9-APR-1987 00:00:00.00    # date added by S Finch as guesswork": (1987, 4, 9),
}


@pytest.mark.parametrize("text", DAYS)
def test_a_day(text: str) -> None:
    found = published(text)
    assert found is not None
    assert (found.when, found.has_time) == (datetime(*DAYS[text]), False)
    assert found.confidence == 1.0


INSTANTS = {
    "2014-01-26T10:20:30Z": ("2014-01-26T10:20:30+00:00"),
    "2014-01-26 9:57:02 -0500": ("2014-01-26T09:57:02-05:00"),
    "2014-01-26T10:20": ("2014-01-26T10:20:00"),
    "20140126T101112Z": ("2014-01-26T10:11:12+00:00"),
    "26-FEB-1987 15:01:01.79": ("1987-02-26T15:01:01"),
    " 3-MAR-1987 09:18:21.26": ("1987-03-03T09:18:21"),
    "27-MAR-1987 00:02:59.13&#5;&#5;&#5;RM": ("1987-03-27T00:02:59"),
    "Sun, 26 Jan 2014 14:30:00 GMT": ("2014-01-26T14:30:00+00:00"),
    "Sun, 26 Jan 14 14:30:00 EST": ("2014-01-26T14:30:00-05:00"),
    "January 26, 2014 4:30 p.m. ET": ("2014-01-26T16:30:00"),
    "12:05 a.m. Jan 26, 2014": ("2014-01-26T00:05:00"),
    "1390732200": ("2014-01-26T10:30:00+00:00"),
    "1390732200123": ("2014-01-26T10:30:00+00:00"),
}


@pytest.mark.parametrize("text", INSTANTS)
def test_an_instant_keeps_its_offset(text: str) -> None:
    found = published(text)
    assert found is not None
    assert found.has_time
    assert found.when.isoformat() == INSTANTS[text]


@pytest.mark.parametrize(
    "text", ["", "soon", "2014-13-45", "30 February 2014", "1599-12-31", "0001-01-01", "99999999999999999"]
)
def test_what_is_no_date(text: str) -> None:
    assert published(text) is None


def test_values_that_are_dates_already() -> None:
    zone = timezone(timedelta(hours=-5))
    assert published(date(2014, 1, 26)) == published("2014-01-26")
    found = published(datetime(2014, 1, 26, 10, tzinfo=zone))
    assert found is not None
    assert found.when.utcoffset() == timedelta(hours=-5)
    assert published(None) is None
    assert published(True) is None
    assert published(1390732200) == published("1390732200")


def test_less_than_a_day_is_less_certain() -> None:
    month, year, doubtful = published("January 2014"), published("2014"), published("3/4/2014")
    assert month is not None
    assert year is not None
    assert doubtful is not None
    assert month.when == year.when == datetime(2014, 1, 1)
    assert year.confidence < month.confidence < doubtful.confidence < 1


@pytest.mark.parametrize(
    "line",
    [
        "Updated Jan 3, 2014",
        "Published: 3:45 PM EST, Fri January 3, 2014",
        "First published on Fri 3 Jan 2014 14.30 GMT",
        "3 January 2014",
        "2014年1月3日",
        "Veröffentlicht am 3. Januar 2014",
    ],
)
def test_a_line_that_is_a_date(line: str) -> None:
    found = date_line(line)
    assert found is not None
    assert found.when.date() == date(2014, 1, 3)


@pytest.mark.parametrize(
    "line", ["A child in Homs Jan. 26, 2014.", "In 2014", "January 2014", "Homs", "x" * 100 + " 3 Jan 2014"]
)
def test_a_line_that_is_more_than_a_date(line: str) -> None:
    assert date_line(line) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://wire.example.org/2014/01/26/homs",
        "https://wire.example.org/world/2014/jan/26/homs",
        "posts/2014-01-26-homs.md",
        "wire/20140126/homs.txt",
        "https://wire.example.org/homs-2014_1_26",
    ],
)
def test_a_day_in_an_address(address: str) -> None:
    found = from_address(address)
    assert found is not None
    assert (found.when, found.origin) == (datetime(2014, 1, 26), "url")


@pytest.mark.parametrize(
    "address", ["2014/homs", "a/20140126123.html", "deadbeef20140126cafe", "2014/13/45/x", "/1234-56-78"]
)
def test_no_day_in_an_address(address: str) -> None:
    assert from_address(address) is None


def test_months_are_known_by_name() -> None:
    assert all(map(is_month, ("Sept", "МАЯ", "Mär", "août")))
    assert not is_month("Homs")


@given(
    st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b. %d, %Y"]),
)
def test_every_day_is_read_back(day: date, form: str) -> None:
    text = day.strftime(form)
    found = published(text)
    assert found is not None
    assert found.when.date() == day


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    for found in (published(text), date_line(text), from_address(text)):
        assert found is None or FIRST_YEAR <= found.when.year <= LAST_YEAR


@given(st.integers() | st.floats())
def test_no_number_is_too_strange(number: float) -> None:
    found = published(number)
    assert found is None or FIRST_YEAR <= found.when.year <= LAST_YEAR
