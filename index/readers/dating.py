"""Reading a date that a source states as one: a metadata field, a date line, an address.

Never the clock and never the file system. Years from 1600 on are dates, others are not believed. Dates inside
running text are no matter of the readers.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from index.article import DateOrigin, Published

FIRST_YEAR: Final = 1600
LAST_YEAR: Final = 2199
_MAX_CHARACTERS: Final = 200

# Month names by their first letters, longest first where one begins another; accents as written.
_MONTH_NAMES: Final = (
    "january jan janvier januar janeiro enero ene gennaio gen stycznia styczeń sty января янв يناير มกราคม",
    "february feb février févr fév fevrier februar febrero fevereiro fev febbraio lutego luty "
    "февраля фев فبراير กุมภาพันธ์",
    "march mar mars märz mär mrz marzo março marca marzec марта мар مارس มีนาคม",
    "april apr avril avr abril abr aprile kwietnia kwiecień апреля апр أبريل เมษายน",
    "may mai mayo maio maggio mag maja maj мая май مايو พฤษภาคม",
    "june jun juin juni junio junho giugno giu czerwca czerwiec cze июня июн يونيو มิถุนายน",
    "july jul juillet juil juli julio julho luglio lug lipca lipiec lip июля июл يوليو กรกฎาคม",
    "august aug août aout agosto ago sierpnia sierpień sie августа авг أغسطس สิงหาคม",
    "september sept sep septembre septiembre setembro set settembre set września wrzesień wrz "
    "сентября сен سبتمبر กันยายน",
    "october oct octobre oktober okt octubre outubro out ottobre ott października październik "
    "paź октября окт أكتوبر ตุลาคม",
    "november nov novembre noviembre novembro listopada listopad lis ноября ноя نوفمبر พฤศจิกายน",
    "december dec décembre déc decembre dezember dez diciembre dic dezembro dicembre grudnia "
    "gru декабря дек ديسمبر ธันวาคม",
)
_MONTHS: Final = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_ZONES: Final = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "est": -300, "edt": -240, "cst": -360,
    "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip

_DIGIT: Final = re.compile(r"\d")
_ISO: Final = re.compile(r"\b(\d{4})(?P<between>[-/.])(\d{1,2})(?P=between)(\d{1,2})(?!\d)")
_WIRE: Final = re.compile(r"(\d\d?)-([A-Za-z]{3})-(\d{4}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d+)?", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?=\D|$)")
_CJK: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_OF: Final = r"[\s.,/-]+(?:de\s+|del\s+|of\s+)?"
_DAY_FIRST: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?{_OF}([^\W\d_]{{3,12}}){_OF}(\d{{4}}|\d\d(?![\d:]))(?!\d)"
)
_MONTH_FIRST: Final = re.compile(r"\b([^\W\d_]{3,12})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?[,\s-]+\s*(\d{4})(?!\d)")
_MONTH_YEAR: Final = re.compile(r"(?<!\d )(?<!\d\. )\b([^\W\d_]{3,12})\.?,?(?:\s+(?:de|of))?\s+(\d{4})(?!\d)")
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/](\d{1,2})$")
_CLOCK: Final = re.compile(
    r"(?<![\d:])([01]?\d|2[0-4])[:.h]([0-5]\d)(?::([0-5]\d|60)(?:[.,]\d+)?)?(?!\d)(?:\s*([ap])\.?m\b\.?)?"
    r"(?:\s*(?P<offset>[+-]\d\d:?\d\d)|\s*\(?(?P<zone>[a-z]{1,4})\b\)?)?",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"(?<![0-9a-z])((?:1[6-9]|20|21)\d\d)(?:([-/_])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]"
    r"|1[0-2])(0[1-9]|[12]\d|3[01]))"
    r"(?![0-9a-z])",
    re.IGNORECASE,
)
_ADDRESS_NAMED: Final = re.compile(
    r"/((?:1[6-9]|20|21)\d\d)/([a-z]{3,9})/(0?[1-9]|[12]\d|3[01])(?!\d)", re.IGNORECASE
)
_BESIDE_DATES: Final = (
    "updated update published posted last modified first created on at the date release released filed issued"
    " print monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
    " am pm et ist jst edition p m a o clock h min uhr publié mis à jour le und veröffentlicht aktualisiert"
    " publicado actualizado el de del of ago year years month months hour hours minute minutes"
    " lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag"
    " sonntag lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato"
    " domenica"
    " понедельник вторник среда четверг пятница суббота воскресенье"
    " الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت 年 月 日 년 월 일 г года opublikowano dnia"
)
_DATE_LINE_WORDS: Final = _ZONES.keys() | _BESIDE_DATES.split()
_GAP: Final = re.compile(r"\s*[|•·,/–—-]\s*|\s+")
_WORDS: Final = re.compile(r"[年月日년월일]|[^\W\d_]+")


def published(value: object, origin: DateOrigin = "metadata", confidence: float = 1.0) -> Published | None:
    """The instant or day that `value` (a string, a number of seconds, a date) states, or None.

    Only the year or the month known: its first day, with a confidence that says so.
    """
    if isinstance(value, datetime):
        return _published(value, True, origin, confidence)
    if isinstance(value, date):
        return _published(datetime(value.year, value.month, value.day), False, origin, confidence)
    if isinstance(value, bool) or value is None:
        return None
    return _stated(str(value).strip()[:_MAX_CHARACTERS], origin, confidence)


@lru_cache(maxsize=1024)
def _stated(text: str, origin: DateOrigin, confidence: float) -> Published | None:
    """What a text states. Stories that stand together often have their day in common."""
    if text.isascii() and text.isdigit():
        return _from_digits(text, origin, confidence)
    if wire := _from_wire(text, origin, confidence):
        return wire
    try:
        return _published(datetime.fromisoformat(text), len(text) > 10, origin, confidence)
    except ValueError:
        return _from_words(text, origin, confidence)


def date_line(line: str) -> Published | None:
    """The date of a line that states nothing else, as `Updated Jan 3, 2014, 4:30 p.m. EST` does."""
    if len(line) > 90 or not _DIGIT.search(line):
        return None
    words = (match.group().casefold() for match in _WORDS.finditer(line))
    if any(word not in _DATE_LINE_WORDS and word not in _MONTHS for word in words):
        return None
    found = published(line, "metadata", 0.9)
    return found if found and found.confidence >= 0.9 else None


def split_date(line: str) -> tuple[str, Published | None]:
    """A line and the date that ends it: `By Mary Reed and Karim Haddad | Jan. 26, 2014`."""
    if _DIGIT.search(line):
        for gap in _GAP.finditer(line):
            if found := date_line(line[gap.end() :]):
                return line[: gap.start()], found
    return line, None


@lru_cache(maxsize=64)
def from_address(address: str) -> Published | None:
    """The day that a URL or a path carries: `/2014/01/26/`, `/2014/jan/26/`, `2014-01-26-homs.md`."""
    if named := _ADDRESS_NAMED.search(address):
        month = _MONTHS.get(named[2].lower(), 0)
        if found := _day(int(named[1]), month, int(named[3]), "url", 0.9):
            return found
    for match in _ADDRESS.finditer(address):
        if found := _day(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6]), "url", 0.9):
            return found
    return None


def is_month(word: str) -> bool:
    """Whether a word is the name of a month, or short for one, in a language that is known here."""
    return word.casefold() in _MONTHS


def _published(when: datetime, has_time: bool, origin: DateOrigin, confidence: float) -> Published | None:
    """Midnight to the second is how sources write a day without a time."""
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        return None
    if has_time and (when.hour or when.minute or when.second):
        return Published(when.replace(microsecond=0) if when.microsecond else when, True, origin, confidence)
    return Published(datetime(when.year, when.month, when.day), False, origin, confidence)


def _day(year: int, month: int, day: int, origin: DateOrigin, confidence: float) -> Published | None:
    try:
        return _published(datetime(year, month, day), False, origin, confidence)
    except ValueError:
        return None


def _from_digits(text: str, origin: DateOrigin, confidence: float) -> Published | None:
    """`20140126`, `20140126143000`, a year alone, or seconds or milliseconds since 1970."""
    if len(text) == 4:
        return _day(int(text), 1, 1, origin, confidence * 0.2)
    if len(text) in (8, 12, 14) and (match := _COMPACT.match(text)):
        return _compact(match, origin, confidence)
    if len(text) in (9, 10, 12, 13):
        seconds = int(text) / (1000 if len(text) > 10 else 1)
        return _published(datetime.fromtimestamp(seconds, UTC), True, origin, confidence)
    return None


def _compact(match: re.Match[str], origin: DateOrigin, confidence: float) -> Published | None:
    numbers = [int(number or 0) for number in match.groups()]
    try:
        return _published(datetime(*numbers), match[4] is not None, origin, confidence)  # type: ignore[arg-type]
    except ValueError:
        return None


def _from_wire(text: str, origin: DateOrigin, confidence: float) -> Published | None:
    """`26-FEB-1987 15:01:01.79`, as each story of a newswire has it."""
    match = _WIRE.fullmatch(text)
    month = _MONTHS.get(match[2].casefold()) if match else None
    if not match or not month:
        return None
    day, _, year, hour, minute, second = match.groups()
    try:
        when = datetime(int(year), month, int(day), int(hour), int(minute), int(second))
    except ValueError:
        return None
    return _published(when, True, origin, confidence)


def _from_words(text: str, origin: DateOrigin, confidence: float) -> Published | None:
    """The first date written out in `text`, with the time of day beside it."""
    for pattern, order in ((_ISO, "y-md"), (_CJK, "ymd"), (_DAY_FIRST, "dmy"), (_MONTH_FIRST, "mdy")):
        for match in pattern.finditer(text):
            found = dict(zip(order, match.groups(), strict=True))
            month = found["m"]
            number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
            if day := _day(_year(found["y"]), number, int(found["d"]), origin, confidence):
                return _with_clock(day, text[: match.start()] + " " + text[match.end() :])
    if compact := _COMPACT.match(text):
        return _compact(compact, origin, confidence)
    if numbers := _NUMBERS.search(text):
        return _from_numbers(numbers, text, origin, confidence)
    return _from_month(text, origin, confidence)


def _year(digits: str) -> int:
    """Two digits are of 1950 to 2049, as in RFC 2822."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


