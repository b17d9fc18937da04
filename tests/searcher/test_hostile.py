"""Articles that mean harm: nothing of them reaches a terminal or a spreadsheet as more than text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from searcher import open_archive

ESC = "\x1b"
HOSTILE = (
    f"{ESC}[2J{ESC}]0;owned\x07 headline \x9b31m \u202eevil\u202c <script>alert(1)</script> "
    "[bold]x[/bold]\r\n\x00 bomb"
)


@pytest.fixture(scope="session")
def hostile(make_archive: Callable[..., Path]) -> Path:
    return make_archive(
        {
            "id": f"bad{ESC}[31m\u202eid",
            "headline": HOSTILE,
            "body": f"{HOSTILE} bomb {HOSTILE}. =cmd|' /C calc'!A0 bomb",
            "people": [HOSTILE, "=HYPERLINK(1)"],
            "places": [f"Homs{ESC}[1m"],
            "source": HOSTILE,
            "byline": HOSTILE,
            "url": f"https://example.org/{ESC}\\{ESC}]8;;evil\x07",
            "date": "2014-01-26",
        },
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("bomb",),
        ("bomb", "--json"),
        ("bomb", "--jsonl"),
        ("bomb", "--csv"),
        ("bomb", "--format", "bibtex"),
        ("bomb", "--format", "{id} {headline} {people} {url}"),
        ("bomb", "--facet", "people,places,source"),
        ("bomb", "--with", "script"),
        ("bomb", "-l"),
    ],
    ids=" ".join,
)
def test_nothing_of_an_article_moves_the_terminal(
    ask: Callable[..., Any], hostile: Path, arguments: tuple[str, ...]
) -> None:
    ran = ask(*arguments, index=hostile)
    assert ran.out
    for stream in (ran.out, ran.err):
        assert not {
            c for c in stream if (c < " " and c not in "\n\t\r") or "\x7f" <= c <= "\x9f" or c in "\u202e\u202c"
        }


def test_nothing_of_an_article_moves_a_real_terminal(hostile: Path, on_terminal: Callable[..., str]) -> None:
    for arguments in (("bomb",), ("--show", json_id(hostile), "bomb"), ("-l", "bomb")):
        printed = on_terminal(hostile, *arguments)
        rest = printed
        for ours in (f"{ESC}[1m", f"{ESC}[2m", f"{ESC}[22m", f"{ESC}]8;;", f"{ESC}\\"):
            rest = rest.replace(ours, "")
        assert "bomb" in rest or "made.jsonl" in rest
        assert not {
            c for c in rest if (c < " " and c not in "\r\n") or "\x7f" <= c <= "\x9f" or c in "\u202e\u202c"
        }


def json_id(index: Path) -> str:
    """The id of the only article of an index, whatever became of it."""
    with open_archive(index) as archive:
        return archive.search("bomb").hits[0].id


def test_spreadsheets_are_given_no_formulas(ask: Callable[..., Any], make_archive: Callable[..., Path]) -> None:
    index = make_archive({"headline": "=HYPERLINK(1) bomb"}, {"headline": "@cmd bomb"}, {"headline": "-1+1 bomb"})
    rows = list(csv.DictReader(io.StringIO(ask("--csv", "bomb", index=index).out)))
    assert {row["headline"][:2] for row in rows} == {"'=", "'@", "'-"}


def test_markup_is_text(ask: Callable[..., Any], make_archive: Callable[..., Path]) -> None:
    index = make_archive({"headline": "[bold]bomb[/bold] **x** {{x}} %s"})
    assert "[bold]bomb[/bold] **x** {{x}} %s" in ask("bomb", index=index).out
