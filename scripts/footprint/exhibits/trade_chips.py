"""Exhibits of the chapter on trade controls: chips against the clauses of the rules."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from footprint.analysis import trade_controls as analysis
from footprint.analysis.trade_controls import CASE, CONTROLLED, EXCEPTION, FREE, UNKNOWN
from footprint.dates import day_text
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.figures import Column, escape, forms, publish, row_link, table
from footprint.figures.style import BAND, BLUE, ORANGE, PALE_GREEN, PALE_ORANGE, RED
from footprint.text import list_text, number_text

COLOURS = {CONTROLLED: RED, CASE: BAND, EXCEPTION: PALE_ORANGE, FREE: PALE_GREEN, UNKNOWN: "#e8eaec"}

KINDS = {"licence": CONTROLLED, "notified exception": EXCEPTION, "case by case": CASE, analysis.DUTY: analysis.DUTY}
"""What a clause's outcome is called: by the status it leads to, the same in figures and tables."""
FILLS = {CONTROLLED: RED, analysis.DUTY: ORANGE, EXCEPTION: ORANGE, CASE: BLUE}
MEASURES = {
    "tpp": "total processing performance", "performance_density": "performance per square millimetre",
    "interconnect_gb_s": "link rate, GB/s", "memory_bw_gb_s": "memory bandwidth, GB/s",
}  # fmt: skip
MAKERS = {
    "global": "sold worldwide", "global_consumer": "sold worldwide", "china_variant": "made for China",
    "china_variant_consumer": "made for China", "china_variant_unreleased": "made for China",
    "in_house": "Microsoft's own", "china_domestic": "Chinese maker",
}  # fmt: skip

REVIEW = "us-2026-01-h200"
"""The rule whose plane is that of performance and memory bandwidth."""


class Inputs(NamedTuple):
    """The two tables the engine reads."""

    chips: pd.DataFrame
    thresholds: pd.DataFrame


def inputs(ledger: Ledger) -> Inputs | None:
    """Return chips and clauses as known; None while one of them is empty."""
    chips, thresholds = ledger.table("chips"), ledger.table("control_thresholds")
    return None if chips.empty or thresholds.empty else Inputs(chips, thresholds)


def rule_day(ledger: Ledger, rule_date: str) -> pd.Timestamp:
    """Return the day whose rules the chips are held against: the parameter, or the ledger's own day."""
    return pd.Timestamp(ledger.day if rule_date == "latest" else rule_date)


def _titles(ledger: Ledger) -> dict[str, str]:
    rules = ledger.table("rules").set_index("rule")
    return (rules["citation"].where(rules["citation"] != "", rules["title"])).to_dict()


History = dict[pd.Timestamp, pd.DataFrame]
"""Every chip's status by the day on which a rule changed some chip's, in order."""


def history(ledger: Ledger) -> History:
    """Return the statuses of all chips for each day up to the book's on which one changed; empty while none is known."""
    given = inputs(ledger)
    if given is None:
        return {}
    known = given.thresholds["outcome"].isin(analysis.OUTCOMES)
    kept: History = {}
    before: list[str] = []
    for day in sorted(day for day in set(given.thresholds[known]["effective"]) if day <= pd.Timestamp(ledger.day)):
        found = analysis.statuses(given.chips, given.thresholds, day)
        if list(found["status"]) != before:
            kept[day] = found
        before = list(found["status"])
    return kept


