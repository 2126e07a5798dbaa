"""Dates that keep their precision: a date is its first day beside a precision, and means an interval everywhere."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PRECISIONS = ("day", "month", "quarter", "year")
LATEST = "latest"


@dataclass(frozen=True, order=True)
class Period:
    """A closed interval of days, first to last; what a date of limited precision stands for."""

    start: date
    end: date

    @classmethod
    def of(cls, first_day: date, precision: str) -> "Period":
        """Return the interval that a first day and a precision (day, month, quarter, year) stand for.

        Raises ValueError for an unknown precision or a date that is not the first day of its period.
        """
        if first_day != first_of(first_day, precision):
            raise ValueError(f"{first_day} is not the first day of a {precision}")
        months = {"month": 1, "quarter": 3, "year": 12}.get(precision, 0)
        if not months:
            return cls(first_day, first_day)
        last_month = first_day.month + months - 1
        return cls(first_day, date(first_day.year, last_month, calendar.monthrange(first_day.year, last_month)[1]))

    def __str__(self) -> str:
        return period_text(self)


def first_of(day: date, precision: str) -> date:
    """Return the first day of the period of that precision in which the day lies."""
    if precision not in PRECISIONS:
        raise ValueError(f"precision {precision!r} is not one of {', '.join(PRECISIONS)}")
    if precision == "year":
        return day.replace(month=1, day=1)
    if precision == "quarter":
        return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return day.replace(day=1) if precision == "month" else day


def day_text(day: date) -> str:
    """Write one day as in `7 April 2025`."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def period_text(period: Period) -> str:
    """Write a period at its own precision: `7 April 2025`, `April 2025`, `fourth quarter of 2024`, `2001`."""
    for precision in PRECISIONS:
        if period.start == first_of(period.start, precision) and Period.of(period.start, precision) == period:
            return _as_precision(period.start, precision)
    return f"{day_text(period.start)} to {day_text(period.end)}"


def _as_precision(first_day: date, precision: str) -> str:
    """Write a first day of known precision in words."""
    if precision == "day":
        return day_text(first_day)
    if precision == "month":
        return f"{calendar.month_name[first_day.month]} {first_day.year}"
    if precision == "quarter":
        return f"{('first', 'second', 'third', 'fourth')[first_day.month // 3]} quarter of {first_day.year}"
    return str(first_day.year)


def parse_as_of(day: str | date) -> date | None:
    """Read an as-of day: None for `latest`. Raises ValueError that says what is allowed."""
    if isinstance(day, date):
        return day
    if day == LATEST:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"as_of: {day!r} is neither `{LATEST}` nor a date as 2025-04-06") from None


def period_ends(first_days: "pd.Series", precisions: "pd.Series") -> "pd.Series":
    """Return the last day of each period, as datetimes; missing where the date is missing.

    `first_days` are datetimes and `precisions` strings of the same length. Each distinct pair is worked out once.
    """
    import pandas as pd

    pairs = pd.MultiIndex.from_arrays([first_days, precisions])
    known = {pair: Period.of(pair[0].date(), pair[1]).end for pair in pairs.unique() if not pd.isna(pair[0])}
    return pd.to_datetime(pd.Series([known.get(pair) for pair in pairs], index=first_days.index, dtype="object"))
