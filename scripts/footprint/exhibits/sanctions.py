"""Exhibits of the chapter on sanctions exposure: who is listed, what a list reaches, which dealings fell on which side."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from footprint.analysis import sanctions as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.exhibits import common, lists, ownership, screening
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.figures import Column, escape, forms, publish, source_link, table
from footprint.figures.style import GREEN
from footprint.text import list_text

PENTAGON = "Pentagon (Sections 1237 and 1260H)"
KINDS = {
    "Entity List": "Entity List (Commerce)", "NS-CMIC": "NS-CMIC (Treasury)", "Section 1237": PENTAGON,
    "Section 1260H": PENTAGON, "FCC Covered List": "FCC Covered List",
}  # fmt: skip
"""Lists as the figures colour them; what is not here is another list."""

OTHER = "other lists"
ORDER = [*dict.fromkeys(KINDS.values()), OTHER]

FILLS = {
    "yes": "#a3293d", "conditional": "#e0b070", "no": "#dfe7ea", "before": "#dfe7ea", "announced": "#eed9b6",
    "before and during": "#c98a2b", "during": "#a3293d", "licensed": GREEN, "after": "#dfe7ea", "undated": "#ffffff",
}  # fmt: skip
"""Fills of the status matrices; the word stands in each box as well."""

APRIL = ("out-070", "san-120", "san-152")
"""Rows that date the three endings of April 2025: Wicresoft's projects, BGI's Office, the university's Microsoft 365."""


