"""`dateline aliases`: tie spellings of a name together, or take them apart, without indexing again."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from index.aliases import FILE_NAME, KINDS, Aliases, Kind, key, load
from index.errors import UsageError
from index.locate import VARIABLE, find_index
from index.quick_start import import_whoosh
from index.terminal import printable, run

NAME = "dateline"

_NO_NAME: Final = re.compile(r"[#\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""A comment, control characters, and bytes that are no text."""

_LONGER: Final = 10
"""So many names that have all words of another are shown with it."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Tools for an archive of news articles.",
)
aliases_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=f"""Show one person or place under one name.

Rules stand in {FILE_NAME} in the folder of the index, a plain text file that may be edited by hand; they hold from
the next search on. The commands here add rules to it and show what they do.""",
)
app.add_typer(aliases_app, name="aliases")

Index = Annotated[
    Path | None, typer.Option(metavar="DIR", help=f"The index's folder; else {VARIABLE}, else nearest.")
]
Place = Annotated[bool, typer.Option("--place", help="The name is a place's, not a person's.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME…", show_default=False)]
Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]


@app.callback()
def tools() -> None:
    """Tools for an archive of news articles."""


@aliases_app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Pairs to show.")] = 30,
    index: Index = None,
) -> None:
    """List pairs of names that may be one person's."""
    from index.suspects import suspects  # noqa: PLC0415  # only this command reads the index

    folder = find_index(index)
    pairs = suspects(_counts(folder, "people"), load(folder))
    for pair in pairs[:limit]:
        print(f"{printable(pair.name)} ({pair.count:,})  =  {printable(pair.other)} ({pair.other_count:,})")
    if not pairs:
        print("No two names look alike.")
    else:
        more = f"; {len(pairs) - limit:,} more: -n {len(pairs)}" if len(pairs) > limit else ""
        print(f'\nTie two with: dateline aliases merge "NAME" "OTHER"{more}')


@aliases_app.command()
def merge(names: Names, place: Place = False, index: Index = None) -> None:
    """Show several spellings as one name, the first."""
    if len(names) < 2:
        raise UsageError("merge needs two names or more", 'Write: dateline aliases merge "NAME" "OTHER"')
    _add(index, "merge", place, " = ".join(names))


@aliases_app.command()
def split(name: Name, place: Place = False, index: Index = None) -> None:
    """Keep a spelling apart that a rule ties to another name."""
    _add(index, "split", place, name)


@aliases_app.command()
def rename(name: Name, new: Name, place: Place = False, index: Index = None) -> None:
    """Show a name, and all that is tied to it, as another."""
    _add(index, "rename", place, f"{name} -> {new}")


@aliases_app.command()
def block(name: Name, place: Place = False, index: Index = None) -> None:
    """Never show a name among people or places: it is none."""
    _add(index, "block", place, name)


@aliases_app.command()
def show(name: Name, place: Place = False, index: Index = None) -> None:
    """Say what a name is shown as, and which spellings go with it."""
    folder = find_index(index)
    aliases, kind = load(folder), _kind(place)
    shown = aliases.canonical(name, kind)
    print(f"{printable(name)} is shown as {printable(shown)}" if shown else f"{printable(name)} is blocked")
    counts = _counts(folder, "places" if place else "people")
    all_names = aliases.counted(counts, kind)
    for counted in all_names:
        if counted.name == shown:
            for spelling in counted.spellings:
                print(f"  {counts[spelling]:>8,}  {printable(spelling)}")
    words = set(key(name).split())
    longer = [counted for counted in all_names if words < set(key(counted.name).split())][:_LONGER]
    if longer:
        print("longer names in this archive")
        for counted in longer:
            print(f"  {counted.count:>8,}  {printable(counted.name)}")


def _kind(place: bool) -> Kind:
    return KINDS[place]


def _add(index: Path | None, verb: str, place: bool, rest: str) -> None:
    """Append a rule to the archive's file, if it makes sense with those before it."""
    folder = find_index(index)
    rule = f"{verb} {_kind(place)} {rest}"
    if _NO_NAME.search(rule):
        raise UsageError(f"not a rule: {rule}", "A name cannot hold #, a line break or another control character.")
    Aliases([rule], "the rule")
    path = folder / FILE_NAME
    load(folder)  # what is there already must be in order
    before = path.read_text("utf-8-sig") if path.exists() else ""
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if before and not before.endswith("\n") else "") + rule + "\n")
    print(f"{printable(rule)}\nadded to {printable(str(path))}")


def _counts(folder: Path, facet: str) -> Counter[str]:
    """How many articles of the archive each value of a facet has."""
    import_whoosh()
    import numpy as np  # noqa: PLC0415  # with the index's own modules, what only reading needs

    from index.codec.segment import Segment  # noqa: PLC0415
    from index.commit import current  # noqa: PLC0415

    counts: Counter[str] = Counter()
    for written in current(folder).segments:
        segment = Segment.open(folder / written.file_name, written.deleted)
        values = segment.facet(facet)
        if values is None:
            continue
        starts = values.starts.astype(np.int64)
        live = np.ones(len(starts) - 1, dtype=bool) if segment.deleted is None else ~segment.deleted
        kept = np.repeat(live, starts[1:] - starts[:-1])
        found = np.bincount(values.ordinals[kept], minlength=len(values.terms))
        for value, count in zip(values.values, found.tolist(), strict=True):
            counts[value] += count
    return +counts


def main() -> int:
    """Run the command line; the exit code."""
    return run(NAME, lambda: typer.main.get_command(app))
