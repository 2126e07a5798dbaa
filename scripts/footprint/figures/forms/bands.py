"""Counts and shares as intervals: who counted what, shares of a base, sums that run on, days around an event."""

import textwrap

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from footprint.figures.forms.marks import SHAPES, key
from footprint.figures.style import BAND, BLUE, CYCLE, INK, MUTED, ORANGE, RED, bare_left, canvas, look

PLATE = {"fc": "white", "ec": "none", "pad": 0.8}
"""Behind words that lie over a grid, so that no line crosses them."""


def _ticks(axes: Axes, left: float, right: float) -> None:
    """Put ticks where there is data, `left` to `right`, and none where there is only room for words."""
    steps = MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]).tick_values(left, right)
    slack = 0.02 * (right - left)
    axes.xaxis.set_major_locator(FixedLocator([t for t in steps if left - slack <= t <= right + slack]))


def dated_counts(rows: pd.DataFrame, *, xlabel: str, band: tuple[float, float] | None = None) -> Figure:
    """Draw who counted how many, one row a report from first to last: `when`, `label`, `low`, `high` (missing where that side
    is open), `words` (printed where there is no number), `speaker`, `relay`, `stance`.

    A range is a line between its ends, a bound has an arrow; a relay is hollow, a denial red. `band` is shaded behind all.
    The key names what is drawn and no more.
    """
    with look():
        speakers = list(dict.fromkeys(rows["speaker"]))
        figure, axes = canvas(0.9 + 0.27 * len(rows))
        if band:
            axes.axvspan(*band, color=BAND, alpha=0.6, lw=0)
        for y, row in enumerate(rows.itertuples()):
            n = speakers.index(row.speaker)
            _one_count(axes, y, row, RED if row.stance == "denies" else CYCLE[(0, 1, 2, 4)[n % 4]], SHAPES[n % len(SHAPES)])
        axes.set_yticks(range(len(rows)), [f"{row.label}, {row.when}" for row in rows.itertuples()], fontsize=8.5)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, np.nanmax([*rows["low"], *rows["high"], 1]) * 1.14)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
        axes.set_xlabel(xlabel)
        bare_left(axes)
        _count_key(axes, rows, speakers, band)
    return figure


def _one_count(axes: Axes, y: float, row: object, colour: str, shape: str) -> None:
    """Draw one count: its range, its bound, or the words that stand for it."""
    ends = [end for end in (row.low, row.high) if end == end]
    if not ends:
        shade = {"color": RED if row.stance == "denies" else MUTED, "fontsize": 8.5, "va": "center"}
        axes.annotate(row.words, (0, y), xytext=(5, 0), textcoords="offset points", **shade)
        return
    axes.plot([ends[0], ends[-1]], [y, y], color=colour, lw=1.6)
    for end in ends:
        axes.plot(end, y, shape, ms=6, mec=colour, mfc="white" if row.relay else colour)
    if len(ends) == 1:
        sign, side = ("→", 1) if row.low == row.low else ("←", -1)
        place = {"xytext": (11 * side, 0), "textcoords": "offset points", "ha": "center", "va": "center"}
        axes.annotate(sign, (ends[0], y), color=colour, fontsize=11, **place)


def _count_key(axes: Axes, rows: pd.DataFrame, speakers: list[str], band: tuple[float, float] | None) -> None:
    """Name shapes and colours above the plot."""
    numbered, denial = rows["low"].notna() | rows["high"].notna(), rows["stance"] == "denies"
    drawn = set(rows.loc[numbered & ~denial, "speaker"])
    marks = [
        Line2D([], [], marker=SHAPES[n % len(SHAPES)], ls="", ms=6, color=CYCLE[(0, 1, 2, 4)[n % 4]], label=name)
        for n, name in enumerate(speakers)
        if name in drawn
    ]
    if rows["relay"].any():
        marks.append(Line2D([], [], marker="o", ls="", ms=6, mec=MUTED, mfc="white", label="relays another"))
    if band:
        marks.append(Patch(color=BAND, alpha=0.6, label="all that give both ends"))
    if (rows["low"].isna() ^ rows["high"].isna()).any():
        marks.append(Line2D([], [], marker=r"$\rightarrow$", ls="", ms=8, color=MUTED, label="a bound"))
    marks += [Patch(color=RED, label=f"{who} denies") for who in dict.fromkeys(rows.loc[denial, "speaker"])]
    key(axes, marks, 4)


