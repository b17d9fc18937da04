"""Plain text and its paragraphs."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.cleaning import SETTLED, blocks, clean, one_line, paragraphs


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("plain text\nstays", "plain text\nstays"),
        ("a\tb\x00c\x1fd\x7f", "a bc d"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("one\u2029two\x0cthree", "one\n\ntwo\n\nthree"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07text \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "red text link"),
        ("user\u202egnp.exe\u202c \u2066iso\u2069", "usergnp.exe iso"),
        ("soft\u00adhyphen \ufeffmark zero\u200bwidth", "softhyphen mark zerowidth"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("tag\U000e0041\U000e007f \uffff", "tag "),
        ("a\u00a0b\u3000c", "a b c"),
        ("Wale\u0328sa", "Walęsa"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that Persian needs
    ],
)
def test_clean(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def test_one_line() -> None:
    assert one_line("  Homs:\n day\ttwo  ") == "Homs: day two"


def test_lines_are_paragraphs_unless_they_were_wrapped() -> None:
    long = "This is a whole paragraph of a story, which is longer than any line that was ever wrapped. " * 2
    assert (
        paragraphs(f"{long.strip()}\nShort one.\n\n\n  Third  one. ")
        == f"{long.strip()}\n\nShort one.\n\nThird one."
    )


def test_wrapped_lines_are_joined() -> None:
    text = (
        "Government helicopters dropped crude bombs on rebel-held districts of\n"
        "Aleppo on Saturday and sent thousands of people fleeing towards the\n"
        "border, activists said.\n"
        "    A second paragraph, set in by four spaces, follows on the next line\n"
        "and ends here.\n\n"
        "A third stands after a blank line and is wrapped as well, so that its\n"
        "end comes late.\n"
    )
    assert [block.split()[0] for block in blocks(clean(text))] == ["Government", "A", "A"]
    assert "\n" not in paragraphs(text).split("\n\n")[0]


@given(st.text())
def test_clean_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()  # no lone surrogates
    assert all(character == "\n" or unicodedata.category(character) != "Cc" for character in cleaned)


@given(st.text(alphabet=st.sampled_from("ab \n\t\r.")))
def test_paragraphs_are_even(text: str) -> None:
    found = paragraphs(text)
    assert found == found.strip()
    assert "  " not in found
    assert "\n\n\n" not in found
    assert found.count("\n") == 2 * found.count("\n\n")
    assert "".join(found.split()) == "".join(text.split())
    assert paragraphs(found) == found


def test_characters_that_are_passed_over_are_printed_and_settled() -> None:
    """What `clean` returns without a second look must be what the whole way would have made of it."""
    passed = [character for character in map(chr, range(sys.maxunicode + 1)) if SETTLED.fullmatch(character)]
    assert len(passed) > 30_000
    assert all(unicodedata.normalize("NFC", each) == each and each.isprintable() for each in passed)
    assert not any(map(unicodedata.combining, passed))
    pairs = (unicodedata.decomposition(character).split() for character in map(chr, range(sys.maxunicode + 1)))
    joining = {chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2 and pair[0][0] != "<"}
    jamo = set(map(chr, range(0x1160, 0x1200)))
    assert (joining | jamo).isdisjoint(passed)
