"""Printing an answer: to standard output in the form asked for, and what is said about it to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from shlex import quote as quote_for_shell
from typing import Final
from urllib.parse import quote

from index.article import Article
from index.terminal import printable
from index.text import terms_of
from searcher.answer import Answer, Facet, Hit, Request, Snippet
from searcher.archive import Archive
from searcher.options import Options
from searcher.query.diagnosis import show
from searcher.render import terminal
from searcher.render.layout import Piece, joined, plain
from searcher.render.output import put, style_for

NAME: Final = "search"
FORMATS: Final = ("json", "jsonl", "csv", "files", "null", "format", "count")
"""The options that choose another form of output than the one for people; one at a time."""

_HINTED: Final = 100_000
"""Up to so many matches are counted to say which names narrow them down."""

NAMESAKES: Final = 10
"""So many more names are counted for `--with`: those of the one, in all their forms, are left out."""

FOUND, NOTHING = 0, 1


class Report:
    """Prints what an archive answered, as the options say."""

    def __init__(self, options: Options, form: str, archive: Archive, folder: Path) -> None:
        self._options = options
        self._form = form
        self._archive = archive
        self._folder = folder
        self._style = style_for(options.color.value)
        self._template = None
        if form == "format":
            from searcher.render.template import Template  # noqa: PLC0415  # one form of several

            self._template = Template(options.format)  # now, so that a wrong one is known before any work

    def answer(self, answer: Answer) -> int:
        """Print an answer and give the exit code."""
        if self._options.together:
            answer = answer._replace(
                facets=tuple(self._without_self(facet, answer.request) for facet in answer.facets)
            )
        writers: dict[str, Callable[[Answer], None]] = {
            "json": self._json,
            "jsonl": self._json_lines,
            "csv": self._csv,
            **dict.fromkeys(("files", "null"), lambda answer: self._paths(hit.path for hit in answer.hits)),
            "format": self._citations,
        }
        writers.get(self._form, self._text)(answer)
        return self._end(answer)

    def _end(self, answer: Answer) -> int:
        """Say what is to be said of an answer that was printed, and give the exit code."""
        sys.stdout.flush()  # what follows goes to another stream and must come after
        self._say(self._remarks(answer))
        return FOUND if answer.total else NOTHING

    def files(self, answer: Answer, names: Iterable[str]) -> int:
        """Print the names of files, what is to be said of the answer, and give the exit code."""
        self._paths(names)
        return self._end(answer)

    def count(self, total: int) -> int:
        """Print a number and give the exit code."""
        print(total)
        return FOUND if total else NOTHING

    def article(self, article: Article, snippets: Iterable[Snippet]) -> int:
        """Print one article to read, and give the exit code."""
        if self._form in ("json", "jsonl"):
            from searcher.render.data import article_object, to_json  # noqa: PLC0415  # one form of several

            put([to_json(article_object(article, snippets))])
        elif self._form:
            self.answer(Answer(Request(query=""), 1, (Hit(0, 0.0, article, tuple(snippets)),)))
        else:
            put(terminal.article(article, snippets, self._style, self._address()))
        return FOUND

    def _json(self, answer: Answer) -> None:
        from searcher.render.data import answer_object, to_json  # noqa: PLC0415  # one form of several

        put(to_json(answer_object(answer), indent=2 if sys.stdout.isatty() else None).split("\n"))

    def _json_lines(self, answer: Answer) -> None:
        from searcher.render.data import hit_object, to_json  # noqa: PLC0415  # one form of several

        put(to_json(hit_object(hit)) for hit in answer.hits)

    def _csv(self, answer: Answer) -> None:
        import csv  # noqa: PLC0415  # one form of several

        from searcher.render.data import COLUMNS, csv_row  # noqa: PLC0415

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(csv_row, answer.hits))

    def _citations(self, answer: Answer) -> None:
        assert self._template is not None  # noqa: S101  # said for the type checker
        template = self._template
        put(template.fill(hit, rank) for rank, hit in enumerate(answer.hits, answer.request.offset + 1))

    def _paths(self, names: Iterable[str]) -> None:
        """Each file once, as one can open it from here. To a terminal names go safe to print, else as they are."""
        from index.settings import load  # noqa: PLC0415  # only where files are named

        settings = load(self._folder)
        end = b"\0" if self._form == "null" else b"\n"
        for name in dict.fromkeys(filter(None, names)):
            path = _from_here(settings.path_of(name)) if settings else name
            if sys.stdout.isatty() and self._form != "null":
                print(printable(path))
            else:
                sys.stdout.buffer.write(os.fsencode(path) + end)

    def _text(self, answer: Answer) -> None:
        put(self._lines(answer))

    def _lines(self, answer: Answer) -> Iterator[str]:
        address = self._address()
        shown = 0
        for rank, hit in enumerate(answer.hits, answer.request.offset + 1):
            if hit.copy_of and not self._options.all_versions:
                continue
            if shown:
                yield ""
            shown += 1
            yield from terminal.hit(rank, hit, self._style, address)
            if self._options.explain:
                yield from terminal.indented(self._archive.explain(answer.request, hit.doc))
        for facet in answer.facets:
            yield from ("",) if shown else ()
            yield from terminal.facet(facet, self._style)
            shown += 1
        if answer.timeline:
            yield from ("",) if shown else ()
            yield from terminal.timeline(answer.timeline, self._style)

    def _without_self(self, facet: Facet, request: Request) -> Facet:
        """`--with` somebody: everybody but the one."""
        if facet.field != "people":
            return facet
        name, wanted = terms_of(self._options.together), dict(request.facets)["people"] - NAMESAKES
        others = tuple(count for count in facet.counts if not name <= terms_of(count.value))
        distinct = facet.distinct - len(facet.counts) + len(others)
        return facet._replace(counts=others[:wanted], distinct=distinct)

    def _address(self) -> terminal.Address:
        """Where a click on a path leads; nowhere where there are no clicks."""
        if not self._style.links:
            return lambda article: ""
        from index.settings import load  # noqa: PLC0415  # as above

        settings = load(self._folder)

        def address(article: Article) -> str:
            if not article.path or settings is None:
                return article.url
            return "file://" + quote(os.fsencode(settings.path_of(article.path)))

        return address

    def _remarks(self, answer: Answer) -> Iterator[str]:
        """Notes about the query, what else to ask, and how many there are."""
        for note in answer.notes:
            yield f"note: {show(answer.query, note, self._style.width)}"
        if self._form:
            return
        if not answer.total:
            yield self._nothing()
        yield from map(terminal.suggestion, answer.suggestions)
        if answer.total:
            if sys.stdout.isatty() and sys.stderr.isatty():
                yield ""
            summary = ([Piece(part)] for part in self._summary(answer))
            yield from map(plain, joined(summary, self._style.width))

    def _nothing(self) -> str:
        """Why there is nothing to show."""
        if not self._archive.count(Request(query="*")):
            return "The index holds no articles yet."
        return "Nothing new since the last run." if self._options.new else "No article matches."

    def _summary(self, answer: Answer) -> Iterator[str]:
        """`12 articles, 3 shown, 9 ms`, `more: -n 12`, `only from: --places Geneva (4)`."""
        request = answer.request
        found = terminal.articles(answer.total)
        if not answer.hits and request.limit:
            yield f"{found}: --offset {request.offset} is beyond the last"
            return
        shown = sum(self._options.all_versions or not hit.copy_of for hit in answer.hits)
        if shown < answer.total:
            found += f", {shown:,} shown"
        yield f"{found}, {answer.took_ms:.0f} ms"
        last = request.offset + len(answer.hits)
        if answer.hits and last < answer.total and not self._options.new:  # they are no longer new next time
            few = not request.offset and answer.total <= 5 * request.limit
            yield f"more: -n {answer.total}" if few else f"more: --offset {last}"
            yield from self._narrowing(answer)

    def _narrowing(self, answer: Answer) -> Iterator[str]:
        """Which names would narrow the answer down, for a person at a terminal."""
        if answer.total > _HINTED or answer.facets or not (sys.stderr.isatty() and answer.query):
            return
        names = []
        for field in ("places", "people"):
            facet = self._archive.facet(answer.request, field, 3, merged=False)
            best = next((count for count in facet.counts if count.articles < answer.total), None)
            if best:
                names.append(f"--{field} {quote_for_shell(printable(best.value))} ({best.articles:,})")
        if names:
            yield f"only from: {names[0]}"
            yield from names[1:]

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            print(printable(line, lines=True), file=sys.stderr)


def _from_here(path: Path) -> str:
    """A path as short as it can be and still be opened: relative where it lies below the current folder."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