def interval_rows(rows: pd.DataFrame, *, xlabel: str) -> Figure:
    """Draw intervals one below the other: `label`, `low`, `high` (missing where open), `text` (beside it), `kind` (its
    colour), `disputed` (drawn hollow).

    Negative values lie left of a line at zero and are labelled without a sign: say in `xlabel` what each side means.
    """
    with look():
        kinds = list(dict.fromkeys(rows["kind"]))
        figure, axes = canvas(0.75 + 0.36 * len(rows))
        reach = np.nanmax(np.abs([*rows["low"], *rows["high"]]))
        for y, row in enumerate(rows.itertuples()):
            colour = CYCLE[kinds.index(row.kind) % len(CYCLE)]
            low, high = (row.low if row.high != row.high else row.high) if row.low != row.low else row.low, row.high
            high = low if high != high else high
            fill = {"facecolor": "none", "hatch": "////"} if row.disputed else {"facecolor": colour}
            width = max(high - low, 0.008 * reach)
            axes.barh(y, width, 0.5, left=low if high > low else low - width / 2, edgecolor=colour, lw=1, **fill)
            if row.low != row.low or row.high != row.high:
                end, sign = (low, "←") if row.low != row.low else (high, "→")
                place = {"xytext": (8 if sign == "→" else -8, 0), "textcoords": "offset points", "ha": "center", "va": "center"}
                axes.annotate(sign, (end, y), color=colour, fontsize=11, **place)
            side = -1 if high <= 0 else 1
            offset = 18 if row.low != row.low or row.high != row.high else 7
            place = {"xytext": (offset * side, 0), "textcoords": "offset points", "ha": "right" if side < 0 else "left"}
            axes.annotate(row.text, (low if side < 0 else high, y), fontsize=8.5, va="center", bbox=PLATE, **place)
        axes.set_yticks(range(len(rows)), [textwrap.fill(label, 30) for label in rows["label"]], fontsize=8.5)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        left, right = (max(0.0, np.nanmax(side * rows[["low", "high"]].to_numpy())) for side in (-1, 1))
        axes.set_xlim(-1.9 * left, 1.9 * right if not left else max(1.9 * right, 1.15 * left) if right else 0.02 * left)
        axes.axvline(0, color=INK, lw=0.9)
        _ticks(axes, -left, right)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{abs(v):g}"))
        axes.set_xlabel(xlabel)
        bare_left(axes)
        if len(kinds) > 1:
            key(axes, [Patch(color=CYCLE[n % len(CYCLE)], label=kind) for n, kind in enumerate(kinds)], 4)
    return figure


