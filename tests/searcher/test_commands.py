"""What comes back from the command: answers in every form, and what options make of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ESC = "\x1b"


def test_json_is_the_documented_object(ask: Callable[..., Any]) -> None:
    answer = ask("--json", "Homs", "ceasefire", "-n", "3").json
    assert answer["version"] == 1
    assert answer["query"] == "Homs ceasefire"
    assert answer["total"] >= len(answer["hits"]) == 3
    assert answer["took_ms"] > 0
    wanted = {"id", "score", "headline", "date", "people", "places", "source", "path", "url", "snippets"}
    for hit in answer["hits"]:
        assert wanted <= hit.keys()
        for snippet in hit["snippets"]:
            for start, end in snippet["highlights"]:
                assert snippet["text"][start:end].strip(".,’'").casefold() != ""
    words = {
        snippet["text"][start:end].casefold()
        for hit in answer["hits"]
        for snippet in hit["snippets"]
        for start, end in snippet["highlights"]
        if snippet["field"] != "people"
    }
    assert words <= {"homs", "ceasefire", "ceasefires", "cease-fire"}


def test_json_lines_have_the_same_keys(ask: Callable[..., Any]) -> None:
    hits = [json.loads(line) for line in ask("--jsonl", "Homs", "-n", "4").out.splitlines()]
    assert hits == ask("--json", "Homs", "-n", "4").json["hits"]


def test_csv_has_a_row_a_hit(ask: Callable[..., Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("--csv", "Homs", "-n", "4").out)))
    assert [row["id"] for row in rows] == [hit["id"] for hit in ask("--json", "Homs", "-n", "4").json["hits"]]


def test_count_is_the_number_alone(ask: Callable[..., Any]) -> None:
    total = ask("--json", "-n", "0", "*").json["total"]
    assert ask("--count", "*").out == f"{total}\n"
    assert (ask("--count", "xyzzyplugh").code, ask("--count", "xyzzyplugh").out) == (1, "0\n")


def test_pages_follow_each_other(ask: Callable[..., Any]) -> None:
    whole = [hit["id"] for hit in ask("--json", "-n", "9", "Syria").json["hits"]]
    parts = [ask("--json", "-n", "3", "--offset", str(at), "Syria").json["hits"] for at in (0, 3, 6)]
    assert [hit["id"] for part in parts for hit in part] == whole


def test_sorting_by_date(ask: Callable[..., Any]) -> None:
    newest = [hit["date"] for hit in ask("--json", "--sort", "newest", "Syria").json["hits"]]
    oldest = [hit["date"] for hit in ask("--json", "--sort", "oldest", "Syria").json["hits"]]
    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)


def test_options_narrow_down_without_touching_the_score(ask: Callable[..., Any]) -> None:
    every = {hit["id"]: hit for hit in ask("--json", "-n", "50", "Homs").json["hits"]}
    some = ask("--json", "-n", "50", "Homs", "--people", "Brahimi", "--since", "2014", "--until", "2014-02").json
    assert 0 < some["total"] < len(every)
    for hit in some["hits"]:
        assert any("Brahimi" in name for name in hit["people"])
        assert "2014-01-01" <= hit["date"][:10] <= "2014-02-28"
        assert hit["score"] == pytest.approx(every[hit["id"]]["score"], abs=1e-5)


def test_an_option_alone_is_a_question(ask: Callable[..., Any]) -> None:
    assert ask("--json", "--places", "Homs").json["total"] > 3


def test_a_query_may_begin_with_a_minus(ask: Callable[..., Any]) -> None:
    without = ask("--json", "-n", "50", "--", "-homs", "Syria").json
    assert without["total"] > 0
    assert without["query"] == "-homs Syria"


def test_a_place_finds_what_lies_in_it_and_shows_why(ask: Callable[..., Any]) -> None:
    hits = ask("--json", "-n", "50", "places:Syria").json["hits"]
    assert any(
        snippet["field"] == "body" and snippet["text"][start:end] == "Homs"
        for hit in hits
        for snippet in hit["snippets"]
        for start, end in snippet["highlights"]
    )


def test_words_of_a_phrase_alone_are_not_highlighted(ask: Callable[..., Any]) -> None:
    for hit in ask("--json", "-n", "50", '"old Homs"').json["hits"]:
        for snippet in hit["snippets"]:
            found = {snippet["text"][start:end].casefold() for start, end in snippet["highlights"]}
            assert found <= {"old homs"}


def test_facets_and_timeline_count_all_matches(ask: Callable[..., Any]) -> None:
    answer = ask("--json", "-n", "50", "Syria", "--facet", "people,places:2", "--timeline", "month").json
    people = [name for hit in answer["hits"] for name in hit["people"]]
    assert [(count["value"], count["count"]) for count in answer["facets"]["people"]] == sorted(
        ((name, people.count(name)) for name in set(people)), key=lambda pair: (-pair[1], pair[0])
    )[:10]
    assert len(answer["facets"]["places"]) == 2
    months = [hit["date"][:7] for hit in answer["hits"] if hit["date"]]
    bars = {bar["period"]: bar["count"] for bar in answer["timeline"]["bars"]}
    assert {month: months.count(month) for month in set(months)} == {m: n for m, n in bars.items() if n}
    assert answer["timeline"]["undated"] == len(answer["hits"]) - len(months)


def test_picking_a_facet_value_finds_as_many_as_it_counted(ask: Callable[..., Any]) -> None:
    answer = ask("--json", "-n", "0", "Syria", "--facet", "people:5").json
    for count in answer["facets"]["people"]:
        assert ask("--count", "Syria", "--people", count["value"]).out == f"{count['count']}\n"


def test_who_appears_with_somebody_leaves_out_the_one(ask: Callable[..., Any]) -> None:
    ran = ask("--with", "Brahimi", "-n", "0")
    assert "people" in ran.out
    assert "Brahimi" not in ran.out


def test_as_many_as_asked_for_appear_with_somebody(ask: Callable[..., Any]) -> None:
    for size in (1, 3):
        answer = ask("--with", "Brahimi", "-n", "0", "--facet", f"people:{size}", "--json").json
        names = [count["value"] for count in answer["facets"]["people"]]
        assert len(names) == size
        assert not any("Brahimi" in name for name in names)


def test_who_appears_with_somebody_may_have_the_same_letters_in_a_name(
    ask: Callable[..., Any], make_archive: Callable[..., Path]
) -> None:
    index = make_archive({"headline": "Talks", "people": ["Ban Ki-moon", "Urbano Ruiz"]})
    ran = ask("--with", "Ban", "-n", "0", index=index)
    assert "Urbano Ruiz" in ran.out
    assert "Ki-moon" not in ran.out


def test_only_spellings_of_what_was_typed_are_remarked_upon(ask: Callable[..., Any]) -> None:
    assert "matched" not in ask("--places", "Homs", "siege").out
    assert "matched Homs for hims" in ask("--places", "Hims", "siege").out


def test_the_query_is_explained_with_the_options_that_narrow_it(ask: Callable[..., Any]) -> None:
    said = ask("--explain-query", "--places", "Geneva", "--since", "2014", "talks").out
    assert "the word talks" in said
    assert "in places (places in the story): the word Geneva" in said
    assert "published on 2014-01-01 or later" in said


def test_a_bare_timeline_chooses_its_unit(ask: Callable[..., Any]) -> None:
    assert ask("--json", "-n", "0", "*", "--timeline").json["timeline"]["unit"] == "year"
    assert ask("--json", "--timeline", "-n", "0", "Homs", "--since", "2014", "--until", "2014").json["timeline"][
        "unit"
    ] in ("month", "day")


def test_long_times_without_articles_take_a_line(
    ask: Callable[..., Any], make_archive: Callable[..., Path]
) -> None:
    index = make_archive(*({"headline": "Oil", "date": f"{year}-05-06"} for year in (1666, 1900, 1902)))
    lines = ask("oil", "-n", "0", "--timeline", "year", index=index).out.splitlines()
    assert [line.split()[0] for line in lines] == ["by", "1666", "…", "1900", "1901", "1902"]
    counted = ask("oil", "--timeline", "year", "--json", index=index).json["timeline"]
    assert len(counted["bars"]) == 237


def test_a_misspelling_is_suggested_and_not_applied(ask: Callable[..., Any]) -> None:
    ran = ask("Brahimmi")
    assert (ran.code, ran.out) == (1, "")
    assert "Did you mean: Brahimi" in ran.err


def test_the_word_to_blame_is_named(ask: Callable[..., Any]) -> None:
    ran = ask("Homs", "ceasefire", "xyzzyplugh")
    assert "Without xyzzyplugh: Homs ceasefire" in ran.err
    assert "Homs OR ceasefire OR xyzzyplugh" in ran.err


def test_one_article_is_shown_with_the_words_highlighted(ask: Callable[..., Any]) -> None:
    first = ask("--json", "-n", "1", "Homs", "ceasefire").json["hits"][0]
    ran = ask("--show", first["id"], "ceasefire", "--color", "always")
    assert ran.code == 0
    assert f"{ESC}[1mceasefire{ESC}[22m" in ran.out
    by_path = ask("--show", first["path"])
    assert by_path.code == 0
    assert ESC not in by_path.out
    article = ask("--show", first["id"], "ceasefire", "--json").json
    assert [article["body"][start:end] for start, end in article["highlights"]["body"]]
    for mention in article["mentions"]:
        if mention["role"] == "body":
            assert article["body"][mention["start"] : mention["end"]] == mention["text"]


def test_an_article_is_found_by_its_file_as_it_is_named_from_here(
    ask: Callable[..., Any], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(articles.parent)
    path = ask("-l", 'headline:"rebel stronghold"').out.strip()
    assert path == "articles/2013/khalidiya-retaken.txt"
    assert ask("--show", path).out == ask("--show", "2013/khalidiya-retaken").out
    assert ask("--like", path).out == ask("--like", "2013/khalidiya-retaken").out


def test_an_article_is_shown_with_its_address(ask: Callable[..., Any], make_archive: Callable[..., Path]) -> None:
    index = make_archive({"headline": "Oil", "url": "https://wire.example.org/oil"})
    assert "Address: https://wire.example.org/oil\n" in ask("--show", "a0", index=index).out


def test_an_unknown_article_is_an_error(ask: Callable[..., Any]) -> None:
    ran = ask("--show", "nowhere/nothing.txt")
    assert (ran.code, ran.out) == (1, "")
    assert "nowhere/nothing.txt" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--like", "2014/homs-convoy-attacked", "Homs"), "--like cannot be combined with a query"),
        (("--like", "2014/homs-convoy-attacked", "--facet", "people"), "--facet"),
        (("--like", "2014/homs-convoy-attacked", "--sort", "newest"), "--sort"),
        (("--show", "2014/homs-convoy-attacked", "--count"), "--count"),
        (("--explain", "--json", "Homs"), "--json"),
        (("--count", "--timeline", "--", "Homs"), "--timeline"),
        (("--facet", "people", "--csv", "Homs"), "Both go with --json"),
        (("--saved", "x", "--like", "2014/homs-convoy-attacked"), "--like"),
    ],
)
def test_no_option_is_passed_over_in_silence(
    ask: Callable[..., Any], arguments: tuple[str, ...], said: str
) -> None:
    ran = ask(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_similar_articles_are_counted(ask: Callable[..., Any]) -> None:
    like = ("--like", "2014/homs-convoy-attacked")
    assert int(ask(*like, "--count").out) == ask(*like, "--json").json["total"]


def test_citations(ask: Callable[..., Any]) -> None:
    ran = ask("--format", "{rank}. {headline} ({date:%-d %B %Y})[, {url}]", "-n", "2", "Homs", "ceasefire")
    first = ask("--json", "-n", "1", "Homs", "ceasefire").json["hits"][0]
    assert ran.out.startswith(f"1. {first['headline']} (")
    assert len(ran.out.splitlines()) == 2


def test_a_saved_search_tells_only_what_is_new(
    ask: Callable[..., Any], make_archive: Callable[..., Path], add_articles: Callable[..., None]
) -> None:
    index = make_archive({"headline": "Oil one"}, {"headline": "Oil two"}, {"headline": "Gas"})
    assert ask("--saved", "oil", "oil", index=index).code == 0
    assert ask("--saved", "oil", "--new", index=index).code == 1
    add_articles(index, {"id": "late", "headline": "Oil three"}, {"id": "other", "headline": "Gas two"})
    ran = ask("--saved", "oil", "--new", "--json", index=index)
    assert [hit["id"] for hit in ran.json["hits"]] == ["late"]
    assert ask("--saved", "oil", "--new", index=index).code == 1
    assert ask("--saved", "oil", "--count", index=index).out == "3\n"
    assert "oil" in ask("--list-saved", index=index).out
    add_articles(index, *({"id": f"oil{i}", "headline": f"Oil {i}"} for i in range(12)))
    ran = ask("--saved", "oil", "--new", "--all-versions", index=index)
    assert all(f"id oil{i}\n" in ran.out for i in range(12))
    assert ask("--saved", "unknown", index=index).code == 2


def test_a_saved_search_without_anything_new_says_so(ask: Callable[..., Any]) -> None:
    listed = ask("--list-saved")
    assert (listed.code, listed.out) == (0, "")
    assert "--saved NAME" in listed.err
    ask("--saved", "war", "Homs")
    assert (ask("--saved", "war", "--new").code, ask("--saved", "war", "--new").err) == (
        1,
        "Nothing new since the last run.\n",
    )


def test_options_alone_can_be_saved_and_never_change_what_is(ask: Callable[..., Any]) -> None:
    assert ask("--saved", "assad", "--people", "Assad", "--since", "2014").code == 0
    assert "assad  * --people Assad --since 2014  (" in ask("--list-saved").out
    refused = ask("--saved", "assad", "--since", "2013")
    assert refused.code == 2
    assert "--saved assad" in refused.err
    assert ask("--saved", "assad", "--count").out == ask("--count", "--people", "Assad", "--since", "2014").out


def test_near_identical_copies_are_collapsed_and_shown_on_demand(
    ask: Callable[..., Any], make_archive: Callable[..., Path]
) -> None:
    story = " ".join(f"word{i} oil" for i in range(60))
    index = make_archive(
        {"id": "first", "headline": "Oil", "body": story},
        {"id": "copy", "headline": "Oil again", "body": f"{story} (End)"},
        {"id": "other", "headline": "Oil", "body": " ".join(f"term{i} oil" for i in range(60))},
    )
    ran = ask("oil", "-n", "9", index=index)
    assert "+ 1 near-identical" in ran.out
    assert "3 articles, 2 shown" in ran.err
    assert ask("oil", "-n", "9", "--all-versions", index=index).out.count("made.jsonl") == 3
    hits = {hit["id"]: hit for hit in ask("oil", "--json", index=index).json["hits"]}
    assert len(hits) == 3
    leader = hits["copy"].get("copy_of") or hits["copy"]["versions"][0]
    assert {leader, "copy"} == {"first", "copy"}
