"""Outsourcing: what ended at Wicresoft, how many people it touched, who owned the firm, and what remains."""

import pandas as pd

SPEAKERS = {
    "microsoft": "Microsoft", "company": "Wicresoft", "employee": "employees", "registry": "registry", "filing": "filing",
    "regulator": "regulator", "analyst": "analyst", "press": "press", "adviser": "advisers",
}  # fmt: skip

GROUPS = {
    ("wuxi", "laid_off"): "Wuxi, dismissed",
    ("project_group", "laid_off"): "One project group, dismissed",
    ("microsoft_projects", "laid_off"): "Microsoft projects, dismissed",
    ("legal_entity", "insured"): "Shanghai company, insured",
    ("company", "employed"): "Shanghai company, employed",
    ("world", "employed"): "Whole group, employed",
}
"""Perimeters from the narrowest to the widest, with the words for them."""

PARTS = (GROUPS["wuxi", "laid_off"], GROUPS["project_group", "laid_off"])
"""Groups that are parts of the Microsoft projects."""

COUNT_COLUMNS = [
    "group", "value", "low", "high", "qualifier", "speaker", "relay", "label", "origin", "source", "metric", "ids",
    "attribution",
]  # fmt: skip


def events(claims: pd.DataFrame, subjects: list[str], first: str, last: str, themes: list[str] | None = None) -> pd.DataFrame:
    """Return what is claimed to have happened between two ISO days, in order, one row an origin and event.

    Columns: start, end, subject, lane (who is said to say so), speaker (their role), event (a few words, or blank), label,
    stance, theme, source, id. A date too vague to lie wholly
    within the days is left out, and so is a bare figure, which has no summary. `themes` narrows to some topics.
    """
    rows = claims[claims["subject"].isin(subjects) & claims["event_start"].notna() & (claims["summary"] != "")]
    rows = rows[(rows["event_start"] >= first) & (rows["event_end"] <= last)]
    rows = rows if themes is None else rows[rows["theme"].isin(themes)]
    voice = rows["origin"].where(rows["origin"] != "", rows["source"])
    rows = rows.assign(voice=voice).sort_values(["event_start", "event_end", "id"], kind="stable")
    rows = rows.drop_duplicates(["metric", "value", "voice"])
    out = rows.rename(columns={"event_start": "start", "event_end": "end", "summary": "label", "attribution": "lane"})
    out["event"] = [_event_words(row, other) for row, other in zip(out.itertuples(), _other_days(out), strict=True)]
    out["speaker"] = out["speaker_role"].map(SPEAKERS).fillna(out["speaker_role"])
    columns = ["start", "end", "subject", "lane", "speaker", "event", "label", "stance", "theme", "source", "id"]
    return out[columns].reset_index(drop=True)


EVENT_WORDS = {
    "closed": "Microsoft projects end",
    "effective": "Data rule takes effect",
    "exiting_china": "Exit denied",
}
"""Words for the metrics that are events in themselves."""


def _other_days(rows: pd.DataFrame) -> pd.Series:
    """Whether a row dates what `EVENT_WORDS` names to another day than sources nearer to it do."""
    rank = rows["tier"].map(TIERS.index)
    named = rows["metric"].isin(EVENT_WORDS)
    what = [rows["subject"], rows["metric"]]
    return named & (rank > rank.groupby(what).transform("min")) & (rows["start"].groupby(what).transform("nunique") > 1)


def _event_words(row: object, other_day: bool) -> str:
    """Return an event in a few words; blank for what is no event, as a figure or a reason.

    Who says so is added where it is another day than that of nearer sources.
    """
    if row.metric == "event":
        words = row.value.replace("_", " ").capitalize()
        return words.replace("Non microsoft", "Non-Microsoft").replace("microsoft", "Microsoft")
    words = EVENT_WORDS.get(row.metric, "")
    return f"{words}, by {row.lane}" if other_day and row.lane else words


def reported_counts(headcounts: pd.DataFrame, sources: pd.DataFrame, company: str, since: str = "2023") -> pd.DataFrame:
    """Return one row per reported figure of a company's people, a low and a high end of one source joined.

    Columns: group, value, low, high, qualifier, speaker, relay (another row of its origin is nearer to it), label
    (publisher), origin, source, metric, ids (space-separated). Groups run from the narrowest to the widest perimeter.
    """
    rows = headcounts[(headcounts["subject"] == company) & (headcounts["event_start"] >= since)]
    rows = rows.assign(key=list(zip(rows["perimeter"], rows["metric"], strict=True)))
    rows = rows[rows["key"].isin(list(GROUPS))]
    about = sources.set_index("key")[["publisher", "tier", "known_from"]]
    joined = [_joined(group, about.loc[source]) for (_, source), group in rows.groupby(["key", "source"], sort=False)]
    out = pd.DataFrame(joined, columns=[*COUNT_COLUMNS, "rank", "tier", "known_from"])
    out = out.sort_values(["tier", "known_from", "label"], kind="stable")
    out["relay"] = out.duplicated(["group", "origin"])
    return out.sort_values(["rank", "high", "low", "relay", "label"])[COUNT_COLUMNS].reset_index(drop=True)


