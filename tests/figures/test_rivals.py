"""Forms for rival readings: marks differ in shape, and counts keep their order."""

import pandas as pd
from footprint.figures import forms
from footprint.figures.forms.rivals import SYMBOLS

WORDS = {"inconsistent": "contradicts", "consistent": "fits", "not diagnostic": "says nothing"}


def test_marks_are_told_apart_by_shape():
    assert len({style["marker"] for style in SYMBOLS.values()}) == len(SYMBOLS)


def test_every_mark_is_drawn_once_and_named():
    cells = pd.DataFrame(
        [("one", "A", "x", "inconsistent"), ("one", "B", "y", "consistent"), ("two", "A", "x", "not diagnostic"),
         ("two", "B", "y", "inconsistent")], columns=["row", "column", "group", "mark"],
    )  # fmt: skip
    axes = forms.mark_matrix(cells, WORDS).axes[0]
    drawn = {line.get_marker(): len(line.get_xdata()) for line in axes.get_lines()}
    assert drawn == {"X": 2, "o": 1, ".": 1}
    assert [t.get_text() for t in axes.get_legend().get_texts()] == list(WORDS.values())
    left, right = axes.get_xticks()
    assert right - left > 1  # readings of different questions stand apart


def test_the_fewest_of_a_group_is_filled():
    rows = pd.DataFrame(
        {"group": ["x", "x"], "label": ["A", "B"], "value": [1.0, 3.0], "low_one": [1.0, 2.0], "low_many": [0.0, 2.0]}
    )
    axes = forms.counts_left_out(rows, xlabel="count").axes[0]
    dots = [line for line in axes.get_lines() if line.get_marker() == "o"]
    assert [dot.get_markerfacecolor() for dot in dots] == [dots[0].get_markeredgecolor(), "white"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["A", "B"]