class Settings(NamedTuple):
    """The chapter's parameters; the notebook says what each means and allows."""

    company: str
    threshold: float
    regimes: str


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    out = Findings("sanctions")
    about_clients, cells = client_rows(ledger, settings), reach_cells(ledger, settings)
    out.add("clients", "Firms said to be clients", count(ledger, about_clients["id"], "Counted: clients any report names."))
    out.add("clients-listed", "Clients on a list today", clients_listed(ledger, settings))
    out.add("persons", "Legal persons of SenseTime on a list", persons(ledger, settings))
    out.add("parties", "Parties on a list in this report's tables", parties(ledger, settings))
    out.add("lag-sensetime", "Days from SenseTime's export listing to its securities listing", lag(ledger, "sensetime"))
    out.add("lag-cloudwalk", "Days from CloudWalk's export listing to its securities listing", lag(ledger, "cloudwalk"))
    for answer in analysis.SERVICES:
        hits = cells[cells["services"] == answer]
        how = f"Counted: lists a client stands on, of {len(cells)}, whose answer on services is {answer}."
        finding = ledger.computed(
            float(len(hits)) if len(cells) else None, "count", rows=[*cells["id"], *cells["regime"]], how=how
        )
        if answer == "yes":
            out.add("services-yes", "Lists of clients that reach a service contract as such", finding)
        elif answer == "conditional":
            out.add("services-conditional", "Lists of clients that reach one only when items move", finding)
        else:
            out.add("services-no", "Lists of clients that do not reach one", finding)
    deals = dealing_rows(ledger, settings)
    out.add("dealings", "Dealings with parties on a list", count(ledger, deals["id"].drop_duplicates(), "Counted: dealings."))
    out.add("dealings-during", "Dealings known of while an export listing was in force", dealt(ledger, deals, "during"))
    out.add("dealings-licensed", "Of these, said to be under a licence", dealt(ledger, deals, "licensed"))
    out.add("dealings-before", "Dealings last known of before the party's first listing", dealt_before(ledger, deals))
    shares = ownership.company_findings(ledger, settings.company, settings.threshold, settings.regimes)
    out.add("stake", "Microsoft's holding by shares, latest reported", shares["stake"])
    out.add("stake-gap", "Points between that holding and the threshold", shares["gap"])
    out.add("stake-most", "Largest share any owner is reported to hold since the founding, on any basis", shares["most"])
    out.add(
        "stake-most-shares", "Largest share any owner is reported to hold since the founding, by shares", shares["most-shares"]
    )
    out.add("owners-listed", "Reported owners who are on a list", shares["listed"])
    out.add("caught", "Share of the company held by listed parties, on the reports", shares["held"])
    out.add("affiliates-days", "Days the Affiliates Rule was in force", ownership.days_in_force(ledger))
    found = screening.counts(ledger)
    out.add("screened", "Listed parties looked for", found["asked"])
    out.add("found-number", "Found by a company code or ISIN", found["identifier"])
    out.add("found-exact", "Found by the exact name", found["exact"])
    out.add("found-remarks", "Found by the exact name when remarks are read too", found["exact, remarks read"])
    out.add("found-words", "Found by rare words", found["rare words"])
    out.add("asked-chinese", "Listed parties with a Chinese name in this report's tables", found["asked chinese"])
    out.add("found-chinese", "Found by their Chinese name without a table", found["chinese"])
    out.add("found-table", "Found by their Chinese name with the alias table", found["table"])
    out.add("cleared-asked", "Other firms and institutions looked for", found["others"])
    out.add("false-alarms", "Of these, wrongly matched by rare words", found["alarms"])
    sizes = lists.sizes(ledger)
    out.add("growth-entity", "Yearly growth of the Entity List", lists.yearly(ledger, sizes, "entity-list"))
    out.add("growth-pentagon", "Yearly growth of the Section 1260H list", lists.yearly(ledger, sizes, "s1260h-list"))
    out.add("growth-treasury", "Yearly growth of the NS-CMIC list", lists.yearly(ledger, sizes, "ns-cmic-list"))
    paid = lists.settlement_findings(ledger)
    out.add("settlement", "Paid to OFAC in 2023", paid["paid"])
    out.add("settlement-base", "Paid to OFAC as a share of the base penalty", paid["base"])
    out.add("settlement-value", "Paid to OFAC as a share of the dealings' value", paid["value"])
    out.add("settlement-most", "Paid to OFAC as a share of the statutory maximum", paid["most"])
    out.add("settlement-each", "Value per apparent violation", paid["each"])
    out.add("settlement-all", "Paid to both agencies", paid["all"])
    out.add("violations", "Apparent violations", paid["violations"])
    out.add("april-days", "Days the three endings of April 2025 span", april_days(ledger))
    out.add("wait-bgi", "Days from BGI's first listing to the end of its access", wait(ledger, settings, "bgi"))
    out.add(
        "wait-university", "Days from the university's dated listing to the end of its access", wait(ledger, settings, "sysu")
    )
    common.add_verdicts(out, ledger)
    return out


def count(ledger: Ledger, rows: pd.Series, how: str) -> Finding:
    """Finding: how many rows, by their ids; not known when there are none."""
    return ledger.computed(float(len(rows)) if len(rows) else None, "count", rows=rows, how=how)


# --------------------------------------------------------------------------------------------------------- who is listed


def listed(ledger: Ledger, settings: Settings) -> pd.DataFrame:
    """Return the listings of the regimes considered, as the analysis reads them."""
    return analysis.listings_of(ledger.table("listings"), settings.regimes)


def client_rows(ledger: Ledger, settings: Settings) -> pd.DataFrame:
    """Return the rows that call a party a client of the company."""
    rows = ledger.table("relationships")
    return rows[(rows["relation"] == "client_of") & (rows["to_entity"] == settings.company)]


def clients_listed(ledger: Ledger, settings: Settings) -> Finding:
    """Finding: how many clients stand on a list on the book's date."""
    rows, clients = listed(ledger, settings), client_rows(ledger, settings)
    now = rows[rows["family"].isin(clients["from_entity"]) & rows["removed_start"].isna()]
    how = "Counted: clients with a listing that has not ended."
    number = float(now["family"].nunique()) if len(clients) else None
    return ledger.computed(number, "count", rows=[*clients["id"], *now["id"]], how=how)


