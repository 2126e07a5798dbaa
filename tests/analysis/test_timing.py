"""Timing: distances worked by hand, and a test of chance that is fixed and fair."""

import numpy as np
import pandas as pd
import pytest
from footprint.analysis import timing
from hypothesis import given
from hypothesis import strategies as st

WINDOW = (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31"))


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts)))


def test_distances_go_both_ways():
    found = timing.distances(
        timing.ordinals(days("2025-04-08", "2025-04-01", "2025-05-01")), timing.ordinals(days("2025-04-05", "2025-04-09"))
    )
    assert found.tolist() == [1, 4, 22]


def test_the_nearest_rule_is_named_and_signed():
    events = pd.DataFrame({"day": days("2025-04-08"), "label": ["end"], "id": ["e"]})
    rules = pd.DataFrame({"day": days("2025-04-01", "2025-04-09"), "label": ["old", "letter"], "id": ["r1", "r2"]})
    assert timing.nearest(events, rules)[["rule", "lag"]].to_numpy().tolist() == [["letter", -1]]


def test_the_same_seed_gives_the_same_answer():
    events, rules = days("2025-04-08", "2025-06-04", "2025-10-09"), days("2025-04-08", "2025-09-09")
    one, two = (timing.placebo(events, rules, WINDOW, near=1, draws=500, seed=7) for _ in range(2))
    assert one.share == two.share
    assert (one.draws == two.draws).all()
    assert timing.placebo(events, rules, WINDOW, near=1, draws=500, seed=8).share != one.share


def test_events_on_the_days_of_rules_are_nearer_than_chance():
    rules = days("2025-02-03", "2025-05-05", "2025-08-06", "2025-11-06")
    hit = timing.placebo(rules, rules, WINDOW, near=0, draws=999, seed=1)
    assert (hit.observed, hit.near) == (0, 4)
    assert hit.share == hit.near_share == pytest.approx(1 / 1000)


def test_events_as_far_as_can_be_are_matched_by_every_draw():
    far = timing.placebo(days("2025-12-31"), days("2025-01-01"), WINDOW, near=0, draws=200, seed=1)
    assert far.share == 1


@given(st.lists(st.integers(0, 364), min_size=1, max_size=6), st.integers(0, 10_000))
def test_random_days_keep_the_weekday_and_the_window(offsets, seed):
    events = timing.ordinals([WINDOW[0] + pd.Timedelta(days=n) for n in offsets])
    drawn = timing.random_days(events, WINDOW, 20, seed)
    assert ((drawn - events) % 7 == 0).all()
    assert drawn.min() >= WINDOW[0].toordinal()
    assert drawn.max() <= WINDOW[1].toordinal()


def test_counts_within_a_distance_grow():
    found = timing.within(days("2025-04-08", "2025-06-04"), days("2025-04-10"), WINDOW, most=60, draws=200, seed=3)
    assert found["seen"].tolist() == sorted(found["seen"])
    assert found.set_index("days")["seen"].loc[[1, 2, 55]].tolist() == [0, 1, 2]
    assert (found["low"] <= found["high"]).all()


def test_weekdays_near_a_rule_are_counted_exactly():
    week = (pd.Timestamp("2025-04-07"), pd.Timestamp("2025-04-11"))
    assert timing.weekdays_near(days("2025-04-08"), week, near=1) == pytest.approx(3 / 5)
    assert np.isclose(timing.weekdays_near(days("2025-04-08"), week, near=0), 1 / 5)
