"""Threads on one snapshot: the answers of one thread, whoever waits for whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from time import sleep
from typing import Any, Never

import pytest
import whoosh.query as q

from searcher.execute import compound, node, search, turns
from searcher.execute.expansions import Exact, Prefix
from searcher.execute.queries import Near, Words
from searcher.execute.snapshot import Snapshot


def word(term: str) -> Words:
    return Words(("body",), (Exact(term.encode()),))


STARTING = Words(("body",), (Prefix(b"p"),))
"""More words than are read list by list."""
SHORT = [word("oil"), word("nowhere"), q.Or([word("oil"), word("prices")])]
LENGTHY = [q.And([word("oil"), word("opec")]), Near(("body",), (word("oil"), word("prices"))), STARTING]
LENGTHY += [q.Or([each, word("of")]) for each in LENGTHY[:2]]


@pytest.fixture(scope="module")
def snapshot(kit: Any) -> Snapshot:
    stories = [
        "oil prices",
        "prices of oil",
        "opec on oil",
        "pipes pits ports prices pumps",
        "of banks",
        "oil opec",
    ]
    segments = [[kit.Doc({"body": " ".join([text] * n)}) for text in stories for n in (1, 2, 3)] for _ in range(2)]
    snapshot: Snapshot = kit.Corpus(segments).snapshot
    return snapshot


def answer(snapshot: Snapshot, query: Any) -> tuple[list[int], list[float], int | None, list[int]]:
    docs, scores, total = search.rank(snapshot, query, 5)
    return docs.tolist(), scores.tolist(), total, search.documents(snapshot, query).tolist()


def test_threads_get_the_answers_of_one(snapshot: Snapshot) -> None:
    queries = [*SHORT, *LENGTHY] * 30
    expected = [answer(snapshot, query) for query in queries]

    def ask(number: int) -> tuple[list[int], list[float], int | None, list[int]]:
        if number % 17 == 0:
            snapshot.forget()
        return answer(snapshot, queries[number])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(len(queries)))) == expected


@pytest.mark.parametrize("query", [*SHORT, *LENGTHY], ids=repr)
def test_who_has_waited_long_goes_ahead(snapshot: Snapshot, query: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answer(snapshot, query)
    monkeypatch.setattr(turns, "_PATIENCE", 0.001)
    monkeypatch.setattr(turns, "_AT_MOST", 0.001)
    assert turns.turns.begin([])
    try:
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(answer, snapshot, query).result() == expected
        assert not turns.turns.begin([])  # who did not take the turn has not given it back, either
    finally:
        turns.turns.end()


def test_the_next_turn_is_whose_patience_is_at_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_PATIENCE", 0.001)
    monkeypatch.setattr(turns, "_AT_MOST", 60)
    mine = turns.Turns()
    order = []

    def wait() -> None:
        assert mine.begin([])
        order.append("the other")
        mine.end()

    assert mine.begin([])
    other = Thread(target=wait)
    other.start()
    while not mine._is_claimed:
        sleep(0.001)
    mine.end()
    assert mine.begin([])  # though it asks at once
    order.append("the first")
    mine.end()
    other.join()
    assert order == ["the other", "the first"]


def test_work_on_long_arrays_waits_for_nobody(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken:
        def acquire(self, *_: object, **__: object) -> Never:
            raise BlockingIOError

    monkeypatch.setattr(node, "LENGTHY", 4)
    monkeypatch.setattr(compound, "LENGTHY", 4)
    monkeypatch.setattr(turns.turns, "_turn", Taken())
    snapshot.forget()
    for query in LENGTHY:
        answer(snapshot, query)
    for query in SHORT:
        with pytest.raises(BlockingIOError):
            answer(snapshot, query)
    snapshot.forget()


def test_a_turn_ends_with_an_error(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Never:
        raise ArithmeticError

    monkeypatch.setattr(search, "top", fail)
    with pytest.raises(ArithmeticError):
        search.rank(snapshot, word("oil"), 5)
    assert turns.turns.begin([])
    turns.turns.end()
