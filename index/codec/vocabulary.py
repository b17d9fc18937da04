"""The distinct words of a segment under way: what each chunk becomes, in tables.

`index.text` looks at every chunk alone, so what one becomes never changes: each distinct chunk is analysed once.
Nearly all are ASCII, or are so once their dashes and quotation marks are, and are analysed together by
`index.codec.plain`. Only the others go one by one through `index.text.analyse`. Both make the same of a chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.chunks import END, PADDING, Indexes, Strings, Table
from index.codec import plain
from index.codec.plain import Bools
from index.function_words import FUNCTION_WORDS
from index.text import MAX_TERM_CHARACTERS, Form, analyse, fold

_CHUNK_BYTES: Final = 210  # of memory for a chunk and its terms, and what the extraction keeps of it, about
_LONGEST_CACHED: Final = 64
_INERT: Final = "".join(chr(byte) for byte in range(128) if not chr(byte).isalnum())  # at the ends of a chunk
SPECIAL: Final = 1
CONTENT: Final = 2
_FIRST_UNSPACED: Final = "\u0e00"  # below, letters that are no marks make one word

_ASCII: Final = [
    (character.encode(), ascii_.encode())
    for ascii_, characters in (("'", "’‘"), ("-", "–‐‑−"), (" ", "—“”„…«»•°£€·×"))
    for character in characters
]


def _goes_on(last: str) -> bool:
    """Whether a sentence goes on after this character."""
    return last.isalnum() or last == ","


_GOES_ON: Final = np.array([byte < 128 and _goes_on(chr(byte)) for byte in range(256)])


class _Analysed(NamedTuple):
    """Tokens of new chunks, in no order. `chunk` is counted from the first new one; see `Vocabulary`."""

    chunk: Indexes
    term: NDArray[np.int32]
    offset: Indexes
    is_word: Bools
    capitalised: Bools
    lower: Bools


class Vocabulary:
    """Knows what each chunk becomes.

    Per chunk: its tokens are `first … first + tokens - 1` in the tables of tokens, in order of their positions;
    it spans `width` positions; `content` of its tokens are plain words but not function words; `kind` has the bit
    SPECIAL unless it is one token and one position, and the bit CONTENT if its content is not 0; `goes_on` tells
    whether a sentence does, after its last character. Per token: the number of its `term`, its position in the
    chunk (`offset`), and whether it is a plain word that is written `capitalised` or in `lower` case. Chunk 0
    closes a document and becomes nothing.
    """

    def __init__(self) -> None:
        self.chunks = Strings()
        self.goes_on = Table(np.bool_, [False])
        self.first, self.tokens, self.width, self.content = (Table(np.int32, [0]) for _ in range(4))
        self.kind = Table(np.uint8, [SPECIAL])
        self._terms = Strings()
        self._terms.number_all(word.encode() for word in FUNCTION_WORDS)
        self._last_function_word = len(self._terms) - 1
        self.term, self.offset = Table(np.int32), Table(np.int32)
        self.capitalised, self.lower = Table(np.bool_), Table(np.bool_)

    @property
    def size(self) -> int:
        """How many bytes of memory this takes, about."""
        return len(self.chunks) * _CHUNK_BYTES

    def sorted_terms(self) -> tuple[list[bytes], NDArray[np.int32]]:
        """All terms in the order of their bytes, and the rank of each term by its number."""
        order = self._terms.order()
        ranks = np.empty(len(order), np.int32)
        ranks[order] = np.arange(len(order))
        return self._terms.joined(order).split(END)[:-1], ranks

    def learn(self) -> None:
        """Fill in the tables for the chunks that are new."""
        if len(self.first) == len(self.chunks):
            return
        data = self.chunks.since(len(self.first))
        found, ends, odd = self._together(data)
        last = np.frombuffer(data, np.uint8)[ends - 1]
        goes_on = _GOES_ON[last]
        beyond = np.flatnonzero(last >= 128)
        goes_on[beyond] = [_goes_on(_last_character(data, end)) for end in ends[beyond].tolist()]
        parts = [found]
        if len(odd):
            starts = np.append(0, ends + 1)[odd]
            written = [data[start:end] for start, end in zip(starts.tolist(), ends[odd].tolist(), strict=True)]
            data = _in_ascii(END.join([*written, b""]))
            found, _, still = self._together(data)
            parts.append(found._replace(chunk=odd[found.chunk]))
            written = data.split(END)
            parts.append(
                self._one_by_one(
                    odd[still].tolist(), [written[i].decode("utf-8", "surrogatepass") for i in still.tolist()]
                )
            )
        self.goes_on.extend(goes_on)
        self._add(len(ends), parts)

    def _together(self, data: bytes) -> tuple[_Analysed, Indexes, Indexes]:
        """The tokens of the chunks in `data`, each with END behind it; their ends; those that are left out."""
        array = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(array == END[0])
        odd = np.diff(ends, prepend=-1) > MAX_TERM_CHARACTERS
        odd[np.searchsorted(ends, np.flatnonzero((array >= 128) & (array < END[0])))] = True
        found = plain.analyse(array, odd)
        term = self._terms.number(found.letters + PADDING, found.start, found.end)
        columns = (term, found.offset, found.is_word, found.capitalised, found.lower)
        return _Analysed(found.string, *columns), ends, np.flatnonzero(odd)

    def _one_by_one(self, chunks: Sequence[int], texts: Sequence[str]) -> _Analysed:
        """By the definition in `index.text`, with a short way for words of letters only."""
        terms: list[bytes] = []
        rows: list[tuple[int, int, bool, bool, bool]] = []
        for chunk, text in zip(chunks, texts, strict=True):
            word = text.strip(_INERT)
            if word.isalpha() and max(word) < _FIRST_UNSPACED and len(word) <= MAX_TERM_CHARACTERS:
                if term := fold(word)[:MAX_TERM_CHARACTERS]:
                    terms.append(term.encode())
                    rows.append((chunk, 0, True, *_case(word)))
                continue
            analysis = analyse if len(text) <= _LONGEST_CACHED else analyse.__wrapped__
            for term, offset, start, end, form in analysis(text).tokens:
                is_word = form is Form.WORD
                terms.append(term.encode())
                rows.append((chunk, offset, is_word, *(_case(text[start:end]) if is_word else (False, False))))
        chunk_, offset_, *flags = np.array(rows, np.int64).reshape(-1, 5).T
        is_word_, capitalised, lower = (flag.astype(np.bool_) for flag in flags)
        return _Analysed(chunk_, self._terms.number_all(terms), offset_, is_word_, capitalised, lower)

    def _add(self, count: int, parts: Sequence[_Analysed]) -> None:
        """Add `count` chunks with their tokens."""
        joined = _Analysed(*map(np.concatenate, zip(*parts, strict=True)))
        order = np.lexsort((joined.offset, joined.chunk))
        chunk, term, offset, is_word, capitalised, lower = (column[order] for column in joined)
        tokens = np.bincount(chunk, minlength=count)
        behind = np.cumsum(tokens)
        width = np.zeros(count, np.int32)
        width[tokens > 0] = offset[behind[tokens > 0] - 1] + 1
        content = np.bincount(chunk[is_word & (term > self._last_function_word)], minlength=count)
        self.first.extend(len(self.term) + behind - tokens)
        self.kind.extend(np.where((tokens == 1) & (width == 1), 0, SPECIAL) | np.where(content > 0, CONTENT, 0))
        for table, values in (
            (self.tokens, tokens),
            (self.width, width),
            (self.content, content),
            (self.term, term),
            (self.offset, offset),
            (self.capitalised, capitalised),
            (self.lower, lower),
        ):
            table.extend(values)


def _last_character(data: bytes, end: int) -> str:
    """The character before this byte."""
    return data[max(end - 4, 0) : end].decode("utf-8", "replace")[-1]


def _in_ascii(data: bytes) -> bytes:
    """UTF-8 with its commonest dashes, apostrophes and quotation marks as ASCII: it becomes the same tokens."""
    for character, ascii_ in _ASCII:
        data = data.replace(character, ascii_)
    return data


def _case(written: str) -> tuple[bool, bool]:
    """Whether a word is written Capitalised, and whether in lower case."""
    return written[:1].isupper() and not written.isupper(), written.islower()
