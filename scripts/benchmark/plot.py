"""The plot of the page on queries: a row a class, a mark a system, times on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple


class Look(NamedTuple):
    """How a system is drawn: its marker, its colour, whether the marker is filled."""

    marker: str
    colour: str
    filled: bool = True
    size: int = 40


# Each stands out from white and from black, and no two are told apart by their colour alone.
LOOKS: Final = {
    "dateline": Look("o", "#2f81f7", size=58),
    "dateline-new": Look("o", "#2f81f7", filled=False, size=58),
    "tantivy": Look("D", "#e8710a"),
    "fts5": Look("s", "#8b949e", size=26),
    "bm25s": Look("^", "#8b949e", size=30),
    "xapian": Look("v", "#8b949e", size=30),
    "whoosh": Look("x", "#8b949e", size=30),
}
NAMES: Final = {"dateline-new": "dateline, new words", "fts5": "SQLite FTS5", "whoosh": "stock Whoosh, scaled"}
INK: Final = "#808890"
"""Readable on white and on black."""

Points = dict[str, dict[str, float]]
"""By system and class, milliseconds."""


def draw(path: Path, panels: Sequence[tuple[str, Points]], classes: Sequence[str]) -> bool:
    """Draw one panel for each corpus; False where matplotlib is missing."""
    try:
        import matplotlib as plots  # the page can do without

        plots.use("svg")
        from matplotlib import pyplot
    except ImportError:
        return False
    plots.rcParams.update(
        {"text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "font.size": 10}
        | {"svg.fonttype": "path", "svg.hashsalt": "dateline"}
    )
    height = 1.3 + 0.27 * len(classes)
    figure, axes = pyplot.subplots(
        1, len(panels), figsize=(2.2 + 4.4 * len(panels), height), squeeze=False, sharey=True
    )
    for axis, (title, points) in zip(axes[0], panels, strict=True):
        _panel(axis, title, points, classes)
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="lower center", ncols=len(labels), frameon=False, columnspacing=1.2, handletextpad=0.2
    )
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path, transparent=True, metadata={"Date": None})
    pyplot.close(figure)
    return True


def _panel(axis: Any, title: str, points: Points, classes: Sequence[str]) -> None:
    rows = {name: row for row, name in enumerate(reversed(classes))}
    for system in sorted(points, key=list(LOOKS).index, reverse=True):
        look, found = LOOKS[system], points[system]
        axis.scatter(
            list(found.values()),
            [rows[name] for name in found],
            marker=look.marker,
            s=look.size,
            facecolors=look.colour if look.filled else "none",
            edgecolors=None if look.marker == "x" else look.colour,
            color=look.colour if look.marker == "x" else None,
            linewidths=1.3,
            label=NAMES.get(system, system),
            zorder=3,
        )
    axis.set_xscale("log")
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_xlabel("milliseconds, geometric mean of the class")
    axis.set_title(title, fontsize=11)
    axis.set_yticks(list(rows.values()), list(rows))
    axis.tick_params(length=0)
    axis.grid(axis="both", color=INK, alpha=0.25, linewidth=0.6)
    axis.set_ylim(-0.7, len(classes) - 0.3)
    for side in axis.spines.values():
        side.set_visible(False)
