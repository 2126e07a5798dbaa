"""The ledger: every table read once, typed, and cut to what was known on a date."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from footprint import garbage
from footprint.dates import parse_as_of, period_ends
from footprint.evidence.checking import Report, check, report_text
from footprint.evidence.descriptor import Package, Resource, read_package
from footprint.evidence.findings import CLAIM_COLUMNS, Finding, ManyQuestions, overview, reconcile, told_apart
from footprint.evidence.grades import Grade, Grading, weakest
from footprint.evidence.reading import Rows
from footprint.evidence.weighing import OUR_RULES, Rules, Said
from footprint.paths import project

NOT_EVIDENCE = ("entities", "corrections", "expectations", "glossary", "hypotheses", "pieces", "assessments", "indicators")
"""Tables whose rows have ids and sources but claim nothing of their own."""

OUR_OWN = ("grading", "metrics", "themes")
"""Tables of the report's own rules and words, which no source dates: every edition has them."""

JUDGED = {"piece": "pieces", "hypothesis": "hypotheses"}
"""Columns by which a judgement names what it judges, and the tables that hold it; it falls with either."""

NAMING = ("speaks_for", "speaks_against", "claims")
"""Columns that list ids of rows a row can do without."""

VERDICTS = "article_claims"
"""The table of our own verdicts."""


