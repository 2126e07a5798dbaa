import pytest
from footprint.analysis.lags import lag
from footprint.evidence.ledger import Ledger


def days(small_data, first, then):
    rows = [{"event_date": day, "event_precision": precision} for day, precision in (first, then)]
    row = lag(Ledger.read(small_data(claims=rows)).claims, "claim-1", "claim-2").iloc[0]
    return row["least"], row["most"]


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (("2025-04-03", "day"), ("2025-04-08", "day"), (5, 5)),
        (("2025-03-01", "month"), ("2025-04-08", "day"), (8, 38)),
        (("2024-07-08", "day"), ("2024-09-01", "month"), (55, 84)),
        (("2025-04-08", "day"), ("2025-04-03", "day"), (-5, -5)),
    ],
)
def test_a_lag_between_vague_dates_is_an_interval(small_data, first, then, expected):
    assert days(small_data, first, then) == expected


def test_a_lag_to_an_unknown_row_is_empty(small_data):
    assert lag(Ledger.read(small_data(claims=[{}])).claims, "claim-1", "claim-9").empty
