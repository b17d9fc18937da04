"""Is an article in English? The tagger learned from English, and is believed elsewhere only where it is sure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from index.article import Article
from index.extract.features import is_given_name
from index.extract.places import candidates
from index.extract.spans import Span
from index.extract.texts import TAGGED

_GLANCE: Final = 500
"""Characters that tell enough of most articles."""
_SAMPLE: Final = 3000
_ENGLISH: Final = (" the ", " of ", " and ", " to ", " for ", " said ", " was ", " with ")
_OTHERS: Final = (
    "de", "la", "el", "en", "que", "los", "les", "le", "des", "et", "du", "der", "die", "und", "das", "den", "von",
    "di", "il", "che", "da", "do", "em", "um", "w", "na", "z", "i", "och", "att", "det", "het", "een", "van", "ve",
    "bir", "и", "в", "на", "не",
)  # fmt: skip
_PARTICLES: Final = "de|la|el|los|les|le|des|du|der|den|das|von|di|da|do|het|van"
_IN_NAMES: Final = re.compile(rf"\b[A-ZÀ-Þ][\w.'’-]*(?: (?:{_PARTICLES}))+(?= [A-ZÀ-Þ])")
"""`Joost van der Westhuizen` and `Deportivo La Coruna` do not make a table of results Dutch or Spanish."""
_BEFORE_LAST: Final = re.compile(r"\S+(?=\s)")
"""A word of a name that another follows."""
_CITY: Final = 100_000
_BEFORE_NAMES: Final = " \t\"'“”„«»‘’("
_NEAR: Final = 8
_CLOSED: Final = (".", "!", "?", ":", "…", "\n", "-", "–", "—", "•")
"""What stands before the first word of a sentence."""


def is_english(article: Article) -> bool:
    """Whether an article is in English, by what its source says or else by its smallest words."""
    if article.language:
        return article.language.lower().startswith("en")
    glance = article.body[:_GLANCE]
    spaces, seen = glance.count(" "), 0
    for word in _ENGLISH:  # mostly the first few do
        seen += glance.count(word)
        if seen * 10 > spaces:
            return True
    if _english(glance) * 10 > spaces:
        return True
    sample = f" {article.body[:_SAMPLE]} ".replace("\n", " ")
    words, english = sample.count(" "), _english(sample)
    if english * 40 > words:
        return True
    prose = _IN_NAMES.sub("", sample)
    others = sum(prose.count(f" {word} ") for word in _OTHERS)
    return others <= 2 * english or others * 30 <= words


def _english(text: str) -> int:
    """How many of the commonest English words are in a text."""
    return sum(map(text.lower().count, _ENGLISH))


def sure_person(span: Span) -> Span | None:
    """Somebody's name in a foreign text that needs no English around it to be believed, from the given name on.

    What somebody is may stand before it, and who does not know the language takes it for a part of the name:
    `Kanzlerin Angela Merkel`.
    """
    given = next((word for word in _BEFORE_LAST.finditer(span.written) if is_given_name(word.group())), None)
    if given is None:
        return None
    at = given.start()
    name = Span(span.role, span.start + at, span.end, span.written[at:], span.text)
    return None if candidates(name.written) or _is_word(name, given.group()) else name


def is_sure_place(span: Span) -> bool:
    """Whether a place's name in a foreign text needs no English around it to be believed."""
    if not any(entry.kind != "city" or entry.population >= _CITY for entry in candidates(span.written)):
        return False
    return " " in span.written or not _is_word(span, span.written)


def _is_word(span: Span, first: str) -> bool:
    """Whether what begins a name is a word of the language: it begins a sentence, and is in lower case elsewhere.

    Finnish `Jos` is no city in Nigeria, German `Im` is nobody's given name.
    """
    before = span.text[max(0, span.start - _NEAR) : span.start].rstrip(_BEFORE_NAMES)
    return (not before or before[-1] in _CLOSED) and first.lower() in _words(span.text)


@lru_cache(maxsize=len(TAGGED))
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())
