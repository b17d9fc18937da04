from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import tokens
from searcher.query.expand import Spelling, Step, expand
from searcher.query.parser import parse
from searcher.query.tree import Everything, Fuzzy, Node, Not, Phrase, Prefix, Wildcard, Word, walk
from searcher.query.variants import variants


def short(spelling: Spelling) -> str:
    """A spelling in one string: `+` for inflections, `*` and `?` for patterns, `~1` for edits."""
    ends = {"inflected": "+", "prefix": "*", "any": "*"}
    return " ".join(
        s.text + (f"~{s.edits}" if s.kind == "fuzzy" else ends.get(s.kind, "")) for s in spelling.steps
    )


def spelled(node: Node, *, exact: bool = False) -> list[str]:
    return [short(spelling) for spelling in expand(node, exact=exact, variants=variants())]


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        ("talks", ["talks+"]),
        ("café", ["cafe+"]),
        ("F-16", ["f16", "f 16"]),
        ("COVID-19", ["covid19", "covid 19"]),
        ("cease-fire", ["ceasefire+", "cease fire"]),
        ("e-mail", ["email+", "e mail"]),
        ("U.N.", ["un"]),
        ("U.S.-led", ["usled+", "us led"]),
        ("O'Brien", ["obrien+"]),
        ("1,300", ["1300"]),
        ("2014-01-26", ["2014 01 26"]),
        ("AIDS", ["aids"]),
        ("NATO", ["nato"]),
        ("a@b.com", ["a b com"]),
        ("停火协议", ["停火 火协 协议"]),
        ("停", ["停*"]),
        ("Assad", ["assad+", "asad"]),
        (
            "al-Assad",
            [
                "alassad+",
                "al assad",
                "assad",
                "alasad",
                "al asad",
                "elassad",
                "el assad",
                "elasad",
                "el asad",
                "asad",
            ],
        ),
        ("Kiev", ["kiev+", "kyiv", "kyyiv"]),
        ("Leningrad", ["leningrad+", "saint petersburg", "st petersburg", "petrograd"]),
    ],
)
def test_words(word: str, spellings: list[str]) -> None:
    assert spelled(Word(word)) == spellings


@pytest.mark.parametrize(
    ("word", "spellings"),
    [("talks", ["talks"]), ("Assad", ["assad"]), ("cease-fire", ["ceasefire", "cease fire"]), ("停", ["停*"])],
)
def test_exact_words_are_only_themselves(word: str, spellings: list[str]) -> None:
    assert spelled(Word(word), exact=True) == spellings


@pytest.mark.parametrize(
    ("node", "spellings"),
    [
        (Prefix("Wałę"), ["wale*"]),
        (Prefix("al-Ass"), ["alass*", "al ass*"]),
        (Prefix("al-"), ["al *"]),
        (Prefix("U.N."), ["un*"]),
        (Prefix("停火"), ["停火"]),
        (Prefix("停"), ["停*"]),
        (Wildcard("Te?t"), ["te?t"]),
        (Wildcard("*fire"), ["*fire"]),
        (Wildcard("F-1?"), ["f1?", "f 1?"]),
        (Wildcard(r"a\*b?"), ["a b?"]),
        (Fuzzy("Brahimi", 2), ["brahimi~2"]),
        (Fuzzy("cease-fire", 1), ["ceasefire~1", "cease~1 fire~1"]),
        (Everything(), ["*"]),
    ],
)
def test_parts_of_words(node: Node, spellings: list[str]) -> None:
    assert spelled(node) == spellings


@pytest.mark.parametrize(
    ("query", "spellings"),
    [
        ('"talks in Homs"', ["talks in homs"]),
        ('"cease-fire talks"', ["ceasefire talks", "cease fire talks"]),
        (
            '"the F-16 cease-fire"',
            ["the f16 ceasefire", "the f16 cease fire", "the f 16 ceasefire", "the f 16 cease fire"],
        ),
        ('"a * b"', ["a * b"]),
        ('"rate cut*"', ["rate cut*"]),
        ('"停火 a"', ["停火 火 a"]),
        ('"a 停火"', ["a 停火"]),
        ('"a-b c-d e-f g-h i-j"', ["ab cd ef gh ij", "a b c d e f g h i j"]),
    ],
)
def test_phrases(query: str, spellings: list[str]) -> None:
    assert spelled(parse(query).tree) == spellings


def test_variants_say_so() -> None:
    found = expand(Word("Assad"), variants=variants())
    assert [(spelling.text, spelling.reason) for spelling in found] == [("Assad", "written"), ("Asad", "variant")]


def test_only_words_can_be_expanded() -> None:
    with pytest.raises(TypeError, match="Not is no word"):
        expand(Not(Word("a")))


@given(st.text(max_size=30))
def test_a_text_finds_itself(text: str) -> None:
    """Some spelling of a word is in the index exactly where the tokenizer puts the word."""
    held: dict[int, set[str]] = {}
    for token in tokens(text):
        held.setdefault(token.position, set()).add(token.term)
    for node in walk(Phrase((Word(text),))):
        found = expand(node, exact=True) if held else ()
        assert not held or any(fits(spelling.steps, held) for spelling in found)


def fits(steps: tuple[Step, ...], held: dict[int, set[str]]) -> bool:
    return any(
        all(
            any(
                term == step.text or (step.kind == "prefix" and term.startswith(step.text))
                for term in held.get(at, ())
            )
            for at, step in enumerate(steps, start)
        )
        for start in held
    )
