"""Web pages."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
import trafilatura

from index.article import Article, Place
from index.errors import ArticleError
from index.readers.web_page import read

STORY = "".join(
    f"<p>Paragraph {number} of a story about the truce in Homs, long enough to be taken for one, says what was"
    " seen.</p>"
    for number in range(8)
)


def article(html: str | bytes, path: str = "a.html") -> Article:
    (found,) = read(html if isinstance(html, bytes) else html.encode(), path)
    assert isinstance(found, Article)
    return found


def page(head: str = "", body: str = STORY) -> str:
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav>"
    return (
        f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{menu}<article>{body}</article></body></html>"
    )


def test_the_main_text_without_the_menu() -> None:
    found = article(page("<title>Truce holds | Dateline Wire</title>", f"<h1>Truce holds</h1>{STORY}"))
    assert (found.headline, found.language) == ("Truce holds", "en")
    assert found.body.startswith("Paragraph 0")
    assert found.body.count("\n\n") == 7
    assert "World" not in found.body


def test_json_ld() -> None:
    stated = {
        "@graph": [
            {"@type": "WebSite", "name": "Dateline Wire"},
            {
                "@type": ["NewsArticle"],
                "headline": "Truce holds",
                "datePublished": "2014-02-07T18:00:00+02:00",
                "author": [
                    {"@type": "Person", "name": "Karim Haddad"},
                    {"@type": "Person", "name": "Paula Neville"},
                ],
                "publisher": {"@type": "Organization", "name": "Dateline Wire"},
                "mentions": [{"@type": "Person", "name": "Talal al-Barazi"}, {"@type": "Thing", "name": "x"}],
                "contentLocation": {"@type": "Place", "name": "Homs, Syria"},
                "keywords": "truce, aid",
            },
        ]
    }
    found = article(page(f'<script type="application/ld+json">{json.dumps(stated)}</script>'))
    assert (found.headline, found.byline, found.source) == (
        "Truce holds",
        "Karim Haddad, Paula Neville",
        "Dateline Wire",
    )
    assert found.people == ("Talal al-Barazi",)
    assert [place.name for place in found.places] in (["Homs"], ["Homs, Syria"])
    assert found.keywords == ("truce", "aid")
    assert found.published is not None
    assert found.published.when.isoformat() == "2014-02-07T18:00:00+02:00"


def test_open_graph_and_other_elements() -> None:
    found = article(
        page(
            "<meta property='og:title' content='Truce holds | Dateline Wire'>"
            "<meta property='og:site_name' content='Dateline Wire'>"
            "<meta property='article:published_time' content='2014-02-07'>"
            "<meta name='author' content='By Karim Haddad'>"
            "<link rel='canonical' href='https://wire.example.org/truce'><meta name='keywords' content='a, b'>"
        )
    )
    assert (found.headline, found.source, found.byline) == ("Truce holds", "Dateline Wire", "Karim Haddad")
    assert (found.url, found.keywords) == ("https://wire.example.org/truce", ("a", "b"))
    assert found.published is not None
    assert found.published.when == datetime(2014, 2, 7)


@pytest.mark.parametrize("reference", ["&#1;", "&#27;", "&#x1F;", "&#x0b", "&#65534;", "&#xFFFF;"])
def test_a_reference_to_no_character_costs_no_text(reference: str) -> None:
    found = article(
        page("", f"<h1>Truce{reference} holds</h1>{STORY.replace('the truce', f'the{reference} truce')}")
    )
    assert found.headline == "Truce holds"
    assert found.body.startswith("Paragraph 0 of a story about the truce in Homs")
    assert article(page("", f"<h1>Caf&#233; &#128512; &#12354;</h1>{STORY}")).headline == "Café \U0001f600 あ"


def test_captions_and_credits() -> None:
    figure = "<figure><img src='x'><figcaption>Buses wait. Photo: Samir Nasser</figcaption></figure>"
    found = article(page(body=figure + STORY))
    assert (found.caption, found.credit) == ("Buses wait.", "Samir Nasser")


@pytest.mark.parametrize(
    ("shown", "who"),
    [
        ("(Image credit: Ann Lee / AP)", "Ann Lee / AP"),
        ("Photograph: Ann Lee/Getty Images", "Ann Lee/Getty Images"),
        ("Photo by Ann Lee", "Ann Lee"),
        ("Credit...Ann Lee for The Times", "Ann Lee for The Times"),
        ("Image source, AFP", "AFP"),
        ("Photographer Ann Lee", "Photographer Ann Lee"),
    ],
)
def test_a_credit_goes_without_its_label(shown: str, who: str) -> None:
    figure = f"<figure><figcaption>Buses wait.<span class='credit'>{shown}</span></figcaption></figure>"
    found = article(page(body=figure + STORY))
    assert (found.caption, found.credit) == ("Buses wait.", who)


def test_a_submitted_photo_is_a_credit() -> None:
    found = article(page(body=f"<figure><figcaption>Ann Lee Submitted photo</figcaption></figure>{STORY}"))
    assert (found.caption, found.credit) == ("Ann Lee", "Submitted photo")


def test_a_dateline_in_the_first_paragraph() -> None:
    found = article(
        page(body=f"<h1>T</h1><p>HOMS, Syria (DL) — The guns fell silent in the old city at dawn.</p>{STORY}")
    )
    assert (found.dateline, found.source) == ("HOMS, Syria", "DL")
    assert found.body.startswith("The guns fell silent")


def test_broken_json_ld_is_passed_over() -> None:
    head = "<script type='application/ld+json'>{broken</script><title>Truce holds</title>"
    assert article(page(head)).headline == "Truce holds"
    deep = "<script type='application/ld+json'>" + "[" * 100_000 + "</script><title>Truce holds</title>"
    assert article(page(deep)).headline == "Truce holds"


def test_a_declared_charset() -> None:
    html = page("<meta charset='windows-1251'><title>Гагарин облетел Землю</title>").encode("windows-1251")
    assert article(html).headline == "Гагарин облетел Землю"


@pytest.mark.parametrize(
    "html", ["", "<html></html>", "plain words", "<" * 5000, "<p>" * 5000, "<div>" * 20_000 + "x"]
)
def test_no_article(html: str) -> None:
    for found in read(html.encode(), "a.html"):
        assert isinstance(found, (Article, ArticleError))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = text.split()
    return Counter(zip(*(words[start:] for start in range(4)), strict=False))


def test_the_main_text_of_real_pages(data: Path) -> None:
    """F1 over four-word shingles, averaged like the benchmark that the pages come from; every tenth page."""
    truth = json.loads((data / "formats" / "html-news-ground-truth.json").read_text())
    precision, recall = [], []
    for name in sorted(truth)[::10]:
        (found,) = read((data / "formats" / "html-news" / name).read_bytes(), name)
        assert isinstance(found, Article)
        assert found.headline
        expected, got = shingles(truth[name]["articleBody"]), shingles(f"{found.dateline} {found.body}")
        same = (expected & got).total()
        precision.append(same / max(1, got.total()))
        recall.append(same / max(1, expected.total()))
    assert sum(precision) / len(precision) > 0.85
    assert sum(recall) / len(recall) > 0.85


def test_places_are_places() -> None:
    stated = {
        "@type": "NewsArticle",
        "headline": "T",
        "contentLocation": [{"@type": "Place", "name": "Homs", "geo": {"latitude": 34.7}}],
    }
    found = article(page(f'<script type="application/ld+json">{json.dumps(stated)}</script>'))
    assert found.places == (Place("Homs", latitude=34.7),)


def test_captions_are_told_once_and_credits_apart() -> None:
    figure = (
        "<figure><img><figcaption><span>Image caption </span><span class='caption'>Homs in ruins.</span>"
        "<span class='photo-credit'>Credit...Samir Nasser/AFP</span></figcaption></figure>"
    )
    found = article(page("", figure + STORY))
    assert (found.caption, found.credit) == ("Homs in ruins.", "Samir Nasser/AFP")


def test_the_date_in_a_byline() -> None:
    found = article(page("", f"<p class='byline'>By Mary Reed | Monday, November 18, 2019</p>{STORY}"))
    assert found.byline == "Mary Reed"
    assert found.published is not None
    assert found.published.when == datetime(2019, 11, 18)


def test_json_ld_of_a_page_that_is_no_article() -> None:
    stated = {
        "@graph": [{"@type": "WebSite"}, {"@type": ["WebPage"], "datePublished": "2018-04-18T14:39:09+02:00"}]
    }
    found = article(
        page(f"<script type='application/ld+json'>{json.dumps(stated)}</script>", f"<h1>Truce</h1>{STORY}")
    )
    assert found.headline == "Truce"
    assert found.published is not None
    assert found.published.when.hour == 14


def test_a_headline_with_references_is_not_repeated_in_the_text() -> None:
    stated = {"@type": "NewsArticle", "headline": "Truce &amp; aid"}
    found = article(
        page(
            f"<script type='application/ld+json'>{json.dumps(stated)}</script>", f"<h1>Truce &amp; aid</h1>{STORY}"
        )
    )
    assert found.headline == "Truce & aid"
    assert found.body.startswith("Paragraph 0")


@pytest.mark.parametrize(
    "piece", ["<ul><li>Homs</li></ul>", "<p>Homs</p>", "<table><tr><td>Homs</td></tr></table>"]
)
@pytest.mark.parametrize("count", [8_000, 30_000])
def test_a_page_of_very_many_elements_is_taken_as_it_is(
    monkeypatch: pytest.MonkeyPatch, piece: str, count: int
) -> None:
    ways: list[bool] = []

    def extract(*_: object, fast: bool = False, **__: object) -> str:
        ways.append(fast)
        return ""

    monkeypatch.setattr(trafilatura, "extract", extract)
    found = article(f"<title>Truce</title><body><nav><a href='/'>Home</a></nav>{piece * count}</body>")
    assert found.headline == "Truce"
    assert found.body.split() == ["Homs"] * count
    assert ways == ([True] if count < 10_000 and "table" not in piece else [])


def test_what_a_page_shows_is_found_wherever_it_stands() -> None:
    html = (
        "<html><body><h1>One</h1><time datetime='2014-01-02'>x</time>"
        "<p itemprop='datePublished' datetime='2014-01-01'>"
        "<figure><b class='a-caption'>First</b></figure><main><figcaption>Second</figcaption></main>"
        "<figcaption>Nobody's</figcaption><article><h1>Two</h1><figcaption>Third</figcaption>"
        "<p itemprop='author'><b itemprop='name'>Anna Smith</b></p></article><b itemprop='name'>Ben Jones</b>"
        f"<p>{'The truce held on Monday. ' * 9}</p></body></html>"
    )
    (found,) = read(html.encode(), "a")
    assert isinstance(found, Article)
    assert (found.headline, found.byline) == ("One", "Anna Smith")
    assert found.published
    assert f"{found.published.when:%Y-%m-%d}" == "2014-01-02"
    assert found.caption == "First\n\nSecond\n\nThird"


@pytest.mark.parametrize("quoted", ["", "='<'", '=">"'])
def test_endless_elements_are_refused(quoted: str) -> None:
    """Libxml2 compares each attribute with all others."""
    tag = " ".join(f"a{number}{quoted}" for number in range(3000))
    (found,) = read(f"<html><body><p>Homs</p><!-- ' --><div {tag}>x</div></body></html>".encode(), "a")
    assert isinstance(found, ArticleError)
    assert "attributes" in found.message


def test_scripts_are_no_elements() -> None:
    script = "if(a<b){" + " ".join(f"v{number}" for number in range(9000)) + "}"
    for hidden in (f"<script>{script}</script>", f"<!-- {script} -->", f"<p title='{script}'>"):
        html = f"<html><body><article>{hidden}<p>{'The truce held. ' * 50}</p></article></body></html>"
        (found,) = read(html.encode(), "a")
        assert isinstance(found, Article)
        assert "The truce held." in found.body
