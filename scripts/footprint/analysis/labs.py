"""What a laboratory is said to have done, how each figure changed on its way, and how far counts of cut jobs lie apart."""

import pandas as pd

from footprint.text import list_text

STAGES = {
    "applicants_first_batch": "Applicants, first batch", "firms_first_batch": "Firms taken, first batch",
    "projects_supported": "Projects supported", "firms_supported": "Firms supported",
    "firms_supported_local": "Of these, local firms", "firms_that_raised_money": "Of these, firms that raised money",
    "technology_enablement_results": "Results of enablement",
}  # fmt: skip
"""Measures counted in firms, projects or results, from the widest to the narrowest."""

MEASURES = STAGES | {"people_trained": "People trained", "external_investment": "Money raised by client firms"}

SAME, ROUNDED, CONVERTED, UNMATCHED = "the host's figure", "rounded down", "converted", "fits no figure of the host"
NOT_HOST = "a figure not said to be the host's"

"""What a reading may be; before another measure's name, that it is the host's count of that."""

OF_ANOTHER = "the host's count of "


def fullest(outputs: pd.DataFrame) -> str:
    """Return the source that keeps most measures apart of those that repeat one origin; blank without such an origin.

    `outputs` are the rows on one site. The account that splits a figure can't be made from one that merges it.
    """
    repeated = outputs[(outputs["origin"] != "") & outputs["metric"].isin(MEASURES)]
    if repeated.empty:
        return ""
    main = repeated["origin"].value_counts().idxmax()
    apart = repeated[repeated["origin"] == main].groupby("source")["metric"].nunique()
    return apart[apart == apart.max()].index.min()


def readings(outputs: pd.DataFrame, host: str) -> pd.DataFrame:
    """Return every reading of each measure beside the host's figure, one row a measure, figure and name for it.

    `outputs` are the rows on one site, `host` the source taken for the host's account; a measure it does not give has the
    earliest row as its figure, which `of_host` tells. Columns: metric, value, unit, qualifier, perimeter (what it is called),
    sources (space-separated), rows, figure (the host's value), is_host (makes that figure), of_host, reading (in words),
    matched (fits one of the host's).
    """
    rows = outputs[outputs["metric"].isin(MEASURES)]
    figures = {metric: _figure(part, host) for metric, part in rows.groupby("metric", sort=False)}
    same = ["metric", "value", "unit", "qualifier", "perimeter"]
    grouped = rows.groupby(same, sort=False).agg(
        sources=("source", lambda s: " ".join(dict.fromkeys(s))), rows=("id", " ".join)
    ).reset_index()  # fmt: skip
    grouped["figure"] = [figures[metric]["value"] for metric in grouped["metric"]]
    grouped["is_host"] = [figures[row.metric]["id"] in row.rows.split() for row in grouped.itertuples()]
    grouped["of_host"] = [figures[metric]["source"] == host for metric in grouped["metric"]]
    grouped["reading"] = [_reading(row, figures) for row in grouped.itertuples()]
    grouped["matched"] = grouped["reading"] != UNMATCHED
    rank = grouped["metric"].map({metric: n for n, metric in enumerate(MEASURES)})
    order = grouped.assign(rank=rank, other=~grouped["is_host"], less=-grouped["value"])
    order = order.sort_values(["rank", "other", "less"])
    return order.drop(columns=["rank", "other", "less"]).reset_index(drop=True)


def _figure(part: pd.DataFrame, host: str) -> pd.Series:
    """Return the row that stands for the host's figure of one measure."""
    return (part[part["source"] == host] if (part["source"] == host).any() else part).iloc[0]


def _reading(row: object, figures: dict[str, pd.Series]) -> str:
    """Say in words how one reading relates to the host's figures."""
    own = figures[row.metric]
    if row.unit != own["unit"]:
        return CONVERTED
    if row.value == own["value"] and not row.of_host:
        return NOT_HOST
    if row.value == own["value"]:
        return SAME if row.perimeter == own["perimeter"] else f"{SAME}, called {row.perimeter.replace('_', ' ')}"
    if row.qualifier == "at_least" and 0.9 * own["value"] <= row.value < own["value"]:
        return ROUNDED
    twins = [MEASURES[m] for m, f in figures.items() if f["unit"] == row.unit and f["value"] == row.value and m != row.metric]
    return OF_ANOTHER + twins[0].removeprefix("Of these, ") if twins else UNMATCHED


