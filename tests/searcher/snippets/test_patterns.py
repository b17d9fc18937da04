from __future__ import annotations

from index.fields import SEARCHED
from index.function_words import FUNCTION_WORDS
from index.text import Form, tokens
from searcher.answer import Meaning
from searcher.query.parser import parse
from searcher.query.tree import Node, Prefix, Word
from searcher.snippets.patterns import ANY, Pattern, patterns_of


def lookup(leaf: Node, fields: tuple[str, ...], exact: bool) -> Meaning:
    """A word is itself, with an s behind it unless exact; a prefix is two words."""
    assert fields
    if isinstance(leaf, Prefix):
        return Meaning(((frozenset([f"{leaf.text}a", f"{leaf.text}b"]),),), 1.0)
    assert isinstance(leaf, Word)
    terms = [token.term for token in tokens(leaf.text) if token.form is Form.WORD]
    more = {} if exact else {f"{terms[0]}s"}
    run = tuple(frozenset([term, *(more if len(terms) == 1 else ())]) for term in terms)
    return Meaning((run,), 0.0 if leaf.text in FUNCTION_WORDS else float(len(terms[0])))


def patterns(query: str) -> list[Pattern]:
    return patterns_of(parse(query).tree, lookup, query)


def test_a_word_is_looked_for_with_its_inflections_in_the_searched_fields() -> None:
    (pattern,) = patterns("talk")
    assert pattern == Pattern("talk", ((((frozenset(["talk", "talks"]),)),),), frozenset(SEARCHED), 4.0)


def test_a_field_is_looked_for_there_only() -> None:
    assert [(each.word, each.fields) for each in patterns("people:assad homs")] == [
        ("assad", frozenset(["people"])),
        ("homs", frozenset(SEARCHED)),
    ]


def test_what_must_not_be_there_is_not_looked_for() -> None:
    assert [each.word for each in patterns("homs -aleppo NOT (a OR b)")] == ["homs"]
    assert patterns("*") == []
    assert patterns("date:2014") == []


def test_a_word_that_is_written_again_is_looked_for_once() -> None:
    assert patterns("homs truce homs homs") == patterns("homs truce")


def test_all_alternatives_are_looked_for() -> None:
    assert [each.word for each in patterns("(homs OR aleppo) truce^2")] == ["homs", "aleppo", "truce"]


def test_a_phrase_is_exact_and_one_operand() -> None:
    (pattern,) = patterns('"old * city F-16"')
    assert pattern.operands == (
        ((frozenset(["old"]), ANY, frozenset(["city"]), frozenset(["f"]), frozenset(["16"])),),
    )
    assert pattern.word == "old * city F-16"


def test_nearness_keeps_its_operands_apart() -> None:
    (pattern,) = patterns('(talk OR "peace deal") ONEAR/3 homs')
    assert (pattern.slop, pattern.ordered, len(pattern.operands)) == (3, True, 2)
    assert pattern.operands[0] == ((frozenset(["talk", "talks"]),), (frozenset(["peace"]), frozenset(["deal"])))
    (loose,) = patterns('"homs talks"~4')
    assert (loose.slop, loose.ordered) == (4, False)


def test_a_prefix_is_all_its_words() -> None:
    assert patterns("cease*")[0].operands == (((frozenset(["ceasea", "ceaseb"]),),),)


def test_function_words_weigh_nothing_beside_others_and_the_same_alone() -> None:
    assert [each.weight for each in patterns("what is truce")] == [0.0, 0.0, 5.0]
    assert [each.weight for each in patterns("what is")] == [1.0, 1.0]
    assert [each.weight for each in patterns('truce "to be or not to be"')] == [5.0, 1.0]
