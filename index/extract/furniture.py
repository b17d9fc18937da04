"""What in an article is not the story: who wrote, edited and photographed it, and for whom."""

from __future__ import annotations

import re
from typing import Final

_CREDIT: Final = re.compile(
    r"(?im)"
    r"\((?:(?:additional|further)\s+)?(?:reporting|writing|editing|edited|written|compiled|reported|photography"
    r"|photo|translated|translation)\b[^()\n]{0,20}?\bby\b[^()]{0,600}\)"
    r"|^[ \t]*(?:--\s*)?(?:(?:additional|further)\s+)?(?:reporting|writing|editing|edited|written|compiled"
    r"|reported|translated)(?:\s+in\s+[\w .'-]{1,30})?\s+by\b[^\n]{0,400}$"
    r"|^[ \t]*(?:photo(?:graph)?s?|image|picture|video|file photo)\s*(?:by|credit|courtesy of|:)[^\n]{0,120}$"
    r"|^[ \t]*by\s+[^\n]{3,60}$(?=\s*\n)"
    r"|^[^\n]{3,50}\s/\s(?:reuters|ap|afp|epa|getty images|associated press)\b[^\n]{0,60}$"
)
_NAMES: Final = re.compile(r"(?i)\bby\b|\bcredit\b|\bphoto(?:graph)?s?\b|\bcourtesy of\b|[:/;,()]|\band\b")


def credits(body: str) -> list[tuple[int, int]]:  # the English word for it
    """Stretches `[start, end)` of a body that name reporters, editors and photographers, in order."""
    if "y" not in body and "/" not in body and ":" not in body:
        return []
    return [match.span() for match in _CREDIT.finditer(body)]


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
        if match and match.group() == "/":
            break  # the agency follows
    return [(left, right) for left, right in found if 2 <= len(line[left:right].split()) <= 5]
