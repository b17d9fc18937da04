"""Where patterns occur in a text.

The text is read in windows with the tokenizer that made the index, so what is found is what matched. Windows that
cannot hold any term are skipped after a substring search, which makes a book-sized article cheap.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from string import punctuation
from typing import Final, NamedTuple

from index.text import MAX_TERM_CHARACTERS, analyse
from searcher.answer import Run
from searcher.snippets.patterns import ANY, Pattern

WINDOW: Final = 1 << 16
"""Characters read at a time."""

ENOUGH: Final = 1 << 18
"""A text is not read further than this many characters after its first match."""

_MOST_CHUNKS: Final = 1 << 16
_FEW_TERMS: Final = 32
_SMALL: Final = 1 << 12
_CHUNK = re.compile(r"[^ \t\n\r\x0b\x0c]+")  # as `index.text` cuts
_SPACE = re.compile(r"\s")
_INSIDE_WORDS: Final = dict.fromkeys(map(ord, "-'.,&"))
_FAR: Final = 1 << 32


class Occurrence(NamedTuple):
    """A match: `[start, end)` of the text, which pattern, and the index term it begins with."""

    start: int
    end: int
    pattern: int
    term: str


class _Found(NamedTuple):
    """A run of words found at positions `[position, after)`; `number` tells which run."""

    position: int
    after: int
    start: int
    end: int
    number: int
    term: str


class Scanner:
    """Finds patterns in texts. Made once for a page: a wildcard may stand for very many terms."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = patterns
        self._runs: list[Run] = []
        self._owner: list[tuple[int, int]] = []  # of a run: pattern, operand
        self._steps: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # of a term: run, step
        self._chunks: dict[str, tuple[list[tuple[str, int, int, int]], int]] = {}
        for number, pattern in enumerate(patterns):
            for operand, runs in enumerate(pattern.operands):
                for run in runs:
                    self._add(run, (number, operand))

    def _add(self, run: Run, owner: tuple[int, int]) -> None:
        for step, terms in enumerate(run):
            for term in terms:
                self._steps[term].append((len(self._runs), step))
        self._runs.append(run)
        self._owner.append(owner)

    def scan(self, text: str, *, everything: bool = False) -> list[Occurrence]:
        """All occurrences in order of their start; not `everything`: of the first `ENOUGH` characters with any."""
        found: defaultdict[tuple[int, int], list[_Found]] = defaultdict(list)  # run, step
        stop = len(text)
        base = 0
        for start, end in _windows(text):
            if start >= stop:
                break
            if _may_hold(text[start:end], self._steps):
                base += self._read(text, start, end, base, found)
            else:
                base += _FAR
            if found and not everything and stop == len(text):
                stop = start + ENOUGH
        return self._matches(found) if found else []

    def _read(
        self, text: str, start: int, end: int, position: int, found: dict[tuple[int, int], list[_Found]]
    ) -> int:
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
                for number, step in self._steps[term]:
                    found[number, step].append(_Found(at, at + 1, here + first, here + last, number, term))
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
            return ([(term, 0, start, start + len(word))] if term in self._steps else []), 1
        found, width = analyse(chunk)
        return [(term, at, start, end) for term, at, start, end, _ in found if term in self._steps], width

    def _matches(self, found: dict[tuple[int, int], list[_Found]]) -> list[Occurrence]:
        """From the single words to what is a match."""
        together: defaultdict[int, list[_Found]] = defaultdict(list)
        matches: set[Occurrence] = set()
        for number, run in enumerate(self._runs):
            pattern, _ = self._owner[number]
            whole = found.get((number, 0), ()) if len(run) == 1 else _in_a_row(number, run, found)
            if len(self.patterns[pattern].operands) == 1:
                matches.update(Occurrence(each.start, each.end, pattern, each.term) for each in whole)
            else:
                together[pattern] += whole
        for pattern, candidates in together.items():
            matches.update(self._near(pattern, candidates))
        return sorted(matches)

    def _near(self, number: int, candidates: list[_Found]) -> Iterator[Occurrence]:
        """The operands that stand together with at most `slop` other words among them.

        A window slides over the candidates; each time all operands are in it, all that is in it matched.
        """
        pattern = self.patterns[number]
        candidates.sort()
        longest = sum(max(map(len, alternatives), default=0) for alternatives in pattern.operands)
        operands = [self._owner[each.number][1] for each in candidates]
        seen: Counter[int] = Counter()
        first = done = 0
        for last, candidate in enumerate(candidates):
            seen[operands[last]] += 1
            while candidate.after - candidates[first].position > longest + pattern.slop:
                seen[operands[first]] -= 1
                first += 1
            if not all(seen[operand] for operand in range(len(pattern.operands))):
                continue
            if _arranged(pattern, candidates[first : last + 1], operands[first : last + 1]):
                for each in candidates[max(first, done) : last + 1]:
                    yield Occurrence(each.start, each.end, number, each.term)
                done = last + 1


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


def _in_a_row(number: int, run: Run, found: dict[tuple[int, int], list[_Found]]) -> Iterator[_Found]:
    """Where all steps of a run stand one after the other. Steps that any word fills are not looked at."""
    anchor = next((i for i, terms in enumerate(run) if terms is not ANY), None)
    if anchor is None:
        return
    places = {
        i: {each.position: each for each in found.get((number, i), ())}
        for i, terms in enumerate(run)
        if terms is not ANY
    }
    for position, first in places[anchor].items():
        words = [places[i].get(position + i - anchor) for i in places]
        last = words[-1]
        if last is not None and all(words):
            yield _Found(first.position, last.after, first.start, last.end, number, first.term)


def _arranged(pattern: Pattern, inside: Sequence[_Found], operands: Sequence[int]) -> bool:
    """Whether each operand has a place of its own among `inside`, and in order where order counts."""
    if not pattern.ordered:
        return len({each.position for each in inside}) >= len(pattern.operands)
    after = -1
    for wanted in range(len(pattern.operands)):
        later = [
            each.after
            for each, operand in zip(inside, operands, strict=True)
            if operand == wanted and each.position >= after
        ]
        if not later:
            return False
        after = min(later)
    return True
