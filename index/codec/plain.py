"""What `index.text.analyse` makes of ASCII chunks, of many at once.

All follows from the *runs* of letters and digits and from what stands between two of them: a hyphen, one of the
marks `'.,&` by itself, or anything else, which keeps them apart. Runs make *words* (`1,300`, `U.N.`, `O'Brien`),
and words with hyphens between them make compounds.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.chunks import END, Indexes
from index.codec.positions import ranges
from index.text import MAX_COMPOUND_PARTS

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_DIGIT, _LOWER, _UPPER = 1, 2, 3
_KIND: Final = np.zeros(256, np.uint8)
_KIND[ord("0") : ord("9") + 1] = _DIGIT
_KIND[ord("a") : ord("z") + 1] = _LOWER
_KIND[ord("A") : ord("Z") + 1] = _UPPER
_HYPHEN, _APOSTROPHE, _POINT, _COMMA, _AND = b"-'.,&"
_APART: Final = 0
_IS_MARK: Final = np.isin(np.arange(256), list(b"-'.,&"))


class Tokens(NamedTuple):
    """Tokens of strings, in no order.

    Of each the number of its string, the position in it (`offset`), its term letters[start:end], whether it is a
    plain word (`is_word`), and if so whether it is written `capitalised` or in `lower` case.
    """

    letters: bytes
    string: Indexes
    offset: Indexes
    start: Indexes
    end: Indexes
    is_word: Bools
    capitalised: Bools
    lower: Bools


class _Runs(NamedTuple):
    """Runs: the bytes [start, end) of each, the string it is in, and the mark before it (_APART for the first)."""

    start: Indexes
    end: Indexes
    string: Indexes
    mark: Bytes


def analyse(array: Bytes, left_out: Bools) -> Tokens:
    """The tokens of the strings in `array`, each with END behind it, but for those `left_out`."""
    kind: Bytes = np.frombuffer(bytearray(array).translate(_KIND.tobytes()), np.uint8)
    closes = np.flatnonzero(array == END[0])
    if left_out.any():
        kind[np.repeat(left_out, np.diff(closes, prepend=-1))] = 0
    runs = _runs(array, kind, closes)
    first, last, kept = _words(array, kind, runs)
    before = np.zeros(len(kept) + 1, np.intp)
    np.cumsum(kept, out=before[1:])
    begin, end = _compounds(runs, first)
    start, stop = runs.start[first[begin]], runs.end[last[end]]
    some = _count_few((kind == _DIGIT) & kept, start, stop) < before[stop] - before[start]  # not only digits
    tail = np.flatnonzero((runs.mark[last] == _APOSTROPHE) & (last > first) & (runs.end - runs.start > 2)[last])
    word = np.concatenate([np.arange(len(first)), begin[some], tail])
    start = np.concatenate([runs.start[first], start[some], runs.start[last[tail]]])
    stop = np.concatenate([runs.end[last], stop[some], runs.end[last[tail]]])
    string = runs.string[first]
    starts_string = np.flatnonzero(np.diff(string, prepend=-1))
    offset = np.arange(len(first)) - np.repeat(starts_string, np.diff(starts_string, append=len(first)))
    is_word = np.arange(len(word)) < len(first)
    has_lower = is_word & (_count(kind == _LOWER, start, stop) > 0)
    return Tokens(
        array[kept].tobytes().lower(),
        string[word],
        offset[word],
        before[start],
        before[stop],
        is_word,
        has_lower & (kind[start] == _UPPER),
        has_lower & (_count(kind == _UPPER, start, stop) == 0),
    )


def _words(array: Bytes, kind: Bytes, runs: _Runs) -> tuple[Indexes, Indexes, Bools]:
    """The first and the last run of each word, and which bytes are part of a term."""
    is_one, points = _written_as_one(kind, runs)
    begins = (runs.mark == _APART) | (runs.mark == _HYPHEN) | ((runs.mark != _APOSTROPHE) & ~is_one)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(begins))[: len(first)] - 1
    possessive = (last > first) & (runs.mark[last] == _APOSTROPHE) & ((runs.end - runs.start)[last] == 1)
    possessive &= array[runs.start[last]] | 0x20 == ord("s")
    kept = kind > 0
    kept[runs.start[last[possessive]]] = False
    kept[points] = True
    return first, last - possessive, kept


def _compounds(runs: _Runs, first: Indexes) -> tuple[Indexes, Indexes]:
    """The first and the last word of each compound that is also a term as a whole."""
    marks = runs.mark[first]
    begin = np.flatnonzero(marks == _APART)
    if not len(begin):
        return begin, begin
    parts = np.diff(begin, append=len(first))
    some = (parts <= MAX_COMPOUND_PARTS) & np.logical_or.reduceat(marks == _HYPHEN, begin)
    return begin[some], (begin + parts - 1)[some]


def _runs(array: Bytes, kind: Bytes, closes: Indexes) -> _Runs:
    """The runs in strings that end where `closes` tells."""
    turns = np.flatnonzero(np.diff(kind > 0, prepend=False))
    start, end = turns[::2], turns[1::2]
    string = np.searchsorted(closes, start)
    between = start[1:] - end[:-1]
    mark = np.full(len(start), _APART, np.uint8)
    last = array[start[1:] - 1]
    stands_alone = (between == 1) & _IS_MARK[last]
    after_point = (between == 2) & (last == _HYPHEN) & (array[end[:-1]] == _POINT)
    mark[1:] = np.where((string[1:] == string[:-1]) & (stands_alone | after_point), last, _APART)
    return _Runs(start, end, string, mark)


def _written_as_one(kind: Bytes, runs: _Runs) -> tuple[Bools, Indexes]:
    """Which runs belong to one word in spite of the marks between them, and where points are kept."""
    first = np.flatnonzero((runs.mark == _APART) | (runs.mark == _HYPHEN))
    counts = np.diff(first, append=len(runs.mark))
    several = np.repeat(counts > 1, counts)
    one = np.zeros(len(several), np.bool_)
    if not several.any():
        return one, first[:0]
    start, end, string, mark = runs
    one[several], points = _joined(kind, _Runs(start[several], end[several], string[several], mark[several]))
    return one, points


def _joined(kind: Bytes, runs: _Runs) -> tuple[Bools, Indexes]:
    """The same for runs of which each has another beside it, with no hyphen between them.

    Joined are acronyms (U.N.), numbers (1,300 or 3.5), and names like AT&T.
    """
    size = runs.end - runs.start
    begins = (runs.mark == _APART) | (runs.mark == _HYPHEN)
    first = np.flatnonzero(begins)
    ends = np.append(begins[1:], True)
    numeral = _count_few(kind == _DIGIT, runs.start, runs.end) == size
    mark = np.where(begins, _APART, runs.mark)
    before = np.append(_APART, mark[:-1])
    acronym = (size == 1) & ~numeral & (begins | (mark == _POINT))
    thousands = np.where(begins, numeral & (size <= 3), (mark == _COMMA) & numeral & (size == 3))
    thousands |= (mark == _POINT) & (before == _COMMA) & ends
    decimal = np.where(begins, numeral, (mark == _POINT) & (kind[runs.start] == _DIGIT))
    names = (size <= 3) & np.where(begins, np.append(mark[1:], _APART) == _AND, (mark == _AND) & ends)
    counts = np.diff(first, append=len(size))
    holds = [
        np.repeat(np.logical_and.reduceat(rule, first), counts) for rule in (acronym, thousands, decimal, names)
    ]
    one: Bools = np.logical_or.reduce(holds)
    points = one & (mark == _POINT) & ~holds[0]
    return one, runs.start[points] - 1


def _count(which: Bools, start: Indexes, end: Indexes) -> Indexes:
    """How many of `which` are in each stretch [start, end)."""
    upto = np.cumsum(which, dtype=np.int32)
    counts: Indexes = upto[end - 1] - upto[start] + which[start]
    return counts


def _count_few(which: Bools, start: Indexes, end: Indexes) -> Indexes:
    """The same for a few stretches, none of them empty."""
    places, firsts = ranges(start, end - start)
    counts: Indexes = np.add.reduceat(which[places], firsts[:-1], dtype=np.intp)
    return counts