def persons(ledger: Ledger, settings: Settings) -> Finding:
    """Finding: how many legal persons of the SenseTime family stand on lists."""
    rows = listed(ledger, settings)
    rows = rows[rows["family"] == "sensetime"]
    number = float(rows["subject"].nunique()) or None
    return ledger.computed(number, "count", rows=rows["id"], how="Counted: legal persons that a list names.")


def parties(ledger: Ledger, settings: Settings) -> Finding:
    """Finding: how many parties any list names, a family of legal persons counted once."""
    rows = listed(ledger, settings)
    number = float(rows["family"].nunique()) or None
    return ledger.computed(number, "count", rows=rows["id"], how="Counted: parties, SenseTime's legal persons as one.")


def lag(ledger: Ledger, party: str, first: str = "Entity List", second: str = "NS-CMIC") -> Finding:
    """Finding: days between a party's listings on two lists, by the days they became public; the other end by effect."""
    rows = analysis.lags(analysis.listings_of(ledger.table("listings")))
    rows = rows[(rows["family"] == party) & (rows["first"] == first) & (rows["second"] == second)]
    if rows.empty:
        return Finding(None, "days")
    row = rows.iloc[0]
    how = "Computed: days between the announcements; the other end of the range, between the days of effect."
    ends = sorted((row["public"], row["in_force"]))
    return ledger.computed(row["public"], "days", rows=row["rows"], how=how, low=ends[0], high=ends[1])


def timeline(ledger: Ledger, settings: Settings) -> Exhibit:
    """Figure: listing bars over time, one lane a legal person, clients first."""
    rows = analysis.spans(listed(ledger, settings), pd.Timestamp(ledger.day))
    if rows.empty:
        return nothing(ledger, "a listing")
    first = analysis.clients(ledger.table("relationships"), settings.company)
    families = rows["subject"].map(analysis.family)
    begins = rows.groupby(families)["start_from"].transform("min")
    rank = [first.index(f) if f in first else len(first) for f in families]
    rows = rows.assign(rank=rank, begins=begins, family=families).sort_values(["rank", "begins", "family", "start_from"])
    rows = rows.assign(lane=short_names(ledger, rows["subject"]), kind=rows["list_name"].map(KINDS).fillna(OTHER))
    several = rows.groupby("subject")["list_name"].nunique()
    words = " ".join(f"{r.lane}: {r.list_name} since {day_text(r.start_from.date())}." for r in rows.itertuples())
    return publish(
        forms.lane_bars(rows, as_of=pd.Timestamp(ledger.day), kinds=ORDER),
        name="listings",
        title=f"{(several > 1).sum()} of {len(several)} legal persons stand, or stood, on more than one list.",
        alt=f"Bars of listings over time for {len(several)} legal persons, one colour a list, open ends as arrows.",
        description="One lane a legal person, those of the clients first; one thin bar a list, pale between announcement and "
        f"effect, an arrow where no end is known. A listing without any date is left out. {words}",
        unit="years",
        rows=rows.drop(columns=["rank", "begins"]),
        **credit(ledger, rows["source"]),
    )


def short_names(ledger: Ledger, subjects: Iterable[str]) -> list[str]:
    """Return entities' English names."""
    names = ledger.table("entities").set_index("id")["name"]
    return [names[subject] for subject in subjects]


def party_names(ledger: Ledger, families: Iterable[str]) -> list[str]:
    """Return what reports call a party, whichever of its legal persons they mean."""
    return [analysis.FAMILY_NAMES.get(f) or short_names(ledger, [f])[0] for f in families]


