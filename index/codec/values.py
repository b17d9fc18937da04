r"""Stored values as JSON: what JSON has goes as it is, what Python has beyond it is tagged.

A tagged value is an object with the one key `\u0000` and a pair of the kind and its JSON form:

    {"\u0000": ["bytes", "aGVsbG8="]}

The kinds: `bytes` (base64), `tuple`, `set`, `frozenset` (arrays), `dict` (an array of pairs: one whose keys are
not all strings), `datetime`, `date`, `time` (ISO 8601), `timedelta` (days, seconds, microseconds), `decimal` (its
digits), `complex` (two numbers). Nothing else can be stored: reading never runs what a file says.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

_TAG: Final = "\0"
_TAG_BYTES: Final = rb"\u0000"

_Pair = tuple[Callable[[Any], Any], Callable[[Any], Any]]
_KINDS: Final[dict[type, _Pair]] = {
    bytes: (lambda value: base64.b64encode(value).decode(), base64.b64decode),
    tuple: (lambda value: [_tagged(item) for item in value], tuple),
    set: (lambda value: [_tagged(item) for item in value], set),
    frozenset: (lambda value: [_tagged(item) for item in value], frozenset),
    dict: (lambda value: [[_tagged(key), _tagged(item)] for key, item in value.items()], dict),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
    timedelta: (lambda value: [value.days, value.seconds, value.microseconds], lambda parts: timedelta(*parts)),
    Decimal: (str, Decimal),
    complex: (lambda value: [value.real, value.imag], lambda parts: complex(*parts)),
}
_BY_NAME: Final = {kind.__name__.lower(): read for kind, (_, read) in _KINDS.items()}


def to_json(document: Mapping[str, object]) -> bytes:
    """The stored fields of a document; nothing at all where there are none. TypeError for what has no place."""
    if not document:
        return b""
    plain = _tagged(dict(document))
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_json(data: bytes) -> dict[str, Any]:
    """The same back."""
    if not data:
        return {}
    hook = _untagged if _TAG_BYTES in data else None
    document: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"), object_hook=hook)
    return document


def _tagged(value: object) -> object:
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return value
    if kind is list:
        return [_tagged(item) for item in value]  # type: ignore[attr-defined]  # it is a list
    if isinstance(value, dict) and kind is dict and _TAG not in value and all(type(key) is str for key in value):
        return {key: _tagged(item) for key, item in value.items()}
    if kind in _KINDS:
        return {_TAG: [kind.__name__.lower(), _KINDS[kind][0](value)]}
    for plain in (str, int, float):  # a subclass of one of these (an enum, a NumPy number) is stored as it
        if isinstance(value, plain):
            return plain(value)
    raise TypeError(f"a {kind.__name__} cannot be stored: {value!r}")


def _untagged(value: dict[str, Any]) -> object:
    if _TAG not in value:
        return value
    kind, plain = value[_TAG]
    return _BY_NAME[kind](plain)
