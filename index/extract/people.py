"""Who is in the story? Mentions of people in one article → one name a person.

A shorter name belongs to the longer one that contains its words: `Brahimi` to `Lakhdar Brahimi`. Where several
do, to the one that was named last before it; where none was named before, to the first named after it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from functools import lru_cache
from typing import Final

from index.extract.features import everyday
from index.extract.names import PARTICLES, TITLES, person
from index.extract.spans import Span, in_order, overlap

Words = tuple[str, ...]

MOST_ALIKE: Final = 200
"""Of the names in an article that share a word so many are compared, the first ones."""

_QUOTES: Final = ('"', "“")
_OPENED: Final = (' "', " “")
_CLOSED: Final = ('" ', "” ")
_NICKNAME: Final = r" [\"“] ?[A-Z][\w .'’-]{0,24}[\"”] "
_NICKNAME_BEHIND: Final = re.compile(rf"{_NICKNAME}[A-Z][\w'’-]*")
_NICKNAME_BEFORE: Final = re.compile(rf"[A-Z][\w'’-]*{_NICKNAME}\Z")
_GIVEN_NAME_BEFORE: Final = re.compile(r"[A-Z][\w'’-]* [\"“]\Z")
_ATTACHED: Final = re.compile(r"\b([A-Z][\w'’-]*|the|an?) \Z")
_GOES_ON: Final = re.compile(r" [A-Z]")
_IN_WORDS: Final = re.compile(r"[\w'’-]")
_ENDS: Final = re.compile(r"(?![\w-]|['’](?!s\b))")
_SHORTEST_ALONE: Final = 4
_MOST_SURNAMES: Final = 100
"""Where more people are named in full, as in lists, the text is not searched for each."""
_BEFORE: Final = 60


_OFFICES: Final = frozenset(
    (
        "secretary-general", "secretary", "undersecretary", "under-secretary", "president", "vice-president",
        "premier", "chancellor", "minister", "governor", "mayor", "senator", "congressman", "congresswoman",
        "representative", "leader", "speaker", "chairman", "chairwoman", "director-general", "commissioner",
        "ambassador", "envoy", "mediator", "spokesman", "spokeswoman", "archbishop", "bishop", "cardinal",
        "ayatollah", "sheikh", "commander", "colonel", "admiral",
    )
)  # fmt: skip
"""What people are, and hardly ever a part of a body's name that has two words behind it."""
_LONGEST_NAME: Final = 5
_LONGEST_WHOLE: Final = 200
"""Characters of a name with nicknames in it; without a bound, a row of them would be copied again for each."""


def officials(bodies: Sequence[Span]) -> list[Span]:
    """Those who were taken for a part of the body they hold office in: `U.N. Secretary-General Ban Ki-moon`."""
    held = ((body, _behind_office(body.written)) for body in bodies if body.written.count(" ") > 2)
    return [Span(body.role, body.start + at, body.end, body.written[at:], body.text) for body, at in held if at]


@lru_cache(maxsize=1 << 14)
def _behind_office(written: str) -> int:
    """Where the name behind an office begins in what was taken for a body; 0 where there is none."""
    words = written.split(" ")
    bare = [word.lower() for word in words]
    for i in range(len(words) - 3, 0, -1):
        if bare[i] in _OFFICES or (bare[i] == "general" and bare[i - 1] in _OFFICES):
            name = words[i + 1 :]
            named = all(word[:1].isupper() or word in PARTICLES for word in name) and person(" ".join(name))
            return len(" ".join(words[: i + 1])) + 1 if named and len(name) <= _LONGEST_NAME else 0
    return 0


def whole(spans: list[Span]) -> list[Span]:
    """Spans in reading order, with a nickname and what stands around it in one: `Joaquin “El Chapo” Guzman`."""
    beside = [
        i
        for i, (_, start, end, written, text) in enumerate(spans)
        if text.startswith(_OPENED, end) or text.endswith(_CLOSED, 0, start) or '" ' in written
    ]
    if not beside:
        return spans
    found = spans[: beside[0]]
    reached = 0  # by a nickname of the span before
    for span in spans[beside[0] :]:
        start, end = _with_nickname(span)
        if reached and overlap(found[-1], span) and end - found[-1].start <= _LONGEST_WHOLE:
            last = found.pop()
            start, end = last.start, max(last.end, end)
        reached = end - span.end
        same = start == span.start and not reached
        found.append(span if same else Span(span.role, start, end, span.text[start:end], span.text))
    return found


def _with_nickname(span: Span) -> tuple[int, int]:
    """Where a name begins and ends with the nickname beside or in it, and what is on the other side of that."""
    text, start, end = span.text, span.start, span.end
    if text.startswith(_OPENED, end):
        behind = _NICKNAME_BEHIND.match(text, end)
        return start, behind.end() if behind else end
    if text.endswith(_CLOSED, 0, start):
        before = _NICKNAME_BEFORE.search(text[max(0, start - _BEFORE) : start])
        return (start - len(before.group()) if before else start), end
    opened = start + (text[start] in _QUOTES)
    if '" ' in span.written and (before := _GIVEN_NAME_BEFORE.search(text[max(0, start - _BEFORE) : opened])):
        return opened - len(before.group()), end
    return start, end


