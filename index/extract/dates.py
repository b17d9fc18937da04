"""When was it published? The date of an article, with where it was found and how sure that is.

In falling order of trust: what the source states (a reader has put it into the article), the address, the
dateline, the caption of the picture, the first lines of the text. Numbers like 03/04/1996, which Americans and
others read differently, are doubtful by nature, unless one of them is above 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from index.article import Article, DateOrigin, Published

FIRST_YEAR: Final = 1600
LAST_YEAR: Final = 2100
_FIRST_LINES: Final = 600
"""Characters of the body in which a date may be that of publication."""

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ), 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    for name in (names, names[:3])
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>1[6-9]\d\d|20\d\d)"
_WRITTEN = re.compile(
    rf"(?i)\b(?:{_YEAR.format('y1')}-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)"
    rf"|(?P<m2>{_MONTH})\.?\s{{1,3}}{_DAY.format('d2')}(?:\s?,\s{{0,3}}|\s{{1,3}}){_YEAR.format('y2')}"
    rf"|{_DAY.format('d3')}[\s-]{{1,3}}(?P<m3>{_MONTH})\b\.?,?[\s-]{{1,3}}{_YEAR.format('y3')}"
    rf"|(?P<a4>\d\d?)[./](?P<b4>\d\d?)[./]{_YEAR.format('y4')})(?!\d)"
)
_TOLD_OF: Final = re.compile(
    r"(?i:\b(?:born|b\.|died|since|until|till|before|after|effective|founded|due|expires?|ends?|between|from))"
    r"(?:\s+(?:[A-Z][\w.'’-]*,?|on|in|the|of|at)){0,6}\s*\Z"
)
_REMEMBERED: Final = re.compile(
    r"(?i),?\s+(?:(?:terror(?:ist)?|suicide|bomb) )?(?:attacks?|bombings?|massacre|coup|deadline)\b"
)
_NO_YEAR = re.compile(
    rf"(?i)\b(?:(?P<m5>{_MONTH})\.?\s{{1,3}}{_DAY.format('d5')}|{_DAY.format('d6')}\s{{1,3}}(?P<m6>{_MONTH}))\b"
)
_DAY_BEGINS = re.compile(rf"(?i)(?:{_MONTH})\b\.?\s{{1,3}}\d")
_LONGEST_MONTH: Final = max(map(len, MONTHS))
_URL = re.compile(
    r"(?<!\d)(?P<y>1[6-9]\d\d|20\d\d)(?:(?P<s>[/_.-])(?P<m>\d\d?)(?:(?P=s)(?P<d>\d\d?))?|(?P<m2>\d\d)(?P<d2>\d\d))(?!\d)"
)
_URL_MONTH = re.compile(rf"(?i)(?<!\d)(?P<y>1[6-9]\d\d|20\d\d)/(?P<m>{_MONTH})/(?P<d>\d\d?)(?!\d)")
_ONE_YEAR = re.compile(r"(?:1[6-9]|20)\d\d(?!\d)(?<!\d{5})")  # begins with what the search can skip to
_DIGIT: Final = re.compile(r"\d")
_BEFORE_YEAR: Final = 40
"""More characters than the day and month of a written date take, with what is between them and the year."""
_AFTER_YEAR: Final = 7
"""The characters behind the year in `1987-10-19`, and one that shows whether the day ends there."""
_RELATIVE = re.compile(
    r"(?i)\b(?:(?P<plain>yesterday|today|tomorrow)|(?P<which>last|next|this)\s+(?P<unit>week|month|year)"
    r"|(?:(?P<side>last|next|on|since|by)\s+)?(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day))\b"
)


def find(article: Article) -> Published | None:
    """The likeliest date of publication from the article's address and text, never from the clock."""
    if article.url and (stated := in_url(article.url)):
        return _published(stated, "url", 0.95)
    texts: tuple[tuple[DateOrigin, str, float], ...] = (
        ("dateline", article.dateline, 0.95),
        ("caption", article.caption, 0.85),
        ("text", article.body[:_FIRST_LINES], 0.5),
    )
    for origin, text, confidence in texts:
        for day, sure in written_dates(text, of_text=origin == "text") if text else ():
            return _published(day, origin, confidence if sure else 0.3)
    if article.url and (year := _url_year(article.url)):
        for _, text, _ in texts:
            for month, number in _days_without_year(text):
                if guess := _day(year, month, number):
                    return _published(guess, "url", 0.6)
    return None


