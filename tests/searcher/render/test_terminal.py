from __future__ import annotations

from datetime import datetime

import pytest

from index.article import Article, Place, Published
from searcher.answer import Facet, Hit
from searcher.render import terminal
from searcher.render.layout import width_of
from searcher.render.style import Style

HIT = Hit(
    doc=0,
    score=1.0,
    article=Article(
        id="a",
        path="a.txt",
        headline="Rebels leave the last district of Homs that they held under a truce of the United Nations",
        source="Dateline Wire",
        people=("Talal al-Barazi", "Ann Lee"),
        places=(Place("Homs"), Place("Idlib")),
        published=Published(datetime(2015, 12, 9)),
    ),
)


@pytest.mark.parametrize("width", range(20, 140, 7))
def test_what_is_about_a_hit_breaks_between_its_parts_and_loses_none(width: int) -> None:
    lines = list(terminal.hit(1, HIT, Style(width=width), lambda article: ""))
    assert all(width_of(line) <= width for line in lines)
    assert not any(line.endswith("·") or line.lstrip().startswith("·") for line in lines)
    shown = " ".join(" ".join(lines).split())
    assert all(part in shown for part in ("9 Dec 2015", "Dateline Wire", "Homs", "Talal al-Barazi"))


def test_a_wide_terminal_is_not_filled() -> None:
    assert max(map(len, terminal.hit(1, HIT, Style(width=300), lambda article: ""))) <= 100


def test_a_facet_of_no_values_says_how_many_there_are() -> None:
    assert list(terminal.facet(Facet("people", (), 1234), Style())) == ["people · 1,234 in all"]
    assert list(terminal.facet(Facet("people", (), 0), Style())) == ["people · none"]
