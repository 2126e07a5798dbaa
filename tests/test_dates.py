from datetime import date, timedelta

import pandas as pd
import pytest
from footprint.dates import PRECISIONS, Period, first_of, period_ends, period_text
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("first", "precision", "end", "text"),
    [
        (date(2025, 4, 7), "day", date(2025, 4, 7), "7 April 2025"),
        (date(2024, 2, 1), "month", date(2024, 2, 29), "February 2024"),
        (date(2024, 10, 1), "quarter", date(2024, 12, 31), "fourth quarter of 2024"),
        (date(2002, 1, 1), "year", date(2002, 12, 31), "2002"),
    ],
)
def test_a_date_is_the_interval_its_precision_says(first, precision, end, text):
    period = Period.of(first, precision)
    assert (period.start, period.end) == (first, end)
    assert str(period) == text


def test_a_day_inside_a_month_is_not_the_month():
    with pytest.raises(ValueError, match="not the first day of a month"):
        Period.of(date(2025, 4, 7), "month")


def test_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="decade"):
        Period.of(date(2025, 1, 1), "decade")


def test_a_span_of_no_precision_is_written_from_day_to_day():
    assert period_text(Period(date(2025, 4, 3), date(2025, 4, 8))) == "3 April 2025 to 8 April 2025"


@given(DAYS, st.sampled_from(PRECISIONS))
def test_every_day_lies_in_its_period_and_the_next_day_after_it_does_not(day, precision):
    period = Period.of(first_of(day, precision), precision)
    assert period.start <= day <= period.end
    assert first_of(period.end + timedelta(days=1), precision) == period.end + timedelta(days=1)


@given(st.lists(st.tuples(DAYS, st.sampled_from(PRECISIONS)), min_size=1, max_size=5))
def test_columns_and_single_dates_follow_one_rule(pairs):
    firsts = [first_of(day, precision) for day, precision in pairs]
    ends = period_ends(pd.Series(pd.to_datetime(firsts)), pd.Series([p for _, p in pairs]))
    assert [e.date() for e in ends] == [Period.of(f, p).end for f, (_, p) in zip(firsts, pairs, strict=True)]


def test_a_missing_date_has_no_end():
    assert period_ends(pd.Series([pd.NaT]), pd.Series([""])).isna().all()
