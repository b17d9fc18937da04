"""Is an article in English? The tagger learned from English, and is believed elsewhere only where it is sure."""

from __future__ import annotations

import re
from typing import Final

from index.article import Article
from index.extract.features import is_given_name
from index.extract.places import candidates

_GLANCE: Final = 500
"""Characters that tell enough of most articles."""
_SAMPLE: Final = 3000
_ENGLISH: Final = (" the ", " of ", " and ", " to ", " for ", " said ", " was ", " with ")
_OTHERS: Final = (
    "de", "la", "el", "en", "que", "los", "les", "le", "des", "et", "du", "der", "die", "und", "das", "den", "von",
    "di", "il", "che", "da", "do", "em", "um", "w", "na", "z", "i", "och", "att", "det", "het", "een", "van", "ve",
    "bir", "и", "в", "на", "не",
)  # fmt: skip
_IN_NAMES: Final = re.compile(rf"\b[A-ZÀ-Þ][\w.'’-]*(?: (?:{'|'.join(_OTHERS)}))+(?= [A-ZÀ-Þ])")
"""`Joost van der Westhuizen` and `Deportivo La Coruna` do not make a table of results Dutch or Spanish."""
_CITY: Final = 100_000


def is_english(article: Article) -> bool:
    """Whether an article is in English, by what its source says or else by its smallest words."""
    if article.language:
        return article.language.lower().startswith("en")
    glance = article.body[:_GLANCE]
    if _english(glance) * 10 > glance.count(" "):
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


def is_sure(written: str, kind: str) -> bool:
    """Whether a name found in a foreign text needs no English around it to be believed."""
    if kind == "PER":
        words = written.split()
        return len(words) > 1 and is_given_name(words[0]) and not candidates(written)
    return kind == "LOC" and any(
        entry.kind != "city" or entry.population >= _CITY for entry in candidates(written)
    )
