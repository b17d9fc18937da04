from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from index.article import Article, Published
from index.errors import UsageError
from searcher.answer import Hit
from searcher.render.template import NAMED, Template

HIT = Hit(
    doc=0,
    score=1.5,
    article=Article(
        id="2014/homs#1",
        headline="Truce in {Homs} & 100% hope",
        byline="Karim Haddad",
        source="Dateline Wire",
        people=("Ann Lee", "Bo"),
        published=Published(datetime(2014, 1, 5)),
    ),
)
BARE = Hit(doc=0, score=0.0, article=Article(id="x", headline="Only this"))


def filled(template: str, hit: Hit = HIT) -> str:
    return Template(template).fill(hit, 7)


def test_fields_and_dates() -> None:
    assert filled("{rank} {headline} ({date:%-d %B %Y})") == "7 Truce in {Homs} & 100% hope (5 January 2014)"
    assert filled("{date} {people} {score}") == "2014-01-05 Ann Lee, Bo 1.500"
    assert filled("{date:%a %A %b %d %m %-m %y %H:%M 100%%}") == "Sun Sunday Jan 05 01 1 14 00:00 100%"


def test_optional_parts_vanish_with_what_is_empty() -> None:
    assert filled("[{byline}. ]{headline}[, {source}][ {url}]", BARE) == "Only this"
    assert filled("[{byline}. ]x[, {source}][ {url}]") == "Karim Haddad. x, Dateline Wire"


def test_braces_brackets_and_escapes() -> None:
    assert filled(r"{{{id}}} [[x]]\t|\n|\\") == "{2014/homs#1} [x]\t|\n|\\"


def test_every_named_style_works_with_all_and_with_nothing() -> None:
    for name in NAMED:
        assert "Homs" in filled(name)
        assert "Only this" in filled(name, BARE)


def test_bars_part_ways_to_say_it() -> None:
    template = "{headline}[ ({source}, {date:%Y})| ({source})| ({date:%Y})| by nobody]"
    assert filled(template) == "Truce in {Homs} & 100% hope (Dateline Wire, 2014)"
    assert filled(template, BARE) == "Only this by nobody"
    assert filled(template, dated(HIT, None)) == "Truce in {Homs} & 100% hope (Dateline Wire)"
    assert filled(r"{id}|[{id}\|]", BARE) == "x|x|"


@pytest.mark.parametrize(
    ("style", "all_known", "nobody", "bare"),
    [
        ("apa", "Ann Lee (2014, May 5). Who? W. u", "Who? (2014, May 5). W. u", "Only this. (n.d.)."),
        ("chicago", "Ann Lee. “Who?” W, May 5, 2014. u", "“Who?” W, May 5, 2014. u", "“Only this.”"),
        ("mla", "Ann Lee. “Who?” W, 5 May 2014, u.", "“Who?” W, 5 May 2014, u.", "“Only this.”"),
    ],
)
def test_styles_cite_what_is_not_known_as_their_guides_say(
    style: str, all_known: str, nobody: str, bare: str
) -> None:
    article = Article(
        id="x", headline="Who?", byline="Ann Lee", source="W", url="u", published=Published(datetime(2014, 5, 5))
    )
    assert filled(style, Hit(0, 0.0, article)) == all_known
    assert filled(style, Hit(0, 0.0, replace(article, byline=""))) == nobody
    assert filled(style, BARE) == bare


def test_months_are_shortened_as_a_style_has_them() -> None:
    days = [dated(HIT, Published(datetime(2014, month, 1))) for month in (1, 6, 9)]
    assert [filled("{date:%-b}", hit) for hit in days] == ["Jan.", "June", "Sept."]


def dated(hit: Hit, published: Published | None) -> Hit:
    return hit._replace(article=replace(hit.article, published=published))


def test_bibtex_quotes_what_tex_would_act_on() -> None:
    text = filled("bibtex")
    assert text.startswith("@article{2014-homs-1,\n")
    assert r"title = {Truce in \{Homs\} \& 100\% hope}," in text
    assert text.endswith("\n}")


@pytest.mark.parametrize(
    "template",
    [
        "{headline.__class__}",
        "{headline[0]}",
        "{headline!r}",
        "{}",
        "{0}",
        "{secret}",
        "{date:%Q}",
        "{date:%}",
        "{headline:>1000000}",
        "{",
        "}",
        "[{id}",
        "{id}]",
        "[[{id}]",
        "[a[b]]",
        "{byline:{id}}",
    ],
)
def test_anything_else_is_refused(template: str) -> None:
    with pytest.raises(UsageError, match="--format"):
        Template(template)


def test_a_value_is_never_read_as_a_template() -> None:
    hit = Hit(doc=0, score=0.0, article=Article(id="{source}", headline="[{byline}]\x1b"))
    assert filled("{id} {headline}", hit) == r"{source} [{byline}]\e"
