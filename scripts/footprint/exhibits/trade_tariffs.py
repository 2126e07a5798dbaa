"""Exhibits of the chapter on trade controls: tariffs in both directions, and rates that were only announced."""

import re
from datetime import date

import pandas as pd

from footprint.analysis import tariffs as analysis
from footprint.dates import day_text
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import Exhibit, credit, nothing
from footprint.figures import Column, escape, forms, publish, row_link, source_link, table

THIRTY_FOUR = "cn-2025-04-34"
"""The step China announced on 4 April 2025."""

EVENTS = {"out-070": "Wicresoft's Microsoft projects end", "mov-011": "relocation offers", "mov-035": "Pentagon cloud support",
          "mov-037": "Azure posts, Shanghai", "mov-040": "Azure posts, Beijing and Shanghai"}  # fmt: skip
"""Rows whose days are drawn over the tariffs."""


def layers(ledger: Ledger) -> Exhibit:
    """Figure: the layers on goods in general, both directions, as steps."""
    tariffs, end = ledger.table("tariffs"), pd.Timestamp(ledger.day)
    parts = [_spans(tariffs, side, end) for side in analysis.SIDES]
    spans = pd.concat([part for part in parts if len(part)] or parts)
    if spans.empty:
        return nothing(ledger, "a duty on goods in general")
    peaks = [_peak(tariffs, side, end) for side in analysis.SIDES]
    named = zip(("the rate of the United States", "that of China"), peaks, strict=True)
    words = [f"{name} peaked at {rate:g} percent" for name, rate in named if rate]
    told = " ".join(f"{r.panel}, {r.layer}: {r.rate:g} percent from {day_text(r.start.date())}." for r in spans.itertuples())
    events = _events(ledger, spans["start"].min())
    return publish(
        forms.layers(spans, events, ylabel="percent on goods in general", end=end),
        name="tariff-layers",
        title=f"On goods in general {' and '.join(words)}.",
        alt=f"Stacked steps of {spans['layer'].nunique()} layers of duty in both directions, with {len(events)} events.",
        description="One colour a legal basis; a layer's height is its rate, the sum is the across-the-board rate. "
        "Duties on lists "
        f"of goods (Sections 301 and 232, most-favoured-nation rates, China's product lists) are not in it. {told}",
        unit="percent of the goods' value",
        rows=spans[["panel", "layer", "start", "end", "rate", "doubtful", "rows"]],
        **credit(ledger, tariffs[tariffs["across_the_board"] == "yes"]["source"]),
    )


def _spans(tariffs: pd.DataFrame, side: str, end: pd.Timestamp) -> pd.DataFrame:
    """Return one side's layers in words, cut where a change was due that no source saw happen."""
    spans = analysis.spans(tariffs, side, end)
    spans = spans[spans["rate"] != 0].assign(doubtful=False)
    due = analysis.general(tariffs, side, ("due",))
    for step in due[due["effective"] < end].itertuples():
        over = (spans["layer"] == step.layer) & (spans["end"] > step.effective)
        rest = spans[over].assign(start=step.effective, doubtful=True)
        if step.rate_added > 0:  # what may have been added stands on what is certain
            spans = pd.concat([spans, rest.assign(rate=step.rate_added, rows=step.id)])
        else:
            spans = pd.concat([spans.assign(end=spans["end"].mask(over, step.effective)), rest])
    return spans.assign(panel=analysis.SIDES[side], layer=spans["layer"].map(analysis.LAYERS))


def _peak(tariffs: pd.DataFrame, side: str, end: pd.Timestamp) -> float:
    return float(analysis.totals(tariffs, side, end)["rate"].max()) if len(analysis.general(tariffs, side)) else 0.0


def _events(ledger: Ledger, first: pd.Timestamp) -> pd.DataFrame:
    rows = ledger.claims[ledger.claims["id"].isin(EVENTS) & (ledger.claims["event_start"] >= first)].sort_values("event_start")
    return pd.DataFrame({"day": rows["event_start"], "label": rows["id"].map(EVENTS)}).reset_index(drop=True)


