"""Everyday words, brands and firms are not taken for people, unless something says that they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.article import Role
from index.extract.nobody import believed, firms
from index.extract.spans import Span

Spans = Callable[..., list[Span]]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Shares Fall as Marijuana Is Banned", "Marijuana", "headline"),
        ("Some growers left. Marijuana is banned there.", "Marijuana", "body"),
        ("They moved the Marijuana across the river.", "Marijuana", "body"),
        ("Nokia Shrinks Brick Handset", "Brick", "headline"),
        ("Village Cut Off as Flood Waters Rise", "Flood Waters", "headline"),
        ("Rice imports rose. Others fell.", "Rice", "body"),
        ("The price fell.\n\nRice imports rose.", "Rice", "body"),
        ("The pilot flew against Isis for a year.", "Isis", "body"),
        ("He posted it on Reddit, she said.", "Reddit", "body"),
    ],
)
def test_an_everyday_word_alone_is_nobody(spans: Spans, text: str, name: str, role: Role) -> None:
    assert believed(spans(text, name, role=role), frozenset()) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He thanked Rice for the visit.", ["Rice"]),
        ("He thanked Grant Woods for the visit.", ["Grant Woods"]),
        ("Then came Bush, Rice and Powell.", ["Bush", "Rice", "Powell"]),
        ("Rice (2) scored before half-time.", ["Rice"]),
        ("The price fell. Rice said it would.", ["Rice"]),
        ("It was up to Mr. Marijuana himself.", ["Marijuana"]),
        ("Michael Dell came. Dell spoke first.", ["Michael Dell", "Dell"]),
        ("Condoleezza Rice came. Rice was glad.", ["Condoleezza Rice", "Rice"]),
        ("Rice imports rose. But Rice was glad.", ["Rice", "Rice"]),
        ("Brahimi said so.", ["Brahimi"]),
        ("Bush said so.", ["Bush"]),
    ],
)
def test_names_that_are_everyday_words_are_believed_where_something_says_so(
    spans: Spans, text: str, names: list[str]
) -> None:
    found = spans(text, *names)
    assert believed(found, frozenset()) == found


@pytest.mark.parametrize(
    ("text", "name", "bodies"),
    [
        ("It was rejected by Hutton, which E.F. Hutton Group Inc owns.", "Hutton", ["Hutton Group Inc"]),
        ("OLIN <OLN> NAMES SUCCESSOR", "OLIN", []),
        ("Smith, an analyst at S.G. Warburg and Co, said so.", "S.G. Warburg", []),
        ("W.R. Grace Co. rose. W.R. Grace sells units.", "W.R. Grace", ["W.R. Grace Co."]),
        ("Analysts said Ford would do so.", "Ford", ["Ford Motor Co"]),
        ("Walker Construction Co. won. Walker said it would build.", "Walker Construction", []),
    ],
)
def test_a_firm_is_nobody(spans: Spans, text: str, name: str, bodies: list[str]) -> None:
    organisations = firms([Span("body", 0, 0, body, text) for body in bodies])
    assert believed(spans(text, name), organisations) == []


@pytest.mark.parametrize(
    ("text", "names", "bodies"),
    [
        ("Henry Ford spoke. Ford left.", ["Henry Ford", "Ford"], ["Ford Motor Co"]),
        ("Reagan and the Congress agreed.", ["Reagan"], ["Reagan Administration"]),
        ("Baker Inc was new to Smith.", ["Smith"], ["Baker Smith Jones Brown Miller Inc"]),
        ("Calvin Klein came.", ["Calvin Klein"], ["Calvin Klein Fragrances Paris Inc"]),
    ],
)
def test_people_stay_beside_firms(spans: Spans, text: str, names: list[str], bodies: list[str]) -> None:
    organisations = firms([Span("body", 0, 0, body, text) for body in bodies])
    assert believed(spans(text, *names), organisations) == spans(text, *names)


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("Webb said it had sold a half. Webb rose.", ["Webb", "Webb"], []),
        ("Webb said its profits rose.", ["Webb"], []),
        ("Webb said it had been late.", ["Webb"], ["Webb"]),
        ("President Webb said it will pay. Webb left.", ["Webb", "Webb"], ["Webb", "Webb"]),
        ("Ann Webb came. Webb said it plans to.", ["Ann Webb", "Webb"], ["Ann Webb", "Webb"]),
        ("Ann Webb said its time was over.", ["Ann Webb"], ["Ann Webb"]),
    ],
)
def test_who_talks_as_firms_do_is_nobody(spans: Spans, text: str, names: list[str], left: list[str]) -> None:
    assert [span.written for span in believed(spans(text, *names), frozenset())] == left


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ('Iran fired a "Silkworm" missile.', ["Silkworm"], []),
        ("They sank the “Graf Spee” there.", ["Graf Spee"], []),
        ('"Brahimi" was on the door, and Brahimi behind it.', ["Brahimi", "Brahimi"], ["Brahimi", "Brahimi"]),
        ('They never found Gen. "Brahimi" again.', ["Brahimi"], ["Brahimi"]),
        ('"Brahimi left," she said.', ["Brahimi"], ["Brahimi"]),
    ],
)
def test_what_always_stands_in_quotes_is_nobody(
    spans: Spans, text: str, names: list[str], left: list[str]
) -> None:
    assert [span.written for span in believed(spans(text, *names), frozenset())] == left


def test_a_firm_is_nobody_where_it_is_named_shortly(spans: Spans) -> None:
    text = "Walker Construction Co. won. Walker said it would build. Ann Lee said so."
    found = spans(text, "Walker Construction", "Walker", "Ann Lee")
    assert believed(found, frozenset()) == found[2:]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The title hopes of NIU ended on Saturday.", "NIU"),
        ("MLB Suspends Braun", "MLB"),
        ("One of the groups, PEJAK, denied it.", "PEJAK"),
    ],
)
def test_an_acronym_is_nobody(spans: Spans, text: str, name: str) -> None:
    assert believed(spans(text, name), frozenset()) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("TALKS FAIL, ASSAD SAYS", ["ASSAD"]),
        ("The choice of President LULA is clear.", ["LULA"]),
        ("Amadou TOURE spoke. In May TOURE left.", ["Amadou TOURE", "TOURE"]),
        ("In 1987 BOURGUIBA was removed.", ["BOURGUIBA"]),
    ],
)
def test_people_in_capitals_are_no_acronyms(spans: Spans, text: str, names: list[str]) -> None:
    assert believed(spans(text, *names), frozenset()) == spans(text, *names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Brahui live in Kalat. Many fled with Brahui elders.", ["Brahui", "Brahui"]),
        ("Most of them speak Makrani at home.", ["Makrani"]),
        ("Members of the Doghmush clan fled.", ["Doghmush"]),
        ("A Brahui-speaking district was hit.", ["Brahui"]),
        ("They shelled the Sakhour district. In Sakhour two died.", ["Sakhour", "Sakhour"]),
    ],
)
def test_a_people_or_a_district_is_nobody(spans: Spans, text: str, names: list[str]) -> None:
    assert believed(spans(text, *names), frozenset()) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Clinton spoke to the people.", ["Clinton"]),
        ("President Karzai lived there, and the Karzai clan left.", ["Karzai", "Karzai"]),
        ("Hamid Karzai left the Karzai tribe.", ["Hamid Karzai", "Karzai"]),
    ],
)
def test_people_beside_peoples_stay(spans: Spans, text: str, names: list[str]) -> None:
    assert believed(spans(text, *names), frozenset()) == spans(text, *names)
