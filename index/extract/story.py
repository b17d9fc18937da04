"""From an article's texts to who and where: the tagger's spans become people, places and mentions with roles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from index.article import Article, Mention, Place, Role
from index.extract import furniture, people, places
from index.extract.dates import dated
from index.extract.gazetteer import gazetteer
from index.extract.names import person
from index.extract.rules import tag

_TAGGED: Final[tuple[Role, ...]] = ("headline", "dateline", "caption", "body")
_COMMA: Final = re.compile(r",[ \n]*([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)?)")
_WEIGHT: Final = {"headline": 3, "dateline": 1, "caption": 1, "body": 1}
"""What a mention counts towards the order of people and places."""


class Span(NamedTuple):
    """A stretch of one of an article's texts taken for a person (`PER`) or a place (`LOC`)."""

    role: Role
    start: int
    end: int
    kind: str


def understood(articles: Sequence[Article]) -> list[Article]:
    """See `index.extract.extract`."""
    texts = [getattr(article, role) for article in articles for role in _TAGGED]
    tagged = iter(tag(texts))
    result = []
    for article in articles:
        spans = [Span(role, start, end, kind) for role in _TAGGED for start, end, kind in next(tagged)]
        result.append(dated(_filled(article, spans)))
    return result


def _filled(article: Article, spans: list[Span]) -> Article:
    credits = furniture.credits(article.body) if article.body else []
    named, aside = _people(article, [span for span in spans if span.kind == "PER"], credits)
    located, where = _places(article, [span for span in spans if span.kind == "LOC"])
    mentions = _stated(article) + sorted(named + located + aside, key=lambda m: (_ORDER[m.role], m.start))
    return replace(
        article,
        people=article.people or _prominent(named),
        places=article.places or tuple(where[name] for name in _prominent(located)),
        mentions=tuple(mentions),
    )


_ORDER: Final = {
    role: i for i, role in enumerate(("metadata", "headline", "byline", "credit", "dateline", "caption", "body"))
}


def _stated(article: Article) -> list[Mention]:
    given = [Mention("person", name, "metadata") for name in article.people]
    return given + [Mention("place", place.name, "metadata") for place in article.places]


def _prominent(mentions: list[Mention]) -> tuple[str, ...]:
    """Names in order of weight, then of first mention."""
    counts: Counter[str] = Counter()
    for mention in mentions:
        counts[mention.name] += _WEIGHT[mention.role]
    return tuple(name for name, _ in counts.most_common())


def _people(
    article: Article, spans: list[Span], credits: list[tuple[int, int]]
) -> tuple[list[Mention], list[Mention]]:
    """Mentions of people in the story, and of those who made it."""
    starts = [start for start, _ in credits]

    def credited(span: Span) -> bool:
        at = bisect_right(starts, span.start) - 1
        return span.role == "body" and at >= 0 and span.end <= credits[at][1]

    story = [span for span in spans if not credited(span)]
    story_names = people.resolve(
        [people.Named(getattr(article, span.role)[span.start : span.end], i) for i, span in enumerate(story)]
    )
    named = [
        Mention("person", name, span.role, span.start + start, span.start + end)
        for i, span in enumerate(story)
        if i in story_names
        for name, start, end in (story_names[i],)
    ]
    aside = []
    for span in spans:
        if credited(span) and (name := person(article.body[span.start : span.end])):
            aside.append(Mention("person", name.text, "body", span.start + name.start, span.start + name.end))
    for role in ("byline", "credit"):
        line = getattr(article, role)
        for start, end in furniture.names(line) if line else ():
            if name := person(line[start:end]):
                aside.append(Mention("person", name.text, role, start + name.start, start + name.end))
    return named, aside


def _places(article: Article, spans: list[Span]) -> tuple[list[Mention], dict[str, Place]]:
    if not spans:
        return [], {}
    written = [getattr(article, span.role)[span.start : span.end] for span in spans]
    following = []
    for span in spans:
        after = _COMMA.match(getattr(article, span.role), span.end)
        following.append(after.group(1) if after else "")
    adjectives = gazetteer().adjectives
    codes = [adjectives[word] for word in re.findall(r"[A-Z]\w+", article.body) if adjectives.get(word)]
    found = places.resolve(written, following, codes, article.places)
    mentions = [
        Mention("place", place.name, span.role, span.start, span.end)
        for span, place in zip(spans, found, strict=True)
    ]
    return mentions, {place.name: place for place in found}
