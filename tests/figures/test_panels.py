import numpy as np
import pandas as pd
from footprint.figures import forms

from tests.figures.test_forms import words

KINDS = {"ylabel": "percent", "marked": "on leaving", "others": "others"}


def answers(*rows, mark=False):
    names = ["head", "panel", "year", "value", "solid"]
    frame = pd.DataFrame(list(rows), columns=names)
    return frame.assign(text=[f"{v:g}" for v in frame["value"]], mark=mark)


def test_each_question_has_a_panel_of_its_own_even_under_one_wording():
    rows = answers(("A", "leaving", 2022, 24.0, True), ("A", "leaving", 2024, 30.0, True), ("B", "leaving", 2024, 13.0, True))
    figure = forms.small_multiples(rows, **KINDS)
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert len(shown) == 2
    assert [list(axes.lines[0].get_ydata()) for axes in shown] == [[24, 30], [13]]
    assert {axes.get_ylim() for axes in shown} == {shown[0].get_ylim()}


def test_a_year_that_may_not_be_that_of_asking_is_hollow():
    figure = forms.small_multiples(answers(("A", "q", 2022, 24.0, False), ("A", "q", 2023, 25.0, True)), **KINDS)
    fills = [line.get_markerfacecolor() for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [fill == "white" for fill in fills] == [True, False]


def test_marked_questions_are_told_apart_by_shape_and_named_in_the_key():
    rows = pd.concat([answers(("A", "q", 2022, 24.0, True), mark=True), answers(("A", "r", 2022, 24.0, False))])
    figure = forms.small_multiples(rows, **KINDS)
    assert [axes.lines[-1].get_marker() for axes in figure.axes[:2]] == ["s", "o"]
    said = {t.get_text() for t in figure.legends[0].get_texts()}
    assert said == {"on leaving", "others", "year may not be that of asking"}


def test_the_words_of_a_point_stand_where_no_line_to_its_neighbours_runs():
    rows = answers(
        ("A", "q", 2021, 80.0, True), ("A", "q", 2022, 48.0, True), ("A", "r", 2021, 14.0, True), ("A", "r", 2022, 45.0, True)
    )
    places = {t.get_text(): t for axes in forms.small_multiples(rows, **KINDS).axes[:2] for t in axes.texts}
    assert (places["80"].get_va(), places["48"].get_va()) == ("bottom", "top")
    assert (places["14"].get_ha(), places["45"].get_va()) == ("right", "bottom")


def test_an_amount_after_a_fall_stands_beside_the_line():
    rows = pd.DataFrame({"series": "a", "year": [2023, 2024, 2025], "index": [100.0, 72.0, 65.0], "text": ["1", "826", "748"]})
    places = {t.get_text(): t.get_ha() for t in forms.side_by_side(rows, ylabel="index").axes[0].texts}
    assert (places["1"], places["826"]) == ("center", "left")


def test_a_year_without_a_value_breaks_the_line():
    rows = pd.DataFrame({"series": "net", "year": [2021, 2023, 2024], "index": [100.0, 15.0, 5.0], "text": ["344", "51", "19"]})
    figure = forms.side_by_side(rows, ylabel="2021 = 100")
    line = figure.axes[0].lines[0].get_ydata()
    assert np.isnan(np.asarray(line, float)).tolist() == [False, True, False, False]


def test_measures_stand_side_by_side_on_one_scale():
    rows = pd.DataFrame({"series": ["a", "b"], "year": [2021, 2021], "index": [100.0, 100.0], "text": ["1", "2"]})
    figure = forms.side_by_side(rows, ylabel="index")
    assert len(figure.axes) == 2
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()


def test_slopes_write_both_ends_and_the_names():
    rows = pd.DataFrame({
        "series": ["x", "x", "y", "y"], "label": ["at home", "at home", "abroad", "abroad"], "year": [2019, 2022] * 2,
        "value": [29.0, 47.0, 59.0, 42.0],
    })  # fmt: skip
    assert {"29", "47  at home", "59", "42  abroad", "2019", "2022"} <= words(forms.slopes(rows, ylabel="percent"))
