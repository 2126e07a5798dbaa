"""Trade controls: which chip falls under which clause of which rule on which day.

The clauses are rows of `control_thresholds`; nothing here knows a limit. A test whose input is missing is undecided, never
passed and never failed, and what hangs on it is unknown, never free.
"""

import operator
from collections.abc import Iterable
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

CONTROLLED, CASE, EXCEPTION, FREE, UNKNOWN = (
    "licence", "case by case", "notify", "free", "unknown",
)  # fmt: skip
STATUSES = (CONTROLLED, CASE, EXCEPTION, FREE, UNKNOWN)
"""What a chip can be for a buyer in China, from the strictest to the freest, and not known; figures and tables say it so."""

OUTCOMES = ("licence", "notified exception", "case by case")
"""Outcomes of clauses that bear on the export of a chip."""
DUTY = "duty of 25 percent"

LETTER = "Letter"
"""How the paragraph of a clause begins that stands in a letter to one maker and not in a general rule."""

INPUTS = {
    "tpp": "processing performance", "performance_density": "die area", "interconnect_gb_s": "link rate",
    "memory_bw_gb_s": "memory bandwidth", "memory_bandwidth_density": "area of the memory package",
    "datacenter": "whether it is for data centres", "kind": "kind", "vendor": "maker", "line": "product line",
}  # fmt: skip
"""What is missing when a criterion can't be worked out, in words."""

RIVALS = ["tpp", "die_area_mm2", "interconnect_gb_s", "memory_bw_gb_s"]
"""Columns in which sources may differ on one chip."""

_SIGNS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq}


class Test(NamedTuple):
    """One test of a clause: a criterion, a sign and a limit (number or word)."""

    criterion: str
    sign: str
    limit: float | str

    def holds(self, chip: Any) -> bool | None:
        """Whether a chip passes; None where the chip's value is missing or unknown."""
        value = getattr(chip, self.criterion, None)
        if value is None or value != value or value in ("", "unknown"):
            return None
        return _SIGNS[self.sign](value, self.limit)


class Clause(NamedTuple):
    """One clause as known: tests that must all hold. `whole` says whether all its tests are known."""

    name: str
    rule: str
    eccn: str
    outcome: str
    relaxes: str
    tests: tuple[Test, ...]
    whole: bool
    rows: tuple[str, ...]

    def holds(self, chip: Any) -> bool | None:
        """Whether it covers a chip (Kleene's logic): no if one test fails, undecided if one is, or if it is not whole."""
        results = [test.holds(chip) for test in self.tests]
        if False in results:
            return False
        return None if None in results or not self.whole else True


class Decision(NamedTuple):
    """A chip's status, the clauses that decided it, what it may be if unknown, and which inputs are missing."""

    status: str
    clauses: tuple[str, ...]
    rows: tuple[str, ...]
    possible: tuple[str, ...]
    missing: tuple[str, ...]


def clauses(thresholds: pd.DataFrame, day: pd.Timestamp, outcomes: Iterable[str] = OUTCOMES) -> list[Clause]:
    """Return the clauses in force on a day, each test once; a clause ends on the day another takes its place."""
    live = thresholds[(thresholds["superseded_by"] == "") & thresholds["outcome"].isin(list(outcomes))]
    live = live[(live["effective"] <= day) & ~(live["ended"] <= day)]
    return [_clause(str(name), rows) for name, rows in live.groupby("clause", sort=False)]


def _clause(name: str, rows: pd.DataFrame) -> Clause:
    tests = tuple(dict.fromkeys(Test(r.criterion, r.operator, _limit(r.value)) for r in rows.itertuples()))
    first = rows.iloc[0]
    signs = {(test.criterion, test.sign) for test in tests}
    if len(signs) < len(tests):
        raise ValueError(f"sources give clause {name} two limits for one test; say which row is superseded")
    whole = len(tests) == first["tests"]
    return Clause(name, first["rule"], first["eccn"], first["outcome"], first["relaxes"], tests, whole, tuple(rows["id"]))


