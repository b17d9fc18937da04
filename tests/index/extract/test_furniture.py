"""Credits in a body, and names in bylines and credit lines."""

from __future__ import annotations

from itertools import pairwise

import pytest

from index.extract import furniture


@pytest.mark.parametrize(
    "credit",
    [
        "(Reporting by Ann Lee in Beirut; Editing by Bo Ek)",
        "(Additional reporting by Ann Lee)",
        "Additional reporting by Carl May in Oslo",
        "Writing by Dora Fei",
        "By Jane Smith",
        "Photo: Dan Doe",
        "Joe Bloggs / Reuters",
        "-- Reported by Al Mor",
    ],
)
def test_a_credit_is_found_on_a_line_of_its_own(credit: str) -> None:
    body = f"The road was shut.\n\n{credit}\n\nPolice said it would open by noon."
    assert [body[start:end] for start, end in furniture.credits(body)] == [credit]


@pytest.mark.parametrize(
    "body",
    [
        "The report was written by hand, led by Mr Jones and signed by Ann Lee.",
        "A crowd stood by Nelson's column.",
        "Talks went 24/7: nobody slept.",
        "He said: go.\nShe went by road\nand came back.",
        "",
    ],
)
def test_prose_is_no_credit(body: str) -> None:
    assert furniture.credits(body) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Lee and Bo Ek / Reuters", ["Ann Lee", "Bo Ek"]),
        ("Thaer Al Khalidiya / Reuters", ["Thaer Al Khalidiya"]),
        ("JOHN SMITH, Associated Press Writer", ["JOHN SMITH"]),
        ("Photo by Ann Lee/AP", ["Ann Lee"]),
        ("by Barbara Slavin, Staff Writer", ["Barbara Slavin"]),
        ("Reuters", []),
        ("", []),
    ],
)
def test_names_in_a_byline(line: str, expected: list[str]) -> None:
    assert [line[start:end] for start, end in furniture.names(line)] == expected


def test_credits_do_not_overlap_and_are_in_order() -> None:
    body = "(Reporting by A B; Editing by C D)\nBy E F\n(Writing by G H)\n" * 5
    spans = furniture.credits(body)
    assert len(spans) == 15
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("caption", "credited"),
    [
        ("Mr. Trump left the court last week. Joshua Roberts/Reuters", "Joshua Roberts/Reuters"),
        ("Rep. Ilhan Omar speaks on July 25, 2019.J. Scott Applewhite / AP file", "J. Scott Applewhite / AP"),
        (
            "The club last week.Credit...Anna Moneymaker/The New York Times",
            "Credit...Anna Moneymaker/The New York Times",
        ),
        ("A boy in Homs (Photo: Omar Sanadiki)", "Photo: Omar Sanadiki"),
        ("Ilhan Omar meets Nancy Pelosi in Washington.", ""),
    ],
)
def test_captions_say_who_took_the_picture(caption: str, credited: str) -> None:
    spans = furniture.caption_credits(caption)
    assert [caption[start:end] for start, end in spans] == ([credited] if credited else [])


@pytest.mark.parametrize("pattern", ["A", "Aa ", "A'", "A-", "A. ", "photo ", "photo by", "a/"])
def test_long_repetitions_in_a_caption_cost_no_more_than_their_length(pattern: str) -> None:
    # Steps that grow with the square of the length would not end within the run.
    found = furniture.caption_credits(pattern * 100_000)
    assert all(start < end for start, end in found)
    assert furniture.caption_credits("They met. Joshua Roberts/Reuters") == [(10, 32)]


def test_all_who_reported_and_edited_are_named() -> None:
    line = "Additional reporting by Ann Lee in New Delhi; Writing by Bo Ek in Beirut. Editing by Cy Fox"
    assert [line[start:end] for start, end in furniture.names(line)] == ["Ann Lee", "Bo Ek", "Cy Fox"]