def averages(ledger: Ledger) -> Exhibit:
    """Figure: published trade-weighted averages, vintages apart, beside the across-the-board rate."""
    tariffs, end = ledger.table("tariffs"), pd.Timestamp(ledger.day)
    marks = analysis.averages(tariffs)
    if marks.empty:
        return nothing(ledger, "a trade-weighted average")
    about = ledger.table("sources").set_index("key")
    marks = marks.sort_values("imposer", ascending=False, kind="stable")
    marks = marks.assign(panel=marks["side"], series=[_vintage(about.loc[key]) for key in marks["source"]])
    steps = pd.concat([analysis.totals(tariffs, s, end).assign(panel=n) for s, n in analysis.SIDES.items()])
    unseen = pd.concat([analysis.unseen(tariffs, s, end).assign(panel=n) for s, n in analysis.SIDES.items()])
    told = " ".join(f"{r.panel}, {day_text(r.day.date())}: {r.rate:g} percent ({r.series})." for r in marks.itertuples())
    first, last = (marks[marks["imposer"] == "US"].iloc[n] for n in (0, -1))
    return publish(
        forms.rates_over_time(steps, marks, unseen, ylabel="percent", steps_label="rate on goods in general", end=end),
        name="tariff-averages",
        title=f"The average US duty on goods of China stood at {first['rate']:g} percent in {first['day']:%B %Y}; "
        f"for {last['day']:%B %Y} estimates run {_run(marks, last)}.",
        alt=f"{len(marks)} published averages as marks, and the across-the-board rate as steps, in both directions.",
        description="Marks are trade-weighted averages, one shape a publisher and year, not joined, for vintages weigh "
        "differently; marks that would cover each other stand side by side. "
        "The line is the sum of the layers on goods in general, without the lists of Sections 301 and 232; it ends where a "
        f"change was due that no source read saw, and the hatched part holds what the rate may be. {_open(unseen)}{told}",
        unit="percent; marks that would cover one another stand side by side",
        rows=marks[["panel", "day", "rate", "series", "source", "id"]],
        **credit(ledger, marks["source"]),
    )


def _open(unseen: pd.DataFrame) -> str:
    """Tell from when on a side's rate is open, and between what."""
    firsts = unseen.drop_duplicates("panel").itertuples()
    return "".join(f"{r.panel}: {r.low:g} to {r.high:g} percent from {day_text(r.start.date())}. " for r in firsts)


def averages_table(ledger: Ledger) -> Exhibit:
    """Table: each published average with its vintage and source."""
    rows = analysis.averages(ledger.table("tariffs"))
    if rows.empty:
        return nothing(ledger, "a trade-weighted average")
    basis = ledger.table("tariffs").set_index("id")["legal_basis"]
    rows = rows.sort_values(["imposer", "day"], ascending=[False, True], kind="stable")
    rows = rows.assign(
        when=[day_text(d.date()) for d in rows["day"]], what=rows["id"].map(basis), entry=[row_link(i) for i in rows["id"]]
    )
    columns = [
        Column("side", "Whose", width=22), Column("when", "Level of", width=14), Column("what", "Step", width=26),
        Column("rate", "Percent", align="right", width=9, format=lambda v: f"{v:g}"),
        Column("source", "Source", width=20, format=source_link), Column("entry", "Row", width=8, format=str),
    ]  # fmt: skip
    title = "Published average duties, each vintage by itself"
    return table(rows, name="averages", title=title, columns=columns, as_of=day_text(ledger.day))


def _run(marks: pd.DataFrame, last: pd.Series) -> str:
    same = marks[(marks["imposer"] == "US") & (marks["day"] == last["day"])]["rate"]
    return f"at {same.min():g}" if same.min() == same.max() else f"from {same.min():g} to {same.max():g}"


def _vintage(source: pd.Series) -> str:
    if source["publisher"] != "PIIE":
        return "other estimates"
    year = source["published_end"]
    return "PIIE, undated version" if pd.isna(year) else f"PIIE {year.year}"


