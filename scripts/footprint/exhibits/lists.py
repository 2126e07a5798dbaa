"""Exhibits on the lists themselves and on the settlement of 2023: how lists grew, and the arithmetic of a penalty."""

import pandas as pd

from footprint.analysis import sanctions as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.figures import Column, forms, publish, table
from footprint.text import number_text

LISTS = {
    "entity-list": "Entity List", "s1260h-list": "Section 1260H", "ns-cmic-list": "NS-CMIC", "uflpa-list": "UFLPA list",
    "s1237-list": "Section 1237", "meu-list": "MEU List", "fcc-covered-list": "FCC list",
}  # fmt: skip

WITHDRAWN = ("san-092", "san-093")
"""Sizes given for a notice that was withdrawn on its day: never in force."""

EDITIONS = (("san-082", "san-080"), ("san-084", "san-179"))
"""Rows from which the sizes of the second and third Section 1260H editions follow: additions, and the size before them or
the removals."""


def sizes(ledger: Ledger) -> pd.DataFrame:
    """Return counted sizes of lists: subject, start, value, at_least, computed, rows, source."""
    columns = ["subject", "start", "value", "at_least", "computed", "rows", "source"]
    rows = ledger.claims
    rows = rows[
        rows["subject"].isin(LISTS)
        & (rows["metric"] == "entries")
        & ~rows["id"].isin(WITHDRAWN)
        & (rows["superseded_by"] == "")
    ]
    found = [(r.subject, r.event_start, r.number, r.qualifier == "at_least", False, r.id, r.source) for r in rows.itertuples()]
    made = pd.DataFrame(found + _editions(ledger), columns=columns)
    return made.sort_values(["subject", "start"]).reset_index(drop=True)


def _editions(ledger: Ledger) -> list[tuple]:
    """Return the sizes that follow from additions and removals: second and third editions."""
    rows = ledger.claims.set_index("id")
    (second, first), (third, gone) = EDITIONS
    out = []
    if {second, first} <= set(rows.index):
        size = rows.loc[first, "number"] + rows.loc[second, "number"]
        out.append(
            (
                rows.loc[first, "subject"],
                rows.loc[second, "event_start"],
                size,
                False,
                True,
                f"{first} {second}",
                rows.loc[second, "source"],
            )
        )
        if {third, gone} <= set(rows.index):
            size += rows.loc[third, "number"] - rows.loc[gone, "number"]
            ids = f"{first} {second} {third} {gone}"
            out.append(
                (rows.loc[first, "subject"], rows.loc[third, "event_start"], size, False, True, ids, rows.loc[third, "source"])
            )
    return out


def yearly(ledger: Ledger, rows: pd.DataFrame, subject: str) -> Finding:
    """Finding: a list's yearly growth from its first to its last counted size."""
    part = rows[rows["subject"] == subject]
    grown = analysis.growth(part)
    if grown.empty:
        return Finding(None, "percent")
    ids = [*part["rows"].iloc[0].split(), *part["rows"].iloc[-1].split()]
    bound = " The last size is a floor, and so is the rate." if part["at_least"].iloc[-1] else ""
    how = f"Computed: compound growth a year from the first to the last counted size.{bound}"
    return ledger.computed(grown["percent"].iloc[0], "percent", rows=ids, how=how, digits=0)


def growth_figure(ledger: Ledger) -> Exhibit:
    """Figure: sizes of lists over time."""
    rows = sizes(ledger)
    several = rows["subject"].value_counts()
    rows = rows[rows["subject"].map(several) > 1]
    if rows.empty:
        return nothing(ledger, "two sizes of one list")
    rates = analysis.growth(rows).set_index("subject")["percent"]
    floors = set(rows.drop_duplicates("subject", keep="last").loc[lambda r: r["at_least"].astype(bool), "subject"])
    rows = rows.assign(
        series=[f"{LISTS[s]}:\n{_rate(rates[s], open_=s in floors)}" for s in rows["subject"]],
        label=[number_text(r.value) + ("+" if r.at_least else "") for r in rows.itertuples()],
    )
    rows["rank"] = rows.groupby("subject")["value"].transform("max")
    rows = rows.sort_values(["rank", "start"], ascending=[False, True])
    fastest = LISTS[rates.idxmax()]
    words = " ".join(f"{LISTS[r.subject]}, {day_text(r.start.date())}: {r.label}." for r in rows.itertuples())
    return publish(
        forms.growth_lines(rows, ylabel="entries", as_of=pd.Timestamp(ledger.day)),
        name="growth",
        title=f"{fastest} grew fastest, by {number_text(round(rates.max()), 'percent')} a year.",
        alt=f"Sizes of {rows['subject'].nunique()} lists over time on a logarithmic axis.",
        description="Counted sizes; dashed lines join them and say nothing of the time between; a triangle is a least number. "
        "The notice of February that was withdrawn on its day, where known, is left out. Entries are of different kinds: the "
        f"Entity List counts all countries. {words}",
        unit="entries",
        rows=rows.drop(columns="rank"),
        **credit(ledger, rows["source"]),
    )


