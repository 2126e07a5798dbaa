"""Counts of people and what they come to, on small data whose answers are worked out by hand."""

import math

import pandas as pd
import pytest
from footprint.analysis import staff_moves as analysis
from footprint.evidence.ledger import Ledger
from hypothesis import given
from hypothesis import strategies as st

MOVE = {
    "subject": "firm", "company": "firm", "metric": "people_offered", "unit": "people", "event_date": "2024-05-16",
    "event_precision": "day", "speaker_role": "press", "stance": "asserts", "source": "s1",
}  # fmt: skip


def counted(small_data, *moves, sources=({},), last=()):
    rows = [MOVE | {"id": f"m{n}"} | dict(move) for n, move in enumerate(moves, 1)]
    book = Ledger.read(small_data(sources=sources, moves=rows))
    return analysis.counts(book.claims, book.table("sources"), ["firm"], last=last)


def ends(low, high, **more):
    return [{"value": str(low), "qualifier": "low"} | more, {"value": str(high), "qualifier": "high"} | more]


def floor(value, **more):
    return {"value": str(value), "qualifier": "at_least"} | more


def in_words(words, **more):
    return {"metric": "people_offered_in_words", "value": words, "unit": "text", "qualifier": "reported"} | more


def of_sources(count, **more):
    return [{"publisher": f"P{n}"} | more for n in range(1, count + 1)]


def test_two_ends_of_one_source_are_one_count_and_its_words_go_with_it(small_data):
    rows = counted(small_data, *ends(700, 800), in_words("hundreds"))
    assert rows[["low", "high", "words", "ids"]].to_numpy().tolist() == [[700, 800, "hundreds", "m1 m2 m3"]]


@pytest.mark.parametrize(("attribution", "speaker"), [
    ("President, as summarised by Page", "a page on what the company said"), ("President", "the company"),
])  # fmt: skip
def test_a_page_that_sums_up_anothers_words_speaks_for_itself(small_data, attribution, speaker):
    rows = counted(small_data, *ends(700, 800, speaker_role="microsoft", attribution=attribution))
    assert rows["speaker"].tolist() == [speaker]


def test_counts_come_in_the_order_of_their_reports(small_data):
    sources = [{"publisher": "Late", "published": "2024-06-01"}, {"publisher": "Early", "published": "2024-05-15"}]
    rows = counted(small_data, floor(300), floor(100, source="s2"), sources=sources)
    assert rows["label"].tolist() == ["Early", "Late"]
    assert rows["reported"].tolist() == ["15 May 2024", "1 Jun 2024"]


@pytest.mark.parametrize(
    ("first", "precision", "words"),
    [("2024-05-01", "month", "May 2024"), ("2026-04-01", "quarter", "Apr to Jun 2026"), ("2025-01-01", "year", "2025")],
)
def test_a_vague_report_date_is_not_made_sharper(small_data, first, precision, words):
    rows = counted(small_data, floor(300), sources=[{"published": first, "published_precision": precision}])
    assert rows["reported"].tolist() == [words]


def test_of_equally_near_sources_a_number_speaks_before_words(small_data):
    rows = counted(
        small_data, in_words("hundreds", origin="o"), *ends(200, 400, origin="o", source="s2"), sources=of_sources(2)
    )
    assert rows.set_index("label")["relay"].to_dict() == {"P1": True, "P2": False}


def test_of_one_origin_the_nearest_source_speaks(small_data):
    sources = [{"publisher": "Copy", "tier": "aggregator"}, {"publisher": "Paper", "tier": "first_hand"}, {"publisher": "Page"}]
    rows = counted(
        small_data, *ends(700, 800, origin="wsj"), *ends(700, 800, origin="wsj", source="s2"),
        in_words("hundreds", origin="wsj", source="s3"), sources=sources,
    )  # fmt: skip
    assert rows.set_index("label")["relay"].to_dict() == {"Copy": True, "Paper": False, "Page": True}


