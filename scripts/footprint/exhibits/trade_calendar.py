"""Exhibits of the chapter on trade controls: the rules as a calendar, the Entity List's growth, and the test of timing."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from footprint.analysis import rulebook, timing
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.figures import Column, forms, publish, row_link, source_link, table
from footprint.text import list_text, number_text, range_text

EVENTS = {
    "mov-002": "Plan to move researchers to Vancouver reported", "mov-011": "Relocation offers to AI and cloud staff",
    "out-032": "Authorised stores end", "site-107": "Closing of the Shanghai Insider Lab reported",
    "out-070": "Microsoft projects at Wicresoft end", "mov-034": "Support posts cut, by one unsigned post",
    "mov-035": "China teams taken off Pentagon clouds", "mov-036": "SharePoint support to move",
    "mov-037": "Azure posts in Shanghai cut", "mov-040": "Azure posts in Beijing and Shanghai cut",
}  # fmt: skip
"""Rows that date what Microsoft did or was reported to do in China to the day; one row an event."""

DATA_RULE = "us-2025-01-datarule"
END = "out-070"


class Window(NamedTuple):
    """The parameters of the test of timing."""

    first: int
    last: int
    near: int
    draws: int
    seed: int

    def days(self, ledger: Ledger) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the first and the last day of the window, not after the book's date."""
        end = min(pd.Timestamp(f"{self.last}-12-31"), pd.Timestamp(ledger.day))
        return pd.Timestamp(f"{self.first}-01-01"), end


class Clock(NamedTuple):
    """Events and rules of a window, and the test of one against the other."""

    events: pd.DataFrame
    rules: pd.DataFrame
    test: timing.Placebo
    window: tuple[pd.Timestamp, pd.Timestamp]


def rule_marks(ledger: Ledger) -> pd.DataFrame:
    """Return the days on which rules and tariff steps took effect, to the day: day, label, id."""
    rules, steps = ledger.table("rules"), ledger.table("tariffs")
    rules = rules[(rules["effective_precision"] == "day") & (rules["superseded_by"] == "")]
    steps = steps[(steps["state"] == "applied") & (steps["layer"] != "average") & (steps["superseded_by"] == "")]
    marks = [
        pd.DataFrame({"day": rules["effective"], "label": rules["title"], "id": rules["id"]}),
        pd.DataFrame({"day": steps["effective"], "label": steps["legal_basis"], "id": steps["id"]}),
    ]
    return pd.concat(marks).sort_values(["day", "id"], kind="stable").reset_index(drop=True)


@of_tables
def clock(ledger: Ledger, window: Window) -> Clock | None:
    """Return events, rules and their test; None while fewer than three events or no rule are known."""
    days, marks = window.days(ledger), rule_marks(ledger)
    rows = ledger.claims[ledger.claims["id"].isin(EVENTS)]
    events = pd.DataFrame({"day": rows["event_start"], "label": rows["id"].map(EVENTS), "id": rows["id"]})
    events = events[events["day"].between(*days)].sort_values(["day", "id"], kind="stable").reset_index(drop=True)
    if len(events) < 3 or marks.empty:
        return None
    test = timing.placebo(events["day"], marks["day"], days, near=window.near, draws=window.draws, seed=window.seed)
    return Clock(events, marks, test, days)


def _sources_of(ledger: Ledger, rows: pd.Series) -> pd.Series:
    return ledger.rows.set_index("id").loc[list(dict.fromkeys(rows)), "source"]


