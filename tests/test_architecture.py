"""The structure that ARCHITECTURE.md describes, held against the code's own imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = {
    "index": [
        "errors",
        "memory",
        "disk",
        "terminal",
        "quick_start",
        "article",
        "function_words",
        "text",
        "chunks",
        "fields",
        "states",
        "schema",
        "aliases",
        "suspects",
        "readers",
        "extract",
        "codec",
        "ingest",
        "locate",
        "settings",
        "scan",
        "catalog",
        "commit",
        "compaction",
        "writer",
        "update",
        "progress",
        "report",
        "verify",
        "command",
        "cli",
        "aliases_cli",
    ],
    "searcher": [
        "query",
        "answer",
        "checks",
        "restrict",
        "ranking",
        "execute",
        "snippets",
        "versions",
        "naming",
        "facets",
        "timeline",
        "suggest",
        "engines",
        "archive",
        "render",
        "options",
        "report",
        "saved",
        "commands",
        "cli",
    ],
}
"""For each package its files and folders: each may import from those before it, and from itself."""

MODULES = sorted(path for package in LAYERS for path in (ROOT / package).rglob("*.py"))


def parts_of(path: Path) -> tuple[str, str]:
    """The package a module is in, and the layer within it ("" for the package's own __init__)."""
    package, *rest = path.relative_to(ROOT).with_suffix("").parts
    return package, "" if rest == ["__init__"] else rest[0]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that `path` imports, at the top or inside a function, with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for alias in node.names:  # what is imported is a module of the package, or else something in it
                module = ROOT.joinpath(*(node.module or "").split("."), alias.name)
                inner = module.is_dir() or module.with_suffix(".py").is_file()
                yield node.lineno, f"{node.module}.{alias.name}" if inner else node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_the_layers_before_it(path: Path) -> None:
    package, layer = parts_of(path)
    if not layer:
        return
    order = LAYERS[package]
    assert layer in order, f"{layer} has no place in the order of layers of {package}"
    for line, name in imports(path):
        target, _, rest = name.partition(".")
        where = f"{path.relative_to(ROOT)}:{line}: {name}"
        if package == "index":
            assert target != "searcher", f"{where}: index never imports searcher"
        inner = rest.partition(".")[0]
        if target == package and inner in order:
            assert order.index(inner) <= order.index(layer), f"{where}: {inner} comes after {layer}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= 400, f"{path} has more than 400 lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 40, f"{path}:{node.lineno} {node.name}"


def test_modules_import_each_other_in_no_circle() -> None:
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in MODULES
    }
    graph = {
        name: {target for _, target in imports(path) if target in names and target != name}
        for name, path in names.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
