"""The chapter on trade controls: its parameters and its findings. The exhibits stand in the modules it names."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from footprint.analysis import rulebook, tariffs, timing
from footprint.analysis import trade_controls as analysis
from footprint.analysis.trade_controls import CASE, CONTROLLED, EXCEPTION, FREE, UNKNOWN
from footprint.dates import day_text
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.exhibits import common, trade_calendar, trade_chips, trade_tariffs
from footprint.exhibits.common import Exhibit
from footprint.exhibits.trade_calendar import Clock, Window
from footprint.text import list_text


class Settings(NamedTuple):
    """The chapter's parameters; the notebook says what each means and allows."""

    rule_date: str
    product: str
    window_first: int
    window_last: int
    near: int
    draws: int
    seed: int

    @property
    def window(self) -> Window:
        """The parameters of the test of timing."""
        return Window(self.window_first, self.window_last, self.near, self.draws, self.seed)


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    findings = Findings("trade_controls")
    _add_chips(findings, ledger, settings)
    _add_keys(findings, ledger)
    _add_tariffs(findings, ledger, settings)
    _add_calendar(findings, ledger, settings)
    common.add_verdicts(findings, ledger)
    return findings


# -------------------------------------------------------------------------------------------------------------- chips


def _add_chips(findings: Findings, ledger: Ledger, settings: Settings) -> None:
    day = trade_chips.rule_day(ledger, settings.rule_date)
    held = _statuses(ledger, day)
    findings.add("rule-day", "Day whose rules the chips are held against", _rule_day(ledger, day, held))
    findings.add("chips-all", "Chips held against the US export rules", _count(ledger, held, None))
    findings.add("chips-controlled", "Chips that need a US licence for China with no easing", _count(ledger, held, CONTROLLED))
    findings.add("chips-case", "Chips whose US licence for China is open to case-by-case review", _count(ledger, held, CASE))
    findings.add(
        "chips-exception", "Chips that may go to China after notice under a licence exception", _count(ledger, held, EXCEPTION)
    )
    findings.add("chips-free", "Chips that no clause of the US export rules covers", _count(ledger, held, FREE))
    findings.add("chips-unknown", "Chips whose status under the US export rules is unknown", _count(ledger, held, UNKNOWN))
    findings.add("product-name", "Chip followed from rule to rule", _followed(ledger, held, settings.product))
    findings.add(
        "product",
        f"Status of {settings.product} under the US export rules for China",
        _status_of(ledger, held, settings.product),
    )
    findings.add(
        "maia", "Status of Microsoft's own Maia 100 under the US export rules for China", _status_of(ledger, held, "Maia 100")
    )
    findings.add("maia-tpp", "Total processing performance of Microsoft's Maia 100", _maia(ledger))
    findings.add("ascend-910c", "Total processing performance of Huawei's Ascend 910C", _ascend(ledger))
    gaps = _gaps(ledger)
    findings.add(
        "slack-first", "Furthest distance below the limits of 2022 of chips made for China", _slack(ledger, gaps, first=True)
    )
    findings.add(
        "slack-latest", "Furthest distance below the latest limits of chips made for China", _slack(ledger, gaps, first=False)
    )
    others = _slack(ledger, gaps, first=False, variants=False)
    findings.add("slack-others", "Furthest distance below the latest limits of other chips left free", others)


@of_tables
def _statuses(ledger: Ledger, day: pd.Timestamp) -> pd.DataFrame:
    given = trade_chips.inputs(ledger)
    return analysis.statuses(given.chips, given.thresholds, day) if given else pd.DataFrame()


def _rule_day(ledger: Ledger, day: pd.Timestamp, held: pd.DataFrame) -> Finding:
    if held.empty:
        return Finding(None, "text")
    rows = [i for cell in held["clause_rows"] for i in cell.split()] or _ids(held)
    return common.worded(
        ledger,
        day_text(day.date()),
        rows,
        "The day of the rules chosen, which is the book's date unless a reader sets another.",
    )


def _ids(rows: pd.DataFrame) -> list[str]:
    return [i for cell in rows["rows"] for i in cell.split()]


