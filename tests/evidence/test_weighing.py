import numpy as np
import pandas as pd
import pytest
from footprint.evidence.findings import overview, reconcile
from footprint.evidence.weighing import TIERS, Said, questions, weigh
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.test_findings import claims


def dated(value, precision, tier="secondary", origin="", **changes):
    """A claim whose value is a date."""
    end = {"day": value, "month": "2025-01-31", "year": "2025-12-31"}[precision]
    when = {"unit": "date", "event_precision": precision, "event_start": pd.Timestamp(value), "event_end": pd.Timestamp(end)}
    return value, tier, origin, when | changes


ROW = st.tuples(
    st.integers(1, 5).map(lambda n: n * 100),
    st.sampled_from(TIERS),
    st.sampled_from("abc"),
    st.fixed_dictionaries({
        "subject": st.sampled_from(["x", "y"]), "qualifier": st.sampled_from(["exact", "about", "at_least", "low", "high"]),
        "stance": st.sampled_from(["asserts", "asserts", "denies"]), "event_start": st.just(pd.Timestamp("2024-05-01")),
    }),
)  # fmt: skip


@given(st.lists(ROW, max_size=12))
def test_all_at_once_gives_what_one_at_a_time_gives(rows):
    frame = claims(*rows)
    for found in overview(frame).itertuples():
        alone = reconcile(frame[questions(frame) == found.question])
        assert (found.id == "") == (not alone.known)
        assert found.id in (*alone.rows, "")
        if alone.known:
            assert (found.contested, found.low, found.high) == (alone.contested, alone.low, alone.high)


@given(st.lists(ROW, min_size=1, max_size=12), st.data())
def test_rows_taken_from_the_arrays_of_all_give_what_their_own_frame_gives(rows, data):
    frame = claims(*rows)
    at = np.array(sorted(data.draw(st.sets(st.integers(0, len(rows) - 1)))), dtype="int64")
    assert reconcile(frame.iloc[at], said=Said.of(frame).take(at)) == reconcile(frame.iloc[at])


def test_a_question_is_one_thing_counted_one_way_in_one_year():
    when = {"event_start": pd.Timestamp("2024-05-01")}
    year_later = {"event_start": pd.Timestamp("2025-05-01")}
    frame = claims(
        (1, "primary", "a", when), (2, "primary", "b", when), (3, "primary", "c", year_later),
        (4, "primary", "d", when | {"perimeter": "wuxi"}), (5, "primary", "e", when | {"metric": "insured"}),
    )  # fmt: skip
    assert questions(frame).tolist() == [0, 0, 1, 2, 3]


def test_the_year_of_a_date_is_the_answer_and_not_the_question():
    assert questions(claims(dated("2025-01-01", "year"), dated("2024-03-01", "day"))).tolist() == [0, 0]


def test_a_range_does_not_contradict_itself():
    ends = [
        (200, "secondary", "a", {"qualifier": "low", "source": "s"}),
        (400, "secondary", "a", {"qualifier": "high", "source": "s"}),
    ]
    finding = reconcile(claims(*ends))
    assert (finding.low, finding.high, finding.contested) == (200, 400, False)


def test_a_value_outside_anothers_range_does():
    ends = [
        (200, "secondary", "a", {"qualifier": "low", "source": "s"}),
        (400, "secondary", "a", {"qualifier": "high", "source": "s"}),
    ]
    assert reconcile(claims(*ends, (700, "secondary", "b"))).contested
    assert not reconcile(claims(*ends, (300, "secondary", "b"))).contested


@pytest.mark.parametrize(
    ("one", "other", "contested"),
    [
        (("2025-01-01", "month"), ("2025-01-01", "year"), False),
        (("2025-01-01", "month"), ("2025-03-02", "day"), True),
        (("2025-01-15", "day"), ("2025-01-01", "month"), False),
        (("2025-01-15", "day"), ("2025-01-16", "day"), True),
    ],
)
def test_dates_agree_when_their_periods_meet(one, other, contested):
    assert reconcile(claims(dated(*one, origin="a"), dated(*other, origin="b"))).contested == contested


def test_the_more_exact_of_two_agreeing_dates_is_printed():
    assert (
        reconcile(claims(dated("2025-01-01", "year", origin="a"), dated("2025-01-01", "month", origin="b"))).text()
        == "January 2025"
    )


def test_a_site_last_seen_open_on_two_days_is_no_quarrel():
    seen = [dated(day, "day", origin=o, qualifier="at_least") for day, o in (("2025-01-15", "a"), ("2025-03-02", "b"))]
    assert not reconcile(claims(*seen)).contested


def test_pairs_are_the_same_however_few_are_compared_at_once(monkeypatch):
    rows = [(100 * (n % 4 + 1), "secondary", f"o{n}", {"subject": f"s{n % 3}"}) for n in range(30)]
    frame = claims(*rows)
    whole = weigh(frame, questions(frame)).best.tolist()
    monkeypatch.setattr("footprint.evidence.weighing.MOST_PAIRS", 7)
    assert weigh(frame, questions(frame)).best.tolist() == whole
