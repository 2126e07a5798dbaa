"""Exhibits on the laboratory for client firms in Shanghai: the host's figures, how they were read, and its end."""

from dataclasses import replace

import pandas as pd

from footprint.analysis import labs as analysis
from footprint.analysis import sites
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.evidence.weighing import idle
from footprint.exhibits.common import ARTICLES, Exhibit, credit, nothing, source_links
from footprint.figures import Column, forms, publish, source_link, table
from footprint.text import list_text, number_text

LAB = "insider-lab"

ABOUT_CLOSING = (
    "closing_reported", "official_confirmation", "company_comment", "closing_confirmed_by_company", "closing_reason",
    "labs_remaining",
)  # fmt: skip
"""Metrics that tell who reported, confirmed or explained the closing."""


@of_tables
def lab_readings(ledger: Ledger) -> pd.DataFrame:
    """Return every reading of the laboratory's figures beside the host's."""
    rows = ledger.table("lab_outputs")
    rows = rows[(rows["subject"] == LAB) & rows["metric"].isin(analysis.MEASURES)]
    return analysis.readings(rows, analysis.fullest(rows))


def host_figure(ledger: Ledger, rows: pd.DataFrame, metric: str) -> Finding:
    """Finding: the host's figure of one measure; the range runs over the other readings in its unit."""
    part = rows[rows["metric"] == metric]
    own = part[part["is_host"]]
    if own.empty:
        return Finding(None, "count")
    row = own.iloc[0]
    same = part[part["unit"] == row["unit"]]
    bounds = (same["qualifier"].to_numpy() == end for end in ("at_least", "at_most"))
    same = same[~idle(same["value"].to_numpy(), *bounds) | same["is_host"]]
    rival = same["reading"].str.startswith(analysis.OF_ANOTHER) | (same["reading"] == analysis.UNMATCHED)
    against = tuple(sorted({i for cell in same.loc[rival, "rows"] for i in cell.split()}))
    how = "The figure of the account that keeps most measures apart; where readings differ, the range runs over all of them "
    how += "but floors that contradict none."
    found = ledger.computed(
        row["value"], row["unit"], rows=row["rows"].split(), how=how, low=same["value"].min(), high=same["value"].max()
    )
    open_high = bool(((same["value"] == same["value"].max()) & (same["qualifier"] == "at_least")).any())
    open_low = bool(((same["value"] == same["value"].min()) & (same["qualifier"] == "at_most")).any())
    return replace(found, against=against, contested=bool(against), open_high=open_high, open_low=open_low)


def money(ledger: Ledger, rows: pd.DataFrame, unit: str) -> Finding:
    """Finding: the money client firms raised, in one currency."""
    part = rows[(rows["metric"] == "external_investment") & (rows["unit"] == unit)]
    cited = [i for cell in part["rows"] for i in cell.split()]
    value = float(part["value"].iloc[0]) if len(part) else None
    return ledger.computed(value, unit, rows=cited, how="The sum as the sources print it.")


def implied_rate(ledger: Ledger, rows: pd.DataFrame) -> Finding:
    """Finding: the sum in yuan over the sum in dollars."""
    yuan, dollars = (money(ledger, rows, unit) for unit in ("cny", "usd"))
    if not (yuan.known and dollars.known):
        return Finding(None, "count")
    how = "Computed: the sum in yuan over the sum in dollars; a check on the conversion."
    return ledger.computed(yuan.value / dollars.value, "count", of=[yuan, dollars], how=how, digits=1)


def unmatched(ledger: Ledger, rows: pd.DataFrame, metric: str) -> Finding:
    """Finding: the reading of a measure that fits no figure of the host."""
    part = rows[(rows["metric"] == metric) & ~rows["matched"]]
    if part.empty:
        return Finding(None, "count")
    how = "The figure as printed; it fits none of the host's account."
    return ledger.computed(part["value"].iloc[0], "count", rows=part["rows"].iloc[0].split(), how=how)


def funnel(ledger: Ledger) -> Exhibit:
    """Figure: the host's figures from widest to narrowest, and how outlets read each."""
    rows = lab_readings(ledger)
    rows = rows[rows["metric"].isin(analysis.STAGES)]
    if rows.empty:
        return nothing(ledger, "what this laboratory did")
    who = publishers(ledger)
    drawn = pd.DataFrame({
        "group": rows["metric"].map(analysis.STAGES), "value": rows["value"], "own": rows["is_host"],
        "host": rows["of_host"], "matched": rows["matched"],
        "text": [_reading_text(row, who) for row in rows.itertuples()], "qualifier": rows["qualifier"], "rows": rows["rows"],
    })  # fmt: skip
    value = rows[rows["is_host"]].set_index("metric")["value"]
    return publish(
        forms.reading_rows(drawn, xlabel="applicants, firms, projects or results"),
        name="funnel",
        title=_funnel_title(value, rows),
        alt=f"Bars of one figure for each of {drawn['own'].sum()} measures, with the other readings of each under it.",
        description="One bar a measure, by the account that keeps most of them apart, pale where the figure is not said to be "
        "the host's; under it each other reading, a ring "
        "where it is the host's figure for another measure or rounded, a cross where it fits none. "
        + " ".join(f"{r.group}: {r.text}." for r in drawn.itertuples()),
        unit="applicants, firms, projects or results",
        rows=drawn,
        **credit(ledger, [key for cell in rows["sources"] for key in cell.split()]),
    )


