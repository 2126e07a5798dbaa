import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from footprint.analysis.severance import READINGS, Inputs, compare, payment, simulate, tornado, years_counted
from hypothesis import given
from hypothesis import strategies as st

CAP = 36_921.0
INPUTS = Inputs(
    headcount=(1000, 2000), other_city=(400, 1000), cap=(CAP, CAP), other_cap=(32_000, 34_000), mean_pay=(9_000, 16_000),
    mean_tenure=(1, 4, 10), bonus=(0, 2000), longest=23, draws=300, staff=50, seed=7,
)  # fmt: skip


@pytest.mark.parametrize(("tenure", "years"), [(0, 0), (0.3, 0.5), (0.5, 1), (1, 1), (2.4, 2.5), (2.5, 3), (2.99, 3), (14, 14)])
def test_years_count_as_article_47_says(tenure, years):
    assert years_counted(tenure) == years


@pytest.mark.parametrize(
    ("tenure", "pay", "terms", "expected"),
    [
        (2.4, 20_000, {}, 2.5 * 20_000 + 20_000),
        (14, 50_000, {}, 12 * CAP + CAP),
        (14, 50_000, {"plus_capped": False}, 12 * CAP + 50_000),
        (14, 20_000, {}, 14 * 20_000 + 20_000),
        (14, 20_000, {"years": "all"}, 12 * 20_000 + 20_000),
        (14, 50_000, {"years": "none"}, 14 * CAP + CAP),
        (3, 10_000, {"plus": 7}, 3 * 10_000 + 7 * 10_000),
        (3, 10_000, {"plus": 0, "multiple": 2}, 2 * 3 * 10_000),
    ],
)
def test_worked_cases(tenure, pay, terms, expected):
    assert payment(tenure, pay, CAP, **terms) == pytest.approx(expected)


def test_an_unknown_reading_is_refused():
    with pytest.raises(ValueError, match="capped, all, none"):
        payment(1, 1, 1, years="some")


TENURE, PAY = st.floats(0, 30), st.floats(3_000, 80_000)


@given(TENURE, TENURE, PAY, st.sampled_from(READINGS))
def test_longer_service_never_costs_less(one, other, pay, years):
    low, high = sorted((one, other))
    assert payment(low, pay, CAP, years=years) <= payment(high, pay, CAP, years=years)


@given(TENURE, PAY)
def test_the_wider_limit_never_costs_more(tenure, pay):
    assert payment(tenure, pay, CAP, years="all") <= payment(tenure, pay, CAP, years="capped")
    assert payment(tenure, pay, CAP, years="capped") <= payment(tenure, pay, CAP, years="none")


@given(TENURE, PAY)
def test_more_months_cost_more(tenure, pay):
    assert payment(tenure, pay, CAP, plus=7) > payment(tenure, pay, CAP, plus=1)


def test_a_workforce_without_uncertainty_has_the_cost_worked_by_hand():
    certain = replace(
        INPUTS, headcount=(10, 10), other_city=(0, 0), mean_pay=(10_000, 10_000), pay_spread=0, bonus=(500, 500),
        mean_tenure=(99, 99, 99), longest=3,
    )  # fmt: skip
    result = simulate(certain)
    assert result.total == pytest.approx(np.full(300, 10 * (3 * 10_000 + 10_000 + 500)), rel=0.02)
    assert result.above_cap == 0


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    simulate.cache_clear()
    first = simulate(INPUTS).total.copy()
    simulate.cache_clear()
    assert (simulate(INPUTS).total == first).all()
    assert not (simulate(replace(INPUTS, seed=8)).total == first).all()


def test_the_interval_holds_the_share_of_draws_it_says():
    result = simulate(INPUTS)
    low, high = result.interval(0.9)
    assert np.mean((result.total >= low) & (result.total <= high)) == pytest.approx(0.9, abs=0.01)
    assert low < result.median < high


def test_a_tornado_moves_one_input_at_a_time():
    rows = tornado(INPUTS).set_index("input")
    assert rows.loc["headcount", "high_result"] == pytest.approx(2 * rows.loc["headcount", "low_result"], rel=0.01)
    assert rows.loc["cap", "low_result"] == rows.loc["cap", "high_result"] == rows.loc["cap", "base"]
    assert (rows["base"].nunique(), set(rows.index) >= {"mean_tenure", "bonus"}) == (1, True)


def test_other_terms_are_costed_on_the_same_staff():
    offers = pd.DataFrame({"label": ["N+1", "N+3", "2N"], "plus": [1.0, 3.0, 0.0], "multiple": [1.0, 1.0, 2.0]})
    rows = compare(INPUTS, offers).set_index("label")
    assert rows.loc["N+1", "total"] == pytest.approx(simulate(INPUTS).median)
    assert rows.loc["N+1", "a_head"] == pytest.approx(sorted(simulate(INPUTS).a_head)[INPUTS.draws // 2], rel=0.01)
    assert rows.loc["N+3", "total"] > rows.loc["N+1", "total"]
    assert (rows["low"] < rows["total"]).all()
    assert compare(INPUTS, offers.iloc[:0]).empty


def test_staff_paid_above_the_cap_are_counted():
    rich = replace(INPUTS, mean_pay=(2 * CAP, 2 * CAP), pay_spread=0)
    assert simulate(rich).above_cap == 1
    assert not math.isnan(simulate(rich).median)
