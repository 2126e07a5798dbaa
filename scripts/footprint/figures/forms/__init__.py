"""The chart forms. Each takes a frame with the columns its docstring names and returns a figure; none knows a chapter.

A date is drawn as the width it stands for, a range as a bar, a bound as an arrow, a relay hollow.
"""

from footprint.figures.forms.basic import (
    distribution,
    dots_and_ranges,
    event_rows,
    holdings,
    interval_series,
    life_lines,
    score_bars,
    tornado,
)
from footprint.figures.forms.marks import spread

__all__ = [
    "distribution", "dots_and_ranges", "event_rows", "holdings", "interval_series", "life_lines", "score_bars", "spread",
    "tornado",
]  # fmt: skip
