"""The local engine on a small archive: orders, counts, explanations, and many threads at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from index.article import Article, Place, Published
from index.codec import stored
from index.codec.arrays import Array, ArrayWriter
from index.codec.whoosh_index import ColumnarIndex
from index.commit import publish
from index.errors import IndexDamaged, IndexNotFound, UsageError
from index.ingest.builder import SegmentBuilder, segment_named
from index.schema import whoosh_schema
from searcher.answer import Meaning
from searcher.engines.local import LocalEngine
from searcher.query.tree import And, DateRange, Everything, Field, Node, Not, Or, Phrase, Prefix, Word


def article(number: int, headline: str, body: str, day: int = 0, **more: object) -> Article:
    published = Published(datetime(2014, 1, day)) if day else None
    return Article(id=f"a{number}", headline=headline, body=body, published=published, **more)  # type: ignore[arg-type]


SYRIA = (Place("Homs", "Syria"),)
ARTICLES = [
    article(
        0, "Truce in Homs", "The ceasefire in the old city of Homs held for a day.", 3, places=SYRIA, source="Wire"
    ),
    article(1, "Talks fail", "Talks about a ceasefire failed in Geneva, negotiators said.", 1, source="Wire"),
    article(
        2, "Convoy reaches Homs", "A convoy with food reached Homs. Homs waited long for it.", 5, places=SYRIA
    ),
    article(3, "Bank raises rates", "The Bank of England raised its interest rate.", source="Post"),
    article(4, "Bank raises rates", "The Bank of England raised its interest rate.", 4, source="Post"),
    article(5, "Nothing", "England lost.", 2),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    segments = []
    for batch in (ARTICLES[:4], ARTICLES[4:], [article(6, "Homs", "Homs deleted")]):
        builder = SegmentBuilder(folder, "english")
        builder.add_texts(batch)
        builder.add_stored(batch)
        segments.append(segment_named(builder.write(), len(batch)))
    segments[2].delete_documents(np.array([0]))
    publish(folder, whoosh_schema(), segments, 1)
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[LocalEngine]:
    engine = LocalEngine(folder)
    yield engine
    engine.close()


def found(engine: LocalEngine, tree: Node, **options: object) -> list[str]:
    ranking = engine.rank(tree, limit=10, **options)  # type: ignore[arg-type]
    assert ranking.total == len(engine.documents(tree))
    return [one.id for one in engine.articles(ranking.docs.tolist())]


def test_a_place_holds_what_lies_in_it(engine: LocalEngine) -> None:
    for field in ("places", "regions"):
        assert set(found(engine, Field(field, Word("Syria")))) == {"a0", "a2"}
    assert set(found(engine, Field("places", Word("Homs")))) == {"a0", "a2"}
    assert found(engine, Field("regions", Word("Homs"))) == []
    assert set(found(engine, Field("places", Everything()))) == {"a0", "a2"}


def test_words_are_found_in_all_searched_fields_and_inflected(engine: LocalEngine) -> None:
    assert set(found(engine, Word("Homs"))) == {"a0", "a2"}
    assert set(found(engine, Word("raise"))) == {"a3", "a4"}
    assert set(found(engine, Prefix("cease"))) == {"a0", "a1"}
    assert found(engine, Phrase((Word("bank"), Word("of"), Word("England")))) == ["a3", "a4"]
    assert set(found(engine, And((Word("Homs"), Not(Word("ceasefire")))))) == {"a2"}
    assert engine.rank(Word("raise"), limit=10, exact=True).total == 0


def test_function_words_neither_score_nor_exclude_beside_others(engine: LocalEngine) -> None:
    alone = engine.rank(Word("ceasefire"), limit=10)
    beside = engine.rank(And((Word("which"), Word("ceasefire"))), limit=10)
    assert beside.docs.tolist() == alone.docs.tolist()
    assert beside.scores.tolist() == alone.scores.tolist()
    assert len(found(engine, Word("the"))) == 3


def test_dates_order_and_undated_come_last(engine: LocalEngine) -> None:
    assert found(engine, Everything(), sort="newest") == ["a2", "a4", "a0", "a5", "a1", "a3"]
    assert found(engine, Everything(), sort="oldest") == ["a1", "a5", "a0", "a4", "a2", "a3"]
    assert engine.rank(Everything(), limit=2, offset=1, sort="newest").docs.tolist() == [4, 0]
    assert found(engine, DateRange(datetime(2014, 1, 2), datetime(2014, 1, 4)), sort="oldest") == ["a5", "a0"]


def test_pages_follow_each_other(engine: LocalEngine) -> None:
    tree = Or((Word("Homs"), Word("bank"), Word("England"), Word("ceasefire")))
    every = engine.rank(tree, limit=10).docs.tolist()
    pages = [engine.rank(tree, limit=2, offset=offset).docs.tolist() for offset in (0, 2, 4)]
    assert [doc for page in pages for doc in page] == every
    assert engine.rank(tree, limit=0).total == len(every)


def test_copies_rank_in_the_order_of_their_numbers(engine: LocalEngine) -> None:
    ranking = engine.rank(Word("interest"), limit=10)
    assert ranking.docs.tolist() == [3, 4]
    assert ranking.scores[0] == ranking.scores[1]


def test_facets_and_timeline_count_all_matches(engine: LocalEngine) -> None:
    facet = engine.facet(Everything(), "source", 10)
    assert [(each.value, each.articles) for each in facet.counts] == [("Post", 2), ("Wire", 2)]
    assert [each.value for each in engine.facet(Word("Homs"), "places", 1).counts] == ["Homs"]
    timeline = engine.timeline(Field("headline", Word("bank")), "month")
    assert [(bar.start, bar.articles) for bar in timeline.bars] == [(date(2014, 1, 1), 1)]
    assert timeline.undated == 1


@pytest.mark.parametrize(
    "tree", [Word("Homs"), Or((Word("Homs"), Prefix("cease"))), Phrase((Word("bank"), Word("of")))]
)
def test_an_explanation_adds_up(engine: LocalEngine, tree: Node) -> None:
    ranking = engine.rank(tree, limit=1)
    text = engine.explain(tree, int(ranking.docs[0]))
    total, *parts = map(float, re.findall(r"\d+\.\d+", text.splitlines()[0]))
    assert total == pytest.approx(ranking.scores[0], abs=1e-4)
    assert sum(parts) == pytest.approx(total, abs=1e-3)
    for score, weight, frequency in re.findall(r"^  ([\d.]+) [^:]+: ([\d.]+) · ([\d.]+)/", text, re.MULTILINE):
        expected = float(weight) * float(frequency) / (float(frequency) + 1.5)
        assert float(score) == pytest.approx(expected, abs=1e-3)


def test_an_explanation_of_what_does_not_match_says_so(engine: LocalEngine) -> None:
    assert "not match" in engine.explain(Word("Homs"), 3)


def test_similar_articles_leave_out_the_one_asked_about(engine: LocalEngine) -> None:
    ranking = engine.like(3, limit=3)
    assert ranking.docs.tolist()[0] == 4
    assert 3 not in ranking.docs.tolist()


def test_meanings_name_the_terms_of_the_index(engine: LocalEngine) -> None:
    meaning = engine.meaning(Word("raises"))
    assert meaning.runs == ((frozenset({"raised", "raises"}),),)
    assert meaning.weight > 0
    assert engine.meaning(Word("the")) == Meaning(((frozenset({"the"}),),), 0.0)
    assert engine.find("a2") == 2
    assert engine.find("a6") is None
    assert engine.find("nowhere") is None


def test_threads_get_the_same_answers(engine: LocalEngine) -> None:
    trees: list[Node] = [
        Word("Homs"),
        Or((Word("Homs"), Word("bank"))),
        Prefix("ra"),
        Everything(),
        Not(Word("the")),
    ]
    expected = [engine.rank(tree, limit=5).docs.tolist() for tree in trees]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda tree: engine.rank(tree, limit=5).docs.tolist(), trees * 30))
    assert answers == expected * 30


def test_no_index_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        LocalEngine(tmp_path)


@pytest.mark.parametrize(
    ("array", "ask"),
    [
        ("stored/blocks", lambda engine: engine.articles([0])),
        ("field:body/listed", lambda engine: engine.rank(Word("ceasefire"), limit=3)),
        ("facet:places/ordinals", lambda engine: engine.facet(Everything(), "places", 3)),
    ],
)
def test_what_fails_for_damage_names_the_damaged_file(
    folder: Path, tmp_path: Path, array: str, ask: Callable[[LocalEngine], object]
) -> None:
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    segment = LocalEngine(damaged)._snapshot.segments[0]
    content = bytearray(Path(segment.file.name).read_bytes())
    start, size = segment.file.table[array][2], segment.file[array].nbytes
    content[start : start + size] = b"\xfe" * size
    Path(segment.file.name).write_bytes(content)
    with pytest.raises(IndexDamaged, match=f"{segment.segment_id}.*{array}") as caught:
        ask(LocalEngine(damaged))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("array", "lie", "ask"),
    [
        ("field:body/offsets", lambda was: was[:0], lambda engine: engine.rank(Word("ceasefire"), limit=3)),
        ("field:body/content_lengths", lambda was: was[None], lambda engine: engine.rank(Word("homs"), limit=3)),
        ("field:body/maximum", lambda was: was[:0], lambda engine: engine.rank(Word("ceasefire"), limit=3)),
        ("facet:places/offsets", lambda was: was[:0], lambda engine: engine.facet(Everything(), "places", 3)),
        ("stored/starts", lambda was: was[:0], lambda engine: engine.articles([2])),
    ],
)
def test_arrays_that_lie_are_named_though_their_checksums_are_right(
    folder: Path,
    tmp_path: Path,
    array: str,
    lie: Callable[[Array], Array],
    ask: Callable[[LocalEngine], object],
) -> None:
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    file = LocalEngine(damaged)._snapshot.segments[0].file
    assert array in file
    with Path(f"{file.name}.new").open("wb") as new, ArrayWriter(new, file.segment_id) as writer:
        for name in file.table:
            writer.add(name, lie(file[name]) if name == array else file[name])
        writer.finish(file.meta)
    Path(f"{file.name}.new").replace(file.name)
    with pytest.raises(IndexDamaged, match=file.segment_id) as caught:
        ask(LocalEngine(damaged))
    assert "--full" in caught.value.hint


def test_errors_of_ours_in_a_whole_index_are_not_taken_for_damage(engine: LocalEngine) -> None:
    with pytest.raises(IndexError):
        engine.articles([10**6])


def test_a_closed_engine_says_so(folder: Path) -> None:
    engine = LocalEngine(folder)
    engine.close()
    engine.close()
    with pytest.raises(UsageError, match="closed"):
        engine.rank(Word("ceasefire"), limit=3)


def test_a_document_of_another_program_that_is_no_article_is_told(folder: Path, tmp_path: Path) -> None:
    index = shutil.copytree(folder, tmp_path / "index")
    with ColumnarIndex(index).writer() as writer:
        writer.add_document(id="bare", headline="Bare")
    engine = LocalEngine(index)
    (doc,) = engine.rank(Word("bare"), limit=3).docs.tolist()
    with pytest.raises(IndexDamaged, match=r"\.seg holds a document that is no article") as caught:
        engine.articles([doc])
    assert "--full" in caught.value.hint


def test_a_block_is_opened_once_whatever_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hits come by score, and what is stored lies by number: many hits are in every block."""
    articles = [article(i, f"Homs {i}", f"{i} {'homs ' * 4000}", path=f"{i % 7}.txt") for i in range(60)]
    builder = SegmentBuilder(tmp_path, "english")
    builder.add_texts(articles)
    builder.add_stored(articles)
    publish(tmp_path, whoosh_schema(), [segment_named(builder.write(), len(articles))], 1)
    engine = LocalEngine(tmp_path)
    opened: list[int] = []
    frame = stored.Stored._frame

    def counted(self: stored.Stored, block: int) -> bytes:
        opened.append(block)
        return frame(self, block)

    monkeypatch.setattr(stored.Stored, "_frame", counted)
    docs = [(7 * i) % 60 for i in range(60)]
    assert engine.texts("path", docs) == [f"{doc % 7}.txt" for doc in docs]
    assert engine.texts("caption", docs) == [""] * 60
    assert [found.id for found in engine.articles([*docs, 3])] == [f"a{doc}" for doc in (*docs, 3)]
    assert len(set(opened)) > 1
    assert len(opened) == 3 * len(set(opened)), "as often as anything was asked for"
