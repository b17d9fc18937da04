from __future__ import annotations

from collections.abc import Mapping

from index.fields import SEARCHED
from searcher.answer import Meaning, Suggestion
from searcher.query.parser import parse
from searcher.query.tree import Fuzzy, Node
from searcher.suggest import suggestions


def suggest(
    query: str, finds: Mapping[str, int], vocabulary: tuple[str, ...] = (), total: int = 0
) -> list[Suggestion]:
    """What is suggested where queries find what `finds` says, and fuzzy words what shares most letters."""

    def lookup(leaf: Node, fields: tuple[str, ...]) -> Meaning:
        assert isinstance(leaf, Fuzzy)
        near = {term for term in vocabulary if len(set(term) ^ set(leaf.text.lower())) <= leaf.edits}
        return Meaning(((frozenset(near),),))

    return list(suggestions(query, parse(query).tree, total, SEARCHED, lambda text: finds.get(text, 0), lookup))


def test_a_misspelt_word_is_replaced_by_the_one_most_articles_have() -> None:
    found = suggest(
        "Gadafi rebels", {"gaddafi": 9, "gadaf": 1, "Gaddafi rebels": 4}, ("gaddafi", "gadaf", "gadafi")
    )
    assert found[0] == Suggestion("spelling", "Gaddafi rebels", 4, "Gadafi")


def test_of_likely_words_the_one_that_goes_with_the_others_is_taken() -> None:
    finds = {"maple": 900, "apple": 90, "Maple iphone": 1, "Apple iphone": 9}
    assert suggest("Aple iphone", finds, ("maple", "apple"))[0].query == "Apple iphone"
    assert suggest("Aple", finds | {"Maple": 900, "Apple": 90}, ("maple", "apple"))[0].query == "Maple"


def test_capitals_stay() -> None:
    assert suggest("OPCE", {"opec": 9, "OPEC": 9}, ("opec",))[0].query == "OPEC"


def test_a_word_the_archive_knows_is_left_alone() -> None:
    assert suggest("homs", {"homs": 50, "homes": 5000}, ("homes",), total=2) == []


def test_a_word_the_archive_has_is_taken_for_no_word_two_letters_away() -> None:
    assert suggest("covid", {"covid": 2, "corid": 5000}, ("corid",), total=2) == []
    assert suggest("covid", {"corid": 5000}, ("corid",))[0].query == "corid"


def test_a_word_in_a_field_is_tried_there() -> None:
    finds = {"people:brahimi": 7, "people:Brahimi": 7}
    assert suggest("people:Brahimy", finds, ("brahimi",))[0].query == "people:Brahimi"


def test_a_better_spelling_that_finds_nothing_is_not_suggested() -> None:
    assert suggest("Gadafi x", {"gaddafi": 9}, ("gaddafi",)) == []


def test_the_part_to_blame_is_the_one_whose_absence_finds_most() -> None:
    found = suggest('homs "old city" xyzzy', {'homs "old city"': 5, "homs xyzzy": 1})
    assert found == [Suggestion("without", 'homs "old city"', 5, "xyzzy")]


def test_any_of_the_words() -> None:
    assert suggest("homs plugh", {"homs OR plugh": 12}) == [Suggestion("any", "homs OR plugh", 12)]


def test_any_of_the_words_stays_within_what_the_query_excludes_and_its_dates() -> None:
    within = "(homs OR plugh) -aleppo since:2013"
    found = suggest("homs plugh -aleppo since:2013", {within: 12, "homs OR plugh": 20})
    assert found == [Suggestion("any", within, 12)]


def test_alternatives_stay_together() -> None:
    found = suggest("(a OR b) c", {"(a OR b)": 3, "(a OR b) OR c": 3})
    assert {each.query for each in found} == {"(a OR b)", "(a OR b) OR c"}


def test_exclusions_and_phrases_are_not_respelt() -> None:
    assert suggest('-Gadafi "Gadafi"', {"gaddafi": 9, "Gaddafi": 9}, ("gaddafi",)) == []


def test_a_query_of_very_many_words_is_not_asked_again_for_each() -> None:
    asked: list[str] = []

    def ask(text: str) -> int:
        asked.append(text)
        return 0

    def lookup(_leaf: Node, _fields: tuple[str, ...]) -> Meaning:
        return Meaning(((frozenset(["gaddafi", "gadaffi"]),),))

    for times, most in ((32, 32 * 10), (33, 0)):
        asked.clear()
        query = " ".join(["Gadafi"] * times)
        assert suggestions(query, parse(query).tree, 0, SEARCHED, ask, lookup) == ()
        assert len(asked) <= most
