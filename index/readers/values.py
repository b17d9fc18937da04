"""Values of a record, in whatever shape sources write them, as texts, names and places.

A headline may be a string, `{"main": …}`, `{"rendered": …}` or `[{"role": "main", "value": …}]`; people may be
one string, a list of strings or a list of objects with a name. Depth is bounded, so that no input can exhaust
the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from index.article import Place
from index.readers.cleaning import one_line
from index.readers.markup import plain

MAX_NAMES: Final = 500
MAX_NAME_CHARACTERS: Final = 200
_MAX_DEPTH: Final = 6
_TEXT_KEYS: Final = (
    "value", "text", "rendered", "main", "name", "fullName", "full_name", "original", "headline", "title", "label",
    "content", "body", "paragraph", "en", "eng", "default", "#text", "_text", "_", "$t", "@value", "display_name",
    "$date", "$numberLong", "$oid",
)  # fmt: skip
_NAME_KEYS: Final = (
    "name",
    "fullName",
    "full_name",
    "label",
    "value",
    "title",
    "text",
    "literal",
    "display_name",
    "webTitle",
)
_NO_TEXT: Final = frozenset(
    {"title", "byline", "date", "kicker", "image", "video", "author_info", "tweet", "gallery", "ad"}
)
_MAIN_ROLES: Final = ("main", "text", "html", "caption")
_HARD_SEPARATORS: Final = re.compile(r"[;|\n\t]+")
_INVERTED: Final = re.compile(r"([^,]{2,60}), (?!(?:Jr|Sr|II|III|IV)\b)([^,]{2,60})")
_LANGUAGES: Final = {
    name: code
    for code, names in {
        "en": "english eng", "fr": "french fra fre français", "de": "german deu ger deutsch", "nl": "dutch nld",
        "es": "spanish spa español castellano", "pt": "portuguese por português", "it": "italian ita italiano",
        "pl": "polish pol polski", "ru": "russian rus русский", "uk": "ukrainian ukr", "ar": "arabic ara العربية",
        "fa": "persian farsi fas per", "he": "hebrew heb", "tr": "turkish tur", "zh": "chinese zho chi 中文",
        "ja": "japanese jpn 日本語", "ko": "korean kor", "th": "thai tha", "hi": "hindi hin", "sv": "swedish swe",
        "da": "danish dan", "no": "norwegian nor", "fi": "finnish fin", "cs": "czech ces cze",
        "el": "greek ell gre", "hu": "hungarian hun", "ro": "romanian ron rum",
        "vi": "vietnamese vie", "id": "indonesian ind",
    }.items()
    for name in names.split()
}  # fmt: skip
_LANGUAGE_TAG: Final = re.compile(r"[a-z]{2}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def text_of(value: object, depth: int = 0) -> str:
    """The text that a value stands for; paragraphs of a list are parted by blank lines."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or depth > _MAX_DEPTH:
        return ""
    if isinstance(value, Mapping):
        found = (text_of(value[key], depth + 1) for key in _TEXT_KEYS if key in value)
        return next(filter(None, found), "")
    if isinstance(value, (list, tuple)):
        return _text_of_list(value, depth)
    return str(value) if isinstance(value, (int, float)) else getattr(value, "isoformat", str)()


def _text_of_list(values: list[object] | tuple[object, ...], depth: int) -> str:
    """Paragraphs are joined; of several forms of one text (ninjs) one is taken."""
    objects = [value for value in values if isinstance(value, Mapping)]
    if objects and all("role" in value for value in objects):
        best = min(objects, key=lambda value: _rank(str(value["role"])))
        return text_of(best, depth + 1)
    kept = [value for value in values if not (isinstance(value, Mapping) and str(value.get("type")) in _NO_TEXT)]
    return "\n\n".join(filter(None, (text_of(value, depth + 1) for value in kept)))


