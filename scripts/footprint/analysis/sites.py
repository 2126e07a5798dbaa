"""Sites: when each opened, was last seen open and ended, as intervals; and where a company's sites stand."""

import pandas as pd

DAY = pd.Timedelta(days=1)

ENDS = {"closed": "closed", "divested": "closed", "closing_announced": "announced"}
"""Metrics that date an end: one that happened, or one that was only announced or reported as coming."""

SEEN = ("seen_open", "employed", "reorganised")
"""Metrics that show a site at work on a day; the first day of a vague date counts."""

KINDS = {
    "research_lab": "research laboratory", "development_centre": "development centre", "design_centre": "chip design centre",
    "innovation_lab": "laboratory for client firms", "team": "team within a site", "accelerator": "start-up programme",
    "legal_entity": "legal person",
}  # fmt: skip

LIFE_COLUMNS = [
    "site", "company", "city", "home", "kind", "mainland", "opened_from", "opened_to", "seen", "closed_from", "closed_to",
    "announced_from", "announced_to", "rows",
]  # fmt: skip

LIFE_TYPES = {"mainland": bool} | dict.fromkeys(LIFE_COLUMNS[6:13], "datetime64[s]")
"""Types of columns that a roster without sites would lose."""


def interval(rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the days that all rows about one date leave open: `event_start`, `event_end`, `qualifier`.

    A low end bounds from below, a high end or `at_most` from above. A date bounded on one side only is taken to lie in the
    calendar year of its bound. Rows that leave no day open come to the narrowest of them.
    """
    lows = rows.loc[~rows["qualifier"].isin(("at_most", "high")), "event_start"]
    highs = rows.loc[~rows["qualifier"].isin(("at_least", "low")), "event_end"]
    start = lows.max() if len(lows) else highs.min().replace(month=1, day=1)
    end = highs.min() if len(highs) else lows.max().replace(month=12, day=31)
    if start > end:
        narrow = rows.loc[(rows["event_end"] - rows["event_start"]).idxmin()]
        return narrow["event_start"], narrow["event_end"]
    return start, end


def lives(roster: pd.DataFrame, dates: pd.DataFrame, sightings: pd.DataFrame) -> pd.DataFrame:
    """Return one row a site of the roster, with LIFE_COLUMNS; a date nobody gives is missing.

    `dates` are the preferred claims on openings and ends, `sightings` all claims of SEEN. `seen` is the first day of the
    last period in which the site was seen at work; `rows` are the ids read, space-separated.
    """
    dates = dates.assign(what=dates["metric"].replace(ENDS))
    found = {key: interval(rows) for key, rows in dates.groupby(["subject", "what"], sort=False)}
    seen = sightings.sort_values(["event_start", "id"], kind="stable").groupby("subject").last()
    ids = dates.groupby("subject")["id"].agg(list).to_dict()
    missing = (pd.NaT, pd.NaT)
    out = []
    for row in roster.itertuples():
        spans = [found.get((row.subject, what), missing) for what in ("opened", "closed", "announced")]
        last = seen.loc[row.subject] if row.subject in seen.index else None
        read = sorted({*ids.get(row.subject, []), *([] if last is None else [last["id"]])})
        when = pd.NaT if last is None else last["event_start"]
        place = (row.subject, row.company, row.city, row.hq_country, row.kind, row.mainland == "yes")
        out.append((*place, *spans[0], when, *spans[1], *spans[2], " ".join(read)))
    return pd.DataFrame(out, columns=LIFE_COLUMNS).astype(LIFE_TYPES)


def middle(first: pd.Series, last: pd.Series) -> pd.Series:
    """Return the middle of each interval of days, ends included."""
    return first + (last - first + DAY) / 2


def lines(known: pd.DataFrame, names: dict[str, str], groups: dict[str, str]) -> pd.DataFrame:
    """Return life lines for a figure: label, group, start_from, start_to, seen, end_from, end_to, site, rows.

    `names` prints sites (what follows `, since` is left out) and `groups` kinds; sites without a known opening have no
    line. Within a group the oldest is first.
    """
    rows = known[known["opened_from"].notna() & known["kind"].isin(groups)]
    out = rows.assign(
        label=[names[site].partition(", since ")[0] for site in rows["site"]],
        group=rows["kind"].map(groups), start_from=rows["opened_from"],
        start_to=rows["opened_to"], end_from=rows["closed_from"], end_to=rows["closed_to"],
    )  # fmt: skip
    columns = ["label", "group", "start_from", "start_to", "seen", "end_from", "end_to", "site", "rows"]
    rank = {group: n for n, group in enumerate(dict.fromkeys(groups.values()))}
    order = out.assign(rank=out["group"].map(rank)).sort_values(["rank", "start_from", "label"])
    return order[columns].reset_index(drop=True)


def abroad(known: pd.DataFrame) -> pd.DataFrame:
    """Return how many of some sites stood inside and outside mainland China after each year with an opening or an end.

    `known` has LIFE_COLUMNS. Columns: year, inside, outside, share (percent outside), opened (ids that year), rows.
    """
    rows = known[known["opened_from"].notna()]
    years = sorted({*rows["opened_from"].dt.year, *rows["closed_from"].dropna().dt.year})
    out = []
    for year in years:
        open_then = rows[(rows["opened_from"].dt.year <= year) & ~(rows["closed_from"].dt.year <= year)]
        inside, outside = int(open_then["mainland"].sum()), int((~open_then["mainland"]).sum())
        new = rows.loc[rows["opened_from"].dt.year == year, "site"]
        share = 100 * outside / len(open_then) if len(open_then) else float("nan")
        out.append((year, inside, outside, share, " ".join(new), " ".join(open_then["rows"])))
    return pd.DataFrame(out, columns=["year", "inside", "outside", "share", "opened", "rows"])
