"""Answers and articles for people: columns in a terminal, the same without looks in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby

from index.article import Article
from index.terminal import printable
from searcher.answer import Facet, Hit, Snippet, Suggestion, Timeline, Variant
from searcher.render.layout import Line, Piece, joined, marked, plain, shorten, width_of, wrap
from searcher.render.periods import period_of
from searcher.render.style import Style

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NARROW = 52
"""Below this many columns the date stands under the headline, not beside it."""

_PROSE_WIDTH = 78
_LONGEST = 300
"""Characters of a headline or a name; what is longer is not one."""

_ABOUT = 4
"""So many lines at most are about a hit, however long its names."""

_WIDEST = 100
"""Columns of text that are still easy to read; a wider terminal is not filled."""

_EMPTY = 3
"""So many empty periods in a row of a timeline are shown one by one; of more, the bars say where they are."""

_BLOCKS = "▏▎▍▌▋▊▉█"

Address = Callable[[Article], str]
"""Where a click on an article's path leads: a `file:` or web address, or nothing."""


def hit(rank: int, hit: Hit, style: Style, address: Address) -> Iterator[str]:
    """One hit: headline and date, a line about it, passages, where it is."""
    number = f"{rank:>2}  "
    indent = " " * len(number)
    width = max(min(style.width, _WIDEST) - len(indent), 10)
    snippets = {snippet.field: snippet for snippet in hit.snippets}
    date = day(hit.article.published.when) if hit.article.published else ""
    beside = date if style.width >= NARROW else ""
    title = snippets.get("headline") or Snippet("headline", hit.headline or "(no headline)")
    shown = marked(title.text[:_LONGEST], [span for span in title.highlights if span[1] <= _LONGEST])
    lines = wrap(shown, width, width - len(beside) - 2 if beside else 0)
    for i, line in enumerate(lines):
        right = ""
        if beside and i == 0:
            right = " " * (width - width_of(plain(line)) - len(beside)) + style.faint(beside)
        yield (style.faint(number) if i == 0 else indent) + style.line(line) + right
    yield from (indent + style.line(line, faint=True) for line in _about(hit, "" if beside else date, width))
    for field in ("caption", "body"):
        if field in snippets:
            yield from (indent + style.line(line) for line in wrap(_passage(snippets[field]), width))
    yield from (indent + style.faint(line) for line in _remarks(hit, width))
    yield indent + where(hit.article, style, address, width)


def indented(text: str) -> Iterator[str]:
    """Lines under a hit."""
    return (f"    {line}" for line in printable(text, lines=True).splitlines())


def _passage(snippet: Snippet) -> Line:
    label = [Piece("Caption: ")] if snippet.field == "caption" else []
    return label + marked(snippet.text, snippet.highlights)


def _about(hit: Hit, date: str, width: int) -> list[Line]:
    """The second line: date where it has no column, source, places, people; as many names as it has room for.

    It becomes several where not even one place and one person fit.
    """
    for places, people in ((3, 3), (3, 2), (2, 2), (2, 1), (1, 1)):
        parts = [
            [Piece(date)],
            [Piece(printable(hit.source))],
            _names(hit, "places", places),
            _names(hit, "people", people),
        ]
        parts = [part for part in parts if plain(part)]
        lines = joined(parts, width)
        if len(lines) <= 1:
            break
    return lines[:_ABOUT]


def _names(hit: Hit, field: str, most: int) -> Line:
    """The first names of a field, those that matched before all others, and how many more there are."""
    found: Mapping[str, Snippet] = {snippet.text: snippet for snippet in hit.snippets if snippet.field == field}
    names = [*found, *(name for name in getattr(hit, field) if name not in found)]
    line: Line = []
    for name in names[:most]:
        line += [Piece(", ")] if line else []
        line += marked(name[:_LONGEST], found[name].highlights if name in found else ())
    if len(names) > most:
        line.append(Piece(f" +{len(names) - most}"))
    return line


def _remarks(hit: Hit, width: int) -> Iterator[str]:
    """What stands for what: spelling variants that matched, copies that were collapsed."""
    for variant in hit.variants:
        yield shorten(variant_text(variant), width)
    if hit.versions:
        copies = f"+ {len(hit.versions)} near-identical: {', '.join(map(printable, hit.versions))}"
        yield shorten(copies, width)


def variant_text(variant: Variant) -> str:
    """`matched Asad for Assad`."""
    return f"matched {', '.join(map(printable, variant.terms))} for {printable(variant.word)}"


def where(article: Article, style: Style, address: Address, width: int) -> str:
    """The path as a link, and the id unless the path says it already."""
    path, name = printable(article.path or article.url), printable(article.id)
    shown = "" if name in (path, path.rpartition(".")[0]) else f"  id {name}"
    path = shorten(path, max(width - width_of(shown), 8)) if width_of(path) + width_of(shown) > width else path
    return style.link(style.faint(path), address(article)) + style.faint(shown)


