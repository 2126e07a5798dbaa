"""Exhibits on how long sites live: life lines, the survival curve, other ways to count, closings per year."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from footprint.analysis import sites
from footprint.analysis import survival as analysis
from footprint.analysis.survival import Terms
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_ledger, of_tables
from footprint.evidence.weighing import weigh
from footprint.exhibits.common import Exhibit, credit, credit_many, nothing, row_links
from footprint.figures import Column, forms, publish, table
from footprint.text import number_text, range_text

EARLY, LATE = 10.0, 20.0
"""Ages in years at which the curve is read."""

PERIODS = ((1995, 2009), (2010, 2018), (2019, 2020), (2021, 2025))
"""Calendar periods of closings; the last begins with the first closing of an IBM laboratory."""

HOMES = {"all": "all companies", "US": "companies of the United States"}
BASES = {"seen": "over years a site was seen open", "unclosed": "over years without a known end"}
GROUPS = {
    "research_lab": "research laboratory", "development_centre": "development centre", "design_centre": "chip design centre",
    "innovation_lab": "laboratory for client firms", "accelerator": "start-up programme",
}  # fmt: skip
STALE_YEARS = 3


@of_ledger
def lives(ledger: Ledger, rivals: bool = False) -> pd.DataFrame:
    """Return the life of each site on the roster by the preferred dates; with `rivals`, by a rival opening if there is one."""
    roster, claims = ledger.table("labs"), ledger.claims
    about = claims[claims["subject"].isin(roster["subject"]) & claims["event_start"].notna()]
    dated = about[about["metric"].isin(("opened", *sites.ENDS)) & (about["unit"] == "date")]
    dated = dated[(dated["superseded_by"] == "") & (dated["stance"] != "denies")].reset_index(drop=True)
    question = dated.groupby(["subject", "metric"], sort=False).ngroup().to_numpy()
    chosen = weigh(dated, question, ledger.rules).same
    if rivals:
        rival = ~chosen & (dated["metric"] == "opened").to_numpy()
        chosen = np.where(np.isin(question, question[rival]), rival, chosen)
    return _lives_by(ledger, frozenset(dated["id"][chosen]))


@of_tables
def _lives_by(ledger: Ledger, chosen: frozenset[str]) -> pd.DataFrame:
    """Return the life of each site on the roster by the dates chosen, as ids."""
    roster, claims = ledger.table("labs"), ledger.claims
    seen = claims[claims["subject"].isin(roster["subject"]) & claims["event_start"].notna() & (claims["stance"] != "denies")]
    seen = seen[seen["metric"].isin(sites.SEEN) & (seen["number"].notna() | (seen["unit"] == "date"))]
    return sites.lives(roster, claims[claims["id"].isin(chosen)], seen)


def ids(rows: pd.DataFrame) -> list[str]:
    """Return the row ids behind some lives or spells."""
    return sorted({row for cell in rows["rows"] for row in cell.split()})


class View(NamedTuple):
    """What the curve is drawn from: all lives, the spells that count, and those that ended."""

    known: pd.DataFrame
    rows: pd.DataFrame
    ended: pd.DataFrame

    @classmethod
    def of(cls, ledger: Ledger, terms: Terms) -> "View":
        """Read a ledger under some terms."""
        known = lives(ledger)
        rows = analysis.spells(known, terms)
        return cls(known, rows, rows[rows["event"]])

    @property
    def of_one(self) -> pd.DataFrame:
        """The ended sites of the company that has most of them."""
        most = self.ended["company"].value_counts()
        return self.ended[self.ended["company"] == most.index[0]] if len(most) else self.ended


def counted(ledger: Ledger, rows: pd.DataFrame, how: str) -> Finding:
    """Finding: how many rows there are; not known where there is none."""
    return ledger.computed(float(len(rows)) if len(rows) else None, "count", rows=ids(rows), how=how)


def survive(ledger: Ledger, rows: pd.DataFrame, age: float, draws: int, seed: int) -> tuple[Finding, Finding]:
    """Findings: survival at an age with the interval over sites, and with the one over companies."""
    at = analysis.survival_at(analysis.curve(rows["years"], rows["event"]), age) if len(rows) else None
    if at is None:
        return Finding(None, "percent"), Finding(None, "percent")
    again = analysis.clustered(rows, [age], draws, seed).iloc[0]
    value, shared = 100 * at["survival"], {"rows": ids(rows), "digits": 0}
    how = (
        "Kaplan and Meier's estimate, open sites followed to their last sighting; the range is the 95 percent log-log interval."
    )
    other = "Kaplan and Meier's estimate; the range holds 95 percent of draws in which whole companies are drawn anew."
    return (
        ledger.computed(value, "percent", low=100 * at["low"], high=100 * at["high"], how=how, **shared),
        ledger.computed(value, "percent", low=100 * again["low"], high=100 * again["high"], how=other, **shared),
    )


def median_life(ledger: Ledger, rows: pd.DataFrame) -> Finding:
    """Finding: the median life; its range is from the lower end of the interval to the longest life if that has no end."""
    if rows.empty:
        return Finding(None, "years")
    value, low, high = analysis.median(analysis.curve(rows["years"], rows["event"]))
    how = "The age at which the survival curve comes down to a half; the range is where the ends of its 95 percent band do."
    if value is None or low is None:
        return Finding(None, "years", how=how)
    top = rows["years"].max() if high is None else high
    found = ledger.computed(value, "years", rows=ids(rows), how=how, low=low, high=top, digits=0)
    return replace(found, open_high=high is None)


def own_lines(ledger: Ledger, known: pd.DataFrame, company: str) -> pd.DataFrame:
    """Return the life lines of one company's sites."""
    names = ledger.table("entities").set_index("id")["name"].to_dict()
    return sites.lines(known[known["company"] == company], names, GROUPS)


