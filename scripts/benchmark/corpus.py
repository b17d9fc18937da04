"""A corpus of any size, recombined from real text: newswire of 1987 and passages of Wikipedia.

An article opens with a run of sentences from one text, so that words of a subject stand together as they do in
the original, and goes on with sentences of two others until it has about as many words as wanted. Sentences come
back in large corpora, documents hardly ever do. For comparing systems, text is reduced to lower-case ASCII words
with single spaces, so that every system cuts it into the same words.

    corpus-N.txt    an article a line
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Final

WORDS: Final = 141
"""The average length of an article, that of the newswire."""

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'])")
_WORD: Final = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """The words of a text as the corpus has them."""
    return " ".join(_WORD.findall(text.lower().replace("'s ", " ")))


def unwrapped(text: str) -> str:
    """A text as it was written, on one line."""
    return " ".join(text.split())


def sources(data: Path) -> Iterator[str]:
    """The original texts."""
    for path in sorted((data / "reuters21578").glob("*.sgm")):
        for body in re.findall(r"<BODY>(.*?)</BODY>", path.read_text("latin-1"), re.DOTALL):
            yield unescape(body)
    with gzip.open(data / "wiki-passages-40k.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def recombined(data: Path, count: int, form: Callable[[str], str] = plain) -> Iterator[str]:
    """`count` articles; the same for the same data and count. `form` makes of a sentence what stands in them."""
    chance = random.Random(20260101)  # noqa: S311  # not for secrets
    every = ([form(sentence) for sentence in _SENTENCE.split(text)] for text in sources(data))
    texts = [sentences for found in every if (sentences := [one for one in found if one])]
    for _ in range(count):
        wanted = max(20, chance.gauss(WORDS, WORDS / 2.5))
        words, article = 0, []
        for share in (0.6, 0.8, 1.0):
            sentences = texts[int(chance.random() * len(texts))]
            at = int(chance.random() * len(sentences))
            for sentence in sentences[at:]:
                article.append(sentence)
                words += sentence.count(" ") + 1
                if words >= share * wanted:
                    break
        yield " ".join(article)


def corpus(data: Path, cache: Path, count: int) -> Path:
    """The file with `count` articles, made if it is not there."""
    path = cache / f"corpus-{count}.txt"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with draft.open("w", encoding="ascii") as file:
            for article in recombined(data, count):
                file.write(article + "\n")
        draft.rename(path)
    return path
