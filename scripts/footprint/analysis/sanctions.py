"""Sanctions exposure: who is on which list since when, what each list reaches, and what dealings fell on which side."""

import math
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

FAMILIES = {"sensetime-beijing": "sensetime", "sensetime-inc": "sensetime"}
"""Legal persons that reports speak of under one name, by the id that name has; each list names one of them."""

FAMILY_NAMES = {"sensetime": "SenseTime"}
"""What reports call a family of legal persons."""

COMPANY_LISTS = ("Entity List", "NS-CMIC", "Section 1260H")
"""The lists that name companies as such, one each of Commerce, Treasury and Pentagon; between them lags mean something."""

ITEM_LISTS = ("Entity List", "Unverified List")
"""Lists about goods, software and technology, on which a licence can stand."""

STATES = ("before", "announced", "before and during", "during", "licensed", "after", "undated")
"""How a dealing stands to a listing; announced is a listing made public and not yet in force."""

SERVICES = ("yes", "conditional", "no")
ALL = "all"


def family(entity: str) -> str:
    """Return the id under which reports speak of a legal person."""
    return FAMILIES.get(entity, entity)


def list_name(printed: str) -> str:
    """Return the list's own name: `Entity List (six subsidiaries)` is the Entity List."""
    return printed.partition(" (")[0]


def listings_of(listings: pd.DataFrame, authority: str = ALL) -> pd.DataFrame:
    """Return live listings with family, list_name, public (first day announced, or in force) and in_force (first day).

    In force is the day a listing took effect, or was announced where no such day is recorded. `authority` narrows them.
    """
    rows = listings[listings["superseded_by"] == ""]
    rows = rows if authority == ALL else rows[rows["authority"] == authority]
    public = rows["announced_start"].combine_first(rows["effective_start"])
    return rows.assign(
        family=rows["subject"].map(family), list_name=rows["list"].map(list_name), public=public,
        in_force=rows["effective_start"].combine_first(rows["announced_start"]),
    )  # fmt: skip


