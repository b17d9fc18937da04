"""The distinct words of a segment under way: each chunk's core is analysed once, into tables.

`index.text` looks at every chunk alone, so what a core becomes never changes. Most cores are one plain ASCII word
and are analysed by a few passes over all that are new; the commonest compounds have a short way of their own;
only the others go through `index.text.analyse`. All three make the same of a core.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.codec.chunks import DEPENDS, END, GOES_ON, INERT, ChunkTable, Table
from index.function_words import FUNCTION_WORDS
from index.text import MAX_COMPOUND_PARTS, MAX_TERM_CHARACTERS, Form, analyse, fold

_FUNCTION_WORDS: Final = frozenset(word.encode() for word in FUNCTION_WORDS)
_CORE_BYTES: Final = 180  # a core with its terms in dictionaries and tables, about
_LONGEST_CACHED: Final = 64
_TERM, _OFFSET, _CAPITALISED, _LOWER = 34, 2, 2, 1  # shifts, then bits, of a token in one integer
_NUMBER: Final = re.compile(rb"\d{1,3}(?:,\d{3})+|\d+\.\d+")
_QUOTES: Final = INERT.decode() + "“”„‘’«»—–…•"  # inert at the ends of a core
SPECIAL: Final = 1
CONTENT: Final = 2
_FIRST_UNSPACED: Final = "\u0e00"  # below, letters that are no marks make one word


class Vocabulary:
    """Numbers cores and terms, and knows what each core becomes.

    Per core: its tokens are `first … first + tokens - 1` in the tables of tokens, in the order of their positions;
    it spans `width` positions; `content` of its tokens are plain words but not function words; `kind` has the bit
    SPECIAL unless it is one token and one position, and the bit CONTENT if its content is not 0; `continues` says
    whether a sentence goes on after its last character. Per token: the number of its `term`, its position in the
    chunk (`offset`), and whether it is a plain word that is written `capitalised` or in `lower` case. Core 0
    closes a document and becomes nothing.
    """

    def __init__(self) -> None:
        self._cores = ChunkTable()
        self._terms: defaultdict[bytes, int] = defaultdict(count().__next__)
        self.first, self.tokens, self.width, self.content = (Table(np.int32) for _ in range(4))
        self.kind = Table(np.uint8)
        self.continues = Table(np.bool_)
        self.term, self.offset = Table(np.int32), Table(np.int32)
        self.capitalised, self.lower = Table(np.bool_), Table(np.bool_)
        for table in (self.first, self.tokens, self.width, self.content, self.continues):
            table.extend(np.zeros(1))
        self.kind.extend(np.full(1, SPECIAL))

    @property
    def size(self) -> int:
        """How many bytes of memory this takes, about."""
        return len(self._cores) * _CORE_BYTES

    def number(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """The numbers of all chunks of `texts`, and whether each stands mid-sentence; a 0 closes each text."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        encoded.append(b"")
        numbers, before, new = self._cores.number((b" " + END + b" ").join(encoded))
        if new:
            self._learn(new)
        mid_sentence = before == GOES_ON
        depends = np.flatnonzero(before == DEPENDS)
        mid_sentence[depends] = self.continues.values[numbers[depends - 1]]
        return numbers, mid_sentence

    def sorted_terms(self) -> tuple[list[bytes], NDArray[np.int32]]:
        """All terms in the order of their bytes, and the rank of each term by its number."""
        terms = sorted(self._terms)
        ranks = np.empty(len(terms), np.int32)
        ranks[np.fromiter(map(self._terms.__getitem__, terms), np.int32, len(terms))] = np.arange(len(terms))
        return terms, ranks

    def _learn(self, cores: list[bytes]) -> None:
        """Analyse new cores and add them to the tables, in the order of their numbers."""
        total = len(cores)
        plain = np.fromiter(map(bytes.isalnum, cores), np.bool_, total)
        plain &= np.fromiter(map(len, cores), np.int64, total) <= MAX_TERM_CHARACTERS
        tokens, width, content = (np.ones(total, np.int32) for _ in range(3))
        first = np.empty(total, np.int32)
        words = (
            cores
            if plain.all()
            else [core for core, is_plain in zip(cores, plain.tolist(), strict=True) if is_plain]
        )
        first[plain] = np.arange(len(self.term), len(self.term) + len(words))
        content[plain] = self._add_plain(words)
        rest = np.flatnonzero(~plain)
        compounds = _Compounds(self._terms)
        analysed = np.array([compounds.add(cores[i]) for i in rest.tolist()], np.int32).reshape(-1, 3)
        tokens[rest], width[rest], content[rest] = analysed.T
        first[rest] = len(self.term) + np.cumsum(tokens[rest]) - tokens[rest]
        rows = np.array(compounds.rows, np.int64)
        self.term.extend(rows >> _TERM)
        self.offset.extend(rows >> _OFFSET & 0xFFFFFFFF)
        self.capitalised.extend(rows & _CAPITALISED > 0)
        self.lower.extend(rows & _LOWER > 0)
        self.kind.extend(np.where((tokens == 1) & (width == 1), 0, SPECIAL) | np.where(content > 0, CONTENT, 0))
        for table, values in (
            (self.first, first),
            (self.tokens, tokens),
            (self.width, width),
            (self.content, content),
        ):
            table.extend(values)
        continues = np.ones(total, np.bool_)
        continues[rest] = [_continues(cores[i]) for i in rest.tolist()]
        self.continues.extend(continues)

    def _add_plain(self, words: list[bytes]) -> NDArray[np.bool_]:
        """Add the tokens of plain ASCII words; whether each is more than a function word."""
        lowered = list(map(bytes.lower, words))
        total = len(words)
        self.term.extend(np.fromiter(map(self._terms.__getitem__, lowered), np.int32, total))
        self.offset.extend(np.zeros(total, np.int32))
        title = np.fromiter(map(bytes.isupper, [word[:1] for word in words]), np.bool_, total)
        self.capitalised.extend(title & ~np.fromiter(map(bytes.isupper, words), np.bool_, total))
        self.lower.extend(np.fromiter(map(bytes.islower, words), np.bool_, total))
        return ~np.fromiter(map(_FUNCTION_WORDS.__contains__, lowered), np.bool_, total)


