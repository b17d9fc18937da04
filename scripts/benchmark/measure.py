"""Timing: every question goes to all systems in turn, so that whatever else the machine does hits all alike."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import exp, log
from statistics import median
from time import perf_counter, thread_time
from typing import Any, Final, NamedTuple

from benchmark.queries import Question
from benchmark.systems import System

MODES: Final[dict[str, tuple[int, bool]]] = {
    "TOP_10": (10, False),
    "TOP_10 + total": (10, True),
    "TOP_100": (100, False),
}
FIXED: Final = 0.2
"""What an interpreter may cost on a query, in ms, where a peer takes less than that."""
_STRETCH: Final = 0.5
"""Seconds for which questions are answered before another number of threads has its turn."""


class Times(NamedTuple):
    """Milliseconds of one system on one class: the median time of each question."""

    each: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The time that this share of the questions stays within."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def mean(self) -> float:
        """The geometric mean."""
        return geometric_mean(self.each)


def geometric_mean(values: Sequence[float]) -> float:
    """Exp of the mean logarithm."""
    return exp(sum(map(log, values)) / len(values))


CLOCKS: Final[dict[str, Callable[[], float]]] = {"wall": perf_counter, "cpu": thread_time}
"""What times are taken by; that of the processor is the one to trust where others use it, too."""


def measure(
    systems: Sequence[System], questions: Sequence[Question], mode: str, repeats: int, clock: str = "wall"
) -> dict[str, Times]:
    """The times of each system on a class; in no known mode a facet is counted over all matches."""
    limit, count = MODES.get(mode, (0, False))
    chance = random.Random(3)  # noqa: S311  # not for secrets
    prepared = [[(system, system.prepare(question)) for system in systems] for question in questions]
    samples: list[dict[str, list[float]]] = [{system.name: [] for system in systems} for _ in questions]
    gc.collect()
    gc.disable()
    try:
        for turn in range(repeats + 1):
            for tasks, sample in zip(prepared, samples, strict=True):
                chance.shuffle(tasks)
                for system, query in tasks:
                    taken = _time(system, query, limit, count, CLOCKS[clock])
                    if turn:  # the first one warms caches
                        sample[system.name].append(taken)
    finally:
        gc.enable()
    return {
        system.name: Times(tuple(1000 * median(sample[system.name]) for sample in samples)) for system in systems
    }


def disagreeing(systems: Sequence[System], questions: Sequence[Question]) -> list[str]:
    """The questions for which these systems count different totals, with the totals."""
    found = []
    for question in questions:
        totals = {
            system.name: system.run(system.prepare(question), 10, True)[1]
            for system in systems
            if system.can(question)
        }
        if len(set(totals.values())) > 1:
            found.append(f"{question.kind} {' '.join(question.words)}: {totals}")
    return found


def throughput(system: System, questions: Sequence[Question], turns: int = 5) -> tuple[float, float]:
    """Questions a second that one thread answers on an open index, and two together: best ten with the total.

    Both answer all questions equally often, taking the next one whenever they are done, and in turns; the medians
    count.
    """
    queries = [system.prepare(question) for question in questions]
    taken = _answered(system, queries, 1), _answered(system, queries, 1)  # the first one warms caches
    tasks = queries * max(1, round(_STRETCH / taken[1]))
    stretches = [[_answered(system, tasks, threads) for threads in (1, 2)] for _ in range(turns)]
    one, two = (len(tasks) / median(times) for times in zip(*stretches, strict=True))
    return one, two


def _answered(system: System, queries: Sequence[Any], threads: int) -> float:
    """How long some threads take to answer all of these, in seconds."""
    tasks = iter(queries)

    def work(_: int) -> None:
        for query in tasks:
            system.run(query, 10, True)

    began = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return perf_counter() - began


def _time(system: System, query: Any, limit: int, count: bool, clock: Callable[[], float]) -> float:
    system.get_ready()
    began = clock()
    if limit:
        system.run(query, limit, count)
    else:
        system.facets(query)
    return clock() - began
