"""Training sentences, varied anew for each epoch: other names, headlines in capitals, dropped titles, genres."""

from __future__ import annotations

from entities.corpora import Sentence, spans
from entities.genres import Genres
from entities.invent import Inventor, plain
from index.extract.gazetteer import gazetteer
from index.extract.words import MARGIN

_MINOR = frozenset("a an the of in on at to for and or but by with from as is 's".split())  # noqa: SIM905

_STORIES = 0.3
"""Stories made up, to one of the corpora's."""


class Augmenter:
    """Makes an epoch's sentences from the corpora's."""

    def __init__(self, inventor: Inventor, genres: Genres) -> None:
        self.invent, self.genres = inventor, genres
        self._random = inventor.random
        atlas = gazetteer()
        self._countries = set(inventor.countries)
        self._cities = set(atlas.names("city", 30_000))

    def epoch(self, articles: list[list[Sentence]]) -> tuple[list[Sentence], list[int]]:
        """Sentences in order, and how many breaks stand before each: one or none within a text."""
        order = list(articles)
        self._random.shuffle(order)
        sentences: list[Sentence] = []
        breaks: list[int] = []
        for article in order:
            apart = self._random.random() < 0.5
            for i, sentence in enumerate(article):
                sentences.append(self._varied(sentence))
                breaks.append(int(apart) if i else MARGIN)
            for _ in range(self._random.choice((0, 0, 1, 4)) if self._random.random() < 0.7 else 0):
                sentences.append(self.genres.sentence())
                breaks.append(self._random.choice((1, MARGIN)))
            if self._random.random() < _STORIES:
                story = self.genres.story()
                sentences += story
                breaks += [1 if i else MARGIN for i in range(len(story))]
        return sentences, breaks

    def _varied(self, sentence: Sentence) -> Sentence:
        random = self._random
        result: Sentence = []
        last = 0
        for start, end, kind in spans(sentence):
            gap = sentence[last:start]
            if gap and gap[-1][0] in {"Mr.", "Mrs.", "Ms."} and random.random() < 0.4:
                gap = gap[:-1]
            result += gap
            result += self._renamed(sentence[start:end], kind)
            last = end
        result += sentence[last:]
        chance = random.random()
        if chance < 0.05:
            return [(word.upper() if word != "'s" else "'S", label) for word, label in result]
        if chance < 0.08 and len(result) < 25:
            bare = result[:-1] if result[-1][0] == "." else result
            return [
                (w if i and w in _MINOR else w[:1].upper() + w[1:], label) for i, (w, label) in enumerate(bare)
            ]
        return result

    def _renamed(self, span: Sentence, kind: str) -> Sentence:
        random = self._random
        text = " ".join(word for word, _ in span)
        new = ""
        if kind == "PER" and random.random() < 0.3:
            new = self.invent.full() if len(span) > 1 else self.invent.surname()
        elif kind == "LOC" and random.random() < 0.25:
            if text in self._countries:
                new = random.choice(self.invent.countries)
            elif text in self._cities:
                new = random.choice(self.invent.cities if random.random() < 0.5 else self.invent.towns)
        if not new:
            return span
        if random.random() < 0.8:
            new = plain(new)
        return [(word, ("I-" if i else "B-") + kind) for i, word in enumerate(new.split())]
