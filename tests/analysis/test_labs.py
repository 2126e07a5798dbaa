import pandas as pd
import pytest
from footprint.analysis import labs as analysis

OUTPUT = {"unit": "count", "qualifier": "exact", "perimeter": "", "origin": "report", "source": "full"}


def outputs(*rows):
    frame = pd.DataFrame([OUTPUT | {"metric": m, "value": float(v)} | more for m, v, more in rows])
    return frame.assign(id=[f"outp-{n}" for n in range(len(frame))])


def merged():
    return outputs(
        ("projects_supported", 258, {}), ("firms_supported", 239, {}), ("firms_supported_local", 100, {}),
        ("firms_that_raised_money", 50, {"qualifier": "at_least"}),
        ("projects_supported", 250, {"source": "other", "qualifier": "at_least"}),
        ("projects_supported", 400, {"source": "first", "origin": "first", "qualifier": "at_least"}),
        ("firms_supported", 50, {"source": "other", "qualifier": "at_least"}),
        ("technology_enablement_results", 139, {"perimeter": "results"}),
        ("technology_enablement_results", 139, {"source": "other", "perimeter": "breakthroughs"}),
        ("external_investment", 9.4e9, {"unit": "cny"}), ("external_investment", 1.3e9, {"source": "other", "unit": "usd"}),
    )  # fmt: skip


def test_the_host_speaks_through_the_account_that_keeps_most_apart():
    assert analysis.fullest(merged()) == "full"
    assert analysis.fullest(merged().assign(origin="")) == ""


@pytest.mark.parametrize(
    ("metric", "value", "reading"),
    [
        ("projects_supported", 258, "the host's figure"),
        ("projects_supported", 250, "rounded down"),
        ("projects_supported", 400, "fits no figure of the host"),
        ("firms_supported", 50, "the host's count of firms that raised money"),
        ("external_investment", 1.3e9, "converted"),
    ],
)
def test_each_reading_is_explained(metric, value, reading):
    rows = analysis.readings(merged(), "full")
    assert rows.loc[(rows["metric"] == metric) & (rows["value"] == value), "reading"].tolist() == [reading]


def test_a_figure_of_another_account_is_not_called_the_hosts():
    first = outputs(("applicants_first_batch", 300, {"source": "paper", "origin": ""}), ("firms_supported", 239, {}))
    rows = analysis.readings(first, "full").set_index("metric")
    assert rows["reading"].to_dict() == {"applicants_first_batch": analysis.NOT_HOST, "firms_supported": analysis.SAME}
    assert rows["of_host"].to_dict() == {"applicants_first_batch": False, "firms_supported": True}


def test_another_word_for_the_same_figure_is_named():
    rows = analysis.readings(merged(), "full")
    assert "the host's figure, called breakthroughs" in set(rows["reading"])


def claim(number, **more):
    row = {
        "id": f"r{number}", "subject": "adobe-beijing", "metric": "laid_off", "number": float(number), "qualifier": "exact",
        "event_start": pd.Timestamp("2014-09-24"), "event_end": pd.Timestamp("2014-09-24"), "perimeter": "",
        "speaker_role": "press", "source": f"s{number}", "stance": "asserts",
    }  # fmt: skip
    return row | more


def test_counts_of_one_event_give_a_ratio_and_a_single_count_none():
    rows = pd.DataFrame([claim(300), claim(400), claim(900, subject="oracle-china", event_start=pd.Timestamp("2019-05-07"))])
    found = analysis.cuts(rows, {}, {"s300": "A", "s400": "B"})
    assert analysis.ratios(found)[["event", "low", "high"]].to_numpy().tolist() == [["Adobe, Beijing, 2014", 300, 400]]
    assert analysis.ratios(found)["ratio"].iloc[0] == pytest.approx(4 / 3)


def test_the_ends_of_one_sources_range_are_one_count_and_a_denial_is_marked():
    year = {"subject": "amd-shanghai", "event_start": pd.Timestamp("2023-10-20")}
    rows = pd.DataFrame([
        claim(300, qualifier="low", source="s", **year), claim(450, qualifier="high", source="s", **year), claim(500, **year),
        claim(0, **year) | {"number": float("nan"), "stance": "denies"},
    ])  # fmt: skip
    found = analysis.cuts(rows, {}, {"s": "A", "s500": "B"})
    assert found[["low", "high"]].to_numpy().tolist() == [[300, 450], [500, 500]]
    assert found["denied"].all()


def test_equal_counts_of_other_speakers_or_bounds_are_marks_of_their_own():
    more = [
        claim(400, source="b", speaker_role="employee"), claim(400, source="c", qualifier="at_least"), claim(400, source="d"),
    ]  # fmt: skip
    found = analysis.cuts(
        pd.DataFrame([claim(300), claim(400), *more]), {}, dict.fromkeys(["s300", "s400", "b", "c", "d"], "P")
    )
    equal = found[found["low"] == 400]
    assert sorted(zip(equal["speaker"], equal["qualifier"], equal["sources"], strict=True)) == [
        ("employee", "exact", "b"), ("press", "at_least", "c"), ("press", "exact", "s400 d"),
    ]  # fmt: skip


def test_counts_by_site_of_one_source_are_added_up():
    year = {"event_start": pd.Timestamp("2024-08-26")}
    parts = [claim(n, subject=s, metric="employed", source="c", **year) for n, s in ((1000, "ibm-cdl"), (695, "ibm-csl"))]
    rows = pd.DataFrame([claim(1600, subject="ibm-china", **year), *parts])
    assert analysis.ratios(analysis.cuts(rows, {}, {"s1600": "A", "c": "C"}))["high"].iloc[0] == 1695
    alone = analysis.cuts(rows[rows["subject"] != "ibm-csl"], {}, {"s1600": "A", "c": "C"})
    assert alone.empty


def test_figures_of_two_definitions_are_two_series_and_not_compared():
    day = pd.Timestamp
    rows = pd.DataFrame([
        claim(700, subject="lab", metric="papers", perimeter="all_papers", event_start=day("2003-11-05"), event_end=day("2003-11-05")),
        claim(3000, subject="lab", metric="papers", perimeter="all_papers", event_start=day("2008-11-05"), event_end=day("2008-11-05")),
        claim(1500, subject="lab", metric="papers", perimeter="leading_venues", event_start=day("2015-05-01"), event_end=day("2015-05-31")),
    ])  # fmt: skip
    points = analysis.growth(rows, "lab")
    assert points["series"].nunique() == 2
    pace = analysis.pace(points, "papers since 1998", day("1998-11-05"))
    assert pace["a_year"].round().tolist() == [140, 460]


def test_a_lower_later_figure_of_a_series_is_an_older_one_kept():
    points = pd.DataFrame({
        "panel": "p", "series": "s", "at": pd.to_datetime(["2010-01-01", "2012-01-01"]), "value": [300.0, 150.0], "id": ["a", "b"],
    })  # fmt: skip
    assert len(analysis.pace(points, "p", pd.Timestamp("2000-01-01"))) == 1


def test_without_rows_there_is_nothing():
    empty = pd.DataFrame([claim(1)]).iloc[:0]
    assert analysis.cuts(empty, {}, {}).empty
    assert analysis.growth(empty, "lab").empty
