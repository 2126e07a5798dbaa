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

LETTER = 0.012
"""Width of a letter of a label as a share of the axis."""

PLATE = {"fc": "white", "ec": "none", "pad": 0.1}
"""Behind words that lie over a grid, so that no line crosses them."""

TALLEST = 7.9
"""Most inches of height: what fits a printed page with its caption."""


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
        figure, axes = canvas(min(0.95 + (0.108 if over is None else 0.128) * height, TALLEST))
        for span in spans.itertuples():
            y = places[span.lane] + _depth(span.lane, over) + _slot(span, spans, kinds)
            _bar(axes, span, y, CYCLE[kinds.index(span.kind) % len(CYCLE)], as_of)
        begins = spans["start_from"].min() if over is None else min(spans["start_from"].min(), over["last"].min())
        for lane in lanes if over is not None else ():
            for n, deal in enumerate(over[over["lane"] == lane].itertuples()):
                _deal(axes, deal, places[lane] + 2 * n + 1.1, begins, as_of)
        middles = [places[lane] + _middle(lane, spans, over) for lane in lanes]
        axes.set_yticks(middles, [textwrap.fill(lane, LANE_WIDTH) for lane in lanes], fontsize=8, linespacing=1.0)
        axes.hlines([places[lane] - 0.6 for lane in lanes[1:]], 0, 1, transform=axes.get_yaxis_transform(), color=MUTED, lw=0.3)
        axes.set_ylim(height - 0.2, -0.8)
        axes.set_xlim(right=as_of)
        axes.xaxis_date()
        axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=5, maxticks=9))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        bare_left(axes)
        _kind_key(axes, spans, kinds, over)
    return figure


def _middle(lane: str, spans: pd.DataFrame, over: pd.DataFrame | None) -> float:
    """Return how far below a lane's beginning the middle of what is drawn in it lies."""
    return (_depth(lane, over) + spans.loc[spans["lane"] == lane, "kind"].nunique() - 1) / 2


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


def _deal(axes: Axes, deal: object, y: float, left: pd.Timestamp, right: pd.Timestamp) -> None:
    """Draw one bar over a lane; its label stands above it, on the side where there is room between `left` and `right`."""
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
    at, align = (deal.last, "right") if begin > left + (right - left) * 0.7 else (begin, "left")
    if align == "left" and right - begin < len(deal.label) * LETTER * (right - left):
        at, align = right, "right"
    place = {"xytext": (0, 3.5), "textcoords": "offset points", "ha": align, "va": "bottom"}
    axes.annotate(deal.label, (at, y), fontsize=8, bbox=PLATE, **place)


def _kind_key(axes: Axes, spans: pd.DataFrame, kinds: list[str], over: pd.DataFrame | None) -> None:
    """Name colours and marks above the plot, as far as they are drawn."""
    handles = [Patch(color=CYCLE[n % len(CYCLE)], label=kind) for n, kind in enumerate(kinds)]
    if (spans["start_from"] < spans["start_to"]).any():
        handles.append(Patch(color=MUTED, alpha=0.3, lw=0, label="announced, not in effect"))
    if spans["open"].any():
        handles.append(Line2D([], [], ls="", marker=">", ms=5, color=MUTED, label="no end known"))
    handles += [] if over is None else _deal_key(over)
    key(axes, handles, 3 if over is not None else 4)


def _deal_key(over: pd.DataFrame) -> list:
    """Name the marks of what is drawn over the lanes."""
    no_start, no_end, point = over["first"].isna(), over["open"].astype(bool), {"ls": "", "ms": 5, "color": INK}
    marks = [Patch(color=INK, lw=0, label="dealing, as far as its source goes")]
    marks += [Patch(color=INK, alpha=0.3, lw=0, label="may have begun")] if over["first_from"].notna().any() else []
    marks += [Line2D([], [], **point, marker=">", label="its end not known")] if (no_end & ~no_start).any() else []
    marks += [Line2D([], [], **point, marker="<", label="its beginning not known")] if (~no_end & no_start).any() else []
    seen = (no_end & no_start).any()
    return marks + ([Line2D([], [], **point, marker="D", label="neither known: day of the source")] if seen else [])


REACHES = {
    "no": (CYCLE[0], "does not reach the line"), "possibly": (CYCLE[1], "may reach it"),
    "certainly": (RED, "reaches it on the figures reported"),
}  # fmt: skip
"""Colour and words for how far a range goes."""


def ranges_against(rows: pd.DataFrame, *, line: float, line_label: str, xlabel: str) -> Figure:
    """Draw ranges against a line: `label`, `low`, `high`, `note`, `reaches` (`no`, `possibly` or `certainly`).

    A range without width is a point; colours say whether it reaches the line (REACHES).
    """
    with look():
        names = [textwrap.fill(label, 44) for label in rows["label"]]
        lines = max(name.count("\n") + 1 for name in names)
        figure, axes = canvas(0.75 + max(0.3, 0.1 + 0.14 * lines) * len(rows))
        for y, row in enumerate(rows.itertuples()):
            colour = REACHES[row.reaches][0]
            axes.plot([row.low, row.high], [y, y], color=colour, lw=THICK, alpha=0.55, solid_capstyle="butt")
            axes.plot([row.low, row.high], [y, y], "|", color=colour, ms=10, mew=2)
            place = {"xytext": (7, 0), "textcoords": "offset points", "bbox": PLATE}
            axes.annotate(row.note, (row.high, y), va="center", fontsize=8, **place)
        axes.axvline(line, color=INK, lw=1, ls=(0, (4, 3)), zorder=1.5)
        axes.annotate(line_label, (line, -0.62), xytext=(3, 0), textcoords="offset points", fontsize=8, color=INK, va="center")
        axes.set_yticks(range(len(rows)), names, fontsize=8.2, linespacing=1.05)
        axes.set(ylim=(len(rows) - 0.4, -0.95), xlim=(-1, 115), xlabel=xlabel)
        axes.set_xticks(range(0, 101, 25))
        bare_left(axes)
        seen = [look_ for name, look_ in REACHES.items() if name in set(rows["reaches"])]
        key(axes, [Patch(color=colour, alpha=0.7, label=words) for colour, words in seen], 3)
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
        axes.set_ylabel(f"{ylabel}, on a logarithmic scale")
        axes.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
        axes.set_ylim(rows["value"].min() / 1.6, rows["value"].max() * 1.9)
        axes.set_xlim(rows["start"].min() - 90 * DAY, max(as_of, rows["start"].max() + 60 * DAY))
        axes.grid(axis="y")
        axes.xaxis.set_major_locator(mdates.YearLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        _size_key(axes, rows)
    return figure


def _size_key(axes: Axes, rows: pd.DataFrame) -> None:
    """Name above the plot the marks of counts and of floors, as far as they are drawn."""
    point = {"ls": "", "ms": 6, "color": MUTED}
    marks = [Line2D([], [], **point, marker="o", label="counted size")]
    marks += [Line2D([], [], **point, marker="^", label="at least that many")] if rows["at_least"].any() else []
    key(axes, [*marks, Line2D([], [], color=MUTED, lw=0.9, ls=(0, (3, 2)), label="between two counts not known")], 3)
