"""Who is in the story? Mentions of people in one article → one name a person.

A shorter name belongs to the longer one that contains its words: `Brahimi` to `Lakhdar Brahimi`. Where several
do, to the one that was named last before it; where none was named before, to the first named after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.extract.names import Name, person


class Named(NamedTuple):
    """A stretch of an article's text that names somebody, in reading order; `number` is the caller's own."""

    written: str
    number: int


def resolve(found: Sequence[Named]) -> dict[int, tuple[str, int, int]]:
    """The canonical name of each mention, and the name's own offsets in what was written, by its number.

    Mentions of which nothing is left without titles are missing from the result.
    """
    names = [(named.number, name) for named in found if (name := person(named.written))]
    distinct: dict[tuple[str, ...], str] = {}
    for _, name in names:
        best = distinct.get(name.words)
        if best is None or (best.isupper() and not name.text.isupper()):
            distinct[name.words] = name.text
    if len(distinct) == 1 or all(len(words) == 1 for words in distinct):
        return {number: (distinct[name.words], name.start, name.end) for number, name in names}
    homes = {words: _containing(words, distinct) for words in distinct}
    result: dict[int, tuple[str, int, int]] = {}
    seen: list[tuple[str, ...]] = []
    for number, name in names:
        words = _choose(name, homes[name.words], seen)
        seen.append(words)
        result[number] = (distinct[words], name.start, name.end)
    return result


def _containing(words: tuple[str, ...], names: dict[tuple[str, ...], str]) -> list[tuple[str, ...]]:
    """Longer names that `words` may stand for: best those that end with them, then any that has them in a row."""
    count, size = len(words), sum(map(len, words))
    longer = [
        other
        for other in names
        if len(other) > count or (len(other) == count and count > 1 and sum(map(len, other)) > size)
    ]
    ending = [other for other in longer if other[-len(words) :] == words]
    if ending:
        return ending
    if len(words) == 1:
        return [other for other in longer if words[0] in other[:1] or words[0] in other[-2:]]
    return [other for other in longer if _same_person(words, other)]


def _same_person(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether all words of the short name stand in the long one in order, first initials counting as words."""
    rest = iter(long)
    return short[-1] == long[-1] and all(
        any(word == other or (len(word) == 1 and other.startswith(word)) for other in rest) for word in short
    )


def _choose(name: Name, homes: list[tuple[str, ...]], seen: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The name to count a mention under; follows `Clinton` → `Bill Clinton` → `William Clinton` only once."""
    if not homes:
        return name.words
    for earlier in reversed(seen):
        if earlier in homes:
            return earlier
    return max(homes, key=len) if len(homes) > 1 and _one_person(homes) else homes[0]


def _one_person(homes: list[tuple[str, ...]]) -> bool:
    longest = max(homes, key=len)
    return all(home == longest or _same_person(home, longest) for home in homes)
