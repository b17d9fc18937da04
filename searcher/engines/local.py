"""The engine on this machine: the index in a folder, asked through Whoosh's own searcher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import whoosh.index
from numpy.typing import NDArray
from whoosh.scoring import BM25F

from index.aliases import Aliases
from index.article import Article, from_stored
from index.errors import IndexNotFound
from index.fields import SEARCHED
from index.schema import STORED_ARTICLE, facet_values
from searcher import timeline
from searcher.answer import NAMES, Facet, FacetCount, Meaning, Ranking, Sort, Timeline, Unit
from searcher.engines.translate import leaf, runs, translate
from searcher.query import tree
from searcher.query.variants import variants

_UNDATED = np.iinfo(np.int64).min


class LocalEngine:
    """One generation of the index in `directory`."""

    def __init__(self, directory: Path) -> None:
        if not directory.is_dir() or not whoosh.index.exists_in(str(directory)):
            raise IndexNotFound(f"{directory} holds no index", "Make one: reindex FOLDER")
        self._index = whoosh.index.open_dir(str(directory))
        self._variants = variants(directory)
        self._searcher: Any = self._index.searcher(weighting=BM25F(K1=1.5, B=0.5))

    def rank(
        self,
        node: tree.Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        count: bool = True,
        exact: bool = False,
    ) -> Ranking:
        """The documents `offset` to `offset + limit` of an order."""
        found = self._search(node, exact=exact)
        docs = np.array([doc for _, doc in found], np.int64)
        scores = np.array([score for score, _ in found])
        if sort == "relevance":
            order = np.lexsort((docs, -scores))
        else:
            dates = self._dates(docs)
            order = np.lexsort((docs, dates if sort == "oldest" else -dates, dates == _UNDATED))
            scores = np.zeros(len(docs))
        page = order[offset : offset + limit]
        return Ranking(docs[page], scores[page], len(docs) if count else None)

    def documents(self, node: tree.Node, *, exact: bool = False) -> NDArray[np.uint32]:
        """Every document that matches, ascending."""
        return np.array(sorted(doc for _, doc in self._search(node, exact=exact)), np.uint32)

    def articles(self, docs: Sequence[int]) -> list[Article]:
        """The stored articles of these documents, in this order."""
        return [from_stored(self._searcher.stored_fields(int(doc))[STORED_ARTICLE]) for doc in docs]

    def find(self, article_id: str) -> int | None:
        """The document with this id."""
        number: int | None = self._searcher.document_number(id=article_id)
        return number

    def meaning(self, node: tree.Node, *, fields: tuple[str, ...] = SEARCHED, exact: bool = False) -> Meaning:
        """What a word, prefix, wildcard or fuzzy word stands for in these fields; `exact` as within a phrase."""
        reader = self._searcher.reader()
        written = []
        idf = 0.0
        for run in runs(leaf(node, exact=exact, fields=fields, variants=self._variants)):
            found = [words.terms_in(reader) for words in run]
            written.append(tuple(frozenset(term.decode() for _, term in pairs) for pairs in found))
            idf = max([idf, *(self._searcher.idf(*pair) for pairs in found for pair in pairs)])
        return Meaning(tuple(written), float(idf))

    def facet(
        self, node: tree.Node, field: str, size: int, *, exact: bool = False, aliases: Aliases | None = None
    ) -> Facet:
        """Exact counts over all matches of the most frequent values."""
        counts: Counter[str] = Counter()
        for article in self.articles(self.documents(node, exact=exact).tolist()):
            counts.update(facet_values(article).get(field, ()))
        if aliases is not None and field in NAMES:
            counts = Counter({name.name: name.count for name in aliases.counted(counts, NAMES[field])})
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Facet(field, tuple(FacetCount(*item) for item in best[:size]), len(counts))

    def timeline(self, node: tree.Node, unit: Unit, *, exact: bool = False) -> Timeline:
        """Exact counts over all matches by date."""
        docs = self.documents(node, exact=exact)
        dates = self._dates(docs.astype(np.int64))
        dated = dates[dates != _UNDATED]
        return timeline.count(unit, [(dated, len(dates) - len(dated))])

    def explain(self, node: tree.Node, doc: int, *, exact: bool = False) -> str:
        """The arithmetic of a document's score, for people."""
        raise NotImplementedError

    def like(self, doc: int, *, limit: int, offset: int = 0) -> Ranking:
        """The articles most similar to this one, itself left out."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of files and mappings."""
        self._searcher.close()

    def _search(self, node: tree.Node, *, exact: bool) -> list[tuple[float, int]]:
        results = self._searcher.search(translate(node, exact=exact, variants=self._variants), limit=None)
        return [(float(score), int(doc)) for score, doc in results.top_n]

    def _dates(self, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        reader = self._searcher.reader()
        if not reader.has_column("date"):
            return np.full(len(docs), _UNDATED)
        column = reader.column_reader("date", translate=False)
        values = (column[int(doc)] for doc in docs)
        return np.array([value if 0 < value < 1 << 62 else _UNDATED for value in values], np.int64)
