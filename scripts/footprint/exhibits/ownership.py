"""Exhibits on ownership rules: every reported stake against a threshold, what would have to be true, the rule's own life."""

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from footprint.analysis import ownership as analysis
from footprint.analysis import sanctions
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import Exhibit, credit, nothing, row_links, source_links
from footprint.figures import Column, forms, publish, source_link, table
from footprint.text import list_text, number_text, range_text

RULE, SUSPENSION = "us-2025-09-affiliates", "us-2025-11-suspension"
"""Rows of rules: the Affiliates Rule, and the rule that suspends it."""

BASES = {
    "founding": "at founding", "shares": "of shares", "registered_capital": "of registered capital",
    "paid_in_capital": "of paid-in capital", "unstated": "basis not stated",
}  # fmt: skip


class Case(NamedTuple):
    """A made-up graph that shows how the two measures differ; the first company named is the listed one."""

    about: str
    shares: tuple[tuple[str, str, float], ...]
    listed: tuple[str, ...]
    asked: str


CASES = (
    Case("One listed owner of half", (("A", "B", 50.0),), ("A",), "B"),
    Case("Two listed owners of a quarter each", (("A", "C", 25.0), ("B", "C", 25.0)), ("A", "B"), "C"),
    Case("A listed owner of 60 percent of a firm that owns 60 percent", (("A", "B", 60.0), ("B", "C", 60.0)), ("A",), "C"),
    Case("A listed owner of 49 percent of a firm that owns all", (("A", "B", 49.0), ("B", "C", 100.0)), ("A",), "C"),
    Case("A listed owner of 40 percent of a firm; that firm and the one asked about own 60 percent of each other",
         (("B", "C", 60.0), ("C", "B", 60.0), ("A", "B", 40.0)), ("A",), "C"),
)  # fmt: skip
"""Worked by hand in the tests."""


def stakes(ledger: Ledger, company: str) -> pd.DataFrame:
    """Return reported holdings in a company, the founding set apart by its basis, oldest first."""
    rows = ledger.table("ownership")
    rows = rows[(rows["subject"] == company) & (rows["superseded_by"] == "")]
    return rows.sort_values(["event_start", "owner", "value", "id"]).reset_index(drop=True)


def unknown_holders(ledger: Ledger, company: str) -> pd.DataFrame:
    """Return rows that say a party owns part of the company and not how much."""
    rows = ledger.table("relationships")
    return rows[(rows["relation"] == "owns") & (rows["to_entity"] == company) & rows["percent"].isna()]


class Snapshot(NamedTuple):
    """The owners of a company on one basis and day, for shares of two bases or days do not add up; `when` in words."""

    basis: str
    when: str
    shares: pd.DataFrame


def snapshots(ledger: Ledger, company: str) -> list[Snapshot]:
    """Return the company's owners since the founding, one snapshot for each basis and day that names one besides Microsoft.

    A holder whose share no source gives is in those that name Microsoft too: what the others leave is known of them alone.
    """
    rows, unknown = stakes(ledger, company), unknown_holders(ledger, company)
    out = []
    for (basis, day, precision), part in rows[rows["basis"] != "founding"].groupby(
        ["basis", "event_start", "event_precision"], sort=False
    ):
        owners = set(part["owner"])
        if owners != {"microsoft"}:
            rest = unknown if "microsoft" in owners else unknown.head(0)
            pairs = zip(rest["from_entity"], rest["to_entity"], strict=True)
            out.append(Snapshot(basis, _when(day, precision), analysis.ranges(part[["owner", "subject", "value"]], pairs)))
    return out


def held_by(shares: pd.DataFrame, company: str, listed: Collection[str], threshold: float) -> tuple[float, float, str]:
    """Return the least and the most listed owners hold of the company together, and whether that reaches the threshold.

    They hold no more than the least of the owners who are not listed leaves.
    """
    found = analysis.affiliates(shares, listed, threshold).set_index("company").loc[company]
    others = shares[(shares["subject"] == company) & ~shares["owner"].isin(list(listed))]
    high = min(found["high"], 100 - others["low"].sum())
    return found["low"], high, found["status"] if high >= threshold else "no"


def on_lists(ledger: Ledger, regimes: str = sanctions.ALL) -> pd.DataFrame:
    """Return listings in force or announced, of which nothing ends them, by the book's date."""
    rows = sanctions.listings_of(ledger.table("listings"), regimes)
    return rows[rows["removed_start"].isna()]


HELD = "Computed: shares of listed owners added up by the aggregation rule, on one basis and day at a time since the founding."