def test_sources_named_last_speak_only_where_no_other_does(small_data):
    rows = counted(
        small_data, floor(1600, origin="o"), floor(1600, origin="o", source="s2"), sources=of_sources(2), last=["s1"]
    )
    assert rows.set_index("source")["relay"].to_dict() == {"s1": True, "s2": False}


def bound(rows):
    return analysis.bounds(rows).iloc[0]


def test_floors_lie_beneath_a_closed_count_and_do_not_widen_it(small_data):
    found = bound(counted(small_data, *ends(700, 800), floor(300, source="s2"), floor(100, source="s3"), sources=of_sources(3)))
    assert (found["low"], found["high"], found["open_high"]) == (700, 800, False)


def test_floors_alone_leave_the_ceiling_open(small_data):
    found = bound(counted(small_data, floor(1000), floor(1600, source="s2"), sources=of_sources(2)))
    assert (found["low"], found["high"], found["open_high"]) == (1000, 1600, True)


def test_a_floor_and_a_ceiling_make_a_range(small_data):
    ceiling = {"value": "150", "qualifier": "at_most", "source": "s2"}
    found = bound(counted(small_data, floor(40), ceiling, sources=of_sources(2)))
    assert (found["low"], found["high"], found["open_low"], found["open_high"]) == (40, 150, False, False)


def test_a_relay_that_drops_a_word_does_not_move_the_bound(small_data):
    told = {"value": "150", "qualifier": "at_most", "origin": "scmp"}
    retold = {"value": "150", "qualifier": "exact", "origin": "scmp", "source": "s2"}
    found = bound(counted(small_data, told, retold, floor(40, source="s3"), sources=of_sources(3)))
    assert (found["low"], found["high"]) == (40, 150)


def test_a_denial_marks_the_bound_and_does_not_enter_it(small_data):
    denial = in_words("small group", stance="denies", source="s2")
    found = bound(counted(small_data, *ends(700, 800), denial, sources=of_sources(2)))
    assert (found["low"], found["high"], found["denied"]) == (700, 800, True)


def test_an_event_heard_of_on_aggregating_sites_alone_is_weak(small_data):
    weak = counted(small_data, floor(700), sources=of_sources(2, tier="aggregator"))
    strong = counted(small_data, floor(700), floor(600, source="s2"), sources=[{"tier": "aggregator"}, {}])
    assert (bound(weak)["weak"], bound(strong)["weak"]) == (True, False)


def test_a_vague_date_does_not_move_an_event(small_data):
    vague = floor(100, event_date="2024-01-01", event_precision="year", source="s2")
    assert bound(counted(small_data, floor(100), vague, sources=of_sources(2)))["start"] == pd.Timestamp("2024-05-16")


def event(low, high, day, **more):
    row = {"low": low, "high": high, "start": pd.Timestamp(day), "open_low": False, "open_high": False}
    return row | more


def test_running_bounds_are_added_by_date():
    rows = pd.DataFrame([event(700, 800, "2024-05-14"), event(20, 40, "2023-06-10"), event(200, 400, "2026-07-06")])
    found = analysis.running(rows)
    assert found[["below", "above"]].to_numpy().tolist() == [[20, 40], [720, 840], [920, 1240]]
    assert not found["open"].any()


def test_an_event_without_a_number_adds_nothing_and_a_ceiling_adds_nothing_below():
    rows = pd.DataFrame([event(math.nan, math.nan, "2023-01-01"), event(150, 150, "2024-01-01", open_low=True)])
    assert analysis.running(rows)[["below", "above"]].to_numpy().tolist() == [[0, 150]]


