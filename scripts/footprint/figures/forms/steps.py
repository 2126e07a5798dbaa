"""Rates that change by steps: layers in force, published averages beside them, and rates that were only announced."""

import textwrap

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from footprint.figures.forms.marks import DAY, SHAPES, halo, key
from footprint.figures.style import BAND, BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, RED, bare_left, canvas, look

FILLS = (BLUE, ORANGE, GREEN, PURPLE)

UNSEEN = {"fc": "none", "hatch": "////", "ec": MUTED}
"""How a rate is drawn from the day on which it was to end or to begin and no source says whether it did."""


def _panels(count: int, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with panels one under the other on one time axis."""
    figure, first = canvas(height)
    first.remove()
    axes = list(np.atleast_1d(figure.subplots(count, 1, sharex=True)))
    return figure, axes


def layers(spans: pd.DataFrame, events: pd.DataFrame, *, ylabel: str, end: pd.Timestamp) -> Figure:
    """Draw layers as stacked steps: `panel`, `layer`, `start`, `end`, `rate`, `doubtful` (bool); events: `day`, `label`.

    One panel a side; the total stands at each level that lasts and is certain. A doubtful span is hatched: it may have ended,
    or may never have begun. Events are
    dashed lines through all panels, numbered in their order and named beneath.
    """
    with look():
        panels = list(dict.fromkeys(spans["panel"]))
        figure, axes = _panels(len(panels), 1.75 * len(panels) + 0.6 + 0.1 * len(events))
        names, top = list(dict.fromkeys(spans["layer"])), 0.0
        for one, panel in zip(axes, panels, strict=True):
            top = max(top, _stack(one, spans[spans["panel"] == panel], names))
            one.set_ylabel(textwrap.fill(ylabel, 24))
            one.set_title(panel, loc="left", fontsize=9, fontweight="bold", pad=3)
            one.grid(axis="y")
            for n, event in enumerate(events.itertuples(), 1):
                one.axvline(event.day, color=MUTED, lw=0.8, ls=(0, (3, 3)), zorder=0)
                if one is axes[0]:
                    _number(one, event.day, n)
        for one in axes:
            one.set_ylim(0, top * 1.28)
        axes[-1].set_xlim(spans["start"].min() - 20 * DAY, end)
        _months(axes[-1], spans["start"].min(), end)
        _named_below(axes[-1], events)
        handles = [Patch(color=FILLS[n % len(FILLS)], alpha=0.85, label=name) for n, name in enumerate(names)]
        if spans["doubtful"].any():
            handles.append(Patch(**UNSEEN, label="may have ended or begun"))
        _key_above(axes[0], handles)
    return figure


def _key_above(axes: Axes, handles: list) -> None:
    """Name colours and marks above the first panel's heading."""
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 1.1), fontsize=8.2, ncols=5, handlelength=1,
                columnspacing=1.1, handletextpad=0.4, borderaxespad=0)  # fmt: skip


def _stack(axes: Axes, spans: pd.DataFrame, names: list[str]) -> float:
    """Draw one side's layers on top of each other, day for day; return the highest sum."""
    top = 0.0
    cuts = sorted(set(spans["start"]) | set(spans["end"]))
    for left, right in zip(cuts, cuts[1:], strict=False):
        base = 0.0
        here = spans[(spans["start"] <= left) & (spans["end"] >= right) & (spans["rate"] > 0)]
        ranked = here.assign(rank=here["layer"].map(names.index)).sort_values(["doubtful", "rank"])
        for row in ranked.itertuples():
            look_ = UNSEEN if row.doubtful else {"fc": FILLS[names.index(row.layer) % 4]}
            axes.bar(left, row.rate, right - left, bottom=base, align="edge", alpha=0.85, lw=0, **look_)
            base += row.rate
        top = max(top, base)
        if base and right - left >= 7 * DAY and not here["doubtful"].any():
            axes.text(
                left + (right - left) / 2, base, f"{base:g}", ha="center", va="bottom", fontsize=8, fontweight="bold",
                path_effects=halo(),
            )  # fmt: skip
    return top