def cases(rows: pd.DataFrame, company: str) -> tuple[pd.Series | None, pd.Series | None]:
    """Return the company's site that ended soonest, and its oldest one not known to have ended."""
    own = rows[rows["company"] == company].sort_values("years")
    ended, still = own[own["event"]], own[~own["event"]]
    return (ended.iloc[0] if len(ended) else None), (still.iloc[-1] if len(still) else None)


def age(ledger: Ledger, known: pd.DataFrame, case: pd.Series | None) -> Finding:
    """Finding: how long one site was open, or has been up to its last sighting, with what the dates leave open."""
    if case is None:
        return Finding(None, "years")
    row = known.set_index("site").loc[case["site"]]
    ends = (row["closed_from"], row["closed_to"]) if case["event"] else (row["seen"], row["seen"])
    low, high = ((ends[0] - row["opened_to"]).days / analysis.YEAR, (ends[1] - row["opened_from"]).days / analysis.YEAR)
    how = "Computed: years from the opening to the end, or for an open site to its last sighting."
    return ledger.computed(case["years"], "years", rows=row["rows"].split(), how=how, low=low, high=high, digits=1)


def outlived(ledger: Ledger, rows: pd.DataFrame, case: pd.Series | None) -> Finding:
    """Finding: the share of sites that outlive one that ended."""
    at = None if case is None else analysis.survival_at(analysis.curve(rows["years"], rows["event"]), case["years"])
    if at is None:
        return Finding(None, "percent")
    how = "Read from the survival curve at the age at which that site ended; the range is the curve's 95 percent interval."
    low, high = 100 * at["low"], 100 * at["high"]
    return ledger.computed(100 * at["survival"], "percent", rows=ids(rows), how=how, low=low, high=high, digits=0)


def period_row(ledger: Ledger, first: int) -> pd.Series | None:
    """Return the closings of the period that begins in a year, over years sites were seen open; None without any."""
    rows = _rates(ledger)
    rows = rows[(rows["basis"] == "seen") & rows["period"].str.startswith(str(first)) & (rows["events"] > 0)]
    return rows.iloc[0] if len(rows) else None


