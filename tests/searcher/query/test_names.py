from __future__ import annotations

import pytest

from searcher.query.names import with_other_names
from searcher.query.parser import parse
from searcher.query.tree import Near, Word, unparse, walk
from searcher.query.variants import Variants

GROUPS = Variants(
    {
        "saint petersburg": ("Saint Petersburg", "Leningrad"),
        "leningrad": ("Saint Petersburg", "Leningrad"),
        "kim jong un": ("Kim Jong-un", "Kim Jongun"),
        "kim jong": ("Kim Jong", "Kimjong"),
        "al assad": ("al-Assad", "Assad"),
    }
)


@pytest.mark.parametrize(
    ("query", "rewritten"),
    [
        ("Saint Petersburg", '(Saint Petersburg) OR "Leningrad"'),
        ("a saint petersburg b", 'a ((saint petersburg) OR "Leningrad") b'),
        (
            "headline:(Saint Petersburg) -(a OR (saint petersburg)^2)",
            'headline:((Saint Petersburg) OR "Leningrad") -(a OR ((saint petersburg) OR "Leningrad")^2)',
        ),
        ("Kim Jong-un", '(Kim Jong-un) OR "Kim Jongun"'),
        ("Kim Jong Un talks", '((Kim Jong Un) OR "Kim Jongun") talks'),
        ("Kim Jong Il", '((Kim Jong) OR "Kimjong") Il'),
        ("Saint OR Petersburg", "Saint OR Petersburg"),
        ('"Saint Petersburg"', '"Saint Petersburg"'),
        ("Saint -Petersburg", "Saint -Petersburg"),
        ("Saint Petersburg*", "Saint Petersburg*"),
        ("Leningrad", "Leningrad"),
        ("Petersburg Saint", "Petersburg Saint"),
    ],
)
def test_names_of_several_words(query: str, rewritten: str) -> None:
    assert unparse(with_other_names(parse(query).tree, GROUPS)) == rewritten


def test_a_name_side_by_side_too() -> None:
    name = Near((Word("Saint"), Word("Petersburg")), 0, ordered=True)
    assert unparse(with_other_names(name, GROUPS)) == '(Saint ONEAR/0 Petersburg) OR "Leningrad"'


def test_other_names_stand_where_the_name_stands() -> None:
    query = "a saint petersburg b"
    for node in walk(with_other_names(parse(query).tree, GROUPS)):
        assert query[node.start : node.end] in (query, "a", "b", "saint petersburg", "saint", "petersburg")
