"""Curves of what survives to an age, with their uncertainty and the number still watched; rates with intervals."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from footprint.figures.forms.marks import SHAPES, end_at_tick, halo, key
from footprint.figures.style import BAND, BLUE, CYCLE, GREEN, INK, MUTED, ORANGE, RED, bare_left, canvas, look


def survival_curve(
    steps: pd.DataFrame, other: pd.DataFrame, cases: pd.DataFrame, clustered: pd.DataFrame, *, words: tuple[str, str]
) -> Figure:
    """Draw a survival curve in percent with its band, censored cases as ticks, and the number at risk under the axis.

    `steps`: `years`, `survival`, `low`, `high`, `at_risk`, `events` (fractions, one row a time). `other`: `years`,
    `survival` of a rival curve, drawn dashed. `cases`: `label`, `years`, `event` (bool), marked on the curve. `clustered`:
    `age`, `low`, `high`, drawn as bars beside the curve. `words` name the two curves.
    """
    with look():
        figure, axes = canvas(4.3)
        at, left, low, high = (_from_start(steps, c) for c in ("years", "survival", "low", "high"))
        axes.fill_between(at, low, high, step="post", color=BAND, alpha=0.6, lw=0)
        axes.step(at, left, where="post", color=BLUE, lw=2)
        axes.step(
            _from_start(other, "years"), _from_start(other, "survival"), where="post", color=ORANGE, lw=1.3, ls=(0, (4, 2))
        )
        censored = steps[steps["events"] == 0]
        axes.plot(censored["years"], 100 * censored["survival"], "|", color=BLUE, ms=8, mew=1.2)
        for row in clustered.itertuples():
            axes.errorbar(row.age, 50 * (row.low + row.high), 50 * (row.high - row.low), color=MUTED, capsize=4, lw=1.4)
        axes.set(ylim=(0, 103), xlim=(0, np.ceil(at[-1] / 5) * 5), ylabel="percent still open", xlabel="years since opening")
        _cases(axes, steps, cases)
        axes.grid(axis="y")
        _at_risk(axes, steps)
        _curve_key(axes, words, len(clustered) > 0)
    return figure


def _from_start(steps: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column from age nought on, fractions in percent."""
    if column == "years":
        return np.r_[0.0, steps["years"].to_numpy(float)]
    first = np.nan if column in ("low", "high") else 1.0
    return 100 * np.r_[first, steps[column].to_numpy(float)]


def _cases(axes: Axes, steps: pd.DataFrame, cases: pd.DataFrame) -> None:
    """Mark single cases on the curve: a cross where a life ended, a ring where it was last seen open."""
    for row in cases.itertuples():
        before = steps[steps["years"] <= row.years]
        y = 100 * (before["survival"].iloc[-1] if len(before) else 1.0)
        axes.plot(row.years, y, "X" if row.event else "o", color=RED if row.event else GREEN, mfc=RED if row.event else "white",
                  ms=8, mew=1.6, zorder=5, clip_on=False)  # fmt: skip
        late = row.years > 0.6 * steps["years"].max()
        place = (axes.get_xlim()[1], 97) if late else (0.7 * row.years, 30)
        line = {"arrowstyle": "-", "color": MUTED, "lw": 0.7}
        axes.annotate(row.label, (row.years, y), xytext=place, ha="right" if late else "left", va="center", fontsize=8.5,
                      color=RED if row.event else GREEN, arrowprops=line, path_effects=halo())  # fmt: skip


def _at_risk(axes: Axes, steps: pd.DataFrame) -> None:
    """Write how many are still watched under each tick of the age axis."""
    ticks = np.arange(0, axes.get_xlim()[1] + 1, 5)
    later = [steps.loc[steps["years"] >= tick, "at_risk"] for tick in ticks]
    counts = [int(left.iloc[0]) if len(left) else 0 for left in later]
    axes.set_xticks(ticks, [f"{t:.0f}\n{n}" for t, n in zip(ticks, counts, strict=True)])
    # Two lines, as the ticks' own words, so that the second is level with theirs.
    tick = axes.xaxis.get_major_ticks()[0]
    below = tick.get_pad() + tick.tick1line.get_markersize()
    axes.annotate("\nat risk", (0, 0), xycoords="axes fraction", xytext=(-16, -below), textcoords="offset points", ha="right",
                  va="top", fontsize=8.5, color=MUTED)  # fmt: skip


def _curve_key(axes: Axes, words: tuple[str, str], clustered: bool) -> None:
    """Name curves, band, ticks and bars above the plot."""
    handles = [
        Line2D([], [], color=BLUE, lw=2, label=words[0]), Line2D([], [], color=ORANGE, lw=1.3, ls=(0, (4, 2)), label=words[1]),
        Patch(color=BAND, alpha=0.6, label="95 percent interval"),
        Line2D([], [], color=BLUE, marker="|", ls="", ms=8, mew=1.2, label="last seen open"),
    ]  # fmt: skip
    if clustered:
        handles.append(Line2D([], [], color=MUTED, lw=1.4, label="interval, companies drawn anew"))
    key(axes, handles, 3)


def rate_intervals(rows: pd.DataFrame, *, xlabel: str, names: dict[str, str]) -> Figure:
    """Draw rates with intervals, one band a `period`, one mark a `basis`: `rate`, `low`, `high`, `label`.

    `names` prints the bases; the first is solid, the next hollow.
    """
    with look():
        periods, bases = list(dict.fromkeys(rows["period"])), list(names)
        figure, axes = canvas(1.0 + 0.62 * len(periods))
        for row in rows.itertuples():
            n = bases.index(row.basis)
            y = periods.index(row.period) + 0.38 * (n - (len(bases) - 1) / 2)
            axes.plot([row.low, row.high], [y, y], color=CYCLE[n], lw=2, solid_capstyle="butt")
            axes.plot(row.rate, y, SHAPES[n], color=CYCLE[n], mfc=CYCLE[n] if n == 0 else "white", ms=6, clip_on=False)
            place = {"xytext": (6, 0), "textcoords": "offset points", "va": "center", "path_effects": halo()}
            axes.annotate(row.label, (row.high, y), fontsize=8, color=INK, **place)
        axes.set_yticks(range(len(periods)), periods)
        axes.set(ylim=(len(periods) - 0.4, -0.6), xlabel=xlabel)
        end_at_tick(axes, 1.3 * rows["high"].max())
        bare_left(axes)
        handles = [
            Line2D(
                [], [], color=CYCLE[n], marker=SHAPES[n], mfc=CYCLE[n] if n == 0 else "white", lw=2, ms=6, label=names[basis]
            )
            for n, basis in enumerate(bases)
        ]
        key(axes, handles, 2)
    return figure
