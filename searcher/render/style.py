"""Looks on a terminal: bold, dim and links, or nothing at all where they are not wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from searcher.render.layout import Piece

_BOLD, _DIM, _NORMAL = "\x1b[1m", "\x1b[2m", "\x1b[22m"
_LINK, _LINK_END = "\x1b]8;;", "\x1b\\"


class Style(NamedTuple):
    """What the output may use: `colour` for bold and dim, `links` for hyperlinks (OSC 8), `width` columns."""

    width: int = 80
    colour: bool = False
    links: bool = False

    def strong(self, text: str) -> str:
        """Matched words."""
        return f"{_BOLD}{text}{_NORMAL}" if self.colour and text else text

    def faint(self, text: str) -> str:
        """What is secondary."""
        return f"{_DIM}{text}{_NORMAL}" if self.colour and text else text

    def line(self, pieces: Iterable[Piece], *, faint: bool = False) -> str:
        """A line of pieces as it is printed."""
        other = self.faint if faint else str
        return "".join(self.strong(piece.text) if piece.strong else other(piece.text) for piece in pieces)

    def link(self, text: str, address: str) -> str:
        """Clean `text` that leads to `address` when it is clicked on, where the terminal can do that.

        Only addresses of files and of the web are linked; what in them could end the sequence is quoted.
        """
        if not self.links or not address.startswith(("file:///", "http://", "https://")):
            return text
        safe = quote(address, safe="%/:=&?~#+!$,;'@()*[]")
        return f"{_LINK}{safe}{_LINK_END}{text}{_LINK}{_LINK_END}"
