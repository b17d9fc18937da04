"""What the tagger knows of a word without its neighbours: rows of its tables that the word selects.

A type's description is the same whether the tagger is trained or used. Hashed rows (the word, its beginnings,
endings and letter triples) come after the fixed ones (shape, length, what the gazetteer and the lists of names
and common words say of it).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final
from zlib import crc32

import zstandard

from index.extract.gazetteer import DATA
from index.extract.names import PARTICLES, TITLES
from index.text import fold

FIXED: Final = 96
"""Rows before the hashed ones."""
HASHED: Final = 1 << 15
"""Hashed rows."""
KNOWLEDGE: Final = range(32, 96)
"""The rows that speak of lists; dropped at random in training, so that the tagger can do without."""

# Where the checksum of each kind of hashed row starts from.
_WORD, _NUMBER, _PART, _BEGINNING, _ENDING, _TRIPLE = (
    crc32(kind) for kind in (b"w", b"d", b"p", b"b", b"e", b"t")
)

_SHAPES: Final = (
    "break", "Xx", "X", "XX", "xx", "xXx", "X.", "X.X.", "dd", "Xd", "punctuation", "Xx-Xx", "xx-Xx", "xx-xx",
    "other",
)  # fmt: skip
_PATTERNS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("break", r"\n"), ("Xx", r"[A-Z][a-z]+"), ("X", r"[A-Z]"), ("XX", r"[A-Z][A-Z'’&-]+"), ("xx", r"[a-z]+"),
        ("X.", r"[A-Z]\.|[A-Z][a-z]+\."), ("X.X.", r"(?:[A-Z]\.)+.*"), ("dd", r"[\d.,:/-]*\d[\d.,:/-]*"),
        ("punctuation", r"[^\w]+"), ("Xx-Xx", r"[A-Z]\w*(?:[-'’][A-Z]\w*)+"), ("xx-Xx", r"[a-z]+[-'’][A-Z].*"),
        ("xx-xx", r"[a-z]+(?:[-'’]\w+)+"), ("Xd", r"(?=.*\d).*"), ("xXx", r"\w*[A-Z]\w*"),
    )
)  # fmt: skip

_DIGIT: Final = re.compile(r"\d")


@cache
def _lists() -> dict[str, int]:
    """Folded word → bits, see scripts/build_words.

    1 given name, 2 family name; three bits that say how often it stands in lower case; from 32 on, one bit each:
    country, area, region, large city, city, small city, first, last or inner word of a place's name, adjective.
    """
    packed = (DATA / "words.zst").read_bytes()
    words, _, bits = zstandard.ZstdDecompressor().decompress(packed).decode().partition("\n\n")
    return dict(zip(words.split("\n"), map(int, bits.split()), strict=True))


def is_given_name(word: str) -> bool:
    """Whether the lists have a word as a given name."""
    return bool(_lists().get(fold(word), 0) & 1)


def describe(piece: str) -> list[int]:
    """The rows that a type selects, in no order; a line feed stands for a break."""
    shape = _shape(piece)
    rows = [_SHAPES.index(shape), 16 + min(len(piece), 15)]
    if shape in {"break", "punctuation"}:
        return [*rows, _row(piece.encode("utf-8", "replace"), _WORD)]
    if shape == "dd":
        return [*rows, _number(_DIGIT.sub("0", piece[:8]))]
    word = fold(piece)
    rows += _known(word, word.replace(".", ""))
    rows.append(_row(word.encode("utf-8", "replace"), _WORD))
    for part in re.split(r"[-'’]", word) if "-" in word or "'" in word or "’" in word else ():
        if len(part) > 1:
            rows.append(_row(part.encode("utf-8", "replace"), _PART))
    if shape == "xx":
        # A word in lower case is no name: of its letters, only the ending speaks to its neighbours.
        return [*rows, *(_row(word[-n:].encode("utf-8", "replace"), _ENDING) for n in (2, 3) if n < len(word))]
    return rows + _letters(word) if len(word) > 2 else rows


def _shape(piece: str) -> str:
    if piece.isascii() and piece.isalpha():
        if piece.islower():
            return "xx"
        if piece.isupper():
            return "X" if len(piece) == 1 else "XX"
        return "Xx" if piece[0].isupper() and piece[1:].islower() else "xXx"
    if piece.isdecimal():
        return "dd"
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(piece)), "other")


def _letters(word: str) -> list[int]:
    """Rows for the beginnings, endings and letter triples of a word."""
    short = range(1, min(5, len(word)))
    triples = range(min(len(word), 16) - 2)
    if word.isascii():  # most are: this is `_row`, without a call for each
        data = word.encode()
        rows = [FIXED + crc32(data[:n], _BEGINNING) % HASHED for n in short]
        rows += [FIXED + crc32(data[-n:], _ENDING) % HASHED for n in short]
        return rows + [FIXED + crc32(data[i : i + 3], _TRIPLE) % HASHED for i in triples]
    rows = [_row(word[:n].encode("utf-8", "replace"), _BEGINNING) for n in short]
    rows += [_row(word[-n:].encode("utf-8", "replace"), _ENDING) for n in short]
    return rows + [_row(word[i : i + 3].encode("utf-8", "replace"), _TRIPLE) for i in triples]


def _known(word: str, bare: str) -> list[int]:
    """Rows for what the lists say."""
    stem = word.rpartition("-")[2] if "-" in word and word.partition("-")[0] in PARTICLES else word
    table = _lists()
    listed = table.get(stem, 0)
    places = (listed if stem is word else table.get(word, 0)) >> 5
    rows = [32 + (listed & 3), 36 + (listed >> 2 & 7)]
    rows += [48 + bit for bit in range(10) if places >> bit & 1] if places else []
    if bare in TITLES:
        rows.append(60)
    if word in PARTICLES:
        rows.append(61)
    if not places:
        rows.append(62)
    return rows


@lru_cache(maxsize=1 << 12)
def _number(zeros: str) -> int:
    return _row(zeros.encode("utf-8", "replace"), _NUMBER)


def _row(text: bytes, kind: int) -> int:
    """The hashed row of a piece of text, apart from the same text of another kind."""
    return FIXED + crc32(text, kind) % HASHED
