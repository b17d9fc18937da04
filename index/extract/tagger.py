"""Finds the names of people and places in words: a small net over a window of seven, then Viterbi.

Every type is projected once for each place it may take in the window (see `projections`). What is left to do for
a word is to add seven projections, cut off negatives and multiply by a small matrix, and only in capitalised runs:
all other words are no names. Labels are those of `LABELS`; the best sequence is found for all runs at once.

The weights (`data/tagger.npz`) are made by scripts/train_entities:

    rows        int8 [FIXED + HASHED, D]    row_scale float32 [D], row_bias float32 [D]
    window      float16 [7, D, H]           hidden_bias float32 [H]
    labels      float32 [H, 9]              label_bias float32 [9]
    moves       float32 [10, 9]             score of label j after label i; row 9 is the beginning of a run
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from operator import ne
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.extract.gazetteer import DATA
from index.extract.projections import LIMIT, SCALE, WINDOW, Projections

LABELS: Final = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")

JOINERS: Final = frozenset(
    (
        "of", "the", "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "bin",
        "ibn",
        "ben", "bint", "ould", "van", "von", "der", "den", "ter", "ten", "and", "&", "y", "e", "'s", "-", "for",
        "in",
        "on", "as", "ul", "ur",
    )
)  # fmt: skip
"""Words in lower case that may stand inside a name."""

_OPENERS = """
    a about additionally after all almost along also although among an and another any apart approximately
    around as at based because before being besides between both but by certain consequently currently
    depending despite due during each eventually every finally first following for four further generally
    having he hence her here his however i if in indeed initially instead it its just later like likewise
    many meanwhile more moreover much my nevertheless no nonetheless not now of often on once one only
    originally other others over perhaps several she shortly similarly since some sometimes soon such that
    the their then there therefore these they this those though three through throughout thus to today
    together two under until upon using various we what when where while with within yet you
"""
OPENERS: Final = frozenset(map(str.capitalize, _OPENERS.split()))
"""Words that often begin a sentence. With no word beside them that may be in a name, they are in none."""

_MOST_JOINERS: Final = 2
AGREEMENT: Final = 0.5
"""How much the other places of a word in its article count; 1 is as much as its own."""
LONGEST_RUN: Final = 1000
"""A run of words that may be in names is cut where it is longer than this."""
_TOGETHER: Final = 500
"""Words that are worked on at a time: what they need stays in the processor's cache."""

Floats = NDArray[np.float32]


class Found(NamedTuple):
    """Spans of words `[first, last)`, ascending; `kind` indexes `KINDS`."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    kind: NDArray[np.int64]


KINDS: Final = ("PER", "LOC", "ORG", "MISC")
_LIKE_PLACES: Final = slice(2, 4)
"""Places and organisations among `O` and the kinds."""


def capitalised(pieces: Sequence[str]) -> NDArray[np.int8]:
    """1 for each word that may be a name, 2 for one that may be inside of one, 3 for one beside others, else 0.

    >>> capitalised(["Homs", "of", "said", "iPhone", "Évian", "The"]).tolist()
    [1, 2, 0, 1, 1, 3]
    """
    count = len(pieces)
    flags = np.fromiter(map(ne, pieces, map(str.lower, pieces)), np.int8, count)
    for i in np.flatnonzero(~np.fromiter(map(str.isascii, pieces), bool, count)).tolist():
        flags[i] = any(map(str.isupper, pieces[i]))
    flags[np.fromiter(map(JOINERS.__contains__, pieces), bool, count)] = 2
    flags[np.fromiter(map(OPENERS.__contains__, pieces), bool, count)] = 3
    return flags


def candidates(flags: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which words may be in names, from `capitalised` of each: capitals, and joiners between them.

    >>> candidates(np.array([3, 0, 3, 1, 2, 2, 1, 2, 0], dtype=np.int8)).astype(int).tolist()
    [0, 0, 1, 1, 1, 1, 1, 0, 0]
    """
    opens = flags == 3
    mask: NDArray[np.bool_] = (flags == 1) | opens
    capital = np.flatnonzero(mask)
    joins = np.concatenate([[0], np.cumsum(flags == 2)])
    gap = np.diff(capital) - 1
    joined = (gap > 0) & (gap <= _MOST_JOINERS) & (joins[capital[1:]] - joins[capital[:-1] + 1] == gap)
    for step in range(1, _MOST_JOINERS + 1):
        mask[capital[:-1][joined & (gap >= step)] + step] = True
    around = np.concatenate([[False], mask, [False]])
    mask &= around[:-2] | around[2:] | ~opens
    return mask


