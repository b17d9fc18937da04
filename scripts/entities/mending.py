"""Corrects names of people in the Groningen Meaning Bank, much of which was annotated by machine.

The same person is now a person, now an organisation or a place there, and one in six after `Mr.` is none. What the
corpus itself says clearly elsewhere is carried over: who stands behind `Mr.` is a person wherever the name stands
alone, unless it mostly is something else.
"""

from __future__ import annotations

from collections import Counter

from entities.corpora import Sentence, spans
from index.extract.features import is_given_name
from index.extract.gazetteer import gazetteer
from index.extract.names import TITLES
from index.text import fold

_HONORIFICS = frozenset(("Mr.", "Mrs.", "Ms.", "Mr", "Mrs", "Ms"))
_RANKS = frozenset(("general", "gen", "colonel", "col", "admiral", "brigadier"))
_OTHERWISE_TEXT = (
    "Administration Agency Airlines Army Assembly Bank Brigade Brigades Camp Center Centre City Committee "
    "Congress Corporation Council Court Dynamics Electric Fund Group House Institute International Island "
    "Islands League Ministry Mosque Motors Movement National Party Prize Project Province River Service "
    "Square Staff State Street Team United University"
)
_OTHERWISE = frozenset(_OTHERWISE_TEXT.split())
"""Words that no person's name has."""


class _Persons:
    """What the corpus says of words: how often each is in a person's name, and which stand behind `Mr.`."""

    def __init__(self, sentences: list[Sentence]) -> None:
        self._total, self._in_person, self._last = Counter[str](), Counter[str](), Counter[str]()
        self._honoured: set[str] = set()
        for sentence in sentences:
            for i, (word, label) in enumerate(sentence):
                if word[:1].isupper():
                    self._total[word] += 1
                    self._in_person[word] += label[2:] == "PER"
                    if i and sentence[i - 1][0] in _HONORIFICS:
                        self._honoured.add(word)
            for start, end, kind in spans(sentence):
                if kind == "PER":
                    self._last[sentence[end - 1][0]] += end - start > 1

    def share(self, word: str) -> float:
        """The part of a word's occurrences that are in names of people."""
        return self._in_person[word] / max(1, self._total[word])

    def surname(self, word: str) -> bool:
        """Whether a word names a person when it stands alone or behind a given name."""
        if gazetteer().lookup(word) and self.share(word) < 0.8:
            return False
        return (word in self._honoured or self._last[word] > 0) and self.share(word) > 0.25

    def name(self, words: list[str]) -> bool:
        """Whether words that are taken for something else are rather a person's name."""
        if not self.may_be_name(words):
            return False
        if len(words) == 1:
            return self.surname(words[0])
        return self.surname(words[-1]) and (is_given_name(words[0]) or self.share(words[0]) > 0.5)

    @staticmethod
    def may_be_name(words: list[str]) -> bool:
        """Whether nothing in the words speaks against a person."""
        return not _OTHERWISE.intersection(words) and all(word[:1].isupper() or "-" in word for word in words)


def mended(sentences: list[Sentence]) -> list[Sentence]:
    """The sentences with more of their people labelled as people."""
    for _ in range(2):  # what was mended tells of more
        persons = _Persons(sentences)
        sentences = [_mended(sentence, persons) for sentence in sentences]
    return sentences


def _mended(sentence: Sentence, persons: _Persons) -> Sentence:
    words = [word for word, _ in sentence]
    labels = [label for _, label in sentence]
    for start, end, kind in spans(sentence):
        first, last = start, end
        while first + 1 < last and _is_title(words[first]):
            first += 1
        while last > first + 1 and words[last - 1].islower():
            last -= 1
        honoured = start and words[start - 1] in _HONORIFICS
        name = words[first:last]
        ranked = first > start and _bare(words[first - 1]) in _RANKS and persons.may_be_name(name)
        ranked = ranked and not gazetteer().lookup(" ".join(name))
        if kind != "PER" and (((honoured or ranked) and len(name) < 4) or persons.name(name)):
            labels[start:end] = ["O"] * (end - start)
            labels[first:last] = ["B-PER"] + ["I-PER"] * (last - first - 1)
    for i in range(1, len(words)):
        if labels[i] == "O" and words[i][:1].isupper() and words[i - 1] in _HONORIFICS:
            labels[i] = "B-PER"
    for i in range(len(words) - 2, -1, -1):
        _extend(words, labels, i)
    return list(zip(words, labels, strict=True))


def _extend(words: list[str], labels: list[str], i: int) -> None:
    """Take a given name before a person's name into it, and join a name that is in two."""
    word = words[i]
    if labels[i + 1] != "B-PER" or not word[:1].isupper() or _is_title(word):
        return
    if labels[i] in {"B-PER", "I-PER"}:
        labels[i + 1] = "I-PER"
    elif labels[i][0] in "OB" and is_given_name(word) and not gazetteer().lookup(word):
        labels[i], labels[i + 1] = "B-PER", "I-PER"


def _bare(word: str) -> str:
    return fold(word).replace(".", "")


def _is_title(word: str) -> bool:
    return _bare(word) in TITLES
