"""What stands around a name in its text, and whether it says that the name is a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Final

from index.article import Place
from index.extract.places import SMALL, candidates, expand, is_only_spelled_so
from index.extract.spans import Span, in_order, is_set_off

_SORTS: Final = frozenset(
    (
        "province", "provinces", "district", "districts", "state", "region", "county", "township", "prefecture",
        "governorate", "municipality", "village", "villages", "town", "city", "suburb", "neighborhood",
        "neighbourhood", "quarter", "valley", "mountain", "mountains", "hills", "highlands", "heights", "river",
        "lake", "island", "islands", "peninsula", "coast", "beach", "desert", "forest", "delta", "airport", "port",
        "border", "crossing", "area", "market", "refugee",
    )
)  # fmt: skip
_SORTS_IN_NAMES: Final = frozenset(
    (
        "Island", "Islands", "River", "Lake", "Ocean", "Sea", "Gulf", "Bay", "Strait", "Straits", "Canal", "Falls",
        "Mountains", "Valley", "Hills", "Heights", "Highlands", "Peninsula", "Coast", "Beach", "Desert", "Delta",
        "Atoll", "Province", "District", "County", "Township", "Region", "Square", "Street", "Avenue", "Mount",
        "Mt.", "Cape", "Fort", "Stadium", "Airport", "Forest", "Harbour", "Harbor", "Park", "Bridge", "Road",
        "Plaza", "Avenida", "Wadi", "Shoal",
    )
)  # fmt: skip
_OF_PLACES: Final = _SORTS | frozenset(
    (
        "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "outside", "side",
        "outskirts", "suburbs", "part", "parts", "centre", "center", "heart", "edge", "streets", "shores",
        "slopes", "top", "foot", "mouth", "bank", "banks", "kilometers", "kilometres", "km", "kms", "miles",
        "people", "residents", "inhabitants", "populace", "community", "communities", "cities", "ports",
        "settlement", "hamlet", "capital", "hub", "resort", "base", "stronghold", "enclave", "republic",
        "kingdom", "sultanate", "emirate", "king", "queen", "prince", "duke", "mayor", "governor", "bishop",
        "archbishop", "siege", "battle", "fall", "capture", "bombing",
    )
)  # fmt: skip
_BEFORE_ELSE: Final = ("U.S. ", "U.K. ", "U.S.S.R. ")
"""Countries whose names hardly ever begin that of another place, but often stand before a word in capitals."""
_SORT: Final = re.compile(r"\s+([a-z]{4,})\b")
_BEHIND_TOWN: Final = (
    r"(?:\s*,[^\n.(]{1,30}?)?\s+(?:\(\s?[A-Z][A-Za-z/ ]+\)\s*)?(?:--?|[–—]|:|\d{4}-\d\d-\d\d)(?=\s)"
)
_FILING: Final = re.compile(_BEHIND_TOWN)
_FILED: Final = re.compile(rf"(?m)^([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){{0,3}}){_BEHIND_TOWN}")
_BEGUN: Final = re.compile(
    r"([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
    r"(?:, [A-Z][a-z]{1,4}\.|, [A-Z][a-z]+(?: [A-Z][a-z]+)?)? [–—] (?=[\"“‘]?[A-Z])"
)
"""A town that need not be in capitals, where a story begins with it and goes on with a sentence behind a dash."""
_FILED_WITHIN: Final = 400


_BEFORE_PLACES: Final = frozenset(
    (
        "in", "near", "at", "from", "outside", "around", "to", "toward", "towards", "across", "through", "into",
        "off", "over", "between", "and", "north", "south", "east", "west", "northern", "southern", "eastern",
        "western", "town", "village", "city", "district", "island", "province", "on", "under", "took", "seized",
        "captured", "recaptured", "entered", "reached", "left", "hold", "holds", "held", "bombed", "shelled",
        "stormed", "struck", "hit", "shook", "visited", "toured",
    )
)  # fmt: skip
"""What stands before a place, for names that the gazetteer does not have."""
_MARK: Final = re.compile(r"\W")
_IN_A_ROW: Final = frozenset((",", "and", "or", ", and", ", or"))
"""What stands between names of one kind."""
_ROW_WIDTH: Final = len(" , and ")
_COMMA: Final = re.compile(r",[ \n]*([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)?)")
_ERAS: Final = ("BC", "AD", "BCE", "CE")
_DATED: Final = re.compile(r"(?:\d(?:s|st|nd|rd|th)?|\b(?:century|centuries|millennium|millennia|years?))[\s)]*\Z")
_LONGEST_STATE: Final = len("Calif.")
_BEFORE: Final = 30
_BEHIND: Final = 60
"""Characters around a name that are looked at."""


def filed_at(body: str) -> tuple[int, int] | None:
    r"""Where a town stands that a dispatch begins with, if the gazetteer has it.

    >>> filed_at("Talks fail .\n\nRIYADH , Saudi Arabia 1996-08-30\n"), filed_at("SOCCER - Results .")
    ((14, 20), None)
    """
    begun = _BEGUN.match(body)
    for match in chain([begun] if begun else (), _FILED.finditer(body, 0, _FILED_WITHIN)):
        if any(entry.kind != "city" or entry.population >= SMALL for entry in candidates(match.group(1))):
            return match.span(1)
    return None


def of_country(span: Span) -> Span:
    """The country's name alone in `U.S. Dollars`, but not in `U.S. Gulf Coast`; any other name as it is."""
    if not span.written.startswith(_BEFORE_ELSE):
        return span
    country, _, rest = span.written.partition(" ")
    if rest.rpartition(" ")[2] in _SORTS_IN_NAMES or candidates(span.written):
        return span
    return Span(span.role, span.start, span.start + len(country), country, span.text)