def stepped_band(
    rows: pd.DataFrame, uncounted: pd.DataFrame, *, ylabel: str, first: pd.Timestamp, as_of: pd.Timestamp
) -> Figure:
    """Draw bounds that add up over time: `start`, `add_low`, `add_high`, `weak` (bool), `label`; the axis runs from `first`
    to `as_of`.

    The band between the two sums is solid; what weak items would add lies hatched above it. `uncounted` (`start`, `label`)
    are events without a number: a cross each, named beside it, in a strip beneath.
    """
    with look():
        strip = 0.2 + 0.2 * len(uncounted)
        figure, axes = canvas(2.9 + (strip if len(uncounted) else 0))
        if len(uncounted):
            axes.remove()
            axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(2.9, strip))
            _uncounted(below, uncounted, first, as_of)
        _band(axes, rows[~rows["weak"]], first, as_of, facecolor=BLUE, alpha=0.55, lw=0)
        if rows["weak"].any():
            since = rows.loc[rows["weak"], "start"].min()
            _band(axes, rows, first, as_of, since=since, facecolor="none", edgecolor=ORANGE, hatch="////", lw=0.9)
        _step_labels(axes, rows, first, as_of)
        axes.set_xlim(first, as_of)
        axes.set_ylim(0, rows["add_high"].sum() * 1.15)
        axes.set_ylabel(ylabel)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
        axes.grid(axis="y")
        axes.xaxis.set_major_locator(mdates.YearLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        axes.xaxis.set_tick_params(labelbottom=True)
    return figure


def _band(
    axes: Axes, rows: pd.DataFrame, first: pd.Timestamp, as_of: pd.Timestamp, since: pd.Timestamp | None = None, **style: object
) -> None:
    """Fill between the sums of the low and of the high ends, from a day on."""
    days = [first, *rows["start"], as_of]
    low, high = (np.r_[0, rows[name].cumsum(), rows[name].sum()] for name in ("add_low", "add_high"))
    where = np.array([since is None or day >= since for day in days])
    axes.fill_between(days, low, high, where=where, step="post", **style)


def _step_labels(axes: Axes, rows: pd.DataFrame, first: pd.Timestamp, as_of: pd.Timestamp) -> None:
    """Name each step: over the band where it is early, at its left where it is late and there is room only there."""
    middle = first + (as_of - first) / 2
    for n, row in enumerate(rows.itertuples()):
        so_far = rows.iloc[: n + 1]
        so_far = so_far if row.weak else so_far[~so_far["weak"]]
        low, high = so_far["add_low"].sum(), so_far["add_high"].sum()
        late = row.start > middle
        at, offset = ((low + high) / 2, (-5, 0)) if late else (high, (4, 3))
        axes.annotate(row.label, (row.start, at), xytext=offset, textcoords="offset points", ha="right" if late else "left",
                      va="center" if late else "bottom", fontsize=8.5, color=ORANGE if row.weak else INK,
                      bbox=PLATE)  # fmt: skip


def _uncounted(axes: Axes, rows: pd.DataFrame, first: pd.Timestamp, as_of: pd.Timestamp) -> None:
    """Draw a cross for each event without a number, its name on the side with room."""
    middle = first + (as_of - first) / 2
    for y, row in enumerate(rows.itertuples()):
        late = row.start > middle
        axes.plot(row.start, y, "x", color=MUTED, ms=5, mew=1.4)
        place = {"xytext": (-7 if late else 7, 0), "textcoords": "offset points", "ha": "right" if late else "left"}
        axes.annotate(row.label, (row.start, y), fontsize=8.5, va="center", color=MUTED, **place)
    axes.set_ylim(len(rows) - 0.3, -0.7)
    axes.set_axis_off()


def days_around(rows: pd.DataFrame, *, xlabel: str) -> Figure:
    """Draw events by their distance in days from the event of their group: `group`, `label`, `least`, `most`, `text`.

    The group's event is the line at zero; a vague date is a bar as wide as it is vague; negative is before.
    """
    with look():
        groups = list(dict.fromkeys(rows["group"]))
        figure, axes = canvas(0.6 + 0.27 * (len(rows) + len(groups)))
        reach = rows[["least", "most"]].abs().max().max()
        y, ticks = 0, []
        for n, group in enumerate(groups):
            place = {"xycoords": ("axes fraction", "data"), "va": "center", "bbox": PLATE}
            axes.annotate(group, (0, y), fontweight="bold", fontsize=9, **place)
            for row in rows[rows["group"] == group].itertuples():
                y += 1
                _one_lag(axes, y, row, CYCLE[n % len(CYCLE)])
                ticks.append((y, row.label))
            y += 1
        axes.axvline(0, color=INK, lw=0.9, zorder=0)
        axes.set_yticks([at for at, _ in ticks], [name for _, name in ticks], fontsize=8.5)
        axes.set_ylim(y - 0.3, -0.6)
        axes.set_xlim(-2.7 * reach, 2.2 * reach)
        _ticks(axes, min(0, rows["least"].min()), max(0, rows["most"].max()))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:+.0f}".replace("-", "−") if v else "0"))
        axes.set_xlabel(xlabel)
        bare_left(axes)
    return figure


def _one_lag(axes: Axes, y: float, row: object, colour: str) -> None:
    """Draw one distance with its words on the far side of the line."""
    axes.plot([row.least, row.most], [y, y], color=colour, lw=6, alpha=0.45, solid_capstyle="butt")
    axes.plot([0, row.least if row.least > 0 else row.most], [y, y], color=colour, lw=0.9)
    axes.plot([row.least, row.most], [y, y], "o", color=colour, ms=4.5)
    before = row.most < 0
    place = {"xytext": (-7 if before else 7, 0), "textcoords": "offset points", "ha": "right" if before else "left"}
    axes.annotate(row.text, (row.least if before else row.most, y), fontsize=8.5, va="center", bbox=PLATE, **place)