def _count(ledger: Ledger, held: pd.DataFrame, status: str | None) -> Finding:
    if held.empty:
        return Finding(None, "count")
    hits = held if status is None else held[held["status"] == status]
    rows = _ids(held if hits.empty else hits)
    clauses = [i for cell in hits["clause_rows"] for i in cell.split()]
    how = (
        "Counted: chips by the status that the clauses in force give them; where sources differ, the preferred figure decides."
    )
    return ledger.computed(float(len(hits)), "count", rows=[*rows, *clauses], how=how)


def _status_of(ledger: Ledger, held: pd.DataFrame, chip: str) -> Finding:
    row = held[held["chip"] == chip] if len(held) else held
    if row.empty:
        return Finding(None, "text")
    first = row.iloc[0]
    rows = [*first["rows"].split(), *first["clause_rows"].split()]
    text = first["status"] if first["status"] != UNKNOWN else f"unknown ({first['possible']})"
    return common.worded(
        ledger, text, rows, "The status that the clauses in force on the day of the rules give the chip, for a buyer in China."
    )


def _followed(ledger: Ledger, held: pd.DataFrame, chip: str) -> Finding:
    """Finding: the name of the chip that is followed, while it is among the chips known."""
    row = held[held["chip"] == chip] if len(held) else held
    return common.worded(ledger, chip, _ids(row), "The chip a reader has chosen.") if len(row) else Finding(None, "text")


def _ascend(ledger: Ledger) -> Finding:
    """Finding: the performance of Huawei's chip by the figure that decides its status, with what other sources give."""
    found, claims = _rival_tpp(ledger, "Ascend 910C"), ledger.claims
    said = claims[(claims["subject"] == "ascend-910c") & (claims["metric"] == "tpp")]["id"]
    if not found.known:
        return found
    how = "The figure that decides the chip's status, the first of the table of chips; the range takes in the other sources'."
    ends = {"low": found.low, "high": found.high}
    again = ledger.computed(found.value, "tpp", rows=[*found.rows, *said], how=how, **ends)
    return replace(again, contested=found.contested)


def _maia(ledger: Ledger) -> Finding:
    """Finding: Microsoft's chip by the highest format, with the lower ones as its low end."""
    chips = ledger.table("chips")
    rows = analysis.measures(chips[chips["chip"] == "Maia 100"])
    if rows.empty:
        return Finding(None, "tpp")
    how = "Computed: rate times bit length of the highest format, as the rule takes it; a range begins at the 16-bit rate's."
    low, high = rows["tpp"].min(), rows["tpp"].max()
    return ledger.computed(high, "tpp", rows=rows["id"], how=how, low=low, high=high)


@of_tables
def _gaps(ledger: Ledger) -> pd.DataFrame:
    given = trade_chips.inputs(ledger)
    return analysis.gaps(given.chips, given.thresholds) if given else pd.DataFrame()


def _slack(ledger: Ledger, gaps: pd.DataFrame, *, first: bool, variants: bool = True) -> Finding:
    """Finding: how far below the nearest limit the free chips of a rule lie, the furthest of them as the value."""
    if gaps.empty or not gaps["variant"].any():
        return Finding(None, "percent")
    rules = list(dict.fromkeys(gaps["rule"]))
    rule = rules[0 if first else -1]
    rows = gaps[(gaps["rule"] == rule) & (gaps["variant"] == variants)]
    if rows.empty or (first and len(rules) == 1):
        return Finding(None, "percent")
    slack = 100 * rows["slack"]
    limits = _clause_rows(ledger, rule)
    how = (
        "Computed: distance to the nearest limit as a share of it, as all limits of a clause must be met; the value is that of "
    )
    how += "the furthest chip, and where chips differ the range begins at the nearest one's."
    ids = [*_ids(rows), *limits]
    return ledger.computed(slack.max(), "percent", rows=ids, how=how, low=slack.min(), high=slack.max(), digits=1)


# ---------------------------------------------------------------------------------------------------------- two keys


NEED = "Non-Chinese chips that need a licence by general rule"


