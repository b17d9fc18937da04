"""Dates as people write them in a query: a text and today's date in, a half-open interval of days out.

    2014   2014-01   2014-01-26   2014/01/26   26.1.2014   20140126   1980s   2014-Q1
    26 January 2014   January 26, 2014   Jan 2014
    today   yesterday   monday   7d   2w   3m   1y   3 days ago   last 3 days
    this week   last month   last year
    2014-01..2014-03   2014..   ..2014   [2014-01 TO 2014-03]   {2014 TO *}   >=2014-01-20   <2014

`7d` is the day seven days ago; as a date of its own (`date:7d`) it is all days from then until today. A week
begins on Monday. A day name is the latest such day, today included; `last monday` is before today.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple, NoReturn

from index.errors import QueryError

FIRST_YEAR: Final = 1000

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS: Final = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_UNITS: Final = {"d": "day", "w": "week", "m": "month", "y": "year"}
_FORMS_HINT: Final = 'Dates look like 2014, 2014-01, 2014-01-26, 2014-01..2014-03, 7d, yesterday or "last week".'


class Days(NamedTuple):
    """The days from `since` on and earlier than `before`; `None` leaves that side open."""

    since: date | None
    before: date | None


class _Place(NamedTuple):
    """Where a date stands, for errors: the query, and the characters of it that the date covers."""

    query: str
    start: int
    end: int

    def refuse(self, message: str, hint: str = _FORMS_HINT) -> NoReturn:
        raise QueryError(message, self.query, self.start, self.end, hint)

    def part(self, start: int, end: int) -> _Place:
        return _Place(self.query, min(self.start + start, self.end), min(self.start + end, self.end))


def midnight(day: date | None) -> datetime | None:
    """The instant at which a day begins."""
    return None if day is None else datetime.combine(day, time.min)


def interval(keyword: str, text: str, today: date, query: str = "", start: int = 0, end: int = 0) -> Days:
    """What `keyword:text` asks for, where keyword is `date`, `since`, `after`, `before` or `until`.

    `query`, `start` and `end` say where the text stands, for the error.

    Raises:
        QueryError: the text is no date, an impossible one, or a range that ends before it begins.

    """
    place = _Place(query or text, start, end if query else len(text))
    offset = len(text) - len(text.lstrip())
    text = text.strip()
    place = place.part(offset, offset + len(text)) if len(text) <= place.end - place.start else place
    if keyword == "date":
        return _date(text, today, place)
    period = _period(text, today, place)
    if keyword == "since":
        return Days(period.since, None)
    if keyword == "before":
        return Days(None, period.since)
    if keyword == "until":
        return Days(None, _tomorrow(text, period))
    return Days(_tomorrow(text, period) or _refuse_end(place), None)


def _refuse_end(place: _Place) -> NoReturn:
    place.refuse("No date is later than the year 9999.")


def _tomorrow(text: str, period: Days) -> date | None:
    """Where a period ends; one counted back from today (`7d`) ends with its first day when it is a limit."""
    counted = _match(_COUNTED, text) or _match(_LAST, text)
    return period.since + timedelta(days=1) if counted and period.since else period.before


def _date(text: str, today: date, place: _Place) -> Days:
    """What `date:text` asks for: a period, a comparison or a range."""
    if text == "*":
        return Days(None, None)
    if text[:1] in ("[", "{"):
        return _bracketed(text, today, place)
    if compared := _match(r"(>=|<=|=|>|<)\s*(.*)", text):
        keyword = {">=": "since", ">": "after", "<": "before", "<=": "until", "=": "date"}[compared[1]]
        at = place.part(compared.start(2), compared.end(2))
        return interval(keyword, compared[2], today, at.query, at.start, at.end)
    if ".." in text:
        first, _, last = text.partition("..")
        last = last.lstrip(".")
        return _between(first, last, "[]", today, place, (0, len(text) - len(last)))
    return _period(text, today, place)


def _bracketed(text: str, today: date, place: _Place) -> Days:
    """A range in brackets: `[` and `]` include their end, `{` and `}` leave it out."""
    found = _match(r"([\[{])\s*(\S.*?)\s+to\s+(\S.*?)\s*([\]}])", text)
    if not found:
        place.refuse("This range of dates is not complete.", "A range is written [2014-01 TO 2014-03].")
    return _between(found[2], found[3], found[1] + found[4], today, place, (found.start(2), found.start(3)))


def _between(first: str, last: str, brackets: str, today: date, place: _Place, starts: tuple[int, int]) -> Days:
    """The days between two dates, each of which may be open (empty or `*`)."""
    if first in ("", "*") and last in ("", "*"):
        return Days(None, None)
    low = high = Days(None, None)
    if first not in ("", "*"):
        at = place.part(starts[0], starts[0] + len(first))
        low = interval("after" if brackets[0] == "{" else "since", first.strip("\"'"), today, *at)
    if last not in ("", "*"):
        at = place.part(starts[1], starts[1] + len(last))
        high = interval("before" if brackets[1] == "}" else "until", last.strip("\"'"), today, *at)
    if low.since and high.before and low.since >= high.before:
        turned = f"{last.strip()}..{first.strip()}"
        place.refuse("This range ends before it begins, so no date is in it.", f"Turned round: {turned}")
    return Days(low.since, high.before)


def _match(pattern: str, text: str) -> re.Match[str] | None:
    """A match of the whole text, upper and lower case alike."""
    return re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL)


def _period(text: str, today: date, place: _Place) -> Days:
    """The days that one date covers: a day, a month, a year, a week."""
    if not text:
        place.refuse("There is no date here.")
    if len(text) > 40:
        place.refuse("This is not a date.")
    if _match(r"\d{4}-\d\d-\d\d[T ]\d.*", text):
        place.refuse("Dates go down to the day, not to the hour.", f"Write {text[:10]}.")
    plain = re.sub(r"[-_,\s]+", " ", text) if re.search("[a-z]", text, re.IGNORECASE) else text
    for pattern, read in _FORMS:
        if found := _match(pattern, plain):
            try:
                return read(found, today)
            except _ImpossibleError as problem:
                place.refuse(str(problem))
    if _match(r"\d{1,2}/\d{1,2}/\d{2,4}", text):
        place.refuse(
            "This date can be read in two ways: the day first, or the month.",
            "Write year, month, day: 2014-01-26.",
        )
    several = ' Several words need quotes: date:"26 January 2014".' if _match(r"\d{1,2}|[a-z]+", text) else ""
    raise QueryError(f"“{text}” is not a date.", *place, _FORMS_HINT + several)


class _ImpossibleError(ValueError):
    """A date that the calendar does not have."""


def _day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= 9999:
        raise _ImpossibleError(f"The year {year} is not between {FIRST_YEAR} and 9999.")
    if not 1 <= month <= 12:
        raise _ImpossibleError(f"There is no month {month}.")
    if not 1 <= day <= (length := monthrange(year, month)[1]):
        raise _ImpossibleError(f"There is no day {day} in a month of {length} days ({year:04}-{month:02}).")
    return date(year, month, day)


def _after(day: date, days: int) -> date | None:
    """The date so many days later, or `None` beyond the end of the calendar."""
    return day + timedelta(days=days) if days <= (date.max - day).days else None


def _one(day: date) -> Days:
    return Days(day, _after(day, 1))


def _months(year: int, month: int, count: int) -> Days:
    """The `count` months from a month on."""
    first = _day(year, month, 1)
    total = year * 12 + month - 1 + count
    return Days(first, date(total // 12, total % 12 + 1, 1) if total < 120_000 else None)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _back(today: date, count: int, unit: str) -> date:
    """The date `count` days, weeks, months or years before today; a shorter month gives its last day."""
    try:
        if unit in ("day", "week"):
            return today - timedelta(days=count * (7 if unit == "week" else 1))
        total = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
        year, month = divmod(total, 12)
        return _day(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        raise _ImpossibleError(f"{count} {unit}s ago is before the year {FIRST_YEAR}.") from None


def _counted(found: re.Match[str], today: date) -> Days:
    """`7d`, `last 7 days`: from that day until today."""
    unit = found[2].lower()
    return Days(_back(today, int(found[1]), _UNITS.get(unit, unit)), _after(today, 1))


def _ago(found: re.Match[str], today: date) -> Days:
    """`3 days ago`: that day alone."""
    return _one(_back(today, int(found[1]), found[2].lower()))


def _relative(found: re.Match[str], today: date) -> Days:
    """`last week`, `this month`: the calendar's own week, month or year."""
    back = 0 if found[1].lower() == "this" else 1
    unit = found[2].lower()
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return Days(monday, _after(monday, 7))
    start = _back(today.replace(day=1), back, unit)
    return _months(start.year, start.month, 1) if unit == "month" else _months(start.year, 1, 12)


