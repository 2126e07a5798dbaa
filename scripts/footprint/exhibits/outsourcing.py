"""Exhibits of the chapter on outsourcing. Each takes the ledger of the book's date and says `Nothing` where it has no rows."""

import numpy as np
import pandas as pd

from footprint.analysis import outsourcing as analysis
from footprint.analysis.lags import lag
from footprint.dates import day_text
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.exhibits import common, severance
from footprint.exhibits.common import ARTICLES, Exhibit, credit, nothing, source_links
from footprint.figures import Column, forms, publish, row_link, source_link, table
from footprint.text import number_text, range_text

FIRST, LAST = "2025-04-01", "2025-04-12"
"""The days the sequence of events covers."""

MANAGERS, STAFF, ENDED = "out-052", "out-055", "out-070"
"""Rows that date when managers were told, when the email spread, and when the projects ended."""

HELD = ("2023-01-01", "2025-12-31")
"""The years over which the holdings reported are one holding."""

OWNERS = {"microsoft": "Microsoft", "insigma": "Insigma"}
DEALINGS = {
    "joint venture": "joint venture", "minority holding in joint venture": "joint venture",
    "strategic investment": "Microsoft invested",
    "licensed operator": "runs cloud services under licence", "data centre owner": "runs cloud services under licence",
}  # fmt: skip
LASTING = {"joint venture and main support vendor": "joint venture"}
"""Roles that are two dealings: the row's end is that of the services, and the holding named here is not known to have ended."""

PLANNED = ("own-006",)
"""Rows whose holding was planned when they were written."""

MILLION = 1e6


def findings(ledger: Ledger, settings: severance.Settings) -> Findings:
    """Return all findings of the chapter by name."""
    company, model = settings.company, severance.severance_model(ledger, settings)
    firm, findings = common.called(ledger, company), Findings("outsourcing")
    held = f"Microsoft's holding in {firm}"
    findings.add(
        "laid-off",
        f"People dismissed from the Microsoft projects at {firm}, April 2025",
        ledger.finding(company, "laid_off", perimeter="microsoft_projects"),
    )
    findings.add(
        "laid-off-wuxi",
        f"People dismissed at {firm} in Wuxi, April 2025",
        ledger.finding(company, "laid_off", perimeter="wuxi"),
    )
    findings.add("insured-staff", f"Staff insured by {firm}'s Shanghai company, 2023", ledger.finding(company, "insured"))
    findings.add(
        "group-staff",
        f"Staff of the whole {firm} group, by its website, April 2025",
        ledger.finding(company, "employed", perimeter="world"),
    )
    findings.add("end", f"Day the Microsoft projects at {firm} ended", ledger.finding(company, "closed"))
    findings.add("notice", f"Days from telling {firm}'s managers to the end of the Microsoft projects", notice(ledger))
    findings.add(
        "share-implied", f"Dismissed at {firm} as a share of staff insured in 2023, computed", share_implied(ledger, company)
    )
    findings.add(
        "share-claimed",
        f"Dismissed as a share of {firm}, by an employee's claim",
        ledger.finding(company, "share_laid_off_pct"),
    )
    findings.add(
        "exit",
        "Whether Microsoft is leaving China, by one article's claim, which Microsoft denied",
        ledger.finding("microsoft", "exiting_china"),
    )
    findings.add("stake-shares", f"{held} by share count, computed", stake(ledger, company, "shares"))
    findings.add("stake-registered", f"{held} by registered capital, computed", stake(ledger, company, "registered_capital"))
    findings.add("stake-paid-in", f"{held} by paid-in capital, computed", stake(ledger, company, "paid_in_capital"))
    findings.add("stake-reported", f"{held} as reported since 2023", reported_stakes(ledger, company))
    findings.add(
        "stake-founding",
        f"{held} at the founding",
        ledger.finding(company, "equity_share", owner="microsoft", basis="founding"),
    )
    findings.add("stake-value", f"Value of {held} at the buy-back price of 2022", stake_value(ledger, company))
    total, head = severance.cost(ledger, model)
    findings.add("cost", f"Cost of the severance at {firm}, simulated", total)
    findings.add("cost-head", f"Cost of the severance at {firm} a head, simulated", head)
    findings.add(
        "cost-all-limited",
        f"Severance cost at {firm}, simulated with the twelve-year limit for all",
        severance.limited_cost(ledger, model),
    )
    findings.add(
        "wage-cap", "Monthly pay up to which severance counts in Shanghai", severance.wage_cap(ledger, settings.wage_year)
    )
    share = findings.add(
        "china-share",
        "China's share of Microsoft's revenue, by its president, June 2024",
        ledger.finding("microsoft", "china_revenue_share", event_start="2024-06-13"),
    )
    findings.add(
        "china-share-early",
        "China's share of Microsoft's revenue, by its president, January 2020",
        ledger.finding("microsoft", "china_revenue_share", event_start="2020-01-01"),
    )
    findings.add(
        "china-revenue",
        "Microsoft's revenue from China, fiscal 2024, implied by its president's share",
        china_revenue(ledger, share),
    )
    common.add_verdicts(findings, ledger)
    return findings


