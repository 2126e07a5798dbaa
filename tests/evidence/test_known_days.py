"""The project's own evidence on days the report is about: what was known, and what was not."""

import pytest
from footprint.evidence.ledger import Ledger

from tests.conftest import ROOT

ANNOUNCED = {"fr2024iaas", "hklaw2022s5949"}
"""Sources of early 2024 and before that name a later day: the end of a comment period, the start of a purchasing ban."""


@pytest.fixture(scope="module")
def latest():
    return Ledger.read(ROOT / "data")


def test_in_february_2024_the_sanctions_report_is_known_and_the_end_of_wicresofts_projects_is_not(latest):
    then = latest.as_of("2024-02-15")
    assert "tac2024wicresoft" in set(then.table("sources")["key"])
    assert then.finding("wicresoft", "founded", unit="year").known
    assert not then.finding("wicresoft", "closed").known
    later = then.claims[then.claims["event_start"] >= "2024-03-01"]
    assert set(later["source"]) <= ANNOUNCED
    assert latest.finding("wicresoft", "closed").known


@pytest.mark.parametrize("day", ["2022-06-01", "2024-02-15", "2025-04-06"])
def test_no_row_of_an_earlier_day_rests_on_a_later_source(latest, day):
    then = latest.as_of(day)
    first = latest.table("sources").set_index("key")["known_from"]
    assert (first.loc[then.rows["source"]] <= day).all()
    assert 0 < len(then.rows) < len(latest.rows)
    assert set(then.held_back["id"]).isdisjoint(then.rows["id"])
