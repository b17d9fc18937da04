"""What `scripts/bench cli` measured, for people: a Markdown page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from benchmark.machine import machine
from benchmark.measure import geometric_mean
from benchmark.runs import Pair, Runs
from benchmark.startup import PARTS

TARGET: Final = 1.5
"""What the command may take of the baseline's time."""

_HEAD: Final = """# How long the command takes

Made by `scripts/bench cli` on {machine}.

Each run is a process of its own: `search` finds, ranks, fetches and prints ten of {articles:,} articles with
their passages. The time is that from the start of the process to the last byte of its output. In between runs a
Python that does `import numpy, whoosh.query, typer`, which no query can do without. A *ratio* is that of `search`
to the Python that ran beside it, the median of all such pairs; it is to be at most {target}. The archive is made
by `reindex`, with people and places looked for, of articles that are recombined from real sentences (newswire of
1987, Wikipedia).

Over all classes, with files in memory, the ratio is {wall:.2f} on the clock and {cpu:.2f} of processor time
(geometric means). {verdict}
"""


def line(name: str, pair: Pair) -> str:
    """One class on one line, while it runs."""
    took = f"{pair.ours.middle('wall'):6.0f} ms beside {pair.baseline.middle('wall'):.0f}"
    return f"{name:44s} {took}  ratio {pair.ratio('wall'):.2f}, of processor time {pair.ratio('cpu'):.2f}"


def page(
    articles: int, warm: Mapping[str, Pair], cold: Mapping[str, Pair], profile: Mapping[str, Counter[str]]
) -> str:
    """The whole page."""
    above = [f"{name} ({pair.ratio('wall'):.2f})" for name, pair in warm.items() if pair.ratio("wall") > TARGET]
    head = _HEAD.format(
        machine=machine(),
        articles=articles,
        target=TARGET,
        wall=geometric_mean([pair.ratio("wall") for pair in warm.values()]),
        cpu=geometric_mean([pair.ratio("cpu") for pair in warm.values()]),
        verdict=f"Above {TARGET}: {', '.join(above)}." if above else f"No class is above {TARGET}.",
    )
    parts = [head, *_warm(warm), *_cold(cold), *_profile(profile)]
    return "\n".join(parts) + "\n"


def _warm(classes: Mapping[str, Pair]) -> Iterator[str]:
    yield "## Files in memory\n\nMilliseconds: least / median / 95th percentile.\n"
    yield "| class | runs | `search` | only imports | ratio | processor: `search` | only imports | ratio |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, pair in classes.items():
        cells = [
            f"{_spread(pair.ours, w)} | {_spread(pair.baseline, w)} | {pair.ratio(w):.2f}" for w in ("wall", "cpu")
        ]
        yield f"| {name} | {len(pair.ours)} | {' | '.join(cells)} |"


def _cold(states: Mapping[str, Pair]) -> Iterator[str]:
    yield "\n## Files on the disk\n"
    yield "Milliseconds on the clock. What is named is dropped from the system's cache of files before each run of"
    yield "either; pages that a running program uses stay there.\n"
    yield "| dropped | runs | `search` | read, MB | only imports | read, MB | ratio |\n|" + "---|" * 7
    for name, (ours, baseline) in states.items():
        cells = [f"{_spread(runs, 'wall')} | {runs.middle('read') / 1000:.1f}" for runs in (ours, baseline)]
        yield f"| {name} | {len(ours)} | {' | '.join(cells)} | {Pair(ours, baseline).ratio('wall'):.2f} |"


def _profile(profile: Mapping[str, Counter[str]]) -> Iterator[str]:
    yield "\n## Imports\n\nMilliseconds by `python -X importtime`, the least of several runs of each module.\n"
    yield f"| | {' | '.join(PARTS)} | others | total |\n|---|{'---|' * (len(PARTS) + 2)}"
    for name, shares in profile.items():
        cells = (f"{shares[part]:.1f}" for part in (*PARTS, "others"))
        yield f"| `{name}` | {' | '.join(cells)} | {shares.total():.1f} |"


def _spread(runs: Runs, what: str) -> str:
    return f"{runs.least(what):.0f} / {runs.middle(what):.0f} / {runs.most(what):.0f}"
