"""Files become articles of the index: whatever happens to workers, each once, and under an id of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
import whoosh.index
from whoosh.query import DateRange, Term

from index.article import Article, Published
from index.chunks import Cut
from index.codec.arrays import ArrayFile
from index.commit import current
from index.errors import ArchiveError, ArticleError, IndexLocked
from index.ingest import FileReport, SourceFile, builder, launch, pool, worker
from index.writer import ArchiveWriter

Ids = list[str]


def read_lines(path: Path, name: str, _: object) -> Iterator[Article | ArticleError]:
    """A reader for tests: a line is an article, `id: text`; some lines do things to the process."""
    for line in path.read_text().splitlines():
        id_, _, text = line.partition(": ")
        if text == "!die":
            os.kill(os.getpid(), signal.SIGKILL)
        if text == "!change":
            path.write_text(path.read_text() + "more")
        if text == "!raise":
            raise ZeroDivisionError("of the reader")
        if text == "!error":
            yield ArticleError(f"{name}: not read, no article")
        else:
            published = Published(datetime(int(text), 1, 1)) if text.isdigit() else None
            yield Article(id=id_, path=name, headline=id_, body=text, published=published)


@pytest.fixture(autouse=True)
def _read_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "read_file", read_lines)


class Folder:
    """Files to index, and the index of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.index = path / ".dateline"

    def file(self, name: str, *lines: str) -> SourceFile:
        path = self.path / name
        path.write_text("\n".join(lines))
        return SourceFile(path, name, path.stat().st_size)

    def write(
        self,
        files: Iterable[SourceFile],
        *,
        delete: Sequence[str] = (),
        jobs: int = 2,
        full: bool = False,
        budget: int = 1 << 28,
    ) -> list[FileReport]:
        with ArchiveWriter(self.index, extract=False, jobs=jobs, full=full, budget=budget) as writer:
            writer.delete(delete)
            reports = list(writer.write(files))
            writer.commit()
        return reports

    def articles(self) -> list[tuple[str, str]]:
        """Ids and texts of the index, in the order of its documents; every file of it is sound."""
        for segment in current(self.index).segments:
            assert not list(ArrayFile.open(self.index / segment.file_name).problems())
        with whoosh.index.open_dir(self.index).searcher() as searcher:
            reader = searcher.reader()
            stored = [fields["article"] for _, fields in reader.iter_docs()]
            for article in stored:
                assert [hit["article"] for hit in searcher.search(Term("id", article["id"]))] == [article]
        return [(article["id"], article["body"]) for article in stored]

    def ids(self) -> Ids:
        return [id_ for id_, _ in self.articles()]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def _one_file_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_BATCH_FILES", 1)


def test_articles_are_added_replaced_and_deleted(folder: Folder) -> None:
    reports = folder.write([folder.file("a", "a1: one", "a2: two"), folder.file("b", "b1: three")])
    assert [(report.name, report.ids) for report in reports] == [("a", ("a1", "a2")), ("b", ("b1",))]
    assert sorted(folder.articles()) == [("a1", "one"), ("a2", "two"), ("b1", "three")]
    folder.write([folder.file("a", "a1: new")], delete=["a1", "a2"])
    assert sorted(folder.articles()) == [("a1", "new"), ("b1", "three")]
    folder.write([], delete=["a1", "b1", "unheard-of"])
    assert folder.ids() == []
    assert current(folder.index).segments == ()


def test_a_file_that_changes_while_it_is_read_does_not_pass_for_read(folder: Folder) -> None:
    files = [folder.file("a", "a1: one"), folder.file("b", "b1: !change", "b2: two"), folder.file("c", "c1: x")]
    first, second, third = folder.write(files)
    assert (second.ids, second.errors) == (("b1", "b2"), ())
    assert (bool(first.digest), bool(second.digest), bool(third.digest)) == (True, False, True)


def test_full_starts_from_nothing_and_leaves_no_file_behind(folder: Folder) -> None:
    folder.write([folder.file("a", "a1: one")])
    folder.write([folder.file("b", "b1: two")], full=True)
    assert folder.ids() == ["b1"]
    assert len(list(folder.index.glob("MAIN_*.seg"))) == 1


def test_what_is_not_committed_leaves_no_trace(folder: Folder) -> None:
    folder.write([folder.file("a", "a1: one")])
    before = sorted(folder.index.iterdir())
    with ArchiveWriter(folder.index, extract=False) as writer:
        writer.delete(["a1"])
        list(writer.write([folder.file("b", "b1: two")]))
    assert sorted(folder.index.iterdir()) == before
    assert folder.ids() == ["a1"]


