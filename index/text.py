"""The tokenizer: what counts as a word, once, at index time and at query time.

Text is cut at ASCII white space into *chunks* (`U.N.-backed`, `"Homs,`), and each chunk, looked at alone, into
tokens. That a chunk never depends on its neighbours is what makes indexing fast: `index.chunks` cuts and
numbers whole batches, and each distinct chunk is analysed once.

What a chunk becomes:

    Homs, HOMS "Homs"            homs
    Café, Wałęsa, Ⅻ              cafe, walesa, xii           case, accents and compatibility forms fold
    Syria's, O'Brien, l'homme    syria, obrien + brien, lhomme + homme
    U.N. U.S.-led                un, us led + usled
    F-16, e-mail, cease-fire     f 16 + f16, e mail + email, cease fire + ceasefire
    1,300  3.5  2014-01-26       1300, 3.5, 2014 01 26
    停火协议, ไทย                 停火 火协 协议 + 议          overlapping pairs where there are no spaces

Parts of a compound take successive positions, so that phrases find them. What stands behind a `+` shares the
position of the first part (`f16`) or of the word it ends (`brien`), and is marked by its `Form`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

MAX_TERM_CHARACTERS = 100
"""Longer words are cut here, in the index and in queries alike, so that they still find each other."""

MAX_COMPOUND_PARTS = 5
MOST_MARKS = 30


class Form(IntEnum):
    """What a token is to the text it came from."""

    WORD = 0
    """A word, or one part of a compound."""
    WHOLE = 1
    """All parts of a compound written together: `ceasefire` for `cease-fire`."""
    TAIL = 2
    """What follows an apostrophe: `brien` in `O'Brien`."""
    LAST = 3
    """The last character of a run without spaces, so that single characters can be found by prefix."""


class Token(NamedTuple):
    """One index term at `position` (counted in words), covering `[start, end)` in characters of the text."""

    term: str
    position: int
    start: int
    end: int
    form: Form = Form.WORD


class Chunk(NamedTuple):
    """The analysis of a chunk: its tokens, positions and offsets from 0, and how many positions it spans."""

    tokens: tuple[Token, ...]
    width: int


# Letters and digits, with the marks that Python's \w leaves out, the invisible characters inside words
# (soft hyphen, joiners, direction marks), but without the scripts that are cut into pairs.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17d3\u3005\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_MARKS = (
    r"\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0966-\u0dff\u200b-\u200f\u202a-\u202e\u2060\ufeff"
)
_LETTERS = rf"(?:(?![{_UNSPACED}])[^\W_]|[{_MARKS}])+"
_APOSTROPHES = "'\u2019\u02bc\u2018\uff07"
_HYPHENS = r"\-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_RUN = rf"(?P<unspaced>[{_UNSPACED}]+)|{_LETTERS}(?:(?:\.[{_HYPHENS}]|[{_APOSTROPHES}{_HYPHENS}.,&]){_LETTERS})*"
# The same for ASCII, and for what else stands in western texts; the whole takes 8 ms to compile, which most
# searches may do without.
_ASCII_RUN = re.compile(r"(?P<unspaced>(?!))|[A-Za-z0-9]+(?:(?:\.-|['\-.,&])[A-Za-z0-9]+)*")
_BEYOND_WESTERN = re.compile(r"[^\x00-\xac\xae-\u02ff\u2010-\u2027]")
_WESTERN_RUN = (
    r"(?P<unspaced>(?!))|[^\W_]+(?:(?:\.[\-\u2010-\u2013]|['\u2018\u2019\u02bc\-\u2010-\u2013.,&])[^\W_]+)*"
)
_CHUNK = re.compile(r"[^ \t\n\r\x0b\x0c]+")
_HYPHEN = re.compile(rf"\.?[{_HYPHENS}]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_ACRONYM = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\w+)?")
_DECIMAL = re.compile(r"\d+(?:\.\d\w*)+")
_AMPERSAND = re.compile(r"\w{1,3}&\w{1,3}")
_SPOKEN = re.compile(r"[^.,&]+")
_STACK = re.compile(rf"[^\w\s!-~]{{{MOST_MARKS + 1},}}")

# Folding beyond what Unicode decomposition does: letters with strokes, ligatures, Arabic letter variants.
_FOLDED = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ə": "e", "ŋ": "n", "ĸ": "k", "ى": "ي", "ة": "ه", "ـ": None, "\u00ad": None, "\ufeff": None,
    }
    | dict.fromkeys(map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060]))
    | dict.fromkeys(map(chr, [*range(0x300, 0x370), *range(0x483, 0x488), *range(0x591, 0x5C8)]))
    | dict.fromkeys(map(chr, [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6EE)]))
)  # fmt: skip


def fold(word: str) -> str:
    """The form under which a word is indexed: case, accents and compatibility forms removed.

    >>> fold("Wałęsa"), fold("Straße"), fold("ＮＡＴＯ")
    ('walesa', 'strasse', 'nato')
    """
    if word.isascii():
        return word.lower()
    if len(word) > MAX_TERM_CHARACTERS:
        word = without_stacks(word)
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    return unicodedata.normalize("NFC", decomposed.translate(_FOLDED))


def without_stacks(text: str) -> str:
    """`text` with no more than `MOST_MARKS` combining marks in a row, to be normalised in linear time.

    Their canonical order takes the square of their number. No language needs more (Unicode's stream-safe text
    format, UAX #15).
    """
    return _STACK.sub(_lowered, text)


def _lowered(stack: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in stack.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=1 << 15)
def analyse(chunk: str) -> Chunk:
    """Analyse one chunk, a string without ASCII white space. Time is linear in its length."""
    tokens: list[Token] = []
    position = 0
    for run in _runs_of(chunk).finditer(chunk):
        if run["unspaced"]:
            position = _unspaced(run.group(), position, run.start(), tokens)
        else:
            position = _compound(run.group(), position, run.start(), tokens)
    return Chunk(tuple(tokens), position)


def _runs_of(chunk: str) -> re.Pattern[str]:
    """The simplest pattern that finds the runs of a chunk."""
    if chunk.isascii():
        return _ASCII_RUN
    return _compiled(_RUN if _BEYOND_WESTERN.search(chunk) else _WESTERN_RUN)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def tokens(text: str) -> Iterator[Token]:
    """Every token of `text`, in order of position."""
    position = 0
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        found, width = analyse(chunk) if len(chunk) <= MAX_TERM_CHARACTERS else analyse.__wrapped__(chunk)
        offset = match.start()
        for term, at, start, end, form in found:
            yield Token(term, position + at, offset + start, offset + end, form)
        position += width


def terms_of(text: str) -> frozenset[str]:
    """The distinct terms of `text`, whatever their order."""
    return frozenset(token.term for token in tokens(text))


def _unspaced(run: str, position: int, offset: int, into: list[Token]) -> int:
    """Cut a run of a script without spaces into overlapping pairs, and its last character alone."""
    for i in range(len(run) - 1):
        into.append(Token(fold(run[i : i + 2]), position + i, offset + i, offset + i + 2))
    last = len(run) - 1
    form = Form.LAST if last else Form.WORD
    into.append(Token(fold(run[last]), position + last, offset + last, offset + last + 1, form))
    return position + len(run)


def _compound(run: str, position: int, offset: int, into: list[Token]) -> int:
    """Cut a run of words joined by hyphens into its parts, and add the whole."""
    first = len(into)
    start = 0
    start_position = position
    for hyphen in _HYPHEN.finditer(run):
        position = _atom(run[start : hyphen.start()], position, offset + start, into)
        start = hyphen.end()
    position = _atom(run[start:], position, offset + start, into)
    parts = [token.term for token in into[first:] if token.form is Form.WORD]
    if start and 2 <= len(parts) <= MAX_COMPOUND_PARTS:
        whole = "".join(parts)
        if not whole.isdigit() and len(whole) <= MAX_TERM_CHARACTERS:
            whole_token = Token(whole, start_position, into[first].start, into[-1].end, Form.WHOLE)
            into.insert(first + 1, whole_token)
    return position


def _atom(atom: str, position: int, offset: int, into: list[Token]) -> int:
    """Analyse what stands between hyphens: a word, a number, an acronym, a name with an apostrophe."""
    if not atom.isalnum():
        if _ACRONYM.fullmatch(atom):
            return _word(atom.replace(".", ""), position, offset, offset + len(atom), into)
        if _THOUSANDS.fullmatch(atom):
            return _word(atom.replace(",", ""), position, offset, offset + len(atom), into)
        if _DECIMAL.fullmatch(atom):
            return _word(atom, position, offset, offset + len(atom), into)
        if _AMPERSAND.fullmatch(atom):
            return _word(atom.replace("&", ""), position, offset, offset + len(atom), into)
        for spoken in _SPOKEN.finditer(atom):
            position = _spoken(spoken.group(), position, offset + spoken.start(), into)
        return position
    return _word(atom, position, offset, offset + len(atom), into)


def _spoken(word: str, position: int, offset: int, into: list[Token]) -> int:
    """Analyse a word that may hold apostrophes: drop a possessive, join the rest, keep a long tail."""
    pieces = _APOSTROPHE.split(word)
    kept = len(pieces)
    if kept > 1 and pieces[-1] in ("s", "S"):
        kept -= 1
    joined = "".join(pieces[:kept])
    length = len(word) if kept == len(pieces) else len(word) - 2
    after = _word(joined, position, offset, offset + length, into)
    if kept > 1 and len(pieces[kept - 1]) > 2:
        tail = pieces[kept - 1]
        start = offset + length - len(tail)
        _word(tail, position, start, start + len(tail), into, Form.TAIL)
    return after


def _word(word: str, position: int, start: int, end: int, into: list[Token], form: Form = Form.WORD) -> int:
    """Add one word, unless nothing is left of it when folded."""
    term = fold(word)[:MAX_TERM_CHARACTERS]
    if not term:
        return position
    into.append(Token(term, position, start, end, form))
    return position + 1
