"""Several small pairs of axes under one scale: answers by question, measures side by side; and slopes between two years."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from footprint.figures.forms.marks import spread
from footprint.figures.style import BLUE, CYCLE, INK, ORANGE, canvas, look

ACROSS = 3
"""Panels in one row."""

STEEP, LOW = 8, 25
"""Points on the scale from which a line to the next point would run through words over this one; and below which words
under a point would run into the axis."""


def grid(height: float, rows: int, columns: int) -> tuple[Figure, np.ndarray]:
    """Return an empty figure with rows and columns of axes that share both scales; use it inside `look()`."""
    figure, axes = canvas(height)
    axes.remove()
    return figure, figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)


def small_multiples(rows: pd.DataFrame, *, ylabel: str, marked: str, others: str) -> Figure:
    """Draw one panel a question, values never joined across panels: `panel`, `head` (bold, above it), `year`, `value`, `solid`
    (whether the year is that of the asking), `text`, `mark` (bool: whether the question is of the kind called `marked`).

    All panels share their scales. A point is hollow where `solid` is false; what is marked is orange and square, the `others`
    blue and round.
    """
    with look():
        panels = list(dict.fromkeys(zip(rows["head"], rows["panel"], strict=True)))
        lines = -(-len(panels) // ACROSS)
        figure, axes = grid(0.6 + 1.45 * lines, lines, ACROSS)
        for place, (head, panel) in zip(axes.flat, panels, strict=False):
            part = rows[(rows["panel"] == panel) & (rows["head"] == head)].sort_values("year")
            _panel(place, part, head, panel)
        for place in axes.flat[len(panels) :]:
            place.set_visible(False)
        for n in range(len(panels) - ACROSS, len(panels)):
            axes.flat[max(n, 0)].xaxis.set_tick_params(labelbottom=True)
        axes.flat[0].set_ylim(0, 112)  # percent, and room for the words over a point near the top
        axes.flat[0].set_xlim(rows["year"].min() - 0.8, rows["year"].max() + 0.8)
        figure.supylabel(ylabel, fontsize=9)
        _panel_key(figure, rows, {True: marked, False: others})
    return figure


MARKS = {True: (ORANGE, "s"), False: (BLUE, "o")}
"""Colour and shape of the points of questions that are marked, and of the others."""


def _panel_key(figure: Figure, rows: pd.DataFrame, names: dict[bool, str]) -> None:
    """Name beneath the panels what colour, shape and hollow points mean, as far as they are drawn."""
    point = {"ls": "", "ms": 5}
    handles = [
        Line2D([], [], **point, marker=MARKS[kind][1], color=MARKS[kind][0], label=name)
        for kind, name in names.items()
        if (rows["mark"] == kind).any()
    ]
    if not rows["solid"].all():
        handles.append(Line2D([], [], **point, marker="o", mec=INK, mfc="white", label="year may not be that of asking"))
    figure.legend(handles=handles, loc="outside lower left", ncols=len(handles), fontsize=8.5, handletextpad=0.3)


def _panel(axes: Axes, part: pd.DataFrame, head: str, panel: str) -> None:
    """Draw one question's answers with their values, each on the side of its point where no line runs."""
    colour, shape = MARKS[bool(part["mark"].any())]
    axes.plot(part["year"], part["value"], color=colour, lw=1.1)
    around = [float("-inf"), *part["value"], float("-inf")]
    for n, row in enumerate(part.itertuples()):
        axes.plot(row.year, row.value, shape, ms=5, mec=colour, mfc=colour if row.solid else "white")
        place = _word_place(row.value, around[n], around[n + 2])
        axes.annotate(row.text, (row.year, row.value), textcoords="offset points", fontsize=8, **place)
    axes.set_title(head, fontsize=8, fontweight="bold", loc="left", pad=25)
    axes.annotate(textwrap.fill(panel, 38), (0, 1), xytext=(0, 3), xycoords="axes fraction", textcoords="offset points",
                  fontsize=7.5, va="bottom", color=INK)  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_yticks([0, 50, 100])
    axes.grid(axis="y")
    axes.tick_params(labelsize=7.5)


