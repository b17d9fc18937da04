"""NITF, NewsML of both kinds, RSS and Atom."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from index.article import Article
from index.errors import ArticleError
from index.readers import feed, newsml, newsml_1, nitf, read_file, xml_tree


def test_nitf(articles: Path) -> None:
    (found,) = nitf.read((articles / "wire" / "madrid-1991.nitf").read_bytes(), "a.nitf")
    assert isinstance(found, Article)
    assert found.id == "dl-1991-10-30-madrid"
    assert (found.headline, found.byline, found.dateline) == (
        "Arabs and Israelis face each other across one table in Madrid",
        "Harold Vance",
        "MADRID",
    )
    assert (found.caption, found.credit) == (
        "The Palacio Real in Madrid, where the conference opened.",
        "Luis Ortega",
    )
    assert found.people == ("George Bush", "Mikhail Gorbachev", "Yitzhak Shamir", "Haidar Abdel-Shafi")
    assert [place.name for place in found.places] == ["Madrid", "Spain"]
    assert found.keywords == ("Middle East", "peace conference")
    assert found.body.startswith("Israel and all its Arab neighbours sat down")
    assert found.body.count("\n\n") == 3
    assert found.body.count("\n") == 6
    assert found.published is not None
    assert found.published.when.isoformat() == "1991-10-30T19:00:00+01:00"


def test_newsml(articles: Path) -> None:
    (found,) = newsml.read((articles / "wire" / "concorde-2000.xml").read_bytes(), "a.xml")
    assert isinstance(found, Article)
    assert found.id == "urn:newsml:wire.example.org:20000725:concorde"
    assert (found.headline, found.byline, found.dateline, found.source, found.language) == (
        "Concorde crashes in flames near Paris, killing 113",
        "Camille Aubry",
        "GONESSE, France",
        "Dateline Wire",
        "en",
    )
    assert found.people == ("Christian Marty",)
    assert [place.name for place in found.places] == ["Gonesse", "France"]
    assert found.keywords == ("air disaster",)
    assert found.body.count("\n\n") == 3


def test_newsml_1(articles: Path) -> None:
    (found,) = newsml_1.read((articles / "wire" / "kyoto-2005.xml").read_bytes(), "a.xml")
    assert isinstance(found, Article)
    assert found.id == "urn:newsml:wire.example.org:20050216:kyoto:2"
    assert (found.headline, found.byline, found.dateline, found.source, found.language) == (
        "Seven years on, the Kyoto Protocol becomes law",
        "Helen Osgood",
        "KYOTO, Japan",
        "Dateline Wire",
        "en",
    )
    assert found.keywords == ("Kyoto Protocol", "Climate treaties")
    assert found.caption == "The conference centre in Kyoto where the treaty was signed in 1997."
    assert found.body.startswith("From this Wednesday on, thirty-five")
    assert found.body.count("\n\n") == 3
    assert found.published is not None
    assert found.published.when.isoformat() == "2005-02-16T06:00:00+00:00"


ITEM = (
    "<NewsItem><NewsManagement><FirstCreated>20050216T060000Z</FirstCreated></NewsManagement><NewsComponent>{}"
    "</NewsComponent></NewsItem>"
)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<ContentItem><DataContent>Plain words.</DataContent></ContentItem>", "Plain words."),
        ("<ContentItem><DataContent>&lt;p>One&lt;/p>&lt;p>Two&lt;/p></DataContent></ContentItem>", "One\n\nTwo"),
        (
            '<Role FormalName="Main"/><NewsComponent><Role FormalName="StyleSheet"/><ContentItem><DataContent>p {}'
            "</DataContent></ContentItem></NewsComponent><NewsComponent><ContentItem><DataContent>Told."
            "</DataContent></ContentItem></NewsComponent>",
            "Told.",
        ),
        ('<Role FormalName="Photo"/><ContentItem Href="a.jpg"/>', ""),
    ],
)
def test_the_story_of_newsml_1(content: str, body: str) -> None:
    lines = "<NewsLines><HeadLine>Head</HeadLine><DateLine>4/4/2018</DateLine></NewsLines>"
    (found,) = newsml_1.read(f"<NewsML>{ITEM.format(lines + content)}</NewsML>".encode(), "a.xml")
    assert isinstance(found, Article)
    assert (found.headline, found.dateline, found.body) == ("Head", "", body)


def test_newsml_1_of_many_items_and_of_none() -> None:
    item = ITEM.format("<ContentItem><DataContent>Plain words.</DataContent></ContentItem>")
    found = list(newsml_1.read(f"<NewsML>{item * 3}<NewsItem/></NewsML>".encode(), "a.xml"))
    assert [each.id for each in found if isinstance(each, Article)] == ["a#1", "a#2", "a#3"]
    (error,) = newsml_1.read(b"<NewsML><NewsItem/></NewsML>", "a.xml")
    assert isinstance(error, ArticleError)
    assert "no <NewsItem> with content" in error.message


def test_rss(articles: Path) -> None:
    first, second = feed.read((articles / "wire" / "science-desk.rss").read_bytes(), "a.rss")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.url) == ("dl-science-2012-07-04", "https://wire.example.org/2012/07/04/higgs")
    assert (first.byline, first.dateline, first.source) == ("Camille Aubry", "GENEVA", "Dateline Wire: Science")
    assert first.keywords == ("physics", "CERN")
    assert "François Englert" in first.body
    assert first.body.count("\n\n") == 3
    assert second.published is not None
    assert second.published.when.replace(tzinfo=None) == datetime(2014, 11, 15, 10, 5)


def test_atom() -> None:
    (found,) = feed.read(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Fil</title><entry><id>tag:x,2014:1</id>'
        b'<title type="html">A &amp;amp; B</title><link rel="edit" href="https://x.example/e"/>'
        b'<link rel="alternate" href="https://x.example/1"/><updated>2014-02-08T10:00:00Z</updated>'
        b"<published>2014-02-07T10:00:00Z</published><author><name>C. Aubry</name><uri>x</uri></author>"
        b'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un <b>deux</b></p><p>Trois</p></div>'
        b"</content>"
        b'<category term="paix"/></entry></feed>',
        "a.atom",
    )
    assert isinstance(found, Article)
    assert (found.id, found.url, found.headline) == ("tag:x,2014:1", "https://x.example/1", "A & B")
    assert (found.body, found.byline, found.source, found.language) == (
        "Un deux\n\nTrois",
        "C. Aubry",
        "Fil",
        "fr",
    )
    assert found.keywords == ("paix",)
    assert found.published is not None
    assert found.published.when.day == 7


def test_a_declared_encoding_that_expat_does_not_know() -> None:
    text = '<?xml version="1.0" encoding="gb2312"?><rss><item><title>北京奥运会</title></item></rss>'
    (found,) = feed.read(text.encode("gb2312"), "a.rss")
    assert isinstance(found, Article)
    assert found.headline == "北京奥运会"


def test_other_xml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<?xml version="1.0"?><!-- x --><catalogue><title>Homs</title></catalogue>')
    (error,) = read_file(path, "a.xml")
    assert isinstance(error, ArticleError)
    assert "<catalogue>" in error.message


@pytest.mark.parametrize("data", [b"<rss><channel>", b"<rss>&unknown;</rss>", b"<a:b/>", b"<", b"<a>\x00</a>"])
def test_xml_that_is_not_well_formed(data: bytes) -> None:
    with pytest.raises(ArticleError):
        xml_tree.parse(data, "a.xml")


def test_declared_entities_are_refused() -> None:
    with pytest.raises(ArticleError, match="entities"):
        xml_tree.parse(b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "a.xml")


def test_names_of_characters_are_understood() -> None:
    assert xml_tree.parse(b"<r>a&nbsp;b &eacute; &amp;</r>", "a").text == "a\u00a0b é &"


def test_many_comments_before_the_root_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<?xml version="1.0"?>' + "<!-- comment -->\n" * 100 + "<catalogue/>")
    assert isinstance(next(read_file(path, "a.xml")), ArticleError)


@pytest.mark.parametrize("folder", ["nitf", "newsml-g2", "newsml-1.2", "rss-atom", "wxr-wordpress"])
def test_real_files(data: Path, folder: str) -> None:
    found = [each for path in sorted((data / "formats" / folder).iterdir()) for each in read_file(path, path.name)]
    articles = [each for each in found if isinstance(each, Article)]
    least = {"nitf": 10, "newsml-g2": 19, "newsml-1.2": 4, "rss-atom": 393, "wxr-wordpress": 2}
    assert len(articles) >= least[folder]
    assert len(found) - len(articles) <= 4
    assert all(each.published for each in articles)


@pytest.mark.parametrize(
    "folder", ["html-misc", "markdown-frontmatter", "csv", "jsonfeed", "ninjs", "ap-media-json"]
)
def test_other_real_files(data: Path, folder: str) -> None:
    found = [each for path in sorted((data / "formats" / folder).iterdir()) for each in read_file(path, path.name)]
    errors = [each for each in found if isinstance(each, ArticleError)]
    assert len(errors) <= 4
    assert len(found) > 2


def test_files_that_are_no_articles(data: Path) -> None:
    for folder in ("pdf", "other-xml"):
        for path in sorted((data / "formats" / folder).iterdir()):
            (error,) = read_file(path, path.name)
            assert isinstance(error, ArticleError)
            assert "not read" in error.message


def test_wordpress_export() -> None:
    body = (
        '[caption id="a_1" width="300"]<a href="/"><img src="y"></a> Ruins of Homs.[/caption]\n\n'
        '[dropcap]F[/dropcap]irst <a href="/">one</a> [sic].\n\n<!--more-->\n\nSecond.\n\n[gallery ids="1,2"]'
    )
    export = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://w.example/">'
        f"<channel><title>B</title><item><title>Homs</title><content:encoded><![CDATA[{body}]]></content:encoded>"
        "<wp:post_type>post</wp:post_type></item><item><title>ruins</title><wp:post_type>attachment</wp:post_type>"
        "</item></channel></rss>"
    )
    (found,) = feed.read(export.encode(), "a.xml")
    assert isinstance(found, Article)
    assert found.caption == "Ruins of Homs."
    assert found.body.split("\n\n") == ["First one [sic].", "Second."]


def test_where_an_article_first_appeared_is_no_part_of_it() -> None:
    body = '<p>One.</p><p>The post <a href="/h">Homs</a> appeared first on <a href="/">Wire</a>.</p>'
    (found,) = feed.read(
        '<rss xmlns:c="http://c.example/"><channel><item><title>Homs</title>'
        f"<c:encoded><![CDATA[{body}]]></c:encoded></item></channel></rss>".encode(),
        "a.xml",
    )
    assert isinstance(found, Article)
    assert found.body == "One."
