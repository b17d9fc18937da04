"""What the tagger is trained on and what it is tried on while it is made: fixed splits of the tagged corpora."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from entities import corpora, mending
from entities.corpora import Sentence


@dataclass(frozen=True)
class Sets:
    """Articles, which are lists of sentences. In `partly`, capitalised words without a label may be names too."""

    training: list[list[Sentence]]
    partly: list[list[Sentence]]
    held_out: dict[str, list[list[Sentence]]]


def sets(data: Path) -> Sets:
    """Held out: the last eighth of GMB (in stretches of ten sentences), a fifth of wikigold, half of GUM news."""
    bank = mending.mended(corpora.gmb(data / "ner" / "gmb" / "ner_dataset.csv.gz"))
    stretches = [bank[i : i + 10] for i in range(0, len(bank), 10)]
    cut = len(stretches) * 7 // 8
    gold = list(corpora.columns(data / "ner" / "wikigold" / "CONLL-format" / "data" / "wikigold.conll.txt"))
    gum = data / "ner" / "gum" / "CONLL-format" / "data-by-corpustype"
    news = [_gum(path) for path in sorted((gum / "news").glob("*.tsv"))]
    other = [_gum(path) for kind in ("voyage", "interview") for path in sorted((gum / kind).glob("*.tsv"))]
    wiki = [article for i, article in enumerate(gold) if i % 5]
    return Sets(
        training=stretches[:cut] + wiki * 3,
        partly=news[1::2] + other,
        held_out={
            "gmb": stretches[cut:],
            "wikigold": gold[::5],
            "gum": news,
        },
    )


def _gum(path: Path) -> list[Sentence]:
    return [sentence for article in corpora.columns(path) for sentence in corpora.gum_names(article)]
