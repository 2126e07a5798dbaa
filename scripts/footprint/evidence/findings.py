"""Findings: what rival claims about one thing come to, without averaging and without losing a rival."""

import math
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from footprint.dates import Period, first_of, period_text
from footprint.evidence.grades import Grade, Grading
from footprint.evidence.weighing import OUR_RULES, Rules, Said, Weighed, idle, questions, weigh
from footprint.text import number_text, range_text

CLAIM_COLUMNS = [
    "id", "chapter", "theme", "subject", "metric", "value", "unit", "qualifier", "event_date", "event_precision",
    "event_start", "event_end", "owner", "basis", "perimeter", "denominator", "stage", "summary", "attribution", "speaker_role",
    "stance", "origin", "source", "locator", "superseded_by", "note",
]  # fmt: skip


class ManyQuestions(ValueError):
    """Claims were asked for one finding that are not about one thing; the message says what tells them apart."""


COUNTED = ("perimeter", "denominator", "owner", "basis")
"""Columns that say what is counted. A blank says nothing, so it contradicts none."""

NO_RULES = Grading(())
"""Grades nothing; for a ledger without rules."""


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
        grade = finding.grade.disputed() if finding.contested else finding.grade
        self.items[name] = replace(finding, about=about, grade=grade)
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


def reconcile(rows: pd.DataFrame, grading: Grading = NO_RULES, rules: Rules = OUR_RULES, said: Said | None = None) -> Finding:
    """Choose among rival claims about one thing and keep the rest as its range. Never averages.

    `rows` are claims of one subject and metric (columns of the ledger's claim view), `said` the same as arrays. Rows that
    another row supersedes do not speak. Of the rows that go back to one origin, only those nearest to it (best tier) speak
    for it: a relay supports its origin but can't change what it said. Among the values left the preferred one has the best
    tier, then the most independent origins, then the latest source, then the larger value. The range runs over all values
    left but other bounds that contradict none of them; `at_least` leaves it open above, `at_most` below. Contested: someone
    denies it, or a source of the same or a better tier gives a value that differs beyond rounding. The grade is that of the
    preferred row's source, and of how many origins agree.
    """
    said = said or Said.of(rows)
    live = np.flatnonzero(said.live)
    said = said.take(live)
    weighed = weigh(said, np.zeros(len(live), dtype="int64"), rules)
    cells = {name: rows[name].to_numpy()[live] for name in ("id", "unit", "source", "origin")}
    if not weighed.saying.any():
        unit = "text" if not len(live) else cells["unit"][0]
        return Finding(None, unit, against=tuple(sorted(cells["id"][~weighed.saying])))
    best = rows.iloc[live[weighed.best[0]]]
    voices = np.where(cells["origin"] != "", cells["origin"], cells["source"])
    finding = Finding(
        _value(best), best["unit"], contested=bool(weighed.disputing[0]), grade=graded(best, weighed, grading),
        rows=tuple(sorted(cells["id"][weighed.same])), against=tuple(sorted(set(cells["id"]) - set(cells["id"][weighed.same]))),
        sources=_distinct(cells["source"]), origins=_distinct(voices[weighed.making]),
    )  # fmt: skip
    return finding if math.isnan(best["number"]) else replace(finding, **_bounds(said.take(weighed.nearest), best["number"]))


def told_apart(rows: pd.DataFrame, dated: bool = True) -> str:
    """Return what makes claims on one subject and metric answer different questions: `year (2023, 2025); unit (…)`.

    Empty where nothing does. Units and, if `dated`, years count for numbers only: a date or a word is itself the answer.
    """
    live = rows[rows["superseded_by"] == ""]
    numbers = live[live["number"].notna() & (live["unit"] != "year")]
    years = numbers["event_start"].dropna().dt.year.astype(str)
    said = {name: live[name] for name in COUNTED} | {"unit": numbers["unit"]} | ({"year": years} if dated else {})
    different = {name: sorted(set(cells) - {""}) for name, cells in said.items()}
    return "; ".join(f"{name} ({', '.join(cells)})" for name, cells in different.items() if len(cells) > 1)


def graded(best: pd.Series, weighed: Weighed, grading: Grading) -> Grade:
    """Return the grade of the first question's preferred row."""
    credibility = grading.credibility(int(weighed.origins[0]), int(weighed.disputing[0]))
    return Grade(grading.reliability(best["tier"], best["speaker_role"]), credibility)


def overview(claims: pd.DataFrame, grading: Grading = NO_RULES, rules: Rules = OUR_RULES) -> pd.DataFrame:
    """Reconcile every question of a claim view at once.

    One row per question, in the order of the claims. Columns: `question` (its number), `id` (row of the preferred value,
    blank where all is denied), `theme` and `chapter` of that row, `claims`, `origins`, `disputing`, `low`, `high` (over the
    rows that speak for their origin; missing for words), `grade`, `contested`.
    """
    question = questions(claims)
    weighed = weigh(claims, question, rules)
    some = weighed.best >= 0
    best = claims.iloc[np.where(some, weighed.best, 0)].reset_index(drop=True)
    number = claims["number"].where(weighed.nearest)
    bounds = [(claims["qualifier"] == end).to_numpy() for end in ("at_least", "at_most")]
    if np.any(bounds):
        chosen = claims["number"].to_numpy()[weighed.best][question]
        number = number.mask(idle(number.to_numpy(), *bounds, question) & (number.to_numpy() != chosen))
    number = number.groupby(question)
    reliability = {key: grading.reliability(*key) for key in set(zip(best["tier"], best["speaker_role"], strict=True))}
    credibility = {key: grading.credibility(*key) for key in set(zip(weighed.origins, weighed.disputing, strict=True))}
    grades = [
        reliability[source] + credibility[count]
        for source, count in zip(
            zip(best["tier"], best["speaker_role"], strict=True),
            zip(weighed.origins, weighed.disputing, strict=True),
            strict=True,
        )
    ]
    return best[["theme", "chapter"]].assign(
        question=np.arange(len(best)), id=best["id"].where(some, ""), claims=np.bincount(question, minlength=len(best)),
        origins=weighed.origins, disputing=weighed.disputing, low=number.min().to_numpy(), high=number.max().to_numpy(),
        grade=grades, contested=weighed.disputing > 0,
    )  # fmt: skip


def _bounds(said: Said, value: float) -> dict[str, object]:
    """Return the range over what is said, `value` in it, and whether a bound at its end leaves it open."""
    said = said.take(np.flatnonzero(~idle(said.number, said.at_least, said.at_most) | (said.number == value)))
    low, high = np.nanmin(said.number), np.nanmax(said.number)
    open_high, open_low = (said.number == high) & said.at_least, (said.number == low) & said.at_most
    return {"low": float(low), "high": float(high), "open_low": bool(open_low.any()), "open_high": bool(open_high.any())}


def _value(row: pd.Series) -> float | str:
    """Return a row's value as it is printed: a number, a date in words at its own precision, or text."""
    if not math.isnan(row["number"]):
        return float(row["number"])
    if row["unit"] != "date":
        return row["value"]
    day = date.fromisoformat(row["value"])
    precision = row["event_precision"] or "day"
    return period_text(Period.of(day, precision) if day == first_of(day, precision) else Period(day, day))


def _distinct(values: np.ndarray) -> tuple[str, ...]:
    return tuple(sorted(set(values) - {""}))
