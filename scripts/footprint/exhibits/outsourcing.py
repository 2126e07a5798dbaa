"""Exhibits of the chapter on outsourcing. Each takes the ledger of the book's date and says `Nothing` where it has no rows."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from footprint.analysis import outsourcing as analysis
from footprint.analysis import severance
from footprint.analysis.lags import lag
from footprint.dates import day_text
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.exhibits import common
from footprint.exhibits.common import ARTICLES, Exhibit, credit, nothing, source_links
from footprint.figures import Column, forms, publish, row_link, source_link, table
from footprint.text import list_text, number_text, range_text

FIRST, LAST = "2025-04-01", "2025-04-12"
"""The days the sequence of events covers."""

MANAGERS, STAFF, ENDED = "out-052", "out-055", "out-070"
"""Rows that date when managers were told, when the email spread, and when the projects ended."""

HELD = ("2023-01-01", "2025-12-31")
"""The years over which the holdings reported are one holding."""

OWNERS = {"microsoft": "Microsoft", "insigma": "Insigma"}
DEALINGS = {
    "joint venture": "joint venture", "minority holding in joint venture": "joint venture",
    "joint venture and main support vendor": "joint venture", "strategic investment": "Microsoft invested",
    "licensed operator": "runs cloud services under licence", "data centre owner": "runs cloud services under licence",
}  # fmt: skip
MILLION = 1e6


class Settings(NamedTuple):
    """The chapter's parameters; the notebook says what each means and allows."""

    company: str
    wage_year: int
    tenure: tuple[float, float, float]
    pay_spread: float
    year_limit: str
    cap_notice_month: bool
    draws: int
    seed: int


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    company, model = settings.company, severance_model(ledger, settings)
    findings = Findings("outsourcing")
    findings.add(
        "laid-off",
        "People dismissed from the Microsoft projects at Wicresoft, April 2025",
        ledger.finding(company, "laid_off", perimeter="microsoft_projects"),
    )
    findings.add("laid-off-wuxi", "Of these, people dismissed in Wuxi", ledger.finding(company, "laid_off", perimeter="wuxi"))
    findings.add("insured-staff", "Staff insured by the Shanghai company, 2023", ledger.finding(company, "insured"))
    findings.add(
        "group-staff", "Staff of the whole group, by its website", ledger.finding(company, "employed", perimeter="world")
    )
    findings.add("end", "Day the Microsoft projects at Wicresoft ended", ledger.finding(company, "closed"))
    findings.add("notice", "Days from telling managers to the end of the projects", notice(ledger))
    findings.add("share-implied", "Dismissed as a share of the insured staff, implied", share_implied(ledger, company))
    findings.add("share-claimed", "Dismissed as a share of the firm, as claimed", ledger.finding(company, "share_laid_off_pct"))
    findings.add("exit", "Whether Microsoft is leaving China", ledger.finding("microsoft", "exiting_china"))
    findings.add("stake-shares", "Microsoft's holding in Wicresoft by share count", stake(ledger, company, "shares"))
    findings.add("stake-registered", "Microsoft's holding by registered capital", stake(ledger, company, "registered_capital"))
    findings.add("stake-paid-in", "Microsoft's holding by paid-in capital", stake(ledger, company, "paid_in_capital"))
    findings.add("stake-reported", "Microsoft's holding as reported since 2023", reported_stakes(ledger, company))
    findings.add(
        "stake-founding",
        "Microsoft's holding at the founding",
        ledger.finding(company, "equity_share", owner="microsoft", basis="founding"),
    )
    findings.add("stake-value", "Value of the holding at the buy-back price of 2022", stake_value(ledger, company))
    total, head = cost(ledger, model)
    findings.add("cost", "Cost of the severance, simulated", total)
    findings.add("cost-head", "Cost of the severance a head, simulated", head)
    findings.add(
        "cost-all-limited", "Cost of the severance if the twelve-year limit covers everybody", limited_cost(ledger, model)
    )
    findings.add("wage-cap", "Monthly pay up to which severance counts in Shanghai", wage_cap(ledger, settings.wage_year))
    share = findings.add(
        "china-share",
        "China's share of Microsoft's revenue, June 2024",
        ledger.finding("microsoft", "china_revenue_share", event_start="2024-06-13"),
    )
    findings.add(
        "china-share-early",
        "China's share of Microsoft's revenue, January 2020",
        ledger.finding("microsoft", "china_revenue_share", event_start="2020-01-01"),
    )
    findings.add("china-revenue", "Revenue from China that share implies", china_revenue(ledger, share))
    findings.add(
        "claims-right",
        "Articles' claims on this subject that are right",
        common.verdict_finding(ledger, "outsourcing", "right"),
    )
    findings.add(
        "claims-wrong",
        "Articles' claims on this subject that are wrong",
        common.verdict_finding(ledger, "outsourcing", "wrong"),
    )
    findings.add("claims-all", "Articles' claims on this subject", common.verdict_finding(ledger, "outsourcing"))
    return findings


