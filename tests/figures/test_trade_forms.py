"""Forms for planes, margins, counts and steps: what they draw, where, and that labels keep apart."""

import numpy as np
import pandas as pd
from footprint.figures import forms
from footprint.figures.style import ORANGE
from matplotlib.patches import Rectangle
from matplotlib.text import Text


def words(figure):
    figure.canvas.draw()
    return {text.get_text() for axes in figure.axes for text in axes.findobj(Text)} - {""}


def points(*places):
    rows = [(x, y, label, "global", False) for x, y, label in places]
    return pd.DataFrame(rows, columns=["x", "y", "label", "group", "hollow"])


REGION = pd.DataFrame(
    [{"x0": 100.0, "x1": np.inf, "y0": 0.0, "y1": 50.0, "label": "a", "kind": "licence"}],
)
LOOK = {"xlabel": "x", "ylabel": "y", "colours": {"licence": "#a3293d"}}


def test_a_region_runs_to_the_edge_where_it_has_no_end():
    axes = forms.plane(points((50, 20, "A"), (200, 20, "B")), REGION, **LOOK).axes[0]
    box = next(p for p in axes.patches if isinstance(p, Rectangle) and p.get_fill() and p.get_x() == 100)
    assert box.get_x() + box.get_width() == axes.get_xlim()[1]
    assert box.get_y() + box.get_height() == 50


def test_no_label_of_a_plane_covers_another_and_none_is_lost():
    crowd = points(*[(100 * 1.02**n, 20 * 1.03**n, f"chip number {n}") for n in range(12)])
    figure = forms.plane(crowd, REGION, **LOOK)
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.axes[0].texts if t.get_text().startswith("chip")]
    boxes = [Text.get_window_extent(t, renderer) for t in texts]
    assert len(boxes) == 12
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


def test_no_label_of_a_plane_is_crossed_by_the_edge_of_a_region():
    figure = forms.plane(points((100, 20, "on the edge"), (90, 50, "corner"), (400, 20, "far")), REGION, **LOOK)
    axes, renderer = figure.axes[0], figure.canvas.get_renderer()
    x, y = axes.transData.transform((100, 50))
    for text in axes.texts:
        box = Text.get_window_extent(text, renderer)
        assert not box.x0 < x < box.x1 or box.y0 > y
        assert not box.y0 < y < box.y1 or box.x1 < x


def test_a_label_without_a_line_lies_nearest_to_its_own_mark():
    rows = points((200, 20, "left"), (212, 20, "right"), (190, 21, "middle"))
    figure = forms.plane(rows, REGION, **LOOK)
    axes, renderer = figure.axes[0], figure.canvas.get_renderer()
    for text in (t for t in axes.texts if t.get_text() in set(rows["label"]) and not t.arrow_patch.get_visible()):
        box = Text.get_window_extent(text, renderer)
        away = [np.hypot(*(spot - np.clip(spot, box.min, box.max))) for spot in axes.transData.transform(rows[["x", "y"]])]
        assert rows["label"][int(np.argmin(away))] == text.get_text()


def test_marks_of_different_look_at_one_place_stand_side_by_side_and_stay_in_their_region():
    rows = points((200, 20, "A"), (200, 20, "B")).assign(group=["one", "two"])
    axes = forms.plane(rows, REGION, **LOOK).axes[0]
    spots = [line.get_xydata()[0] for line in axes.lines]
    assert abs(np.subtract(*axes.transData.transform(spots))).max() > 5
    assert all(x > 100 and y < 50 for x, y in spots)


def test_what_a_hollow_mark_is_stands_in_the_key_where_there_is_one():
    rows = points((200, 20, "A"), (400, 20, "B"))
    assert "hollow: rival" not in words(forms.plane(rows, REGION, hollow="hollow: rival", **LOOK))
    assert "hollow: rival" in words(forms.plane(rows.assign(hollow=[True, False]), REGION, hollow="hollow: rival", **LOOK))


def test_points_at_one_place_share_a_label():
    assert "A, B" in words(forms.plane(points((200, 20, "A"), (200, 20, "B")), REGION, **LOOK))


def margin(**more):
    row = {"group": "G", "label": "L", "value": 10.0, "highlight": False, "bound": False, "note": "n"}
    return row | more


def test_margins_are_sorted_and_bounds_are_arrows():
    rows = pd.DataFrame([margin(label="far", value=40.0, bound=True), margin(label="near", value=1.0, highlight=True)])
    axes = forms.margins(rows, xlabel="percent", named="cut", others="others").axes[0]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["near", "far"]
    marks = {line.get_marker(): line.get_color() for line in axes.lines if line.get_marker() in ("o", ">")}
    assert marks["o"] == ORANGE
    assert ">" in marks


def test_a_year_without_counts_keeps_its_place_and_totals_stand_on_top():
    rows = pd.DataFrame({"year": [2020, 2022, 2022], "kind": ["a", "a", "b"], "count": [5, 20, 30]})
    axes = forms.counts_by_year(rows, ylabel="entries").axes[0]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["2020", "2021", "2022"]
    assert {"5", "50"} <= {t.get_text() for t in axes.texts}


def spans(**more):
    row = {"panel": "US", "layer": "one", "start": "2025-02-04", "end": "2025-04-10", "rate": 20.0, "doubtful": False}
    return row | more


