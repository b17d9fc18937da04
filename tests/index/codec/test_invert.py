"""Bulk inversion equals inversion token by token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.chunks import cut
from index.codec.invert import TextInverter, invert_keys
from index.codec.inverted import InvertedField, invert_simply
from index.codec.vocabulary import Vocabulary

SCRIPTS = (
    "abcABC xyzXYZ  \n\t.,'’-–&_\"()/$%0123456789",
    "éçñßøŁłıİǅﬁ²½ﷺ",
    "абвАБВ ґїЁёαβΣσς",
    "عربيةىـּًאבג",
    "停火协议、。「」 ひらカタｶﾞ한국ไทยမြန်ខ្មែរ",
    "हिन्दीক্ষ\u200d\u200c\u00ad\ufeff\ud800\x00\x1c\x85\u2028\U0001f600\U00020000",
)
words = st.sampled_from(
    [
        "the",
        "The",
        "U.N.",
        "U.S.-led",
        "O'Brien",
        "Syria's",
        "F-16,",
        "1,300",
        "AT&T",
        "NATO",
        "iPhone",
        "Homs.",
        "“No”",
    ]
)
characters = st.one_of([st.text(alphabet=script, max_size=30) for script in SCRIPTS] + [st.text(max_size=10)])
texts = st.one_of(
    characters,
    st.lists(words, max_size=40).map(" ".join),
    st.lists(characters | words, max_size=6).map(" ".join),
)


def invert(batches: list[list[str]], *, names: bool = True) -> InvertedField:
    vocabulary = Vocabulary()
    inverter = TextInverter(vocabulary, names=names)
    for batch in batches:
        inverter.add(cut(batch, vocabulary.chunks).numbers)
    return united(inverter.finish(*vocabulary.sorted_terms()))


def united(pieces: Iterable[InvertedField]) -> InvertedField:
    """The whole field, having made sure that each of its pieces is one by itself."""
    found = list(pieces)
    for piece in found:
        piece.check()
    counts = [np.diff(piece.starts).astype(np.uint64) for piece in found]
    names = [piece.name_counts for piece in found]
    return replace(
        found[0],
        terms=[term for piece in found for term in piece.terms],
        starts=np.append(np.uint64(0), np.cumsum(np.concatenate(counts), dtype=np.uint64)),
        docs=np.concatenate([piece.docs for piece in found]),
        freqs=np.concatenate([piece.freqs for piece in found]),
        leads=np.concatenate([piece.leads for piece in found]),  # type: ignore[arg-type]
        positions=np.concatenate([piece.positions for piece in found]),  # type: ignore[arg-type]
        name_counts=None if None in names else tuple(map(np.concatenate, zip(*names, strict=True))),  # type: ignore[arg-type]
    )


def assert_same(found: InvertedField, expected: InvertedField) -> None:
    found.check()
    for field in fields(InvertedField):
        a, b = getattr(found, field.name), getattr(expected, field.name)
        if isinstance(b, np.ndarray):
            assert a.dtype == b.dtype, field.name
            assert a.tolist() == b.tolist(), field.name
        elif isinstance(b, tuple):
            assert [part.tolist() for part in a] == [part.tolist() for part in b], field.name
        else:
            assert a == b, field.name


@given(st.lists(st.lists(texts, max_size=4), max_size=3))
@example([["x" * 100, "x" * 101, "ü" * 101, "wow, it's—" + "停" * 120]])
@example([["", "a"], [], [""]])
def test_bulk_inversion_is_inversion_token_by_token(batches: list[list[str]]) -> None:
    assert_same(invert(batches), invert_simply([text for batch in batches for text in batch]))


@given(st.lists(texts, max_size=3), st.lists(texts, max_size=3))
def test_fields_share_a_vocabulary_but_not_their_terms(first: list[str], second: list[str]) -> None:
    vocabulary = Vocabulary()
    one, other = TextInverter(vocabulary, names=True), TextInverter(vocabulary, names=True)
    one.add(cut(first, vocabulary.chunks).numbers)
    other.add(cut(second, vocabulary.chunks).numbers)
    ranking = vocabulary.sorted_terms()
    assert_same(united(one.finish(*ranking)), invert_simply(first))
    assert_same(united(other.finish(*ranking)), invert_simply(second))


def test_real_text_inverts_as_token_by_token(articles_text: list[str]) -> None:
    assert_same(invert([articles_text[:7], articles_text[7:]]), invert_simply(articles_text))


def test_blocks_and_pieces_of_any_size_make_the_same_field(
    articles_text: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = invert_simply(articles_text)
    for block, piece in ((1, 1), (50, 100), (1 << 17, 300), (500, 1 << 19)):
        monkeypatch.setattr("index.codec.invert._BLOCK", block)
        monkeypatch.setattr("index.codec.blocks.PIECE", piece)
        assert_same(invert([[text] for text in articles_text]), expected)


def test_many_documents_with_a_long_one_are_inverted_as_each_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their numbers and positions take more than 32 bits, their terms more than 16."""
    short = ["a b"] * (1 << 13)
    long = [" ".join(f"w{i % 70_000}" for i in range(1 << 18)), "b w1 w1"]
    together = invert([short + long])
    monkeypatch.setattr("index.codec.invert._BLOCK", 1)
    assert_same(together, invert([short, *([text] for text in long)]))


@pytest.fixture
def articles_text(data: Path) -> list[str]:
    return (data / "reuters21578" / "reut2-000.sgm").read_text("latin-1").split("</REUTERS>")[:40]


@given(st.lists(st.sampled_from([b"", b"en", b"fr", b"\xff"]), max_size=20))
def test_exact_terms(values: list[bytes]) -> None:
    field = invert_keys(values)
    field.check()
    found = {
        term: field.docs[int(field.starts[i]) : int(field.starts[i + 1])].tolist()
        for i, term in enumerate(field.terms)
    }
    assert found == {v: [d for d, w in enumerate(values) if w == v] for v in sorted(set(values) - {b""})}
