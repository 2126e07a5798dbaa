"""Status matrices: what holds for each row under each column, in words and colour."""

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from footprint.figures.style import INK, MUTED, canvas, ink_on, look

HEAD, ROW_WIDTH = 62, 34
"""Letters that fit over all columns, and in a line of a row's name."""


def status_matrix(cells: pd.DataFrame, *, colours: Mapping[str, str], row_height: float = 0.3, line: float = 0.16) -> Figure:
    """Draw one box per cell: `row`, `column`, `status`, and `text` to write in it; rows and columns in the order they come.

    `colours` gives each status its fill; dark fills get white words. The word stands in every box, so that nothing hangs on
    colour alone; a row and column without a cell stay empty. `line` is the height of a line of a row's name in inches.
    """
    with look():
        rows, columns = list(dict.fromkeys(cells["row"])), list(dict.fromkeys(cells["column"]))
        names = [textwrap.fill(name, ROW_WIDTH) for name in rows]
        lines = max(name.count("\n") + 1 for name in names)
        figure, axes = canvas(0.75 + max(row_height, line * lines) * len(rows))
        for cell in cells.itertuples():
            x, y = columns.index(cell.column), rows.index(cell.row)
            fill = colours[cell.status]
            axes.add_patch(Rectangle((x + 0.03, y + 0.06), 0.94, 0.88, facecolor=fill, lw=0))
            ink = ink_on(fill)
            axes.text(x + 0.5, y + 0.5, cell.text, ha="center", va="center", fontsize=8, color=ink, linespacing=1.1)
        axes.set(xlim=(0, len(columns)), ylim=(len(rows), 0))
        heads = [textwrap.fill(c, max(6, HEAD // len(columns)), break_long_words=False) for c in columns]
        axes.set_xticks([n + 0.5 for n in range(len(columns))], heads, fontsize=8.5 if len(columns) < 6 else 7.8)
        axes.set_yticks([n + 0.5 for n in range(len(rows))], names, fontsize=8.5)
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelcolor=INK)
        axes.spines[:].set_visible(False)
        axes.hlines(range(1, len(rows)), 0, len(columns), color=MUTED, lw=0.3)
    return figure
