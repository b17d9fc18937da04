from __future__ import annotations

from index.article import Article
from searcher.versions import alike, group, sketch

STORY = " ".join(f"word{i} the {i * 7 % 13}" for i in range(150))


def article(body: str, headline: str = "H") -> Article:
    return Article(id="x", headline=headline, body=body)


def test_copies_with_small_changes_are_one() -> None:
    changed = STORY.replace("word70 ", "WORD seventy ")
    assert group([article(STORY), article("Other " + STORY + " (End)"), article(changed)]) == [0, 0, 0]


def test_articles_of_the_same_subject_are_not() -> None:
    half = " ".join(STORY.split()[:200]) + " ".join(f"new{i}" for i in range(300))
    assert group([article(STORY), article(half)]) == [0, 1]


def test_short_articles_are_compared_whole() -> None:
    assert group([article("Shr 5 cts", "A"), article("Shr 5 cts", "B"), article("shr  5 cts", "a")]) == [0, 1, 0]
    assert group([article("", ""), article("", "")]) == [0, 1]


def test_the_best_of_a_page_leads() -> None:
    other = " ".join(f"else{i} of {i * 5 % 11}" for i in range(150))
    assert group([article(other), article(STORY), article(other + " x"), article(STORY)]) == [0, 1, 0, 1]


def test_a_book_sized_article_is_sketched_from_its_beginning() -> None:
    assert len(sketch(article("oil price " * 5_000_000))) <= 256


def test_nothing_is_like_nothing() -> None:
    assert not alike(frozenset(), frozenset())