def following(span: Span) -> str:
    """The name that stands behind a name and a comma, if there is one."""
    after = _COMMA.match(span.text, span.end) if span.text.startswith(",", span.end) else None
    return after.group(1) if after else ""


def with_states(persons: list[Span], locations: list[Span]) -> tuple[list[Span], list[Span]]:
    """People and places, when `Mo` in `Ferguson, Mo.` was taken for a person, as Ferguson may have been too."""
    states = {
        (span.role, span.start)
        for span in persons
        if len(span.written) <= _LONGEST_STATE
        and span.text[span.start - 2 : span.start] == ", "
        and expand(span.written) != span.written
    }
    if not states:
        return persons, locations
    stay: list[Span] = []
    moved: list[Span] = []
    for span in persons:
        is_state_or_town = (span.role, span.start) in states or (span.role, span.end + 2) in states
        (moved if is_state_or_town else stay).append(span)
    return stay, in_order([*locations, *moved])


def is_short_for_else(span: Span) -> bool:
    """Whether what looks like a place's name in capitals is short for something else here.

    It is the sign of a share (`<UK>`), an era (`480 BC`), or an acronym that only happens to be spelled as a town
    is (`the ICO`, which is not Icó), and not where a dispatch was filed.
    """
    before = span.text[max(0, span.start - _BEFORE) : span.start]
    if before.endswith("<"):
        return True
    if span.written in _ERAS and _DATED.search(before):
        return True
    is_filed = (not before or before[-1] == "\n") and (
        span.text.startswith(",", span.end) or _FILING.match(span.text, span.end, span.end + _BEHIND) is not None
    )
    return not is_filed and is_only_spelled_so(span.written) and is_set_off(span)


def is_where(span: Span) -> bool:
    """Whether the words around a name, or in it, say that it is a place."""
    if _is_sort(span):
        return True
    before = span.text[max(0, span.start - _BEFORE) : span.start]
    if (not before or before[-1] == "\n") and _FILING.match(span.text, span.end, span.end + _BEHIND):
        return True  # `NUKUS, April 3 - Police …` begins a paragraph
    if span.written.isupper() and before.rstrip()[-1:].islower():
        return False  # `in NASCAR`, but `FLOODS IN ZHARI`
    words = before.lower().replace(",", " ").rsplit(maxsplit=3)
    if words and words[-1] == "the":
        del words[-1]
    if words and words[-1] == "of":
        return _is_among(words[-2:-1], _OF_PLACES)  # the outskirts of Zhari, not the sale of it
    return _is_among(words[-1:], _BEFORE_PLACES)


def _is_among(words: list[str], listed: frozenset[str]) -> bool:
    """Whether the word, if there is one, is listed, or what follows the last mark in it."""
    return any(word in listed or (not word.isalnum() and _MARK.split(word)[-1] in listed) for word in words)


def _is_sort(span: Span) -> bool:
    """Whether a name itself or what stands behind it says what sort of place it is: `Zhari district`."""
    words = span.written.split()
    if len(words) > 1 and (words[0] in _SORTS_IN_NAMES or words[-1] in _SORTS_IN_NAMES):
        return True
    sort = _SORT.match(span.text, span.end, span.end + _BEHIND)
    return sort is not None and sort.group(1) in _SORTS


def doubted(spans: Sequence[Span], found: Sequence[Place], unknown: set[str]) -> set[str]:
    """Those of the unknown names that the text nowhere says are places, nor puts in a row with one.

    `found` are the places that the spans are taken for, and `unknown` those names that the gazetteer lacks.
    """
    doubts = unknown.copy()
    seen = 0
    for i, place in enumerate(found):
        if i < seen or place.name not in doubts:
            continue
        first, seen = i, i + 1
        while first and _adjoin(spans[first - 1], spans[first]):
            first -= 1
        while seen < len(spans) and _adjoin(spans[seen - 1], spans[seen]):
            seen += 1
        names = [place.name for place in found[first:seen]]
        if not unknown.issuperset(names) or any(map(_is_told_of, spans[first:seen])):
            doubts.difference_update(names)
    return doubts


def _is_told_of(span: Span) -> bool:
    """Whether the words around a name, or a known place behind it, say that it is a place."""
    return is_where(span) or ((behind := following(span)) != "" and bool(candidates(behind)))


def _adjoin(first: Span, second: Span) -> bool:
    """Whether two names stand in one row: `Homs, Hama and Idlib`."""
    if second.start - first.end > _ROW_WIDTH or first.role != second.role:
        return False
    return first.text[first.end : second.start].strip() in _IN_A_ROW
