"""Tariffs: the sum of the layers on any day, steps that never applied, and those due that nobody saw."""

import datetime

import pandas as pd
import pytest
from footprint.analysis import tariffs as analysis
from footprint.evidence.ledger import Ledger
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT

REAL = Ledger.read(ROOT / "data").table("tariffs")
END = pd.Timestamp("2026-11-22")


def on(side, day):
    return analysis.rate_on(REAL, side, pd.Timestamp(day))


@pytest.mark.parametrize(
    ("day", "us", "china"),
    [
        ("2018-07-06", 0, 0), ("2025-02-03", 0, 0), ("2025-02-04", 10, 0), ("2025-03-04", 20, 0), ("2025-04-04", 20, 0),
        ("2025-04-05", 30, 0), ("2025-04-09", 104, 0), ("2025-04-10", 145, 84), ("2025-04-11", 145, 84), ("2025-04-12", 145, 125),
        ("2025-05-13", 145, 125), ("2025-05-14", 30, 10), ("2025-11-09", 30, 10), ("2025-11-10", 20, 10), ("2026-02-23", 20, 10),
        ("2026-02-24", 10, 10), ("2026-07-23", 10, 10),
    ],
)  # fmt: skip
def test_the_rate_on_days_worked_by_hand(day, us, china):
    assert (on("US", day).total, on("CN", day).total) == (us, china)


def test_an_end_that_was_due_and_not_seen_opens_a_range():
    assert on("US", "2026-07-23")[1:3] == (10, 10)
    assert on("US", "2026-07-24")[1:3] == (0, 10)


def test_a_suspension_whose_end_was_due_and_not_seen_opens_a_range():
    assert on("CN", "2026-11-09")[1:3] == (10, 10)
    assert on("CN", "2026-11-10")[1:3] == (10, 34)


@given(st.dates(datetime.date(2018, 1, 1), datetime.date(2026, 11, 20)), st.sampled_from(["US", "CN"]))
def test_the_rate_is_the_sum_of_the_layers_in_force(day, side):
    day = pd.Timestamp(day)
    spans = analysis.spans(REAL, side, END)
    there = spans[(spans["start"] <= day) & (day < spans["end"])]
    rate = analysis.rate_on(REAL, side, day)
    assert rate.total == pytest.approx(there["rate"].sum())
    assert rate.total == pytest.approx(sum(rate.layers.values()))
    whole = analysis.totals(REAL, side, END)
    assert rate.total == pytest.approx(whole[(whole["start"] <= day) & (day < whole["end"])]["rate"].sum())


def test_the_sums_are_those_the_sources_state():
    for row in REAL[
        (REAL["across_the_board"] == "yes") & (REAL["state"] == "applied") & REAL["cumulative"].notna()
    ].itertuples():
        if row.step != "us-2026-02-24-end-f":  # the source states the sum without the surcharge that began the same day
            after = {"us-2026-02-24-end-r": 10}.get(row.step, row.cumulative)
            assert analysis.rate_on(REAL, row.imposer, row.effective).total == after, row.step


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from("ab"), st.floats(-50, 50)), max_size=12), st.integers(0, 420))
def test_whatever_the_steps_spans_sum_to_the_rate(steps, days):
    start = pd.Timestamp("2025-01-01")
    rows = pd.DataFrame(
        [
            {"id": str(n), "imposer": "US", "superseded_by": "", "across_the_board": "yes", "state": "applied", "layer": layer,
             "effective": start + pd.Timedelta(days=d), "rate_added": rate}
            for n, (d, layer, rate) in enumerate(steps)
        ],
        columns=["id", "imposer", "superseded_by", "across_the_board", "state", "layer", "effective", "rate_added"],
    )  # fmt: skip
    day = start + pd.Timedelta(days=days)
    spans = analysis.spans(rows, "US", start + pd.Timedelta(days=500))
    there = spans[(spans["start"] <= day) & (day < spans["end"])] if len(spans) else spans
    assert analysis.rate_on(rows, "US", day).total == pytest.approx(float(there["rate"].sum()), abs=1e-6)


def test_the_thirty_four_percent_to_the_day():
    life = analysis.life(REAL, "cn-2025-04-34")
    days = [str(day.date()) for day in (life.announced, life.due, life.replaced)]
    assert days == ["2025-04-04", "2025-04-10", "2025-04-09"]
    assert (life.rate, life.instead, life.days_collected) == (34, 84, 0)
    assert 34 not in {on("CN", day).total for day in pd.date_range("2025-04-01", "2025-05-31")}


def test_the_us_rate_for_china_of_the_second_of_april_was_never_collected_either():
    life = analysis.life(REAL, "us-2025-04-34")
    assert (life.rate, life.instead, life.days_collected) == (34, 84, 0)


def test_before_anything_took_its_place_an_announced_rate_has_no_life_yet():
    assert analysis.life(REAL[REAL["step"] != "cn-2025-04-84"].query("step != 'cn-2025-04-125'").query("effective < '2025-05-01'"),
                         "cn-2025-04-34") is None  # fmt: skip
    assert analysis.life(REAL, "no-such-step") is None


def test_announcements_keep_the_layer_s_rate_and_its_end():
    rows = analysis.announcements(REAL, "CN", END).set_index("id")
    assert rows["rate"].tolist() == [34, 84, 125]
    assert rows["applied"].tolist() == [False, True, True]
    assert str(rows["replaced"].iloc[1].date()) == "2025-04-12"


def test_the_open_part_begins_on_the_day_nobody_saw():
    us, china = (analysis.unseen(REAL, side, END) for side in ("US", "CN"))
    assert us.iloc[0].tolist() == [pd.Timestamp("2026-07-24"), END, 0, 10]
    assert china.iloc[0].tolist() == [pd.Timestamp("2026-11-10"), END, 10, 34]
    assert analysis.unseen(REAL, "US", pd.Timestamp("2026-07-01")).empty


def test_averages_keep_their_vintages_apart():
    rows = analysis.averages(REAL)
    assert rows[rows["day"] == "2020-02-14"].query("imposer == 'CN'")["rate"].tolist() == [20.3, 21.1]
