"""What is stored of articles is the JSON of `to_stored`, however it is made."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, to_stored
from index.ingest.stored_json import stored_json

texts = st.text(st.sampled_from('abé停"\\\n/<\x7f\u2028\ud800'), max_size=12) | st.sampled_from(
    ['"},{"id":"', '},{"id":', '[{"id":']
)
strange = texts | st.text(st.sampled_from("a\0\t\r\x1f"), max_size=6)


@given(st.lists(st.builds(Article, id=texts, headline=strange, body=texts, source=texts)))
def test_bodies_are_escaped_all_together(articles: list[Article]) -> None:
    check(articles)


@given(st.lists(st.builds(Article, id=texts, body=strange)))
def test_control_characters_are_kept_apart(articles: list[Article]) -> None:
    check(articles)


def check(articles: list[Article]) -> None:
    stored = [
        json.loads(document.decode("utf-8", "surrogatepass"), strict=True) for document in stored_json(articles)
    ]
    assert stored == [{"article": to_stored(article)} for article in articles]
