from __future__ import annotations

import copy
import pickle
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.fields import FIELDS
from index.text import tokens
from searcher.query import words
from searcher.query.dates import midnight
from searcher.query.parser import parse
from searcher.query.tree import (
    And,
    Boost,
    DateRange,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    unparse,
    walk,
)


def whole(text: str) -> bool:
    """Whether a text is a word to its first and last character."""
    word = words.literal(text, 0, 0)
    return word is not None and word.text == text


PLAIN = st.sampled_from(
    ["Homs", "ceasefire", "F-16", "O'Brien", "U.N.", "AND", "NEAR/5", "or", "C++", "2014..2015", "停火"]
)
ANY = st.text(st.one_of(st.characters(), st.sampled_from('ab*?~^:\\"()-+!«» ')), min_size=1, max_size=8)
WORDS = st.one_of(PLAIN, ANY.filter(whole))
BEGINNINGS = st.one_of(PLAIN, ANY.filter(lambda text: next(iter([t.start for t in tokens(text)]), 1) == 0))


@st.composite
def patterns(draw: st.DrawFn, *, quoted: bool = False) -> str:
    pieces = draw(st.lists(st.one_of(st.sampled_from(["*", "?"]), WORDS.map(literally)), min_size=1, max_size=4))
    pieces = [draw(st.sampled_from(["?", "*"])), draw(WORDS.map(literally)), *pieces]
    if pieces[-1] == "?" and quoted:
        pieces.append("*")
    return "".join(pieces)


def literally(text: str) -> str:
    return "".join("\\" + c if c in "*?\\" else c for c in text)


WORD = WORDS.map(Word)
PREFIX = BEGINNINGS.map(Prefix)
LEAF = st.one_of(WORD, PREFIX, patterns().map(Wildcard), st.builds(Fuzzy, WORDS, st.sampled_from([1, 2])))
QUOTED = st.one_of(WORD, PREFIX, patterns(quoted=True).map(Wildcard), st.just(Everything()))
ROWS = st.lists(QUOTED, min_size=1, max_size=4).map(tuple).filter(lambda row: any(w != Everything() for w in row))
PHRASE = st.builds(Phrase, ROWS)
NEARBY = st.one_of(LEAF, PHRASE)
OPERAND = st.one_of(NEARBY, st.lists(NEARBY, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))))
OPERANDS = st.lists(OPERAND, min_size=2, max_size=3).map(tuple)
SLOPS = st.integers(0, 10_000)


@st.composite
def date_ranges(draw: st.DrawFn) -> DateRange:
    days = draw(st.lists(st.dates(date(1000, 1, 1)), min_size=2, max_size=2, unique=True).map(sorted))
    since, before = (draw(st.sampled_from([day, None])) for day in days)
    return DateRange(midnight(since), midnight(before))


SIMPLE = st.one_of(
    LEAF,
    PHRASE,
    st.builds(Phrase, ROWS, SLOPS),
    st.builds(Near, OPERANDS, SLOPS, st.booleans()),
    date_ranges(),
    st.just(Everything()),
)
NAMES = st.sampled_from([field.name for field in FIELDS if field.name != "date"])


def larger(trees: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(trees, min_size=2, max_size=4).map(tuple)
    weights = st.integers(0, 10**9).map(lambda millionths: millionths / 10**6)
    return st.one_of(
        parts.map(And),
        parts.map(Or),
        trees.map(Not),
        st.builds(Boost, trees, weights),
        st.builds(Field, NAMES, trees),
    )


TREES = st.recursive(SIMPLE, larger, max_leaves=8)


@settings(
    max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None
)
@example(Not(Wildcard("?\U0003134b*")))
@example(Not(Wildcard("?*x")))
@given(TREES)
def test_a_printed_tree_parses_to_itself(node: Node) -> None:
    assert parse(unparse(node)).tree == node


def test_printed_queries_look_as_people_write_them() -> None:
    same = [
        "Homs ceasefire",
        "(Homs OR Aleppo) ceasefire -U.S.-led",
        'headline:(a OR "b c"~5^2) people:Assad^0.5',
        "a NEAR/5 b",
        "date:2014-01-01..2014-03-31 date:2014-01-26 date:2014-01-01.. date:..2014-01-01 date:*",
        "te?t* cease* Brahimi~1 *",
        "j.smith@reuters.com 1,300 AT&T and/or",
    ]
    assert [unparse(parse(query).tree) for query in same] == same


def test_nodes_compare_by_what_they_ask_and_not_by_place() -> None:
    assert Word("a", start=3, end=4) == Word("a")
    assert hash(Word("a", start=3)) == hash(Word("a"))
    assert Word("a") != Prefix("a")
    assert And((Word("a"), Word("b"))) != Or((Word("a"), Word("b")))
    assert Word("a") != "a"


def test_nodes_cannot_be_changed() -> None:
    word = Word("a")
    with pytest.raises(AttributeError, match="a Word cannot be changed"):
        word.text = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="a Word cannot be changed"):
        del word.text
    with pytest.raises(AttributeError):
        word.other = 1  # type: ignore[attr-defined]


def test_nodes_can_be_copied_and_pickled() -> None:
    node = parse('headline:(a OR "b c"~5^2) a NEAR/5 b date:2014 x~1').tree
    for other in (pickle.loads(pickle.dumps(node)), copy.deepcopy(node)):  # noqa: S301  # just made
        assert other == node
        assert [(n.start, n.end) for n in walk(other)] == [(n.start, n.end) for n in walk(node)]


def test_repr_is_what_makes_the_node() -> None:
    node = parse("(a OR b*) -date:2014").tree
    names = {kind.__name__: kind for kind in (And, Or, Not, Word, Prefix, DateRange)}
    import datetime as module  # noqa: PLC0415  # the name that the representation of dates uses

    assert eval(repr(node), names | {"datetime": module}) == node  # noqa: S307  # our own text


def test_dates_print_with_their_last_day() -> None:
    start = datetime(2014, 1, 1)
    assert unparse(DateRange(start, start + timedelta(days=1))) == "date:2014-01-01"
    assert unparse(DateRange(start, start + timedelta(days=31))) == "date:2014-01-01..2014-01-31"
