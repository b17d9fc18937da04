"""How the score of one document comes about: the words that gave something to it, with their arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np

from searcher.execute.arrays import Docs
from searcher.execute.compile import compiled
from searcher.execute.compound import All, AnyOf, Best, Maybe
from searcher.execute.near import Near
from searcher.execute.node import Node, Word
from searcher.execute.posting_list import PostingList
from searcher.execute.snapshot import Snapshot
from searcher.ranking import FieldScore, WordScore, explained


def explain(snapshot: Snapshot, query: Any, doc: int) -> str:  # noqa: ANN401  # whoosh has no types
    """The arithmetic of a document's score, for people."""
    i, local = snapshot.place(doc)
    node = compiled(snapshot, query)[i]
    docs = np.array([local], np.int64)
    if not len(node.probe(docs)[0]):
        return "It does not match."
    parts = [_word(snapshot, word, docs) for word in _scored(node, docs) if word.weight]
    return explained(float(node.score(docs, None)[0]), parts)


def _scored(node: Node, docs: Docs) -> list[Word]:  # noqa: PLR0911  # one return a kind of node
    """The words that add to the score of a document, in the order in which they do."""
    if not len(node.probe(docs)[0]):
        return []
    match node:
        case Word():
            return [node]
        case Near():
            return _scored(node.all, docs)
        case Best():
            matching = [child for child in node.children if len(child.probe(docs)[0])]
            return _scored(max(matching, key=lambda child: float(child.score(docs, None)[0])), docs)
        case All() | AnyOf():
            return [word for child in node.children for word in _scored(child, docs)]
        case Maybe():
            return _scored(node.required, docs) + _scored(node.optional, docs)
    return []


def _word(snapshot: Snapshot, word: Word, docs: Docs) -> WordScore:
    fields = tuple(_field(posting_list, docs) for posting_list in word.lists if len(posting_list.find(docs)[0]))
    terms = dict.fromkeys(term for field in fields for term in field.terms)
    frequency = float(word.frequencies(docs, None)[0])
    return WordScore(
        word=" ".join(terms),
        documents=snapshot.documents,
        found=word.statistics.found,
        occurrences=word.statistics.occurrences,
        boost=word.boost,
        frequency=frequency,
        score=float(word.score(docs, None)[0]),
        fields=fields,
    )


def _field(posting_list: PostingList, docs: Docs) -> FieldScore:
    """One list's part. Where many terms were read as one, each that the document has is named."""
    view = posting_list.field
    present = [postings for postings in posting_list.single(docs) if len(postings.find(docs)[0])]
    return FieldScore(
        field=view.name,
        terms=tuple(view.reader.term(postings.ordinal).decode("utf-8", "replace") for postings in present),
        frequency=sum(float(postings.frequencies(postings.index(docs))[0]) for postings in present),
        length=int(view.lengths[docs[0]]),
        average=view.average,
        weight=view.weight,
    )