TIERS = ("primary", "first_hand", "secondary", "aggregator")


def _joined(rows: pd.DataFrame, source: pd.Series) -> dict[str, object]:
    """Join the rows of one source about one perimeter into one figure."""
    first = rows.iloc[0]
    speaker = SPEAKERS.get(first["speaker_role"], first["speaker_role"])
    return {
        "group": GROUPS[first["key"]], "value": rows["value"].max(), "low": rows["value"].min(), "high": rows["value"].max(),
        "qualifier": first["qualifier"], "speaker": speaker, "relay": False, "label": source["publisher"],
        "origin": first["origin"] or first["source"], "source": first["source"], "metric": first["metric"],
        "ids": " ".join(rows["id"]), "rank": list(GROUPS).index(first["key"]), "tier": TIERS.index(source["tier"]),
        "known_from": source["known_from"], "attribution": first["attribution"] or source["publisher"],
    }  # fmt: skip


def origins(counts: pd.DataFrame, value: float) -> pd.DataFrame:
    """Return how many rows print a value, per origin: origin, voice (in words), rows, sources (space-separated), most first."""
    same = counts[(counts["low"] == value) | (counts["high"] == value)].sort_values("relay", kind="stable")
    grouped = same.groupby("origin").agg(
        voice=("attribution", "first"), rows=("source", "count"), sources=("source", " ".join)
    ).reset_index()  # fmt: skip
    return grouped.sort_values(["rows", "origin"], ascending=[False, True]).reset_index(drop=True)


def reconcile_stakes(ownership: pd.DataFrame, series: pd.DataFrame, company: str, holder: str, partner: str) -> pd.DataFrame:
    """Explain each reported percentage of a company by the basis it is a percentage of.

    Shares are counted at one yuan of paid-in capital each, and their number is the shares bought back over the part of all
    shares they were said to be. Columns: owner, basis, reported, computed (percent), difference (points), digits (of the
    report), explained (within rounding), how, date, id, source, rows (ids read, space-separated). Rows whose basis nothing
    computes are left out.
    """
    columns = [
        "owner",
        "basis",
        "reported",
        "computed",
        "difference",
        "digits",
        "explained",
        "how",
        "date",
        "id",
        "source",
        "rows",
    ]
    computed = _computed_stakes(ownership, series, company, holder, partner)
    out = []
    for row in ownership[ownership["subject"] == company].itertuples():
        match = computed.get((row.owner, row.basis))
        if match is None:
            continue
        value, how, ids = match
        digits = len(f"{row.value:g}".partition(".")[2])
        gap = row.value - value
        out.append((row.owner, row.basis, row.value, value, gap, digits, abs(gap) <= 0.5 * 10**-digits + 1e-9,
                    how, row.event_start, row.id, row.source, " ".join(sorted({row.id, *ids}))))  # fmt: skip
    return pd.DataFrame(out, columns=columns)


def _computed_stakes(
    ownership: pd.DataFrame, series: pd.DataFrame, company: str, holder: str, partner: str
) -> dict[tuple[str, str], tuple[float, str, list[str]]]:
    """Return percentage, words and row ids by owner and basis; empty when an amount is not known."""
    amounts = series[series["subject"] == company].groupby("metric").first()
    bought = ownership[(ownership["subject"] == company) & (ownership["owner"] == f"{company}-treasury")]
    before = ownership[(ownership["subject"] == company) & (ownership["owner"] == partner) & (ownership["basis"] == "shares")]
    needed = ("microsoft_paid_in_capital", "registered_capital", "paid_in_capital", "buyback_shares")
    if bought.empty or before.empty or not set(needed) <= set(amounts.index):
        return {}
    own, registered, paid_in, sold = (float(amounts.loc[name, "value"]) for name in needed)
    ids = {name: amounts.loc[name, "id"] for name in needed}
    shares = sold / (bought["value"].iloc[0] / 100)
    theirs = before["value"].max() / 100 * shares
    count = [ids["buyback_shares"], bought["id"].iloc[0]]
    mine = ids["microsoft_paid_in_capital"]
    registered_how, paid_how = "paid-in amount over registered capital", "paid-in amount over all paid-in capital"
    theirs_rows = [ids["paid_in_capital"], before["id"].iloc[0], *count]
    return {
        (holder, "shares"): (100 * own / shares, "paid-in amount over the share count", [mine, *count]),
        (holder, "registered_capital"): (100 * own / registered, registered_how, [mine, ids["registered_capital"]]),
        (holder, "paid_in_capital"): (100 * own / paid_in, paid_how, [mine, ids["paid_in_capital"]]),
        (partner, "paid_in_capital"): (100 * theirs / paid_in, "shares held over all paid-in capital", theirs_rows),
    }


