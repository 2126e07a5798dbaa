"""Staff moves: who counted how many people when, what the counts come to, and how large that is against the staff."""

import math
from collections.abc import Collection

import pandas as pd

from footprint.evidence.weighing import TIERS

KINDS = {
    "people_offered": "offer", "people_moving": "move", "people_moved": "move", "laid_off": "cut", "people_removed": "removal",
    "people_affected": "removal",
}  # fmt: skip
"""What the metrics of moves are called; each also exists as `…_in_words`, for sources that give no number."""

SPEAKERS = {
    "microsoft": "the company", "company": "the company", "employee": "employees", "press": "press", "analyst": "analysts",
    "regulator": "authorities",
}  # fmt: skip

SUMMED = " as summarised by "
"""In an attribution: the words are the page's that sums up what another said, and not that other's own."""

COUNT_COLUMNS = [
    "subject", "kind", "start", "end", "reported", "known_from", "low", "high", "words", "stance", "speaker", "relay", "weak",
    "label", "origin", "source", "ids",
]  # fmt: skip

BOUND_COLUMNS = [
    "subject", "kind", "start", "end", "low", "high", "open_low", "open_high", "weak", "denied", "sources", "ids",
]  # fmt: skip


def counts(claims: pd.DataFrame, sources: pd.DataFrame, subjects: list[str], last: Collection[str] = ()) -> pd.DataFrame:
    """Return one row per count by one source of the people in some events, in the order the reports came out.

    Columns: subject, kind, start, end (of the event), reported (the report's date in words), known_from, low, high (missing
    where the source leaves that side open), words (where it gives no number), stance, speaker, relay (a nearer or earlier
    source of its origin is there), weak (read on an aggregating site), label (publisher), origin, source, ids. Sources in
    `last` speak for an origin only where no other does.
    """
    rows = claims.assign(stem=claims["metric"].str.removesuffix("_in_words"))
    rows = rows[rows["subject"].isin(subjects) & rows["stem"].isin(list(KINDS)) & (rows["superseded_by"] == "")]
    about = sources.set_index("key")
    joined = [_joined(part, about.loc[key]) for (_, _, key), part in rows.groupby(["subject", "stem", "source"], sort=False)]
    out = pd.DataFrame(joined, columns=[*COUNT_COLUMNS, "rank"])
    out = out.assign(last=out["source"].isin(last), wordy=out["low"].isna() & out["high"].isna())
    out = out.sort_values(["last", "rank", "known_from", "wordy", "label"], kind="stable")
    out["relay"] = out.duplicated(["subject", "kind", "origin"])
    return out.sort_values(["known_from", "relay", "label"], kind="stable")[COUNT_COLUMNS].reset_index(drop=True)


def _joined(rows: pd.DataFrame, source: pd.Series) -> dict[str, object]:
    """Join what one source says of one event's people: the ends of a range, a bound, words."""
    first, numbers = rows.iloc[0], rows[rows["number"].notna()]
    words = "; ".join(dict.fromkeys(rows.loc[rows["number"].isna(), "value"]))
    low = numbers.loc[numbers["qualifier"] != "at_most", "number"].min()
    high = numbers.loc[numbers["qualifier"] != "at_least", "number"].max()
    voice = numbers.iloc[-1] if len(numbers) else first
    return {
        "subject": first["subject"], "kind": KINDS[first["stem"]], "start": rows["event_start"].min(),
        "end": rows["event_end"].max(), "reported": _report_date(source), "known_from": source["known_from"],
        "low": low, "high": high, "words": words, "stance": "denies" if (rows["stance"] == "denies").all() else "asserts",
        "speaker": _speaker(voice), "relay": False,
        "weak": source["tier"] == TIERS[-1], "label": _voice(rows, source), "origin": first["origin"] or first["source"],
        "source": first["source"], "ids": " ".join(rows["id"]), "rank": TIERS.index(source["tier"]),
    }  # fmt: skip


def _speaker(row: pd.Series) -> str:
    """Return what kind of speaker a row has; of a summary, whose words it sums up."""
    kind = SPEAKERS.get(row["speaker_role"], row["speaker_role"])
    return f"a page on what {kind} said" if SUMMED in row["attribution"] else kind


def _voice(rows: pd.DataFrame, source: pd.Series) -> str:
    """Return who is heard: the publisher, or the attribution where that says through whom another is heard."""
    through = [text for text in rows["attribution"] if " via " in text]
    return through[0] if through else source["publisher"]


def _report_date(source: pd.Series) -> str:
    """Write a report's date as precisely as it is known: `16 May 2024`, `May 2024`, `undated`."""
    start, end = source["published_start"], source["published_end"]
    if pd.isna(start):
        return "undated"
    if start == end:
        return f"{start.day} {start:%b %Y}"
    if start.year != end.year or end.month - start.month > 2:
        return f"{start:%Y}"
    return f"{start:%b %Y}" if start.month == end.month else f"{start:%b} to {end:%b %Y}"


def bounds(counted: pd.DataFrame) -> pd.DataFrame:
    """Return what the counts of each event come to: BOUND_COLUMNS, one row an event and kind, in order of its first day.

    One source speaks for its origin. Where some count is closed on both sides, low and high are the ends of those counts,
    and what others give as a floor (`more than 300`) lies beneath. Otherwise they run from the lowest to the highest bound,
    and `open_high` says that nobody gives a ceiling, `open_low` that nobody gives a floor. `weak`: heard of on aggregating
    sites alone. `denied`: the company denies the number. Events without any number have neither low nor high; `sources` are
    those that speak, the nearest of each origin, and those that deny.
    """
    out = [
        (subject, kind, *_bound(rows)) for (subject, kind), rows in counted.groupby(["subject", "kind"], sort=False)
        if (rows["stance"] != "denies").any()
    ]  # fmt: skip
    found = pd.DataFrame(out, columns=BOUND_COLUMNS).astype(dict.fromkeys(("open_low", "open_high", "weak", "denied"), bool))
    return found.sort_values(["start", "subject"]).reset_index(drop=True)