def test_layers_stack_and_a_doubtful_one_is_hatched():
    rows = pd.DataFrame(
        [spans(), spans(layer="two", start="2025-03-04", rate=10.0), spans(panel="CN", doubtful=True)]
    ).astype({"start": "datetime64[s]", "end": "datetime64[s]"})  # fmt: skip
    events = pd.DataFrame({"day": [pd.Timestamp("2025-04-08")], "label": ["End"]})
    figure = forms.layers(rows, events, ylabel="percent", end=pd.Timestamp("2025-06-01"))
    top, bottom = figure.axes
    assert max(bar.get_y() + bar.get_height() for bar in top.patches if bar.get_height()) == 30
    assert any(bar.get_hatch() for bar in bottom.patches)
    assert {"30", "1", "1 End", "may have ended or begun"} <= words(figure)


def test_steps_hold_their_level_and_marks_are_not_joined():
    steps = pd.DataFrame(
        {"panel": "US", "start": pd.to_datetime(["2025-02-04", "2025-03-04"]), "end": pd.to_datetime(["2025-03-04", "2025-06-01"]),
         "rate": [10.0, 20.0]}
    )  # fmt: skip
    marks = pd.DataFrame(
        {"panel": ["US", "CN"], "day": pd.to_datetime(["2018-07-01", "2018-07-01"]), "rate": [3.8, 7.2], "series": "P"}
    )
    unseen = pd.DataFrame(columns=["panel", "start", "end", "low", "high"])
    figure = forms.rates_over_time(steps, marks, unseen, ylabel="percent", steps_label="rate", end=pd.Timestamp("2025-06-01"))
    line = next(line for line in figure.axes[0].lines if len(line.get_xdata()) == 4)
    assert list(line.get_ydata()) == [0, 10, 20, 20]
    assert line.get_drawstyle() == "steps-post"
    assert all(len(line.get_xdata()) == 1 for line in figure.axes[1].lines)


def test_a_line_ends_where_nobody_saw_what_followed_and_the_range_is_hatched_without_a_fill():
    steps = pd.DataFrame(
        {"panel": ["US"], "start": pd.to_datetime(["2025-02-04"]), "end": pd.to_datetime(["2025-06-01"]), "rate": [10.0]}
    )
    marks = pd.DataFrame(
        {"panel": ["US", "US"], "day": pd.to_datetime(["2025-03-01"] * 2), "rate": [20.0, 21.0], "series": ["P", "Q"]}
    )
    unseen = steps.assign(start=pd.Timestamp("2025-05-01"), low=0.0, high=10.0)
    figure = forms.rates_over_time(steps, marks, unseen, ylabel="percent", steps_label="rate", end=pd.Timestamp("2025-06-01"))
    axes = figure.axes[0]
    line = next(line for line in axes.lines if line.get_drawstyle() == "steps-post")
    assert pd.Timestamp(line.get_xdata()[-1]) == pd.Timestamp("2025-05-01")
    (bar,) = (patch for patch in axes.patches if patch.get_hatch())
    assert (bar.get_height(), bar.get_facecolor()[3]) == (10, 0)
    assert "may have ended or begun" in words(figure)
    days = [line.get_xdata()[0] for line in axes.lines if line.get_marker() in ("o", "s")]
    assert len(set(days)) == 2


def test_a_rate_that_ran_on_beyond_the_axis_has_an_arrow_and_each_side_its_key():
    days = dict(zip(("announced", "due", "replaced"), pd.to_datetime(["2025-04-04", "2025-04-05", "2025-05-14"]), strict=True))
    rows = pd.DataFrame([days | {"side": "CN", "label": "125", "applied": True, "crossed": False}])
    figure = forms.announced(rows, first=pd.Timestamp("2025-04-02"), last=pd.Timestamp("2025-04-14"))
    assert {"CN, announced", "CN, in force", "in force beyond the axis"} <= words(figure)
    assert "replaced before it applied" not in words(figure)


def test_a_number_of_an_event_stands_with_its_words():
    rows = pd.DataFrame([spans()]).astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    events = pd.DataFrame({"day": [pd.Timestamp("2025-04-08")] * 9, "label": ["An event with a name"] * 9})
    figure = forms.layers(rows, events, ylabel="percent", end=pd.Timestamp("2025-06-01"))
    lines = figure.axes[-1].get_xlabel().splitlines()
    assert len(lines) > 1
    assert all(line[0].isdigit() and line.endswith("name") for line in lines)


def test_only_what_was_replaced_before_it_applied_is_crossed():
    days = dict(zip(("announced", "due", "replaced"), pd.to_datetime(["2025-04-04", "2025-04-10", "2025-04-09"]), strict=True))
    rows = pd.DataFrame(
        [days | {"side": "CN", "label": "34", "applied": False, "crossed": crossed} for crossed in (True, False)]
    )
    figure = forms.announced(rows, first=pd.Timestamp("2025-04-02"), last=pd.Timestamp("2025-04-14"))
    crosses = [line for line in figure.axes[0].lines if line.get_marker() == "X" and len(line.get_xdata())]
    assert [line.get_ydata()[0] for line in crosses] == [0]


def test_counts_within_a_distance_stand_over_the_band_of_chance():
    rows = pd.DataFrame({"days": [0, 1], "seen": [1, 2], "expected": [0.2, 0.5], "low": [0, 0], "high": [1, 1]})
    figure = forms.within_distance(rows, xlabel="days", ylabel="events", seen="seen", chance="chance")
    assert {"seen", "chance", "nine draws of ten"} <= words(figure)
    assert figure.axes[0].lines[1].get_ydata().tolist() == [1, 2]
