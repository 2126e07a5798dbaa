import pandas as pd
import pytest
from footprint.analysis import rivals
from footprint.evidence.findings import Findings, as_record
from footprint.evidence.ledger import Ledger


@pytest.fixture
def recorded(small_data):
    """A maker of (claims by id, recorded chapters) from rows on how many were dismissed."""

    def make(*rows, **others):
        sources = [{}, {"tier": "first_hand"}, {"tier": "aggregator"}]
        ledger = Ledger.read(small_data(sources=sources, headcounts=rows, **others))
        findings = Findings("outsourcing")
        findings.add("laid-off", "People dismissed", ledger.finding("firm", "laid_off"))
        findings.add("half", "Half of them", ledger.computed(1000, "people", of=[findings["laid-off"]], how="Halved."))
        record = {"findings": {name: as_record(item) for name, item in findings.items.items()}}
        return ledger.claims.set_index("id", drop=False), {"outsourcing": record}

    return make


def names(recorded):
    claims, chapters = recorded
    return [name for _, name, _ in rivals.disputed(chapters, claims)]


def test_one_value_is_not_disputed(recorded):
    assert names(recorded({}, {})) == []


def test_another_value_of_a_source_no_farther_disputes_the_finding_and_arithmetic_on_it_is_not_told_again(recorded):
    claims, chapters = recorded({}, {"value": "900"})
    assert chapters["outsourcing"]["findings"]["half"]["contested"]
    assert names((claims, chapters)) == ["laid-off"]


def test_arithmetic_on_what_is_told_nowhere_else_is_told(recorded):
    claims, chapters = recorded({}, {"value": "900"})
    del chapters["outsourcing"]["findings"]["laid-off"]
    assert names((claims, chapters)) == ["half"]


def test_a_value_of_a_source_farther_away_disputes_the_finding_only(recorded):
    assert names(recorded({"source": "s2"}, {"value": "900", "source": "s3"})) == ["laid-off"]


def test_a_range_of_one_origin_is_no_quarrel_and_one_with_other_ends_is(recorded):
    ends = [{"value": value, "qualifier": end, "source": "s2"} for value, end in (("1000", "low"), ("2000", "high"))]
    assert names(recorded(*ends)) == []
    assert names(recorded(*ends, {"source": "s1"})) == ["laid-off"]
    assert names(recorded(ends[0] | {"value": "1960"}, ends[1], {"source": "s1"})) == []


def test_a_figure_given_as_about_agrees_with_the_ends_of_a_range_near_it(recorded):
    ends = [{"value": value, "qualifier": end, "source": "s2"} for value, end in (("1850", "low"), ("2000", "high"))]
    assert names(recorded(*ends, {"qualifier": "about"})) == []
    assert names(recorded(*ends, {"qualifier": "exact"})) == ["laid-off"]


FLOOR = {"qualifier": "at_least", "source": "s3"}


def test_a_floor_that_contradicts_no_other_value_is_no_rival(recorded):
    claims, chapters = recorded({}, {"value": "500"} | FLOOR)
    assert names((claims, chapters)) == []
    assert rivals.points([("outsourcing", "x", chapters["outsourcing"]["findings"]["laid-off"])], claims).empty


def test_a_floor_above_another_value_is_a_rival(recorded):
    claims, chapters = recorded({}, {"value": "2500"} | FLOOR)
    assert names((claims, chapters)) == ["laid-off"]
    assert set(rivals.points(list(rivals.disputed(chapters, claims)), claims)["value"]) == {2000, 2500}


def test_values_are_told_with_their_bounds_and_the_two_ends_of_a_source_as_one(recorded):
    ends = [{"value": value, "qualifier": end, "source": "s2"} for value, end in (("1000", "low"), ("2000", "high"))]
    claims, chapters = recorded(*ends, {"value": "900"} | FLOOR)
    told = rivals.said(chapters["outsourcing"]["findings"]["laid-off"], claims)["text"]
    assert told.to_dict() == {"hc-1": "1,000–2,000", "hc-2": "1,000–2,000", "hc-3": "at least 900"}


def test_what_is_not_known_is_not_disputed(recorded):
    assert names(recorded({"stance": "denies"})) == []


def test_points_are_ratios_to_the_preferred_value(recorded):
    claims, chapters = recorded({"source": "s2"}, {"value": "500", "source": "s3"})
    found = rivals.points(list(rivals.disputed(chapters, claims)), claims)
    assert found[["ratio", "tier", "relay"]].to_numpy().tolist() == [[1.0, "first_hand", False], [0.25, "aggregator", False]]


def test_a_relay_is_told_from_its_origin(recorded):
    rows = ({"source": "s2", "origin": "caijing"}, {"source": "s3", "origin": "caijing"}, {"value": "500"})
    claims, chapters = recorded(*rows)
    found = rivals.points(list(rivals.disputed(chapters, claims)), claims).set_index("id")
    assert found["relay"].to_dict() == {"hc-1": False, "hc-2": True, "hc-3": False}


def test_arithmetic_has_no_points_and_no_speakers(recorded):
    claims, chapters = recorded({}, {"value": "900"}, claims=[{"metric": "founded", "value": "2002", "unit": "year"}])
    half = chapters["outsourcing"]["findings"]["half"]
    mixed = half | {"rows": [*half["rows"], "claim-1"]}
    assert rivals.said(mixed, claims).empty
    assert rivals.points([("outsourcing", "half", mixed)], claims).empty


def test_dates_are_told_at_their_precision(recorded):
    row = {"metric": "closed", "value": "2025-02-01", "unit": "date", "event_date": "2025-02-01", "event_precision": "month"}
    claims, _ = recorded({}, claims=[row, {"metric": "exiting_china", "value": "not_known", "unit": "text"}])
    told = [rivals.value_text(r) for r in claims.loc[["claim-1", "claim-2", "hc-1"]].itertuples()]
    assert told == ["February 2025", "not known", "2,000"]


def test_without_disputes_there_are_no_points(recorded):
    claims, chapters = recorded({}, {})
    assert list(rivals.points(list(rivals.disputed(chapters, claims)), claims).columns) == rivals.POINTS
    assert isinstance(rivals.points([], claims), pd.DataFrame)


def test_a_series_over_years_is_no_quarrel(recorded):
    claims, _ = recorded({}, {"value": "900"})
    finding = {"how": "The last.", "rows": ["hc-1", "hc-2"], "value": 2000.0}
    assert rivals.is_choice(finding, claims)
    assert not rivals.is_choice(finding, claims.assign(event_start=pd.to_datetime(["2024-01-01", "2025-01-01"])))


def test_a_disagreement_on_the_same_rows_is_told_once_by_the_finding_with_the_most(recorded):
    claims, chapters = recorded({}, {"value": "900"}, {"value": "950"})
    findings = chapters["outsourcing"]["findings"]
    fewer = findings["laid-off"] | {"against": ["hc-2"]}
    again = {"findings": {"people": findings["laid-off"], "half-again": findings["half"] | {"value": 950.0}}}
    assert names((claims, {"labs": {"findings": {"fewer": fewer}}} | chapters | {"staff_moves": again})) == ["laid-off"]


def test_percentages_on_two_bases_are_no_choice(recorded):
    claims, _ = recorded({}, {"value": "900"})
    finding = {"how": "The last.", "rows": ["hc-1", "hc-2"], "value": 2000.0}
    assert rivals.is_choice(finding, claims.assign(basis=["shares", ""]))
    assert not rivals.is_choice(finding, claims.assign(basis=["shares", "paid_in_capital"]))
