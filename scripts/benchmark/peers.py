"""Further systems, for comparison: SQLite FTS5, bm25s, Xapian where it is installed, and stock Whoosh."""
# each is imported only where it is used: not all are there

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar

from benchmark.queries import Question
from benchmark.systems import BATCH, Result, System, in_batches


class Fts5(System):
    """SQLite FTS5."""

    name = "fts5"
    kinds: ClassVar[frozenset[str]] = frozenset({"all", "any", "phrase", "prefix"})

    def build(self) -> None:
        base = sqlite3.connect(self.folder / "index.db")
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("CREATE VIRTUAL TABLE texts USING fts5(body, content='', tokenize='ascii')")
        for batch in in_batches(self.texts, BATCH):
            base.executemany("INSERT INTO texts(body) VALUES (?)", ((text,) for text in batch))
        base.commit()
        base.execute("INSERT INTO texts(texts) VALUES ('optimize')")
        base.commit()
        base.close()

    def open(self) -> None:
        self.base = sqlite3.connect(self.folder / "index.db", check_same_thread=False)
        self.base.execute("PRAGMA mmap_size = 4294967296")

    def can(self, question: Question) -> bool:
        return super().can(question) and not question.slop

    def prepare(self, question: Question) -> Any:
        words = [f'"{word}"' for word in question.words]
        match question.kind:
            case "phrase":
                return '"' + " ".join(question.words) + '"'
            case "prefix":
                return words[0] + " *"
            case "any":
                return " OR ".join(words)
        return " AND ".join(words)

    def run(self, query: Any, limit: int, count: bool) -> Result:
        best = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"
        found = [row[0] - 1 for row in self.base.execute(best, (query, limit))]
        total = None
        if count:
            total = self.base.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", (query,)).fetchone()[0]
        return found, total


class Bm25s(System):
    """bm25s: scores every document; any of the words only, no totals."""

    name = "bm25s"
    kinds: ClassVar[frozenset[str]] = frozenset({"any"})
    most = 100_000

    def build(self) -> None:
        import bm25s

        vocabulary: dict[str, int] = {}
        numbers = [[vocabulary.setdefault(word, len(vocabulary)) for word in text.split()] for text in self.texts]
        model = bm25s.BM25()
        model.index((numbers, vocabulary), show_progress=False)
        model.save(str(self.folder))

    def open(self) -> None:
        import bm25s

        self.model = bm25s.BM25.load(str(self.folder))

    def prepare(self, question: Question) -> Any:
        return [list(question.words)]

    def run(self, query: Any, limit: int, count: bool) -> Result:
        docs, _ = self.model.retrieve(query, k=limit, show_progress=False, n_threads=0)
        return docs[0].tolist(), None


class Xapian(System):
    """Xapian through its Python bindings."""

    name = "xapian"
    kinds: ClassVar[frozenset[str]] = frozenset({"all", "any", "phrase", "prefix", "wildcard"})

    def build(self) -> None:
        import xapian

        base = xapian.WritableDatabase(str(self.folder / "index"), xapian.DB_CREATE_OR_OVERWRITE)
        for text in self.texts:
            document = xapian.Document()
            for position, word in enumerate(text.split(), 1):
                document.add_posting(word, position)
            base.add_document(document)
        base.commit()

    def open(self) -> None:
        import xapian

        self.base = xapian.Database(str(self.folder / "index"))

    def prepare(self, question: Question) -> Any:
        from xapian import Query

        words = list(question.words)
        match question.kind:
            case "phrase" if len(words) > 1:
                return Query(Query.OP_PHRASE, words, len(words) + question.slop)
            case "prefix":
                return Query(Query.OP_WILDCARD, words[0])
            case "wildcard":
                return Query(
                    Query.OP_WILDCARD, words[0], 0, Query.WILDCARD_LIMIT_ERROR | Query.WILDCARD_PATTERN_GLOB
                )
        return Query(Query.OP_AND if question.kind == "all" else Query.OP_OR, words)

    def run(self, query: Any, limit: int, count: bool) -> Result:
        import xapian

        enquire = xapian.Enquire(self.base)
        enquire.set_query(query)
        found = enquire.get_mset(0, limit, self.count if count else 0)
        return [match.docid - 1 for match in found], found.get_matches_estimated() if count else None


class Whoosh(System):
    """Stock Whoosh with its own codec and searcher, on a small corpus; times are multiplied up."""

    name = "whoosh"
    most = 10_000

    def _schema(self) -> Any:
        from whoosh.analysis import SpaceSeparatedTokenizer
        from whoosh.fields import TEXT, Schema

        return Schema(body=TEXT(SpaceSeparatedTokenizer(), phrase=True))

    def build(self) -> None:
        from whoosh.index import create_in

        writer = create_in(str(self.folder), self._schema()).writer(limitmb=512)
        for text in self.texts:
            writer.add_document(body=text)
        writer.commit()

    def open(self) -> None:
        from whoosh.index import open_dir

        self.searcher = open_dir(str(self.folder)).searcher()

    def prepare(self, question: Question) -> Any:
        from whoosh import query

        terms = [query.Term("body", word) for word in question.words]
        match question.kind:
            case "phrase" if len(terms) > 1:
                return query.Phrase("body", list(question.words), slop=1 + question.slop)
            case "prefix":
                return query.Prefix("body", question.words[0], constantscore=False)
            case "wildcard":
                return query.Wildcard("body", question.words[0], constantscore=False)
            case "fuzzy":
                return query.FuzzyTerm("body", question.words[0], maxdist=question.edits, constantscore=False)
        return (query.And if question.kind == "all" else query.Or)(terms)

    def run(self, query: Any, limit: int, count: bool) -> Result:
        found = self.searcher.search(query, limit=limit)
        return [found.docnum(i) for i in range(found.scored_length())], len(found) if count else None