def _add_keys(findings: Findings, ledger: Ledger) -> None:
    keyed = _keyed(ledger)
    findings.add("keys-pass", f"{NEED} and pass January 2026's test", _keys(ledger, keyed, review="yes"))
    findings.add(
        "keys-pay",
        "Non-Chinese chips that pass January 2026's export test and fall in a duty window",
        _keys(ledger, keyed, review="yes", window=True),
    )
    findings.add("keys-fail", f"{NEED} and fail January 2026's test", _keys(ledger, keyed, review="no"))
    findings.add("mi325x", "Total processing performance of AMD's MI325X", _rival_tpp(ledger, "MI325X"))
    findings.add("mi325x-duty", "Whether AMD's MI325X falls in a duty window of January 2026", _flip(ledger, keyed, "MI325X"))
    findings.add(
        "review-limit", "Processing performance below which licence review is case by case, January 2026", _limit(ledger, "tpp")
    )
    findings.add(
        "review-memory",
        "Memory bandwidth in GB/s below which licence review is case by case, January 2026",
        _limit(ledger, "memory_bw_gb_s"),
    )
    findings.add(
        "h200-revenue",
        "Nvidia's revenue from China under the H200 licences, to April 2026",
        ledger.finding("h200", "china_revenue"),
    )


@of_tables
def _keyed(ledger: Ledger) -> pd.DataFrame:
    given = trade_chips.inputs(ledger)
    known = given is not None and (given.thresholds["rule"] == trade_chips.REVIEW).any()
    return trade_chips.keyed(given) if known else pd.DataFrame()


def _keys(ledger: Ledger, rows: pd.DataFrame, *, review: str, window: bool = False) -> Finding:
    """Finding: chips by the two keys; a chip whose sources disagree counts by its preferred value, the range shows both."""
    if rows.empty:
        return Finding(None, "count")
    hit = (rows["review"] == review) & (rows["duty"].str.startswith("2026") if window else True)
    sure = rows.assign(hit=hit).groupby("chip")["hit"].agg(["all", "any"])
    value = rows[hit & rows["preferred"]]["chip"].nunique()
    ids = [*_ids(rows), *_clause_rows(ledger, trade_chips.REVIEW, "us-2026-01-s232")]
    how = "Counted: chips of makers outside China, each by its preferred values; where sources of a chip differ and that "
    how += "decides, the range shows it."
    return ledger.computed(
        float(value), "count", rows=ids, how=how, low=float(sure["all"].sum()), high=float(sure["any"].sum())
    )


def _clause_rows(ledger: Ledger, *rules: str) -> list[str]:
    rows = ledger.table("control_thresholds")
    return list(rows[rows["rule"].isin(rules)]["id"])


def _rival_tpp(ledger: Ledger, chip: str) -> Finding:
    chips = ledger.table("chips")
    rows = analysis.measures(chips[chips["chip"] == chip]).dropna(subset=["tpp"])
    if rows.empty:
        return Finding(None, "tpp")
    how = "Computed: the dataset's 16-bit rate times sixteen; the range takes in the figure that the dataset prints."
    ends = {"low": rows["tpp"].min(), "high": rows["tpp"].max()}
    return replace(
        ledger.computed(rows["tpp"].iloc[0], "tpp", rows=rows["id"], how=how, **ends), contested=rows["tpp"].nunique() > 1
    )


def _flip(ledger: Ledger, rows: pd.DataFrame, chip: str) -> Finding:
    """Finding: in which window a chip falls by its preferred value, and what another source's value says."""
    rows = rows[rows["chip"] == chip] if len(rows) else rows
    if rows.empty:
        return Finding(None, "text")
    said = [f"{trade_chips._window(r.duty)} with a performance of {r.tpp:,.0f}" for r in rows.itertuples()]
    found = common.worded(
        ledger,
        list_text(said),
        [*_ids(rows), *_clause_rows(ledger, "us-2026-01-s232")],
        "Each source's figure for the chip, held against the duty windows.",
    )
    return replace(found, contested=rows["duty"].nunique() > 1)


def _limit(ledger: Ledger, criterion: str) -> Finding:
    rows = ledger.table("control_thresholds")
    rows = rows[(rows["rule"] == trade_chips.REVIEW) & (rows["criterion"] == criterion)]
    if rows.empty:
        return Finding(None, "count")
    return ledger.computed(float(rows["value"].iloc[0]), "count", rows=rows["id"], how="The limit as the sources print it.")


