"""What the tagger knows of a word without its neighbours: rows of its tables that the word selects.

A type's description is the same whether the tagger is trained or used. Hashed rows (the word, its beginnings,
endings and letter triples) come after the fixed ones (shape, length, what the gazetteer and the lists of names
and common words say of it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final
from zlib import crc32

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.extract.gazetteer import DATA
from index.extract.letters import Letters
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

_LONGEST: Final = 4  # letters of a beginning or an ending
_TRIPLES: Final = 14

_SHAPES: Final = (
    "break", "Xx", "X", "XX", "xx", "xXx", "X.", "X.X.", "dd", "Xd", "punctuation", "Xx-Xx", "xx-Xx", "xx-xx",
    "other",
)  # fmt: skip
_SHAPE_ROWS: Final = {shape: row for row, shape in enumerate(_SHAPES)}
_PATTERNS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("break", r"\n"), ("Xx", r"[A-Z][a-z]+"), ("X", r"[A-Z]"), ("XX", r"[A-Z][A-Z'’&-]+"), ("xx", r"[a-z]+"),
        ("X.", r"[A-Z]\.|[A-Z][a-z]+\."), ("X.X.", r"(?:[A-Z]\.)+.*"), ("dd", r"[\d.,:/-]*\d[\d.,:/-]*"),
        ("punctuation", r"[^\w]+"), ("Xx-Xx", r"[A-Z]\w*(?:[-'’][A-Z]\w*)+"), ("xx-Xx", r"[a-z]+[-'’][A-Z].*"),
        ("xx-xx", r"[a-z]+(?:[-'’]\w+)+"), ("Xd", r"(?=.*\d).*"), ("xXx", r"\w*[A-Z]\w*"),
    )
)  # fmt: skip

_NAME: Final = 31  # the bits of `_lists` that say how common a name and a word it is
_TITLE: Final = 1 << 15
_PARTICLE: Final = 1 << 16
_IN_NUMBERS: Final = "0123456789.,:/-"
_ZEROS: Final = str.maketrans("123456789", "0" * 9)
_DIGIT: Final = re.compile(r"\d")


@cache
def _lists() -> dict[str, int]:
    """Folded word → bits, see scripts/build_words.

    1 given name, 2 family name; three bits that say how often it stands in lower case; from 32 on, one bit each:
    country, area, region, large city, city, small city, first, last or inner word of a place's name, adjective.
    Titles and particles have a bit each after those.
    """
    packed = (DATA / "words.zst").read_bytes()
    words, _, bits = zstandard.ZstdDecompressor().decompress(packed).decode().partition("\n\n")
    table = dict(zip(words.split("\n"), map(int, bits.split()), strict=True))
    for bit, listed in ((_TITLE, TITLES), (_PARTICLE, PARTICLES)):
        for word in listed:
            table[word] = table.get(word, 0) | bit
    return table


def is_given_name(word: str) -> bool:
    """Whether the lists have a word as a given name."""
    return bool(_lists().get(fold(word), 0) & 1)


def describe(piece: str) -> list[int]:
    """The rows that a type selects; a line feed stands for a break."""
    rows, word = outline(piece)
    return rows + [int(row) for _, column in letters([word]) for row in column] if word else rows


def outline(piece: str) -> tuple[list[int], bytes]:
    """The rows that a type selects, but for those of `letters`, and the word that has such (or nothing)."""
    shape = _shape(piece)
    rows = [_SHAPE_ROWS[shape], 16 + min(len(piece), 15)]
    if shape == "dd":
        return [*rows, _number(_DIGIT.sub("0", piece[:8]))], b""
    if shape in {"break", "punctuation"}:
        return [*rows, _row(piece, _WORD)], b""
    word = fold(piece)
    rows += _known(word)
    rows.append(_row(word, _WORD))
    for part in re.split(r"[-'’]", word) if "-" in word or "'" in word or "’" in word else ():
        if len(part) > 1:
            rows.append(_row(part, _PART))
    if shape == "xx":
        # A word in lower case is no name: of its letters, only the ending speaks to its neighbours.
        return rows + [_row(word[-n:], _ENDING) for n in (2, 3) if n < len(word)], b""
    if len(word) <= 2:
        return rows, b""
    return (rows, word.encode()) if word.isascii() else (rows + _letters(word), b"")


def letters(words: Sequence[bytes]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The rows for the beginnings, endings and letter triples of ASCII words, a column after the other.

    A column is one row more for some of the words: their numbers, and the rows.
    """
    spelling = Letters(words)
    for size in range(1, _LONGEST + 1):
        yield _hashed(spelling.beginnings(size, _BEGINNING))
    for size in range(1, _LONGEST + 1):
        yield _hashed(spelling.endings(size, _ENDING))
    for first in range(_TRIPLES):
        yield _hashed(spelling.triples(first, _TRIPLE))


def _hashed(column: tuple[NDArray[np.int64], NDArray[np.uint32]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    which, sums = column
    return which, FIXED + (sums % HASHED).astype(np.int64)


def form_of_number(piece: str) -> str:
    """What a type that begins with a digit shares with all that are described alike; empty if it is no number."""
    return "" if piece.strip(_IN_NUMBERS) else f"{min(len(piece), 15)} {piece[:8].translate(_ZEROS)}"


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
    """`letters` for a word whose letters are more than a byte each."""
    short = range(1, min(_LONGEST + 1, len(word)))
    triples = range(min(len(word) - 2, _TRIPLES))
    rows = [_row(word[:n], _BEGINNING) for n in short]
    rows += [_row(word[-n:], _ENDING) for n in short]
    return rows + [_row(word[i : i + 3], _TRIPLE) for i in triples]


def _known(word: str) -> tuple[int, ...]:
    """Rows for what the lists say."""
    table = _lists()
    listed = table.get(word, 0)
    if "." in word:
        listed |= table.get(word.replace(".", ""), 0) & _TITLE
    if "-" in word and word.partition("-")[0] in PARTICLES:
        listed = listed & ~_NAME | table.get(word.rpartition("-")[2], 0) & _NAME
    return _rows_of(listed)


@cache
def _rows_of(listed: int) -> tuple[int, ...]:
    """The rows for the bits of `_lists`."""
    places = [48 + bit for bit in range(10) if listed >> 5 + bit & 1]
    marked = [row for row, bit in ((60, _TITLE), (61, _PARTICLE)) if listed & bit]
    return 32 + (listed & 3), 36 + (listed >> 2 & 7), *places, *marked, *(() if places else (62,))


@lru_cache(maxsize=1 << 12)
def _number(zeros: str) -> int:
    return _row(zeros, _NUMBER)


def _row(text: str, kind: int) -> int:
    """The hashed row of a piece of text, apart from the same text of another kind."""
    return FIXED + crc32(text.encode("utf-8", "replace"), kind) % HASHED
