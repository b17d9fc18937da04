"""Where parts meet in one document, plainly, a place at a time: in a row, or near each other.

A choice is one place for each of some parts, none of which overlap. Going through the places in order, all that
counts of a choice is which parts it has and how few words it leaves out (dynamic programming over sets of parts).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush, nlargest
from itertools import accumulate
from operator import mul
from typing import Final, NamedTuple

Interval = tuple[int, int]
"""The first and the last word of an occurrence."""

MOST_CHOICES: Final = 64
"""So many choices are followed at a time, those of most parts first: all there can be of six parts.

Only a text made for it has more that are near enough; without a limit they would double with each part.
"""


def rows(parts: Sequence[Iterable[Interval]], gaps: Sequence[int]) -> list[Interval]:
    """Where parts with these places stand in a row, `gaps[i]` words of any kind before each: ascending."""
    found = {(first - gaps[0], last) for first, last in parts[0] if first >= gaps[0]}
    for places, gap in zip(parts[1:], gaps[1:], strict=True):
        ends = defaultdict(list)
        for first, last in places:
            ends[first - gap - 1].append(last)
        found = {(first, end) for first, last in found for end in ends.get(last, ())}
    return sorted(found)


def in_order(parts: Sequence[Iterable[Interval]], gaps: Sequence[int], slop: int) -> bool:
    """Whether such parts stand one after the other, with at most `slop` further words among them."""
    places = [
        (first - gap, last, number)
        for number, (own, gap) in enumerate(zip(parts, gaps, strict=True))
        for first, last in own
        if number or first >= gap
    ]
    return _Choices([1] * len(parts), slop, ordered=True).complete(places)


def in_any_order(parts: Sequence[Iterable[Interval]], times: Sequence[int], slop: int) -> bool:
    """Whether different parts stand near each other, with at most `slop` words among them that belong to none.

    `times` is how many places each must have, of which none may overlap.
    """
    places = [(first, last, number) for number, own in enumerate(parts) for first, last in own]
    return _Choices(times, slop, ordered=False).complete(places)


class _Chosen(NamedTuple):
    """What a choice has: how many places, and a number that tells of which parts."""

    places: int
    parts: int


class _Choices:
    """Choices that may become complete."""

    def __init__(self, times: Sequence[int], slop: int, *, ordered: bool) -> None:
        self._times = times
        self._slop = slop
        self._ordered = ordered
        self._digits = [*accumulate((most + 1 for most in times), mul, initial=1)]
        self._count = sum(times)

    def complete(self, places: Iterable[tuple[int, int, int]]) -> bool:
        """Whether some choice of places (first word, last word, part) has all parts."""
        reached: dict[_Chosen, int] = {}  # at which word it would have begun, did it leave no words out
        waiting: list[tuple[int, _Chosen, int]] = []  # the same, before the word where it ends
        for start, end, part in sorted(places):
            while waiting and waiting[0][0] < start:
                _, chosen, since = heappop(waiting)
                reached[chosen] = max(since, reached.get(chosen, since))
            reached = self._near(reached, start)
            for chosen, since in [(_Chosen(0, 0), start), *reached.items()]:
                if self._may_follow(chosen, part):
                    following = _Chosen(chosen.places + 1, chosen.parts + self._digits[part])
                    if following.places == self._count:
                        return True
                    heappush(waiting, (end, following, since + end - start + 1))
        return False

    def _near(self, reached: dict[_Chosen, int], start: int) -> dict[_Chosen, int]:
        """Those that a place from `start` on is near enough to."""
        least = start - self._slop
        near = {chosen: since for chosen, since in reached.items() if since >= least}
        return near if len(near) <= MOST_CHOICES else dict(nlargest(MOST_CHOICES, near.items()))

    def _may_follow(self, chosen: _Chosen, part: int) -> bool:
        """Whether a place of this part may be added."""
        if self._ordered:
            return chosen.places == part
        return chosen.parts // self._digits[part] % (self._times[part] + 1) < self._times[part]
