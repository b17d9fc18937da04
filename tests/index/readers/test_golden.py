"""Every sample article as the readers see it, kept as data files beside this one.

`DATELINE_UPDATE_GOLDEN=1` writes them anew; the difference then shows in review.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.readers import read_file

GOLDEN = Path(__file__).parent / "golden"
ARTICLES = Path(__file__).resolve().parents[2] / "articles"
FILES = sorted(path.relative_to(ARTICLES).as_posix() for path in ARTICLES.rglob("*.*"))


def known(article: Article) -> dict[str, Any]:
    """What is known of an article, in plain JSON types."""
    record = {name: value for name, value in dataclasses.asdict(article).items() if value}
    for place in record.get("places", ()):
        for name in [name for name, value in place.items() if value in ("", None)]:
            del place[name]
    if "published" in record:
        record["published"]["when"] = record["published"]["when"].isoformat()
    plain: dict[str, Any] = json.loads(json.dumps(record))
    return plain


@pytest.mark.parametrize("name", FILES)
def test_sample_articles(name: str) -> None:
    found = list(read_file(ARTICLES / name, name))
    assert all(isinstance(each, Article) for each in found), found
    records = [known(each) for each in found if isinstance(each, Article)]
    golden = GOLDEN / f"{name.replace('/', '--')}.json"
    if os.environ.get("DATELINE_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert records == json.loads(golden.read_text(encoding="utf-8"))


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name.replace('/', '--')}.json" for name in FILES}


def test_the_samples_cover_what_they_should() -> None:
    found = [each for name in FILES for each in read_file(ARTICLES / name, name) if isinstance(each, Article)]
    assert len(found) >= 60
    assert len({each.id for each in found}) == len(found)
    suffixes = {Path(name).suffix for name in FILES}
    assert suffixes >= {".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".sgm"}
    years = {each.published.when.year for each in found if each.published}
    assert (min(years), max(years)) == (1666, 2024)
    assert all(100 <= len(each.body) <= 4000 for each in found)