LEAST_YEARS = 10
"""Site-years without which no rate is given: a closing in a period that has just begun would be a rate of thousands."""


def rate(ledger: Ledger, row: pd.Series | None) -> Finding:
    """Finding: closings a year of a period as a share of the sites seen open."""
    if row is None or row["exposure"] < LEAST_YEARS:
        return Finding(None, "percent")
    how = "Computed: closings over the years in which sites were seen open; the range is the exact 95 percent Poisson interval."
    cited = row["rows"].split()
    return ledger.computed(row["rate"], "percent", rows=cited, how=how, low=row["low"], high=row["high"], digits=1)


def period_count(ledger: Ledger, row: pd.Series | None, column: str) -> Finding:
    """Finding: the closings of a period, the decisions (a company in a month) behind them, or those of undated sites."""
    if row is None:
        return Finding(None, "count")
    how = {
        "events": "Counted: sites that closed in the period.",
        "decisions": "Counted: closings in the period, those of one company in one month as one decision.",
        "undated": "Counted: closings in the period of sites whose opening is not dated and that were not seen before.",
    }[column]
    return ledger.computed(float(row[column]), "count", rows=row["rows"].split(), how=how)


@of_ledger
def _rates(ledger: Ledger) -> pd.DataFrame:
    return analysis.rates(lives(ledger), PERIODS, pd.Timestamp(ledger.day))


# --------------------------------------------------------------------------------------------------------- life lines


def life_lines(ledger: Ledger, company: str) -> Exhibit:
    """Figure: one company's sites from opening to end or last sighting."""
    rows = own_lines(ledger, lives(ledger), company)
    company_name = ledger.table("entities").set_index("id")["name"].get(company)
    if rows.empty:
        return nothing(ledger, "sites of this company")
    day = pd.Timestamp(ledger.day)
    ended = rows["end_from"].notna()
    stale = ~ended & ~(rows["seen"].fillna(rows["start_from"]) > day - pd.DateOffset(years=STALE_YEARS))
    words = " ".join(_life_words(row) for row in rows.itertuples())
    return publish(
        forms.site_lines(rows, as_of=day),
        name="life-lines",
        title=f"Of {len(rows)} sites of {company_name} {_number_ended(ended.sum())} known to have ended; "
        f"{stale.sum()} others were last seen more than three years ago.",
        alt=f"Life lines of {len(rows)} sites, {ended.sum()} with an end, the others dotted from their last sighting on.",
        description="One line a site: solid from its opening to its end or the last day a source shows it at work, pale where "
        f"a date is vague, dotted where nothing is known. Sites whose opening no source dates are left out. {words}",
        unit="years",
        rows=rows,
        **credit_many(ledger, sources(ledger, ids(rows)), "labs/own-sites", "sites"),
    )


def _number_ended(count: int) -> str:
    return "none is" if count == 0 else "1 is" if count == 1 else f"{count} are"


def _life_words(row: object) -> str:
    """Say one life in words."""
    end = f"ended {row.end_to.year}" if not pd.isna(row.end_from) else "" if pd.isna(row.seen) else f"last seen {row.seen.year}"
    return f"{row.label}: {row.start_from.year}{', ' + end if end else ''}."


def sources(ledger: Ledger, cited: list[str]) -> pd.Series:
    """Return the sources of some rows."""
    return ledger.rows.loc[ledger.rows["id"].isin(cited), "source"]


# -------------------------------------------------------------------------------------------------------------- curve


