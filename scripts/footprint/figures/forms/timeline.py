"""Two sides of one axis: what opened above, what closed below, and what governments did between."""

from collections.abc import Sequence

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from footprint.figures.forms.marks import DAY, SHAPES, halo, key
from footprint.figures.style import BAND, BLUE, GREEN, INK, MUTED, ORANGE, canvas, look

COLOURS = (BLUE, INK, ORANGE, GREEN, MUTED)
"""Of the kinds, in their order; red is kept for denials."""

LETTER = 30 * DAY
"""About how wide a letter of a label is on the axis."""

ROW, LANE = 1.0, 0.8
"""Heights of a row of events and of a lane of measures."""


def two_sides(
    events: pd.DataFrame, measures: pd.DataFrame, *, kinds: Sequence[str], lanes: Sequence[str], own: str, as_of: pd.Timestamp
) -> Figure:  # fmt: skip
    """Draw events above and below a band of measures.

    `events`: `start`, `end`, `label`, `kind`, `above`, `own`, `weak` (bool; drawn hollow). Those that are `own` (the argument
    names whose) stand one a row, in order of time away from the band; others are packed beside it. `measures`: `start`,
    `end`, `lane`; a tick each, in the lane of that name. A date wider than a day is a bar of that width.
    """
    with look():
        first = pd.Timestamp(events["start"].min().year, 1, 1)
        places = _places(events, lanes, (first, as_of))
        figure, axes = canvas(0.75 + 0.19 * (places["bottom"] - places["top"]))
        for row in events.assign(y=places["events"]).itertuples():
            _event(axes, row, list(kinds).index(row.kind), (first, as_of))
        _band(axes, measures, places["lanes"])
        _sides(axes, places, own)
        axes.set(xlim=(first, as_of), ylim=(places["bottom"], places["top"]))
        _years(axes)
        _kinds_key(axes, events, kinds)
    return figure


def _places(events: pd.DataFrame, lanes: Sequence[str], span: tuple[pd.Timestamp, pd.Timestamp]) -> dict:
    """Return where everything stands, counted in rows downwards from the upper edge of the band."""
    at = pd.Series(0.0, index=events.index)
    below = LANE * len(lanes) + 0.6
    ends = {}
    for above in (True, False):
        peers = events[(events["above"] == above) & ~events["own"]]
        own = events[(events["above"] == above) & events["own"]]
        levels = _packed(peers, span)
        used = int(levels.max() + 1) if len(levels) else 0
        steps = pd.concat([levels, pd.Series(range(used, used + len(own)), index=own.index, dtype="float64")])
        at[steps.index] = -(steps + 1) * ROW if above else below + (steps + 0.5) * ROW
        ends[above] = used + len(own), used
    top, bottom = -ROW * (ends[True][0] + 1.4), below + ROW * (ends[False][0] + 1.2)
    middles = {lane: LANE * (n + 0.5) for n, lane in enumerate(lanes)}
    levels, peers = zip(ends[True], ends[False], strict=True)
    return {"events": at, "lanes": middles, "top": top, "bottom": bottom, "below": below, "levels": levels, "peers": peers}


def _packed(events: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Series:
    """Return the level of each event, the lowest on which its mark and label touch no other."""
    taken: list[list[tuple[pd.Timestamp, pd.Timestamp]]] = []
    levels = pd.Series(0.0, index=events.index)
    for row in events.sort_values("start").itertuples():
        left, right = _extent(row, span)
        free = (n for n, level in enumerate(taken) if all(right < a or left > b for a, b in level))
        level = next(free, len(taken))
        taken += [[]] if level == len(taken) else []
        taken[level].append((left, right))
        levels[row.Index] = level
    return levels


def _extent(row: object, span: tuple[pd.Timestamp, pd.Timestamp]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return from when to when a mark with its label reaches."""
    length = (len(row.label) + 3) * LETTER
    return (row.start - length, row.end + 2 * LETTER) if _late(row, span) else (row.start - 2 * LETTER, row.end + length)


def _late(row: object, span: tuple[pd.Timestamp, pd.Timestamp]) -> bool:
    """Whether a label has its room at the left: own events past the middle, others where the axis ends too soon."""
    if row.own:
        return row.start > span[0] + (span[1] - span[0]) / 2
    return row.end + (len(row.label) + 3) * LETTER > span[1]


def _event(axes: Axes, row: object, kind: int, span: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    """Draw one event with its label."""
    colour, size = COLOURS[kind % len(COLOURS)], 6 if row.own else 4.5
    if row.end > row.start:
        axes.plot([row.start, row.end + DAY], [row.y, row.y], color=colour, lw=size - 1, alpha=0.35, solid_capstyle="butt")
    middle = row.start + (row.end - row.start) / 2
    axes.plot(middle, row.y, SHAPES[kind % len(SHAPES)], mec=colour, mfc="white" if row.weak else colour, ms=size)
    late = _late(row, span)
    offset = {"xytext": (-6 if late else 6, 0), "textcoords": "offset points"}
    at = row.start if late else row.end
    axes.annotate(
        row.label, (at, row.y), ha="right" if late else "left", va="center", fontsize=8.5 if row.own else 7.5,
        color=INK if row.own else MUTED, path_effects=halo(), **offset,
    )  # fmt: skip


def _band(axes: Axes, measures: pd.DataFrame, lanes: dict[str, float]) -> None:
    """Draw the measures as ticks, lane by lane."""
    axes.axhspan(0, LANE * len(lanes), color=BAND, alpha=0.45, lw=0, zorder=0)
    for lane, y in lanes.items():
        part = measures[measures["lane"] == lane]
        half = 0.36 * LANE
        axes.vlines(part["start"], y - half, y + half, color=INK, lw=1)
        for row in part[part["end"] > part["start"]].itertuples():
            axes.plot([row.start, row.end + DAY], [y, y], color=INK, lw=4, alpha=0.3, solid_capstyle="butt")
        axes.text(-0.01, y, lane, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=8, color=MUTED)


def _sides(axes: Axes, places: dict, own: str) -> None:
    """Name the two sides, and within them who stands where."""
    (above, below), (up, down) = places["peers"], places["levels"]
    named = [(places["top"] + 0.7, "Opened", "bold"), (places["bottom"] - 0.7, "Closed, cut,\nwithdrawn", "bold")]
    named += [(-(above + 1) / 2 * ROW, "other firms", "normal")] if above else []
    named += [(places["below"] + below / 2 * ROW, "other firms", "normal")] if below else []
    named += [(-(above + up + 1) / 2 * ROW, own, "normal")] if up > above else []
    named += [(places["below"] + (below + down) / 2 * ROW, own, "normal")] if down > below else []
    for y, text, weight in named:
        axes.text(
            -0.01, y, text, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=8.5, fontweight=weight,
            color=INK if weight == "bold" else MUTED,
        )  # fmt: skip


def _years(axes: Axes) -> None:
    """Mark the years at both edges."""
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(mdates.YearLocator())
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    for label in axes.get_xticklabels():
        label.set_ha("left")


def _kinds_key(axes: Axes, events: pd.DataFrame, kinds: Sequence[str]) -> None:
    """Name shapes and colours above the plot, and what hollow means."""
    handles = [
        Line2D([], [], marker=SHAPES[n % len(SHAPES)], ls="", ms=6, color=COLOURS[n % len(COLOURS)], label=kind)
        for n, kind in enumerate(kinds)
    ]
    if events["weak"].any():
        handles.append(Line2D([], [], marker="o", ls="", ms=6, mec=MUTED, mfc="white", label="only aggregators say so"))
    key(axes, handles, 3)