# ------------------------------------------------------------------------------------------------------------ tariffs


def _add_tariffs(findings: Findings, ledger: Ledger, settings: Settings) -> None:
    now, then = pd.Timestamp(ledger.day), trade_chips.rule_day(ledger, settings.rule_date)
    findings.add("us-rate-then", "US rate on goods of China in general, on the rule date", _rate(ledger, "US", then))
    findings.add("cn-rate-then", "China's rate on US goods in general, on the rule date", _rate(ledger, "CN", then))
    findings.add("us-rate", "US rate on goods of China in general, on the book's date", _rate(ledger, "US", now))
    findings.add("cn-rate", "China's rate on US goods in general, on the book's date", _rate(ledger, "CN", now))
    findings.add("us-peak", "Highest US rate on goods of China in general", _peak(ledger, "US"))
    findings.add("cn-peak", "Highest rate of China on US goods in general", _peak(ledger, "CN"))
    findings.add("us-peak-days", "Days the highest US rate on goods of China was in force", _peak_days(ledger, "US"))
    findings.add("cn-peak-days", "Days China's highest rate on US goods was in force", _peak_days(ledger, "CN"))
    _add_life(findings, ledger)
    us = {"subject": "us-tariffs", "metric": "average_rate"}
    findings.add("us-average-2018", "US average duty on goods of China before July 2018", _average(ledger, "base-2018-us"))
    findings.add(
        "us-average-2025", "US average duty on goods of China in January 2025", ledger.finding(**us, event_start="2025-01-20")
    )
    findings.add(
        "us-average-truce",
        "US average duty on goods of China after the Geneva truce, May 2025",
        ledger.finding(**us, event_start="2025-05-14"),
    )


FIRST_RATE = "its first April 2025 rate on US goods"


def _add_life(findings: Findings, ledger: Ledger) -> None:
    cn, us = (tariffs.life(ledger.table("tariffs"), step) for step in (trade_tariffs.THIRTY_FOUR, "us-2025-04-34"))
    findings.add("china-34", "Rate on US goods that China announced on 4 April 2025", _part(ledger, cn, "rate", "percent"))
    findings.add("china-34-announced", f"Day China announced {FIRST_RATE}", _moment(ledger, cn, "announced"))
    findings.add("china-34-due", f"Day China was to apply {FIRST_RATE}", _moment(ledger, cn, "due"))
    findings.add("china-34-replaced", f"Day China announced the order replacing {FIRST_RATE}", _moment(ledger, cn, "replaced"))
    findings.add("china-34-instead", f"Rate China applied in place of {FIRST_RATE}", _part(ledger, cn, "instead", "percent"))
    findings.add("china-34-collected", f"Days China collected {FIRST_RATE}", _part(ledger, cn, "days_collected", "days"))
    findings.add(
        "china-34-life", "Days from China's first April 2025 rate on US goods to its replacement order", _lived(ledger, cn)
    )
    findings.add("us-34", "Rate for China that the US announced on 2 April 2025", _part(ledger, us, "rate", "percent"))
    findings.add(
        "us-34-collected",
        "Days the US rate for China announced on 2 April 2025 was collected",
        _part(ledger, us, "days_collected", "days"),
    )


@of_tables
def _totals(ledger: Ledger, side: str) -> pd.DataFrame:
    return tariffs.totals(ledger.table("tariffs"), side, pd.Timestamp(ledger.day))


@of_tables
def _rate_on(ledger: Ledger, side: str, day: pd.Timestamp) -> tariffs.Rate:
    return tariffs.rate_on(ledger.table("tariffs"), side, day)


def _rate(ledger: Ledger, side: str, day: pd.Timestamp) -> Finding:
    rate = _rate_on(ledger, side, day)
    if not rate.rows:
        return Finding(None, "percent")
    how = "Computed: the sum of the layers on goods in general in force; where a change was due and no source says whether it "
    how += "came, the range holds both."
    return ledger.computed(rate.total, "percent", rows=rate.rows, how=how, low=rate.low, high=rate.high)


