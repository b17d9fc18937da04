"""What in an article is not the story: who wrote, edited and photographed it, and for whom."""

from __future__ import annotations

import re
from typing import Final

_TASKS: Final = (
    r"(?:(?:additional|further)\s+)?(?:reporting|writing|editing|edited|written|compiled|reported|translated"
    r"|photography|photo(?:graph)?s?|image|picture|video|graphic)"
)
# Each is tried only where the word `by` stands, or an agency behind a slash: bodies are long, credits rare.
_IN_BRACKETS: Final = re.compile(rf"(?i)\({_TASKS}\b[^()\n]{{0,30}}\bby\b[^()]{{0,600}}\)")
_LINE: Final = re.compile(rf"(?i)[ \t]*(?:--?\s*)?{_TASKS}(?:\s+in\s+[\w .'-]{{1,30}})?\s+by\b[^\n]{{0,400}}")
_BYLINE: Final = re.compile(r"[ \t]*(?:--?\s*)?(?:By|BY)\s+[A-ZÀ-Þ][^\n.!?]{2,60}(?=\s*\n|$)")
_SLASH: Final = re.compile(
    r"(?i)[^\n/]{3,50}\s?/\s?(?:reuters|ap|afp|epa|getty(?: images)?|associated press|pool)\b[^\n]{0,60}$",
    re.MULTILINE,
)
_COLON: Final = re.compile(r"(?im)^[ \t]*(?:photo(?:graph)?s?|image|picture|photo credit|credit)\s?:[^\n]{0,120}$")
_BY: Final = re.compile(r"\b[Bb][Yy]\s")
_LONGEST_TASK: Final = 80
_TRADE: Final = frozenset(
    (
        "writer", "staff", "press", "correspondent", "editor", "reporter", "service", "news", "agency", "reuters",
        "associated", "photographer", "bureau", "desk", "special", "contributor", "columnist", "times", "post",
        "images", "magazine", "journal", "newspaper", "chief", "team",
    )
)  # fmt: skip

_NAMES: Final = re.compile(
    r"(?i)\bby\b|\bcredit\b|\bphoto(?:graph)?s?\b|\bcourtesy of\b|[:/;,()|]|\band\b|\b(?:in|for|of) [A-Z].*|--?\s"
)


def credits(body: str) -> list[tuple[int, int]]:
    """Stretches `[start, end)` of a body that name reporters, editors and photographers, in order."""
    found: list[tuple[int, int]] = []
    for match in _BY.finditer(body):
        line = body.rfind("\n", 0, match.start()) + 1
        bracket = body.rfind("(", max(line, match.start() - _LONGEST_TASK), match.start())
        credit = _IN_BRACKETS.match(body, bracket) if bracket >= 0 else None
        if credit is None and match.start() - line <= _LONGEST_TASK:
            credit = _LINE.match(body, line) or _BYLINE.match(body, line)
        if credit is not None and (not found or credit.start() >= found[-1][1]):
            found.append(credit.span())
    if "/" in body or ":" in body:
        found += [match.span() for match in (*_SLASH.finditer(body), *_COLON.finditer(body))]
        found.sort()
    return found


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
