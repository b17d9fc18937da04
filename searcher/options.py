"""The options of `search`, each said once: name, type, default and help. Typer reads this class."""

# No `from __future__ import annotations` here: Typer wants the annotations themselves.
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from searcher.answer import DEFAULT_FACET_SIZE, DEFAULT_LIMIT


class Order(StrEnum):
    """What the hits are sorted by."""

    relevance = "relevance"
    newest = "newest"
    oldest = "oldest"


class Period(StrEnum):
    """The bars of a timeline."""

    year = "year"
    month = "month"
    day = "day"
    auto = "auto"


class Colour(StrEnum):
    """When to use bold and dim."""

    auto = "auto"
    always = "always"
    never = "never"


def _names(example: str) -> str:
    return f"{example} May be given several times: all of them must be there."


@dataclass(frozen=True, eq=False, repr=False)
class Options:
    """What `search` was called with."""

    query: Annotated[
        list[str] | None,
        Argument(
            metavar="[QUERY]...",
            help="Words to look for, see --help-query. '*' is every article.",
            show_default=False,
        ),
    ] = None
    limit: Annotated[
        int | None,
        Option(
            "--limit",
            "-n",
            metavar="N",
            min=0,
            show_default=False,
            help=f"How many hits [{DEFAULT_LIMIT}; all with -l, -0 and --new].",
        ),
    ] = None
    offset: Annotated[int, Option("--offset", metavar="N", min=0, help="How many hits to pass over first.")] = 0
    sort: Annotated[Order, Option("--sort", help="What comes first.")] = Order.relevance
    since: Annotated[
        str,
        Option(
            metavar="DATE", show_default=False, help="Published then or later: 2014, 2014-01-26, yesterday, 7d."
        ),
    ] = ""
    until: Annotated[str, Option(metavar="DATE", show_default=False, help="Published then or earlier.")] = ""
    people: Annotated[
        list[str] | None, Option("--people", metavar="NAME", show_default=False, help=_names("With this person."))
    ] = None
    places: Annotated[
        list[str] | None,
        Option("--places", metavar="NAME", show_default=False, help=_names("About this place or one in it.")),
    ] = None
    source: Annotated[
        list[str] | None,
        Option("--source", metavar="NAME", show_default=False, help="From this publication or agency."),
    ] = None
    today: Annotated[
        str, Option(metavar="DATE", show_default=False, help="What 'yesterday' and '7d' count from, if not today.")
    ] = ""
    exact: Annotated[bool, Option("--exact", help="Words as they are: no inflections, no spelling variants.")] = (
        False
    )

    facet: Annotated[
        list[str] | None,
        Option(
            metavar="FIELD,…",
            show_default=False,
            help=f"Count people, places, source …; people:20 for 20 of them [{DEFAULT_FACET_SIZE}].",
        ),
    ] = None
    timeline: Annotated[
        Period | None,
        Option(
            "--timeline", show_default=False, help="Count matches over time; by what suits if that is not said."
        ),
    ] = None
    together: Annotated[
        str, Option("--with", metavar="NAME", show_default=False, help="Who appears with this person.")
    ] = ""
    count: Annotated[bool, Option("--count", help="Print only how many articles match.")] = False

    json: Annotated[bool, Option("--json", help="Print the answer as one JSON object.")] = False
    jsonl: Annotated[bool, Option("--jsonl", help="Print a JSON object a hit, one a line.")] = False
    csv: Annotated[bool, Option("--csv", help="Print a table for spreadsheets.")] = False
    files: Annotated[bool, Option("--files", "-l", help="Print the paths of the files, one a line.")] = False
    null: Annotated[bool, Option("--null", "-0", help="The same, each ended by a null byte, for xargs -0.")] = (
        False
    )
    format: Annotated[
        str,
        Option(
            metavar="TEMPLATE",
            show_default=False,
            help="Print citations: apa, chicago, mla, bibtex, ris, or '{headline} ({date:%d %b %Y})[, {source}]'.",
        ),
    ] = ""
    all_versions: Annotated[bool, Option("--all-versions", help="Show near-identical copies one by one.")] = False
    color: Annotated[Colour, Option("--color", help="When to use bold and dim.")] = Colour.auto

    show: Annotated[
        str,
        Option(
            metavar="ID",
            show_default=False,
            help="Read one article, by id or file, with the query's words highlighted.",
        ),
    ] = ""
    like: Annotated[str, Option(metavar="ID", show_default=False, help="Articles similar to this one.")] = ""

    saved: Annotated[
        str,
        Option(
            metavar="NAME", show_default=False, help="Save the query under a name, or run the one saved under it."
        ),
    ] = ""
    new: Annotated[bool, Option("--new", help="With --saved: only what came since its last run.")] = False
    list_saved: Annotated[bool, Option("--list-saved", help="List the saved searches.")] = False

    help_query: Annotated[bool, Option("--help-query", help="Explain the query language.")] = False
    explain_query: Annotated[bool, Option("--explain-query", help="Print how the query is understood.")] = False
    explain: Annotated[bool, Option("--explain", help="Show how the score of each hit comes about.")] = False
    index: Annotated[Path | None, Option(metavar="DIR", show_default=False, help="The index's folder.")] = None
    version: Annotated[bool, Option("--version", help="Print the version.")] = False