def _rate(percent: float, *, open_: bool) -> str:
    """Write a yearly rate of growth in a few words; `open_` where the last size is a floor, and so the rate."""
    if round(percent) == 0:
        return "no growth"
    bound = "at least " if open_ else ""
    return bound + f"{percent:+.0f} percent a year".replace("-", "−")


# ------------------------------------------------------------------------------------------------------- the settlement

AMOUNTS = {
    "ofac_settlement": "Paid to OFAC", "base_penalty": "Base penalty", "statutory_maximum": "Statutory maximum",
    "transaction_value": "Value of the dealings", "bis_penalty": "BIS penalty before credit", "bis_net_penalty": "Paid to BIS",
}  # fmt: skip


def _amount(ledger: Ledger, metric: str) -> Finding:
    return ledger.finding("microsoft", metric)


EACH = "Computed: the value of the dealings over the number of apparent violations."


def settlement_findings(ledger: Ledger) -> dict[str, Finding]:
    """Findings: the settlement and its ratios."""
    paid, net = _amount(ledger, "ofac_settlement"), _amount(ledger, "bis_net_penalty")
    cases = _amount(ledger, "apparent_violations")

    def share(metric: str, digits: int) -> Finding:
        whole = _amount(ledger, metric)
        if not (paid.known and whole.known):
            return Finding(None, "percent")
        how = f"Computed: the amount paid to OFAC over the {AMOUNTS[metric].casefold()}."
        return ledger.computed(100 * paid.value / whole.value, "percent", of=[paid, whole], how=how, digits=digits)

    value = _amount(ledger, "transaction_value")
    known = paid.known and value.known and cases.known
    each = ledger.computed(value.value / cases.value if known else None, "usd", of=[value, cases], how=EACH, digits=0)
    both = paid.known and net.known
    total = ledger.computed(
        paid.value + net.value if both else None,
        "usd",
        of=[paid, net],
        how="Computed: the amounts paid to OFAC and to BIS, added up.",
    )
    return {
        "paid": paid,
        "base": share("base_penalty", 0),
        "value": share("transaction_value", 1),
        "most": share("statutory_maximum", 2),
        "each": each,
        "all": total,
        "violations": cases,
    }


def settlement_table(ledger: Ledger) -> Exhibit:
    """Table: the amounts of the 2023 settlement beside what was paid."""
    paid = _amount(ledger, "ofac_settlement")
    if not paid.known:
        return nothing(ledger, "a settlement over lists")
    rows = [(words, _amount(ledger, metric)) for metric, words in AMOUNTS.items()]
    frame = pd.DataFrame(
        [
            (
                words,
                f"{f.value:,.2f}".removesuffix(".00"),
                f"{100 * paid.value / f.value:.2f}" if "BIS" not in words else "–",
                " ".join(f.rows),
            )
            for words, f in rows
            if f.known
        ],
        columns=["what", "amount", "share", "rows"],
    )
    frame = frame.assign(entry=row_links(frame["rows"]))
    columns = [
        Column("what", "Amount", width=30), Column("amount", "USD", align="right", width=20),
        Column("share", "Paid to OFAC, percent of it", align="right", width=18), Column("entry", "Rows", width=16, format=str),
    ]  # fmt: skip
    note = "The dealings concerned Cuba, Iran, Syria and Russia; no Chinese listed party is part of the settlement."
    return table(
        frame, name="settlement", title="The settlement of April 2023", columns=columns, note=note, as_of=day_text(ledger.day)
    )
