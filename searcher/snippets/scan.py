"""Where patterns occur in a text.

The text is read in windows with the tokenizer that made the index, so what is found is what matched. Windows that
cannot hold any term are skipped after a substring search, which makes a book-sized article cheap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from operator import and_, attrgetter
from string import punctuation
from typing import Final, NamedTuple

from index.text import MAX_TERM_CHARACTERS, analyse
from searcher.answer import Run
from searcher.snippets.patterns import ANY, Pattern
from searcher.snippets.window import InAnyOrder, InOrder, Window

WINDOW: Final = 1 << 16
"""Characters read at a time."""

ENOUGH: Final = 1 << 18
"""A text is not read further than this many characters after its first match."""

MOST_OCCURRENCES: Final = 1000
"""Of a text that is full of occurrences no more are needed of each pattern."""

_MOST_CHUNKS: Final = 1 << 16
_FEW_TERMS: Final = 32
_SMALL: Final = 1 << 12
_CHUNK = re.compile(r"[^ \t\n\r\x0b\x0c]+")  # as `index.text` cuts
_SPACE = re.compile(r"\s")
_START = attrgetter("start")
_INSIDE_WORDS: Final = dict.fromkeys(map(ord, "-'.,&"))


class Occurrence(NamedTuple):
    """A match: `[start, end)` of the text, which pattern, and the index term it begins with."""

    start: int
    end: int
    pattern: int
    term: str


class _Found(NamedTuple):
    """A run of words found at positions `[position, after)`."""

    position: int
    after: int
    start: int
    end: int
    term: str


class _Step(NamedTuple):
    """Where a text has any of some terms: by position, and as the bits of a number."""

    places: dict[int, _Found]
    bits: int


class Scanner:
    """Finds patterns in texts. Made once for a page: a wildcard may stand for very many terms."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = patterns
        runs = [run for pattern in patterns for operand in pattern.operands for run in operand]
        self._terms = frozenset[str]().union(*{step for run in runs for step in run})
        self._apart = max((pattern.slop for pattern in patterns), default=0) + sum(map(len, runs)) + 1
        """So many positions between two words are too many for any pattern."""
        self._chunks: dict[str, tuple[list[tuple[str, int, int, int]], int]] = {}

    def scan(self, text: str, *, everything: bool = False) -> list[Occurrence]:
        """All occurrences in order of their start; not `everything`: of the first `ENOUGH` characters with any."""
        found: defaultdict[str, list[_Found]] = defaultdict(list)  # by term
        stop = len(text)
        base = 0
        for start, end in _windows(text):
            if start >= stop:
                break
            if _may_hold(text[start:end], self._terms):
                base += self._read(text, start, end, base, found)
            elif found:
                base += self._apart
            if found and not everything and stop == len(text):
                stop = start + ENOUGH
        return self._matches(found, None if everything else MOST_OCCURRENCES + 1) if found else []

    def _read(self, text: str, start: int, end: int, position: int, found: dict[str, list[_Found]]) -> int:
        """Find single words in `text[start:end]`, which begins at `position`; how many positions it has."""
        before = position
        for match in _CHUNK.finditer(text, start, end):
            chunk = match.group()
            known = self._chunks.get(chunk)
            if known is None:
                known = self._chunks[chunk] = self._analysed(chunk)
            wanted, width = known
            for term, offset, first, last in wanted:
                at, here = position + offset, match.start()
                found[term].append(_Found(at, at + 1, here + first, here + last, term))
            position += width
        if len(self._chunks) > _MOST_CHUNKS:
            self._chunks.clear()
        return position - before

    def _analysed(self, chunk: str) -> tuple[list[tuple[str, int, int, int]], int]:
        """The tokens of a chunk that are looked for (term, position, start, end); how many positions it has."""
        word = chunk.strip(punctuation)
        if (
            word.isascii() and word.isalnum() and len(word) <= MAX_TERM_CHARACTERS
        ):  # most are, and need no analysis
            term, start = word.lower(), chunk.find(word)
            return ([(term, 0, start, start + len(word))] if term in self._terms else []), 1
        found, width = analyse(chunk)
        return [(term, at, start, end) for term, at, start, end, _ in found if term in self._terms], width

    def _matches(self, found: dict[str, list[_Found]], most: int | None) -> list[Occurrence]:
        """From the single words to what is a match; of each pattern the first `most`, if that is given."""
        steps: dict[frozenset[str], _Step] = {}
        known: dict[tuple[object, ...], list[_Found]] = {}
        matches: set[Occurrence] = set()
        for number, pattern in enumerate(self.patterns):
            looked_for = (pattern.operands, pattern.slop, pattern.ordered)
            if looked_for not in known:
                different = {operand: _standing(operand, found, steps) for operand in pattern.operands}
                single = len(pattern.operands) == 1
                together = next(iter(different.values())) if single else _near(pattern, different)
                known[looked_for] = sorted(together, key=_START)[:most]
            matches.update(Occurrence(each.start, each.end, number, each.term) for each in known[looked_for])
        return sorted(matches)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of about `WINDOW` characters that end at white space: words are never cut."""
    start = 0
    while start < len(text):
        end = start + WINDOW
        if end < len(text):
            space = _SPACE.search(text, end)
            end = space.start() if space else len(text)
        yield start, min(end, len(text))
        start = end


def _may_hold(window: str, terms: Collection[str]) -> bool:
    """Whether any term can be in the window. Sure of a no only for plain ASCII and few terms."""
    if len(window) < _SMALL or len(terms) > _FEW_TERMS or not window.isascii():
        return True
    bare = window.lower().translate(_INSIDE_WORDS)
    return any(term in bare or not term.isalnum() for term in terms)


def _standing(
    operand: Iterable[Run], found: dict[str, list[_Found]], steps: dict[frozenset[str], _Step]
) -> Iterator[_Found]:
    """Where any of the runs of an operand stands; `steps` are those that were looked at before."""
    for run in operand:
        if len(run) == 1:
            for term in sorted(run[0].intersection(found)):  # `&` would go through all that a pattern stands for
                yield from found[term]
            continue
        for terms in run:
            if terms not in steps:
                steps[terms] = _step(terms, found)
        yield from _in_a_row(run, steps)


def _step(terms: frozenset[str], found: dict[str, list[_Found]]) -> _Step:
    """Where the terms of a step stand."""
    places = {each.position: each for term in sorted(terms.intersection(found)) for each in found[term]}
    marks = bytearray(max(places, default=0) // 8 + 1)
    for position in places:
        marks[position >> 3] |= 1 << (position & 7)
    return _Step(places, int.from_bytes(marks, "little"))


def _in_a_row(run: Run, steps: dict[frozenset[str], _Step]) -> Iterator[_Found]:
    """Where all steps of a run stand one after the other. Steps that any word fills are not looked at.

    All places are compared at once, as bits (the shift-and of Baeza-Yates and Gonnet 1992).
    """
    told = [i for i, terms in enumerate(run) if terms is not ANY]
    if not told:
        return
    first, last = steps[run[told[0]]].places, steps[run[told[-1]]].places
    for end in _ones(reduce(and_, [steps[run[i]].bits << (told[-1] - i) for i in told])):
        begin, finish = first[end - told[-1] + told[0]], last[end]
        yield _Found(begin.position, finish.after, begin.start, finish.end, begin.term)


def _ones(bits: int) -> Iterator[int]:
    """Which bits are set."""
    digits = format(bits, "b")[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def _near(pattern: Pattern, standing: dict[tuple[Run, ...], Iterator[_Found]]) -> Iterator[_Found]:
    """The operands that stand together with at most `slop` other words among them.

    A window slides over all that is found of them; each time all operands are in it, all that is in it matched.
    """
    numbers = {operand: number for number, operand in enumerate(standing)}
    wanted = [numbers[operand] for operand in pattern.operands]
    candidates = sorted({(each, numbers[operand]) for operand, found in standing.items() for each in found})
    reach = pattern.slop + sum(max(map(len, operand), default=0) for operand in pattern.operands)
    window: Window = InOrder(wanted) if pattern.ordered else InAnyOrder(wanted)
    first = done = 0
    for last, (candidate, number) in enumerate(candidates):
        window.add(candidate.position, candidate.after, number)
        while candidate.after - candidates[first][0].position > reach:
            window.drop(candidates[first][0].position, candidates[first][1])
            first += 1
        if window.has_all(candidates[first][0].position):
            yield from (each for each, _ in candidates[max(first, done) : last + 1])
            done = last + 1