def matrix(ledger: Ledger, past: History, *, chinese: bool) -> Exhibit:
    """Figure: the status of each chip under each rule; `chinese` for the chips of Chinese makers, else all others."""
    given, days = inputs(ledger), list(past)
    if given is None or not days:
        return nothing(ledger, "chips and the clauses of the rules")
    parts = [_column(ledger, given, day, found) for day, found in past.items()]
    rows = pd.concat([part[(part["market"] == "china_domestic") == chinese] for part in parts])
    if rows.empty:
        return nothing(ledger, "such chips")
    last = rows[rows["column"] == parts[-1]["column"].iloc[0]]
    counted = last["status"].value_counts()
    words = ", ".join(f"{counted[s]} {s}" for s in analysis.STATUSES if s in counted)
    whose = "chips of Chinese makers, by their numbers" if chinese else "chips of makers outside China"
    name = "status-chinese-makers" if chinese else "status-other-makers"
    told = " ".join(f"{r.row}: {r.status}{' by one source, else ' + r.rival if r.rival else ''}." for r in last.itertuples())
    return publish(
        forms.status_matrix(rows, colours=COLOURS, row_height=0.215),
        name=name,
        title=f"{last['row'].nunique()} {whose}, by the rules of {day_text(days[-1].date())}: {words}.",
        alt=f"A table of {last['row'].nunique()} chips against {len(days)} days of rules, each cell a status in words.",
        description="One row a chip, whether or not it was on sale yet; one column a day on which a rule changed some "
        "chip's status. "
        "The status is that of an export to China. An asterisk marks a status that another source's figure would "
        f"change. In the last column: {told}",
        unit="status of an export to China" + (STARRED if (rows["rival"] != "").any() else ""),
        rows=rows[["row", "column", "status", "clause", "missing", "possible", "rival", "rows"]],
        **credit(ledger, _sources(given, rows["chip"])),
    )


STARRED = "; an asterisk: another source's figure would change it"
"""What is said of the asterisk in a figure that has one."""


def _sources(given: Inputs, chips: pd.Series) -> list[str]:
    known = given.thresholds["outcome"].isin([*analysis.OUTCOMES, analysis.DUTY])
    return [*given.chips.loc[given.chips["chip"].isin(chips), "source"], *given.thresholds[known]["source"]]


def _column(ledger: Ledger, given: Inputs, day: pd.Timestamp, found: pd.DataFrame) -> pd.DataFrame:
    began = given.thresholds[given.thresholds["effective"] == day].iloc[0]
    by = "letters" if began["eccn"].startswith("Letter") else _titles(ledger).get(began["rule"], "new rule")
    text = [s + ("*" if rival else "") for s, rival in zip(found["status"], found["rival"], strict=True)]
    return found.assign(row=found["chip"], column=f"{day.day} {day:%b}. {day.year} {by}", text=text)


