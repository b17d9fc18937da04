"""The score of a document, as a formula: BM25F, with what measured better on judged sets of queries.

For each word of the query, over its terms and the fields it is looked for in,

    tf'   = Σ_fields weight · Σ_terms (tf + LEAD_WEIGHT·lead) / (1 - B + B·length/average)
    score = idf · tf' / (tf' + K1)
    idf   = ln(1 + (N - n + ½) / (n + ½)) · (cf/n) ** RARITY

and the scores of the words add up. `lead` is 1 where the term is among the field's first words; lengths count
words that are no function words; N documents are in the archive, of which n have the word, cf times in all
(BM25F after Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). The factor on idf favours words
that come in clusters, which tell more about a text than words of the same frequency that are strewn evenly.
"""

from __future__ import annotations

from math import log
from typing import Final, NamedTuple

from index.codec.bounds import K1, LEAD_WEIGHT, B

__all__ = ["K1", "LEAD_WEIGHT", "RARITY", "B", "FieldScore", "WordScore", "explained", "idf"]

RARITY: Final = 0.2


def idf(documents: int, found: int, occurrences: int) -> float:
    """What a word is worth that `found` of `documents` documents have, `occurrences` times together."""
    if not found:
        return 0.0
    weight: float = log(1 + (documents - found + 0.5) / (found + 0.5)) * (occurrences / found) ** RARITY
    return weight


class FieldScore(NamedTuple):
    """A word in one field of one document: `frequency` counts a term that leads half a time more."""

    field: str
    terms: tuple[str, ...]
    frequency: float
    length: int
    average: float
    weight: float

    @property
    def norm(self) -> float:
        """What the length divides by."""
        return 1 - B + B * self.length / self.average


class WordScore(NamedTuple):
    """A word's part of a document's score; `boost` is the query's own factor."""

    word: str
    documents: int
    found: int
    occurrences: int
    boost: float
    frequency: float
    score: float
    fields: tuple[FieldScore, ...]


def explained(score: float, words: list[WordScore]) -> str:
    """The arithmetic of a score, for people: what is added up, and how each part came about."""
    lines = [f"{score:.4f} = " + (" + ".join(f"{word.score:.4f}" for word in words) or "0")]
    for word in words:
        weight = idf(word.documents, word.found, word.occurrences)
        boost = f" · {word.boost:g}" if word.boost != 1 else ""
        lines.append(
            f"  {word.score:.4f} {word.word}:"
            f" {weight:.4f} · {word.frequency:.4f}/({word.frequency:.4f} + {K1}){boost}"
        )
        lines.append(
            f"    {weight:.4f} = ln(1 + ({word.documents} - {word.found} + ½)/({word.found} + ½))"
            f" · ({word.occurrences}/{word.found})^{RARITY}"
        )
        lines.extend(
            f"    {field.weight * field.frequency / field.norm:.4f} {field.field} ({', '.join(field.terms)}):"
            f" {field.weight:g} · {field.frequency:g} / ({1 - B:g} + {B:g} · {field.length}/{field.average:.1f})"
            for field in word.fields
        )
    return "\n".join(lines)
