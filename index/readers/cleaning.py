"""Making text plain: what may stand in an article's text, and how its paragraphs are parted.

Everything a reader puts into an `Article` passes through here once. Text that is already clean, nearly all of
it, costs one look; only the rest is rewritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from operator import and_
from typing import Final

from index.text import without_stacks

_PLAIN: Final = bytes({0x0A, *range(0x20, 0x7F)})
SETTLED: Final = re.compile(
    "[\xa1-\xac\xae-\u02ff\u0384-\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f"
    "\u05d0-\u05ea\u0621-\u064a\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u2328\u3001-\u3029"
    "\u3041-\u3096\u309b-\u30ff\u4e00-\u9fef\uac00-\ud7a3\uff01-\uff5e]*"
)
"""Characters that are printed and that NFC leaves as they are, whatever stands beside them."""
_SUSPECT: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u2000-\u200b\u2028-\u202f\u205f\u2060-\u206f\u3000\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)
_ESCAPE_SEQUENCE: Final = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"  # colours, cursor movements
    "|\x1b[\\]PX^_][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\\\)"  # titles, hyperlinks
    "|\x1b[ -/]{0,4}[0-~]"
)
_REPLACEMENTS: Final = (
    dict.fromkeys("\r\x0b\x85\u2028", "\n")
    | dict.fromkeys("\x0c\u2029", "\n\n")
    | dict.fromkeys(["\t", "\x1f", "\xa0", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000"], " ")
)
_BLANK: Final = re.compile("\n[ \t]*\n\\s*")
_MIN_WRAPPED_COLUMNS: Final = 40
MAX_WRAPPED_COLUMNS: Final = 130
_FIRST_WITHOUT_SPACES: Final = "\u2e80"
"""Characters from this on, those of Chinese and Japanese, may be parted anywhere."""
_SENTENCE_ENDS: Final = (".", "!", "?", '."', ".”", "。")


def clean(text: str) -> str:
    """`text` in NFC without control characters, escape sequences, direction overrides and lone surrogates.

    Line ends become newlines, other white space a space. Joiners and direction marks that scripts need are kept.
    """
    if text.isascii():
        if not text.encode().translate(None, _PLAIN):
            return text
    else:
        text = text.replace("\xa0", " ")
        beyond = text.encode(errors="surrogatepass").translate(None, _PLAIN).decode(errors="surrogatepass")
        if SETTLED.fullmatch(beyond):
            return text
        if beyond.isprintable():
            stacks = without_stacks(beyond) != beyond  # marks that are in a row in the text are so there, too
            return _composed(text) if stacks else unicodedata.normalize("NFC", text)
    if "\x1b" in text or "\x9b" in text:
        text = _ESCAPE_SEQUENCE.sub("", text)
    text = _SUSPECT.sub(_replacement, text.replace("\r\n", "\n"))
    return text if text.isascii() else _composed(text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", without_stacks(text))


def _replacement(match: re.Match[str]) -> str:
    return _REPLACEMENTS.get(match.group(), "")


def is_plain_line(text: str) -> bool:
    """Whether a line, one that is not empty, holds neither markup nor anything that `one_line` changes.

    It says no to what would need a longer look, such as letters beyond ASCII.
    """
    return (
        text.isascii()
        and text.isprintable()
        and text[0] != " " != text[-1]
        and "<" not in text
        and "&" not in text
        and "  " not in text
    )


def one_line(text: str) -> str:
    """`text` cleaned, on one line, with single spaces."""
    if text.isascii() and text.isprintable() and _is_even(text):
        return text
    return " ".join(clean(text).split())


def paragraphs(text: str) -> str:
    """`text` cleaned, with one line a paragraph and a blank line between two.

    Lines that were wrapped to a width are joined again; other single line ends part paragraphs.
    """
    text = clean(text)
    lines = text.split("\n")
    if len(lines) == 1:
        return text if _is_even(text) else _single_spaced(text).strip()
    parted = len(lines) % 2 == 1 and not any(lines[1::2])
    if parted and "  " not in text and all(line and line == line.strip() for line in lines[::2]):
        return text  # it is so already
    return "\n\n".join(blocks(text))


def blocks(text: str, stands_alone: Callable[[str], bool] | None = None) -> list[str]:
    """The paragraphs of a cleaned `text`, each on one line and none empty.

    `stands_alone` tells lines that are never joined to their neighbours.
    """
    width = max(map(len, text.split("\n")))
    if not _MIN_WRAPPED_COLUMNS <= width <= MAX_WRAPPED_COLUMNS:
        return [line for line in map(str.strip, _single_spaced(text).split("\n")) if line]
    found: list[str] = []
    for block in _BLANK.split(text.strip("\n")):
        found += _unwrap(block.split("\n"), width, stands_alone or _never)
    return [block for block in found if block]


def _never(_line: str) -> bool:
    return False


def _is_even(text: str) -> bool:
    """Whether no space follows another, and none begins or ends the text."""
    return "  " not in text and len(text.strip()) == len(text)


def _single_spaced(text: str) -> str:
    while "  " in text:  # each round halves the longest run
        text = text.replace("  ", " ")
    return text


def _unwrap(lines: list[str], width: int, stands_alone: Callable[[str], bool]) -> list[str]:
    """Join the lines if they were wrapped. One with room left ends a paragraph, an indent starts one."""
    if len(lines) == 1:
        return [" ".join(lines[0].split())]
    words = [line.split() for line in lines]
    alone = [
        not (i and len(lines[i - 1]) > width / 2 and _goes_on(lines[i - 1], each)) and stands_alone(" ".join(each))
        for i, each in enumerate(words)
    ]
    indents = [len(line) - len(line.lstrip()) for line in lines]
    inner = [not (alone[i] or alone[i + 1]) and indents[i + 1] < indents[i] + 2 for i in range(len(lines) - 1)]
    forced = [_forced(line, following, width) for line, following in zip(lines, words[1:], strict=False)]
    ended = [line.rstrip().endswith(_SENTENCE_ENDS) for line in lines[:-1]]
    breaks = sum(inner)
    wrapped = breaks and 2 * sum(map(and_, inner, forced)) > breaks and 2 * sum(map(and_, inner, ended)) <= breaks
    found = [words[0]]
    for i, following in enumerate(words[1:]):
        if wrapped and inner[i] and forced[i]:
            found[-1] += following
        else:
            found.append(following)
    return [" ".join(each) for each in found]


def _goes_on(line: str, following: list[str]) -> bool:
    """Whether the words of the next line plainly belong to the sentence of this one."""
    return bool(following) and following[0][0].islower() and line[-1:] not in ".:!?"


def _forced(line: str, following: list[str], width: int) -> bool:
    """Whether the next word had no room on `line` (margins may be ragged), or the sentence just goes on."""
    if not following:
        return False
    word = following[0] if following[0][0] < _FIRST_WITHOUT_SPACES else ""
    return len(line) + 1 + len(word) > 0.8 * width or _goes_on(line, following)