def survival(ledger: Ledger, terms: Terms, company: str, draws: int, seed: int) -> Exhibit:
    """Figure: the survival curve with its band, the other definition of an end, and the company's two cases."""
    known = lives(ledger)
    rows = analysis.spells(known, terms)
    if not rows["event"].any():
        return nothing(ledger, "an end of a site")
    other = terms._replace(events="broad" if terms.events == "strict" else "strict")
    others = analysis.spells(known, other)
    steps, rival = (analysis.curve(r["years"], r["event"]) for r in (rows, others))
    ages = [age for age in (EARLY, LATE) if analysis.survival_at(steps, age) is not None]
    names = ledger.table("entities").set_index("id")["name"]
    marked = [case for case in cases(rows, company) if case is not None]
    marks = pd.DataFrame([(f"{names[c['site']]}: {c['years']:.1f} years", c["years"], c["event"]) for c in marked],
                         columns=["label", "years", "event"])  # fmt: skip
    words = {"strict": "ends that happened", "broad": "also ends only announced"}
    at = " ".join(_at_words(steps, age) for age in ages)
    return publish(
        forms.survival_curve(steps, rival, marks, analysis.clustered(rows, ages, draws, seed),
                             words=(words[terms.events], words[other.events])),
        name="survival",
        title=_survival_title(steps, rows, ages),
        alt=f"A falling step curve of the share of {len(rows)} sites still open by age, with a band that widens to the right.",
        description=f"Kaplan and Meier's estimate for {len(rows)} sites in mainland China of "
        f"{HOMES.get(terms.home, terms.home)}, {rows['event'].sum()} of which have ended. {at} "
        "Ticks are sites last seen open at that age; the row under the axis "
        "says how many are still watched. The dashed curve counts ends by the other definition. Bars are intervals when whole "
        "companies are drawn anew. " + " ".join(f"{c.label}." for c in marks.itertuples()),
        unit="percent of sites",
        rows=steps,
        **credit_many(ledger, sources(ledger, ids(rows)), "labs/sites", "sites"),
    )  # fmt: skip


def _survival_title(steps: pd.DataFrame, rows: pd.DataFrame, ages: list[float]) -> str:
    """State what the curve says at the ages where it says something."""
    if not ages:
        return f"Of {len(rows)} sites {rows['event'].sum()} have ended, too few to read the curve at an age."
    shares = [f"{100 * analysis.survival_at(steps, age)['survival']:.0f} percent after {age:.0f} years" for age in ages]
    return f"About {' and '.join(shares)} are still open, on {rows['event'].sum()} ends among {len(rows)} sites."


def _at_words(steps: pd.DataFrame, age: float) -> str:
    at = analysis.survival_at(steps, age)
    return f"At {age:.0f} years {100 * at['survival']:.0f} percent ({100 * at['low']:.0f} to {100 * at['high']:.0f})."