def april(ledger: Ledger) -> Exhibit:
    """Figure: the rates of April 2025, from announcement to end."""
    tariffs, end = ledger.table("tariffs"), pd.Timestamp(ledger.day)
    parts = [
        analysis.announcements(tariffs, side, end).assign(side=name)
        for side, name in (("US", "United States"), ("CN", "China"))
    ]
    rows = pd.concat([part for part in parts if len(part)] or parts)
    if rows.empty:
        return nothing(ledger, "a rate with a known day of announcement")
    rows = rows.assign(label=[_announced(row) for row in rows.itertuples()], crossed=~rows["applied"] & (rows["by"] != ""))
    never = rows[rows["crossed"]]
    last = min(end, pd.Timestamp("2025-04-14"))
    told = "1 such rate" if len(rows) == 1 else f"{len(rows)} such rates"
    title = f"By {day_text(last.date())} {told} had been announced."
    if len(never):
        title = f"Of {len(rows)} rates with a known day of announcement, {len(never)} were replaced before they applied."
    return publish(
        forms.announced(rows, first=rows["announced"].min(), last=last),
        name="announced-applied",
        title=title,
        alt=f"Bars of {len(rows)} rates by side, pale from announcement, solid in force, a cross where one never applied.",
        description="One bar a rate, from the day it was announced. "
        + " ".join(f"{r.side}: {r.label}." for r in rows.itertuples()),
        unit="percent, by layer; days",
        rows=rows.drop(columns="layer"),
        **credit(ledger, tariffs[tariffs["id"].isin(rows["id"])]["source"]),
    )


def _announced(row: object) -> str:
    told, due = (f"{day.day} {day:%B}" for day in (row.announced, row.due))
    words = f"{row.rate:g} percent, announced {told}"
    if row.applied:
        ended = f" to {row.replaced.day} {row.replaced:%B}" if row.by else ""
        return f"{words}, in force {due}{ended}"
    return f"{words} for {due}" + (", replaced before it applied" if row.by else "")


NAMES = {"US": "US", "CN": "China", "all": "all origins"}
GOODS = {"yes": "in general", "no": "lists"}


def _points(value: float) -> str:
    """Write points with their sign, a minus as such."""
    return f"{value:+g}".replace("-", "−") if value else "0"


def _bases(rows: pd.DataFrame) -> list[str]:
    """Return what each step rests on, its days in words; steps of one day and one basis are told apart by their layer."""
    twins = rows.duplicated(["effective", "legal_basis"], keep=False) & rows["layer"].isin(analysis.LAYERS)
    words = [re.sub(r"\d{4}-\d\d-\d\d", lambda d: day_text(date.fromisoformat(d[0])), basis) for basis in rows["legal_basis"]]
    layers = rows["layer"].map(analysis.LAYERS).str.removeprefix("IEEPA, ")
    return [f"{word}, {layer}" if twin else word for word, layer, twin in zip(words, layers, twins, strict=True)]


def steps_table(ledger: Ledger) -> Exhibit:
    """Table: every step of the tariffs with its basis, rate, state and source."""
    rows = ledger.table("tariffs").sort_values(["effective", "id"])
    rows = rows[rows["layer"] != "average"]
    if rows.empty:
        return nothing(ledger, "tariffs")
    rows = rows.assign(
        when=[day_text(day.date()) for day in rows["effective"]], entry=[row_link(i) for i in rows["id"]],
        who=[f"{NAMES[a]} on {NAMES[b]}" for a, b in zip(rows["imposer"], rows["target"], strict=True)],
        goods=[f"{GOODS[r.across_the_board]}, {r.state}" for r in rows.itertuples()], basis=_bases(rows),
    )  # fmt: skip
    columns = [
        Column("when", "Effective", width=14), Column("who", "Whose", width=13), Column("basis", "Basis", width=32),
        Column("goods", "Goods, state", width=14), Column("rate_added", "Points", align="right", width=8, format=_points),
        Column("source", "Source", width=18, format=source_link), Column("entry", "Row", width=9, format=str),
    ]  # fmt: skip
    note = "Points: what the step adds to its layer. Announced: not seen to apply. Due: fixed by law, not seen to happen."
    return table(
        rows,
        name="tariff-steps",
        title="Every step of the tariffs",
        columns=columns,
        note=escape(note),
        as_of=day_text(ledger.day),
    )