# ----------------------------------------------------------------------------------------------------- what happened


def _happened(ledger: Ledger, company: str, themes: list[str] | None = None) -> pd.DataFrame:
    """Return what was gathered for this chapter; other chapters hold the same statements in rows of their own."""
    subjects = [company, f"{company}-wuxi", "microsoft", "doj-data-rule"]
    claims = ledger.claims
    found = analysis.events(claims[claims["chapter"] == "outsourcing"], subjects, FIRST, LAST, themes)
    return found[~found["source"].isin(ARTICLES)]


def sequence(ledger: Ledger, company: str) -> Exhibit:
    """Figure: the events of the first days, in order, with who reports them and the denial."""
    rows = _happened(ledger, company, ["closure", "denial", "aftermath", "regulation", "severance"])
    rows = rows[rows["event"] != ""]
    managers, staff = notice(ledger, MANAGERS), notice(ledger, STAFF)
    if rows.empty or not (managers.known and staff.known):
        return nothing(ledger, "an end of projects")
    first, last = day_text(rows["start"].min().date()), day_text(rows["end"].max().date())
    return publish(
        forms.event_rows(rows.assign(label=rows["event"])),
        name="sequence",
        title=f"By one worker's account managers were told {managers.text()} before the projects ended; the email spread "
        f"{staff.text()} before.",
        alt=f"A timeline of {len(rows)} events from {first} to {last}, denials in red.",
        description="One event a row at its day, its shape who is said to have reported it. Denials are red. Events that "
        "rest on a date vaguer than these days are left out. " + " ".join(rows["label"]),
        unit="one line per event and origin",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


def notice(ledger: Ledger, told: str = MANAGERS) -> Finding:
    """Finding: the days from one row's date to the end of the projects."""
    days = lag(ledger.claims, told, ENDED)
    if days.empty:
        return Finding(None, "days")
    row = days.iloc[0]
    how = "Computed: days from the day managers were told to the day the projects ended."
    return ledger.computed(row["most"], "days", rows=row["rows"], how=how, low=row["least"], high=row["most"])


def documents(ledger: Ledger, company: str) -> Exhibit:
    """Table: who said what, document by document, reasons included."""
    rows = _happened(ledger, company)
    if not (rows["subject"] == company).any():
        return nothing(ledger, "an end of projects")
    rows = rows.assign(when=[day_text(s.date()) for s in rows["start"]], entry=[row_link(i) for i in rows["id"]])
    columns = [
        Column("when", "Day", width=12), Column("lane", "Who", width=20), Column("label", "What", width=52),
        Column("source", "Source", width=20, format=source_link),
    ]  # fmt: skip
    return table(
        rows,
        name="documents",
        title="Who said what in the first days of April 2025",
        columns=columns,
        as_of=day_text(ledger.day),
    )


# --------------------------------------------------------------------------------------------------- how many people


def counts(ledger: Ledger, company: str, dismissed: Finding) -> Exhibit:
    """Figure: every reported count by perimeter, its speaker and whether it relays another."""
    rows = analysis.reported_counts(ledger.table("headcounts"), ledger.table("sources"), company)
    if rows.empty:
        return nothing(ledger, "how many people were employed or dismissed")
    ends = f"run from {dismissed.text('low')} to {dismissed.text('high')}"
    ends = ends if dismissed.low != dismissed.high else f"all give {dismissed.text('range')}"
    title = f"Counts of those dismissed from the Microsoft projects {ends}; no count is the company's."
    part = rows.loc[rows["group"].isin(analysis.PARTS), "low"].min()
    title = title if pd.isna(part) else f"{title[:-1]}. Counts of parts of them begin at {number_text(part)}."
    title = title if dismissed.known else "No count of dismissed staff is known yet."
    groups = rows.groupby("group", sort=False).agg(low=("low", "min"), high=("high", "max"), count=("value", "size"))
    words = [
        f"{group.Index}: {group.count_}, {_span(group.low, group.high)}."
        for group in groups.rename(columns={"count": "count_"}).itertuples()
    ]
    return publish(
        forms.dots_and_ranges(rows, xlabel="people (logarithmic scale)", log=True),
        name="counts",
        title=title,
        alt=f"{len(rows)} reported counts in {len(groups)} groups from the narrowest to the widest, ranges as bands.",
        description="One mark a reported figure, its shape the speaker, hollow where the source relays a count another row "
        "of the same origin gives. An arrow marks a bound, a band the span of a group. Per group, the number of figures and "
        "their range: " + " ".join(words),
        unit="people",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


def _span(low: float, high: float) -> str:
    """Write a group's range of counts, or its one count."""
    return number_text(low, "people") if low == high else range_text(low, high, "people")


def count_origins(ledger: Ledger, company: str, dismissed: Finding) -> Exhibit:
    """Table: how many sources print the preferred count, per origin."""
    rows = analysis.reported_counts(ledger.table("headcounts"), ledger.table("sources"), company)
    rows = rows[rows["metric"] == "laid_off"]
    if rows.empty or not dismissed.known:
        return nothing(ledger, "how many people were dismissed")
    spread = analysis.origins(rows, dismissed.value)
    spread = spread.assign(links=source_links(spread["sources"]))
    columns = [
        Column("voice", "Goes back to", width=34), Column("rows", "Printed by", align="right", width=12, format=number_text),
        Column("links", "Sources", width=58, format=str),
    ]  # fmt: skip
    title = f"Where the count of {dismissed.text()} comes from: {int(spread['rows'].sum())} sources, {len(spread)} origins"
    return table(spread, name="origins", title=title, columns=columns, as_of=day_text(ledger.day))


def share_implied(ledger: Ledger, company: str) -> Finding:
    """Finding: the counts of the dismissed as a share of the insured staff."""
    dismissed = ledger.finding(company, "laid_off", perimeter="microsoft_projects")
    insured = ledger.finding(company, "insured")
    share = analysis.implied_share(dismissed.low, dismissed.high, insured.value)
    if share is None:
        return Finding(None, "percent")
    how = "Computed: the highest count of the dismissed over the staff insured in 2023; where counts differ, the range begins "
    how += "at the lowest. Not all of the dismissed need be among the insured."
    return ledger.computed(
        share[1],
        "percent",
        rows=dismissed.against,
        of=[dismissed, insured],
        how=how,
        low=share[0],
        high=share[1],
        digits=0,
    )


# ----------------------------------------------------------------------------------------------------------- who owned


def reconciled(ledger: Ledger, company: str) -> pd.DataFrame:
    """Return the reported stakes beside the computed ones, for findings and table alike."""
    return analysis.reconcile_stakes(ledger.table("ownership"), ledger.table("series"), company, "microsoft", "insigma")


def stake(ledger: Ledger, company: str, basis: str) -> Finding:
    """Finding: the holding as computed on one basis, resting on the amounts and the reports it explains."""
    rows = reconciled(ledger, company)
    rows = rows[(rows["owner"] == "microsoft") & (rows["basis"] == basis)]
    value = rows["computed"].iloc[0] if len(rows) else None
    ids = {i for cell in rows["rows"] for i in cell.split()}
    how = f"Computed: Microsoft's {rows['how'].iloc[0]}, at one yuan of capital a share." if len(rows) else ""
    return ledger.computed(value, "percent", rows=ids, how=how, digits=1)


def reported_stakes(ledger: Ledger, company: str, since: str = "2023") -> Finding:
    """Finding: the lowest to the highest holding reported for the years since `since`, with the one by shares as its value."""
    rows = ledger.table("ownership")
    rows = rows[(rows["subject"] == company) & (rows["owner"] == "microsoft") & (rows["event_start"] >= since)]
    values = rows["value"]
    how = "The holding by shares; where reports differ, the range runs over all percentages, which are of different things."
    by_shares = ledger.finding(company, "equity_share", within=HELD, owner="microsoft", basis="shares")
    return ledger.computed(by_shares.value, "percent", rows=rows["id"], how=how, low=values.min(), high=values.max())


def stake_value(ledger: Ledger, company: str) -> Finding:
    """Finding: what the holding by shares was worth at the price of the buy-back of 2022."""
    held = stake(ledger, company, "shares")
    price, sold = (
        ledger.finding(company, "buyback_price"),
        ledger.finding(company, "equity_share", owner=f"{company}-treasury"),
    )
    if not (held.known and price.known and sold.known):
        return Finding(None, "cny")
    how = "Computed: the price of the buy-back over the part of the firm it bought, times Microsoft's holding."
    return ledger.computed(price.value / sold.value * held.value, "cny", of=[held, price, sold], how=how, digits=0)


def holdings(ledger: Ledger, company: str, threshold: float) -> Exhibit:
    """Figure: reported holdings over time against a threshold."""
    rows = analysis.holding_history(ledger.table("ownership"), company, OWNERS)
    if rows.empty:
        return nothing(ledger, "who owned the firm")
    latest = rows[rows["series"] == "Microsoft, of shares"].sort_values("start")
    then, now = (f"{latest['value'].iloc[n]:g} percent in {latest['start'].iloc[n].year}" for n in (0, -1))
    last = rows.groupby("series")["value"].transform("last")
    beside = [f"{v:g}{', planned' if i in PLANNED else ''}" for v, i in zip(rows["value"], rows["id"], strict=True)]
    apart = ((rows["value"] - last).abs() > 1) & ~rows.duplicated(["series", "start", "value"])
    rows = rows.assign(text=np.where(apart, beside, ""))
    return publish(
        forms.holdings(rows, (threshold,), as_of=pd.Timestamp(ledger.day)),
        name="holdings",
        title=f"By shares Microsoft went from {then} to {now}.",
        alt=f"Reported holdings of Microsoft and Insigma over time by basis, against a line at {threshold:g} percent.",
        description="One mark a reported percentage, bars as wide as the date is vague, one colour per holder and basis, "
        "the line dashed. " + " ".join(f"{r.series}: {r.value:g} percent, {r.start.year}." for r in rows.itertuples()),
        unit="percent of the basis named",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


def stakes(ledger: Ledger, company: str) -> Exhibit:
    """Table: each reported percentage beside the one computed on the basis that comes nearest."""
    rows = reconciled(ledger, company)
    if rows.empty:
        return nothing(ledger, "the amounts that explain the holdings")
    same = ["owner", "basis", "reported", "computed", "how", "explained"]
    rows = rows.groupby(same, sort=False)["source"].agg(" ".join).reset_index().sort_values(["owner", "basis", "reported"])
    rows = rows.assign(
        owner=rows["owner"].map(OWNERS), fits=np.where(rows["explained"], "yes", "no"), links=source_links(rows["source"])
    )
    columns = [
        Column("owner", "Holder", width=12), Column("reported", "Reported", align="right", width=11, format=lambda v: f"{v:g}"),
        Column("computed", "Computed", align="right", width=11, format=lambda v: f"{v:.2f}"),
        Column("how", "Computed as", width=34), Column("fits", "Within rounding", width=12),
        Column("links", "Sources", width=34, format=str),
    ]  # fmt: skip
    note = "Percent. Shares are counted at one yuan of capital each, an assumption no source states."
    return table(
        rows, name="stakes", title="One holding on three bases", columns=columns, note=note, as_of=day_text(ledger.day)
    )


# ------------------------------------------------------------------------------------------------------- what remains


def partners(ledger: Ledger) -> Exhibit:
    """Figure: partners over time."""
    names = ledger.table("entities").set_index("id")["name"].to_dict()
    rows = analysis.partner_lines(ledger.table("partners"), names, DEALINGS, LASTING)
    if rows.empty:
        return nothing(ledger, "partners")
    open_ended, count = rows[rows["open"]]["label"].nunique(), rows["label"].nunique()
    of_all = f"all {count}" if open_ended == count else f"{open_ended} of {count}"
    words = " ".join(f"{r.label}, {r.group}: from {r.start_from.year}." for r in rows.itertuples())
    return publish(
        forms.life_lines(rows, as_of=pd.Timestamp(ledger.day)),
        name="partners",
        title=f"For {of_all} partners some link with Microsoft has no end in any source read here.",
        alt=f"Life lines of {count} partners from first to last dated link with Microsoft, open ends as arrows.",
        description="One bar a partner and role, from the first day it may have begun; pale where the date is vague or where "
        f"nothing after the beginning is known, with an arrow where no end is known. {words}",
        unit="years",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


def revenue(ledger: Ledger) -> Exhibit:
    """Figure: China's share of Microsoft's revenue, as stated."""
    rows = analysis.revenue_shares(ledger.table("series"))
    if rows.empty:
        return nothing(ledger, "China's share of revenue")
    last = rows.iloc[-1]
    keys = ledger.table("series").set_index("id").loc[[i for cell in rows["ids"] for i in cell.split()], "source"]
    share = f"{last['low']:g} to {last['high']:g} percent"
    words = " ".join(f"{r.label} percent." for r in rows.itertuples())
    return publish(
        forms.interval_series(rows, ylabel="percent of Microsoft's revenue", as_of=pd.Timestamp(ledger.day)),
        name="revenue",
        title=f"Microsoft's president put China at {share} of revenue in {last['start']:%B %Y}.",
        alt=f"China's share of Microsoft's revenue at {len(rows)} dates, each as the interval stated.",
        description="One bar a statement, from the lowest to the highest share given at that time; Microsoft's filings give no "
        f"figure for China. {words}",
        unit="percent of Microsoft's revenue",
        rows=rows,
        **credit(ledger, keys),
    )


def china_revenue(ledger: Ledger, share: Finding) -> Finding:
    """Finding: the revenue that the stated share stands for in the fiscal year it was stated in."""
    rows = ledger.table("series")
    total = rows[(rows["metric"] == "revenue_total") & (rows["event_start"] == "2024-06-30")]
    if total.empty or not share.known:
        return Finding(None, "usd")
    low, high = analysis.implied_revenue((share.low, share.high), total["value"].iloc[0])
    how = "Computed: the share stated in June 2024 times the total revenue of the fiscal year that ended that month."
    ids = [total["id"].iloc[0]]
    return ledger.computed(high, "usd", rows=ids, of=[share], how=how, low=low, high=high, digits=1)


def sensitivity_table(ledger: Ledger, settings: severance.Settings) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch."""
    return common.sensitivity_table(ledger, lambda other: findings(other, settings))
