"""How good the ranking is: judged sets of queries, the product's own default, and peers on the same texts.

scripts/evaluate relevance [DIR…]

A set is a folder with `queries.jsonl` (id, text), `qrels.tsv` (query, document, grade; 0 is not relevant) and
`docs.jsonl` (id, title, text); without the last, documents are the stories of Reuters-21578. Query words are
OR-ed everywhere. nDCG has linear gains. `p` is how likely a difference in nDCG@10 from dateline as large as this
comes about by chance (a paired test that flips signs at random).
"""

# each system is imported only where it is used: not all are there

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from math import exp, log, log2
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DEPTH: Final = 1000
_SETS: Final = ("cranfield", "cisi", "fnc1", "reuters-topics")
_WORD: Final = re.compile(r"\w+")

Rank = Callable[[str], list[str]]
"""The ids of the best documents for the words of a query."""


class JudgedSet(NamedTuple):
    """Documents (id, title, text), queries with judged documents, and the grades of those."""

    name: str
    files: list[Path]
    documents: list[tuple[str, str, str]]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]


class Quality(NamedTuple):
    """What is measured, a value a query."""

    ndcg: list[float]
    precision: list[float]
    recall: list[float]

    def line(self, system: str, chance: float | None) -> str:
        """One line for people and programs."""
        means = [float(np.mean(values)) for values in self]
        test = "" if chance is None else f" p {chance:.3f}"
        return f"{system:10s} nDCG@10 {means[0]:.4f} MAP {means[1]:.4f} recall@100 {means[2]:.4f}{test}"


def load(folder: Path) -> JudgedSet:
    """Read a set. Queries without any relevant document are left out."""
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            grades.setdefault(query, {})[document] = int(grade)
    lines = (folder / "queries.jsonl").read_text("utf-8").splitlines()
    queries = {
        str(record["id"]): record["text"] for record in map(json.loads, lines) if str(record["id"]) in grades
    }
    docs = folder / "docs.jsonl"
    files = [docs] if docs.exists() else sorted((folder.parent.parent / "reuters21578").glob("*.sgm"))
    return JudgedSet(folder.name, files, list(_documents(files)), queries, grades)


def _documents(files: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    from index.article import Article
    from index.readers import read_file

    for path in files:
        for article in read_file(path, path.name):
            if isinstance(article, Article):
                yield article.id, article.headline, article.body


def dateline(judged: JudgedSet, folder: Path) -> Rank:
    """The product: its writer, its engine, its defaults."""
    from index.ingest import SourceFile
    from index.writer import ArchiveWriter
    from searcher.engines.local import LocalEngine
    from searcher.query.tree import Node, Or, Word

    with ArchiveWriter(folder, extract=False) as writer:
        for _ in writer.write([SourceFile(path, path.name, path.stat().st_size) for path in judged.files]):
            pass
        writer.commit()
    engine = LocalEngine(folder)

    def rank(text: str) -> list[str]:
        words: list[Node] = [Word(word) for word in dict.fromkeys(_WORD.findall(text))]
        tree = Or(tuple(words)) if len(words) > 1 else words[0]
        docs = engine.rank(tree, limit=DEPTH, count=False).docs
        return [article.id for article in engine.articles(docs.tolist())]

    return rank


def tantivy(judged: JudgedSet, folder: Path) -> Rank:
    """Tantivy with its English stemmer."""
    import tantivy as t

    builder = t.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = t.Index(builder.build())
    writer = index.writer(100_000_000, 1)
    for name, title, text in judged.documents:
        writer.add_document(t.Document(id=name, text=f"{title}\n{text}"))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(text: str) -> list[str]:
        query, _ = index.parse_query_lenient(" ".join(_WORD.findall(text)), ["text"])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, DEPTH).hits]

    return rank


