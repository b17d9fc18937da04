"""What `search` does: from its options to a request, to an answer, to an exit code."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from pathlib import Path

from index.errors import ArchiveError, UsageError
from index.fields import FACETS
from index.locate import find_index
from index.terminal import tell
from searcher import open_archive
from searcher.answer import DEFAULT_FACET_SIZE, DEFAULT_LIMIT, DEFAULT_SNIPPET_CHARACTERS, Request
from searcher.archive import EVERYTHING, Archive
from searcher.options import Options
from searcher.render.output import put, style_for
from searcher.report import FORMATS, NAME, NAMESAKES, Report

_NARROWING = ("since", "until", "people", "places", "source", "together")
_COUNTED = ("facet", "timeline")
_OF_HITS = ("jsonl", "csv", "files", "null", "format")
_APART = {
    "like": ("query", "show", *_COUNTED, *_NARROWING, "sort", "exact", "explain"),
    "show": (*_COUNTED, *_NARROWING, "explain", "count"),
    "explain": FORMATS,
    "count": _COUNTED,
    **dict.fromkeys(_COUNTED, _OF_HITS),
    "saved": ("show", "like"),
}
"""Options, each with those that would have no effect beside it."""


class Command:
    """One run of `search`."""

    def __init__(self, options: Options) -> None:
        self.options = options
        chosen = [name for name in FORMATS if getattr(options, name)]
        if len(chosen) > 1 and set(chosen) != {"files", "null"}:
            named = " and ".join(f"--{name}" for name in chosen)
            raise UsageError(f"{named} are different forms of output", "Choose one.")
        self.format = chosen[-1] if chosen else ""
        for name, others in _APART.items():
            if self._given(name):
                self._refuse(name, others)

    def _given(self, name: str) -> bool:
        """Whether an option was given, with something else than what it is without."""
        value = getattr(self.options, name)
        return bool(value) and value != getattr(Options, name)

    def _refuse(self, name: str, others: tuple[str, ...]) -> None:
        """Raise UsageError if one of the others was given too: it would be passed over in silence."""
        other = next(filter(self._given, others), None)
        if other:
            hint = "Both go with --json." if {name, other} <= {*_COUNTED, *_OF_HITS} else "Leave one of them out."
            raise UsageError(f"{_shown(name)} cannot be combined with {_shown(other)}", hint)

    def run(self) -> int:
        """Do what was asked for, and give the exit code."""
        options = self.options
        if options.help_query or options.explain_query:
            return self._explain_query()
        if options.saved or options.list_saved or options.new:
            return self._saved()
        request = self.request(" ".join(options.query or ()))
        with self._archive() as archive:
            return self._asked(archive, request)

    def _asked(self, archive: Archive, request: Request) -> int:
        """Ask for one article, similar ones, a number or an answer, and print it."""
        options, report = self.options, self._report(archive)
        if options.show:
            article = archive.get(self._name(options.show))
            return report.article(article, archive.highlight(article, request) if request.query else ())
        if options.like:
            similar = archive.like(self._name(options.like), limit=request.limit, offset=request.offset)
            return report.count(similar.total) if self.format == "count" else report.answer(similar)
        if self.format == "count":
            return report.count(archive.count(request))
        if self.format in ("files", "null"):
            return report.files(*archive.paths(request))
        return report.answer(archive.answer(request))

    def _name(self, given: str) -> str:
        """An article's id as it is; for a file that can be opened from here, as `-l` names it, its name there."""
        from index.catalog import readable_name  # noqa: PLC0415  # only where an article is named
        from index.settings import load  # noqa: PLC0415

        path, settings = Path(os.path.abspath(given)), load(self.folder)
        if settings is None or not any(path.is_relative_to(root) for root in settings.roots) or not path.exists():
            return given
        return readable_name(settings.name_of(path))

    def _names(self) -> tuple[str, ...]:
        """The people that have to be there."""
        together = self.options.together
        return (*(self.options.people or ()), *((together,) if together else ()))

    def _narrowed(self) -> bool:
        """Whether options say which articles to find, so that there need be no query."""
        options = self.options
        return bool(self._names() or options.places or options.source or options.since or options.until)

    def request(self, query: str) -> Request:
        """The request that the options make with this query. Raises UsageError."""
        options = self.options
        names = self._names()
        if not query and not (self._narrowed() or options.show or options.like):
            raise UsageError(
                "there is nothing to look for", "For example: search Homs ceasefire. Every article: search '*'"
            )
        paths = self.format in ("files", "null")
        limit = EVERYTHING if paths or options.new else DEFAULT_LIMIT
        return Request(
            query=query if query or options.show else "*",
            limit=limit if options.limit is None else options.limit,
            offset=options.offset,
            sort=options.sort.value,
            since=options.since,
            until=options.until,
            people=names,
            places=tuple(options.places or ()),
            source=tuple(options.source or ()),
            today=self._today(),
            exact=options.exact,
            facets=self._facets(),
            timeline=options.timeline.value if options.timeline else None,
            snippet_characters=0 if paths or self.format == "format" else DEFAULT_SNIPPET_CHARACTERS,
        )

    @cached_property
    def folder(self) -> Path:
        """The index's folder. Raises IndexNotFound."""
        return find_index(self.options.index)

    def _archive(self) -> AbstractContextManager[Archive]:
        return open_archive(self.folder)

    def _report(self, archive: Archive) -> Report:
        return Report(self.options, self.format, archive, self.folder)

    def _today(self) -> date | None:
        if not self.options.today:
            return None
        try:
            return date.fromisoformat(self.options.today)
        except ValueError:
            raise UsageError(
                f"--today {self.options.today} is no date", "For example: --today 2014-01-26"
            ) from None

    def _facets(self) -> tuple[tuple[str, int], ...]:
        """`people,places:5` as fields and sizes; `--with` counts people, too."""
        wanted: dict[str, int] = {}
        for part in ",".join(self.options.facet or ()).split(","):
            name, colon, size = part.strip().partition(":")
            if not part.strip():
                continue
            if name not in FACETS:
                raise UsageError(
                    f"--facet {name}: no field of this name is counted", f"There are: {', '.join(FACETS)}."
                )
            if colon and not (size.isascii() and size.isdigit()):
                raise UsageError(f"--facet {part}: {size!r} is no number", "For example: --facet people:20")
            wanted[name] = int(size) if colon else DEFAULT_FACET_SIZE
        if self.options.together:
            wanted["people"] = wanted.get("people", DEFAULT_FACET_SIZE) + NAMESAKES
        return tuple(wanted.items())

    def _explain_query(self) -> int:
        if self.options.help_query:
            from searcher.query.help import page  # noqa: PLC0415  # rarely wanted

            put(page(style_for(self.options.color.value).width))
            return 0
        from index.aliases import load  # noqa: PLC0415  # rarely wanted, too
        from searcher.query.explain import explained  # noqa: PLC0415
        from searcher.restrict import restricted  # noqa: PLC0415

        request = self.request(" ".join(self.options.query or ()))
        try:
            folder = self.folder  # for the spellings that its user has added
        except ArchiveError:
            folder = None
        text = explained(
            request.query,
            today=request.today,
            exact=request.exact,
            folder=folder,
            narrowed=lambda tree: restricted(tree, request, load(folder).spellings),
        )
        put(text.splitlines())
        return 0

    def _saved(self) -> int:
        from searcher import saved  # noqa: PLC0415  # only where there is something saved

        options = self.options
        if options.list_saved:
            lines = list(saved.listed(self.folder))
            put(lines)
            if not lines:
                tell(NAME, "no search is saved for this archive", 'Save one: search --saved NAME "QUERY"')
            return 0
        if not options.saved:
            raise UsageError("--new goes with --saved", "For example: search --saved NAME --new")
        given = " ".join(options.query or ())
        narrowed = self._narrowed() or options.exact
        if narrowed and not given and saved.exists(self.folder, options.saved):
            raise UsageError(
                f"{options.saved} is saved with options of its own",
                f"To run it, leave others out; to replace it, write the query too: search --saved {options.saved}"
                ' "QUERY" …',
            )
        search = saved.load(self.folder, options.saved, self.request(given) if given or narrowed else None)
        request = self.request(search.request.query)._replace(**search.narrowing())
        with self._archive() as archive:
            answer, ids = archive.unseen(request, search.seen if options.new else frozenset())
            report = self._report(archive)
            code = report.count(answer.total) if self.format == "count" else report.answer(answer)
        saved.save(self.folder, options.saved, search._replace(request=request, seen=ids))
        return code


def _shown(name: str) -> str:
    """An option as it is typed."""
    return {"query": "a query", "together": "--with"}.get(name, f"--{name.replace('_', '-')}")
