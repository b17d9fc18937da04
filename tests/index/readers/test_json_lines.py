"""JSON in the shapes that people have."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Place
from index.errors import ArticleError
from index.readers.cleaning import one_line, paragraphs
from index.readers.json_lines import read


def articles(document: object, path: str = "a.json") -> list[Article]:
    found = list(read(document if isinstance(document, bytes) else json.dumps(document).encode(), path))
    assert all(isinstance(each, Article) for each in found), found
    return [each for each in found if isinstance(each, Article)]


def test_the_documented_names() -> None:
    (found,) = articles(
        {
            "id": 7,
            "url": "https://wire.example.org/7",
            "headline": "Ceasefire in Homs",
            "byline": "Karim Haddad",
            "date": "2014-02-07",
            "source": "Dateline Wire",
            "body": "HOMS — One.\n\nTwo.",
            "people": ["Lakhdar Brahimi", "Lakhdar Brahimi"],
            "places": ["Homs, Syria", {"name": "Geneva", "country": "Switzerland", "lat": 46.2, "lon": "6.1"}],
            "keywords": "truce; aid",
            "language": "en-GB",
        }
    )
    assert found == Article(
        id="7",
        path="a.json",
        url="https://wire.example.org/7",
        headline="Ceasefire in Homs",
        byline="Karim Haddad",
        dateline="HOMS",
        body="One.\n\nTwo.",
        people=("Lakhdar Brahimi",),
        places=(Place("Homs", "Syria"), Place("Geneva", "Switzerland", latitude=46.2, longitude=6.1)),
        keywords=("truce", "aid"),
        published=found.published,
        source="Dateline Wire",
        language="en",
    )
    assert found.published is not None
    assert found.published.when == datetime(2014, 2, 7)


@pytest.mark.parametrize(
    "record",
    [
        {"title": "H", "content": "B", "author": "A", "published_at": "2014-01-26"},
        {"Title": "H", "Full Text": "B", "Authors": ["A"], "Pub-Date": "Jan. 26, 2014"},
        {"headline": {"main": "H"}, "byline": {"original": "By A"}, "pub_date": "2014-01-26",
         "lead_paragraph": "B"},
        {"title": {"rendered": "H"}, "content": {"rendered": "<p>B</p>"}, "author": {"name": "A"},
         "date": "2014-01-26"},
        {"fields": {"headline": "H", "body": "B", "byline": "A"}, "webPublicationDate": "2014-01-26"},
        {"_source": {"title": "H", "text": "B", "author": "A", "date": "20140126"}},
        {"article": {"title": "H", "text": "B", "author": "A"}, "timestamp": 1390694400},
        {
            "headlines": [{"role": "main", "value": "H"}],
            "bodies": [{"role": "text", "value": "B"}, {"role": "html", "value": "<p>B</p>"}],
            "by": "A",
            "versionCreated": "2014-01-26",
        },
        {"title": "H", "contents": [{"type": "title", "content": "H"}, {"type": "sanitized_html", "content": "B"}],
         "author": "A", "published_date": 1390694400000},
    ],
)  # fmt: skip
def test_synonyms_and_nestings(record: dict[str, object]) -> None:
    (found,) = articles(record)
    assert (found.headline, found.body, found.byline) == ("H", "B", "A")
    assert found.published is not None
    assert found.published.when.date().isoformat() == "2014-01-26"


ONE, TWO = {"title": "One", "text": "x"}, {"title": "Two", "text": "y"}


@pytest.mark.parametrize(
    "document",
    [
        [ONE, TWO],
        [[ONE], [TWO]],
        {"articles": [ONE, TWO]},
        {"status": "ok", "response": {"results": [ONE, TWO]}},
        {"hits": {"total": 2, "hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}]}},
        {"title": "A feed", "items": [ONE, TWO]},
        {"rss": {"channel": {"title": "A feed", "item": [ONE, TWO]}}},
        {"first": ONE, "second": TWO},
        {"2014": [ONE], "2015": [TWO]},
    ],
)
def test_where_the_articles_are(document: object) -> None:
    assert [found.headline for found in articles(document)] == ["One", "Two"]
    indented = json.dumps(document, indent=2).encode()
    assert [found.headline for found in articles(indented)] == ["One", "Two"]


def test_a_feed_is_the_source_of_its_items() -> None:
    found = articles(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "language": "fr", "items": [ONE]}
    )
    assert (found[0].source, found[0].language) == ("Feed", "fr")


def test_ids() -> None:
    assert [found.id for found in articles([ONE, TWO], "wire/a.json")] == ["wire/a#1", "wire/a#2"]
    assert [found.id for found in articles(ONE, "wire/a.json")] == ["wire/a"]
    assert [found.id for found in articles({"x1": ONE, "x2": TWO})] == ["x1", "x2"]
    lines = b'{"title": "One"}\n\n{"title": "Two", "id": "given"}\n'
    assert [found.id for found in articles(lines, "a.jsonl")] == ["a#1", "given"]


def test_names_and_texts_without_their_markup() -> None:
    (found,) = articles(
        {
            "headline": "Talks",
            "body": "Sales of BlackBerry<sup >®</sup> fell.",
            "people": "Ann O&#39;Hara; <b>Bo Lee</b>",
            "places": ["<i>Milan</i>"],
            "keywords": "R&amp;D",
        }
    )
    assert found.body == "Sales of BlackBerry® fell."
    assert found.people == ("Ann O'Hara", "Bo Lee")
    assert [place.name for place in found.places] == ["Milan"]
    assert found.keywords == ("R&D",)


def test_what_mongodb_exports() -> None:
    first, second = articles(
        [
            {"_id": {"$oid": "52e4"}, "title": "Truce", "date": {"$date": "2014-01-26T10:00:00Z"}},
            {"title": "Talks", "date": {"$date": {"$numberLong": "1390730400000"}}},
        ]
    )
    assert first.published is not None
    assert second.published is not None
    assert first.published.when == second.published.when
    assert first.id == "52e4"


def test_a_reference_with_more_digits_than_python_reads_costs_no_article() -> None:
    first, second = articles([{"headline": f"Oil &amp; gas &#{'9' * 5000};", "body": "x"}, {"headline": "Truce"}])
    assert (first.headline, second.headline) == ("Oil & gas \ufffd", "Truce")


def test_people_of_the_new_york_times() -> None:
    keywords = [
        {"name": "persons", "value": "Assad, Bashar al-"},
        {"name": "glocations", "value": "Homs (Syria)"},
        {"name": "subject", "value": "Peace Process"},
    ]
    (found,) = articles({"headline": {"main": "H"}, "keywords": keywords})
    assert found.people == ("Bashar al-Assad",)
    assert [place.name for place in found.places] == ["Homs (Syria)"]
    assert found.keywords == ("Peace Process",)


def test_markup_in_fields() -> None:
    (found,) = articles(
        {"title": "A &amp; B", "content": "<p>One<br>two</p><script>x()</script><ul><li>Three</li></ul>"}
    )
    assert (found.headline, found.body) == ("A & B", "One\n\ntwo\n\nThree")
    (found,) = articles({"title": "a < b > c", "content": "if x<y and y>z"})
    assert (found.headline, found.body) == ("a < b > c", "if x<y and y>z")


def test_dangerous_addresses_are_left_out() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", " JavaScript:x", "file:///etc/passwd"):
        assert articles({"title": "H", "url": url})[0].url == ""
    assert articles({"title": "H", "url": "/2014/homs:1"})[0].url == "/2014/homs:1"


def test_a_bad_line_costs_only_itself() -> None:
    found = list(read(b'{"title": "One"}\n{broken\n[]\n{"a": 1}\n{"title": "Two"}\n', "a.jsonl"))
    assert [type(each) for each in found] == [Article, ArticleError, ArticleError, ArticleError, Article]
    assert [f"line {number}" in str(found[number - 1]) for number in (2, 3, 4)] == [True] * 3


def test_a_broken_first_line() -> None:
    found = list(read(b'{"title": "One\n{"title": "Two"}\n{"title": "Three"}\n', "a.jsonl"))
    assert [type(each) for each in found] == [ArticleError, Article, Article]


def test_what_is_no_json_at_all_is_one_error() -> None:
    assert len(list(read(b"no json\n" * 1000, "a.json"))) < 25


def test_deep_nesting_and_huge_numbers_are_refused() -> None:
    for document in (b"[" * 200_000, b'{"a":' * 200_000, b'{"title": ' + b"9" * 5000 + b"}"):
        (error,) = read(document, "a.json")
        assert isinstance(error, ArticleError)
    deep: object = "text"
    for _ in range(100):
        deep = {"content": [deep]}
    (found,) = read(json.dumps({"title": "H", "body": deep}).encode(), "a.json")
    assert isinstance(found, Article)


def test_encodings() -> None:
    text = '{"title": "São Paulo", "text": "Wałęsa"}'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        assert articles(text.encode(encoding))[0].headline == "São Paulo"
    assert articles('{"title": "São Paulo"}\n{"title": "x"}'.encode("windows-1252"))[0].headline == "São Paulo"
    assert articles(b'{"title": "a\\ud800b"}')[0].headline == "ab"


TEXT = st.text(alphabet=st.characters(exclude_characters="<&"), max_size=80)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_lines_are_read_back(stories: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"headline": "H " + headline, "body": body}) for headline, body in stories]
    found = articles("\n".join(lines).encode(), "a.jsonl")
    assert [each.headline for each in found] == [one_line("H " + headline) for headline, _ in stories]
    for each, (_, body) in zip(found, stories, strict=True):
        assert each.body == paragraphs(body) or each.dateline or each.source


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "text", "date", "people", "places", "items", "fields", "keywords", "author", "id", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
)


@given(JSON)
def test_no_document_is_too_strange(document: object) -> None:
    for each in read(json.dumps(document).encode(), "a.json"):
        assert isinstance(each, (Article, ArticleError))


def test_blank_lines_part_paragraphs_where_no_markup_does() -> None:
    (kept,) = articles(
        {"title": "T", "content": 'First <a href="/">one</a>\nwrapped.\n\nSecond.\n\n<h2>Head</h2>\nThird.'}
    )
    assert kept.body.split("\n\n") == ["First one wrapped.", "Second.", "Head", "Third."]
    (laid_out,) = articles({"title": "T", "content": "<p>First,\n\n<a>one</a>.</p>\n\n<p>Second.</p>"})
    assert laid_out.body.split("\n\n") == ["First, one.", "Second."]


def test_captions_are_taken_out_of_the_body() -> None:
    (found,) = articles(
        {
            "title": "T",
            "content": "<figure><img><figcaption>Homs in ruins. Photo: Samir Nasser</figcaption></figure>"
            "<p>GENEVA (AP) — One.</p>",
        }
    )
    assert (found.caption, found.credit) == ("Homs in ruins.", "Samir Nasser")
    assert (found.dateline, found.source, found.body) == ("GENEVA", "AP", "One.")


def test_what_scrapers_call_things() -> None:
    (please,) = articles(
        {"title": "T", "maintext": "One.", "date_publish": "2019-01-04 09:00:00", "source_domain": "e.org"}
    )
    assert please.published is not None
    assert (please.published.when, please.source) == (datetime(2019, 1, 4, 9), "e.org")
    (trafilatura,) = articles(
        {"title": "T", "raw_text": "One.", "source": "https://e.org/x", "source-hostname": "E"}
    )
    assert (trafilatura.url, trafilatura.source) == ("https://e.org/x", "E")
    (guardian,) = articles(
        {"webTitle": "T", "fields": {"body": "One."}, "tags": [{"id": "s", "webTitle": "Syria"}]}
    )
    assert guardian.keywords == ("Syria",)
    (russian,) = articles({"Заголовок": "T", "Текст": "One.", "Дата": "26.01.2014", "Автор": "X Y"})
    assert (russian.headline, russian.body, russian.byline) == ("T", "One.", "X Y")


def test_a_headline_does_not_name_its_source() -> None:
    record = {
        "title": "Truce holds - The Wire",
        "source": {"name": "TheWire"},
        "content": "Women left… [+2345 chars]",
    }
    (found,) = articles(record)
    assert (found.headline, found.body) == ("Truce holds", "Women left…")
    (other,) = articles({"title": "Truce holds - for how long?", "source": "Wire"})
    assert other.headline == "Truce holds - for how long?"


@pytest.mark.parametrize(
    ("value", "byline"),
    [
        ("https://www.facebook.com/wire", ""),
        (12, ""),
        (["Karim Haddad", "View All Posts"], "Karim Haddad"),
        ("Von Karim Haddad, dpa", "Karim Haddad, dpa"),
        ("karim@wire.example (Karim Haddad)", "Karim Haddad"),
        ("By Karim Haddad, karim.haddad@wire.example", "Karim Haddad"),
        ("desk@wire.example", "desk@wire.example"),
    ],
)
def test_who_is_an_author(value: object, byline: str) -> None:
    (found,) = articles({"title": "T", "author": value})
    assert found.byline == byline
