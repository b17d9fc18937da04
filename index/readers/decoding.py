"""Bytes to text: which encoding a file is in, and whether it is text at all.

In this order: a byte order mark, the charset that the file declares, UTF-8, UTF-8 with a few bytes damaged,
and last a guess from the bytes. What is declared as Latin-1 is read as Windows-1252, as browsers do.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from index.errors import ArticleError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a sound, film or picture"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound or film"),
    (b"\x00\x00\x00\x18ftyp", "a film"),
    (b"\x00\x00\x00\x20ftyp", "a film"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_BEGINNINGS: Final = tuple(signature for signature, _ in _SIGNATURES)
_SAMPLE: Final = 65_536
_PIECE: Final = 1 << 20
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\x0b\x0c\x1b"))
_DECLARED: Final = re.compile(
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{2,30})""",
    re.IGNORECASE,
)
_LATIN_LETTERS: Final = ("windows-1252", "windows-1250", "iso8859-2", "windows-1254")
"""Told apart by how usual the characters are that they give; the first of equals."""
_UNUSUAL: Final = frozenset("\ufffd¤¥¦¨¬¯±²³´¶¸¹¼½¾×÷ˇ˘˛˙˝‡†‰ˆ˜ƒ¢ĂĽľţŢ") | frozenset(map(chr, range(0x80, 0xA0)))
_JAPANESE: Final = b"\x1b$B"
"""Where Japanese begins in ISO-2022-JP, whose bytes are otherwise those of ASCII."""
_LATIN: Final = frozenset({"iso8859-1", "ascii", "latin-1", "latin1"})


def decode(data: bytes, path: str) -> str:
    """The text of `data`. Raises `ArticleError` where it is no text; `path` is only for its message."""
    encoding = encoding_of(data, path)
    return data.decode(encoding, "replace")


def encoding_of(data: bytes, path: str) -> str:
    """The name of the encoding that `data` is read in. Raises `ArticleError` where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    _refuse_binary(data, path)
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        return _without_mark(sample, path)
    _refuse_controls(sample, path)
    # Many files that declare Latin-1 were saved again as UTF-8, which text in Latin-1 never looks like.
    declared = _declared(sample)
    if _JAPANESE in sample and _fits(data, "iso2022_jp"):
        return "iso2022_jp"
    for name in (
        ("utf-8", declared) if declared.startswith(("windows", "iso8859", "cp125")) else (declared, "utf-8")
    ):
        if name and _fits(data, name):
            return name
    return "utf-8" if _mostly_utf8(sample) else _guess(sample)


def is_binary(data: bytes) -> str:
    """What `data` begins like, when that is a known format that is no text; else nothing."""
    if data.startswith(_BEGINNINGS):
        return next(what for signature, what in _SIGNATURES if data.startswith(signature))
    return ""


def _refuse_binary(data: bytes, path: str) -> None:
    if what := is_binary(data):
        raise ArticleError(f"{path}: not read, it is {what}", "Save it as text, HTML or JSON first.")


def _refuse_controls(sample: bytes, path: str) -> None:
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > len(sample) * 0.02 + 4:
        raise ArticleError(f"{path}: not read, it is binary ({controls} control characters at its start)")


def _without_mark(sample: bytes, path: str) -> str:
    """UTF-16 without a byte order mark shows by where its zero bytes are; other files with them are binary."""
    pairs = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.4 * pairs and others < 0.02 * pairs:
            return encoding
    raise ArticleError(f"{path}: not read, it is binary (it holds zero bytes)")


def _declared(sample: bytes) -> str:
    """The encoding that the text states, unless its own statement could not be read in it."""
    match = b"<" in sample[:4096] and _DECLARED.search(sample[:4096])
    if not match:
        return ""
    try:
        name = codecs.lookup((match[1] or match[2]).decode()).name
        if b"<charset>".decode(name) != "<charset>":
            return ""
    except (LookupError, ValueError):
        return ""
    return "windows-1252" if name in _LATIN else name


def _fits(data: bytes, encoding: str) -> bool:
    """Whether all of `data` is valid; tried piece by piece, so that no second copy of it is made."""
    if encoding == "utf-8" and data.isascii():
        return True
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        for start in range(0, len(data), _PIECE):
            decoder.decode(data[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except (ValueError, LookupError):
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    """Whether what is wrong is little beside the sequences that are right."""
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(1 for character in text if character > "\x7f") - wrong
    return right > 2 * wrong


def _guess(sample: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8: one for Latin letters if few bytes are beyond ASCII."""
    ascii_part = len(sample.translate(None, bytes(range(128, 256))))
    if ascii_part > 0.8 * len(sample):
        best = min(_LATIN_LETTERS, key=lambda name: _strangeness(sample.decode(name, "replace")))
        if _strangeness(sample.decode(best, "replace")) < 0.05:
            return best
    # Start-up stays quick for those who never meet such a file.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    match = from_bytes(sample).best()
    return match.encoding if match else "windows-1252"


def _strangeness(text: str) -> float:
    """Which part of the characters beyond ASCII newspapers in Latin letters do not use."""
    beyond = [character for character in text if character > "\x7f"]
    return sum(map(_UNUSUAL.__contains__, beyond)) / max(1, len(beyond))
