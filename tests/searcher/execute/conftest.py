"""Small random indexes of several segments, and a scorer that goes through every document by hand."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from index.codec.arrays import ArrayFile
from index.codec.columns import EMPTY, Facet
from index.codec.inverted import invert_simply
from index.codec.segment import Segment, write_segment
from index.function_words import FUNCTION_WORDS
from index.text import Form, tokens
from searcher.execute.snapshot import Snapshot

WEIGHTS = {"head": 1.5}


@dataclass
class Doc:
    """One document of a test: its texts by field, a number, and whether it was deleted."""

    texts: dict[str, str]
    number: int | None = None
    deleted: bool = False


@dataclass
class Corpus:
    """Segments of documents, with the snapshot made of them, and scores computed plainly."""

    segments: list[list[Doc]]
    snapshot: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        self.snapshot = Snapshot([segment(docs) for docs in self.segments], WEIGHTS)
        self.docs = [doc for docs in self.segments for doc in docs]
        self._terms = [
            {name: [token.term for token in tokens(text)] for name, text in doc.texts.items()} for doc in self.docs
        ]

    def average(self, name: str) -> float:
        lengths = [content_length(doc.texts[name]) for doc in self.docs if tokens_of(doc, name)]
        return sum(lengths) / len(lengths) if sum(lengths) else 1.0

    def frequency(self, doc: int, name: str, accepted: set[str]) -> tuple[int, float]:
        """How often terms occur in a document's field; and the same, those that lead counted half a time more."""
        terms = self._terms[doc].get(name, [])
        found = list(tokens(self.docs[doc].texts.get(name, "")))
        leading = {token.term for token in found if token.position < 20} & accepted
        count = sum(term in accepted for term in terms)
        return count, count + 0.5 * len(leading)

    def score(self, doc: int, fields: Sequence[str], accepted: set[str]) -> float:
        """BM25F of one word, 0 where the document has none of its terms."""
        counts = [[self.frequency(d, name, accepted)[0] for name in fields] for d in range(len(self.docs))]
        found = sum(any(row) for row in counts)
        if not any(counts[doc]):
            return 0.0
        occurrences = sum(map(sum, counts))
        idf = log(1 + (len(self.docs) - found + 0.5) / (found + 0.5)) * (occurrences / found) ** 0.2
        together = 0.0
        for name in fields:
            _, frequency = self.frequency(doc, name, accepted)
            if frequency:
                norm = 0.5 + 0.5 * content_length(self.docs[doc].texts[name]) / self.average(name)
                together += WEIGHTS.get(name, 1.0) * frequency / norm
        return idf * together / (together + 1.5)

    def vocabulary(self) -> set[str]:
        return {term for texts in self._terms for terms in texts.values() for term in terms}


def tokens_of(doc: Doc, name: str) -> list[Any]:
    return list(tokens(doc.texts.get(name, "")))


def content_length(text: str) -> int:
    return sum(token.form is Form.WORD and token.term not in FUNCTION_WORDS for token in tokens(text))


def segment(docs: list[Doc]) -> Segment:
    """The documents as a columnar segment in memory."""
    names = sorted({name for doc in docs for name in doc.texts})
    fields = {name: invert_simply([doc.texts.get(name) for doc in docs]) for name in names}
    numbers = np.array([EMPTY if doc.number is None else doc.number for doc in docs], np.int64)
    kinds = Facet.of([[f"kind{(doc.number or 0) % 3}"] for doc in docs])
    file = io.BytesIO()
    write_segment(
        file,
        "test",
        len(docs),
        fields={name: inverted for name, inverted in fields.items() if inverted.terms},
        columns={"number": numbers},
        facets={"kind": kinds},
        grouped=names,
        language="english",
    )
    deleted = np.array([doc.deleted for doc in docs], np.bool_)
    return Segment(ArrayFile(file.getvalue(), "test"), deleted if deleted.any() else None)


WORDS = [
    "oil",
    "oils",
    "price",
    "prices",
    "opec",
    "the",
    "of",
    "homs",
    "hom",
    "bank",
    "banks",
    "banking",
    "été",
    "etat",
]
"""Skewed on purpose: the first come up most often."""

_word = st.integers(0, 100).map(lambda i: WORDS[min(len(WORDS) - 1, i * i // 700)])
_text = st.lists(_word, max_size=12).map(" ".join)
_long = st.tuples(_word, st.integers(1, 300)).map(lambda pair: " ".join([pair[0]] * pair[1]))
_doc = st.builds(
    Doc,
    st.fixed_dictionaries({}, optional={"head": _text, "body": st.one_of(_text, _text, _text, _long)}),
    st.one_of(st.none(), st.integers(0, 50)),
    st.sampled_from([False, False, False, True]),
)


@st.composite
def _corpora(draw: st.DrawFn) -> Corpus:
    pool = draw(st.lists(_doc, min_size=1, max_size=12))
    picks = draw(st.lists(st.lists(st.sampled_from(pool), min_size=1, max_size=25), min_size=1, max_size=3))
    return Corpus(picks)


corpora = _corpora()


Interval = tuple[int, int]


def occurrences(parts: list[list[Interval]], gaps: list[int], slop: int, ordered: bool) -> list[Interval]:
    """Where parts with these places in one document meet as `Near` says, by trying everything."""
    if ordered:
        return _in_order(parts, gaps, slop)
    width = [sorted({last - first + 1 for first, last in places}) for places in parts]
    reach = slop + sum(sizes[-1] for sizes in width)
    found: set[Interval] = set()
    for chosen in sorted({place for places in parts for place in places}):
        within = [[p for p in places if chosen[0] <= p[0] < chosen[0] + reach] for places in parts]
        if any(chosen in places for places in within) and all(within):
            found.update(span for span in _combined(within, [], slop) if span[0] == chosen[0])
    return sorted(found)


def _in_order(parts: list[list[Interval]], gaps: list[int], slop: int) -> list[Interval]:
    found = {(first - gaps[0], last, slop) for first, last in parts[0] if first >= gaps[0]}
    for places, gap in zip(parts[1:], gaps[1:], strict=True):
        found = {
            (first, end, spare - (at - last - 1 - gap))
            for first, last, spare in found
            for at, end in places
            if 0 <= at - last - 1 - gap <= spare
        }
    return sorted({(first, last) for first, last, _ in found})


def _combined(parts: list[list[Interval]], taken: list[Interval], slop: int) -> Iterator[Interval]:
    """The spans of all choices of one place a part that don't overlap and have at most `slop` words among them."""
    if not parts:
        first, last = min(a for a, _ in taken), max(b for _, b in taken)
        if last - first + 1 - sum(b - a + 1 for a, b in taken) <= slop:
            yield first, last
        return
    for place in parts[0]:
        if all(place[1] < a or b < place[0] for a, b in taken):
            yield from _combined(parts[1:], [*taken, place], slop)


@pytest.fixture(scope="session")
def kit() -> Any:
    """What tests of this folder share."""

    class Kit:
        Corpus, Doc, corpora, WORDS, WEIGHTS = Corpus, Doc, corpora, WORDS, WEIGHTS
        occurrences = staticmethod(occurrences)

    return Kit
