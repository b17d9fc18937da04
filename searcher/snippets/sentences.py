"""Where a passage may sensibly begin and end: sentences, else words."""

from __future__ import annotations

import re
from typing import Final

from searcher.answer import Span

REACH: Final = 400
"""How far in characters a sentence's ends are looked for."""

_END = re.compile(
    r"(?P<stop>[.!?…]+)[\"'”’»)\]]*\s+(?=[\"'“‘«(\[—–-]*[^\W\d_a-z]|[\"'“‘«(\[]*\d)|[。！？]+[」』”]?|\n\s*\n"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'“‘.])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Hon|Rev|Msgr|St|Mt|Ft|Jr|Sr"
    r"|No|Nos|vs|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|dlrs?|mln|pct)$"
)
_SPACE = re.compile(r"\s")


def sentence_around(text: str, start: int, end: int) -> Span:
    """The sentence or sentences that hold `[start, end)`, cut between words `REACH` characters away from it."""
    low = max(0, start - REACH)
    begin = word_start(text, low, start)
    for match in _END.finditer(text, low, start + 1):
        if match.end() <= start and _ends_sentence(text, match):
            begin = match.end()
    high = min(len(text), end + REACH)
    finish = word_end(text, high, end)
    for match in _END.finditer(text, max(end - 1, 0), high):
        if match.end() >= end and _ends_sentence(text, match):
            finish = match.end()
            break
    return begin, finish


def is_start(text: str, at: int) -> bool:
    """Whether a sentence begins at `at`."""
    before = text[max(0, at - REACH) : at]
    if not before.strip():
        return True
    matches = [
        match for match in _END.finditer(text, max(0, at - 12), min(at + 8, len(text))) if match.end() == at
    ]
    return any(_ends_sentence(text, match) for match in matches)


def word_start(text: str, at: int, limit: int) -> int:
    """The first beginning of a word at or after `at`, not later than `limit`."""
    if at <= 0 or _SPACE.match(text, at - 1):
        return max(at, 0)
    space = _SPACE.search(text, at, limit)
    return space.end() if space else limit


def word_end(text: str, at: int, limit: int) -> int:
    """The last end of a word at or before `at`, not earlier than `limit`."""
    if at >= len(text) or _SPACE.match(text, at):
        return min(at, len(text))
    while at > limit and not text[at - 1].isspace():
        at -= 1
    return max(at, limit)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Not after an abbreviation or an initial: `Mr. Assad`, `J. Edgar`, `the U.S. Senate`."""
    if match["stop"] != ".":
        return True
    return _ABBREVIATED.search(text, max(0, match.start() - 10), match.start()) is None
