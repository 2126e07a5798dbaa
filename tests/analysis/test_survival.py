import math

import numpy as np
import pandas as pd
import pytest
from footprint.analysis import survival as analysis
from hypothesis import given
from hypothesis import strategies as st

SIX_MP = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0), (20, 0),
          (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]  # fmt: skip
"""Weeks to relapse under 6-mercaptopurine (Freireich and others 1963), the worked example of most textbooks; 0 is censored."""

PUBLISHED = {6: (0.8571, 0.6197, 0.9516), 7: (0.8067, 0.5631, 0.9228), 10: (0.7529, 0.5032, 0.8894), 13: (0.6902, 0.4316, 0.8491),
             16: (0.6275, 0.3675, 0.8049), 22: (0.5378, 0.2678, 0.7468), 23: (0.4482, 0.1881, 0.6801)}  # fmt: skip
"""Product-limit estimate and log-log interval as published for these data."""


def by_hand(times, events):
    """Kaplan-Meier and Greenwood's log-log interval, one event time after another."""
    left, variance, out = 1.0, 0.0, {}
    for t in sorted({t for t, e in zip(times, events, strict=True) if e}):
        at_risk = sum(u >= t for u in times)
        died = sum(u == t and e for u, e in zip(times, events, strict=True))
        left *= 1 - died / at_risk
        if left == 0:
            out[t] = (0.0, math.nan, math.nan)
            continue
        variance += died / (at_risk * (at_risk - died))
        spread = 1.959963984540054 * math.sqrt(variance) / abs(math.log(left))
        out[t] = (left, left ** math.exp(spread), left ** math.exp(-spread))
    return out


def test_the_estimate_and_its_interval_are_those_of_the_textbook():
    found = analysis.curve([t for t, _ in SIX_MP], [e for _, e in SIX_MP]).set_index("years")
    for week, values in PUBLISHED.items():
        assert found.loc[week, ["survival", "low", "high"]].tolist() == pytest.approx(values, abs=6e-5)
    assert found.loc[6, ["at_risk", "events"]].tolist() == [21, 3]
    assert found.loc[23, ["at_risk", "events"]].tolist() == [6, 1]


def test_the_median_of_the_textbook_data():
    assert analysis.median(analysis.curve([t for t, _ in SIX_MP], [e for _, e in SIX_MP])) == (23, 13, None)


def test_three_sites_by_hand():
    found = analysis.curve([1, 2, 3], [True, False, True])
    assert found["survival"].tolist() == pytest.approx([2 / 3, 2 / 3, 0])


@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=25))
def test_any_data_agree_with_the_estimate_by_hand(data):
    times, events = [t for t, _ in data], [e for _, e in data]
    found = analysis.curve(times, events).set_index("years")
    assert found["survival"].is_monotonic_decreasing
    for t, values in by_hand(times, events).items():
        assert found.loc[t, ["survival", "low", "high"]].tolist() == pytest.approx(values, nan_ok=True)


def test_nothing_is_said_before_the_first_end_or_past_the_longest_life():
    found = analysis.curve([4, 6, 8], [True, False, False])
    assert analysis.survival_at(found, 3) is None
    assert analysis.survival_at(found, 9) is None
    assert analysis.survival_at(found, 7)["survival"] == pytest.approx(2 / 3)


def sites(*rows):
    frame = pd.DataFrame(rows, columns=["company", "years", "event"])
    return frame.assign(event=frame["event"].astype(bool))


def test_one_company_drawn_anew_is_always_itself():
    rows = sites(("a", 4, 1), ("a", 6, 0), ("a", 8, 1))
    again = analysis.clustered(rows, [5], 50, 1).iloc[0]
    assert again[["low", "high"]].tolist() == pytest.approx([2 / 3, 2 / 3])


def test_ends_in_one_company_leave_more_open_than_ends_spread_over_many():
    others = [(c, 10, 0) for c in "bcdefghi"]
    one = sites(*[("a", 4, 1)] * 4, *others)
    many = sites(*[(c, 4, 1) for c in "klmn"], *others)
    narrow, wide = (analysis.clustered(r, [5], 2000, 1).iloc[0] for r in (many, one))
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"]


def test_the_same_seed_draws_the_same():
    rows = sites(("a", 4, 1), ("b", 6, 0), ("c", 8, 1))
    assert analysis.clustered(rows, [5, 9], 200, 7).equals(analysis.clustered(rows, [5, 9], 200, 7))


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0, 3.6889), (1, 0.0253, 5.5716), (9, 4.1154, 17.0848)])
def test_exact_poisson_limits_are_those_of_the_tables(events, low, high):
    assert analysis.poisson(events, 1.0) == pytest.approx((events, low, high), abs=1e-4)


