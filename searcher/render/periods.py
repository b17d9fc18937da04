"""How a year, a month and a day are written in timelines."""

from __future__ import annotations

from datetime import date

from searcher.answer import Unit

_CHARACTERS: dict[Unit, int] = {"year": 4, "month": 7, "day": 10}


def period_of(start: date, unit: Unit) -> str:
    """`2014`, `2014-01` or `2014-01-26`: what `date:` in a query takes.

    >>> period_of(date(2014, 1, 26), "month")
    '2014-01'
    """
    return start.isoformat()[: _CHARACTERS[unit]]