def _limit(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


def measures(chips: pd.DataFrame) -> pd.DataFrame:
    """Return chips with what the rules measure.

    Processing performance is the dense rate times the bit length of the operation (a multiply and an add are two), the
    highest over formats, so a higher stated figure of the same source stands. Densities are per area.
    """
    chips = chips[chips["superseded_by"] == ""].reset_index(drop=True)
    computed = chips["peak_tflops"] * chips["bit_length"]
    chips["tpp"] = pd.concat([chips["tpp"], computed], axis=1).max(axis=1)
    return chips


def cases(chips: pd.DataFrame) -> pd.DataFrame:
    """Return one row per chip and combination of the values its sources give; what one source lacks another may fill.

    The first row of a chip has the preferred values (those of its first rows in the table). Of two formats only the
    one with the higher product counts, as the rule says; that is no rivalry. Columns: chip, vendor, line, kind, market,
    datacenter, RIVALS, performance_density, memory_bandwidth_density, preferred, rows, sources (space-separated).
    """
    columns = [
        "chip", "vendor", "line", "kind", "market", "datacenter", *RIVALS, "preferred", "rows", "sources",
        "performance_density", "memory_bandwidth_density",
    ]  # fmt: skip
    records: dict[str, list[dict[str, Any]]] = {}
    for record in measures(chips).to_dict("records"):
        records.setdefault(record["chip"], []).append(record)
    return pd.DataFrame([case for rows in records.values() for case in _combinations(rows)], columns=columns)


def _combinations(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every combination of one chip's rival values, the preferred one first."""
    rows = _highest_format(rows)
    values = [list(dict.fromkeys(row[c] for row in rows if row[c] == row[c])) or [float("nan")] for c in RIVALS]
    same = {column: rows[0][column] for column in ("chip", "vendor", "line", "kind", "market", "datacenter")}
    same |= {"rows": " ".join(r["id"] for r in rows), "sources": " ".join(dict.fromkeys(r["source"] for r in rows))}
    out = []
    for n, combination in enumerate(product(*values)):
        case = same | dict(zip(RIVALS, combination, strict=True)) | {"preferred": n == 0}
        case["performance_density"] = case["tpp"] / case["die_area_mm2"]
        # A stack of memory has one area; a processor's die is not that of the memory beside it.
        memory = case["kind"] == "memory"
        case["memory_bandwidth_density"] = case["memory_bw_gb_s"] / case["die_area_mm2"] if memory else float("nan")
        out.append(case)
    return out


def _highest_format(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blank the products of formats that another format exceeds: the rule takes the highest, so these are no rivals."""
    best: dict[float, float] = {}
    for row in rows:
        if row["bit_length"] == row["bit_length"] and row["tpp"] == row["tpp"]:
            best[row["bit_length"]] = max(row["tpp"], best.get(row["bit_length"], 0.0))
    top = max(best.values(), default=0.0)
    return [row | {"tpp": float("nan")} if best.get(row["bit_length"], top) < top else row for row in rows]


def decide(chip: Any, among: list[Clause]) -> Decision:
    """Return a chip's status under clauses in force.

    Every undecided clause is taken both ways; if all ways come to one status, that is it, else it is unknown and
    `possible` says what it may be.
    """
    held = {clause.name: clause.holds(chip) for clause in among}
    open_ = [name for name, result in held.items() if result is None]
    ways = [held | dict(zip(open_, way, strict=True)) for way in product((False, True), repeat=len(open_))]
    outcomes = [_resolved([clause for clause in among if way[clause.name]]) for way in ways]
    possible = tuple(s for s in STATUSES if s in {status for status, _ in outcomes})
    missing = _missing(chip, [clause for clause in among if clause.name in open_])
    if len(possible) > 1:
        rows = tuple(row for clause in among if clause.name in open_ for row in clause.rows)
        return Decision(UNKNOWN, tuple(open_), rows, possible, missing)
    deciding = outcomes[0][1]
    rows = tuple(row for clause in deciding for row in clause.rows)
    return Decision(possible[0], tuple(clause.name for clause in deciding), rows, possible, missing)


def _resolved(hits: list[Clause]) -> tuple[str, list[Clause]]:
    """Return what the clauses that hold come to, and which of them decide.

    A licence goes before an exception; a clause of licence policy is milder only for the classification it names. A letter
    asks for a licence and sets no policy, so it does not undo what a later rule says of a chip under a paragraph; where one
    holds too, it is named with what decides.
    """
    licences = [clause for clause in hits if clause.outcome == "licence"]
    letters = [clause for clause in licences if clause.eccn.startswith(LETTER)]
    policies = [clause for clause in hits if clause.outcome == "case by case"]
    eased = [(c, p) for c in licences for p in policies if c.eccn.startswith(p.relaxes)]
    if eased:
        return CASE, list(dict.fromkeys([*eased[0], *letters]))
    if licences:
        return CONTROLLED, list(dict.fromkeys([licences[0], *letters]))
    exceptions = [clause for clause in hits if clause.outcome == "notified exception"]
    return (EXCEPTION, exceptions[:1]) if exceptions else (FREE, [])


def _missing(chip: Any, among: list[Clause]) -> tuple[str, ...]:
    """Name what would decide the undecided clauses; with no performance the die area alone would not help."""
    tests = [test for clause in among for test in clause.tests if test.holds(chip) is None]
    words = [INPUTS.get(test.criterion, test.criterion) for test in tests]
    words += ["part of the clause"] if any(not clause.whole for clause in among) else []
    return tuple(dict.fromkeys(words))


def statuses(chips: pd.DataFrame, thresholds: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return each chip's status on a day, one row a chip in the order of the table.

    Columns: chip, vendor, market, status (by the preferred values), clause, possible, missing (in words), rival (statuses
    that other sources' values lead to, in words), rows (of the chip), clause_rows.
    """
    among = clauses(thresholds, day)
    rows = []
    for _, group in cases(chips).groupby("chip", sort=False):
        decisions = [decide(case, among) for case in group.itertuples()]
        first, decision = group.iloc[0], decisions[0]
        rivals = {d.status for d in decisions} - {decision.status}
        rows.append(
            {
                "chip": first["chip"], "vendor": first["vendor"], "market": first["market"], "status": decision.status,
                "clause": " ".join(decision.clauses) if decision.status != UNKNOWN else "",
                "possible": " or ".join(decision.possible), "missing": ", ".join(decision.missing),
                "rival": " or ".join(s for s in STATUSES if s in rivals), "rows": first["rows"],
                "clause_rows": " ".join(decision.rows),
            }
        )  # fmt: skip
    columns = ["chip", "vendor", "market", "status", "clause", "possible", "missing", "rival", "rows", "clause_rows"]
    return pd.DataFrame(rows, columns=columns)


def keys(chips: pd.DataFrame, thresholds: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return for each chip and combination of values what the two keys of a day say.

    Columns: those of `cases`, status (by the general rules, letters left out), review (yes, no or unknown: whether it
    passes the test of licence policy), duty (the window it falls in, none, or unknown).
    """
    licence = [clause for clause in clauses(thresholds, day) if not clause.eccn.startswith(LETTER)]
    windows = clauses(thresholds, day, [DUTY])
    policies = [clause for clause in licence if clause.outcome == "case by case"]
    out = cases(chips)
    chips_ = list(out.itertuples())
    return out.assign(
        status=[decide(chip, licence).status for chip in chips_],
        review=[_any(policies, chip, "yes", "no") for chip in chips_],
        duty=[_any(windows, chip, "", "none") for chip in chips_],
    )


def _any(among: list[Clause], chip: Any, yes: str, no: str) -> str:
    """Say whether one of some clauses holds: `yes` (or, if blank, its name), `no`, or unknown."""
    results = [clause.holds(chip) for clause in among]
    if True in results:
        return yes or among[results.index(True)].name
    return UNKNOWN if None in results or not among else no


class Gap(NamedTuple):
    """How far a free chip is from a line: `slack` as a share of the limit, the test that binds, and whether it is a bound."""

    slack: float
    test: Test | None
    at_least: bool


NO_GAP = Gap(float("nan"), None, False)


def gap(chip: Any, among: list[Clause]) -> Gap:
    """Return how far a chip that no clause covers is from the nearest clause.

    The distance to a clause is the largest of the shortfalls of its lower limits, for all must be closed at once. A missing
    input is taken to be over its limit, so the distance is then the least possible.
    """
    found = [g for g in (_clause_gap(chip, clause) for clause in among) if g.test is not None]
    return min(found, key=lambda g: g.slack) if found else NO_GAP


def _clause_gap(chip: Any, clause: Clause) -> Gap:
    floors = [t for t in clause.tests if t.sign in (">=", ">") and isinstance(t.limit, float)]
    if any(test.holds(chip) is False for test in clause.tests if test not in floors):
        return NO_GAP
    known = [(1 - getattr(chip, t.criterion) / float(t.limit), t) for t in floors if t.holds(chip) is not None]
    if not known:
        return NO_GAP
    slack, test = max(known, key=lambda pair: pair[0])
    return Gap(slack, test, at_least=len(known) < len(floors))


def starts(thresholds: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the days on which general rules (not letters to one maker) that need a licence by performance began."""
    live = thresholds[(thresholds["superseded_by"] == "") & (thresholds["outcome"] == "licence")]
    live = live[(live["criterion"] == "tpp") & live["eccn"].str.startswith("3A090")]
    return sorted(set(live["effective"]))


def gaps(chips: pd.DataFrame, thresholds: pd.DataFrame) -> pd.DataFrame:
    """Return how far each free chip is from the nearest line under each general rule, by its preferred values.

    A variant for China counts once, under the last rule that left it free: the one it was cut to fit. Columns: rule, chip,
    market, variant (bool), slack (share of the limit), criterion, limit, at_least, rows. Chips that are covered or whose
    status is unknown are left out.
    """
    rows = []
    for day in starts(thresholds):
        among = [c for c in clauses(thresholds, day) if c.eccn.startswith("3A090") and c.outcome != "case by case"]
        for case in cases(chips).query("preferred").itertuples():
            found = gap(case, among)
            if decide(case, among).status == FREE and found.test is not None:
                variant = case.market.startswith("china_variant")
                binding = (found.slack, found.test.criterion, found.test.limit, found.at_least)
                rows.append((among[0].rule, case.chip, case.market, variant, *binding, case.rows))
    columns = ["rule", "chip", "market", "variant", "slack", "criterion", "limit", "at_least", "rows"]
    out = pd.DataFrame(rows, columns=columns)
    earlier = out["variant"] & out.duplicated("chip", keep="last")
    return out[~earlier].reset_index(drop=True)


class Region(NamedTuple):
    """The part of a plane that a clause covers, and where it says nothing of a side an infinite one."""

    name: str
    outcome: str
    x: tuple[float, float]
    y: tuple[float, float]


def regions(among: list[Clause], x: str, y: str) -> list[Region]:
    """Return what clauses cover of the plane of two measures; clauses that test neither are left out."""
    tested = [c for c in among if {x, y} & {t.criterion for t in c.tests}]
    return [Region(c.name, c.outcome, _span(c, x), _span(c, y)) for c in tested]


def _span(clause: Clause, criterion: str) -> tuple[float, float]:
    low, high = 0.0, float("inf")
    for test in clause.tests:
        if test.criterion == criterion and isinstance(test.limit, float):
            low, high = (test.limit, high) if test.sign in (">", ">=") else (low, test.limit)
    return low, high
