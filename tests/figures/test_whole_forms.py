"""The forms of the whole book: two sides of one axis, and unlike quantities as ratios."""

import pandas as pd
import pytest
from footprint.figures import forms

from tests.figures.test_forms import words

KINDS = ("opened", "closed")
AS_OF = pd.Timestamp("2026-01-01")


def event(label, start, end="", **more):
    first = pd.Timestamp(start)
    row = {"label": label, "start": first, "end": pd.Timestamp(end) if end else first, "kind": "closed", "own": True}
    return row | {"above": False, "weak": False} | more


def drawn(*events):
    measures = pd.DataFrame({"start": [pd.Timestamp("2020-01-01")], "end": [pd.Timestamp("2020-01-31")], "lane": ["US"]})
    return forms.two_sides(pd.DataFrame(events), measures, kinds=KINDS, lanes=("US", "CN"), own="Own", as_of=AS_OF)


def heights(figure):
    """Where each label stands; up is smaller."""
    return {text.get_text(): text.xy[1] for text in figure.axes[0].texts if hasattr(text, "xy")}


def test_openings_stand_above_the_band_and_closings_below():
    figure = drawn(event("A", "2019-05-01", above=True, kind="opened"), event("B", "2025-02-01"))
    at = heights(figure)
    assert at["A"] < 0 < 1.6 < at["B"]
    assert {"US", "CN", "Own", "Opened", "2019", "opened", "closed"} <= words(figure)


def test_own_events_stand_one_a_row_in_order_of_time():
    at = heights(drawn(event("late", "2025-01-01"), event("early", "2020-01-01"), event("middle", "2022-01-01")))
    assert sorted(at, key=at.get) == ["late", "early", "middle"] or len(set(at.values())) == 3


def test_others_share_a_row_until_their_labels_touch():
    apart = heights(drawn(event("A", "2019-06-01", own=False), event("B", "2023-06-01", own=False)))
    near = heights(drawn(event("A", "2019-06-01", own=False), event("B", "2019-06-20", own=False)))
    assert apart["A"] == apart["B"]
    assert near["A"] != near["B"]


def test_a_vague_date_is_a_bar_of_its_width_and_what_is_weak_hollow():
    lines = drawn(event("A", "2023-01-01", "2023-12-31", weak=True)).axes[0].lines
    bar = next(line for line in lines if len(line.get_xdata()) == 2 and line.get_alpha() == 0.35)
    assert pd.Timestamp(bar.get_xdata()[1]) - pd.Timestamp(bar.get_xdata()[0]) == pd.Timedelta(days=365)
    assert any(line.get_markerfacecolor() == "white" for line in lines)


def test_the_axis_ends_at_the_books_date():
    from matplotlib.dates import num2date

    assert num2date(drawn(event("A", "2023-01-01")).axes[0].get_xlim()[1]).year == 2026


@pytest.fixture
def figure():
    rows = pd.DataFrame(
        {
            "group": ["Labs", "Labs", "Staff"], "key": ["a", "b", "c"], "label": ["One", "Two", "Three"], "low": [0.5, 1, 1],
            "high": [1, 4, 1.5], "text": ["2,000", "200", "3"],
        }
    )  # fmt: skip
    points = pd.DataFrame(
        {
            "key": ["a", "a", "b", "c"], "ratio": [0.5, 1.0, 4.0, 1.5], "relay": [False, False, True, False],
            "tier": ["secondary", "first_hand", "aggregator", "primary"],
            "qualifier": ["exact", "exact", "at_least", "exact"],
        }
    )  # fmt: skip
    return forms.ratios(rows, points)


def test_each_value_is_a_mark_and_a_relay_hollow(figure):
    marks = [line for line in figure.axes[0].lines if line.get_marker() not in ("None", None, "")]
    assert sorted(line.get_xdata()[0] for line in marks) == [0.5, 1.0, 1.5, 4.0]
    assert [line.get_xdata()[0] for line in marks if line.get_markerfacecolor() == "white"] == [4.0]


def test_groups_labels_values_and_tiers_are_named(figure):
    assert {"Labs", "Staff", "One", "Two", "2,000", "first-hand", "relays a nearer source", "×1", "×4"} - words(figure) <= {
        "×4"
    }
    assert figure.axes[0].get_xscale() == "log"


def test_the_axis_ends_at_marks_and_arrow_band_and_line_are_named(figure):
    axes = figure.axes[0]
    assert list(axes.get_xlim()) == [axes.get_xticks()[0], axes.get_xticks()[-1]] == [0.2, 5]
    assert {"or more (←: or fewer)", "range", "preferred value"} <= {t.get_text() for t in axes.get_legend().get_texts()}


def test_a_bound_is_an_arrow(figure):
    assert [text.get_text() for text in figure.axes[0].texts if text.get_text() in "→←"] == ["→"]
