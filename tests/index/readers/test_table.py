"""Tables."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.errors import ArticleError
from index.readers.table import read


def articles(text: str | bytes) -> list[Article]:
    found = list(read(text if isinstance(text, bytes) else text.encode(), "a.csv"))
    assert all(isinstance(each, Article) for each in found), found
    return [each for each in found if isinstance(each, Article)]


def test_quoted_fields_and_empty_rows() -> None:
    (found,) = articles(
        'id,Title,Published,text,people\n1,"A, b",2014-01-02,"He said ""no"".\n\nMore.",X Y; Z W\n,,,,\n\n'
    )
    assert (found.id, found.headline, found.body) == ("1", "A, b", 'He said "no".\n\nMore.')
    assert found.people == ("X Y", "Z W")


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    found = articles('title,text\r\n"One","a, b"\r\nTwo,"c\r\nThree,d\r\n\r\nFour,e\r\n')
    assert [(each.headline, each.body) for each in found] == [
        ("One", "a, b"),
        ("Two", "c"),
        ("Three", "d"),
        ("Four", "e"),
    ]


def test_a_table_that_was_cut_short_keeps_the_text_of_its_last_row() -> None:
    (found,) = articles('title,text\nOne,"first line.\n\nSecond, and\n\nthird')
    assert (found.headline, found.body) == ("One", "first line.\n\nSecond, and\n\nthird")


def test_separators_are_detected() -> None:
    for separator in ",;\t|":
        (found,) = articles(separator.join(["title", "text"]) + "\r\n" + separator.join(["One", "Two"]) + "\r\n")
        assert (found.headline, found.body, found.id) == ("One", "Two", "a#1")


def test_the_line_that_tells_excel_the_separator() -> None:
    (found,) = articles("sep=;\r\nTitel;Datum;Inhalt\r\nEins;26.01.2014;Zwei\r\n".encode("windows-1252"))
    assert (found.headline, found.body) == ("Eins", "Zwei")
    assert found.published is not None


def test_encodings() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "windows-1252"):
        (found,) = articles("title,text\nSão Paulo,Rio e São Paulo: não há ônibus, à espera\n".encode(encoding))
        assert found.headline == "São Paulo"


def test_rows_too_short_or_too_long() -> None:
    found = articles("title,text\nOne\nTwo,text,more,and more\n")
    assert [(each.headline, each.body) for each in found] == [("One", ""), ("Two", "text")]


def test_no_known_columns() -> None:
    (error,) = read(b"1,2,3\n4,5,6\n", "a.csv")
    assert isinstance(error, ArticleError)
    assert "headline" in error.hint


def test_a_table_without_rows() -> None:
    (error,) = read(b"title,text\n", "a.csv")
    assert isinstance(error, ArticleError)


def test_an_enormous_field() -> None:
    (found,) = articles("title,text\nOne," + "word " * 400_000 + "\n")
    assert len(found.body) > 1_900_000


def test_a_field_beyond_all_measure_costs_its_row() -> None:
    found = list(read(b'title,text\nOne,"' + b"x" * (17 << 20) + b'"\nTwo,text\n', "a.csv"))
    assert isinstance(found[0], ArticleError)


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\r\t"), max_size=40)
ROWS = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5)


@given(ROWS)
def test_any_table_is_read(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [("id", "headline", "body"), *((str(n), "H" + head, body) for n, (head, body) in enumerate(rows))]
    )
    found = list(read(out.getvalue().encode(), "a.csv"))
    assert [each.id for each in found if isinstance(each, Article)] == [str(number) for number in range(len(rows))]
