"""Opening an index: nothing that it says is run, and whatever is wrong is told with the file's name."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
import whoosh.index
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Term

from index.codec import ColumnarCodec, ColumnarSegment
from index.codec.check import check_index
from index.codec.segment_info import SegmentInfo
from index.codec.toc import newest, open_segments, read_contents
from index.codec.whoosh_index import ColumnarIndex
from index.errors import ArchiveError, IndexDamaged, IndexNotFound, IndexTooNew
from index.schema import whoosh_schema

RAN: list[str] = []


class Hostile:
    """Runs when it is unpickled."""

    def __reduce__(self):
        return RAN.append, ("it ran",)


class Planted:
    """Imports this module's list by name, as an attacker would a function of the system."""

    def __reduce__(self):
        return os.makedirs, (str(Path.cwd() / "planted"),)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    index = FileStorage(str(folder)).create_index(whoosh_schema())
    for part in range(2):
        with index.writer(codec=ColumnarCodec()) as writer:
            writer.merge = False
            for i in range(30):
                writer.add_document(
                    id=f"{part}-{i}", headline="Homs talks", body=f"aid word{i} for Homs", article={}
                )
    with index.writer(codec=ColumnarCodec()) as writer:
        writer.merge = False
        writer.delete_by_term("id", "0-7")
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def planted_table(folder: Path, *, schema: object = None, segments: object = ()) -> Path:
    """A table of contents of the next generation that holds these objects."""
    path = newest(folder)
    toc = whoosh.index.TOC(whoosh_schema(), [], read_contents(path).generation + 1)
    if schema is not None:
        toc.schema = whoosh_schema()
        toc.schema.hostile = schema
    toc.segments = list(segments)
    toc.write(FileStorage(str(folder)), "MAIN")
    return newest(folder)


def test_segments_open_with_their_deleted_documents(folder):
    generation, segments = open_segments(folder)
    assert generation == 3
    assert [segment.doc_count for segment in segments] == [30, 30]
    assert [None if s.deleted is None else np.flatnonzero(s.deleted).tolist() for s in segments] == [[7], None]
    assert segments[0].field("body").find(b"homs") >= 0
    assert not list(check_index(folder))


def test_our_index_and_whooshs_own_opening_find_the_same(folder):
    for index in (ColumnarIndex(folder), whoosh.index.open_dir(str(folder))):
        with index.searcher() as searcher:
            assert len(searcher.search(Term("body", "homs"), limit=None)) == 59
            assert "id" in index.schema
    with ColumnarIndex(folder).writer() as writer:
        writer.add_document(id="new", body="Homs", article={})
    with ColumnarIndex(folder).searcher() as searcher:
        assert len(searcher.search(Term("body", "homs"), limit=None)) == 60


@pytest.mark.parametrize("hostile", [Hostile(), Planted()])
def test_a_planted_pickle_does_not_run(folder, monkeypatch, hostile):
    monkeypatch.chdir(folder)
    planted_table(folder, segments=[hostile])
    for opening in (open_segments, ColumnarIndex):
        with pytest.raises(IndexDamaged, match="which no index holds") as caught:
            opening(folder)
        assert ".toc" in caught.value.message
        assert caught.value.hint
    assert list(check_index(folder))
    planted_table_path = newest(folder)
    planted_table_path.unlink()
    planted_table(folder, schema=hostile)
    with pytest.raises(IndexDamaged, match="which no index holds"):
        ColumnarIndex(folder)
    assert open_segments(folder)[1] == []  # the schema is not looked at
    assert not RAN
    assert not (folder / "planted").exists()


def test_a_schema_of_other_fields_opens_if_they_are_whooshs(tmp_path):
    schema = fields.Schema(
        a=fields.TEXT(sortable=True, spelling=True, chars=True), b=fields.NUMERIC(decimal_places=2),
        c=fields.KEYWORD(commas=True), d=fields.BOOLEAN, e=fields.NGRAMWORDS, f=fields.DATETIME, g=fields.ID,
    )  # fmt: skip
    FileStorage(str(tmp_path)).create_index(schema)
    assert ColumnarIndex(tmp_path).schema.names() == schema.names()


def test_there_is_no_index(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexNotFound, match="no index at") as caught:
            open_segments(place)
        assert "reindex" in caught.value.hint


