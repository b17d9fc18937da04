"""Projections: the same whatever was asked for before, or is shared by numbers."""

from __future__ import annotations

import numpy as np

from index.extract import features
from index.extract.projections import LIMIT, SCALE, WINDOW, Projections
from index.extract.tagger import weights

PIECES = ["\n", *(f"Name{i}" for i in range(40)), "12", "34", "Łódź", "the", ","]
TYPES = np.arange(len(PIECES), dtype=np.int32)
AT = np.arange(1, len(PIECES) - 1)
ROUNDED = WINDOW / 2 / SCALE + 1e-4
"""How far a sum may be off."""


def sums(known: Projections) -> np.ndarray:
    """What is added up for each word."""
    rows, around = known.around(TYPES, AT, PIECES)
    assert around.shape == (WINDOW, len(AT))
    return rows[around].sum(axis=0) / SCALE


def expected() -> np.ndarray:
    """The same, from the weights and the descriptions of single words."""
    table = weights()
    window = table["window"].astype(np.float32)
    chosen = [table["rows"][features.describe(piece)].astype(np.int64).sum(axis=0) for piece in PIECES]
    vectors = np.maximum(np.array(chosen) * table["row_scale"] + table["row_bias"], 0)
    padded = np.concatenate([np.repeat(vectors[:1], 3, axis=0), vectors, np.repeat(vectors[:1], 3, axis=0)])
    return sum(padded[AT + place] @ window[place] for place in range(WINDOW))


def test_projections_are_what_the_weights_say() -> None:
    known = Projections(weights())
    known.learn(PIECES)
    for _ in range(2):
        assert np.allclose(sums(known), expected(), rtol=0, atol=ROUNDED)


def test_a_lexicon_may_grow_and_begin_anew() -> None:
    known = Projections(weights())
    for size in (10, 20, len(PIECES)):
        known.learn(PIECES[:size])
        known.around(TYPES[:size], AT[: size - 2], PIECES[:size])
    assert np.allclose(sums(known), expected(), rtol=0, atol=ROUNDED)
    known.forget()
    known.learn(PIECES)
    assert np.allclose(sums(known), expected(), rtol=0, atol=ROUNDED)


def test_numbers_of_one_form_share_a_projection() -> None:
    known = Projections(weights())
    known.learn(PIECES)
    _, around = known.around(TYPES, AT, PIECES)
    first, second = PIECES.index("12"), PIECES.index("34")
    assert around[3, first - 1] == around[3, second - 1]


def test_sums_of_the_largest_projections_stay_numbers_of_16_bits() -> None:
    table = dict(weights())
    table["window"] = np.full_like(table["window"], 1000)
    known = Projections(table)
    known.learn(PIECES)
    rows, around = known.around(TYPES, AT, PIECES)
    total = np.full(rows.shape[1], LIMIT, dtype=np.int16)  # a bias
    for place in range(WINDOW):
        total += rows[around[place, 0]]
    assert (total == (WINDOW + 1) * LIMIT).all()
