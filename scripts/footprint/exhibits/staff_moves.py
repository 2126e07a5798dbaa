"""Exhibits of the chapter on staff moves: who was asked to move, who counted them, and how much that is of the staff."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from footprint.analysis import staff_moves as analysis
from footprint.analysis.lags import lag
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.exhibits import common, staff_context, staff_relays
from footprint.exhibits.common import ARTICLES, Exhibit, credit, nothing
from footprint.figures import forms, publish
from footprint.text import list_text, number_text, range_text

BASES = {"china staff": "china", "asia-pacific engineers": "apac-rd"}
"""Whom a share is a share of, with the ending of that unit's id."""

BASE_WORDS = {"china staff": "its staff in China", "asia-pacific engineers": "its Asia-Pacific engineers"}
"""The same in the words of a finding's title."""

MAIL, REMOVAL, PHONES = "staff-094", "staff-020", "staff-044"
"""Rows that date what the company did: the mail of the offer, the removal from Pentagon systems, the phone rule."""

CHIP_RULE, PROPOSAL, COMMENTS, DEBATE, REPORT, DEADLINE = (
    "staff-027", "staff-029", "staff-030", "staff-063", "mov-024", "staff-104",
)  # fmt: skip
DISCLOSURE, PENTAGON_RULE, LAW, MEMO = "staff-017", "staff-023", "staff-024", "staff-042"

SINCE = "2020-01-01"
"""Staff figures older than this are no base for what happened from 2023 on."""

AROUND = {
    (MAIL, "The mail offering posts abroad"): {
        CHIP_RULE: "US chip rule tightened", DEBATE: "Debate on the Beijing lab reported",
        PROPOSAL: "US proposal on cloud customers",
        COMMENTS: "Comments on it close", REPORT: "Press puts a number on it", DEADLINE: "Answers due",
    },
    (PHONES, "The rule on phones for signing in"): {MEMO: "Memo reported"},
    (REMOVAL, "The removal from Pentagon systems"): {
        DISCLOSURE: "Practice disclosed", PENTAGON_RULE: "Pentagon rule", LAW: "Ban in law",
    },
}  # fmt: skip
"""What the company did, and what came before and after it, by the rows that date them."""


