"""Points on a plane of two measures, over the regions that rules cover."""

import math
from collections.abc import Mapping
from itertools import product

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from matplotlib.transforms import Bbox

from footprint.figures.forms.marks import SHAPES, key
from footprint.figures.style import CYCLE, INK, MUTED, canvas, look

REACHES = (1.0, 1.8, 2.7, 3.8, 5.0, 6.5)
OFFSETS = [(7, 0), (-7, 0), (5, 7), (-5, 7), (5, -8), (-5, -8), (0, 11), (0, -12)]
"""Where a label may stand, in points from its mark, the best first; tried again at each reach when all are taken."""


def plane(
    points: pd.DataFrame, regions: pd.DataFrame, *, xlabel: str, ylabel: str, colours: Mapping[str, str], log: bool = True,
    height: float = 4.6,
) -> Figure:  # fmt: skip
    """Draw points over covered regions: `x`, `y`, `label`, `group`, `hollow` (bool); `x0`, `x1`, `y0`, `y1`, `label`, `kind`.

    A region's sides may be zero or infinite: it then runs to the edge. Its kind gives its colour; a later region covers an
    earlier one. One shape and colour a group; what is hollow is said in the caption. Points at one place share a label; no
    label covers another.
    """
    with look():
        figure, axes = canvas(height)
        if log:
            axes.set(xscale="log", yscale="log")
        _limits(axes, points, regions, log)
        for row in regions.itertuples():
            _region(axes, row, colours[row.kind])
        groups = list(dict.fromkeys(points["group"]))
        for n, group in enumerate(groups):
            _points(axes, points[points["group"] == group], n)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        for axis in (axes.xaxis, axes.yaxis):
            if log:
                axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
                axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        handles = [Line2D([], [], marker=SHAPES[n], ls="", color=CYCLE[n], ms=6, label=g) for n, g in enumerate(groups)]
        handles += [Patch(color=colours[kind], alpha=0.3, label=kind) for kind in dict.fromkeys(regions["kind"])]
        key(axes, handles, 4)
        figure.canvas.draw()
        _labels(axes, points)
    return figure


def _limits(axes: Axes, points: pd.DataFrame, regions: pd.DataFrame, log: bool) -> None:
    """Leave room around points and around the finite sides of regions."""
    for name, setter in (("x", axes.set_xlim), ("y", axes.set_ylim)):
        sides = pd.concat([regions[f"{name}0"], regions[f"{name}1"], points[name]]).astype(float)
        sides = [v for v in sides if 0 < v < math.inf]
        low, high = min(sides), max(sides)
        setter((low / 1.45, high * 1.6) if log else (0, high * 1.12))


def _region(axes: Axes, row: object, colour: str) -> None:
    """Shade one region and name it in its upper left corner, or above it where it is too low to hold the name."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    x0, x1 = max(row.x0, left), min(row.x1, right)
    y0, y1 = max(row.y0, bottom), min(row.y1, top)
    axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fc="white", lw=0, zorder=0))
    axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fc=colour, alpha=0.14, lw=0, zorder=0))
    axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fc="none", ec=colour, lw=1.1, zorder=1))
    low, high = axes.transData.transform([(x0, y0), (x0, y1)])[:, 1]
    inside = high - low > 40
    axes.annotate(
        row.label, (x0, y1), xytext=(3, -3) if inside else (0, 2), textcoords="offset points", ha="left", fontsize=8,
        va="top" if inside else "bottom", color=colour, fontweight="bold",
    )  # fmt: skip


def _points(axes: Axes, rows: pd.DataFrame, n: int) -> None:
    for hollow, part in rows.groupby("hollow"):
        fill = "white" if hollow else CYCLE[n]
        axes.plot(part["x"], part["y"], SHAPES[n], mec=CYCLE[n], mfc=fill, ms=5.5, ls="", zorder=3)


def _labels(axes: Axes, points: pd.DataFrame) -> None:
    """Write each place's label where it covers neither a mark nor another label; a thin line leads to it from afar."""
    renderer = axes.get_figure().canvas.get_renderer()
    named = points.groupby(["x", "y"], sort=False)["label"].agg(lambda names: ", ".join(dict.fromkeys(names))).reset_index()
    spots = axes.transData.transform(named[["x", "y"]].to_numpy())
    taken = [Bbox.from_bounds(x - 5, y - 5, 10, 10) for x, y in spots]
    taken += [text.get_window_extent(renderer) for text in axes.texts]
    frame = axes.get_window_extent(renderer)
    for row in named.itertuples():
        taken.append(_place(axes, row, taken, frame, renderer))


def _place(axes: Axes, row: object, taken: list[Bbox], frame: Bbox, renderer: object) -> Bbox:
    """Write one label at the first place that is free, or beside its mark if none is, and return the room it takes."""
    line = {"arrowstyle": "-", "lw": 0.5, "color": MUTED, "shrinkA": 0, "shrinkB": 3}
    text = axes.annotate(
        row.label, (row.x, row.y), xytext=(0, 0), textcoords="offset points", fontsize=7.5, color=INK, zorder=4, va="center",
        arrowprops=line,
    )  # fmt: skip
    text.set_in_layout(False)
    for reach, (dx, dy) in product(REACHES, OFFSETS):
        box = _at(text, dx * reach, dy * reach, renderer)
        text.arrow_patch.set_visible(reach > REACHES[0])
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        if inside and not any(box.overlaps(other) for other in taken):
            return box
    text.arrow_patch.set_visible(False)
    return _at(text, *OFFSETS[0], renderer)


def _at(text: Annotation, dx: float, dy: float, renderer: object) -> Bbox:
    """Move a label to an offset from its mark; return the room its words take there."""
    text.set_position((dx, dy))
    text.set_horizontalalignment("left" if dx > 0 else "right" if dx < 0 else "center")
    text.update_positions(renderer)
    return Text.get_window_extent(text, renderer)