def client_listings(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: every listing of a client, with the legal person the list names and the instrument."""
    rows = listed(ledger, settings)
    wanted = analysis.clients(ledger.table("relationships"), settings.company)
    rows = rows[rows["family"].isin(wanted)]
    if rows.empty:
        return nothing(ledger, "a listing of a client")
    rows = rows.assign(rank=rows["family"].map(wanted.index)).sort_values(["rank", "public", "id"])
    rows = rows.assign(
        client=party_names(ledger, rows["family"]),
        person=short_names(ledger, rows["subject"]),
        announced=_days(rows["announced_start"]),
        effective=_days(rows["effective_start"]),
        citation=rows["citation"].replace("", "none seen"),
        entry=row_links(rows["id"]),
    )
    columns = [
        Column("person", "Legal person the list names", width=28),
        Column("list", "List", width=14),
        Column("announced", "Announced", width=13),
        Column("effective", "In effect", width=13),
        Column("citation", "Instrument", width=14),
        Column("entry", "Row", width=10, format=str),
    ]
    note = (
        "For NS-CMIC, in effect is the first day of the purchase ban. Lists without a citation print none in the copies read."
    )
    title = "The clients' listings, each under the legal person the list names"
    return table(rows, name="client-listings", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _days(days: pd.Series) -> list[str]:
    return ["not recorded" if pd.isna(day) else day_text(day.date()) for day in days]


def lag_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: days between lists, for every party on two of the three that name companies."""
    rows = analysis.lags(listed(ledger, settings))
    if rows.empty:
        return nothing(ledger, "a party on two lists")
    steps = (rows["first"] + " to " + rows["second"]).rename("step")
    rows = rows.assign(step=steps, party=party_names(ledger, rows["family"]), words=[_lag_words(r) for r in rows.itertuples()])
    wide = (
        rows.pivot(index="party", columns="step", values="words").fillna("–").sort_index(key=lambda names: names.str.casefold())
    )
    ids = rows.groupby("party")["rows"].agg(lambda pairs: " ".join(dict.fromkeys(i for pair in pairs for i in pair)))
    wide = wide.assign(entry=row_links(ids.reindex(wide.index))).reset_index()
    columns = [Column("party", "Party", width=18)]
    columns += [Column(step, step, align="right", width=16) for step in sorted(set(steps))]
    columns += [Column("entry", "Rows", width=26, format=str)]
    note = (
        "Days between announcements, in brackets between the days of effect where those differ; under zero, the second took "
        "effect first. A star: the two lists name different legal persons."
    )
    return table(
        wide, name="lags", title="Days from one list to the next", columns=columns, note=note, as_of=day_text(ledger.day)
    )


def _lag_words(lag: object) -> str:
    """Write one lag: by announcement, in brackets by effect, with a star between two legal persons."""
    by_effect = "" if lag.in_force == lag.public else f" ({lag.in_force:,})"
    return f"{lag.public:,}{by_effect}".replace("-", "−") + ("*" if lag.first_subject != lag.second_subject else "")


# ------------------------------------------------------------------------------------------------------ what lists reach

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
                r.regime,
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
        unit="yes, no or conditional",
        rows=cells,
        **credit(ledger, rows["source"]),
    )


