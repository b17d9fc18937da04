"""How commands load Whoosh in less time than it takes by itself."""

from __future__ import annotations

import sys
from types import ModuleType


def import_whoosh() -> None:
    """Load Whoosh's queries with something empty in place of what they name but do not use: a tenth of a start.

    Nothing calls the download function of `urllib.request`, which brings HTTP, e-mail and TLS along; English word
    forms are for one kind of query, which is not made here. Whatever asks for these modules later gets the real
    ones. For a process of one thread only.
    """
    unused = {"urllib.request": "urlretrieve", "whoosh.lang.morph_en": "variations"}
    empty = {name: ModuleType(name) for name in unused if name not in sys.modules}
    for name, module in empty.items():
        module.__dict__[unused[name]] = None
    sys.modules.update(empty)
    try:
        import whoosh.query  # noqa: F401, PLC0415  # with these in place
    finally:
        for name in empty:
            del sys.modules[name]
