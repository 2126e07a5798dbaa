import numpy as np
import pandas as pd
import pytest
from footprint.figures import forms
from footprint.figures.style import RED
from hypothesis import given
from hypothesis import strategies as st


def words(figure):
    figure.canvas.draw()
    return {text.get_text() for axes in figure.axes for text in axes.findobj(lambda a: hasattr(a, "get_text"))} - {""}


def days(*texts):
    return pd.to_datetime(list(texts))


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.1, 10))
def test_labels_are_spread_without_overlap_and_in_order(positions, gap):
    placed = forms.spread(positions, gap)
    order = np.argsort(positions, kind="stable")
    assert (np.diff(placed[order]) >= gap - 1e-9).all()


def test_labels_with_room_stay_where_they_are():
    assert forms.spread([5.0, 1.0, 9.0], 2).tolist() == [5, 1, 9]


def test_colliding_labels_share_the_shift():
    assert forms.spread([5.0, 5.0], 2).tolist() == [4, 6]


def test_events_are_drawn_from_first_to_last_and_denials_red():
    rows = pd.DataFrame(
        {
            "start": days("2025-04-08", "2025-04-03"), "end": days("2025-04-08", "2025-04-03"), "speaker": ["press", "Microsoft"],
            "label": ["End", "Denied"], "stance": ["asserts", "denies"],
        }
    )  # fmt: skip
    figure = forms.event_rows(rows)
    assert {"End", "Denied", "press", "Microsoft", "3 Apr"} <= words(figure)
    label = next(t for t in figure.axes[0].texts if t.get_text() == "Denied")
    assert label.get_color() == RED
    keyed = {h.get_label(): h for h in figure.axes[0].get_legend().legend_handles}
    assert keyed["Microsoft"].get_color() == RED
    assert keyed["press"].get_color() != RED
    assert "red: a denial" in keyed
    assert "red: a denial" not in words(forms.event_rows(rows.assign(stance="asserts")))


def counts(**more):
    row = {
        "group": "G",
        "value": 2000.0,
        "low": 1000.0,
        "high": 2000.0,
        "qualifier": "exact",
        "speaker": "press",
        "relay": False,
        "label": "L",
    }
    return pd.DataFrame([row | more])


def test_a_range_is_a_bar_a_bound_an_arrow_and_a_relay_hollow():
    bars = forms.dots_and_ranges(counts(), xlabel="people")
    assert any(len(line.get_xdata()) == 2 and set(line.get_xdata()) == {1000, 2000} for line in bars.axes[0].lines)
    assert "→" in words(forms.dots_and_ranges(counts(qualifier="at_least", low=2000.0), xlabel="people"))
    hollow = forms.dots_and_ranges(counts(relay=True), xlabel="people").axes[0].lines[-1]
    assert hollow.get_markerfacecolor() == "white"


def test_a_figures_axis_begins_and_ends_at_a_number_and_its_key_names_arrow_and_band():
    figure = forms.dots_and_ranges(counts(qualifier="at_least"), xlabel="people", log=True)
    ends = [f"{end:,.0f}" for end in figure.axes[0].get_xlim()]
    assert {*ends, "or more (←: or fewer)", "span of the group"} <= words(figure)
    assert ends == ["500", "5,000"]
    plain = forms.dots_and_ranges(counts(), xlabel="people")
    assert f"{plain.axes[0].get_xlim()[1]:,.0f}" in words(plain)
    assert "or more (←: or fewer)" not in words(plain)


def test_points_of_a_holding_are_not_joined_and_thresholds_drawn():
    rows = pd.DataFrame(
        {
            "start": days("2002-01-01", "2025-04-07"),
            "end": days("2002-12-31", "2025-04-07"),
            "value": [50.0, 22.3],
            "series": "S",
            "label": "S (22.3)",
            "text": ["50, founding", ""],
        }
    )
    figure = forms.holdings(rows, (25, 50), as_of=pd.Timestamp("2025-05-01"))
    assert {"25 percent", "50 percent: half of the whole", "S (22.3)", "50, founding"} <= words(figure)
    joined = [line for line in figure.axes[0].lines if line.get_linestyle() == "-" and len(set(line.get_ydata())) > 1]
    assert joined == []


