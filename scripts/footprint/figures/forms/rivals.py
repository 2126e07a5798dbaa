"""Rival readings: a matrix of marks told apart by shape, and counts with what leaving evidence out does to them."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from footprint.figures.forms.marks import halo, key
from footprint.figures.style import BAND, BLUE, GRID, INK, MUTED, RED, bare_left, canvas, look
from footprint.text import number_text

SYMBOLS = {
    "inconsistent": {"marker": "X", "ms": 8, "mfc": RED, "mec": RED},
    "consistent": {"marker": "o", "ms": 6, "mfc": "white", "mec": BLUE, "mew": 1.4},
    "not diagnostic": {"marker": ".", "ms": 3, "mfc": MUTED, "mec": MUTED},
}
"""Shape and size tell the marks apart without their colours."""


def mark_matrix(cells: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw marks of rows against columns: `row`, `column`, `group` (of columns), `mark` (a key of SYMBOLS).

    Rows and columns in the order they come; groups of columns stand apart under their names; `names` are words for marks.
    """
    with look():
        rows, columns = list(dict.fromkeys(cells["row"])), list(dict.fromkeys(cells["column"]))
        groups = cells.groupby("column", sort=False)["group"].first()
        at = dict(zip(columns, np.arange(len(columns)) + 0.45 * (groups != groups.shift()).cumsum().sub(1), strict=True))
        figure, axes = canvas(2.2 + 0.22 * len(rows))
        for mark, style in SYMBOLS.items():
            part = cells[cells["mark"] == mark]
            axes.plot(part["column"].map(at), part["row"].map(rows.index), ls="", clip_on=False, **style)
        axes.set_yticks(range(len(rows)), rows, fontsize=8.5)
        axes.set_xticks(list(at.values()), columns, rotation=38, ha="left", rotation_mode="anchor", fontsize=8.5, color=INK)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.set(ylim=(len(rows) - 0.5, -0.5), xlim=(-0.5, max(at.values()) + 0.5))
        axes.hlines(np.arange(len(rows) - 1) + 0.5, -0.5, max(at.values()) + 0.5, color=GRID, lw=0.6)
        axes.spines[:].set_visible(False)
        _mark_key(axes, names)
    return figure


def _mark_key(axes: Axes, names: dict[str, str]) -> None:
    """Name the marks under the plot."""
    handles = [Line2D([], [], ls="", label=names[mark], **style) for mark, style in SYMBOLS.items()]
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.005), ncols=3, fontsize=8.5, borderaxespad=0.3)


def counts_left_out(rows: pd.DataFrame, *, xlabel: str) -> Figure:
    """Draw counts and the least they come to when evidence is left out: `group`, `label`, `value`, `low_one`, `low_many`.

    A dot at the count; a thick bar down to the least without one piece, a thin line to the least without a whole subject.
    Groups stand apart under their names; the best of a group is filled.
    """
    with look():
        groups = list(dict.fromkeys(rows["group"]))
        figure, axes = canvas(1.0 + 0.27 * len(rows) + 0.36 * len(groups))
        y, ticks = 0.0, []
        for group in groups:
            part = rows[rows["group"] == group]
            head = {"fontsize": 9, "fontweight": "bold", "ha": "left", "path_effects": halo()}
            axes.text(0, y - 0.08, group, transform=axes.get_yaxis_transform(), **head)
            for n, row in enumerate(part.itertuples(), 1):
                _count_row(axes, row, y + n - 0.4, row.value == part["value"].min())
                ticks.append((y + n - 0.4, row.label))
            y += len(part) + 1.1
        axes.set_yticks([t for t, _ in ticks], [label for _, label in ticks])
        axes.set(ylim=(y - 0.7, -0.7), xlim=(-0.15, np.floor(rows["value"].max()) + 1), xlabel=xlabel)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        bare_left(axes)
        _left_out_key(axes)
    return figure


def _count_row(axes: Axes, row: object, y: float, least: bool) -> None:
    axes.plot([row.low_many, row.value], [y, y], color=MUTED, lw=1.2)
    axes.plot([row.low_one, row.value], [y, y], color=BAND, lw=7, solid_capstyle="butt")
    axes.plot(row.value, y, "o", ms=7.5, mec=BLUE, mew=1.5, mfc=BLUE if least else "white")
    offset = {"xytext": (9, 0), "textcoords": "offset points", "va": "center"}
    axes.annotate(number_text(row.value), (row.value, y), fontsize=8.5, color=INK, path_effects=halo(), **offset)


def _left_out_key(axes: Axes) -> None:
    dot = {"ls": "", "marker": "o", "ms": 7, "mec": BLUE, "mew": 1.5}
    handles = [
        Line2D([], [], **dot, mfc=BLUE, label="contradicted least of its group"),
        Line2D([], [], **dot, mfc="white", label="others"),
        Patch(color=BAND, lw=0, label="without one piece"),
        Line2D([], [], color=MUTED, lw=1.2, label="without one subject"),
    ]
    key(axes, handles, 4)
