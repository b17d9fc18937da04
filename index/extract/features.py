"""What the tagger knows of a word without its neighbours: rows of its tables that the word selects.

A type's description is the same whether the tagger is trained or used. Hashed rows (the word, its beginnings,
endings and letter triples) come after the fixed ones (shape, length, what the gazetteer and the lists of names
and common words say of it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any, Final
from zlib import crc32

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.extract.gazetteer import DATA
from index.extract.letters import Checksums, Letters
from index.extract.names import PARTICLES, TITLES
from index.text import fold

Numbers = NDArray[np.int64]
Column = tuple[Numbers | slice, Numbers]

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
_PATTERNS: Final = {
    "break": r"\n", "XX": r"[A-Z][A-Z'’&-]+", "X.": r"[A-Z]\.|[A-Z][a-z]+\.", "X.X.": r"(?:[A-Z]\.)+.*",
    "dd": r"[\d.,:/-]*\d[\d.,:/-]*", "punctuation": r"[^\w]+", "Xx-Xx": r"[A-Z]\w*(?:[-'’][A-Z]\w*)+",
    "xx-Xx": r"[a-z]+[-'’][A-Z].*", "xx-xx": r"[a-z]+(?:[-'’]\w+)+", "Xd": r"(?=.*\d).*", "xXx": r"\w*[A-Z]\w*",
}  # fmt: skip
"""What other pieces than words of ASCII letters look like; the first that fits counts."""
_SHAPED: Final = re.compile("|".join(f"({pattern})" for pattern in _PATTERNS.values()))
_SHAPE_NAMES: Final = ("", *_PATTERNS)

_NAME: Final = 31  # the bits of `_lists` that say how common a name and a word it is
_OFTEN_LOWER: Final = 4  # from this on a word stands in lower case at least three times in ten
_TITLE: Final = 1 << 15
_PARTICLE: Final = 1 << 16
_IN_NUMBERS: Final = "0123456789.,:/-"
_ZEROS: Final = str.maketrans("123456789", "0" * 9)
_HYPHEN: Final = re.compile(r"[-'’]")
_DIGIT: Final = re.compile(r"\d")


@cache
def _lists() -> dict[str, int]:
    """Folded word → bits, see scripts/build_words. The file has the words, an empty line, and their bits as <u2.

    1 given name, 2 family name; three bits that say how often it stands in lower case; from 32 on, one bit each:
    country, area, region, large city, city, small city, first, last or inner word of a place's name, adjective.
    Titles and particles have a bit each after those.
    """
    packed = (DATA / "words.zst").read_bytes()
    words, _, bits = zstandard.ZstdDecompressor().decompress(packed).partition(b"\n\n")
    table = dict(zip(words.decode().split("\n"), np.frombuffer(bits, "<u2").tolist(), strict=True))
    for bit, listed in ((_TITLE, TITLES), (_PARTICLE, PARTICLES)):
        for word in listed:
            table[word] = table.get(word, 0) | bit
    return table


def is_given_name(word: str) -> bool:
    """Whether the lists have a word as a given name."""
    return bool(_lists().get(fold(word), 0) & 1)


@cache
def _things() -> frozenset[str]:
    lines = (DATA / "things.txt").read_text("utf-8").splitlines()
    return frozenset(name.strip() for line in lines if not line.startswith("#") for name in line.split(","))


def is_thing(name: str) -> bool:
    """Whether a name, alone, is known to be that of something else than a person or a town."""
    return fold(name) in _things()


def everyday(word: str) -> int:
    """How little a word alone says who is meant: 0 mostly, 1 for `Rice` and `Woods`, 2 for `Marijuana`."""
    folded = fold(word)
    if folded in _things():
        return 2
    bits = _lists().get(folded, 0)
    lower, family = bits >> 2 & 7, bits & 2
    if lower < _OFTEN_LOWER or (family and lower == _OFTEN_LOWER):
        return 0
    return 1 if bits & 3 else 2


def describe(piece: str) -> list[int]:
    """The rows that a type selects; a line feed stands for a break."""
    return [int(row) for _, rows in columns([piece]) for row in rows]


def columns(pieces: Sequence[str]) -> Iterator[tuple[Numbers, Numbers]]:
    """The rows that types select, a column after the other: one row more for some of the types.

    A column is the numbers of those types, and a row for each.
    """
    order, arranged = arrange(pieces)
    for which, rows in arranged:
        yield order[which], rows


def arrange(pieces: Sequence[str]) -> tuple[Numbers, Iterator[Column]]:
    """The types, by their numbers, in an order in which most columns are of types in a row; and those columns.

    That is how whole columns are added up fast.
    """
    count = len(pieces)
    is_plain = np.fromiter(map(str.isascii, pieces), bool, count)
    is_plain &= np.fromiter(map(str.isalpha, pieces), bool, count)
    is_lower = np.fromiter(map(str.islower, pieces), bool, count)
    group = np.where(is_plain, is_lower, 2)
    order = np.lexsort((-np.fromiter(map(len, pieces), np.int64, count), group))
    with_capitals, plain = np.searchsorted(group[order], (1, 2)).tolist()
    return order, _arranged([pieces[i] for i in order.tolist()], with_capitals, plain)


def _arranged(pieces: list[str], with_capitals: int, plain: int) -> Iterator[Column]:
    """Columns for types of which the first are `plain`, and of those the first `with_capitals`, longest first."""
    yield from _plain(pieces[:plain], with_capitals)
    for which, rows in _others(pieces[plain:]):
        yield plain + which, rows


def _plain(pieces: list[str], with_capitals: int) -> Iterator[Column]:
    """Columns for words of ASCII letters, as most types are."""
    words = list(map(str.lower, pieces))
    encoded = list(map(str.encode, words))
    letters = Letters(encoded)
    length = letters.lengths
    capitals, is_first = letters.capitals("".join(pieces).encode())
    shape = np.select(
        [capitals == 0, (capitals == 1) & (length == 1), capitals == length, is_first & (capitals == 1)],
        [_SHAPE_ROWS[name] for name in ("xx", "X", "XX", "Xx")],
        _SHAPE_ROWS["xXx"],
    )
    every = slice(0, len(pieces))
    yield every, shape
    yield every, 16 + np.minimum(length, 15)
    yield from _listed(_numbers(list(map(_lists().get, words, repeat(0)))))
    yield every, _hashed(_numbers(list(map(crc32, encoded, repeat(_WORD)))))
    # A word in lower case is no name: of its letters, only the ending speaks to its neighbours.
    lower = Letters(encoded[with_capitals:])
    for size in (2, 3):
        sums = lower.endings(size, _ENDING)
        yield slice(with_capitals, with_capitals + len(sums)), _hashed(sums)
    long = np.count_nonzero(length[:with_capitals] > 2)
    for sums in _spelled(Letters(encoded[:long])):
        yield slice(0, len(sums)), _hashed(sums)


def _others(pieces: list[str]) -> Iterator[tuple[Numbers, Numbers]]:
    """Columns for all other types."""
    described = list(map(_other, pieces))
    yield from _ragged([rows for rows, _, _ in described])
    words = [(i, word) for i, (_, word, _) in enumerate(described) if word is not None]
    in_lists = _numbers([i for i, _ in words])
    for which, rows in _listed(_numbers([_known(word) for _, word in words])):
        yield in_lists[which], rows
    encoded = [(i, word) for i, (_, _, word) in enumerate(described) if len(word) > 2]
    encoded.sort(key=_length, reverse=True)
    spelled = _numbers([i for i, _ in encoded])
    for sums in _spelled(Letters([word for _, word in encoded])):
        yield spelled[: len(sums)], _hashed(sums)


def _length(numbered: tuple[int, bytes]) -> int:
    return len(numbered[1])


def _other(piece: str) -> tuple[list[int], str | None, bytes]:
    """Rows that a type selects, the word that the lists may have, and the ASCII word whose letters select more."""
    match = _SHAPED.fullmatch(piece)
    shape = _SHAPE_NAMES[match.lastindex or 0] if match else "other"
    rows = [_SHAPE_ROWS[shape], 16 + min(len(piece), 15)]
    if shape == "dd":
        return [*rows, _row(_DIGIT.sub("0", piece[:8]), _NUMBER)], None, b""
    if shape in {"break", "punctuation"}:
        return [*rows, _row(piece, _WORD)], None, b""
    word = fold(piece)
    rows.append(_row(word, _WORD))
    if not word.isalpha():
        rows += [_row(part, _PART) for part in _HYPHEN.split(word) if 1 < len(part) < len(word)]
    return (rows, word, word.encode()) if word.isascii() else (rows + _letters(word), word, b"")


def _spelled(letters: Letters) -> Iterator[Checksums]:
    """Checksums for the beginnings, endings and letter triples of ASCII words of more than two letters."""
    for size in range(1, _LONGEST + 1):
        yield letters.beginnings(size, _BEGINNING)
    for size in range(1, _LONGEST + 1):
        yield letters.endings(size, _ENDING)
    for first in range(_TRIPLES):
        yield letters.triples(first, _TRIPLE)


def _ragged(lists: Sequence[Sequence[int]]) -> Iterator[tuple[Numbers, Numbers]]:
    """The first of each list, then the second of each that has one, and so on."""
    counts = _numbers(list(map(len, lists)))
    begins = np.cumsum(counts) - counts
    rows = np.fromiter(chain.from_iterable(lists), np.int64)
    for at in range(max(map(len, lists), default=0)):
        which = np.flatnonzero(counts > at)
        yield which, rows[begins[which] + at]


def _numbers(values: Sequence[int]) -> Numbers:
    return np.fromiter(values, np.int64, len(values))


def _hashed(sums: NDArray[Any]) -> Numbers:
    rows: Numbers = (sums % HASHED).astype(np.int64)
    rows += FIXED
    return rows


def form_of_number(piece: str) -> str:
    """What a type that begins with a digit shares with all that are described alike; empty if it is no number."""
    return "" if piece.strip(_IN_NUMBERS) else f"{min(len(piece), 15)} {piece[:8].translate(_ZEROS)}"


def _letters(word: str) -> list[int]:
    """The rows of `_spelled` for a word whose letters are more than a byte each."""
    if len(word) <= 2:
        return []
    short = range(1, min(_LONGEST + 1, len(word)))
    triples = range(min(len(word) - 2, _TRIPLES))
    rows = [_row(word[:n], _BEGINNING) for n in short]
    rows += [_row(word[-n:], _ENDING) for n in short]
    return rows + [_row(word[i : i + 3], _TRIPLE) for i in triples]


def _known(word: str) -> int:
    """What the lists say, see `_lists`; of titles without their full stops, of names without the particle."""
    table = _lists()
    listed = table.get(word, 0)
    if "." in word:
        listed |= table.get(word.replace(".", ""), 0) & _TITLE
    if "-" in word and word.partition("-")[0] in PARTICLES:
        listed = listed & ~_NAME | table.get(word.rpartition("-")[2], 0) & _NAME
    return listed


def _listed(bits: Numbers) -> Iterator[Column]:
    """Columns for what the lists say."""
    every = slice(0, len(bits))
    yield every, 32 + (bits & 3)
    yield every, 36 + (bits >> 2 & 7)
    of_place = [(48 + bit, 1 << 5 + bit) for bit in range(10)]
    for row, bit in (*of_place, (60, _TITLE), (61, _PARTICLE)):
        which = np.flatnonzero(bits & bit)
        yield which, np.full_like(which, row)
    which = np.flatnonzero(bits & sum(bit for _, bit in of_place) == 0)
    yield which, np.full_like(which, 62)


def _row(text: str, kind: int) -> int:
    """The hashed row of a piece of text, apart from the same text of another kind."""
    return FIXED + crc32(text.encode("utf-8", "replace"), kind) % HASHED
