"""The best passages of a text, within a budget of characters.

A passage is worth the weights of the different words that it holds, more where they stand near each other, a
little more near the beginning. The best is taken first; a further one for what it adds. Each is widened to its
sentence where that is short enough, else cut between words, and the gaps are shown as an ellipsis.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from searcher.answer import Snippet, Span
from searcher.snippets.patterns import Pattern
from searcher.snippets.scan import MOST_OCCURRENCES, Occurrence
from searcher.snippets.sentences import is_start, sentence_around, word_end, word_start

ELLIPSIS: Final = "…"
MAX_PASSAGES: Final = 3

_SHORTEST: Final = 80
"""Less room than this is not worth a further passage."""

_REPEATED: Final = 0.15
"""What a word that a passage (or an earlier passage) has already is still worth, as a part of its weight."""

_NEARNESS: Final = 0.5
_NEAR_CHARACTERS: Final = 30.0
_EARLY: Final = 0.35
_EARLY_CHARACTERS: Final = 1500.0
_SPACES = re.compile(r"\s+")


class _Passage(NamedTuple):
    """Occurrences `[first, last]` by number, which together are worth `value`."""

    value: float
    first: int
    last: int


def best(
    field: str, text: str, occurrences: Sequence[Occurrence], patterns: Sequence[Pattern], budget: int
) -> Snippet:
    """The best passages of `text`, or how it begins where nothing in it matched."""
    if not occurrences:
        return _fragments(field, text, [opening(text, budget)], ())
    occurrences = _considered(occurrences)
    chosen: list[Span] = []
    covered: set[int] = set()
    present = {occurrence.pattern for occurrence in occurrences}
    left = budget
    while left >= (min(budget, _SHORTEST) if chosen else 1) and len(chosen) < MAX_PASSAGES:
        share = left if chosen else max(budget * 2 // 3, min(budget, 120))
        passage = _next(occurrences, patterns, share, chosen, covered)
        if passage is None or (chosen and passage.value < 0.2 * _worth(covered, patterns)):
            break
        covered |= {occurrence.pattern for occurrence in occurrences[passage.first : passage.last + 1]}
        room = left if covered == present else share  # nothing else has to fit
        span = _widen(text, occurrences[passage.first].start, _end(occurrences, passage), room)
        chosen.append(_clear_of(chosen, span))
        left -= chosen[-1][1] - chosen[-1][0]
    return _fragments(field, text, _joined(text, chosen), [(start, end) for start, end, *_ in occurrences])


def whole(field: str, text: str, occurrences: Sequence[Occurrence]) -> Snippet:
    """The whole text, as it is, with its highlights."""
    return Snippet(field, text, merge([(start, end) for start, end, *_ in occurrences]))


def _considered(occurrences: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """All occurrences, or of an article that is full of them the first of each pattern."""
    if len(occurrences) <= MOST_OCCURRENCES:
        return occurrences
    seen: Counter[int] = Counter()
    kept = []
    for occurrence in occurrences:
        seen[occurrence.pattern] += 1
        if seen[occurrence.pattern] <= MOST_OCCURRENCES // 8:
            kept.append(occurrence)
    return kept[: MOST_OCCURRENCES * 4]


def opening(text: str, budget: int) -> Span:
    """How a text begins: whole sentences as far as the budget goes, or as many words as fit."""
    start = len(text[:budget]) - len(text[:budget].lstrip())
    end = start
    while end < len(text):
        _, following = sentence_around(text, end, min(end + 1, len(text)))
        if following <= end + 1 or following - start > budget:
            break
        end = following
    return (start, end) if end > start else (start, word_end(text, start + budget, start + 1))


def merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Ascending and disjoint: overlapping spans become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)


def _worth(covered: set[int], patterns: Sequence[Pattern]) -> float:
    return sum(patterns[number].weight for number in covered)


def _end(occurrences: Sequence[Occurrence], passage: _Passage) -> int:
    return max(occurrence.end for occurrence in occurrences[passage.first : passage.last + 1])


def _next(
    occurrences: Sequence[Occurrence],
    patterns: Sequence[Pattern],
    size: int,
    taken: Sequence[Span],
    covered: set[int],
) -> _Passage | None:
    """The most valuable run of occurrences within `size` characters that keeps clear of what is taken."""
    best: _Passage | None = None
    for first, occurrence in enumerate(occurrences):
        if any(start <= occurrence.start < end for start, end in taken):
            continue
        value, last = _value(occurrences, first, patterns, occurrence.start + size, taken, covered)
        value *= 1 + _EARLY / (1 + occurrence.start / _EARLY_CHARACTERS)
        if best is None or value > best.value:
            best = _Passage(value, first, last)
    return best


def _value(
    occurrences: Sequence[Occurrence],
    first: int,
    patterns: Sequence[Pattern],
    limit: int,
    taken: Sequence[Span],
    covered: set[int],
) -> tuple[float, int]:
    """What the passage that begins at occurrence `first` is worth, and its last occurrence."""
    value = 0.0
    seen: set[int] = set()
    last = first
    previous: Occurrence | None = None
    barrier = min((start for start, _ in taken if start > occurrences[first].start), default=limit)
    for number in range(first, min(first + 64, len(occurrences))):
        occurrence = occurrences[number]
        if occurrence.end > min(limit, barrier) and number > first:
            break
        weight = patterns[occurrence.pattern].weight
        again = occurrence.pattern in seen
        value += weight * (_REPEATED / 4 if again else _REPEATED if occurrence.pattern in covered else 1.0)
        if previous is not None and previous.pattern != occurrence.pattern and not again:
            gap = max(occurrence.start - previous.end, 0)
            lighter = min(weight, patterns[previous.pattern].weight)
            value += _NEARNESS * lighter / (1 + gap / _NEAR_CHARACTERS)
        seen.add(occurrence.pattern)
        previous, last = occurrence, number
    return value, last


def _widen(text: str, start: int, end: int, size: int) -> Span:
    """The sentences around `[start, end)` if they fit in `size` characters, else as many words around it as do."""
    begin, finish = sentence_around(text, start, end)
    if finish - begin <= size:
        return begin, finish
    room = max(size - (end - start), 0)
    near = start - begin <= room * 2 // 3
    left = begin if near else word_start(text, max(start - room // 2, begin), start)
    right = min(left + max(size, end - left), finish)
    return left, right if right == finish else word_end(text, right, end)


def _clear_of(taken: Sequence[Span], span: Span) -> Span:
    """The span without what an earlier one shows already."""
    start, end = span
    for other_start, other_end in taken:
        if other_start <= start < other_end:
            start = other_end
        if other_start < end <= other_end:
            end = other_start
    return (start, end) if start < end else span


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """In order of the text; neighbours with nothing but space between them become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _fragments(field: str, text: str, spans: Sequence[Span], found: Sequence[Span]) -> Snippet:
    """The spans of `text` as one line with single spaces, and the highlights where they have come to be."""
    out = ""
    highlights: list[Span] = []
    marks = merge(found)
    for number, (start, end) in enumerate(spans):
        if number or not is_start(text, start):
            out += f" {ELLIPSIS} " if number else f"{ELLIPSIS} "
        at = start
        for mark_start, mark_end in marks:
            if mark_start >= end:
                break
            if mark_start < start or mark_end > end:
                continue
            out += _squeezed(out, text[at:mark_start])
            highlights.append((len(out), len(out) + len(_squeezed("", text[mark_start:mark_end]))))
            out += _squeezed("", text[mark_start:mark_end])
            at = mark_end
        out = (out + _squeezed(out, text[at:end])).rstrip()
    if spans and spans[-1][1] < len(text.rstrip()) and not is_start(text, spans[-1][1]):
        out += f" {ELLIPSIS}"
    return Snippet(field, out, tuple(highlights))


def _squeezed(before: str, text: str) -> str:
    """`text` with white space as single spaces, and none at its start where `before` ends in one or is empty."""
    squeezed = _SPACES.sub(" ", text)
    return squeezed.lstrip() if not before or before.endswith(" ") else squeezed
