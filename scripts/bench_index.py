"""Measure indexing beside the peers: `scripts/bench index`.

Every build is a fresh process, from start to exit with reading included; engines take turns, and the best of the
repeats counts (the slowest build once: it has the time to be even). Prints Markdown: throughput, memory, size on
disk; what finding people and places costs; where Dateline's bytes go; what additions cost.
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent))

from benchmark.anatomy import anatomy  # noqa: E402
from benchmark.builders import BUILDERS, EXTRACTING, OURS  # noqa: E402
from benchmark.files import passages, recombined, reuters  # noqa: E402
from benchmark.runs import environment  # noqa: E402

_PAUSE: Final = 25
"""A look at memory holds up whom it looks at and takes a processor: so many times as long passes to the next."""
_ENVIRONMENT: Final = environment() | {"PYTHONPATH": f"{ROOT}:{ROOT.parent}", "PYTHONWARNINGS": "ignore"}
_NEEDS: Final = {"tantivy": "tantivy", "Xapian": "xapian"}
_SLOWEST: Final = "stock Whoosh"
_ADDITIONS: Final = 100, 1_000, 10_000, 100_000
_FEW: Final = 1_000
"""Adding no more is over so soon that it is done many times, of which the median counts."""
_TIMES: Final = 9


class Build(NamedTuple):
    """What one build took: articles, seconds on the clock and of all processors, bytes of memory and of disk."""

    articles: int
    seconds: float
    cpu: float
    memory: int
    size: int


def build(engine: str, corpus: Path, index: Path) -> Build:
    """Build an index anew in a process of its own."""
    shutil.rmtree(index, ignore_errors=True)
    index.mkdir(parents=True)
    return measured([sys.executable, "-m", "benchmark.builders", engine, str(corpus), str(index)], index)


def measured(command: list[str], index: Path) -> Build:
    """Run a command that prints a number of articles; memory is the peak sum over its processes."""
    before = os.times()
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_ENVIRONMENT) as process:
        memory = 0
        while process.poll() is None:
            looked = time.perf_counter()
            memory = max(memory, memory_of(process.pid))
            try:
                process.wait(_PAUSE * (time.perf_counter() - looked))
            except subprocess.TimeoutExpired:
                continue
        seconds = time.perf_counter() - start
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return Build(int(output.split()[-1]), seconds, cpu, memory, size)


def memory_of(pid: int) -> int:
    """Bytes that a process and its children hold, shared ones divided among those who share them."""
    total = 0
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            total += next(int(line.split()[1]) << 10 for line in file if line.startswith("Pss_Anon:"))
        for task in os.listdir(f"/proc/{pid}/task"):
            children = Path(f"/proc/{pid}/task/{task}/children").read_text().split()
            total += sum(memory_of(int(child)) for child in children)
    except (OSError, StopIteration):
        pass  # it ended meanwhile
    return total


def print_row(*cells: str) -> None:
    """A row of a Markdown table."""
    print(f"| {' | '.join(cells)} |", flush=True)


def compare(name: str, corpus: Path, work: Path, repeat: int) -> None:
    """A table of all engines on one corpus."""
    engines = [name for name in BUILDERS if name not in _NEEDS or importlib.util.find_spec(_NEEDS[name])]
    best: dict[str, Build] = {}
    for turn in range(repeat):
        for engine in engines:
            if turn and engine == _SLOWEST:
                continue
            done = build(engine, corpus, work / folder_of(engine))
            best[engine] = min(done, best.get(engine, done), key=lambda run: run.seconds)
    ours, tantivy = best[OURS], best.get("tantivy")
    print(f"\n## {name}: {ours.articles:,} articles\n")
    print("| engine | articles/s | Dateline is | CPU s | peak memory MB | index MB | of tantivy's |")
    print("|---|---|---|---|---|---|---|")
    for engine, run in best.items():
        rate = run.articles / run.seconds
        times = ours.articles / ours.seconds / rate
        whole = run.articles == ours.articles
        note = "" if whole else f" ({run.articles:,} articles, extrapolated)"
        size = run.size * ours.articles / run.articles
        share = f"{size / tantivy.size:.3f}" if tantivy else "?"
        cpu = run.cpu * ours.articles / run.articles
        row = (engine + note, f"{rate:,.0f}", f"{times:.2f} ×", f"{cpu:.1f}", f"{run.memory / 1e6:.0f}")
        print_row(*row, f"{size / 1e6:.1f}", share)
    extracting = best[EXTRACTING]
    print(
        f"\nFinding people and places as well takes {extracting.seconds / ours.seconds:.2f} times as long and "
        f"{extracting.cpu / ours.cpu:.2f} times the CPU.\n"
    )
    anatomy(work / folder_of(OURS))


def folder_of(engine: str) -> str:
    """The name of an engine's folder."""
    return re.sub(r"\W+", "-", engine)


