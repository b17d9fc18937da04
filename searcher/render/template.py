r"""Citations: a line for each hit, from a template.

    {headline} {byline} {date:%d %B %Y} {source} {url}    the article's texts; {rank}, {score}, {id}, {path}
    {people} {places} {keywords}                          names, parted by commas
    [, {source}]                                          left out when a field in it is empty
    [{source}, {url}|{source}|{url}]                      the first of these in which none is
    [[ ]] {{ }}                                           the characters themselves
    \n \t \|                                              line feed, tab, bar

A template can only name these fields: there are no expressions, attributes or calls. `NAMED` has common styles.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from index.errors import UsageError
from index.terminal import printable
from searcher.answer import Hit

NAMED: Final = {
    "apa": "[{byline} ({date:%Y, %B %-d}). {headline}.|{byline} (n.d.). {headline}."
    "|{headline}. ({date:%Y, %B %-d}).|{headline}. (n.d.).][ {source}.][ {url}]",
    "chicago": "[{byline}. ]“{headline}.”[ {source}, {date:%B %-d, %Y}.| {source}, n.d.| {date:%B %-d, %Y}.]"
    "[ {url}]",
    "mla": "[{byline}. ]“{headline}.”[ {source}, {date:%-d %-b %Y}, {url}.| {source}, {date:%-d %-b %Y}."
    "| {source}, {url}.| {source}.| {date:%-d %-b %Y}, {url}.| {date:%-d %-b %Y}.| {url}.]",
    "bibtex": "@article{{{id:key},\\n  title = {{{headline:tex}}}[,\\n  author = {{{byline:tex}}}]"
    "[,\\n  journal = {{{source:tex}}}][,\\n  date = {{{date:%Y-%m-%d}}}][,\\n  url = {{{url:tex}}}]\\n}}",
    "ris": "TY  - NEWS\\nTI  - {headline}[\\nAU  - {byline}][\\nT2  - {source}][\\nDA  - {date:%Y/%m/%d}]"
    "[\\nUR  - {url}]\\nID  - {id}\\nER  - \\n",
}
"""Citation styles by the name that `--format` takes."""

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT_MONTHS: Final = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_FIELDS: Final[dict[str, Callable[[Hit], str]]] = {
    "id": lambda hit: hit.id,
    "score": lambda hit: f"{hit.score:.3f}",
    "headline": lambda hit: hit.headline,
    "byline": lambda hit: hit.article.byline,
    "credit": lambda hit: hit.article.credit,
    "caption": lambda hit: hit.article.caption,
    "dateline": lambda hit: hit.article.dateline,
    "date": lambda hit: hit.date,
    "people": lambda hit: ", ".join(hit.people),
    "places": lambda hit: ", ".join(hit.places),
    "keywords": lambda hit: ", ".join(hit.article.keywords),
    "source": lambda hit: hit.source,
    "language": lambda hit: hit.article.language,
    "path": lambda hit: hit.path,
    "url": lambda hit: hit.url,
    "rank": lambda hit: "",  # known only where the hit stands in the answer
}
_DIRECTIVES: Final[dict[str, Callable[[datetime], str]]] = {
    "%Y": lambda when: f"{when.year:04}",
    "%y": lambda when: f"{when.year % 100:02}",
    "%m": lambda when: f"{when.month:02}",
    "%-m": lambda when: f"{when.month}",
    "%d": lambda when: f"{when.day:02}",
    "%-d": lambda when: f"{when.day}",
    "%B": lambda when: MONTHS[when.month - 1],
    "%b": lambda when: MONTHS[when.month - 1][:3],
    "%-b": lambda when: SHORT_MONTHS[when.month - 1],
    "%A": lambda when: DAYS[when.weekday()],
    "%a": lambda when: DAYS[when.weekday()][:3],
    "%H": lambda when: f"{when.hour:02}",
    "%M": lambda when: f"{when.minute:02}",
    "%%": lambda when: "%",
}
_TOKEN = re.compile(
    r"(?P<literal>\{\{|\}\}|\[\[|\]\]|\\n|\\t|\\\||\\\\)"
    r"|\{(?P<name>[A-Za-z_]*)(?::(?P<spec>[^{}]*))?\}"
    r"|(?P<bracket>[\[\]])|(?P<bar>\|)|(?P<text>[^{}\[\]\\|]+|\\)"
)
_LITERALS: Final = {"\\n": "\n", "\\t": "\t", "\\|": "|", "\\\\": "\\"}
_STOPS: Final = (".", "!", "?", "…")
"""What a full stop of a citation does not stand behind."""
_DIRECTIVE = re.compile(r"%-?.?")
_TEX = re.compile(r"[\\{}$&#%_^~]")
_NOT_KEY = re.compile(r"[^A-Za-z0-9:._-]+")


class _Part(NamedTuple):
    """A literal text, or the value of a field.

    `group` numbers the brackets it is in (0: always there), `way` the one of several between their bars.
    """

    text: str
    field: str = ""
    spec: str = ""
    group: int = 0
    way: int = 0


class Template:
    """A template, checked when it is made. Raises UsageError with what is wrong and where."""

    def __init__(self, text: str) -> None:
        self._parts = list(_parse(NAMED.get(text.lower(), text)))
        self._cites = text.lower() in NAMED

    def fill(self, hit: Hit, rank: int) -> str:
        """The citation of a hit, safe to print."""
        values = [_value(part, hit, rank) for part in self._parts]
        filled = list(zip(self._parts, values, strict=True))
        empty = {(part.group, part.way) for part, value in filled if part.field and not value}
        ways: dict[int, int] = {}
        for part in self._parts:
            if (part.group, part.way) not in empty:
                ways.setdefault(part.group, part.way)
        text = ""
        for part, value in filled:
            if not part.group or ways.get(part.group) == part.way:
                stopped = self._cites and value[:1] == "." and text.endswith(_STOPS)
                text += value[1:] if stopped else value
        return text


def _parse(template: str) -> list[_Part]:
    parts: list[_Part] = []
    group = groups = way = at = 0
    while at < len(template):
        match = _TOKEN.match(template, at)
        if match is None:
            raise UsageError(f"--format: {template[at]!r} at character {at + 1} stands alone", _hint())
        if bracket := match["bracket"]:
            if (bracket == "[") == bool(group):
                raise UsageError(f"--format: {bracket!r} at character {at + 1} has no partner", _hint())
            groups += bracket == "["
            group, way = (groups if bracket == "[" else 0), 0
        elif match["bar"] and group:
            way += 1
        elif match["name"] is not None:
            _check(match["name"], match["spec"] or "")
            parts.append(_Part("", match["name"], match["spec"] or "", group, way))
        else:
            literal = match["literal"]
            text = _LITERALS.get(literal, literal[0]) if literal else match[0]
            parts.append(_Part(text, group=group, way=way))
        at = match.end()
    if group:
        raise UsageError("--format: a '[' is never closed", _hint())
    return parts


def _check(name: str, spec: str) -> None:
    if name not in _FIELDS:
        raise UsageError(f"--format: there is no field {name!r}", f"There are: {', '.join(_FIELDS)}.")
    allowed = ("", "tex", "key")
    if name == "date":
        unknown = [found for found in _DIRECTIVE.findall(spec) if found not in _DIRECTIVES]
        if unknown:
            raise UsageError(
                f"--format: {unknown[0]!r} is no part of a date", f"There are: {' '.join(_DIRECTIVES)}."
            )
    elif spec not in allowed:
        raise UsageError(f"--format: {{{name}:{spec}}}: only dates take a format", "For example {date:%d %B %Y}.")


def _hint() -> str:
    return f"Write {{{{ }}}} [[ ]] for the characters themselves. Known styles: {', '.join(NAMED)}."


def _value(part: _Part, hit: Hit, rank: int) -> str:
    if not part.field:
        return part.text
    if part.field == "rank":
        return str(rank)
    if part.field == "date" and part.spec:
        published = hit.article.published
        return _DIRECTIVE.sub(lambda match: _DIRECTIVES[match[0]](published.when), part.spec) if published else ""
    value = printable(" ".join(_FIELDS[part.field](hit).split()))
    if part.spec == "tex":
        return _TEX.sub(
            lambda match: f"\\{match[0]}" if match[0] not in "\\^~" else f"\\char{ord(match[0])} ", value
        )
    return _NOT_KEY.sub("-", value).strip("-") if part.spec == "key" else value
