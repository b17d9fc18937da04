"""Where parts meet: what trying everything finds, without trying everything."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher.execute import intervals
from searcher.execute.expansions import Exact
from searcher.execute.intervals import Interval, in_any_order, in_order, rows
from searcher.execute.queries import Near, Words
from searcher.execute.search import documents

single = st.integers(0, 12).map(lambda at: (at, at))
place = st.one_of(single, st.tuples(st.integers(0, 12), st.integers(1, 3)).map(lambda two: (two[0], sum(two))))
parts_of = st.lists(st.one_of(*(st.sets(kind, min_size=1, max_size=5) for kind in (single, place))), min_size=1)
parts = parts_of.map(lambda drawn: [sorted(places) for places in drawn[:4]])


def anyhow(places: list[list[Interval]], slop: int) -> bool:
    """Whether some choice of a place for each part does not overlap and leaves out few enough words."""
    for chosen in product(*places):
        ascending = sorted(chosen)
        apart = [after[0] - before[1] - 1 for before, after in pairwise(ascending)]
        if all(gap >= 0 for gap in apart) and sum(apart) <= slop:
            return True
    return False


@settings(max_examples=300, deadline=None)
@given(parts, st.data(), st.integers(0, 6))
def test_parts_in_a_row_and_in_order(
    kit: Any, places: list[list[Interval]], data: st.DataObject, slop: int
) -> None:
    gaps = data.draw(st.lists(st.integers(0, 2), min_size=len(places), max_size=len(places)))
    assert rows(places, gaps) == kit.occurrences(places, gaps, 0, True)
    assert in_order(places, gaps, slop) == bool(kit.occurrences(places, gaps, slop, True))


@settings(max_examples=300, deadline=None)
@given(parts, st.data(), st.integers(0, 6))
def test_parts_in_any_order(places: list[list[Interval]], data: st.DataObject, slop: int) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(places) - 1), min_size=1, max_size=4))
    times = Counter(numbers)
    expected = anyhow([places[number] for number in numbers], slop)
    assert in_any_order([places[number] for number in times], list(times.values()), slop) == expected


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("words", ["a b a b", "a a b b a a", "a a a", "b c a c b"])
def test_a_word_asked_for_twice_has_two_places(kit: Any, words: str, ordered: bool) -> None:
    texts = [" ".join("abcd"[each] for each in letters) for letters in product(range(3), repeat=6)]
    snapshot = kit.Corpus([[kit.Doc({"body": text}) for text in texts]]).snapshot
    wanted = words.split()
    for slop in (0, 1, 2):
        query = Near(("body",), tuple(Words(("body",), (Exact(word.encode()),)) for word in wanted), slop, ordered)
        expected = []
        for number, text in enumerate(texts):
            places = [[(at, at) for at, one in enumerate(text.split()) if one == word] for word in wanted]
            if all(places) and kit.occurrences(places, [0] * len(wanted), slop, ordered):
                expected.append(number)
        assert documents(snapshot, query).tolist() == expected


@pytest.mark.parametrize("ordered", [False, True])
def test_work_grows_as_the_text_does(monkeypatch: pytest.MonkeyPatch, ordered: bool) -> None:
    """Ten phrases in a text that has nine of them all over: choices are looked at, not counted out."""
    looked: Counter[int] = Counter()
    may_follow = intervals._Choices._may_follow

    def counted(self: Any, chosen: Any, part: int) -> bool:
        looked[size] += 1
        return may_follow(self, chosen, part)

    monkeypatch.setattr(intervals._Choices, "_may_follow", counted)
    for size in (1000, 2000):
        places = [[(at, at + 1) for at in range(number, 2 * size, 9)] for number in range(9)]
        places.append([(20 * size, 20 * size + 1)])
        if ordered:
            assert not in_order(places, [0] * 10, 10_000)
        else:
            assert not in_any_order(places, [1] * 10, 10_000)
    assert looked[2000] < 2.1 * looked[1000] < 2.1 * 2000 * (intervals.MOST_CHOICES + 1)


def test_a_document_is_looked_into_once(kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    complete = intervals._Choices.complete

    def counted(self: Any, places: Any) -> bool:
        looked.append(len(places))
        return complete(self, places)

    monkeypatch.setattr(intervals._Choices, "complete", counted)
    snapshot = kit.Corpus([[kit.Doc({"body": "oil price " * 50}), kit.Doc({"body": "oil price"})]]).snapshot
    phrase = Near(("body",), tuple(Words(("body",), (Exact(word),)) for word in (b"oil", b"price")))
    for ordered, times in ((False, 1), (True, 2)):
        looked.clear()
        assert documents(snapshot, Near(("body",), (phrase, phrase), 9, ordered)).tolist() == [0]
        assert looked == [50 * times, times]
