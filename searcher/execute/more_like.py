"""What an article is about, as a query: its most telling words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from whoosh.query import Or

from index.function_words import FUNCTION_WORDS
from index.text import Form, tokens
from searcher.execute.expansions import Exact
from searcher.execute.queries import Words
from searcher.execute.snapshot import Snapshot

_WORDS = 25
_LEAST_FOUND = 2


def more_like(snapshot: Snapshot, texts: Mapping[str, str]) -> Or:
    """A query for documents like one whose fields have these texts.

    Its words are weighed by what they are worth and how often they stand there, saturated as in the ranking.
    """
    counts = Counter(token.term for text in texts.values() for token in tokens(text) if token.form is Form.WORD)
    fields = tuple(texts)
    weighed = []
    for term, count in counts.items():
        if term in FUNCTION_WORDS or term.isdigit():
            continue
        words = Words(fields, (Exact(term.encode()),))
        statistics = snapshot.expanded(words).statistics
        if statistics.found >= _LEAST_FOUND:
            share = count / (count + 1.0)
            weighed.append((statistics.weight * share, term, share))
    chosen = sorted(weighed, reverse=True)[:_WORDS]
    return Or([Words(fields, (Exact(term.encode()),), boost=share) for _, term, share in chosen])
