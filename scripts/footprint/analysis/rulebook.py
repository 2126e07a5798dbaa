"""The rules as a calendar: what stands on a day, and what the Entity List gained by year and ground."""

from typing import NamedTuple

import pandas as pd

UNSEEN = ("was to lapse", "suspension was to end")
"""States in which a text fixed a day that has passed and no source read says what followed."""

STANDING = ("in force", *UNSEEN, "suspended", "not enforced", "struck down", "replaced", "to come", "proposed")
"""Where a rule stands, in the order of the table."""


def standing(rules: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return where each rule stands on a day: the table's columns with state, since and until (NaT where open).

    A rule with a last day is `in force` up to it and `was to lapse` after it; a suspension with a last day likewise: the
    text fixed the day, and no source read says what followed.
    """
    live = rules[rules["superseded_by"] == ""].copy()
    live["state"] = [_state(row, day) for row in live.itertuples()]
    live["since"] = live["effective"].where(live["state"] == "in force", live["ended"].where(live["ended"] <= day))
    live["rank"] = live["state"].map({state: n for n, state in enumerate(STANDING)})
    return live.sort_values(["rank", "effective", "id"], kind="stable").reset_index(drop=True)


def _state(row: object, day: pd.Timestamp) -> str:
    if pd.isna(row.effective):
        return "proposed"
    if row.effective > day:
        return "to come"
    if pd.isna(row.ended) or row.ended > day:
        return "in force"
    if row.ended_how == "due to lapse":
        return "was to lapse"
    return "suspension was to end" if row.ended_until < day else row.ended_how


class Count(NamedTuple):
    """Entries under China a set of rules added: at least, at most, and the rows they rest on."""

    low: int
    high: int
    rows: tuple[str, ...]


def additions(rows: pd.DataFrame) -> pd.DataFrame:
    """Return entries added per year and ground: year, ground, count (all countries), rows.

    Of rival counts of one rule the first stands; entries a package already holds are taken out of the package.
    """
    live = _live(rows).drop_duplicates("rule")
    inside = live[live["within"] != ""].groupby("within")["count_total"].sum()
    own = live["count_total"] - live["rule"].map(inside).fillna(0)
    named = live.assign(year=live["effective"].dt.year, count=own)
    counted = named.groupby(["year", "ground"]).agg(count=("count", "sum"), rows=("id", " ".join)).reset_index()
    return counted.assign(count=counted["count"].astype(int))


def added_cn(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> Count:
    """Return how many entries under China the rules of a period added, as far as they give the split.

    Where a rule gives none, the low end counts none of its entries and the high end all of them.
    """
    live = _live(rows)
    live = live[live["effective"].between(first, last)]
    whole = live[live["within"] == ""].groupby("rule").agg(cn=("count_cn", "max"), all=("count_total", "max"))
    inside = live[live["within"] != ""].groupby("within")["count_cn"].sum()
    floor = whole["cn"].fillna(whole.index.to_series().map(inside)).fillna(0)
    return Count(int(floor.sum()), int(whole["cn"].fillna(whole["all"]).sum()), tuple(live["id"]))


def _live(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["superseded_by"] == ""]
