"""The setting of the staff moves: what other firms did, what surveys asked, where capital and researchers went."""

from typing import NamedTuple

import pandas as pd

from footprint.analysis import staff_moves as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.exhibits.common import ARTICLES, Exhibit, credit, nothing, source_links
from footprint.figures import Column, forms, publish, table
from footprint.text import list_text, number_text, range_text


class Peer(NamedTuple):
    """A firm's event: what it is about, whose staff it is measured against, and how the figure calls it."""

    event: str
    staff: str
    label: str


PEERS = (
    Peer("relocation-offer-2024", "microsoft-china", "Microsoft, cloud and AI, 2024"),
    Peer("micron-china", "micron-china", "Micron, mobile, 2025"),
    Peer("amd-shanghai", "amd-shanghai", "AMD, Shanghai, 2023"),
    Peer("ericsson-china", "ericsson-china", "Ericsson, core, 2024"),
    Peer("mckinsey-china", "mckinsey-china", "McKinsey, to 2024"),
    Peer("fidelity-dalian", "fidelity-dalian", "Fidelity, Dalian, 2024"),
)
GREW = "nvidia-china"
"""The counter-example: a firm whose staff in China grew meanwhile."""

SHARE_GIVEN = Peer("morgan-stanley-china-tech", "", "Morgan Stanley, 2023")
"""A firm for which the share itself is reported, not the staff."""

SHORT = {
    "AmCham China Business Climate Survey": "AmCham China", "AmCham Shanghai China Business Report": "AmCham Shanghai",
    "European Chamber Business Confidence Survey": "European Chamber",
    "US-China Business Council member survey": "US-China Business Council",
}  # fmt: skip
"""Surveys by their names, as a small panel has room for."""

MARKED, OTHERS = "on leaving, moving or holding back", "other questions"
"""How the figure calls the questions of LEAVING and the rest."""

LEAVING = (
    "considering_or_already_relocating_manufacturing_or_sourcing", "considered_moving_production_to_the_us",
    "cutting_investment_in_china", "redirected_planned_china_investment_elsewhere_in_the_past_ye",
    "already_shifted_or_decided_to_shift_existing_investment_out", "moved_or_planning_to_move_some_operations_out_of_china",
    "paused_or_cut_planned_investment_in_the_past_year",
)  # fmt: skip
"""Questions on leaving China, moving or holding back investment."""

FDI = {
    "gross": ("fdi_utilised", "cny", "New capital, gross (commerce ministry), RMB billion"),
    "net": ("fdi_net_inflow", "usd", "Net flow, balance of payments (exchange office), USD billion"),
}
"""The two official measures: metric, unit and the words for it."""

TALENT = {
    "origin_china_share": "have a first degree from China",
    "work_us_share": "work in the United States",
    "work_china_share": "work in China",
}
BILLION = 1e9


# ------------------------------------------------------------------------------------------------------------------ peers


@of_tables
def _staff_rows(ledger: Ledger, unit: str) -> pd.DataFrame:
    """Return what is said of a unit's staff by sources other than the starting articles, oldest first."""
    rows = ledger.claims[(ledger.claims["subject"] == unit) & (ledger.claims["metric"] == "employed")]
    rows = rows[rows["number"].notna() & ~rows["source"].isin(ARTICLES)]
    own = rows[rows["speaker_role"].isin(("microsoft", "company", "registry"))]
    return (own if len(own) else rows).sort_values(["event_start", "id"])


def peer_rows(ledger: Ledger) -> pd.DataFrame:
    """Return people over local staff, a firm a row, smallest first: label, low, high (percent; negative for cuts, moves and
    offers), kind, disputed, text, source, ids.
    """
    out = [row for peer in PEERS for row in _peer(ledger, peer)] + _given(ledger) + _grown(ledger)
    columns = ["label", "low", "high", "kind", "disputed", "text", "source", "ids"]
    rows = pd.DataFrame(out, columns=columns)
    return (
        rows.assign(size=rows[["low", "high"]].max(axis=1))
        .sort_values(["size", "label"])
        .drop(columns="size")
        .reset_index(drop=True)
    )