CUTS = {
    ("adobe-beijing", "laid_off", 2014): "Adobe, Beijing, 2014", ("yahoo-beijing", "laid_off", 2015): "Yahoo, Beijing, 2015",
    ("oracle-china", "laid_off", 2019): "Oracle, China, 2019",
    ("marvell-china", "laid_off_worldwide", 2023): "Marvell, world, 2023",
    ("amd-shanghai", "laid_off", 2023): "AMD, Shanghai, 2023", ("ibm-china", "laid_off", 2024): "IBM, China, 2024",
    ("wicresoft", "laid_off", 2025): "Wicresoft, Microsoft projects, 2025",
}  # fmt: skip
"""Events whose counts are compared: subject, metric and year, with words for each."""

PARTS = {("ibm-china", "laid_off", 2024): ("ibm-cdl", "ibm-csl")}
"""Events one source counts by site: the sites whose counts add up to it."""

CUT_COLUMNS = ["event", "group", "value", "low", "high", "qualifier", "speaker", "relay", "label", "denied", "sources", "rows"]


def cuts(claims: pd.DataFrame, speakers: dict[str, str], publishers: dict[str, str]) -> pd.DataFrame:
    """Return the counts of each event of CUTS, one row per span given, with CUT_COLUMNS; events with one count are left out.

    Two ends of a range by one source are one span. Counts of narrower parts of an event do not count. `speakers` prints
    roles and `publishers` sources.
    """
    out = []
    for (subject, metric, year), words in CUTS.items():
        about = claims[(claims["subject"] == subject) & (claims["metric"] == metric)]
        about = about[(about["event_start"].dt.year == year) & ~about["perimeter"].isin(("wuxi", "project_group"))]
        spans = _spans(about[about["number"].notna()]) + _summed(claims, PARTS.get((subject, metric, year), ()), year)
        if len({(s["low"], s["high"]) for s in spans}) > 1:
            denied = bool((about["stance"] == "denies").any())
            out += [s | {"event": words, "denied": denied} for s in _joined(spans, speakers, publishers)]
    rows = pd.DataFrame(out, columns=[c for c in CUT_COLUMNS if c != "group"])
    ratio = rows.groupby("event")["high"].transform("max") / rows.groupby("event")["low"].transform("min")
    denied = rows["denied"].map({True: ", denied", False: ""})
    return rows.assign(group=[f"{e}{d} (×{r:.1f})" for e, d, r in zip(rows["event"], denied, ratio, strict=True)])[CUT_COLUMNS]