def test_the_interval_of_a_distribution_is_dark():
    samples = np.linspace(0, 100, 1001)
    references = pd.DataFrame({"label": ["N+7"], "value": [60.0], "low": [50.0], "high": [70.0]})
    axes = forms.distribution(samples, low=20, high=80, references=references, xlabel="RMB", scale=1).axes[0]
    dark = [bar for bar in axes.patches if bar.get_alpha() == 0.75]
    assert min(b.get_x() for b in dark) == pytest.approx(20)
    assert max(b.get_x() + b.get_width() for b in dark) == pytest.approx(80)
    assert {"nine draws of ten", "the other draws"} == {t.get_text() for t in axes.get_legend().get_texts()}
    assert "N+7" in {t.get_text() for t in axes.texts}


def test_a_tornado_has_its_widest_bar_on_top():
    rows = pd.DataFrame(
        {
            "label": ["narrow", "wide"], "low_text": "lo", "high_text": "hi", "low_result": [90.0, 10.0],
            "high_result": [110.0, 190.0], "base": 100.0,
        }
    )  # fmt: skip
    axes = forms.tornado(rows, xlabel="x", scale=1).axes[0]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["wide", "narrow"]


@pytest.mark.parametrize(("open_", "markers"), [(True, 1), (False, 0)])
def test_an_open_end_is_an_arrow_at_the_books_date(open_, markers):
    end = pd.NaT if open_ else pd.Timestamp("2020-12-31")
    rows = pd.DataFrame(
        {
            "label": ["A"], "start_from": days("2002-01-01"), "start_to": days("2002-12-31"), "end_from": [end], "end_to": [end],
            "open": [open_], "group": ["g"],
        }
    )  # fmt: skip
    axes = forms.life_lines(rows, as_of=pd.Timestamp("2025-04-06")).axes[0]
    assert sum(line.get_marker() == ">" for line in axes.lines) == markers
    assert ("no end found" in {t.get_text() for t in axes.get_legend().get_texts()}) == open_


def test_scores_add_up_per_item():
    rows = pd.DataFrame({"item": ["A", "A", "B"], "kind": ["right", "wrong", "right"], "count": [2, 1, 4]})
    axes = forms.score_bars(rows).axes[0]
    assert sorted(bar.get_width() for bar in axes.patches if bar.get_width()) == [1, 2, 4]


def test_a_verdict_keeps_its_colour_where_another_is_missing():
    row = pd.DataFrame({"item": ["A"], "kind": ["wrong"], "count": [1]})
    alone, among = forms.score_bars(row), forms.score_bars(row, ("right", "wrong"))
    assert alone.axes[0].patches[0].get_facecolor() != among.axes[0].patches[0].get_facecolor()


def test_intervals_over_time_are_labelled():
    rows = pd.DataFrame(
        {"start": days("2024-06-13"), "end": days("2024-06-13"), "low": [1.4], "high": [1.5], "label": ["June 2024"]}
    )
    assert "June 2024" in words(forms.interval_series(rows, ylabel="percent", as_of=pd.Timestamp("2025-01-01")))


def test_labels_of_a_distribution_end_within_its_axis():
    references = pd.DataFrame(
        {"label": ["N+7: a firm with a very long name, July 2025"], "value": 90.0, "low": 80.0, "high": 99.0}
    )
    figure = forms.distribution(np.linspace(0, 100, 101), low=5, high=95, references=references, xlabel="RMB", scale=1)
    figure.canvas.draw()
    axes = figure.axes[0]
    label = next(t for t in axes.texts if t.get_text().startswith("N+7"))
    assert label.get_window_extent().x1 <= axes.get_window_extent().x1