@of_tables
def _peer(ledger: Ledger, peer: Peer) -> list[tuple]:
    """Return one firm's row, or none where people or staff are not known."""
    bounded = analysis.bounds(analysis.counts(ledger.claims, ledger.table("sources"), [peer.event], last=list(ARTICLES)))
    bounded, staff = bounded[bounded["low"].notna()], _staff_rows(ledger, peer.staff)
    if bounded.empty or staff.empty:
        return []
    row = bounded.iloc[0]
    shares = analysis.share(row["low"], row["high"], staff["number"].min(), staff["number"].max())
    kind = {"offer": "asked to move", "move": "moved"}.get(row["kind"], "cut")
    people = number_text(row["high"]) if row["low"] == row["high"] else range_text(row["low"], row["high"])
    disputed = bool(row["denied"] and kind == "cut")
    text = f"{'over ' if row['open_high'] else ''}{people} of {_staff_text(staff)}{', denied' if disputed else ''}"
    sources = " ".join(dict.fromkeys([*row["sources"].split(), *staff["source"]]))
    return [(peer.label, -shares[1], -shares[0], kind, disputed, text, sources, f"{row['ids']} {' '.join(staff['id'])}")]


def _staff_text(staff: pd.DataFrame) -> str:
    """Write a staff figure, or the lowest and highest of several, with its bound."""
    bound = {"at_least": "over ", "at_most": "nearly ", "about": "about "}
    ends = staff.sort_values("number").drop_duplicates("number")
    words = [bound.get(q, "") + number_text(v) for q, v in zip(ends["qualifier"], ends["number"], strict=True)]
    return " or ".join([words[0], words[-1]] if len(words) > 1 else words)


def _given(ledger: Ledger) -> list[tuple]:
    """Return the row of the firm for which the share itself is reported."""
    share = ledger.finding(SHARE_GIVEN.event, "share_moved")
    if not share.known:
        return []
    ids, sources = " ".join(share.rows), " ".join(share.sources)
    return [
        (SHARE_GIVEN.label, float("nan"), -share.value, "moved", False, f"{share.text('range')}, as reported", sources, ids)
    ]


def _grown(ledger: Ledger) -> list[tuple]:
    """Return the row of the firm that grew."""
    share = growth(ledger, GREW)
    if not share.known:
        return []
    before, after = (head(ledger, GREW, n) for n in (0, -1))
    text = f"from {before.text()} to {after.text()}"
    return [("Nvidia, China, 2024", share.low, share.high, "grew", False, text, " ".join(share.sources), " ".join(share.rows))]


def _of_2024(ledger: Ledger, unit: str) -> pd.DataFrame:
    rows = _staff_rows(ledger, unit)
    return rows[rows["event_start"].dt.year == 2024]


def head(ledger: Ledger, unit: str, at: int) -> Finding:
    """Finding: a unit's first (0) or last (-1) staff figure of 2024."""
    rows = _of_2024(ledger, unit)
    if len(rows) < 2:
        return Finding(None, "people")
    row = rows.iloc[at]
    return ledger.computed(
        row["number"], "people", rows=[row["id"]], how=f"The {'last' if at else 'first'} figure reported for 2024."
    )


def growth(ledger: Ledger, unit: str) -> Finding:
    """Finding: by how much a unit's staff grew from its first to its last figure of 2024."""
    before, after = head(ledger, unit, 0), head(ledger, unit, -1)
    if not before.known:
        return Finding(None, "percent")
    how = "Computed: the last figure of 2024 over the first, less one; both are round numbers."
    return ledger.computed(100 * (after.value / before.value - 1), "percent", of=[before, after], how=how, digits=0)


def peer_shares(ledger: Ledger) -> Finding:
    """Finding: the lowest and the highest share that other firms cut or moved, disputed counts left out."""
    rows = peer_rows(ledger)
    rows = rows[(rows["kind"] != "grew") & ~rows["disputed"] & (rows["kind"] != "asked to move")]
    ends = -rows[["low", "high"]]
    ids = [i for cell in rows["ids"] for i in cell.split()]
    how = "Computed: people cut or moved over local staff, the firm with the highest share; the range begins at the lowest. "
    how += "Offers, and counts the firm denies, are left out."
    low, high = ends.min().min(), ends.max().max()
    return ledger.computed(high if len(rows) else None, "percent", rows=ids, how=how, low=low, high=high, digits=1)