def test_a_segment_of_whooshs_own_format_is_told(folder):
    with whoosh.index.open_dir(str(folder)).writer() as writer:
        writer.merge = False
        writer.add_document(id="new", body="Homs")
    with pytest.raises(ArchiveError, match="another format") as caught:
        open_segments(folder)
    assert "--full" in caught.value.hint


def segment_file(folder: Path) -> Path:
    return sorted(folder.glob("*.seg"))[0]


def test_a_missing_segment_is_named(folder):
    path = segment_file(folder)
    path.unlink()
    with pytest.raises(IndexDamaged, match=path.name) as caught:
        open_segments(folder)
    assert "reindex" in caught.value.hint
    assert any(path.name in problem for problem in check_index(folder))


def test_a_swapped_segment_is_told(folder):
    first, second = sorted(folder.glob("*.seg"))
    shutil.copy(second, first)
    with pytest.raises(IndexDamaged, match="is not the segment"):
        open_segments(folder)


def test_a_shortened_file_is_told(folder):
    for path in (segment_file(folder), newest(folder)):
        data = path.read_bytes()
        for keep in (0, 1, len(data) // 2, len(data) - 1):
            path.write_bytes(data[:keep])
            with pytest.raises(IndexDamaged, match=path.name):
                open_segments(folder)
            assert any(path.name in problem for problem in check_index(folder))
        path.write_bytes(data)


def test_a_later_format_is_told(folder):
    path = segment_file(folder)
    data = bytearray(path.read_bytes())
    data[8] += 1
    path.write_bytes(data)
    with pytest.raises(IndexTooNew, match=path.name) as caught:
        open_segments(folder)
    assert "newer" in caught.value.hint


def test_every_flipped_byte_of_a_segment_is_told_by_the_check(folder):
    path = segment_file(folder)
    data = path.read_bytes()
    used = np.zeros(len(data), np.bool_)
    used[:48] = True  # the header without its last zeros
    for _, shape, offset, _ in open_segments(folder)[1][0].file.table.values():
        used[offset : offset + (shape[0] if shape else 1)] = True  # at least so many bytes
    random = np.random.default_rng(0)
    for i in random.choice(np.flatnonzero(used), 150, replace=False).tolist():
        flipped = bytearray(data)
        flipped[i] ^= 1 << int(random.integers(8))
        replacement = path.with_suffix(".new")
        replacement.write_bytes(flipped)
        replacement.replace(path)  # never write into a mapped file
        assert any(path.name in problem for problem in check_index(folder)), i


def test_a_wrong_count_with_a_right_checksum_is_told(folder, monkeypatch):
    _, segments = open_segments(folder)
    field = segments[0].field("body")
    monkeypatch.setattr("index.codec.check.open_segment", lambda *_: segments[0])
    monkeypatch.setattr(field, "total_length", 3)
    assert any("lengths than its total" in problem for problem in check_index(folder))


@given(st.binary(max_size=300))
def test_any_bytes_for_a_table_of_contents_are_an_error_of_ours(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    (folder / "_MAIN_1.toc").write_bytes(data)
    with pytest.raises(ArchiveError):
        open_segments(folder)


@given(st.integers(0, 300), st.sets(st.integers(0, 299)))
def test_a_segments_info_comes_back(documents, deleted):
    deleted = {doc for doc in deleted if doc < documents}
    segment = ColumnarSegment("MAIN", "abc", documents)
    for doc in deleted:
        segment.delete_document(doc)
    pickled = pickle.loads(pickle.dumps(segment))  # noqa: S301
    for back in (pickled, ColumnarSegment.of(SegmentInfo.from_state(segment.__getstate__()))):
        assert (back.segment_id(), back.doc_count_all(), set(back.deleted_docs())) == (
            "MAIN_abc",
            documents,
            deleted,
        )


@pytest.mark.parametrize(
    "change",
    [{"index": "../x"}, {"id": ""}, {"documents": -1}, {"documents": 1.5}, {"deleted": b"x"}, {"id": None}],
)
def test_info_that_makes_no_sense_is_refused(change):
    state = SegmentInfo("MAIN", "abc", 9, np.ones(9, np.bool_)).state()
    with pytest.raises(IndexDamaged, match="no sense"):
        SegmentInfo.from_state(state | change)
