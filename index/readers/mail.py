"""E-mail and Usenet: a message (.eml) or a mailbox of them (mbox), as newsletters and news desks keep them.

Headers are a record like any other (see `fields`); the text is the message's plain text, or its HTML where it has
no other. What is attached is left out. Python's own parser reads messages, RFC 5322 and 2045 to 2047; a mailbox is
cut where RFC 4155 says: at lines that begin with `From ` after an empty one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from typing import Final

from index.article import Article
from index.errors import ArticleError
from index.readers.decoding import decode
from index.readers.fields import article_of

_ENVELOPE: Final = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{1,500}\n")
_ESCAPED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_SIGNATURE: Final = re.compile(r"^-- ?\r?$", re.MULTILINE)
_DEEPEST: Final = 20
_LONGEST_HEADER: Final = 2000


class _AsWritten(Compat32):
    """Headers as they stand there: Python's rules replace every byte beyond ASCII, which RFC 6532 allows.

    Endless ones are cut off: to take the parameters apart Python copies what is left of them, one after the other.
    """

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value[:_LONGEST_HEADER]


def read(data: bytes, path: str) -> Iterator[Article | ArticleError]:
    """The messages of a file."""
    data = data.lstrip()
    cuts = [match.span() for match in _ENVELOPE.finditer(data)]
    if not cuts or cuts[0][0]:
        yield _read_message(data, path, 0)
        return
    ends = [start for start, _ in cuts[1:]] + [len(data)]
    for story, ((_, start), end) in enumerate(zip(cuts, ends, strict=True), 1):
        yield _read_message(_ESCAPED.sub(rb"\1", data[start:end]), path, story if len(cuts) > 1 else 0)


def _read_message(data: bytes, path: str, story: int) -> Article | ArticleError:
    """A message, or what is wrong with it: in a mailbox the others go on."""
    where = f"{path}, message {story}" if story else path
    try:
        return _article(data, path, story)
    except ArticleError as error:
        return error
    except RecursionError:
        return ArticleError(f"{where}: not read, it is nested too deeply")
    except Exception as error:  # the parser trips over some broken messages in ways of its own
        return ArticleError(f"{where}: not read, it is no message ({type(error).__name__}: {error})")


def _article(data: bytes, path: str, story: int) -> Article | ArticleError:
    message = message_from_bytes(data, policy=_AsWritten())
    whole = _text(message, path)
    text = _SIGNATURE.split(whole, maxsplit=1)[0]
    name, address = parseaddr(_header(message, "From"))
    record = {
        "id": _header(message, "Message-ID").strip("<>"),
        "headline": _header(message, "Subject"),
        "byline": name or address,
        "date": _date(message),
        "source": _header(message, "Organization"),
        "keywords": _header(message, "Keywords"),
        "language": _header(message, "Content-Language"),
        "body": text if text.strip() else whole,
    }
    return article_of(record, path, story)


def _header(message: Message, name: str) -> str:
    """A header's text; as it stands there where it is encoded against the rules."""
    written = message.get(name, "").encode("utf-8", "surrogateescape")
    try:
        text = written.decode()
    except UnicodeDecodeError:
        text = written.decode("windows-1252", "replace")
    with suppress(HeaderParseError, LookupError, UnicodeError, ValueError):
        text = str(make_header(decode_header(text))) if "=?" in text else text
    return " ".join(text.split())


def _date(message: Message) -> str:
    """The date in ISO 8601, which has years of two digits resolved; or what stands there."""
    written = _header(message, "Date")
    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, OverflowError):
        return written


def _text(message: Message, path: str) -> str:
    """The text of a message; of alternatives the plain one, if it says anything."""
    shown = list(_shown(message))
    plain = [part for part in shown if part.get_content_type() == "text/plain"]
    texts = ("\n\n".join(_decoded(part, path) for part in parts) for parts in (plain, shown))
    return next(filter(str.strip, texts), "")


def _shown(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that are text and not attached, in order; messages within messages are others' texts."""
    if message.is_multipart():
        for part in message.get_payload() if depth < _DEEPEST else ():
            if isinstance(part, Message) and message.get_content_type() != "message/rfc822":
                yield from _shown(part, depth + 1)
    elif message.get_content_maintype() == "text" and message.get_content_disposition() != "attachment":
        yield message


def _decoded(part: Message, path: str) -> str:
    """The text of a part, in the charset that it declares if that is right."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeError):
        return decode(content, path) if content.strip() else ""
