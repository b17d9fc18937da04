from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import QueryError
from searcher.query import tree
from searcher.query.lexer import MAX_CHARACTERS
from searcher.query.parser import MAX_DEPTH, parse

TODAY = date(2014, 1, 29)
"""A Wednesday, on which every query of these tests is asked."""

GOLDEN = Path(__file__).with_name("trees.txt")


def outcome(query: str) -> list[str]:
    """The lines about a query: its tree, or `! [start:end] message`; then `? [start:end] kind` for each note."""
    try:
        parsed = parse(query, today=TODAY)
    except QueryError as error:
        return [f"! [{error.start}:{error.end}] {error.message}"]
    return [sketch(parsed.tree), *(f"? [{note.start}:{note.end}] {note.kind}" for note in parsed.notes)]


def sketch(node: tree.Node) -> str:  # one return a kind of node
    """A tree as a list in parentheses, its kind first."""
    match node:
        case tree.Word(text):
            return text if text.isalnum() else repr(text)
        case tree.Everything():
            return "*"
        case tree.Phrase(words, slop):
            return _list(f"phrase~{slop}" if slop else "phrase", *map(sketch, words))
        case tree.Near(parts, slop, ordered):
            return _list(f"{'onear' if ordered else 'near'}/{slop}", *map(sketch, parts))
        case tree.And(parts) | tree.Or(parts):
            return _list(type(node).__name__.lower(), *map(sketch, parts))
        case tree.Boost(child, factor):
            return _list(f"^{factor:g}", sketch(child))
        case tree.Not(child):
            return _list("not", sketch(child))
        case tree.Field(name, child):
            return _list(f"{name}:", sketch(child))
        case tree.Fuzzy(text, edits):
            return _list(f"~{edits}", repr(text))
        case tree.DateRange(since, before):
            return _list("date", _day(since), _day(before))
        case tree.Prefix(text) | tree.Wildcard(text):
            return _list(type(node).__name__.lower(), repr(text))
    raise TypeError(type(node).__name__)


def _list(*parts: str) -> str:
    return f"({' '.join(parts)})"


def _day(moment: datetime | None) -> str:
    assert moment is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return f"{moment:%Y-%m-%d}" if moment else "-"


def golden() -> Iterator[tuple[str, list[str]]]:
    """The queries of the file with the lines about each."""
    query, lines = "", []
    for line in GOLDEN.read_text("utf-8").splitlines():
        if line.startswith("> "):
            if lines:
                yield query, lines
            query, lines = line[2:].replace("\\t", "\t"), []
        elif line.startswith("  "):
            lines.append(line[2:])
    yield query, lines


def test_golden_trees() -> None:
    cases = list(golden())
    assert len(cases) >= 350
    wrong = {query: outcome(query) for query, lines in cases if outcome(query) != lines}
    assert wrong == {}


ALPHABET = st.sampled_from(
    [*"ab-+!()\"“”«»*?~^:\\/.,'[]{}|&<>= \t\n0123456789é停", " OR ", " AND ", " NOT ", "NEAR/2 "]
)
TEXTS = st.one_of(st.text(), st.lists(ALPHABET).map("".join))
FIELDS = st.sampled_from(
    ["headline:", "date:", "since:", "date:[", " TO ", "..", "foo:", "7d", "2014-01", "people:("]
)


@given(st.one_of(TEXTS, st.lists(st.one_of(ALPHABET, FIELDS)).map("".join)))
@example("((((" * 100)
@example("-" * 1000)
@example("\\")
@example("a\\")
@example('"a\\')
@example("date:>=")
@example("date:>= )")
def test_any_string_parses_or_is_refused_with_a_position(query: str) -> None:
    parsed = error = None
    try:
        parsed = parse(query, today=TODAY)
    except QueryError as refusal:
        error = refusal
    if parsed is None:
        assert error
        assert 0 <= error.start <= error.end <= len(query)
        assert error.query == query
        assert error.message
        return
    again = parse(tree.unparse(parsed.tree), today=TODAY)
    assert again.tree == parsed.tree
    for note in parsed.notes:
        assert 0 <= note.start <= note.end <= len(query)
    for node in tree.walk(parsed.tree):
        assert 0 <= node.start < node.end <= len(query)
        assert all(node.start <= child.start and child.end <= node.end for child in tree.children(node))


