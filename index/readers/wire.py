"""Wire transmissions: stories between control characters, as agencies send them to newspapers' machines.

Two formats are read, both SOH header STX story ETX trailer EOT: IPTC 7901 (International Press Telecommunications
Council, "The IPTC recommended message format", 1979 and later), and ANPA 1312 of the American papers, whose lines
end in `<` and stand in the middle, as headlines do, after `^`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.article import Article
from index.errors import ArticleError
from index.readers.cleaning import one_line
from index.readers.decoding import decode
from index.readers.fields import article_of
from index.readers.furniture import byline, reporters

_TRANSMISSION: Final = re.compile(
    rb"\x01([^\x01-\x04]{0,2000})\x02([^\x01\x03\x04]*)(?:\x03([^\x01-\x04]{0,200}))?"
)
_MOST_ABOVE: Final = 12
"""Lines above a story, of which the last ends in `=`."""
_SERVICE: Final = re.compile(r"(?m)^\w+ +\d.*? ([a-z]{2,9}(?:-[a-z]{1,9})?) +\d+\s*$")
_NO_HEADLINE: Final = re.compile(
    r"(?i)\W*(?:(?:\d+(?:st|nd|rd|th) )?lead|achtung|urgent|bulletin|flash|corrected|eds|(?:with )?ap photos?"
    r"|editor'?s? note|for (?:global|use)|(?:the )?associated press)\b"
)
"""What else stands above a story."""
_BELOW: Final = re.compile(r"(?m)^[ \t]*(?:#{1,3} ?[A-Za-z].*|\*(?: \*){2,}.*)$")
"""Where what is meant for editors begins."""
_END: Final = re.compile(r"(?m)^(?:\^END|[ \t]*_{3,}|[a-z]{2,9}(?: [a-z]{2,3}){1,4})[ \t]*<?[ \t]*$")
"""Lines that say that it is the end, and who has sent it."""
_PARAGRAPH: Final = re.compile(r"\n(?=\s)")
"""Lines that are not set in go on with the paragraph before them."""
_SLUG: Final = re.compile(r"(?:[A-Z]{2}-)?(?:[A-Z]{2,3}--?)?(.*?)(?:, *\d+(?:st|nd|rd|th) Ld.*)?(?:,\d*)?")
_AT_TIME: Final = re.compile(r"(\d\d)(\d\d)(\d\d)(?: [A-Z]{3,4})? ([A-Za-z]{3,9}) (\d\d)\b")
"""Day, hour, minute, month and year at the end of IPTC 7901."""
_ON_DAY: Final = re.compile(r"([A-Z]{2,5})-\w+-(\d\d)-(\d\d)-(\d\d) (\d\d)(\d\d)")
"""Agency, month, day, year, hour and minute at the end of ANPA 1312."""
_FIRST_YEAR: Final = 70
"""A year of two digits is in the last century from this one on."""
_QUOTES: Final = (("``", "“"), ("''", "”"), (" _ ", " — "))


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The stories that were sent."""
    sent = [[decode(part or b" ", path) for part in match.groups(b"")] for match in _TRANSMISSION.finditer(data)]
    if not sent:
        yield ArticleError(f"{path}: not read, it is a wire transmission without a story")
    for story, (header, text, trailer) in enumerate(sent, 1):
        record = _from_anpa if text.lstrip().startswith("^") else _from_iptc
        yield article_of(record(header, text.replace("\r", ""), trailer), path, story if len(sent) > 1 else 0)


def _from_iptc(header: str, text: str, trailer: str) -> dict[str, object]:
    first, _, slug = header.strip().partition("\n")
    service = _SERVICE.match(first)
    lines = text.strip("\n").split("\n")
    ends = [i for i, line in enumerate(lines[:_MOST_ABOVE]) if line.rstrip().endswith("=")]
    above = [line.strip(" \t=") for line in lines[: ends[0] + 1]] if ends else []
    told, *for_editors = _BELOW.split("\n".join(lines[len(above) :]))
    when = _AT_TIME.search(trailer)
    date = _date(*(when[i] for i in (5, 4, 1, 2, 3))) if when else ""
    return {
        "id": "-".join(filter(None, (first.partition(" ")[0], date[:11].strip().replace(" ", "-").lower()))),
        "headline": _headline(above) or slug.strip().strip("/"),
        "byline": _byline(above) or _byline(line.strip(" -") for each in for_editors for line in each.split("\n")),
        "date": date,
        "source": service[1] if service else "",
        "keywords": [part for part in slug.strip().split("/") if part],
        "body": _END.sub("", told),
    }


def _from_anpa(header: str, text: str, trailer: str) -> dict[str, object]:
    lines = text.strip("\n").split("\n")
    count = next((i for i, line in enumerate(lines) if line[:1] != "^"), len(lines))
    slug, *above = (line.strip("^<= \t") for line in lines[:count])
    told = _END.sub("", "\n".join(lines[count:]))
    for written, meant in (("<\n", "\n\n"), *_QUOTES):
        told = told.replace(written, meant)
    when = _ON_DAY.search(trailer)
    subject = _SLUG.fullmatch(slug)
    return {
        "headline": _headline(above) or (subject[1] if subject else slug),
        "byline": _byline(above),
        "date": _date(*(when[i] for i in (4, 2, 3, 5, 6))) if when else "",
        "source": when[1] if when else "",
        "keywords": [subject[1]] if subject else [],
        "body": "\n\n".join(map(one_line, _PARAGRAPH.split(told.rstrip("<\n\t ")))),
    }


def _headline(above: list[str]) -> str:
    return " ".join(line for line in above if line and not byline(line) and not _NO_HEADLINE.match(line))


def _byline(lines: Iterator[str] | list[str]) -> str:
    return next((found for line in lines if (found := byline(line) or reporters(line))), "")


def _date(year: str, month: str, day: str, hour: str, minute: str) -> str:
    """A date that `dating` reads; the month is a number or a name."""
    century = "19" if int(year) >= _FIRST_YEAR else "20"
    if month.isdigit():
        return f"{century}{year}-{month}-{day}T{hour}:{minute}:00Z"
    return f"{day} {month} {century}{year} {hour}:{minute} GMT"
