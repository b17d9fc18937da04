from __future__ import annotations

import pytest

from index.fields import BY_NAME
from searcher.query import fields


def test_every_other_name_leads_to_a_field() -> None:
    for name in fields._OTHER_NAMES:
        assert fields.known(name) in BY_NAME or fields.known(name) in fields.DATES


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("peple", "people"), ("headlin", "headline"), ("autor", "byline"), ("plases", "places"), ("xyzzy", None)],
)
def test_the_nearest_name(typed: str, meant: str | None) -> None:
    assert fields.nearest(typed) == meant
