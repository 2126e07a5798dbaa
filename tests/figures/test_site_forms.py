import numpy as np
import pandas as pd
import pytest
from footprint.figures import forms

from tests.figures.test_forms import days, words


def steps():
    return pd.DataFrame({
        "years": [2.0, 5.0, 8.0], "survival": [0.9, 0.9, 0.5], "low": [0.6, 0.6, 0.2], "high": [0.98, 0.98, 0.8],
        "at_risk": [10, 6, 2], "events": [1, 0, 1],
    })  # fmt: skip


def curve(**more):
    cases = pd.DataFrame({"label": ["A: 2 years", "B: 8 years"], "years": [2.0, 8.0], "event": [True, False]})
    clustered = pd.DataFrame({"age": [5.0], "low": [0.7], "high": [0.95]})
    given = {"steps": steps(), "other": steps(), "cases": cases, "clustered": clustered} | more
    return forms.survival_curve(**given, words=("one", "other"))


def test_a_survival_curve_says_how_many_are_at_risk_and_marks_its_cases():
    figure = curve()
    assert {"0\n10", "5\n6", "10\n0", "A: 2 years", "B: 8 years", "\nat risk", "one", "other"} <= words(figure)
    head = next(t for t in figure.axes[0].texts if t.get_text() == "\nat risk").get_window_extent()
    first = figure.axes[0].get_xticklabels()[0].get_window_extent()
    assert (head.y0, head.y1) == pytest.approx((first.y0, first.y1), abs=1)
    assert head.x1 < first.x0


def test_censored_times_are_ticks_and_ends_are_not():
    ticks = [line for line in curve().axes[0].lines if line.get_marker() == "|"]
    assert [list(line.get_xdata()) for line in ticks] == [[5.0]]


def test_a_curve_without_cases_or_clustered_interval_is_drawn():
    none = pd.DataFrame(columns=["label", "years", "event"])
    figure = curve(cases=none, clustered=pd.DataFrame(columns=["age", "low", "high"]))
    assert "interval, companies drawn anew" not in words(figure)


def test_rates_are_drawn_with_their_intervals():
    rows = pd.DataFrame({
        "period": ["2010–2018", "2010–2018"], "basis": ["x", "y"], "rate": [2.0, 1.0], "low": [1.0, 0.5], "high": [4.0, 2.0],
        "label": ["2 in 100", "2 in 200"],
    })  # fmt: skip
    figure = forms.rate_intervals(rows, xlabel="rate", names={"x": "seen", "y": "unclosed"})
    assert {"2010–2018", "2 in 100", "seen", "unclosed"} <= words(figure)
    assert any(list(line.get_xdata()) == [1.0, 4.0] for line in figure.axes[0].lines)


@pytest.mark.parametrize(("end", "cross", "arrow"), [("2020-05-31", 1, 0), (None, 0, 1)])
def test_a_life_ends_in_a_cross_or_goes_on_dotted(end, cross, arrow):
    rows = pd.DataFrame({
        "label": ["A"], "group": ["g"], "start_from": days("2002-01-01"), "start_to": days("2002-12-31"), "seen": days("2015-01-01"),
        "end_from": pd.to_datetime([end]), "end_to": pd.to_datetime([end]),
    })  # fmt: skip
    lines = forms.site_lines(rows, as_of=pd.Timestamp("2025-04-06")).axes[0].lines
    assert sum(line.get_marker() == "x" for line in lines) == cross
    assert sum(line.get_marker() == ">" for line in lines) == arrow
    assert any(line.get_linestyle() == ":" for line in lines) == bool(arrow)


def test_a_site_never_seen_again_still_shows():
    rows = pd.DataFrame({
        "label": ["A"], "group": ["g"], "start_from": days("2024-11-18"), "start_to": days("2024-11-18"), "seen": [pd.NaT],
        "end_from": [pd.NaT], "end_to": [pd.NaT],
    })  # fmt: skip
    solid = [x for x in forms.site_lines(rows, as_of=pd.Timestamp("2026-01-01")).axes[0].lines if x.get_linewidth() == 6]
    assert any(np.ptp(line.get_xdata(orig=False)) >= 60 for line in solid)


def test_a_reading_that_fits_nothing_is_a_cross():
    rows = pd.DataFrame({
        "group": "G", "value": [258.0, 250.0, 400.0], "own": [True, False, False], "matched": [True, True, False], "host": True,
        "text": ["258: A", "250: B", "400: C"], "qualifier": "exact",
    })  # fmt: skip
    figure = forms.reading_rows(rows, xlabel="count")
    assert {"258: A", "250: B", "400: C", "G"} <= words(figure)
    marks = [line.get_marker() for line in figure.axes[0].lines if line.get_marker() in ("o", "X")]
    assert marks == ["o", "X"]
    assert len(figure.axes[0].patches) == 1
    assert "figure not said to be the host's" not in words(figure)
    assert "figure not said to be the host's" in words(forms.reading_rows(rows.assign(host=False), xlabel="count"))


def test_series_of_other_definitions_are_not_joined():
    rows = pd.DataFrame({
        "panel": ["people", "people", "papers"], "series": ["a", "b", "c"], "at": days("2003-01-01", "2015-01-01", "2008-01-01"),
        "value": [170.0, 250.0, 3000.0], "qualifier": ["exact", "exact", "at_least"],
    })  # fmt: skip
    joins = pd.DataFrame(columns=["panel", "since", "until", "from_value", "to_value", "text"])
    figure = forms.series_panels(rows, as_of=pd.Timestamp("2026-01-01"), joins=joins)
    assert len(figure.axes) == 2
    assert {"170", "3,000+", "people", "papers"} <= words(figure)
    assert all(line.get_linestyle() == "None" for axes in figure.axes for line in axes.lines)


def test_counts_by_place_are_stacked():
    rows = pd.DataFrame({"year": [2018, 2025], "inside": [2, 2], "outside": [0, 3], "label": ["0 of 2", "3 of 5"]})
    figure = forms.counts_by_place(rows, names=("here", "there"), ylabel="sites")
    assert {"here", "there", "3 of 5", "2018"} <= words(figure)
    assert max(bar.get_y() + bar.get_height() for bar in figure.axes[0].patches) == 5
