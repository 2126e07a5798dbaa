"""Spans over one another: bars by lane and kind, points in time over them, and ranges against a line."""

import textwrap
from collections.abc import Sequence

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from footprint.figures.forms.marks import DAY, key
from footprint.figures.style import CYCLE, INK, MUTED, RED, bare_left, canvas, look

THIN, THICK = 4.5, 7
LANE_WIDTH = 30
"""Most letters in a line of a lane's name."""


def lane_bars(
    spans: pd.DataFrame, *, as_of: pd.Timestamp, over: pd.DataFrame | None = None, kinds: Sequence[str] = ()
) -> Figure:
    """Draw bars in lanes, one thin line of the lane a kind: `lane`, `kind`, `start_from`, `start_to`, `end_from`, `end_to`,
    `open`.

    A bar is pale from the first day of its start to the last, and where its end is vague; an open one ends in an arrow at the
    book's date. `over` draws dark bars on top of a lane: `lane`, `first_from`, `first`, `last`, `open`, `label`; a missing
    beginning is an arrow to the left, an open end one to the right, both together a diamond; its label stands above the bar.
    `kinds` fixes the order, and so the colours, of the kinds.
    """
    with look():
        lanes = list(dict.fromkeys(spans["lane"]) if over is None else dict.fromkeys([*over["lane"], *spans["lane"]]))
        kinds = [k for k in (kinds or dict.fromkeys(spans["kind"])) if (spans["kind"] == k).any()]
        places, height = _places(lanes, spans, over)
        figure, axes = canvas(0.75 + (0.108 if over is None else 0.128) * height)
        for span in spans.itertuples():
            y = places[span.lane] + _depth(span.lane, over) + _slot(span, spans, kinds)
            _bar(axes, span, y, CYCLE[kinds.index(span.kind) % len(CYCLE)], as_of)
        for lane in lanes if over is not None else ():
            for n, deal in enumerate(over[over["lane"] == lane].itertuples()):
                _deal(axes, deal, places[lane] + 2 * n + 1.1, as_of - (as_of - over["last"].min()) / 2)
        axes.set_yticks(
            [places[lane] for lane in lanes], [textwrap.fill(lane, LANE_WIDTH) for lane in lanes], fontsize=8.5, va="top"
        )
        axes.hlines([places[lane] - 0.6 for lane in lanes[1:]], 0, 1, transform=axes.get_yaxis_transform(), color=MUTED, lw=0.3)
        axes.set_ylim(height - 0.2, -0.8)
        axes.set_xlim(right=as_of)
        axes.xaxis_date()
        axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=5, maxticks=9))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        bare_left(axes)
        _kind_key(axes, kinds, over is not None)
    return figure


def _depth(lane: str, over: pd.DataFrame | None) -> float:
    """Return how far down a lane its bars begin: below what is drawn over it."""
    return 0 if over is None else 2 * int((over["lane"] == lane).sum())


def _places(lanes: list[str], spans: pd.DataFrame, over: pd.DataFrame | None) -> tuple[dict[str, float], float]:
    """Return where each lane begins, and the height of all."""
    places, y = {}, 0.0
    for lane in lanes:
        places[lane] = y
        lines = len(textwrap.wrap(lane, LANE_WIDTH))
        y += max(_depth(lane, over) + spans.loc[spans["lane"] == lane, "kind"].nunique(), 1.3 * lines - 0.3) + 0.9
    return places, y


def _slot(span: object, spans: pd.DataFrame, kinds: list[str]) -> int:
    """Return the line of its lane that a span's kind has."""
    mine = set(spans.loc[spans["lane"] == span.lane, "kind"])
    return [kind for kind in kinds if kind in mine].index(span.kind)


def _bar(axes: Axes, span: object, y: float, colour: str, as_of: pd.Timestamp) -> None:
    """Draw one bar: pale where a date is vague, an arrow where it is open."""
    end_from, end_to = (as_of, as_of) if span.open else (span.end_from, span.end_to)
    axes.plot([span.start_from, end_to], [y, y], color=colour, lw=THIN, alpha=0.3, solid_capstyle="butt")
    if span.start_to < end_from:
        axes.plot([span.start_to, end_from], [y, y], color=colour, lw=THIN, solid_capstyle="butt")
    if span.open:
        axes.plot(as_of, y, ">", color=colour, ms=5, clip_on=False)


