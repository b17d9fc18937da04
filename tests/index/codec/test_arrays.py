"""The container: what goes in comes out, and damage is told."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from index.codec.arrays import ALIGNMENT, ArrayFile, ArrayWriter
from index.errors import IndexDamaged, IndexTooNew

DTYPES = st.sampled_from(["|b1", "|u1", "<u2", "<u4", "<u8", "<i4", "<i8", "<f4"]).map(np.dtype)


def written(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    writer = ArrayWriter(file, "abc")
    for name, array in arrays.items():
        writer.add(name, array)
    size = writer.finish({"documents": 3})
    assert size == len(file.getvalue())
    return file.getvalue()


@given(
    st.lists(DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=1, max_dims=2, min_side=0))))
)
def test_arrays_come_back_as_they_went_in(arrays):
    data = written(**{str(i): array for i, array in enumerate(arrays)})
    opened = ArrayFile(data, "a file")
    assert (opened.segment_id, opened.meta) == ("abc", {"documents": 3})
    assert not list(opened.problems())
    for i, array in enumerate(arrays):
        back = opened[str(i)]
        assert (back.dtype, back.shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(back, array)
        assert not back.flags.writeable
        assert opened.table[str(i)][2] % ALIGNMENT == 0


def test_scattered_reads_give_the_same_and_advice_about_nothing_does_nothing(tmp_path):
    large = np.arange(5_000_000, dtype=np.uint32)
    path = tmp_path / "a.seg"
    path.write_bytes(written(small=np.arange(10), large=large, none=np.zeros(0)))
    opened = ArrayFile.open(path, scattered=True)
    for start, end in (0, 400_000), (-(1 << 40), 5), (1 << 40, 1 << 41), (7, 3), (0, 1 << 50):
        opened.read_ahead("large", start, end)
    np.testing.assert_array_equal(opened["large"], large)
    assert opened["small"].tolist() == list(range(10))
    assert not opened["none"].size
    assert not list(opened.problems())


def test_streams_grow_side_by_side():
    file = io.BytesIO()
    writer = ArrayWriter(file, "abc")
    long, wide = writer.stream("long", np.uint32), writer.stream("wide", np.uint8, width=2)
    for i in range(3):
        long.append(np.array([i, i]))
        wide.append(np.full((2, 2), i))
    long.close()
    wide.close()
    writer.finish({})
    opened = ArrayFile(file.getvalue(), "a file")
    assert opened["long"].tolist() == [0, 0, 1, 1, 2, 2]
    assert opened["wide"].tolist() == [[0, 0], [0, 0], [1, 1], [1, 1], [2, 2], [2, 2]]
    assert not list(opened.problems())


def test_every_shortening_is_told():
    data = written(a=np.arange(10), b=np.arange(3))
    for size in range(len(data)):
        with pytest.raises(IndexDamaged, match="a file"):
            ArrayFile(data[:size], "a file")
    with pytest.raises(IndexDamaged):
        ArrayFile(data + b"\0", "a file")


def test_every_flipped_byte_is_told_or_harmless():
    data = written(a=np.arange(10), b=np.arange(3))
    for i in range(len(data)):
        flipped = bytearray(data)
        flipped[i] ^= 0xFF
        try:
            opened = ArrayFile(bytes(flipped), "a file")
        except (IndexDamaged, IndexTooNew):
            continue
        same = opened.segment_id == "abc" and all((opened[k] == ArrayFile(data, "")[k]).all() for k in "ab")
        assert same or opened.segment_id != "abc" or list(opened.problems())


def test_a_later_version_is_refused():
    data = bytearray(written(a=np.arange(3)))
    data[8] = 99
    with pytest.raises(IndexTooNew, match="version 99"):
        ArrayFile(bytes(data), "a file")


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(IndexDamaged, match=r"gone\.seg is missing"):
        ArrayFile.open(tmp_path / "gone.seg")
    (tmp_path / "empty.seg").touch()
    with pytest.raises(IndexDamaged, match="cut short"):
        ArrayFile.open(tmp_path / "empty.seg")


def test_a_name_is_used_once_and_objects_have_no_place():
    writer = ArrayWriter(io.BytesIO(), "abc")
    writer.add("a", np.arange(3))
    with pytest.raises(ValueError, match="before"):
        writer.add("a", np.arange(3))
    with pytest.raises(TypeError, match="no place"):
        writer.add("b", np.array([object()]))
