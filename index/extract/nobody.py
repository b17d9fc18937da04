"""Which names that the tagger took for people are hardly anybody's: everyday words, and firms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from index.extract.features import everyday
from index.extract.names import FIRM_ENDINGS, TITLES, is_acronym
from index.extract.spans import Span, is_set_off

_everyday: Final = lru_cache(maxsize=1 << 15)(everyday)
_CLOSED: Final = re.compile(r"(?:^|[.!?:\n–—-])[\s\"'“”‘’(\[]*\Z")
"""What stands before a word that begins a sentence."""
_CONTEXT: Final = 16
_GOES_ON: Final = re.compile(r" ([a-z]\w*)")
_OF_PEOPLE: Final = frozenset(
    (
        "said", "says", "told", "tells", "added", "asked", "asks", "wrote", "insisted", "replied", "denied",
        "argued", "announced", "claimed", "warned", "vowed", "thanked", "tweeted", "met", "flew", "signed", "who",
        "himself", "herself", "did", "wants", "wanted",
    )
)  # fmt: skip
"""What people do, and few things."""
_FIRMS_SAY: Final = (
    r"its|it (?:(?:has |had )?(?:sold|bought|acquired|agreed|completed|filed|signed|named|received)|plans|expects"
    r"|will (?:sell|buy|acquire|build|open|close|pay|offer|report|record|redeem|issue|supply))"
)
_OTHERS: Final = re.compile(
    rf" (?:said (?P<firm>{_FIRMS_SAY})\b"
    r"|(?:trib(?:es?|al|es?m[ae]n)|clans?|clansmen|nomads|peoples?|languages?|dialects?|speakers|ethnic"
    r"|(?:province|district|suburb|village|township|governorate|river|island|mountain)s?|neighbou?rhoods?"
    r"|municipalit(?:y|ies)|valley|(?P<them>are|were|lived?|speak|spoke|inhabit(?:ed)?|have))\b)|-speaking\b"
)
"""What follows the name of a people, a language or a place, or of a firm; `them` only behind `the` and a name."""
_QUOTES: Final = frozenset('"“”')
_SPOKEN: Final = ("speak ", "speaks ", "spoke ", "speaking ", "ethnic ")
_SUFFIXES: Final = (*FIRM_ENDINGS, "Cos")
_ENDINGS: Final = frozenset(
    f"{written}{stop}"
    for suffix in (*_SUFFIXES, "Industries", "Group")
    for written in (suffix, suffix.capitalize(), suffix.upper())
    for stop in ("", ".")
)
"""What names of firms end with."""
_MOST_BEHIND: Final = (4, 2)
"""So many words may a firm have behind the first one that it is called by, or behind several of them."""
_GOES_ON_SO: Final = frozenset(" " + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ&<a")
_FIRM: Final = re.compile(
    rf"(?: (?:[A-Z&][\w.&'’-]*|and)){{0,2}}? (?:(?i:{'|'.join(_SUFFIXES)})\b|<[A-Z][A-Z.^]*>)"
)
"""The rest of a firm's name, or the sign of its share."""


def firms(bodies: Sequence[Span]) -> frozenset[str]:
    """What the firms among an article's organisations may be called shortly."""
    names = [body.written for body in bodies]
    return frozenset().union(*[_short_names(name) for name in names if name[name.rfind(" ") + 1 :] in _ENDINGS])


def believed(spans: list[Span], firms: frozenset[str]) -> list[Span]:
    """Without those that are nobody's name here. A single word stays where somebody is named in full with it.

    `Rice` is a person behind a title or where its capital says so, and not only in `Rice imports rose` or a
    headline; `Marijuana` and `MLB` are ones only behind a title; `Ford` none where `Ford Motor Co`, `FORD <F>` or
    `Ford said it sold` stands, nor `Brahui` where the text says that it is a people, nor what always stands in
    quotes. `firms` are the short names of those in the article.
    """
    names = {span.written for span in spans}
    doubtful = names & firms
    quoted = set()
    for span in spans:
        behind = span.text[span.end : span.end + 2]
        if behind in _GOES_ON_SO and (rest := _FIRM.match(span.text, span.end)):
            doubtful |= names & {span.written, *_short_names(span.written + rest.group())}
        elif _is_quoted(span):
            quoted.add(span.written)
    ordinary = {name for name in names if all(map(_everyday, name.split(" ")))}
    if ordinary:
        ordinary -= {span.written for span in spans if span.written in ordinary and _is_somebody(span)}
        doubtful |= ordinary
    if short := {name for name in names if name.isupper() and is_acronym(name)}:
        some = [span for span in spans if span.written in short]
        doubtful |= short.difference([span.written for span in some if not is_set_off(span) or _has_title(span)])
    if others := {span.written for span in spans if _is_of_others(span)}:
        doubtful |= others.difference([span.written for span in spans if _has_title(span)])
    if quoted:
        doubtful |= quoted.difference([span.written for span in spans if not _is_quoted(span) or _has_title(span)])
    if not doubtful:
        return spans
    doubtful -= {word for name in names - doubtful if " " in name for word in name.split()}
    return [span for span in spans if span.written not in doubtful]


@lru_cache(maxsize=1 << 14)
def _short_names(firm: str) -> frozenset[str]:
    """What a firm may be called shortly: `Ford` for `Ford Motor Co`."""
    words = firm.split()
    counts = range(1, len(words))
    return frozenset(" ".join(words[:n]) for n in counts if len(words) - n <= _MOST_BEHIND[n > 1])


def _is_somebody(span: Span) -> bool:
    """Whether what stands around everyday words says that somebody is called so."""
    if _has_title(span):
        return True
    if span.role == "headline":
        return False
    if " " in span.written:
        return True
    if _everyday(span.written) > 1:
        return False
    verb = _GOES_ON.match(span.text, span.end)
    if verb is None or verb.group(1) in _OF_PEOPLE:
        return True
    return not _CLOSED.search(span.text[max(0, span.start - _CONTEXT) : span.start])


def _is_quoted(span: Span) -> bool:
    """Whether a name stands alone in quotes, as those of ships and books do, and words that are spoken of."""
    text, start, end = span.text, span.start, span.end
    return text[end : end + 1] in _QUOTES and start > 0 and text[start - 1] in _QUOTES


def _is_of_others(span: Span) -> bool:
    """Whether the words around a name say that it is a people's, a place's or a firm's: `the Brahui live`."""
    behind = _OTHERS.match(span.text, span.end)
    if behind is None:
        return span.text.endswith(_SPOKEN, 0, span.start)
    if behind["firm"]:
        return " " not in span.written
    return behind["them"] is None or span.text.endswith(("the ", "The "), 0, span.start)


def _has_title(span: Span) -> bool:
    """Whether a title stands before a name, or before the quotes around it."""
    words = span.text[max(0, span.start - _CONTEXT) : span.start].rstrip('"“').split()
    return bool(words) and words[-1].rstrip(".").lower() in TITLES