def _deal(axes: Axes, deal: object, y: float, middle: pd.Timestamp) -> None:
    """Draw one bar over a lane; its label stands above it, on the side of the `middle` where there is room."""
    first = deal.last if pd.isna(deal.first) else deal.first
    if pd.notna(deal.first_from):
        axes.plot([deal.first_from, first], [y, y], color=INK, lw=THIN, alpha=0.3, solid_capstyle="butt")
    axes.plot([first, max(deal.last, first + DAY)], [y, y], color=INK, lw=THIN, solid_capstyle="butt")
    if pd.isna(deal.first) and deal.open:
        axes.plot(first, y, "D", color=INK, ms=5)
    else:
        axes.plot(first, y, "<" if pd.isna(deal.first) else "|", color=INK, ms=6, mew=1.5)
        axes.plot(deal.last, y, ">" if deal.open else "|", color=INK, ms=6, mew=1.5)
    begin = first if pd.isna(deal.first_from) else deal.first_from
    at, align = (deal.last, "right") if begin > middle else (begin, "left")
    axes.annotate(deal.label, (at, y), xytext=(0, 4), textcoords="offset points", ha=align, va="bottom", fontsize=8)


def _kind_key(axes: Axes, kinds: list[str], dealt: bool) -> None:
    """Name the colours above the plot."""
    handles = [Patch(color=CYCLE[n % len(CYCLE)], label=kind) for n, kind in enumerate(kinds)]
    if dealt:
        handles.insert(0, Line2D([], [], color=INK, lw=THIN, label="dealing"))
    key(axes, handles, 4)


def ranges_against(rows: pd.DataFrame, *, line: float, line_label: str, xlabel: str) -> Figure:
    """Draw ranges against a line: `label`, `low`, `high`, `note`, `reaches` (`no`, `possibly` or `certainly`).

    A range without width is a point; colours say whether it reaches the line.
    """
    with look():
        figure, axes = canvas(0.75 + 0.36 * len(rows))
        colours = {"no": CYCLE[0], "possibly": CYCLE[1], "certainly": RED}
        for y, row in enumerate(rows.itertuples()):
            colour = colours[row.reaches]
            axes.plot([row.low, row.high], [y, y], color=colour, lw=THICK, alpha=0.55, solid_capstyle="butt")
            axes.plot([row.low, row.high], [y, y], "|", color=colour, ms=10, mew=2)
            axes.annotate(row.note, (row.high, y), xytext=(7, 0), textcoords="offset points", va="center", fontsize=8)
        axes.axvline(line, color=INK, lw=1, ls=(0, (4, 3)))
        axes.annotate(line_label, (line, -0.62), xytext=(3, 0), textcoords="offset points", fontsize=8, color=INK, va="center")
        axes.set_yticks(range(len(rows)), [textwrap.fill(label, 40) for label in rows["label"]], fontsize=8.5)
        axes.set(ylim=(len(rows) - 0.4, -0.95), xlim=(-1, 115), xlabel=xlabel)
        axes.set_xticks(range(0, 101, 25))
        bare_left(axes)
        seen = [name for name in colours if name in set(rows["reaches"])]
        key(axes, [Patch(color=colours[name], alpha=0.7, label=f"reaches it: {name}") for name in seen], 3)
    return figure


def growth_lines(rows: pd.DataFrame, *, ylabel: str, as_of: pd.Timestamp) -> Figure:
    """Draw counts over time on a logarithmic axis: `series`, `start`, `value`, `at_least` (bool), `label` of each point.

    Points of one series are joined by a thin line, for a list between two counts is not known; a bound is an arrow up.
    """
    with look():
        figure, axes = canvas(3.9)
        for n, (name, part) in enumerate(rows.groupby("series", sort=False)):
            colour = CYCLE[n % len(CYCLE)]
            axes.plot(part["start"], part["value"], color=colour, lw=0.9, ls=(0, (3, 2)))
            for row in part.itertuples():
                axes.plot(row.start, row.value, "^" if row.at_least else "o", color=colour, ms=6)
                offset = {"xytext": (0, 7 if n % 2 == 0 else -15), "textcoords": "offset points", "ha": "center"}
                axes.annotate(row.label, (row.start, row.value), fontsize=8, color=colour, **offset)
            beside = {"xycoords": axes.get_yaxis_transform(), "va": "center", "annotation_clip": False}
            axes.annotate(name, (1.01, part["value"].iloc[-1]), fontsize=8.5, color=colour, **beside)
        axes.set_yscale("log")
        axes.set_ylabel(ylabel)
        axes.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
        axes.set_ylim(rows["value"].min() / 1.6, rows["value"].max() * 1.9)
        axes.set_xlim(rows["start"].min() - 90 * DAY, max(as_of, rows["start"].max() + 60 * DAY))
        axes.grid(axis="y")
        axes.xaxis.set_major_locator(mdates.YearLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    return figure
