"""What `scripts/bench query` measured, for people: a Markdown page and a plot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmark import plot
from benchmark.measure import FIXED, MODES, Throughput, Times, geometric_mean
from benchmark.systems import System

Results = dict[tuple[str, str], dict[str, Times]]
"""By mode and class, the times of each system."""

_OURS: Final = "dateline"
_NEW: Final = "dateline-new"
_PEER: Final = "tantivy"
_PEOPLE: Final = ("news topic", "user query", "or of a sentence", "file:")
_STEM: Final = "queries"
_MOST: Final = 2.0
"""What a class may take of the peer's time."""
_SHARE: Final = 100
"""How many times as long stock Whoosh is to take."""
_THREADS: Final = 1.5

_HEAD: Final = """# How fast queries are answered

Made by `scripts/bench query` on {machine}.
Times are in milliseconds{clock}, on one thread, with everything in memory.

**What is measured** is ranking alone: the numbers and scores of the best documents, and in one mode the exact
total. Queries are objects made beforehand, in each system's own terms, so nobody parses. Each goes to all
systems in turn, in random order, {repeats} times after a first that does not count; the median of these is the
query's time. A class's *ratio* is the geometric mean over its queries of Dateline's time by that of tantivy's
Python package.

**What is searched** are articles recombined from real sentences (newswire of 1987, Wikipedia), about 141 words
each, reduced to lower-case words so that every system indexes the same tokens, with positions. Dateline's index
is one segment, as tantivy's. Articles have a random date and a random value of a facet, alike in all systems.

**What is asked** are the queries of Lucene's and tantivy's own benchmarks, titles and descriptions of news
searches that evaluations use, and what people have typed.

**What differs.** Dateline scores prefixes, wildcards and fuzzy words by relevance; tantivy gives all their
matches the same score. tantivy's sloppy phrases also find words in the other order. An open archive remembers
which terms a word stands for, and in up to 256 MiB what it read of the lists of those words: decoded, with what
each posting adds to a score and, for words that phrases ask for again, where it stands, or roughly so; nothing of
the results of a query. `dateline` is asked the same again, and so profits from that; `dateline-new` (in
brackets) has all of it forgotten before each query, as if its words were new.

Between two queries of one system the others work, which drives its code and data from the processor's caches, as
on a machine that does other things as well. Where only `dateline` and `tantivy` take turns (`--systems`), both are
faster, tantivy more so, above all where queries are answered in less than 0.1 ms.

{agreement}
"""

_GROWTH: Final = """
A query costs a fixed part, some tens of microseconds a word for finding terms and opening lists, and a part that
grows with the postings read. Rare words stay near the fixed part. Conjunctions grow with their rarest word.
Frequent words and disjunctions grow slower than the corpus, since the windows that can compete for ten places
become a smaller share. Sets of terms and counted phrases grow with all they match.
"""


class Run(NamedTuple):
    """All that was measured on one corpus."""

    articles: int
    systems: list[System]
    results: Results
    facets: dict[str, dict[str, Times]]
    threads: dict[str, Throughput]
    """Questions a second of one thread and of two."""


class Circumstances(NamedTuple):
    """How it was measured: machine and versions, which clock, repeats, whether the totals were the same."""

    machine: str
    clock: str
    repeats: int
    agreement: str


def ratio(times: dict[str, Times], ours: str = _OURS) -> float | None:
    """The geometric mean over the questions of our time by the peer's."""
    if ours not in times or _PEER not in times:
        return None
    return geometric_mean([a / b for a, b in zip(times[ours].each, times[_PEER].each, strict=True)])


def line(mode: str, name: str, times: dict[str, Times]) -> str:
    """One class on one line, while it runs."""
    shown = "  ".join(f"{system} {value.mean:.3f}" for system, value in times.items())
    return f"{mode:14s} {name:26s} {shown}  ratio {ratio(times) or 0:.2f}"


