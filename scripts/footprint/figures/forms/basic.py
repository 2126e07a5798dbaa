"""Rows of marks, spans and bars: events, rival figures, holdings, life lines, distributions, scores."""

import textwrap
from collections.abc import Sequence

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from footprint.figures.forms.marks import DAY, SHAPES, end_at_tick, halo, key, spread
from footprint.figures.style import BAND, BLUE, CYCLE, INK, MUTED, ORANGE, RED, SCORE_FILLS, bare_left, canvas, ink_on, look
from footprint.text import number_text


def event_rows(events: pd.DataFrame) -> Figure:
    """Draw events on a day axis, one row each from first to last: `start`, `end` (datetimes), `speaker`, `label`, `stance`.

    A date wider than a day is a bar; the mark's shape is the speaker, a denial is red; labels stand beside the marks, on the
    side where there is room.
    """
    with look():
        events = events.sort_values(["start", "end"], kind="stable")
        speakers = list(dict.fromkeys(events["speaker"]))
        figure, axes = canvas(0.9 + 0.24 * len(events))
        middle = events["start"].min() + (events["end"].max() - events["start"].min()) / 2
        denied = bool((events["stance"] == "denies").any())
        for y, row in enumerate(events.itertuples()):
            n = speakers.index(row.speaker)
            colour = RED if row.stance == "denies" else CYCLE[(0, 1, 2, 4)[n % 4]]
            axes.plot([row.start, row.end], [y, y], color=colour, lw=5, alpha=0.35, solid_capstyle="butt")
            axes.plot(row.start, y, SHAPES[n % len(SHAPES)], color=colour, ms=6)
            late = row.start > middle
            offset = {"xytext": (-9 if late else 9, 0), "textcoords": "offset points"}
            axes.annotate(
                row.label,
                (row.start, y),
                ha="right" if late else "left",
                va="center",
                fontsize=8.5,
                color=RED if colour == RED else INK,
                path_effects=halo(),
                **offset,
            )
        axes.set_ylim(len(events) - 0.4, -0.7)
        axes.set_xlim(events["start"].min() - DAY / 2, events["end"].max() + DAY / 2)
        axes.xaxis.set_major_locator(mdates.DayLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{mdates.num2date(v).day} {mdates.num2date(v):%b}"))
        axes.set_yticks([])
        bare_left(axes)
        _event_key(axes, speakers, set(events.loc[events["stance"] != "denies", "speaker"]), denied)
    return figure


def _event_key(axes: Axes, speakers: list[str], asserting: set[str], denied: bool) -> None:
    """Name the shapes of speakers above the plot, in the colour they are drawn in, and what red means."""
    colours = [CYCLE[(0, 1, 2, 4)[n % 4]] if name in asserting else RED for n, name in enumerate(speakers)]
    handles = [
        Line2D([], [], marker=SHAPES[n % len(SHAPES)], ls="", ms=6, color=colours[n], label=name)
        for n, name in enumerate(speakers)
    ]
    handles += [Patch(color=RED, label="red: a denial")] if denied else []
    key(axes, handles, 8)


def dots_and_ranges(rows: pd.DataFrame, *, xlabel: str, log: bool = False) -> Figure:
    """Draw rival figures: `group`, `value`, `low`, `high`, `qualifier`, `speaker`, `relay` (bool), `label`.

    One band of rows a group with its whole range as a bar; one mark a figure, its shape the speaker, hollow when it
    relays another; an arrow where it is a bound.
    """
    with look():
        groups = list(dict.fromkeys(rows["group"]))
        speakers = list(dict.fromkeys(rows["speaker"]))
        figure, axes = canvas(0.9 + 0.235 * len(rows) + 0.35 * len(groups))
        y, ticks = 0.0, []
        for group in groups:
            y = _group_of_dots(axes, rows[rows["group"] == group], y, speakers, ticks)
        axes.set_yticks([t for t, _ in ticks], [name for _, name in ticks], fontsize=8.5)
        axes.set_ylim(y - 0.2, -0.9)
        axes.set_xlabel(xlabel)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
        if log:
            _log_axis(axes, rows["low"].min(), rows["high"].max())
        else:
            end_at_tick(axes, rows["high"].max() * 1.06)
        bare_left(axes)
        _shape_key(axes, speakers, hollow=bool(rows["relay"].any()), bound=bool(rows["qualifier"].isin(BOUNDS).any()))
    return figure


BOUNDS = {"at_least": ("→", 1), "at_most": ("←", -1)}
"""Arrow and side of a figure that is a bound."""


def _log_axis(axes: Axes, low: float, high: float) -> None:
    """Set a logarithmic axis that begins and ends at a labelled tick, with room beyond the marks."""
    steps = np.array([lead * 10.0**power for power in range(-3, 16) for lead in (1, 2, 5)])
    ticks = steps[np.flatnonzero(steps <= low / 1.05)[-1] : np.flatnonzero(steps >= high * 1.25)[0] + 1]
    axes.set_xscale("log")
    axes.set_xlim(ticks[0], ticks[-1])
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))


