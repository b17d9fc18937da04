"""Saved searches: a query under a name, and what it has found already.

A search belongs to the user and to one archive; it is kept in `$XDG_STATE_HOME/dateline` (`~/.local/state`), one
JSON file each, replaced in one step. What was seen is remembered by the articles' ids, so an article that was
changed is not new.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

from index.errors import DatelineError, UsageError
from index.terminal import printable
from searcher.answer import Request
from searcher.restrict import options_of

_VERSION: Final = 1
_NAME: Final = re.compile(r"[\w][\w.-]{0,63}")
_NARROWING: Final = ("since", "until", "people", "places", "source", "exact", "sort")


class SavedSearch(NamedTuple):
    """A search with what narrows it, and the ids of what it has found so far."""

    request: Request
    seen: frozenset[str] = frozenset()

    def narrowing(self) -> dict[str, Any]:
        """The options that were saved with the query, as fields of a `Request`."""
        return {name: getattr(self.request, name) for name in _NARROWING}


def exists(folder: Path, name: str) -> bool:
    """Whether a search is saved under `name` for the archive at `folder`. Raises UsageError for a bad name."""
    return _path(folder, name).exists()


def load(folder: Path, name: str, request: Request | None) -> SavedSearch:
    """The search saved under `name` for the archive at `folder`; a `request` makes a new one or replaces it.

    A new query starts with nothing seen. Raises UsageError for a bad name, or where there is nothing to run.
    """
    path = _path(folder, name)
    try:
        stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
        query, seen = stored["query"], frozenset(stored["seen"])
        known = SavedSearch(_request(query, stored["options"]), seen)
    except FileNotFoundError:
        if request is None:
            raise UsageError(
                f"no search is saved under {name}",
                f'Save one: search --saved {name} "QUERY". What there is: --list-saved',
            ) from None
        return SavedSearch(request)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatelineError(
            f"{path} cannot be understood ({error})", "Delete it and save the search again."
        ) from error
    if request is None:
        return known
    fresh = SavedSearch(request)
    same = request.query == query and fresh.narrowing() == known.narrowing()
    return SavedSearch(request, known.seen) if same else fresh


def save(folder: Path, name: str, search: SavedSearch) -> None:
    """Keep a search, in one step: a reader finds the old file or the new one."""
    path = _path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {
        "version": _VERSION,
        "archive": os.fspath(folder),
        "query": search.request.query,
        "options": search.narrowing(),
        "ran": datetime.now().astimezone().isoformat(timespec="seconds"),
        "seen": sorted(search.seen),
    }
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".new", delete=False) as draft:
        json.dump(stored, draft)
    os.replace(draft.name, path)


def listed(folder: Path) -> Iterator[str]:
    """A line for each search saved for the archive at `folder`."""
    for path in sorted(_home(folder).glob("*.json")):
        try:
            stored = json.loads(path.read_text("utf-8"))
            asked = " ".join([stored["query"], *options_of(_request(stored["query"], stored["options"]))])
            line = f"{path.stem}  {asked}  ({len(stored['seen']):,} seen, last run {stored['ran'][:10]})"
        except (ValueError, KeyError, TypeError, AttributeError):
            line = f"{path.stem}  (cannot be understood: {path})"
        yield printable(line)


def _request(query: str, options: dict[str, Any]) -> Request:
    """The request as it was saved: JSON has no tuples."""
    values: dict[str, Any] = {name: options[name] for name in _NARROWING if name in options}
    for name, value in values.items():
        values[name] = tuple(value) if isinstance(value, list) else value
    return Request(query=query, **values)


def _path(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise UsageError(f"--saved {name}: a name is letters, digits, '.', '_' and '-'")
    return _home(folder) / f"{name}.json"


def _home(folder: Path) -> Path:
    state = os.environ.get("XDG_STATE_HOME", "")
    base = Path(state) if os.path.isabs(state) else Path("~/.local/state").expanduser()
    digest = blake2b(os.fsencode(folder.resolve()), digest_size=8).hexdigest()
    return base / "dateline" / f"{folder.resolve().parent.name}-{digest}"
