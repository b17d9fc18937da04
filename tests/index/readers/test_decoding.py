"""Encodings, and what is no text at all."""

from __future__ import annotations

import codecs
import contextlib
from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError
from index.readers.decoding import decode, encoding_of

GERMAN = "Zehntausende fuhren nach Westen – über die Brücke, „Wir sind das Volk“ hieß es. " * 3
RUSSIAN = "Советский лётчик майор Юрий Гагарин в среду утром первым из людей побывал в космосе. " * 4
POLISH = (
    "Lech Wałęsa podpisał w niedzielę porozumienie, jakiego w krajach bloku wschodniego jeszcze nie było. " * 4
)
JAPANESE = "十一日午後二時四十六分ごろ、三陸沖を震源とする国内観測史上最大の地震が起きた。" * 6


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (GERMAN, "utf-32"),
        (GERMAN, "windows-1252"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (POLISH, "windows-1250"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
    ],
)
def test_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_a_declared_charset_is_believed() -> None:
    page = f'<html><meta charset="koi8-r"><p>{RUSSIAN[:40]}'
    assert decode(page.encode("koi8-r"), "a.html") == page
    xml = '<?xml version="1.0" encoding="iso-8859-2"?><p>Łódź</p>'
    assert decode(xml.encode("iso-8859-2"), "a.xml") == xml


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">„Mauer“ – offen'
    assert decode(page.encode("windows-1252"), "a.html") == page


def test_a_wrong_declaration_is_not_believed() -> None:
    page = '<meta charset="ascii">Wałęsa'
    assert decode(page.encode(), "a.html").endswith(("Wałęsa", "WaÅ‚Ä™sa"))
    assert decode(b'<meta charset="no-such-thing">Wa\xc5\x82\xc4\x99sa', "a.html").endswith("Wałęsa")


@pytest.mark.parametrize("name", sorted({*aliases.values(), "undefined", "idna", "punycode", "unicode_escape"}))
def test_any_declaration_is_harmless(name: str) -> None:
    page = f'<meta charset="{name}">'.encode() + b"Wa\xc5\x82\xc4\x99sa \xff \\x41"
    assert "charset" in decode(page, "a.html")


def test_damaged_utf_8_stays_utf_8() -> None:
    damaged = (POLISH + JAPANESE).encode()[:-1].replace(b"sa", b"s\xff", 1)
    assert "Lech Wałęs\ufffd" in decode(damaged, "a.txt")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"text\x00text", "zero bytes"),
        (bytes(range(1, 32)) * 20, "control characters"),
    ],
)
def test_binary_files_are_refused_by_name(data: bytes, what: str) -> None:
    with pytest.raises(ArticleError, match=what) as caught:
        encoding_of(data, "folder/a.txt")
    assert caught.value.message.startswith("folder/a.txt:")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_utf_8_is_read_back(text: str) -> None:
    data = text.encode()
    if not data.startswith((codecs.BOM_UTF8, b"RIFF", b"ID3", b"BZh", b"OggS", b"GIF8")) and b"<" not in data:
        assert decode(data, "a.txt") == text


@given(st.binary(max_size=2000))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(ArticleError):
        assert isinstance(decode(data, "a"), str)
