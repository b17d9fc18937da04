"""Which terms are names: told by how they are written in mid-sentence, in some fields taken together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

_MORE: Final = 4
"""A term is a name where it stands mid-sentence more than this many times as often Capitalised as lower-case."""
_MOST_KEPT: Final = 1 << 16


class Field(Protocol):
    """What tells how terms are written."""

    def find(self, term: bytes) -> int:
        """The ordinal of a term, or -1."""

    def written(self, ordinal: int) -> tuple[int, int]:
        """How often a term stands mid-sentence Capitalised, and how often lower-case."""


class NameEvidence:
    """The fields that tell. Answers are remembered, for a word is asked about in each field and segment."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = fields
        self._known: dict[bytes, bool] = {}

    def is_name(self, term: bytes) -> bool:
        """Whether a term is written like a name."""
        known = self._known.get(term)
        if known is None:
            if len(self._known) >= _MOST_KEPT:
                self.forget()
            self._known[term] = known = self._is_written_so(term)
        return known

    def forget(self) -> None:
        """Remember nothing."""
        self._known.clear()

    def _is_written_so(self, term: bytes) -> bool:
        capitalised = lower = 0
        for field in self._fields:
            ordinal = field.find(term)
            if ordinal >= 0:
                counts = field.written(ordinal)
                capitalised += counts[0]
                lower += counts[1]
        return capitalised > _MORE * lower