def test_who_has_the_lock_is_told(folder: Folder) -> None:
    with (
        ArchiveWriter(folder.index, extract=False),
        pytest.raises(IndexLocked, match=f"process {os.getpid()} is writing"),
    ):
        ArchiveWriter(folder.index, extract=False)
    folder.write([folder.file("a", "a1: one")])


@pytest.mark.usefixtures("_one_file_a_batch")
def test_an_id_that_is_taken_gets_a_number(folder: Folder) -> None:
    folder.write([folder.file("a", "x: one")])
    reports = folder.write([folder.file(name, "x: two", "y: three") for name in "bcde"])
    assert [report.ids for report in reports] == [("x~2", "y"), ("x~3", "y~2"), ("x~4", "y~3"), ("x~5", "y~4")]
    assert reports[1].renamed == (("x", "x~3"), ("y", "y~2"))
    assert sorted(folder.ids()) == sorted(["x", *(id_ for report in reports for id_ in report.ids)])


@pytest.mark.usefixtures("_one_file_a_batch")
def test_what_comes_out_depends_on_the_files_alone(folder: Folder, tmp_path: Path) -> None:
    files = [folder.file(f"f{i:02}", *(f"id{j}: text {i} {j}" for j in range(i % 5))) for i in range(20)]
    reports = folder.write(files)
    other = Folder(tmp_path / "other")
    other.path.mkdir()
    assert other.write(files) == reports
    assert other.articles() == folder.articles()


def test_a_bad_file_costs_only_itself(folder: Folder) -> None:
    files = [
        folder.file("a", "a: 1"),
        folder.file("b", "b: 2", "x: !raise", "c: 3"),
        folder.file("d", "x: !error", "d: 4"),
    ]
    missing = SourceFile(folder.path / "missing", "missing", 0)
    reports = folder.write([*files, missing])
    assert [len(report.errors) for report in reports] == [0, 1, 1, 1]
    assert "ZeroDivisionError" in reports[1].errors[0].message
    assert "No such file" in reports[3].errors[0].message
    assert sorted(folder.ids()) == ["a", "b", "d"]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("files_a_batch", [1, 3, 100])
def test_a_file_that_kills_its_reader_costs_only_itself(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, jobs: int, files_a_batch: int
) -> None:
    monkeypatch.setattr(pool, "_BATCH_FILES", files_a_batch)
    deadly = {2, 5, 6}
    lines = {i: ["x: one", f"id{i}: !die"] if i in deadly else ["x: one", f"id{i}: two"] for i in range(9)}
    reports = folder.write([folder.file(f"f{i}", *lines[i]) for i in lines], jobs=jobs)
    assert [report.name for report in reports] == [f"f{i}" for i in lines]
    for i, report in enumerate(reports):
        assert bool(report.errors) == (i in deadly)
        assert "SIGKILL" in report.errors[0].message if report.errors else len(report.ids) == 2
    ids = folder.ids()
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == sorted(id_ for report in reports for id_ in report.ids)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("files_a_batch", [1, 100])
def test_a_file_that_kills_while_it_is_indexed_is_found_out(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, jobs: int, files_a_batch: int
) -> None:
    monkeypatch.setattr(pool, "_BATCH_FILES", files_a_batch)
    add_texts = builder.SegmentBuilder.add_texts

    def poisoned(self: builder.SegmentBuilder, articles: Sequence[Article], tagged: Cut) -> None:
        if any(article.body == "poison" for article in articles):
            os.kill(os.getpid(), signal.SIGKILL)
        add_texts(self, articles, tagged)

    monkeypatch.setattr(builder.SegmentBuilder, "add_texts", poisoned)
    lines = {i: f"id{i}: poison" if i == 3 else f"id{i}: two" for i in range(9)}
    reports = folder.write([folder.file(f"f{i}", lines[i]) for i in lines], jobs=jobs)
    assert [bool(report.errors) for report in reports] == [i == 3 for i in lines]
    assert sorted(folder.ids()) == [f"id{i}" for i in lines if i != 3]


@pytest.mark.parametrize("before", [True, False])
def test_a_death_at_the_last_segment_loses_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    write = builder.SegmentBuilder.write

    def dying(self: builder.SegmentBuilder) -> str:
        try:
            (folder.path / "died").touch(exist_ok=False)
        except FileExistsError:
            return write(self)
        if not before:
            write(self)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")

    monkeypatch.setattr(builder.SegmentBuilder, "write", dying)
    reports = folder.write([folder.file("a", "a: 1"), folder.file("b", "b: 2")], jobs=1)
    assert [report.ids for report in reports] == [("a",), ("b",)]
    assert folder.ids() == ["a", "b"]


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_workers_are_gone_when_the_writer_is(folder: Folder, jobs: int) -> None:
    before = threading.active_count()
    folder.write([folder.file("a", "a: 1"), folder.file("b", "b: 2")], jobs=jobs)
    assert not multiprocessing.active_children()
    assert threading.active_count() == before


