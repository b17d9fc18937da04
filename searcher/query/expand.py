"""What a word of the query stands for in an index: which terms, or which terms in a row, and why.

Engine-neutral: an engine turns each `Step` into the terms of its own vocabulary.

    Homs         homs and its inflections
    cease-fire   ceasefire and its inflections, or cease and fire in a row
    F-16         f16, or f and 16 in a row
    U.N.         un
    停火协议      停火, 火协, 协议 in a row
    Assad        assad and its inflections, or one of its other spellings: asad
    al-Ass*      what begins with alass, or al and what begins with ass in a row
"""

from __future__ import annotations

from itertools import product
from typing import Final, Literal, NamedTuple

from index.text import Form, Token, analyse, tokens
from searcher.query.tree import Everything, Fuzzy, Node, Phrase, Prefix, Wildcard, Word
from searcher.query.variants import Variants, key

Kind = Literal["exact", "inflected", "prefix", "wildcard", "fuzzy", "any"]
Reason = Literal["written", "variant"]

_MOST_CHOICES: Final = 4
"""A phrase of more compounds than this is looked for with all of them in parts, or all of them whole."""

_STAR: Final = "\u1681"
_ANY: Final = "\u1682"
"""Letters that stand for `*` and `?` while a pattern goes through the tokenizer; Ogham, which no news is in."""


class Step(NamedTuple):
    """The index terms that may stand at one position.

    `exact`: `text` alone; `inflected`: and its inflections; `prefix`: all that begin with it; `wildcard`: all of
    that form, with `*` and `?`; `fuzzy`: all within `edits` edits; `any`: every term.
    """

    text: str
    kind: Kind = "exact"
    edits: int = 0


class Spelling(NamedTuple):
    """One way in which a word may be written: its terms, at successive positions.

    `text` is how it is written, and `reason` whether the query said so itself or it is another spelling of a name.
    """

    steps: tuple[Step, ...]
    text: str
    reason: Reason = "written"


class _Unit(NamedTuple):
    """What belongs together in a text: a word, or a compound in its parts and, perhaps, written together."""

    parts: tuple[Step, ...]
    whole: Step | None


def expand(
    node: Node, *, exact: bool = False, variants: Variants | None = None, final: bool = True
) -> tuple[Spelling, ...]:
    """The spellings of a word or a phrase: an article matches that has any of them.

    `exact` leaves inflections and variants out, as within a phrase. Compounds are the same word in any writing
    even then. Spellings are distinct; the first is the likeliest. `final` is false for a word of a phrase that
    others follow.
    """
    match node:
        case Phrase(words, _):
            return _phrase(words)
        case Everything():
            return (Spelling((Step("", "any"),), "*"),)
        case Word(text):
            written = _spellings(_units(text, final=final), text)
            return written if exact else _widened(text, written, variants)
        case Prefix(text):
            return _pattern(text + "*", [*text, _STAR])
        case Wildcard(pattern):
            return _pattern(pattern, _wild(pattern))
        case Fuzzy(text, edits):
            found = _spellings(_units(text), text)
            return tuple(_fuzzy(spelling, edits) for spelling in found)
    raise TypeError(f"{type(node).__name__} is no word")


def _units(text: str, *, final: bool = True, wild: bool = False) -> list[_Unit]:
    """The words and compounds of a text as the index holds them.

    After a `final` one the article may go on; `wild` texts have letters that stand for `*` and `?`.
    """
    found = [token for token in tokens(text) if token.form is not Form.TAIL]
    if final and found and found[-1].form is Form.LAST:
        found.pop()
    units: list[_Unit] = []
    at = 0
    while at < len(found):
        whole = found[at + 1] if at + 1 < len(found) and found[at + 1].form is Form.WHOLE else None
        if whole is None:
            units.append(_Unit((_step(found[at], text, wild, final=final and at == len(found) - 1),), None))
            at += 1
            continue
        parts = [found[at]]
        at += 2
        while at < len(found) and found[at].end <= whole.end:
            parts.append(found[at])
            at += 1
        units.append(_Unit(tuple(_step(part, text, wild) for part in parts), _step(whole, text, wild)))
    return units


