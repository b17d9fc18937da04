"""Articles as the JSON that a segment stores, many at once.

Nearly all of it is the bodies. What JSON escapes in them is replaced in all together; only the rest of the
articles goes through an encoder, which looks at character after character.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import numpy as np

from index.article import Article, to_stored
from index.fields import STORED_ARTICLE

_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_MARK: Final = b"\0"
"""Stands between two bodies."""
_FIRST: Final = b'[{"id":'
_NEXT: Final = b'},{"id":'
"""Stands between two articles and nowhere else: no object is in them, and quotation marks in texts are escaped."""
_BEGIN: Final = f'{{"{STORED_ARTICLE}":{{"id":'.encode()
_ESCAPES: Final = ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"))


def stored_json(articles: Sequence[Article]) -> list[bytes]:
    """What is stored of each article, in UTF-8, with its body as the last of its fields."""
    every = list(map(to_stored, articles))
    bodies = _escaped([article.body for article in articles])
    if bodies is None:
        return [_encoded({STORED_ARTICLE: fields}) for fields in every]
    for fields in every:
        fields.pop("body", None)
    heads = _encoded(every).removeprefix(_FIRST).removesuffix(b"}]").split(_NEXT)
    return [
        b"".join((_BEGIN, head, b',"body":"', body, b'"}}') if body else (_BEGIN, head, b"}}"))
        for head, body in zip(heads, bodies, strict=True)
    ]


def _encoded(value: object) -> bytes:
    return _encode(value).encode("utf-8", "surrogatepass")


def _escaped(texts: Sequence[str]) -> list[bytes] | None:
    """These texts as they stand in JSON strings; None where one holds control characters other than line ends."""
    data = _MARK.join([text.encode("utf-8", "surrogatepass") for text in texts])
    codes = np.frombuffer(data, np.uint8)
    breaks = np.count_nonzero(codes == ord("\n"))
    if np.count_nonzero(codes < ord(" ")) != breaks + len(texts) - 1:
        return None
    for character, escaped in _ESCAPES:
        data = data.replace(character, escaped)
    return data.split(_MARK)