def named_again(
    persons: list[Span], places: Sequence[Span], others: Sequence[Span], firms: Set[str], body: str
) -> list[Span]:
    """People, with those places in the body where the surname of one named in full stands and was not found.

    Places keep theirs, and so do `others`, which are neither, where they are several words; `firms` is what those
    of the article are called.
    """
    surnames = {span.written.rpartition(" ")[2] for span in persons if " " in span.written} - firms
    if not 0 < len(surnames) <= _MOST_SURNAMES:
        return persons
    long = [span for span in others if " " in span.written]
    known = [span for span in (*persons, *places, *long) if span.role == "body"]
    found = "\n".join([span.written for span in known])
    missed = [name for name in surnames if body.count(name) > found.count(name) and _tells(name)]
    if not missed:
        return persons
    taken = sorted([(span.start, span.end) for span in known])
    spans = [Span("body", at, at + len(name), name, body) for name in missed for at in _standing(name, body)]
    fresh = [span for span in spans if not _is_taken(taken, span) and _is_alone(span)]
    return in_order([*persons, *fresh]) if fresh else persons


def _standing(name: str, body: str) -> Iterator[int]:
    """Where a name stands as a word."""
    at = body.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and _IN_WORDS.match(body, at - 1)) and _ENDS.match(body, end):
            yield at
        at = body.find(name, end)


def _is_taken(taken: Sequence[tuple[int, int]], span: Span) -> bool:
    """Whether a span shares a character with one of these stretches, which are in order and apart."""
    before = bisect_left(taken, (span.end,)) - 1
    return before >= 0 and taken[before][1] > span.start


@lru_cache(maxsize=1 << 14)
def _tells(surname: str) -> bool:
    """Whether a surname alone says who is meant."""
    return len(surname) >= _SHORTEST_ALONE and surname.isalpha() and surname.istitle() and not everyday(surname)


def _is_alone(span: Span) -> bool:
    """Whether no word beside a name may belong to it."""
    before = _ATTACHED.search(span.text, max(0, span.start - _BEFORE), span.start)
    stands_apart = before is None or before.group(1).lower() in TITLES
    return stands_apart and not _GOES_ON.match(span.text, span.end)


def resolve(written: Sequence[str]) -> list[tuple[str, int, int] | None]:
    """The canonical name of each stretch of text that names somebody, and the name's own offsets in that stretch.

    The stretches are given in reading order. None stands for those of which nothing is left without titles.
    """
    names = list(map(person, written))
    distinct: dict[Words, str] = {}
    for name in names:
        if name:
            best = distinct.get(name.words)
            if best is None or (best.isupper() and not name.text.isupper()):
                distinct[name.words] = name.text
    homes = _homes(distinct)
    if not homes:
        return [name and (distinct[name.words], name.start, name.end) for name in names]
    seen: dict[Words, int] = {}
    found: list[tuple[str, int, int] | None] = []
    for number, name in enumerate(names):
        if name is None:
            found.append(None)
            continue
        words = name.words
        if words in homes:
            words = _choose(homes[words], seen)
        seen[words] = number
        found.append((distinct[words], name.start, name.end))
    return found


def _homes(names: Collection[Words]) -> dict[Words, list[Words]]:
    """The longer names that each may stand for, if any: those that end with it, or else those that contain it."""
    longer = [name for name in names if len(name) > 1]
    if not longer or len(names) == 1:
        return {}
    by_last: defaultdict[str, list[Words]] = defaultdict(list)
    for name in longer:
        _share(by_last[name[-1]], name)
    alone = {name[0] for name in names if len(name) == 1}.difference(by_last)
    by_part: defaultdict[str, list[Words]] = defaultdict(list)
    for name in longer if alone else ():
        for part in alone.intersection((name[0], name[-2])):
            _share(by_part[part], name)
    homes = {}
    for name in names:
        alike = by_last.get(name[-1])
        if len(name) == 1:
            found = alike or by_part.get(name[0])
        else:
            found = _containing(name, alike) if alike and len(alike) > 1 else None
        if found:
            homes[name] = found
    return homes


def _share(sharing: list[Words], name: Words) -> None:
    if len(sharing) < MOST_ALIKE:
        sharing.append(name)


def _containing(words: Words, others: list[Words]) -> list[Words]:
    """The longer ones among others that end with the same word."""
    count, size = len(words), sum(map(len, words))
    longer = [
        other for other in others if len(other) > count or (len(other) == count and sum(map(len, other)) > size)
    ]
    ending = [other for other in longer if other[-count:] == words]
    return ending or [other for other in longer if _same_person(words, other)]


def _same_person(short: Words, long: Words) -> bool:
    """Whether all words of the short name stand in the long one in order, first initials counting as words."""
    rest = iter(long)
    return short[-1] == long[-1] and all(
        any(word == other or (len(word) == 1 and other.startswith(word)) for other in rest) for word in short
    )


def _choose(homes: list[Words], seen: dict[Words, int]) -> Words:
    """The home that a mention counts for; follows `Clinton` → `Bill Clinton` → `William Clinton` only once.

    `seen` tells when each name was counted last.
    """
    if len(homes) == 1:
        return homes[0]
    latest = max(homes, key=lambda home: seen.get(home, -1))
    if latest in seen:
        return latest
    return max(homes, key=len) if _one_person(homes) else homes[0]


def _one_person(homes: list[Words]) -> bool:
    longest = max(homes, key=len)
    return all(home == longest or _same_person(home, longest) for home in homes)
