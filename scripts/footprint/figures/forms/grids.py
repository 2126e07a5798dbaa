"""Distances from a limit, counts by year, counts within a distance."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from footprint.figures.forms.marks import halo, key
from footprint.figures.style import BAND, BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, RED, bare_left, canvas, look
from footprint.text import number_text


def margins(rows: pd.DataFrame, *, xlabel: str, named: str, others: str) -> Figure:
    """Draw how far each item is from a limit: `group`, `label`, `value`, `highlight`, `bound` (bools), `note`.

    One bar an item from the limit at zero, sorted within its group; what is highlighted (`named` in the key) is orange,
    `others` grey. A bound has an arrow: it is at least that far.
    """
    with look():
        rows = rows.sort_values(["group", "value"], kind="stable")
        groups = list(dict.fromkeys(rows["group"]))
        figure, axes = canvas(0.8 + 0.22 * len(rows) + 0.32 * len(groups))
        y, ticks = 0.0, []
        for group in groups:
            axes.text(0, y, group, fontweight="bold", fontsize=8.5, va="center", transform=axes.get_yaxis_transform())
            for row in rows[rows["group"] == group].itertuples():
                y += 1
                colour = ORANGE if row.highlight else MUTED
                axes.plot([0, row.value], [y, y], color=colour, lw=2.2, solid_capstyle="butt")
                axes.plot(row.value, y, ">" if row.bound else "o", color=colour, ms=5.5)
                axes.annotate(
                    row.note,
                    (row.value, y),
                    xytext=(8, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=7.8,
                    in_layout=False,
                    path_effects=halo(),
                )
                ticks.append((y, row.label))
            y += 1.4
        axes.axvline(0, color=RED, lw=1.2)
        axes.set_yticks([t for t, _ in ticks], [label for _, label in ticks], fontsize=8.2)
        axes.set(ylim=(y - 0.6, -0.8), xlim=(0, rows["value"].max() * 1.95), xlabel=xlabel)
        axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 100])
        bare_left(axes)
        handles = [Patch(color=ORANGE, label=named), Patch(color=MUTED, label=others)]
        key(axes, [*handles, Line2D([], [], marker=">", ls="", color=INK, ms=5.5, label="at least")], 3)
    return figure


COUNT_FILLS = (BLUE, ORANGE, GREEN, RED, PURPLE, MUTED)
"""Fills of the kinds in a column of counts; all carry white words."""


def counts_by_year(rows: pd.DataFrame, *, ylabel: str) -> Figure:
    """Draw counts of kinds per year as stacked columns: `year`, `kind`, `count`; kinds in the order they come."""
    with look():
        figure, axes = canvas(3.1)
        kinds, years = list(dict.fromkeys(rows["kind"])), range(int(rows["year"].min()), int(rows["year"].max()) + 1)
        wide = rows.pivot(index="year", columns="kind", values="count").reindex(index=years, columns=kinds).fillna(0)
        base = np.zeros(len(wide))
        for n, kind in enumerate(kinds):
            axes.bar(wide.index, wide[kind], 0.66, bottom=base, color=COUNT_FILLS[n % len(COUNT_FILLS)], label=kind)
            for x, start, count in zip(wide.index, base, wide[kind], strict=True):
                if count >= 0.08 * wide.sum(axis=1).max():
                    axes.text(x, start + count / 2, number_text(count), ha="center", va="center", color="white", fontsize=8)
            base += wide[kind].to_numpy()
        for x, total in zip(wide.index, base, strict=True):
            if total:
                top = number_text(total)
                axes.text(x, total, top, ha="center", va="bottom", fontsize=8.5, fontweight="bold", path_effects=halo())
        axes.set(ylabel=textwrap.fill(ylabel, 30), ylim=(0, base.max() * 1.14))
        axes.set_xticks(list(years), [str(year) for year in years])
        axes.grid(axis="y")
        key(axes, axes.get_legend_handles_labels()[0], 6)
    return figure


def within_distance(rows: pd.DataFrame, *, xlabel: str, ylabel: str, seen: str, chance: str) -> Figure:
    """Draw counts that grow with a distance against what chance gives: `days`, `seen`, `expected`, `low`, `high`."""
    with look():
        figure, axes = canvas(2.9)
        axes.fill_between(rows["days"], rows["low"], rows["high"], step="mid", color=BAND, alpha=0.8, lw=0)
        axes.plot(rows["days"], rows["expected"], color=BLUE, lw=1.2, ls=(0, (4, 2)))
        axes.plot(rows["days"], rows["seen"], color=ORANGE, marker="o", ms=3.5, lw=1.2, drawstyle="steps-mid")
        axes.set(xlabel=xlabel, ylabel=ylabel, xlim=(-0.5, rows["days"].max() + 0.5), ylim=(0, None))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="y")
        handles = [Line2D([], [], color=ORANGE, marker="o", ms=4, label=seen)]
        handles += [Line2D([], [], color=BLUE, ls=(0, (4, 2)), label=chance), Patch(color=BAND, label="nine draws of ten")]
        key(axes, handles, 3)
    return figure
