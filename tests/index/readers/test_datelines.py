"""Datelines at the start of a story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.readers.datelines import dateline, split_dateline

DATELINES = {
    "GENEVA — The Syrian government": ("GENEVA", ""),
    "WASHINGTON (AP) — The Senate": ("WASHINGTON", "AP"),
    "WASHINGTON, Jan 3 (Reuters) - The Senate": ("WASHINGTON, Jan 3", "Reuters"),
    "SALVADOR, Feb 26 - Showers continued": ("SALVADOR, Feb 26", ""),
    "HOMS, Syria, Feb. 7, 2014 (DL) — Children": ("HOMS, Syria, Feb. 7, 2014", "DL"),
    "ST. PETERSBURG, Russia -- Rain": ("ST. PETERSBURG, Russia", ""),
    "PORT-AU-PRINCE, Haiti - Crowds": ("PORT-AU-PRINCE, Haiti", ""),
    "WASHINGTON, D.C. – The court": ("WASHINGTON, D.C.", ""),
    "ISTANBUL/BEIRUT (Reuters) - Turkey": ("ISTANBUL/BEIRUT", "Reuters"),
    "SÃO PAULO — O prefeito": ("SÃO PAULO", ""),
    "GDAŃSK, 31 sierpnia 1980 — Lech Wałęsa": ("GDAŃSK, 31 sierpnia 1980", ""),
    "Damaskus (dpa) - Die Regierung": ("Damaskus", "dpa"),
    "Paris, 15 avril 2019 (AFP) – La flèche": ("Paris, 15 avril 2019", "AFP"),
    "МОСКВА — Советский лётчик": ("МОСКВА", ""),
    "北京 — 第二十九届": ("北京", ""),
    "حمص — خرجت": ("حمص", ""),
    "AP - Ky. company wins": ("", "AP"),
    "SPACE.com - TORONTO, Canada -- A second team": ("TORONTO, Canada", "SPACE.com"),
    "Jan 30 (Reuters) - Gold rose": ("Jan 30", "Reuters"),
    "(Reuters) - Shares fell": ("", "Reuters"),
}


@pytest.mark.parametrize("paragraph", DATELINES)
def test_a_dateline(paragraph: str) -> None:
    found = dateline(paragraph)
    assert found is not None
    assert (found.text, found.agency) == DATELINES[paragraph]
    assert paragraph[found.end :][:1].isalnum()


@pytest.mark.parametrize(
    "paragraph",
    [
        "The talks - which began on Friday - broke down.",
        "Assad — who was not there — sent word.",
        "BREAKING — Talks collapse",
        "NATO — the alliance that",
        "Москва — столица России.",
        "A first-ever visit",
        "— and so it went",
        "GENEVA —",
        "GENEVA",
        "",
        "In 1939 - the year of the war",
        "Short.\n\nBEIRUT (AP) — The second paragraph",
    ],
)
def test_no_dateline(paragraph: str) -> None:
    assert dateline(paragraph) is None


def test_a_dateline_leaves_the_body() -> None:
    article = split_dateline(Article("a", body="HOMS, Syria, May 9, 2014 (DL) — The last rebels left.\n\nMore."))
    assert (article.dateline, article.source) == ("HOMS, Syria, May 9, 2014", "DL")
    assert article.body == "The last rebels left.\n\nMore."
    assert article.published is not None
    assert (article.published.when.year, article.published.origin) == (2014, "dateline")


def test_a_stated_dateline_is_not_replaced() -> None:
    article = Article("a", dateline="Grosseto", body="GROSSETO, Italy (AP) — The trial")
    assert split_dateline(article) == article


@given(st.text(max_size=200))
def test_no_paragraph_is_too_strange(paragraph: str) -> None:
    found = dateline(paragraph)
    assert found is None or 0 < found.end <= len(paragraph)


@pytest.mark.parametrize(
    ("paragraph", "text", "agency"),
    [
        ("Ginebra, 26 ene (EFE).- El Gobierno sirio permitirá salir.", "Ginebra, 26 ene", "EFE"),
        (
            "CAPE RACE, N.F., April 14.--At 10:25 o'clock to-night the ship called.",
            "CAPE RACE, N.F., April 14",
            "",
        ),
    ],
)
def test_a_full_stop_before_the_dash(paragraph: str, text: str, agency: str) -> None:
    found = dateline(paragraph)
    assert found is not None
    assert (found.text, found.agency) == (text, agency)
