"""How long `search` takes, from the start of its process to its last byte, on an archive of recombined articles.

scripts/bench cli [--articles N] [--questions N] [--repeats N] [--queries FILE …] [--data DIR] [--cache DIR]
                  [--drop-caches] [--page DIR]

Every run is a whole command that finds, ranks, fetches and prints ten articles with their passages. It takes
turns with a Python that only imports what no query can do without, so that ratios hold where the machine is busy.
The archive is made by `reindex` and kept in the cache folder. A file of queries holds one a line, as a user types
them (in .tsv the last column, in .jsonl the "query" or "title"), and becomes a class of its own. The report is
Markdown, printed, and written to DIR/command.md if that is given.
"""

from __future__ import annotations

import argparse
import random
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]

from benchmark import runs  # noqa: E402  # the folder had to be made known first
from benchmark.archive import archive  # noqa: E402
from benchmark.command import line, page  # noqa: E402
from benchmark.corpus import recombined  # noqa: E402
from benchmark.queries import Question, Vocabulary, questions, written  # noqa: E402
from benchmark.runs import Pair, Runs  # noqa: E402
from benchmark.startup import imports  # noqa: E402

BASELINE: Final = "import numpy, whoosh.query, typer"
SEARCH: Final = "from searcher.cli import main; main()"
_SAMPLE: Final = 20_000
_SOME: Final = 50
_COLD: Final = ("and of 2", "facets", "one word, medium", "or of 2", "phrase")
_LIBRARIES: Final = (".py", ".pyc", ".so", ".dat", ".txt")

Classes = dict[str, list[list[str]]]
"""By name, the arguments of commands."""


def classes(data: Path, count: int, files: list[Path]) -> Classes:
    """Commands by what is asked for: the questions of `scripts/bench query`, and what only the command can do."""
    asked = questions(data, Vocabulary(islice(recombined(data, _SAMPLE), _SAMPLE)), count)
    frequent = [question.words[0] for question in asked["one word, frequent"]]
    pairs = [typed(question) for question in asked["and of 2"]]
    return {
        **{name: [["--", typed(one)] for one in some] for name, some in asked.items() if not some[0].dates},
        "date range and 2 words": [["--since=1985", "--until=1994", "--", pair] for pair in pairs],
        "person": [["--", f"people:{name}"] for name in ("Reagan", "Baker", "Thatcher")[:count]],
        "place and a word": [["--", f"places:{name} bank"] for name in ("Japan", "France", "Texas")[:count]],
        "newest first": [["--sort=newest", "--", word] for word in frequent],
        "facets": [["--facet=people,places:5", "--", word] for word in frequent],
        "timeline": [["--timeline=year", "--", word] for word in frequent],
        **{f"file: {file.stem}": [["--", line] for line in _some(file)] for file in files},
    }


def typed(question: Question) -> str:
    """A question as it is typed."""
    words = question.words
    match question.kind:
        case "any":
            return " OR ".join(words)
        case "phrase" if len(words) > 1:
            return f'"{" ".join(words)}"' + (f"~{question.slop}" if question.slop else "")
        case "prefix":
            return f"{words[0]}*"
        case "fuzzy":
            return f"{words[0]}~{question.edits}"
    return " ".join(words)


def _some(file: Path) -> list[str]:
    """The queries of a file, no more than can be asked in a while."""
    lines = list(written(file))
    return random.Random(11).sample(lines, min(_SOME, len(lines)))  # noqa: S311  # not for secrets


def measure(index: Path, commands: list[list[str]], repeats: int, chill: Callable[[], None] | None = None) -> Pair:
    """Each command so many times, in turn with the baseline; `chill` is called before every run."""
    chance = random.Random(1)  # noqa: S311  # not for secrets
    pair = Pair(Runs(), Runs())
    for turn in range(repeats + 1):
        for arguments in commands:
            ours = runs.python(SEARCH, f"--index={index}", *arguments)
            sides = [(pair.ours, ours), (pair.baseline, runs.python(BASELINE))]
            for taken, command in chance.sample(sides, 2):
                if chill:
                    chill()
                done = runs.run(command)
                if turn or chill:  # the first one warms caches and compiles modules
                    taken.append(done)
    return pair


def coolers(index: Path, *, kernel: bool) -> dict[str, Callable[[], None]]:
    """Ways to have files read from the disk again, by what they are called on the page."""
    own = runs.files_below([index])
    places = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")] + [
        ROOT / "index",
        ROOT / "searcher",
    ]
    libraries = [file for file in runs.files_below(places) if file.suffix in _LIBRARIES]
    if kernel:
        return {"index": lambda: runs.chill(own), "all caches of the system": runs.chill_everything}
    return {
        "index": lambda: runs.chill(own),
        "index, Python and its libraries": lambda: runs.chill(own + libraries),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=3, help="how many a class")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each")
    parser.add_argument("--queries", type=Path, nargs="*", default=[], help="files with a query a line")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "dateline-bench")
    parser.add_argument(
        "--drop-caches", action="store_true", help="for cold starts, have the kernel drop all caches"
    )
    parser.add_argument("--page", type=Path, metavar="DIR", help="write the report to a page in this folder")
    options = parser.parse_args()
    index = archive(options.data, options.cache, options.articles)
    asked = classes(options.data, options.questions, options.queries)
    warm, cold = {}, {}
    for name, commands in asked.items():
        warm[name] = measure(index, commands, options.repeats)
        print(line(name, warm[name]), file=sys.stderr, flush=True)
    few = [command for name in _COLD for command in asked[name][:1]]
    for name, chill in coolers(index, kernel=options.drop_caches).items():
        cold[name] = measure(index, few, options.repeats, chill)
        print(line(f"cold: {name}", cold[name]), file=sys.stderr, flush=True)
    profile = {
        BASELINE: imports(BASELINE),
        "search": imports(SEARCH, f"--index={index}", *asked["and of 2"][0]),
        "search --help": imports(SEARCH, "--help"),
    }
    report = page(options.articles, warm, cold, profile)
    print(report)
    if options.page:
        options.page.mkdir(parents=True, exist_ok=True)
        (options.page / "command.md").write_text(report, "utf-8")


if __name__ == "__main__":
    main()
