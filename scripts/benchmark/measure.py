"""Timing: every question goes to all systems in turn, so that whatever else the machine does hits all alike."""

from __future__ import annotations

import gc
import multiprocessing
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


class Throughput(NamedTuple):
    """Questions a second on an open index: of one thread, of two, and of two processes that share nothing.

    The last is what the machine itself allows: its processors may share a core, and all share memory and cache.
    `by_threads` and `by_processes` are how many times as many two answer as one thread right before.
    """

    one: float
    two: float
    processes: float
    by_threads: float
    by_processes: float


def throughput(system: System, questions: Sequence[Question], turns: int = 9) -> Throughput:
    """How many questions are answered a second: best ten with the total.

    All answer every question equally often, taking the next one whenever they are done, and in turns; the medians
    count, of ratios those of the turns.
    """
    queries = [system.prepare(question) for question in questions]
    taken = _by_threads(system, queries, 1), _by_threads(system, queries, 1)  # the first one warms caches
    tasks = queries * max(1, round(_STRETCH / taken[1]))
    ways = (
        lambda: _by_threads(system, tasks, 1),
        lambda: _by_threads(system, tasks, 2),
        lambda: _by_processes(system, tasks, len(queries), 2),
    )
    stretches = [[way() for way in ways] for _ in range(turns)]
    rates = (len(tasks) / median(times) for times in zip(*stretches, strict=True))
    ratios = (median([turn[0] / turn[way] for turn in stretches]) for way in (1, 2))
    return Throughput(*rates, *ratios)


def _by_threads(system: System, queries: Sequence[Any], threads: int) -> float:
    """How long some threads take to answer all of these, in seconds."""
    tasks = iter(queries)

    def work(_: int) -> None:
        for query in tasks:
            system.run(query, 10, True)

    began = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return perf_counter() - began


def _by_processes(system: System, queries: Sequence[Any], distinct: int, processes: int) -> float:
    """The same for processes that begin with all that this one has read.

    Starting them does not count, nor does the first answer to each question, which maps their memory.
    """
    context = multiprocessing.get_context("fork")
    together, following, taken = context.Barrier(processes), context.Value("q", 0), context.SimpleQueue()

    def work() -> None:
        for query in queries[:distinct]:
            system.run(query, 10, True)
        together.wait()
        began = perf_counter()
        while True:
            with following.get_lock():
                turn, following.value = following.value, following.value + 1
            if turn >= len(queries):
                break
            system.run(queries[turn], 10, True)
        taken.put(perf_counter() - began)

    workers = [context.Process(target=work) for _ in range(processes)]
    for worker in workers:
        worker.start()
    longest = max(taken.get() for _ in workers)
    for worker in workers:
        worker.join()
    return longest


def _time(system: System, query: Any, limit: int, count: bool, clock: Callable[[], float]) -> float:
    system.get_ready()
    began = clock()
    if limit:
        system.run(query, limit, count)
    else:
        system.facets(query)
    return clock() - began
