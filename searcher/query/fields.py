"""The names before a colon: which fields there are, what else people call them, what an unknown one resembles."""

from __future__ import annotations

from typing import Final

from index.fields import BY_NAME

DATES: Final = frozenset(("date", "since", "after", "before", "until"))
"""Names whose value is a date."""

_OTHER_NAMES: Final = {
    "title": "headline",
    "author": "byline",
    "photographer": "credit",
    "text": "body",
    "person": "people",
    "place": "places",
    "region": "regions",
    "country": "regions",
    "keyword": "keywords",
    "tag": "keywords",
    "tags": "keywords",
    "topic": "keywords",
    "topics": "keywords",
    "published": "date",
    "lang": "language",
    "publication": "source",
}

SCHEMES: Final = frozenset(
    [
        "http",
        "https",
        "ftp",
        "sftp",
        "file",
        "mailto",
        "news",
        "nntp",
        "urn",
        "tel",
        "sms",
        "isbn",
        "issn",
        "doi",
        "data",
    ]
)
"""What stands before a colon in addresses and identifiers: never meant as a field."""


def known(name: str) -> str | None:
    """The field meant by a name, in any case and by its other names too, or `None`."""
    name = name.lower()
    if name in BY_NAME or name in DATES:
        return name
    return _OTHER_NAMES.get(name)


def nearest(name: str) -> str | None:
    """The known name that an unknown one resembles most, if any does."""
    import difflib  # noqa: PLC0415  # only on the way to an error: keeps start-up fast

    close = difflib.get_close_matches(name.lower(), [*BY_NAME, *sorted(DATES), *_OTHER_NAMES], n=1, cutoff=0.65)
    return known(close[0]) if close else None


def listed() -> str:
    """All names, for a hint."""
    return ", ".join(dict.fromkeys([*BY_NAME, "date", "since", "after", "before", "until"]))