def in_url(url: str) -> date | None:
    """The day in an address such as `/2014/01/26/`, `2014-01-26` or `20140126`."""
    for match in _URL_MONTH.finditer(url):
        day = _day(int(match["y"]), MONTHS[match["m"].lower()], int(match["d"]))
        if day:
            return day
    for match in _URL.finditer(url):
        month, number = match["m"] or match["m2"], match["d"] or match["d2"]
        if number and (day := _day(int(match["y"]), int(month), int(number))):
            return day
    return None


def written_dates(text: str, *, of_text: bool = False) -> Iterator[tuple[date, bool]]:
    """Full dates in a text, in order, and whether each can be read in one way only.

    `of_text` leaves out those on which somebody was born, something was due or was to be remembered.
    """
    for match in _matches(text):
        if of_text and (_TOLD_OF.search(text, 0, match.start()) or _REMEMBERED.match(text, match.end())):
            continue
        group = match.groupdict()
        if group["a4"]:
            first, second, year = int(group["a4"]), int(group["b4"]), int(group["y4"])
            month, number = (second, first) if first > 12 else (first, second)
            sure = first > 12 or second > 12 or first == second
        else:
            which = next(i for i in "123" if group[f"y{i}"])
            written = group[f"m{which}"].lower()
            month = int(written) if written.isdigit() else MONTHS[written]
            number, year, sure = int(group[f"d{which}"]), int(group[f"y{which}"]), True
        if (day := _day(year, month, number)) is not None:
            yield day, sure


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Matches of `_WRITTEN`, looked for around years only: few texts have any, and the expression is slow."""
    done = 0
    for year in _ONE_YEAR.finditer(text):
        start, end = year.span()
        if text[end : end + 1] != "-" and not _DIGIT.search(text, max(0, start - _BEFORE_YEAR), start):
            continue  # no day is near
        match = _WRITTEN.search(text, max(done, start - _BEFORE_YEAR), end + _AFTER_YEAR)
        if match:
            yield match
            done = match.end()


def is_day(text: str, start: int, end: int) -> bool:
    """Whether the word from `start` to `end` is a month before a day: in `Jan. 26` nobody called Jan is meant.

    >>> is_day("Homs Jan. 26, 2014", 5, 8), is_day("Marchand 5", 0, 8)
    (True, False)
    """
    return end - start <= _LONGEST_MONTH and _DAY_BEGINS.match(text, start) is not None


def in_text(text: str, published: date) -> Iterator[tuple[date, int, int]]:
    """Days that words like `Sunday`, `yesterday` and `last week` stand for, seen from the day of publication.

    Yields the day (the first one of a week, month or year) and the offsets of the words. A weekday is the last
    one up to and including that day, or the one after it behind `next`.
    """
    for match in _RELATIVE.finditer(text):
        day = _resolve(match, published)
        if day is not None:
            yield day, match.start(), match.end()


def _resolve(match: re.Match[str], published: date) -> date | None:
    try:
        if match["plain"]:
            return published + timedelta({"yesterday": -1, "today": 0, "tomorrow": 1}[match["plain"].lower()])
        if match["day"]:
            back = (published.weekday() - _WEEKDAYS[match["day"].lower()]) % 7
            side = (match["side"] or "").lower()
            if side == "next":
                return published + timedelta(7 - back if back else 7)
            return published - timedelta(back or (7 if side == "last" else 0))
        step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
        unit = match["unit"].lower()
        if unit == "week":
            return published + timedelta(7 * step - published.weekday())
        months = published.year * 12 + published.month - 1 + step * (12 if unit == "year" else 1)
        return date(months // 12, 1 if unit == "year" else months % 12 + 1, 1)
    except (OverflowError, ValueError):
        return None


def _day(year: int, month: int, number: int) -> date | None:
    if not FIRST_YEAR <= year < LAST_YEAR:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _published(day: date, origin: DateOrigin, confidence: float) -> Published:
    return Published(datetime(day.year, day.month, day.day), origin=origin, confidence=confidence)


def _url_year(url: str) -> int | None:
    years = {int(match[0]) for match in _ONE_YEAR.finditer(url)}
    return years.pop() if len(years) == 1 else None


def _days_without_year(text: str) -> Iterator[tuple[int, int]]:
    for match in _NO_YEAR.finditer(text):
        which = "5" if match["m5"] else "6"
        yield MONTHS[match[f"m{which}"].lower()], int(match[f"d{which}"])
