"""How fast queries are answered, beside peers that index the same articles and answer the same questions.

scripts/bench query [--articles N …] [--questions N] [--repeats N] [--systems NAME …] [--queries FILE …]
                    [--data DIR] [--cache DIR] [--clock wall|cpu] [--page DIR]

Corpora and indexes are kept in the cache folder. Everything runs on one thread with warm caches, and each
question goes to all systems in turn, so that ratios hold where the machine is busy. The report is Markdown,
printed, and with --page written to DIR/queries.md with a plot beside it.

A file of queries holds one a line; in .tsv the last column counts, in .jsonl the "query" or "title". A line in
double quotes is a phrase ("a b"~2: a sloppy one), `a OR b` any of the words, `pre*` a prefix; every other is asked
twice, for all of its words and for any. A file in the layout of Lucene's benchmark (.tasks, `Class: query`) is
taken by its classes. Each file has classes of its own, with up to --questions of each.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import Final

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]

from benchmark import measure, peers, report  # noqa: E402  # the folder had to be made known first
from benchmark.corpus import corpus  # noqa: E402
from benchmark.machine import machine  # noqa: E402
from benchmark.queries import Classes, Question, Vocabulary, questions  # noqa: E402
from benchmark.systems import Dateline, DatelineNew, System, Tantivy, articles  # noqa: E402

SYSTEMS: Final[dict[str, type[System]]] = {
    kind.name: kind
    for kind in (Dateline, DatelineNew, Tantivy, peers.Fts5, peers.Bm25s, peers.Xapian, peers.Whoosh)
}
_SLOW: Final = frozenset({"fts5", "bm25s", "xapian", "whoosh"})
"""These are asked fewer questions, less often: some of their answers take seconds."""
_EXACT: Final = ("dateline", "tantivy", "fts5")
"""These count what matches, not about how much."""


def opened(names: list[str], path: Path, count: int, cache: Path) -> list[System]:
    """The systems that are installed, with their indexes."""
    found = []
    for name in names:
        try:
            found.append(SYSTEMS[name](path, count, cache))
        except ImportError as error:
            print(f"{name} left out: {error}", file=sys.stderr)
    return found


def asked(systems: list[System], classes: Classes, repeats: int, clock: str) -> report.Results:
    """The times of every class in every mode."""
    results: report.Results = {}
    fast = [system for system in systems if system.name not in _SLOW]
    slow = [system for system in systems if system.name in _SLOW]
    for mode in measure.MODES:
        for name, every in classes.items():
            times = measure.measure(fast, every, mode, repeats, clock)
            for system in slow:
                some = [question for question in every if system.can(question)][: max(3, len(every) // 3)]
                if some and mode == "TOP_10":
                    times |= measure.measure([system], some, mode, 1, clock)
            results[mode, name] = times
            print(report.line(mode, name, times), file=sys.stderr, flush=True)
    return results


def compared(systems: list[System], classes: Classes) -> str:
    """Whether all systems count the same totals, as a sentence; where they do not is told while it runs."""
    exact = [system for system in systems if system.name in _EXACT]
    same, other = 0, []
    for name, every in classes.items():
        found = [] if name.endswith("sloppy phrase") else measure.disagreeing(exact, every)
        for difference in found:
            print(f"{name}: {difference}", file=sys.stderr)
        same += len(every) - len(found)
        other += [f"{name} ({len(found)})"] if found else []
    text = f"**The totals** of {', '.join(system.name for system in exact)} were the same for {same:,} queries"
    return text + (f" and not for some of {', '.join(other)}." if other else ", all but the sloppy phrases.")


def counted(
    systems: list[System], classes: Classes, repeats: int, clock: str
) -> dict[str, dict[str, measure.Times]]:
    """The times of counting a facet over all that match."""
    some: dict[str, list[Question]] = {
        name: classes[name] for name in ("one word, frequent", "and of 2", "or of 2")
    }
    able = [system for system in systems if system.name in ("dateline", "tantivy")]
    return {name: measure.measure(able, every, "facets", repeats, clock) for name, every in some.items()}


def threaded(systems: list[System], classes: Classes) -> dict[str, measure.Throughput]:
    """Questions a second of one thread, of two, and of two processes, on the heavier classes."""
    ours = next((system for system in systems if system.name == "dateline"), None)
    names = ("or of a sentence", "or of many", "fuzzy 2", "prefix", "phrase", "sloppy phrase")
    if ours is None:
        return {}
    return {name: measure.throughput(ours, classes[name]) for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=24, help="how many a class")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--systems", nargs="+", default=list(SYSTEMS), choices=list(SYSTEMS))
    parser.add_argument("--queries", type=Path, nargs="*", default=[], help="files with a query a line")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "dateline-bench")
    parser.add_argument("--clock", choices=list(measure.CLOCKS), default="wall", help="cpu: for a busy machine")
    parser.add_argument("--page", type=Path, metavar="DIR", help="write the report to a page in this folder")
    options = parser.parse_args()
    sample = corpus(options.data, options.cache, min(options.articles))
    vocabulary = Vocabulary(islice(articles(sample), 50_000))
    classes = questions(options.data, vocabulary, options.questions, options.queries)
    runs, agreement = [], ""
    for count in options.articles:
        systems = opened(options.systems, corpus(options.data, options.cache, count), count, options.cache)
        agreement = agreement or compared(systems, classes)
        results = asked(systems, classes, options.repeats, options.clock)
        facets = counted(systems, classes, options.repeats, options.clock)
        runs.append(report.Run(count, systems, results, facets, threaded(systems, classes)))
    clock = " of processor time" if options.clock == "cpu" else ""
    how = report.Circumstances(machine(), clock, options.repeats, agreement)
    print(report.page(runs, how, options.page))


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there")