BASES = {
    "founding": "at founding", "shares": "of shares", "registered_capital": "of registered capital",
    "paid_in_capital": "of paid-in capital", "unstated": "basis not stated",
}  # fmt: skip


def holding_history(ownership: pd.DataFrame, company: str, owners: dict[str, str]) -> pd.DataFrame:
    """Return reported holdings in a company over time for a step figure: start, end, value, series, label, id, source.

    `owners` gives the name to print for each owner id; shares of the founding year continue as shares.
    """
    columns = ["start", "end", "value", "series", "label", "id", "source"]
    rows = ownership[(ownership["subject"] == company) & ownership["owner"].isin(owners) & ownership["event_start"].notna()]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    basis = rows["basis"].replace("founding", "shares")
    names = rows["owner"].map(owners)
    series = names + ", " + basis.map(BASES)
    out = rows.assign(series=series, start=rows["event_start"], end=rows["event_end"])
    out["label"] = [f"{name} ({value:g})" for name, value in zip(series, rows["value"], strict=True)]
    return out.sort_values(["series", "start", "id"])[columns].reset_index(drop=True)


def implied_share(low: float | None, high: float | None, of: float | None) -> tuple[float, float] | None:
    """Return low and high as percentages of a base, or None if one is not known."""
    return None if None in (low, high, of) or not of else (100 * low / of, 100 * high / of)


def partner_lines(
    partners: pd.DataFrame, names: dict[str, str], dealings: dict[str, str], lasting: dict[str, str]
) -> pd.DataFrame:
    """Return one life line per partner and role with a known beginning: label, start_from, start_to, end_from, end_to,
    open, group, id, source.

    `names` prints partner ids, `dealings` maps roles to groups; rows of one partner and role are joined. A role in
    `lasting` is also a dealing of the group named there, with the same beginning, which the row's end does not end.
    """
    columns = ["label", "start_from", "start_to", "end_from", "end_to", "open", "group", "id", "source"]
    rows = partners[partners["since_start"].notna()]
    rows = rows.assign(group=rows["role"].map(dealings).fillna("supplies services"), label=rows["partner"].map(names))
    also = rows[rows["role"].isin(lasting)]
    also = also.assign(group=also["role"].map(lasting), until_start=pd.NaT, until_end=pd.NaT)
    rows = pd.concat([rows, also.astype(rows.dtypes.to_dict())]) if len(also) else rows
    rows = rows.sort_values(["since_start", "id"]).drop_duplicates(["label", "group"])
    out = rows.assign(
        start_from=rows["since_start"], start_to=rows["since_end"], end_from=rows["until_start"],
        end_to=rows["until_end"], open=rows["until_start"].isna(),
    )  # fmt: skip
    return out.sort_values(["group", "start_from", "label"])[columns].reset_index(drop=True)


def revenue_shares(series: pd.DataFrame, subject: str = "microsoft") -> pd.DataFrame:
    """Return China's share of revenue as stated, one interval per origin: start, end, low, high, label, origin, ids."""
    columns = ["start", "end", "low", "high", "label", "origin", "ids"]
    rows = series[(series["subject"] == subject) & (series["metric"] == "china_revenue_share")]
    out = []
    for origin, group in rows.groupby("origin"):
        low, high = group["value"].min(), group["value"].max()
        when = f"{group['event_start'].min():%B %Y}"
        figure = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        more = "over " if (group["qualifier"] == "at_least").all() else ""
        out.append(
            (
                group["event_start"].min(),
                group["event_end"].max(),
                low,
                high,
                f"{when}: {more}{figure}",
                origin,
                " ".join(group["id"]),
            )
        )
    return pd.DataFrame(out, columns=columns).sort_values("start").reset_index(drop=True)


def implied_revenue(shares: tuple[float, float], revenue: float) -> tuple[float, float]:
    """Return the revenue that percentages of a total stand for, in the total's unit."""
    return shares[0] / 100 * revenue, shares[1] / 100 * revenue
