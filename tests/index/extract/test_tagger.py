"""The tagger: which words it looks at, the best labels for a run, the agreement within an article, the weights."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.extract import features, tagger
from index.extract.projections import WINDOW
from index.extract.reading import tag
from index.extract.tagger import LABELS, Found, agree, candidates, spans, trimmed, viterbi, weights


def test_joiners_belong_to_names_only_between_capitals() -> None:
    words = ["Bank", "of", "the", "West", "of", "no", "de", "Gaulle"]
    flags = tagger.capitalised(words)
    assert [word for word, mask in zip(words, candidates(flags), strict=True) if mask] == [
        "Bank", "of", "the", "West", "Gaulle",
    ]  # fmt: skip


def test_what_begins_a_sentence_belongs_to_names_only_beside_capitals() -> None:
    words = ["The", "talks", "in", "The", "Hague", "ended", ".", "However", ",", "On", "the", "West", "Bank"]
    mask = candidates(tagger.capitalised(words))
    assert [word for word, may_be in zip(words, mask, strict=True) if may_be] == [
        "The", "Hague", "On", "the", "West", "Bank",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "flag"),
    [("Homs", 1), ("al-Assad", 1), ("said", 0), ("of", 2), ("The", 3), ("the", 2), ("1996", 0), ("№", 0)],
)
def test_which_words_may_be_in_a_name(word: str, flag: int) -> None:
    assert tagger.capitalised([word]).tolist() == [flag]


@given(
    arrays.arrays(np.float32, (5, len(LABELS)), elements=st.floats(-4, 4, width=32)),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_viterbi_finds_what_trying_everything_finds(scores: np.ndarray, gaps: list[bool]) -> None:
    moves = np.random.default_rng(3).normal(size=(len(LABELS) + 1, len(LABELS))).astype(np.float32)
    at = np.cumsum(np.where(gaps, 2, 1))
    labels = viterbi(np.ascontiguousarray(scores.T), at, moves)

    def value(run: list[int], path: tuple[int, ...]) -> float:
        steps = zip((len(LABELS), *path), path, strict=False)
        return sum(scores[i, j] for i, j in zip(run, path, strict=True)) + sum(moves[a, b] for a, b in steps)

    for run in np.split(np.arange(5), np.flatnonzero(np.diff(at) != 1) + 1):
        if len(run) <= 3:
            best = max(value(list(run), path) for path in product(range(len(LABELS)), repeat=len(run)))
            assert value(list(run), tuple(labels[run])) == pytest.approx(best, abs=1e-3)


def test_an_endless_run_is_tagged_a_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "LONGEST_RUN", 100)
    random = np.random.default_rng(4)
    scores = random.normal(size=(len(LABELS), 250)).astype(np.float32)
    moves = random.normal(size=(len(LABELS) + 1, len(LABELS))).astype(np.float32)
    pieces = [scores[:, :100], scores[:, 100:200], scores[:, 200:]]
    expected = np.concatenate([viterbi(piece, np.arange(piece.shape[1]), moves) for piece in pieces])
    assert viterbi(scores, np.arange(250), moves).tolist() == expected.tolist()


def test_spans_join_labels_of_one_kind() -> None:
    numbers = [LABELS.index(label) for label in ("B-PER", "I-PER", "B-PER", "I-LOC", "O", "B-LOC", "I-LOC")]
    found = spans(np.array(numbers), np.array([3, 4, 5, 6, 7, 9, 10]))
    assert list(zip(found.first, found.last, found.kind, strict=True)) == [
        (3, 5, 0),
        (5, 6, 0),
        (6, 7, 1),
        (9, 11, 1),
    ]


def test_a_word_follows_its_other_places_in_the_article() -> None:
    person = np.full(len(LABELS), -3, dtype=np.float32)
    person[1] = 5
    unsure = np.zeros(len(LABELS), dtype=np.float32)
    scores = np.stack([person, unsure, unsure], axis=1)
    agree(scores, np.array([7, 7, 8]))
    assert scores[:, 1].argmax() == 1
    assert not scores[:, 2].any()


def test_a_town_and_its_team_are_alike_to_the_other_places_of_a_word() -> None:
    team = np.full(len(LABELS), -3, dtype=np.float32)
    team[LABELS.index("B-ORG")] = 5
    town = np.zeros(len(LABELS), dtype=np.float32)
    town[LABELS.index("B-LOC")] = 0.1
    scores = np.stack([team, town], axis=1)
    agree(scores, np.array([7, 7]))
    assert scores[:, 1].argmax() == LABELS.index("B-LOC")
    assert scores[LABELS.index("B-ORG"), 1] > scores[LABELS.index("B-PER"), 1]


def test_no_name_ends_with_a_joiner() -> None:
    words = ["Bosnia", "on", "Tuesday", "Gulf", "of", "Aden", "of", "the"]
    joins = tagger.capitalised(words) == 2
    found = Found(np.array([0, 3, 6]), np.array([2, 6, 8]), np.array([1, 1, 1]))
    kept = trimmed(found, joins)
    assert list(zip(kept.first.tolist(), kept.last.tolist(), strict=True)) == [(0, 1), (3, 6)]


def test_the_same_rows_whatever_else_is_in_the_batch() -> None:
    alone = [tag([text])[0] for text in ("Bashar al-Assad flew to Geneva .", "Nothing here.")]
    assert tag(["Bashar al-Assad flew to Geneva .", "Nothing here."]) == alone


def test_weights_are_of_the_documented_shape() -> None:
    table = weights()
    rows, size = table["rows"].shape
    hidden = len(table["hidden_bias"])
    assert rows == features.FIXED + features.HASHED
    assert table["rows"].dtype == np.int8
    assert table["window"].shape == (WINDOW, size, hidden)
    assert table["labels"].shape == (hidden, len(LABELS))
    assert table["moves"].shape == (len(LABELS) + 1, len(LABELS))
