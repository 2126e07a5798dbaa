"""The chapter on sanctions exposure: its findings, and what each regime reaches. Other exhibits stand in modules by subject."""

import pandas as pd

from footprint.analysis import sanctions as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Findings
from footprint.evidence.ledger import Ledger
from footprint.exhibits import common, dealings, listings, lists, ownership, screening
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.exhibits.listings import FILLS, Settings
from footprint.figures import Column, forms, publish, source_link, table


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    out = Findings("sanctions")
    firm = common.called(ledger, settings.company)
    about_clients, cells = listings.client_rows(ledger, settings), reach_cells(ledger, settings)
    out.add(
        "clients",
        f"Firms said to be clients of {firm}",
        listings.count(ledger, about_clients["id"], "Counted: firms that any report names as a client."),
    )
    out.add("clients-listed", f"Clients of {firm} on a US list on the book's date", listings.clients_listed(ledger, settings))
    out.add("persons", "Legal persons of SenseTime on a US list", listings.persons(ledger, settings))
    out.add("parties", "Parties that are or were on a US list, in this report's tables", listings.parties(ledger, settings))
    out.add(
        "drawn", "Legal persons with a dated listing on a US list, in this report's tables", listings.drawn(ledger, settings)
    )
    out.add(
        "lag-sensetime", "Days from SenseTime's export listing to its securities listing", listings.lag(ledger, "sensetime")
    )
    out.add(
        "lag-cloudwalk", "Days from CloudWalk's export listing to its securities listing", listings.lag(ledger, "cloudwalk")
    )
    for answer in analysis.SERVICES:
        hits = cells[cells["services"] == answer]
        how = f"Counted: pairs of a client and a list it stands on, whose answer on services is “{answer}”."
        finding = ledger.computed(
            float(len(hits)) if len(cells) else None, "count", rows=[*cells["id"], *cells["regime"]], how=how
        )
        if answer == "yes":
            out.add("services-yes", f"Listings of {firm}'s clients that reach a service contract as such", finding)
        elif answer == "conditional":
            out.add(
                "services-conditional",
                f"Listings of {firm}'s clients that reach a service contract only when items move",
                finding,
            )
        else:
            out.add("services-no", f"Listings of {firm}'s clients that do not reach a service contract", finding)
    deals = dealings.dealing_rows(ledger, settings)
    out.add(
        "dealings",
        f"Reported dealings of Microsoft or {firm} with parties on a US list",
        listings.count(
            ledger, deals["id"].drop_duplicates(), "Counted: reported dealings with a party that is or was on a list."
        ),
    )
    out.add(
        "dealings-during",
        "Dealings with listed parties known of while an export listing was in force",
        dealings.dealt(ledger, deals, "during"),
    )
    out.add(
        "dealings-licensed",
        "Dealings with listed parties, during an export listing, said to be under a licence",
        dealings.dealt(ledger, deals, "licensed"),
    )
    out.add(
        "dealings-before",
        "Dealings with listed parties last known of before the party's first listing",
        dealings.dealt_before(ledger, deals),
    )
    out.add(
        "dealings-undated",
        "Dealings with listed parties whose export listing bears no day",
        dealings.dealt_undated(ledger, deals),
    )
    shares = ownership.company_findings(ledger, settings.company, settings.threshold, settings.regimes)
    out.add("stake", f"Microsoft's holding in {firm} by shares, as reported since the founding", shares["stake"])
    out.add("stake-gap", f"Points between Microsoft's holding in {firm} and the threshold of ownership rules", shares["gap"])
    out.add("stake-most", f"Largest share any owner of {firm} is reported to hold, on any basis", shares["most"])
    out.add("stake-most-shares", f"Largest share any owner of {firm} is reported to hold, by shares", shares["most-shares"])
    out.add("owners-listed", f"Reported owners of {firm} who are on a US list", shares["listed"])
    out.add("caught", f"Share of {firm} held by listed parties, on the reports", shares["held"])
    out.add("affiliates-days", "Days the US Affiliates Rule was in force, to its suspension", ownership.days_in_force(ledger))
    found = screening.counts(ledger)
    out.add("screened", "Listed legal persons looked for by their everyday name", found["asked"])
    out.add("found-number", "Listed legal persons found by a company code or ISIN", found["identifier"])
    out.add("found-exact", "Listed legal persons found by the exact name", found["exact"])
    out.add(
        "found-remarks", "Listed legal persons found by the exact name when remarks are read too", found["exact, remarks read"]
    )
    out.add("found-words", "Listed legal persons found by rare words of their name", found["rare words"])
    out.add("asked-chinese", "Listed legal persons with a Chinese name in this report's tables", found["asked chinese"])
    out.add("found-chinese", "Listed legal persons found by their Chinese name without an alias table", found["chinese"])
    out.add("found-table", "Listed legal persons found by their Chinese name with the alias table", found["table"])
    out.add("cleared-asked", "Firms and institutions without a printed listing that were looked for", found["others"])
    out.add("false-alarms", "Firms and institutions without a printed listing that rare words wrongly match", found["alarms"])
    sizes = lists.sizes(ledger)
    out.add(
        "growth-entity", "Yearly growth of the Entity List, by number of entries", lists.yearly(ledger, sizes, "entity-list")
    )
    out.add(
        "growth-pentagon",
        "Yearly growth of the Section 1260H list, by number of entries",
        lists.yearly(ledger, sizes, "s1260h-list"),
    )
    out.add(
        "growth-treasury",
        "Yearly growth of the NS-CMIC list, by number of entries",
        lists.yearly(ledger, sizes, "ns-cmic-list"),
    )
    paid = lists.settlement_findings(ledger)
    out.add("settlement", "Paid to OFAC by Microsoft in the settlement of April 2023", paid["paid"])
    out.add("settlement-base", "Paid to OFAC by Microsoft as a share of the base penalty", paid["base"])
    out.add("settlement-value", "Paid to OFAC by Microsoft as a share of the dealings' value", paid["value"])
    out.add("settlement-most", "Paid to OFAC by Microsoft as a share of the statutory maximum", paid["most"])
    out.add("settlement-each", "Value of dealings per apparent violation in Microsoft's settlement of 2023", paid["each"])
    out.add("settlement-all", "Paid by Microsoft to OFAC and BIS in April 2023, together", paid["all"])
    out.add("violations", "Apparent violations in Microsoft's settlement with OFAC of April 2023", paid["violations"])
    out.add(
        "april-days",
        "Days from first to last ending at BGI, Wicresoft and Sun Yat-sen University",
        dealings.april_days(ledger),
    )
    out.add(
        "wait-bgi", "Days from BGI's first listing to the end of its access to Office", dealings.wait(ledger, settings, "bgi")
    )
    out.add(
        "wait-university",
        "Days from Sun Yat-sen University's first dated listing to its end of Microsoft 365",
        dealings.wait(ledger, settings, "sysu"),
    )
    common.add_verdicts(out, ledger)
    return out


