"""Ids are given away once, in the order in which they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.identities import Identities

ids = st.lists(st.lists(st.sampled_from(["a", "b", "c", "a~2", "b~2", "é"]), max_size=8), max_size=8)


def simply(wanted: str, taken: set[str]) -> str:
    """What an article gets whose id is taken."""
    given_id, number = wanted, 1
    while given_id in taken:
        number += 1
        given_id = f"{wanted}~{number}"
    return given_id


@given(ids, st.frozensets(st.sampled_from(["a", "c", "b~2"])))
def test_every_id_is_given_once_and_none_that_the_index_holds(
    batches: list[list[str]], held: frozenset[str]
) -> None:
    identities = Identities(lambda wanted: [id_ in held for id_ in wanted])
    given_away: list[str] = []
    for batch in batches:
        renamed = identities.settle(batch)
        got = [renamed.get(i, id_) for i, id_ in enumerate(batch)]
        assert all(id_ == want or id_.startswith(f"{want}~") for id_, want in zip(got, batch, strict=True))
        given_away += got
    assert len(set(given_away)) == len(given_away)
    assert not set(given_away) & held


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20))
def test_one_after_the_other_they_are_numbered_from_two(wanted: list[str]) -> None:
    identities = Identities(lambda found: [False] * len(found))
    taken: set[str] = set()
    for id_ in wanted:
        expected = simply(id_, taken)
        taken.add(expected)
        assert identities.settle([id_]).get(0, id_) == expected


def test_an_id_wanted_again_and_again_is_tried_once_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    is_taken = Identities._is_taken

    def counted(self: Identities, id_: str) -> bool:
        tried.append(id_)
        return is_taken(self, id_)

    monkeypatch.setattr(Identities, "_is_taken", counted)
    identities = Identities(lambda ids: [id_ == "a~700" for id_ in ids])
    given = [id_ for _ in range(2) for id_ in identities.settle(["a"] * 500).values()]
    assert len(set(given)) == 999
    assert len(tried) == 1000
