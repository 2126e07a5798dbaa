import numpy as np
import pandas as pd
from footprint.figures import forms

from tests.figures.test_forms import words


def answers(*rows):
    names = ["head", "panel", "year", "value", "solid"]
    frame = pd.DataFrame(list(rows), columns=names)
    return frame.assign(text=[f"{v:g}" for v in frame["value"]])


def test_each_question_has_a_panel_of_its_own_even_under_one_wording():
    rows = answers(("A", "leaving", 2022, 24.0, True), ("A", "leaving", 2024, 30.0, True), ("B", "leaving", 2024, 13.0, True))
    figure = forms.small_multiples(rows, ylabel="percent")
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert len(shown) == 2
    assert [list(axes.lines[0].get_ydata()) for axes in shown] == [[24, 30], [13]]
    assert {axes.get_ylim() for axes in shown} == {shown[0].get_ylim()}


def test_a_year_that_may_not_be_that_of_asking_is_hollow():
    figure = forms.small_multiples(answers(("A", "q", 2022, 24.0, False), ("A", "q", 2023, 25.0, True)), ylabel="percent")
    fills = [line.get_markerfacecolor() for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [fill == "white" for fill in fills] == [True, False]


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
