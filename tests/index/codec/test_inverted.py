"""The simple inversion, by hand, and the check of what is canonical."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.codec.inverted import InvertedField, invert_simply


def test_a_text_by_hand():
    field = invert_simply(["The cat saw Manning, the cat", None, "Cat"])
    field.check()
    assert field.terms == [b"cat", b"manning", b"saw", b"the"]
    assert field.starts.tolist() == [0, 2, 3, 4, 5]
    assert field.docs.tolist() == [0, 2, 0, 0, 0]
    assert field.freqs.tolist() == [2, 1, 1, 1, 2]
    assert field.positions.tolist() == [1, 5, 0, 3, 2, 0, 4]
    assert field.lengths.tolist() == [6, 0, 1]
    assert field.content_lengths.tolist() == [4, 0, 1]
    assert [counts.tolist() for counts in field.name_counts] == [[0, 1, 0, 0], [2, 0, 1, 1]]


def test_leading_words_and_compounds():
    field = invert_simply(["x " * 20 + "cease-fire"])
    assert dict(zip(field.terms, field.leads.tolist(), strict=True)) == {
        b"cease": False, b"ceasefire": False, b"fire": False, b"x": True,
    }  # fmt: skip
    assert (field.lengths.tolist(), field.content_lengths.tolist()) == ([23], [22])


def test_what_is_not_canonical_is_told():
    field = invert_simply(["a b", "b"])
    for change in (
        {"terms": [b"b", b"a"]},
        {"starts": np.array([0, 0, 3], np.uint64)},
        {"starts": np.array([0, 1, 2], np.uint64)},
        {"docs": np.array([0, 1, 0], np.uint32)},
        {"docs": np.array([0, 0, 9], np.uint32)},
        {"freqs": np.array([1, 0, 1], np.uint32)},
        {"positions": np.array([0], np.uint32)},
    ):
        with pytest.raises(ValueError, match="canonical"):
            replace(field, **change).check()


def test_no_documents():
    field = invert_simply([])
    field.check()
    assert isinstance(field, InvertedField)
