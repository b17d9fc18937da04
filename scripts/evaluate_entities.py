"""How well are people and places found?   scripts/evaluate entities [FILE…].

A FILE has two columns, a token and its tag, parted by a tab or spaces; a blank line between sentences,
`-DOCSTART-` between articles. The tokens are joined by spaces, a sentence becomes a paragraph, and what
`index.extract` finds in that text is compared with the tags: a name counts when both its ends and its kind are
right. Without FILE: the held-out parts of the training corpora, and Reuters-21578 story by story.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from entities import corpora, development, rules
from entities.corpora import Sentence

from index.article import Article, Place
from index.extract import extract
from index.extract.gazetteer import gazetteer
from index.readers import read_file
from index.text import fold

KINDS = {"person": "PER", "place": "LOC"}
DATA = Path(os.environ.get("DATELINE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
PAST = {"Soviet Union", "Yugoslavia", "Czechoslovakia"}
Counts = dict[str, Counter[str]]


class Tally:
    """Right, found and true names by kind, and the lines that say how good that is."""

    def __init__(self) -> None:
        self.right, self.found, self.true = Counter[str](), Counter[str](), Counter[str]()

    def add(self, kind: str, true: Set[object], found: Set[object]) -> None:
        """Count one article."""
        self.right[kind] += len(true & found)
        self.found[kind] += len(found)
        self.true[kind] += len(true)

    def line(self, kind: str) -> str:
        """Precision, recall and F1 in percent."""
        precision = self.right[kind] / max(1, self.found[kind])
        recall = self.right[kind] / max(1, self.true[kind])
        f1 = 2 * precision * recall / max(1e-12, precision + recall)
        return f"{kind} precision {100 * precision:.1f} recall {100 * recall:.1f} F1 {100 * f1:.1f}"


def joined(article: Sequence[Sentence]) -> tuple[str, list[int], list[int]]:
    """The text of an article, and where each of its tokens starts and ends in it."""
    starts: list[int] = []
    ends: list[int] = []
    parts: list[str] = []
    at = 0
    for sentence in article:
        for i, (token, _) in enumerate(sentence):
            starts.append(at)
            ends.append(at + len(token))
            last = i + 1 == len(sentence)
            parts.append(token + ("\n\n" if last else " "))
            at += len(parts[-1])
    return "".join(parts), starts, ends


def measured(articles: Sequence[Sequence[Sentence]]) -> Tally:
    """The product's extractor against tagged articles."""
    tally = Tally()
    texts = [joined(article) for article in articles]
    known = extract([Article(id=str(i), body=text) for i, (text, _, _) in enumerate(texts)])
    for article, (_, starts, ends), found in zip(articles, texts, known, strict=True):
        first = {at: i for i, start in enumerate(starts) for at in range(start, ends[i] + 1)}
        true = set(corpora.spans([row for sentence in article for row in sentence]))
        unsure = {i for start, end, kind in true if kind == corpora.ANY for i in range(start, end)}
        ours = set()
        for mention in found.mentions:
            start, end = first[mention.start], first[mention.end - 1] + 1
            if unsure.isdisjoint(range(start, end)):
                ours.add((start, end, KINDS[mention.kind]))
        for kind in KINDS.values():
            tally.add(kind, {x for x in true if x[2] == kind}, {x for x in ours if x[2] == kind})
    return tally


def files(paths: Sequence[Path]) -> None:
    for path in paths:
        if len(paths) > 1:
            print(path)
        tally = measured(list(corpora.columns(path)))
        if not tally.true.total():
            print(f"{path}: no names are tagged in it; a line is a token, a tab and its tag", file=sys.stderr)
        for kind in KINDS.values():
            print(tally.line(kind))


def stories(data: Path) -> Iterator[Article]:
    for path in sorted((data / "reuters21578").glob("*.sgm")):
        yield from (story for story in read_file(path, path.name) if isinstance(story, Article))


def by_rules(articles: Sequence[Article]) -> list[Article]:
    """What the first rules find in headlines and bodies, resolved as the product does."""
    with patch("index.extract.story.read", rules.read):
        return extract(articles)


def reuters(data: Path) -> None:
    """Countries and people of each story against what Reuters' indexers stated, for stories that have any."""
    told = [story for story in stories(data) if story.people or story.places]
    bare = [replace(story, people=(), places=(), mentions=()) for story in told]
    inventory = {surname(name) for story in told for name in story.people}
    for name, method in (("tagger", extract), ("first rules", by_rules)):
        tally = Tally()
        for start in range(0, len(bare), 500):
            compare(tally, told[start : start + 500], method(bare[start : start + 500]), inventory)
        for kind, count in (("people", len(inventory)), ("places", 0)):
            scope = f" (of the {count} surnames that the indexers used)" if count else " (countries)"
            print(f"Reuters-21578, {name}: {tally.line(kind)}{scope}")


def compare(tally: Tally, told: Sequence[Article], found: Sequence[Article], inventory: set[str]) -> None:
    for true, ours in zip(told, found, strict=True):
        if true.people:
            surnames = {surname(name) for name in ours.people}
            tally.add("people", {surname(name) for name in true.people}, set(surnames & inventory))
        if true.places:
            tally.add("places", {country(place) for place in true.places} - {""},
                      {country(place) for place in ours.places} - {""})  # fmt: skip


def surname(name: str) -> str:
    return fold(name).replace("-", " ").split()[-1]


def country(place: Place) -> str:
    """The country a place is or lies in, a state of the past too; empty for continents, seas and the unknown."""
    if place.country:
        return place.country
    found = gazetteer().lookup(place.name)
    if not found:
        return ""
    return found[0].place.country or (place.name if place.name in PAST else "")


def held_out(data: Path) -> None:
    for name, articles in development.sets(data).held_out.items():
        tally = measured(articles)
        for kind in KINDS.values():
            print(f"{name}, held out: {tally.line(kind)}")


def main() -> None:
    paths = [Path(argument) for argument in sys.argv[1:]]
    if paths:
        files(paths)
        return
    run: Callable[[Path], None]
    for folder, run in ((DATA / "ner", held_out), (DATA / "reuters21578", reuters)):
        if folder.exists():
            run(DATA)
        else:
            print(f"{folder} is not there: left out", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there")
