"""What was measured, for people: a Markdown page and a plot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from benchmark.measure import FIXED, MODES, Times, geometric_mean
from benchmark.systems import System

Results = dict[tuple[str, str], dict[str, Times]]
"""By mode and class, the times of each system."""

_OURS: Final = "dateline"
_NEW: Final = "dateline-new"
_PEER: Final = "tantivy"
_PEOPLE: Final = ("news topic", "user query", "file:")
_STEM: Final = "query-speed"


class Run(NamedTuple):
    """All that was measured on one corpus."""

    articles: int
    systems: list[System]
    results: Results
    facets: dict[str, dict[str, Times]]
    threads: dict[str, tuple[float, float]]
    """Questions a second of one thread and of two."""


def ratio(times: dict[str, Times], ours: str = "dateline") -> float | None:
    """The geometric mean over the questions of our time by the peer's."""
    if ours not in times or _PEER not in times:
        return None
    return geometric_mean([a / b for a, b in zip(times[ours].each, times[_PEER].each, strict=True)])


def line(mode: str, name: str, times: dict[str, Times]) -> str:
    """One class on one line, while it runs."""
    shown = "  ".join(f"{system} {value.mean:.3f}" for system, value in times.items())
    return f"{mode:14s} {name:26s} {shown}  ratio {ratio(times) or 0:.2f}"


def write(folder: Path, machine: str, runs: list[Run]) -> Path:
    """Write the page and the plot; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{_STEM}.md"
    parts = [_head(machine)]
    for run in runs:
        parts += [
            f"\n## {run.articles:,} articles\n",
            *_summary(run),
            *_tables(run),
            *_facets(run),
            *_threads(run),
        ]
    parts += _growth(runs)
    if _plot(folder / f"{_STEM}.svg", runs):
        parts.append(f"\n![Times of all classes]({_STEM}.svg)\n")
    page.write_text("\n".join(parts), "utf-8")
    return page


def _head(machine: str) -> str:
    return (
        "# How fast queries are answered\n\n"
        f"Made by `scripts/bench query` on {machine}. Milliseconds; one thread, warm; only ranking: document "
        "numbers and scores, nothing fetched. Articles are recombined from real sentences "
        "(newswire of 1987, Wikipedia), "
        "reduced to lower-case words so that every system indexes the same tokens, with positions. Queries are "
        "objects made beforehand; each goes to all systems in turn. Dateline scores prefixes, wildcards and fuzzy "
        "words by relevance, Tantivy gives all their matches the same score. An open archive "
        "remembers which terms a word stands for and where their lists begin, nothing of results; `dateline-new` "
        "is the same with that forgotten before each query, as if all its words were new. A "
        "class's *ratio* is the "
        "geometric mean over its queries of Dateline's time by Tantivy's, in brackets that of `dateline-new`. "
        "Systems that index fewer articles have their times multiplied up."
    )


def _scaled(run: Run, name: str) -> float:
    """What the times of a system are multiplied by."""
    return next(run.articles / system.count for system in run.systems if system.name == name)


def _summary(run: Run) -> Iterable[str]:
    for mode in MODES:
        ratios = {name: r for name, times in _of(run, mode) if (r := ratio(times))}
        if not ratios:
            continue
        new = {name: r for name, times in _of(run, mode) if (r := ratio(times, _NEW))}
        text = f"- {mode}: geometric mean of the ratios over all classes {_means(ratios, new, '')}"
        if any(name.startswith(_PEOPLE) for name in ratios):
            text += f", over the queries of people {_means(ratios, new, _PEOPLE)}"
        over = [name for name, times in _of(run, mode) if name in ratios and _too_slow(times)]
        yield text + (f"; above 2 (and {FIXED} ms): {', '.join(over)}" if over else "; no class above 2")
    slow = [
        times[_OURS].mean / (times["whoosh"].mean * _scaled(run, "whoosh"))
        for _, times in _of(run, "TOP_10")
        if "whoosh" in times
    ]
    if slow:
        yield f"- by stock Whoosh (times multiplied up): 1/{1 / geometric_mean(slow):,.0f}"


def _means(ratios: dict[str, float], new: dict[str, float], names: str | tuple[str, ...]) -> str:
    """The geometric mean over the classes whose names begin so; in brackets that of `dateline-new`."""
    some = [[r for name, r in each.items() if name.startswith(names)] for each in (ratios, new)]
    return f"{geometric_mean(some[0]):.2f}" + (f" ({geometric_mean(some[1]):.2f})" if some[1] else "")


def _too_slow(times: dict[str, Times]) -> bool:
    ours, peer = times[_OURS].mean, times[_PEER].mean
    return ours > 2 * peer and not (peer < FIXED and ours <= peer + FIXED)


def _of(run: Run, mode: str) -> Iterable[tuple[str, dict[str, Times]]]:
    return ((name, times) for (m, name), times in run.results.items() if m == mode)


def _tables(run: Run) -> Iterable[str]:
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


def _facets(run: Run) -> Iterable[str]:
    if not run.facets:
        return
    yield "\n### Counting a facet over all matches: p50 / p95 / p99\n"
    yield f"| class | {_OURS} | {_PEER} | ratio |\n|---|---|---|---|"
    for name, times in run.facets.items():
        cells = " | ".join(_cell(times.get(system), 1) for system in (_OURS, _PEER))
        yield f"| {name} | {cells} | {ratio(times) or 0:.2f} |"


def _threads(run: Run) -> Iterable[str]:
    if not run.threads:
        return
    yield f"\n### Questions a second on one open archive ({_OURS}, TOP_10 + total)\n"
    yield "| class | 1 thread | 2 threads | ratio |\n|---|---|---|---|"
    for name, (one, two) in run.threads.items():
        yield f"| {name} | {one:,.0f} | {two:,.0f} | {two / one:.2f} |"


def _growth(runs: list[Run]) -> Iterable[str]:
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
        yield f"| {name} | " + " | ".join(grown) + " |"
    yield (
        "\nA query costs a fixed part, some tens of microseconds a word for finding terms and opening "
        "lists, and a "
        "part that grows with the postings read. Rare words stay near the fixed part. Conjunctions grow "
        "with their "
        "rarest word. Frequent words and disjunctions grow slower than the corpus, since the windows that can "
        "compete for ten places become a smaller share. Sets of terms and counted phrases grow with all "
        "they match."
    )


def _plot(path: Path, runs: list[Run]) -> bool:
    try:
        import matplotlib as plots  # the page can do without

        plots.use("svg")
        from matplotlib import pyplot
    except ImportError:
        return False
    figure, axes = pyplot.subplots(1, len(runs), figsize=(7 * len(runs), 8), squeeze=False, sharey=True)
    for axis, run in zip(axes[0], runs, strict=True):
        names = [name for name, _ in _of(run, "TOP_10")][::-1]
        for system in (system.name for system in run.systems):
            found = [run.results["TOP_10", name].get(system) for name in names]
            points = [(times.mean * _scaled(run, system), i) for i, times in enumerate(found) if times]
            axis.scatter([x for x, _ in points], [y for _, y in points], label=system, s=28)
        axis.set_yticks(range(len(names)), names)
        axis.set_xscale("log")
        axis.set_xlabel("milliseconds, geometric mean")
        axis.set_title(f"TOP_10, {run.articles:,} articles")
        axis.grid(alpha=0.3)
    axes[0][0].legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(path)
    return True
