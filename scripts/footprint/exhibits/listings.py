"""Exhibits on listings: who is on which list since when, as which legal person, and how long one list followed another."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from footprint.analysis import sanctions as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.figures import Column, forms, publish, table
from footprint.figures.style import GREEN, ORANGE, PALE, PALE_ORANGE, RED

PENTAGON = "Pentagon (Sections 1237 and 1260H)"
KINDS = {
    "Entity List": "Entity List (Commerce)", "NS-CMIC": "NS-CMIC (Treasury)", "Section 1237": PENTAGON,
    "Section 1260H": PENTAGON, "FCC Covered List": "FCC Covered List",
}  # fmt: skip
"""Lists as the figures colour them; what is not here is another list."""

OTHER = "other lists"
ORDER = [*dict.fromkeys(KINDS.values()), OTHER]

FILLS = {
    "yes": RED, "conditional": PALE_ORANGE, "no": PALE, "before": PALE, "announced": "#eed9b6", "before and during": ORANGE,
    "during": RED, "licensed": GREEN, "after": PALE, "undated": "#ffffff",
}  # fmt: skip
"""Fills of the status matrices; the word stands in each box as well."""


class Settings(NamedTuple):
    """The chapter's parameters; the notebook says what each means and allows."""

    company: str
    threshold: float
    regimes: str


def count(ledger: Ledger, rows: pd.Series, how: str) -> Finding:
    """Finding: how many rows, by their ids; not known when there are none."""
    return ledger.computed(float(len(rows)) if len(rows) else None, "count", rows=rows, how=how)


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
    how = "Counted: clients with a listing that has not ended by the book's date."
    number = float(now["family"].nunique()) if len(clients) else None
    return ledger.computed(number, "count", rows=[*clients["id"], *now["id"]], how=how)


def persons(ledger: Ledger, settings: Settings) -> Finding:
    """Finding: how many legal persons of the SenseTime family stand on lists."""
    rows = listed(ledger, settings)
    rows = rows[rows["family"] == "sensetime"]
    number = float(rows["subject"].nunique()) or None
    return ledger.computed(number, "count", rows=rows["id"], how="Counted: SenseTime's legal persons that a list names.")


def parties(ledger: Ledger, settings: Settings) -> Finding:
    """Finding: how many parties any list names, a family of legal persons counted once."""
    rows = listed(ledger, settings)
    number = float(rows["family"].nunique()) or None
    return ledger.computed(
        number, "count", rows=rows["id"], how="Counted: parties that a list names, SenseTime's legal persons as one."
    )


def lag(ledger: Ledger, party: str, first: str = "Entity List", second: str = "NS-CMIC") -> Finding:
    """Finding: days between a party's listings on two lists, by the days they became public; the other end by effect."""
    rows = analysis.listings_of(ledger.table("listings"))
    rows = analysis.lags(rows[rows["family"] == party])
    rows = rows[(rows["family"] == party) & (rows["first"] == first) & (rows["second"] == second)]
    if rows.empty:
        return Finding(None, "days")
    row = rows.iloc[0]
    how = "Computed: days between the announcements; where the days between the days of effect differ, the range takes them in."
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
    known = listed(ledger, settings)
    several = known[known["subject"].isin(rows["subject"])].groupby("subject")["list_name"].nunique()
    missing = int(several.sum()) - len(rows)
    left_out = f" {_undated(missing)} not drawn." if missing else ""
    words = " ".join(f"{r.lane}: {r.list_name} since {day_text(r.start_from.date())}." for r in rows.itertuples())
    return publish(
        forms.lane_bars(rows, as_of=pd.Timestamp(ledger.day), kinds=ORDER),
        name="listings",
        title=f"{(several > 1).sum()} of {len(several)} legal persons stand, or stood, on more than one list.{left_out}",
        alt=f"Bars of listings over time for {len(several)} legal persons, one colour a list, open ends as arrows.",
        description="One lane a legal person, those of the clients first; one thin bar a list, pale between announcement and "
        f"effect, an arrow where no end is known. A listing without any date is left out. {words}",
        unit="years",
        rows=rows.drop(columns=["rank", "begins"]),
        **credit(ledger, rows["source"]),
    )


def _undated(number: int) -> str:
    """Write how many listings bear no date."""
    return "One listing without a date is" if number == 1 else f"{number} listings without a date are"


def drawn(ledger: Ledger, settings: Settings) -> Finding:
    """Finding: how many legal persons any list names on a day that is known, as the figure draws them."""
    rows = listed(ledger, settings)
    rows = rows[rows["public"].notna()]
    number = float(rows["subject"].nunique()) or None
    return ledger.computed(number, "count", rows=rows["id"], how="Counted: legal persons with a listing that bears a day.")


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