class Settings(NamedTuple):
    """The chapter's parameters; the notebook says what each means and allows."""

    company: str
    base: str
    weak: bool


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    company = settings.company
    every, firm = counted(ledger, company), common.called(ledger, company)
    found, posts = Findings("staff_moves"), f"Posts named in {firm}'s offers, moves and cuts, added up"
    offer = found.add(
        "offered", f"People asked in {firm}'s most counted offer to consider moving abroad", offered(ledger, every)
    )
    found.add("offer-floors", f"Highest floor given for the people in {firm}'s most counted offer", floors(ledger, every))
    found.add(
        "offer-reports", f"Reports that print a range for {firm}'s most counted offer", range_count(ledger, every, "source")
    )
    found.add(
        "offer-origins",
        f"Origins behind the reports that print a range for {firm}'s offer",
        range_count(ledger, every, "origin"),
    )
    found.add("acceptance", f"Published figures of how many accepted {firm}'s offer or moved", acceptance(ledger, every))
    found.add(
        "reply-days", "Days from Microsoft's mail of May 2024 to the day answers were due", days_between(ledger, MAIL, DEADLINE)
    )
    staff = found.add(
        "base-staff", f"{firm}'s staff in China, by the company's last figure", base(ledger, company, "china staff")
    )
    engineers = found.add(
        "base-engineers",
        f"Engineers in {firm}'s Asia-Pacific research and development group",
        base(ledger, company, "asia-pacific engineers"),
    )
    found.add(
        "base-engineers-china",
        f"Engineers and scientists at {firm}'s research and development centre in China",
        staff_of(ledger, f"{company}-china-rd"),
    )
    found.add("exposure-staff", f"People in {firm}'s offer as a share of its staff in China", exposure(ledger, offer, staff))
    found.add(
        "exposure-engineers",
        f"People in {firm}'s offer as a share of its Asia-Pacific engineers",
        exposure(ledger, offer, engineers),
    )
    found.add(
        "vancouver",
        "Microsoft researchers to move from Beijing to Vancouver, reported in 2023",
        event(ledger, every, "vancouver-move-2023"),
    )
    found.add(
        "azure-2026", "Azure posts in Beijing and Shanghai reported to end in July 2026", event(ledger, every, "azure-cut-2026")
    )
    found.add(
        "support-2025",
        "Microsoft support posts reported cut in July 2025, by a weak source",
        event(ledger, every, "support-cut-2025"),
    )
    total = found.add("running", posts, running_total(ledger, every, weak=False))
    found.add("running-weak", f"{posts} with weak sources", running_total(ledger, every, weak=True))
    found.add(
        "running-share",
        f"Posts named at {firm}, added up, as a share of {BASE_WORDS[settings.base]}",
        exposure(ledger, total, base(ledger, company, settings.base)),
    )
    found.add("uncounted", f"Offers, moves and cuts at {firm} reported without a number", uncounted_count(ledger, every))
    found.add(
        "chip-rule-to-mail",
        "Days from the chip rule of October 2023 to Microsoft's mail offering moves",
        days_between(ledger, CHIP_RULE, MAIL),
    )
    found.add(
        "proposal-to-mail",
        "Days from the US proposal on cloud customers to Microsoft's mail offering moves",
        days_between(ledger, PROPOSAL, MAIL),
    )
    found.add(
        "comments-to-mail",
        "Days from the end of comments on cloud customers to Microsoft's mail offering moves",
        days_between(ledger, COMMENTS, MAIL),
    )
    found.add(
        "disclosure-to-removal",
        "Days from disclosure of Pentagon support from China to its removal by Microsoft",
        days_between(ledger, DISCLOSURE, REMOVAL),
    )
    found.add(
        "memo-to-rule",
        "Days from the reported memo to Microsoft's rule on phones for signing in",
        days_between(ledger, MEMO, PHONES),
    )
    found.add("report-to-closing", "Days from the report on DeepSeek's hires to that of the Insider Lab's closing",
              days_between(ledger, "mov-032", staff_relays.LAB_CLOSING))  # fmt: skip
    found.add(
        "alumni",
        "Former staff or interns of Microsoft Research Asia found at DeepSeek",
        ledger.finding("msra-alumni-deepseek", "former_staff_hired"),
    )
    found.add(
        "alumni-share",
        "Former people of Microsoft Research Asia as a share of DeepSeek's listed authors",
        staff_relays.alumni_share(ledger),
    )
    found.add(
        "alumni-left",
        "Year in which two people of DeepSeek left Microsoft Research Asia",
        ledger.finding("msra-alumni-deepseek", "departure_year"),
    )
    found.add(
        "authors",
        "Authors listed on the DeepSeek papers that a Hoover study read",
        ledger.finding("deepseek", "authors_listed"),
    )
    found.add("never-left", "Share of DeepSeek's authors who never left China, by a Hoover study",
              ledger.finding("deepseek", "share_never_left_china"))  # fmt: skip
    found.add(
        "lab-size", "People at Microsoft Research Asia, by copies of one article of January 2024", staff_relays.lab_size(ledger)
    )
    found.add("peer-shares", "Largest share of local staff that another firm cut or moved", staff_context.peer_shares(ledger))
    found.add("nvidia-growth", "Growth of Nvidia's staff in China during 2024", staff_context.growth(ledger, "nvidia-china"))
    found.add("nvidia-before", "Nvidia's staff in China, January 2024", staff_context.head(ledger, "nvidia-china", 0))
    found.add("nvidia-after", "Nvidia's staff in China, December 2024", staff_context.head(ledger, "nvidia-china", -1))
    found.add(
        "leaving-questions",
        "Survey questions on leaving China or holding back asked more than once",
        staff_context.leaving(ledger, all_=True),
    )
    found.add(
        "leaving-up",
        "Survey questions on leaving China whose last share is above the first",
        staff_context.leaving(ledger, all_=False),
    )
    found.add(
        "top-three",
        "Share of firms with China among first three places to invest, last survey",
        staff_context.top_three(ledger),
    )
    found.add(
        "fdi-gross",
        "Gross foreign capital in China, last year as a share of the year before",
        staff_context.fdi_share(ledger, "gross"),
    )
    found.add(
        "fdi-net",
        "Net foreign inflow to China, last year as a share of the year before",
        staff_context.fdi_share(ledger, "net"),
    )
    found.add("origin-china", "Share of leading AI researchers with a first degree from China",
              staff_context.talent(ledger, "origin_china_share"))  # fmt: skip
    found.add(
        "work-china", "Share of leading AI researchers at work in China", staff_context.talent(ledger, "work_china_share")
    )
    found.add(
        "work-us", "Share of leading AI researchers at work in the United States", staff_context.talent(ledger, "work_us_share")
    )
    common.add_verdicts(found, ledger)
    return found