def peers(ledger: Ledger) -> Exhibit:
    """Figure: people over local staff, firm by firm, with the one that grew."""
    rows = peer_rows(ledger)
    if rows.empty:
        return nothing(ledger, "other firms' staff and how many of them were touched")
    share, grown = peer_shares(ledger), growth(ledger, GREW)
    title = (
        f"Other firms cut or moved {share.text('range')} of local staff"
        if share.known
        else "Firms named part of their local staff"
    )
    title += f"; Nvidia added {grown.text()}." if grown.known else "."
    words = " ".join(f"{r.label}, {r.kind}: {r.text}." for r in rows.itertuples())
    return publish(
        forms.interval_rows(rows, xlabel="percent of local staff: left cut, moved or asked to move, right added"),
        name="peers",
        title=title,
        alt=f"Bars for {len(rows)} firms, people touched as a share of local staff to the left, added staff to the right.",
        description="One bar a firm, from the fewest people over the largest staff figure to the most over the smallest; "
        f"hatched where the firm denies the count. The bases differ: a country's staff, a site's, a team's. {words}",
        unit="percent of local staff; hatched: a count the firm denies",
        rows=rows,
        **credit(ledger, [key for cell in rows["source"] for key in cell.split()]),
    )


# ---------------------------------------------------------------------------------------------------------------- surveys


@of_tables
def _panels(ledger: Ledger) -> pd.DataFrame:
    """Return the answers to questions asked in more than one year."""
    rows = analysis.survey_panels(ledger.table("surveys"), ledger.table("entities").set_index("id")["name"].to_dict())
    return rows[rows["years"] > 1].reset_index(drop=True)


@of_tables
def _leaving(ledger: Ledger) -> pd.DataFrame:
    """Return first and last share of each question on leaving that was asked more than once: first, last, ids."""
    surveys = ledger.table("surveys")
    asked = set(surveys.loc[surveys["metric"].isin(LEAVING), "question"])
    rows = _panels(ledger)
    rows = rows[rows["question"].isin(asked)]
    return (
        rows.groupby(["survey", "question"])
        .agg(first=("value", "first"), last=("value", "last"), ids=("ids", " ".join))
        .reset_index()
    )


def leaving(ledger: Ledger, *, all_: bool) -> Finding:
    """Finding: how many questions on leaving were asked more than once, or in how many the last share is above the first."""
    rows = _leaving(ledger)
    ids = [i for cell in rows["ids"] for i in cell.split()]
    count = float(len(rows) if all_ else (rows["last"] > rows["first"]).sum())
    how = "Counted: questions of one survey and one wording asked in more than one year"
    how += "." if all_ else ", whose last share is above the first."
    return ledger.computed(count if len(rows) else None, "count", rows=ids, how=how)


def top_three(ledger: Ledger) -> Finding:
    """Finding: the last share of firms that name China among their first three places to invest, if it fell and rose again."""
    rows = _panels(ledger)
    rows = rows[rows["question"] == "China a top-three investment priority"]
    ids = [i for cell in rows["ids"] for i in cell.split()]
    how = "The last share of one question of one survey; the range runs from the lowest of all years to the highest."
    low, high = rows["value"].min(), rows["value"].max()
    last = rows["value"].iloc[-1] if fell_and_rose(list(rows["value"])) else None
    return ledger.computed(last, "percent", rows=ids, how=how, low=low, high=high)


def fell_and_rose(values: list[float]) -> bool:
    """Return whether a series begins at its highest and ends above its lowest."""
    return bool(values) and values[0] == max(values) and values[-1] > min(values)