class DataProblems(Exception):
    """The data folder breaks its own rules; the message lists every problem."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(report_text(report))


@dataclass(frozen=True)
class Ledger:
    """All tables as typed frames, as known on one date.

    `as_of` is a date, or None for the latest edition. `held_back` has the columns table, id, source, reason: rows that
    may have been known on that date but whose source's own date does not show it.
    """

    tables: dict[str, pd.DataFrame]
    as_of_date: date | None
    closed: date
    held_back: pd.DataFrame
    rules: Rules | None = OUR_RULES

    @classmethod
    def read(cls, folder: Path | None = None, report: Report | None = None) -> "Ledger":
        """Read and check the data folder (the project's own by default), or take the `report` of a check just made.

        Raises DataProblems with all problems.
        """
        folder = folder or project().data
        report = report or check(folder)
        if not report.ok:
            raise DataProblems(report)
        package = read_package(folder)
        rows = corrected(report.tables)
        with garbage.kept():
            tables = {r.name: typed_frame(rows[r.name], r) for r in package.resources}
        tables["sources"] = tables["sources"].assign(known_from=known_from(tables["sources"]))
        return cls(tables, None, closing_date(package), _nothing_held())

    def as_of(self, day: str | date) -> "Ledger":
        """Return the ledger as it could have been known at the end of that day (an ISO date or `latest`).

        A source counts as known from the last day of its dated period, or from its `not_after` if that is earlier; with
        neither it counts only in the latest edition. From the day gathering ended, every day is the latest edition.
        """
        cut = parse_as_of(day)
        if cut is None or cut >= self.closed:
            return self
        sources = self.tables["sources"]
        # What needs no source is known on every day: terms of the report's own.
        known = {"", *sources.loc[sources["known_from"] <= pd.Timestamp(cut), "key"]}
        tables = _uncorrected(self.tables, known)
        cited = {name: frame for name, frame in tables.items() if "source" in frame and name != "entities"}
        kept = {name: _as_then(_unlearned(frame[frame["source"].isin(known)], known)) for name, frame in cited.items()}
        kept = _settled_then(kept)
        kept["sources"] = _as_then(sources[sources["key"].isin(known)])
        kept |= {name: self.tables[name] for name in OUR_OWN if name in self.tables}
        kept["entities"] = _named_in(self.tables["entities"], kept)
        return Ledger(kept, cut, self.closed, _held_back(cited, sources, known, cut), self.rules)

    def with_rules(self, rules: Rules | None) -> "Ledger":
        """Return the same evidence, weighed by other rules; what does not hang on them is not worked out again.

        Without rules, it is evidence that cannot be weighed.
        """
        other = replace(self, rules=rules)
        other.__dict__["memory"] = self.memory
        same = ("claims", "rows", "grading", "_questions", "_names", "_said", "_rivals", "_cited", "_speakers")
        other.__dict__.update({name: self.__dict__[name] for name in same if name in self.__dict__})
        return other

    def table(self, name: str) -> pd.DataFrame:
        """Return one table as a new frame; dated columns X(_date) come with X_start and X_end, first and last day."""
        if name not in self.tables:
            raise KeyError(f"there is no table {name!r}; there are {', '.join(sorted(self.tables))}")
        return self.tables[name].copy()

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row per claim by one source, over all tables that hold claims, with `table` naming where it stands.

        Columns: CLAIM_COLUMNS, `number` (float, missing for text), `tier`, `known_from` of the source, and `table`.
        Made once; not to be changed in place.
        """
        with garbage.kept():
            parts = [_as_claims(name, frame) for name, frame in self.tables.items() if _holds_claims(frame)]
        union = pd.concat(parts, ignore_index=True)
        sources = self.tables["sources"].set_index("key").reindex(union["source"])
        return union.assign(tier=sources["tier"].to_numpy(), known_from=sources["known_from"].to_numpy())

    def finding(self, subject: str, metric: str, *, within: tuple[str, str] | None = None, **where: str) -> Finding:
        """Reconcile all claims that answer one question about a subject and metric.

        `where` narrows by further columns, as perimeter="wuxi"; `within` (two ISO days) by date, and says that all dates
        between answer one question, as those of a holding that lasts. Returns a Finding that is not known when there is no such
        claim on the ledger's date. Raises ManyQuestions when the claims left count different things, or hold for
        different years.
        """
        asked = (subject, metric, within, *sorted(where.items()))
        if asked not in self._rivals:
            self._rivals[asked] = self._found(subject, metric, within, where)
        if asked not in self._answers:
            rows, said = self._rivals[asked]
            self._answers[asked] = reconcile(rows, self.grading, self.rules, said)
        return self._answers[asked]

    def _found(self, subject: str, metric: str, within: tuple[str, str] | None, where: dict[str, str]) -> tuple:
        """Return the claims that answer a question, as rows and as arrays. Raises ManyQuestions."""
        rows = self.claims.iloc[self._questions.get((subject, metric), np.array([], dtype="int64"))]
        for column, wanted in where.items():
            rows = rows[rows[column] == wanted]
        if within:
            rows = rows[rows["event_start"].isna() | rows["event_start"].between(*within)]
        if apart := told_apart(rows, dated=within is None):
            raise ManyQuestions(f"{subject}, {metric}: the claims answer more than one question; narrow by {apart}")
        return rows, self._said.take(rows.index.to_numpy())

    @cached_property
    def memory(self) -> dict[tuple, object]:
        """What was worked out from these tables, for `evidence.memory`."""
        return {}

    @cached_property
    def _said(self) -> Said:
        """All claims as arrays, by their places."""
        return Said.of(self.claims)

    @cached_property
    def _rivals(self) -> dict[tuple, tuple[pd.DataFrame, Said]]:
        """The claims that answer each question asked so far, whatever the rules."""
        return {}

    @cached_property
    def _questions(self) -> dict[tuple[str, str], np.ndarray]:
        """Places of the claims on each subject and metric."""
        return self.claims.groupby(["subject", "metric"], sort=False).indices

    @cached_property
    def _answers(self) -> dict[tuple, Finding]:
        """Findings already made, by what was asked."""
        return {}

    @cached_property
    def overview(self) -> pd.DataFrame:
        """Every question any claim answers, reconciled: see `findings.overview`."""
        return overview(self.claims, self.grading, self.rules)

    @cached_property
    def grading(self) -> Grading:
        """The rules that grade findings."""
        return Grading.of(self.tables["grading"])

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Every row that has an id, over all tables: id, source, origin, table. Made once; not to be changed in place."""
        held = [name for name, f in self.tables.items() if {"id", "source"} <= set(f.columns) and name not in NOT_EVIDENCE]
        return pd.concat([_as_rows(name, self.tables[name]) for name in held], ignore_index=True)

    def computed(
        self, value: float | None, unit: str, *, rows: Iterable[str] = (), of: Iterable[Finding] = (), how: str,
        low: float | None = None, high: float | None = None, digits: int | None = None,
    ) -> Finding:  # fmt: skip
        """Return a finding that is arithmetic on rows and on other findings: `how` says which.

        It rests on the `rows` (ids) and on all rows of the findings it is made `of`; it is contested, and has rows against
        it, if one of them is or has.
        With no value the finding is not known. Raises KeyError for ids that are not in this ledger.
        """
        if value is None or math.isnan(value):
            return Finding(None, unit, how=how)
        of = list(of)
        ids = sorted({*rows, *(row for finding in of for row in finding.rows)})
        if missing := [row for row in ids if row not in self._cited]:
            raise KeyError(f"no such rows: {', '.join(missing)}")
        low, high = (float(value if end is None else end) for end in (low, high))
        sources, origins = (tuple(sorted({self._cited[row][at] for row in ids} - {""})) for at in (0, 1))
        parts = [finding.grade for finding in of] or self._grades_of(ids)
        return Finding(
            float(value), unit, low, high, rows=tuple(ids), sources=sources, origins=origins, how=how, digits=digits,
            contested=any(finding.contested for finding in of), grade=weakest(parts),
            against=tuple(sorted({row for finding in of for row in finding.against} - set(ids))),
        )  # fmt: skip

    def _grades_of(self, ids: list[str]) -> list[Grade]:
        """Grade rows that arithmetic reads one by one: each is one undisputed origin, and speaks itself if it names no one.

        Our own verdicts on articles have no grade.
        """
        once = self.grading.credibility(1, disputing=0)
        pairs = {self._speakers[row] for row in ids if row in self._speakers}
        return [Grade(self.grading.reliability(tier, role), once) for tier, role in sorted(pairs)]

    @cached_property
    def _cited(self) -> dict[str, tuple[str, str]]:
        """Source and origin of every row by its id."""
        rows = self.rows
        return dict(zip(rows["id"], zip(rows["source"], rows["origin"], strict=True), strict=True))

    @cached_property
    def _speakers(self) -> dict[str, tuple[str, str]]:
        """Tier of the source, and role of who speaks, of every row that can be graded, by its id."""
        tiers, claims = dict(zip(*(self.tables["sources"][name] for name in ("key", "tier")), strict=True)), self.claims
        others = self.rows[self.rows["table"] != VERDICTS]
        silent = {row: (tiers[source], "") for row, source in zip(others["id"], others["source"], strict=True)}
        return silent | dict(zip(claims["id"], zip(claims["tier"], claims["speaker_role"], strict=True), strict=True))

    def name(self, entity: str) -> str:
        """Return an entity's English name, with the Chinese name behind it where there is one."""
        return self._names[entity]

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names by entity id."""
        rows = self.tables["entities"]
        pairs = zip(rows["name"], rows["name_zh"], strict=True)
        return dict(zip(rows["id"], (f"{name} ({zh})" if zh else name for name, zh in pairs), strict=True))

    @property
    def day(self) -> date:
        """The day this ledger stands for: its own, or the day gathering ended."""
        return self.as_of_date or self.closed

    @property
    def newest_source(self) -> date | None:
        """The last day of the newest dated source, or None when no source has a date."""
        newest = self.tables["sources"]["known_from"].max()
        return None if pd.isna(newest) else newest.date()


def closing_date(package: Package) -> date:
    """Return the day on which gathering evidence ended, as the descriptor states it."""
    return date.fromisoformat(package.raw["x-evidence-closed"])


def corrected(tables: dict[str, Rows]) -> dict[str, Rows]:
    """Return checked tables with the values that `corrections` replaces; every other cell is the same."""
    out = {name: Rows(dict(rows.columns)) for name, rows in tables.items()}
    for change in tables.get("corrections", ()):
        columns = out[change["table"]].columns
        cells = list(columns[change["column"]])
        cells[columns["id"].index(change["row"])] = change["used"]
        columns[change["column"]] = cells
    return out


def typed_frame(rows: Rows, resource: Resource) -> pd.DataFrame:
    """Turn checked cells into a frame: numbers as floats, dates as datetimes with their last day beside, else strings."""
    frame = pd.DataFrame({f.name: _typed(rows.columns[f.name], f.type) for f in resource.fields})
    for field in resource.fields:
        if f"{field.name.removesuffix('_date')}_precision" in frame:
            stem = field.name.removesuffix("_date")
            frame[f"{stem}_start"] = frame[field.name]
            frame[f"{stem}_end"] = period_ends(frame[field.name], frame[f"{stem}_precision"]).astype("datetime64[s]")
    return frame


def _typed(cells: list[str], kind: str) -> pd.Series:
    """Turn one column's checked cells into numbers, dates or text; a blank is missing, or text without characters."""
    column = pd.Series(cells, dtype="object")
    if kind in ("number", "integer"):
        return pd.to_numeric(column.mask(column == "")).astype("float64")
    return pd.to_datetime(column.mask(column == "")).astype("datetime64[s]") if kind == "date" else column


def known_from(sources: pd.DataFrame) -> pd.Series:
    """Return the first day on which each source certainly counts as known; missing where nothing dates it."""
    return sources[["published_end", "not_after"]].min(axis=1)


def _holds_claims(frame: pd.DataFrame) -> bool:
    return {"id", "subject", "metric", "value", "source"} <= set(frame.columns)


def _as_claims(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Bring one table to the claim columns; what a table does not have is blank, and stance `asserts`."""
    dated = ("event_date", "event_start", "event_end")
    held = {c: frame[c] if c in frame else pd.Series("", frame.index, dtype="object") for c in CLAIM_COLUMNS if c not in dated}
    days = {c: frame.get(c, pd.Series(pd.NaT, frame.index)).astype("datetime64[s]") for c in dated}
    claims = pd.DataFrame(held | days, columns=CLAIM_COLUMNS)
    claims["stance"] = claims["stance"].mask(claims["stance"] == "", "asserts")
    numeric = pd.to_numeric(claims["value"].where(~claims["unit"].isin(("text", "date"))), errors="coerce")
    claims["value"] = [_plain(v) for v in claims["value"]]
    return claims.assign(number=numeric.astype("float64"), table=name)


def _as_rows(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    origin = frame.get("origin", "")
    return pd.DataFrame({"id": frame["id"], "source": frame["source"], "origin": origin, "table": name})


def _plain(value: object) -> str:
    """Write a cell as text, whole numbers without a point."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _as_then(frame: pd.DataFrame) -> pd.DataFrame:
    """Take out what was written later: editors' notes, and pointers to rows that nobody knew yet."""
    then = frame.copy()
    if "note" in then:
        then["note"] = ""
    if "superseded_by" in then:
        then["superseded_by"] = then["superseded_by"].where(then["superseded_by"].isin(then["id"]), "")
    return then.reset_index(drop=True)


def _unlearned(frame: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Blank what a row says by a source of its own (`ended`, `ended_precision` … by `ended_source`) that nobody knew yet."""
    frame = frame.copy()
    for own in [name for name in frame if name.endswith("_source")]:
        late = (frame[own] != "") & ~frame[own].isin(known)
        stem = own.removesuffix("_source")
        for name in [name for name in frame if name == stem or name.startswith(f"{stem}_")]:
            frame[name] = frame[name].where(~late, "" if frame[name].dtype == "object" else None)
    return frame


def _uncorrected(tables: dict[str, pd.DataFrame], known: set[str]) -> dict[str, pd.DataFrame]:
    """Give back the values that corrections replaced whose own source nobody knew yet."""
    corrections = tables["corrections"]
    tables = dict(tables)
    for late in corrections[~corrections["source"].isin(known)].itertuples():
        frame = tables[late.table].copy()
        at = frame["id"] == late.row
        dated = pd.api.types.is_datetime64_any_dtype(frame[late.column])
        numeric = pd.api.types.is_numeric_dtype(frame[late.column])
        frame.loc[at, late.column] = (
            pd.Timestamp(late.expected) if dated else float(late.expected) if numeric else late.expected
        )
        stem = late.column.removesuffix("_date")
        if dated and f"{stem}_start" in frame:
            frame[f"{stem}_start"] = frame[late.column]
            frame[f"{stem}_end"] = period_ends(frame[late.column], frame[f"{stem}_precision"]).astype("datetime64[s]")
        tables[late.table] = frame
    return tables


def _settled_then(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Leave out judgements that rest on rows nobody knew yet, or judge what nobody knew; and names of such rows."""
    ids = {row for frame in tables.values() for row in frame.get("id", ())}
    settled = {
        name: frame[frame["evidence"].map(lambda cited: set(cited.split()) <= ids).astype(bool)]
        if "evidence" in frame
        else frame
        for name, frame in tables.items()
    }
    for name, frame in settled.items():
        for column in [column for column in JUDGED if column in frame]:
            frame = frame[frame[column].isin(settled[JUDGED[column]]["id"])]
        for column in [column for column in NAMING if column in frame]:
            known = [" ".join(row for row in cell.split() if row in ids) for cell in frame[column]]
            frame = frame.assign(**{column: pd.Series(known, frame.index, dtype="object")})
        settled[name] = frame.reset_index(drop=True)
    return settled


def _named_in(entities: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Keep the entities that a kept row names."""
    columns = ("subject", "owner", "partner", "company", "from_entity", "to_entity")
    named = {value for frame in tables.values() for column in columns if column in frame for value in frame[column]}
    return _as_then(entities[entities["id"].isin(named)])


def _nothing_held() -> pd.DataFrame:
    return pd.DataFrame(columns=["table", "id", "source", "reason"], dtype="object")


def _held_back(cited: dict[str, pd.DataFrame], sources: pd.DataFrame, known: set[str], cut: date) -> pd.DataFrame:
    """List the rows an earlier edition may be missing, with the reason: `undated`, or `may be known` by then."""
    first = sources[["published_start", "not_before"]].max(axis=1)
    reasons = pd.Series("", index=sources["key"])
    reasons[((first <= pd.Timestamp(cut)) | first.isna()).to_numpy()] = "may be known"
    reasons[sources["known_from"].isna().to_numpy()] = "undated"
    parts = [_nothing_held()]
    for name, frame in cited.items():
        reason = frame["source"].map(reasons).where(~frame["source"].isin(known), "")
        held = frame[reason != ""]
        parts.append(pd.DataFrame({"table": name, "id": held["id"], "source": held["source"], "reason": reason[reason != ""]}))
    return pd.concat(parts, ignore_index=True)
