"""Unlike quantities on one page: each row's values as ratios to the value preferred."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from footprint.figures.forms.marks import SHAPES, key
from footprint.figures.style import BAND, BLUE, GREEN, INK, MUTED, ORANGE, canvas, look

TIER_COLOURS = {"primary": GREEN, "first_hand": BLUE, "secondary": ORANGE, "aggregator": MUTED}
BOUNDS = {"at_least": ("→", 1), "at_most": ("←", -1)}
"""Arrow and side of a figure that is a bound."""

STEPS, FINE = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100), (0.8, 0.9, 1, 1.1, 1.25)
"""Ratios that may be marked on the axis, and those marked where all lie close to one."""


def ratios(rows: pd.DataFrame, points: pd.DataFrame) -> Figure:
    """Draw one row a quantity: `group`, `key`, `label`, `low`, `high` (ratios), `text` (value and range, at the right).

    `points`: `key`, `ratio`, `tier`, `relay` (bool; hollow), `qualifier` (a bound is an arrow). The preferred
    value is the line at one.
    """
    with look():
        groups = list(dict.fromkeys(rows["group"]))
        figure, axes = canvas(0.95 + 0.34 * len(rows) + 0.27 * len(groups))
        at, ticks, y = {}, [], 0.0
        for group in groups:
            axes.text(-0.01, y, group, transform=axes.get_yaxis_transform(), ha="right", va="center", fontweight="bold")
            for row in rows[rows["group"] == group].itertuples():
                y += 1 if y in at.values() else 0.8
                at[row.key] = y
                ticks.append((y, textwrap.fill(row.label, 40)))
                axes.plot([row.low, row.high], [y, y], color=BAND, lw=15, solid_capstyle="butt", zorder=1)
                axes.text(1.01, y, row.text, transform=axes.get_yaxis_transform(), va="center", fontsize=8)
            y += 0.95
        _points(axes, points, at)
        axes.axvline(1, color=INK, lw=1, zorder=2)
        axes.set_yticks([t for t, _ in ticks], [name for _, name in ticks], fontsize=8)
        axes.set_ylim(y - 0.4, -0.6)
        _scale(axes, points)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        _tier_key(axes, points)
    return figure


def _points(axes: Axes, points: pd.DataFrame, at: dict[str, float]) -> None:
    """Draw the values, those of one tier on a track of their own within the row."""
    tiers = list(TIER_COLOURS)
    for row in points.drop_duplicates(["key", "ratio", "tier", "relay", "qualifier"]).itertuples():
        n = tiers.index(row.tier)
        colour = TIER_COLOURS[row.tier]
        fill = "white" if row.relay else colour
        axes.plot(row.ratio, at[row.key] + (n - 1.5) * 0.15, SHAPES[n], ms=5, mec=colour, mfc=fill, zorder=3)
        if row.qualifier in BOUNDS:
            sign, side = BOUNDS[row.qualifier]
            offset = {"xytext": (9 * side, 0), "textcoords": "offset points", "ha": "center", "va": "center"}
            axes.annotate(sign, (row.ratio, at[row.key] + (n - 1.5) * 0.15), color=colour, fontsize=9, zorder=3, **offset)


def _scale(axes: Axes, points: pd.DataFrame) -> None:
    """Set a logarithmic axis in plain ratios that ends at a mark on either side, with room for an arrow."""
    low, high = min(points["ratio"].min() / 1.12, 0.8), max(points["ratio"].max() * 1.25, 1.25)
    steps = STEPS if high / low > 2 else FINE
    low, high = max([s for s in steps if s <= low] or [low]), min([s for s in steps if s >= high] or [high])
    marks = [step for step in steps if low <= step <= high]
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(FixedLocator(marks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"×{v:g}"))
    axes.set_xlabel("times the preferred value (logarithmic)")


def _tier_key(axes: Axes, points: pd.DataFrame) -> None:
    """Name the tiers, and what hollow means, above the plot."""
    shown = [tier for tier in TIER_COLOURS if (points["tier"] == tier).any()]
    handles = [_mark(tier, TIER_COLOURS[tier], tier.replace("_", "-")) for tier in shown]
    if points["relay"].any():
        handles.append(_mark("primary", "white", "relays a nearer source"))
    if points["qualifier"].isin(BOUNDS).any():
        handles.append(Line2D([], [], marker="$\u2192$", ls="", ms=9, color=MUTED, mew=0, label="or more (←: or fewer)"))
    handles += [Patch(color=BAND, label="range"), Line2D([], [], color=INK, lw=1, label="preferred value")]
    key(axes, handles, 5)


def _mark(tier: str, fill: str, label: str) -> Line2D:
    """Return one mark of the key."""
    edge = MUTED if fill == "white" else fill
    return Line2D([], [], marker=SHAPES[list(TIER_COLOURS).index(tier)], ls="", ms=6, mec=edge, mfc=fill, label=label)