# ------------------------------------------------------------------------------------------------------ who counted what


class Counted(NamedTuple):
    """Every count of the people in one company's events, those of the offer most counted, and what all come to."""

    all: pd.DataFrame
    offer: pd.DataFrame
    bounds: pd.DataFrame


@of_tables
def counted(ledger: Ledger, company: str) -> Counted:
    """Return the counts of one company's events; the starting articles speak for an origin only where nobody else does."""
    moves = ledger.table("moves")
    subjects = list(dict.fromkeys(moves.loc[moves["company"] == company, "subject"]))
    rows = analysis.counts(ledger.claims, ledger.table("sources"), subjects, last=list(ARTICLES))
    offers = rows[rows["kind"] == "offer"]
    numbered = offers[offers["low"].notna() | offers["high"].notna()]
    offer = offers[offers["subject"] == numbered["subject"].mode().min()] if len(numbered) else numbered
    return Counted(rows, offer, analysis.bounds(rows))


def _ids(rows: pd.DataFrame) -> list[str]:
    """Return the row ids that the rows of a frame name."""
    return [i for cell in rows["ids"] for i in cell.split()]


def _closed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the counts that give both ends and deny nothing."""
    return rows[rows["low"].notna() & rows["high"].notna() & (rows["stance"] != "denies")]


def _bounded(ledger: Ledger, row: object, how: str) -> Finding:
    """Return the finding that one row of `analysis.bounds` stands for."""
    ids = row.ids.split()
    metrics = dict.fromkeys(ledger.claims.loc[ledger.claims["id"].isin(ids), "metric"])
    of = [f for f in (ledger.finding(row.subject, metric) for metric in metrics) if f.known]
    made = ledger.computed(row.high, "people", rows=ids, of=of, how=how, low=row.low, high=row.high)
    return replace(made, contested=made.contested or row.denied, open_high=row.open_high, open_low=row.open_low)


ONE_EVENT = "The highest of the counts of this event; where counts differ, the range begins at the lowest."


def event(ledger: Ledger, every: Counted, subject: str, how: str = ONE_EVENT) -> Finding:
    """Finding: what the counts of one event come to."""
    rows = every.bounds[(every.bounds["subject"] == subject) & every.bounds["low"].notna()]
    return next((_bounded(ledger, row, how) for row in rows.itertuples()), Finding(None, "people"))


def offered(ledger: Ledger, every: Counted) -> Finding:
    """Finding: how many were asked to move, by the counts that give both ends; floors for single teams lie beneath."""
    how = "The high end of the counts that give a range, which runs from their low end; counts with only a floor lie beneath."
    return event(ledger, every, next(iter(every.offer["subject"]), ""), how)


FLOORS = "The highest of the counts that give only a floor; where floors differ, the range begins at the lowest."


def floors(ledger: Ledger, every: Counted) -> Finding:
    """Finding: the lowest and the highest of the floors (`more than …`) given for the offer."""
    rows = every.offer
    rows = rows[rows["low"].notna() & rows["high"].isna() & (rows["stance"] != "denies")]
    low, high, how = rows["low"].min(), rows["low"].max(), FLOORS
    return ledger.computed(high, "people", rows=_ids(rows), how=how, low=low, high=high)


def range_count(ledger: Ledger, every: Counted, of: str) -> Finding:
    """Finding: how many sources or origins give both ends of the offer's range."""
    rows = _closed(every.offer)
    how = f"Counted: {of}s whose counts give both ends of a range, each once."
    return ledger.computed(float(rows[of].nunique()) if len(rows) else None, "count", rows=_ids(rows), how=how)


def acceptance(ledger: Ledger, every: Counted) -> Finding:
    """Finding: how many rows give a number of people who accepted the offer; it rests on all rows about the offer."""
    if every.offer.empty:
        return Finding(None, "count")
    rows = ledger.claims[ledger.claims["subject"] == every.offer["subject"].iloc[0]]
    numbers = rows["metric"].isin(("acceptance", "people_accepted", "people_moved")) & rows["number"].notna()
    how = "Counted: rows on the offer that give a number of people who accepted it or moved."
    return ledger.computed(float(numbers.sum()), "count", rows=rows["id"], how=how)