def lags(ledger: Ledger, found: Clock | None) -> Exhibit:
    """Table: each event with the rule nearest to it."""
    if found is None:
        return nothing(ledger, "enough dated events")
    rows = timing.nearest(found.events, found.rules)
    rows = rows.assign(
        when=[day_text(d.date()) for d in rows["day"]], entry=[row_link(i) for i in rows["id"]],
        its=[row_link(i) for i in rows["rule_id"]], days=[_lag(n) for n in rows["lag"]],
    )  # fmt: skip
    columns = [
        Column("when", "Day", width=14), Column("label", "Event", width=30),
        Column("entry", "Row of the event", width=11, format=str), Column("rule", "Nearest rule", width=30),
        Column("days", "It came", width=13), Column("its", "Row of the rule", width=11, format=str),
    ]  # fmt: skip
    note = "A short gap shows no cause: see the test below. Of two rules at one distance the first of the calendar stands."
    title = "What Microsoft did, and the rule nearest to it in time"
    return table(rows, name="lags", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _lag(days: int) -> str:
    if not days:
        return "the same day"
    return f"{number_text(abs(days), 'days')} {'before' if days > 0 else 'after'}"


def chance(ledger: Ledger, found: Clock | None) -> Exhibit:
    """Figure: mean distances of random sets of days, and that of the events."""
    if found is None:
        return nothing(ledger, "enough dated events")
    test = found.test
    low, high = (float(pd.Series(test.draws).quantile(q)) for q in (0.05, 0.95))
    seen = pd.DataFrame([{"label": f"the {len(found.events)} events: {test.observed:.1f} days", "value": test.observed}])
    first, last = (day_text(day.date()) for day in found.window)
    rows = found.events.assign(distance=timing.distances(*map(timing.ordinals, (found.events["day"], found.rules["day"]))))
    return publish(
        forms.distribution(
            test.draws, low=low, high=high, references=seen.assign(low=seen["value"], high=seen["value"]),
            xlabel="mean days to the nearest rule", scale=1.0,
        ),
        name="chance",
        title=f"Random days are as near to rules as these events in {100 * test.share:.0f} of 100 draws.",
        alt=f"Histogram of the mean distance to the nearest rule of {len(test.draws):,} random sets, with that of the events.",
        description=f"Each draw moves the {len(found.events)} events to random weeks from {first} to {last}, on the "
        "same weekdays, and measures how far each lies from "
        f"the nearest of {found.rules['day'].nunique()} days on which a rule or tariff step took effect. Dark bars hold "
        "nine draws "
        f"of ten, from {low:.1f} to {high:.1f} days; the mark beneath is the events' mean, {test.observed:.1f} days. "
        "Within the days "
        f"taken as near lie {test.near} events, {test.near_expected:.1f} on average in the draws; as many or more in "
        f"{100 * test.near_share:.0f} of 100 draws.",
        unit="days; height: how often draws come to it",
        rows=rows,
        **credit(ledger, _sources_of(ledger, found.events["id"])),
    )  # fmt: skip


def by_distance(ledger: Ledger, found: Clock | None, window: Window) -> Exhibit:
    """Figure: how many events lie within so many days of a rule, against random days."""
    if found is None:
        return nothing(ledger, "enough dated events")
    days = (found.events["day"], found.rules["day"], found.window)
    rows = timing.within(*days, most=MOST, draws=window.draws, seed=window.seed)
    over = [str(n) for n in rows[rows["seen"] > rows["high"]]["days"]]
    where = f"Only within {list_text(over, 'or')} days" if over else f"At no distance up to {MOST} days"
    return publish(
        forms.within_distance(
            rows, xlabel="days to the nearest rule, at most", ylabel="events", seen="events", chance="random days, on average"
        ),
        name="by-distance",
        title=f"{where} are more events near a rule than in nine draws of ten.",
        alt=f"Events within 0 to {MOST} days of a rule as steps, over the band of random days.",
        description="The line with dots counts the events that lie at most so many days from a rule; the dashed line "
        "is the mean of "
        f"random days on the same weekdays, the band holds nine draws of ten. Looked at for {MOST + 1} distances at "
        "once, a count "
        "outside the band at a few of them is to be expected. "
        + " ".join(f"{r.days}: {r.seen} seen, {r.expected:.1f} by chance." for r in rows.itertuples()),
        unit="events",
        rows=rows.round(3),
        **credit(ledger, _sources_of(ledger, found.events["id"])),
    )


MOST = 21
"""Days up to which nearness is looked at."""


# -------------------------------------------------------------------------------------------------------- Entity List


def entity_years(ledger: Ledger) -> Exhibit:
    """Figure: entities added per year and ground."""
    rows = ledger.table("entity_list_additions")
    if rows.empty:
        return nothing(ledger, "additions to the Entity List")
    counted = rulebook.additions(rows).rename(columns={"ground": "kind"}).replace({"kind": {"huawei": "Huawei"}})
    rank = counted.groupby("kind")["count"].sum().sort_values(ascending=False)
    counted = counted.sort_values(["kind", "year"], key=lambda c: c.map(list(rank.index).index) if c.name == "kind" else c)
    best = counted.groupby("year")["count"].sum()
    words = " ".join(f"{r.year}, {r.kind}: {r.count}." for r in counted.itertuples())
    return publish(
        forms.counts_by_year(counted, ylabel="entities, all countries"),
        name="entity-list",
        title=f"The rules in this sample added {best.sum():,} entities, most in {best.idxmax()} ({best.max()}).",
        alt=f"Stacked columns of entities added to the Entity List from {best.index.min()} to {best.index.max()} by ground.",
        description="One column a year; a colour a ground, our grouping of what the rules state. Only rules that name "
        "firms in China "
        f"are in the sample, with all they added, those under other countries too. {words}",
        unit="entities",
        rows=counted,
        **credit(ledger, rows["source"]),
    )


def _at_most(stock: pd.Series) -> str:
    """Return what to say before a share of a stock that is stated only as a least number."""
    return "at most " if stock["qualifier"] == "at_least" else ""


STOCKS = {
    "trade-052": ("2018-01-01", "2022-08-23", "entities in China on the list, August 2022, by the agency"),
    "trade-053": ("2018-01-01", "2025-09-12", "companies of China on the list, September 2025, as reported"),
}
"""Official and reported stocks, with the period whose additions are held against them."""


def stock_share(ledger: Ledger, claim: str) -> Finding:
    """Finding: entities under China in this sample as a share of a stated stock, percent."""
    rows = ledger.claims[ledger.claims["id"] == claim]
    added = rulebook.added_cn(ledger.table("entity_list_additions"), *map(pd.Timestamp, STOCKS[claim][:2]))
    if rows.empty or not added.rows:
        return Finding(None, "percent")
    stock = float(rows["number"].iloc[0])
    how = (
        "Computed: entities under China that the rules of the sample added, over the stated stock. Of rules that give no split "
    )
    how += "by country, the value counts no entry and the high end of the range all."
    low, high = (100 * n / stock for n in (added.low, added.high))
    found = ledger.computed(low, "percent", rows=[*added.rows, claim], how=how, low=low, high=high, digits=1)
    return replace(found, open_low=bool(_at_most(rows.iloc[0])))


def coverage(ledger: Ledger) -> Exhibit:
    """Table: how much of the stated stocks the sample covers."""
    known = [claim for claim in STOCKS if stock_share(ledger, claim).known]
    if not known:
        return nothing(ledger, "the size of the Entity List")
    rows = []
    for claim in known:
        first, last, about = STOCKS[claim]
        added = rulebook.added_cn(ledger.table("entity_list_additions"), pd.Timestamp(first), pd.Timestamp(last))
        row, share = ledger.claims.set_index("id").loc[claim], stock_share(ledger, claim)
        sign = {"at_least": "over ", "about": "about "}.get(row["qualifier"], "")
        rows.append(
            {
                "about": about, "stock": f"{sign}{number_text(row['number'])}", "sample": range_text(added.low, added.high),
                "share": _at_most(row) + share.text("range"), "source": row["source"], "entry": row_link(claim),
            }
        )  # fmt: skip
    columns = [
        Column("about", "Stock", width=34), Column("stock", "Stated", align="right", width=12),
        Column("sample", "Added in this sample, China", align="right", width=16),
        Column("share", "Share", align="right", width=12),
        Column("source", "Source", width=16, format=source_link), Column("entry", "Row", width=10, format=str),
    ]  # fmt: skip
    note = "The stock also holds entities from outside the sample; the low end counts none whose country is not given."
    if any(row["share"].startswith("at most") for row in rows):
        note += (
            " At most: the stock is stated as more than a number, so the true shares are smaller than those over the number."
        )
    title = "How much of the Entity List this sample covers"
    return table(pd.DataFrame(rows), name="entity-stock", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


# ----------------------------------------------------------------------------------------------------- where they stand


FR = "\u00a0FR\u00a0"
"""How a place in the Federal Register is kept on one line."""

SUSPENDED = "us-2025-09-affiliates"
"""The rule of which texts give the last day of the suspension and the day of its return, one day apart."""


def standing(ledger: Ledger) -> Exhibit:
    """Table: where each rule stands on the book's date."""
    rules = ledger.table("rules")
    if rules.empty:
        return nothing(ledger, "rules")
    rows = rulebook.standing(rules, pd.Timestamp(ledger.day))
    rows = rows.assign(
        cited=[f"{r.agency}, {(r.citation or r.instrument).replace(' FR ', FR)}" for r in rows.itertuples()],
        when=[_day(d) for d in rows["effective"]],
        now=[_now(r) for r in rows.itertuples()], entry=row_links(rows["id"]),
    )  # fmt: skip
    columns = [
        Column("title", "Rule", width=28), Column("cited", "By, instrument", width=22),
        Column("when", "Effective", width=14), Column("now", "State", width=26),
        Column("source", "Source", width=18, format=source_link), Column("entry", "Row", width=9, format=str),
    ]  # fmt: skip
    note = "Was to lapse, suspension was to end: the text fixed the day, and no source read says what followed."
    if (rows["rule"] == SUSPENDED).any():
        note += " For the Affiliates Rule it is the last day of the suspension; the rule was to return on the day after."
    if rows["citation"].str.contains("___").any():
        note += " Low lines stand where no page is given. A judgment stands; it is not a rule in force."
    note += " Not legal advice."
    title = f"Where the rules stand on {day_text(ledger.day)}"
    return table(rows, name="standing", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _day(day: pd.Timestamp) -> str:
    return "–" if pd.isna(day) else day_text(day.date())


def _now(row: object) -> str:
    """Write a rule's state with the day that matters."""
    if row.state == "in force":
        due = f", to {_day(row.ended)}" if not pd.isna(row.ended) else ""
        return "stands" if row.instrument == "judgment" else f"in force{due}"
    day = row.ended_until if row.state == "suspension was to end" else row.ended
    return row.state if pd.isna(day) else f"{row.state}, {_day(day)}"


def expected(ledger: Ledger) -> Exhibit:
    """Table: what was due, and whether its day has passed."""
    rows = ledger.table("expectations")
    rows = rows[rows["chapter"] == "trade_controls"].sort_values("due")
    if rows.empty:
        return nothing(ledger, "anything due")
    rows = rows.assign(when=[_day(d) for d in rows["due"]], now=[_outcome(ledger, row) for row in rows.itertuples()])
    columns = [
        Column("when", "Due", width=14), Column("expected", "What", width=46), Column("now", "State", width=26, format=str),
        Column("source", "Source", width=20, format=source_link),
    ]  # fmt: skip
    title = "What was due to lapse or to change"
    note = ""
    if rows["now"].str.startswith("fell away").any():
        note = "Fell away: what was due is about a duty that had been struck down before the day."
    if (rows["id"] == RETURN).any():
        note += " For the Affiliates Rule the day is that of its return, the day after the last of the suspension."
    return table(rows, name="due", title=title, columns=columns, note=note.strip(), as_of=day_text(ledger.day))


ABOUT = {"exp-006": "us-2025-04-reciprocal"}
"""Rows of what was due that are about one rule: when that was struck down before the day, nothing was due any more."""

RETURN = "exp-003"
"""The row of the day on which the Affiliates Rule was to return."""


def _outcome(ledger: Ledger, row: object) -> str:
    """Write what became of something due: to come, passed, or fallen away with the rule it is about."""
    rules = ledger.table("rules")
    its = rules[(rules["rule"] == ABOUT.get(row.id)) & (rules["ended_how"] == "struck down") & (rules["superseded_by"] == "")]
    its = its[its["ended"] <= min(row.due, pd.Timestamp(ledger.day))]
    if len(its):
        return f"fell away: struck down, {_day(its['ended'].iloc[0])} ({row_link(its['id'].iloc[0])})"
    return "passed; outcome not seen" if row.due <= pd.Timestamp(ledger.day) else "to come"
