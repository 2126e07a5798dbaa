"""Timing: how near events lie to the days of rules, and how often chance does as well."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

Days = Sequence[pd.Timestamp] | pd.Series
Span = tuple[pd.Timestamp, pd.Timestamp]


class Placebo(NamedTuple):
    """Events against random dates: the observed mean distance, those of the draws, and how often chance does as well."""

    observed: float
    draws: np.ndarray
    share: float
    near: int
    near_expected: float
    near_share: float


def ordinals(days: Days) -> np.ndarray:
    """Return days as whole numbers, for arithmetic."""
    return np.asarray([day.toordinal() for day in days], dtype=np.int64)


def distances(days: np.ndarray, rules: np.ndarray) -> np.ndarray:
    """Return the days from each day to the nearest rule, before or after."""
    marks = np.unique(rules)
    at = np.searchsorted(marks, days)
    before = np.abs(days - marks[np.clip(at - 1, 0, len(marks) - 1)])
    after = np.abs(marks[np.clip(at, 0, len(marks) - 1)] - days)
    return np.minimum(before, after)


def nearest(events: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return each event with the rule nearest to it: columns of `events` (day, label, id), and rule, rule_day, rule_id, lag.

    `lag` is in days, positive when the rule came first. Of two rules at the same distance the earlier row stands.
    """
    out = []
    for event in events.itertuples():
        lag = (event.day - rules["day"]).dt.days
        at = rules.loc[lag.abs().idxmin()]
        out.append((event.day, event.label, event.id, at["label"], at["day"], at["id"], int((event.day - at["day"]).days)))
    return pd.DataFrame(out, columns=["day", "label", "id", "rule", "rule_day", "rule_id", "lag"])


def placebo(events: Days, rules: Days, window: Span, *, near: int, draws: int, seed: int) -> Placebo:
    """Compare events with random days of a window: are they nearer to rules than chance puts them?

    Each draw moves every event to a random week of the window and leaves it its day of the week, for rules and news keep
    to working days. The statistic is the mean distance to the nearest rule. `share` is how often random days are as near
    or nearer, with the observed set counted among the draws; `near_share` says so for the number of events within `near`
    days. The same seed gives the same answer.
    """
    marks, days = ordinals(rules), ordinals(events)
    drawn = distances(random_days(days, window, draws, seed).ravel(), marks).reshape(draws, len(days))
    seen = distances(days, marks)
    means, hits, hit = drawn.mean(axis=1), (drawn <= near).sum(axis=1), int((seen <= near).sum())
    share = (1 + int((means <= seen.mean() + 1e-9).sum())) / (draws + 1)
    near_share = (1 + int((hits >= hit).sum())) / (draws + 1)
    return Placebo(float(seen.mean()), means, share, hit, float(hits.mean()), near_share)


def random_days(days: np.ndarray, window: Span, draws: int, seed: int) -> np.ndarray:
    """Return `draws` rows of days, each in a random week of the window on the weekday of its event."""
    first, last = ordinals(window)
    start = first + (days - first) % 7
    weeks = (last - start) // 7 + 1
    return start + 7 * np.random.default_rng(seed).integers(0, weeks, size=(draws, len(days)))


def within(events: Days, rules: Days, window: Span, *, most: int, draws: int, seed: int) -> pd.DataFrame:
    """Return for each number of days up to `most` how many events lie that near to a rule, and how many random days do.

    Columns: days, seen, expected (mean of the draws), low, high (5th and 95th of a hundred draws).
    """
    marks, days = ordinals(rules), ordinals(events)
    drawn = distances(random_days(days, window, draws, seed).ravel(), marks).reshape(draws, len(days))
    seen, rows = distances(days, marks), []
    for near in range(most + 1):
        hits = (drawn <= near).sum(axis=1)
        rows.append((near, int((seen <= near).sum()), hits.mean(), *np.quantile(hits, [0.05, 0.95])))
    return pd.DataFrame(rows, columns=["days", "seen", "expected", "low", "high"])


def weekdays_near(rules: Days, window: Span, near: int) -> float:
    """Return the share of a window's weekdays that lie within `near` days of a rule: no draw, every day is counted."""
    days = ordinals(pd.bdate_range(*window))
    return float((distances(days, ordinals(rules)) <= near).mean())
