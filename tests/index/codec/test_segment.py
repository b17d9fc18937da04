"""A segment gives back what was written, whatever it was."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec import positions
from index.codec.arrays import ArrayFile
from index.codec.bounds import K1, LEAD_WEIGHT, B
from index.codec.columns import EMPTY, Facet
from index.codec.evidence import NameEvidence
from index.codec.inverted import InvertedField, invert_simply
from index.codec.reader import FieldReader
from index.codec.segment import Segment, write_segment


def opened(documents: int, **what) -> Segment:
    file = io.BytesIO()
    size = write_segment(file, "s1", documents, **what)
    assert size == len(file.getvalue())
    segment = Segment(ArrayFile(file.getvalue(), "a segment"))
    assert not list(segment.file.problems())
    return segment


def ascending(random: np.random.Generator, freqs: np.ndarray, widest: int) -> np.ndarray:
    """That many random positions for each posting, ascending within it."""
    posting = np.repeat(np.arange(len(freqs)), freqs)
    return np.sort(posting * widest + random.integers(0, widest, len(posting))) - posting * widest


def random_field(seed: int, documents: int, terms: int, *, widest: int, density: float) -> InvertedField:
    """A field with terms of every frequency, from one document to all."""
    random = np.random.default_rng(seed)
    lists, freqs, positions = [], [], []
    for i in range(terms):
        share = 1.0 if i == 0 else density ** (i % 12)
        docs = np.flatnonzero(random.random(documents) < share)
        lists.append(docs if len(docs) else random.integers(0, documents, 1))
        freqs.append(np.minimum(random.geometric(0.6, len(lists[-1])), 300 if i % 7 == 0 else 9))
        if i % 5 == 0:
            freqs[-1][0] = 200
        positions.append(ascending(random, freqs[-1], widest))
    docs = np.concatenate(lists).astype(np.uint32)
    counts = np.concatenate(freqs).astype(np.uint32)
    flat = np.concatenate(positions).astype(np.uint32)
    lengths = np.bincount(docs, counts, documents).astype(np.uint32)
    return InvertedField(
        terms=[b"t%06d" % i for i in range(terms)],
        starts=np.cumsum([0, *map(len, lists)], dtype=np.uint64),
        docs=docs,
        freqs=counts,
        leads=random.random(len(docs)) < 0.3,
        positions=flat,
        lengths=lengths,
        content_lengths=lengths // 2,
        name_counts=(
            random.integers(0, 400, terms).astype(np.uint32),
            random.integers(0, 9, terms).astype(np.uint32),
        ),
    )


def assert_same(segment: Segment, name: str, field: InvertedField) -> None:
    reader = segment.field(name)
    assert reader is not None
    starts = field.starts.astype(np.int64)
    firsts = np.concatenate([[0], np.cumsum(field.freqs, dtype=np.int64)])
    assert reader.terms.slice(0, len(field.terms)) == field.terms
    assert (reader.term_count, reader.posting_count) == (len(field.terms), len(field.docs))
    np.testing.assert_array_equal(reader.lengths, field.lengths)
    np.testing.assert_array_equal(reader.document_frequency, np.diff(starts))
    np.testing.assert_array_equal(reader.collection_frequency, np.diff(firsts[starts]))
    for low, high in ((0, len(starts) - 1), (len(starts) // 3, len(starts) // 2)):
        np.testing.assert_array_equal(reader.documents.run(low, high), field.docs[starts[low] : starts[high]])
    for i, term in enumerate(field.terms):
        part = slice(starts[i], starts[i + 1])
        assert (reader.find(term), reader.term(i)) == (i, term)
        postings = reader.postings(i)
        np.testing.assert_array_equal(postings.documents(), field.docs[part])
        np.testing.assert_array_equal(postings.frequencies(), field.freqs[part])
        assert (postings.codes() & 127).tolist() == np.minimum(field.freqs[part], 127).tolist()
        if field.leads is not None:
            np.testing.assert_array_equal(postings.codes() >= 128, field.leads[part])
        if field.positions is not None:
            flat, begins = postings.positions()
            stretch = reader.positions.stretch(postings.first, postings.count)
            np.testing.assert_array_equal(begins, firsts[starts[i] : starts[i + 1] + 1] - firsts[starts[i]])
            np.testing.assert_array_equal(flat, field.positions[firsts[starts[i]] : firsts[starts[i + 1]]])
            for posting in range(i % 3, postings.count, 1 + i % 9):
                own = flat[begins[posting] : begins[posting + 1]].tolist()
                assert stretch.places([posting])[0] == reader.places(postings.first + posting) == own
            which = np.arange(i % 3, postings.count, 1 + i % 9)
            flat, begins = postings.positions(which)
            assert [p.tolist() for p in np.split(flat, begins[1:-1])][: len(which)] == [
                field.positions[firsts[starts[i] + w] : firsts[starts[i] + w + 1]].tolist() for w in which
            ]


@pytest.mark.parametrize(
    ("documents", "terms", "widest"),
    [(1, 3, 5), (50, 40, 300), (3_000, 60, 100), (66_000, 36, 9_000), (140_000, 12, 90)],
)
def test_random_fields_come_back(documents, terms, widest):
    field = random_field(documents, documents, terms, widest=widest, density=0.5)
    field.check()
    segment = opened(documents, fields={"body": field})
    assert_same(segment, "body", field)
    reader = segment.field("body")
    assert reader.prefix(b"t00000") == (0, min(terms, 10))
    assert reader.find(b"t") == reader.find(b"u") == -1
    for counts, written in zip(reader.name_counts(np.arange(terms)), field.name_counts, strict=True):
        np.testing.assert_array_equal(counts, written)


@pytest.mark.parametrize("few", [0, 1 << 30])
def test_positions_are_the_same_however_they_are_read(monkeypatch, few):
    monkeypatch.setattr(positions, "_FEW", few)
    field = random_field(5, 9_000, 30, widest=2_000_000, density=0.3)
    reader = opened(9_000, fields={"body": field}).field("body")
    firsts = np.concatenate([[0], np.cumsum(field.freqs, dtype=np.int64)])
    chance = np.random.default_rng(2)
    every = reader.positions.stretch(0, len(field.docs))
    for size in (1, 50, 3_000):
        postings = chance.choice(len(field.docs), size, replace=False)
        expected = [field.positions[firsts[i] : firsts[i + 1]] for i in postings]
        for distances in (reader.positions.pick(postings), every.distances(postings)):
            which, places = distances.places()
            assert places.tolist() == np.concatenate(expected).tolist()
            assert which.tolist() == np.repeat(np.arange(size), [len(own) for own in expected]).tolist()
            for signature, own in zip(distances.signatures().tolist(), expected, strict=True):
                assert all(signature >> (place % 64) & 1 for place in own.tolist())
        assert every.places(postings.tolist()) == [own.tolist() for own in expected]
        low, high = int(postings[0]), min(int(postings[0]) + size, len(field.docs))
        bases = np.arange(low, high) << 40
        keyed = [(i << 40) + field.positions[firsts[i] : firsts[i + 1]].astype(np.int64) for i in range(low, high)]
        keys = reader.positions.stretch(low, high - low).every().keys(bases)
        assert keys.tolist() == np.concatenate(keyed).tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text("ab-' .é7", max_size=60)), min_size=1, max_size=80))
def test_any_texts_come_back(texts):
    field = invert_simply(texts)
    segment = opened(
        len(texts), fields={"body": field, "gone": invert_simply([None] * len(texts))}, grouped=["body"]
    )
    if field.terms:
        assert_same(segment, "body", field)
    assert segment.field("gone") is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=300))
def test_any_positions_come_back(positions):
    field = invert_simply(["a"])
    freqs = np.array([len(positions)], np.uint32)
    flat = np.sort(np.array(positions, np.uint32))
    field = replace(field, positions=flat, freqs=freqs)
    assert_same(opened(1, fields={"body": field}), "body", field)


def test_pieces_make_the_same_file_as_the_whole():
    field = random_field(3, 3_000, 60, widest=400, density=0.6)
    starts = field.starts.astype(np.int64)
    firsts = np.concatenate([[0], np.cumsum(field.freqs, dtype=np.int64)])
    pieces = []
    for low, high in ((0, 1), (1, 30), (30, 30), (30, 60)):
        part = slice(starts[low], starts[high])
        pieces.append(
            replace(
                field,
                terms=field.terms[low:high],
                starts=field.starts[low : high + 1] - field.starts[low],
                docs=field.docs[part],
                freqs=field.freqs[part],
                leads=field.leads[part],
                positions=field.positions[firsts[starts[low]] : firsts[starts[high]]],
                name_counts=tuple(counts[low:high] for counts in field.name_counts),
            )
        )
    whole, parts = io.BytesIO(), io.BytesIO()
    write_segment(whole, "s1", 3_000, fields={"body": field})
    write_segment(parts, "s1", 3_000, fields={"body": iter(pieces)})
    assert whole.getvalue() == parts.getvalue()


def test_bounds_are_never_below_what_they_bound_and_close_above():
    field = random_field(5, 20_000, 24, widest=400, density=0.6)
    reader = opened(20_000, fields={"body": field}).field("body")
    average = field.content_lengths.sum() / np.count_nonzero(field.lengths)
    norm = 1 - B + B * field.content_lengths / average
    weight = (field.freqs + LEAD_WEIGHT * field.leads) / norm[field.docs]
    saturated = weight / (weight + K1)
    windowed = 0
    for i in range(24):
        part = slice(int(field.starts[i]), int(field.starts[i + 1]))
        postings = reader.postings(i)
        assert saturated[part].max() <= postings.maximum <= saturated[part].max() + 1.1 / 255
        if bounds := postings.bounds():
            windowed += 1
            windows = field.docs[part] >> 10
            assert bounds[0].tolist() == np.unique(windows).tolist()
            for window, bound in zip(*bounds, strict=True):
                assert 0 <= bound / 255 - saturated[part][windows == window].max() <= 1.1 / 255
    assert windowed > 5


def test_groups_hold_inflections_but_no_names():
    text = "the man and the men manned it. Then Manning, said Manning, visited; visits, visit, visiting agencies"
    segment = opened(1, fields={"body": invert_simply([text])}, grouped=["body"], language="english")
    body = segment.field("body")

    def group(word: str) -> list[str]:
        return [body.term(int(ordinal)).decode() for ordinal in body.group(word)]

    assert group("visited") == group("visit") == ["visit", "visited", "visiting", "visits"]
    assert group("agency") == ["agencies"]
    assert group("manning") == ["manning"]
    assert "manning" not in group("man")
    assert group("unheard") == []


def test_the_whole_archive_tells_what_is_a_name():
    texts = [
        "he said that manning it takes a man",
        "he met Manning, asked Manning, heard Manning, thanked Manning, left Manning",
    ]
    bodies = [
        opened(1, fields={"body": invert_simply([text])}, grouped=["body"], language="english").field("body")
        for text in texts
    ]

    def group(word: str, *fields: FieldReader) -> list[bytes]:
        evidence = NameEvidence(fields) if fields else None
        return [bodies[0].term(int(ordinal)) for ordinal in bodies[0].group(word, evidence)]

    assert group("man") == group("manning") == [b"man", b"manning"]
    assert group("man", *bodies) == [b"man"]
    assert group("manning", *bodies) == [b"manning"]


def test_columns_facets_and_stored_documents_come_back():
    people = [["Zoë", "Adam"], [], ["Adam"]]
    stored = [json.dumps({"n": i, "text": "x" * 200_000}).encode() for i in range(2)] + [b""]
    segment = opened(
        3,
        fields={},
        columns={"date": np.array([5, EMPTY, -7])},
        facets={"people": Facet.of(people)},
        stored=stored,
    )
    assert segment.column("date").tolist() == [5, EMPTY, -7]
    assert segment.column("other") is None
    facet = segment.facet("people")
    assert [
        [facet.values[o] for o in facet.ordinals[a:b]]
        for a, b in zip(facet.starts, facet.starts[1:], strict=False)
    ] == people
    assert [segment.stored(i).get("n") for i in (1, 0, 2)] == [1, 0, None]
    copy = opened(4, fields={}, stored=[*segment.stored_blocks(), b'{"n":3}'])
    assert [copy.stored(i).get("n") for i in (0, 1, 2, 3)] == [0, 1, None, 3]
    assert opened(2, fields={}).stored(1) == {}


def test_numbers_that_do_not_fit_the_segment_are_refused():
    with pytest.raises(ValueError, match="column 'date'"):
        opened(2, fields={}, columns={"date": np.zeros(3, np.int64)})
    with pytest.raises(ValueError, match="1 documents are stored of 2"):
        opened(2, fields={}, stored=[b"{}"])
    with pytest.raises(ValueError, match="lengths"):
        opened(2, fields={"body": invert_simply(["a"])})