# ----------------------------------------------------------------------------------------------------- what happened


def _happened(ledger: Ledger, company: str, themes: list[str] | None = None) -> pd.DataFrame:
    subjects = [company, f"{company}-wuxi", "microsoft", "doj-data-rule"]
    found = analysis.events(ledger.claims, subjects, FIRST, LAST, themes)
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
        title=f"Managers were told {managers.text()} before the projects ended; the email spread {staff.text()} before.",
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
    how = "Computed: days from the first row's date to the second's."
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
    ends = f"{dismissed.text('low')} to {dismissed.text('high')}"
    title = f"Counts of the dismissed run from {ends}; no count is the company's."
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
        "of the same origin gives. An arrow marks a bound. Per group, the number of figures and their range: "
        + " ".join(words),
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
    how = "Computed: lowest and highest count over the staff insured in 2023; not all of the dismissed need be among those."
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
    how = f"Computed: {rows['how'].iloc[0]}, at one yuan of capital a share." if len(rows) else ""
    return ledger.computed(value, "percent", rows=ids, how=how, digits=1)


def reported_stakes(ledger: Ledger, company: str, since: str = "2023") -> Finding:
    """Finding: the lowest to the highest holding reported for the years since `since`, with the one by shares as its value."""
    rows = ledger.table("ownership")
    rows = rows[(rows["subject"] == company) & (rows["owner"] == "microsoft") & (rows["event_start"] >= since)]
    values = rows["value"]
    how = "Lowest and highest percentage reported; they are percentages of different things."
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
    how = "Computed: the price over the part of the firm it bought, times the holding."
    return ledger.computed(price.value / sold.value * held.value, "cny", of=[held, price, sold], how=how, digits=0)


