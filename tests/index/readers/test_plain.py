"""Plain text as people copy it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from index.article import Article
from index.errors import ArticleError
from index.readers.plain import from_text, read


def article(text: str, path: str = "a.txt") -> Article:
    found = from_text(text, path)
    assert isinstance(found, Article)
    return found


def test_the_layout_of_a_site() -> None:
    found = article(
        "Discuss as:\n\nTalks bring offer of exit from Homs\n\nSamir Nasser / Reuters\n\n"
        "A child clears debris in the besieged area of Homs Jan. 26, 2014.\n\n"
        "GENEVA — The government offered to let women and children leave.\n\nMore was to follow on Monday."
    )
    assert found.headline == "Talks bring offer of exit from Homs"
    assert found.credit == "Samir Nasser / Reuters"
    assert found.caption == "A child clears debris in the besieged area of Homs Jan. 26, 2014."
    assert found.dateline == "GENEVA"
    assert found.body == (
        "The government offered to let women and children leave.\n\nMore was to follow on Monday."
    )
    assert found.published is None  # a caption's date is for extraction to judge
    assert found.people == found.places == ()


def test_the_address_of_the_page_is_no_headline() -> None:
    found = article(
        "https://wire.example.org/2015/03/04/storm\n\nStorm hits the coast\n\nGALVESTON, Texas — A storm came.\n"
    )
    assert (found.url, found.headline) == ("https://wire.example.org/2015/03/04/storm", "Storm hits the coast")
    assert (found.dateline, found.body) == ("GALVESTON, Texas", "A storm came.")
    below = article("Storm hits the coast\nwww.example.org/storm\nGALVESTON, Texas — A storm came.\n")
    assert (below.url, below.headline) == ("www.example.org/storm", "Storm hits the coast")
    assert isinstance(from_text("https://wire.example.org/2015\n", "a.txt"), ArticleError)


def test_the_layout_of_a_wire() -> None:
    found = article(
        "Share on Facebook\nTweet\nAleppo residents flee as barrels rain down\n"
        "By JOHN SMITH and Mary O'Brien, Associated Press\nUpdated 4:30 PM ET, Sun January 26, 2014\n\n"
        "BEIRUT (AP) — Government helicopters dropped crude bombs on rebel-held\n"
        "districts of Aleppo on Saturday, sending thousands fleeing toward the\n"
        "border, activists said.\n\n"
        "A second paragraph of the story stands here and is of some length, so\n"
        "that it is wrapped.\n"
        "(Reporting by Mariam Karouny; Editing by X Y)\n"
        "Copyright 2014 The Associated Press. All rights reserved.\n"
    )
    assert found.headline == "Aleppo residents flee as barrels rain down"
    assert found.byline == (
        "JOHN SMITH and Mary O'Brien, Associated Press; Reporting by Mariam Karouny; Editing by X Y"
    )
    assert found.published is not None
    assert found.published.when == datetime(2014, 1, 26, 16, 30)
    assert (found.dateline, found.source) == ("BEIRUT", "AP")
    assert found.body.startswith("Government helicopters dropped crude bombs on rebel-held districts of Aleppo")
    assert found.body.endswith("so that it is wrapped.")
    assert found.body.count("\n\n") == 1


def test_the_layout_of_an_agency() -> None:
    found = article(
        "Peace talks begin\nAssociated Press\nBy JOHN SMITH\nJanuary 26, 2014 1:45 PM\n\n"
        "GENEVA (AP) — The talks began.\n\nThey ended."
    )
    assert (found.headline, found.source, found.byline) == ("Peace talks begin", "Associated Press", "JOHN SMITH")
    assert (found.dateline, found.body) == ("GENEVA", "The talks began.\n\nThey ended.")
    assert found.published is not None


def test_a_standfirst_stays_with_the_story() -> None:
    found = article(
        "Kyiv celebrates\n\nThousands sang on the square through a night of frost and fireworks\n\n"
        "Luke Marten in Kyiv\nFriday 3 January 2014 14.30 GMT\n\nIt began before dawn.\n\nIt ended late."
    )
    assert found.byline == "Luke Marten in Kyiv"
    assert found.body.split("\n\n") == [
        "Thousands sang on the square through a night of frost and fireworks",
        "It began before dawn.",
        "It ended late.",
    ]


def test_a_caption_with_its_credit_at_the_end() -> None:
    found = article("Headline\n\nA tank in Homs. (AP Photo/Bassem Tellawi)\n\nHOMS, Syria (AP) — Text.")
    assert (found.caption, found.credit) == ("A tank in Homs.", "AP Photo/Bassem Tellawi")


def test_labelled_lines() -> None:
    found = article(
        "Title: Great Fire destroys London\nDate: 2 September 1666\nAuthor: Samuel Someone\n"
        "Places: London; England\nURL: https://wire.example.org/fire\n\nLONDON - A fire spreads.\n\nIt goes on."
    )
    assert (found.headline, found.byline, found.url) == (
        "Great Fire destroys London",
        "Samuel Someone",
        "https://wire.example.org/fire",
    )
    assert [place.name for place in found.places] == ["London", "England"]
    assert found.published is not None
    assert found.published.when == datetime(1666, 9, 2)
    assert (found.dateline, found.body) == ("LONDON", "A fire spreads.\n\nIt goes on.")


def test_a_colon_makes_no_label() -> None:
    found = article("Note: this is a story\n\nText: or so it seems to begin.")
    assert found.headline == "Note: this is a story"


def test_only_a_headline() -> None:
    found = article("Just one line")
    assert (found.headline, found.body) == ("Just one line", "")


def test_only_a_long_paragraph() -> None:
    text = "This is a story that somebody saved without its headline, as happens. " * 5
    found = article(text)
    assert (found.headline, found.body) == ("", text.strip())


def test_the_day_in_a_path() -> None:
    found = article("Headline\n\nText.", "wire/2014/01/26/homs.txt")
    assert found.published is not None
    assert (found.published.when, found.published.origin) == (datetime(2014, 1, 26), "url")
    assert found.id == "wire/2014/01/26/homs"


def test_nothing_but_control_characters() -> None:
    assert isinstance(from_text("\x02\x03\u200b", "a.txt"), ArticleError)


@pytest.mark.parametrize("name", ["x", "2014/homs truce.txt", "a.b/c.d.txt"])
def test_ids_come_from_paths(name: str) -> None:
    assert article("Headline\n\nText.", name).id == name.removesuffix(".txt")


def test_the_seed_article(data: Path) -> None:
    path = data / "seed" / "syria-talks-homs.txt"
    (found,) = read(path.read_bytes(), "syria-talks-homs.txt")
    assert isinstance(found, Article)
    assert found.headline == "Syria talks bring offer of exit from siege of Homs"
    assert found.credit == "Thaer Al Khalidiya / Reuters"
    assert found.caption.startswith("A child clears damage")
    assert found.caption.endswith("Homs Jan. 26, 2014.")
    assert found.dateline == "GENEVA"
    assert found.body.startswith("The Syrian government offered")
    assert found.body.endswith('that exists."')
    assert len(found.body.split("\n\n")) == 10
    assert (found.byline, found.source, found.published) == ("", "", None)


def test_lines_without_spaces_are_not_taken_for_wrapped() -> None:
    story = (
        "联合国和阿盟叙利亚危机联合特别代表卜拉希米在日内瓦说，叙利亚政府已同意让被困霍姆斯老城的妇女和儿童离开。"
    )
    assert article(f"叙政府同意妇女儿童撤离霍姆斯\n来源：新华网\n{story}\n他说。").body.split("\n\n")[-2:] == [
        story,
        "他说。",
    ]


STORY = (
    "Women and children can leave the besieged city at once, the mediator has said after the talks in Geneva.\n\n"
    "The government had promised that."
)


@pytest.mark.parametrize(
    ("line", "byline", "day"),
    [
        ("By MARY REED and KARIM HADDAD JAN. 26, 2014", "MARY REED and KARIM HADDAD", 26),
        ("By Dr Mary Reed, Middle East Correspondent, Beirut (m.reed@wire.example)", "Dr Mary Reed, Middle East"
         " Correspondent, Beirut", 0),
        ("Mary Reed, Middle East editor, in Geneva", "Mary Reed, Middle East editor, in Geneva", 0),
        ("By Mary Reed\nChief international correspondent, Wire News", "Mary Reed, Chief international"
         " correspondent, Wire News", 0),
        ("January 26, 2014 / 7:35 AM / 10 years ago", "", 26),
    ],
)  # fmt: skip
def test_bylines_as_sites_write_them(line: str, byline: str, day: int) -> None:
    found = article(f"Women may leave Homs, mediator says\n{line}\n\n{STORY}")
    assert (found.headline, found.byline, found.body) == ("Women may leave Homs, mediator says", byline, STORY)
    assert (found.published.when.day if found.published else 0) == day


def test_a_section_and_the_name_of_the_paper_are_no_headline() -> None:
    found = article(f"MIDDLE EAST\nWomen may leave Homs\n\n{STORY}")
    assert (found.headline, found.keywords, found.body) == ("Women may leave Homs", ("MIDDLE EAST",), STORY)
    found = article(f"THE TIMES, SATURDAY, APRIL 15, 1865.\n\nGREAT NEWS.\n\n{STORY}")
    assert (found.headline, found.source) == ("GREAT NEWS.", "THE TIMES")
    assert found.published is not None
    assert found.published.when == datetime(1865, 4, 15)


def test_labels_of_pictures_that_stand_alone() -> None:
    found = article(
        "Homs\nImage source, AFP\nImage caption,\nRuins of Homs\n"
        + STORY.replace("\n\n", "\n\nMedia caption\nThe mediator speaks\n\n")
    )
    assert (found.credit, found.caption) == ("AFP", "Ruins of Homs\n\nThe mediator speaks")
    assert found.body == STORY


def test_links_and_notices_below_the_story() -> None:
    found = article(
        f"Homs\n\n{STORY}\n\nAP writers Mary Reed in Geneva and Karim Haddad contributed to this report.\n"
        "Follow Mary Reed on Twitter at @mreed\nmr/dpa/AFP\n\n"
        "More on this story\nHoms in ruins\n25 January 2014\nTopics\nSyria"
    )
    assert found.body == STORY
    assert found.byline == "AP writers Mary Reed in Geneva and Karim Haddad contributed to this report"


def test_a_message_that_was_copied() -> None:
    found = article(
        f"From: desk@wire.example\nTo: all\nSubject: Homs: women leave\nDate: Sun, 26 Jan 2014\n\n{STORY}"
    )
    assert (found.headline, found.byline, found.body) == ("Homs: women leave", "desk@wire.example", STORY)


def test_a_photographer_and_an_agency_in_brackets_are_the_credit() -> None:
    found = article(f"Floods\nA man wades in Kochi on Saturday. (Arun Nair/Reuters)\n\n{STORY}")
    assert (found.caption, found.credit) == ("A man wades in Kochi on Saturday.", "Arun Nair/Reuters")
    assert found.body == STORY


def test_a_wrapped_line_is_no_byline_where_its_sentence_goes_on() -> None:
    text = (
        "Senate weighs bill\n\n"
        "That reference spoils what is otherwise a sensible bill that was introduced\n"
        "by Democratic Senator Ann Lee in the spring and has been read in committee\n"
        "since then, to the delight of those who wrote it and to nobody else's, as\n"
        "far as one can tell.\n"
    )
    (found,) = read(text.encode(), "bill.txt")
    assert isinstance(found, Article)
    assert not found.byline
    assert found.body.count("\n") == 0
    assert "was introduced by Democratic Senator Ann Lee in" in found.body
