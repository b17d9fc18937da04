"""How phrases, and two words near each other, are followed from their rarest word on."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from searcher.execute.arrays import Docs
from searcher.execute.node import Where, Word
from searcher.execute.occurrences import (
    Occurrences,
    Pool,
    Selected,
    Window,
    alone,
    followed,
    followed_singly,
    in_a_row,
    joined,
    likely,
    occurrences,
    selected,
)
from searcher.execute.posting_list import TermPostings
from searcher.execute.repeated import AT_ONCE, found_by_halves, is_repeated

_HANDFUL: Final = 20
"""Those of up to so many postings are read one by one: calling NumPy would take longer."""
_ARMFUL: Final = 96
"""The same where all lists are made ready for that."""

_COUPLE: Final = 2
"""Signatures of so few documents are not looked at."""


class PhrasePlan(NamedTuple):
    """How a phrase is followed from its rarest word on. `windows`: how far behind that one each word may be.

    `same` is the number of the first word that is the same, for each.
    """

    words: list[Word]
    same: list[int]
    order: list[int]
    windows: list[list[Window]]
    exact: bool
    """Whether each has one place only where it may be."""
    signed: bool
    """Whether signatures are looked at."""
    lists: list[TermPostings]
    """The only list of each word, for documents that are looked into one by one; none where that does not do."""


def is_handful(plan: PhrasePlan, count: int) -> bool:
    """Whether so few documents are looked into one by one without more ado."""
    lists = plan.lists
    if not lists or count * len(lists) > _HANDFUL:
        return False
    return not plan.signed or count <= _COUPLE or None not in [postings.positions.stretch for postings in lists]


def found_singly(plan: PhrasePlan, where: list[Where], count: int) -> Docs:
    """In which of `count` documents the words stand as they should, looked into one by one."""
    at = [[*range(count)] if isinstance(known, slice) else known.tolist() for known in where]
    found = followed_singly(plan.lists, at, plan.windows, plan.order[0])
    return np.array([number for number, positions in enumerate(found) if positions], np.int64)


def lists_of(plan: PhrasePlan, field: str, docs: Docs, where: list[Where]) -> list[list[Selected | Pool]]:
    """The lists of each word in one field."""
    every = np.arange(len(docs))
    return [selected(word, field, docs, known, every) for word, known in zip(plan.words, where, strict=True)]


def followed_from(
    plan: PhrasePlan, lists: list[list[Selected | Pool]], count: int, *, sifted: bool = False
) -> Occurrences:
    """Occurrences of the rarest word that have the others where they should be.

    `lists` are those of each word in the same `count` documents.
    """
    _, same, (first, *others), windows, exact, signed, _ = plan
    if exact and is_repeated(same):
        return found_by_halves(lists, same, [own[0][0] for own in windows], count)
    numbers = np.arange(count)
    if single := alone(lists):
        if signed and not sifted and count > _COUPLE:
            numbers = likely(single, windows)
        else:
            for each in single:
                numbers = each.among(numbers).owners
        ready = all(each.postings.positions.stretch is not None for each in single)
        size = len(numbers) * len(single)
        if size <= (_ARMFUL if ready else _HANDFUL):
            single = [each.among(numbers) for each in single]
            at = [each.at.tolist() for each in single]
            kept = followed_singly([each.postings for each in single], at, windows, first)
            owners = single[first].owners.repeat([len(positions) for positions in kept])
            return Occurrences(
                owners, np.array([position for positions in kept for position in positions], np.int64)
            )
        if exact and ready and size <= AT_ONCE:
            return in_a_row([each.among(numbers) for each in single], [own[0][0] for own in windows], first)
    found = []
    for low in range(0, len(numbers), AT_ONCE):
        some = numbers[low : low + AT_ONCE]
        here = [[each.among(some) for each in own] for own in lists]
        places = occurrences(here[first])
        for i in others:
            if len(places.owners):
                places = places.compress(followed(places, here[i], windows[i]))
        found.append(places)
    return joined(found)
