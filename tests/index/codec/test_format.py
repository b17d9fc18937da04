"""The format page is true: a reader written from it alone, without NumPy, reads the golden index of each version.

The golden indexes were written once by `python tests/index/codec/test_format.py FOLDER` and must stay readable for
good. What they hold is said here by formulas.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import zstandard
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.codec import ColumnarSegment
from index.codec.check import check_index
from index.codec.columns import EMPTY, Facet
from index.codec.invert import invert_keys
from index.codec.inverted import InvertedField, invert_simply
from index.codec.segment import write_segment
from index.codec.toc import open_segments
from index.schema import whoosh_schema

GOLDEN = Path(__file__).parent / "golden"
SMALL, LARGE = 300, 70_000
DELETED = [3, 299]
EVERY = {"each11": 11, "each20": 20, "each300": 300, "each9999": 9999}


def text(doc: int) -> str | None:
    """The body of document `doc` of the small segment."""
    if doc % 50 == 49:
        return None
    if doc == 7:
        return "word " * 200 + "Homs " * 300 + "far " + "word " * 8_000 + "last"
    return f"Talks in Homs, visit {doc}: he visited Zoë's cease-fire; visits number {doc % 17} of {doc // 9}."


def people(doc: int) -> list[str]:
    return [["Zoë"], [], ["Adam", "Zoë"]][doc % 3]


def desk(doc: int) -> str:
    return f"desk {doc % 7}"


def date(doc: int) -> int:
    return EMPTY if doc % 10 == 0 else 63_526_000_000_000_000 + doc


def sparse_field() -> InvertedField:
    """The field of the large segment: terms in each 11th, 20th … document, twice in each 5th of those."""
    lists = [np.arange(0, LARGE, step, dtype=np.uint32) for step in EVERY.values()]
    docs = np.concatenate(lists)
    freqs = np.where(docs % 5 == 0, 2, 1).astype(np.uint32)
    first = np.repeat(docs % 7, freqs)
    again = np.concatenate([[False], np.diff(np.repeat(np.arange(len(docs)), freqs)) == 0])
    return InvertedField(
        terms=[term.encode() for term in EVERY],
        starts=np.cumsum([0, *map(len, lists)], dtype=np.uint64),
        docs=docs,
        freqs=freqs,
        leads=docs % 2 == 0,
        positions=(first + again * 230).astype(np.uint32),
        lengths=np.full(LARGE, 4, np.uint32),
    )


def write(folder: Path) -> None:
    """Write a golden index in the present format."""
    folder.mkdir(parents=True)
    body = invert_simply([text(doc) for doc in range(SMALL)])
    keys = invert_keys([b"%d" % doc for doc in range(SMALL)])
    stored = [json.dumps({"article": {"n": doc}}).encode() for doc in range(SMALL)]
    with (folder / "MAIN_small.seg").open("wb") as file:
        write_segment(
            file,
            "small",
            SMALL,
            fields={"body": body, "id": keys},
            columns={"date": np.array([date(doc) for doc in range(SMALL)])},
            facets={
                "people": Facet.of([people(doc) for doc in range(SMALL)]),
                "desk": Facet.of([[desk(doc)] for doc in range(SMALL)]),
            },
            stored=stored,
            grouped=["body"],
            language="english",
        )
    with (folder / "MAIN_large.seg").open("wb") as file:
        write_segment(file, "large", LARGE, fields={"body": sparse_field()})
    segments = [ColumnarSegment("MAIN", "small", SMALL), ColumnarSegment("MAIN", "large", LARGE)]
    segments[0].delete_documents(np.array(DELETED))
    TOC(whoosh_schema(), segments, 5).write(FileStorage(str(folder)), "MAIN")


class Reader:
    """An independent reader of a segment: the standard library, zstd and the format page."""

    CODES: ClassVar = {"|b1": "?", "|u1": "B", "<u2": "H", "<u4": "I", "<u8": "Q", "<i8": "q", "<f8": "d"}

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        magic, self.version, _, segment_id = struct.unpack_from("<8sII32s", self.data)
        assert magic == bytes.fromhex("89444154454C4E0A")
        self.id = segment_id.rstrip(b"\0").decode()
        offset, length, crc, version, end = struct.unpack("<QQII8s", self.data[-32:])
        assert (version, end) == (self.version, bytes.fromhex("444154454C4E0D0A"))
        table = self.data[offset : offset + length]
        assert zlib.crc32(table) == crc
        content = json.loads(table)
        self.meta, self.arrays = content["meta"], content["arrays"]

    def array(self, name: str) -> list:
        if name not in self.arrays:
            return []
        dtype, shape, offset, crc = self.arrays[name]
        count = int(np.prod(shape))
        code = f"<{count}{self.CODES[dtype]}"
        assert offset % 64 == 0
        assert zlib.crc32(self.data[offset : offset + struct.calcsize(code)]) == crc
        return list(struct.unpack_from(code, self.data, offset))

    def rows(self, name: str) -> list[list]:
        flat, width = self.array(name), self.arrays[name][1][1]
        return [flat[i : i + width] for i in range(0, len(flat), width)]

    def counts(self, name: str, escape: int = 255) -> list[int]:
        numbers = [number & escape for number in self.array(name)]
        for at, value in zip(self.array(f"{name}.at"), self.array(f"{name}.value"), strict=True):
            assert numbers[at] == escape
            numbers[at] = value
        return numbers

    def terms(self, name: str) -> list[bytes]:
        blob, offsets = bytes(self.array(f"{name}/blob")), self.array(f"{name}/offsets")
        return [blob[a : b - 1] for a, b in pairwise(offsets)]

    def lengths(self, name: str) -> list[int]:
        lengths, documents = self.array(name), self.meta["documents"]
        return lengths if len(lengths) == documents else lengths * documents

    def documents(self, field: str) -> list[list[int]]:
        """The documents of each term."""
        starts = self.array(f"{field}/starts") or list(range(len(self.terms(field)) + 1))
        found: list[list[int]] = [[] for _ in starts[1:]]
        ways = {way: self.array(f"{field}/{way}.terms") for way in ("bits", "near", "far")}
        for row, term in enumerate(ways["bits"]):
            words = self.rows(f"{field}/bits")[row]
            found[term] = [d for d in range(self.meta["documents"]) if words[d // 64] >> (d % 64) & 1]
        for way, size in (("near", 256), ("far", 65536)):
            lows = iter(self.array(f"{field}/{way}"))
            for row, term in enumerate(ways[way]):
                counts = self.rows(f"{field}/{way}.counts")[row]
                found[term] = [i * size + next(lows) for i, count in enumerate(counts) for _ in range(count)]
        listed = iter(self.array(f"{field}/listed"))
        elsewhere = {term for terms in ways.values() for term in terms}
        for term, (a, b) in enumerate(pairwise(starts)):
            if term not in elsewhere:
                found[term] = [next(listed) for _ in range(b - a)]
        return found

    def positions(self, field: str) -> Iterator[list[int]]:
        """The positions of each posting."""
        data = iter(self.array(f"{field}/positions"))
        for frequency in self.counts(f"{field}/codes", 127):
            positions, last = [], 0
            for _ in range(frequency):
                digits = 0
                while (byte := next(data)) >= 224:
                    digits = digits * 32 + byte - 224
                last = (last + digits * 224 + byte) % 2**32
                positions.append(last)
            yield positions

    def facet(self, name: str) -> list[list[str]]:
        values, starts = self.terms(f"facet:{name}"), self.array(f"facet:{name}/starts")
        ordinals = self.array(f"facet:{name}/ordinals")
        starts = starts or list(range(len(ordinals) + 1))
        return [[values[o].decode() for o in ordinals[a:b]] for a, b in pairwise(starts)]

    def stored(self) -> list[dict]:
        blocks, starts, first = (self.array(f"stored/{name}") for name in ("blocks", "starts", "first"))
        documents = []
        for i, (a, b) in enumerate(pairwise(starts)):
            block = zstandard.ZstdDecompressor().decompress(bytes(blocks[a:b]))
            count = first[i + 1] - first[i]
            ends = [0, *struct.unpack_from(f"<{count}I", block)]
            texts = [block[4 * count + ends[j] : 4 * count + ends[j + 1]] for j in range(count)]
            documents += [json.loads(data) if data else {} for data in texts]
        return documents


def assert_holds(reader: Reader, field: InvertedField) -> None:
    """The segment's body is this field."""
    name = "field:body"
    assert reader.terms(name) == field.terms
    assert [doc for docs in reader.documents(name) for doc in docs] == field.docs.tolist()
    assert reader.counts(f"{name}/codes", 127) == field.freqs.tolist()
    assert [code >> 7 for code in reader.array(f"{name}/codes")] == field.leads.astype(int).tolist()
    assert [p for positions in reader.positions(name) for p in positions] == field.positions.tolist()
    assert reader.lengths(f"{name}/lengths") == field.lengths.tolist()
    starts = field.starts.astype(np.int64)
    totals = np.add.reduceat(field.freqs, starts[:-1])
    assert reader.counts(f"{name}/extra") == (totals - np.diff(starts)).tolist()


