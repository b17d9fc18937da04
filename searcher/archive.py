"""An archive to ask: where a question becomes an answer.

from searcher import open_archive

with open_archive("news/.dateline") as archive:
    answer = archive.search("Homs ceasefire", limit=5)
    for hit in answer.hits:
        print(hit.headline, hit.date)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from os import PathLike
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Self

from index.article import Article
from index.errors import DatelineError
from index.fields import SEARCHED
from index.locate import find_index
from index.text import Form, terms_of, tokens
from searcher.answer import (
    DEFAULT_LIMIT,
    NAMES,
    Answer,
    Facet,
    Hit,
    Meaning,
    Note,
    Ranking,
    Request,
    Snippet,
    Sort,
    Suggestion,
    Timeline,
    Unit,
)
from searcher.checks import check, check_facet, check_page, names
from searcher.query.names import with_other_names
from searcher.query.parser import parse
from searcher.query.tree import Field, Node, Phrase, Wildcard, Word, walk
from searcher.query.variants import Variants, variants
from searcher.restrict import options_of, restricted, unrestricted, with_aliases
from searcher.snippets import Finder, highlight, patterns_of, show
from searcher.versions import group

FEW: Final = 3
"""Answers with fewer articles than this come with suggestions."""

MANY_WORDS: Final = 500
"""A pattern that begins with a wildcard and stands for more words than this comes with a note."""

EVERYTHING: Final = 1 << 31
"""A limit beyond any archive."""

ALIASES: Final = "aliases.txt"
"""The file of an archive's own rules for names, in its index's folder (`index.aliases`)."""

_UNITS: Final[tuple[Unit, ...]] = ("year", "month", "day")
_FEW_BARS: Final = 3
_SAME_PATH: Final = 5000

if TYPE_CHECKING:
    from index.aliases import Aliases
    from searcher.engines.base import Engine


def open_archive(path: str | PathLike[str] | None = None) -> Archive:
    """Open the index in the folder `path`, or in `path/.dateline`; without a path, the one `search` would use.

    Raises IndexNotFound, IndexDamaged or IndexTooNew.
    """
    from searcher.engines.local import LocalEngine  # noqa: PLC0415  # the whole of NumPy; not needed to say --help

    folder = None if path is None else Path(path)
    if folder is not None and (folder / ".dateline").is_dir():
        folder /= ".dateline"
    folder = find_index(folder)
    return Archive(LocalEngine(folder), variants(folder), folder)


class Question(NamedTuple):
    """A request understood: its tree, options included, and what there is to say about it."""

    tree: Node
    notes: tuple[Note, ...]


class Archive:
    """A snapshot of an archive that answers requests. What is indexed later is seen by the next one opened.

    Safe to use from several threads. Close it, or use it in a `with` statement.
    """

    def __init__(self, engine: Engine, spellings: Variants | None = None, folder: Path | None = None) -> None:
        self.engine = engine
        self._spellings = spellings
        self._folder = folder

    @cached_property
    def aliases(self) -> Aliases:
        """The names that are one name, by the rules of the package and of this archive. Raises UsageError."""
        from index.aliases import load  # noqa: PLC0415  # hundreds of rules, for counts and names only

        return load(self._folder)

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
        timeline: Unit | Literal["auto"] | None = None,
        exact: bool = False,
        today: date | None = None,
    ) -> Answer:
        """The full answer to a query: see `searcher.answer.Request` for what each option means.

        Raises QueryError where the query cannot be understood, and UsageError for options that make no sense.
        """
        return self.answer(
            Request(
                query=query,
                limit=limit,
                offset=offset,
                sort=sort,
                since=since,
                until=until,
                people=names("people", people),
                places=names("places", places),
                source=names("source", source),
                facets=tuple(facets),
                timeline=timeline,
                exact=exact,
                today=today,
            )
        )

    def rank(
        self, query: str, limit: int = DEFAULT_LIMIT, *, offset: int = 0, count: bool = True, exact: bool = False
    ) -> Ranking:
        """The best documents of a query, their scores and the total; nothing is fetched. Raises QueryError."""
        tree = self.understand(Request(query, limit=limit, offset=offset, exact=exact)).tree
        return self.engine.rank(tree, limit=limit, offset=offset, count=count, exact=exact)

    def understand(self, request: Request) -> Question:
        """What a request asks for. Raises UsageError for its options and QueryError for its query."""
        check(request)
        parsed = parse(request.query, today=request.today or date.today())
        tree = parsed.tree if request.exact else with_aliases(parsed.tree, self._spelled)
        tree = restricted(tree, request, self._spelled)
        tree = self._named(tree, exact=request.exact)
        return Question(tree, tuple(parsed.notes))

    def answer(self, request: Request) -> Answer:
        """The full answer to a request. Raises QueryError."""
        began = perf_counter()
        tree, notes = self.understand(request)
        exact = request.exact
        ranking = self.engine.rank(
            tree, limit=request.limit, offset=request.offset, sort=request.sort, exact=exact
        )
        answer = Answer(
            request,
            _total(ranking),
            self._hits(tree, ranking, request),
            facets=tuple(self._facet(tree, name, size, exact=exact) for name, size in request.facets),
            timeline=self._timeline(tree, request),
            notes=notes + tuple(self._broad(tree)),
        )
        if answer.total < FEW:
            answer = answer._replace(suggestions=self._suggestions(request, answer.total))
        return answer._replace(took_ms=_since(began))

    def _broad(self, tree: Node) -> Iterator[Note]:
        """Notes on patterns that begin with a wildcard and stand for very many words."""
        for node in walk(tree):
            if isinstance(node, Wildcard) and node.pattern[:1] in "*?":
                terms = frozenset[str]().union(*chain.from_iterable(self.engine.meaning(node).runs))
                if len(terms) > MANY_WORDS:
                    message = f"{node.pattern} stands for {len(terms):,} different words."
                    hint = "Begin with a letter or two to find less by chance, and faster."
                    yield Note("leading-wildcard", message, node.start, node.end, hint)

    def facet(self, request: Request, field: str, size: int, *, merged: bool = True) -> Facet:
        """The most frequent values of a field over all matches, exactly; every spelling apart if not `merged`."""
        check_facet(field, size)
        tree = self.understand(request).tree
        if not merged:
            return self.engine.facet(tree, field, size, exact=request.exact)
        return self._facet(tree, field, size, exact=request.exact)

    def count(self, request: Request) -> int:
        """How many articles match, and nothing else."""
        tree = self.understand(request).tree
        return _total(self.engine.rank(tree, limit=0, sort=request.sort, exact=request.exact))

    def paths(self, request: Request) -> tuple[Answer, list[str]]:
        """The answer without its hits, and the file of each, the best ones' first. No article is held for that."""
        began = perf_counter()
        tree, notes = self.understand(request)
        ranking = self.engine.rank(
            tree, limit=request.limit, offset=request.offset, sort=request.sort, exact=request.exact
        )
        paths = self.engine.texts("path", ranking.docs.tolist())
        notes += tuple(self._broad(tree))
        return Answer(request, _total(ranking), (), _since(began), notes=notes), paths

    def unseen(self, request: Request, seen: frozenset[str]) -> tuple[Answer, frozenset[str]]:
        """The answer without the articles whose ids are in `seen`, and the ids of all that match.

        Reads every match, so it is for searches that find a readable number.
        """
        began = perf_counter()
        tree, notes = self.understand(request)
        every = self.engine.rank(tree, limit=EVERYTHING, sort=request.sort, exact=request.exact)
        ids = self.engine.texts("id", every.docs.tolist())
        fresh = [i for i, one in enumerate(ids) if one not in seen]
        page = fresh[request.offset : request.offset + request.limit]
        hits = self._hits(tree, Ranking(every.docs[page], every.scores[page], len(fresh)), request)
        return Answer(request, len(fresh), hits, _since(began), notes=notes), frozenset(ids)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises DatelineError where there is none."""
        return self._articles([self._find(article_id)])[0]

    def like(self, article_id: str, *, limit: int = DEFAULT_LIMIT, offset: int = 0) -> Answer:
        """The articles most similar to one, itself left out. Raises DatelineError where the id is unknown."""
        began = perf_counter()
        check_page(limit, offset)
        request = Request(query="", limit=limit, offset=offset)
        ranking = self.engine.like(self._find(article_id), limit=limit, offset=offset)
        return Answer(request, _total(ranking), self._hits(None, ranking, request), _since(began))

    def highlight(self, article: Article, request: Request) -> tuple[Snippet, ...]:
        """An article's headline, caption and body in full, with what the query matches in them."""
        return highlight(article, self._finder(self.understand(request).tree, request))

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

    def _spelled(self, name: str, kind: Literal["person", "place"]) -> Sequence[str]:
        """All spellings of a name; loads the aliases only when there is one to look up."""
        return self.aliases.spellings(name, kind)

    def _named(self, tree: Node, *, exact: bool) -> Node:
        """The tree with the other spellings of names of several words."""
        return tree if exact or self._spellings is None else with_other_names(tree, self._spellings)

    def _find(self, article_id: str) -> int:
        """The document with an id, or the only one that came from the file of this name."""
        doc = self.engine.find(article_id)
        if doc is not None:
            return doc
        words = tuple(Word(token.term) for token in tokens(article_id) if token.form is Form.WORD)
        docs = self.engine.documents(Field("path", Phrase(words)))[:_SAME_PATH].tolist() if words else []
        articles = zip(docs, self.engine.articles(docs), strict=True)
        same = [(doc, article.id) for doc, article in articles if article.path == article_id]
        if len(same) == 1:
            return int(same[0][0])
        if same:
            named = ", ".join(found for _, found in same[:3])
            raise DatelineError(f"{article_id} holds {len(same)} articles", f"Say which by its id: {named} …")
        raise DatelineError(f"there is no article with the id {article_id}", "Ids are in: search --json")

    def _articles(self, docs: Sequence[int]) -> list[Article]:
        """The articles, their names as the archive's own rules have them if it has any."""
        articles = self.engine.articles(docs)
        if self._folder is None or not (self._folder / ALIASES).exists():
            return articles
        from searcher.naming import named  # noqa: PLC0415  # few archives have rules of their own

        return [named(article, self.aliases) for article in articles]

    def _facet(self, tree: Node, field: str, size: int, *, exact: bool) -> Facet:
        aliases = self.aliases if field in NAMES else None
        return self.engine.facet(tree, field, size, exact=exact, aliases=aliases)

    def _timeline(self, tree: Node, request: Request) -> Timeline | None:
        """By the unit asked for; by the largest that gives more than a few bars where none was."""
        timeline = None
        units = _UNITS if request.timeline == "auto" else (request.timeline,) if request.timeline else ()
        for unit in units:
            timeline = self.engine.timeline(tree, unit, exact=request.exact)
            if len(timeline.bars) > _FEW_BARS:
                break
        return timeline

    def _suggestions(self, request: Request, total: int) -> tuple[Suggestion, ...]:
        from searcher.suggest import suggestions  # noqa: PLC0415  # only where little was found

        def ask(query: str) -> int:
            return self.count(request._replace(query=query))

        def lookup(leaf: Node, fields: tuple[str, ...]) -> Meaning:
            return self.engine.meaning(leaf, fields=fields)

        tree = parse(request.query, today=request.today).tree
        found = suggestions(request.query, tree, total, SEARCHED, ask, lookup)
        options = options_of(request)
        if not total and options:
            count = self.count(unrestricted(request))
            if count:
                found = (Suggestion("without", request.query, count, " ".join(options)), *found)
        return found

    def _finder(self, tree: Node, request: Request) -> Finder:
        def lookup(leaf: Node, fields: tuple[str, ...], literal: bool) -> Meaning:
            return self.engine.meaning(leaf, fields=fields, exact=literal or request.exact)

        return Finder(patterns_of(tree, lookup, request.query))

    def _hits(self, tree: Node | None, ranking: Ranking, request: Request) -> tuple[Hit, ...]:
        """The page: articles, snippets, and who is a copy of whom."""
        docs = [int(doc) for doc in ranking.docs]
        articles = self._articles(docs)
        if not request.snippet_characters:
            return tuple(
                Hit(doc, float(score), article)
                for doc, score, article in zip(docs, ranking.scores, articles, strict=True)
            )
        finder = self._finder(tree, request) if tree is not None and docs else Finder([])
        leaders = group(articles)
        copies: defaultdict[int, list[str]] = defaultdict(list)
        for i, leader in enumerate(leaders):
            if leader != i:
                copies[leader].append(articles[i].id)
        hits = []
        typed = _words_of(request)
        for i, article in enumerate(articles):
            shown = show(article, finder, request.snippet_characters)
            variants = tuple(each for each in shown.variants if typed.issuperset(terms_of(each.word)))
            hits.append(
                Hit(
                    docs[i],
                    float(ranking.scores[i]),
                    article,
                    shown.snippets,
                    variants,
                    tuple(copies[i]),
                    articles[leaders[i]].id if leaders[i] != i else "",
                )
            )
        return tuple(hits)


def _total(ranking: Ranking) -> int:
    """The number of matches of a ranking that was asked to count."""
    return len(ranking.docs) if ranking.total is None else ranking.total


def _words_of(request: Request) -> set[str]:
    """The words that somebody typed: other spellings that were searched with them are not among them."""
    return set().union(*map(terms_of, (request.query, *request.people, *request.places, *request.source)))


def _since(began: float) -> float:
    return (perf_counter() - began) * 1000