def test_no_exposure_gives_no_rate():
    assert all(np.isnan(analysis.poisson(2, 0.0)))


def lives(**more):
    day = pd.Timestamp
    row = {
        "site": "s", "company": "c", "city": "", "home": "US", "kind": "research_lab", "mainland": True,
        "opened_from": day("2000-01-01"), "opened_to": day("2000-12-31"), "seen": day("2010-07-01"), "closed_from": pd.NaT,
        "closed_to": pd.NaT, "announced_from": pd.NaT, "announced_to": pd.NaT, "rows": "site-1",
    }  # fmt: skip
    frame = pd.DataFrame([row | more])
    dates = ["opened_from", "opened_to", "seen", "closed_from", "closed_to", "announced_from", "announced_to"]
    return frame.astype(dict.fromkeys(dates, "datetime64[s]"))


def test_an_open_site_counts_up_to_its_last_sighting():
    row = analysis.spells(lives(), analysis.Terms()).iloc[0]
    assert not row["event"]
    assert row["years"] == pytest.approx(10, abs=0.01)


def test_a_vague_end_is_put_in_its_middle():
    day = pd.Timestamp
    row = analysis.spells(lives(closed_from=day("2005-01-01"), closed_to=day("2005-12-31")), analysis.Terms()).iloc[0]
    assert row["event"]
    assert row["years"] == pytest.approx(5, abs=0.01)


def test_an_end_only_announced_counts_in_the_broad_definition():
    rows = lives(announced_from=pd.Timestamp("2009-01-01"), announced_to=pd.Timestamp("2009-12-31"))
    assert not analysis.spells(rows, analysis.Terms("strict"))["event"].any()
    assert analysis.spells(rows, analysis.Terms("broad"))["event"].all()


@pytest.mark.parametrize(
    "more",
    [{"mainland": False}, {"kind": "team"}, {"kind": "legal_entity"}, {"opened_from": pd.NaT, "opened_to": pd.NaT},
     {"seen": pd.NaT}, {"seen": pd.Timestamp("2000-08-01")}],
)  # fmt: skip
def test_what_the_curve_does_not_count(more):
    assert analysis.spells(lives(**more), analysis.Terms()).empty


def test_stale_and_foreign_sites_can_be_left_out_but_ends_stay():
    assert analysis.spells(lives(), analysis.Terms(seen_since=2015)).empty
    assert analysis.spells(lives(), analysis.Terms(home="SE")).empty
    ended = lives(closed_from=pd.Timestamp("2005-01-01"), closed_to=pd.Timestamp("2005-01-31"))
    assert len(analysis.spells(ended, analysis.Terms(seen_since=2015))) == 1


def test_closings_over_site_years_by_hand():
    day = pd.Timestamp
    rows = pd.concat([
        lives(),
        lives(site="t", rows="site-2", opened_from=day("2001-01-01"), opened_to=day("2001-01-01"), seen=pd.NaT,
              closed_from=day("2011-01-01"), closed_to=day("2011-01-01")),
    ])  # fmt: skip
    found = analysis.rates(rows, [(2006, 2015), (2016, 2020)], day("2016-01-01")).set_index(["period", "basis"])
    seen, unclosed = found.loc[("2006–2015", "seen")], found.loc[("2006–2015", "unclosed")]
    assert (seen["events"], seen["decisions"], seen["rows"]) == (1, 1, "site-2")
    assert seen["exposure"] == pytest.approx(4.5 + 5, abs=0.02)
    assert unclosed["exposure"] == pytest.approx(10 + 5, abs=0.02)
    assert seen["rate"] == pytest.approx(100 / seen["exposure"])
    assert found.loc[("2016–2016", "seen"), "events"] == 0


def test_closings_of_one_company_in_one_month_are_one_decision():
    day = pd.Timestamp
    end = {"closed_from": day("2011-01-01"), "closed_to": day("2011-01-31")}
    rows = pd.concat([lives(site=s, rows=f"site-{s}", **end) for s in "ab"])
    found = analysis.rates(rows, [(2010, 2012)], day("2013-01-01")).iloc[0]
    assert (found["events"], found["decisions"]) == (2, 1)


def test_an_end_of_a_site_of_unknown_age_is_named_for_it_adds_no_years():
    end = {"closed_from": pd.Timestamp("2011-01-01"), "closed_to": pd.Timestamp("2011-01-31")}
    unknown = {"opened_from": pd.NaT, "opened_to": pd.NaT}
    rows = pd.concat([lives(**end), lives(site="t", **end, **unknown, seen=pd.NaT), lives(site="u", **end, **unknown)])
    found = analysis.rates(rows, [(2010, 2012)], pd.Timestamp("2013-01-01")).iloc[0]
    assert (found["events"], found["undated"]) == (3, 1)
