"""The aggregation rule and look-through: cases worked by hand, a naive oracle, and rules that always hold."""

import itertools

import pandas as pd
import pytest
from footprint.analysis.ownership import SHARE_COLUMNS, OwnershipError, affiliates, look_through, ranges
from hypothesis import assume, given, settings
from hypothesis import strategies as st


def shares(*rows):
    """Rows of owner, subject, low and, where it differs, high."""
    return pd.DataFrame([(*row, row[-1]) if len(row) == 3 else row for row in rows], columns=SHARE_COLUMNS)


def statuses(edges, listed, threshold=50.0):
    return affiliates(edges, listed, threshold).set_index("company")["status"].to_dict()


def held(edges, listed, company, end="low", threshold=50.0):
    return affiliates(edges, listed, threshold).set_index("company").loc[company, end]


def test_half_is_enough_and_a_hair_less_is_not():
    assert statuses(shares(("l", "a", 50.0)), {"l"})["a"] == "certainly"
    assert statuses(shares(("l", "a", 49.999999)), {"l"})["a"] == "no"


def test_two_listed_owners_add_up():
    edges = shares(("l", "a", 25.0), ("m", "a", 25.0), ("m", "b", 49.0))
    assert statuses(edges, {"l", "m"}) == {"l": "listed", "m": "listed", "a": "certainly", "b": "no"}
    assert held(edges, {"l", "m"}, "a") == 50


def test_shares_are_not_multiplied_along_a_path():
    edges = shares(("l", "a", 60.0), ("a", "b", 60.0))
    assert statuses(edges, {"l"})["b"] == "certainly"
    assert held(edges, {"l"}, "b") == 60
    assert look_through(edges, "l").to_dict() == pytest.approx({"a": 60, "b": 36})


def test_the_chain_stops_at_a_company_that_is_not_caught():
    edges = shares(("l", "a", 49.0), ("a", "b", 100.0))
    assert statuses(edges, {"l"}) == {"l": "listed", "a": "no", "b": "no"}
    assert look_through(edges, "l")["b"] == pytest.approx(49)


def test_ofacs_own_example_of_indirect_ownership():
    """X owns half of A and of B; A and B each own a quarter of C: C is caught, with half held by caught companies."""
    edges = shares(("x", "a", 50.0), ("x", "b", 50.0), ("a", "c", 25.0), ("b", "c", 25.0))
    assert statuses(edges, {"x"})["c"] == "certainly"
    assert look_through(edges, "x")["c"] == pytest.approx(25)


def test_and_with_a_quarter_and_a_tenth_it_is_not():
    edges = shares(("x", "a", 50.0), ("x", "b", 10.0), ("a", "c", 25.0), ("b", "c", 25.0))
    assert statuses(edges, {"x"})["c"] == "no"


def test_a_cycle_neither_hangs_nor_catches_itself():
    loop = shares(("a", "b", 60.0), ("b", "a", 60.0), ("l", "a", 40.0))
    assert statuses(loop, {"l"}) == {"l": "listed", "a": "no", "b": "no"}
    assert statuses(loop, {"l"}, threshold=40)["b"] == "certainly"
    assert look_through(loop, "l").to_dict() == pytest.approx({"a": 62.5, "b": 37.5})


def test_a_company_that_owns_part_of_its_owner_does_not_add_to_it():
    edges = shares(("l", "a", 80.0), ("a", "l", 20.0))
    assert look_through(edges, "l").to_dict() == pytest.approx({"a": 80})


def test_rivals_give_certainly_and_possibly():
    edges = shares(("l", "a", 40.0, 60.0), ("a", "b", 50.0))
    assert statuses(edges, {"l"}) == {"l": "listed", "a": "possibly", "b": "possibly"}
    assert affiliates(edges, {"l"}).set_index("company").loc["a", ["low", "high"]].tolist() == [40, 60]


def test_rounds_count_the_steps_from_the_listed():
    edges = shares(("l", "a", 60.0), ("a", "b", 60.0), ("x", "c", 60.0))
    rounds = affiliates(edges, {"l"}).set_index("company")["round"]
    assert rounds[["l", "a", "b"]].tolist() == [0, 1, 2]
    assert rounds[["c", "x"]].isna().all()


def test_reports_become_ranges_and_an_unknown_holding_what_is_left():
    reports = pd.DataFrame([("m", "w", 20.0), ("m", "w", 22.0), ("i", "w", 18.0)], columns=["owner", "subject", "value"])
    found = ranges(reports, [("s", "w"), ("m", "w")]).set_index("owner")
    assert found.loc["m", ["low", "high"]].tolist() == [20, 22]
    assert found.loc["s", ["low", "high"]].tolist() == [0, 62]


def test_a_high_end_never_exceeds_what_the_others_leave():
    reports = pd.DataFrame([("m", "w", 20.0), ("m", "w", 90.0), ("i", "w", 30.0)], columns=["owner", "subject", "value"])
    assert ranges(reports).set_index("owner").loc["m", "high"] == 70


