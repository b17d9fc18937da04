"""One segment under way: articles in, a segment file out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.util.times import datetime_to_long

from index import disk
from index.article import Article
from index.chunks import Cut, cut
from index.codec import ColumnarSegment
from index.codec.columns import EMPTY, Facet
from index.codec.invert import BYTES_PER_TOKEN, TextInverter, invert_keys
from index.codec.inverted import InvertedField
from index.codec.segment import write_segment
from index.codec.stored import Packer, StoredBlock
from index.codec.vocabulary import Vocabulary
from index.extract.texts import TAGGED, tagged_texts
from index.fields import FACETS, FIELDS, SEARCHED
from index.ingest.stored_json import stored_json
from index.schema import facet_lists, field_texts, indexed_date, listed_texts

_TEXTS: Final = tuple(field.name for field in FIELDS if field.kind == "text")
_OTHERS: Final = tuple(name for name in _TEXTS if name not in TAGGED)
INDEX_NAME: Final = "MAIN"
GROUPED: Final = (*SEARCHED, "keywords")
"""The fields whose words are also found by their inflections; names have none."""
_KEYS: Final = tuple(field.name for field in FIELDS if field.kind == "key")


class SegmentBuilder:
    """Gathers the articles of one segment.

    `add_texts` and `add_stored` are given the same articles, the latter once their ids are settled.
    """

    def __init__(self, directory: Path, language: str | None) -> None:
        self._directory = directory
        self._language = language
        self._vocabulary = Vocabulary()
        self._texts = {name: TextInverter(self._vocabulary, names=name == "body") for name in _TEXTS}
        self._keys: dict[str, list[bytes]] = {name: [] for name in _KEYS}
        self._facets: dict[str, list[tuple[str, ...]]] = {name: [] for name in FACETS}
        self._dates: list[int] = []
        self._packer = Packer()
        self._stored: list[StoredBlock] = []

    def __len__(self) -> int:
        return len(self._dates)

    @property
    def size(self) -> int:
        """The memory that writing the segment now would take, in bytes, about."""
        tokens = sum(inverter.token_count for inverter in self._texts.values())
        largest = max(inverter.token_count for inverter in self._texts.values())
        stored = sum(len(block.data) for block in self._stored)
        return self._vocabulary.size + 4 * tokens + BYTES_PER_TOKEN * largest + stored

    def cut(self, articles: Sequence[Article]) -> Cut:
        """The texts of articles that are also read for names."""
        return cut(tagged_texts(articles), self._vocabulary.chunks)

    def add_texts(self, articles: Sequence[Article], tagged: Cut | None = None) -> None:
        """Take in all that does not depend on the articles' ids; `tagged` is what `cut` made of them already."""
        if not articles:
            return
        tagged = tagged or self.cut(articles)
        listed = {name: facet_lists(articles, name) for name in FACETS}
        texts = {
            name: listed_texts(listed[name]) if name in listed else field_texts(articles, name) for name in _OTHERS
        }
        filled = [name for name in _OTHERS if any(texts[name])]
        # All are cut before any new chunk is learnt.
        others = cut(list(chain.from_iterable(texts[name] for name in filled)), self._vocabulary.chunks)
        parts = chain(tagged.in_parts(len(articles)), others.in_parts(len(articles)))
        chunks = dict(zip((*TAGGED, *filled), parts, strict=True))
        empty = np.zeros(len(articles), np.int32)
        for name, inverter in self._texts.items():
            inverter.add(chunks.get(name, empty))
        for name, lists in self._facets.items():
            lists.extend(listed[name])
        for article in articles:
            date = indexed_date(article)
            self._dates.append(EMPTY if date is None else datetime_to_long(date))

    def add_stored(self, articles: Sequence[Article]) -> None:
        """Take in what is stored, and the keys."""
        for name, keys in self._keys.items():
            keys.extend(text.encode("utf-8", "surrogatepass") for text in field_texts(articles, name))
        for document in stored_json(articles):
            self._keep(self._packer.add(document))

    def _keep(self, block: StoredBlock | None) -> None:
        if block is not None:
            self._stored.append(block)

    def write(self) -> str:
        """Write all that was gathered, which is used up, to a segment; returns its id."""
        segment_id = new_segment_id()
        self._keep(self._packer.flush())
        ranking = self._vocabulary.sorted_terms()
        # Fields are inverted as the segment takes them, so that only one is in memory at a time.
        texts = {name: inverter for name, inverter in self._texts.items() if inverter.token_count}
        fields = {name: inverter.finish(*ranking) for name, inverter in texts.items()}
        fields |= {name: _later(invert_keys, keys) for name, keys in self._keys.items()}
        fields["date"] = _later(invert_keys, list(map(_date_term, self._dates)))
        with disk.create(self._directory / segment_named(segment_id).file_name) as file:
            write_segment(
                file,
                segment_id,
                len(self),
                fields=fields,
                columns={"date": np.array(self._dates, np.int64)},
                facets={name: Facet.of(lists) for name, lists in self._facets.items()},
                stored=self._stored,
                grouped=GROUPED,
                scratch=self._directory,
                language=self._language,
            )
            disk.sync(file)
        return segment_id


def _later(invert: Callable[..., InvertedField], *arguments: object) -> Iterator[InvertedField]:
    yield invert(*arguments)


def _date_term(date: int) -> bytes:
    """A date as Whoosh's numeric fields index it: no shift, then 64 bits counted from the least number."""
    return b"" if date == EMPTY else b"\0" + (date + (1 << 63)).to_bytes(8, "big")


def segment_named(segment_id: str, documents: int = 0) -> ColumnarSegment:
    """The segment with this id, as the table of contents names it."""
    return ColumnarSegment(INDEX_NAME, segment_id, documents)


def new_segment_id() -> str:
    """An id that no other segment has."""
    return secrets.token_hex(8)