def _group_of_dots(axes: Axes, rows: pd.DataFrame, y: float, speakers: list[str], ticks: list) -> float:
    """Draw one group from `y` down; return where the next begins."""
    low, high = rows["low"].min(), rows["high"].max()
    axes.text(
        -0.005,
        y - 0.25,
        rows["group"].iloc[0],
        transform=axes.get_yaxis_transform(),
        ha="right",
        fontweight="bold",
        fontsize=9,
    )
    axes.axhspan(y + 0.02, y + len(rows) + 0.25, color="#f3f6f8", lw=0, zorder=0)
    axes.fill_betweenx([y + 0.02, y + len(rows) + 0.25], low, high, color=BAND, alpha=0.55, lw=0, zorder=0)
    for n, row in enumerate(rows.itertuples()):
        at = y + n + 0.62
        colour = CYCLE[speakers.index(row.speaker) % len(CYCLE)]
        if row.low != row.high:
            axes.plot([row.low, row.high], [at, at], color=colour, lw=1.6)
        for value in {row.low, row.high}:
            axes.plot(
                value,
                at,
                SHAPES[speakers.index(row.speaker) % len(SHAPES)],
                ms=6,
                mec=colour,
                mfc="white" if row.relay else colour,
            )
        if row.qualifier in BOUNDS:
            sign, side = BOUNDS[row.qualifier]
            offset = {"xytext": (11 * side, 0), "textcoords": "offset points", "ha": "center", "va": "center"}
            axes.annotate(sign, (row.value, at), color=colour, fontsize=11, **offset)
        ticks.append((at, row.label))
    return y + len(rows) + 1.15


def _shape_key(axes: Axes, speakers: list[str], hollow: bool, bound: bool) -> None:
    """Name the shapes, what hollow means, the arrow and the band above the plot."""

    def mark(n: int, fill: str | None) -> Line2D:
        colour = CYCLE[n % len(CYCLE)]
        return Line2D([], [], marker=SHAPES[n % len(SHAPES)], ls="", ms=6, mec=colour, mfc=fill or colour)

    handles = [mark(n, None) for n in range(len(speakers))]
    names = list(speakers)
    if hollow:
        handles.append(Line2D([], [], marker="o", ls="", ms=6, mec=MUTED, mfc="white"))
        names.append("relays another")
    if bound:
        handles.append(Line2D([], [], marker="$\u2192$", ls="", ms=9, color=MUTED, mew=0))
        names.append("or more (←: or fewer)")
    handles.append(Patch(color=BAND, alpha=0.55))
    names.append("span of the group")
    for handle, name in zip(handles, names, strict=True):
        handle.set_label(name)
    key(axes, handles, 5 if len(handles) < 6 else 4)


