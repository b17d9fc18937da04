"""Which names in an archive may be one person's? Pairs to look at, for `dateline aliases list`.

Two names are suspects when they sound alike once vowels and the letters that transcriptions differ in are gone
(`Gaddafi`, `Qadhafi`), or when one is the other with an initial, a short form or a middle name less.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.aliases import Aliases, key

_SOUNDS = (
    ("kh|gh|ck|q|c(?=[aouklrt])", "k"), ("ph", "f"),
    ("[dt]h|dj|tj", "d"),
    ("tch|tsch|cz|ch|sh|sch", "s"), ("x", "ks"), ("[wv]", "f"), ("y|j", "i"), ("z|c", "s"), ("g", "k"), ("t", "d"),
    ("b", "p"), (r"(?<=\w)[aeiouh]+", ""), (r"(\w)\1+", r"\1"),
)  # fmt: skip
_SHORT = {
    "bill": "william", "bob": "robert", "dick": "richard", "jim": "james", "jimmy": "james", "joe": "joseph",
    "mike": "michael", "tom": "thomas", "tony": "anthony", "ted": "edward", "dan": "daniel", "dave": "david",
    "steve": "stephen", "chris": "christopher", "al": "albert", "ron": "ronald", "ed": "edward", "ben": "benjamin",
    "sam": "samuel", "nick": "nicholas", "pat": "patrick", "rick": "richard", "rob": "robert",
    "sandy": "alexander",
    "jack": "john", "larry": "lawrence", "ken": "kenneth", "don": "donald", "greg": "gregory", "alex": "alexander",
}  # fmt: skip
_MOST_ALIKE = 60
"""Names with one surname beyond which comparing all pairs tells nothing."""


@dataclass(frozen=True, slots=True)
class Suspects:
    """Two names that may be one person's, the commoner first, and how often each occurs."""

    name: str
    count: int
    other: str
    other_count: int


def suspects(counts: Mapping[str, int], aliases: Aliases) -> list[Suspects]:
    """Pairs of people's names that may be one, those with most mentions of the rarer name first."""
    names = {counted.name: counted.count for counted in aliases.counted(counts)}
    by_surname: dict[str, list[str]] = defaultdict(list)
    for name in names:
        words = key(name).split()
        if len(words) > 1:
            by_surname[_sound(words[-1])].append(name)
    pairs = [
        Suspects(*_ordered(first, second, names))
        for group in by_surname.values()
        if len(group) <= _MOST_ALIKE
        for first, second in _pairs(group)
        if _alike(first, second)
    ]
    return sorted(pairs, key=lambda pair: (-pair.other_count, -pair.count, pair.name))


def _pairs(group: list[str]) -> Iterator[tuple[str, str]]:
    for i, first in enumerate(group):
        for second in group[i + 1 :]:
            yield first, second


def _ordered(first: str, second: str, names: Mapping[str, int]) -> tuple[str, int, str, int]:
    if (-names[first], first) > (-names[second], second):
        first, second = second, first
    return first, names[first], second, names[second]


@lru_cache(maxsize=1 << 16)  # each name is compared with many
def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = re.sub(pattern, sound, word)
    return word


def _alike(first: str, second: str) -> bool:
    one, two = key(first).split()[:-1], key(second).split()[:-1]
    if len(one) > len(two):
        one, two = two, one
    rest = iter(two)
    # Every given name of the shorter one is found in the longer one, in order.
    return all(any(_same_given(word, other) for other in rest) for word in one)


def _same_given(one: str, two: str) -> bool:
    if len(one) == 1 or len(two) == 1:
        return one[0] == two[0]
    if _SHORT.get(one, one) == _SHORT.get(two, two):
        return True
    # John and Jane sound alike here too: short names must say more.
    return _sound(one) == _sound(two) and (len(_sound(one)) > 2 or min(len(one), len(two)) > 4)