def day(when: datetime) -> str:
    """`27 Jan 2014`, in the same words whatever the locale."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def facet(facet: Facet, style: Style) -> Iterator[str]:
    """Counts as bars, the largest first."""
    yield style.faint(f"{facet.field} · {facet.distinct:,} in all" if facet.distinct else f"{facet.field} · none")
    most = max((count.articles for count in facet.counts), default=1)
    digits = max((len(f"{count.articles:,}") for count in facet.counts), default=1)
    room = _bar_width(style)
    for count in facet.counts:
        bar = _bar(count.articles, most, room)
        name = shorten(printable(count.value), max(style.width - digits - room - 6, 8))
        yield f"  {count.articles:>{digits},}  {bar:<{room}}  {name}"


def timeline(timeline: Timeline, style: Style) -> Iterator[str]:
    """A bar for each period; many empty ones in a row share a line."""
    yield style.faint(f"by {timeline.unit}" + (", periods without articles left out" if timeline.gaps else ""))
    most = max((bar.articles for bar in timeline.bars), default=1)
    digits = max((len(f"{bar.articles:,}") for bar in timeline.bars), default=1)
    for empty, run in groupby(timeline.bars, key=lambda bar: not bar.articles):
        bars = list(run)
        if empty and len(bars) > _EMPTY:
            yield style.faint("  …")
            continue
        for bar in bars:
            label = period_of(bar.start, timeline.unit)
            yield f"  {label}  {bar.articles:>{digits},}  {_bar(bar.articles, most, _bar_width(style))}".rstrip()
    if timeline.undated:
        yield style.faint(f"  undated  {timeline.undated:,}")


def _bar_width(style: Style) -> int:
    return max(4, min(30, style.width // 3))


def _bar(count: int, most: int, room: int) -> str:
    """A bar of `count / most` of `room` columns, in eighths; something for anything above zero."""
    eighths = max(round(count * room * 8 / most), 1) if count else 0
    return _BLOCKS[-1] * (eighths // 8) + (_BLOCKS[eighths % 8 - 1] if eighths % 8 else "")


def article(article: Article, snippets: Iterable[Snippet], style: Style, address: Address) -> Iterator[str]:
    """An article to read. `snippets` holds whole fields with their highlights; `body` is wrapped by paragraph."""
    width = min(style.width, _PROSE_WIDTH)
    texts = {snippet.field: snippet for snippet in snippets}

    def field(name: str) -> Snippet:
        return texts.get(name) or Snippet(name, getattr(article, name))

    headline = field("headline")
    yield from (style.line(line) for line in wrap(marked(headline.text, headline.highlights), width))
    date = f"{day(article.published.when)} ({article.published.origin})" if article.published else "undated"
    by = " · ".join(printable(part) for part in (date, article.source, article.byline) if part)
    yield from (style.faint(plain(line)) for line in wrap([Piece(by)], width))
    places = ", ".join(
        place.name + (f" ({place.country})" * (place.country not in ("", place.name))) for place in article.places
    )
    for label, value in (
        ("People", ", ".join(article.people)),
        ("Places", places),
        ("Topics", ", ".join(article.keywords)),
        ("Address", article.url if article.path else ""),
    ):
        if value:
            yield from (style.faint(plain(line)) for line in wrap([Piece(f"{label}: {printable(value)}")], width))
    yield where(article, style, address, style.width)
    caption = field("caption")
    if caption.text:
        yield ""
        credit = f" ({printable(article.credit)})" if article.credit else ""
        line = [Piece("Caption: "), *marked(caption.text, caption.highlights), Piece(credit)]
        yield from (style.line(part) for part in wrap(line, width))
    yield from _paragraphs(field("body"), style, width, printable(article.dateline))


def _paragraphs(body: Snippet, style: Style, width: int, dateline: str) -> Iterator[str]:
    """The body, paragraph by paragraph; blank lines part them in the text, so they do here."""
    highlights = list(body.highlights)
    opening = [Piece(f"{dateline} — ")] if dateline else []
    start = at = 0
    for paragraph in body.text.split("\n\n"):
        end = start + len(paragraph)
        inside = []
        while at < len(highlights) and highlights[at][0] < end:
            inside.append((highlights[at][0] - start, min(highlights[at][1], end) - start))
            at += 1
        if paragraph.strip():
            yield ""
            yield from (style.line(line) for line in wrap(opening + marked(paragraph, inside), width))
            opening = []
        start = end + 2


def suggestion(suggestion: Suggestion) -> str:
    """What else to ask, as a line."""
    query, found = printable(suggestion.query), articles(suggestion.total)
    if suggestion.kind == "spelling":
        return f"Did you mean: {query}  ({found})"
    if suggestion.kind == "any":
        return f"Any of the words: {query}  ({found})"
    return f"Without {printable(suggestion.word)}: {query}  ({found})"


def articles(count: int) -> str:
    """`1 article`, `1,234 articles`."""
    return f"{count:,} article" + "s" * (count != 1)
