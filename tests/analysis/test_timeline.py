import pandas as pd
import pytest
from footprint.analysis import timeline
from footprint.evidence.ledger import Ledger

UNTIL = pd.Timestamp("2026-01-01")
SITE = {
    "subject": "lab", "metric": "closed", "value": "2025-01-01", "unit": "date", "qualifier": "exact", "event_date": "2025-01-01",
    "event_precision": "month", "speaker_role": "press", "stance": "asserts", "source": "s1",
}  # fmt: skip


@pytest.fixture
def happened(small_data):
    """A maker of the events that some rows on one lab come to; sources s1 and s2 are secondary and first-hand."""

    def make(*rows, until=UNTIL, **tables):
        sources = [{}, {"tier": "first_hand"}, {"tier": "aggregator"}]
        sites = [SITE | {"id": f"site-{n:03}"} | row for n, row in enumerate(rows, 1)]
        entities = [{"id": "lab", "name": "Lab"}, {"id": "firm"}]
        ledger = Ledger.read(small_data(sources=sources, entities=entities, lab_sources=sites, **tables))
        return timeline.events(ledger.claims, {"lab": "firm"}, until)

    return make


def test_the_date_is_that_of_the_nearest_source_then_the_most_exact(happened):
    day = {"event_date": "2025-01-20", "value": "2025-01-20", "event_precision": "day"}
    found = happened({}, {"source": "s2"}, {"source": "s2"} | day)
    assert found["start"].iloc[0] == found["end"].iloc[0] == pd.Timestamp("2025-01-20")
    assert happened({} | day, {"source": "s2"})["end"].iloc[0] == pd.Timestamp("2025-01-31")


def test_a_first_and_a_last_date_of_one_source_make_a_span(happened):
    late = {"event_date": "2025-02-01", "value": "2025-02-01"}
    found = happened({"qualifier": "low"}, {"qualifier": "high"} | late)
    assert (found["start"].iloc[0], found["end"].iloc[0]) == (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-28"))
    assert len(found) == 1


def test_a_bound_counts_only_where_nothing_else_is_known(happened):
    year = {"event_date": "2023-01-01", "value": "2023-01-01", "event_precision": "year"}
    bound = {"qualifier": "at_most", "source": "s2", "event_precision": "day"}
    assert happened(bound, year)["start"].iloc[0] == pd.Timestamp("2023-01-01")
    assert happened(bound)["start"].iloc[0] == pd.Timestamp("2025-01-01")


def test_opening_and_closing_of_one_site_are_two_events(happened):
    opened = {"metric": "opened", "event_date": "2019-05-01", "value": "2019-05-01"}
    assert happened({}, opened)["kind"].tolist() == [timeline.OPENED, timeline.ENDED]


def test_what_is_denied_is_marked_and_a_denial_is_no_event(happened):
    assert happened({}, {"stance": "denies", "source": "s2"})["disputed"].tolist() == [True]
    assert happened({"stance": "denies"}).empty


def test_what_only_an_aggregator_says_is_weak(happened):
    assert happened({"source": "s3"})["weak"].tolist() == [True]
    assert happened({"source": "s3"}, {})["weak"].tolist() == [False]


def test_other_days_other_kinds_and_superseded_rows_are_left_out(happened):
    early = {"event_date": "2018-12-01", "value": "2018-12-01"}
    assert happened(early).empty
    assert happened({}, until=pd.Timestamp("2024-12-31")).empty
    assert happened({"metric": "seen_open"}).empty
    assert happened({"superseded_by": "site-002"}, {"metric": "seen_open"}).empty


def test_a_subject_belongs_to_the_company_the_tables_or_its_own_id_name():
    labs = pd.DataFrame({"subject": ["lab"], "company": ["firm"]})
    moves = pd.DataFrame({"subject": ["offer-2024"], "company": ["microsoft"]})
    found = timeline.companies(labs, moves, pd.Series(["lab", "microsoft-stores", "other", "microsoftish"]))
    assert found["lab"] == "firm"
    assert found["offer-2024"] == found["microsoft-stores"] == "microsoft"
    assert (found["other"], found["microsoftish"]) == ("other", "microsoftish")


def test_what_one_subject_ends_in_a_month_is_one_event_of_its_gravest_kind():
    days = pd.to_datetime(["2025-04-07", "2025-04-08", "2025-04-09", "2025-05-01", "2025-04-07"])
    kinds = [timeline.CUT, timeline.ENDED, timeline.OPENED, timeline.CUT, timeline.CUT]
    rows = pd.DataFrame(
        {
            "subject": ["a", "a", "a", "a", "b"], "company": "firm", "kind": kinds, "start": days, "end": days,
            "disputed": [True, False, False, False, False], "weak": False, "source": list("stuvw"), "id": list("12345"),
        }
    )  # fmt: skip
    found = timeline.once(rows).set_index("id")
    assert set(found.index) == {"2 1", "3", "4", "5"}
    assert found.loc["2 1", ["kind", "start", "disputed", "source"]].tolist() == [timeline.ENDED, days[1], True, "t s"]


def test_events_of_one_firm_kind_and_month_are_one():
    days = pd.to_datetime(["2021-01-05", "2021-01-20", "2021-02-01"])
    rows = pd.DataFrame(
        {
            "subject": ["a", "b", "c"], "company": "ibm", "kind": timeline.ENDED, "start": days, "end": days,
            "disputed": [False, True, False], "weak": [True, False, False], "source": ["s1", "s2", "s3"], "id": ["1", "2", "3"],
        }
    )  # fmt: skip
    found = timeline.joined(rows, days.to_series(index=rows.index).dt.to_period("M"))
    assert found[["units", "disputed", "weak", "id"]].to_numpy().tolist() == [[2, True, False, "1 2"], [1, False, False, "3"]]
    assert found["end"].iloc[0] == days[1]


def measures():
    day = pd.Timestamp("2020-05-15")
    dated = {"effective_start": [day], "effective_end": [day], "source": ["s1"]}
    rules = pd.DataFrame({"rule": ["us-x"], "id": ["r1"]} | dated)
    steps = pd.DataFrame({"imposer": ["CN"], "state": ["applied"], "layer": ["retaliation_301"], "id": ["t1"]} | dated)
    lists = pd.DataFrame({"list": ["NS-CMIC"], "announced_start": [day], "announced_end": [day], "id": ["l1"]} | dated)
    return rules, steps, lists


def test_measures_stand_in_lanes_by_government():
    assert timeline.measures(*measures(), UNTIL)["lane"].tolist() == ["US lists", "US rules", "Chinese tariffs"]


def test_averages_announced_tariffs_and_the_entity_list_are_no_measures_of_their_own():
    rules, steps, lists = measures()
    assert "Chinese tariffs" not in set(timeline.measures(rules, steps.assign(layer="average"), lists, UNTIL)["lane"])
    assert "Chinese tariffs" not in set(timeline.measures(rules, steps.assign(state="announced"), lists, UNTIL)["lane"])
    assert "US lists" not in set(timeline.measures(rules, steps, lists.assign(list="Entity List"), UNTIL)["lane"])


def test_a_measure_not_yet_in_force_is_left_out():
    assert timeline.measures(*measures(), pd.Timestamp("2020-05-14")).empty
