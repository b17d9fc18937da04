"""How a net of the tagger is fitted: what it reads in an epoch, and what it is told of each word."""

from __future__ import annotations

import gzip
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from entities import net
from entities.augment import Augmenter
from entities.corpora import Sentence
from entities.development import Sets
from entities.genres import Genres
from entities.invent import Inventor
from index.extract import tagger

STEPS = 330
"""Batches of an epoch, and about one in 200 more for what is only partly labelled."""
_DECAY = 0.998
_TRUST = 0.5
"""How much the teachers' judgement counts where a word has a label of its own."""


class Batch(NamedTuple):
    """Types of a stretch of text, the words in it to label, and their labels, `net.UNKNOWN` for those without."""

    types: NDArray[np.int32]
    at: NDArray[np.int64]
    gold: NDArray[np.int64]


class Reader:
    """Gives the batches of each epoch; everything follows from the seed."""

    def __init__(self, sets: Sets, seed: int, raw: Path | None = None) -> None:
        self.sets = sets
        self.vocabulary = net.Vocabulary()
        inventor = Inventor(seed)
        self._random = inventor.random
        self._augmenter = Augmenter(inventor, Genres(inventor))
        self._raw = _passages(raw) if raw else None

    def epoch(self, raw_words: int = 0) -> list[Batch]:
        """Labelled text, partly labelled text, and so many words of text without labels, in batches."""
        sentences, breaks = self._augmenter.epoch(self.sets.training)
        types, labels = self.vocabulary.encode(sentences, breaks)
        parts = [(types, labels)]
        for article in self.sets.partly:
            types, labels = self.vocabulary.encode_text(article)
            unknown = (labels == 0) & (self.vocabulary.flags(types) == 1)
            parts.append((types, np.where(unknown, net.UNKNOWN, labels)))
        size = max(1024, sum(len(types) for types, _ in parts) // STEPS)
        while raw_words > 0 and self._raw is not None:
            paragraphs = next(self._raw)
            types, labels = self.vocabulary.encode_text(paragraphs)
            parts.append((types, np.full_like(labels, net.UNKNOWN)))
            raw_words -= len(types)
        types, labels = (np.concatenate(column) for column in zip(*parts, strict=True))
        batches = [Batch(*row) for row in net.batches(types, labels, self.vocabulary.flags(types), size)]
        self._random.shuffle(batches)
        return batches

    def moves(self) -> NDArray[np.float32]:
        """What `net.moves` makes of an epoch's labelled text."""
        sentences, breaks = self._augmenter.epoch(self.sets.training)
        types, labels = self.vocabulary.encode(sentences, breaks)
        at = np.flatnonzero(tagger.candidates(self.vocabulary.flags(types)))
        return net.moves(labels[at], at)


def _passages(path: Path) -> Iterator[list[Sentence]]:
    """Paragraphs of raw text, passage by passage, over and over."""
    for _ in itertools.count():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                text: str = json.loads(line)["text"]
                yield [[(word, "O") for word in paragraph.split()] for paragraph in text.split("\n")]


def fit(
    model: net.Net,
    reader: Reader,
    epochs: int,
    seed: int,
    teachers: Sequence[net.Net] = (),
    raw_words: int = 0,
    after: Callable[[int, net.Net], None] | None = None,
) -> net.Net:
    """Fit a net; returns its average over the last steps. `teachers` say of each word what they think of it.

    `after` is called with each epoch's number and the average so far.
    """
    drop = np.random.default_rng(seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-5)
    schedule: torch.optim.lr_scheduler.OneCycleLR | None = None
    average = _averaged(model)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        batches = reader.epoch(raw_words)
        schedule = schedule or _schedule(optimiser, epochs * (len(batches) + 5))
        model.train()
        for batch in batches:
            loss = _loss(model, reader.vocabulary, batch, drop, teachers, trimmed=epoch >= 2)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            average.update_parameters(model)
            if schedule.last_epoch < schedule.total_steps - 1:
                schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.time() - started:.0f} s", flush=True)
        if after:
            after(epoch, average.module)
    average.module.eval()
    return average.module


def _schedule(optimiser: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.OneCycleLR:
    return torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=3e-3, total_steps=steps, pct_start=0.15)


def _averaged(model: net.Net) -> torch.optim.swa_utils.AveragedModel:
    return torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(_DECAY)
    )


_TOO_MUCH = 4.0
"""A loss above this, after some epochs, is mostly the annotators' error."""
_ENTROPY = nn.CrossEntropyLoss(label_smoothing=0.03, reduction="none", ignore_index=net.UNKNOWN)


def _loss(
    model: net.Net,
    vocabulary: net.Vocabulary,
    batch: Batch,
    drop: np.random.Generator,
    teachers: Sequence[net.Net],
    *,
    trimmed: bool,
) -> Tensor:
    distinct, around = net.window(batch.types, batch.at)
    scores = model(*vocabulary.bags(distinct, drop), around)
    gold = torch.from_numpy(batch.gold)
    losses = _ENTROPY(scores, gold)
    kept = gold != net.UNKNOWN
    if trimmed:
        kept &= losses < _TOO_MUCH
    if not teachers:
        return losses[kept].sum() / max(1, int(kept.sum()))
    with torch.no_grad():
        whole = vocabulary.bags(distinct, None)
        thought = torch.stack([torch.softmax(teacher(*whole, around), 1) for teacher in teachers]).mean(0)
    learned = -(thought * torch.log_softmax(scores, 1)).sum(1)
    mixed: Tensor = torch.where(kept, _TRUST * learned + (1 - _TRUST) * losses, learned).mean()
    return mixed
