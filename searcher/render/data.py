"""Answers for programs: JSON, JSON lines and CSV. `VERSION` counts changes that could break a reader.

One object:

    {"version": 1, "query": "…", "total": 12, "took_ms": 8.1, "hits": [HIT, …],
     "facets": {"people": [{"value": "…", "count": 4}, …]},                              with --facet
     "timeline": {"unit": "month", "bars": [{"period": "2014-01", "count": 3}, …], "undated": 0},   with --timeline
     "suggestions": [{"kind": "spelling", "query": "…", "total": 3}, …],
     "notes": [{"kind", "message", "start", "end", "hint"}, …]}

`suggestions` and `notes` are there when there are any. A hit:

    {"id", "score", "headline", "date", "people", "places", "source", "path", "url",
     "snippets": [{"field", "text", "highlights": [[start, end], …]}],
     "mentions": [{"kind", "name", "role", "start", "end", "text"}],
     "variants": [{"word", "terms"}], "versions": [id, …], "copy_of": id}

Dates are ISO 8601, empty where unknown. Offsets of highlights are in characters of that snippet's text, those of
mentions in characters of the role's whole text. A hit has the first mention of each of its people and places; an
article (`--show`) has all of them. The last three are there when there is something in them: spellings that
matched, near-identical hits of this page, and the hit that this one is such a copy of. An article also
has `days`, the days that words like `Sunday` or `last week` in its body stand for, seen from its date (of a week,
month or year the first): `[{"day", "start", "end", "text"}]`, none where its date is unknown. Control characters,
direction marks and lone surrogates are written as escapes: the same to a reader of JSON, harmless on a terminal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from index.article import Article, Mention, Place
from searcher.answer import Answer, Facet, Hit, Note, Snippet, Suggestion, Timeline
from searcher.render.periods import period_of

VERSION: Final = 1
COLUMNS: Final = ("id", "score", "headline", "date", "people", "places", "source", "path", "url", "snippet")
"""The columns of CSV output. Names in one cell are parted by `; `."""

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_FORMULA = ("=", "+", "-", "@")


def answer_object(answer: Answer) -> dict[str, Any]:
    """The whole answer in plain JSON types."""
    found: dict[str, Any] = {
        "version": VERSION,
        "query": answer.query,
        "total": answer.total,
        "took_ms": round(answer.took_ms, 3),
        "hits": [hit_object(hit) for hit in answer.hits],
    }
    if answer.facets:
        found["facets"] = {facet.field: _facet(facet) for facet in answer.facets}
    if answer.timeline:
        found["timeline"] = _timeline(answer.timeline)
    if answer.suggestions:
        found["suggestions"] = [_suggestion(suggestion) for suggestion in answer.suggestions]
    if answer.notes:
        found["notes"] = [_note(note) for note in answer.notes]
    return found


def hit_object(hit: Hit) -> dict[str, Any]:
    """One hit in plain JSON types."""
    found: dict[str, Any] = {
        "id": hit.id,
        "score": round(hit.score, 6),
        "headline": hit.headline,
        "date": hit.date,
        "people": list(hit.people),
        "places": list(hit.places),
        "source": hit.source,
        "path": hit.path,
        "url": hit.url,
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
        "mentions": _first_mentions(hit.article),
    }
    if hit.variants:
        found["variants"] = [{"word": variant.word, "terms": list(variant.terms)} for variant in hit.variants]
    if hit.versions:
        found["versions"] = list(hit.versions)
    if hit.copy_of:
        found["copy_of"] = hit.copy_of
    return found


def article_object(article: Article, snippets: Iterable[Snippet] = ()) -> dict[str, Any]:
    """A whole article, where each of its names comes from, and what of it a query matched."""
    published = article.published
    return {
        "version": VERSION,
        "id": article.id,
        "headline": article.headline,
        "date": Hit(doc=0, score=0.0, article=article).date,
        "date_origin": published.origin if published else "",
        "date_confidence": published.confidence if published else 0.0,
        "byline": article.byline,
        "credit": article.credit,
        "dateline": article.dateline,
        "caption": article.caption,
        "body": article.body,
        "people": list(article.people),
        "places": [_place(place) for place in article.places],
        "mentions": [_mention(article, mention) for mention in article.mentions],
        "days": _days(article),
        "keywords": list(article.keywords),
        "source": article.source,
        "language": article.language,
        "path": article.path,
        "url": article.url,
        "highlights": {snippet.field: list(map(list, snippet.highlights)) for snippet in snippets},
    }


def to_json(value: dict[str, Any], *, indent: int | None = None) -> str:
    """JSON that is safe to print: whatever a terminal would act on is an escape."""
    return _UNSAFE.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent)
    )


def csv_row(hit: Hit) -> list[str]:
    """A hit as cells, in the order of `COLUMNS`.

    Spreadsheets run cells that begin with `=`, `+`, `-` or `@` as formulas, so those get an apostrophe in front.
    Control characters are dropped; line feeds stay. Whoever needs the texts to the letter takes JSON.
    """
    snippet = next((snippet.text for snippet in hit.snippets if snippet.field in ("body", "caption")), "")
    texts = (hit.headline, hit.date, "; ".join(hit.people), "; ".join(hit.places), hit.source, hit.path, hit.url)
    return [_cell(hit.id), f"{hit.score:.6f}", *map(_cell, texts), _cell(snippet)]


def _cell(text: str) -> str:
    clean = _CONTROL.sub(" ", _UNSAFE.sub("", text))
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _snippet(snippet: Snippet) -> dict[str, Any]:
    return {
        "field": snippet.field,
        "text": snippet.text,
        "highlights": [list(span) for span in snippet.highlights],
    }


def _facet(facet: Facet) -> list[dict[str, Any]]:
    return [{"value": count.value, "count": count.articles} for count in facet.counts]


def _timeline(timeline: Timeline) -> dict[str, Any]:
    bars = [{"period": period_of(bar.start, timeline.unit), "count": bar.articles} for bar in timeline.bars]
    return {"unit": timeline.unit, "bars": bars, "undated": timeline.undated}


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    found = {"kind": suggestion.kind, "query": suggestion.query, "total": suggestion.total}
    return found | ({"word": suggestion.word} if suggestion.word else {})


def _note(note: Note) -> dict[str, Any]:
    return {name: value for name, value in note._asdict().items() if value or name != "hint"}


def _first_mentions(article: Article) -> list[dict[str, Any]]:
    first = {(mention.kind, mention.name): mention for mention in reversed(article.mentions)}
    return [_mention(article, mention) for mention in reversed(first.values())]


def _days(article: Article) -> list[dict[str, Any]]:
    from index.extract.dates import in_text  # noqa: PLC0415  # only the view of one article needs its patterns

    if article.published is None:
        return []
    return [
        {"day": day.isoformat(), "start": start, "end": end, "text": article.body[start:end]}
        for day, start, end in in_text(article.body, article.published.when.date())
    ]


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "country": place.country,
        "region": place.region,
        "continent": place.continent,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _mention(article: Article, mention: Mention) -> dict[str, Any]:
    text = getattr(article, mention.role)[mention.start : mention.end] if mention.role != "metadata" else ""
    return {
        "kind": mention.kind,
        "name": mention.name,
        "role": mention.role,
        "start": mention.start,
        "end": mention.end,
        "text": text,
    }
