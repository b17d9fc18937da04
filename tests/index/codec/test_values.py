"""Stored values come back equal and of the same type."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.codec.values import from_json, to_json

plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary(), st.datetimes(),
    st.dates(), st.times(), st.timedeltas(), st.decimals(allow_nan=False), st.complex_numbers(allow_nan=False),
)  # fmt: skip
keys = st.one_of(st.text(), st.integers(), st.binary(), st.just("\0"))
nested = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(keys, inner),
        st.sets(st.integers()),
        st.frozensets(st.text()),
    ),
    max_leaves=8,
)


def typed(value: object) -> object:
    """The value with the types of all its parts."""
    if isinstance(value, list | tuple):
        return type(value), [typed(item) for item in value]
    if isinstance(value, dict):
        return dict, sorted((repr(key), typed(item)) for key, item in value.items())
    return type(value), value


@given(st.dictionaries(st.text(), nested, max_size=5))
@example({"\0": None})  # a name that is also the tag
def test_what_is_stored_comes_back(document):
    assert typed(from_json(to_json(document))) == typed(document)


def test_subclasses_of_plain_types_are_stored_as_those():
    class Colour(IntEnum):
        RED = 3

    assert typed(from_json(to_json({"a": Colour.RED, "b": [Decimal(1)]}))) == typed({"a": 3, "b": [Decimal(1)]})


@pytest.mark.parametrize("value", [object(), print, object])
def test_objects_are_refused(value):
    with pytest.raises(TypeError, match="cannot be stored"):
        to_json({"a": [value]})
