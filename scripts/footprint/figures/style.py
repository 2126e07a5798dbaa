"""One look for every figure: our own font, a quiet grid, colours that hold for colour-blind readers."""

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from footprint.paths import FONTS

WIDTH = 6.6
"""Width of a figure in inches: the text column of the page."""

INK, MUTED, GRID = "#1b1b1b", "#5c6670", "#d9dde1"
BLUE, ORANGE, GREEN, RED, BAND = "#0b5a7d", "#b85c00", "#22705a", "#a3293d", "#bcd4e0"
"""Okabe and Ito's families, darkened to 4.5:1 against white so that marks and words can share them."""

CYCLE = (BLUE, ORANGE, GREEN, RED, MUTED)

PURPLE, PALE_ORANGE, PALE_GREEN, PALE = "#6a4a94", "#f0cf9f", "#cfe5dc", "#dfe7ea"
"""Fills that carry words: the dark one white words, the pale ones dark words, at 4.5:1 on the light and on the dark page."""

SCORE_FILLS = (GREEN, PALE_GREEN, PALE_ORANGE, RED, PURPLE, MUTED, PALE)
"""Fills of the kinds of a score, in their order."""

for _file in sorted(FONTS.glob("*.otf")):
    font_manager.fontManager.addfont(str(_file))

RC = {
    "font.family": ["Footprint Sans"], "font.size": 9, "axes.titlesize": 10, "axes.labelsize": 9, "xtick.labelsize": 8.5,
    "ytick.labelsize": 9, "text.color": INK, "axes.labelcolor": INK, "xtick.color": MUTED, "ytick.color": INK,
    "axes.edgecolor": MUTED, "axes.linewidth": 0.8, "axes.grid": False, "grid.color": GRID, "grid.linewidth": 0.7,
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True, "xtick.major.size": 3,
    "ytick.major.size": 0, "figure.facecolor": "white", "savefig.facecolor": "white", "svg.hashsalt": "footprint",
    "svg.fonttype": "path", "hatch.linewidth": 0.6, "lines.linewidth": 1.6, "legend.frameon": False,
}  # fmt: skip


@contextmanager
def look() -> Iterator[None]:
    """Use the report's settings, and none of the reader's, inside the block."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)
        yield


def canvas(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Return an empty figure of that size in inches, with one plain pair of axes; use it inside `look()`."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def ink_on(fill: str) -> str:
    """Return the colour of words on a fill: white where they read better on it than dark ones."""
    red, green, blue = (int(fill[n : n + 2], 16) for n in (1, 3, 5))
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else INK


def bare_left(axes: Axes) -> None:
    """Leave out the left spine and draw the vertical grid: for rows of marks with names at the left."""
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
