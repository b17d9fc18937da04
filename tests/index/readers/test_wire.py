"""Wire transmissions: IPTC 7901 and ANPA 1312."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.article import Article
from index.errors import ArticleError
from index.readers import read_file, wire

ANPA = (
    b"\x16\x16\x01W2607\x1f_asian\nr a\x13\x11 BC-US--Ferry   11-13 0169\n"
    b"\x02^BC-US--Ferry-Late Run, 1st Ld-Writethru,140<\n"
    b"^AP Photo XHG401<\n^Last ferry of the year leaves Skagway<\n^(Eds: Adds detail.)<\n^By ANNA REED=\n"
    b"^Associated Press=\n\t   SKAGWAY, Alaska (AP) _ Nine people stood on the quay.\nNobody waved.<\n \n"
    b"\t   ``We'll be back,'' Tom Ruud said _ in May.<\n \n\t   ___<\n^END<\n\n\t   "
    b"\x03AP-WF-11-13-13 0745GMT<\n\n\x0c\n\x04"
)


def only(data: bytes) -> Article:
    (found,) = wire.read(data, "a.txt")
    assert isinstance(found, Article)
    return found


def test_iptc_7901(articles: Path) -> None:
    found = only((articles / "wire" / "baltic-1989.iptc").read_bytes())
    assert (found.id, found.headline, found.byline, found.dateline, found.source) == (
        "dla014-23-aug-1989",
        "Two million hold hands across the Baltic republics",
        "Ingrid Solberg, DLW",
        "Vilnius",
        "dlw",
    )
    assert found.keywords == ("Soviet-nationalities", "Baltic")
    assert found.body.startswith("A chain of people stretched on Wednesday from the castle hill")
    assert found.body.endswith("Mikhail Gorbachev is on holiday in the Crimea.")
    assert found.body.count("\n\n") == 3
    assert found.published is not None
    assert found.published.when.isoformat() == "1989-08-23T19:05:00+00:00"


def test_anpa_1312() -> None:
    found = only(ANPA)
    assert (found.headline, found.byline, found.dateline, found.source, found.keywords) == (
        "Last ferry of the year leaves Skagway",
        "ANNA REED",
        "SKAGWAY, Alaska",
        "AP",
        ("Ferry-Late Run",),
    )
    assert found.body == "Nine people stood on the quay. Nobody waved.\n\n“We'll be back,” Tom Ruud said — in May."
    assert found.published is not None
    assert found.published.when.isoformat() == "2013-11-13T07:45:00+00:00"


@pytest.mark.parametrize(
    ("sent", "headline", "body", "when"),
    [
        (
            "\x01abc12 4 i 3 dlw 7\n\x02A line.\n\x03010203 GMT Mai 70\x04",
            "",
            "A line.",
            "1970-05-01T02:03:00+00:00",
        ),
        ("\x01abc12\n\nslug/more/\n\x02Plain words =\n\nOne.\x03", "Plain words", "One.", None),
        ("\x01abc12\n\nslug/more/\n\x02URGENT\nBy Anna Reed =\n\nOne.\x03garbage", "slug/more", "One.", None),
        ("\x01abc12\x02^BC-Sky,9<\n\tClear.<\x03AP-X-99-99-99 9999GMT\x04", "Sky", "Clear.", None),
        ("\x01abc12\x02Cut off =\nOne", "Cut off", "One", None),
    ],
)
def test_what_is_missing_is_left_out(sent: str, headline: str, body: str, when: str | None) -> None:
    found = only(sent.encode())
    assert (found.headline, found.body) == (headline, body)
    assert (found.published.when.isoformat() if found.published else None) == when


def test_several_transmissions_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "day.txt").write_bytes(ANPA + b"\x16noise\x04" + ANPA.replace(b"Last ferry", b"First ferry"))
    found = list(read_file(tmp_path / "day.txt", "day.txt"))
    assert [(each.id, each.headline) for each in found if isinstance(each, Article)] == [
        ("day#1", "Last ferry of the year leaves Skagway"),
        ("day#2", "First ferry of the year leaves Skagway"),
    ]


@pytest.mark.parametrize("data", [b"\x01abc12 4 i 3\r\n", b"\x01" * 50_000, b"\x01abc12 " + b"x" * 50_000])
def test_a_transmission_without_a_story(data: bytes) -> None:
    (error,) = wire.read(data, "a.txt")
    assert isinstance(error, ArticleError)
    assert "without a story" in error.message


def test_an_empty_story_is_told() -> None:
    (error,) = wire.read(b"\x01abc12\x02\x03\x04", "a.txt")
    assert isinstance(error, ArticleError)


def test_real_transmissions(data: Path) -> None:
    files = sorted((data / "formats" / "wire-anpa-iptc7901").iterdir())
    found = [each for path in files for each in read_file(path, path.name)]
    assert len(found) == len(files)
    assert all(isinstance(each, Article) and each.headline and each.published for each in found)