def company_findings(ledger: Ledger, company: str, threshold: float, regimes: str) -> dict[str, Finding]:
    """Findings on the company's owners: stake, gap, most, most-shares, listed, held."""
    rows = stakes(ledger, company)
    later = rows[rows["basis"] != "founding"]
    mine = later[(later["owner"] == "microsoft") & (later["basis"] == "shares")]
    stake = ledger.finding(company, "equity_share", owner="microsoft", basis="shares", within=("2003-01-01", "2099-12-31"))
    gap = Finding(None, "points")
    if stake.known:
        how = "Computed: the threshold less Microsoft's holding by shares."
        gap = ledger.computed(threshold - stake.value, "points", of=[stake], how=how, digits=2)
    owners = {*later["owner"], *unknown_holders(ledger, company)["from_entity"]}
    listed = on_lists(ledger, regimes)
    hits = listed[listed["subject"].isin(owners)]
    ids = [*later["id"], *unknown_holders(ledger, company)["id"], *hits["id"]]
    held = Finding(None, "percent")
    if len(later):
        ends = [held_by(s.shares, company, set(listed["subject"]), threshold) for s in snapshots(ledger, company)]
        low, high = (min((end[0] for end in ends), default=0.0), max((end[1] for end in ends), default=0.0))
        held = ledger.computed(low, "percent", rows=ids, how=HELD, low=low, high=high)
    how = "Counted: reported owners with a listing that has not ended by the book's date."
    number = float(len(set(hits["subject"]))) if len(later) or len(mine) else None
    return {
        "stake": stake,
        "gap": gap,
        "most": _largest(ledger, later),
        "most-shares": _largest(ledger, later[later["basis"] == "shares"]),
        "listed": ledger.computed(number, "count", rows=ids, how=how),
        "held": held,
    }


def _largest(ledger: Ledger, rows: pd.DataFrame) -> Finding:
    """Finding: the largest of reported shares."""
    if rows.empty:
        return Finding(None, "percent")
    top = rows[rows["value"] == rows["value"].max()]
    return ledger.computed(
        top["value"].iloc[0], "percent", rows=top["id"], how="The largest of the shares reported for a time after the founding."
    )


