import math

import numpy as np
import pandas as pd
import pytest
from footprint.figures import forms
from footprint.figures.style import RED

from tests.figures.test_forms import words

NAN = math.nan


def count(**more):
    row = {
        "when": "16 May 2024", "label": "Paper", "low": 700.0, "high": 800.0, "words": "", "speaker": "press", "relay": False,
        "stance": "asserts",
    }  # fmt: skip
    return row | more


def test_counts_show_bounds_with_arrows_words_where_no_number_is_and_denials_red():
    rows = pd.DataFrame([
        count(), count(low=300.0, high=NAN, label="Floor"), count(low=NAN, high=150.0, label="Ceiling"),
        count(low=NAN, high=NAN, words="hundreds"), count(low=NAN, high=NAN, words="small group", stance="denies"),
    ])  # fmt: skip
    figure = forms.dated_counts(rows, xlabel="people", band=(700, 800))
    assert {"→", "←", "hundreds", "small group", "Floor, 16 May 2024"} <= words(figure)
    denial = next(t for t in figure.axes[0].texts if t.get_text() == "small group")
    assert denial.get_color() == RED


@pytest.mark.parametrize("relay", [True, False])
def test_a_relay_is_hollow_and_the_key_says_so(relay):
    figure = forms.dated_counts(pd.DataFrame([count(relay=relay)]), xlabel="people")
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert {mark.get_markerfacecolor() == "white" for mark in marks} == {relay}
    assert ("relays another" in words(figure)) == relay


def test_the_key_names_the_marks_that_are_drawn_the_band_the_bound_and_who_denies():
    rows = pd.DataFrame([count(), count(low=300.0, high=NAN),
                         count(low=NAN, high=NAN, words="few", stance="denies", speaker="the company")])  # fmt: skip
    figure = forms.dated_counts(rows, xlabel="people", band=(700, 800))
    said = [t.get_text() for t in figure.axes[0].get_legend().get_texts()]
    assert said == ["press", "all that give both ends", "a bound", "the company denies"]


def interval(**more):
    return {"label": "A", "low": 10.0, "high": 20.0, "text": "t", "kind": "cut", "disputed": False} | more


def test_cuts_lie_left_of_zero_and_ticks_have_no_sign():
    rows = pd.DataFrame([interval(low=-20.0, high=-10.0), interval(label="B", kind="grew")])
    figure = forms.interval_rows(rows, xlabel="percent")
    left, right = figure.axes[0].patches[:2]
    assert left.get_x() + left.get_width() <= 0 <= right.get_x()
    assert not any(text.startswith(("-", "−")) for text in words(figure))
    assert {"cut", "grew"} <= words(figure)


def ticks(figure):
    figure.canvas.draw()
    axes = figure.axes[0]
    left, right = axes.get_xlim()
    return [t for t in axes.get_xticks() if left <= t <= right]


def test_every_tick_lies_where_there_is_data_and_has_its_label():
    rows = pd.DataFrame([interval(low=-87.0, high=-28.0), interval(label="B", low=33.0, high=33.0)])
    figure = forms.interval_rows(rows, xlabel="percent")
    assert min(ticks(figure)) >= -90
    assert max(ticks(figure)) <= 36
    assert all(label.get_text() for label in figure.axes[0].get_xticklabels())


def test_words_of_a_bar_stay_inside_the_axis():
    rows = pd.DataFrame([interval(low=-87.0, high=-28.0), interval(label="B", low=33.0, high=33.0, text="from 3,000 to 4,000")])
    figure = forms.interval_rows(rows, xlabel="percent")
    figure.canvas.draw()
    label = next(t for t in figure.axes[0].texts if t.get_text().startswith("from"))
    assert label.get_window_extent().x1 <= figure.axes[0].get_window_extent().x1 + 1


def test_an_open_end_has_an_arrow_and_a_disputed_bar_is_hollow():
    figure = forms.interval_rows(pd.DataFrame([interval(low=NAN, high=-33.0, disputed=True)]), xlabel="percent")
    assert "←" in words(figure)
    assert figure.axes[0].patches[0].get_facecolor()[3] == 0


def step(day, low, high, weak=False):
    return {"start": pd.Timestamp(day), "add_low": low, "add_high": high, "weak": weak, "label": f"+{low}"}


def band(*steps, uncounted=()):
    missing = pd.DataFrame(list(uncounted), columns=["start", "label"])
    first, last = pd.Timestamp("2023-01-01"), pd.Timestamp("2026-12-31")
    return forms.stepped_band(pd.DataFrame(list(steps)), missing, ylabel="people", first=first, as_of=last)


def heights(area):
    return {float(y) for _, y in np.round(area.get_paths()[0].vertices)}


def test_the_band_steps_at_each_event_and_weak_items_lie_above_it():
    figure = band(step("2023-06-10", 20, 40), step("2025-07-05", 700, 700, weak=True), step("2026-07-06", 200, 400))
    strong, weak = figure.axes[0].collections
    assert heights(strong) == {0, 20, 40, 220, 440}
    assert {720, 740, 920, 1140} <= heights(weak)
    assert weak.get_hatch()


def test_events_without_a_number_are_named_beneath():
    figure = band(step("2023-06-10", 20, 40), uncounted=[(pd.Timestamp("2025-07-18"), "Support, no number")])
    assert len(figure.axes) == 2
    assert "Support, no number" in words(figure)


def test_days_lie_around_the_step_of_their_group_and_a_vague_date_is_wide():
    rows = pd.DataFrame({
        "group": ["Mail", "Mail"], "label": ["Rule", "Law"], "least": [-15, 45], "most": [-15, 74],
        "text": ["15 days before", "45–74 days after"],
    })  # fmt: skip
    figure = forms.days_around(rows, xlabel="days")
    assert {"Mail", "Rule", "Law", "15 days before", "45–74 days after"} <= words(figure)
    wide = [line for line in figure.axes[0].lines if list(line.get_xdata()) == [45, 74]]
    assert wide
    head = next(t for t in figure.axes[0].texts if t.get_text() == "Mail")
    assert head.get_bbox_patch() is not None
    label = next(t for t in figure.axes[0].texts if t.get_text().startswith("45"))
    assert label.get_window_extent().x1 <= figure.axes[0].get_window_extent().x1
