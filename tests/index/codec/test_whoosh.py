"""Whoosh on this codec does what Whoosh does on its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import whoosh.index
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, formats, query, sorting
from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.query import spans
from whoosh.scoring import BM25F, TF_IDF

from index.codec import ColumnarCodec
from index.codec.columns import EMPTY

WORDS = ["homs", "talks", "talk", "syria", "aid", "the", "un", "zoë"]
FIRST_DAY = datetime(2014, 1, 20)


def schema() -> fields.Schema:
    return fields.Schema(
        key=fields.ID(unique=True, stored=True),
        head=fields.TEXT(field_boost=1.5, spelling=True),
        body=fields.TEXT(stored=True, vector=formats.Frequency(), analyzer=RegexTokenizer()),
        chars=fields.TEXT(chars=True, analyzer=RegexTokenizer()),
        boosted=fields.FieldType(
            formats.CharacterBoosts(), RegexTokenizer(r"\S+") | DelimitedAttributeFilter(), scorable=True
        ),
        tags=fields.KEYWORD(commas=True, scorable=True, sortable=True),
        size=fields.NUMERIC(sortable=True, signed=True),
        price=fields.NUMERIC(float),
        day=fields.DATETIME(sortable=True, stored=True),
        seen=fields.BOOLEAN(stored=True),
        part=fields.NGRAM(minsize=2, maxsize=3),
        note=fields.STORED,
    )


texts = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
# Whoosh's reader of several segments goes astray where one lacks a column: every document has those sorted by.
documents = st.fixed_dictionaries(
    {
        "day": st.integers(0, 9).map(lambda days: FIRST_DAY + timedelta(days)),
        "size": st.integers(-(2**31), 2**31 - 2),
        "tags": st.lists(st.sampled_from(WORDS), max_size=3).map(",".join),
    },
    optional={
        "key": st.sampled_from("abcdef"),
        "head": texts,
        "body": texts,
        "chars": texts,
        "boosted": st.lists(st.sampled_from(["homs^2", "aid^0.5", "un"]), max_size=9).map(" ".join),
        "price": st.floats(allow_nan=False, allow_infinity=False, width=32),
        "seen": st.booleans(),
        "part": texts,
        "note": st.one_of(
            st.text(), st.binary(), st.tuples(st.integers(), st.none()), st.decimals(allow_nan=False)
        ),
    },
)
batches = st.lists(st.tuples(st.lists(documents, min_size=1, max_size=12), st.sampled_from(WORDS)), max_size=4)

names = st.sampled_from(["head", "body", "chars", "boosted", "tags", "part"])
words = st.sampled_from([*WORDS, "unheard"])
leaves = st.one_of(
    st.builds(query.Term, names, words),
    st.builds(query.Prefix, names, st.sampled_from(["t", "ta", "u", "z", ""])),
    st.builds(query.Wildcard, names, st.sampled_from(["t*k?", "*i*", "h?ms"])),
    st.builds(query.FuzzyTerm, names, st.sampled_from(["homz", "tolk", "uu"])),
    st.builds(query.TermRange, names, st.just("a"), words),
    st.builds(query.Phrase, st.sampled_from(["head", "body", "chars"]), st.lists(words, min_size=2, max_size=3)),
    st.builds(query.NumericRange, st.just("size"), st.integers(-(2**31), 0), st.integers(0, 2**31 - 2)),
    st.builds(query.DateRange, st.just("day"), st.just(FIRST_DAY), st.just(FIRST_DAY + timedelta(4))),
    st.builds(query.Every, st.one_of(st.none(), names)),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(query.And, st.lists(inner, min_size=1, max_size=3)),
        st.builds(query.Or, st.lists(inner, min_size=1, max_size=3)),
        st.builds(query.DisjunctionMax, st.lists(inner, min_size=1, max_size=3)),
        st.builds(query.AndMaybe, inner, inner),
        st.builds(lambda a, b: query.And([a, query.Not(b)]), inner, inner),
        st.builds(query.ConstantScoreQuery, inner),
    ),
    max_leaves=5,
)


def built(codec, parts, storage=None):
    index = (storage or RamStorage()).create_index(schema())
    for added, deleted in parts:
        writer = index.writer(codec=codec)
        for document in added:
            writer.add_document(**document)
        writer.delete_by_term("body", deleted)
        writer.commit(merge=False)
    return index


def found(index, asked, weighting, **how):
    with index.searcher(weighting=weighting) as searcher:
        return {hit.docnum: hit.score for hit in searcher.search(asked, limit=None, **how)}


@settings(max_examples=40, deadline=None)
@given(batches, st.lists(queries, min_size=1, max_size=6))
def test_both_codecs_find_the_same_with_the_same_scores(parts, asked):
    ours, theirs = built(ColumnarCodec(), parts), built(W3Codec(), parts)
    for one in asked:
        for weighting in (BM25F(), TF_IDF()):
            assert found(ours, one, weighting) == pytest.approx(found(theirs, one, weighting), rel=1e-6)
        by_day = {"sortedby": [sorting.FieldFacet("day", reverse=True), sorting.FieldFacet("size")]}
        assert list(found(ours, one, BM25F(), **by_day)) == list(found(theirs, one, BM25F(), **by_day))


@settings(max_examples=15, deadline=None)
@given(batches)
def test_both_codecs_hold_the_same(parts):
    ours, theirs = built(ColumnarCodec(), parts), built(W3Codec(), parts)
    with ours.reader() as mine, theirs.reader() as other:
        assert mine.doc_count() == other.doc_count()
        assert list(mine.all_doc_ids()) == list(other.all_doc_ids())
        assert list(mine.all_stored_fields()) == list(other.all_stored_fields())
        assert list(mine.all_terms()) == list(other.all_terms())
        for name, term in other.all_terms():
            infos = mine.term_info(name, term), other.term_info(name, term)
            for what in ("doc_frequency", "min_length", "max_length", "min_id", "max_id"):
                if what.endswith("_id") or schema()[name].scorable:
                    assert getattr(infos[0], what)() == getattr(infos[1], what)()
            assert infos[0].weight() == pytest.approx(infos[1].weight())
        for doc in other.all_doc_ids():
            assert mine.has_vector(doc, "body") == other.has_vector(doc, "body")
            if other.has_vector(doc, "body"):
                assert list(mine.vector_as("frequency", doc, "body")) == list(
                    other.vector_as("frequency", doc, "body")
                )
        for name in ("tags", "size", "day"):
            if other.has_column(name):
                columns = mine.column_reader(name), other.column_reader(name)
                assert [columns[0][d] for d in range(other.doc_count_all())] == [
                    columns[1][d] for d in range(other.doc_count_all())
                ]


@settings(max_examples=12, deadline=None)
@given(batches, batches)
def test_merging_deleting_and_updating_through_whoosh(first, second):
    indexes = []
    for codec in (ColumnarCodec(), W3Codec()):
        index = built(codec, first)
        for added, _ in second:
            writer = index.writer(codec=codec)
            for document in added:
                writer.update_document(**document)
            writer.commit(optimize=True)
        indexes.append(index)
    with indexes[0].reader() as ours, indexes[1].reader() as theirs:
        assert list(ours.all_stored_fields()) == list(theirs.all_stored_fields())
        for name, term in theirs.all_terms():
            postings = [list(reader.postings(name, term).all_ids()) for reader in (ours, theirs)]
            assert postings[0] == postings[1]


def test_open_dir_searches_highlights_corrects_and_likes(tmp_path):
    storage = FileStorage(str(tmp_path))
    parts = [([{"key": "a", "head": "talks homs", "body": "talks in homs, aid for homs"}], "nothing")]
    parts.append(([{"key": "b", "head": "aid", "body": "the un brings aid to homs"}], "nothing"))
    built(ColumnarCodec(), parts, storage)
    index = whoosh.index.open_dir(str(tmp_path))
    with index.searcher() as searcher:
        hits = searcher.search(query.Term("body", "homs"))
        assert [hit["key"] for hit in hits] == ["a", "b"]
        assert "<b" in hits[0].highlights("body")
        assert searcher.suggest("head", "talsk") == ["talks"]
        assert [hit["key"] for hit in hits[0].more_like_this("body")] == ["b"]
        assert searcher.document(key="b")["body"].startswith("the un")


def test_spans_are_asked_for_behind_the_last_document_of_a_word():
    texts = ["homs talks", "homs aid", "homs"]
    index = built(ColumnarCodec(), [([{"body": text} for text in texts], "nothing")])
    homs, talks = (query.Term("body", word) for word in ("homs", "talks"))
    assert set(found(index, spans.SpanNot(homs, talks), BM25F())) == {0, 1, 2}


def test_columns_are_queried():
    index = built(ColumnarCodec(), [([{"size": size} for size in (5, -1, 7)], "nothing")])
    with index.searcher() as searcher:
        assert set(searcher.docs_for_query(query.ColumnQuery("size", lambda size: size > 4))) == {0, 2}


def test_a_merge_by_whoosh_keeps_columns_with_gaps():
    """For documents without a value it hands over the default, which no value of the column must become."""
    last = {"day": FIRST_DAY + timedelta(1), "size": 2**31 - 1}
    first = [{"day": FIRST_DAY, "size": 5}, {"note": "undated"}, last]
    index = built(ColumnarCodec(), [(first, "nothing"), ([{"note": "undated, too"}], "nothing")])
    index.writer(codec=ColumnarCodec()).commit(optimize=True)
    (segment,) = index._segments()
    days = segment.opened(index.storage).column("day")
    assert days is not None
    assert [int(day) < EMPTY for day in days] == [True, False, True, False]
    with index.searcher() as searcher:
        dated = query.DateRange("day", FIRST_DAY, None)
        assert set(searcher.docs_for_query(dated)) == {0, 2}
        assert searcher.reader().column_reader("size")[2] == 2**31 - 1


def test_what_cannot_be_stored_is_refused():
    index = RamStorage().create_index(schema())
    with pytest.raises(TypeError, match="cannot be stored"):
        built(ColumnarCodec(), [([{"note": object()}], "x")])
    with index.writer(codec=ColumnarCodec()) as writer:
        writer.add_document(note={"a": [1, {2, 3}], "\0": Decimal("1.50"), "t": (timedelta(1), b"\xff")})
    with index.reader() as reader:
        assert reader.stored_fields(0)["note"] == {
            "a": [1, {2, 3}],
            "\0": Decimal("1.50"),
            "t": (timedelta(1), b"\xff"),
        }
