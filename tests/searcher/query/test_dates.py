from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError
from searcher.query.dates import Days, interval

DAYS = st.dates(date(1600, 1, 1), date(9998, 12, 30))


def asked(text: str, today: date = date(2014, 1, 29), keyword: str = "date") -> Days:
    return interval(keyword, text, today)


@given(DAYS)
def test_every_form_of_a_day_is_that_day(day: date) -> None:
    month = f"{day:%B}"
    forms = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day}-{month[:3]}-{day.year}",
        f"{month[:3].upper()}. {day.day} {day.year}",
    ]
    for form in forms:
        assert asked(form) == Days(day, day + timedelta(days=1)), form


@given(DAYS, DAYS)
def test_comparisons_agree_with_each_other(day: date, today: date) -> None:
    text = day.isoformat()
    for sign, keyword in ((">=", "since"), (">", "after"), ("<", "before"), ("<=", "until")):
        assert asked(sign + text, today) == asked(text, today, keyword)
    assert asked(text, today, "since").since == asked(text, today, "before").before == day
    assert asked(text, today, "after").since == asked(text, today, "until").before == day + timedelta(days=1)


@given(DAYS, DAYS)
def test_ranges_hold_both_ends(a: date, b: date) -> None:
    first, last = sorted((a, b))
    expected = Days(first, last + timedelta(days=1))
    assert asked(f"{first}..{last}") == asked(f"[{first} TO {last}]") == expected
    if first < last:
        with pytest.raises(QueryError, match="ends before it begins"):
            asked(f"{last}..{first}")


@pytest.mark.parametrize(
    ("today", "text", "since", "before"),
    [
        (date(2014, 1, 1), "yesterday", date(2013, 12, 31), date(2014, 1, 1)),
        (date(2014, 1, 1), "last month", date(2013, 12, 1), date(2014, 1, 1)),
        (date(2014, 1, 1), "last year", date(2013, 1, 1), date(2014, 1, 1)),
        (date(2014, 1, 1), "last week", date(2013, 12, 23), date(2013, 12, 30)),
        (date(2014, 3, 31), "1m", date(2014, 2, 28), date(2014, 4, 1)),
        (date(2016, 2, 29), "1y", date(2015, 2, 28), date(2016, 3, 1)),
        (date(2014, 1, 27), "monday", date(2014, 1, 27), date(2014, 1, 28)),
        (date(2014, 1, 27), "last monday", date(2014, 1, 20), date(2014, 1, 21)),
        (date(2014, 1, 26), "this week", date(2014, 1, 20), date(2014, 1, 27)),
        (date(2014, 3, 3), "3 months ago", date(2013, 12, 3), date(2013, 12, 4)),
        (date(2014, 1, 29), "LAST_WEEK", date(2014, 1, 20), date(2014, 1, 27)),
        (date(9999, 12, 31), "today", date(9999, 12, 31), None),
        (date(2014, 1, 29), "2014-12", date(2014, 12, 1), date(2015, 1, 1)),
        (date(2014, 1, 29), "2014-q4", date(2014, 10, 1), date(2015, 1, 1)),
        (date(2014, 1, 29), "9990s", date(9990, 1, 1), None),
        (date(2014, 1, 29), "2012-02-29", date(2012, 2, 29), date(2012, 3, 1)),
    ],
)
def test_edges_of_the_calendar(today: date, text: str, since: date, before: date | None) -> None:
    assert asked(text, today) == Days(since, before)


@pytest.mark.parametrize(
    ("text", "start", "end", "message"),
    [
        ("2014-02-30", 0, 10, "There is no day 30 in a month of 28 days (2014-02)."),
        ("2014-01..2014-13", 9, 16, "There is no month 13."),
        ("[2014-01 TO soon]", 12, 16, "“soon” is not a date."),
        (">=2014-02-31", 2, 12, "There is no day 31 in a month of 28 days (2014-02)."),
        (" 26 ", 1, 3, "“26” is not a date."),
        ("0800", 0, 4, "The year 800 is not between 1000 and 9999."),
        ("", 0, 0, "There is no date here."),
        ("x" * 50, 0, 50, "This is not a date."),
    ],
)
def test_errors_point_at_the_part_that_is_wrong(text: str, start: int, end: int, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        asked(text)
    error = caught.value
    assert (error.start, error.end, error.message) == (start, end, message)
    assert error.query == text


def test_an_inverted_range_is_offered_the_right_way_round() -> None:
    with pytest.raises(QueryError) as caught:
        asked("2014-03..2014-01")
    assert caught.value.hint == "Turned round: 2014-01..2014-03"
