"""Sentences of encyclopedia passages, labelled by what an article's first sentence says its title is.

`A. B. (born 1950) is an American writer` makes A. B. a person wherever the article names it, by surname too. What
no title explains is labelled by a tagger trained before, where it is sure, and left out of the training elsewhere.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from entities import net
from entities.net import pieces_of
from index.extract import tagger

_KINDS = {
    "PER": r"born|fl\.|actor|actress|writer|author|poet|politician|singer|player|footballer|cricketer|painter|composer"
    r"|philosopher|mathematician|physicist|king|queen|emperor|bishop|general|president|scientist|director|musician"
    r"|journalist|lawyer|officer|saint|pope|prince|princess|novelist|statesman|engineer|economist|historian|golfer"
    r"|leader|inventor|astronomer|chemist|explorer|guitarist|boxer|architect|comedian|playwright|theologian|monk"
    r"|astronaut|wrestler|coach|businessman|critic|essayist|activist|clergyman|nobleman|ruler",
    "LOC": r"city|town|village|country|state|river|island|islands|province|county|capital|region|municipality|mountain"
    r"|lake|sea|commune|district|peninsula|republic|kingdom|territory|desert|bay|suburb|continent|valley|port",
    "ORG": r"company|corporation|band|club|team|university|party|organization|organisation|airline|agency|newspaper"
    r"|group|bank|manufacturer|union|institute|college|school|publisher|duo|federation|association|league|museum",
    "MISC": r"film|album|book|novel|game|song|series|language|war|battle|religion|magazine|programming|aircraft|ship"
    r"|play|opera|poem|movement|treaty|software|show|musical|comic|car|holiday|festival|award|ethnic|people",
}  # fmt: skip
_FIRST = re.compile(r"^.{0,220}?\b(?:is|was|are|were) (?:an? |the |one of the )?([^.,;]{3,90})")


def kind_of(title: str, text: str) -> str:
    """PER, LOC, ORG, MISC, or empty when the first sentence doesn't tell."""
    if not text.startswith(title.split(" (")[0][:12]):
        return ""
    if re.match(r"^.{0,120}\((?:[^)]{0,60}\b)?(?:born|c\.|\d{1,2} \w+ 1\d\d\d|\w+ \d{1,2}, 1\d\d\d)", text[:200]):
        return "PER"
    first = _FIRST.match(text[:330])
    if not first:
        return ""
    words = re.findall(r"\w+", first[1].lower())
    for word in words:
        for kind, pattern in _KINDS.items():
            if re.fullmatch(pattern, word):
                return kind
    return ""


def passages(path: Path, most: int) -> list[list[tuple[list[str], list[str]]]]:
    """By passage, sentences as (pieces, labels); a label is empty where nothing is known."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    kinds = {row["title"]: kind_of(row["title"], row["text"]) for row in rows if row["id"].endswith("-0")}
    names: dict[tuple[str, ...], str] = {}
    for title, kind in kinds.items():
        parts = tuple(piece for token in title.split(" (")[0].split() for piece in pieces_of(token))
        if kind and len(parts) > 1 and parts[0][:1].isupper():
            names[parts] = kind
    result = []
    for row in rows[:: max(1, len(rows) // most)]:
        kind = kinds.get(row["title"], "")
        own = dict(names)
        parts = tuple(piece for token in row["title"].split(" (")[0].split() for piece in pieces_of(token))
        if kind:
            own[parts] = kind
            if kind == "PER" and len(parts[-1]) > 3:
                own[parts[-1],] = kind
        sentences = re.split(r"(?<=[a-z0-9\")][.!?])\s+(?=[A-Z\"])|\n+", row["text"])
        result.append([_labelled(sentence, own) for sentence in sentences if 4 < len(sentence.split()) < 70])
    return result


def _labelled(sentence: str, names: dict[tuple[str, ...], str]) -> tuple[list[str], list[str]]:
    pieces = [piece for token in sentence.split() for piece in pieces_of(token)]
    labels = [""] * len(pieces)
    i = 0
    while i < len(pieces):
        for n in range(min(5, len(pieces) - i), 0, -1):
            kind = names.get(tuple(pieces[i : i + n])) if pieces[i][:1].isupper() else None
            if kind:
                labels[i : i + n] = ["B-" + kind] + ["I-" + kind] * (n - 1)
                i += n - 1
                break
        i += 1
    return pieces, labels


class Passages:
    """Passages as types and labels, a teacher's labels filled in; `net.UNKNOWN` where nobody is sure."""

    def __init__(self, path: Path, most: int, vocabulary: net.Vocabulary, teacher: tagger.Tagger) -> None:
        self.types: list[NDArray[np.int32]] = []
        self.labels: list[NDArray[np.int64]] = []
        for passage in passages(path, most):
            types, labels = _encoded(passage, vocabulary)
            teacher.learn(vocabulary.pieces)
            at = np.flatnonzero(tagger.candidates(vocabulary.flags(types)))
            if not len(at):
                continue
            scores = teacher.scores(types, at, vocabulary.pieces)
            best = tagger.viterbi(scores, at, teacher.moves)
            odds = np.exp(scores - scores.max(axis=1, keepdims=True))
            sure = odds[np.arange(len(at)), best] / odds.sum(axis=1) > SURE
            free = labels[at] == net.UNKNOWN
            labels[at] = np.where(free & sure, best, labels[at])
            self.types.append(types)
            self.labels.append(labels)

    def sample(self, share: float, chance: np.random.Generator) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """A random share of the passages in a row."""
        some = np.flatnonzero(chance.random(len(self.types)) < share)
        return np.concatenate([self.types[i] for i in some]), np.concatenate([self.labels[i] for i in some])


SURE = 0.9
"""Probability from which a teacher's label is believed."""


def _encoded(
    passage: list[tuple[list[str], list[str]]], vocabulary: net.Vocabulary
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    types, labels = [vocabulary.number("\n")], [0]
    for pieces, names in passage:
        types += [vocabulary.number(piece) for piece in pieces]
        labels += [net.NUMBER[name] if name else net.UNKNOWN for name in names]
    return np.array(types, dtype=np.int32), np.array(labels, dtype=np.int64)
