"""What tests of the extraction share: spans as the tagger gives them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.article import Role
from index.extract.spans import Span

Spans = Callable[..., list[Span]]


@pytest.fixture(scope="session")
def spans() -> Spans:
    """Names as they stand in a text, one after the other."""

    def made(text: str, *names: str, role: Role = "body") -> list[Span]:
        found, start = [], 0
        for name in names:
            start = text.index(name, start)
            found.append(Span(role, start, start + len(name), name, text))
            start += len(name)
        return found

    return made
