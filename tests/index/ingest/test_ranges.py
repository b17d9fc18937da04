"""A large file of lines is read by several workers: the same articles, under the same ids, in one report."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

import pytest
import whoosh.index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.errors import ArticleError
from index.ingest import FileReport, SourceFile, pool, ranges, worker
from index.ingest.files import digest_of
from index.ingest.ranges import in_ranges
from index.readers import read_lines
from index.writer import ArchiveWriter

LINES = st.lists(
    st.sampled_from(
        [
            b'{"title": "Truce in Homs", "text": "x"}\n',
            b'{"id": "given", "title": "Talks", "text": "y"}\n',
            b'[{"title": "One", "text": "x"}, {"title": "Two", "text": "y"}]\n',
            b"{no json\n",
            b"\n",
            b" \r\n",
            b'{"title": "Windows", "text": "line ends"}\r\n',
        ]
    ),
    max_size=40,
)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "RANGE_BYTES", 64)


def source(path: Path) -> SourceFile:
    return SourceFile(path, path.name, path.stat().st_size)


def indexed(index: Path, files: Iterable[SourceFile], jobs: int) -> tuple[list[FileReport], dict[str, str]]:
    """The reports, and the headlines by id."""
    with ArchiveWriter(index, extract=False, jobs=jobs) as writer:
        reports = list(writer.write(files))
        writer.commit()
    with whoosh.index.open_dir(index).searcher() as searcher:
        stored = [fields["article"] for _, fields in searcher.reader().iter_docs()]
    return reports, {article["id"]: article["headline"] for article in stored}


@pytest.mark.usefixtures("_small")
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(lines=LINES, end=st.sampled_from([b"", b'{"title": "Last", "text": "no line end"}']))
def test_ranges_are_the_whole_file_line_by_line(tmp_path: Path, lines: list[bytes], end: bytes) -> None:
    path = tmp_path / "a.jsonl"
    data = b'{"title": "First", "text": "x"}\n' + b"".join(lines) + end
    path.write_bytes(data)
    found = list(in_ranges(source(path)))
    if found == [source(path)]:
        assert len(data) < 128 or not data.split(b"\n", 1)[1].strip()
        return
    parts = [file.lines for file in found if file.lines]
    assert len(parts) == len(found)
    assert b"".join(data[part.start : part.end] for part in parts) == data
    for part in parts:
        assert part.number == data[: part.start].count(b"\n") + 1
        assert part.start == 0 or data[part.start - 1 : part.start] == b"\n"
        assert part.checksum == crc32(data[part.start : part.end])
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].digest == digest_of(path)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_comes_out_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    lines = [json.dumps({"title": f"Report {i}", "text": "The council met on Monday."}) for i in range(300)]
    lines[7], lines[120], lines[250] = "{broken", "", '[{"title": "A", "text": "x"}, {"title": "B", "text": "y"}]'
    (tmp_path / "wire.jsonl").write_text("\n".join(lines))
    (tmp_path / "other.jsonl").write_text('{"title": "Other", "text": "x"}\n')
    files = [source(tmp_path / "wire.jsonl"), source(tmp_path / "other.jsonl")]
    whole, articles = indexed(tmp_path / "whole", files, 1)
    monkeypatch.setattr(ranges, "RANGE_BYTES", 1000)
    monkeypatch.setattr(pool, "_BATCH_BYTES", 1000)
    assert len(list(in_ranges(files[0]))) > 9
    cut, same = indexed(tmp_path / "cut", files, jobs)
    assert same == articles
    assert (same["wire#251"], same["wire#251.2"]) == ("A", "B")
    assert [report.name for report in cut] == ["wire.jsonl", "other.jsonl"]
    for one, other in zip(whole, cut, strict=True):
        assert sorted(one.ids) == sorted(other.ids)
        assert one.digest == other.digest
        assert [str(error) for error in one.errors] == [str(error) for error in other.errors]
        assert one.undated == other.undated


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", json.dumps([{"title": f"T{i}", "text": "x"} for i in range(50)], indent=1)),
        ("a.txt", "Truce in Homs\n\n" + "HOMS - The guns fell silent.\n" * 20),
        ("a.csv", "title,text\n" + "Truce,x\n" * 50),
        ("a.jsonl", '{"title": "T", "text": "x"}'),
    ],
)
def test_other_files_stay_whole(tmp_path: Path, name: str, data: str) -> None:
    path = tmp_path / name
    path.write_text(data)
    assert list(in_ranges(source(path))) == [source(path)]


def test_a_file_that_is_gone_or_fails_is_left_to_its_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = SourceFile(tmp_path / "gone.jsonl", "gone.jsonl", 99 << 20)
    assert list(in_ranges(gone)) == [gone]
    path = tmp_path / "a.jsonl"
    line = b'{"title": "Truce in Homs", "text": "x"}\n'
    path.write_bytes(line * 200_000)
    reads = iter([line * 50_000, line * 50_000, None])
    monkeypatch.setattr(ranges, "_read", lambda *_: next(reads))
    found = [file.lines for file in in_ranges(source(path)) if file.lines]
    assert [(part.start, part.end) for part in found] == [
        (0, 2_000_000), (2_000_000, 4_000_000), (4_000_000, 8_000_000),
    ]  # fmt: skip
    assert [(part.last, bool(part.digest)) for part in found] == [(False, True), (False, True), (True, False)]


def test_a_death_in_one_range_costs_only_that_range(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.dumps({"title": f"Report {i}", "text": "The council met on Monday."}) for i in range(100)]
    path = tmp_path / "wire.jsonl"
    path.write_text("\n".join(lines))
    monkeypatch.setattr(ranges, "RANGE_BYTES", 1000)
    monkeypatch.setattr(pool, "_BATCH_BYTES", 1000)
    deadly = [file.lines.number for file in in_ranges(source(path)) if file.lines][2]

    def dying(data: bytes, name: str, number: int) -> Iterator[Article | ArticleError]:
        if number == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return read_lines(data, name, number)

    monkeypatch.setattr(worker, "read_lines", dying)
    (report,), articles = indexed(tmp_path / "index", [source(path)], 2)
    assert "SIGKILL" in str(report.errors[0])
    assert report.digest == b""  # so that the next run tries again
    assert sorted(report.ids) == sorted(articles)
    assert 60 < len(articles) < 100
    assert f"wire#{deadly}" not in articles


def test_lines_that_change_before_they_are_read_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = b'{"title": "Truce in Homs", "text": "x"}\n'
    path = tmp_path / "a.jsonl"
    path.write_bytes(line * 100)
    monkeypatch.setattr(ranges, "RANGE_BYTES", 1000)
    monkeypatch.setattr(pool, "_BATCH_BYTES", 1000)
    cut = list(in_ranges(source(path)))
    path.write_bytes(line.replace(b"Homs", b"Hama") + line * 99)
    monkeypatch.setattr(pool, "in_ranges", lambda _: iter(cut))
    (report,), articles = indexed(tmp_path / "index", [source(path)], 2)
    assert report.digest == b""
    assert len(articles) == 100
