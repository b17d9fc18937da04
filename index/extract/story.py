"""From an article's texts to who and where: the tagger's spans become people, places and mentions with roles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import numpy as np

from index.article import Article, Mention, Place, Role
from index.extract import furniture, language, people, places
from index.extract.dates import dated
from index.extract.gazetteer import gazetteer
from index.extract.names import person
from index.extract.reading import read
from index.extract.tagger import KINDS

_TAGGED: Final[tuple[Role, ...]] = ("headline", "dateline", "caption", "body")
_PERSON, _PLACE, _GROUP, _OTHER = map(KINDS.index, ("PER", "LOC", "ORG", "MISC"))
_COMMA: Final = re.compile(r",[ \n]*([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)?)")
_STYLE: Final = re.compile(
    r"\b(?:Pope|King|Queen|Prince|Princess|Emperor|Empress|Sultan|Archduke|Lord|Lady|Mother|Saint|St\.?)\s+$"
)
"""Styles that belong to a single name: Pope Francis, King Hussein."""
_WHERE: Final = re.compile(
    r"(?i)\b(?:in|near|at|from|outside|around|to|towards?|across|through|into|off|of|over|between|and|north|south|east"
    r"|west|northern|southern|eastern|western|town|village|city|district|island|province)[,\s]+(?:the\s+)?$"
)
"""What stands before a place, for names that the gazetteer does not have."""
_FILED: Final = re.compile(r"[^\W\d_][\w.'’ -]*[^\W_]")
_WEIGHT: Final = {"headline": 3, "dateline": 1, "caption": 1, "body": 1}
"""What a mention counts towards the order of people and places."""
_ORDER: Final = {
    role: i for i, role in enumerate(("metadata", "headline", "byline", "credit", "dateline", "caption", "body"))
}


class Span(NamedTuple):
    """A stretch of one of an article's texts that the tagger takes for a name; `kind` indexes `KINDS`."""

    role: Role
    start: int
    end: int
    kind: int
    written: str


def understood(articles: Sequence[Article]) -> list[Article]:
    """See `index.extract.extract`."""
    texts = [
        text
        for article in articles
        for text in (article.headline, article.dateline, article.caption, article.body)
    ]
    found = read(texts, len(_TAGGED))
    used = found.kind != _GROUP
    spans = [
        Span(_TAGGED[text % len(_TAGGED)], start, end, kind, texts[text][start:end])
        for text, start, end, kind in zip(*(column[used].tolist() for column in found), strict=True)
    ]
    ends = np.searchsorted(found.text[used], len(_TAGGED) * np.arange(1, len(articles) + 1)).tolist()
    result = []
    first = 0
    for article, last in zip(articles, ends, strict=True):
        result.append(dated(_filled(article, spans[first:last])))
        first = last
    return result


def _filled(article: Article, spans: list[Span]) -> Article:
    """The article with what its spans tell."""
    if spans and not language.is_english(article):
        spans = [span for span in spans if language.is_sure(span.written, KINDS[span.kind])]
    if article.dateline and not any(span.role == "dateline" and span.kind == _PLACE for span in spans):
        spans = [*_dateline(article.dateline), *(span for span in spans if span.role != "dateline")]
    persons = [span for span in spans if span.kind == _PERSON]
    locations = [span for span in spans if span.kind == _PLACE]
    if persons and locations:
        persons, locations = _one_kind(persons, locations)
        bearers = {span.written.split()[-1] for span in persons if " " in span.written}
        surnames = {span for span in locations if span.written in bearers and not _is_where(article, span)}
        if surnames:
            persons = sorted((*persons, *surnames), key=_place_in_article)
            locations = [span for span in locations if span not in surnames]
    adjectives = gazetteer().adjectives
    codes = {adjectives.get(span.written, "") for span in spans if span.kind == _OTHER} - {""}
    named, aside = _people(article, persons)
    stated = tuple(_located(place) for place in article.places)
    located, where = _places(article, locations, codes, stated)
    mentions = _stated(article) + named + located + aside
    mentions.sort(key=_reading_order)
    return replace(
        article,
        people=article.people or _prominent(named),
        places=stated or tuple(where[name] for name in _prominent(located)),
        mentions=tuple(mentions),
    )


def _dateline(text: str) -> list[Span]:
    """The place that a dateline begins with, if the gazetteer has it: so short a line has no context."""
    match = _FILED.match(text)
    if match is None or not places.candidates(match.group()):
        return []
    return [Span("dateline", match.start(), match.end(), _PLACE, match.group())]


def _one_kind(persons: list[Span], locations: list[Span]) -> tuple[list[Span], list[Span]]:
    """What is written alike is one thing throughout an article: the kind that it mostly has."""
    as_person, as_place = (Counter(span.written for span in spans) for spans in (persons, locations))
    both = as_person.keys() & as_place.keys()
    if not both:
        return persons, locations
    places_ = {written for written in both if as_place[written] >= as_person[written]}
    everything = sorted((*persons, *locations), key=_place_in_article)
    is_place = [
        span.written in places_ or (span.kind == _PLACE and span.written not in both) for span in everything
    ]
    return (
        [span for span, place in zip(everything, is_place, strict=True) if not place],
        [span for span, place in zip(everything, is_place, strict=True) if place],
    )


