from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError
from searcher.query.explain import explained
from searcher.query.parser import parse


def test_a_query_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATELINE_VARIANTS", raising=False)
    query = (
        'Assad (talks OR "cease-fire deal") -headline:F-16 date:2014-01 since:2014 until:2013 date:* Homs^2 '
        'a NEAR/1 b te?t cease* Brahimi~1 caption:* "x y"~3 date:2014-01-26 *'
    )
    assert explained(query).splitlines() == [
        "all of",
        "  the word Assad [assad with its inflections; also spelled Asad]",
        "  any of",
        "    the word talks [talks with its inflections]",
        '    exactly "cease-fire deal" ["ceasefire deal" or "cease fire deal"]',
        '  not in headline (the headline): the word F-16 [f16 or "f 16"]',
        "  published from 2014-01-01 to 2014-01-31",
        "  published on 2014-01-01 or later",
        "  published on 2013-12-31 or earlier",
        "  with a known date",
        "  with weight 2: the word Homs [homs with its inflections; also spelled Hims]",
        "  near each other, in any order, at most 1 other word among them",
        "    the word a [a with its inflections]",
        "    the word b [b with its inflections]",
        "  words of the form te?t",
        "  words that begin with cease",
        "  words at most 1 letter different from Brahimi",
        "  articles that have something in caption",
        '  exactly "x y", in any order, at most 3 other words among them',
        "  published on 2014-01-26",
        "  every article",
    ]


def test_exact_has_neither_inflections_nor_variants() -> None:
    assert explained("Assad", exact=True) == "the word Assad [assad]"


def test_notes_follow() -> None:
    text = explained("cats or dogs date:7d", today=date(2014, 1, 29))
    assert "published from 2014-01-22 to 2014-01-29" in text
    assert text.endswith("Write OR in capitals to find either side.")


@given(st.text("ab-\"* ()~:停'.", max_size=20))
def test_whatever_parses_can_be_explained(query: str) -> None:
    try:
        parse(query)
    except QueryError:
        return
    assert explained(query)