def regime_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what each regime forbids and whom it reaches beyond those named."""
    rows = ledger.table("regimes")
    rows = rows if settings.regimes == analysis.ALL else rows[rows["authority"] == settings.regimes]
    if rows.empty:
        return nothing(ledger, "what a list forbids")
    rows = rows.assign(entry=row_links(rows["id"]))
    columns = [
        Column("regime", "Regime", width=26), Column("prohibits", "What it forbids", width=34),
        Column("ownership_rule", "Whom beyond those named", width=16), Column("services", "Services", width=11),
        Column("inference", "Inferred", width=9), Column("entry", "Row", width=10, format=str),
        Column("source", "Source", width=18, format=source_link),
    ]  # fmt: skip
    note = "In our words; the instrument stands in the first column. Not legal advice."
    return table(rows, name="regimes", title="What each regime forbids", columns=columns, note=note, as_of=day_text(ledger.day))


def reach_cells(ledger: Ledger, settings: Settings) -> pd.DataFrame:
    """Return each client and list with the answer on services."""
    wanted = analysis.clients(ledger.table("relationships"), settings.company)
    return analysis.reach(listed(ledger, settings), ledger.table("regimes"), wanted)


# ----------------------------------------------------------------------------------------------------------- dealings


def _deals(ledger: Ledger, settings: Settings) -> pd.DataFrame:
    known = ledger.table("sources").set_index("key")["known_from"]
    return analysis.dealings(ledger.table("relationships"), known, ["microsoft", settings.company])


def dealing_rows(ledger: Ledger, settings: Settings) -> pd.DataFrame:
    """Return each dealing with each list its party is on, with its state."""
    return analysis.against_listings(_deals(ledger, settings), listed(ledger, settings))


def dealt(ledger: Ledger, rows: pd.DataFrame, how: str) -> Finding:
    """Finding: dealings known of while a list of items named the party: `during` any of them, or `licensed` alone."""
    on_items = rows[rows["list_name"].isin(analysis.ITEM_LISTS)]
    states = ("licensed",) if how == "licensed" else ("during", "before and during", "licensed")
    hits = on_items[on_items["state"].isin(states)]
    number = float(hits["id"].nunique()) if len(rows) else None
    ids = [i for pair in (hits if len(hits) else on_items)["rows"] for i in pair]
    return ledger.computed(
        number, "count", rows=ids, how="Counted: dealings whose known time meets an export listing in force."
    )


def dealt_before(ledger: Ledger, rows: pd.DataFrame) -> Finding:
    """Finding: dealings last known of before any list of the party was in force."""
    early = rows.groupby("id").filter(lambda part: part["state"].isin(("before", "announced")).all())
    number = float(early["id"].nunique()) if len(rows) else None
    return ledger.computed(number, "count", rows=[i for pair in rows["rows"] for i in pair], how="Counted: dealings.")


def dealing_label(ledger: Ledger, rows: pd.DataFrame) -> list[str]:
    """Return a dealing in a few words: what, whose if not Microsoft's own, and who says so."""
    about = ledger.table("relationships").set_index("id")
    whose = [
        "" if w == "microsoft" else f"{name}: "
        for w, name in zip(rows["with_"], short_names(ledger, rows["with_"]), strict=True)
    ]
    return [f"{w}{about.loc[i, 'what']} ({about.loc[i, 'attribution']})" for w, i in zip(whose, rows["id"], strict=True)]


def dealings_figure(ledger: Ledger, settings: Settings) -> Exhibit:
    """Figure: bars of dealings over bars of listings."""
    deals, rows = _deals(ledger, settings), dealing_rows(ledger, settings)
    deals = deals[deals["id"].isin(rows["id"]) & deals["last"].notna()].sort_values(["with_", "last"], ascending=[False, True])
    if deals.empty:
        return nothing(ledger, "a dealing with a listed party")
    deals = deals.assign(lane=party_names(ledger, deals["party"]), label=dealing_label(ledger, deals))
    spans = analysis.spans(listed(ledger, settings), pd.Timestamp(ledger.day))
    spans["party"] = spans["subject"].map(analysis.family)
    spans = spans[spans["party"].isin(deals["party"])]
    spans = spans.assign(lane=party_names(ledger, spans["party"]), kind=spans["list_name"].map(KINDS).fillna(OTHER))
    during = dealt(ledger, rows, "during")
    words = " ".join(f"{r.lane}: {r.label}, last known {day_text(r.last.date())}." for r in deals.itertuples())
    return publish(
        forms.lane_bars(spans, as_of=pd.Timestamp(ledger.day), over=deals, kinds=ORDER),
        name="dealings",
        title=f"{during.text()} of {len(deals)} dealings are known of on a day an export listing was in force.",
        alt=f"Dark bars of {len(deals)} dealings over coloured bars of their parties' listings, one lane a party.",
        description="One lane a party, dealings as dark bars above its listings. A dealing without a known end is drawn to the "
        f"day its source speaks, with an arrow; one without a known beginning is an arrow to the left, one of which "
        f"neither is known a diamond on the day its source speaks. {words}",
        unit="years",
        rows=pd.concat([deals, spans], ignore_index=True),
        **credit(ledger, [*deals["source"], *spans["source"]]),
    )