def test_after_a_floor_the_sum_above_stays_open():
    rows = pd.DataFrame([event(300, 300, "2023-01-01", open_high=True), event(10, 20, "2024-01-01")])
    assert analysis.running(rows)["open"].tolist() == [True, True]


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999), st.integers(0, 3000)), min_size=1, max_size=9))
def test_the_sum_above_never_lies_below_the_other_and_neither_falls(events):
    rows = pd.DataFrame([event(a, a + b, pd.Timestamp("2023-01-01") + pd.Timedelta(days=d)) for a, b, d in events])
    found = analysis.running(rows)
    assert (found["below"] <= found["above"]).all()
    assert found["below"].is_monotonic_increasing
    assert found["above"].is_monotonic_increasing


def test_a_share_runs_from_fewest_over_most_to_most_over_fewest():
    assert analysis.share(700, 800, 9000) == pytest.approx((7.7778, 8.8889), abs=1e-4)
    assert analysis.share(500, 500, 574, 1800) == pytest.approx((27.7778, 87.1080), abs=1e-4)


def test_a_chain_needs_both_rows_and_says_who_is_heard(small_data):
    rows = [
        {"metric": "team_size", "value": "150", "qualifier": "about", "summary": "Some of about 150 could apply."},
        {"source": "s2", "attribution": "FT via DNA", "summary": "150 could apply."},
    ]
    book = Ledger.read(small_data(sources=of_sources(2), claims=rows))
    pairs = [("claim-1", "claim-2", "some"), ("claim-1", "gone", "nothing")]
    found = analysis.chains(book.claims, book.table("sources"), pairs)
    assert found[["first", "says", "then", "lost"]].to_numpy().tolist() == [
        ["P1", "Some of about 150 could apply.", "FT via DNA", "some"]
    ]


@pytest.mark.parametrize(
    ("qualifier", "words"), [("exact", "150 people"), ("at_least", "more than 150 people"), ("at_most", "up to 150 people")]
)
def test_a_row_without_a_summary_is_said_by_its_value(small_data, qualifier, words):
    rows = [MOVE | {"id": "m1", "value": "150", "qualifier": qualifier}]
    claims = Ledger.read(small_data(moves=rows)).claims
    assert analysis.said(claims.iloc[0]) == words


def yearly(*values):
    return pd.DataFrame([{"year": year, "value": value, "source": "s", "ids": "i"} for year, value in values])


def test_an_index_is_percent_of_the_base_year_and_needs_one():
    found = analysis.indexed({"A": yearly((2021, 344.0), (2023, 51.6)), "B": yearly((2022, 1.0))}, 2021)
    assert found[["series", "index"]].to_numpy().tolist() == [["A", 100.0], ["A", pytest.approx(15.0)]]


def test_one_answer_printed_twice_is_one_and_questions_are_never_pooled(small_data):
    row = {"subject": "firm", "metric": "leaving", "unit": "percent", "qualifier": "exact", "event_precision": "year",
           "year_basis": "fieldwork", "speaker_role": "company", "stance": "asserts", "source": "s1"}  # fmt: skip
    asked = [
        {"question": "leaving", "value": "24", "event_date": "2022-01-01"},
        {"question": "leaving", "value": "30", "event_date": "2024-01-01", "base": "368 members"},
        {"question": "leaving", "value": "30", "event_date": "2024-01-01", "source": "s2"},
        {"question": "staying", "value": "67", "event_date": "2024-01-01"},
    ]
    rows = [row | {"id": f"q{n}"} | answer for n, answer in enumerate(asked)]
    found = analysis.survey_panels(Ledger.read(small_data(sources=of_sources(2), surveys=rows)).table("surveys"), {"firm": "S"})
    assert found[["question", "year", "value", "years"]].to_numpy().tolist() == [
        ["leaving", 2022, 24, 2], ["leaving", 2024, 30, 2], ["staying", 2024, 67, 1],
    ]  # fmt: skip
    assert found.loc[1, "base"] == "368 members"
    assert found.loc[1, "source"] == "s1 s2"


def test_nothing_in_gives_nothing_out(small_data):
    rows = counted(small_data)
    assert rows.empty
    assert analysis.bounds(rows).empty
    assert analysis.running(analysis.bounds(rows)).empty
    assert analysis.indexed({}, 2021).empty