def _peak(ledger: Ledger, side: str) -> Finding:
    spans = _totals(ledger, side)
    if spans.empty:
        return Finding(None, "percent")
    return _rate(ledger, side, spans.loc[spans["rate"].idxmax(), "start"])


def _peak_days(ledger: Ledger, side: str) -> Finding:
    spans = _totals(ledger, side)
    if spans.empty:
        return Finding(None, "days")
    top = spans[spans["rate"] == spans["rate"].max()]
    days = float((top["end"] - top["start"]).dt.days.sum())
    ended = tariffs.general(ledger.table("tariffs"), side)
    rows = ended[ended["effective"].isin([*top["start"], *top["end"]])]["id"]
    return ledger.computed(
        days,
        "days",
        rows=rows,
        how="Counted: days from the step that brought the rate to the one that ended it, or to the book's date.",
    )


def _average(ledger: Ledger, step: str) -> Finding:
    rows = ledger.table("tariffs")
    rows = rows[rows["step"] == step]
    if rows.empty:
        return Finding(None, "percent")
    return ledger.computed(rows["average_rate"].iloc[0], "percent", rows=rows["id"], how="The rate as the source prints it.")


LIFE = {
    "rate": "The rate of the step that was announced and did not apply.",
    "announced": "The day on which the step that did not apply was announced.",
    "due": "The day on which the step that did not apply was to take effect.",
    "replaced": "The day on which the step that took its place was announced.",
    "instead": "The rate in force of the layer once the step that took its place applied.",
    "days_collected": "Counted: days from the day the step was to take effect to the day another took its place.",
}
"""How each part of the life of a replaced step is read from it and from the step in its place."""


def _part(ledger: Ledger, life: tariffs.Life | None, part: str, unit: str) -> Finding:
    if life is None:
        return Finding(None, unit)
    return ledger.computed(float(getattr(life, part)), unit, rows=life.rows, how=LIFE[part])


def _moment(ledger: Ledger, life: tariffs.Life | None, part: str) -> Finding:
    if life is None:
        return Finding(None, "text")
    return common.worded(ledger, day_text(getattr(life, part).date()), list(life.rows), LIFE[part])


def _lived(ledger: Ledger, life: tariffs.Life | None) -> Finding:
    if life is None:
        return Finding(None, "days")
    days = float((life.replaced - life.announced).days)
    return ledger.computed(
        days, "days", rows=life.rows, how="Counted: days from the announcement of the step to that of the one in its place."
    )


# ----------------------------------------------------------------------------------------------------------- calendar


def _add_calendar(findings: Findings, ledger: Ledger, settings: Settings) -> None:
    findings.add(
        "rules-force", "Trade rules of this report's table in force on the book's date", _standing(ledger, ("in force",))
    )
    findings.add("rules-unseen", "Trade rules whose end or return was due and not seen", _standing(ledger, rulebook.UNSEEN))
    findings.add(
        "rules-struck", "Trade rules of this report's table struck down by a court", _standing(ledger, ("struck down",))
    )
    findings.add("stock-2022", "Entities in China on the Entity List, August 2022, by the agency", _stock(ledger, "trade-052"))
    findings.add(
        "stock-2025", "Companies of China on the Entity List, September 2025, as reported", _stock(ledger, "trade-053")
    )
    findings.add(
        "share-2022",
        "Share of the Entity List's stock of August 2022 that this sample covers",
        trade_calendar.stock_share(ledger, "trade-052"),
    )
    findings.add(
        "share-2025",
        "Share of the Entity List's stock of September 2025 that this sample covers",
        trade_calendar.stock_share(ledger, "trade-053"),
    )
    found = trade_calendar.clock(ledger, settings.window)
    findings.add("events", "Events at Microsoft in China held against the calendar of rules", _clocked(ledger, found, "events"))
    findings.add(
        "lag", "Mean distance of Microsoft's events in China from the nearest rule", _clocked(ledger, found, "observed")
    )
    findings.add(
        "lag-chance", "Share of random sets of days as near to rules as Microsoft's events", _clocked(ledger, found, "share")
    )
    findings.add("near-days", "Days set as near to a rule", _near_days(ledger, found, settings.near))
    findings.add("near", "Microsoft's events within the days taken as near to a rule", _clocked(ledger, found, "near"))
    findings.add("near-expected", "Events near a rule among random days, on average", _clocked(ledger, found, "near_expected"))
    findings.add(
        "near-chance", "Share of random sets of days with as many events near a rule", _clocked(ledger, found, "near_share")
    )
    findings.add("weekdays", "Share of weekdays of 2025 within one day of a rule or tariff step", _weekdays(ledger, found))
    findings.add("data-rule", "Day the US rule on sensitive personal data took effect", _data_rule(ledger))
    findings.add(
        "end", "Day Wicresoft's Microsoft projects ended, set beside the US data rule", ledger.finding("wicresoft", "closed")
    )


