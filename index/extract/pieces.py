"""Cuts chunks into *pieces*, the words and marks that the tagger sees: `(U.N.` into `(` and `U.N.`.

A regular expression says how. Of most chunks, which are words, hyphens and the like within them, and marks around
them, arrays over the bytes of many say the same.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.chunks import END, Indexes

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_ABBREVIATIONS: Final = (
    "Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Maj|Cpl|Cmdr|Adm|Brig|Jr|Sr|Prof|Rev|Fr|Hon|Messrs|Mme|Mlle"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Corp|Co|Ltd|Bros|No|vs|Ft|Mt|Pte|Pvt|Insp|Supt|Ph\\.D|Pres"
)
_PIECE: Final = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}(?:-\w+)?|(?:{_ABBREVIATIONS})\.(?!\w)|[A-ZÀ-Þ]\.(?=$)"
    r"|['’](?:s|S|re|ve|ll|d|m|t)\b|[^\W_]+(?:(?![’'][sS]\b)[-‐‑'’.,&/·+@\u0300-\u036f]+[^\W_]+)*|--+|\.\.+|\S"
)
_PART: Final = re.compile(r"\S+")
_LONGEST: Final = 200
"""Characters of a chunk that are analysed; what follows in a longer one is no name."""

_KIND: Final = np.zeros(256, np.uint8)
_DIGIT, _LOWER, _UPPER = 1, 2, 3
_KIND[ord("0") : ord("9") + 1] = _DIGIT
_KIND[ord("a") : ord("z") + 1] = _LOWER
_KIND[ord("A") : ord("Z") + 1] = _UPPER
_IS_JOINT: Final = np.isin(np.arange(256), list(b"-'.,&/+@"))
_IS_ODD: Final = np.isin(np.arange(256), [*range(ord(" ")), ord("_"), *range(128, END[0])])
_IS_S: Final = np.isin(np.arange(256), list(b"sS"))
_APOSTROPHE, _POINT = b"'."
_ABBREVIATED: Final = frozenset(word.encode() for word in _ABBREVIATIONS.split("|"))
_LONGEST_ABBREVIATION: Final = max(map(len, _ABBREVIATED))


def pieces(chunk: str) -> list[tuple[str, int, int]]:
    """The pieces of a chunk, each with its start and end in it."""
    return [
        (match.group(), match.start(), match.end())
        for part in _PART.finditer(chunk)
        for match in _PIECE.finditer(chunk, part.start(), min(part.end(), part.start() + _LONGEST))
    ]


class Plain(NamedTuple):
    """The pieces of many chunks: of each the number of its chunk, and its bytes [start, end).

    Of `odd` chunks nothing is told.
    """

    chunk: Indexes
    start: Indexes
    end: Indexes
    odd: Indexes


class _Joints(NamedTuple):
    """Where marks stand that can join two words.

    `glue` does; a `possessive` and its s are a piece by itself; `points` end a word that may be shortened; what
    there is to `odd` ones, the regular expression knows.
    """

    glue: Indexes
    possessive: Indexes
    points: Indexes
    odd: Indexes


def plain_pieces(data: bytes) -> Plain:
    """What `pieces` makes of the chunks in `data`, each with END behind it, where that is plain to see."""
    array = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(array == END[0])
    kind = _KIND[array]
    joints = _joints(array, kind)
    in_word = kind > 0
    in_word[joints.glue] = True
    in_word[joints.possessive + 1] = False
    begins = array != END[0]
    begins[1:] &= ~(in_word[1:] & in_word[:-1])
    begins[joints.possessive + 1] = False
    start = np.flatnonzero(begins)
    end = start + 1
    end[in_word[start]] = np.flatnonzero(in_word & ~np.append(in_word[1:], False)) + 1
    end[np.searchsorted(start, joints.possessive)] += 1
    word = np.searchsorted(start, joints.points) - 1  # before each point
    shortened = (
        (end[word] - start[word] == 1) & (kind[start[word]] == _UPPER) & (array[joints.points + 1] == END[0])
    )
    for i in np.flatnonzero(end[word] - start[word] <= _LONGEST_ABBREVIATION).tolist():
        shortened[i] |= data[start[word[i]] : end[word[i]]] in _ABBREVIATED
    odd = np.diff(ends, prepend=-1) > _LONGEST
    for places in joints.odd, joints.points[shortened], np.flatnonzero(_IS_ODD[array]):
        odd[np.searchsorted(ends, places)] = True
    chunk = np.searchsorted(ends, start)
    plain = ~odd[chunk]
    return Plain(chunk[plain], start[plain], end[plain], np.flatnonzero(odd))


def _joints(array: Bytes, kind: Bytes) -> _Joints:
    """What can join two words, by what it does."""
    at = np.flatnonzero(_IS_JOINT[array])
    mark, before, after = array[at], kind[at - 1], kind[at + 1]
    apostrophe = mark == _APOSTROPHE
    point = (mark == _POINT) & (before > _DIGIT)
    inside = (before > 0) & (after > 0)
    third, fourth = (at + 2).clip(max=len(array) - 1), (at + 3).clip(max=len(array) - 1)
    possessive = inside & apostrophe & _IS_S[array[at + 1]] & (kind[third] == 0)
    odd = _IS_JOINT[array[at + 1]] | (point & inside) | (apostrophe & (before == 0) & (after > 0))
    odd |= possessive & _IS_JOINT[array[third]] & (kind[fourth] > 0)
    return _Joints(at[inside & ~possessive], at[possessive], at[point & ~inside], at[odd])
