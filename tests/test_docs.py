"""The README cannot rot: its examples are run, and every option and exit code it should tell of is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)

SCRIPTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
COMMANDS = {command: entry.partition(":")[0] for command, entry in SCRIPTS.items()}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the sample articles in `news/`, and an environment with both commands on its PATH."""
    home = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "tests" / "articles", home / "news")
    (home / "bin").mkdir()
    for command, module in COMMANDS.items():
        shim = home / "bin" / command
        shim.write_text(f"#!{sys.executable}\nfrom {module} import main\nmain()\n")
        shim.chmod(0o755)
    environment = {
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
    }
    return home, environment


def examples() -> list[tuple[str, str]]:
    """Every `$ command` of the README with the output shown under it, in order."""
    found = []
    for block in CONSOLE.findall(README):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.strip()))
    return found


def expected(output: str) -> re.Pattern[str]:
    """What the output must match: itself, where `[…]` stands for anything."""
    lines = (re.escape(line.strip()).replace(re.escape("[…]"), ".*") for line in output.splitlines())
    return re.compile(r"\s*\n\s*".join(lines), re.DOTALL)


Shell = tuple[Path, dict[str, str]]


def run(shell: Shell, *command: str) -> tuple[int, str]:
    """The exit code of a command and all that it printed."""
    home, environment = shell
    done = subprocess.run(
        command,
        check=False,
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout


def test_examples_do_what_the_readme_shows(shell: Shell) -> None:
    assert len(examples()) >= 10
    for command, output in examples():
        if command.startswith(("scripts/", "python -m pip")):
            continue  # what sets up the environment that this runs in
        code, said = run(shell, "bash", "-c", command)
        assert "Traceback" not in said, f"$ {command}\n{said}"
        assert code in (0, 1, 2), f"$ {command}\n{said}"
        assert expected(output).search(said), f"$ {command}\n{said}\ninstead of\n{output}"


def test_python_examples_run(shell: Shell) -> None:
    if not (shell[0] / ".dateline").exists():
        run(shell, "reindex", "news")
    code = "\n".join(PYTHON.findall(README))
    assert "open_archive" in code
    status, said = run(shell, sys.executable, "-c", code)
    assert status == 0, said


@pytest.mark.parametrize("command", ["search", "reindex"])
def test_the_readme_knows_every_option(command: str, shell: Shell) -> None:
    _, text = run(shell, command, "--help")
    options = set(re.findall(r"^\s+(?:-\w, )?(--[a-z-]+)", text, re.MULTILINE)) - {"--help"}
    assert len(options) > 10
    missing = sorted(option for option in options if not re.search(rf"{option}\b", README))
    assert not missing, f"{command}: the README does not tell of {', '.join(missing)}"
