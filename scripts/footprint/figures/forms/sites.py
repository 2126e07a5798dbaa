"""Lives and doings of sites: life lines with sightings, figures beside their readings, series in panels, counts by place."""

import textwrap

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import StrMethodFormatter

from footprint.figures.forms.marks import DAY, SHAPES, halo, key
from footprint.figures.style import BAND, BLUE, CYCLE, INK, MUTED, ORANGE, RED, WIDTH, bare_left, canvas, look
from footprint.text import number_text


def site_lines(rows: pd.DataFrame, *, as_of: pd.Timestamp) -> Figure:
    """Draw lives: `label`, `group`, `start_from`, `start_to`, `seen`, `end_from`, `end_to`; missing ends are open.

    Solid (and never too short to see) from the latest possible beginning to the earliest possible end, or to the last
    sighting; pale where a date is vague. An open end is a dotted line to the book's date with an arrow: nothing is known
    after the last sighting. A closed one ends in a cross.
    """
    with look():
        figure, axes = canvas(0.9 + 0.33 * len(rows))
        groups = list(dict.fromkeys(rows["group"]))
        for y, row in enumerate(rows.itertuples()):
            _life(axes, y, row, CYCLE[groups.index(row.group) % len(CYCLE)], as_of)
        axes.set_yticks(range(len(rows)), [textwrap.fill(label, 44) for label in rows["label"]], fontsize=8)
        axes.set(ylim=(len(rows) - 0.4, -0.8))
        axes.set_xlim(right=as_of)
        _years(axes)
        bare_left(axes)
        handles = [Patch(color=CYCLE[n % len(CYCLE)], label=group) for n, group in enumerate(groups)]
        handles.append(Line2D([], [], color=MUTED, ls=":", marker=">", ms=5, label="not seen since, no end known"))
        handles.append(Line2D([], [], color=RED, ls="", marker="x", ms=6, mew=2, label="ended"))
        handles.append(Patch(color=MUTED, alpha=0.3, label="faint: the date is vague"))
        key(axes, handles, 2)
    return figure


def _life(axes: Axes, y: int, row: object, colour: str, as_of: pd.Timestamp) -> None:
    """Draw one life."""
    closed = not pd.isna(row.end_from)
    last = row.end_from if closed else max(row.start_to, row.start_to if pd.isna(row.seen) else row.seen)
    vague = {"lw": 6, "alpha": 0.3, "solid_capstyle": "butt", "color": colour}
    axes.plot([row.start_from, row.start_to + DAY], [y, y], **vague)
    axes.plot([row.start_to, max(last, row.start_to + 60 * DAY)], [y, y], color=colour, lw=6, solid_capstyle="butt")
    if closed:
        axes.plot([row.end_from, row.end_to + DAY], [y, y], **vague)
        axes.plot(row.end_to, y, "x", color=RED, ms=7, mew=2.2, zorder=4)
    else:
        axes.plot([last, as_of], [y, y], color=colour, lw=1.2, ls=":")
        axes.plot(as_of, y, ">", color=colour, ms=6, alpha=0.7, clip_on=False)


def _years(axes: Axes) -> None:
    """Write whole years on a date axis, at most a dozen."""
    axes.xaxis_date()
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=4, maxticks=9))
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))


def reading_rows(rows: pd.DataFrame, *, xlabel: str) -> Figure:
    """Draw figures with their readings: `group`, `value`, `own` (bool), `host`, `matched` (bool), `text`, `qualifier`.

    A group's own figure is a bar, pale if it is not the `host`'s; each other reading is a mark on a row of its own under it,
    hollow if it fits another figure, a cross if it fits none.
    """
    with look():
        groups = list(dict.fromkeys(rows["group"]))
        figure, axes = canvas(0.7 + 0.27 * len(rows) + 0.14 * len(groups))
        y, ticks = 0.0, []
        for group in groups:
            part = rows[rows["group"] == group]
            for row in part.itertuples():
                _reading(axes, y, row)
                ticks.append((y, group if row.own else ""))
                y += 1
            y += 0.4
        axes.set_yticks([t for t, _ in ticks], [name for _, name in ticks], fontsize=8.5)
        axes.set(ylim=(y - 0.4, -0.8), xlim=(0, 1.75 * rows["value"].max()), xlabel=xlabel)
        axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 1.05 * rows["value"].max()])
        bare_left(axes)
        other = [Patch(color=BAND, label="figure not said to be the host's")] if (rows["own"] & ~rows["host"]).any() else []
        key(axes, [
            Patch(color=BLUE, label="host's figure"), *other,
            Line2D([], [], color=ORANGE, marker="o", mfc="white", ls="", ms=6, label="reading that fits a figure of the host"),
            Line2D([], [], color=RED, marker="X", ls="", ms=6, label="reading that fits none"),
        ], 2)  # fmt: skip
    return figure


def _reading(axes: Axes, y: float, row: object) -> None:
    """Draw one figure or one reading of it, with its words at the right."""
    if row.own:
        axes.barh(y, row.value, 0.72, color=BLUE if row.host else BAND)
    else:
        axes.plot([0, row.value], [y, y], color=BAND, lw=1)
        colour = ORANGE if row.matched else RED
        axes.plot(
            row.value, y, "o" if row.matched else "X", color=colour, mfc="white" if row.matched else colour, ms=6.5, mew=1.5
        )
    place = {"xytext": (7, 0), "textcoords": "offset points", "va": "center", "path_effects": halo()}
    axes.annotate(row.text, (row.value, y), fontsize=8, color=INK, **place)


