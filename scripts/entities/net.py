"""The tagger's net in PyTorch, for training; `index.extract.tagger` computes the same with NumPy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from entities.corpora import Sentence
from index.extract import features, pieces, tagger, words

UNKNOWN = -100
"""The label of words that the loss passes over."""
NUMBER = {label: i for i, label in enumerate(tagger.LABELS)}
WIDTH = 2 * tagger.REACH + 1


@cache
def pieces_of(token: str) -> tuple[str, ...]:
    return tuple(piece for piece, _, _ in pieces.pieces(re.sub(r"\s", "_", token)))


class Vocabulary:
    """Numbers for types, with what `features.describe` says of each."""

    def __init__(self) -> None:
        self.pieces = ["\n"]
        self._numbers = {"\n": words.BREAK}
        self._rows = [features.describe("\n")]
        self._flags = [0]

    def number(self, piece: str) -> int:
        """The number of a type, new or known."""
        found = self._numbers.get(piece)
        if found is None:
            found = self._numbers[piece] = len(self.pieces)
            self.pieces.append(piece)
            self._rows.append(features.describe(piece))
            self._flags.append(tagger.capitalised(piece))
        return found

    def encode(
        self, sentences: Sequence[Sentence], breaks: Sequence[bool]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Types and labels of sentences in a row, a break before each where told."""
        types: list[int] = [words.BREAK]
        labels: list[int] = [0]
        for sentence, apart in zip(sentences, breaks, strict=True):
            if apart:
                types.append(words.BREAK)
                labels.append(0)
            for token, label in sentence:
                for i, piece in enumerate(pieces_of(token)):
                    types.append(self.number(piece))
                    labels.append(NUMBER.get("I" + label[1:] if i and label != "O" else label, 0))
        return np.array([*types, words.BREAK], dtype=np.int32), np.array([*labels, 0], dtype=np.int64)

    def flags(self, types: NDArray[np.int32]) -> NDArray[np.int8]:
        """What `tagger.capitalised` says of each type."""
        return np.fromiter((self._flags[number] for number in types), dtype=np.int8, count=len(types))

    def bags(self, types: NDArray[np.int64], drop: np.random.Generator | None) -> tuple[Tensor, Tensor]:
        """Flat rows and offsets for an embedding bag; `drop` leaves out knowledge and rows at random."""
        kept: list[NDArray[np.int64]] = []
        for number in types:
            rows = np.array(self._rows[number], dtype=np.int64)
            if drop is not None and len(rows) > 3:
                chance = drop.random()
                if chance < 0.12:
                    rows = rows[(rows < features.KNOWLEDGE.start) | (rows >= features.KNOWLEDGE.stop)]
                elif chance < 0.3:
                    rows = rows[drop.random(len(rows)) > 0.3]
            kept.append(rows)
        sizes = np.fromiter(map(len, kept), dtype=np.int64, count=len(kept))
        flat = np.concatenate(kept) if kept else np.zeros(0, dtype=np.int64)
        return torch.from_numpy(flat), torch.from_numpy(np.cumsum(sizes) - sizes)


class Net(nn.Module):
    """See `index.extract.tagger` for what it computes."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(features.FIXED + features.HASHED, size, mode="sum")
        nn.init.normal_(self.rows.weight, std=0.1)
        self.row_bias = nn.Parameter(torch.zeros(size))
        self.window = nn.Linear(WIDTH * size, hidden)
        self.labels = nn.Linear(hidden, len(tagger.LABELS))
        self.drop_type, self.drop_hidden = nn.Dropout(0.15), nn.Dropout(0.25)

    def forward(self, flat: Tensor, offsets: Tensor, around: Tensor) -> Tensor:
        """Scores at each word; `around` [n, 7] indexes the types of the bags."""
        vectors = self.drop_type(torch.relu(self.rows(flat, offsets) + self.row_bias))
        hidden = torch.relu(self.window(vectors[around].flatten(1)))
        return self.labels(self.drop_hidden(hidden))


def window(types: NDArray[np.int32], at: NDArray[np.int64]) -> tuple[NDArray[np.int64], Tensor]:
    """Distinct types around the words `at`, and each word's seven as indexes into those."""
    padded = np.concatenate([np.zeros(tagger.REACH), types, np.zeros(tagger.REACH)]).astype(np.int64)
    distinct, inverse = np.unique(padded[at[:, None] + np.arange(WIDTH)], return_inverse=True)
    return distinct, torch.from_numpy(inverse.reshape(-1, WIDTH))


def batches(
    types: NDArray[np.int32], labels: NDArray[np.int64], flags: NDArray[np.int8], size: int
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]]:
    """Stretches of about `size` words: their types, the words to label, the labels of those."""
    for start in range(0, len(types), size):
        part = slice(start, start + size)
        at = np.flatnonzero(tagger.candidates(flags[part]))
        if len(at):
            yield types[part], at, labels[part][at]


def moves(labels: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.float32]:
    """Scores of a label after another: log of how much oftener that is than by chance. Last row: a run's start."""
    n = len(tagger.LABELS)
    at, labels = at[labels >= 0], labels[labels >= 0]
    counts = np.full((n + 1, n), 0.5)
    follows = np.diff(at, prepend=-2) == 1
    before = np.where(follows, np.roll(labels, 1), n)
    np.add.at(counts, (before, labels), 1)
    share = counts / counts.sum(axis=1, keepdims=True)
    overall = np.bincount(labels, minlength=n) + 1.0
    scores = 0.5 * np.log(share / (overall / overall.sum()))
    for i, label in enumerate(tagger.LABELS):
        if label[0] == "I":
            for j, before_label in enumerate((*tagger.LABELS, "O")):
                if before_label[1:] != label[1:]:
                    scores[j, i] = -1e4
    return scores.astype(np.float32)


def packed(net: Net, following: NDArray[np.float32]) -> dict[str, NDArray[np.generic]]:
    """The weights as `index.extract.tagger` reads them."""
    rows = net.rows.weight.detach().numpy()
    limit = np.abs(rows).max(axis=0)
    scale = (limit / 127).astype(np.float32)
    size = rows.shape[1]
    spread = net.window.weight.detach().numpy().reshape(-1, WIDTH, size).transpose(1, 2, 0)
    return {
        "rows": np.rint(rows / scale).astype(np.int8),
        "row_scale": scale,
        "row_bias": net.row_bias.detach().numpy().copy(),
        "window": spread.astype(np.float16),
        "hidden_bias": net.window.bias.detach().numpy().copy(),
        "labels": net.labels.weight.detach().numpy().T.copy(),
        "label_bias": net.labels.bias.detach().numpy().copy(),
        "moves": following,
    }