def _rank(role: str) -> int:
    return _MAIN_ROLES.index(role) if role in _MAIN_ROLES else len(_MAIN_ROLES)


def people_of(value: object) -> tuple[str, ...]:
    """The names in a value, without repetition; `Assad, Bashar al-` in a list is turned round."""
    found = []
    for name in _names(value):
        inverted = not isinstance(value, str) and _INVERTED.fullmatch(name)
        turned = f"{inverted[2]} {inverted[1]}".replace("- ", "-") if inverted else name
        found.append(turned)
    return tuple(dict.fromkeys(found))[:MAX_NAMES]


def names_of(value: object) -> tuple[str, ...]:
    """The names, tags or topics in a value, without repetition."""
    return tuple(dict.fromkeys(_names(value)))[:MAX_NAMES]


def places_of(value: object) -> tuple[Place, ...]:
    """The places in a value: names, `Homs, Syria`, or objects with name, country and coordinates."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    found: dict[Place, None] = {}
    for each in values[:MAX_NAMES]:
        if isinstance(each, Mapping):
            found |= dict.fromkeys(filter(None, (_place_of(each),)))
        elif isinstance(value, str):
            found |= dict.fromkeys(Place(name) for name in _names(value))
        else:
            found |= dict.fromkeys(_place_named(name) for name in _names([each]))
    return tuple(found)


def language_of(value: object) -> str:
    """The two-letter code of a language given as a tag (`en-US`), a three-letter code or a name."""
    return _language(text_of(value))


@lru_cache(maxsize=64)
def _language(text: str) -> str:
    text = text.strip().casefold()
    if text in _LANGUAGES:
        return _LANGUAGES[text]
    first = re.split("[-_]", text)[0]
    return first if _LANGUAGE_TAG.fullmatch(text) else _LANGUAGES.get(first, "")


def _names(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        value = plain(value)
        parts = _HARD_SEPARATORS.split(value)
        if len(parts) == 1 and depth == 0:
            parts = value.split(",")
        for part in parts:
            if name := one_line(part).strip("\"'[]")[:MAX_NAME_CHARACTERS].strip():
                yield name
    elif isinstance(value, Mapping):
        if name := _name_of(value):
            yield name
    elif isinstance(value, (list, tuple, set, frozenset)) and depth < _MAX_DEPTH:
        for each in list(value)[:MAX_NAMES]:
            yield from _names(each, depth + 1)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)


def _name_of(value: Mapping[str, object]) -> str:
    name = next(filter(None, (text_of(value[key], 1) for key in _NAME_KEYS if key in value)), "")
    if not name:
        parts = (
            text_of(value.get(key), 1)
            for key in ("firstname", "firstName", "first", "lastname", "lastName", "last")
        )
        name = " ".join(filter(None, parts))
    return one_line(name)[:MAX_NAME_CHARACTERS]


def _place_named(name: str) -> Place:
    parts = [part.strip() for part in name.split(",")]
    return Place(parts[0], country=parts[-1]) if len(parts) == 2 and all(parts) else Place(name)


def _place_of(value: Mapping[str, object]) -> Place | None:
    name = _name_of(value) or one_line(text_of(value.get("city"), 1))
    if not name:
        return None
    where = value.get("geo") if isinstance(value.get("geo"), Mapping) else value
    assert isinstance(where, Mapping)  # noqa: S101  # for the type checker
    return Place(
        name,
        one_line(text_of(value.get("country"), 1)),
        one_line(text_of(value.get("region"), 1)),
        one_line(text_of(value.get("continent"), 1)),
        _degrees(where, ("latitude", "lat"), 90),
        _degrees(where, ("longitude", "lon", "lng", "long"), 180),
    )


def _degrees(value: Mapping[str, object], keys: tuple[str, ...], limit: int) -> float | None:
    for key in keys:
        try:
            degrees = float(text_of(value.get(key), 1))
        except ValueError:
            continue
        if -limit <= degrees <= limit:
            return degrees
    return None
