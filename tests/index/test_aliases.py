"""Rules that tie spellings together, the commands that add them, and names that look alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from index import aliases_cli
from index.aliases import Aliases, Counted, key, load
from index.errors import UsageError
from index.suspects import suspects


def test_merge_shows_the_first() -> None:
    rules = Aliases(["merge person Muammar Gaddafi = Moammar Gadhafi = M. Kadhafi   # a comment"])
    assert rules.canonical("MOAMMAR GADHAFI") == "Muammar Gaddafi"
    assert rules.canonical("Moammar Gadhafi", "place") == "Moammar Gadhafi"
    assert rules.spellings("Muammar Gaddafi") == ("m kadhafi", "moammar gadhafi", "muammar gaddafi")


def test_later_rules_win() -> None:
    rules = Aliases(["merge person A B = C D", "split person C D", "rename person A B -> E F", "block person G"])
    assert [rules.canonical(name) for name in ("A B", "C D", "E F", "G", "H")] == ["E F", "C D", "E F", "", "H"]


def test_what_followed_a_renamed_name_follows_it_still() -> None:
    rules = Aliases(["merge person A = B", "merge person C = A"])
    assert [rules.canonical(name) for name in "ABC"] == ["C", "C", "C"]


@pytest.mark.parametrize(
    "rule",
    ["mrge person A = B", "merge person A", "merge A = B", "rename person A", "block person",
     "split person A -> B",
     "merge person = A", "rename person A -> B -> C", "rename person ->"],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_named_with_its_line(rule: str) -> None:
    with pytest.raises(UsageError, match="my file, line 2") as error:
        Aliases(["# first", rule], "my file")
    assert error.value.hint


def test_counts_are_of_names() -> None:
    rules = Aliases(["merge person Bashar al-Assad = Bashar Assad", "block person Reuter"])
    counts = {"Bashar Assad": 3, "Bashar al-Assad": 2, "LECH WALESA": 1, "Lech Wałęsa": 2, "Reuter": 9}
    assert rules.counted(counts) == [
        Counted("Bashar al-Assad", 5, ("Bashar Assad", "Bashar al-Assad")),
        Counted("Lech Wałęsa", 3, ("Lech Wałęsa", "LECH WALESA")),
    ]


def test_what_comes_with_the_package() -> None:
    rules = load()
    assert rules.canonical("Moammar Gadhafi") == "Muammar Gaddafi"
    for former, now in (
        ("Peking", "Beijing"),
        ("USSR", "Soviet Union"),
        ("U.S.", "United States"),
        ("Britain", "United Kingdom"),
        ("Zaire", "Democratic Republic of the Congo"),
    ):
        assert rules.canonical(former, "place") == now
    assert "kiev" in rules.spellings("Kyiv", "place")


def test_an_archive_has_rules_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "aliases.txt").write_text("split person Moammar Gadhafi\n", "utf-8")
    assert load(tmp_path).canonical("Moammar Gadhafi") == "Moammar Gadhafi"
    (tmp_path / "aliases.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"aliases\.txt"):
        load(tmp_path)


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 9), max_size=8))
def test_no_count_is_lost(counts: dict[str, int]) -> None:
    counted = Aliases().counted(counts)
    assert sum(name.count for name in counted) == sum(counts.values())
    assert sorted(spelling for name in counted for spelling in name.spellings) == sorted(counts)


def pairs(*names: str) -> list[tuple[str, str]]:
    counts = {name: 10 - i for i, name in enumerate(names)}
    return [(pair.name, pair.other) for pair in suspects(counts, Aliases())]


def test_names_that_look_alike() -> None:
    assert pairs("Muammar Gaddafi", "Moamer Qadhafi") == [("Muammar Gaddafi", "Moamer Qadhafi")]
    assert pairs("Robert Dole", "Bob Dole") == [("Robert Dole", "Bob Dole")]
    assert pairs("George Bush", "George W. Bush") == [("George Bush", "George W. Bush")]
    assert pairs("Yasser Arafat", "Y. Arafat") == [("Yasser Arafat", "Y. Arafat")]
    assert pairs("John Smith", "Jane Smith", "Bill Clinton", "Hillary Clinton", "Pele", "Pelé") == []


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "_MAIN_1.toc").touch()
    counts = {"Boris Yeltsin": 7, "Boris Jeltsin": 2}
    monkeypatch.setattr(aliases_cli, "_counts", lambda folder, facet: counts)
    return tmp_path


def command(archive: Path, *arguments: str) -> str:
    result = CliRunner().invoke(aliases_cli.app, ["aliases", *arguments, "--index", str(archive)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_commands_write_rules_that_hold(archive: Path) -> None:
    assert "Boris Yeltsin (7)" in command(archive, "list")
    command(archive, "merge", "Boris Yeltsin", "Boris Jeltsin")
    assert (archive / "aliases.txt").read_text("utf-8") == "merge person Boris Yeltsin = Boris Jeltsin\n"
    assert "No two names" in command(archive, "list")
    assert "2  Boris Jeltsin" in command(archive, "show", "Boris Yeltsin")
    assert "9  Boris Yeltsin" in command(archive, "show", "Yeltsin")
    command(archive, "rename", "Kyiv", "Kiew", "--place")
    assert load(archive).canonical("Kyiv", "place") == "Kiew"
    command(archive, "split", "Boris Jeltsin")
    assert load(archive).canonical("Boris Jeltsin") == "Boris Jeltsin"
    command(archive, "block", "Boris Jeltsin")
    assert "is blocked" in command(archive, "show", "Boris Jeltsin")


def test_a_file_without_a_final_newline_is_kept_whole(archive: Path) -> None:
    (archive / "aliases.txt").write_text("block person X", "utf-8")
    command(archive, "block", "Y")
    assert (archive / "aliases.txt").read_text("utf-8") == "block person X\nblock person Y\n"


@pytest.mark.parametrize(
    "arguments",
    [("merge", "A"), ("block", "A # B"), ("block", "A\nB"), ("block", "A\udcff"), ("rename", "A", "B = C -> D")],
)
def test_what_is_no_rule_is_refused(archive: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        command(archive, *arguments)
    assert not (archive / "aliases.txt").exists()


def test_keys() -> None:
    assert key("Kim Jong-il") == key("KIM JONG IL")


def test_a_blocked_name_is_no_spelling_of_another_blocked_name() -> None:
    rules = Aliases(["block person Reuter", "block person Newsroom"])
    assert rules.spellings("Reuter") == ("reuter",)
    assert rules.spellings(" ") == ()
