"""The chart forms. Each takes a frame with the columns its docstring names and returns a figure; none knows a chapter.

A date is drawn as the width it stands for, a range as a bar, a bound as an arrow, a relay hollow.
"""

from footprint.figures.forms.bands import dated_counts, days_around, interval_rows, stepped_band
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
from footprint.figures.forms.grids import counts_by_year, margins, within_distance
from footprint.figures.forms.marks import spread
from footprint.figures.forms.matrix import status_matrix
from footprint.figures.forms.panels import side_by_side, slopes, small_multiples
from footprint.figures.forms.planes import plane
from footprint.figures.forms.ratios import ratios
from footprint.figures.forms.rivals import counts_left_out, mark_matrix
from footprint.figures.forms.sites import counts_by_place, reading_rows, series_panels, site_lines
from footprint.figures.forms.spans import growth_lines, lane_bars, ranges_against
from footprint.figures.forms.steps import announced, layers, rates_over_time
from footprint.figures.forms.survival import rate_intervals, survival_curve
from footprint.figures.forms.timeline import two_sides

__all__ = [
    "announced", "counts_by_place", "counts_by_year", "counts_left_out", "dated_counts", "days_around", "distribution",
    "dots_and_ranges", "event_rows", "growth_lines", "holdings", "interval_rows", "interval_series", "lane_bars",
    "layers", "life_lines", "margins", "mark_matrix", "plane", "ranges_against", "rate_intervals", "rates_over_time", "ratios",
    "reading_rows", "score_bars", "series_panels", "side_by_side", "site_lines", "slopes", "small_multiples", "spread",
    "status_matrix", "stepped_band", "survival_curve", "tornado", "two_sides", "within_distance",
]  # fmt: skip
