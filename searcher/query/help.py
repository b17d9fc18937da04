"""The query language on one page: what `search --help-query` prints and the README shows."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Final, NamedTuple

from index.fields import FIELDS


class Row(NamedTuple):
    """One thing that can be written, and what it finds."""

    example: str
    meaning: str


SECTIONS: Final[tuple[tuple[str, tuple[Row, ...]], ...]] = (
    (
        "Words",
        (
            Row("Homs ceasefire", "both words, anywhere in headline, caption or body; inflections count too"),
            Row("Homs OR Aleppo", "either; also ||"),
            Row("Homs AND Aleppo", "the same as side by side; also &&, +Homs"),
            Row("Homs -Aleppo", "the first without the second; also NOT, !Aleppo"),
            Row("(Homs OR Aleppo) ceasefire", "parentheses say what belongs together; AND binds tighter than OR"),
            Row("Assad", "and its other spellings: Asad, al-Assad; cafe finds café, F-16 finds F16"),
            Row("*", "every article"),
        ),
    ),
    (
        "Phrases and nearness",
        (
            Row('"chemical weapons"', "exactly these words in a row; “these” and «these» quotes do too"),
            Row('"weapons * inspectors"', "any one word in the place of *"),
            Row('"Assad talks"~5', "these words in any order, with at most 5 others among them"),
            Row("Assad NEAR/5 talks", "the same, with inflections; AROUND(5) is NEAR/5"),
            Row("Assad ONEAR/5 talks", "in this order"),
            Row('(talks OR negotiations) NEAR/3 "United Nations"', "with alternatives and phrases"),
        ),
    ),
    (
        "Parts of words",
        (
            Row("cease*", "words that begin so"),
            Row("te?t", "? is one character, * any number of them, also none"),
            Row("Brahimy~1", "one letter different; ~2 for two, ~ for what suits the length"),
        ),
    ),
    (
        "Fields",
        (
            Row("headline:ceasefire", "in one field only"),
            Row("people:Assad", "part of a name is enough"),
            Row("places:Syria", "what happened in Homs is found too"),
            Row("headline:(Homs OR Aleppo)", "several words in a field"),
            Row('source:"Daily Bugle"', "a phrase in a field"),
            Row("caption:*", "articles that have a caption"),
        ),
    ),
    (
        "Dates",
        (
            Row("date:2014", "a year; also 2014-01, 2014-01-26, 2014-Q1, 1980s"),
            Row('date:"26 January 2014"', "also January 26, 2014, 26.1.2014, 2014/01/26, 20140126, Jan 2014"),
            Row("date:2014-01..2014-03", "from January to the end of March; 2014.. and ..2014 are open"),
            Row("date:[2014-01 TO 2014-03]", "the same; {2014-01 TO 2014-03} leaves both months out"),
            Row("date:>=2014-01-20", "also >, <, <="),
            Row("since:2014-01-20", "that day or later; after: begins the day after it"),
            Row("until:2014-01", "until its last day; before: ends the day before it begins"),
            Row("date:yesterday", "also today, monday, last-monday"),
            Row("date:7d", "the last 7 days; also 2w, 3m, 1y; since:7d, before:7d"),
            Row('date:"last week"', "the calendar's; also this month, last year, last 3 days, 3 days ago"),
            Row("date:*", "articles whose date is known"),
        ),
    ),
    (
        "Weight, and characters as they are",
        (
            Row("Homs^2 Aleppo", "Homs counts twice; also behind a phrase or a parenthesis"),
            Row(r"\(sic\)", r"\ takes the meaning from the character after it; \AND is a word"),
            Row("12:30 C++ F-16 U.N. #Homs", "punctuation within words needs nothing"),
        ),
    ),
)

GRAMMAR: Final = """\
query  = side { "OR" side }
side   = near { [ "AND" ] near }
near   = part { "NEAR/n" part }
part   = { "NOT" | "-" | "+" } [ field ":" ] what [ "^" number ]
what   = word [ "~" [ 1 | 2 ] ] | '"' words '"' [ "~" n ]
       | "(" query ")" | date | "*"
"""


def page(columns: int = 80) -> Iterator[str]:
    """The whole page as lines of plain text, as wide as the terminal."""
    examples = max(len(row.example) for _, rows in SECTIONS for row in rows if len(row.example) < 30)
    names = ("Field names", tuple(Row(field.name, field.description) for field in FIELDS))
    for title, rows in (*SECTIONS, names):
        yield title
        for example, meaning in rows:
            short = len(example) <= examples
            if not short:
                yield f"  {example}"
            left = example if short else ""
            for line in wrap(meaning, max(columns - examples - 4, 20)):
                yield f"  {left:<{examples}}  {line}"
                left = ""
        yield ""
    yield "Grammar"
    yield from (f"  {line}" for line in GRAMMAR.splitlines())