def ended_sites(ledger: Ledger, terms: Terms) -> Exhibit:
    """Table: the sites that ended, each with its company, dates and age."""
    rows = analysis.spells(lives(ledger), terms)
    rows = rows[rows["event"]].sort_values("years")
    if rows.empty:
        return nothing(ledger, "an end of a site")
    names = ledger.table("entities").set_index("id")["name"]
    ended = rows["closed_from"].fillna(rows["announced_from"])
    rows = rows.assign(
        name=rows["site"].map(names), opened=rows["opened_from"].dt.year, until=ended.dt.year,
        what=rows["kind"].map(sites.KINDS), entry=row_links(rows["rows"]),
    )  # fmt: skip
    columns = [
        Column("name", "Site", width=34), Column("what", "Kind", width=22), Column("opened", "Opened", align="right", width=9),
        Column("until", "Ended", align="right", width=9),
        Column("years", "Years open", align="right", width=9, format=lambda v: f"{v:.1f}"),
        Column("entry", "Rows", width=24, format=str),
    ]  # fmt: skip
    note = "A date known to the month or year is put in its middle."
    title = f"The {len(rows)} sites whose end the curve counts"
    return table(rows, name="ended", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def other_counts(ledger: Ledger, terms: Terms) -> Exhibit:
    """Table: what the curve comes to under other ways to count."""
    known, rival = lives(ledger), lives(ledger, rivals=True)
    names = ledger.table("entities").set_index("id")["name"].to_dict()
    found = analysis.variants(known, terms, pd.Timestamp(ledger.day), rival, names)
    if not found[0].rows["event"].any():
        return nothing(ledger, "an end of a site")
    rows = pd.DataFrame([{"label": v.label} | _summary_cells(v.rows) for v in found])
    columns = [
        Column("label", "Counted so", width=36), Column("sites", "Sites", align="right", width=8),
        Column("events", "Ended", align="right", width=8), Column("companies", "Companies of these", align="right", width=12),
        Column("early", "Open at ten years, percent", align="right", width=16),
        Column("late", "Open at twenty years, percent", align="right", width=16),
        Column("median", "Median life, years", align="right", width=14),
    ]  # fmt: skip
    note = "In brackets the 95 percent interval; “or more” stands after the longest life seen where its upper end lies beyond. "
    note += "A dash: no end by that age, or no site watched so long."
    title = "How the survival of sites changes with what is counted"
    return table(rows, name="other-counts", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _summary_cells(rows: pd.DataFrame) -> dict[str, object]:
    """Write one variant's results as cells."""
    found = analysis.summary(rows, (EARLY, LATE))
    value, low, high = found["median"]
    top = round(rows["years"].max() if high is None else high) if len(rows) else 0
    reach = "" if low is None else range_text(round(low), top) + (" or more" if high is None else "")
    median = "–" if value is None else f"{value:.0f} ({reach or 'no interval'})"
    cells = {name: _percent_cell(found[age]) for name, age in (("early", EARLY), ("late", LATE))}
    return {name: str(found[name]) for name in ("sites", "events", "companies")} | cells | {"median": median}


def _percent_cell(at: pd.Series | None) -> str:
    return "–" if at is None else f"{100 * at['survival']:.0f} ({range_text(round(100 * at['low']), round(100 * at['high']))})"


def _dating(ledger: Ledger, cited: list[str]) -> pd.Series:
    """Return the sources of those rows that date an end."""
    rows = ledger.claims
    return rows.loc[rows["id"].isin(cited) & rows["metric"].isin(sites.ENDS), "source"]


def closings(ledger: Ledger) -> Exhibit:
    """Figure: closings per hundred site-years by period, on both bases, with exact Poisson intervals."""
    rows = _rates(ledger)
    rows = rows[rows["exposure"] > 0]
    if not rows["events"].any():
        return nothing(ledger, "an end of a site")
    rows = rows.assign(label=[f"{r.events} in {r.exposure:.0f} site-years" for r in rows.itertuples()])
    seen = rows[rows["basis"] == "seen"]
    last = seen.iloc[-1]
    words = " ".join(
        f"{r.period}, {BASES[r.basis]}: {number_text(r.rate, digits=1)} ({range_text(r.low, r.high, digits=1)}), {r.events} "
        f"closings by {r.decisions} decisions." for r in rows.itertuples()
    )  # fmt: skip
    return publish(
        forms.rate_intervals(rows, xlabel="closings per hundred site-years", names=BASES),
        name="closings",
        title=f"{last['events']} sites closed in {last['period']}, {number_text(last['rate'], digits=1)} "
        f"({range_text(last['low'], last['high'], digits=1)}) per hundred years a site was seen open.",
        alt=f"Closing rates in {rows['period'].nunique()} periods, each on two bases, with wide intervals.",
        description="One mark a period and basis, with the exact 95 percent Poisson interval. Closings make news and quiet "
        "years do not: sites drop out of the count when nobody writes of them, which raises the first basis; the second takes "
        f"every site without a known end as open, which lowers it. {words}",
        unit="closings per hundred site-years",
        rows=rows.drop(columns="rows"),
        **credit(ledger, _dating(ledger, sorted({i for cell in rows["rows"] for i in cell.split()}))),
    )
