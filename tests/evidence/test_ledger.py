import re
from datetime import date

import pandas as pd
import pytest
from footprint.dates import PRECISIONS, first_of
from footprint.evidence.findings import ManyQuestions
from footprint.evidence.ledger import DataProblems, Ledger, known_from
from hypothesis import given, settings
from hypothesis import strategies as st


def test_values_are_typed_and_dates_come_as_intervals(small_data):
    folder = small_data(headcounts=[{"event_date": "2025-04-01", "event_precision": "month"}])
    row = Ledger.read(folder).table("headcounts").iloc[0]
    assert row["value"] == 2000.0
    assert (row["event_start"].date(), row["event_end"].date()) == (date(2025, 4, 1), date(2025, 4, 30))


def test_a_faulty_folder_is_refused_with_all_problems(small_data):
    folder = small_data(headcounts=[{"value": "many"}, {"source": "nobody"}])
    with pytest.raises(DataProblems) as refusal:
        Ledger.read(folder)
    assert "many" in str(refusal.value)
    assert "nobody" in str(refusal.value)


def test_claims_are_the_union_of_the_tables(small_data):
    folder = small_data(headcounts=[{}], claims=[{"value": "closed", "unit": "text"}])
    claims = Ledger.read(folder).claims.set_index("id")
    assert claims.loc["hc-1", "number"] == 2000
    assert claims.loc["hc-1", "value"] == "2000"
    assert pd.isna(claims.loc["claim-1", "number"])
    assert set(claims["tier"]) == {"secondary"}


def test_as_of_keeps_what_was_published_by_then(small_data):
    folder = small_data(
        sources=[{"published": "2025-04-06"}, {"published": "2025-04-07"}],
        headcounts=[{"source": "s1"}, {"source": "s2"}],
    )
    early = Ledger.read(folder).as_of("2025-04-06")
    assert list(early.table("headcounts")["id"]) == ["hc-1"]
    assert list(early.table("sources")["key"]) == ["s1"]


def test_a_month_counts_from_its_last_day_unless_a_bound_is_earlier(small_data):
    month = {"published": "2025-04-01", "published_precision": "month"}
    folder = small_data(sources=[month, month | {"not_after": "2025-04-09"}], headcounts=[{}, {"source": "s2"}])
    ledger = Ledger.read(folder)
    assert list(ledger.as_of("2025-04-09").table("headcounts")["id"]) == ["hc-2"]
    assert len(ledger.as_of("2025-04-30").table("headcounts")) == 2


def test_an_undated_source_counts_only_in_the_latest_edition(small_data):
    undated = {"published": "", "published_precision": "", "published_basis": "unknown"}
    ledger = Ledger.read(small_data(sources=[undated], headcounts=[{}]))
    assert ledger.as_of("2026-01-01").table("headcounts").empty
    assert len(ledger.as_of("latest").table("headcounts")) == 1
    assert len(ledger.as_of(ledger.closed).table("headcounts")) == 1


def test_what_is_held_back_is_counted_with_the_reason(small_data):
    undated = {"published": "", "published_precision": "", "published_basis": "unknown"}
    vague = {"published": "2025-01-01", "published_precision": "year"}
    later = {"published": "2026-01-01"}
    folder = small_data(sources=[undated, vague, later], headcounts=[{}, {"source": "s2"}, {"source": "s3"}])
    held = Ledger.read(folder).as_of("2025-06-01").held_back
    assert dict(zip(held["id"], held["reason"], strict=True)) == {"hc-1": "undated", "hc-2": "may be known"}


def test_an_earlier_edition_holds_no_later_note_and_no_pointer_to_later_rows(small_data):
    folder = small_data(
        sources=[{"published": "2025-01-01"}, {}],
        headcounts=[{"note": "wrong, see later", "superseded_by": "hc-2"}, {"source": "s2"}],
    )
    row = Ledger.read(folder).as_of("2025-02-01").table("headcounts").iloc[0]
    assert (row["note"], row["superseded_by"]) == ("", "")


