"""Findings: what rival claims about one thing come to, without averaging and without losing a rival."""

import math
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from footprint.dates import Period, first_of, period_text
from footprint.evidence.grades import Grade, Grading
from footprint.text import number_text, range_text

CLAIM_COLUMNS = [
    "id", "chapter", "theme", "subject", "metric", "value", "unit", "qualifier", "event_date", "event_precision",
    "event_start", "event_end", "owner", "basis", "perimeter", "denominator", "summary", "attribution", "speaker_role",
    "stance", "origin", "source", "locator", "superseded_by", "note",
]  # fmt: skip

TIERS = ("primary", "first_hand", "secondary", "aggregator")
"""Source tiers from nearest to farthest from the event."""

NO_RULES = Grading(())
"""Grades nothing; for a ledger without rules."""


@dataclass(frozen=True)
class Rules:
    """How rivals are weighed; the defaults are the report's.

    `order` is what decides between values, first to last: the source's tier, the number of independent origins, how late the
    source is. `about` is how far a figure given as `about` may lie from another before the two disagree, as a share of it.
    `relays_speak` lets a relay widen what its origin said.
    """

    order: tuple[str, ...] = ("tier", "origins", "recency")
    about: float = 0.05
    relays_speak: bool = False


OUR_RULES = Rules()
"""The report's own."""


@dataclass(frozen=True)
class Finding:
    """One answer with its range and what it rests on; `value` is None when nothing is known on the ledger's date.

    `value`, `low` and `high` are numbers in `unit`, or `value` is text. `open_high` and `open_low` say that the range has no
    known end on that side. `rows` are ids of the rows it rests on, `against` those that contradict it, `sources` the keys
    behind both. `about` says in a phrase what it is about, `how` how it was computed when it is more than a choice among
    claims. `digits` are the decimals it is printed with, by default those it has; `grade` how far to trust it.
    """

    value: float | str | None
    unit: str = "text"
    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False
    contested: bool = False
    rows: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    how: str = ""
    digits: int | None = None
    about: str = ""
    grade: Grade = Grade()

    @property
    def known(self) -> bool:
        """Whether there is anything to print on the ledger's date."""
        return self.value is not None

    def text(self, form: str = "") -> str:
        """Write the finding: the preferred value by default; `low`, `high`, `range`, or counts `rows`, `sources`, `origins`.

        Raises ValueError for another form. What is not known reads `not known`.
        """
        if form in ("rows", "sources", "origins"):
            return str(len(getattr(self, form)))
        if form not in ("", "low", "high", "range"):
            raise ValueError(f"a finding has no form {form!r}; it has low, high, range, rows, sources, origins")
        if not self.known:
            return "not known"
        if isinstance(self.value, str):
            return self.value
        return self._range() if form == "range" else self._number(getattr(self, form or "value"))

    def _number(self, value: float) -> str:
        return number_text(value, self.unit, self.digits)

    def _range(self) -> str:
        """Write the range; one value stands alone, with its bound if it is one."""
        if self.low == self.high:
            prefix = "at most " if self.open_low else "at least " if self.open_high else ""
            return prefix + self._number(self.value)
        return range_text(self.low, self.high, self.unit, self.digits) + (" or more" if self.open_high else "")


@dataclass
class Findings:
    """The named findings of one chapter; show it in a cell and the book can place each by name."""

    chapter: str
    items: dict[str, Finding] = field(default_factory=dict)

    def add(self, name: str, about: str, finding: Finding) -> Finding:
        """Give a finding its name within the chapter and say in a phrase what it is about. A name is used once."""
        if name in self.items:
            raise ValueError(f"chapter {self.chapter} already has a finding named {name!r}")
        self.items[name] = replace(finding, about=about)
        return self.items[name]

    def __getitem__(self, name: str) -> Finding:
        return self.items[name]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {item.text()} ({item.text('range')})" for name, item in self.items.items())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        payload = {
            "kind": "findings",
            "chapter": self.chapter,
            "findings": {n: as_record(f) for n, f in self.items.items()},
        }
        return {"text/plain": repr(self), "application/vnd.footprint+json": payload}


FORMS = ("", "low", "high", "range", "rows", "sources", "origins")


def as_record(finding: Finding) -> dict[str, object]:
    """Return a finding as plain JSON values, with every form written out for the page."""
    record = {name: list(value) if isinstance(value, tuple) else _jsonable(value) for name, value in vars(finding).items()}
    record["grade"] = str(finding.grade)
    return record | {"known": finding.known, "forms": {form: finding.text(form) for form in FORMS}}


