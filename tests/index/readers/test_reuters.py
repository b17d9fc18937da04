"""Reuters-21578."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from index.article import Article
from index.errors import ArticleError
from index.readers.reuters import read


def stories(data: bytes) -> list[Article]:
    found = list(read(data, "a.sgm"))
    assert all(isinstance(each, Article) for each in found)
    return [each for each in found if isinstance(each, Article)]


def test_a_story(articles: Path) -> None:
    first, second, third = stories((articles / "wire" / "dl-1987.sgm").read_bytes())
    assert first.id == "dl-1987-1"
    assert first.headline == "WALL STREET FALLS 508 POINTS, LONDON AND TOKYO FOLLOW"
    assert (first.byline, first.dateline) == ("Frances O'Hara", "NEW YORK, Oct 20")
    assert first.people == ("Greenspan", "James Baker")
    assert [place.name for place in first.places] == ["United States", "United Kingdom", "Japan"]
    assert first.keywords == ("stock-market", "nyse")
    assert first.published is not None
    assert first.published.when == datetime(1987, 10, 20, 8, 15)
    assert first.body.count("\n\n") == 3
    assert "fall\nwere" not in first.body
    assert "brokers & denounced" in first.body
    assert second.places[2].name == "West Germany"
    assert (third.headline, third.dateline) == (
        "WEST GERMAN TEENAGER LANDS LIGHT PLANE BESIDE RED SQUARE",
        "MOSCOW, May 29",
    )
    assert third.body.startswith("Mathias Rust")


def test_what_of_the_story_stands_in_the_dateline_is_put_back() -> None:
    (found,) = stories(
        b"<REUTERS><TEXT><TITLE>DUTCH IMPORTS ROSE</TITLE>"
        b"<DATELINE>    THE HAGUE, March 2 - Dutch imports of fat- </DATELINE><BODY>and oil-bearing\n"
        b"raw materials rose.\n    Exports fell.\n Reuter\n&#3;</BODY></TEXT></REUTERS>"
    )
    assert found.dateline == "THE HAGUE, March 2"
    assert found.body == "Dutch imports of fat- and oil-bearing raw materials rose.\n\nExports fell."


def test_brief_and_empty_stories() -> None:
    brief, empty, cut = stories(
        b'<REUTERS NEWID="1"><TEXT TYPE="BRIEF">&#2;\n******<TITLE>BANK CUTS\nRATE\n</TITLE>'
        b"Blah blah blah.\n&#3;</TEXT></REUTERS>"
        b'<REUTERS NEWID="2"><TEXT TYPE="UNPROC">&#2;\n&#3;</TEXT></REUTERS>'
        b"<REUTERS><TEXT><TITLE>NEVER ENDED</TITLE><BODY>Text"
    )
    assert (brief.headline, brief.body) == ("BANK CUTS RATE", "")
    assert (empty.id, empty.headline, empty.body) == ("2", "", "")
    assert cut.id == "a#3"


def test_no_story() -> None:
    (error,) = read(b"<!DOCTYPE lewis SYSTEM 'lewis.dtd'>\n", "a.sgm")
    assert isinstance(error, ArticleError)


def test_the_whole_collection(data: Path) -> None:
    paths = sorted((data / "reuters21578").glob("*.sgm"))
    found = [each for path in paths for each in stories(path.read_bytes())]
    assert len(found) == 21_578
    assert len({each.id for each in found}) == 21_578
    assert sum(bool(each.places) for each in found) == 18_798
    assert sum(bool(each.people) for each in found) == 1_156
    assert sum(each.published is None for each in found) == 0
    assert sum(bool(each.headline) for each in found) > 21_500
    assert not any("\x03" in each.body or "&lt;" in each.body or " Reuter\n" in each.body for each in found)
    names = {name for each in found for name in each.people}
    assert {"James Baker", "Reagan", "von Weizsaecker", "Perez de Cuellar"} <= names