def test_a_judgement_falls_with_its_evidence_and_with_the_reading_it_judges(small_data):
    reading = {"question": "course", "title": "Exit", "statement": "It leaves.", "holder": "An article"}
    piece = {"strand": "labs", "title": "Closed", "statement": "It closed.", "source": "s1"}
    mark = {"mark": "consistent", "reason": "It fits.", "judgement": "ours", "source": "s1"}
    folder = small_data(
        sources=[{"published": "2025-01-01"}, {"published": "2025-03-01"}],
        claims=[{"source": "s1"}, {"source": "s2"}],
        hypotheses=[reading | {"id": f"r{n}", "number": str(n), "source": f"s{n}"} for n in (1, 2)],
        pieces=[piece | {"id": f"p{n}", "number": str(n), "evidence": f"claim-{n}"} for n in (1, 2)],
        assessments=[
            mark | {"id": f"m{p}{r}", "piece": f"p{p}", "hypothesis": f"r{r}", "evidence": f"claim-{p}"}
            for p in (1, 2) for r in (1, 2)
        ],
        indicators=[{"id": "i1", "what": "A sale", "speaks_for": "r1 r2", "speaks_against": "r2", "watch": "A register",
                     "source": "s1"}],
    )  # fmt: skip
    early = Ledger.read(folder).as_of("2025-02-01")
    assert [list(early.table(name)["id"]) for name in ("hypotheses", "pieces", "assessments")] == [["r1"], ["p1"], ["m11"]]
    assert early.table("indicators")[["speaks_for", "speaks_against"]].to_numpy().tolist() == [["r1", ""]]
    assert set(early.rows["id"]) == {"claim-1"}  # judgements are no evidence


def test_a_bad_day_says_what_is_allowed(small_data):
    with pytest.raises(ValueError, match="latest"):
        Ledger.read(small_data()).as_of("07/04/2025")


def test_finding_narrows_by_column(small_data):
    folder = small_data(headcounts=[{"perimeter": "wuxi", "value": "400"}, {}])
    ledger = Ledger.read(folder)
    assert ledger.finding("firm", "laid_off", perimeter="wuxi").value == 400
    assert not ledger.finding("firm", "laid_off", perimeter="world").known


DAYS = st.dates(date(2024, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ({"perimeter": "wuxi"}, {}, "perimeter (microsoft_projects, wuxi)"),
        ({"unit": "percent", "value": "10"}, {}, "unit (people, percent)"),
        ({"event_date": "2024-04-07"}, {}, "year (2024, 2025)"),
        ({"perimeter": ""}, {}, ""),
        ({"event_date": "", "event_precision": ""}, {}, ""),
        ({"perimeter": "wuxi", "superseded_by": "claim-2"}, {}, ""),
    ],
)
def test_claims_that_answer_different_questions_are_not_made_one_finding(small_data, first, second, apart):
    ledger = Ledger.read(small_data(claims=[first, second]))
    if not apart:
        assert ledger.finding("firm", "laid_off").known
        return
    with pytest.raises(
        ManyQuestions, match=re.escape(f"firm, laid_off: the claims answer more than one question; narrow by {apart}")
    ):
        ledger.finding("firm", "laid_off")


def test_dates_may_be_said_to_answer_one_question_and_those_outside_do_not_speak(small_data):
    days = ("2022-04-07", "2024-04-07", "2025-04-07")
    ledger = Ledger.read(small_data(headcounts=[{"event_date": day, "value": day[:4]} for day in days]))
    found = ledger.finding("firm", "laid_off", within=("2024-01-01", "2025-12-31"))
    assert (found.low, found.high) == (2024, 2025)


@settings(max_examples=25)
@given(st.lists(st.tuples(DAYS, st.sampled_from(PRECISIONS)), min_size=1, max_size=6), DAYS, DAYS)
def test_a_later_day_never_removes_a_row(tmp_path_factory, published, one, other):
    sources = pd.DataFrame(
        {
            "published_end": pd.to_datetime([_end(day, precision) for day, precision in published]),
            "not_after": pd.to_datetime([None] * len(published)),
        }
    )
    known = known_from(sources)
    earlier, later = sorted((pd.Timestamp(one), pd.Timestamp(other)))
    assert set(known.index[known <= earlier]) <= set(known.index[known <= later])


def _end(day, precision):
    from footprint.dates import Period

    return Period.of(first_of(day, precision), precision).end


def test_a_computed_finding_names_its_rows_and_their_sources(small_data):
    ledger = Ledger.read(small_data(sources=[{}, {}], headcounts=[{"origin": "x"}, {"source": "s2"}]))
    made = ledger.computed(22.325, "percent", rows=["hc-1", "hc-2"], how="One over the other.", digits=1)
    assert made.text() == "22.3 percent"
    assert (made.rows, made.sources, made.origins) == (("hc-1", "hc-2"), ("s1", "s2"), ("x",))