class _Compounds:
    """The tokens of cores that are no plain ASCII words: each a number of parts, from its term to its flags."""

    def __init__(self, numbers: defaultdict[bytes, int]) -> None:
        self._numbers = numbers
        self.rows: list[int] = []

    def add(self, core: bytes) -> tuple[int, int, int]:
        """Add a core's tokens; how many they are, how many positions they span, how many carry content."""
        if core.isascii():
            if core[-2:] in (b"'s", b"'S") and core[:-2].isalnum() and len(core) <= MAX_TERM_CHARACTERS:
                return 1, 1, self._word(core[:-2], 0)
            parts = core.split(b"-")
            if len(parts) > 1 and all(map(bytes.isalnum, parts)) and len(core) <= MAX_TERM_CHARACTERS:
                return self._hyphenated(parts)
            if _NUMBER.fullmatch(core) and len(core) <= MAX_TERM_CHARACTERS:
                return 1, 1, self._word(core.replace(b",", b""), 0)
        else:
            text = core.decode("utf-8", "surrogatepass").strip(_QUOTES)
            if text.isascii():
                word = text.encode()
                plain = word.isalnum() and len(word) <= MAX_TERM_CHARACTERS
                return (1, 1, self._word(word, 0)) if plain else self.add(word)
            is_word = text.isalpha() and max(text) < _FIRST_UNSPACED and len(text) <= MAX_TERM_CHARACTERS
            if is_word and (term := fold(text)[:MAX_TERM_CHARACTERS].encode()):
                self._token(term, 0, text)
                return 1, 1, term not in _FUNCTION_WORDS
        return self._any(core)

    def _hyphenated(self, parts: list[bytes]) -> tuple[int, int, int]:
        content = int(self._word(parts[0], 0))
        tokens = len(parts)
        if len(parts) <= MAX_COMPOUND_PARTS and not (whole := b"".join(parts)).isdigit():
            self.rows.append(self._numbers[whole.lower()] << _TERM)
            tokens += 1
        for offset, part in enumerate(parts[1:], 1):
            content += self._word(part, offset)
        return tokens, len(parts), content

    def _any(self, core: bytes) -> tuple[int, int, int]:
        """By the definition in `index.text`."""
        text = core.decode("utf-8", "surrogatepass")
        found, width = analyse(text) if len(text) <= _LONGEST_CACHED else analyse.__wrapped__(text)
        content = 0
        for term, offset, start, end, form in found:
            encoded = term.encode()
            if form is Form.WORD:
                self._token(encoded, offset, text[start:end])
                content += encoded not in _FUNCTION_WORDS
            else:
                self.rows.append(self._numbers[encoded] << _TERM | offset << _OFFSET)
        return len(found), width, content

    def _word(self, written: bytes, offset: int) -> bool:
        term = written.lower()
        self._token(term, offset, written)
        return term not in _FUNCTION_WORDS

    def _token(self, term: bytes, offset: int, written: bytes | str) -> None:
        """Add a plain word."""
        row = self._numbers[term] << _TERM | offset << _OFFSET
        if written.islower():
            row |= _LOWER
        elif written[:1].isupper() and not written.isupper():
            row |= _CAPITALISED
        self.rows.append(row)


def _continues(core: bytes) -> bool:
    """Whether a core ends in a letter or a digit."""
    return core[-4:].decode("utf-8", "replace")[-1:].isalnum()