def _reading_order(mention: Mention) -> int:
    return (_ORDER[mention.role] << 32) + mention.start


def _place_in_article(span: Span) -> tuple[int, int]:
    return _TAGGED.index(span.role), span.start


def _stated(article: Article) -> list[Mention]:
    given = [_given("person", name) for name in article.people]
    return given + [_given("place", place.name) for place in article.places]


@lru_cache(maxsize=1 << 12)
def _given(kind: Literal["person", "place"], name: str) -> Mention:
    return Mention(kind, name, "metadata")


def _prominent(mentions: list[Mention]) -> tuple[str, ...]:
    """Names in order of weight, then of first mention."""
    weights: dict[str, int] = {}
    for mention in mentions:
        weights[mention.name] = weights.get(mention.name, 0) + _WEIGHT[mention.role]
    return tuple(sorted(weights, key=weights.__getitem__, reverse=True)) if len(weights) > 1 else tuple(weights)


def _people(article: Article, spans: list[Span]) -> tuple[list[Mention], list[Mention]]:
    """Mentions of people in the story, and of those who made it."""
    credits = furniture.credits(article.body) if spans else []
    if credits:
        starts = [start for start, _ in credits]

        def credited(span: Span) -> bool:
            at = bisect_right(starts, span.start) - 1
            return span.role == "body" and at >= 0 and span.end <= credits[at][1]

        makers = [span for span in spans if credited(span)]
        spans = [span for span in spans if not credited(span)]
    else:
        makers = []
    named = _named(article, spans)
    aside = []
    for span in makers:
        if name := person(span.written):
            aside.append(Mention("person", name.text, "body", span.start + name.start, span.start + name.end))
    lines: tuple[tuple[Role, str], ...] = (("byline", article.byline), ("credit", article.credit))
    for role, line in lines if article.byline or article.credit else ():
        for start, end in furniture.names(line) if line else ():
            if name := person(line[start:end]):
                aside.append(Mention("person", name.text, role, start + name.start, start + name.end))
    return named, aside


def _named(article: Article, spans: list[Span]) -> list[Mention]:
    """Mentions under the names that people have in the article, or in its metadata if that names people."""
    if not spans:
        return []
    known = [people.Named(name, -1 - i) for i, name in enumerate(article.people)]
    written = [_styled(article, span) for span in spans]
    named = people.resolve([*known, *map(people.Named, written, range(len(spans)))])
    stated = {named[-1 - i][0]: name for i, name in enumerate(article.people) if -1 - i in named}
    mentions = []
    for i, span in enumerate(spans):
        if i in named:
            name, start, end = named[i]
            if name in stated or not stated:
                # Offsets count from where the name ends, as a style may have been put before it.
                before = len(written[i]) - len(span.written)
                start, end = span.start + max(0, start - before), span.start + end - before
                mentions.append(Mention("person", stated.get(name, name), span.role, start, end))
    return mentions


def _styled(article: Article, span: Span) -> str:
    """What is written, with the style before it if it is a single name."""
    if span.start and " " not in span.written:
        before: str = getattr(article, span.role)[max(0, span.start - 12) : span.start]
        if before[-1:].isspace() and (style := _STYLE.search(before)):
            return f"{style.group().strip()} {span.written}"
    return span.written


def _places(
    article: Article, spans: list[Span], codes: Iterable[str], stated: tuple[Place, ...]
) -> tuple[list[Mention], dict[str, Place]]:
    """Mentions of places, and the places by name; only those of the metadata if that names places."""
    spans = [span for span in spans if places.may_be(span.written)]
    if not spans:
        return [], {}
    following = []
    for span in spans:
        text: str = article.body if span.role == "body" else getattr(article, span.role)
        after = _COMMA.match(text, span.end) if text.startswith(",", span.end) else None
        following.append(after.group(1) if after else "")
    found = places.resolve([span.written for span in spans], following, codes, stated)
    unknown = {place.name for place in found if not (place.continent or place.latitude)}
    if unknown:
        unknown -= {place.name for span, place in zip(spans, found, strict=True) if _is_where(article, span)}
    own: dict[tuple[float | None, float | None], Place] = {
        (place.latitude, place.longitude): place for place in stated if place.latitude
    }
    own_names = {place.name: place for place in stated}
    mentions, where = [], {}
    for span, place in zip(spans, found, strict=True):
        if place.name in unknown:
            continue
        kept = own_names.get(place.name) or own.get((place.latitude, place.longitude)) if stated else place
        if kept is not None:
            where[kept.name] = kept
            mentions.append(Mention("place", kept.name, span.role, span.start, span.end))
    return mentions, where


def _is_where(article: Article, span: Span) -> bool:
    """Whether the words before a name say that it is a place."""
    text: str = getattr(article, span.role)
    return bool(_WHERE.search(text[max(0, span.start - 20) : span.start]))


@lru_cache(maxsize=1 << 14)
def _located(place: Place) -> Place:
    """A place of the metadata, with what the gazetteer knows of it and the metadata leaves out."""
    if place.country or place.latitude is not None:
        return place
    entries = places.candidates(place.name)
    return replace(entries[0].place, name=place.name) if entries else place