def counts(ledger: Ledger, every: Counted, offer: Finding) -> Exhibit:
    """Figure: every count of the offer, in the order the reports came out."""
    rows = every.offer
    if rows.empty:
        return nothing(ledger, "an offer to move abroad with a number of people")
    rows = rows.assign(words=[_plain_words(words) for words in rows["words"]])
    closed = _closed(rows)
    origins = closed["origin"].nunique()
    title = f"Only bounds are known, {offer.text('range')}; no report gives a range and none counts who went."
    if len(closed):
        title = f"{len(closed)} {'report gives' if len(closed) == 1 else 'reports give'} {offer.text('range')}, "
        title += f"from {origins} {'origin' if origins == 1 else 'origins'}; no report counts who went."
    words = " ".join(f"{r.reported}, {r.label}: {_count_words(r)}." for r in rows.itertuples())
    return publish(
        forms.dated_counts(
            rows.rename(columns={"reported": "when"}),
            xlabel="people asked; an arrow: that number or more",
            band=(offer.low, offer.high) if len(closed) else None,
        ),
        name="counts",
        title=title,
        alt=f"{len(rows)} counts of one offer, in the order they were reported, relays hollow, bounds with arrows.",
        description="One row a report, by its date. The line runs from the lowest to the highest number given; an arrow marks "
        "a floor, words stand where no number is given, denials are red, and a hollow mark relays an origin that another row "
        f"is nearer to. An offer is not a departure, and no source gives a number of those who accepted. {words}",
        unit="people asked to move, not people who moved",
        rows=rows.drop(columns=["known_from"]),
        **credit(ledger, rows["source"]),
    )


def _plain_words(words: str) -> str:
    """Write what stands for a number without our remark that none is stated."""
    return words.removeprefix("not stated; ") if words != "not stated" else "no number"


def _count_words(row: object) -> str:
    """Write one count in words."""
    if row.low != row.low and row.high != row.high:
        return row.words
    if row.high != row.high:
        return f"more than {number_text(row.low)}"
    return f"up to {number_text(row.high)}" if row.low != row.low else range_text(row.low, row.high)


# --------------------------------------------------------------------------------------------------------------- exposure


def staff_of(ledger: Ledger, unit: str) -> Finding:
    """Finding: a unit's newest staff figure by the company's own word, or by anybody's where the company gives none."""
    rows = ledger.claims[(ledger.claims["subject"] == unit) & (ledger.claims["metric"] == "employed")]
    rows = rows[rows["event_start"] >= SINCE]
    own = rows[rows["speaker_role"].isin(("microsoft", "company"))]
    rows = own if len(own) else rows
    return ledger.finding(unit, "employed", event_start=rows["event_start"].max())


def base(ledger: Ledger, company: str, name: str) -> Finding:
    """Finding: the people a share is a share of, by the base's name."""
    return staff_of(ledger, f"{company}-{BASES[name]}")


def exposure(ledger: Ledger, people: Finding, staff: Finding) -> Finding:
    """Finding: people as percent of a staff figure, from the lowest to the highest count."""
    if not (people.known and staff.known):
        return Finding(None, "percent")
    low, high = analysis.share(people.low, people.high, staff.value)
    how = "Computed: the highest number of people over the base; where the lowest differs, the range begins there. Where the "
    how += "base is a floor, these are upper bounds."
    made = ledger.computed(high, "percent", of=[people, staff], how=how, low=low, high=high, digits=1)
    return replace(made, open_high=people.open_high)


def _bound(staff: Finding) -> str:
    """Write that a share is an upper bound where its base is a floor."""
    return "at most " if staff.open_high else ""