def _bound(rows: pd.DataFrame) -> tuple:
    """Return the columns of BOUND_COLUMNS after subject and kind for the counts of one event."""
    denial = rows["stance"] == "denies"
    said = rows[~denial & ~rows["relay"]]
    closed = said[said["low"].notna() & said["high"].notna()]
    ends = (closed if len(closed) else said)[["low", "high"]]
    # The earliest of the sharpest dates: a source that names only the year does not move the event.
    when = said.assign(width=said["end"] - said["start"]).sort_values(["width", "start"]).iloc[0]
    return (
        when["start"], when["end"], ends.min().min(), ends.max().max(), ends["low"].isna().all(), ends["high"].isna().all(),
        said["weak"].all(), denial.any(), " ".join(dict.fromkeys([*said["source"], *rows.loc[denial, "source"]])),
        " ".join(rows["ids"]),
    )  # fmt: skip


def running(bounded: pd.DataFrame) -> pd.DataFrame:
    """Return the bounds added up event by event: `bounded` rows with a number, with add_low and add_high, below and above
    (the sums so far), and `open` (whether the sum above is a floor by now).

    What has no floor adds nothing to the sum below.
    """
    rows = bounded[bounded["low"].notna()].sort_values("start", kind="stable")
    rows = rows.assign(add_low=rows["low"].where(~rows["open_low"], 0.0), add_high=rows["high"])
    rows = rows.assign(below=rows["add_low"].cumsum(), above=rows["add_high"].cumsum(), open=rows["open_high"].cummax())
    return rows.reset_index(drop=True)


def share(low: float, high: float, base_low: float, base_high: float | None = None) -> tuple[float, float]:
    """Return people as percentages of a base, both intervals: lowest over the largest base to highest over the smallest."""
    top = base_low if base_high is None or math.isnan(base_high) else base_high
    return 100 * low / top, 100 * high / base_low


def chains(claims: pd.DataFrame, sources: pd.DataFrame, pairs: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Return what relays lost: columns first, says, then, prints (sources and words), lost, ids, sources.

    `pairs` holds ids of the nearer row and of the relay, and words for what was lost; pairs with an unknown row are left out.
    """
    rows = claims.set_index("id")
    publisher = sources.set_index("key")["publisher"]
    out = []
    for nearer, relay, lost in pairs:
        if {nearer, relay} <= set(rows.index):
            one, other = rows.loc[nearer], rows.loc[relay]
            out.append((_heard(one, publisher), said(one), _heard(other, publisher), said(other), lost,
                        f"{nearer} {relay}", f"{one['source']} {other['source']}"))  # fmt: skip
    return pd.DataFrame(out, columns=["first", "says", "then", "prints", "lost", "ids", "sources"])


def _heard(row: pd.Series, publisher: pd.Series) -> str:
    """Return who is heard in a row: the publisher, or the attribution where that says through whom another is heard."""
    return row["attribution"] if " via " in row["attribution"] else publisher[row["source"]]


QUALIFIED = {"about": "about ", "at_least": "more than ", "at_most": "up to "}


def said(row: pd.Series) -> str:
    """Write what a row says in words: its summary where it has one, else its value with its bound."""
    if row["summary"]:
        return row["summary"]
    figure = row["value"] if math.isnan(row["number"]) else f"{row['number']:,.0f}"
    return QUALIFIED.get(row["qualifier"], "") + figure + (" people" if row["unit"] == "people" else "")


def by_year(claims: pd.DataFrame, subject: str, metric: str, unit: str) -> pd.DataFrame:
    """Return one value a year of a series: year, value, source, ids; of a year's rivals the one from the nearest source."""
    rows = claims[(claims["subject"] == subject) & (claims["metric"] == metric) & (claims["unit"] == unit)]
    rows = rows.assign(year=rows["event_start"].dt.year, rank=rows["tier"].map(TIERS.index), value=rows["number"])
    rows = rows.sort_values(["year", "rank", "id"]).groupby("year").agg(
        value=("value", "first"), source=("source", "first"), ids=("id", " ".join)
    )  # fmt: skip
    return rows.reset_index()


def indexed(series: dict[str, pd.DataFrame], base: int) -> pd.DataFrame:
    """Return several yearly series with `index`, their value as percent of the base year's; columns as in by_year, series."""
    parts = []
    for name, rows in series.items():
        at_base = rows.loc[rows["year"] == base, "value"]
        if len(at_base):
            parts.append(rows.assign(series=name, index=100 * rows["value"] / at_base.iloc[0]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["series", "year", "value", "index"])


def survey_panels(surveys: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return answers by survey and question, one row a year: survey, question, year, value, year_basis, base, fieldwork,
    qualifier, source (space-separated), ids, years (how many the question has).

    Rows that print one answer twice are joined; answers of different questions or surveys never are.
    """
    rows = surveys.assign(year=surveys["event_start"].dt.year, survey=surveys["subject"].map(names))
    same = ["survey", "question", "year", "value"]
    joined = rows.groupby(same, sort=False).agg(
        year_basis=("year_basis", "first"), base=("base", "max"), fieldwork=("fieldwork", "max"),
        qualifier=("qualifier", "first"), source=("source", " ".join), ids=("id", " ".join),
    ).reset_index()  # fmt: skip
    joined["years"] = joined.groupby(["survey", "question"])["year"].transform("nunique")
    return joined.sort_values(["survey", "question", "year"]).reset_index(drop=True)
