"""The calendar of rules: where each stands, and what the Entity List gained."""

import pandas as pd
import pytest
from footprint.analysis import rulebook

DAY = pd.Timestamp("2026-11-22")


def rule(**more):
    base = {
        "id": "r", "superseded_by": "", "effective": pd.Timestamp("2025-01-01"), "ended": pd.NaT, "ended_how": "",
        "ended_until": pd.NaT,
    }  # fmt: skip
    return base | more


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "in force"),
        ({"effective": pd.NaT}, "proposed"),
        ({"effective": pd.Timestamp("2027-01-01")}, "to come"),
        ({"ended": pd.Timestamp("2025-11-10"), "ended_how": "suspended"}, "suspended"),
        ({"ended": pd.Timestamp("2025-11-10"), "ended_how": "suspended", "ended_until": pd.Timestamp("2026-11-22")}, "suspended"),
        ({"ended": pd.Timestamp("2025-11-10"), "ended_how": "suspended", "ended_until": pd.Timestamp("2026-11-09")},
         "suspension was to end"),
        ({"ended": pd.Timestamp("2026-07-24"), "ended_how": "due to lapse"}, "was to lapse"),
        ({"ended": pd.Timestamp("2026-12-24"), "ended_how": "due to lapse"}, "in force"),
        ({"ended": pd.Timestamp("2026-02-24"), "ended_how": "struck down"}, "struck down"),
    ],
)  # fmt: skip
def test_where_a_rule_stands(more, state):
    assert rulebook.standing(pd.DataFrame([rule(**more)]), DAY)["state"].tolist() == [state]


def added(rule_, total, cn, **more):
    base = {
        "id": rule_,
        "rule": rule_,
        "effective": pd.Timestamp("2025-03-25"),
        "ground": "chips",
        "within": "",
        "superseded_by": "",
    }
    return base | {"count_total": total, "count_cn": cn} | more


ROWS = pd.DataFrame(
    [
        added("part", 12.0, 11.0, within="package"),
        added("package", 80.0, float("nan"), ground="military"),
        added("package", 82.0, float("nan"), ground="military", id="rival"),
        added("other", 5.0, 5.0, effective=pd.Timestamp("2024-01-01")),
    ]
)


def test_a_package_does_not_count_its_parts_twice_and_a_rival_count_not_at_all():
    counts = rulebook.additions(ROWS).set_index(["year", "ground"])["count"].to_dict()
    assert counts == {(2024, "chips"): 5, (2025, "chips"): 12, (2025, "military"): 68}


def test_entries_whose_country_is_not_given_open_a_range():
    found = rulebook.added_cn(ROWS, pd.Timestamp("2024-01-01"), pd.Timestamp("2025-12-31"))
    assert found[:2] == (11 + 5, 82 + 5)
    assert rulebook.added_cn(ROWS, pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))[:2] == (5, 5)