def _word_place(value: float, before: float, after: float) -> dict[str, object]:
    """Return where a point's words stand so that no line to its neighbours crosses them: over it, under it or beside it."""
    if max(before, after) - value <= STEEP:
        return {"xytext": (0, 5), "va": "bottom", "ha": "center"}
    if value >= LOW:
        return {"xytext": (0, -4.5), "va": "top", "ha": "center"}
    first = before == float("-inf")
    return {"xytext": (-5 if first else 5, -0.5), "va": "center", "ha": "right" if first else "left"}


def side_by_side(rows: pd.DataFrame, *, ylabel: str) -> Figure:
    """Draw measures in panels of their own on one index: `series`, `year`, `index`, `text` (the amount, at each point).

    A year without a value breaks the line.
    """
    with look():
        names = list(dict.fromkeys(rows["series"]))
        figure, axes = grid(2.9, 1, len(names))
        years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
        for n, (place, name) in enumerate(zip(axes.flat, names, strict=True)):
            part = rows[rows["series"] == name].set_index("year")
            place.plot(list(years), part["index"].reindex(years), color=CYCLE[n], lw=1.4)
            place.plot(part.index, part["index"], "o", color=CYCLE[n], ms=5)
            before, after = part["index"].shift(), part["index"].shift(-1)
            for year, row in part.iterrows():
                fell = before[year] - row["index"] > STEEP and not after[year] - row["index"] > STEEP
                where = {"xytext": (4, 4) if fell else (0, 7), "ha": "left" if fell else "center"}
                place.annotate(row["text"], (year, row["index"]), textcoords="offset points", fontsize=8, **where)
            place.set_title(textwrap.fill(name, 46), fontsize=9, loc="left", fontweight="bold", color=CYCLE[n])
            place.set_xticks(list(years))
            place.grid(axis="y")
        axes.flat[0].set_ylim(0, rows["index"].max() * 1.18)
        axes.flat[0].set_xlim(years[0] - 0.5, years[-1] + 0.5)
        axes.flat[0].set_ylabel(ylabel)
    return figure


def slopes(rows: pd.DataFrame, *, ylabel: str) -> Figure:
    """Draw what changed between two years: `series`, `label`, `year`, `value`; names stand at the right, values at the ends."""
    with look():
        names = list(dict.fromkeys(rows["series"]))
        figure, axes = canvas(3.2)
        first, last = rows["year"].min(), rows["year"].max()
        ends = rows[rows["year"] == last].set_index("series").loc[names]
        at = spread(ends["value"].to_numpy(), 3.4)
        for n, (name, y) in enumerate(zip(names, at, strict=True)):
            part, colour = rows[rows["series"] == name].sort_values("year"), CYCLE[n % len(CYCLE)]
            axes.plot(part["year"], part["value"], "o-", color=colour, ms=5.5)
            axes.annotate(f"{part['value'].iloc[0]:g}", (first, part["value"].iloc[0]), xytext=(-8, 0),
                          textcoords="offset points", ha="right", va="center", fontsize=8.5, color=colour)  # fmt: skip
            right = f"{ends['value'][name]:g}  {ends['label'][name]}"
            axes.annotate(right, (last, y), xytext=(8, 0), textcoords="offset points", va="center", fontsize=8.5, color=colour,
                          annotation_clip=False)  # fmt: skip
        axes.set_xticks([first, last])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
        axes.set_xlim(first - 0.25 * (last - first), last + 1.1 * (last - first))
        axes.set_ylim(0, rows["value"].max() * 1.12)
        axes.set_ylabel(ylabel)
        axes.spines["bottom"].set_bounds(first, last)
    return figure
