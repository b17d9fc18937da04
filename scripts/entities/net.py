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
from index.extract.projections import REACH, WINDOW

UNKNOWN = -100
"""The label of words that the loss passes over."""
_FEW = 3
"""A type with so few rows keeps them all."""
_WITHOUT_KNOWLEDGE, _WITH_SOME, _SHARE = 0.12, 0.3, 0.3
"""Up to which chance a type is left without knowledge, or only with some of its rows; the share it then lacks."""
NUMBER = {label: i for i, label in enumerate(tagger.LABELS)}


@cache
def pieces_of(token: str) -> tuple[str, ...]:
    return tuple(piece for piece, _, _ in pieces.pieces(re.sub(r"\s", "_", token)))


class Vocabulary:
    """Numbers for types, with what `features.columns` says of each."""

    def __init__(self) -> None:
        self.pieces = ["\n"]
        self._numbers = {"\n": words.BREAK}
        # The rows of type t are `_rows[_starts[t] : _starts[t + 1]]`.
        self._rows = np.zeros(0, dtype=np.int64)
        self._starts = np.zeros(1, dtype=np.int64)
        self._flags = np.zeros(0, dtype=np.int8)

    def number(self, piece: str) -> int:
        """The number of a type, new or known."""
        found = self._numbers.setdefault(piece, len(self.pieces))
        if found == len(self.pieces):
            self.pieces.append(piece)
        return found

    def _learn(self) -> None:
        """Describe the types that are new."""
        new = self.pieces[len(self._flags) :]
        if not new:
            return
        which, rows = map(np.concatenate, zip(*features.columns(new), strict=True))
        order = np.argsort(which, kind="stable")
        self._rows = np.concatenate([self._rows, rows[order]])
        counts = np.bincount(which, minlength=len(new))
        self._starts = np.concatenate([self._starts, self._starts[-1] + np.cumsum(counts)])
        self._flags = np.concatenate([self._flags, tagger.capitalised(new)])

    def encode(
        self, sentences: Sequence[Sentence], breaks: Sequence[int]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Types and labels of sentences in a row, with so many breaks before each."""
        types: list[int] = []
        labels: list[int] = []
        for sentence, count in zip(sentences, breaks, strict=True):
            types += [words.BREAK] * count
            labels += [0] * count
            for token, label in sentence:
                for i, piece in enumerate(pieces_of(token)):
                    types.append(self.number(piece))
                    labels.append(NUMBER.get("I" + label[1:] if i and label != "O" else label, 0))
        ends = [words.BREAK] * words.MARGIN
        return np.array(types + ends, dtype=np.int32), np.array(labels + [0] * len(ends), dtype=np.int64)

    def encode_text(self, paragraphs: Sequence[Sentence]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Types and labels of a text, with breaks as `index.extract.words` puts them."""
        return self.encode(paragraphs, [words.MARGIN, *[1] * (len(paragraphs) - 1)])

    def flags(self, types: NDArray[np.int32]) -> NDArray[np.int8]:
        """What `tagger.capitalised` says of each type."""
        self._learn()
        return self._flags[types]

    def bags(self, types: NDArray[np.int64], drop: np.random.Generator | None) -> tuple[Tensor, Tensor]:
        """Flat rows and offsets for an embedding bag; `drop` leaves out knowledge and rows at random."""
        self._learn()
        starts, counts = self._starts[types], self._starts[types + 1] - self._starts[types]
        owner = np.repeat(np.arange(len(types)), counts)
        rows = self._rows[np.arange(len(owner)) + np.repeat(starts - np.cumsum(counts) + counts, counts)]
        if drop is not None:
            chance = np.where(counts > _FEW, drop.random(len(types)), 1.0)[owner]
            known = (rows >= features.KNOWLEDGE.start) & (rows < features.KNOWLEDGE.stop)
            left_out = (chance < _WITHOUT_KNOWLEDGE) & known
            left_out |= (chance >= _WITHOUT_KNOWLEDGE) & (chance < _WITH_SOME) & (drop.random(len(rows)) < _SHARE)
            rows, owner = rows[~left_out], owner[~left_out]
        sizes = np.bincount(owner, minlength=len(types))
        return torch.from_numpy(rows), torch.from_numpy(np.cumsum(sizes) - sizes)


class Net(nn.Module):
    """See `index.extract.tagger` for what it computes."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(features.FIXED + features.HASHED, size, mode="sum")
        nn.init.normal_(self.rows.weight, std=0.1)
        self.row_bias = nn.Parameter(torch.zeros(size))
        self.window = nn.Linear(WINDOW * size, hidden)
        self.labels = nn.Linear(hidden, len(tagger.LABELS))
        self.drop_type, self.drop_hidden = nn.Dropout(0.15), nn.Dropout(0.25)

    def forward(self, flat: Tensor, offsets: Tensor, around: Tensor) -> Tensor:
        """Scores at each word; `around` [n, 7] indexes the types of the bags."""
        vectors = self.drop_type(torch.relu(self.rows(flat, offsets) + self.row_bias))
        hidden = torch.relu(self.window(vectors[around].flatten(1)))
        return self.labels(self.drop_hidden(hidden))


def window(types: NDArray[np.int32], at: NDArray[np.int64]) -> tuple[NDArray[np.int64], Tensor]:
    """Distinct types around the words `at`, and each word's seven as indexes into those."""
    padded = np.concatenate([np.zeros(REACH), types, np.zeros(REACH)]).astype(np.int64)
    distinct, inverse = np.unique(padded[at[:, None] + np.arange(WINDOW)], return_inverse=True)
    return distinct, torch.from_numpy(inverse.reshape(-1, WINDOW))


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
    spread = net.window.weight.detach().numpy().reshape(-1, WINDOW, size).transpose(1, 2, 0)
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