def _funnel_title(value: pd.Series, rows: pd.DataFrame) -> str:
    """State how the host's figures were merged, or, before they were known, how firms were picked."""
    if "firms_that_raised_money" in value:
        counted = (
            f"{value['projects_supported']:.0f} projects of {value['firms_supported']:.0f} firms, "
            f"{value['firms_that_raised_money']:.0f} or more of which raised money"
        )
        merged = rows["metric"].eq("firms_supported") & rows["reading"].eq(f"{analysis.OF_ANOTHER}firms that raised money")
        read = rows.loc[merged, "value"]
        return f"{counted}, became “{read.iloc[0]:.0f} firms”." if len(read) else f"The host counted {counted}."
    first = value.iloc[0]
    return f"The first batch had about {first:.0f} applicants and {value.iloc[-1]:.0f} firms were taken."


def publishers(ledger: Ledger) -> dict[str, str]:
    """Return who prints each source, the starting articles by name."""
    return ledger.table("sources").set_index("key")["publisher"].to_dict() | ARTICLES


def _reading_text(row: object, who: dict[str, str]) -> str:
    """Write one figure with who prints it, and what it fits."""
    names = list(dict.fromkeys(who[key] for key in row.sources.split()))
    shown = list_text(names if len(names) < 4 else [*names[:2], f"{len(names) - 2} more"])
    bound = {"at_least": " or more", "at_most": " or fewer", "about": " (about)"}.get(row.qualifier, "")
    other = row.reading.removeprefix(analysis.OF_ANOTHER).removeprefix(f"{analysis.SAME}, ")
    fits = f" = {other}" if row.reading.startswith(analysis.OF_ANOTHER) else f", {other}" if row.matched else ""
    fits = "" if row.reading in (analysis.SAME, analysis.NOT_HOST) else fits
    return f"{number_text(row.value)}{bound}: {shown}{fits}"


def readings(ledger: Ledger) -> Exhibit:
    """Table: each reading of each measure, who prints it, how it is worded, and what it is."""
    rows = lab_readings(ledger)
    if rows.empty:
        return nothing(ledger, "what this laboratory did")
    bound = {"at_least": "at least ", "at_most": "nearly ", "about": "about "}
    rows = rows.assign(
        measure=rows["metric"].map(analysis.MEASURES), links=source_links(rows["sources"]),
        figure=[bound.get(r.qualifier, "") + number_text(r.value, r.unit) for r in rows.itertuples()],
    )  # fmt: skip
    columns = [
        Column("measure", "Measure", width=22), Column("figure", "Figure", align="right", width=20),
        Column("reading", "Which is", width=34), Column("links", "Sources", width=36, format=str),
    ]  # fmt: skip
    note = "The host's figure is that of the account that keeps most measures apart. "
    note += "No source says that anybody but the host counted."
    title = "What each outlet made of the host's figures"
    return table(rows, name="readings", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def closing(ledger: Ledger) -> Exhibit:
    """Table: who reported, confirmed or explained the closing, in order."""
    rows = ledger.claims
    rows = rows[(rows["subject"].isin((LAB, "insider-labs"))) & rows["metric"].isin(ABOUT_CLOSING) & (rows["summary"] != "")]
    if rows.empty:
        return nothing(ledger, "a closing of this laboratory")
    rows = rows.sort_values(["event_end", "event_start", "id"])
    when = [
        day_text(r.event_start.date()) if r.event_precision == "day" else f"{r.event_start:%B %Y}" for r in rows.itertuples()
    ]
    rows = rows.assign(when=when)
    columns = [
        Column("when", "Day", width=13), Column("attribution", "Who, by the source", width=22),
        Column("summary", "What", width=48),
        Column("source", "Source", width=20, format=source_link),
    ]  # fmt: skip
    title = "Who reported, confirmed or explained the closing"
    return table(rows, name="closing", title=title, columns=columns, as_of=day_text(ledger.day))


def closed(ledger: Ledger) -> Finding:
    """Finding: the months in which the laboratory may have closed."""
    found = ledger.finding(LAB, "closed")
    if not found.known:
        return found
    rows = ledger.claims
    start, end = sites.interval(rows[rows["id"].isin(found.rows)])
    months = [f"{month:%B}" for month in pd.period_range(start, end, freq="M")]
    return replace(
        found,
        value=f"{list_text(months, 'or')} {end.year}",
        how="The first and the last month that the preferred source gives, and those between.",
    )