def exposure_bars(ledger: Ledger, every: Counted, found: Findings) -> Exhibit:
    """Figure: the offer as a share of the staff on both bases."""
    parts = [(found["exposure-staff"], found["base-staff"], "of the staff in China"),
             (found["exposure-engineers"], found["base-engineers"], "of the engineers in the Asia-Pacific group")]  # fmt: skip
    parts = [part for part in parts if part[0].known]
    if not parts:
        return nothing(ledger, "both an offer and the staff it is a share of")
    rows = pd.DataFrame(
        {"label": f"{label[0].upper()}{label[1:]}", "low": share.low, "high": share.high, "kind": "offer", "disputed": False,
         "text": f"{_bound(staff)}{share.text('range')}, of {staff.text('range')}", "ids": " ".join(share.rows)}
        for share, staff, label in parts
    )  # fmt: skip
    unless = {True: " (if it had not shrunk since it was counted)", False: ""}
    shares = list_text([f"{_bound(n)}{share.text('range')} {label}{unless[n.open_high]}" for share, n, label in parts])
    speaking = every.bounds.loc[every.bounds["subject"] == every.offer["subject"].iloc[0], "sources"]
    keys = [key for cell in speaking for key in cell.split()] + [key for _, staff, _ in parts for key in staff.sources]
    return publish(
        forms.interval_rows(rows, xlabel="percent of the base"),
        name="exposure",
        title=f"The offer came to {shares}; how many took it up nobody says.",
        alt="Bars of the offer as a share of each base, from the lowest to the highest count of people asked.",
        description="One bar a base, from the lowest to the highest number of people asked over it. Where the base is a floor, "
        "the share is an upper bound. The figures of people and of staff are of different years. "
        + " ".join(f"{row.label}: {row.text}." for row in rows.itertuples()),
        unit="percent of the base named",
        rows=rows,
        **credit(ledger, keys),
    )


# ------------------------------------------------------------------------------------------------------------ running sum


def steps(every: Counted, *, weak: bool) -> pd.DataFrame:
    """Return the company's events with numbers, in order, with their running sums."""
    return analysis.running(every.bounds if weak else every.bounds[~every.bounds["weak"]])


def running_total(ledger: Ledger, every: Counted, *, weak: bool) -> Finding:
    """Finding: the posts named so far, added up from the low and from the high ends."""
    rows = steps(every, weak=weak)
    if rows.empty:
        return Finding(None, "people")
    low, high, is_open = rows[["below", "above", "open"]].iloc[-1]
    how = "Computed: the highest counts of all events, added up; the range begins at the sum of the lowest. An offer is not a "
    how += "departure, and one person may be in two events."
    parts = [_bounded(ledger, row, "") for row in rows.itertuples()]
    return replace(ledger.computed(high, "people", of=parts, how=how, low=low, high=high), open_high=bool(is_open))


def _uncounted(ledger: Ledger, every: Counted) -> pd.DataFrame:
    """Return the events that have no number: start, label, ids; one row an event."""
    numbered = set(every.bounds.loc[every.bounds["low"].notna(), "subject"])
    rows = every.bounds[~every.bounds["subject"].isin(numbered)]
    rows = rows.groupby("subject", sort=False).agg(start=("start", "min"), ids=("ids", " ".join)).reset_index()
    names = [ledger.name(subject).partition(",")[0] for subject in rows["subject"]]
    return rows.assign(label=[f"{n}, {s:%b %Y}: no number" for n, s in zip(names, rows["start"], strict=True)])


def uncounted_count(ledger: Ledger, every: Counted) -> Finding:
    """Finding: how many events have no number in any source."""
    rows = _uncounted(ledger, every)
    how = "Counted: offers, moves and cuts for which no source gives a number."
    return ledger.computed(float(len(rows)) if len(rows) else None, "count", rows=_ids(rows), how=how)