def test_positions_point_into_the_query() -> None:
    query = 'Homs -people:(assad OR "Faisal Mekdad"^3) date:2014'
    found = {query[node.start : node.end]: type(node).__name__ for node in tree.walk(parse(query).tree)}
    assert found == {
        query: "And",
        "Homs": "Word",
        '-people:(assad OR "Faisal Mekdad"^3)': "Not",
        'people:(assad OR "Faisal Mekdad"^3)': "Field",
        'assad OR "Faisal Mekdad"^3': "Or",
        "assad": "Word",
        '"Faisal Mekdad"^3': "Boost",
        '"Faisal Mekdad"': "Phrase",
        "Faisal": "Word",
        "Mekdad": "Word",
        "date:2014": "DateRange",
    }


def test_depth_is_limited_plainly() -> None:
    parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    parse("a " + "NOT " * MAX_DEPTH + "b")
    for query in ("(" * 100_000, "(" * 51 + "a" + ")" * 51, "NOT " * 20_000 + "a", "a -(" * 1000):
        with pytest.raises(QueryError, match="nested more than 50 deep"):
            parse(query)


def test_depth_counts_what_is_open_only() -> None:
    for query in ("(a) " * 1000, "-a " * 1000, "-() -a " * 1000):
        assert parse(query).tree


def test_length_is_limited_plainly() -> None:
    with pytest.raises(QueryError, match="longer than 200,000 characters"):
        parse("a" * (MAX_CHARACTERS + 1))


def calls_of(action: Callable[[], object]) -> int:
    """How many functions, Python's and built-in, are called while something runs."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def attempt(query: str) -> str:
    """What is said when the query is refused, or nothing."""
    try:
        parse(query, today=TODAY)
    except QueryError as error:
        refused = error
    else:
        return ""
    assert refused.query == query
    assert 0 <= refused.start <= refused.end <= len(query)
    return str(refused)


PATTERNS = [
    "a ", "a OR ", "-a ", "(a) ", '"a b" ', '"a" ', "a* ", "a~1^2 ", "headline:a ", "date:2014 ", "» ", "« ", "\\",
    "\\\\", "-", "-+", "^2", "~", "?", "a?", "*", "a*", "'", "a'", "a-", "é", "停", "www.", "a:", "[", "[2014 ",
    "2014..", "a\\ ", ":) ", "😀 ", "a NEAR/5 ", 'a"b ', "「", ".", "a.", "http://", "1,",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_steps_grow_with_the_length(pattern: str) -> None:
    attempt(pattern * 300)
    short, long = (calls_of(lambda n=n: attempt(pattern * n)) for n in (300, 1200))
    assert long <= 4.4 * short + 100


@pytest.mark.parametrize(
    "pattern", ["a ", "Homs OR ", '"a b" ', "a", "a-", "(", '"', "«", "\\", "-", "a^", "停", "a*", "[*"]
)
def test_a_hundred_thousand_characters(pattern: str) -> None:
    assert len(attempt((pattern * 100_000)[:100_000])) < 200


def test_parsing_needs_neither_whoosh_nor_numpy() -> None:
    code = (
        "import sys, searcher.query.parser as p, searcher.query.expand\n"
        "p.parse('a OR \"b c\" headline:d date:2014')\n"
        "print([m for m in ('numpy', 'whoosh', 'dataclasses', 'inspect', 'decimal') if m in sys.modules])"
    )
    done = subprocess.run(  # our own Python and our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=GOLDEN.parents[3]
    )
    assert done.stdout.strip() == "[]"