REACHES = {
    "reaches_securities": "securities",
    "reaches_items": "goods, software, technology",
    "reaches_procurement": "federal purchases",
    "blocks": "all property",
    "services": "a service contract",
}


def reach_figure(ledger: Ledger, settings: Settings) -> Exhibit:
    """Figure: what each regime reaches, with inference marked."""
    rows = ledger.table("regimes")
    rows = rows if settings.regimes == analysis.ALL else rows[rows["authority"] == settings.regimes]
    if rows.empty:
        return nothing(ledger, "what a list forbids")
    cells = pd.DataFrame(
        [
            (
                f"{r.regime}{_gone(r.question)}",
                words,
                getattr(r, column),
                getattr(r, column) + ("*" if column == "services" and r.inference == "yes" else ""),
                r.id,
                r.source,
            )
            for r in rows.itertuples()
            for column, words in REACHES.items()
        ],
        columns=["row", "column", "status", "text", "id", "source"],
    )
    services = rows["services"].value_counts().reindex(analysis.SERVICES, fill_value=0)
    yes, perhaps = services["yes"], services["conditional"]
    title = f"A service contract is reached as such by {yes} of {len(rows)} regimes, on a condition by {perhaps}."
    words = " ".join(f"{r.regime}: services {r.services}; beyond those named: {r.ownership_rule}." for r in rows.itertuples())
    return publish(
        forms.status_matrix(cells, colours=FILLS),
        name="reach",
        title=title,
        alt=f"A matrix of {len(rows)} regimes against what they reach: securities, items, purchases, property and services.",
        description="One row a regime, one column what it may reach; yes, no or conditional in each box. A star marks an "
        f"inference: no official text read here says it in those words. {words}",
        unit="yes, no or conditional; a star marks an inference, which no official text read here puts in those words",
        rows=cells,
        **credit(ledger, rows["source"]),
    )


def regime_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what each regime forbids and whom it reaches beyond those named."""
    rows = ledger.table("regimes")
    rows = rows if settings.regimes == analysis.ALL else rows[rows["authority"] == settings.regimes]
    if rows.empty:
        return nothing(ledger, "what a list forbids")
    forbids = [f"{text}{_gone(question)}" for text, question in zip(rows["prohibits"], rows["question"], strict=True)]
    rows = rows.assign(entry=row_links(rows["id"]), prohibits=forbids)
    columns = [
        Column("regime", "Regime", width=26), Column("prohibits", "What it forbids", width=34),
        Column("ownership_rule", "Whom beyond those named", width=16), Column("services", "Services", width=12),
        Column("inference", "Inferred", width=13), Column("entry", "Row", width=11, format=str),
        Column("source", "Source", width=18, format=source_link),
    ]  # fmt: skip
    note = "In our words; the instrument stands in the first column. Not legal advice."
    return table(rows, name="regimes", title="What each regime forbids", columns=columns, note=note, as_of=day_text(ledger.day))


NO_QUESTION = "None: "
"""How a regime's question begins where none is open; what follows says why."""


def _gone(question: str) -> str:
    """Write why a regime asks nothing any more, to stand behind what it forbade."""
    return f" ({question.removeprefix(NO_QUESTION)})" if question.startswith(NO_QUESTION) else ""


def reach_cells(ledger: Ledger, settings: Settings) -> pd.DataFrame:
    """Return each client and list with the answer on services."""
    wanted = analysis.clients(ledger.table("relationships"), settings.company)
    return analysis.reach(listings.listed(ledger, settings), ledger.table("regimes"), wanted)


def sensitivity_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch."""
    return common.sensitivity_table(ledger, lambda other: findings(other, settings))