def _from_numbers(match: re.Match[str], text: str, origin: DateOrigin, confidence: float) -> Published | None:
    """`26/01/2014`: the number that can be no month is the day. Both can: dots put it first, slashes second."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    doubtful = first <= 12 and second <= 12 and first != second and match[2] != "."
    day_first = first > 12 or match[2] == "."
    day, month = (first, second) if day_first else (second, first)
    found = _day(year, month, day, origin, confidence * (0.5 if doubtful else 1))
    return found and _with_clock(found, text[: match.start()] + " " + text[match.end() :])


def _from_month(text: str, origin: DateOrigin, confidence: float) -> Published | None:
    if match := _YEAR_MONTH.match(text):
        return _day(int(match[1]), int(match[2]), 1, origin, confidence * 0.4)
    for match in _MONTH_YEAR.finditer(text):
        if month := _MONTHS.get(match[1].casefold(), 0):
            return _day(int(match[2]), month, 1, origin, confidence * 0.4)
    return None


def _with_clock(day: Published, rest: str) -> Published:
    match = _CLOCK.search(rest)
    if not match:
        return day
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4] in "pP" else 0)
    if hour > 23 or (not match[3] and not match[4] and ":" not in match.group() and not match["zone"]):
        return day
    when = day.when.replace(hour=hour, minute=minute, second=min(second, 59), tzinfo=_zone(match))
    return _published(when, True, day.origin, day.confidence) or day


def _zone(match: re.Match[str]) -> timezone | None:
    if offset := match["offset"]:
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        return timezone(timedelta(minutes=minutes if offset[0] == "+" else -minutes)) if minutes < 1440 else None
    minutes_east = _ZONES.get((match["zone"] or "").lower())
    return None if minutes_east is None else timezone(timedelta(minutes=minutes_east))
