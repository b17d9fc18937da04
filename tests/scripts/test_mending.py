"""What the corpus says of a name elsewhere corrects what was annotated by machine."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tagged(text: str) -> list[tuple[str, str]]:
    """`Mr./O Gedi/B-PER left` as tokens with labels."""
    pairs = (word.partition("/") for word in text.split())
    return [(word, label or "O") for word, _, label in pairs]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("But Mr. Gedi/B-LOC stayed .", "But Mr. Gedi/B-PER stayed ."),
        ("Aides of Gedi/B-ORG left .", "Aides of Gedi/B-PER left ."),
        ("Foes of Asif/O Gedi/B-PER won .", "Foes of Asif/B-PER Gedi/I-PER won ."),
        ("He is Jose/B-PER Gedi/B-PER .", "He is Jose/B-PER Gedi/I-PER ."),
        ("So General/B-ORG Gedi/I-ORG said .", "So General Gedi/B-PER said ."),
        ("The Gedi/B-ORG Party/I-ORG won .", "The Gedi/B-ORG Party/I-ORG won ."),
        ("In Paris/B-LOC it rained .", "In Paris/B-LOC it rained ."),
    ],
)
def test_people_are_people_throughout(wrong: str, right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    mending = importlib.import_module("entities.mending")
    known = [tagged("Mr. Gedi/B-PER met Ali/B-PER Gedi/I-PER .")] * 5
    assert mending.mended([*known, tagged(wrong)])[-1] == tagged(right)
