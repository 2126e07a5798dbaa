"""What may have changed since the evidence was gathered: chapters whose newest source is old, and days that have come."""

from datetime import date

from footprint.dates import Period, day_text
from footprint.evidence.descriptor import Package

Tables = dict[str, list[dict[str, str]]]


def stale_chapters(tables: Tables, package: Package) -> list[str]:
    """Say for each chapter with a limit (`x-freshness-days` in the descriptor) that its newest source is older than that.

    Age is counted from the last day of a source's dated period to the day gathering ended, so that it does not depend on
    the clock.
    """
    closed = date.fromisoformat(package.raw["x-evidence-closed"])
    published = {row["key"]: _period(row, "published") for row in tables["sources"]}
    advice = []
    for chapter, limit in package.raw.get("x-freshness-days", {}).items():
        known = [published[row["source"]] for row in tables["claims"] if row["chapter"] == chapter]
        newest = max((period.end for period in known if period), default=None)
        if newest and (closed - newest).days > limit:
            age = (closed - newest).days
            advice.append(
                f"{chapter}: its newest source is of {day_text(newest)}, {age} days before gathering ended (limit {limit})"
            )
    return advice


def come_due(tables: Tables, package: Package) -> list[str]:
    """Say what sources announced for a day that has come by the time gathering ended."""
    closed = date.fromisoformat(package.raw["x-evidence-closed"])
    rows = sorted(tables.get("expectations", []), key=lambda row: (row["due"], row["id"]))
    due = [(row, _period(row, "due")) for row in rows]
    return [
        f"{row['chapter']}: look up {row['id']}, due {period}: {row['expected']} ({row['source']})"
        for row, period in due
        if period and period.start <= closed
    ]


def _period(row: dict[str, str], column: str) -> Period | None:
    """Return a dated cell as a period, None where it is blank."""
    return Period.of(date.fromisoformat(row[column]), row[f"{column}_precision"]) if row[column] else None
