"""Tariffs: what the across-the-board rate was on any day, layer by layer, and what was announced and never collected."""

from typing import NamedTuple

import pandas as pd

SIDES = {"US": "United States on goods of China", "CN": "China on goods of the United States"}

LAYERS = {
    "fentanyl": "IEEPA, fentanyl", "reciprocal": "IEEPA, reciprocal", "section_122": "Section 122",
    "general_retaliation": "general retaliation",
}  # fmt: skip
"""Layers on goods in general, in words. Any other layer is on lists of goods and is never summed."""


class Rate(NamedTuple):
    """The sum of the layers in force on a day; `low` and `high` differ where a change was due and none saw it happen."""

    total: float
    low: float
    high: float
    layers: dict[str, float]
    rows: tuple[str, ...]


def general(tariffs: pd.DataFrame, imposer: str, states: tuple[str, ...] = ("applied",)) -> pd.DataFrame:
    """Return one side's steps on goods in general, in the order in which they take effect."""
    rows = tariffs[(tariffs["superseded_by"] == "") & (tariffs["across_the_board"] == "yes")]
    rows = rows[(rows["imposer"] == imposer) & rows["state"].isin(list(states)) & rows["rate_added"].notna()]
    return rows.sort_values(["effective", "id"], kind="stable").reset_index(drop=True)


def rate_on(tariffs: pd.DataFrame, imposer: str, day: pd.Timestamp) -> Rate:
    """Return the across-the-board rate one side put on the other's goods on a day, in percent.

    Not in it: the most-favoured-nation duty, Sections 301 and 232, and duties on lists of goods. Steps that were only
    announced never count.
    """
    applied = general(tariffs, imposer)
    applied = applied[applied["effective"] <= day]
    due = general(tariffs, imposer, ("due",))
    total, change = float(applied["rate_added"].sum()), float(due[due["effective"] <= day]["rate_added"].sum())
    layers = applied.groupby("layer", sort=False)["rate_added"].sum()
    rows = (*applied["id"], *due[due["effective"] <= day]["id"])
    return Rate(total, min(total, total + change), max(total, total + change), layers[layers != 0].to_dict(), rows)


def spans(tariffs: pd.DataFrame, imposer: str, until: pd.Timestamp) -> pd.DataFrame:
    """Return the layers as spans of constant rate up to a day: layer, start, end (not included), rate, rows.

    On any day the rates of the spans that hold it sum to `rate_on`.
    """
    rows = general(tariffs, imposer)
    rows = rows[(rows["effective"] < until) & (rows["rate_added"] != 0)]
    out = []
    for layer, steps in rows.groupby("layer", sort=False):
        by_day = steps.groupby("effective").agg(rate=("rate_added", "sum"), rows=("id", " ".join))
        ends = [*by_day.index[1:], until]
        for (start, step), end, level in zip(by_day.iterrows(), ends, by_day["rate"].cumsum(), strict=True):
            out.append((layer, start, end, float(level), step["rows"]))
    return pd.DataFrame(out, columns=["layer", "start", "end", "rate", "rows"])


def totals(tariffs: pd.DataFrame, imposer: str, until: pd.Timestamp) -> pd.DataFrame:
    """Return the across-the-board rate as spans up to a day: start, end (not included), rate; steps of zero cut nothing."""
    steps = general(tariffs, imposer)
    days = sorted(d for d in set(steps[steps["rate_added"] != 0]["effective"]) if d < until)
    rates = [rate_on(tariffs, imposer, day).total for day in days]
    return pd.DataFrame({"start": days, "end": [*days[1:], until][: len(days)], "rate": rates})


def unseen(tariffs: pd.DataFrame, imposer: str, until: pd.Timestamp) -> pd.DataFrame:
    """Return the spans up to a day over which the across-the-board rate is open: start, end (not included), low, high.

    A span begins where a change was due that no source saw happen, and is cut where the ends of the range move.
    """
    due = general(tariffs, imposer, ("due",))
    first = due["effective"].min()
    days = sorted(d for d in {*due["effective"], *general(tariffs, imposer)["effective"]} if len(due) and first <= d < until)
    rates = [rate_on(tariffs, imposer, day) for day in days]
    ends = [*days[1:], until][: len(days)]
    out = {"start": days, "end": ends, "low": [r.low for r in rates], "high": [r.high for r in rates]}
    return pd.DataFrame(out)


def announcements(tariffs: pd.DataFrame, imposer: str, until: pd.Timestamp) -> pd.DataFrame:
    """Return each announced rate of one side with a known day of announcement.

    Columns: id, label, layer, announced, due (day it applied or was to), replaced (day the next rate of its layer took
    effect or, for one that never applied, was announced if that is known), applied (bool), rate (of its layer), by (id of
    the step in its place, or blank).
    """
    steps = general(tariffs, imposer, ("applied", "announced"))
    out = [_announced(row, steps, until) for row in steps[steps["announced"].notna()].itertuples()]
    columns = ["id", "label", "layer", "announced", "due", "replaced", "applied", "rate", "by"]
    return pd.DataFrame(out, columns=columns).sort_values(["announced", "id"], kind="stable").reset_index(drop=True)


def _announced(row: object, steps: pd.DataFrame, until: pd.Timestamp) -> tuple:
    layer = steps[(steps["layer"] == row.layer) & (steps["state"] == "applied")]
    applied = row.state == "applied"
    before = layer[layer["effective"] < row.effective]["rate_added"].sum()
    later = layer[layer["effective"] > row.effective] if applied else layer[layer["effective"] >= row.effective]
    successor = later.iloc[0] if len(later) else None
    replaced, by = until, ""
    if successor is not None:
        by = successor["id"]
        told = successor["announced"]
        replaced = successor["effective"] if applied or pd.isna(told) else told
    return (row.id, row.legal_basis, row.layer, row.announced, row.effective, replaced, applied, before + row.rate_added, by)


class Life(NamedTuple):
    """The life of a rate that was announced and replaced before it applied."""

    rate: float
    announced: pd.Timestamp
    due: pd.Timestamp
    replaced: pd.Timestamp
    instead: float
    days_collected: int
    rows: tuple[str, ...]


def life(tariffs: pd.DataFrame, step: str) -> Life | None:
    """Return the life of an announced step that never applied; None while nothing is known to have taken its place."""
    row = tariffs[(tariffs["step"] == step) & (tariffs["state"] == "announced")]
    if row.empty:
        return None
    imposer, until = row["imposer"].iloc[0], row["effective"].iloc[0]
    told = announcements(tariffs, imposer, until)
    it = told[told["id"] == row["id"].iloc[0]].iloc[0]
    if not it["by"]:
        return None
    began = tariffs.set_index("id").loc[it["by"], "effective"]
    instead = rate_on(tariffs, imposer, began).layers[it["layer"]]
    collected = max(0, (began - it["due"]).days)
    return Life(float(it["rate"]), it["announced"], it["due"], it["replaced"], instead, collected, (it["id"], it["by"]))


def averages(tariffs: pd.DataFrame) -> pd.DataFrame:
    """Return the published trade-weighted averages: side, imposer, day, rate, source, id; vintages stay apart."""
    rows = tariffs[(tariffs["superseded_by"] == "") & tariffs["average_rate"].notna()]
    out = rows.rename(columns={"effective": "day", "average_rate": "rate"}).assign(side=rows["imposer"].map(SIDES))
    out = out.assign(source=out["average_source"])[["side", "imposer", "day", "rate", "source", "id"]]
    return out.sort_values(["imposer", "day", "id"], kind="stable").reset_index(drop=True)