def holdings(rows: pd.DataFrame, thresholds: Sequence[float], *, as_of: pd.Timestamp) -> Figure:
    """Draw reported shares over time: `start`, `end`, `value`, `series`, `label`, `text` (beside the mark, may be blank).

    `thresholds` are lines. A date wider than a day is a bar of that width. Points are not joined: nothing is known between
    them. Labels stand at the right of each series' last point.
    """
    with look():
        figure, axes = canvas(4.2)
        series = list(dict.fromkeys(rows["series"]))
        first = rows["start"].min()
        for n, name in enumerate(series):
            part = rows[rows["series"] == name].sort_values("start")
            middle = part["start"] + (part["end"] - part["start"]) / 2
            rim = {"mec": "#ffffff", "mew": 0.7}
            axes.plot(middle, part["value"], SHAPES[n % len(SHAPES)], color=CYCLE[n % len(CYCLE)], ms=7, **rim)
            for at, row in zip(middle, part.itertuples(), strict=True):
                late = at > first + (as_of - first) / 2
                axes.annotate(
                    row.text, (at, row.value), xytext=(-8 if late else 8, 0 if late else -9), textcoords="offset points",
                    ha="right" if late else "left", va="center", fontsize=8, color=CYCLE[n % len(CYCLE)], path_effects=halo(),
                )  # fmt: skip
            for row in part.itertuples():
                axes.plot(
                    [row.start, row.end + DAY],
                    [row.value] * 2,
                    color=CYCLE[n % len(CYCLE)],
                    lw=4,
                    alpha=0.35,
                    solid_capstyle="butt",
                )
        for line in thresholds:
            axes.axhline(line, color=MUTED, lw=0.9, ls=(0, (4, 3)))
            words = f"{line:g} percent: half of the whole" if line == 50 else f"{line:g} percent"
            axes.text(0.3, line + 0.8, words, transform=axes.get_yaxis_transform(), fontsize=8, color=MUTED)
        _end_labels(axes, rows, series)
        axes.set_xlim(right=as_of)
        axes.set(ylim=(0, 60), ylabel="percent held")
        axes.xaxis.set_major_locator(mdates.YearLocator(4))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    return figure


def _end_labels(axes: Axes, rows: pd.DataFrame, series: list[str]) -> None:
    """Write each series' label at the right of its last point, spread so that none overlap."""
    last = rows.sort_values("end").groupby("series", sort=False).last().loc[series]
    at = spread(last["value"].to_numpy(), 3.4)
    for n, (y, label) in enumerate(zip(at, last["label"], strict=True)):
        axes.annotate(
            label,
            (1.01, y),
            xycoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
            color=CYCLE[n % len(CYCLE)],
            annotation_clip=False,
        )


PLATE = {"facecolor": "#ffffff", "lw": 0, "pad": 1.5}
"""Ground of a label that lies on a line along it."""