def surveys(ledger: Ledger) -> Exhibit:
    """Figure: one panel a question asked more than once."""
    rows = _panels(ledger)
    if rows.empty:
        return nothing(ledger, "a survey's question asked twice")
    up, asked = leaving(ledger, all_=False), leaving(ledger, all_=True)
    title = f"In {up.text()} of {asked.text()} questions on leaving asked more than once the last share is above the first."
    title = title if asked.known else "No question on leaving was asked more than once."
    on_leaving = set(zip(*(_leaving(ledger)[name] for name in ("survey", "question")), strict=True))
    drawn = rows.assign(
        mark=[pair in on_leaving for pair in zip(rows["survey"], rows["question"], strict=True)],
        head=[SHORT.get(name, name) for name in rows["survey"]], panel=rows["question"],
        solid=rows["year_basis"] == "fieldwork", text=[number_text(v) for v in rows["value"]],
    )  # fmt: skip
    panels = rows.groupby(["survey", "question"], sort=False)
    words = " ".join(
        f"{survey}, {question}: " + ", ".join(f"{v:g} in {y}" for v, y in zip(part["value"], part["year"], strict=True)) + "."
        for (survey, question), part in panels
    )
    return publish(
        forms.small_multiples(
            drawn.sort_values("mark", ascending=False, kind="stable"), ylabel="percent of answers", marked=MARKED, others=OTHERS
        ),
        name="surveys",
        title=title,
        alt=f"{panels.ngroups} small panels, one a question of one survey, with the share of answers by year.",
        description="One panel a question and survey, never pooled: wording, base and members differ. The questions on leaving "
        "are orange and square and stand first. Solid points stand at the year of asking, hollow ones at the year of the "
        f"edition or as the source labels it. {words}",
        unit="percent of answers"
        + (f", in {panels.ngroups} panels, three across" if panels.ngroups > 1 else "")
        + "; hollow where the year may not be that of asking",
        rows=rows,
        **credit(ledger, [key for cell in rows["source"] for key in cell.split()]),
    )


