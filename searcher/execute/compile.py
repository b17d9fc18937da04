"""From Whoosh queries to nodes: one a segment. What has no form in arrays is left to Whoosh's own matcher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import whoosh.query as q

from searcher.execute import expansions as e
from searcher.execute.columns import Everything, HasField, Listed, Range
from searcher.execute.compound import All, Best, Constant, Maybe, Without, any_of
from searcher.execute.node import Node, Nothing
from searcher.execute.phrase import near
from searcher.execute.queries import Near as NearQuery
from searcher.execute.queries import Words
from searcher.execute.snapshot import Snapshot

_FURTHEST: Final = 1 << 62


class Unarrayed(Exception):
    """A query, or a part of one, that only Whoosh's matchers can answer."""


def compiled(snapshot: Snapshot, query: Any) -> list[Node]:  # noqa: ANN401  # whoosh has no types
    """The nodes of a Whoosh query, one a segment."""
    return [Compiler(snapshot, i).node(query) for i in range(len(snapshot.views))]


class Compiler:
    """Makes nodes for the i-th segment of a snapshot."""

    def __init__(self, snapshot: Snapshot, i: int) -> None:
        self._snapshot = snapshot
        self._i = i
        self._view = snapshot.views[i]
        self._segment = snapshot.segments[i]

    def node(self, query: Any, boost: float = 1.0) -> Node:  # noqa: ANN401  # whoosh has no types
        """The node of a query; `boost` is that of all queries around it, multiplied."""
        kind = type(query)
        if kind is Words:  # by far the most frequent
            boost *= query.boost
            node = self._snapshot.expanded(query).nodes[self._i]
            return node if boost == 1 else node.boosted(boost)
        make = _FORMS.get(kind)
        try:
            if make is None:
                raise Unarrayed
            return make(self, query, boost * getattr(query, "boost", 1.0))
        except Unarrayed:
            return self._listed(query, boost)

    def term(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Term."""
        return self._set(query, e.Exact(self._to_bytes(query.fieldname, query.text)), boost)

    def prefix(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Prefix."""
        return self._set(query, e.Prefix(self._to_bytes(query.fieldname, query.text)), boost)

    def wildcard(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Wildcard."""
        return self._set(query, e.glob(query.text), boost)

    def regex(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Regex."""
        return self._set(query, e.Pattern(query.text, query._find_prefix(query.text).encode()), boost)

    def fuzzy(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's FuzzyTerm, which knows no swapped letters."""
        expansion = e.Fuzzy(query.text, int(query.maxdist), fixed=query.prefixlength, swaps=False)
        return self._set(query, expansion, boost)

    def variations(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Variations."""
        from whoosh.lang.morph_en import variations  # noqa: PLC0415  # long to import, and hardly ever used

        words = tuple(e.Exact(self._to_bytes(query.fieldname, word)) for word in sorted(variations(query.text)))
        return self.node(Words((query.fieldname,), words), boost)

    def term_range(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's TermRange."""
        low = None if query.start is None else self._to_bytes(query.fieldname, query.start)
        high = None if query.end is None else self._to_bytes(query.fieldname, query.end)
        return self._set(query, e.Between(low, high, query.startexcl, query.endexcl), boost)

    def all(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's And."""
        children = [self.node(sub, boost) for sub in query.subqueries]
        if len(children) == 1:
            return children[0]
        return self._possible(All(self._view, children)) if children else Nothing(self._view)

    def any(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Or."""
        if query.scale or query.minmatch:
            raise Unarrayed
        return any_of(self._view, [self.node(sub, boost) for sub in query.subqueries])

    def best(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's DisjunctionMax."""
        return any_of(self._view, [self.node(sub, boost) for sub in query.subqueries], Best)

    def near(self, query: NearQuery, boost: float) -> Node:
        """Words near each other."""
        parts = [self.node(part, boost) for part in query.operands]
        return self._possible(near(self._view, query, parts)) if parts else Nothing(self._view)

    def phrase(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Phrase; its slop is how far a word may be behind the one before it."""
        if query.slop != 1 or not self._has_positions(query.fieldname):
            raise Unarrayed
        name = query.fieldname
        words = tuple(Words((name,), (e.Exact(self._to_bytes(name, word)),)) for word in query.words)
        return self.near(NearQuery((name,), words), boost) if words else Nothing(self._view)

    def without(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Not."""
        return Without(self.node(query.query, boost))

    def and_not(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's AndNot."""
        wanted = self.node(query.a, boost)
        return All(self._view, [wanted, Without(self.node(query.b))]) if wanted.size else wanted

    def and_maybe(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's AndMaybe."""
        return Maybe(self._view, self.node(query.a, boost), self.node(query.b, boost))

    def require(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Require: both must match, the first is scored."""
        return self._possible(All(self._view, [self.node(query.a, boost), Constant(self.node(query.b), 0.0)]))

    def constant(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's ConstantScoreQuery."""
        child = self.node(query.child)
        return Constant(child, query.score * boost) if child.size else child

    def every(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's Every."""
        if query.fieldname is None:
            return Constant(Everything(self._view), boost)
        field = self._segment.field(query.fieldname)
        if field is not None:
            return Constant(HasField(self._view, field), boost)
        column = self._segment.column(query.fieldname)
        return (
            self._nothing()
            if column is None
            else Constant(Range(self._view, column, -_FURTHEST, _FURTHEST), boost)
        )

    def number_range(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """Whoosh's NumericRange and DateRange."""
        column = self._segment.column(query.fieldname)
        if column is None:
            if self._snapshot.whoosh is None:  # nobody could know: no document here has a value
                return Nothing(self._view)
            raise Unarrayed
        bounds = [query.start, query.end]
        if not all(bound is None or isinstance(bound, int) for bound in bounds):
            raise Unarrayed
        low = -_FURTHEST if query.start is None else self._stored(query, query.start) + bool(query.startexcl)
        high = _FURTHEST if query.end is None else self._stored(query, query.end) - bool(query.endexcl)
        return Constant(Range(self._view, column, low, high), boost)

    def _stored(self, query: Any, number: int) -> int:  # noqa: ANN401
        """A number as the column holds it: Whoosh moves signed ones up to begin at 0."""
        schema = self._snapshot.schema
        if schema is None or type(query) is q.DateRange:
            return number
        return int(schema[query.fieldname].to_column_value(number))

    def _possible(self, node: Node) -> Node:
        """The node, unless nothing can match it."""
        return node if node.size else Nothing(self._view)

    def _nothing(self, *_: object) -> Node:
        return Nothing(self._view)

    def _set(self, query: Any, expansion: e.Expansion, boost: float) -> Node:  # noqa: ANN401
        return self.node(Words((query.fieldname,), (expansion,)), boost)

    def _has_positions(self, name: str) -> bool:
        field = self._segment.field(name)
        return field is None or field.has_positions

    def _to_bytes(self, name: str, text: str | bytes) -> bytes:
        if isinstance(text, bytes):
            return text
        schema = self._snapshot.schema
        if schema is None or name not in schema:
            return text.encode()
        try:
            return bytes(schema[name].to_bytes(text))
        except ValueError:
            raise Unarrayed from None

    def _listed(self, query: Any, boost: float) -> Node:  # noqa: ANN401
        """What Whoosh finds."""
        if self._snapshot.whoosh is None:
            raise TypeError(f"no array form of {type(query).__name__}, and no Whoosh searcher to ask")
        searcher = self._snapshot.whoosh()
        leaves = searcher.leaf_searchers() if hasattr(searcher, "leaf_searchers") else [(searcher, 0)]
        matcher = query.matcher(
            leaves[self._i][0], leaves[self._i][0].boolean_context().set(weighting=searcher.weighting)
        )
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score() * boost)
            matcher.next()
        return Listed(self._view, np.array(docs, np.int64), np.array(scores, np.float64))


_FORMS: Final[dict[type[Any], Callable[[Compiler, Any, float], Node]]] = {
    NearQuery: Compiler.near,
    q.Term: Compiler.term,
    q.Prefix: Compiler.prefix,
    q.Wildcard: Compiler.wildcard,
    q.Regex: Compiler.regex,
    q.FuzzyTerm: Compiler.fuzzy,
    q.Variations: Compiler.variations,
    q.TermRange: Compiler.term_range,
    q.And: Compiler.all,
    q.Or: Compiler.any,
    q.DisjunctionMax: Compiler.best,
    q.Phrase: Compiler.phrase,
    q.Not: Compiler.without,
    q.AndNot: Compiler.and_not,
    q.AndMaybe: Compiler.and_maybe,
    q.Require: Compiler.require,
    q.ConstantScoreQuery: Compiler.constant,
    q.Every: Compiler.every,
    q.NumericRange: Compiler.number_range,
    q.DateRange: Compiler.number_range,
    type(q.NullQuery): Compiler._nothing,
}
"""What has a form in arrays. Subclasses of these may mean something else and are left to Whoosh."""
