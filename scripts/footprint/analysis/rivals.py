"""Findings on which sources do not agree: each with its rival values, set beside the preferred one."""

from collections.abc import Iterator, Mapping

import pandas as pd

from footprint.dates import Period, period_text
from footprint.evidence.weighing import OUR_RULES, TIERS
from footprint.text import number_text

Recorded = Mapping[str, Mapping[str, dict]]
"""What chapters record: findings (plain values) by name under `findings`, by chapter."""


def disputed(chapters: Recorded, claims: pd.DataFrame) -> Iterator[tuple[str, str, dict]]:
    """Yield chapter, name and record of each known finding that has a rival: contested, with rows against it, or a range.

    Arithmetic is left out unless it is contested: its range may come of its own rules. So is a range no wider than the
    rules allow a figure given as about, and what another chapter prints of the very same rows. `claims` is the claim view by
    row id.
    """
    seen = set()
    for chapter, record in chapters.items():
        for name, finding in record["findings"].items():
            rival = bool(finding["against"]) or _wide(finding)
            same = (str(finding["value"]), *sorted((*finding["rows"], *finding["against"])))
            if finding["known"] and same not in seen and (finding["contested"] or (rival and is_choice(finding, claims))):
                seen.add(same)
                yield chapter, name, finding


def _wide(finding: dict) -> bool:
    """Whether a finding has a range, and one wider than two figures that agree may lie apart."""
    low, high = finding["low"], finding["high"]
    return low is not None and high - low > OUR_RULES.about * abs(high)


def is_choice(finding: dict, claims: pd.DataFrame) -> bool:
    """Whether a finding is a choice among rows that answer one question, and not arithmetic on rows or a series over years."""
    if not finding["how"]:
        return True
    rows = claims[claims["id"].isin(finding["rows"]) & claims["number"].notna()]
    one_question = rows.groupby(["subject", "metric", "unit"]).ngroups == 1
    years = rows.groupby(rows["event_start"].dt.year)["number"].nunique()
    return one_question and finding["value"] in set(rows["number"]) and not (len(years) > 1 and (years == 1).all())


def said(finding: dict, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the rows for and against a finding, with `text` for the value of each; none for arithmetic on rows."""
    ids = [i for i in (*finding["rows"], *finding["against"]) if i in claims.index and is_choice(finding, claims)]
    rows = claims.loc[ids]
    return rows.assign(text=pd.Series([value_text(row) for row in rows.itertuples()], rows.index, dtype="object"))


def value_text(row: object) -> str:
    """Write a claim's value: a number in its unit, a date as exactly as it is known, or words."""
    if row.number == row.number:
        return number_text(row.number, row.unit)
    if row.unit == "date" and not pd.isna(row.event_start):
        return period_text(Period(row.event_start.date(), row.event_end.date()))
    return row.value.replace("_", " ")


POINTS = ["chapter", "name", "about", "ratio", "tier", "relay", "qualifier", "value", "text", "id", "source"]


def points(found: list[tuple[str, str, dict]], claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row per rival number, as a ratio to the preferred one; findings in words or of nothing have none.

    `relay`: a row of the same origin is nearer to the event. A finding whose rivals give one number only is left out.
    """
    parts = [_points(*item, claims) for item in found if isinstance(item[2]["value"], float) and item[2]["value"] > 0]
    return pd.concat([pd.DataFrame(columns=POINTS), *parts], ignore_index=True) if parts else pd.DataFrame(columns=POINTS)


def _points(chapter: str, name: str, finding: dict, claims: pd.DataFrame) -> pd.DataFrame:
    rows = said(finding, claims)
    rows = rows[(rows["number"] > 0) & (rows["unit"] == finding["unit"]) & (rows["stance"] != "denies")]
    voice = rows["origin"].where(rows["origin"] != "", rows["source"])
    rank = rows["tier"].map(TIERS.index)
    nearest = rank.groupby(voice).transform("min")
    out = rows.assign(
        chapter=chapter, name=name, about=finding["about"], ratio=rows["number"] / finding["value"], value=rows["number"],
        relay=rank > nearest,
    )  # fmt: skip
    return out[POINTS] if out["value"].nunique() > 1 else out[POINTS].iloc[:0]