def large(work: Path) -> None:
    """Memory at 100,000 and at 1,000,000 articles."""
    print("\n## Memory\n\n| articles | articles/s | peak memory MB | index MB | segments |\n|---|---|---|---|---|")
    for count in (100_000, 1_000_000):
        run = build(OURS, recombined(work, count), work / "large")
        segments = len(list((work / "large").glob("*.seg")))
        row = (f"{run.articles:,}", f"{run.articles / run.seconds:,.0f}", f"{run.memory / 1e6:.0f}")
        print_row(*row, f"{run.size / 1e6:.0f}", str(segments))


def increments(work: Path, repeat: int) -> None:
    """What it costs to add articles to an index of 100,000."""
    base = work / "base"
    full = median([build(OURS, recombined(work, 100_000), base).seconds for _ in range(repeat)])
    print("\n## Additions to an index of 100,000 articles\n")
    print(f"The full build took {full:.2f} s (median of {repeat}).\n")
    print("| added | whole process s | of the full build | by a thread of a running one s | of the full build |")
    print("|---|---|---|---|---|")
    for seed, count in enumerate(_ADDITIONS, 2):
        corpus = recombined(work, count, seed)
        times = _TIMES if count <= _FEW else 1
        whole, inside = zip(*[added(corpus, base, work / "added") for _ in range(times)], strict=True)
        cells = [(f"{seconds:.3f}", f"1/{full / seconds:.0f}") for seconds in (median(whole), median(inside))]
        print_row(f"{count:,}", *cells[0], *cells[1])


def added(corpus: Path, base: Path, index: Path) -> tuple[float, float]:
    """Seconds to add a corpus to a copy of an index: by a whole process, and by a thread of one that is warm."""
    took = []
    for command in ("benchmark.builders", OURS), ("benchmark.additions",):
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(base, index)
        os.sync()  # or the first to synchronise a file would wait for this copy
        line = [sys.executable, "-m", *command, str(corpus), str(index)]
        start = time.perf_counter()
        output = subprocess.run(line, check=True, capture_output=True, text=True, env=_ENVIRONMENT).stdout
        took.append(float(output) if len(command) == 1 else time.perf_counter() - start)
    return took[0], took[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--work", type=Path, help="a folder for corpora and indexes, kept (default: a temporary one)"
    )
    parser.add_argument("--repeat", type=int, default=3, help="how many builds of each (default: 3)")
    parser.add_argument("--large", action="store_true", help="also memory at 100,000 and 1,000,000 articles")
    parser.add_argument("--only", choices=["reuters", "passages", "additions", "large"], help="only this part")
    options = parser.parse_args()
    compileall.compile_dir(ROOT.parent / "index", quiet=1)  # as pip does, for the first build too
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        if options.only in (None, "reuters"):
            compare("Reuters-21578", reuters(), work, options.repeat)
        if options.only in (None, "passages"):
            compare("Long passages", passages(work), work, options.repeat)
        if options.only in (None, "additions"):
            increments(work, options.repeat)
        if options.large or options.only == "large":
            large(work)


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there")
