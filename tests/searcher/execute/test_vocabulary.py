"""Sets of terms found over the whole vocabulary are those that are accepted when looked at one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searcher.execute.expansions import Between, Exact, Expansion, Fuzzy, Inflected, Prefix, glob, wildcard
from searcher.execute.vocabulary import Vocabulary, spelled

_term = st.text("abcé日", min_size=1, max_size=7)
_bytes = _term.map(str.encode)
_piece = st.one_of(st.none(), st.just(""), _term)
_expansion = st.one_of(
    _bytes.map(Exact),
    _bytes.map(Prefix),
    st.lists(_piece, min_size=1, max_size=4).map(wildcard),
    st.text("ab*?[]", min_size=1, max_size=6).map(glob),
    st.builds(
        lambda text, edits, fixed, swaps: Fuzzy(text, edits, fixed=fixed, swaps=swaps),
        _term,
        st.integers(1, 2),
        st.integers(0, 3),
        st.booleans(),
    ),
    st.builds(Between, st.one_of(st.none(), _bytes), st.one_of(st.none(), _bytes), st.booleans(), st.booleans()),
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(terms=st.lists(_term, min_size=1, max_size=30, unique=True), expansion=_expansion)
def test_scans_accept_what_the_rule_accepts(kit: Any, terms: list[str], expansion: Expansion) -> None:
    corpus = kit.Corpus([[kit.Doc({"body": " ".join(terms)})]])
    reader = corpus.snapshot.segments[0].field("body")
    known = [reader.term(i) for i in range(reader.term_count)]
    found = Vocabulary(reader).expand(expansion)
    assert [known[i] for i in found] == [term for term in known if expansion.accepts(term)]
    assert (np.diff(found) > 0).all()


def slow_distance(a: str, b: str, swaps: bool) -> int:
    if not a or not b:
        return len(a) + len(b)
    cost = min(
        slow_distance(a[1:], b, swaps) + 1,
        slow_distance(a, b[1:], swaps) + 1,
        slow_distance(a[1:], b[1:], swaps) + (a[0] != b[0]),
    )
    if swaps and len(a) > 1 and len(b) > 1 and (a[0], a[1]) == (b[1], b[0]):
        cost = min(cost, slow_distance(a[2:], b[2:], swaps) + 1)
    return cost


@settings(max_examples=100, deadline=None)
@given(a=st.text("abc", max_size=5), b=st.text("abc", max_size=5), swaps=st.booleans())
def test_fuzzy_counts_edits(a: str, b: str, swaps: bool) -> None:
    for edits in (1, 2):
        assert Fuzzy(a, edits, swaps=swaps).accepts(b.encode()) == (slow_distance(a, b, swaps) <= edits)


def test_inflections_are_one_word_and_names_have_none(kit: Any) -> None:
    texts = [
        "the men visit",
        "he visited and visits",
        "yesterday Manning spoke",
        "with Manning aboard, manned",
        "man",
    ]
    corpus = kit.Corpus([[kit.Doc({"body": text}) for text in texts]])
    reader = corpus.snapshot.segments[0].field("body")
    found = {reader.term(int(i)) for i in Vocabulary(reader).expand(Inflected(b"visit"))}
    assert found == {b"visit", b"visited", b"visits"}
    assert [reader.term(int(i)) for i in Vocabulary(reader).expand(Inflected(b"nothere"))] == []


@pytest.mark.parametrize(
    ("pattern", "term", "accepted"), [("a*", "abc", True), ("a?", "abc", False), ("[ab]c", "bc", True)]
)
def test_globs(pattern: str, term: str, accepted: bool) -> None:
    assert glob(pattern).accepts(term.encode()) is accepted


@pytest.mark.parametrize("count", [3, 400])
def test_terms_are_spelled_alike_together_and_one_by_one(kit: Any, count: int) -> None:
    words = [f"{'été日'[number % 4 :]}{number}" for number in range(count)]
    reader = kit.Corpus([[kit.Doc({"body": " ".join(words)})]]).snapshot.segments[0].field("body")
    for ordinals in (np.arange(reader.term_count), np.arange(0, reader.term_count, 2)):
        assert spelled(reader, ordinals) == [reader.term(i).decode() for i in ordinals.tolist()]
    assert spelled(reader, np.zeros(0, np.int64)) == []
