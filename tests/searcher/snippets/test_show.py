from __future__ import annotations

from index.article import Article, Mention, Place
from searcher.answer import Snippet, Variant
from searcher.snippets import Finder, Pattern, highlight, show

SEARCHED = ("headline", "caption", "body")

ARTICLE = Article(
    id="a",
    headline="Brahimi sees hope for Homs",
    caption="Asad's troops near Homs.",
    body="The envoy said no more. Lakhdar Brahimi left Homs on Sunday. Asad did not.",
    byline="Homs Writer",
    people=("Lakhdar Brahimi", "Bashar al-Assad"),
    places=(Place("Homs", "Syria", "Homs Governorate", "Asia"),),
    mentions=(
        Mention("person", "Lakhdar Brahimi", "headline", 0, 7),
        Mention("person", "Lakhdar Brahimi", "body", 24, 39),
        Mention("person", "Bashar al-Assad", "body", 61, 65),
        Mention("place", "Homs", "body", 45, 49),
    ),
)


def pattern(word: str, *terms: str, fields: tuple[str, ...] = SEARCHED) -> Pattern:
    return Pattern(word, (((frozenset(terms or (word.lower(),)),),),), frozenset(fields))


def shown(*patterns: Pattern) -> dict[str, list[str]]:
    """What is highlighted in which field."""
    return {
        snippet.field: [snippet.text[start:end] for start, end in snippet.highlights]
        for snippet in show(ARTICLE, Finder(patterns), 300).snippets
    }


def test_headline_caption_and_body_are_shown_where_they_matched() -> None:
    assert shown(pattern("Homs")) == {"headline": ["Homs"], "caption": ["Homs"], "body": ["Homs"]}


def test_the_body_is_shown_even_where_only_the_headline_matched() -> None:
    assert shown(pattern("hope")) == {"headline": ["hope"], "body": []}


def test_only_the_field_that_was_asked_is_highlighted() -> None:
    assert shown(pattern("Homs", fields=("byline",))) == {"byline": ["Homs"], "body": []}


def test_a_person_found_by_name_is_highlighted_wherever_the_text_names_them() -> None:
    found = shown(pattern("Brahimi", fields=("people",)))
    assert found == {"headline": ["Brahimi"], "people": ["Brahimi"], "body": ["Lakhdar Brahimi"]}
    assert shown(pattern("Assad", fields=("people",)))["body"] == ["Asad"]


def test_a_place_found_by_its_country_is_shown_by_its_own_name() -> None:
    found = shown(pattern("Syria", fields=("places",)))
    assert found == {"places": [], "body": ["Homs"]}


def test_another_spelling_is_told_and_an_inflection_is_not() -> None:
    assert show(ARTICLE, Finder([pattern("Assad", "assad", "asad")]), 300).variants == (
        Variant("Assad", ("Asad",)),
    )
    assert show(ARTICLE, Finder([pattern("troop", "troop", "troops")]), 300).variants == ()


def test_whole_texts_are_highlighted_to_be_read() -> None:
    whole = {snippet.field: snippet for snippet in highlight(ARTICLE, Finder([pattern("Homs")]))}
    assert whole["body"].text == ARTICLE.body
    assert whole["headline"] == Snippet("headline", ARTICLE.headline, ((22, 26),))


def test_an_article_of_nothing_has_no_snippets() -> None:
    assert show(Article(id="x"), Finder([pattern("Homs")]), 300) == ((), ())