def status_table(ledger: Ledger, rule_date: str) -> Exhibit:
    """Table: every chip's status on the rule date, the clause that decided, and what is missing."""
    given = inputs(ledger)
    if given is None:
        return nothing(ledger, "chips and the clauses of the rules")
    day = rule_day(ledger, rule_date)
    found = analysis.statuses(given.chips, given.thresholds, day)
    found = found.merge(analysis.cases(given.chips).query("preferred")[["chip", "tpp", "performance_density"]], on="chip")
    found = found.assign(why=[_why(row, given) for row in found.itertuples()], entry=row_links(found["rows"]))
    columns = [
        Column("chip", "Chip", width=20), Column("status", "Status", width=15), Column("why", "Why", width=32, format=str),
        Column("tpp", "Performance", align="right", width=12, format=_plain),
        Column("performance_density", "Density", align="right", width=9, format=lambda v: f"{v:.2f}"),
        Column("entry", "Rows", width=16, format=str),
    ]  # fmt: skip
    note = (
        "Performance: dense rate times bit length, the highest over formats. Density: performance per square millimetre of "
        "die. Unknown: an input that could change the answer is missing. Not legal advice."
    )
    title = f"Each chip by the rules of {day_text(day.date())}, with the clause that decides"
    return table(found, name="status", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _plain(value: float) -> str:
    return number_text(value, digits=0 if value == round(value) else 1)


def _why(row: object, given: Inputs) -> str:
    """Write which clause decided, or what is missing and what the chip may be."""
    if row.status == UNKNOWN:
        return escape(f"missing: {row.missing}; may be: {row.possible}")
    eccn = given.thresholds.set_index("id")["eccn"]
    names = list(dict.fromkeys(eccn[i] for i in row.clause_rows.split()))
    reason = escape(list_text(names)) if names else "no clause covers it"
    return reason + (escape(f"; by another source's figure {row.rival}") if row.rival else "")


# ------------------------------------------------------------------------------------------------------------- planes


def _plane(ledger: Ledger, given: Inputs, day: pd.Timestamp, /, x: str, y: str, **figure: str) -> Exhibit:
    """Draw the chips known by two measures over what the clauses of a day cover."""
    held = analysis.clauses(given.thresholds, day, [*analysis.OUTCOMES, analysis.DUTY])
    held = [c for c in held if c.whole and c.rule in figure["rules"].split()]
    among = [c for c in held if not _spared(c)]
    covered = pd.DataFrame(
        [(r.name, KINDS[r.outcome], *r.x, *r.y) for r in analysis.regions(among, x, y)],
        columns=["clause", "kind", "x0", "x1", "y0", "y1"],
    )
    eccn = given.thresholds.drop_duplicates("clause").set_index("clause")["eccn"]
    covered = covered.sort_values("kind", key=lambda kinds: kinds.map(list(FILLS).index), ascending=False, kind="stable")
    covered["label"] = [_region_name(name, eccn[name]) for name in covered["clause"]]
    points = analysis.cases(given.chips).assign(hollow=lambda f: (f["datacenter"] != "yes") | ~f["preferred"])
    points = points.assign(x=points[x], y=points[y], group=points["market"].map(MAKERS))
    points = points[points["chip"].isin(keyed(given)["chip"])] if figure["scale"] == "linear" else points
    every, points = points["chip"].nunique(), _telling(points.dropna(subset=["x", "y"]), among)
    if covered.empty or points.empty:
        return nothing(ledger, "chips and a rule on this plane")
    points = points.assign(label=_labels(points))
    hits = {case.chip for case in points[points["preferred"]].itertuples() if any(c.holds(case) for c in held)}
    places = " ".join(f"{p.chip}: {_plain(p.x)}, {p.y:g}." for p in points.round(2).itertuples())
    used = given.chips[given.chips["chip"].isin(points["chip"])]["source"]
    return publish(
        forms.plane(
            points,
            covered,
            xlabel=MEASURES[x],
            ylabel=MEASURES[y],
            colours=FILLS,
            hollow=_hollow(points),
            log=figure["scale"] == "log",
        ),
        name=figure["name"],
        title=figure["title"].format(inside=len(hits), all=points["chip"].nunique()),
        alt=f"{points['chip'].nunique()} chips by {MEASURES[x]} and {MEASURES[y]}, over the shaded region of "
        f"{_counted(len(covered), 'clause')}.",
        description="One mark a chip and value; hollow where the card is not for data centres or the value is a rival one; "
        f"marks that would cover each other stand side by side. {every - points['chip'].nunique()} chips lack one of the two "
        f"measures and are not drawn. {figure['told']} {places}",
        unit=f"{MEASURES[x]} against {MEASURES[y]}; marks that would cover one another stand side by side",
        rows=points[["chip", "group", "x", "y", "hollow", "preferred", "rows"]],
        **credit(ledger, [*used, *given.thresholds[given.thresholds["clause"].isin(covered["clause"])]["source"]]),
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _telling(points: pd.DataFrame, among: list[analysis.Clause]) -> pd.DataFrame:
    """Keep the preferred values, and of rival ones those that another clause covers."""
    held = pd.Series([tuple(c.holds(case) for c in among) for case in points.itertuples()], index=points.index, dtype="object")
    return points[points["preferred"] | ~held.groupby(points["chip"]).transform(lambda h: [x == h.iloc[0] for x in h])]


def _spared(clause: analysis.Clause) -> bool:
    """Whether a clause is about cards that are not for data centres, which share the limit of those that are."""
    return any(test.criterion == "datacenter" and test.limit == "no" for test in clause.tests)


def _region_name(clause: str, eccn: str) -> str:
    if "window" in clause:
        return f"window {clause[-1]}"
    return eccn.removeprefix("3A090.").removesuffix(" (2022)") if eccn.startswith("3A090") else "review"


def _hollow(points: pd.DataFrame) -> str:
    """Say what the hollow marks of a plane are; blank while there is none."""
    words = ["not for data centres"] if (points["datacenter"] != "yes").any() else []
    words += ["another source's figure"] if not points["preferred"].all() else []
    return f"hollow: {list_text(words, 'or')}" if words else ""


FORMS = (
    "(2019)",
    "(Atlas 350)",
    "(per GPU)",
    "SXM4",
    "SXM5",
    "SXM2",
    "SXM",
    "PCIe",
    "NPU (910C class),",
    "32GB",
    "80GB",
    "40GB",
)
"""What a chip's name says of its form, left out of a label where no other chip of that name stands elsewhere on the plane."""


def _labels(points: pd.DataFrame) -> list[str]:
    """Return short names, with what tells chips of one name apart where they stand at different places."""
    short = points["chip"].map(_short)
    places = points.groupby(short)[["x", "y"]].nunique().max(axis=1)
    chips = points.groupby(short)["chip"].unique()
    out = []
    for row, name in zip(points.itertuples(), short, strict=True):
        twins = places[name] > 1 and len(chips[name]) > 1
        label = f"{name} {_apart(row.chip, chips[name])}" if twins else name
        out.append(label if row.preferred else f"{label},\nother figure")
    return out


def _apart(chip: str, twins: Iterable[str]) -> str:
    """Return the words of a name that its twins do not share."""
    shared = set.intersection(*(set(twin.split()) for twin in twins))
    return " ".join(word for word in chip.split() if word not in shared)


def _short(chip: str) -> str:
    """Leave out of a name the words about its form."""
    for word in FORMS:
        chip = chip.replace(f" {word}", "")
    return chip.strip()


def plane_of(ledger: Ledger, rule: str) -> Exhibit:
    """Figure: chips on the plane of the measures a rule tests; `rule` is a key of `rules`."""
    given = inputs(ledger)
    known = given.thresholds[given.thresholds["rule"] == rule] if given else pd.DataFrame()
    known = known[known["outcome"].isin(analysis.OUTCOMES)] if len(known) else known
    if known.empty:
        return nothing(ledger, "the limits of that rule")
    cited, plane = _titles(ledger).get(rule, "no citation known"), PLANES[rule]
    title = plane["title"].format(cited=cited, inside="{inside}", all="{all}")
    return _plane(ledger, given, known["effective"].min(), **(plane | {"title": title}))


PLANES = {
    "us-2022-10-acs": {
        "x": "tpp", "y": "interconnect_gb_s", "name": "plane-link", "scale": "log", "rules": "us-2022-10-acs",
        "title": "The rule of October 2022 ({cited}) covered {inside} of {all} chips whose link is known: it asked for "
        "speed and for a fast link.",
        "told": "The shaded part carries the paragraph of 3A090. Both tests had to be met, so a slower link was enough to "
        "stay outside.",
    },
    "us-2023-10-acs": {
        "x": "tpp", "y": "performance_density", "name": "plane-density", "scale": "log", "rules": "us-2023-10-acs",
        "title": "The rule of October 2023 ({cited}) covers {inside} of {all} chips whose die is known.",
        "told": "Shaded parts carry paragraphs of 3A090. The link no longer counts; a small fast die is caught by its density.",
    },
    REVIEW: {
        "x": "tpp", "y": "memory_bw_gb_s", "name": "plane-keys", "scale": "linear", "rules": f"{REVIEW} us-2026-01-s232",
        "title": "Of {all} chips that need a licence {inside} lie below the limits of January 2026 ({cited}).",
        "told": "The large box is the test of licence policy, the small ones the windows of the duty. Chips of Chinese "
        "makers are left out: the policy is on exports from the United States.",
    },
}  # fmt: skip
"""The plane on which each rule is drawn: its measures, title and what is to be seen."""


# ----------------------------------------------------------------------------------------------- bunching and two keys


def bunching(ledger: Ledger) -> Exhibit:
    """Figure: how far free chips are from the nearest line, those made for China against the others."""
    given = inputs(ledger)
    rows = analysis.gaps(given.chips, given.thresholds) if given else pd.DataFrame()
    rows = rows[rows["market"] != "china_domestic"] if len(rows) else rows
    if rows.empty or not rows["variant"].any():
        return nothing(ledger, "chips cut to fit a rule")
    titles = _titles(ledger)
    rows = rows.assign(
        group=[f"Under {titles.get(rule, 'the rule of ' + rule[3:7])}" for rule in rows["rule"]],
        label=rows["chip"], value=100 * rows["slack"],
        highlight=rows["variant"], bound=rows["at_least"],
        note=[_shortfall(r) for r in rows.itertuples()],
    )  # fmt: skip
    last = rows[rows["rule"] == rows["rule"].iloc[-1]]
    cut = last[last["variant"]]
    words = " ".join(f"{r.group}, {r.chip}: {r.note}." for r in rows.itertuples())
    keys = given.chips[given.chips["chip"].isin(rows["chip"])]["source"]
    return publish(
        forms.margins(rows, xlabel="percent below the nearest clause", named="made for China", others="others"),
        name="bunching",
        title=_bunching_title(cut, titles),
        alt=f"Bars of how far {len(rows)} free chips lie below the nearest clause, chips made for China in orange.",
        description="One bar a chip no clause covered, its length the distance to the nearest clause. All limits of a "
        "clause must be met, so its distance is the largest shortfall from one of them, as a share of that limit. An arrow "
        "marks the least possible distance, where an input is missing. A "
        "chip made "
        f"for China stands under the last rule that left it free. {words}",
        unit="percent of the limit furthest away in the nearest clause",
        rows=rows[["group", "chip", "market", "value", "criterion", "limit", "at_least", "rows"]],
        **credit(ledger, keys),
    )


def _shortfall(row: object) -> str:
    """Write a chip's distance with its limit; at least so far where an input is missing."""
    least = "at least " if row.at_least else ""
    measure, unit = LIMITS[row.criterion]
    return f"{least}{100 * row.slack:.1f} percent below {row.limit:,g}{unit} of {measure}"


def _bunching_title(cut: pd.DataFrame, titles: dict[str, str]) -> str:
    """Say how far below a rule's lines the chips made for China lie that it left free, and for how many that is a bound."""
    if cut.empty:
        return "No chip made for China is known that the last rule left free."
    rule, lie = cut["rule"].iloc[0], "lies" if len(cut) == 1 else "lie"
    name = titles.get(rule, f"the rule of {rule[3:7]}")
    low, high = (f"{cut['value'].agg(end):.1f}" for end in ("min", "max"))
    told = f"{low} percent" if low == high else f"{low} to {high} percent"
    bound = ", ".join(cut[cut["bound"]]["label"])
    least = f", the {bound} at least so far" if bound else ""
    chips = _counted(len(cut), "chip")
    return f"{chips} made for China that {name} left free {lie} {told} below its nearest clause{least}."


def two_keys(ledger: Ledger) -> Exhibit:
    """Table: which chips pass the export test and which fall in a duty window, each rival value on a row of its own."""
    given = inputs(ledger)
    known = given is not None and (given.thresholds["rule"] == REVIEW).any()
    if not known:
        return nothing(ledger, "an export test and a duty on the same chips")
    rows = keyed(given)
    rows = rows.assign(
        flip=["yes" if rows.loc[rows["chip"] == c, "outcome"].nunique() > 1 else "" for c in rows["chip"]],
        entry=row_links(rows["rows"]), paid=rows["duty"].map(_window),
    )  # fmt: skip
    columns = [
        Column("chip", "Chip", width=20), Column("tpp", "Performance", align="right", width=12, format=_plain),
        Column("memory_bw_gb_s", "Memory bandwidth, GB/s", align="right", width=11, format=_plain),
        Column("review", "Passes the export test", width=13), Column("paid", "Duty window", width=16),
        Column("flip", "Sources disagree", width=10), Column("entry", "Rows", width=18, format=str),
    ]  # fmt: skip
    note = (
        "Chips that need a licence by general rule. A rival value stands on a row of its own where it changes an answer. "
        "Not legal advice."
    )
    title = "The two keys of January 2026: the export test and the duty windows"
    return table(rows, name="two-keys", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def keyed(given: Inputs) -> pd.DataFrame:
    """Return what the two keys say of the chips that need a licence, chips of Chinese makers left out; with `outcome`."""
    day = given.thresholds[given.thresholds["rule"] == REVIEW]["effective"].min()
    rows = analysis.keys(given.chips, given.thresholds, day)
    rows = rows[rows["status"].isin([CASE, CONTROLLED]) & (rows["market"] != "china_domestic")]
    rows = rows[rows["tpp"].notna()]
    rows = rows.assign(outcome=rows["review"] + " " + rows["duty"].map(_window))
    return rows.drop_duplicates(["chip", "outcome"]).reset_index(drop=True)


def _window(duty: str) -> str:
    return {"none": "outside", UNKNOWN: UNKNOWN}.get(duty, f"in window {duty[-1]}")


def clause_table(ledger: Ledger) -> Exhibit:
    """Table: the clauses the engine reads, test by test, with their instruments and sources."""
    given = inputs(ledger)
    if given is None:
        return nothing(ledger, "the clauses of the rules")
    titles = _titles(ledger)
    live = given.thresholds[given.thresholds["outcome"].isin([*analysis.OUTCOMES, analysis.DUTY])]
    rows = []
    for clause, tests in live.groupby("clause", sort=False):
        first = tests.iloc[0]
        said = _said(tests)
        known = len(set(zip(tests["criterion"], tests["operator"], strict=True)))
        complete = "" if known == first["tests"] else " (not all tests are known)"
        rows.append(
            {
                "clause": clause, "eccn": first["eccn"], "rule": titles.get(first["rule"], ""),
                "since": day_text(first["effective"].date()), "tests": escape("; ".join(said) + complete),
                "outcome": KINDS[first["outcome"]], "entry": row_links(pd.Series([" ".join(tests["id"])]))[0],
            }
        )  # fmt: skip
    columns = [
        Column("eccn", "Paragraph", width=15), Column("tests", "Tests, all to be met", width=40, format=str),
        Column("outcome", "Outcome", width=12), Column("since", "Effective", width=13), Column("rule", "Instrument", width=17),
        Column("entry", "Rows", width=18, format=str),
    ]  # fmt: skip
    title = "The clauses as data: every limit the statuses rest on"
    note = "Performance is total processing performance; density is performance per square millimetre of die."
    return table(pd.DataFrame(rows), name="clauses", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


LIMITS = {
    "tpp": ("performance", ""), "performance_density": ("density", ""), "interconnect_gb_s": ("link rate", " GB/s"),
    "memory_bw_gb_s": ("memory bandwidth", " GB/s"),
    "memory_bandwidth_density": ("memory bandwidth per area", " GB/s per mm²"),
}  # fmt: skip
"""What a criterion that is a number is called, and its unit."""

SIGNS = {">=": "at least {}", ">": "above {}", "<": "below {}", "<=": "at most {}"}
FLAGS = {
    ("datacenter", "yes"): "for data centres",
    ("datacenter", "no"): "not for data centres",
    ("kind", "memory"): "a stack of memory",
}
OWNERS = {"line": "the chip is the {}", "vendor": "the maker is {}"}


def _said(tests: pd.DataFrame) -> list[str]:
    """Write a clause's tests in words with units, those of one criterion together: `performance at least 1,600`."""
    out = []
    for criterion, rows in tests.drop_duplicates(["criterion", "operator", "value"]).groupby("criterion", sort=False):
        if criterion in LIMITS:
            name, unit = LIMITS[criterion]
            ends = [SIGNS[t.operator].format(f"{float(t.value):,g}{unit}") for t in rows.itertuples()]
            out.append(f"{name} {list_text(ends)}")
        else:
            out += [FLAGS.get((criterion, t.value)) or OWNERS.get(criterion, "{}").format(t.value) for t in rows.itertuples()]
    return out


def product_rows(ledger: Ledger, past: History, chip: str) -> Exhibit:
    """Table: one chip's status from rule to rule, with the clause that decided and its source."""
    given = inputs(ledger)
    if given is None or chip not in set(given.chips["chip"]):
        return nothing(ledger, "this chip")
    rows = []
    for day, statuses in past.items():
        found = statuses.set_index("chip").loc[chip]
        row = {"since": day_text(day.date()), "status": found["status"], "why": _why(found, given)}
        rows.append(row | {"entry": ", ".join(row_link(i) for i in found["clause_rows"].split()) or "–"})
    if not rows:
        return nothing(ledger, "a rule on chips")
    columns = [
        Column("since", "From", width=14), Column("status", "Status", width=18), Column("why", "Why", width=40, format=str),
        Column("entry", "Clause rows", width=28, format=str),
    ]  # fmt: skip
    title = f"{chip}: its status for a buyer in China, rule by rule"
    return table(pd.DataFrame(rows), name="product", title=title, columns=columns, as_of=day_text(ledger.day))