def dealings_matrix(ledger: Ledger, settings: Settings) -> Exhibit:
    """Figure: how each dealing stood to each list."""
    rows = dealing_rows(ledger, settings)
    if rows.empty:
        return nothing(ledger, "a dealing with a listed party")
    what = ledger.table("relationships").set_index("id")["what"]
    order = list(dict.fromkeys([*analysis.COMPANY_LISTS, *rows["list_name"]]))
    cells = rows.assign(
        row=[f"{p}: {what[i]}" for p, i in zip(party_names(ledger, rows["party"]), rows["id"], strict=True)],
        column=rows["list_name"],
        status=rows["state"],
        text=rows["state"].replace("before and during", "before\nand during"),
    )
    cells = cells.sort_values("column", key=lambda c: c.map(order.index), kind="stable")
    ranked = list(dict.fromkeys(rows["id"]))
    cells = cells.assign(rank=cells["id"].map(ranked.index))
    names = cells.sort_values("rank")["row"].drop_duplicates().tolist()
    cells = cells.assign(row=pd.Categorical(cells["row"], names)).sort_values(["row", "column"], key=_as_ranked(names, order))
    counts = rows["state"].value_counts()
    words = list_text([f"{counts[s]} {s}" for s in analysis.STATES if s in counts])
    return publish(
        forms.status_matrix(cells.assign(row=cells["row"].astype(str)), colours=FILLS, row_height=0.36),
        name="dealing-states",
        title=f"Dealings against lists, pair by pair: {words}.",
        alt=f"A matrix of {rows['id'].nunique()} dealings against {rows['list_name'].nunique()} lists, one state a box.",
        description="One row a dealing, one column a list its party is or was on. Before: last known of before the list took "
        "effect. During: known of on a day it was in force. A list may forbid nothing of the kind dealt in; see the figure of "
        "what each list reaches. " + " ".join(f"{r.row}, {r.column}: {r.status}." for r in cells.itertuples()),
        unit="state of a dealing to a listing",
        rows=cells[["row", "column", "status", "text", "subject", "in_force", "first", "last", "id", "source"]],
        **credit(ledger, rows["source"]),
    )


def _as_ranked(rows: list[str], columns: list[str]) -> Callable[[pd.Series], pd.Series]:
    """Return the sort key that puts rows and columns in their given orders."""
    places = {name: n for n, name in enumerate([*rows, *columns])}
    return lambda values: values.astype(str).map(places)


# ----------------------------------------------------------------------------------------------- April 2025, and in sum


def april_days(ledger: Ledger) -> Finding:
    """Finding: from the first to the last of the three endings, both days counted."""
    rows = ledger.claims[ledger.claims["id"].isin(APRIL)]
    if len(rows) < len(APRIL):
        return Finding(None, "days")
    number = (rows["event_end"].max() - rows["event_start"].min()).days + 1
    return ledger.computed(
        float(number), "days", rows=rows["id"], how="Computed: from the first day to the last, both counted."
    )


def wait(ledger: Ledger, settings: Settings, party: str) -> Finding:
    """Finding: days from a party's first dated listing in force to the end of its access."""
    deals = _deals(ledger, settings)
    deals = deals[(deals["party"] == party) & ~deals["open"]]
    rows = listed(ledger, settings)
    rows = rows[(rows["family"] == party) & rows["in_force"].notna()].sort_values("in_force")
    if deals.empty or rows.empty:
        return Finding(None, "days")
    one, other = rows.iloc[0], deals.iloc[0]
    number = float((other["last"] - one["in_force"]).days)
    return ledger.computed(
        number, "days", rows=[one["id"], other["id"]], how="Computed: days from the first listing to the end."
    )


