"""Wire copies: which articles of a page say nearly the same.

An article is sketched by the smallest hashes of its runs of five words (a bottom-k sketch, Broder 1997); the share
of hashes that two sketches have in common estimates the share of runs that the articles have. Short articles are
compared whole, so for those it is exact. Only articles of one page are compared, which keeps the cost to the page;
copies on different pages do not find each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final
from zlib import crc32

from index.article import Article

ALIKE: Final = 0.7
"""The share of common runs above which two articles are versions of one."""

_RUN: Final = 5
_SKETCH: Final = 256
_WORDS: Final = 3000
_CHARACTERS: Final = 40_000


def group(articles: Sequence[Article]) -> list[int]:
    """For each article the index of the first one that it is a version of, or its own."""
    sketches = [sketch(article) for article in articles]
    leaders: list[int] = []
    holders: dict[int, list[int]] = {}
    for number, hashes in enumerate(sketches):
        shared = Counter(leader for value in hashes for leader in holders.get(value, ()))
        candidates = [leader for leader, _ in shared.most_common(3) if alike(sketches[leader], hashes)]
        leaders.append(min(candidates, default=number))
        if leaders[-1] == number:
            for value in hashes:
                holders.setdefault(value, []).append(number)
    return leaders


def sketch(article: Article) -> frozenset[int]:
    """The `_SKETCH` smallest hashes of runs of words, of the text from its beginning (at most `_WORDS` words)."""
    words = (article.body or article.headline)[:_CHARACTERS].lower().split()[:_WORDS]
    if len(words) < _RUN * 2:  # too short to tell by its runs: the headline must be the same too
        words = f"{article.headline} {article.body}".lower().split()
        return frozenset((crc32(" ".join(words).encode("utf-8", "replace")),)) if words else frozenset()
    encoded = [word.encode("utf-8", "replace") for word in words]
    hashes = {crc32(b" ".join(encoded[i : i + _RUN])) for i in range(len(encoded) - _RUN + 1)}
    return frozenset(sorted(hashes)[:_SKETCH])


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether the estimated share of common runs reaches `ALIKE`."""
    smallest = sorted(one | other)[:_SKETCH]
    common = one & other
    return bool(smallest) and sum(value in common for value in smallest) >= ALIKE * len(smallest)
