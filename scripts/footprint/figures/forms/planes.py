"""Points on a plane of two measures, over the regions that rules cover."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
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

REACHES = (1.0, 1.8, 2.7, 3.8, 5.0, 6.5, 8.5)
OFFSETS = [(7, 0), (-7, 0), (5, 7), (-5, 7), (5, -8), (-5, -8), (0, 11), (0, -12)]
OFFSETS += [(7, 3), (-7, 3), (7, -3), (-7, -3), (3, 10), (-3, 10), (3, -11), (-3, -11)]
"""Where a label may stand, in points from its mark, the best first; tried again at each reach when all are taken."""

APART = 7.0
"""How far apart marks of different look are set that would cover each other, in points."""

CROWD = 70
"""Marks this near to each other, in pixels, make a crowd; labels in the thickest are placed first."""

EDGE = 1.2
"""Room kept free on each side of a region's edge and around a label, in points."""


def plane(
    points: pd.DataFrame, regions: pd.DataFrame, *, xlabel: str, ylabel: str, colours: Mapping[str, str], hollow: str = "",
    log: bool = True, height: float = 5.2,
) -> Figure:  # fmt: skip
    """Draw points over covered regions: `x`, `y`, `label`, `group`, `hollow` (bool); `x0`, `x1`, `y0`, `y1`, `label`, `kind`.

    A region's sides may be zero or infinite: it then runs to the edge. Its kind gives its colour; a later region covers an
    earlier one. One shape and colour a group; `hollow` says in the key what a hollow mark is. Marks of different look that
    would cover each other stand side by side; points at one place share a label. No label covers another or is crossed by a
    region's edge, and one that lies nearer to another mark than to its own has a line to it.
    """
    with look():
        figure, axes = canvas(height)
        if log:
            axes.set(xscale="log", yscale="log")
        _limits(axes, points, regions, log)
        for row in regions.itertuples():
            _region(axes, row, colours[row.kind])
        axes.set(xlabel=xlabel, ylabel=ylabel)
        for axis in (axes.xaxis, axes.yaxis):
            if log:
                axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
                axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        groups = list(dict.fromkeys(points["group"]))
        key(axes, _handles(groups, regions, colours, hollow if points["hollow"].any() else ""), 4)
        figure.canvas.draw()
        points = _side_by_side(axes, points, regions)
        for n, group in enumerate(groups):
            _points(axes, points[points["group"] == group], n)
        edges = _edges(axes, regions)
        _names(axes, points, regions, colours, edges)
        _labels(axes, points, edges)
    return figure


def _handles(groups: list[str], regions: pd.DataFrame, colours: Mapping[str, str], hollow: str) -> list[Line2D | Patch]:
    out = [Line2D([], [], marker=SHAPES[n], ls="", color=CYCLE[n], ms=6, label=group) for n, group in enumerate(groups)]
    out += [Patch(color=colours[kind], alpha=0.3, label=kind) for kind in dict.fromkeys(regions["kind"])]
    return out + ([Line2D([], [], marker="o", ls="", mec=INK, mfc="white", ms=6, label=hollow)] if hollow else [])


def _limits(axes: Axes, points: pd.DataFrame, regions: pd.DataFrame, log: bool) -> None:
    """Leave room around points and around the finite sides of regions."""
    for name, setter in (("x", axes.set_xlim), ("y", axes.set_ylim)):
        sides = pd.concat([regions[f"{name}0"], regions[f"{name}1"], points[name]]).astype(float)
        sides = [v for v in sides if 0 < v < math.inf]
        low, high = min(sides), max(sides)
        setter((low / 1.45, high * 1.6) if log else (0, high * 1.12))


def _region(axes: Axes, row: object, colour: str) -> None:
    """Shade one region."""
    x0, x1, y0, y1 = _inside(axes, row)
    axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fc="white", lw=0, zorder=0))
    axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fc=colour, alpha=0.14, lw=0, zorder=0))
    axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fc="none", ec=colour, lw=1.1, zorder=1))


def _inside(axes: Axes, row: object) -> tuple[float, float, float, float]:
    """Return the sides of a region as far as they lie within the axes: left, right, bottom, top."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return max(row.x0, left), min(row.x1, right), max(row.y0, bottom), min(row.y1, top)


def _side_by_side(axes: Axes, points: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Move marks of different look that would cover each other apart: sideways, or up and down if that crosses an edge."""
    points = points.reset_index(drop=True)
    points = points.assign(x=points["x"].astype(float), y=points["y"].astype(float))
    step = APART * axes.get_figure().dpi / 72
    spots, looks = (
        axes.transData.transform(points[["x", "y"]].to_numpy()),
        list(zip(points["group"], points["hollow"], strict=True)),
    )
    for crowd in _crowds(spots, step):
        kinds = list(dict.fromkeys(looks[n] for n in crowd))
        shift = {kind: step * (at - (len(kinds) - 1) / 2) for at, kind in enumerate(kinds)}
        if len(kinds) == 1:
            continue
        for way in ((1.0, 0.0), (0.0, 1.0)):
            there = np.array([spots[n] + np.array(way) * shift[looks[n]] for n in crowd])
            moved = axes.transData.inverted().transform(there)
            stays = all(_held(regions, *moved[at]) == _held(regions, *points.loc[n, ["x", "y"]]) for at, n in enumerate(crowd))
            if stays or way[1]:
                points.loc[crowd, ["x", "y"]] = moved
                break
    return points


