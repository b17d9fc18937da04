"""Messages and mailboxes: what is taken of them, and what is left out."""

from __future__ import annotations

import email.message

import pytest

from index.article import Article
from index.errors import ArticleError
from index.readers import reader_for
from index.readers.mail import read

HEADERS = b"From: Ann Lee <ann@wire.example>\nSubject: Dam holds\nMessage-ID: <1@wire.example>\n"


def message(*more: bytes) -> bytes:
    return HEADERS + b"\n".join(more)


def only(data: bytes) -> Article:
    (found,) = read(data, "letters/a.eml")
    assert isinstance(found, Article), found
    return found


def test_headers_say_what_and_who_and_when() -> None:
    found = only(message(b"Date: Fri, 23 Apr 93 01:24:53 GMT", b"Keywords: water, dams", b"", b"The dam holds."))
    assert (found.id, found.headline, found.byline, found.body) == (
        "1@wire.example", "Dam holds", "Ann Lee", "The dam holds.",
    )  # fmt: skip
    assert found.published is not None
    assert found.published.when.isoformat() == "1993-04-23T01:24:53+00:00"
    assert found.keywords == ("water", "dams")


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        (b"=?iso-8859-1?Q?Der_gro=DFe?=\n =?utf-8?B?IERhbW0=?=", "Der große Damm"),
        ("Der große Damm".encode(), "Der große Damm"),
        ("Der große Damm".encode("latin-1"), "Der große Damm"),
        (b"=?no-such-charset?Q?Dam?=", "=?no-such-charset?Q?Dam?="),
    ],
)
def test_subjects_beyond_ascii(subject: bytes, shown: str) -> None:
    assert only(b"Subject: " + subject + b"\n\nThe dam holds.").headline == shown


def test_of_alternatives_the_plain_one_is_read_and_nothing_attached() -> None:
    data = message(
        b'Content-Type: multipart/mixed; boundary="m"', b"",
        b"--m", b'Content-Type: multipart/alternative; boundary="a"', b"",
        b"--a", b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: base64", b"",
        b"RGVyIERhbW0gaMOkbHQu",
        b"--a", b"Content-Type: text/html", b"", b"<p>not this", b"--a--",
        b"--m", b"Content-Type: text/plain", b"Content-Disposition: attachment", b"", b"nor this",
        b"--m", b"Content-Type: message/rfc822", b"", b"Subject: Inner", b"", b"nor that", b"--m--",
    )  # fmt: skip
    assert only(data).body == "Der Damm hält."


def test_html_is_read_where_there_is_no_other_text() -> None:
    data = message(
        b"Content-Type: text/html; charset=utf-8", b"", b"<style>p {}</style><p>The dam<p>holds &amp; holds"
    )
    assert only(data).body == "The dam\n\nholds & holds"


def test_signatures_are_left_out_unless_there_is_nothing_else() -> None:
    assert only(message(b"", b"The dam holds.", b"-- ", b"Ann, water desk")).body == "The dam holds."
    assert only(message(b"", b"-- ", b"The dam holds.")).body.endswith("The dam holds.")


def test_a_mailbox_is_cut_at_its_envelopes_only() -> None:
    envelope = b"From ann@wire.example Fri Apr 23 01:24:53 1993\n"
    first = message(
        b"", b"The dam holds.", b"From the north, water comes.", b"", b">From the south, none.", b"", b""
    )
    data = envelope + first + envelope + b"Subject: Second\nMessage-ID: <2@wire.example>\n\nIt broke.\n"
    found = list(read(data, "desk.mbox"))
    assert [each.id for each in found if isinstance(each, Article)] == ["1@wire.example", "2@wire.example"]
    assert isinstance(found[0], Article)
    assert "From the north, water comes." in found[0].body
    assert "\nFrom the south" in found[0].body


def test_line_ends_may_be_those_of_the_network() -> None:
    envelope = b"From ann@wire.example Fri Apr 23 01:24:53 1993\n"
    data = (
        envelope
        + message(b"", b"The dam holds.", b"-- ", b"Ann", b"", b"")
        + envelope
        + message(b"", b"It broke.")
    )
    found = [each for each in read(data.replace(b"\n", b"\r\n"), "desk.mbox") if isinstance(each, Article)]
    assert [each.body for each in found] == ["The dam holds.", "It broke."]


def test_a_broken_message_costs_only_itself() -> None:
    envelope = b"From ann@wire.example Fri Apr 23 01:24:53 1993\n"
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(5000))
    data = envelope + b"Subject: Deep\n" + nested + b"\n\n" + envelope + HEADERS + b"\nThe dam holds.\n"
    first, second = read(data, "desk.mbox")
    assert isinstance(second, Article)
    assert isinstance(first, ArticleError) or first.headline == "Deep"


def test_what_begins_like_mail_is_mail_and_labelled_lines_are_not() -> None:
    assert reader_for("a.txt", message(b"", b"The dam holds.")).name == "e-mail"
    assert reader_for("a", b"From x@y.example Fri Apr 23 01:24:53 1993\nSubject: Dam\n").name == "e-mail"
    assert reader_for("a.txt", b"Subject: Dam\nDate: 1993\nFrom: Ann Lee\n\nThe dam holds.").name == "plain text"
    assert reader_for("a.txt", b"From Homs to Aleppo\n\nReceived: nothing.").name == "plain text"


def test_endless_parameters_are_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    parse = email.message._parseparam  # type: ignore[attr-defined]

    def noted(text: str) -> list[str]:
        taken.append(len(text))
        found: list[str] = parse(text)
        return found

    monkeypatch.setattr(email.message, "_parseparam", noted)
    header = "Content-Type: text/plain; charset=latin-1" + "; a=b" * 20_000
    (article,) = read(f"Message-ID: <1@b>\nSubject: Truce\n{header}\n\nCafé in Homs\n".encode("latin-1"), "a")
    assert isinstance(article, Article)
    assert article.body == "Café in Homs"
    assert taken
    assert max(taken) <= 2000
