"""The engine on this machine: the index in a folder, evaluated with arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.article import Article, from_stored
from index.codec.columns import EMPTY
from index.codec.toc import open_segments
from index.errors import DatelineError, IndexDamaged, UsageError
from index.fields import FIELDS, SEARCHED, STORED_ARTICLE
from searcher import facets, timeline
from searcher.answer import Facet, Meaning, Ranking, Sort, Timeline, Unit
from searcher.engines.translate import is_function_word, leaf, runs, translate
from searcher.execute import search
from searcher.execute.expansions import Exact
from searcher.execute.explain import explain
from searcher.execute.more_like import more_like
from searcher.execute.queries import Words
from searcher.execute.snapshot import Snapshot
from searcher.query import tree
from searcher.query.variants import variants

if TYPE_CHECKING:
    from index.aliases import Aliases

_LIKE_FIELDS = ("headline", "body")
_MENDING = "Restore the index from a backup, or read everything again: reindex --full"
_CURE = "Another program wrote it. To drop what others wrote: reindex --full"
_P = ParamSpec("_P")
_R = TypeVar("_R")


def _telling_damage(
    method: Callable[Concatenate[LocalEngine, _P], _R],
) -> Callable[Concatenate[LocalEngine, _P], _R]:
    """A method that raises IndexDamaged where it fails and a segment is not as it was written.

    Checksums and counts are looked at only then: it would take too long to read all of them first.
    """

    @wraps(method)
    def telling(self: LocalEngine, /, *arguments: _P.args, **named: _P.kwargs) -> _R:
        try:
            return method(self, *arguments, **named)
        except DatelineError:
            raise
        except Exception:
            self.verify()
            raise

    return telling


class LocalEngine:
    """One generation of the index in `directory`. Raises IndexNotFound, IndexDamaged or IndexTooNew."""

    def __init__(self, directory: Path) -> None:
        self.generation, segments = open_segments(directory)
        self._variants = variants(directory)
        self._opened: Snapshot | None = Snapshot(segments, {field.name: field.weight for field in FIELDS})

    @property
    def _snapshot(self) -> Snapshot:
        if self._opened is None:
            raise UsageError("the archive is closed", "Open it again, or ask within the `with` statement.")
        return self._opened

    def verify(self) -> None:
        """Raise IndexDamaged if a segment is not as it was written; reads all of them."""
        from index.codec.check import check_opened  # noqa: PLC0415  # hardly ever used

        for problem in chain.from_iterable(map(check_opened, self._snapshot.segments)):
            raise IndexDamaged(problem, _MENDING)

    @_telling_damage
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
        query = self._translate(node, exact=exact)
        if sort == "relevance":
            wanted = min(offset + limit, self._snapshot.documents) if limit else 0
            docs, scores, total = search.rank(self._snapshot, query, wanted, count=count)
            return Ranking(docs[offset:], scores[offset:], total)
        docs = search.documents(self._snapshot, query)
        dates = self._dates(docs)
        keys = dates if sort == "oldest" else np.where(dates == EMPTY, EMPTY, -dates)
        wanted = min(offset + limit, len(docs))
        if 0 < wanted < len(docs):
            near = np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1])
            docs_, keys = docs.take(near), keys.take(near)
        else:
            docs_ = docs
        page = docs_.take(np.lexsort((docs_, keys)))[offset : offset + limit]
        return Ranking(page, np.zeros(len(page)), len(docs) if count else None)

    @_telling_damage
    def documents(self, node: tree.Node, *, exact: bool = False) -> NDArray[np.uint32]:
        """Every document that matches, ascending."""
        return search.documents(self._snapshot, self._translate(node, exact=exact)).astype(np.uint32)

    @_telling_damage
    def articles(self, docs: Sequence[int]) -> list[Article]:
        """The stored articles of these documents, in this order."""
        return self._read(docs, from_stored)

    @_telling_damage
    def texts(self, field: str, docs: Sequence[int]) -> list[str]:
        """One text, as `id` or `path`, of each of these documents, in this order; "" where absent."""
        distinct: dict[str, str] = {}  # many articles may come from one file

        def text(stored: dict[str, Any]) -> str:
            written: str = stored.get(field, "")
            return distinct.setdefault(written, written)

        return self._read(docs, text)

    @_telling_damage
    def find(self, article_id: str) -> int | None:
        """The document with this id."""
        term = Exact(article_id.encode("utf-8", "surrogatepass"))
        found = search.documents(self._snapshot, Words(("id",), (term,)))
        return int(found[0]) if len(found) else None

    @_telling_damage
    def meaning(self, node: tree.Node, *, fields: tuple[str, ...] = SEARCHED, exact: bool = False) -> Meaning:
        """What a word, prefix, wildcard or fuzzy word stands for in these fields; `exact` as within a phrase."""
        written = runs(leaf(node, exact=exact, fields=fields, variants=self._variants))
        terms = tuple(tuple(map(self._snapshot.terms, run)) for run in written)
        if is_function_word(node):  # to count their documents would take longer than all else
            return Meaning(terms, 0.0)
        weights = (self._snapshot.expanded(words).statistics.weight for run in written for words in run)
        return Meaning(terms, max(weights, default=0.0))

    @_telling_damage
    def facet(
        self, node: tree.Node, field: str, size: int, *, exact: bool = False, aliases: Aliases | None = None
    ) -> Facet:
        """Exact counts over all matches of the `size` most frequent values; ties by value."""
        parts = []
        for i, docs in enumerate(search.local_documents(self._snapshot, self._translate(node, exact=exact))):
            column = self._snapshot.segments[i].facet(field)
            if column is not None and len(docs):
                parts.append(facets.Part(column, docs))
        return facets.count(field, parts, size, aliases)

    @_telling_damage
    def timeline(self, node: tree.Node, unit: Unit, *, exact: bool = False) -> Timeline:
        """Exact counts over all matches by date."""
        dates = self._dates(search.documents(self._snapshot, self._translate(node, exact=exact)))
        dated = dates[dates != EMPTY]
        return timeline.count(unit, [(dated, len(dates) - len(dated))])

    @_telling_damage
    def explain(self, node: tree.Node, doc: int, *, exact: bool = False) -> str:
        """The arithmetic of a document's score, for people. Raises UsageError."""
        if not 0 <= doc < self._snapshot.documents:
            message = f"there is no document {doc} in this archive, which has {self._snapshot.documents}"
            raise UsageError(message, "Give the number of a hit of its own: Hit.doc")
        return explain(self._snapshot, self._translate(node, exact=exact), doc)

    @_telling_damage
    def like(self, doc: int, *, limit: int, offset: int = 0) -> Ranking:
        """The articles most similar to this one, itself left out."""
        article = from_stored(self._stored(doc))
        query = more_like(self._snapshot, {name: getattr(article, name) for name in _LIKE_FIELDS})
        docs, scores, total = search.rank(self._snapshot, query, offset + limit + 1)
        others = np.flatnonzero(docs != doc)[: offset + limit]
        found = None if total is None else max(0, total - 1)
        return Ranking(docs.take(others)[offset:], scores.take(others)[offset:], found)

    def close(self) -> None:
        """Let go of files and mappings."""
        self._opened = None

    def _translate(self, node: tree.Node, *, exact: bool) -> Any:  # noqa: ANN401  # whoosh has no types
        return translate(node, exact=exact, variants=self._variants)

    def _read(self, docs: Sequence[int], of: Callable[[dict[str, Any]], _R]) -> list[_R]:
        """What `of` makes of what is stored of these documents, read by number, so that a block is opened once."""
        found = {doc: of(self._stored(doc)) for doc in sorted(map(int, docs))}
        return [found[doc] for doc in docs]

    def _stored(self, doc: int) -> dict[str, Any]:
        i, local = self._snapshot.place(doc)
        segment = self._snapshot.segments[i]
        stored: dict[str, Any] | None = segment.stored(local).get(STORED_ARTICLE)
        if stored is None:
            raise IndexDamaged(f"{segment.file.name} holds a document that is no article", _CURE)
        return stored

    def _dates(self, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        """When each was published, EMPTY where that is unknown."""
        dates = np.full(len(docs), EMPTY, np.int64)
        for segment, part in zip(self._snapshot.segments, self._snapshot.views, strict=True):
            column = segment.column("date")
            if column is not None:
                start, stop = docs.searchsorted([part.base, part.base + part.size])
                dates[start:stop] = column.take(docs[start:stop] - part.base)
        return dates
