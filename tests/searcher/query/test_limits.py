"""Queries that ask for too much are refused where they begin to."""

from __future__ import annotations

import pytest

from index.errors import QueryError
from searcher.query import limits
from searcher.query.parser import parse
from searcher.query.tree import Near


@pytest.mark.parametrize(
    ("one", "most", "joint", "message"),
    [
        ("homs", limits.MOST_WORDS, " ", "more than 10,000 words"),
        ("ab{}~1", limits.MOST_PATTERNS, " OR ", "more than 100 different words"),
        ("*ab{}", limits.MOST_PATTERNS, " ", "more than 100 different words"),
        ("homs", limits.MOST_NEAR, " ONEAR/9 ", "more than 100 parts"),
    ],
)
def test_what_is_too_much(one: str, most: int, joint: str, message: str) -> None:
    words = [one.format(number) for number in range(most + 1)]
    assert parse(joint.join(words[:most]))
    query = joint.join(words)
    with pytest.raises(QueryError, match=message) as caught:
        parse(query)
    assert query[caught.value.start : caught.value.end] == words[-1]
    assert caught.value.hint


def test_words_of_a_phrase_count_too() -> None:
    with pytest.raises(QueryError, match="more than 10,000 words"):
        parse('"' + "homs " * (limits.MOST_WORDS + 1) + '"')


def test_a_pattern_that_is_written_again_costs_nothing_more() -> None:
    assert parse("a?b " * (limits.MOST_PATTERNS + 1))
    assert isinstance(parse(" NEAR/3 ".join(["a", "b"] * 50)).tree, Near)