def holdings(ledger: Ledger, company: str, threshold: float) -> Exhibit:
    """Figure: reported holdings over time against a threshold and half of it."""
    thresholds = (threshold / 2, threshold)
    rows = analysis.holding_history(ledger.table("ownership"), company, OWNERS)
    if rows.empty:
        return nothing(ledger, "who owned the firm")
    latest = rows[rows["series"] == "Microsoft, of shares"].sort_values("start")
    lines = list_text([f"{t:g}" for t in thresholds])
    then, now = (f"{latest['value'].iloc[n]:g} percent in {latest['start'].iloc[n].year}" for n in (0, -1))
    return publish(
        forms.holdings(rows, thresholds, as_of=pd.Timestamp(ledger.day)),
        name="holdings",
        title=f"By shares Microsoft went from {then} to {now}.",
        alt=f"Reported holdings of Microsoft and Insigma over time by basis, against lines at {lines} percent.",
        description="One mark a reported percentage, bars as wide as the date is vague, one colour per holder and basis, "
        "thresholds dashed. " + " ".join(f"{r.series}: {r.value:g} percent, {r.start.year}." for r in rows.itertuples()),
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


# ---------------------------------------------------------------------------------------------------------- severance


class Model(NamedTuple):
    """The severance model's inputs, and the findings its amounts come from."""

    inputs: severance.Inputs
    of: list[Finding]


def severance_model(ledger: Ledger, settings: Settings) -> Model | None:
    """Return the model, amounts from rows and assumptions from parameters; None while the rows are not known."""
    company = settings.company
    year = {"event_start": f"{settings.wage_year}-01-01"}
    people = ledger.finding(company, "laid_off", perimeter="microsoft_projects")
    wuxi = ledger.finding(company, "laid_off", perimeter="wuxi")
    multiple = ledger.finding("labour-contract-law", "wage_cap_multiple")
    wage = ledger.finding("shanghai", "average_monthly_wage", **year)
    near = [
        ledger.finding("suzhou", "average_monthly_wage", **year),
        ledger.finding("wuxi", "average_annual_wage_nonprivate"),
    ]
    pay = [ledger.finding("jiangsu-it", f"average_annual_wage_{kind}", **year) for kind in ("private", "nonprivate")]
    bonus = ledger.finding(company, "severance_signing_bonus")
    months = ledger.finding(company, "severance_extra_months")
    founded = ledger.finding(company, "founded", unit="date")
    of = [people, wuxi, multiple, wage, *near, *pay, bonus, months, founded]
    if not all(finding.known for finding in of):
        return None
    other = sorted(multiple.value * v for v in (near[0].value, near[1].value / 12))
    inputs = severance.Inputs(
        headcount=(people.low, people.high), other_city=(wuxi.low, wuxi.high), cap=(multiple.value * wage.value,) * 2,
        other_cap=(other[0], other[1]), mean_pay=(pay[0].value / 12, pay[1].value / 12), mean_tenure=settings.tenure,
        bonus=(0.0, bonus.value), longest=2025 - int(founded.value[-4:]), pay_spread=settings.pay_spread, plus=months.value,
        plus_capped=settings.cap_notice_month, years=settings.year_limit, draws=settings.draws, seed=settings.seed,
    )  # fmt: skip
    return Model(inputs, of)


def wage_cap(ledger: Ledger, wage_year: int) -> Finding:
    """Finding: the monthly pay up to which severance counts in Shanghai."""
    multiple = ledger.finding("labour-contract-law", "wage_cap_multiple")
    wage = ledger.finding("shanghai", "average_monthly_wage", event_start=f"{wage_year}-01-01")
    if not (multiple.known and wage.known):
        return Finding(None, "cny_per_month")
    how = "Computed: the legal multiple of the average monthly wage of the year before."
    return ledger.computed(multiple.value * wage.value, "cny_per_month", of=[multiple, wage], how=how)


def cost(ledger: Ledger, model: Model | None) -> tuple[Finding, Finding]:
    """Findings: the simulated total and the mean cost a head, each with its 90 percent interval."""
    if model is None:
        return Finding(None, "cny"), Finding(None, "cny")
    result = severance.simulate(model.inputs)
    low, high = result.interval()
    how = "Simulated; the interval holds 90 percent of the draws. Tenure and the spread of pay are assumed."
    heads = [round(float(v), -3) for v in np.quantile(result.a_head, [0.05, 0.5, 0.95])]
    common = {"of": model.of, "how": how}
    return (
        ledger.computed(result.median, "cny", low=low, high=high, digits=0, **common),
        ledger.computed(heads[1], "cny", low=heads[0], high=heads[2], **common),
    )


def limited_cost(ledger: Ledger, model: Model | None) -> Finding:
    """Finding: the simulated total under the reading that the twelve-year limit covers everybody, whatever the pay."""
    if model is None:
        return Finding(None, "cny")
    result = severance.simulate(replace(model.inputs, years="all"))
    low, high = result.interval()
    how = "Simulated with the limit of twelve years for all; otherwise the same staff and the same draws."
    return ledger.computed(result.median, "cny", of=model.of, how=how, low=low, high=high, digits=0)


def _offers(ledger: Ledger, company: str) -> pd.DataFrame:
    """Return the terms known elsewhere: label, plus, multiple, source, id."""
    rows = ledger.table("series")
    rows = rows[(rows["metric"] == "severance_extra_months") & ~rows["source"].isin(ARTICLES)].sort_values(
        ["value", "event_start"]
    )
    when = [
        f"{s:%B %Y}" if p in ("day", "month") else f"{s.year}"
        for s, p in zip(rows["event_start"], rows["event_precision"], strict=True)
    ]
    label = [
        f"N+{v:g}: {ledger.name(s).partition(' (')[0]}, {w}"
        for v, s, w in zip(rows["value"], rows["subject"], when, strict=True)
    ]
    known = rows.assign(label=label, plus=rows["value"], multiple=1.0)[["label", "plus", "multiple", "source", "id"]]
    double = ledger.finding("labour-contract-law", "unlawful_multiple")
    if not double.known:
        return known
    law = {
        "label": "2N: unlawful dismissal",
        "plus": 0.0,
        "multiple": double.value,
        "source": double.sources[0],
        "id": double.rows[0],
    }
    return pd.concat([known, pd.DataFrame([law])], ignore_index=True)


def cost_figure(ledger: Ledger, company: str, model: Model | None) -> Exhibit:
    """Figure: the simulated total with its interval, and the same staff under other terms."""
    if model is None:
        return nothing(ledger, "the terms of a dismissal")
    inputs = model.inputs
    result = severance.simulate(inputs)
    low, high = result.interval()
    rows = severance.compare(inputs, _offers(ledger, company)).rename(columns={"total": "value"})
    amount, middle = range_text(low, high, "cny", 0), number_text(result.median, "cny", 0)
    terms = "; ".join(f"{r.label}, {range_text(r.low, r.high, 'cny', 0)}" for r in rows.itertuples())
    return publish(
        forms.distribution(result.total, low=low, high=high, references=rows, xlabel="RMB million", scale=MILLION),
        name="cost",
        title=f"N+{inputs.plus:g} for these staff cost {amount} in nine draws of ten, {middle} in the middle one.",
        alt=f"Histogram of {inputs.draws:,} simulated totals, nine in ten of them dark, above the cost of {len(rows)} terms.",
        description="Above, the simulated total cost of the dismissal; dark bars hold nine of ten draws. Below, median and "
        f"interval of the same workforce under these terms and others known: {terms}. Of the simulated staff "
        f"{number_text(100 * result.above_cap, 'percent', 1)} are paid above the wage cap.",
        unit="RMB million; relative frequency of draws",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


def drivers(ledger: Ledger, model: Model | None) -> Exhibit:
    """Figure: which input moves the total most."""
    if model is None:
        return nothing(ledger, "the terms of a dismissal")
    inputs = model.inputs
    rows = severance.tornado(inputs)
    rows = rows[rows["low"] < rows["high"]].reset_index(drop=True)
    words = [_ends(r) for r in rows.itertuples()]
    rows = rows.assign(low_text=[w[0] for w in words], high_text=[w[1] for w in words])
    width = (rows["high_result"] - rows["low_result"]).abs()
    ranked = rows["label"].iloc[width.argsort()[::-1]].tolist()
    spans = [range_text(*sorted((r.low_result, r.high_result)), "cny", 0) for r in rows.itertuples()]
    words = " ".join(f"{label}: {span}." for label, span in zip(rows["label"], spans, strict=True))
    model_rows = "the rows and parameters of the model."
    return publish(
        forms.tornado(rows, xlabel="median total, RMB million", scale=MILLION),
        name="drivers",
        title=f"What drives the cost is {ranked[0]}, then {ranked[1]}; {ranked[-1]} matters least.",
        alt=f"Bars of how far the median total moves when each of {len(rows)} inputs goes from its low to its high end.",
        description="Each bar is the median total with one input at its low end (orange) and its high end (blue) while the "
        f"others stay in the middle of their ranges. {words}",
        unit="RMB million",
        rows=rows,
        source=model_rows,
        credit=model_rows,
        as_of=day_text(ledger.day),
    )


def _ends(row: object) -> tuple[str, str]:
    """Write an input's two ends."""
    unit = {"headcount": "people", "other_city": "people", "mean_tenure": "years"}.get(row.input, "cny")
    return number_text(round(row.low), unit), number_text(round(row.high), unit)


def offers(ledger: Ledger, company: str, model: Model | None) -> Exhibit:
    """Table: terms known elsewhere and what they would have cost here."""
    if model is None:
        return nothing(ledger, "the terms of a dismissal")
    inputs = model.inputs
    rows = severance.compare(inputs, _offers(ledger, company))
    rows = rows.assign(interval=[range_text(r.low, r.high, "cny", 0) for r in rows.itertuples()])
    columns = [
        Column("label", "Terms", width=34),
        Column("a_head", "Mean a head, RMB", align="right", width=16, format=lambda v: f"{round(v, -3):,.0f}"),
        Column("interval", "Total, 90 percent interval", align="right", width=26),
        Column("source", "Source of the terms", width=24, format=source_link),
    ]
    note = "N is the severance of Article 47. The workforce and its pay are those of the model, not of the firms named."
    return table(
        rows,
        name="offers",
        title="What other terms would have cost for the same staff",
        columns=columns,
        note=note,
        as_of=day_text(ledger.day),
    )


# ------------------------------------------------------------------------------------------------------- what remains


def partners(ledger: Ledger) -> Exhibit:
    """Figure: partners over time."""
    names = ledger.table("entities").set_index("id")["name"].to_dict()
    rows = analysis.partner_lines(ledger.table("partners"), names, DEALINGS)
    if rows.empty:
        return nothing(ledger, "partners")
    open_ended, count = rows[rows["open"]]["label"].nunique(), rows["label"].nunique()
    words = " ".join(f"{r.label}, {r.group}: from {r.start_from.year}." for r in rows.itertuples())
    return publish(
        forms.life_lines(rows, as_of=pd.Timestamp(ledger.day)),
        name="partners",
        title=f"For {open_ended} of {count} partners some link with Microsoft has no end in any source read here.",
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
    how = "Computed: the stated share of the total revenue of the fiscal year that ended in June 2024."
    ids = [total["id"].iloc[0]]
    return ledger.computed(high, "usd", rows=ids, of=[share], how=how, low=low, high=high, digits=1)


def sensitivity_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch."""
    return common.sensitivity_table(ledger, lambda other: findings(other, settings))