def test_a_computed_finding_cannot_cite_a_row_that_is_not_there(small_data):
    with pytest.raises(KeyError, match="hc-9"):
        Ledger.read(small_data()).computed(1.0, "count", rows=["hc-9"], how="")


def test_arithmetic_on_nothing_is_not_known(small_data):
    assert not Ledger.read(small_data()).computed(None, "count", rows=[], how="").known


def test_a_verdict_is_out_of_an_edition_that_lacks_its_evidence(small_data):
    verdict = {
        "id": "art-a01",
        "source": "s1",
        "chapter": "outsourcing",
        "number": "A01",
        "paraphrase": "x",
        "verdict": "wrong",
    }
    folder = small_data(
        sources=[{"published": "2025-01-01"}, {"published": "2025-06-01"}],
        headcounts=[{}, {"source": "s2"}],
        article_claims=[verdict | {"reason": "y", "how": "none", "evidence": "hc-1 hc-2"}],
    )
    ledger = Ledger.read(folder)
    assert len(ledger.as_of("2025-06-01").table("article_claims")) == 1
    assert ledger.as_of("2025-02-01").table("article_claims").empty


def test_a_computed_finding_inherits_the_quarrels_of_what_it_is_made_of(small_data):
    rival = {"value": "3000"}
    ledger = Ledger.read(small_data(sources=[{}, {}], headcounts=[{}, rival | {"source": "s2"}]))
    part = ledger.finding("firm", "laid_off")
    made = ledger.computed(1.0, "count", of=[part], how="")
    assert made.contested
    assert set(made.rows + made.against) == {"hc-1", "hc-2"}


RULE = {
    "id": "rule-001", "rule": "a-rule", "title": "A rule", "agency": "BIS", "instrument": "final rule", "source": "s1",
    "effective": "2025-01-01", "effective_precision": "day", "what_changes": "Much.", "ended": "2025-11-10",
    "ended_precision": "day", "ended_how": "suspended", "ended_source": "s2",
}  # fmt: skip


def test_an_end_is_known_only_from_its_own_source(small_data):
    ledger = Ledger.read(small_data(sources=[{}, {"published": "2025-11-12"}], rules=[RULE]))
    then = ledger.as_of("2025-06-01").table("rules").iloc[0]
    assert then["effective_start"] == pd.Timestamp("2025-01-01")
    assert pd.isna(then["ended"]) and pd.isna(then["ended_end"]) and then["ended_how"] == then["ended_source"] == ""
    assert ledger.as_of("2025-11-12").table("rules").iloc[0]["ended_how"] == "suspended"


CORRECTION = {
    "id": "cor-001", "table": "headcounts", "row": "hc-1", "column": "value", "expected": "2000", "used": "2100",
    "reason": "A slip.", "source": "s1",
}  # fmt: skip


def test_a_correction_replaces_what_it_expects_and_nothing_else(small_data):
    ledger = Ledger.read(small_data(headcounts=[{}, {}], corrections=[CORRECTION]))
    assert list(ledger.table("headcounts")["value"]) == [2100, 2000]


@pytest.mark.parametrize(
    ("correction", "column", "then", "now"),
    [
        (CORRECTION, "value", 2000, 2100),
        (CORRECTION | {"column": "event_date", "expected": "2025-04-07", "used": "2025-03-01"}, "event_end",
         pd.Timestamp("2025-04-07"), pd.Timestamp("2025-03-01")),
    ],
)  # fmt: skip
def test_an_earlier_edition_does_not_know_a_later_correction(small_data, correction, column, then, now):
    later = {"published": "2026-01-01"}
    ledger = Ledger.read(small_data(sources=[{}, later], headcounts=[{}], corrections=[correction | {"source": "s2"}]))
    assert list(ledger.as_of("2025-12-31").table("headcounts")[column]) == [then]
    assert list(ledger.as_of("2026-01-01").table("headcounts")[column]) == [now]


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"expected": "1999"}, 'but headcounts hc-1 holds "2000"; look at the source again'),
        ({"row": "hc-9"}, "there is no headcounts, row hc-9, column value to correct"),
        ({"table": "nothing"}, "there is no nothing"), ({"column": "colour"}, "column colour to correct"),
    ],
)  # fmt: skip
def test_a_correction_whose_error_is_gone_stops_the_build(small_data, change, phrase):
    with pytest.raises(DataProblems, match=phrase):
        Ledger.read(small_data(headcounts=[{}], corrections=[CORRECTION | change]))
