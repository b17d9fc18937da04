from __future__ import annotations

from datetime import date

import pytest

from index.fields import FIELDS
from searcher.query.diagnosis import Note
from searcher.query.help import SECTIONS, page
from searcher.query.parser import parse

HELP = "\n".join(page())
EXAMPLES = [row.example for _, rows in SECTIONS for row in rows]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_understood(example: str) -> None:
    assert parse(example, today=date(2014, 1, 29)).notes == ()
    assert example in HELP


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("Homs AND Aleppo", "Homs && +Aleppo"),
        ("Homs OR Aleppo", "Homs || Aleppo"),
        ("Homs -Aleppo", "Homs NOT !Aleppo".replace("NOT !", "!")),
        ('"chemical weapons"', "“chemical weapons”"),
        ('"chemical weapons"', "«chemical weapons»"),
        ("Assad NEAR/5 talks", "Assad AROUND(5) talks"),
        ("date:2014-01..2014-03", "date:[2014-01 TO 2014-03]"),
        ("date:>=2014-01-20", "since:2014-01-20"),
        ('date:"26 January 2014"', "date:26.1.2014"),
        ("date:7d", 'date:"last 7 days"'),
    ],
)
def test_what_the_page_calls_the_same_is(shown: str, same: str) -> None:
    today = date(2014, 1, 29)
    assert parse(shown, today=today).tree == parse(same, today=today).tree


def test_every_field_is_listed() -> None:
    assert all(f"  {field.name} " in HELP for field in FIELDS)


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_the_page_fits_a_terminal(columns: int) -> None:
    lines = list(page(columns))
    assert all(len(line) <= max(columns, 70) for line in lines)
    assert all(len(line) <= columns for line in lines[: lines.index("Grammar")])
    assert " ".join(" ".join(lines).split()).count("at most 5 others among them") == 1


def test_notes_have_kinds() -> None:
    (note,) = parse("cats or dogs").notes
    assert note == Note(
        "lowercase-operator", "“or” was taken as a word.", 5, 7, "Write OR in capitals to find either side."
    )
