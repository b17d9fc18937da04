"""The distinct chunks and terms of a segment under way: each chunk is analysed once, into tables.

`index.text` looks at every chunk alone, so what a chunk becomes never changes. Most chunks are one plain word in
punctuation and are analysed by a few passes over the new ones; only the others go through `index.text.analyse`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.chunks import ChunkTable, Table
from index.function_words import FUNCTION_WORDS
from index.text import MAX_TERM_CHARACTERS, Form, analyse

_END: Final = b"\xff"  # closes a document; no UTF-8 holds this byte
_INERT: Final = _END + bytes(byte for byte in range(128) if not chr(byte).isalnum())
_FUNCTION_WORDS: Final = frozenset(word.encode() for word in FUNCTION_WORDS)
_CONTINUES: Final = np.array([byte < 128 and (chr(byte).isalnum() or byte == ord(",")) for byte in range(256)])
_CHUNK_BYTES: Final = 180  # a distinct chunk with its term in dictionaries and tables, about
_LONGEST_CACHED: Final = 64


class _Analysed(NamedTuple):
    """A token of a chunk, reduced to what an index holds of it."""

    term: bytes
    offset: int
    capitalised: bool
    lower: bool
    content: bool


class Vocabulary:
    """Numbers chunks and terms, and knows what each chunk becomes.

    Per chunk: its tokens are `first … first + tokens - 1` in the tables of tokens; it spans `width` positions;
    `content` of its tokens are plain words but not function words; `continues` says whether a sentence goes on
    after it. Per token: the number of its `term`, its position in the chunk (`offset`), and whether it is a plain
    word that is written `capitalised` or in `lower` case. Chunk 0 closes a document and becomes nothing.
    """

    def __init__(self) -> None:
        self._chunks = ChunkTable()
        self._terms: defaultdict[bytes, int] = defaultdict(count().__next__)
        self.first, self.tokens, self.width, self.content = (Table(np.int32) for _ in range(4))
        self.continues = Table(np.bool_)
        self.term, self.offset = Table(np.int32), Table(np.int32)
        self.capitalised, self.lower = Table(np.bool_), Table(np.bool_)
        self.number([""])

    @property
    def size(self) -> int:
        """How many bytes of memory this takes, about."""
        return len(self._chunks) * _CHUNK_BYTES

    def number(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """The numbers of all chunks of `texts` in one array; each text is closed by a 0."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        encoded.append(b"")
        numbers, new = self._chunks.number((b" " + _END + b" ").join(encoded))
        if new:
            self._learn(new)
        return numbers

    def sorted_terms(self) -> tuple[list[bytes], NDArray[np.int32]]:
        """All terms in the order of their bytes, and the rank of each term by its number."""
        terms = sorted(self._terms)
        ranks = np.empty(len(terms), np.int32)
        ranks[np.fromiter(map(self._terms.__getitem__, terms), np.int32, len(terms))] = np.arange(len(terms))
        return terms, ranks

    def _learn(self, chunks: list[bytes]) -> None:
        """Analyse new chunks and add them to the tables, in the order of their numbers."""
        cores = [chunk.strip(_INERT) for chunk in chunks]
        plain = np.fromiter(map(bytes.isalnum, cores), np.bool_, len(cores))
        plain &= np.fromiter(map(len, cores), np.int64, len(cores)) <= MAX_TERM_CHARACTERS
        tokens, width, content = (np.ones(len(chunks), np.int32) for _ in range(3))
        first = np.empty(len(chunks), np.int32)
        first[plain] = np.arange(len(self.term), len(self.term) + np.count_nonzero(plain))
        content[plain] = self._add_plain([core for core, is_plain in zip(cores, plain, strict=True) if is_plain])
        rest = np.flatnonzero(~plain)
        analysed = [_analyse(cores[i]) for i in rest]
        tokens[rest] = [len(found) for found, _ in analysed]
        width[rest] = [wide for _, wide in analysed]
        content[rest] = [sum(token.content for token in found) for found, _ in analysed]
        first[rest] = len(self.term) + np.cumsum(tokens[rest]) - tokens[rest]
        self._add_tokens([token for found, _ in analysed for token in found])
        for table, values in (
            (self.first, first),
            (self.tokens, tokens),
            (self.width, width),
            (self.content, content),
        ):
            table.extend(values)
        self.continues.extend(_continues(chunks))

    def _add_plain(self, words: list[bytes]) -> NDArray[np.bool_]:
        """Add the tokens of plain ASCII words; whether each is more than a function word."""
        lowered = list(map(bytes.lower, words))
        total = len(words)
        self.term.extend(np.fromiter(map(self._terms.__getitem__, lowered), np.int32, total))
        self.offset.extend(np.zeros(total, np.int32))
        firsts = np.fromiter((word[0] for word in words), np.uint8, total)
        upper = np.fromiter(map(bytes.isupper, words), np.bool_, total)
        self.capitalised.extend((firsts >= ord("A")) & (firsts <= ord("Z")) & ~upper)
        self.lower.extend(np.fromiter(map(bytes.islower, words), np.bool_, total))
        return ~np.fromiter(map(_FUNCTION_WORDS.__contains__, lowered), np.bool_, total)

    def _add_tokens(self, tokens: list[_Analysed]) -> None:
        total = len(tokens)
        self.term.extend(np.fromiter((self._terms[token.term] for token in tokens), np.int32, total))
        self.offset.extend(np.fromiter((token.offset for token in tokens), np.int32, total))
        self.capitalised.extend(np.fromiter((token.capitalised for token in tokens), np.bool_, total))
        self.lower.extend(np.fromiter((token.lower for token in tokens), np.bool_, total))


def _analyse(core: bytes) -> tuple[list[_Analysed], int]:
    """The tokens of one chunk and its width, by the definition in `index.text`."""
    text = core.decode("utf-8", "surrogatepass")
    found, width = analyse(text) if len(text) <= _LONGEST_CACHED else analyse.__wrapped__(text)
    analysed = []
    for term, offset, start, end, form in found:
        written = text[start:end]
        word = form is Form.WORD
        encoded = term.encode()
        analysed.append(
            _Analysed(
                encoded,
                offset,
                word and written[0].isupper() and not written.isupper(),
                word and written.islower(),
                word and encoded not in _FUNCTION_WORDS,
            )
        )
    return analysed, width


def _continues(chunks: list[bytes]) -> NDArray[np.bool_]:
    """Whether each chunk ends in a letter, a digit or a comma."""
    lasts = np.fromiter((chunk[-1] for chunk in chunks), np.uint8, len(chunks))
    continues = _CONTINUES[lasts]
    for i in np.flatnonzero(lasts >= 128):
        continues[i] = chunks[i] != _END and chunks[i].decode("utf-8", "surrogatepass")[-1].isalnum()
    return continues
