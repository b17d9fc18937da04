"""An archive to ask: where a question becomes an answer.

from searcher import open_archive

with open_archive("news/.dateline") as archive:
    answer = archive.search("Homs ceasefire", limit=5)
    for hit in answer.hits:
        print(hit.headline, hit.date)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from os import PathLike
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from index.article import Article
from index.errors import DatelineError, UsageError
from index.locate import find_index
from searcher.answer import (
    DEFAULT_LIMIT,
    Answer,
    Hit,
    Meaning,
    Note,
    Ranking,
    Request,
    Snippet,
    Sort,
    Unit,
)
from searcher.query.parser import parse
from searcher.query.tree import Node
from searcher.restrict import restricted
from searcher.snippets import Pattern, highlight, patterns_of, show
from searcher.versions import group

if TYPE_CHECKING:
    from searcher.engines.base import Engine


def open_archive(path: str | PathLike[str] | None = None) -> Archive:
    """Open the index in the folder `path`, or in `path/.dateline`; without a path, the one `search` would use.

    Raises IndexNotFound, IndexDamaged or IndexTooNew.
    """
    from searcher.engines.local import LocalEngine  # noqa: PLC0415  # the whole of NumPy; not needed to say --help

    folder = None if path is None else Path(path)
    if folder is not None and (folder / ".dateline").is_dir():
        folder /= ".dateline"
    return Archive(LocalEngine(find_index(folder)))


class Question(NamedTuple):
    """A request understood: its tree, options included, and what there is to say about it."""

    tree: Node
    notes: tuple[Note, ...]


class Archive:
    """A snapshot of an archive that answers requests. What is indexed later is seen by the next one opened.

    Safe to use from several threads. Close it, or use it in a `with` statement.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def search(
        self,
        query: str,
        *,
        limit: int = DEFAULT_LIMIT,
        offset: int = 0,
        sort: Sort = "relevance",
        since: str = "",
        until: str = "",
        people: Sequence[str] = (),
        places: Sequence[str] = (),
        source: Sequence[str] = (),
        facets: Sequence[tuple[str, int]] = (),
        timeline: Unit | None = None,
        exact: bool = False,
        today: date | None = None,
    ) -> Answer:
        """The full answer to a query: see `searcher.answer.Request` for what each option means.

        Raises QueryError where the query cannot be understood.
        """
        return self.answer(
            Request(
                query=query,
                limit=limit,
                offset=offset,
                sort=sort,
                since=since,
                until=until,
                people=tuple(people),
                places=tuple(places),
                source=tuple(source),
                facets=tuple(facets),
                timeline=timeline,
                exact=exact,
                today=today,
            )
        )

    def rank(
        self, query: str, limit: int = DEFAULT_LIMIT, *, offset: int = 0, count: bool = True, exact: bool = False
    ) -> Ranking:
        """The best documents of a query, their scores and the total; nothing is fetched."""
        return self.engine.rank(
            parse(query, today=date.today()).tree, limit=limit, offset=offset, count=count, exact=exact
        )

    def understand(self, request: Request) -> Question:
        """What a request asks for. Raises QueryError."""
        if request.limit < 0 or request.offset < 0:
            raise UsageError("the limit and the offset cannot be negative")
        parsed = parse(request.query, today=request.today or date.today())
        return Question(restricted(parsed.tree, request), tuple(parsed.notes))

    def answer(self, request: Request) -> Answer:
        """The full answer to a request. Raises QueryError."""
        began = perf_counter()
        tree, notes = self.understand(request)
        ranking = self.engine.rank(
            tree, limit=request.limit, offset=request.offset, sort=request.sort, exact=request.exact
        )
        assert ranking.total is not None  # noqa: S101  # it was asked for
        exact = request.exact
        answer = Answer(
            request,
            ranking.total,
            self._hits(tree, ranking, request),
            facets=tuple(self.engine.facet(tree, name, size, exact=exact) for name, size in request.facets),
            timeline=self.engine.timeline(tree, request.timeline, exact=exact) if request.timeline else None,
            notes=notes,
        )
        if not answer.total:
            from searcher.suggest import suggestions  # noqa: PLC0415  # only when nothing was found

            answer = replace(answer, suggestions=suggestions(self.engine, tree, request))
        return replace(answer, took_ms=(perf_counter() - began) * 1000)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises DatelineError where there is none."""
        return self.engine.articles([self._find(article_id)])[0]

    def like(self, article_id: str, *, limit: int = DEFAULT_LIMIT, offset: int = 0) -> Answer:
        """The articles most similar to one, itself left out. Raises DatelineError where the id is unknown."""
        began = perf_counter()
        request = Request(query="", limit=limit, offset=offset)
        ranking = self.engine.like(self._find(article_id), limit=limit, offset=offset)
        total = len(ranking.docs) if ranking.total is None else ranking.total
        answer = Answer(request, total, self._hits(None, ranking, request))
        return replace(answer, took_ms=(perf_counter() - began) * 1000)

    def highlight(self, article: Article, request: Request) -> tuple[Snippet, ...]:
        """An article's headline, caption and body in full, with what the query matches in them."""
        return highlight(article, self._patterns(self.understand(request).tree, request))

    def explain(self, request: Request, doc: int) -> str:
        """How the score of a hit of this request comes about; `doc` is `Hit.doc`."""
        return self.engine.explain(self.understand(request).tree, doc, exact=request.exact)

    def close(self) -> None:
        """Let go of the index's files. Answers stay valid."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _find(self, article_id: str) -> int:
        doc = self.engine.find(article_id)
        if doc is None:
            raise DatelineError(
                f"there is no article with the id {article_id!r}", "Ids are shown by: search --json"
            )
        return doc

    def _patterns(self, tree: Node, request: Request) -> list[Pattern]:
        def lookup(leaf: Node, fields: tuple[str, ...], literal: bool) -> Meaning:
            return self.engine.meaning(leaf, fields=fields, exact=literal or request.exact)

        return patterns_of(tree, lookup, request.query)

    def _hits(self, tree: Node | None, ranking: Ranking, request: Request) -> tuple[Hit, ...]:
        """The page: articles, snippets, and who is a copy of whom."""
        docs = [int(doc) for doc in ranking.docs]
        articles = self.engine.articles(docs)
        patterns = self._patterns(tree, request) if tree is not None and docs else []
        leaders = group(articles)
        hits = []
        for i, article in enumerate(articles):
            shown = show(article, patterns, request.snippet_characters)
            hits.append(
                Hit(
                    docs[i],
                    float(ranking.scores[i]),
                    article,
                    shown.snippets,
                    shown.variants,
                    tuple(other.id for j, other in enumerate(articles) if leaders[j] == i != j),
                    articles[leaders[i]].id if leaders[i] != i else "",
                )
            )
        return tuple(hits)
