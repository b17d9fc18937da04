"""Building the index of a corpus: `python -m benchmark.builders ENGINE CORPUS INDEX`.

Each build is a process of its own; it prints how many articles it indexed. All index the same text fields with
positions, the date, and store the article. Peers are fed by Dateline's readers, whose time counts for them as it
does for Dateline; facets, stem groups and early-stopping bounds are Dateline's alone.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmark.files import files_of
from index.article import Article, to_stored
from index.fields import FIELDS

TEXTS: Final = [field.name for field in FIELDS if field.kind == "text"]
MEMORY: Final = 512 << 20
JOBS: Final = 2
WHOOSH_BYTES: Final = 32 << 20
"""About what stock Whoosh is given, spread over the files of a corpus: it is slow, and slower the more it has."""
OURS: Final = "Dateline"
EXTRACTING: Final = "Dateline, people and places found"


def articles(corpus: Path, step: int = 1) -> Iterator[Article]:
    """Everything that Dateline's readers find in a corpus, or in some of its files."""
    from index.readers import read_file  # Dateline's own build is not to pay for it twice

    for file in files_of(corpus)[::step]:
        for item in read_file(file.path, file.name):
            if isinstance(item, Article):
                yield item


def texts(article: Article) -> dict[str, str]:
    """The text fields that an article has."""
    lists = {
        "people": article.people,
        "places": [place.name for place in article.places],
        "keywords": article.keywords,
    }
    values = {name: "\n".join(lists[name]) if name in lists else getattr(article, name, "") for name in TEXTS}
    return {name: text for name, text in values.items() if text}


def stored(article: Article) -> str:
    """The whole article, as Dateline stores it."""
    return json.dumps(to_stored(article), ensure_ascii=False, separators=(",", ":"))


def date_of(article: Article) -> datetime | None:
    """The day and time of publication, naive."""
    return article.published.when.replace(tzinfo=None) if article.published else None


def dateline(corpus: Path, index: Path, *, extract: bool = False) -> int:
    """Dateline, as `reindex --no-extract` does it; with `extract`, as `reindex`."""
    from index.quick_start import import_whoosh  # as the command does

    import_whoosh()
    from index.writer import ArchiveWriter

    with ArchiveWriter(index, extract=extract, jobs=JOBS) as writer:
        count = sum(len(report.ids) for report in writer.write(files_of(corpus)))
        writer.commit()
    return count


def tantivy(corpus: Path, index: Path) -> int:
    """Tantivy with two indexing threads."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name)
    builder.add_date_field("date", indexed=True, fast=True)
    builder.add_bytes_field("article", stored=True)
    writer = tantivy.Index(builder.build(), path=str(index)).writer(MEMORY, JOBS)
    count = 0
    for article in articles(corpus):
        document = tantivy.Document()
        document.add_text("id", article.id)
        for name, text in texts(article).items():
            document.add_text(name, text)
        if date := date_of(article):
            document.add_date("date", date)
        document.add_bytes("article", stored(article).encode())
        writer.add_document(document)
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def fts5(corpus: Path, index: Path) -> int:
    """SQLite's full-text index; it stores the text fields themselves."""
    database = sqlite3.connect(index / "index.sqlite")
    database.execute(f"CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, date UNINDEXED, {', '.join(TEXTS)})")
    marks = ", ".join("?" * (len(TEXTS) + 2))

    def rows() -> Iterator[list[str]]:
        for article in articles(corpus):
            found = texts(article)
            yield [article.id, str(date_of(article) or ""), *(found.get(name, "") for name in TEXTS)]

    count = database.executemany(f"INSERT INTO articles VALUES ({marks})", rows()).rowcount  # noqa: S608
    database.commit()
    database.close()
    return count


def whoosh(corpus: Path, index: Path) -> int:
    """Whoosh as it comes: its own codec, writer and analysis, but no stop words; a sample of the files only."""
    from whoosh.analysis import StandardAnalyzer
    from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema
    from whoosh.index import create_in

    schema = Schema(id=ID(unique=True), date=DATETIME(sortable=True), article=STORED)
    for name in TEXTS:
        schema.add(name, TEXT(analyzer=StandardAnalyzer(stoplist=None, minsize=1)))
    writer = create_in(index, schema).writer()
    count = 0
    size = sum(file.size for file in files_of(corpus))
    for article in articles(corpus, -(-size // WHOOSH_BYTES)):
        fields: dict[str, Any] = {"id": article.id, "article": stored(article), **texts(article)}
        writer.add_document(**fields, **({"date": date} if (date := date_of(article)) else {}))
        count += 1
    writer.commit()
    return count


def xapian(corpus: Path, index: Path) -> int:
    """Xapian with its own term generator."""
    import xapian

    database = xapian.WritableDatabase(str(index / "xapian"), xapian.DB_CREATE_OR_OPEN)
    generator = xapian.TermGenerator()
    count = 0
    for article in articles(corpus):
        document = xapian.Document()
        generator.set_document(document)
        for name, text in texts(article).items():
            generator.index_text(text, 1, f"X{name.upper()}")
            generator.increase_termpos()
        document.add_boolean_term(f"Q{article.id}"[:240])
        document.set_data(stored(article))
        database.add_document(document)
        count += 1
    database.commit()
    return count


BUILDERS: Final[dict[str, Callable[[Path, Path], int]]] = {
    OURS: dateline,
    EXTRACTING: partial(dateline, extract=True),
    "tantivy": tantivy,
    "SQLite FTS5": fts5,
    "Xapian": xapian,
    "stock Whoosh": whoosh,
}

if __name__ == "__main__":
    engine, corpus, index = sys.argv[1:]
    print(BUILDERS[engine](Path(corpus), Path(index)))
