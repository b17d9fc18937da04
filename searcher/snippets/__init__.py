"""What of an article to show: its best passages, and what in it matched.

tree + meanings --patterns--> patterns --scan--> occurrences --passages--> snippets
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from index.article import Article
from index.states import containing
from index.text import terms_of
from searcher.answer import Snippet, Span, Variant
from searcher.snippets.passages import best, merge, whole
from searcher.snippets.patterns import Pattern, patterns_of
from searcher.snippets.scan import Occurrence, Scanner

__all__ = ["Finder", "Pattern", "Shown", "highlight", "patterns_of", "show"]

_SHORT_FIELDS: Final = ("headline", "byline", "credit", "dateline", "source", "path", "url")
_NAME_FIELDS: Final = ("people", "places", "keywords")
_NAMED_IN: Final = ("headline", "caption", "body")


class Shown(NamedTuple):
    """What to show of a hit: its snippets, and which spellings stood for which words of the query."""

    snippets: tuple[Snippet, ...]
    variants: tuple[Variant, ...]


class Finder:
    """Finds the patterns of a request in the fields of its hits."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = patterns
        self._numbers: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._scanners: dict[tuple[int, ...], Scanner] = {}

    def find(self, text: str, *fields: str, everything: bool = False) -> list[Occurrence]:
        """Occurrences of the patterns that were looked for in any of these fields."""
        numbers = self._numbers.get(fields)
        if numbers is None:
            wanted = (i for i, pattern in enumerate(self.patterns) if not pattern.fields.isdisjoint(fields))
            self._numbers[fields] = numbers = tuple(wanted)
        if not (numbers and text):
            return []
        if numbers not in self._scanners:
            self._scanners[numbers] = Scanner([self.patterns[i] for i in numbers])
        found = self._scanners[numbers].scan(text, everything=everything)
        return [each._replace(pattern=numbers[each.pattern]) for each in found]


class _Matches:
    """All occurrences in the fields of one article."""

    def __init__(self, article: Article, finder: Finder, *, everything: bool = False) -> None:
        self.article = article
        self.finder = finder
        self.everything = everything
        self.names = {field: self._names(field) for field in _NAME_FIELDS}
        self.found: dict[str, list[Occurrence]] = {}

    def field(self, field: str) -> list[Occurrence]:
        """The occurrences in a text, mentions of matched people and places among them."""
        if field not in self.found:
            found = self.finder.find(getattr(self.article, field), field, everything=self.everything)
            if field in _NAMED_IN:
                found = sorted({*found, *self._mentions(field)})
            self.found[field] = found
        return self.found[field]

    def _names(self, field: str) -> dict[str, list[Occurrence]]:
        """The names that matched, and where; a place also when what contains it did (then nowhere in its name)."""
        matched: dict[str, list[Occurrence]] = {}
        if field == "places":
            published = self.article.published
            day = published.when.date() if published else None
            for place in self.article.places:
                inside = self.finder.find("\n".join(containing(place, day)), "places", "regions")
                if found := self.finder.find(place.name, "places", "regions"):
                    matched[place.name] = found
                elif inside:
                    matched[place.name] = [each._replace(start=0, end=0) for each in inside[:1]]
            return matched
        for name in getattr(self.article, field):
            if found := self.finder.find(name, field):
                matched[name] = found
        return matched

    def _mentions(self, field: str) -> Iterable[Occurrence]:
        """Where the people and places that matched by name are named in a text."""
        for mention in self.article.mentions:
            names = self.names["people" if mention.kind == "person" else "places"]
            if mention.role == field and mention.name in names and mention.end > mention.start:
                match = names[mention.name][0]
                yield Occurrence(mention.start, mention.end, match.pattern, match.term)


def show(article: Article, finder: Finder, budget: int) -> Shown:
    """What to show of a hit: each short field that matched, matched names, and passages of caption and body.

    The passages of the body take at most about `budget` characters, those of the caption half of it.
    """
    matches = _Matches(article, finder)
    patterns = finder.patterns
    snippets = [
        whole(field, getattr(article, field), matches.field(field))
        for field in _SHORT_FIELDS
        if matches.field(field)
    ]
    for field, names in matches.names.items():
        snippets += [Snippet(field, name, merge(_spans(found))) for name, found in names.items()]
    if matches.field("caption"):
        snippets.append(best("caption", article.caption, matches.field("caption"), patterns, budget // 2))
    if article.body:
        snippets.append(best("body", article.body, matches.field("body"), patterns, budget))
    return Shown(tuple(snippets), _variants(matches))


def highlight(article: Article, finder: Finder) -> tuple[Snippet, ...]:
    """The headline, caption and body in full, with everything in them that matched."""
    matches = _Matches(article, finder, everything=True)
    return tuple(whole(field, getattr(article, field), matches.field(field)) for field in _NAMED_IN)


def _spans(found: Iterable[Occurrence]) -> list[Span]:
    return [(each.start, each.end) for each in found]


def _variants(matches: _Matches) -> tuple[Variant, ...]:
    """Words of the query that the article has only in another spelling, as it writes them; no inflections."""
    surfaces: dict[int, dict[str, None]] = {}
    literal: set[int] = set()
    own = [terms_of(pattern.word) for pattern in matches.finder.patterns]
    for field, found in matches.found.items():
        text = getattr(matches.article, field)
        for start, end, number, term in found:
            if any(_inflected(term, word) for word in own[number]):
                literal.add(number)
            elif end - start <= 40:
                surfaces.setdefault(number, {})[text[start:end]] = None
    return tuple(
        Variant(matches.finder.patterns[number].word, tuple(spellings)[:3])
        for number, spellings in sorted(surfaces.items())
        if number not in literal and own[number]
    )


def _inflected(term: str, word: str) -> bool:
    """Whether two words differ in their ends at most: `talks` and `talk`, but not `kiev` and `kyiv`."""
    common = 0
    for one, other in zip(term, word, strict=False):
        if one != other:
            break
        common += 1
    return common >= max(3, 0.6 * min(len(term), len(word))) or term == word
