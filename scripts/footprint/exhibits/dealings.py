"""Exhibits on dealings: on which side of a listing each fell, April 2025, and exposure without a score."""

from collections.abc import Callable

import pandas as pd

from footprint.analysis import sanctions as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.exhibits.listings import FILLS, KINDS, ORDER, OTHER, Settings, listed, party_names, short_names
from footprint.figures import Column, escape, forms, publish, source_link, table
from footprint.text import list_text

APRIL = ("out-070", "san-120", "san-152")
"""Rows that date the three endings of April 2025: Wicresoft's projects, BGI's Office, the university's Microsoft 365."""


def _deals(ledger: Ledger, settings: Settings) -> pd.DataFrame:
    known = ledger.table("sources").set_index("key")["known_from"]
    return analysis.dealings(ledger.table("relationships"), known, ["microsoft", settings.company])


@of_tables
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
    told = "Counted: dealings known of on a day on which an export listing of the party was in force"
    return ledger.computed(number, "count", rows=ids, how=told + (", said to be licensed." if how == "licensed" else "."))


EARLY = "Counted: dealings last known of before any listing of the party took effect."


def dealt_before(ledger: Ledger, rows: pd.DataFrame) -> Finding:
    """Finding: dealings last known of before any list of the party was in force."""
    early = rows.groupby("id").filter(lambda part: part["state"].isin(("before", "announced")).all())
    number = float(early["id"].nunique()) if len(rows) else None
    return ledger.computed(number, "count", rows=[i for pair in rows["rows"] for i in pair], how=EARLY)


UNDATED = "Counted: dealings that stand against an export listing of the party without a day, and against no other."


def dealt_undated(ledger: Ledger, rows: pd.DataFrame) -> Finding:
    """Finding: dealings of which no export listing of the party bears a day, so that none can be said to be in force."""
    on_items = rows[rows["list_name"].isin(analysis.ITEM_LISTS)]
    blank = on_items.groupby("id").filter(lambda part: (part["state"] == "undated").all())
    number = float(blank["id"].nunique()) if len(rows) else None
    ids = [i for pair in (blank if len(blank) else on_items)["rows"] for i in pair]
    return ledger.computed(number, "count", rows=ids, how=UNDATED)


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
        unit="state of a dealing to a listing. Before: last known of before the list took effect. Announced: the listing was "
        "public and not yet in effect. During: known of on a day it was in force. Undated: the listing bears no day",
        rows=cells[["row", "column", "status", "text", "subject", "in_force", "first", "last", "id", "source"]],
        **credit(ledger, rows["source"]),
    )


def _as_ranked(rows: list[str], columns: list[str]) -> Callable[[pd.Series], pd.Series]:
    """Return the sort key that puts rows and columns in their given orders."""
    places = {name: n for n, name in enumerate([*rows, *columns])}
    return lambda values: values.astype(str).map(places)


def april_days(ledger: Ledger) -> Finding:
    """Finding: days from the first to the last of the three endings."""
    rows = ledger.claims[ledger.claims["id"].isin(APRIL)]
    if len(rows) < len(APRIL):
        return Finding(None, "days")
    number = (rows["event_end"].max() - rows["event_start"].min()).days
    return ledger.computed(float(number), "days", rows=rows["id"], how="Computed: days from the first ending to the last.")


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
        number,
        "days",
        rows=[one["id"], other["id"]],
        how="Computed: days from the party's first dated listing to the end of its access.",
    )


def april(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: the three endings of April 2025 and what lists each party was on."""
    rows = ledger.claims[ledger.claims["id"].isin(APRIL)].sort_values("event_start")
    if len(rows) < len(APRIL):
        return nothing(ledger, "services that ended near in time")
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
    return table(rows, name="april", title="Three endings in April 2025", columns=columns, as_of=day_text(ledger.day))


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


RECORDS = "Contracts, delivery and access records, export classifications, and any licence"
QUESTIONS = {
    "licensed": (
        "Did what was delivered stay within the licence, and until when did it run?", "The licence and delivery records",
    ),
    "bought": (
        "Were the goods bought from the listed party themselves subject to the export rules?",
        "Purchase records and export classifications",
    ),
    "research_with": (
        "Did software, source code or technology under US export rules reach the listed party with the research?",
        "Research files, export classifications, and any licence",
    ),
    "supplier_of": (
        "Did software, technology or hardware under US export rules reach the listed party with what was supplied?", RECORDS,
    ),
}  # fmt: skip
"""The open question of a dealing against the Entity List, by what kind of dealing it is, and what would settle it."""


def _asked(dealing: pd.Series, state: str, name: str, regime: pd.Series) -> tuple[str, str]:
    """Return the open question of one dealing against one list, and what would settle it; by default the regime's own."""
    kind = "licensed" if state == "licensed" else dealing["relation"]
    kind = "bought" if kind == "supplier_of" and dealing["to_entity"] == "microsoft" else kind
    return QUESTIONS[kind] if name == "Entity List" and kind in QUESTIONS else (regime["question"], regime["settles"])


def _since(listing: pd.Series) -> str:
    """Write since when a listing stands, by the kind of day that is recorded."""
    if pd.notna(listing["effective_start"]):
        return f"in force since {day_text(listing['effective_start'].date())}"
    known = pd.notna(listing["announced_start"])
    return f"announced on {day_text(listing['announced_start'].date())}" if known else "day not known"


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
    regimes, about = (ledger.table(name).set_index("id") for name in ("regimes", "relationships"))
    unknown = "no dated source by then"
    made = []
    for r in rows.itertuples():
        listing = held.loc[r.rows[1]]
        regime = regimes.loc[listing["regime"]] if listing["regime"] in regimes.index else None
        missing = unknown if listing["regime"] else "not described in this report"
        asked, settled = (missing, "–") if regime is None else _asked(about.loc[r.id], r.state, listing["list_name"], regime)
        named = f", as {short_names(ledger, [r.subject])[0]}" if r.party in analysis.FAMILY_NAMES else ""
        said = {"no": "services not reached", "yes": "services reached", "conditional": "services only if items move"}
        made.append(
            {
                "party": party_names(ledger, [r.party])[0],
                "listing": f"{listing['list']}{named}, {_since(listing)}",
                "dealing": f"{about.loc[r.id, 'what']}: {r.state}",
                "source": r.source,
                "reach": missing if regime is None else said[regime["services"]],
                "question": asked,
                "settles": settled,
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
    note = (
        "No score: the questions are of different kinds and cannot be added. Where a list names one legal person of several, "
        "the reports do not say which of them they mean. Not legal advice."
    )
    if early:
        note += f" Left out: {early} pairs of a dealing and a list that took effect only after the dealing was last known of."
    return table(pd.DataFrame(made), name=name, title=title, columns=columns, note=note, as_of=day_text(ledger.day))