@pytest.mark.usefixtures("_one_file_a_batch")
@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_who_works_changes_nothing_but_the_division_into_segments(folder: Folder, jobs: int) -> None:
    files = [folder.file(f"f{i}", f"same: text {i}", f"id{i}: two") for i in range(30)]
    reports = folder.write(files, jobs=jobs)
    assert [report.name for report in reports] == [file.name for file in files]
    taken = [("same", f"text {i}") if i == 0 else (f"same~{i + 1}", f"text {i}") for i in range(30)]
    assert sorted(folder.articles()) == sorted(taken + [(f"id{i}", "two") for i in range(30)])


def test_a_thread_works_where_no_process_may_be_started(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "_context", None)
    folder.write([folder.file("a", "a: 1")], jobs=0)
    assert folder.ids() == ["a"]


def test_a_file_that_defeats_a_thread_costs_only_itself(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = builder.SegmentBuilder.cut

    def failing(self: builder.SegmentBuilder, articles: Sequence[Article]) -> Cut:
        if any(article.body == "poison" for article in articles):
            raise MemoryError("too much of it")
        return cut(self, articles)

    monkeypatch.setattr(builder.SegmentBuilder, "cut", failing)
    texts = {i: "poison" if i == 2 else "two" for i in range(5)}
    reports = folder.write([folder.file(f"f{i}", f"id{i}: {text}") for i, text in texts.items()], jobs=0)
    assert [[error.message for error in report.errors] for report in reports] == [
        ["f2: not read, MemoryError: too much of it"] if i == 2 else [] for i in texts
    ]
    assert sorted(folder.ids()) == [f"id{i}" for i in texts if i != 2]


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_a_writer_that_is_left_midway_ends_its_workers(folder: Folder, jobs: int) -> None:
    before = threading.active_count()
    files = [folder.file(f"f{i}", f"id{i}: text") for i in range(500)]
    with ArchiveWriter(folder.index, extract=False, jobs=jobs) as writer:
        reports = writer.write(files)
        next(reports)
    assert threading.active_count() == before
    assert not multiprocessing.active_children()
    assert [path.name for path in folder.index.iterdir()] == ["MAIN_WRITELOCK"]


def test_when_workers_cannot_write_the_index_stays(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write([folder.file("a", "a: 1")])
    monkeypatch.setattr(builder.SegmentBuilder, "write", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(ArchiveError, match="again and again"):
        folder.write([folder.file("b", "b: 2")])
    assert folder.ids() == ["a"]


def test_little_memory_makes_more_segments_but_no_other_index(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_PART_CHARACTERS", 10)
    files = [folder.file(f"f{i}", *(f"id{i}-{j}: text of some length {j}" for j in range(4))) for i in range(5)]
    folder.write(files, budget=1, jobs=1)
    assert len(current(folder.index).segments) < 20  # some were merged
    assert sorted(folder.ids()) == sorted(f"id{i}-{j}" for i in range(5) for j in range(4))


def test_a_death_in_a_file_that_is_in_segments_in_part_leaves_nothing_twice(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_PART_CHARACTERS", 10)
    files = [folder.file("a", *(f"a{j}: text of some length" for j in range(4)))]
    files += [folder.file("b", *(f"b{j}: text of some length" for j in range(3)), "x: !die")]
    files += [folder.file("c", *(f"c{j}: text of some length" for j in range(4)))]
    folder.write(files, budget=1, jobs=1)
    assert sorted(folder.ids()) == [f"{name}{j}" for name in "ac" for j in range(4)]


def test_many_small_additions_are_merged(folder: Folder) -> None:
    for i in range(20):
        folder.write([folder.file(f"f{i}", f"id{i}: text")])
    assert len(current(folder.index).segments) < 8
    assert len(list(folder.index.glob("MAIN_*.seg"))) == len(current(folder.index).segments)
    assert folder.ids() == [f"id{i}" for i in range(20)]


def test_whoosh_finds_by_date(folder: Folder) -> None:
    folder.write([folder.file("a", "a: 1987", "b: 2014", "c: 2014", "d: undated", "e: 2020")])
    with whoosh.index.open_dir(folder.index).searcher() as searcher:
        found = searcher.search(DateRange("date", datetime(2000, 1, 1), datetime(2019, 1, 1)))
        assert [hit["article"]["id"] for hit in found] == ["b", "c"]
        assert (
            searcher.search(Term("date", searcher.schema["date"].to_bytes(datetime(1987, 1, 1)))).scored_length()
            == 1
        )
