from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from index.errors import UsageError
from index.function_words import FUNCTION_WORDS
from index.text import Form, tokens
from searcher.query import variants as module
from searcher.query.variants import key, parse, variants

SHIPPED = Path(module.__file__).with_name("variants.txt")


@pytest.fixture(autouse=True)
def no_file_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATELINE_VARIANTS", raising=False)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("kiev", {"Kyiv", "Kyyiv"}),
        ("beijing", {"Peking", "Pekin"}),
        ("hizbullah", {"Hezbollah", "Hizballah", "Hizbollah", "Hezbullah", "Hizb Allah"}),
        ("saint petersburg", {"St. Petersburg", "Leningrad", "Petrograd"}),
        ("table", set()),
    ],
)
def test_shipped_groups(name: str, others: set[str]) -> None:
    assert set(variants().of(name)) == others


def test_shipped_groups_are_clean() -> None:
    lines = [line.partition("#")[0] for line in SHIPPED.read_text("utf-8").splitlines()]
    names = [name.strip() for line in lines for name in line.split(",") if name.strip()]
    keys = Counter(map(key, names))
    assert [name for name, count in keys.items() if count > 1] == []
    assert not FUNCTION_WORDS & keys.keys()
    assert len(keys) > 1000


def test_the_quick_key_is_that_of_the_tokenizer() -> None:
    for group in parse(SHIPPED.read_bytes(), "variants.txt"):
        for name, spelling in group.items():
            assert name == " ".join(token.term for token in tokens(spelling) if token.form is Form.WORD)


def test_users_files_add_to_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "variants.txt").write_text("# mine\nAssad, Esad\n\nWałęsa, Valensa # note\n", "utf-8")
    found = variants(tmp_path)
    assert "Esad" in found.of("assad")
    assert {"Assad", "Asad"} <= set(found.of("esad"))
    assert found.of("walesa") == ("Valensa",)
    assert variants().of("walesa") == ()
    other = tmp_path / "more.txt"
    other.write_text("Esad, Essad\n", "utf-8")
    monkeypatch.setenv("DATELINE_VARIANTS", str(other))
    assert {"Assad", "Essad"} <= set(variants(tmp_path).of("esad"))


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "variants.txt"
    file.write_text("Aa, Bb\n", "utf-8")
    assert variants(tmp_path).of("aa") == ("Bb",)
    file.write_text("Aa, Cc\n", "utf-8")
    os.utime(file, ns=(1, 1))
    assert variants(tmp_path).of("aa") == ("Cc",)
    assert variants(tmp_path) is variants(tmp_path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Aa, Bb\nAlone\n", "names.txt, line 2: “Alone” is no group of spellings."),
        (b"\n\nAa, ,Bb\n", "names.txt, line 3: “Aa, ,Bb” is no group of spellings."),
        (b"Aa, --\n", "names.txt, line 1: “Aa, --” is no group of spellings."),
        (b"Aa, B\xff\n", "names.txt, line 1: this is not UTF-8."),
    ],
)
def test_errors_name_file_and_line(data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(parse(data, "names.txt"))
    assert caught.value.message == message
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_VARIANTS", str(tmp_path / "none.txt"))
    with pytest.raises(UsageError, match=r"none\.txt cannot be read"):
        variants()
    monkeypatch.setenv("DATELINE_VARIANTS", str(tmp_path))
    with pytest.raises(UsageError, match="cannot be read"):
        variants()


def test_a_byte_order_mark_is_no_part_of_a_name() -> None:
    assert list(parse(b"\xef\xbb\xbfAa, Bb", "x")) == [{"aa": "Aa", "bb": "Bb"}]
