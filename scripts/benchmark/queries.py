"""The queries of the benchmark: a neutral form that every system translates into its own."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmark.corpus import plain

DATES: Final = (0, 1_000_000_000)
"""The range of the random dates that articles of the corpus get."""


class Question(NamedTuple):
    """One query. `words` are what it is about; `kind` says how.

    all, any       documents with all, any of the words
    phrase         the words in a row; with at most `slop` others among them where that is not 0
    prefix         one word that begins so; `wildcard`: `*` for any characters; `fuzzy`: within `edits`
    """

    kind: str
    words: tuple[str, ...]
    slop: int = 0
    edits: int = 0
    dates: tuple[int, int] | None = None


Classes = dict[str, list[Question]]

_TASKS: Final = {
    "AndHighHigh": "and of 2", "AndHighMed": "and of 2", "AndHighLow": "and of 2", "And3Terms": "and of 3",
    "And2Terms2StopWords": "and of 4", "OrHighHigh": "or of 2", "OrHighMed": "or of 2", "OrHighLow": "or of 2",
    "Or3Terms": "or of 3", "Or2Terms2StopWords": "or of 4", "OrMany": "or of many",
    "LowPhrase": "phrase", "MedPhrase": "phrase", "HighPhrase": "phrase", "Phrase": "phrase",
    "LowSloppyPhrase": "sloppy phrase", "MedSloppyPhrase": "sloppy phrase", "HighSloppyPhrase": "sloppy phrase",
    "SloppyPhrase": "sloppy phrase", "Prefix3": "prefix", "Wildcard": "wildcard", "Fuzzy1": "fuzzy 1",
    "Fuzzy2": "fuzzy 2",
}  # fmt: skip


class Vocabulary:
    """How many articles of a sample have each word: what makes a word rare or frequent."""

    def __init__(self, articles: Iterable[str]) -> None:
        self.found: Counter[str] = Counter()
        self.articles = 0
        for article in articles:
            self.articles += 1
            self.found.update(set(article.split()))

    def share(self, word: str) -> float:
        """The share of articles that have it."""
        return self.found[word] / self.articles


def questions(data: Path, vocabulary: Vocabulary, count: int, files: Iterable[Path] = ()) -> Classes:
    """Some `count` queries a class, the same every time; those of each of `files` are classes of their own."""
    chance = random.Random(7)  # noqa: S311  # not for secrets
    classes: dict[str, list[Question]] = {}
    for name, question in [
        *_words(vocabulary),
        *_tasks(data / "queries" / "wikimedium.1M.tasks"),
        *_tasks(data / "queries" / "wikinightly.tasks"),
        *_game(data / "queries"),
        *_topics(data / "queries"),
        *_people(data / "queries"),
        *(found for path in files for found in _file(path)),
    ]:
        if question.words and _known(question, vocabulary):
            classes.setdefault(name, []).append(question)
    chosen = {name: sorted(set(found), key=str) for name, found in classes.items()}
    chosen = {name: chance.sample(found, min(count, len(found))) for name, found in chosen.items()}
    low, high = DATES
    chosen["date range and 2 words"] = [
        question._replace(dates=(low + (high - low) * i % 7 // 10, low + (high - low) * (i % 7 + 3) // 10))
        for i, question in enumerate(chosen["and of 2"])
    ]
    return dict(sorted(chosen.items()))


def _known(question: Question, vocabulary: Vocabulary) -> bool:
    if question.kind in ("prefix", "wildcard", "fuzzy"):
        return True
    return all(vocabulary.found[word] > 1 for word in question.words)


def _words(vocabulary: Vocabulary) -> Iterator[tuple[str, Question]]:
    """Single words of three ranges of frequency."""
    ranges = {"one word, rare": (3e-5, 1e-3), "one word, medium": (3e-3, 2e-2), "one word, frequent": (0.05, 0.7)}
    for word in sorted(vocabulary.found):
        for name, (low, high) in ranges.items():
            if low <= vocabulary.share(word) <= high and word.isalpha() and len(word) > 2:
                yield name, Question("all", (word,))


def _tasks(path: Path) -> Iterator[tuple[str, Question]]:
    """Lucene's own benchmark: `Class: query # notes`."""
    for line in path.read_text("utf-8").splitlines():
        name, colon, query = line.partition(":")
        query = query.partition("#")[0].strip()
        if colon and name in _TASKS and (question := _task(_TASKS[name], query)):
            yield _TASKS[name], question