def series_panels(rows: pd.DataFrame, *, as_of: pd.Timestamp, joins: pd.DataFrame) -> Figure:
    """Draw counts over time in panels that share the time axis: `panel`, `series`, `at`, `value`, `qualifier`.

    Each series has its own mark and is not joined, for another definition is another thing; `joins` (`panel`, `since`,
    `until`, `from_value`, `to_value`, `text`) are the pairs that may be compared, drawn as labelled lines. A bound has an
    arrow.
    """
    with look():
        panels = list(dict.fromkeys(rows["panel"]))
        figure, first = canvas(2.4 * len(panels), WIDTH)
        first.remove()
        grid = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
        for axes, panel in zip(grid, panels, strict=True):
            part = rows[rows["panel"] == panel]
            own = joins[joins["panel"] == panel]
            _joins(axes, own)
            _points(axes, part, own)
            axes.set(ylim=(0, 1.2 * part["value"].max()), ylabel=panel)
            top = next(tick for tick in axes.get_yticks() if tick >= 1.2 * part["value"].max())
            axes.set(ylim=(-0.07 * top, top), yticks=[tick for tick in axes.get_yticks() if 0 <= tick <= top])
            axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
            axes.grid(axis="y")
        grid[-1].set_xlim(rows["at"].min() - 1500 * DAY, as_of)
        _years(grid[-1])
    return figure


def _points(axes: Axes, part: pd.DataFrame, joins: pd.DataFrame) -> None:
    """Draw the marks of one panel, its values beside them, and a key of its series."""
    for n, (series, points) in enumerate(part.groupby("series", sort=False)):
        colour = CYCLE[n % len(CYCLE)]
        mark = {"color": colour, "ms": 6.5, "mec": "#ffffff", "mew": 0.7, "ls": "", "clip_on": False}
        axes.plot(points["at"], points["value"], SHAPES[n % len(SHAPES)], label=series, **mark)
        for row in points.itertuples():
            more = {"at_least": "+", "at_most": "−"}.get(row.qualifier, "")
            x, y, side = _beside(part, row, joins)
            axes.annotate(f"{number_text(row.value)}{more}", (row.at, row.value), xytext=(x, y), textcoords="offset points",
                          ha=side, fontsize=7.5, color=colour, path_effects=halo())  # fmt: skip
    key(axes, axes.get_legend_handles_labels()[0], 4)


def _beside(part: pd.DataFrame, row: object, joins: pd.DataFrame) -> tuple[float, float, str]:
    """Return where a mark's value stands: offset in points and alignment, clear of lines, other marks and the axis."""
    if ((joins["since"] < row.at) & (row.at < joins["until"])).any():
        return 16, -13, "center"
    if (joins["since"] == row.at).any():
        return -3, 6, "right"
    if not _crowded(part, row):
        return 0, 6, "center"
    return (-6, -3, "right") if row.value < 0.2 * part["value"].max() else (0, -13, "center")


def _crowded(part: pd.DataFrame, row: object) -> bool:
    """Whether a mark stands so close above this one that its value must go below."""
    near = (part["at"] - row.at).abs() < 400 * DAY
    above = (part["value"] > row.value) & (part["value"] < row.value + 0.25 * part["value"].max())
    return bool((near & above).any())


def _joins(axes: Axes, joins: pd.DataFrame) -> None:
    """Draw the pairs that may be compared."""
    for row in joins.itertuples():
        axes.plot([row.since, row.until], [row.from_value, row.to_value], color=MUTED, lw=1)
        middle, height = row.since + (row.until - row.since) / 2, (row.from_value + row.to_value) / 2
        axes.annotate(
            row.text, (middle, height), xytext=(-6, 6), textcoords="offset points", ha="right", fontsize=7.5, color=MUTED,
            path_effects=halo(),
        )  # fmt: skip


def counts_by_place(rows: pd.DataFrame, *, names: tuple[str, str], ylabel: str) -> Figure:
    """Draw stacked counts by year of change: `year`, `inside`, `outside`, `label`; `names` are the two places."""
    with look():
        figure, axes = canvas(2.7)
        x = range(len(rows))
        axes.bar(x, rows["inside"], 0.6, color=BLUE, label=names[0])
        axes.bar(x, rows["outside"], 0.6, bottom=rows["inside"], color=ORANGE, hatch="//", edgecolor="white", label=names[1])
        for n, row in enumerate(rows.itertuples()):
            axes.annotate(
                row.label, (n, row.inside + row.outside), xytext=(0, 4), textcoords="offset points", ha="center", fontsize=8.5,
                path_effects=halo(),
            )  # fmt: skip
        axes.set_xticks(list(x), [str(year) for year in rows["year"]])
        top = int((rows["inside"] + rows["outside"]).max())
        axes.set(ylabel=ylabel, ylim=(0, top + 0.8), yticks=range(top + 1))
        axes.grid(axis="y")
        key(axes, axes.get_legend_handles_labels()[0], 2)
    return figure