class Tagger:
    """The net. `known` types grow with the lexicon that is given; one tagger belongs to one lexicon."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]]) -> None:
        self._projections = Projections(weights)
        bias = np.rint(weights["hidden_bias"].astype(np.float32) * SCALE)
        self._hidden_bias = np.clip(bias, -LIMIT, LIMIT).astype(np.int16)
        self._labels = weights["labels"].astype(np.float32) / SCALE
        self._label_bias = weights["label_bias"].astype(np.float32)
        self.moves = weights["moves"].astype(np.float32)
        self.forget()

    def forget(self) -> None:
        """Start with an empty lexicon."""
        self._projections.forget()
        self._flags = np.zeros(0, dtype=np.int8)
        # The first type that is the same word as one that may be in names, see `_plain`.
        self._same = np.zeros(0, dtype=np.int32)
        self._first: dict[str, int] = {}

    def learn(self, pieces: list[str]) -> None:
        """Take in the types that the lexicon has gained."""
        known = len(self._flags)
        if new := pieces[known:]:
            flags = capitalised(new)
            same = np.arange(known, len(pieces), dtype=np.int32)
            in_names = np.flatnonzero(flags)
            plain = [_plain(new[i]) for i in in_names.tolist()]
            same[in_names] = list(map(self._first.setdefault, plain, same[in_names].tolist()))
            self._flags = np.concatenate([self._flags, flags])
            self._same = np.concatenate([self._same, same])
            self._projections.learn(pieces)

    def scores(self, types: NDArray[np.int32], at: NDArray[np.int64], pieces: list[str]) -> Floats:
        """Scores of the labels at the words numbered `at`, float32 [9, len(at)]: a label's lie side by side."""
        rows, around = self._projections.around(types, at, pieces)
        result = np.empty((len(LABELS), len(at)), dtype=np.float32)
        sums, added = np.empty((2, _TOGETHER, rows.shape[1]), dtype=np.int16)
        hidden = np.empty(sums.shape, dtype=np.float32)
        for first in range(0, len(at), _TOGETHER):
            some = around[:, first : first + _TOGETHER]
            total, more, outcome = (array[: some.shape[1]] for array in (sums, added, hidden))
            # Not that any row lies outside: it is the mode in which nothing is copied twice.
            np.take(rows, some[0], axis=0, out=total, mode="clip")
            for place in range(1, WINDOW):
                total += np.take(rows, some[place], axis=0, out=more, mode="clip")
            np.add(total, self._hidden_bias, out=outcome)
            np.maximum(outcome, 0, out=outcome)
            result[:, first : first + _TOGETHER] = (outcome @ self._labels).T
        result += self._label_bias[:, None]
        return result

    def tag(self, types: NDArray[np.int32], pieces: list[str], article: NDArray[np.int64] | None = None) -> Found:
        """The names in a sequence of words with breaks in it; `article` tells which article each word is from."""
        self.learn(pieces)
        flags = self._flags.take(types, mode="clip")
        at = np.flatnonzero(candidates(flags))
        if not len(at):
            empty = np.zeros(0, dtype=np.int64)
            return Found(empty, empty, empty)
        scores = self.scores(types, at, pieces)
        if article is not None:
            agree(scores, article[at] * len(pieces) + self._same[types[at]])
        return trimmed(spans(viterbi(scores, at, self.moves), at), flags == 2)