def _crowds(spots: np.ndarray, step: float) -> list[list[int]]:
    """Return the sets of spots of which each lies on another's mark, by their numbers."""
    crowds: list[list[int]] = []
    for n, spot in enumerate(spots):
        near = [crowd for crowd in crowds if any(np.hypot(*(spots[m] - spot)) < 0.6 * step for m in crowd)]
        crowds = [crowd for crowd in crowds if crowd not in near] + [[*(m for crowd in near for m in crowd), n]]
    return [crowd for crowd in crowds if len(crowd) > 1]


def _held(regions: pd.DataFrame, x: float, y: float) -> list[bool]:
    """Say for each region whether it holds a place."""
    return [r.x0 < x <= r.x1 and r.y0 < y <= r.y1 for r in regions.itertuples()]


def _points(axes: Axes, rows: pd.DataFrame, n: int) -> None:
    for hollow, part in rows.groupby("hollow"):
        fill = "white" if hollow else CYCLE[n]
        axes.plot(part["x"], part["y"], SHAPES[n], mec=CYCLE[n], mfc=fill, ms=5.5, ls="", zorder=3)


def _edges(axes: Axes, regions: pd.DataFrame) -> list[Bbox]:
    """Return the room of every region's edges on the canvas, of those within the axes."""
    pad, out = EDGE * axes.get_figure().dpi / 72, []
    for row in regions.itertuples():
        left, right, bottom, top = _inside(axes, row)
        (x0, y0), (x1, y1) = axes.transData.transform([(left, bottom), (right, top)])
        sides = [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
        out += [Bbox.from_extents(a - pad, b - pad, c + pad, d + pad) for a, b, c, d in sides]
    return out


CORNERS = [
    ("x0", "y1", 4, -4, "left", "top"), ("x0", "y1", 0, 4, "left", "bottom"), ("x1", "y1", 0, 4, "right", "bottom"),
    ("x0", "y0", 0, -4, "left", "top"), ("x0", "y1", -4, 0, "right", "top"), ("x0", "y0", -4, 0, "right", "bottom"),
    ("x1", "y1", 4, 0, "left", "top"),
]  # fmt: skip
"""Where a region's name may stand, the best first: its corner, the offset in points, and how the words lie to it."""


def _names(axes: Axes, points: pd.DataFrame, regions: pd.DataFrame, colours: Mapping[str, str], edges: list[Bbox]) -> None:
    """Name each region at the first of its corners where the words meet no edge, mark or other name, else at the first."""
    renderer = axes.get_figure().canvas.get_renderer()
    taken = [*edges, *_marks(axes.transData.transform(points[["x", "y"]].to_numpy()))]
    for row in regions.itertuples():
        at = dict(zip(("x0", "x1", "y0", "y1"), _inside(axes, row), strict=True))
        text = axes.annotate(
            row.label, (0, 0), xytext=(0, 0), textcoords="offset points", fontsize=8, fontweight="bold", color=colours[row.kind]
        )
        for x, y, dx, dy, ha, va in [*CORNERS, CORNERS[0]]:
            text.xy, text.xyann = (at[x], at[y]), (dx, dy)
            text.set(ha=ha, va=va)
            box = text.get_window_extent(renderer)
            if not any(box.overlaps(other) for other in taken):
                break
        taken.append(box)


def _marks(spots: np.ndarray) -> list[Bbox]:
    return [Bbox.from_bounds(x - 5, y - 5, 10, 10) for x, y in spots]


def _labels(axes: Axes, points: pd.DataFrame, edges: list[Bbox]) -> None:
    """Write each place's label where it covers no mark, edge or other label; a thin line leads to it from afar."""
    renderer = axes.get_figure().canvas.get_renderer()
    named = _named(axes, points)
    spots = axes.transData.transform(named[["x", "y"]].to_numpy())
    words, frame = [text.get_window_extent(renderer) for text in axes.texts], axes.get_window_extent(renderer)
    crowded = [(np.hypot(*(spots - spot).T) < CROWD).sum() for spot in spots]
    texts = {n: _label(axes, named.loc[n]) for n in sorted(range(len(named)), key=lambda n: -crowded[n])}
    for reach, strict in [*((reach, True) for reach in REACHES), *((reach, False) for reach in REACHES)]:
        for n in list(texts):
            others = np.delete(spots, n, axis=0)
            room = Room(spots[n], others, [*words, *_marks(others)], [*edges, *_marks(spots[n : n + 1])], frame)
            if box := _place(texts[n], reach, room, renderer, strict=strict):
                words.append(box)
                del texts[n]
    for text in texts.values():
        text.arrow_patch.set_visible(False)
        _at(text, *OFFSETS[0], renderer)


def _named(axes: Axes, points: pd.DataFrame) -> pd.DataFrame:
    """Return one label a place: x, y, label. Marks of one look that lie on each other share one, in their order downwards."""
    out = []
    for _, rows in points.groupby(["group", "hollow"], sort=False):
        spots = axes.transData.transform(rows[["x", "y"]].to_numpy())
        crowds = _crowds(spots, APART * axes.get_figure().dpi / 72)
        alone = [[n] for n in range(len(rows)) if not any(n in crowd for crowd in crowds)]
        for crowd in [*crowds, *alone]:
            part = rows.iloc[crowd].sort_values(["y", "x"], ascending=[False, True], kind="stable")
            lines = part.groupby(["x", "y"], sort=False)["label"].agg(lambda names: ", ".join(dict.fromkeys(names)))
            middle = axes.transData.inverted().transform(spots[crowd].mean(axis=0))
            out.append((*middle, "\n".join(dict.fromkeys(lines))))
    return pd.DataFrame(out, columns=["x", "y", "label"])


class Room(NamedTuple):
    """Where one label may stand: its mark's place and those of others, what words and lines must miss, what only words must."""

    own: np.ndarray
    others: np.ndarray
    blocks: list[Bbox]
    edges: list[Bbox]
    frame: Bbox

    def free(self, box: Bbox, *, led: bool, strict: bool) -> bool:
        """Whether a label fits in a place; `led` says whether a line leads to it, else it must lie next to its own mark."""
        inside = self.frame.x0 <= box.x0 and box.x1 <= self.frame.x1 and self.frame.y0 <= box.y0 and box.y1 <= self.frame.y1
        if not inside or any(box.overlaps(other) for other in (*self.blocks, *self.edges)):
            return False
        return not (strict and self._crossed(box)) if led else not self._lost(box)

    def _lost(self, box: Bbox) -> bool:
        """Whether the label lies about as near to another mark as to its own."""
        others = _away(box, self.others)
        return bool(len(others) and others.min() < _away(box, self.own[None])[0] + 2)

    def _crossed(self, box: Bbox) -> bool:
        """Whether the line to the label runs over another mark or another label."""
        middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
        line = [self.own + (middle - self.own) * part for part in np.linspace(0.05, 1, 80)]
        return any(block.contains(*place) for block in self.blocks for place in line if not box.contains(*place))


def _away(box: Bbox, spots: np.ndarray) -> np.ndarray:
    """Return how far spots lie from a box."""
    return np.hypot(*(spots - np.clip(spots, (box.x0, box.y0), (box.x1, box.y1))).T)


def _label(axes: Axes, row: pd.Series) -> Annotation:
    """Return the label of one place, with a line to its mark."""
    line = {"arrowstyle": "-", "lw": 0.5, "color": MUTED, "shrinkA": 0, "shrinkB": 3}
    text = axes.annotate(
        row["label"], (row["x"], row["y"]), xytext=(0, 0), textcoords="offset points", fontsize=7.5, color=INK, zorder=4,
        va="center", arrowprops=line, linespacing=1.0,
    )  # fmt: skip
    text.set_in_layout(False)
    return text


def _place(text: Annotation, reach: float, room: Room, renderer: object, *, strict: bool) -> Bbox | None:
    """Put a label at the first place that is free at this reach and return the room it takes; None if none is.

    Unless `strict`, the line to it may run over another mark.
    """
    text.arrow_patch.set_visible(reach > REACHES[0])
    for dx, dy in OFFSETS:
        box = _at(text, dx * reach, dy * reach, renderer)
        if room.free(box, led=reach > REACHES[0], strict=strict):
            return box
    return None


def _at(text: Annotation, dx: float, dy: float, renderer: object) -> Bbox:
    """Move a label to an offset from its mark; return the room its words take there, with a little air around."""
    text.set_position((dx, dy))
    text.set_horizontalalignment("left" if dx > 0 else "right" if dx < 0 else "center")
    text.update_positions(renderer)
    return Text.get_window_extent(text, renderer).padded(EDGE, 0)
