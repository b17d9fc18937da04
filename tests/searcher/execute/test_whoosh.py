"""On one index, arrays and Whoosh's own matchers find the same documents."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import whoosh.index
import whoosh.query as q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.query.spans import SpanFirst

from index.codec import ColumnarCodec
from index.codec.toc import open_segments
from index.schema import ArticleTokenizer
from searcher.execute.expansions import Exact, Fuzzy, Prefix, glob
from searcher.execute.queries import Near, Words
from searcher.execute.search import documents, rank
from searcher.execute.snapshot import Snapshot

TEXTS = [
    "oil price",
    "oil oil prices rise",
    "the bank of england",
    "bank of oil",
    "banks and price of oil",
    "homs",
    "",
]
WORDS = ["oil", "price", "prices", "bank", "banks", "of", "homs", "nowhere"]


def made(folder: Path, batches: list[list[tuple[str, int]]], deleted: str) -> Any:
    """A Whoosh index with a segment a batch, documents with a word deleted."""
    schema = Schema(
        body=TEXT(analyzer=ArticleTokenizer(), phrase=True), number=NUMERIC(int, sortable=True, signed=True)
    )
    index = whoosh.index.create_in(str(folder), schema)
    for batch in batches:
        writer = index.writer(codec=ColumnarCodec())
        for text, number in batch:
            writer.add_document(body=text, number=number)
        writer.commit(merge=False)
    writer = index.writer(codec=ColumnarCodec())
    writer.delete_by_term("body", deleted)
    writer.commit(merge=False)
    return index


def denies(query: Any) -> bool:
    """Whether there is a Not in it. Whoosh finds what NOT (a OR NOT a) rules out, once something was deleted."""
    return isinstance(query, q.Not) or any(map(denies, query.children()))


term = st.sampled_from(WORDS).map(lambda word: q.Term("body", word))
own = st.one_of(
    st.sampled_from(WORDS).map(lambda word: Words(("body",), (Exact(word.encode()), Prefix(b"pri")))),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(
        lambda words: Near(
            ("body",), tuple(Words(("body",), (Exact(word.encode()),)) for word in words), 1, ordered=False
        )
    ),
    st.just(Words(("body",), (Fuzzy("bnak", 1), glob("*om?")))),
)
multi = st.sampled_from(
    [
        q.Prefix("body", "ba"),
        q.Wildcard("body", "*i?e*"),
        q.Wildcard("body", "[bo]*l"),
        q.FuzzyTerm("body", "pricex"),
        q.FuzzyTerm("body", "bnks", maxdist=2, prefixlength=0),
        q.Regex("body", "pr.ce"),
        q.TermRange("body", "bank", "oil", startexcl=True),
        q.TermRange("body", None, "homs"),
        q.Variations("body", "price"),
        q.NumericRange("number", 2, 5),
        q.NumericRange("number", 2, 5, startexcl=True, endexcl=True),
        q.NumericRange("number", None, 3),
        q.Every("body"),
        q.Every(),
    ]
)
phrase = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: q.Phrase("body", words))
loose = st.lists(st.sampled_from(WORDS), min_size=2, max_size=2).map(lambda words: q.Phrase("body", words, slop=2))
strange = st.sampled_from(WORDS).map(lambda word: SpanFirst(q.Term("body", word)))
leaf = st.one_of(term, term, multi, phrase, own)
compound = st.recursive(
    leaf,
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=3).map(q.And),
        st.lists(children, min_size=1, max_size=3).map(q.Or),
        st.lists(children, min_size=1, max_size=3).map(q.DisjunctionMax),
        children.filter(lambda query: not denies(query)).map(q.Not),
        children.map(q.ConstantScoreQuery),
        st.tuples(children, children).map(lambda two: q.AndMaybe(*two)),
    ),
    max_leaves=4,
)
queries = st.one_of(compound, compound, compound, loose, strange)
"""What has no array form stands alone: Whoosh itself cannot combine all of it."""


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 6)), min_size=1, max_size=6),
        min_size=1,
        max_size=2,
    ),
    deleted=st.sampled_from(["homs", "england", "nowhere"]),
    some=st.lists(queries, min_size=8, max_size=8),
)
def test_the_same_documents_as_whoosh(batches: list[list[tuple[str, int]]], deleted: str, some: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = made(Path(folder), batches, deleted)
        _, segments = open_segments(Path(folder))
        with index.searcher() as searcher:
            snapshot = Snapshot(segments, whoosh=lambda: searcher, schema=index.schema)
            for query in some:
                expected = sorted(doc for doc in every(searcher, query) if not searcher.reader().is_deleted(doc))
                assert documents(snapshot, query).tolist() == expected, query
                assert sorted(rank(snapshot, query, 100)[0].tolist()) == expected, query


def every(searcher: Any, query: Any) -> set[int]:
    """All documents that Whoosh's matchers find, segment by segment."""
    leaves = searcher.leaf_searchers()
    return {doc + offset for leaf_searcher, offset in leaves for doc in query.docs(leaf_searcher)}


def test_a_query_without_arrays_needs_a_searcher() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder), [[("oil price", 1)]], "nowhere")
        _, segments = open_segments(Path(folder))
        with pytest.raises(TypeError, match="SpanFirst"):
            documents(Snapshot(segments), SpanFirst(q.Term("body", "oil")))


def test_whoosh_scores_are_kept_where_whoosh_answers() -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = made(Path(folder), [[("oil price", 1), ("price oil oil", 2)]], "nowhere")
        _, segments = open_segments(Path(folder))
        with index.searcher() as searcher:
            query = SpanFirst(q.Term("body", "oil"))
            docs, scores, total = rank(Snapshot(segments, whoosh=lambda: searcher), query, 10)
            expected = {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}
            assert total == 1
            assert dict(zip(docs.tolist(), scores.tolist(), strict=True)) == pytest.approx(expected)
            assert np.all(scores > 0)