def _jsonable(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def reconcile(rows: pd.DataFrame, grading: Grading = NO_RULES, rules: Rules = OUR_RULES) -> Finding:
    """Choose among rival claims about one thing and keep the rest as its range. Never averages.

    `rows` are claims of one subject and metric (columns of the ledger's claim view). Rows that another row supersedes do
    not speak. Of the rows that go back to one origin, only those nearest to it (best tier) speak for it: a relay supports
    its origin but can't change what it said. Among the values left the preferred one has the best tier, then the most
    independent origins, then the latest source, then the larger value. The range runs over all values left; `at_least`
    leaves it open above, `at_most` below. Contested: someone denies it, or a source of the same or a better tier gives a
    value that differs beyond rounding. The grade is that of the preferred row's source, and of how many origins agree.
    """
    live = rows[rows["superseded_by"] == ""]
    saying = live[live["stance"] != "denies"]
    denying = live[live["stance"] == "denies"]
    if saying.empty:
        return Finding(None, "text" if live.empty else live["unit"].iloc[0], against=tuple(sorted(denying["id"])))
    nearest = saying if rules.relays_speak else _nearest(saying)
    best = _preferred(nearest, rules)
    same = saying.apply(lambda row: _agree(row, best, rules.about), axis=1)
    rivals = nearest[~nearest["id"].isin(saying.loc[same, "id"])]
    equal = rivals[rivals["tier"].map(TIERS.index) <= TIERS.index(best["tier"])]
    disputing = len({*_origin(denying), *_origin(equal)})
    origins = _distinct(_origin(_asserting(nearest[nearest["id"].isin(saying.loc[same, "id"])], best)))
    grade = Grade(grading.reliability(best["tier"], best["speaker_role"]), grading.credibility(len(origins), disputing))
    finding = Finding(
        _value(best), best["unit"], contested=disputing > 0, grade=grade,
        rows=tuple(sorted(saying.loc[same, "id"])), against=tuple(sorted([*saying.loc[~same, "id"], *denying["id"]])),
        sources=_distinct(live["source"]), origins=origins,
    )  # fmt: skip
    return finding if math.isnan(best["number"]) else replace(finding, **_bounds(nearest))


def _asserting(agreeing: pd.DataFrame, best: pd.Series) -> pd.DataFrame:
    """Leave out the ends of other origins' ranges: that a range ends at a value does not say the value."""
    own = _origin(agreeing) == (best["origin"] or best["source"])
    return agreeing[own | ~agreeing["qualifier"].isin(("low", "high"))]


def _origin(rows: pd.DataFrame) -> pd.Series:
    """The origin a row goes back to; a row without one is its own."""
    return rows["origin"].where(rows["origin"] != "", rows["source"])


def _nearest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of each origin the rows nearest to it."""
    return rows[rows.groupby(_origin(rows))["tier"].transform(_best) == rows["tier"].map(TIERS.index)]


def _best(tiers: pd.Series) -> int:
    return min(TIERS.index(tier) for tier in tiers)


def _preferred(rows: pd.DataFrame, rules: Rules) -> pd.Series:
    """Return the row whose value is preferred: by the rules' order, then the larger value."""
    ranked = rows.assign(
        tier_rank=rows["tier"].map(TIERS.index), origins_rank=[-_backing(rows, row, rules) for _, row in rows.iterrows()],
        recency_rank=-rows["known_from"].fillna(pd.Timestamp(0)).astype("int64"), size=-rows["number"],
    )  # fmt: skip
    return ranked.sort_values([*(f"{name}_rank" for name in rules.order), "size", "value", "id"]).iloc[0]


def _backing(rows: pd.DataFrame, row: pd.Series, rules: Rules) -> int:
    """How many independent origins give a value that agrees with this row's."""
    agreeing = rows[[_agree(other, row, rules.about) for _, other in rows.iterrows()]]
    return _origin(agreeing).nunique()


def _agree(one: pd.Series, other: pd.Series, about: float) -> bool:
    """Whether two claims can both be right: the intervals their figures stand for overlap, or their words are the same."""
    if math.isnan(one["number"]) or math.isnan(other["number"]):
        return one["value"] == other["value"]
    (low, high), (other_low, other_high) = _interval(one, about), _interval(other, about)
    return low <= other_high and other_low <= high


def _interval(row: pd.Series, about: float) -> tuple[float, float]:
    """Return what a figure stands for: half a unit of its last digit each way, more if `about`, open if a bound."""
    number, qualifier = row["number"], row["qualifier"]
    decimals = len(row["value"].partition(".")[2])
    slack = max(0.5 * 10.0**-decimals if decimals else 0.0, about * abs(number) if qualifier == "about" else 0.0)
    low = -math.inf if qualifier == "at_most" else number - slack
    return low, math.inf if qualifier == "at_least" else number + slack


def _bounds(rows: pd.DataFrame) -> dict[str, object]:
    """Return the range over rows, and whether a bound at its end leaves it open."""
    low, high = rows["number"].min(), rows["number"].max()
    open_high = bool(((rows["number"] == high) & (rows["qualifier"] == "at_least")).any())
    open_low = bool(((rows["number"] == low) & (rows["qualifier"] == "at_most")).any())
    return {"low": low, "high": high, "open_low": open_low, "open_high": open_high}


def _value(row: pd.Series) -> float | str:
    """Return a row's value as it is printed: a number, a date in words at its own precision, or text."""
    if not math.isnan(row["number"]):
        return float(row["number"])
    if row["unit"] != "date":
        return row["value"]
    day = date.fromisoformat(row["value"])
    precision = row["event_precision"] or "day"
    return period_text(Period.of(day, precision) if day == first_of(day, precision) else Period(day, day))


def _distinct(values: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(set(values) - {""}))