def agree(scores: Floats, key: NDArray[np.int64]) -> None:
    """Move the scores of words with the same `key` (the same word of an article) towards each other, in place.

    A name mostly means the same throughout an article, and one of its places often shows what. Each word gains
    `AGREEMENT` times the mean log-probability that its other places give a kind. Places and organisations are one
    kind here: in the story of a match, Barcelona is the team and the town.
    """
    # Sorted with their places, which is faster than to sort their places by them.
    bits = len(key).bit_length()
    both = np.sort(key << bits | np.arange(len(key)))
    begins = np.flatnonzero(np.diff(both >> bits, prepend=-1))
    count = np.diff(begins, append=len(key))
    several = count > 1
    at = both[np.repeat(several, count)] & (1 << bits) - 1
    if not len(at):
        return
    count = count[several]
    own = scores.take(at, axis=1)
    odds = np.exp(own - own.max(axis=0))
    odds /= odds.sum(axis=0)
    kinds = np.concatenate([odds[:1], odds[1::2] + odds[2::2]])
    kinds[_LIKE_PLACES] = kinds[_LIKE_PLACES].sum(axis=0)
    logs = np.log(np.maximum(kinds, 1e-3))
    others = np.repeat(np.add.reduceat(logs, np.cumsum(count) - count, axis=1), count, axis=1) - logs
    gain = others * np.repeat(np.float32(AGREEMENT) / (count - 1).astype(np.float32), count)
    own[0] += gain[0]
    own[1::2] += gain[1:]
    own[2::2] += gain[1:]
    scores[:, at] = own


def _plain(piece: str) -> str:
    """What words of an article are compared by: a headline's `HOMS` is `Homs`, and `al-Assad` is `Assad`."""
    plain = piece.lower()
    return plain[3:] if plain[2:3] == "-" and plain[:2] in ("al", "el") else plain


def viterbi(scores: Floats, at: NDArray[np.int64], moves: Floats) -> NDArray[np.int64]:
    """The best label of each word, whose scores are a column; runs are stretches of consecutive `at`.

    All runs advance together. Longer ones than sentences have are cut, because each step takes as long for one run
    as for many.
    """
    follows = np.append(np.diff(at, prepend=-2) == 1, False)
    bounds = np.flatnonzero(~follows)
    for run in np.flatnonzero(np.diff(bounds) > LONGEST_RUN).tolist():
        follows[bounds[run] + LONGEST_RUN : bounds[run + 1] : LONGEST_RUN] = False
    first = ~follows[:-1]
    steps, now = [], np.flatnonzero(first)
    while len(now := now[follows[now + 1]] + 1):
        steps.append(now)
    best = scores + np.outer(moves[-1], first)
    for now in steps:
        before = best.take(now - 1, axis=1)
        reached = before[0] + moves[0][:, None]
        for label in range(1, len(before)):
            np.maximum(reached, before[label] + moves[label][:, None], out=reached)
        best[:, now] += reached
    labels = _highest(best)  # which counts where a run ends
    for now in reversed(steps):
        labels[now - 1] = _highest(best.take(now - 1, axis=1) + moves[:-1, labels[now]])
    return labels


def _highest(scores: Floats) -> NDArray[np.int64]:
    """The first label with the highest score, of each word."""
    highest: NDArray[np.int64] = (scores == scores.max(axis=0)).argmax(axis=0)  # faster than of the scores
    return highest


def spans(labels: NDArray[np.int64], at: NDArray[np.int64]) -> Found:
    """Spans of words from labels in the order of `LABELS`."""
    inside = labels > 0
    kind = (labels - 1) // 2
    follows = np.diff(at, prepend=-2) == 1
    same = np.concatenate([[False], (kind[1:] == kind[:-1]) & inside[:-1]])
    begins = inside & ((labels % 2 == 1) | ~follows | ~same)
    ends = inside & np.concatenate([begins[1:] | ~inside[1:] | ~follows[1:], [True]])
    first, last = np.flatnonzero(begins), np.flatnonzero(ends)
    return Found(at[first], at[last] + 1, kind[first])


def trimmed(found: Found, joins: NDArray[np.bool_]) -> Found:
    """The names without joiners at their ends: `Bosnia on` is Bosnia. `joins` says of every word if it is one."""
    first, last, kind = found
    for _ in range(_MOST_JOINERS):
        last = last - joins[last - 1]
    named = first < last
    return Found(first[named], last[named], kind[named])


@cache
def weights() -> Mapping[str, NDArray[np.generic]]:
    """The weights that ship with the package."""
    with np.load(DATA / "tagger.npz", allow_pickle=False) as file:
        return dict(file)
