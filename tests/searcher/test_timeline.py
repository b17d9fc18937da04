from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.answer import Unit
from searcher.timeline import DAY, MOST_BARS, count


def micros(day: date, hour: int = 0) -> int:
    return (day - date(1, 1, 1)).days * DAY + hour * 3_600_000_000


def test_empty_periods_in_between_are_bars_too() -> None:
    dates = np.array([micros(date(2013, 12, 31), 23), micros(date(2014, 3, 1)), micros(date(2014, 3, 31), 23)])
    timeline = count("month", [(dates, 2)])
    assert [(bar.start.isoformat()[:7], bar.articles) for bar in timeline.bars] == [
        ("2013-12", 1),
        ("2014-01", 0),
        ("2014-02", 0),
        ("2014-03", 2),
    ]
    assert timeline.undated == 2
    assert not timeline.gaps


def test_a_span_of_too_many_days_leaves_empty_ones_out() -> None:
    dates = np.array([micros(date(1666, 9, 2)), micros(date(2014, 1, 1))])
    timeline = count("day", [(dates, 0)])
    assert timeline.gaps
    assert [bar.start for bar in timeline.bars] == [date(1666, 9, 2), date(2014, 1, 1)]
    assert len(count("year", [(dates, 0)]).bars) == 349 < MOST_BARS


def test_nothing_dated() -> None:
    assert count("year", []).bars == ()
    assert count("year", [(np.array([], np.int64), 3)]).undated == 3


@pytest.mark.parametrize("unit", ["year", "month", "day"])
@given(days=st.lists(st.lists(st.dates(date(1600, 1, 1), date(2100, 1, 1)), max_size=5), max_size=3))
def test_counts_are_exact_over_any_segments(unit: Unit, days: list[list[date]]) -> None:
    timeline = count(unit, [(np.array([micros(day, 12) for day in part], np.int64), 0) for part in days])
    cut = {"year": 4, "month": 7, "day": 10}[unit]
    expected = Counter(day.isoformat()[:cut] for part in days for day in part)
    assert {bar.start.isoformat()[:cut]: bar.articles for bar in timeline.bars if bar.articles} == expected
    starts = [bar.start for bar in timeline.bars]
    assert starts == sorted(set(starts))
    if unit == "day" and not timeline.gaps and starts:
        assert starts[-1] - starts[0] == timedelta(days=len(starts) - 1)