def _step(token: Token, text: str, wild: bool, *, final: bool = False) -> Step:
    """The step of one token; a final lone character of a script without spaces begins the pairs it is in."""
    if final and token.end - token.start == 1 and token.form is Form.WORD and _unspaced(text[token.start]):
        return Step(token.term, "prefix")
    if not wild or (_STAR not in token.term and _ANY not in token.term):
        return Step(token.term)
    pattern = token.term.replace(_STAR, "*").replace(_ANY, "?")
    stem = pattern.rstrip("*")
    if not stem:
        return Step("", "any")
    return Step(pattern, "wildcard") if "*" in stem or "?" in pattern else Step(stem, "prefix")


def _unspaced(character: str) -> bool:
    """Whether a character belongs to a script without spaces: two of them are a pair and a last one."""
    return not character.isascii() and any(token.form is Form.LAST for token in analyse(character * 2).tokens)


def _spellings(units: list[_Unit], text: str, reason: Reason = "written") -> tuple[Spelling, ...]:
    """All ways to write units in a row: each compound together or in parts."""
    if not units:
        return ()
    choices = [((unit.whole,), unit.parts) if unit.whole else (unit.parts,) for unit in units]
    compounds = sum(len(choice) > 1 for choice in choices)
    rows = product(*choices) if compounds <= _MOST_CHOICES else zip(*((c[0], c[-1]) for c in choices), strict=True)
    found = (tuple(step for part in row for step in part) for row in rows)
    return tuple(Spelling(steps, text, reason) for steps in dict.fromkeys(found))


def _inflected(spelling: Spelling) -> Spelling:
    """With its inflections, where it is one ordinary word: no number, no abbreviation (`AIDS`, `U.S.`)."""
    step = spelling.steps[0]
    abbreviated = spelling.text.isupper() and len(step.text) <= 5
    if len(spelling.steps) > 1 or step.kind != "exact" or abbreviated or not step.text.isalpha():
        return spelling
    return spelling._replace(steps=(Step(step.text, "inflected"),))


def _widened(text: str, written: tuple[Spelling, ...], variants: Variants | None) -> tuple[Spelling, ...]:
    """With inflections and the other spellings of a name.

    Beside a simple word, those that hold an answer by themselves are needless: `al-Assad` beside `Assad`. Beside
    a compound they stay, so that its neighbours in a phrase find their places.
    """
    found = [_inflected(spelling) for spelling in written]
    names = [(name, _units(name)) for name in variants.of(key(text))] if variants else []
    alone = {key(text)} | {us[0].parts[0].text for _, us in names if len(us) == len(us[0].parts) == 1}
    simple = len(written) == len(written[0].steps) == 1 if written else False
    for name, units in names:
        terms = [step.text for unit in units for step in unit.parts]
        if not simple or len(terms) == 1 or alone.isdisjoint(terms):
            found += _spellings(units, name, "variant")
    return tuple(found)


def _fuzzy(spelling: Spelling, edits: int) -> Spelling:
    return spelling._replace(steps=tuple(Step(step.text, "fuzzy", edits) for step in spelling.steps))


def _wild(pattern: str) -> list[str]:
    """The characters of a pattern, with letters for `*` and `?` that are not escaped."""
    found: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            found.append(next(characters, " "))
        else:
            found.append({"*": _STAR, "?": _ANY}.get(character, character))
    return found


def _pattern(text: str, characters: list[str]) -> tuple[Spelling, ...]:
    """The spellings of a word with wildcards; where pairs of characters are indexed `*` is needless."""
    solid = "".join(
        character
        for i, character in enumerate(characters)
        if character != _STAR or not any(map(_unspaced, characters[max(0, i - 1) : i + 2]))
    )
    units = [
        unit if all(step.text for step in unit.parts) else unit._replace(whole=None)
        for unit in _units(solid, wild=True)
    ]
    return _spellings(units, text)


def _phrase(words: tuple[Node, ...]) -> tuple[Spelling, ...]:
    """The spellings of words in a row, each of them exact."""
    rows = [expand(word, exact=True, final=i == len(words) - 1) for i, word in enumerate(words)]
    text = " ".join(row[0].text for row in rows if row)
    steps = [tuple(spelling.steps for spelling in row) for row in rows]
    several = sum(len(row) > 1 for row in steps)
    chosen = (
        product(*steps) if several <= _MOST_CHOICES else zip(*((row[0], row[-1]) for row in steps), strict=True)
    )
    found = dict.fromkeys(tuple(step for part in row for step in part) for row in chosen)
    return tuple(Spelling(row, text) for row in found)