def page(runs: list[Run], how: Circumstances, folder: Path | None) -> str:
    """The page; with a folder, it is written there, and a plot beside it."""
    parts = [_HEAD.format(**how._asdict()), *_targets(runs)]
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        panels = [(f"{run.articles:,} articles, ten best", _points(run)) for run in runs]
        if plot.draw(folder / f"{_STEM}.svg", panels, _names(runs[0])):
            parts.append(f"\n![Times of all classes of queries, by system]({_STEM}.svg)")
    for run in runs:
        parts += [f"\n## {run.articles:,} articles", *_tables(run), *_facets(run), *_threads(run)]
    parts += _growth(runs)
    text = "\n".join(parts) + "\n"
    if folder:
        (folder / f"{_STEM}.md").write_text(text, "utf-8")
    return text


def _targets(runs: list[Run]) -> Iterator[str]:
    """What is wanted, and what was found."""
    yield "## In short\n"
    yield f"| | target | {' | '.join(f'{run.articles:,} articles' for run in runs)} |"
    yield "|---|---|" + "---|" * len(runs)
    for mode in ("TOP_10", "TOP_10 + total"):
        for label, names in (("all classes", ("",)), ("queries of people", _PEOPLE)):
            cells = [_means(run, mode, names) for run in runs]
            yield f"| {mode}, {label}: time by tantivy's | at most 1 | {' | '.join(cells)} |"
        cells = [_exceeding(run, mode) for run in runs]
        yield f"| {mode}: classes above {_MOST:g} times tantivy's | none | {' | '.join(cells)} |"
    yield f"| time by stock Whoosh's | at most 1/{_SHARE} | {' | '.join(map(_by_whoosh, runs))} |"
    cells = [_least(run) for run in runs]
    yield f"| two threads by one, least of the heavier classes | at least {_THREADS} | {' | '.join(cells)} |"
    cells = [_least_of_processes(run) for run in runs]
    yield f"| two processes by one thread, least of them: what the machine allows | | {' | '.join(cells)} |"
    yield (
        f"\nWhere tantivy takes less than {FIXED} ms, {FIXED} ms more are what an interpreter may cost. Stock "
        "Whoosh indexes 10,000 articles, and its times are multiplied up in proportion, as are those of every "
        "system with fewer articles than the rest."
    )


def _marked(value: str, met: bool) -> str:
    return f"{value}, {'met' if met else '**missed**'}"


def _both(cells: list[str]) -> str:
    """What was found for words known before, and in brackets for new ones."""
    return f"{cells[0]} ({', '.join(cells[1:])})" if cells[1:] else (cells or ["–"])[0]


def _means(run: Run, mode: str, names: tuple[str, ...]) -> str:
    """The geometric mean over the classes whose names begin so; in brackets that of `dateline-new`."""
    cells = []
    for ours in (_OURS, _NEW):
        found = [r for name, times in _of(run, mode) if name.startswith(names) and (r := ratio(times, ours))]
        if found:
            mean = geometric_mean(found)
            cells.append(_marked(f"{mean:.2f}", mean <= 1.0))
    return _both(cells)


def _exceeding(run: Run, mode: str) -> str:
    """The classes that take too long; in brackets, those that do so where words are new."""
    cells = []
    for ours in (_OURS, _NEW):
        over = [name for name, times in _of(run, mode) if _excess(times, ours) > 1]
        cells.append(_marked("; ".join(over) or "none", not over))
    return _both(cells)


def _excess(times: dict[str, Times], ours: str) -> float:
    """Our time by what it may be: the geometric mean over the questions."""
    if ours not in times or _PEER not in times:
        return 0.0
    allowed = [max(_MOST * peer, peer + FIXED if peer < FIXED else 0.0) for peer in times[_PEER].each]
    return geometric_mean([a / b for a, b in zip(times[ours].each, allowed, strict=True)])


def _by_whoosh(run: Run) -> str:
    scale = _scaled(run, "whoosh")
    pairs = [
        (times[_OURS].mean, scale * times["whoosh"].mean) for _, times in _of(run, "TOP_10") if "whoosh" in times
    ]
    if not pairs:
        return "–"
    share = geometric_mean([whoosh / ours for ours, whoosh in pairs])
    return _marked(f"1/{share:,.0f}", share >= _SHARE)


