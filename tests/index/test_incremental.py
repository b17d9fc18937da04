"""Whatever happens to the files: bringing an index up to date finds the same as reading everything again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import whoosh.index
from hypothesis import given, settings
from hypothesis import strategies as st

from index.locate import Location
from index.progress import Progress
from index.update import Request, update

FILES = ("a.txt", "b.txt", "sub/a.txt", "sub/b.jsonl", "sub-x.md", os.fsdecode(b"caf\xe9.txt"))
WORDS = ("Homs", "Geneva", "convoy", "truce", "flour", "F-16", "Wałęsa")

contents = st.lists(st.sampled_from(WORDS), min_size=0, max_size=4)
steps = st.tuples(
    st.sampled_from(("write", "write", "delete", "touch", "rename", "index")),
    st.sampled_from(FILES),
    st.sampled_from(FILES),
    contents,
)


def text(name: str, words: list[str]) -> str:
    if name.endswith(".jsonl"):
        return "".join(f'{{"headline": "{word}", "body": "The {word} is near."}}\n' for word in words)
    return f"{' '.join(words)} seen\n\nGENEVA, Jan 26, 2014 - The {' and '.join(words)}.\n" if words else ""


def act(news: Path, action: str, one: Path, other: Path, words: list[str]) -> None:
    if action == "write":
        one.write_text(text(one.name, words))
    elif action == "delete":
        one.unlink(missing_ok=True)
    elif action == "touch" and one.exists():
        os.utime(one, (1, len(words)))
    elif action == "rename" and one.exists():
        one.rename(other)
    elif action == "index":
        reindex(news)


def reindex(news: Path, *, full: bool = False) -> None:
    request = Request(add=(news,), extract=False, jobs=1, full=full)
    update(Location(news.parent / ".dateline", "test"), request, Progress("reindex", quiet=True))


def searchable(news: Path) -> tuple[dict[str, object], dict[tuple[str, bytes], list[str]]]:
    """Every live article by id, and under every term of every field the articles it finds."""
    with whoosh.index.open_dir(str(news.parent / ".dateline")).reader() as reader:
        articles = {number: fields["article"] for number, fields in reader.iter_docs()}
        found = {
            (field, term): sorted(articles[number]["id"] for number in reader.postings(field, term).all_ids())
            for field, term in reader.all_terms()
        }
    return {article["id"]: article for article in articles.values()}, {
        key: ids for key, ids in found.items() if ids
    }


@settings(max_examples=12, deadline=None)
@given(st.lists(steps, min_size=1, max_size=12))
def test_after_any_changes_an_update_finds_what_a_full_run_finds(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, str, list[str]]]
) -> None:
    top = tmp_path_factory.mktemp("top")
    news = top / "news"
    (news / "sub").mkdir(parents=True)
    for action, one, other, words in changes:
        act(news, action, news / one, news / other, words)
    reindex(news)
    updated = searchable(news)
    reindex(news, full=True)
    assert searchable(news) == updated
    shutil.rmtree(top)
