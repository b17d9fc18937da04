"""The Python interface, on the sample articles."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.errors import DatelineError, IndexNotFound, QueryError, UsageError
from searcher import Archive, open_archive
from searcher.answer import Request


def test_an_answer_has_hits_with_everything_on_them(samples: Archive) -> None:
    answer = samples.search("Homs ceasefire", limit=3)
    assert answer.total >= 3 == len(answer.hits)
    best = answer.hits[0]
    assert "Homs" in best.headline
    assert best.date.startswith("201")
    assert "Homs" in best.places
    assert best.path
    assert best.article.body
    assert {snippet.field for snippet in best.snippets} >= {"headline", "body"}


def test_answers_cannot_be_changed(samples: Archive) -> None:
    answer = samples.search("Homs", limit=1)
    with pytest.raises(AttributeError):
        answer.total = 0  # type: ignore[misc]
    with pytest.raises(AttributeError):
        answer.hits[0].score = 1.0  # type: ignore[misc]


def test_rank_fetches_nothing_and_agrees_with_search(samples: Archive) -> None:
    ranking = samples.rank("Homs", limit=5)
    answer = samples.search("Homs", limit=5)
    assert [int(doc) for doc in ranking.docs] == [hit.doc for hit in answer.hits]
    assert ranking.total == answer.total
    assert samples.rank("Homs", count=False).total is None


def test_get_gives_the_article(samples: Archive) -> None:
    hit = samples.search("Homs", limit=1).hits[0]
    assert samples.get(hit.id) == hit.article
    with pytest.raises(DatelineError, match="no article"):
        samples.get("nowhere")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"limit": -1}, "negative"),
        ({"offset": -1}, "negative"),
        ({"sort": "best"}, "sort 'best'"),
        ({"timeline": "week"}, "timeline 'week'"),
        ({"facets": [("body", 3)]}, "facet 'body'"),
        ({"facets": [("people", -1)]}, "-1 values of people"),
        ({"people": "Assad"}, "people is a text"),
    ],
)
def test_options_that_make_no_sense_are_refused(samples: Archive, options: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        samples.search("Homs", **options)


def test_every_way_to_ask_refuses_what_makes_no_sense(samples: Archive) -> None:
    some = samples.search("Homs", limit=1).hits[0].id
    asked: list[Callable[[], object]] = [
        lambda: samples.rank("Homs", -1),
        lambda: samples.rank("Homs", offset=-1),
        lambda: samples.like(some, limit=-1),
        lambda: samples.facet(Request("Homs"), "people", -1),
        lambda: samples.facet(Request("Homs"), "headline", 3, merged=False),
    ]
    for ask in asked:
        with pytest.raises(UsageError):
            ask()
    with pytest.raises(DatelineError, match="no article"):
        samples.get("\ud800")


def test_a_closed_archive_says_so_instead_of_finding_nothing(sample_index: Path) -> None:
    with open_archive(sample_index) as archive:
        answer = archive.search("Homs", limit=1)
    with pytest.raises(UsageError, match="closed"):
        archive.search("Homs")
    assert answer.hits[0].headline


def test_errors_are_of_our_tree(samples: Archive, tmp_path: Path) -> None:
    with pytest.raises(QueryError):
        samples.search('"homs')
    with pytest.raises(UsageError):
        samples.search("homs", limit=-1)
    with pytest.raises(UsageError, match="since"):
        samples.search("homs", since="when pigs fly")
    with pytest.raises(UsageError, match="people"):
        samples.search("homs", people=[" "])
    with pytest.raises(UsageError, match="how many"):
        samples.search("homs", facets=["people"])  # type: ignore[list-item]  # as one may well write it
    with pytest.raises(IndexNotFound):
        open_archive(tmp_path)


def test_an_archive_is_found_in_the_folder_that_holds_it(sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / ".dateline").symlink_to(sample_index)
    with open_archive(tmp_path) as archive:
        assert archive.search("Homs").total


def test_relative_dates_count_from_today(samples: Archive) -> None:
    answer = samples.search("*", since="30d", today=date(2014, 2, 16), limit=50)
    assert {hit.date[:7] for hit in answer.hits if hit.date < "2014-03"} <= {"2014-01", "2014-02"}
    assert samples.search("date:yesterday Homs", today=date(2014, 2, 8)).total >= 1


def test_until_includes_the_period_it_names(samples: Archive) -> None:
    last = max(hit.date for hit in samples.search("date:2014-01", limit=50).hits)
    assert last[:10] in {hit.date[:10] for hit in samples.search("*", until="2014-01", limit=99).hits}


def test_several_names_must_all_be_there(samples: Archive) -> None:
    both = samples.search("*", people=["Brahimi", "Kerry"], limit=99)
    assert 0 < both.total < samples.search("*", people=["Brahimi"]).total
    for hit in both.hits:
        assert any("Kerry" in name for name in hit.people)


def test_an_id_of_several_words_is_found_in_quotes(make_archive: Callable[..., Path]) -> None:
    index = make_archive({"id": "Homs convoy 2"}, {"id": "Homs convoy"}, {"id": "Homs"})
    with open_archive(index) as archive:
        assert [hit.id for hit in archive.search('id:"Homs convoy"').hits] == ["Homs convoy"]
        assert archive.search('id:"Homs *"').total == 0


def test_a_name_filter_is_one_name_not_its_words_anywhere(make_archive: Callable[..., Path]) -> None:
    index = make_archive({"people": ["Ann Lee", "Bo Smith"]}, {"people": ["Ann Smith"]})
    with open_archive(index) as archive:
        assert [hit.id for hit in archive.search("*", people=["Ann Smith"]).hits] == ["a1"]


def test_a_place_is_found_by_its_aliases_in_the_query_as_by_the_option(make_archive: Callable[..., Path]) -> None:
    index = make_archive({"places": ["United States"]}, {"places": ["US"]}, {"places": ["Syria"]})
    with open_archive(index) as archive:
        for query in ("places:US", "places:(usa OR Iraq)", "-places:Syria places:us"):
            assert {hit.id for hit in archive.search(query).hits} == {"a0", "a1"}
        assert {hit.id for hit in archive.search("*", places=["US"]).hits} == {"a0", "a1"}
        assert [hit.id for hit in archive.search('places:"US"').hits] == ["a1"]
        assert [hit.id for hit in archive.search("places:US", exact=True).hits] == ["a1"]
        assert sorted(archive.rank("places:US").docs.tolist()) == [0, 1]


def test_names_that_matched_are_shown_as_written(samples: Archive) -> None:
    hit = samples.search("people:assad", limit=1).hits[0]
    shown = [snippet for snippet in hit.snippets if snippet.field == "people"]
    assert [shown[0].text[start:end] for start, end in shown[0].highlights] == ["Assad"]


def test_another_spelling_that_matched_is_named(make_archive: Callable[..., Path]) -> None:
    index = make_archive({"headline": "Kyiv votes"}, {"headline": "Kiev votes"})
    with open_archive(index) as archive:
        variants = {hit.id: hit.variants for hit in archive.search("Kyiv").hits}
        assert variants["a0"] == ()
        assert [(variant.word, variant.terms) for variant in variants["a1"]] == [("Kyiv", ("Kiev",))]
        assert {hit.id for hit in archive.search("Kyiv", exact=True).hits} == {"a0"}


def test_snippets_can_be_left_out(samples: Archive) -> None:
    answer = samples.answer(Request(query="Homs", snippet_characters=0))
    assert all(hit.snippets == () for hit in answer.hits)


def test_the_seed_article(data: Path, make_archive: Callable[..., Path], add_files: Callable[..., None]) -> None:
    index = make_archive({"headline": "Nothing"})
    add_files(index, data / "seed")
    with open_archive(index) as archive:
        hit = archive.search("Homs prisoners").hits[0]
        assert {"Bashar al-Assad", "Faisal Mekdad", "Lakhdar Brahimi"} == set(hit.people)
        assert {"Homs", "Geneva", "Syria"} <= set(hit.places)
        assert hit.date == "2014-01-26"


def test_threads_may_share_an_archive(samples: Archive) -> None:
    queries = ["Homs", "Syria", '"old Homs"', "ceasefire", "Geneva", "*"] * 4
    alone = [samples.search(query).total for query in queries]
    with ThreadPoolExecutor(4) as pool:
        assert [answer.total for answer in pool.map(samples.search, queries)] == alone


def test_a_leading_wildcard_that_stands_for_many_words_is_told(
    samples: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not samples.search("*omb").notes
    monkeypatch.setattr("searcher.archive.MANY_WORDS", 20)
    (note,) = samples.search("rebels *ing").notes
    assert (note.kind, note.start, note.end) == ("leading-wildcard", 7, 11)
    assert not samples.search("bombing s*ing").notes


@pytest.mark.parametrize("doc", [-1, 10**9])
def test_a_document_of_another_archive_is_told(samples: Archive, doc: int) -> None:
    with pytest.raises(UsageError, match=f"no document {doc} in this archive"):
        samples.explain(Request("Homs"), doc)
