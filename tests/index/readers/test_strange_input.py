"""Whatever a file holds, every reader ends and says what is wrong in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.errors import ArticleError
from index.readers import READERS, Reader, read_file

FRAGMENTS = [
    b"<html>", b"<p>", b"</p>", b"<script type='application/ld+json'>", b"<!--", b"<![CDATA[",
    b"<REUTERS NEWID='1'>",
    b"<TEXT>", b"<BODY>", b"</REUTERS>", b"---\n", b"title: x\n", b"- a\n", b"&a [*a]\n", b"# H\n", b"[a](b)",
    b"**", b"`",
    b'{"title": "x"', b'"text": [', b"}", b"]", b",", b'"', b"\n", b"id,title,text\n", b";", b"\t", b"&#5;",
    b"&lt;",
    b"GENEVA - ", b"By A B\n", b"Jan. 26, 2014\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00",
    b"\x1b[31m", b"\xe2\x80\xae",
    b"<?xml version='1.0'?>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<nitf>",
    b"<rss><channel><item><title>x</title></item>",
    b"From a@b.example Mon Jan  6 10:00:00 2014\n", b"Subject: =?utf-8?Q?=C3", b"?=\n", b"Message-ID: <1@b>\n",
    b'Content-Type: multipart/mixed; boundary="b"\n\n', b"--b\n", b"Content-Transfer-Encoding: base64\n\n",
    b"Content-Type: text/plain; charset=x\n",
    b"\x01abc12 4 i 3 x 7\n", b"\x02", b"^BC-X,9<\n", b" =\n", b"\x03010203 GMT Mai 70\x04", b"<NewsML><NewsItem>",
    b"<ContentItem><DataContent>",
]  # fmt: skip
ODD = st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=12), max_size=30).map(b"".join)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=ODD | st.binary(max_size=400))
def test_any_bytes(reader: Reader, data: bytes) -> None:
    for each in reader.read(data, "folder/a"):
        assert isinstance(each, (Article, ArticleError))
        if isinstance(each, Article):
            assert each.id
            assert each.path == "folder/a"
            assert "\x00" not in each.headline + each.body
        else:
            assert "folder/a" in each.message


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=ODD,
    suffix=st.sampled_from(["", ".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".sgm", ".xml", ".mbox"]),
)
def test_any_file(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    found = list(read_file(path, path.name))
    assert found or not data.strip()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (n + 1, b"&lol%s;" % (b"%d" % n if n else b"") * 10) for n in range(9))
    + b"]><html><body><p>&lol9;</p></body></html>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b"<html><p>Headline &e; here</p></html>"
)


@pytest.mark.parametrize("data", [BOMB, OUTSIDE], ids=["expansion", "external"])
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_entities_do_nothing(reader: Reader, data: bytes) -> None:
    for each in reader.read(data, "a"):
        if isinstance(each, Article):
            assert len(each.body) < 10_000
            assert "root:" not in each.body


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@pytest.mark.parametrize(
    "data",
    [b"<" * 50_000, b"[" * 50_000, b"(" * 50_000, b"*" * 50_000, b"a " * 50_000, b"\n" * 50_000, b"-" * 50_000,
     b"> " * 30_000, b"![" * 30_000, b"A. " * 30_000, b"x" + b"\t " * 30_000 + b"x", b"---\n" * 20_000,
     b"{{<" * 10_000,
     b"By A " * 20_000, b"# " * 30_000, b"**a " * 10_000, b"[a](" * 20_000, b"a | b " * 20_000, b"&a" * 30_000,
     b"<!--" * 20_000, b"<script type=application/ld+json>" * 5_000, b"\x1b]" * 30_000, b"Jan. 2" * 10_000],
    ids=lambda data: repr(data[:4]),
)  # fmt: skip
def test_repetition_takes_no_longer_than_text(reader: Reader, data: bytes) -> None:
    """Patterns must not backtrack without end; a hang here is the failure."""
    assert list(reader.read(data, "a")) is not None