def stake_table(ledger: Ledger, company: str, threshold: float, regimes: str) -> Exhibit:
    """Table: each reported stake as a scenario against the threshold."""
    rows = stakes(ledger, company)
    if rows.empty:
        return nothing(ledger, "a holding in the company")
    names = ledger.table("entities").set_index("id")["name"]
    listed = set(on_lists(ledger, regimes)["subject"])
    same = ["owner", "basis", "value", "event_start", "event_precision"]
    rows = rows.groupby(same, sort=False, dropna=False).agg(source=("source", " ".join), id=("id", " ".join)).reset_index()
    rows = rows.assign(
        holder=rows["owner"].map(names),
        when=[_when(d, p) for d, p in zip(rows["event_start"], rows["event_precision"], strict=True)],
        basis_text=rows["basis"].map(BASES),
        gap=rows["value"] - threshold,
        reaches=["yes" if v >= threshold else "no" for v in rows["value"]],
        listed=["yes" if o in listed else "no" for o in rows["owner"]],
        links=source_links(rows["source"]),
    )
    columns = [
        Column("when", "As of", width=12),
        Column("holder", "Holder", width=22),
        Column("value", "Percent", align="right", width=9, format=lambda v: f"{v:g}"),
        Column("basis_text", "Of what", width=18),
        Column("gap", "Points over the line", align="right", width=12, format=lambda v: f"{v:+.2f}".replace("-", "−")),
        Column("reaches", "Reaches it", width=10),
        Column("listed", "Holder on a list", width=10),
        Column("links", "Sources", width=26, format=str),
    ]
    note = f"The line is {threshold:g} percent. A rule bites only where holders on a list reach the line, alone or together."
    title = "Every reported holding as a scenario against the threshold"
    return table(rows, name="stake-scenarios", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _when(day: pd.Timestamp, precision: str) -> str:
    if pd.isna(day):
        return "not dated"
    return {"day": day_text(day.date()), "month": f"{day:%B %Y}", "quarter": f"{day.year}, quarter {day.quarter}"}.get(
        precision, str(day.year)
    )


def scenarios(ledger: Ledger, company: str, threshold: float, regimes: str) -> pd.DataFrame:
    """Return, for each supposed set of listed owners, basis and day, what they hold: label, low, high, reaches, basis, listed.

    A set is left out on a day that does not name all of it; one without owners is one row.
    """
    names = ledger.table("entities").set_index("id")["name"]
    owners = list(dict.fromkeys([*stakes(ledger, company)["owner"], *unknown_holders(ledger, company)["from_entity"]]))
    others = [o for o in owners if o != "microsoft" and not o.startswith(company)]
    actual = [o for o in owners if o in set(on_lists(ledger, regimes)["subject"])]
    supposed = [("As reported: " + (list_text([names[o] for o in actual]) or "no owner") + " listed", actual)]
    supposed += [(f"{names[o]} listed", [o]) for o in others]
    supposed += [("Both of these listed" if len(others) == 2 else "All of these listed", others)] if len(others) > 1 else []
    out, shots = [], snapshots(ledger, company)
    for label, listed in supposed:
        if shots and not listed:
            out.append((label, 0.0, 0.0, "no", "", ""))
        for shot in shots if listed else ():
            if set(listed) <= set(shot.shares["owner"]):
                low, high, reaches = held_by(shot.shares, company, listed, threshold)
                told = f"{label}, {BASES[shot.basis]}, {shot.when}"
                out.append((told, low, high, reaches, shot.basis, " ".join(listed)))
    return pd.DataFrame(out, columns=["label", "low", "high", "reaches", "basis", "listed"])


def scenario_figure(ledger: Ledger, company: str, threshold: float, regimes: str) -> Exhibit:
    """Figure: what listed owners would hold together, by who is supposed to be listed, against the threshold."""
    rows = scenarios(ledger, company, threshold, regimes)
    if rows.empty:
        return nothing(ledger, "a holding in the company")
    rows = rows.assign(
        note=[
            range_text(round(r.low, 2), round(r.high, 2)) if r.low != r.high else number_text(round(r.low, 2))
            for r in rows.itertuples()
        ],
    )
    certain, possible = ((rows["reaches"] == word).sum() for word in ("certainly", "possibly"))
    more = f", and {possible} more might, by a share that no source gives or on which reports differ" if possible else ""
    unknown = unknown_holders(ledger, company)
    cited = [*stakes(ledger, company)["source"], *unknown["source"]]
    words = " ".join(f"{r.label}: {r.note} percent, {r.reaches}." for r in rows.itertuples())
    return publish(
        forms.ranges_against(
            rows, line=threshold, line_label=f"{threshold:g} percent", xlabel="percent held by listed owners together"
        ),
        name="would-bite",
        title=f"Of {len(rows)} cases of who is listed, {certain} would reach {threshold:g} percent on the figures "
        f"reported{more}.",
        alt=f"Ranges of what listed owners would hold together in {len(rows)} cases, against a line at {threshold:g} percent.",
        description="One range a case, basis and day: the least and the most that owners supposed to be listed hold together, "
        "by the aggregation rule; shares of two bases or days are never added. Listings other than those of the first case are "
        f"supposed, not reported. A holder whose share no source gives may hold all that the others leave. {words}",
        unit="percent",
        rows=rows,
        **credit(ledger, cited),
    )


def worked_table(ledger: Ledger, threshold: float) -> Exhibit:
    """Table: made-up cases under the aggregation rule and under look-through."""
    made = []
    for case in CASES:
        shares = pd.DataFrame([(*s, s[-1]) for s in case.shares], columns=analysis.SHARE_COLUMNS)
        found = analysis.affiliates(shares, case.listed, threshold).set_index("company").loc[case.asked]
        through = sum(analysis.look_through(shares, owner).get(case.asked, 0.0) for owner in case.listed)
        made.append((case.about, found["low"], "yes" if found["status"] == "certainly" else "no", through))
    rows = pd.DataFrame(made, columns=["about", "held", "caught", "through"])
    columns = [
        Column("about", "Case, made up", width=22),
        Column("held", "Held by listed or caught owners", align="right", width=12, format=lambda v: f"{v:g}"),
        Column("caught", "Caught", width=9),
        Column("through", "Look-through", align="right", width=12, format=lambda v: f"{v:.1f}"),
    ]
    note = f"Percent; the line is {threshold:g}. Nothing here is about a real firm."
    title = "Aggregation, as the agencies state it, and look-through, which is another measure"
    return table(rows, name="measures", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


# ------------------------------------------------------------------------------------------------- the Affiliates Rule


def _rule(ledger: Ledger, name: str) -> pd.Series | None:
    rows = ledger.table("rules")
    rows = rows[rows["rule"] == name]
    return None if rows.empty else rows.iloc[0]


def days_in_force(ledger: Ledger) -> Finding:
    """Finding: days the Affiliates Rule was in force before its suspension."""
    rule = _rule(ledger, RULE)
    if rule is None or pd.isna(rule["ended_start"]):
        return Finding(None, "days")
    number = (rule["ended_start"] - rule["effective_start"]).days
    return ledger.computed(
        float(number),
        "days",
        rows=[rule["id"]],
        how="Computed: days from the day the rule took effect to the day of its suspension.",
    )


def rule_periods(ledger: Ledger) -> pd.DataFrame:
    """Return the periods of the Affiliates Rule up to the book's date: start (missing for before), state, rows, source."""
    rule, pause = _rule(ledger, RULE), _rule(ledger, SUSPENSION)
    if rule is None:
        return pd.DataFrame(columns=["start", "state", "rows", "source"])
    back = pd.NaT if pause is None else pause["ended_start"]
    bounds = [(pd.NaT, rule), (rule["effective_start"], rule), (rule["ended_start"], rule if pause is None else pause)]
    bounds += [(back + pd.Timedelta(days=1), pause)] if pd.notna(back) else []
    out = []
    for start, row in bounds:
        day = rule["effective_start"] - pd.Timedelta(days=1) if pd.isna(start) and not out else start
        if pd.notna(day) and day <= pd.Timestamp(ledger.day):
            out.append(
                (start, sanctions.rule_state(rule["effective_start"], rule["ended_start"], back, day), row["id"], row["source"])
            )
    return pd.DataFrame(out, columns=["start", "state", "rows", "source"])


def listed_holdings(ledger: Ledger) -> pd.DataFrame:
    """Return reported shares that parties on the Entity List hold in others: owner, subject, value, year, id, source."""
    known = ledger.table("ownership")[["owner", "subject", "value", "event_start", "id", "source", "superseded_by"]]
    held = ledger.table("relationships")
    held = held[(held["relation"] == "owns") & held["percent"].notna() & (held["status"] != "planned")]
    held = held.rename(
        columns={"from_entity": "owner", "to_entity": "subject", "percent": "value", "since_start": "event_start"}
    )
    rows = pd.concat([known, held[known.columns]], ignore_index=True)
    listed = on_lists(ledger)
    listed = set(listed.loc[listed["list_name"] == "Entity List", "subject"])
    rows = rows[rows["owner"].isin(listed) & (rows["superseded_by"] == "")]
    return rows.sort_values(["value", "owner"], ascending=[False, True]).reset_index(drop=True)


def affiliates_table(ledger: Ledger, threshold: float) -> Exhibit:
    """Table: the Affiliates Rule on and off by date, and what it does to each holding of a listed party."""
    periods, held = rule_periods(ledger), listed_holdings(ledger)
    if periods.empty:
        return nothing(ledger, "the Affiliates Rule")
    names = ledger.table("entities").set_index("id")["name"]
    rows, whats = [], {}
    for period in periods.itertuples():
        row = {"start": "before" if pd.isna(period.start) else f"from {day_text(period.start.date())}", "state": period.state}
        for share in held.itertuples():
            shares = pd.DataFrame([(share.owner, share.subject, share.value, share.value)], columns=analysis.SHARE_COLUMNS)
            status = analysis.affiliates(shares, {share.owner}, threshold).set_index("company").loc[share.subject, "status"]
            caught = "caught" if status == "certainly" else "not caught"
            row[share.id] = {"in force": caught, "unknown": "not known"}.get(period.state, "not caught")
            whats[share.id] = (
                f"{names[share.subject]}, {share.value:g} percent held by {names[share.owner]}, {share.event_start.year}"
            )
        rows.append(row | {"cited": f"{period.rows} {' '.join(held['id'])}", "source": period.source})
    if held.empty:
        return nothing(ledger, "a holding of a listed party")
    made = pd.DataFrame(rows)
    made = made.assign(entry=row_links(made["cited"]))
    columns = [Column("start", "When", width=18), Column("state", "The rule", width=11)]
    columns += [Column(name, what, width=22) for name, what in whats.items()]
    columns += [
        Column("entry", "Rows", width=16, format=str),
        Column("source", "Source of the state", width=18, format=source_link),
    ]
    note = f"The line is {threshold:g} percent. The holdings are years older than the rule, and no source says that they stand."
    if (periods["state"] == "unknown").any():
        last = day_text((periods["start"].iloc[-1] - pd.Timedelta(days=1)).date())
        note += f" Unknown: the last day of the suspension was to be {last}, and no source read says what followed."
    title = "The Affiliates Rule, on and off, and the holdings of listed parties in this report"
    return table(made, name="affiliates", title=title, columns=columns, note=note, as_of=day_text(ledger.day))