def _least(run: Run) -> str:
    if not run.threads:
        return "–"
    least, name = min((rate.by_threads, name) for name, rate in run.threads.items())
    return _marked(f"{least:.2f} ({name})", least >= _THREADS)


def _least_of_processes(run: Run) -> str:
    """What two processes do at least, in which nothing waits for a lock."""
    if not run.threads:
        return "–"
    least, name = min((rate.by_processes, name) for name, rate in run.threads.items())
    return f"{least:.2f} ({name})"


def _of(run: Run, mode: str) -> Iterable[tuple[str, dict[str, Times]]]:
    return ((name, times) for (m, name), times in run.results.items() if m == mode)


def _names(run: Run) -> list[str]:
    return [name for name, _ in _of(run, "TOP_10")]


def _scaled(run: Run, name: str) -> float:
    """What the times of a system are multiplied by."""
    return next((run.articles / system.count for system in run.systems if system.name == name), 1.0)


def _points(run: Run) -> plot.Points:
    """The geometric means of the ten best, for the plot."""
    points: plot.Points = {}
    for name, times in _of(run, "TOP_10"):
        for system, taken in times.items():
            points.setdefault(system, {})[name] = taken.mean * _scaled(run, system)
    return points


def _tables(run: Run) -> Iterator[str]:
    names = [system.name for system in run.systems]
    for mode in MODES:
        shown = names if mode == "TOP_10" else [name for name in names if name in (_OURS, _NEW, _PEER)]
        yield f"\n### {mode}: p50 / p95 / p99\n"
        yield "| class | queries | " + " | ".join(shown) + " | ratio |"
        yield "|---|---|" + "---|" * len(shown) + "---|"
        for name, times in _of(run, mode):
            cells = [_cell(times.get(system), _scaled(run, system)) for system in shown]
            count = len(next(iter(times.values())).each)
            value, new = ratio(times), ratio(times, _NEW)
            shown_ratio = ("–" if value is None else f"{value:.2f}") + ("" if new is None else f" ({new:.2f})")
            yield f"| {name} | {count} | " + " | ".join(cells) + f" | {shown_ratio} |"


def _cell(times: Times | None, scale: float) -> str:
    if times is None:
        return "–"
    return " / ".join(f"{scale * times.percentile(share):.3g}" for share in (0.5, 0.95, 0.99))


def _facets(run: Run) -> Iterator[str]:
    if not run.facets:
        return
    yield "\n### Counting a facet over all matches: p50 / p95 / p99\n"
    yield f"| class | {_OURS} | {_PEER} | ratio |\n|---|---|---|---|"
    for name, times in run.facets.items():
        cells = " | ".join(_cell(times.get(system), 1) for system in (_OURS, _PEER))
        yield f"| {name} | {cells} | {ratio(times) or 0:.2f} |"


def _threads(run: Run) -> Iterator[str]:
    if not run.threads:
        return
    yield f"\n### Questions a second on one open archive ({_OURS}, TOP_10 + total)\n"
    yield "| class | 1 thread | 2 threads | ratio | 2 processes | ratio |\n|---|---|---|---|---|---|"
    for name, (one, two, processes, by_threads, by_processes) in run.threads.items():
        yield f"| {name} | {one:,.0f} | {two:,.0f} | {by_threads:.2f} | {processes:,.0f} | {by_processes:.2f} |"


def _growth(runs: list[Run]) -> Iterator[str]:
    """How times grow with the corpus."""
    if len(runs) < 2:
        return
    first, last = runs[0], runs[-1]
    yield f"\n## From {first.articles:,} to {last.articles:,} articles\n"
    yield "Times are multiplied by (TOP_10, geometric means):\n"
    yield f"| class | {_OURS} | {_PEER} |\n|---|---|---|"
    for name, times in _of(last, "TOP_10"):
        before = first.results["TOP_10", name]
        grown = [f"{times[s].mean / before[s].mean:.1f}" if s in times else "–" for s in (_OURS, _PEER)]
        yield f"| {name} | {' | '.join(grown)} |"
    yield _GROWTH
