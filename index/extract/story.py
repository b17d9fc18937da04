"""From an article's texts to who and where: the tagger's spans become people, places and mentions with roles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import Final, Literal

from index.article import Article, Mention, Place, Role, with_names
from index.chunks import Cut
from index.extract import context, dates, furniture, language, nobody, people, places
from index.extract.gazetteer import gazetteer
from index.extract.names import person
from index.extract.reading import read
from index.extract.spans import Span, by_article, in_order, overlap
from index.extract.texts import tagged_texts

_STYLES: Final = (
    "Pope", "King", "Queen", "Prince", "Princess", "Emperor", "Empress", "Sultan", "Archduke", "Lord", "Lady",
    "Mother", "Saint", "St", "St.", "Sheikh", "Sheik", "Mullah",
)  # fmt: skip
"""Styles that belong to a single name: Pope Francis, King Hussein."""
_STYLE: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, _STYLES))})\s+$")
_FILED: Final = re.compile(r"[^\W\d_][\w.'’ -]*[^\W_]")
_IN_HEADLINE: Final = 3
"""What a mention in the headline counts towards the order of people and places; others count 1."""
_NAME, _ROLE, _START = map(itemgetter, (1, 2, 3))  # of a mention
_ORDER: Final = {
    role: i for i, role in enumerate(("metadata", "headline", "byline", "credit", "dateline", "caption", "body"))
}


def understood(articles: Sequence[Article], given: Cut | None = None) -> list[Article]:
    """See `index.extract.extract`."""
    if not articles:
        return []
    texts = tagged_texts(articles)
    return list(map(_filled, articles, *by_article(read(texts, len(articles), given), texts)))


def _filled(
    article: Article, persons: list[Span], locations: list[Span], bodies: list[Span], others: list[Span]
) -> Article:
    """The article with what its spans and its dates tell; `bodies` are organisations."""
    if (persons or locations) and not language.is_english(article):
        persons = list(filter(None, map(language.sure_person, persons)))
        locations = list(filter(language.is_sure_place, locations))
        others = []
    if article.dateline:
        persons = [span for span in persons if span.role != "dateline"]
        others = [span for span in others if span.role != "dateline"]
        if town := _dateline(article.dateline):
            locations = [town, *[span for span in locations if not overlap(span, town)]]
    elif filed := context.filed_at(article.body):
        persons, locations = _with_town(article.body, persons, locations, *filed)
    persons, locations = context.with_states(persons, locations)
    if persons and locations:
        persons, locations = _told_apart(persons, locations)
    if bodies and (officials := people.officials(bodies)):
        persons = in_order([*persons, *officials])
    firms = nobody.firms(bodies)
    if '"' in article.body or "“" in article.body:
        persons = people.whole(persons)
    persons = people.named_again(persons, locations, [*bodies, *others], firms, article.body)
    named, aside = _people(article, nobody.believed(persons, firms))
    stated = tuple(map(_located, article.places))
    located, where = _places(locations, _spoken_of(others), stated, firms) if locations else ([], {})
    mentions = _in_reading_order(named + located + aside)
    return with_names(
        article,
        people=article.people or _prominent(named),
        places=stated or tuple([where[name] for name in _prominent(located)]),
        mentions=(*_stated(article), *mentions),
        published=article.published or dates.find(article),
    )


def _spoken_of(others: list[Span]) -> Iterator[str]:
    """ISO codes of the countries that adjectives point to."""
    adjectives = gazetteer().adjectives
    return (code for span in others if (code := adjectives.get(span.written)))


@lru_cache(maxsize=1 << 12)
def _dateline(text: str) -> Span | None:
    """The place that a dateline begins with, if the gazetteer has it: so short a line has no context."""
    match = _FILED.match(text)
    if match is None or not places.candidates(match.group()):
        return None
    return Span("dateline", match.start(), match.end(), match.group(), text)


def _with_town(
    body: str, persons: list[Span], locations: list[Span], start: int, end: int
) -> tuple[list[Span], list[Span]]:
    """People and places, with the town that the body begins with."""
    town = Span("body", start, end, body[start:end], body)
    if town in locations:
        return persons, locations
    clear = [[span for span in spans if not overlap(span, town)] for spans in (persons, locations)]
    return clear[0], in_order([*clear[1], town])


def _told_apart(persons: list[Span], locations: list[Span]) -> tuple[list[Span], list[Span]]:
    """People and places, when what is written alike is one of them throughout, and a surname alone is a person."""
    as_places = {span.written for span in locations}
    names = {span.written for span in persons}
    if both := as_places & names:
        # They are what they mostly are.
        times = Counter([span.written for span in persons])
        times.subtract([span.written for span in locations])
        as_places -= {written for written in both if times[written] > 0}
        names -= as_places
        everything = in_order(persons + locations)
        persons = [span for span in everything if span.written not in as_places]
        locations = [span for span in everything if span.written in as_places]
    surnames = {name.split()[-1] for name in names if " " in name}
    if not as_places.isdisjoint(surnames):
        stay: list[Span] = []
        move: list[Span] = []
        for span in locations:
            (move if span.written in surnames and not context.is_where(span) else stay).append(span)
        persons, locations = in_order(persons + move), stay
    return persons, locations


def _in_reading_order(mentions: list[Mention]) -> list[Mention]:
    """Mentions by where they stand, role after role."""
    mentions.sort(key=_START)
    return mentions if len(set(map(_ROLE, mentions))) < 2 else sorted(mentions, key=_role_order)


def _role_order(mention: Mention) -> int:
    return _ORDER[mention.role]


def _stated(article: Article) -> Iterator[Mention]:
    """What the metadata names; it comes first."""
    for name in article.people:
        yield _given("person", name)
    for place in article.places:
        yield _given("place", place.name)


@lru_cache(maxsize=1 << 12)
def _given(kind: Literal["person", "place"], name: str) -> Mention:
    return Mention(kind, name, "metadata")


def _prominent(mentions: list[Mention]) -> tuple[str, ...]:
    """Names in order of weight, then of first mention."""
    weights = Counter(map(_NAME, mentions))
    if len(weights) < 2:
        return tuple(weights)
    for _, name, role, _, _ in mentions:
        if role == "headline":
            weights[name] += _IN_HEADLINE - 1
    return tuple(sorted(weights, key=weights.__getitem__, reverse=True))


def _people(article: Article, spans: list[Span]) -> tuple[list[Mention], list[Mention]]:
    """Mentions of people in the story, and of those who made it."""
    lines: tuple[tuple[Role, str], ...] = (("byline", article.byline), ("credit", article.credit))
    aside = []
    for role, line in lines:
        for start, end in furniture.names(line) if line else ():
            if name := person(line[start:end]):
                aside.append(Mention("person", name.text, role, start + name.start, start + name.end))
    makers = _makers(article, spans, {mention.name for mention in aside}) if spans else set()
    told_of = [
        span
        for span in spans
        if not span.text.endswith("<", 0, span.start)  # `<IBM>`, as wires mark the sign of a firm
        and not (span.written[:3].lower() in dates.MONTHS and dates.is_day(span.text, span.start, span.end))
    ]
    if makers:
        told_of = [span for span in told_of if span not in makers]
    named = _named(article.people, told_of) if told_of else []
    for span in spans if makers else ():
        if span in makers and (name := person(span.written)):
            aside.append(Mention("person", name.text, span.role, span.start + name.start, span.start + name.end))
    return named, aside


def _makers(article: Article, spans: list[Span], signed: set[str]) -> set[Span]:
    """Those who wrote, edited and photographed: who stands in a credit, or signs and is named in full."""
    makers: set[Span] = set()
    credits = {"body": furniture.credits(article.body)}
    if article.caption:
        credits["caption"] = furniture.caption_credits(article.caption)
    if any(credits.values()):
        for span in spans:
            stretches = credits.get(span.role, [])
            at = bisect_right(stretches, (span.start + 1,)) - 1
            if at >= 0 and span.end <= stretches[at][1]:
                makers.add(span)
    if signed:
        makers.update(
            span
            for span in spans
            if " " in span.written and (name := person(span.written)) and name.text in signed
        )
    return makers


def _named(stated_people: tuple[str, ...], spans: list[Span]) -> list[Mention]:
    """Mentions under the names that people have in the article, or in its metadata if that names people."""
    written = [span.written if " " in span.written else _styled(span) for span in spans]
    found = people.resolve([*stated_people, *written] if stated_people else written)
    stated = {known[0]: name for known, name in zip(found, stated_people, strict=False) if known}
    mentions = []
    for (role, begins, ends, _, _), text, known in zip(spans, written, found[len(stated_people) :], strict=True):
        if known and (not stated or known[0] in stated):
            name, start, end = known
            before = ends - len(text)  # where the text would begin: a style may have been put before it
            mentions.append(
                Mention("person", stated.get(name, name), role, max(begins, before + start), before + end)
            )
    return mentions


def _styled(span: Span) -> str:
    """A single name as it is written, with the style before it."""
    if span.start:
        before = span.text[max(0, span.start - 12) : span.start]
        if before.rstrip().endswith(_STYLES) and (style := _STYLE.search(before)):
            return f"{style.group().strip()} {span.written}"
    return span.written


def _places(
    spans: list[Span], codes: Iterable[str], stated: tuple[Place, ...], firms: frozenset[str]
) -> tuple[list[Mention], dict[str, Place]]:
    """Mentions of places, and the places by name; only those of the metadata if that names places.

    A name that the gazetteer lacks is none if one of the `firms` is called so.
    """
    of_metadata = {key: place for place in stated for key in places.keys(place)}
    if stated:
        spans = _telling(spans, of_metadata)
    spans = [
        span
        for span in map(context.of_country, spans)
        if places.may_be(span.written) and not (span.written.isupper() and context.is_short_for_else(span))
    ]
    if not spans:
        return [], {}
    found = places.resolve([span.written for span in spans], lambda i: context.following(spans[i]), codes, stated)
    unknown = {place.name for place in found if not places.is_known(place)}
    if stated and unknown.isdisjoint(of_metadata):
        unknown = set()  # they are left out anyway
    elif unknown:
        unknown = context.doubted(spans, found, unknown) | (unknown & firms)
    mentions, where = [], {}
    for span, place in zip(spans, found, strict=True):
        shown = _among(of_metadata, place) if stated else place
        if shown is not None and place.name not in unknown:
            where[shown.name] = shown
            mentions.append(Mention("place", shown.name, span.role, span.start, span.end))
    return mentions, where


def _telling(spans: list[Span], of_metadata: Mapping[places.Key, Place]) -> list[Span]:
    """Those that matter where only places of the metadata are wanted.

    Others are left out anyway, and have no say where each name that matters can mean but one place.
    """
    wanted = [span for span in spans if not places.meanings(span.written).isdisjoint(of_metadata)]
    known = [places.known(span.written) for span in wanted]
    return wanted if all(name.certain and places.is_known(name.place) for name in known) else spans


def _among(of_metadata: Mapping[places.Key, Place], place: Place) -> Place | None:
    """The one of the metadata's places that a found one is, by name or by where it is."""
    return of_metadata.get(place.name) or of_metadata.get((place.latitude, place.longitude))


def _located(place: Place) -> Place:
    """A place of the metadata, with what the gazetteer knows of it and the metadata leaves out."""
    return place if place.country or place.latitude is not None else _called(place.name) or place


@lru_cache(maxsize=1 << 14)
def _called(name: str) -> Place | None:
    """The likeliest place of a name, under that name."""
    entries = places.candidates(name)
    return replace(entries[0].place, name=name) if entries else None
