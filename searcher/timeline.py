"""When, counted: matches by year, month or day, exactly, from the date column."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from searcher.answer import Timeline, TimelineBar, Unit

DAY: Final = 86_400_000_000
"""Microseconds. Dates are stored as microseconds since the first of January of the year 1."""

MOST_BARS: Final = 2000
"""Beyond this many periods from first to last, empty ones are left out."""

_AT_ONCE: Final = 1 << 16
"""So many dates are counted at once: what is made of them stays in the cache."""

_CODES: Final[dict[Unit, str]] = {"year": "Y", "month": "M", "day": "D"}
_EPOCH: Final = date(1970, 1, 1).toordinal() - 1


def count(unit: Unit, parts: Iterable[tuple[NDArray[np.int64], int]]) -> Timeline:
    """Count matches by period. `parts` is, a segment, the dates of its dated matches and how many are undated.

    Days are counted first, with one `bincount`; the calendar is asked only about days that have matches.
    """
    undated = 0
    counted: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for dates, missing in parts:
        undated += missing
        if len(dates):
            counted.append(_by_day(dates))
    if not counted:
        return Timeline(unit, (), undated)
    days = np.concatenate([days for days, _ in counted]) - _EPOCH
    weights = np.concatenate([counts for _, counts in counted])
    periods = days.astype("datetime64[D]").astype(f"datetime64[{_CODES[unit]}]").astype(np.int64)
    first = int(periods.min())
    span = int(periods.max()) - first + 1
    totals = np.bincount(periods - first, weights=weights).astype(np.int64)
    shown = np.arange(span) if span <= MOST_BARS else np.flatnonzero(totals)
    starts: list[Any] = (shown + first).astype(f"datetime64[{_CODES[unit]}]").astype("datetime64[D]").tolist()
    bars = tuple(TimelineBar(start, int(totals[i])) for start, i in zip(starts, shown, strict=True))
    return Timeline(unit, bars, undated, gaps=span > MOST_BARS)


def _by_day(dates: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The days (counted from the first of January of the year 1 as 0) and how many dates fall on each."""
    first, last = int(dates.min()) // DAY, int(dates.max()) // DAY
    span = last - first + 1
    counts = np.zeros(span, np.int64)
    step = max(_AT_ONCE, span)
    for start in range(0, len(dates), step):
        days = dates[start : start + step] // DAY
        days -= first
        counts += np.bincount(days, minlength=span)
    used = counts.nonzero()[0]
    return used + first, counts[used]
