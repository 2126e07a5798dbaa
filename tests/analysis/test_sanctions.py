"""Listings, lags, dealings against listings, rules by date: small cases by hand."""

import pandas as pd
import pytest
from footprint.analysis import sanctions

DAY = pd.Timestamp("2025-01-01")


def when(text):
    return pd.NaT if text is None else pd.Timestamp(text)


def listings(*rows):
    """Rows of subject, list, announced, effective, removed."""
    out = [
        {
            "id": f"l{n}", "subject": s, "list": name, "authority": "BIS", "announced_start": when(a), "effective_start": when(e),
            "removed_start": when(r), "removed_end": when(r), "superseded_by": "", "source": "s1", "regime": "reg-1",
        }
        for n, (s, name, a, e, r) in enumerate(rows, 1)
    ]  # fmt: skip
    return sanctions.listings_of(pd.DataFrame(out))


def dealing(first, last, status="reported"):
    return pd.Series({"first": when(first), "last": when(last), "status": status})


def listing(public, in_force, removed=None, name="Entity List"):
    return pd.Series({"public": when(public), "in_force": when(in_force), "removed_start": when(removed), "list_name": name})


def test_the_legal_persons_of_a_family_are_kept_apart_in_spans_and_joined_in_lags():
    rows = listings(
        ("sensetime-beijing", "Entity List", "2019-10-07", "2019-10-09", None), ("sensetime", "NS-CMIC", "2021-12-10", "2022-02-08", None)
    )  # fmt: skip
    assert sanctions.spans(rows, DAY)["subject"].tolist() == ["sensetime-beijing", "sensetime"]
    lag = sanctions.lags(rows).iloc[0]
    assert (lag["family"], lag["public"], lag["in_force"]) == ("sensetime", 795, 853)


def test_a_relisting_continues_the_first_and_a_part_of_a_list_belongs_to_it():
    rows = listings(
        ("a", "Entity List", "2020-01-01", None, None), ("a", "Entity List (six subsidiaries)", "2023-01-01", None, None)
    )
    span = sanctions.spans(rows, DAY).iloc[0]
    assert (span["start_from"], span["id"], span["open"]) == (pd.Timestamp("2020-01-01"), "l1 l2", True)


def test_a_removed_listing_ends_and_an_undated_one_is_left_out():
    rows = listings(("a", "NS-CMIC", "2020-01-01", None, "2021-01-01"), ("b", "Unverified List", None, None, None))
    spans = sanctions.spans(rows, DAY)
    assert spans["subject"].tolist() == ["a"]
    assert not spans["open"].iloc[0]


def test_what_takes_effect_later_is_pale_to_the_books_date():
    assert sanctions.spans(listings(("a", "Section 5949", "2022-12-23", "2027-12-23", None)), DAY)["start_to"].iloc[0] == DAY


@pytest.mark.parametrize(
    ("deal", "lists", "state"),
    [
        (dealing("2018-01-01", "2018-12-31"), listing("2019-10-07", "2019-10-09"), "before"),
        (dealing("2018-01-01", "2019-10-08"), listing("2019-10-07", "2019-10-09"), "announced"),
        (dealing("2018-01-01", "2019-10-09"), listing("2019-10-07", "2019-10-09"), "before and during"),
        (dealing("2019-10-09", "2020-01-01"), listing("2019-10-07", "2019-10-09"), "during"),
        (dealing(None, "2020-01-01"), listing("2019-10-07", "2019-10-09"), "during"),
        (dealing("2019-11-20", "2019-11-22", "licensed"), listing("2019-05-16", "2019-05-16"), "licensed"),
        (dealing("2022-11-20", "2022-11-22", "licensed"), listing("2021-06-03", "2021-08-02", name="NS-CMIC"), "during"),
        (dealing("2022-01-01", "2022-02-01"), listing("2020-01-01", "2020-01-01", "2021-01-01"), "after"),
        (dealing("2022-01-01", None), listing("2020-01-01", "2020-01-01"), "undated"),
        (dealing("2022-01-01", "2022-02-01"), listing(None, None), "undated"),
    ],
)
def test_how_a_dealing_stood_to_a_listing(deal, lists, state):
    assert sanctions.state(deal, lists) == state


def test_a_dealing_is_known_of_to_the_day_its_source_speaks():
    rows = pd.DataFrame(
        {
            "id": ["r1", "r2"], "from_entity": ["microsoft", "x"], "to_entity": ["a", "microsoft"], "relation": ["supplier_of", "owns"],
            "status": "reported", "source": "s1", "superseded_by": "", "since_start": when("2018-01-01"), "since_end": when("2018-12-31"),
            "until_end": pd.NaT,
        }
    )  # fmt: skip
    found = sanctions.dealings(rows, {"s1": pd.Timestamp("2020-05-31")}, ["microsoft"])
    assert found["id"].tolist() == ["r1"]
    assert found.loc[0, ["party", "first", "last", "open"]].tolist() == ["a", when("2018-12-31"), when("2020-05-31"), True]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-09-28", "not yet"), ("2025-09-29", "in force"), ("2025-11-09", "in force"), ("2025-11-10", "suspended"),
        ("2026-11-09", "suspended"), ("2026-11-10", "unknown"),
    ],
)  # fmt: skip
def test_the_affiliates_rule_by_date(day, state):
    dates = [pd.Timestamp(d) for d in ("2025-09-29", "2025-11-10", "2026-11-09")]
    assert sanctions.rule_state(*dates, pd.Timestamp(day)) == state


def test_a_rule_nobody_suspended_is_in_force():
    assert sanctions.rule_state(pd.Timestamp("2025-09-29"), pd.NaT, pd.NaT, pd.Timestamp("2025-10-01")) == "in force"


def test_growth_is_compound():
    sizes = pd.DataFrame({"subject": "l", "start": pd.to_datetime(["2020-01-01", "2022-01-01"]), "value": [100.0, 400.0]})
    assert sanctions.growth(sizes)["percent"].iloc[0] == pytest.approx(100, abs=0.1)
    assert sanctions.growth(sizes.head(1)).empty
