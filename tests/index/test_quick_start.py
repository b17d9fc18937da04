"""Whoosh is loaded without what it names but does not use, and nobody is kept from the real thing."""

import subprocess
import sys


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_whoosh_comes_without_the_network() -> None:
    code = (
        "import sys\n"
        "from index.quick_start import import_whoosh\n"
        "import_whoosh()\n"
        "import index.writer, index.update\n"
        "print(sorted({'ssl', 'email', 'http', 'urllib.request', 'whoosh.lang.morph_en'} & sys.modules.keys()))"
    )
    assert _run(code) == "[]"


def test_whoever_asks_afterwards_gets_the_real_modules() -> None:
    code = (
        "from index.quick_start import import_whoosh\n"
        "import_whoosh()\n"
        "import urllib.request, whoosh.lang.morph_en\n"
        "print(callable(urllib.request.urlretrieve), len(whoosh.lang.morph_en.variations('truce')) > 1)"
    )
    assert _run(code) == "True True"


def test_what_is_loaded_already_stays_as_it_is() -> None:
    code = (
        "import urllib.request\n"
        "before = urllib.request\n"
        "from index.quick_start import import_whoosh\n"
        "import_whoosh()\n"
        "import sys, whoosh.compat\n"
        "print(sys.modules['urllib.request'] is before, whoosh.compat.urlretrieve is before.urlretrieve)"
    )
    assert _run(code) == "True True"
