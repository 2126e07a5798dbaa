"""Lanes of spans, ranges against a line, growing lists, and status matrices."""

import pandas as pd
import pytest
from footprint.figures import forms
from footprint.figures.style import INK

AS_OF = pd.Timestamp("2025-06-30")
COLOURS = {"yes": "#a3293d", "no": "#dfe7ea"}


def lane(**more):
    day = pd.Timestamp
    row = {
        "lane": "A", "kind": "K", "start_from": day("2020-01-01"), "start_to": day("2020-03-01"), "end_from": pd.NaT, "end_to": pd.NaT,
        "open": True,
    }  # fmt: skip
    return row | more


def texts(figure):
    figure.canvas.draw()
    return {text.get_text() for axes in figure.axes for text in axes.findobj(lambda a: hasattr(a, "get_text"))} - {""}


@pytest.mark.parametrize(("open_", "arrows"), [(True, 1), (False, 0)])
def test_an_open_span_ends_in_an_arrow_at_the_books_date(open_, arrows):
    end = pd.NaT if open_ else pd.Timestamp("2021-01-01")
    axes = forms.lane_bars(pd.DataFrame([lane(open=open_, end_from=end, end_to=end)]), as_of=AS_OF).axes[0]
    assert sum(line.get_marker() == ">" for line in axes.lines) == arrows
    assert any(line.get_alpha() == 0.3 for line in axes.lines)


def test_kinds_of_a_lane_lie_on_lines_of_their_own_in_the_order_given():
    rows = pd.DataFrame([lane(kind="second"), lane(kind="first")])
    axes = forms.lane_bars(rows, as_of=AS_OF, kinds=("first", "second")).axes[0]
    arrows = [line.get_ydata()[0] for line in axes.lines if line.get_marker() == ">"]
    assert len(set(arrows)) == 2
    said = [t.get_text() for t in axes.get_legend().get_texts()]
    assert said == ["first", "second", "announced, not in effect", "no end known"]


def test_a_lanes_name_stands_at_the_middle_of_its_bars():
    rows = pd.DataFrame([lane(kind=kind) for kind in ("one", "two", "three")])
    axes = forms.lane_bars(rows, as_of=AS_OF).axes[0]
    bars = sorted({line.get_ydata()[0] for line in axes.lines if line.get_marker() == ">"})
    assert axes.get_yticks()[0] == pytest.approx(bars[1])
    assert axes.get_yticklabels()[0].get_va() != "top"


def test_many_lanes_still_fit_a_page():
    rows = pd.DataFrame([lane(lane=f"Firm {n}") for n in range(60)])
    assert forms.lane_bars(rows, as_of=AS_OF).get_size_inches()[1] < 8


def test_marks_over_lanes_are_named_as_far_as_they_are_drawn_and_long_labels_stay_inside():
    day = pd.Timestamp
    deals = [
        {"lane": "A", "first_from": pd.NaT, "first": pd.NaT, "last": day("2023-01-01"), "open": False, "label": "ended"},
        {"lane": "A", "first_from": day("2022-01-01"), "first": day("2022-01-01"), "last": day("2022-02-01"), "open": True,
         "label": "a label as long as the half of the axis and a little longer than that is"},
    ]  # fmt: skip
    figure = forms.lane_bars(pd.DataFrame([lane()]), as_of=AS_OF, over=pd.DataFrame(deals))
    assert {"its end not known", "its beginning not known"} <= texts(figure)
    assert "neither known: day of the source" not in texts(figure)
    label = next(t for t in figure.axes[0].texts if t.get_text().startswith("a label"))
    assert label.get_window_extent().x1 <= figure.axes[0].get_window_extent().x1 + 1


def test_a_dealing_of_unknown_beginning_and_end_is_a_diamond():
    over = pd.DataFrame([{"lane": "A", "first_from": pd.NaT, "first": pd.NaT, "last": AS_OF, "open": True, "label": "seen"}])
    figure = forms.lane_bars(pd.DataFrame([lane()]), as_of=AS_OF, over=over)
    assert any(line.get_marker() == "D" and line.get_color() == INK for line in figure.axes[0].lines)
    assert {"seen", "neither known: day of the source"} <= texts(figure)


def test_ranges_are_drawn_against_the_line():
    rows = pd.DataFrame([{"label": "case", "low": 18.0, "high": 51.0, "note": "18–51", "reaches": "possibly"}])
    figure = forms.ranges_against(rows, line=50, line_label="50 percent", xlabel="percent")
    assert {"18–51", "50 percent", "may reach it"} <= texts(figure)
    assert "does not reach the line" not in texts(figure)


def test_a_least_count_is_a_triangle():
    rows = pd.DataFrame({"series": "L", "start": pd.to_datetime(["2022-01-01", "2025-01-01"]), "value": [10.0, 20.0], "at_least": [False, True], "label": ["10", "20+"]})  # fmt: skip
    axes = forms.growth_lines(rows, ylabel="entries", as_of=AS_OF).axes[0]
    assert [line.get_marker() for line in axes.lines if line.get_marker() != "None"] == ["o", "^"]
    assert "at least that many" in {t.get_text() for t in axes.get_legend().get_texts()}
    assert "logarithmic" in axes.get_ylabel()


def test_each_box_of_a_matrix_says_its_word_and_dark_ones_in_white():
    cells = pd.DataFrame({"row": ["r", "r"], "column": ["c", "d"], "status": ["yes", "no"], "text": ["yes*", "no"]})
    axes = forms.status_matrix(cells, colours=COLOURS).axes[0]
    assert {t.get_text(): t.get_color() for t in axes.texts} == {"yes*": "white", "no": INK}
