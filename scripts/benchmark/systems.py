"""The systems compared: each indexes the corpus and answers the questions in its own terms, on one thread."""

# each system is imported only where it is used: not all are there

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from benchmark.queries import DATES, Question

BATCH: Final = 20_000
DESKS: Final = 24

Result = tuple[list[int], int | None]
"""The best documents, and the total where it was asked for."""


def articles(path: Path) -> Iterator[str]:
    """The articles of a corpus."""
    with path.open(encoding="ascii") as file:
        for line in file:
            yield line.rstrip("\n")


def in_batches(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    """Lists of up to `size` texts."""
    waiting = iter(texts)
    while batch := list(islice(waiting, size)):
        yield batch


def dates(count: int) -> Any:
    """Random dates, the same for every system."""
    return np.random.default_rng(1).integers(*DATES, count)


def desks(count: int) -> Any:
    """A random value of a facet for each article."""
    return np.minimum(np.random.default_rng(2).geometric(0.15, count) - 1, DESKS - 1)


class System:
    """One system. `kinds` are the questions it can answer; `prepare` turns one into what `run` takes."""

    name: ClassVar[str]
    kinds: ClassVar[frozenset[str]] = frozenset({"all", "any", "phrase", "prefix", "wildcard", "fuzzy"})
    stored: ClassVar[str] = ""
    """Whose index it uses, if not its own."""
    most: ClassVar[int] = 1 << 40
    """The largest corpus that it is given; times are extrapolated in proportion beyond that."""

    def __init__(self, corpus: Path, count: int, folder: Path) -> None:
        self.corpus = corpus
        self.count = min(count, self.most)
        self.folder = folder / f"{self.stored or self.name}-{self.count}"
        if not (self.folder / "done").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self.build()
            (self.folder / "done").touch()
        self.open()

    @property
    def texts(self) -> Iterator[str]:
        """The articles to index."""
        return islice(articles(self.corpus), self.count)

    def build(self) -> None:
        """Index them."""

    def open(self) -> None:
        """Open the index."""

    def can(self, question: Question) -> bool:
        """Whether it can answer this."""
        return question.kind in self.kinds and (
            question.dates is None or self.name in ("dateline", "dateline-new", "tantivy")
        )

    def prepare(self, question: Question) -> Any:
        """The question in its own terms."""
        raise NotImplementedError

    def get_ready(self) -> None:
        """Whatever is to be done before a question is answered, and is no part of that."""

    def run(self, query: Any, limit: int, count: bool) -> Result:
        """Answer it."""
        raise NotImplementedError

    def facets(self, query: Any) -> dict[str, int]:
        """How many articles of each desk match."""
        raise NotImplementedError


class Dateline(System):
    """Dateline: one segment, asked through `searcher.execute`."""

    name = "dateline"
    SEGMENT: ClassVar[int] = 100_000

    def build(self) -> None:
        from index.codec.arrays import ArrayFile
        from index.codec.merge import merge_segments
        from index.codec.segment import Segment

        parts = []
        for i, texts in enumerate(in_batches(self.texts, self.SEGMENT)):
            parts.append(self._segment(i, texts))
        if len(parts) == 1:
            parts[0].rename(self.folder / "index.seg")
            return
        with (self.folder / "index.seg").open("wb") as file:
            merge_segments(file, "bench", [Segment(ArrayFile.open(part)) for part in parts])
        for part in parts:
            part.unlink()

    def _segment(self, i: int, texts: list[str]) -> Path:
        from index.chunks import cut
        from index.codec.columns import Facet
        from index.codec.invert import TextInverter
        from index.codec.segment import write_segment
        from index.codec.vocabulary import Vocabulary

        vocabulary = Vocabulary()
        inverter = TextInverter(vocabulary)
        for some in in_batches(texts, BATCH):
            inverter.add(cut(some, vocabulary.chunks).numbers)
        here = slice(i * self.SEGMENT, i * self.SEGMENT + len(texts))
        desk = Facet.of([[f"desk{value:02d}"] for value in desks(self.count)[here]])
        path = self.folder / f"part{i}.seg"
        with path.open("wb") as file:
            write_segment(
                file,
                f"bench{i}",
                len(texts),
                fields={"body": inverter.finish(*vocabulary.sorted_terms())},
                columns={"date": dates(self.count)[here].astype(np.int64)},
                facets={"desk": desk},
            )
        return path

    def open(self) -> None:
        from index.codec.segment import Segment
        from searcher.execute.search import rank
        from searcher.execute.snapshot import Snapshot

        self.rank = rank
        self.snapshot = Snapshot([Segment.open(self.folder / "index.seg")])

    def prepare(self, question: Question) -> Any:
        from whoosh.query import And, ConstantScoreQuery, NumericRange, Or

        from searcher.execute.expansions import Exact, Fuzzy, Prefix, glob
        from searcher.execute.queries import Near, Words

        fields = ("body",)
        words = [Words(fields, (Exact(word.encode()),)) for word in question.words]
        query: Any = words[0]
        match question.kind:
            case "all" if len(words) > 1:
                query = And(words)
            case "any" if len(words) > 1:
                query = Or(words)
            case "phrase" if len(words) > 1:
                query = Near(fields, tuple(words), question.slop, ordered=True)
            case "prefix":
                query = Words(fields, (Prefix(question.words[0].encode()),))
            case "wildcard":
                query = Words(fields, (glob(question.words[0]),))
            case "fuzzy":
                query = Words(fields, (Fuzzy(question.words[0], question.edits),))
        if question.dates:
            low, high = question.dates
            parts = words if question.kind == "all" else [query]
            query = And([*parts, ConstantScoreQuery(NumericRange("date", low, high), 0.0)])
        return query

    def run(self, query: Any, limit: int, count: bool) -> Result:
        docs, _, total = self.rank(self.snapshot, query, limit, count=count)
        return docs.tolist(), total

    def facets(self, query: Any) -> dict[str, int]:
        from searcher.execute.search import documents
        from searcher.facets import Part, count

        column = self.snapshot.segments[0].facet("desk")
        assert column is not None
        found = count("desk", [Part(column, documents(self.snapshot, query))], DESKS)
        return {each.value: each.articles for each in found.counts}


class DatelineNew(Dateline):
    """The same, with what it remembers of words cleared before every query."""

    name = "dateline-new"
    stored = "dateline"

    def get_ready(self) -> None:
        self.snapshot.forget()


class Tantivy(System):
    """tantivy through its Python package."""

    name = "tantivy"

    def _schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
        builder.add_integer_field("date", indexed=True, fast=True)
        builder.add_integer_field("number", fast=True, stored=True)
        builder.add_text_field("desk", tokenizer_name="raw", fast=True)
        return builder.build()

    def build(self) -> None:
        import tantivy

        index = tantivy.Index(self._schema(), path=str(self.folder))
        writer = index.writer(3 << 30, 1)
        for i, (text, date, desk) in enumerate(
            zip(self.texts, dates(self.count).tolist(), desks(self.count).tolist(), strict=True)
        ):
            writer.add_document(tantivy.Document(body=text, date=date, number=i, desk=f"desk{desk:02d}"))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        import tantivy

        self.schema = self._schema()
        self.index = tantivy.Index.open(str(self.folder))
        self.searcher = self.index.searcher()

    def prepare(self, question: Question) -> Any:
        from tantivy import FieldType, Occur, Query

        schema, words = self.schema, question.words
        terms = [Query.term_query(schema, "body", word) for word in words]
        query: Any = terms[0]
        match question.kind:
            case "all" if len(words) > 1:
                query = Query.boolean_query([(Occur.Must, term) for term in terms])
            case "any" if len(words) > 1:
                query = Query.boolean_query([(Occur.Should, term) for term in terms])
            case "phrase" if len(words) > 1:
                query = Query.phrase_query(schema, "body", list(words), question.slop)
            case "prefix":
                query = Query.regex_query(schema, "body", re.escape(words[0]) + ".*")
            case "wildcard":
                query = Query.regex_query(schema, "body", words[0].replace("*", ".*"))
            case "fuzzy":
                query = Query.fuzzy_term_query(schema, "body", words[0], question.edits)
        if question.dates:
            low, high = question.dates
            between = Query.range_query(schema, "date", FieldType.Integer, low, high)
            parts = terms if question.kind == "all" else [query]
            query = Query.boolean_query([*((Occur.Must, part) for part in parts), (Occur.Must, between)])
        return query

    def run(self, query: Any, limit: int, count: bool) -> Result:
        found = self.searcher.search(query, limit, count)
        return [address.doc for _, address in found.hits], found.count if count else None

    def facets(self, query: Any) -> dict[str, int]:
        found = self.searcher.aggregate(query, {"desks": {"terms": {"field": "desk", "size": DESKS}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in found["desks"]["buckets"]}
