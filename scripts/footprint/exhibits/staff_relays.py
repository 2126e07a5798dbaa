"""What relays lost, and what is told of former people of the laboratory: rows beside one another, in order of time."""

from dataclasses import replace

import pandas as pd

from footprint.analysis import staff_moves as analysis
from footprint.dates import Period, day_text, period_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import ARTICLES, Exhibit, nothing, row_links
from footprint.figures import Column, source_link, table

LAB_CLOSING = "site-107"
"""The row that dates the first report of the closing of the Insider Lab."""

CHAINS = [
    ("staff-078", "mov-051", "The word some: part of a team became the team"),
    ("staff-078", "mov-050", "The word some: part of a team became the team"),
    ("staff-076", "mov-076", "Whose staff: the firm's in China became the lab's"),
    ("staff-100", "staff-088", "That the list of countries was partial"),
    ("staff-100", "staff-087", "All countries but one, and the number"),
    ("staff-043", "staff-040", "Whom it touches: some staff became all staff"),
]
"""The nearer row, the row that retells it, and what got lost between them."""


def dated(row: pd.Series) -> str:
    """Write a row's date at its precision."""
    return period_text(Period(row["event_start"].date(), row["event_end"].date()))


def chains(ledger: Ledger) -> Exhibit:
    """Table: what a figure or a list lost when it was retold."""
    rows = analysis.chains(ledger.claims, ledger.table("sources"), CHAINS)
    if rows.empty:
        return nothing(ledger, "a report and its retelling")
    rows = rows.assign(entry=row_links(rows["ids"]))
    columns = [
        Column("first", "Nearer source", width=14), Column("says", "It says", width=28), Column("then", "Retold by", width=17),
        Column("prints", "It prints", width=24), Column("lost", "What was lost", width=21),
        Column("entry", "Rows", width=12, format=str),
    ]  # fmt: skip
    title = "What got lost when it was retold"
    return table(rows, name="chains", title=title, columns=columns, as_of=day_text(ledger.day))


def alumni_share(ledger: Ledger) -> Finding:
    """Finding: former people of the lab as a share of DeepSeek's listed authors."""
    people, authors = ledger.finding("msra-alumni-deepseek", "former_staff_hired"), ledger.finding("deepseek", "authors_listed")
    if not (people.known and authors.known):
        return Finding(None, "percent")
    low, high = analysis.share(people.low, people.high, authors.value)
    how = (
        "Computed: people found in public profiles over the authors of five papers; that all of them are authors is not shown."
    )
    return replace(
        ledger.computed(high, "percent", of=[people, authors], how=how, low=low, high=high, digits=1), open_high=True
    )


def lab_size(ledger: Ledger) -> Finding:
    """Finding: the lab's size as two versions of one article give it."""
    rows = ledger.claims[(ledger.claims["subject"] == "msra") & (ledger.claims["origin"] == "nyt-2024-01")]
    rows = rows[rows["metric"] == "employed"]
    how = "The highest number in copies of one article; where they differ, the range begins at the lowest."
    made = ledger.computed(
        rows["number"].max(), "people", rows=rows["id"], how=how,
        low=rows["number"].min(), high=rows["number"].max(),
    )  # fmt: skip
    return replace(made, contested=bool(rows["number"].nunique() > 1))


def alumni(ledger: Ledger) -> Exhibit:
    """Table: what is known of former people of the lab at DeepSeek, in order of time."""
    claims, sources = ledger.claims.set_index("id"), ledger.table("sources").set_index("key")
    hired = ledger.finding("msra-alumni-deepseek", "former_staff_hired")
    never = ledger.finding("deepseek", "share_never_left_china")
    if not hired.known:
        return nothing(ledger, "where former people of the lab went")
    told = {
        "staff-012": "One of them leaves Microsoft Research Asia.",
        "staff-118": "Another, an intern there, leaves.",
        "mov-032": f"A newspaper finds {hired.text('range')} former staff or interns of Microsoft Research Asia at DeepSeek.",
        "mov-031": "Microsoft answers that they were a handful of interns.",
        LAB_CLOSING: "The closing of another lab, the AI and IoT Insider Lab, is reported for the first time.",
        "mov-030": "The article says that engineers of the Shanghai AI lab joined DeepSeek after it closed.",
        "staff-008": f"A study finds that {never.text('range')} of DeepSeek's authors never left China.",
    }
    told = {row: words for row, words in told.items() if row in claims.index}
    keys = [claims.loc[row, "source"] for row in told]
    # An article's claim bears no date of its own that could be trusted here: it is placed by the day it was printed.
    when = [
        _printed(sources.loc[key]) if key in ARTICLES else dated(claims.loc[row]) for row, key in zip(told, keys, strict=True)
    ]
    rows = pd.DataFrame({"when": when, "what": list(told.values()), "source": keys, "entry": row_links(pd.Series(list(told)))})
    columns = [
        Column("when", "When", width=14), Column("what", "What", width=54),
        Column("source", "Source", width=18, format=source_link),
        Column("entry", "Row", width=12, format=str),
    ]  # fmt: skip
    title = "Former people of the lab at DeepSeek, in order of time"
    return table(rows, name="alumni", title=title, columns=columns, as_of=day_text(ledger.day))


def _printed(source: pd.Series) -> str:
    """Write the day or month a source was printed."""
    return period_text(Period(source["published_start"].date(), source["published_end"].date()))
