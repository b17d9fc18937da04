"""How good are weights in the making? Entity F1 on the held-out sets."""

from __future__ import annotations

from collections import Counter

from entities import corpora, net
from entities.corpora import Sentence
from entities.development import Sets
from index.extract.tagger import KINDS, Tagger


def predicted(
    tagger: Tagger, article: list[Sentence]
) -> tuple[set[tuple[int, int, str]], set[tuple[int, int, str]]]:
    """Gold and found spans of an article, in words of the tagger's own."""
    vocabulary = net.Vocabulary()
    types, labels = vocabulary.encode_text(article)
    tagger.forget()
    found = tagger.tag(types, vocabulary.pieces)
    ours = {(int(a), int(b), KINDS[k]) for a, b, k in zip(found.first, found.last, found.kind, strict=True)}
    names = [("", net.tagger.LABELS[max(0, number)]) for number in labels]
    return set(corpora.spans(names)), ours


def report(tagger: Tagger, sets_: Sets) -> str:
    """F1 by set and kind, in one line."""
    parts = []
    for name, articles in sets_.held_out.items():
        right: Counter[str] = Counter()
        gold: Counter[str] = Counter()
        ours: Counter[str] = Counter()
        joined = [sentence for article in articles for sentence in article]
        true, found = predicted(tagger, joined)
        for kind in KINDS[:2]:
            right[kind] = len({span for span in true & found if span[2] == kind})
            gold[kind] = len({span for span in true if span[2] == kind})
            ours[kind] = len({span for span in found if span[2] == kind})
            precision, recall = right[kind] / max(1, ours[kind]), right[kind] / max(1, gold[kind])
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            parts.append(f"{name} {kind} {100 * precision:.1f}/{100 * recall:.1f}/{100 * f1:.1f}")
    return "  " + "  ".join(parts)
