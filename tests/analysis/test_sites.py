import pandas as pd
import pytest
from footprint.analysis import sites as analysis


def dated(*rows):
    frame = pd.DataFrame(rows, columns=["event_start", "event_end", "qualifier"])
    return frame.assign(event_start=pd.to_datetime(frame["event_start"]), event_end=pd.to_datetime(frame["event_end"]))


@pytest.mark.parametrize(
    ("rows", "first", "last"),
    [
        ([("2019-01-01", "2019-12-31", "exact"), ("2019-05-15", "2019-05-15", "exact")], "2019-05-15", "2019-05-15"),
        ([("2025-01-01", "2025-01-31", "low"), ("2025-02-01", "2025-02-28", "high")], "2025-01-01", "2025-02-28"),
        ([("2007-11-12", "2007-11-12", "at_most")], "2007-01-01", "2007-11-12"),
        ([("2023-01-01", "2023-12-31", "exact"), ("2024-01-10", "2024-01-10", "at_most")], "2023-01-01", "2023-12-31"),
        ([("2005-01-01", "2005-12-31", "exact"), ("2006-02-28", "2006-02-28", "exact")], "2006-02-28", "2006-02-28"),
    ],
)
def test_rows_on_one_date_leave_an_interval(rows, first, last):
    assert analysis.interval(dated(*rows)) == (pd.Timestamp(first), pd.Timestamp(last))


def claims(*rows):
    frame = pd.DataFrame(rows, columns=["id", "subject", "metric", "event_start", "event_end", "qualifier"])
    return frame.assign(event_start=pd.to_datetime(frame["event_start"]), event_end=pd.to_datetime(frame["event_end"]))


def roster(*subjects):
    return pd.DataFrame([
        {"subject": s, "company": "c", "city": "", "hq_country": "US", "kind": "research_lab", "mainland": "yes"} for s in subjects
    ])  # fmt: skip


def test_a_life_has_its_dates_its_last_sighting_and_its_rows():
    known = claims(
        ("r1", "a", "opened", "2010-01-01", "2010-12-31", "exact"), ("r2", "a", "divested", "2020-05-01", "2020-05-31", "exact")
    )
    seen = claims(
        ("r3", "a", "seen_open", "2018-01-01", "2018-12-31", "at_least"),
        ("r4", "a", "employed", "2015-01-01", "2015-12-31", "exact"),
    )
    row = analysis.lives(roster("a", "b"), known, seen).set_index("site")
    assert row.loc["a", "closed_to"] == pd.Timestamp("2020-05-31")
    assert row.loc["a", "seen"] == pd.Timestamp("2018-01-01")
    assert row.loc["a", "rows"] == "r1 r2 r3"
    assert row.loc["b"].isna()[["opened_from", "seen", "closed_from"]].all()


def test_sites_abroad_are_counted_by_year_and_a_closed_one_no_longer():
    day = pd.to_datetime
    known = pd.DataFrame({
        "site": ["a", "b", "c"], "mainland": [True, False, False], "rows": ["r1", "r2", "r3"],
        "opened_from": day(["1998-11-05", "2023-01-01", "2024-11-18"]), "closed_from": day(["2025-01-01", None, None]),
    })  # fmt: skip
    found = analysis.abroad(known).set_index("year")[["inside", "outside"]]
    assert found.to_dict("index") == {
        1998: {"inside": 1, "outside": 0}, 2023: {"inside": 1, "outside": 1}, 2024: {"inside": 1, "outside": 2},
        2025: {"inside": 0, "outside": 2},
    }  # fmt: skip


def test_lines_leave_out_sites_without_an_opening_and_start_with_the_oldest():
    day = pd.to_datetime
    known = pd.DataFrame({
        "site": ["new", "old", "undated"], "kind": "research_lab", "opened_from": day(["2018-01-01", "1998-11-05", None]),
        "opened_to": day(["2018-12-31", "1998-11-05", None]), "seen": pd.NaT, "closed_from": pd.NaT, "closed_to": pd.NaT, "rows": "r",
    })  # fmt: skip
    names = {"new": "New, since 2020 Newer", "old": "Old", "undated": "Undated"}
    assert analysis.lines(known, names, {"research_lab": "research"})["label"].tolist() == ["Old", "New"]
