"""What severance would have come to at the outsourcing firm: the model's inputs from rows, its result, what drives it."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from footprint.analysis import severance as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import ARTICLES, Exhibit, credit, nothing
from footprint.figures import Column, forms, publish, source_link, table
from footprint.text import list_text, number_text, range_text

FIRST, LAST = "2025-04-01", "2025-04-12"
"""The days the sequence of events covers."""

MANAGERS, STAFF, ENDED = "out-052", "out-055", "out-070"
"""Rows that date when managers were told, when the email spread, and when the projects ended."""

MILLION = 1e6

INPUTS = {
    "headcount": "people dismissed", "mean_tenure": "average tenure", "mean_pay": "average monthly pay",
    "cap": "wage cap in Shanghai", "other_cap": "wage cap in Wuxi", "other_city": "people dismissed in Wuxi",
    "bonus": "signing bonus",
}  # fmt: skip
"""The model's uncertain inputs, with the two cities by name."""

SLIGHT = 0.05
"""An input moves the cost little if it does so by less than this share of what the one that moves it most does."""


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


class Model(NamedTuple):
    """The severance model's inputs, and the findings its amounts come from."""

    inputs: analysis.Inputs
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
    inputs = analysis.Inputs(
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
    how = "Computed: the average monthly wage of the year chosen, times the multiple that the law sets."
    return ledger.computed(multiple.value * wage.value, "cny_per_month", of=[multiple, wage], how=how)


def cost(ledger: Ledger, model: Model | None) -> tuple[Finding, Finding]:
    """Findings: the simulated total and the cost a head, each in the middle draw with its 90 percent interval."""
    if model is None:
        return Finding(None, "cny"), Finding(None, "cny")
    result = analysis.simulate(model.inputs)
    low, high = result.interval()
    how = "Simulated: the value is the middle draw, the range holds 90 percent of them. Tenure and pay's spread are assumed."
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
    result = analysis.simulate(replace(model.inputs, years="all"))
    low, high = result.interval()
    how = "Simulated as the cost, with the limit of twelve years for all; the range holds 90 percent of the draws."
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
    result = analysis.simulate(inputs)
    low, high = result.interval()
    rows = analysis.compare(inputs, _offers(ledger, company)).rename(columns={"total": "value"})
    amount, middle = range_text(low, high, "cny", 0), number_text(result.median, "cny", 0)
    terms = "; ".join(f"{r.label}, {range_text(r.low, r.high, 'cny', 0)}" for r in rows.itertuples())
    return publish(
        forms.distribution(result.total, low=low, high=high, references=rows, xlabel="RMB million", scale=MILLION,
                           mark="middle draw and nine draws of ten, by the terms named"),
        name="cost",
        title=f"By the model N+{inputs.plus:g} for these staff would cost {amount} in nine draws of ten, {middle} in the "
        "middle one.",
        alt=f"Histogram of {inputs.draws:,} simulated totals, nine in ten of them dark, above the cost of {len(rows)} terms.",
        description="Above, the simulated total cost of the dismissal; the strong bars hold nine of ten. Below, median and "
        f"interval of the same workforce under these terms and others known: {terms}. Of the simulated staff "
        f"{number_text(100 * result.above_cap, 'percent', 1)} are paid above the wage cap.",
        unit="RMB million; relative frequency of draws",
        rows=rows,
        **credit(ledger, rows["source"]),
    )  # fmt: skip


def drivers(ledger: Ledger, model: Model | None) -> Exhibit:
    """Figure: which input moves the total most."""
    if model is None:
        return nothing(ledger, "the terms of a dismissal")
    inputs = model.inputs
    rows = analysis.tornado(inputs)
    rows = rows[rows["low"] < rows["high"]].reset_index(drop=True)
    words = [_ends(r) for r in rows.itertuples()]
    rows = rows.assign(label=rows["input"].map(INPUTS), low_text=[w[0] for w in words], high_text=[w[1] for w in words])
    base, middle = (number_text(v, "cny", 0) for v in (rows["base"].iloc[0], analysis.simulate(inputs).median))
    likeliest = number_text(inputs.mean_tenure[1], "years")
    spans = [range_text(*sorted((r.low_result, r.high_result)), "cny", 0) for r in rows.itertuples()]
    words = " ".join(f"{label}: {span}." for label, span in zip(rows["label"], spans, strict=True))
    model_rows = "the rows and parameters of the model."
    return publish(
        forms.tornado(rows, xlabel="median total, RMB million", scale=MILLION),
        name="drivers",
        title=_drivers_title(rows),
        alt=f"Bars of how far the median total moves when each of {len(rows)} inputs goes from its low to its high end.",
        description="Each bar is the median total with one input at its low end (orange) and its high end (blue) while the "
        f"others stay in the middle of their ranges. The cap in Wuxi runs between those that the average wages of Suzhou and "
        f"of Wuxi give. {words}",
        unit=f"RMB million. Each bar moves one input. The line, at {base}, holds every input in the middle of its range, "
        f"tenure at the {likeliest} taken as likeliest; the simulation draws all inputs at once, its middle draw is {middle}",
        rows=rows,
        source=model_rows,
        credit=model_rows,
        as_of=day_text(ledger.day),
    )


def _drivers_title(rows: pd.DataFrame) -> str:
    """Name the two inputs that move the cost most, and those that hardly do."""
    width = (rows["high_result"] - rows["low_result"]).abs()
    ranked = rows.assign(width=width).sort_values("width", ascending=False, kind="stable")
    slight = ranked.loc[ranked["width"] < SLIGHT * width.max(), "label"].tolist()
    rest = f"; {list_text(slight)} hardly move it" if slight else ""
    return f"By the model {ranked['label'].iloc[0]} moves the cost most, then {ranked['label'].iloc[1]}{rest}."


def _ends(row: object) -> tuple[str, str]:
    """Write an input's two ends."""
    unit = {"headcount": "people", "other_city": "people", "mean_tenure": "years"}.get(row.input, "cny")
    return number_text(round(row.low), unit), number_text(round(row.high), unit)


def offers(ledger: Ledger, company: str, model: Model | None) -> Exhibit:
    """Table: terms known elsewhere and what they would have cost here."""
    if model is None:
        return nothing(ledger, "the terms of a dismissal")
    inputs = model.inputs
    rows = analysis.compare(inputs, _offers(ledger, company))
    rows = rows.assign(interval=[range_text(r.low, r.high, "cny", 0) for r in rows.itertuples()])
    columns = [
        Column("label", "Terms", width=34),
        Column("a_head", "A head in the middle draw, RMB", align="right", width=16, format=lambda v: f"{round(v, -3):,.0f}"),
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