def bm25s(judged: JudgedSet, folder: Path) -> Rank:
    """bm25s with an English stemmer and its stop words."""
    import bm25s as b
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [f"{title}\n{text}" for _, title, text in judged.documents]
    model = b.BM25()
    model.index(b.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    names = [name for name, _, _ in judged.documents]

    def rank(text: str) -> list[str]:
        tokens = b.tokenize([text], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)
        if not tokens[0]:
            return []
        docs, scores = model.retrieve(tokens, k=min(DEPTH, len(names)), show_progress=False)
        return [names[doc] for doc, score in zip(docs[0], scores[0], strict=True) if score > 0]

    return rank


def whoosh(judged: JudgedSet, folder: Path) -> Rank:
    """Stock Whoosh with its stemming analyzer."""
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.query import Or, Term

    analyzer = StemmingAnalyzer()
    index = RamStorage().create_index(Schema(id=ID(stored=True), text=TEXT(analyzer, phrase=False)))
    writer = index.writer(limitmb=256)
    for name, title, text in judged.documents:
        writer.add_document(id=name, text=f"{title}\n{text}")
    writer.commit()
    searcher = index.searcher()

    def rank(text: str) -> list[str]:
        terms = dict.fromkeys(token.text for token in analyzer(text, mode="query"))
        found = searcher.search(Or([Term("text", term) for term in terms]), limit=None)
        return [found[i]["id"] for i in range(min(DEPTH, found.scored_length()))]

    return rank


def fts5(judged: JudgedSet, folder: Path) -> Rank:
    """SQLite FTS5 with its Porter stemmer."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(name UNINDEXED, text, tokenize='porter unicode61')")
    base.executemany("INSERT INTO texts VALUES (?, ?)", ((name, f"{a}\n{b}") for name, a, b in judged.documents))

    def rank(text: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(text)))
        rows = base.execute("SELECT name FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (query, DEPTH))
        return [name for (name,) in rows]

    return rank


SYSTEMS: Final = (dateline, bm25s, tantivy, whoosh, fts5)


def judge(judged: JudgedSet, rank: Rank) -> Quality:
    """Ask all queries."""
    quality = Quality([], [], [])
    for query, text in judged.queries.items():
        relevant = judged.grades[query]
        gains = [relevant.get(name, 0) for name in rank(text)]
        ideal = sorted(relevant.values(), reverse=True)[:10]
        quality.ndcg.append(_discounted(gains[:10]) / _discounted(ideal))
        hits = np.flatnonzero(np.array(gains) > 0)
        precision = float(((np.arange(len(hits)) + 1) / (hits + 1)).sum()) / len(relevant)
        quality.precision.append(precision)
        quality.recall.append(sum(gain > 0 for gain in gains[:100]) / len(relevant))
    return quality


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(i + 2) for i, gain in enumerate(gains))


def by_chance(one: Sequence[float], other: Sequence[float], draws: int = 20_000) -> float:
    """How likely a mean difference as large as this is if it were chance which of the two is better."""
    differences = np.array(one) - np.array(other)
    signs = np.random.default_rng(0).choice([-1.0, 1.0], (draws, len(differences)))
    return float(np.mean(np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12))


def evaluate(folder: Path) -> dict[str, Quality]:
    """Print a set's lines; the quality of each system on it."""
    judged = load(folder)
    print(f"\n{judged.name}: {len(judged.documents)} documents, {len(judged.queries)} queries")
    results: dict[str, Quality] = {}
    for system in SYSTEMS:
        with tempfile.TemporaryDirectory() as scratch:
            try:
                rank = system(judged, Path(scratch))
            except ImportError as error:
                print(f"{system.__name__:10s} left out: {error}")
                continue
            results[system.__name__] = quality = judge(judged, rank)
        chance = by_chance(results["dateline"].ndcg, quality.ndcg) if system is not dateline else None
        print(quality.line(system.__name__, chance), flush=True)
    return results


def summary(every: list[dict[str, Quality]]) -> None:
    """Geometric means over the sets, and dateline's ratio to the best peer of each."""
    print(f"\ngeometric mean over {len(every)} sets")
    for name in every[0]:
        means = [_geometric([float(np.mean(results[name][i])) for results in every]) for i in range(3)]
        print(f"{name:10s} nDCG@10 {means[0]:.4f} MAP {means[1]:.4f} recall@100 {means[2]:.4f}")
    for i, measure in enumerate(("nDCG@10", "MAP")):
        ratios = [
            float(np.mean(results["dateline"][i]))
            / max(float(np.mean(quality[i])) for name, quality in results.items() if name != "dateline")
            for results in every
        ]
        print(f"dateline / best peer, {measure}: " + " ".join(f"{ratio:.3f}" for ratio in ratios))


def _geometric(values: list[float]) -> float:
    return exp(sum(map(log, values)) / len(values))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    home: Any = ROOT.parent / "shared" / "data" / "ir"
    folders = parser.parse_args().folders or [home / name for name in _SETS]
    every = [evaluate(folder) for folder in folders]
    if len(every) > 1:
        summary(every)


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there")