def _weekday(found: re.Match[str], today: date) -> Days:
    """`monday`, `last monday`: the latest one."""
    back = (today.weekday() - _DAYS.index(found[2][:3].lower())) % 7
    return _one(today - timedelta(days=back or 7 if found[1] else back))


_MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_COUNTED = r"(\d{1,4})([dwmy])"
_LAST = r"(?:last|past)[-_\s]+(\d{1,4})[-_\s]+(day|week|month|year)s?"
_FORMS: Final[tuple[tuple[str, Callable[[re.Match[str], date], Days]], ...]] = (
    (r"(\d{4})", lambda m, _: _months(int(m[1]), 1, 12)),
    (r"(\d{4})[-/.](\d{1,2})", lambda m, _: _months(int(m[1]), int(m[2]), 1)),
    (r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", lambda m, _: _one(_day(int(m[1]), int(m[3]), int(m[4])))),
    (r"(\d{4})(\d\d)(\d\d)", lambda m, _: _one(_day(int(m[1]), int(m[2]), int(m[3])))),
    (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", lambda m, _: _one(_day(int(m[3]), int(m[2]), int(m[1])))),
    (r"(\d{3}0)s", lambda m, _: _months(int(m[1]), 1, 120)),
    (r"(\d{4}) ?q([1-4])", lambda m, _: _months(int(m[1]), int(m[2]) * 3 - 2, 3)),
    (r"today", lambda _, today: _one(today)),
    (r"yesterday", lambda _, today: _one(_back(today, 1, "day"))),
    (_COUNTED, _counted),
    (_LAST, _counted),
    (r"(\d{1,4}) (day|week|month|year)s? ago", _ago),
    (r"(this|last|past) (week|month|year)", _relative),
    (r"(last )?((?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)", _weekday),
    (
        rf"(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH} (\d{{4}})",
        lambda m, _: _one(_day(int(m[3]), _month(m[2]), int(m[1]))),
    ),
    (
        rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)? (\d{{4}})",
        lambda m, _: _one(_day(int(m[3]), _month(m[1]), int(m[2]))),
    ),
    (rf"{_MONTH} (\d{{4}})", lambda m, _: _months(int(m[2]), _month(m[1]), 1)),
)