def interval_series(rows: pd.DataFrame, *, ylabel: str, as_of: pd.Timestamp) -> Figure:
    """Draw a figure over time as intervals: `start`, `end`, `low`, `high`, `label`; the axis ends at the book's date."""
    with look():
        figure, axes = canvas(2.6)
        first = rows["start"].min()
        middle = first + (as_of - first) / 2
        for row in rows.itertuples():
            at = row.start + (row.end - row.start) / 2
            axes.plot([at, at], [row.low, row.high], color=BLUE, lw=4, alpha=0.5, solid_capstyle="butt")
            axes.plot([at, at], [row.low, row.high], color=BLUE, marker="_", ms=11, mew=2)
            side = -1 if at > middle else 1
            offset = {"xytext": (12 * side, 0), "textcoords": "offset points", "ha": "right" if side < 0 else "left"}
            axes.annotate(row.label, (at, row.high), fontsize=8.5, va="center", bbox=PLATE, **offset)
        axes.set_xlim(first - 0.08 * (as_of - first), as_of)
        axes.set(ylim=(0, rows["high"].max() * 1.35), ylabel=ylabel)
        axes.grid(axis="y")
        axes.xaxis.set_major_locator(mdates.YearLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    return figure


def distribution(
    samples: np.ndarray, *, low: float, high: float, references: pd.DataFrame, xlabel: str, scale: float, mark: str = ""
) -> Figure:
    """Draw a simulated quantity, dark from `low` to `high`, which hold nine draws of ten, and reference points beneath.

    `references`: `label`, `value`, `low`, `high`; `mark` says in the key what their marks are. Values are divided by `scale`
    for the axis, which is wide enough for the labels.
    """
    with look():
        figure, axes = canvas(2.7 + 0.3 * len(references))
        heights, edges = np.histogram(samples / scale, bins=60)
        share = heights / heights.max()
        axes.bar(edges[:-1], share, np.diff(edges), align="edge", color=BAND, lw=0)
        left, right = (np.clip(ends, low / scale, high / scale) for ends in (edges[:-1], edges[1:]))
        inside = right > left
        axes.bar(left[inside], share[inside], (right - left)[inside], align="edge", color=BLUE, alpha=0.75, lw=0)
        for n, row in enumerate(references.itertuples()):
            y = -0.22 - 0.2 * n
            axes.plot([row.low / scale, row.high / scale], [y, y], color=ORANGE, lw=3, alpha=0.6, solid_capstyle="butt")
            axes.plot(row.value / scale, y, "o", color=ORANGE, ms=5)
            axes.annotate(
                row.label, (row.high / scale, y), xytext=(6, 0), textcoords="offset points", va="center", fontsize=8.5,
                path_effects=halo(),
            )  # fmt: skip
        axes.set(xlabel=xlabel, ylim=(-0.22 - 0.2 * len(references), 1.05), yticks=[])
        room = [high / scale / (1 - LETTER * (len(label) + 3)) for high, label in zip(references["high"], references["label"],
                                                                                      strict=True)]  # fmt: skip
        end_at_tick(axes, max([edges[-1], *room]))
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        _distribution_key(axes, mark)
    return figure


LETTER = 0.0105
"""About how wide a letter of a label is, as a share of a figure's width."""


def _distribution_key(axes: Axes, mark: str) -> None:
    """Name the shades above the plot, and the marks beneath the bars if there are words for them."""
    handles = [Patch(color=BLUE, alpha=0.75, label="nine draws of ten"), Patch(color=BAND, label="the other draws")]
    handles += [Line2D([], [], color=ORANGE, marker="o", lw=3, ms=5, label=mark)] if mark else []
    key(axes, handles, 3)


def tornado(rows: pd.DataFrame, *, xlabel: str, scale: float) -> Figure:
    """Draw what drives a result: `label`, `low_text`, `high_text`, `low_result`, `high_result`, `base`; widest first."""
    with look():
        rows = rows.assign(width=(rows["high_result"] - rows["low_result"]).abs()).sort_values("width", ascending=False)
        figure, axes = canvas(0.8 + 0.42 * len(rows))
        base = rows["base"].iloc[0] / scale
        for y, row in enumerate(rows.itertuples()):
            for value, text, colour in ((row.low_result, row.low_text, ORANGE), (row.high_result, row.high_text, BLUE)):
                axes.barh(y, value / scale - base, 0.55, left=base, color=colour, alpha=0.8)
                left = value / scale < base or (value / scale == base and colour == ORANGE)
                axes.annotate(text, (value / scale, y), xytext=(-4 if left else 4, 0), textcoords="offset points",
                              ha="right" if left else "left", va="center", fontsize=8, path_effects=halo())  # fmt: skip
        axes.axvline(base, color=INK, lw=0.9)
        axes.set_yticks(range(len(rows)), rows["label"])
        ends = (
            np.array(
                [
                    rows["low_result"].min(),
                    rows["high_result"].max(),
                    rows["low_result"].max(),
                    rows["high_result"].min(),
                ]
            )
            / scale
        )
        pad = 0.3 * (ends.max() - ends.min())
        axes.set(xlim=(ends.min() - pad, ends.max() + pad), ylim=(len(rows) - 0.4, -0.6), xlabel=xlabel)
        bare_left(axes)
        key(axes, [
            Patch(color=ORANGE, alpha=0.8, label="input at its low end"), Patch(color=BLUE, alpha=0.8, label="at its high end"),
            Line2D([], [], color=INK, lw=0.9, label="every input in the middle"),
        ], 3)  # fmt: skip
    return figure


def life_lines(rows: pd.DataFrame, *, as_of: pd.Timestamp) -> Figure:
    """Draw spans: `label`, `start_from`, `start_to`, `end_from`, `end_to`, `open` (bool), `group`.

    Uncertain ends are pale as wide as they are uncertain; an open end is an arrow that stops at the book's date, the whole
    bar pale. Bars start at the first possible day and are solid where certain.
    """
    with look():
        figure, axes = canvas(0.7 + 0.29 * len(rows))
        groups = list(dict.fromkeys(rows["group"]))
        for y, row in enumerate(rows.itertuples()):
            colour = CYCLE[groups.index(row.group) % len(CYCLE)]
            end_from, end_to = (as_of, as_of) if row.open else (row.end_from, row.end_to)
            axes.plot([row.start_from, end_to], [y, y], color=colour, lw=6, alpha=0.3, solid_capstyle="butt")
            if not row.open and row.start_to < end_from:
                axes.plot([row.start_to, end_from], [y, y], color=colour, lw=6, solid_capstyle="butt")
            if row.open:
                axes.plot(end_to, y, ">", color=colour, ms=6, alpha=0.6, clip_on=False)
        axes.set_yticks(range(len(rows)), [textwrap.fill(label, 38) for label in rows["label"]], fontsize=8.5)
        axes.set_ylim(len(rows) - 0.4, -0.8)
        axes.set_xlim(right=as_of)
        axes.xaxis_date()
        axes.xaxis.set_major_locator(mdates.YearLocator(4))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        bare_left(axes)
        _colour_key(axes, groups, bool(rows["open"].any()))
    return figure


def _colour_key(axes: Axes, groups: list[str], open_end: bool) -> None:
    """Name the colours above the plot, and what pale and an arrow mean."""
    handles = [Patch(color=CYCLE[n % len(CYCLE)], label=group) for n, group in enumerate(groups)]
    handles.append(Patch(color=MUTED, alpha=0.3, label="faint: date vague, or nothing known since the beginning"))
    handles += [Line2D([], [], marker=">", ls="", ms=6, color=MUTED, label="no end found")] if open_end else []
    key(axes, handles, 2)


def score_bars(rows: pd.DataFrame, order: Sequence[str] = ()) -> Figure:
    """Draw counts of kinds per item as stacked bars: `item`, `kind`, `count`; kinds in the order they come.

    `order` lists all kinds there may be, so that one keeps its colour where another is missing.
    """
    with look():
        items, kinds = list(dict.fromkeys(rows["item"])), list(dict.fromkeys(rows["kind"]))
        wide = rows.pivot(index="item", columns="kind", values="count").reindex(index=items, columns=kinds).fillna(0)
        figure, axes = canvas(0.8 + 0.5 * len(items))
        left = np.zeros(len(items))
        for kind in kinds:
            fill = SCORE_FILLS[(list(order) or kinds).index(kind) % len(SCORE_FILLS)]
            axes.barh(items, wide[kind], 0.62, left=left, color=fill, label=kind)
            for y, (start, count) in enumerate(zip(left, wide[kind], strict=True)):
                if count:
                    where = {"ha": "center", "va": "center"}
                    axes.text(start + count / 2, y, number_text(count), **where, color=ink_on(fill), fontsize=8.5)
            left += wide[kind].to_numpy()
        axes.set_ylim(len(items) - 0.5, -0.5)
        axes.set_xlabel("claims")
        bare_left(axes)
        key(axes, axes.get_legend_handles_labels()[0], 4)
    return figure