@pytest.mark.parametrize(
    ("rows", "threshold", "fault"),
    [
        ([("l", "a", 101.0)], 50, "over 100"), ([("l", "a", -1.0)], 50, "under 0"), ([("l", "a", 60.0, 50.0)], 50, "above its high"),
        ([("l", "l", 10.0)], 50, "owns itself"), ([("l", "a", 10.0), ("l", "a", 20.0)], 50, "twice"),
        ([("l", "a", 60.0), ("m", "a", 60.0)], 50, "more than all of a"), ([("l", "a", 10.0)], 0, "threshold of 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(rows, threshold, fault):
    with pytest.raises(OwnershipError, match=fault):
        affiliates(shares(*rows), {"l"}, threshold)


# --------------------------------------------------------------------------------------------------- rules that always hold

FEW = settings(max_examples=40, deadline=None)
"""Each example runs a rule over frames several times."""

NAMES = "abcdef"
PAIRS = [pair for pair in itertools.product(NAMES, NAMES) if pair[0] != pair[1]]


@st.composite
def graphs(draw):
    """A graph of at most six companies, each owned to at most a hundred percent, in a random order of rows."""
    pairs = draw(st.lists(st.sampled_from(PAIRS), max_size=12, unique=True))
    left = dict.fromkeys(NAMES, 100)
    rows = []
    for owner, subject in pairs:
        high = draw(st.integers(0, left[subject]))
        left[subject] -= high
        rows.append((owner, subject, float(draw(st.integers(0, high))), float(high)))
    return pd.DataFrame(rows, columns=SHARE_COLUMNS).astype({"low": "float64", "high": "float64"})


LISTED = st.sets(st.sampled_from(NAMES), max_size=3)
THRESHOLDS = st.integers(1, 100).map(float)


def oracle(edges, listed, threshold, end):
    """Sweep over all companies until nothing changes."""
    links, caught = list(edges[["owner", "subject", end]].itertuples(index=False, name=None)), set(listed)
    while True:
        more = {n for n in NAMES if sum(w for o, s, w in links if s == n and o in caught) >= threshold} - caught
        if not more:
            return caught
        caught |= more


@FEW
@given(graphs(), LISTED, THRESHOLDS)
def test_it_agrees_with_a_naive_sweep(edges, listed, threshold):
    found = statuses(edges, listed, threshold)
    certain, possible = (oracle(edges, listed, threshold, end) for end in ("low", "high"))
    for name, status in found.items():
        wanted = "listed" if name in listed else "certainly" if name in certain else "possibly" if name in possible else "no"
        assert status == wanted


@FEW
@given(graphs(), LISTED, THRESHOLDS)
def test_never_more_than_a_whole_company(edges, listed, threshold):
    found = affiliates(edges, listed, threshold)
    assert found["low"].between(0, 100).all()
    assert found["high"].between(0, 100).all()
    assert (found["low"] <= found["high"]).all()


@FEW
@given(graphs(), st.sampled_from(NAMES))
def test_look_through_is_never_more_than_a_whole_company(edges, owner):
    assert look_through(edges, owner, "high").between(0, 100).all()


@FEW
@given(graphs(), LISTED, THRESHOLDS, st.data())
def test_more_of_any_share_catches_no_less(edges, listed, threshold, data):
    assume(len(edges))
    row = data.draw(st.integers(0, len(edges) - 1))
    room = 100 - edges.loc[edges["subject"] == edges.loc[row, "subject"], "high"].sum()
    more = edges.copy()
    more.loc[row, ["low", "high"]] += data.draw(st.integers(0, int(room)))
    before, after = affiliates(edges, listed, threshold), affiliates(more, listed, threshold)
    assert (after["low"] >= before["low"]).all()
    assert (after["high"] >= before["high"]).all()
    rank = ["no", "possibly", "certainly", "listed"].index
    assert (after["status"].map(rank) >= before["status"].map(rank)).all()
    owner = edges.loc[row, "owner"]
    less = look_through(edges, owner, "high")
    assert (look_through(more, owner, "high").reindex(less.index) >= less - 1e-9).all()


@FEW
@given(graphs(), LISTED, THRESHOLDS, st.randoms())
def test_the_order_of_rows_does_not_matter(edges, listed, threshold, random):
    order = list(range(len(edges)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(affiliates(edges, listed, threshold), affiliates(edges.iloc[order], listed, threshold))


@FEW
@given(graphs(), LISTED, THRESHOLDS)
def test_a_higher_threshold_catches_no_more(edges, listed, threshold):
    assume(threshold < 100)
    low, high = (affiliates(edges, listed, t).set_index("company")["status"] for t in (threshold, threshold + 1))
    rank = ["no", "possibly", "certainly", "listed"].index
    assert (high.map(rank) <= low.map(rank)).all()


@FEW
@given(graphs(), st.sampled_from(NAMES))
def test_look_through_equals_the_sum_over_paths(edges, owner):
    """Pass the owner's money down the graph, step by step; a tenth at least leaves it at each, so it is soon all but gone."""
    assume((edges.groupby("subject")["low"].sum() <= 90).all())
    links = list(edges[["owner", "subject", "low"]].itertuples(index=False, name=None))
    part = dict.fromkeys(NAMES, 0.0)
    for _ in range(150):
        part = {n: sum(w / 100 * (1.0 if o == owner else part[o]) for o, s, w in links if s == n) for n in NAMES}
    assert all(100 * part[name] == pytest.approx(value, abs=1e-3) for name, value in look_through(edges, owner).items())
