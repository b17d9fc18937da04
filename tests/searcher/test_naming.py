from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.aliases import Aliases
from index.article import Article, Mention, Place
from searcher import open_archive
from searcher.naming import named

ARTICLE = Article(
    id="a",
    people=("Ann Lee", "A. Lee", "Associated Press"),
    places=(Place("Peking", "China"), Place("Beijing", "China")),
    mentions=(
        Mention("person", "A. Lee", "body", 3, 9),
        Mention("person", "Associated Press", "body", 10, 26),
        Mention("place", "Peking", "headline", 0, 6),
    ),
)


def test_names_are_merged_renamed_and_blocked() -> None:
    rules = ["merge person Ann Lee = A. Lee", "block person Associated Press", "rename place Peking -> Beijing"]
    article = named(ARTICLE, Aliases(rules))
    assert article.people == ("Ann Lee",)
    assert [place.name for place in article.places] == ["Beijing"]
    assert [(mention.name, mention.start) for mention in article.mentions] == [("Ann Lee", 3), ("Beijing", 0)]


def test_without_rules_nothing_changes() -> None:
    assert named(ARTICLE, Aliases()) == ARTICLE


def test_rules_take_effect_without_indexing_again(make_archive: Callable[..., Path]) -> None:
    index = make_archive({"people": ["Ann Lee"]}, {"people": ["Anne Leigh"]}, {"people": ["Nobody Much"]})
    with open_archive(index) as archive:
        assert archive.search("*", people=["Ann Lee"]).total == 1
    (index / "aliases.txt").write_text("merge person Ann Lee = Anne Leigh\nblock person Nobody Much\n", "utf-8")
    with open_archive(index) as archive:
        answer = archive.search("*", facets=[("people", 9)])
        assert sorted(hit.people for hit in answer.hits) == [(), ("Ann Lee",), ("Ann Lee",)]
        assert [(count.value, count.articles) for count in answer.facets[0].counts] == [("Ann Lee", 2)]
        assert archive.search("*", people=["Ann Lee"]).total == 2
        assert archive.search("*", people=["Ann Lee"], exact=True).total == 1