def _task(name: str, query: str) -> Question | None:
    if name.startswith("fuzzy"):
        word = query.partition("~")[0]
        return Question("fuzzy", (word,), edits=int(name[-1])) if word.isascii() and word.isalnum() else None
    if name in ("prefix", "wildcard"):
        if not re.fullmatch(r"[a-z0-9*]+", query):
            return None
        return Question(name, (query.rstrip("*") if name == "prefix" else query,))
    kind = {"and": "all", "or": "any"}.get(name.split(maxsplit=1)[0], "phrase")
    slop = int(query.rpartition("~")[2]) if "~" in query else 0
    return Question(kind, tuple(plain(query.rpartition("~")[0] if slop else query).split()), slop)


def _game(folder: Path) -> Iterator[tuple[str, Question]]:
    """Tantivy's own benchmark."""
    for line in (folder / "search-benchmark-game.queries.txt").read_text("utf-8").splitlines():
        record = json.loads(line)
        words = tuple(plain(record["query"]).split())
        count = len(words)
        if "phrase" in record["tags"] and count > 1:
            yield "phrase", Question("phrase", words)
        elif "intersection" in record["tags"] and count in (2, 3):
            yield f"and of {count}", Question("all", words)
        elif "union" in record["tags"] and count > 1:
            yield f"or of {count if count < 4 else 'many'}", Question("any", words)


def _topics(folder: Path) -> Iterator[tuple[str, Question]]:
    """What news searches of evaluations are about: titles, and whole sentences."""
    for line in (folder / "trec_news_topics.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        yield "news topic, all words", Question("all", tuple(dict.fromkeys(plain(record["title"]).split())))
        yield "news topic, any word", Question("any", tuple(dict.fromkeys(plain(record["title"]).split())))
        sentence = tuple(dict.fromkeys(plain(record.get("desc") or "").split()[:20]))
        yield "or of a sentence", Question("any", sentence)


def _people(folder: Path) -> Iterator[tuple[str, Question]]:
    """What people typed."""
    for line in (folder / "real_user_queries.tsv").read_text("utf-8").splitlines()[:6000]:
        words = tuple(dict.fromkeys(plain(line.partition("\t")[2]).split()))
        yield "user query, all words", Question("all", words)
        yield "user query, any word", Question("any", words)


def written(path: Path) -> Iterator[str]:
    """The queries of a file: its lines, in `.tsv` their last column, in `.jsonl` their `query` or `title`."""
    for line in path.read_text("utf-8").splitlines():
        query = line.rpartition("\t")[2] if path.suffix == ".tsv" else line
        if path.suffix == ".jsonl" and line.strip():
            record = json.loads(line)
            query = record.get("query") or record.get("title") or ""
        if query.strip():
            yield query.strip()


def _file(path: Path) -> Iterator[tuple[str, Question]]:
    """The queries of a file by what they ask for; where they do not say, all of their words, and any of them."""
    if path.suffix == ".tasks":
        yield from ((f"file: {path.stem}, {name}", question) for name, question in _tasks(path))
        return
    for query in written(path):
        words = tuple(dict.fromkeys(plain(query).split()))
        if quoted := re.fullmatch(r'"([^"]+)"(?:~(\d+))?', query):
            phrase = tuple(plain(quoted[1]).split())
            yield f"file: {path.stem}, phrase", Question("phrase", phrase, int(quoted[2] or 0))
        elif re.fullmatch(r"[a-z0-9]+\*", query):
            yield f"file: {path.stem}, prefix", Question("prefix", words)
        elif " OR " in query:
            any_of = tuple(dict.fromkeys(plain(query.replace(" OR ", " ")).split()))
            yield f"file: {path.stem}, any word", Question("any", any_of)
        else:
            yield f"file: {path.stem}, all words", Question("all", words)
            yield f"file: {path.stem}, any word", Question("any", words)