def _spans(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Join the rows of each source about one event into the span it gives."""
    return [
        {
            "low": part["number"].min(), "high": part["number"].max(), "qualifier": part["qualifier"].iloc[0],
            "role": part["speaker_role"].iloc[0], "source": source, "rows": list(part["id"]), "how": "",
        }
        for source, part in rows.groupby("source", sort=False)
    ]  # fmt: skip


def _summed(claims: pd.DataFrame, parts: tuple[str, ...], year: int) -> list[dict[str, object]]:
    """Return the sum that one source's counts by site come to, if it counts all of them on one day."""
    rows = claims[claims["subject"].isin(parts) & (claims["metric"] == "employed") & claims["number"].notna()]
    rows = rows[rows["event_start"].dt.year == year]
    return [
        {
            "low": part["number"].sum(), "high": part["number"].sum(), "qualifier": "at_least",
            "role": part["speaker_role"].iloc[0], "source": source, "rows": list(part["id"]), "how": ", sum of sites",
        }
        for source, part in rows.groupby("source", sort=False)
        if len(parts) and set(part["subject"]) == set(parts)
    ]  # fmt: skip


def _joined(spans: list[dict[str, object]], speakers: dict[str, str], publishers: dict[str, str]) -> list[dict[str, object]]:
    """Make one row of equal spans by one kind of speaker, bounds apart from figures, labelled by who prints them."""
    frame = pd.DataFrame(spans).sort_values(["low", "high"], kind="stable")
    frame = frame.assign(bound=frame["qualifier"].where(frame["qualifier"].isin(("at_least", "at_most")), ""))
    out = []
    for (low, high, _, _), part in frame.groupby(["low", "high", "role", "bound"], sort=False):
        printed = list(dict.fromkeys(publishers[source] + how for source, how in zip(part["source"], part["how"], strict=True)))
        label = list_text(printed if len(printed) < 3 else [printed[0], f"{len(printed) - 1} more"])
        first = part.iloc[0]
        out.append({
            "value": high, "low": low, "high": high, "qualifier": first["qualifier"],
            "speaker": speakers.get(first["role"], first["role"]), "relay": False, "label": label,
            "sources": " ".join(part["source"]), "rows": " ".join(i for ids in part["rows"] for i in ids),
        })  # fmt: skip
    return out


def ratios(counts: pd.DataFrame) -> pd.DataFrame:
    """Return highest over lowest count per event, widest first: event, low, high, ratio, denied, rows."""
    grouped = counts.groupby("event", sort=False).agg(
        low=("low", "min"), high=("high", "max"), denied=("denied", "any"), rows=("rows", " ".join)
    ).reset_index()  # fmt: skip
    return grouped.assign(ratio=grouped["high"] / grouped["low"]).sort_values("ratio", ascending=False).reset_index(drop=True)


SERIES = {
    ("employed", "researchers"): ("people", "researchers"), ("employed", "full_time_staff"): ("people", "full-time staff"),
    ("employed", "laboratory"): ("people", "not said who is counted"),
    ("employed", ""): ("people", "not said who is counted"),
    ("papers", "all_papers"): ("papers since 1998", "all papers"),
    ("papers", "leading_venues"): ("papers since 1998", "leading venues only"),
    ("papers", "perhaps_all_labs"): ("papers since 1998", "perhaps all laboratories"),
    ("papers", ""): ("papers since 1998", "not said which"),
    ("interns_cumulative", ""): ("interns since 1998", "all interns"),
    ("interns_cumulative", "chinese_interns"): ("interns since 1998", "Chinese interns"),
}  # fmt: skip
"""Measures of a research laboratory by metric and perimeter: the panel each is drawn in, and what is counted."""


def growth(claims: pd.DataFrame, site: str) -> pd.DataFrame:
    """Return dated figures on a laboratory for a figure in panels: panel, series, at, value, qualifier, source, id.

    Figures of different definitions are different series; equal figures of one year and series are one point, at the
    narrowest date.
    """
    rows = claims[(claims["subject"] == site) & claims["number"].notna() & claims["event_start"].notna()]
    key = list(zip(rows["metric"], rows["perimeter"], strict=True))
    drawn = [SERIES.get(k, ("", "")) for k in key]
    width = rows["event_end"] - rows["event_start"]
    rows = rows.assign(
        panel=[panel for panel, _ in drawn], series=[series for _, series in drawn], at=rows["event_start"] + width / 2,
        value=rows["number"], year=rows["event_start"].dt.year, width=width,
    )  # fmt: skip
    rows = rows[rows["panel"] != ""].sort_values(["width", "event_start", "id"])
    rows = rows.drop_duplicates(["panel", "series", "year", "value"])
    columns = ["panel", "series", "at", "value", "qualifier", "source", "id"]
    order = rows.assign(rank=rows["panel"].map({p: n for n, (p, _) in enumerate(SERIES.values())}))
    return order.sort_values(["rank", "at", "id"])[columns].reset_index(drop=True)


def pace(points: pd.DataFrame, panel: str, start: pd.Timestamp) -> pd.DataFrame:
    """Return growth per year between neighbouring figures of one definition in one panel, from nothing on the `start` day.

    Columns: series, since, until, added, a_year, rows. Only figures of the same series are compared, and a
    lower later one is left out, for it is an older count kept in place; only the first series starts from nothing.
    """
    out = []
    for n, (series, part) in enumerate(points[points["panel"] == panel].groupby("series", sort=False)):
        last, value, ids = (start, 0.0, ()) if n == 0 else (None, 0.0, ())
        for row in part.itertuples():
            if row.value <= value:
                continue
            if last is not None:
                added = row.value - value
                years = (row.at - last).days / 365.25
                out.append((series, last, row.at, added, added / years, " ".join((*ids, row.id))))
            last, value, ids = row.at, row.value, (row.id,)
    return pd.DataFrame(out, columns=["series", "since", "until", "added", "a_year", "rows"])