def april(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: the three endings of April 2025 and what lists each party was on."""
    rows = ledger.claims[ledger.claims["id"].isin(APRIL)].sort_values("event_start")
    if len(rows) < len(APRIL):
        return nothing(ledger, "the endings of April 2025")
    now = listed(ledger, settings)
    rows = rows.assign(
        day=[day_text(d.date()) for d in rows["event_start"]],
        party=short_names(ledger, rows["subject"]),
        what=rows["summary"],
        lists=[_lists_on(now[now["family"] == s], d) for s, d in zip(rows["subject"], rows["event_start"], strict=True)],
        entry=row_links(rows["id"]),
    )
    columns = [
        Column("day", "Day", width=13), Column("party", "Party", width=18), Column("what", "What ended", width=34),
        Column("lists", "Lists it was on that day", width=30, format=str), Column("entry", "Row", width=10, format=str),
        Column("source", "Source", width=16, format=source_link),
    ]  # fmt: skip
    note = "Nearness in time is all this shows. Microsoft gave no reason for any of the three."
    return table(
        rows, name="april", title="Three endings in April 2025", columns=columns, note=note, as_of=day_text(ledger.day)
    )


def _lists_on(rows: pd.DataFrame, day: pd.Timestamp) -> str:
    """Return the lists in force for a party on a day, with since when; a listing without a day is named as that."""
    live = rows[
        (rows["in_force"].isna() | (rows["in_force"] <= day)) & (rows["removed_start"].isna() | (rows["removed_start"] > day))
    ]
    words = [
        f"{r.list}, " + ("day not known" if pd.isna(r.in_force) else f"since {day_text(r.in_force.date())}")
        for r in live.itertuples()
    ]
    return escape("; ".join(words)) or "none found"


def exposure(ledger: Ledger, settings: Settings, *, of_clients: bool) -> Exhibit:
    """Table: for each party and list the facts that matter, the open question, and what would settle it.

    `of_clients` are the company's clients; otherwise the parties of Microsoft's own dealings.
    """
    rows = dealing_rows(ledger, settings)
    rows = rows[(rows["with_"] == settings.company) == of_clients]
    if rows.empty:
        return nothing(ledger, "a dealing with a listed party")
    early = 0 if of_clients else int((rows["state"] == "before").sum())
    rows = rows if of_clients else rows[rows["state"] != "before"]
    held = listed(ledger, settings).set_index("id")
    regimes = ledger.table("regimes").set_index("id")
    what = ledger.table("relationships").set_index("id")["what"]
    unknown = "no dated source by then"
    made = []
    for r in rows.itertuples():
        listing = held.loc[r.rows[1]]
        regime = regimes.loc[listing["regime"]] if listing["regime"] in regimes.index else None
        missing = unknown if listing["regime"] else "not described in this report"
        since = "day not known" if pd.isna(r.in_force) else f"in force since {day_text(r.in_force.date())}"
        said = {"no": "services not reached", "yes": "services reached", "conditional": "services only if items move"}
        made.append(
            {
                "party": party_names(ledger, [r.party])[0],
                "listing": f"{listing['list']}, {since}",
                "dealing": f"{what[r.id]}: {r.state}",
                "source": r.source,
                "reach": missing if regime is None else said[regime["services"]],
                "question": missing if regime is None else regime["question"],
                "settles": "–" if regime is None else regime["settles"],
                "entry": row_links(pd.Series([" ".join(r.rows)]))[0],
            }
        )
    columns = [
        Column("party", "Party", width=14), Column("listing", "Listing", width=20), Column("reach", "Services", width=14),
        Column("dealing", "Dealing, and how it stood", width=18), Column("question", "Open question", width=26),
        Column("settles", "What would settle it", width=24), Column("entry", "Rows", width=12, format=str),
    ]  # fmt: skip
    whose = short_names(ledger, [settings.company])[0] if of_clients else "Microsoft"
    name = "exposure-clients" if of_clients else "exposure-own"
    title = f"Dealings of {whose}: facts, open questions, and what would settle them"
    note = "No score: the questions are of different kinds and cannot be added. Not legal advice."
    if early:
        note += f" Left out: {early} pairs of a dealing and a list that took effect only after the dealing was last known of."
    return table(pd.DataFrame(made), name=name, title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def sensitivity_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch."""
    return common.sensitivity_table(ledger, lambda other: findings(other, settings))
