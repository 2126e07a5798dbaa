"""Findings on which sources do not agree: each with its rival values, set beside the preferred one."""

from collections.abc import Iterator, Mapping

import pandas as pd

from footprint.dates import Period, period_text
from footprint.evidence.findings import COUNTED
from footprint.evidence.weighing import OUR_RULES, TIERS, idle, voices
from footprint.text import number_text, range_text

Recorded = Mapping[str, Mapping[str, dict]]
"""What chapters record: findings (plain values) by name under `findings`, by chapter."""


def disputed(chapters: Recorded, claims: pd.DataFrame) -> Iterator[tuple[str, str, dict]]:
    """Yield chapter, name and record of each known finding on which sources do not agree, every disagreement once.

    A choice among rows is one where it is contested, has rows against it, or where origins give different numbers;
    arithmetic where it is contested. Of choices among the same rows the one with the most rows is told; arithmetic made of
    another that is told is not. `claims` is the claim view by row id.
    """
    found = [
        (chapter, name, finding)
        for chapter, record in chapters.items()
        for name, finding in record["findings"].items()
        if finding["known"] and _has_rival(finding, claims)
    ]
    rows = [frozenset((*finding["rows"], *finding["against"])) for *_, finding in found]
    choices = [is_choice(finding, claims) for *_, finding in found]
    yield from (item for n, item in enumerate(found) if not _told_elsewhere(n, rows, choices))


def _told_elsewhere(n: int, rows: list[frozenset], choices: list[bool]) -> bool:
    """Whether another finding tells the disagreement of the n-th: a choice with all its rows, or what it is made of."""
    others = [m for m in range(len(rows)) if m != n]
    if choices[n]:
        return any(choices[m] and (rows[n] < rows[m] or (rows[n] == rows[m] and m < n)) for m in others)
    return any(rows[m] < rows[n] or (rows[m] == rows[n] and (choices[m] or m < n)) for m in others)


def _has_rival(finding: dict, claims: pd.DataFrame) -> bool:
    """Whether sources do not agree on a finding. A range that one origin gives is not a disagreement."""
    if finding["contested"] or not is_choice(finding, claims):
        return finding["contested"]
    return bool(finding["against"]) or _apart(said(finding, claims))


def _apart(rows: pd.DataFrame) -> bool:
    """Whether origins, each as its nearest rows say, begin or end their numbers farther apart than figures that agree."""
    rows = rows[rows["number"].notna() & (rows["stance"] != "denies")]
    rows = rows[~_relayed(rows) & ~_idle(rows)]
    slack = (OUR_RULES.about * rows["number"].abs()).where(rows["qualifier"] == "about", 0.0)
    least, most = ((rows["number"] + sign * slack).groupby(voices(rows)) for sign in (-1, 1))
    ends = [(least.min(), most.min()), (least.max(), most.max())]
    return any(low.max() - high.min() > OUR_RULES.about * abs(low.max()) for low, high in ends)


def _relayed(rows: pd.DataFrame) -> pd.Series:
    """Whether a row of the same origin is nearer to the event."""
    rank = rows["tier"].map(TIERS.index)
    return rank > rank.groupby(voices(rows)).transform("min")


def _idle(rows: pd.DataFrame) -> pd.Series:
    """Whether each row is a bound that contradicts no number of the others."""
    bounds = (rows["qualifier"].to_numpy() == end for end in ("at_least", "at_most"))
    return pd.Series(idle(rows["number"].to_numpy(dtype="float64"), *bounds), rows.index, dtype=bool)


def is_choice(finding: dict, claims: pd.DataFrame) -> bool:
    """Whether a finding is a choice among rows that answer one question, and not arithmetic on rows or a series over years."""
    if not finding["how"]:
        return True
    rows = claims[claims["id"].isin(finding["rows"]) & claims["number"].notna()]
    one_question = rows.groupby(["subject", "metric", "unit"]).ngroups == 1
    one_question &= all(rows[name].replace("", None).nunique() < 2 for name in COUNTED)
    years = rows.groupby(rows["event_start"].dt.year)["number"].nunique()
    return one_question and finding["value"] in set(rows["number"]) and not (len(years) > 1 and (years == 1).all())


def said(finding: dict, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the rows for and against a finding, with `text` for the value of each; none for arithmetic on rows."""
    ids = [i for i in (*finding["rows"], *finding["against"]) if i in claims.index and is_choice(finding, claims)]
    rows = claims.loc[ids]
    told = {row.Index: value_text(row) for row in rows.itertuples()}
    ends = rows[rows["qualifier"].isin(("low", "high")) & rows["number"].notna()]
    for _, pair in ends.groupby(["source", "unit"]):
        if pair["qualifier"].nunique() > 1:
            whole = range_text(pair["number"].min(), pair["number"].max(), pair["unit"].iloc[0])
            told |= dict.fromkeys(pair.index, whole)
    return rows.assign(text=pd.Series(told, rows.index, dtype="object"))


def value_text(row: object) -> str:
    """Write a claim's value: a number in its unit, with its bound, a date as exactly as it is known, or words."""
    if row.number == row.number:
        bound = row.qualifier.replace("_", " ") + " " if row.qualifier in ("at_least", "at_most") else ""
        return bound + number_text(row.number, row.unit)
    if row.unit == "date" and not pd.isna(row.event_start):
        return period_text(Period(row.event_start.date(), row.event_end.date()))
    return row.value.replace("_", " ")


POINTS = ["chapter", "name", "about", "ratio", "tier", "relay", "qualifier", "value", "text", "id", "source"]


def points(found: list[tuple[str, str, dict]], claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row per rival number, as a ratio to the preferred one; findings in words or of nothing have none.

    `relay`: a row of the same origin is nearer to the event. A bound that contradicts no other number is no rival. A finding
    whose rivals give one number only is left out.
    """
    parts = [_points(*item, claims) for item in found if isinstance(item[2]["value"], float) and item[2]["value"] > 0]
    return pd.concat([pd.DataFrame(columns=POINTS), *parts], ignore_index=True) if parts else pd.DataFrame(columns=POINTS)


def _points(chapter: str, name: str, finding: dict, claims: pd.DataFrame) -> pd.DataFrame:
    rows = said(finding, claims)
    rows = rows[(rows["number"] > 0) & (rows["unit"] == finding["unit"]) & (rows["stance"] != "denies")]
    rows = rows[~_idle(rows)]
    out = rows.assign(
        chapter=chapter, name=name, about=finding["about"], ratio=rows["number"] / finding["value"], value=rows["number"],
        relay=_relayed(rows),
    )  # fmt: skip
    return out[POINTS] if out["value"].nunique() > 1 else out[POINTS].iloc[:0]