@pytest.fixture(params=sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name)
def golden(request) -> Path:
    return request.param


def test_the_format_page_suffices_for_an_independent_reader(golden):
    small, large = Reader(golden / "MAIN_small.seg"), Reader(golden / "MAIN_large.seg")
    body = invert_simply([text(doc) for doc in range(SMALL)])
    assert (small.id, small.meta["documents"], large.meta["documents"]) == ("small", SMALL, LARGE)
    assert_holds(small, body)
    assert small.documents("field:id") == [[int(term)] for term in small.terms("field:id")]
    assert_holds(large, sparse_field())
    assert small.array("field:body/content_lengths") == body.content_lengths.tolist()
    assert [small.counts(f"field:body/{n}") for n in ("capitalised", "lower")] == [
        c.tolist() for c in body.name_counts
    ]
    assert small.array("column:date/values") == [date(doc) for doc in range(SMALL)]
    assert small.facet("people") == [people(doc) for doc in range(SMALL)]
    assert small.facet("desk") == [[desk(doc)] for doc in range(SMALL)]
    assert small.stored() == [{"article": {"n": doc}} for doc in range(SMALL)]
    ways = {
        way
        for reader in (small, large)
        for way in ("bits", "near", "far")
        if reader.array(f"field:body/{way}.terms")
    }
    assert ways == {"bits", "near", "far"}


def test_golden_indexes_stay_readable(golden):
    generation, (small, large) = open_segments(golden)
    assert generation == 5
    assert np.flatnonzero(small.deleted).tolist() == DELETED
    assert not list(check_index(golden))
    body = small.field("body")
    assert [body.term(int(o)) for o in body.group("visiting")] == [b"visit", b"visited", b"visits"]
    for term, step in EVERY.items():
        sparse = large.field("body")
        assert sparse.postings(sparse.find(term.encode())).documents().tolist() == list(range(0, LARGE, step))
    assert small.stored(42) == {"article": {"n": 42}}


def test_the_present_format_has_a_golden_index(tmp_path):
    write(tmp_path / "now")
    present = Reader(tmp_path / "now" / "MAIN_small.seg")
    kept = Reader(GOLDEN / f"v{present.version}" / "MAIN_small.seg")
    shapes = [{name: (dtype, shape) for name, (dtype, shape, *_) in r.arrays.items()} for r in (present, kept)]
    for arrays in shapes:
        del arrays["stored/blocks"]  # as long as the version of zstd makes it
    assert shapes[0] == shapes[1]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
