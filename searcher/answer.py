"""What is asked and what comes back: the types that the command line, the engines and Python callers share.

    Request --parse--> tree --engine--> Ranking --articles, snippets, counts--> Answer(hits, facets, timeline, …)

All are named tuples: frozen, and a dataclass would cost every start of the command half a millisecond. Offsets are
in characters, half open `[start, end)`. Nothing here is sanitised: an article may hold anything, and whoever
prints it cleans it (`index.terminal.printable`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from index.article import Article
from searcher.query.diagnosis import Note

__all__ = [
    "Answer",
    "Facet",
    "FacetCount",
    "Hit",
    "Meaning",
    "Note",
    "Ranking",
    "Request",
    "Run",
    "Snippet",
    "Sort",
    "Span",
    "Suggestion",
    "Timeline",
    "TimelineBar",
    "Unit",
    "Variant",
]

if TYPE_CHECKING:  # `search --help` does without NumPy
    import numpy as np
    from numpy.typing import NDArray

Sort = Literal["relevance", "newest", "oldest"]
Unit = Literal["year", "month", "day"]
Span = tuple[int, int]

NAMES: Final[dict[str, Literal["person", "place"]]] = {"people": "person", "places": "place", "regions": "place"}
"""The fields that hold names with aliases (`index.aliases`), and what they are names of."""

DEFAULT_LIMIT = 10
DEFAULT_FACET_SIZE = 10
DEFAULT_SNIPPET_CHARACTERS = 300


class Request(NamedTuple):
    """One question, complete: the same request on the same index always has the same answer.

    `people`, `places` and `source` each keep the articles that have every one of these names (a name matches as
    the field's words do: `Assad` keeps Bashar al-Assad); they and `since` and `until` (both inclusive) filter
    without touching the score. `today` is what relative dates in the query count from; None means the clock.
    `exact` switches inflections and spelling variants off. `facets` names the fields to count, each with how many
    values to return. `timeline` is by a unit, or by one that suits the span. With `snippet_characters` 0, hits
    have no snippets.
    """

    query: str
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    sort: Sort = "relevance"
    since: str = ""
    until: str = ""
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    today: date | None = None
    exact: bool = False
    facets: tuple[tuple[str, int], ...] = ()
    timeline: Unit | Literal["auto"] | None = None
    snippet_characters: int = DEFAULT_SNIPPET_CHARACTERS


class Ranking(NamedTuple):
    """The best documents of a query and nothing fetched: what `Archive.rank` and every engine return.

    `docs` holds global document numbers (uint32 or int64, shape [k]), best first, ties by ascending number;
    `scores` (float64, shape [k]) belongs to them and is all zero where the order is by date. `total` is the exact
    number of matches, or None where counting was not asked for.
    """

    docs: NDArray[np.integer]
    scores: NDArray[np.float64]
    total: int | None


Run = tuple[frozenset[str], ...]
"""Words in a row: for each position the index terms that may stand there."""


class Meaning(NamedTuple):
    """What a word of the query stands for in an index.

    `runs` are the ways it may be written: `homs` is one run of one position, which may hold every inflection and
    variant of the word; `F-16` is `f16`, or `f` and `16` in a row. Terms are index terms, folded, over all
    segments: what the engine looks for and nothing else. `weight` is the word's idf over the searched fields, 0
    for a function word that does not score.
    """

    runs: tuple[Run, ...]
    weight: float = 1.0


class Snippet(NamedTuple):
    """A passage of one field of an article, or several joined by ' … ', with what matched in it.

    `highlights` are ascending, disjoint spans of `text`.
    """

    field: str
    text: str
    highlights: tuple[Span, ...] = ()


class Variant(NamedTuple):
    """A hit matched `terms` (index terms) where the query said `word`, and they are not simply that word."""

    word: str
    terms: tuple[str, ...]


class Hit(NamedTuple):
    """One article of the answer. `doc` is its document number in the snapshot that answered.

    `snippets` holds the headline and the caption first where they matched, then the best passages of the body.
    `versions` are the ids of the other hits of this page that are near-identical to it, given at the best of them;
    those others have its id as `copy_of`.
    """

    doc: int
    score: float
    article: Article
    snippets: tuple[Snippet, ...] = ()
    variants: tuple[Variant, ...] = ()
    versions: tuple[str, ...] = ()
    copy_of: str = ""

    @property
    def id(self) -> str:
        """The article's id, unique in its archive."""
        return self.article.id

    @property
    def headline(self) -> str:
        """The headline as the source wrote it; may be empty."""
        return self.article.headline

    @property
    def date(self) -> str:
        """When it was published: `2014-01-26`, or with a time where that is known; empty where the day is not."""
        published = self.article.published
        if published is None:
            return ""
        return published.when.isoformat() if published.has_time else published.when.date().isoformat()

    @property
    def people(self) -> tuple[str, ...]:
        """Canonical names of the people in the story, the most prominent first."""
        return self.article.people

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places in the story, the most prominent first."""
        return tuple(place.name for place in self.article.places)

    @property
    def source(self) -> str:
        """The publication or agency."""
        return self.article.source

    @property
    def path(self) -> str:
        """The file it came from."""
        return self.article.path

    @property
    def url(self) -> str:
        """Its address on the web."""
        return self.article.url


class FacetCount(NamedTuple):
    """How many of the matching articles have this value."""

    value: str
    articles: int


class Facet(NamedTuple):
    """The most frequent values of a field over all matches, and how many distinct ones there are."""

    field: str
    counts: tuple[FacetCount, ...]
    distinct: int


class TimelineBar(NamedTuple):
    """How many matches were published in the year, month or day that begins on `start`."""

    start: date
    articles: int


class Timeline(NamedTuple):
    """Matches over time, in ascending order.

    There is a bar for every period from the first to the last that has a match, empty ones included, unless they
    would be too many: then `gaps` is true and the empty ones are left out.
    """

    unit: Unit
    bars: tuple[TimelineBar, ...]
    undated: int = 0
    gaps: bool = False


class Suggestion(NamedTuple):
    """Another query that may be what was meant; shown, never applied.

    `kind`: `spelling` has a word replaced by a likelier one, `any` asks for any of the words instead of all,
    `without` leaves out the word that nothing was found for. `total` is what `query` would find.
    """

    kind: Literal["spelling", "any", "without"]
    query: str
    total: int
    word: str = ""
    instead: str = ""


class Answer(NamedTuple):
    """All that comes back for a request.

    `total` is exact and counts every match, near-identical copies too. `took_ms` is wall-clock time in
    milliseconds from the request to this object.
    """

    request: Request
    total: int
    hits: tuple[Hit, ...] = ()
    took_ms: float = 0.0
    facets: tuple[Facet, ...] = ()
    timeline: Timeline | None = None
    suggestions: tuple[Suggestion, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def query(self) -> str:
        """The query as it was typed."""
        return self.request.query