def _number(axes: Axes, day: pd.Timestamp, n: int) -> None:
    axes.annotate(
        str(n), (day, 0.98), xycoords=axes.get_xaxis_transform(), ha="center", va="top", fontsize=7.5, color=INK,
        bbox={"boxstyle": "circle,pad=0.15", "fc": "white", "ec": MUTED, "lw": 0.6},
    )  # fmt: skip


def _named_below(axes: Axes, events: pd.DataFrame) -> None:
    lines: list[str] = []
    for n, event in enumerate(events.itertuples(), 1):
        words = f"{n} {event.label}"
        if lines and len(lines[-1]) + len(words) < 96:
            lines[-1] += f"   {words}"
        else:
            lines.append(words)
    if lines:
        axes.set_xlabel("\n".join(lines), fontsize=8, loc="left", color=INK)


def _months(axes: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Name years on a long axis, and quarters on a short one."""
    if (last - first).days > 4 * 366:
        axes.xaxis.set_major_locator(mdates.YearLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        return
    axes.xaxis.set_major_locator(mdates.MonthLocator(bymonth=(1, 4, 7, 10)))
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%b %Y"))


def rates_over_time(
    steps: pd.DataFrame, marks: pd.DataFrame, unseen: pd.DataFrame, *, ylabel: str, steps_label: str, end: pd.Timestamp
) -> Figure:
    """Draw steps and marks over time: `panel`, `start`, `end`, `rate`; `panel`, `day`, `rate`, `series`.

    Steps are a line that holds its level. It ends where `unseen` begins (`panel`, `start`, `end`, `low`, `high`), whose range
    is hatched. Marks are points, not joined, one shape a series; those that would cover each other stand side by side.
    """
    with look():
        panels = list(dict.fromkeys([*marks["panel"], *steps["panel"]]))
        figure, axes = _panels(len(panels), 2.3 * len(panels) + 0.5)
        series = list(dict.fromkeys(marks["series"]))
        top = max(steps["rate"].max() if len(steps) else 0, marks["rate"].max() if len(marks) else 0)
        first = min([*marks["day"], *steps["start"]])
        for one, panel in zip(axes, panels, strict=True):
            part = steps[steps["panel"] == panel].sort_values("start")
            if len(part):
                open_ = unseen[unseen["panel"] == panel]["start"].min()
                last = part["end"].iloc[-1] if pd.isna(open_) else min(part["end"].iloc[-1], open_)
                days, rates = [part["start"].iloc[0], *part["start"], last], [0, *part["rate"], part["rate"].iloc[-1]]
                one.step(days, rates, where="post", color=BLUE)
                one.fill_between(days, rates, step="post", color=BAND, alpha=0.6, lw=0)
            for row in unseen[unseen["panel"] == panel].itertuples():
                one.bar(row.start, row.high - row.low, row.end - row.start, bottom=row.low, align="edge", lw=0.6, **UNSEEN)
            _marks(one, _beside(marks[marks["panel"] == panel], end - first, top), series)
            one.set_title(panel, loc="left", fontsize=9, fontweight="bold", pad=3)
            one.set(ylim=(0, top * 1.15), ylabel=ylabel)
            one.grid(axis="y")
        axes[-1].set_xlim(first - 60 * DAY, end + 60 * DAY)
        _months(axes[-1], first, end)
        handles = [Line2D([], [], color=BLUE, label=steps_label)]
        handles += [Patch(**UNSEEN, label="may have ended or begun")] if len(unseen) else []
        handles += [_series_mark(n, name) for n, name in enumerate(series)]
        _key_above(axes[0], handles)
    return figure


def _beside(marks: pd.DataFrame, whole: pd.Timedelta, top: float) -> pd.DataFrame:
    """Move marks that would cover each other apart in time by their width: `whole` is the time drawn, `top` the rate."""
    width, height, out = whole / 70, top / 20, []
    for row in marks.sort_values(["day", "rate"], kind="stable").to_dict("records"):
        near = [o for o in out if abs(o["day"] - row["day"]) < width / 3 and abs(o["rate"] - row["rate"]) < height]
        out.append(row | {"day": max(o["day"] for o in near) + width if near else row["day"]})
    return pd.DataFrame(out, columns=marks.columns)


def _series_mark(n: int, name: str = "") -> Line2D:
    colour = (ORANGE, GREEN, RED, MUTED, "#8c6bb1", INK)[n % 6]
    return Line2D([], [], marker=SHAPES[n % len(SHAPES)], ls="", mec=colour, mfc="white", ms=5.5, mew=1.3, label=name)


def _marks(axes: Axes, rows: pd.DataFrame, series: list[str]) -> None:
    for row in rows.itertuples():
        like = _series_mark(series.index(row.series))
        axes.plot(row.day, row.rate, like.get_marker(), mec=like.get_markeredgecolor(), mfc="white", ms=5.5, mew=1.3, zorder=3)


def announced(rows: pd.DataFrame, *, first: pd.Timestamp, last: pd.Timestamp) -> Figure:
    """Draw announced rates: `side`, `label`, `announced`, `due`, `replaced` (datetimes), `applied`, `crossed` (bools).

    Pale from the announcement, solid while in force, with an arrow where it ran on beyond the axis; what is crossed was
    replaced before it applied and ends in a cross. One colour a side.
    """
    with look():
        figure, axes = canvas(1.0 + 0.42 * len(rows))
        for y, row in enumerate(rows.itertuples()):
            colour = BLUE if row.side == rows["side"].iloc[0] else ORANGE
            until = min(row.due, row.replaced) if row.applied else row.replaced
            axes.plot([row.announced, min(until, last)], [y, y], color=colour, lw=7, alpha=0.3, solid_capstyle="butt")
            if row.applied:
                axes.plot([row.due, min(row.replaced, last)], [y, y], color=colour, lw=7, solid_capstyle="butt")
                if row.replaced > last:
                    axes.plot(last, y, ">", color=colour, ms=10, clip_on=False)
            if row.crossed:
                axes.plot(min(row.replaced, last), y, "X", color=RED, ms=9)
            axes.plot(row.announced, y, "|", color=colour, ms=13, mew=2)
            late = row.announced > first + (last - first) / 2
            at = last if late else row.announced
            ha = "right" if late else "left"
            axes.text(at, y - 0.42, row.label, fontsize=8.3, va="center", ha=ha, path_effects=halo())
        axes.set(ylim=(len(rows) - 0.4, -0.9), xlim=(first - DAY / 2, last + DAY / 2))
        axes.set_yticks(range(len(rows)), rows["side"], fontsize=8.5)
        axes.xaxis.set_major_locator(mdates.DayLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{mdates.num2date(v).day} {mdates.num2date(v):%b}"))
        bare_left(axes)
        key(axes, _announced_key(rows, last), 4)
    return figure


def _announced_key(rows: pd.DataFrame, last: pd.Timestamp) -> list[Line2D | Patch]:
    """Return the key of announced rates: each side's pale and solid bars, and of cross and arrow those that are drawn."""
    out: list[Line2D | Patch] = []
    for colour, side in zip((BLUE, ORANGE), dict.fromkeys(rows["side"]), strict=False):
        out += [Patch(color=colour, alpha=0.3, label=f"{side}, announced"), Patch(color=colour, label=f"{side}, in force")]
    if rows["crossed"].any():
        out.append(Line2D([], [], marker="X", ls="", color=RED, ms=8, label="replaced before it applied"))
    if (rows["applied"] & (rows["replaced"] > last)).any():
        out.append(Line2D([], [], marker=">", ls="", color=INK, ms=8, label="in force beyond the axis"))
    return out
