"""What the chart forms share: marks, keys, and places that do not collide."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import blended_transform_factory

SHAPES = ("o", "s", "^", "D", "v", "P", "X")
DAY = pd.Timedelta(days=1)


def halo() -> list[withStroke]:
    """Return the effect that keeps words off the lines behind them: a rim of the page's colour, for `path_effects`."""
    return [withStroke(linewidth=2.5, foreground="#ffffff")]


def end_at_tick(axes: Axes, least: float) -> None:
    """Let a value axis run from zero to the first tick that is no less than a value, so that both its ends are labelled."""
    axes.set_xlim(0, least)
    step = float(np.diff(axes.get_xticks())[0])
    ticks = step * np.arange(np.ceil(least / step - 1e-9) + 1)
    axes.set_xticks(ticks)
    axes.set_xlim(0, ticks[-1])


def spread(positions: Sequence[float], gap: float) -> np.ndarray:
    """Move positions as little as needed so that neighbours lie at least `gap` apart; their order stays.

    The pool-adjacent-violators rule of isotonic regression: blocks that collide are joined and centred on their mean.
    """
    order = np.argsort(positions, kind="stable")
    shifted = np.asarray(positions, float)[order] - gap * np.arange(len(positions))
    blocks: list[list[float]] = []
    for value in shifted:
        blocks.append([value, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, size = blocks.pop()
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + mean * size) / (blocks[-1][1] + size), blocks[-1][1] + size]
    level = np.concatenate([[mean] * int(size) for mean, size in blocks]) if blocks else np.array([])
    placed = np.empty(len(positions))
    placed[order] = level + gap * np.arange(len(positions))
    return placed


def key(axes: Axes, handles: list, columns: int) -> None:
    """Name marks or colours in rows above the plot, from the figure's left edge."""
    left = blended_transform_factory(axes.get_figure().transFigure, axes.transAxes)
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1.01), bbox_transform=left, ncols=columns, fontsize=8.5,
        handletextpad=0.3, columnspacing=1.2, handlelength=1, borderaxespad=0.3,
    )  # fmt: skip
