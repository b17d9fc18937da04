"""Which terms are names, by how they are written in several fields."""

from __future__ import annotations

from index.codec import evidence
from index.codec.evidence import NameEvidence


class Written:
    """A field in which terms stand so often Capitalised, and lower-case."""

    def __init__(self, **counts: tuple[int, int]) -> None:
        self.terms = [name.encode() for name in counts]
        self.counts = [*counts.values()]
        self.asked = 0

    def find(self, term: bytes) -> int:
        self.asked += 1
        return self.terms.index(term) if term in self.terms else -1

    def written(self, ordinal: int) -> tuple[int, int]:
        return self.counts[ordinal]


def test_a_name_is_hardly_ever_written_in_lower_case():
    names = NameEvidence([Written(manning=(9, 2), man=(3, 90), baker=(8, 2))])
    assert [names.is_name(term) for term in (b"manning", b"man", b"baker", b"unheard")] == [
        True,
        False,
        False,
        False,
    ]


def test_fields_are_taken_together():
    fields = Written(baker=(5, 0)), Written(baker=(0, 2))
    assert NameEvidence(fields[:1]).is_name(b"baker")
    assert not NameEvidence(fields).is_name(b"baker")
    assert not NameEvidence([]).is_name(b"baker")


def test_what_was_asked_is_remembered_until_there_is_too_much(monkeypatch):
    monkeypatch.setattr(evidence, "_MOST_KEPT", 2)
    field = Written(a=(9, 0))
    names = NameEvidence([field])
    assert all(names.is_name(b"a") for _ in range(3))
    assert field.asked == 1
    assert not names.is_name(b"b")
    assert not names.is_name(b"c")  # for which the others are forgotten
    assert names.is_name(b"a")
    assert field.asked == 4
    names.forget()
    assert names.is_name(b"a")
    assert field.asked == 5