def _standing(ledger: Ledger, states: tuple[str, ...]) -> Finding:
    rules = ledger.table("rules")
    if rules.empty:
        return Finding(None, "count")
    rows = rulebook.standing(rules, pd.Timestamp(ledger.day))
    hits = rows[rows["state"].isin(states) & (rows["instrument"] != "judgment")]
    how = "Counted: rules of this report's table by where they stand on the book's date; a judgment is no rule."
    return ledger.computed(float(len(hits)), "count", rows=(rows if hits.empty else hits)["id"], how=how)


def _stock(ledger: Ledger, claim: str) -> Finding:
    row = ledger.claims[ledger.claims["id"] == claim]
    if row.empty:
        return Finding(None, "count")
    return ledger.finding("entity-list", "cn_entities_total", event_start=str(row["event_start"].iloc[0].date()))


CLOCKED = {
    "events": "Counted: events dated to the day in the window of the test.",
    "observed": "Computed: the mean over the events of the days to the nearest rule or tariff step.",
    "share": "Simulated: of the sets of random days on the events' weekdays, those whose mean distance is as small or smaller.",
    "near": "Counted: events no further from a rule or tariff step than the days set as near.",
    "near_expected": "Simulated: the mean number of days near a rule over all sets of random days, on the events' weekdays.",
    "near_share": "Simulated: of the sets of random days on the events' weekdays, those with as many days near a rule or more.",
}
"""How each part of the test of timing is made."""


def _clocked(ledger: Ledger, found: Clock | None, part: str) -> Finding:
    unit = {"observed": "days", "share": "percent", "near_share": "percent"}.get(part, "count")
    if found is None:
        return Finding(None, unit)
    value = float(len(found.events)) if part == "events" else float(getattr(found.test, part))
    value *= 100 if unit == "percent" else 1
    how = CLOCKED[part]
    digits = 0 if part in ("events", "near") or unit == "percent" else 1
    rows = [*found.events["id"], *found.rules["id"]]
    return ledger.computed(value, unit, rows=rows, how=how, digits=digits)


def _near_days(ledger: Ledger, found: Clock | None, near: int) -> Finding:
    """Finding: how near to a rule counts as near, a parameter."""
    if found is None:
        return Finding(None, "days")
    rows = [*found.events["id"], *found.rules["id"]]
    return ledger.computed(float(near), "days", rows=rows, how="Chosen: a parameter of the chapter, which a reader can set.")


def _weekdays(ledger: Ledger, found: Clock | None) -> Finding:
    if found is None or pd.Timestamp(ledger.day) < pd.Timestamp("2025-12-31"):
        return Finding(None, "percent")
    year = (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31"))
    share = timing.weekdays_near(found.rules["day"], year, near=1)
    how = "Computed: weekdays on which, or next to which, a rule or tariff step took effect, over all weekdays of the year."
    return ledger.computed(100 * share, "percent", rows=found.rules["id"], how=how, digits=0)


def _data_rule(ledger: Ledger) -> Finding:
    rows = ledger.table("rules")
    rows = rows[rows["rule"] == trade_calendar.DATA_RULE]
    if rows.empty:
        return Finding(None, "text")
    return common.worded(
        ledger, day_text(rows["effective"].iloc[0].date()), list(rows["id"]), "The day of effect that the rule's text gives."
    )


def sensitivity_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch."""
    return common.sensitivity_table(ledger, lambda other: findings(other, settings))