def survey_table(ledger: Ledger) -> Exhibit:
    """Table: every question drawn, with its answers, what their years are, whom was asked, and when."""
    rows = _panels(ledger)
    if rows.empty:
        return nothing(ledger, "a survey's question asked twice")
    full = list_text(list(dict.fromkeys(rows["survey"])))
    rows = pd.DataFrame([_asked(*names, part) for names, part in rows.groupby(["survey", "question"], sort=False)])
    columns = [
        Column("survey", "Survey", width=11), Column("question", "Question, in the survey's sense", width=22),
        Column("answers", "Percent by year", width=28), Column("basis", "What the year is", width=11),
        Column("base", "Who was asked", width=16), Column("fieldwork", "Asked when", width=16),
        Column("links", "Sources", width=18, format=str),
    ]  # fmt: skip
    title = "The survey answers, with wording, base and time of asking"
    note = f"In full: {full}. A dash stands where the source does not say."
    return table(rows, name="survey-answers", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _asked(survey: str, question: str, part: pd.DataFrame) -> dict[str, str]:
    """Return one row of the table for the answers to one question."""

    def by_year(cells: list[str]) -> str:
        """Write cells behind their years, those that say nothing left out."""
        return "; ".join(f"{year}:\N{NO-BREAK SPACE}{cell}" for year, cell in zip(part["year"], cells, strict=True) if cell)

    return {
        "survey": SHORT.get(survey, survey), "question": question, "basis": ", ".join(dict.fromkeys(part["year_basis"])),
        "base": by_year(list(part["base"])), "fieldwork": by_year(list(part["fieldwork"])),
        "answers": by_year([number_text(value) for value in part["value"]]),
        "links": source_links(pd.Series([" ".join(dict.fromkeys(" ".join(part["source"]).split()))]))[0],
        "ids": " ".join(part["ids"]),
    }  # fmt: skip


# ----------------------------------------------------------------------------------------------------- capital and talent


def _fdi(ledger: Ledger) -> dict[str, pd.DataFrame]:
    """Return both measures by year, by their words."""
    return {words: analysis.by_year(ledger.claims, "fdi-china", metric, unit) for metric, unit, words in FDI.values()}


def fdi_share(ledger: Ledger, measure: str) -> Finding:
    """Finding: a measure's last year as a share of the year before; not known unless both years are."""
    metric, unit, _ = FDI[measure]
    rows = analysis.by_year(ledger.claims, "fdi-china", metric, unit).tail(2)
    if len(rows) < 2 or rows["year"].diff().iloc[-1] != 1:
        return Finding(None, "percent")
    ids = [i for cell in rows["ids"] for i in cell.split()]
    how = f"Computed: the amount of {rows['year'].iloc[1]} over that of {rows['year'].iloc[0]}."
    return ledger.computed(100 * rows["value"].iloc[1] / rows["value"].iloc[0], "percent", rows=ids, how=how, digits=1)


def _billions(value: float) -> str:
    """Write an amount in billions, with its decimal, so that the ratio of two of them comes out as printed."""
    return number_text(round(value / BILLION, 1))


def fdi(ledger: Ledger) -> Exhibit:
    """Figure: the two official measures of foreign investment, side by side on one index."""
    series = _fdi(ledger)
    if any(rows.empty for rows in series.values()):
        return nothing(ledger, "both official measures of foreign investment")
    base = max(rows["year"].min() for rows in series.values())
    rows = analysis.indexed(series, base)
    rows = rows[rows["year"] >= base].assign(text=lambda r: [_billions(v) for v in r["value"]])
    gross, net = fdi_share(ledger, "gross"), fdi_share(ledger, "net")
    last = rows["year"].max()
    title = f"In {last} gross new capital was {gross.text()} of the year before, the net flow {net.text()}."
    title = title if gross.known and net.known else f"The two measures of {base} to {last} count different things."
    words = " ".join(f"{r.series}, {r.year}: {r.text}." for r in rows.itertuples())
    return publish(
        forms.side_by_side(rows, ylabel=f"{base} = 100"),
        name="fdi",
        title=title,
        alt=f"Two panels side by side: gross new capital and net flow of foreign investment, as an index of {base}.",
        description="One panel a measure, as percent of its value in the first year, amounts at the points; a year without "
        "a value breaks the line. The first counts new capital only, the second is net and holds reinvested profit and loans. "
        f"{words}",
        unit=f"index, {base} = 100; amounts in billions",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


@of_tables
def _talent(ledger: Ledger) -> pd.DataFrame:
    """Return the shares of leading AI researchers known for two years: series, label, year, value, source, ids."""
    parts = [
        analysis.by_year(ledger.claims, "ai-researchers", metric, "percent").assign(series=metric, label=label)
        for metric, label in TALENT.items()
    ]
    return pd.concat([part for part in parts if len(part) > 1] or [parts[0].head(0)], ignore_index=True)


def talent(ledger: Ledger, metric: str) -> Finding:
    """Finding: a share of leading AI researchers, last year, with first and last as its range."""
    rows = _talent(ledger)
    rows = rows[rows["series"] == metric]
    if rows.empty:
        return Finding(None, "percent")
    ids = [i for cell in rows["ids"] for i in cell.split()]
    ends = sorted((rows["value"].iloc[0], rows["value"].iloc[-1]))
    how = f"The share in {rows['year'].iloc[-1]}; the range runs from or to that in {rows['year'].iloc[0]}."
    return ledger.computed(rows["value"].iloc[-1], "percent", rows=ids, how=how, low=ends[0], high=ends[1])


def talent_slopes(ledger: Ledger) -> Exhibit:
    """Figure: where leading AI researchers come from and where they work, first year against last."""
    rows = _talent(ledger)
    if rows.empty:
        return nothing(ledger, "where researchers come from and work")
    first = (
        rows.sort_values("year").groupby("series", sort=False)["value"].agg(["first", "last"]).reindex(rows["series"].unique())
    )
    changes = "; ".join(f"{number_text(a)} to {number_text(b, 'percent')} {TALENT[m]}" for m, (a, b) in first.iterrows())
    years = f"{rows['year'].min()} to {rows['year'].max()}"
    return publish(
        forms.slopes(rows, ylabel="percent of leading AI researchers"),
        name="talent",
        title=f"Of leading AI researchers, {years}: {changes}.",
        alt=f"{rows['series'].nunique()} lines between two years: leading AI researchers by origin and place of work.",
        description="One line a share, from the first to the last year counted by one analyst, MacroPolo, from the authors of "
        f"one conference's papers; who counts as leading changed between its editions. {changes}.",
        unit="percent of leading AI researchers",
        rows=rows,
        **credit(ledger, rows["source"]),
    )
