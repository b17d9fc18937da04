"""The characters that are syntax, and the patterns that find a query's pieces, each linear in what it reads."""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["node", "open", "close", "and", "or", "not", "near", "field"]
"""What a piece of a query is."""

QUOTES: Final = '"\u201c\u201d\u201e\u201f\uff02\u301d\u301e\u301f'
PAIRS: Final = {"«": "»", "»": "«", "「": "」", "『": "』", "《": "》"}
OPENING: Final = QUOTES + "".join(PAIRS)
CHUNK: Final = re.compile(rf"(?:\\.|[^\s()\\{OPENING}]|\\\Z)+", re.DOTALL)
UNQUOTED: Final = re.compile(rf"(?:\\.|[^\\{QUOTES}])*", re.DOTALL)
WITHIN: Final = re.compile(r"(?:\\.|[^\s\\]|\\\Z)+", re.DOTALL)
SPACE: Final = re.compile(r"\s*")
SIGNS: Final = re.compile(rf"([-+!])(?!\1)[-+!]?(?=[#@$£€'’.]?\w|[?*]*[\w\\]|[(*{OPENING}])")
ADDRESS: Final = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*://|www\.|mailto:)[^\s\"<>\u201c\u201d]+")
FACE: Final = re.compile(r"[:;=]['’]?-?[()](?=\s|\Z)")
NAME: Final = re.compile(r"([^\W\d][\w.]*):")
COMPARED: Final = re.compile(r"date(?=[<>=])")
COMPARISON: Final = re.compile(r"(?:[<>]=?|=)\s*")
BRACKETED: Final = re.compile(r"[\[{][^\[\]{}()]*[\]}]")
BARE_DATES: Final = re.compile(
    r"[\[{]\s*(?:[\d-]{4,10}|\*)\s+TO\s+(?:[\d-]{4,10}|\*)\s*[\]}]|\d{4}(?:-\d\d){0,2}\.\.\d{4}(?:-\d\d){0,2}(?=[\s)]|\Z)",
    re.ASCII | re.IGNORECASE,
)
SLOP: Final = re.compile(r"~(\d*)", re.ASCII)
WEIGHT: Final = re.compile(r"\^(\d{1,9}(?:\.\d{1,6})?|\.\d{1,6})(?=[\s)]|\Z)", re.ASCII)
NEAR: Final = re.compile(r"(?:(O?)NEAR/(\d+)|AROUND\((\d+)\))(?=[\s)]|\Z)", re.ASCII)
OPERATORS: Final[dict[str, Kind]] = {"AND": "and", "&&": "and", "OR": "or", "||": "or", "NOT": "not"}
COMPARING: Final = {">=": "since", ">": "after", "<": "before", "<=": "until"}
FIELD_LIKE: Final = re.compile(r"[a-z][a-z_]*", re.ASCII)
ENDS: Final = re.compile(r"[\s)]|\Z")
ASKING: Final = re.compile(
    r"\s*(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|can|could|will|would|should|has"
    r"|have|had)[\s?]",
    re.IGNORECASE,
)
