"""What in an article is not the story: who wrote, edited and photographed it, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TASKS: Final = (
    r"(?:(?:additional|further)\s+)?(?:reporting|writing|editing|edited|written|compiled|reported|translated"
    r"|photography|photo(?:graph)?s?|image|picture|video|graphic)"
)
# Most are tried only where `by`, a slash or a colon stands: bodies are long and credits are rare.
_IN_BRACKETS: Final = re.compile(rf"(?i)\({_TASKS}\b[^()\n]{{0,30}}\bby\b[^()]{{0,600}}\)")
_LINE: Final = re.compile(rf"(?i)[ \t]*(?:--?\s*)?{_TASKS}(?:\s+in\s+[\w .'-]{{1,30}})?\s+by\b[^\n]{{0,400}}")
_BYLINE: Final = re.compile(r"[ \t]*(?:--?\s*)?(?:By|BY)\s+[A-ZÀ-Þ][^\n.!?]{2,60}(?=\s*\n|$)")
_AGENCY: Final = re.compile(
    r"(?i)/\s?(?:reuters|ap|afp|epa|getty(?: images)?|associated press|pool)\b[^\n]{0,60}(?=\n|$)"
)
_LABEL: Final = re.compile(r"(?i)[ \t]*(?:photo(?:graph)?s?|image|picture|photo credit|credit)\s?:[^\n]{0,120}")
_BEGUN: Final = re.compile(rf"\n[ \t]*(?:--?\s*)?(?i:by\b|{_TASKS}\b|credit\b)")
_LONGEST_NAME: Final = 51
_TRADE: Final = frozenset(
    (
        "writer", "staff", "press", "correspondent", "editor", "reporter", "service", "news", "agency", "reuters",
        "associated", "photographer", "bureau", "desk", "special", "contributor", "columnist", "times", "post",
        "images", "magazine", "journal", "newspaper", "chief", "team",
        "reporting", "writing", "editing", "additional",
    )
)  # fmt: skip

_NAMES: Final = re.compile(
    r"(?i)\bby\b|\bcredit\b|\bphoto(?:graph)?s?\b|\bcourtesy of\b|[:/;,()|]|\band\b"
    r"|\b(?:in|for|of) [A-Z][^;.]*|\.(?=\s+[A-Z]\w+ing by\b)|--?\s"
)
_WORD: Final = r"[A-ZÀ-Þ][\w'’-]{0,40}"  # bounded: a match is tried from each of its letters
_IN_CAPTION: Final = re.compile(
    rf"(?:{_WORD}\.? ){{0,3}}{_WORD} ?/ ?"
    r"(?:(?i:reuters|ap|afp|epa|upi|getty|bloomberg|associated press|pool)\b|The [A-Z])"
    r"|(?i:photo(?:graph)?s?|image|picture|photo credit|credit|courtesy)(?i: by| of|:|\.\.\.) ?[^\n.()]{2,60}"
)


def caption_credits(caption: str) -> list[tuple[int, int]]:
    """Stretches of a caption that name who took the picture: `… last week. Joshua Roberts/Reuters`."""
    return [match.span() for match in _IN_CAPTION.finditer(caption)]


def credits(body: str) -> list[tuple[int, int]]:
    """Stretches `[start, end)` of a body that name reporters, editors and photographers, in order."""
    brackets = (_IN_BRACKETS.match(body, at) for at in _every("(", body))
    found = [match.span() for match in brackets if match]
    for begun in _BEGUN.finditer("\n" + body):
        found += _at_beginning(body, begun.start())
    for at in _every("/", body):
        start = body.rfind("\n", 0, at) + 1
        if 3 <= at - start < _LONGEST_NAME and (agency := _AGENCY.match(body, at)):
            found.append((start, agency.end()))
    found.sort()
    return [span for i, span in enumerate(found) if i == 0 or span[0] >= found[i - 1][1]]


def _at_beginning(body: str, start: int) -> Iterator[tuple[int, int]]:
    """Credits that a line begins with: `By Ann Lee`, `Photo: Ann Lee`."""
    if credit := _LINE.match(body, start) or _BYLINE.match(body, start):
        yield credit.span()
    if label := _LABEL.match(body, start):
        yield label.span()


def _every(needle: str, text: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def names(line: str) -> list[tuple[int, int]]:
    """Offsets of what may be people's names in a byline or a credit: `By Ann Lee and Bo Ek / Reuters`."""
    found, start = [], 0
    for match in [*_NAMES.finditer(line), None]:
        end = match.start() if match else len(line)
        piece = line[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            found.append((left, start + len(piece.rstrip())))
        start = match.end() if match else end
        if match and match.group() in "/|":
            break  # the agency follows
    return [(left, right) for left, right in found if _may_be_name(line[left:right])]


def _may_be_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 5 and not any(word.strip(".,").lower() in _TRADE for word in words)