def _labelled(ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """Return steps with the name of each event, what it adds (`span`), and a label of both."""
    more = [" or more" if is_open else "" for is_open in rows["open_high"]]
    ends = zip(rows["add_low"], rows["add_high"], more, strict=True)
    spans = [(number_text(low) if low == high else range_text(low, high)) + rest for low, high, rest in ends]
    kinds = rows["kind"] + rows["weak"].map({True: ", weak source", False: ""})
    return rows.assign(
        name=[ledger.name(subject).partition(",")[0] for subject in rows["subject"]], span=spans,
        label=[f"+{span} ({kind})" for span, kind in zip(spans, kinds, strict=True)],
    )  # fmt: skip


def running(ledger: Ledger, every: Counted, settings: Settings, found: Findings) -> Exhibit:
    """Figure: the bounds of posts named, added up event by event."""
    rows = _labelled(ledger, steps(every, weak=settings.weak))
    if rows.empty:
        return nothing(ledger, "an offer or a cut with a number of people")
    total, weak = found["running"].text("range"), found["running-weak"].text("range")
    more = f", {weak} with what rests on weak sources" if rows["weak"].any() else ""
    missing = _uncounted(ledger, every)
    first = min([*rows["start"], *missing["start"]])
    words = " ".join(f"{r.start:%B %Y}, {r.name}: {r.span} ({r.kind})." for r in rows.itertuples())
    return publish(
        forms.stepped_band(
            rows, missing, ylabel="people named so far", first=pd.Timestamp(first.year, 1, 1), as_of=pd.Timestamp(ledger.day)
        ),
        name="running",
        title=f"Posts named in offers, moves and cuts add up to {total}{more}; none is a count of departures.",
        alt=f"A band that steps up at {len(rows)} events between the sum of the low and of the high ends, weak items hatched.",
        description="The band runs between the sums of the low and of the high ends of all events so far; what rests on "
        f"aggregating sites alone is hatched. Crosses beneath are {len(missing)} events without a number, which it lacks. "
        f"Offers, announced moves and cuts are added although an offer is not a departure. {words}",
        unit="people named in offers, moves and cuts; hatched: from weak sources alone; a cross: an event without a number",
        rows=rows.drop(columns=["sources"]),
        **credit(ledger, [key for cell in rows["sources"] for key in cell.split()]),
    )


# ------------------------------------------------------------------------------------------------------------------- lags


def days_between(ledger: Ledger, first: str, then: str) -> Finding:
    """Finding: the days from one row's date to another's."""
    days = lag(ledger.claims, first, then)
    if days.empty:
        return Finding(None, "days")
    row = days.iloc[0]
    how = "Computed: days from the earlier row's date to the later's; where a date is vague, the value is the most it allows. "
    how += "The order of two days shows no cause."
    return ledger.computed(float(row["most"]), "days", rows=row["rows"], how=how, low=row["least"], high=row["most"])


def _around(ledger: Ledger) -> pd.DataFrame:
    """Return what came before and after each of the company's steps: group, label, least, most, text, id, source."""
    claims = ledger.claims.set_index("id")
    out = []
    for (action, name), others in AROUND.items():
        for other, words in others.items():
            days = lag(ledger.claims, action, other)
            if len(days):
                least, most = days[["least", "most"]].iloc[0]
                group = f"{name}, {staff_relays.dated(claims.loc[action])}"
                out.append((group, f"{words}, {staff_relays.dated(claims.loc[other])}", least, most, _apart(least, most), other,
                            claims.loc[other, "source"]))  # fmt: skip
    rows = pd.DataFrame(out, columns=["group", "label", "least", "most", "text", "id", "source"])
    order = {group: n for n, group in enumerate(dict.fromkeys(rows["group"]))}
    return rows.assign(n=rows["group"].map(order)).sort_values(["n", "least"]).drop(columns="n").reset_index(drop=True)


def _apart(least: float, most: float) -> str:
    """Write a distance in days, and on which side it lies."""
    side, ends = ("after" if least >= 0 else "before"), sorted((abs(least), abs(most)))
    return f"{number_text(ends[0], 'days') if ends[0] == ends[1] else range_text(*ends, 'days')} {side}"


def lags(ledger: Ledger) -> Exhibit:
    """Figure: rules, reports and disclosures around what the company did, in days."""
    rows = _around(ledger)
    if rows.empty:
        return nothing(ledger, "a rule or a report and what the company did")
    mail, removal = days_between(ledger, COMMENTS, MAIL), days_between(ledger, DISCLOSURE, REMOVAL)
    told = [f"the mail came {mail.text()} after comments on a US proposal closed"] if mail.known else []
    told += [f"the removal {removal.text()} after disclosure"] if removal.known else []
    told = list_text(told) or "what came before and after the company's steps"
    words = " ".join(f"{r.group}: {r.label}, {r.text}." for r in rows.itertuples())
    return publish(
        forms.days_around(rows, xlabel="days before (−) and after (+) the company's step"),
        name="lags",
        title=f"{told[0].upper()}{told[1:]}; the dates show an order, not a cause.",
        alt=f"{len(rows)} rules, reports and deadlines at their distance in days from {rows['group'].nunique()} steps.",
        description="One row an event, at its distance in days from the step of the company named above it, which is the line "
        f"at zero. A month without a day is as wide as the month. That one follows another shows no cause. {words}",
        unit="days; a wide mark is a month without a day",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


def sensitivity_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch."""
    return common.sensitivity_table(ledger, lambda other: findings(other, settings))