def spans(listed: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return one span per legal person and list as drawn: subject, list_name, start_from (public), start_to (in force),
    end_from, end_to, open, id (all rows, space-separated), source.

    Relistings in later editions join the first. What is announced but takes effect after `day` is pale to its end. A listing
    without any day is left out.
    """
    out = []
    for (subject, name), part in listed[listed["public"].notna()].groupby(["subject", "list_name"], sort=False):
        still = part["removed_start"].isna()
        end_from = pd.NaT if still.any() else part["removed_start"].max()
        end_to = pd.NaT if still.any() else part["removed_end"].max()
        out.append((subject, name, part["public"].min(), min(part["in_force"].min(), day), end_from, end_to, bool(still.any()),
                    " ".join(sorted(part["id"])), part["source"].iloc[0]))  # fmt: skip
    columns = ["subject", "list_name", "start_from", "start_to", "end_from", "end_to", "open", "id", "source"]
    return pd.DataFrame(out, columns=columns)


def lags(listed: pd.DataFrame, lists: Collection[str] = COMPANY_LISTS) -> pd.DataFrame:
    """Return the days between a party's first listing on one of the lists and on the next, in the order they became public.

    Legal persons of one family count as one party. Columns: family, first, second (lists), first_subject, second_subject,
    public, in_force (days between the same kind of day on both), rows (ids).
    """
    columns = ["family", "first", "second", "first_subject", "second_subject", "public", "in_force", "rows"]
    out = []
    for name, part in listed[listed["public"].notna() & listed["list_name"].isin(lists)].groupby("family", sort=False):
        firsts = part.sort_values(["public", "id"]).drop_duplicates("list_name")
        for one, other in zip(firsts.iloc[:-1].itertuples(), firsts.iloc[1:].itertuples(), strict=True):
            days = ((other.public - one.public).days, (other.in_force - one.in_force).days)
            out.append((name, one.list_name, other.list_name, one.subject, other.subject, *days, (one.id, other.id)))
    return pd.DataFrame(out, columns=columns)


def clients(relationships: pd.DataFrame, company: str) -> list[str]:
    """Return who is said to be a client of a company, in the order of the rows."""
    rows = relationships[(relationships["relation"] == "client_of") & (relationships["to_entity"] == company)]
    return list(dict.fromkeys(rows["from_entity"]))


def reach(listed: pd.DataFrame, regimes: pd.DataFrame, parties: Iterable[str]) -> pd.DataFrame:
    """Return, for each party and list it is on, whether a service contract falls under it.

    Columns: family, list_name, services (yes, conditional, no), inference, regime (id), id (of the listing), source. Lists that
    no regime row describes are left out, and so are listings that have ended.
    """
    current = listed[listed["family"].isin(list(parties)) & listed["removed_start"].isna()]
    current = current.sort_values(["public", "id"]).drop_duplicates(["family", "list_name"])
    about = regimes[["id", "services", "inference", "source"]].rename(columns={"id": "regime", "source": "regime_source"})
    out = current.merge(about, on="regime")
    order = {name: n for n, name in enumerate(parties)}
    return out.sort_values("family", key=lambda c: c.map(order), kind="stable").reset_index(drop=True)


# ----------------------------------------------------------------------------------------------------------- dealings


def dealings(relationships: pd.DataFrame, known_from: Mapping[str, pd.Timestamp], own: Collection[str]) -> pd.DataFrame:
    """Return dealings between the parties in `own` and others: party (family), with_ (whose dealing), what, first, last.

    `first` and `last` are the ends of what is certain: from the last day it may have begun to the last day it is known of,
    which is its end, or, without one, the day its source speaks. `first_from` is the earliest it may have begun. Either is
    missing where nothing dates it.
    """
    rows = relationships[(relationships["superseded_by"] == "") & ~relationships["relation"].isin(("owns", "jv_partner"))]
    rows = rows[rows["from_entity"].isin(own) ^ rows["to_entity"].isin(own)].copy()
    ours = rows["from_entity"].isin(own)
    rows["party"] = rows["to_entity"].where(ours, rows["from_entity"]).map(family)
    rows["with_"] = rows["from_entity"].where(ours, rows["to_entity"])
    spoken = rows["source"].map(dict(known_from)).astype("datetime64[s]")
    rows["first_from"], rows["first"] = rows["since_start"], rows["since_end"]
    rows["last"] = rows["until_end"].combine_first(spoken)
    rows["open"] = rows["until_end"].isna()
    columns = ["party", "with_", "relation", "status", "first_from", "first", "last", "open", "id", "source"]
    return rows[columns].reset_index(drop=True)


def state(dealing: pd.Series, listing: pd.Series) -> str:
    """Return how a dealing stood to a listing (see STATES)."""
    first, last, begin, end = dealing["first"], dealing["last"], listing["in_force"], listing["removed_start"]
    if pd.notna(last) and listing["public"] <= last < begin:
        return "announced"
    if pd.isna(begin) or pd.isna(last):
        return "undated"
    if pd.notna(end) and pd.notna(first) and first > end:
        return "after"
    if last < begin:
        return "before"
    if pd.notna(first) and first < begin:
        return "before and during"
    if dealing["status"] == "licensed" and listing["list_name"] in ITEM_LISTS:
        return "licensed"
    return "during"


def against_listings(deals: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return each dealing with each list its party is on: the dealing's columns, list_name, subject, in_force, state, rows."""
    out = []
    for _, deal in deals.iterrows():
        party = listed[listed["family"] == deal["party"]].sort_values(["in_force", "id"], na_position="last")
        for _, listing in party.drop_duplicates("list_name").iterrows():
            out.append(
                {**deal, "list_name": listing["list_name"], "subject": listing["subject"], "in_force": listing["in_force"],
                 "state": state(deal, listing), "rows": (deal["id"], listing["id"])}
            )  # fmt: skip
    columns = [*deals.columns, "list_name", "subject", "in_force", "state", "rows"]
    return pd.DataFrame(out, columns=columns)


# ----------------------------------------------------------------------------------------------------- rules and lists


def rule_state(effective: pd.Timestamp, ended: pd.Timestamp, back: pd.Timestamp, day: pd.Timestamp) -> str:
    """Return the state of a suspended rule on a day: not yet, in force, suspended, or unknown.

    `ended` is the first day of its suspension and `back` the last; missing when nobody had announced one. After the last day
    of a suspension the state is unknown, for that it was due to end does not say that it did.
    """
    if pd.isna(effective) or day < effective:
        return "not yet"
    if pd.isna(ended) or day < ended:
        return "in force"
    return "suspended" if pd.isna(back) or day <= back else "unknown"


def growth(sizes: pd.DataFrame) -> pd.DataFrame:
    """Return the yearly growth of each list from its first to its last counted size: `subject`, `start`, `value`.

    Columns: subject, first, last (values), years, percent (a year, compound).
    """
    out = []
    for subject, part in sizes.sort_values("start").groupby("subject", sort=False):
        one, other = part.iloc[0], part.iloc[-1]
        years = (other["start"] - one["start"]).days / 365.25
        if years > 0:
            rate = 100 * (math.pow(other["value"] / one["value"], 1 / years) - 1)
            out.append((subject, one["value"], other["value"], years, rate))
    return pd.DataFrame(out, columns=["subject", "first", "last", "years", "percent"])
