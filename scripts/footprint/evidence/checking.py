"""Check a data folder against its descriptor: every problem at once, in terms of the spreadsheet.

Standard library only, and each distinct value is judged once, so that a check starts and ends in a blink.
"""

import difflib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from footprint import garbage
from footprint.dates import first_of
from footprint.evidence.descriptor import DescriptorFault, Field, Package, Resource, read_package
from footprint.evidence.reading import Problem, Rows, Table, read_table
from footprint.text import with_article

EXCEL_DAY_ZERO = date(1899, 12, 30)
NO_VALUE = {"n/a", "na", "-", "--", "none", "null", "nan", "?", "tbd", "unknown"}


@dataclass(frozen=True)
class Report:
    """What a check found: all problems, and the rows of every table by name."""

    problems: list[Problem]
    tables: dict[str, Rows]

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def check(folder: Path) -> Report:
    """Check every table of a data folder. Never raises for faults of the data or the descriptor; they are the report."""
    try:
        package = read_package(folder)
    except DescriptorFault as fault:
        return Report([Problem(f"{folder.name}/datapackage.json", str(fault))], {})
    with garbage.kept():
        return _checked(folder, package)


def _checked(folder: Path, package: Package) -> Report:
    tables = {r.name: read_table(folder / r.path, r) for r in package.resources}
    problems = []
    for resource in package.resources:
        table = tables[resource.name]
        found = [*table.problems, *_cells(table, resource), *_keys(table, resource, tables), *_across(table, resource)]
        found += _cited(table, resource, package, tables)
        problems += sorted(found, key=lambda p: (p.row or 0, p.column or ""))
    problems += _unique_over_tables(package, tables)
    problems += [p for r in package.resources if any(c["rule"] == "corrects" for c in r.checks) for p in _stale(tables, r.name)]
    return Report(problems, {name: table.rows for name, table in tables.items()})


def unused_sources(report: Report) -> list[str]:
    """Return the keys of sources on which no row rests."""
    cited = {
        key
        for name, rows in report.tables.items()
        if name != "sources"
        for column, cells in rows.columns.items()
        if column == "source" or column.endswith("_source")
        for key in cells
    }
    return sorted(row["key"] for row in report.tables.get("sources", []) if row["key"] not in cited)


def report_text(report: Report) -> str:
    """Write a report: one line a problem, grouped by file, and a last line that counts."""
    rows = sum(len(rows) for rows in report.tables.values())
    if report.ok:
        return f"data and chapters are in order: {len(report.tables)} tables, {rows:,} rows"
    files = len({p.file for p in report.problems})
    count = len(report.problems)
    lines = [str(p) for _, group in groupby(report.problems, key=lambda p: p.file) for p in group]
    return "\n".join([*lines, f"{count} problem{'s' * (count > 1)} in {files} file{'s' * (files > 1)}; nothing was built"])


def unused_text(report: Report) -> list[str]:
    """Say which sources no row rests on: no fault, but worth knowing."""
    unused = unused_sources(report)
    return [f"no row rests on {len(unused)} of the sources: {', '.join(unused)}"] if unused else []


def report_json(report: Report) -> str:
    """Write a report's problems as JSON."""
    return json.dumps([asdict(p) for p in report.problems], ensure_ascii=False, indent=1)


# ---------------------------------------------------------------------------------------------------- single cells


def _cells(table: Table, resource: Resource) -> Iterator[Problem]:
    """Yield what is wrong with single cells; each distinct value of a column is judged once."""
    for column in resource.fields:
        cells, good = table.column(column.name), _plainly_good(column)
        blank = {""} if column.required and "" in cells else set()
        judged = {value: judge(value, column) for value in table.distinct(column.name) | blank if not good(value)}
        faults = {value: fault for value, fault in judged.items() if fault}
        if not faults:
            continue
        for value, (number, line) in zip(cells, table.places, strict=True):
            if value in faults:
                yield Problem(table.file, faults[value], number, line, column.name, value or None)


def _plainly_good(column: Field) -> Callable[[str], object]:
    """Return a quick test that no faulty cell of a column passes; what fails it is judged in full."""
    kinds = column.constraints.keys() - {"required", "unique"}
    if column.type == "string" and kinds == {"pattern"}:
        return re.compile(rf"(?=.)(?:{column.constraints['pattern']})").fullmatch
    if column.type == "string" and not kinds:
        return lambda value: value and "??" not in value
    return lambda value: False


def judge(value: str, column: Field) -> str | None:
    """Return what is wrong with one cell, in words that say what to write instead, or None."""
    if not value:
        return "is blank; a value is required" if column.required else None
    if "??" in value and column.type == "string" and "pattern" not in column.constraints:
        return "has question marks where characters were lost; save the file as CSV UTF-8 and enter them again"
    return _TYPE[column.type](value) or _constraint(value, column)


def _no_string_fault(value: str) -> None:
    return None


def number_fault(value: str, whole: bool = False) -> str | None:
    """Return what is wrong with a number written as text."""
    kind = "a whole number" if whole else "a number"
    if re.fullmatch(r"-?\d+" if whole else r"-?\d+(\.\d+)?", value):
        return None
    if value.lower() in NO_VALUE:
        return f"is not {kind}; leave the cell blank if nothing is known"
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", value):
        return f"is not {kind}; write {value.replace(',', '')}"
    if re.fullmatch(r"-?\d+(\.\d+)?\s*%", value):
        return f"is not {kind}; write {value.rstrip('% ')}, the unit stands in its own column"
    if re.fullmatch(r"-?\d+,\d+", value):
        return f"is not {kind}; write {value.replace(',', '.')} if the comma is a decimal point"
    if whole and re.fullmatch(r"-?\d+\.\d+", value):
        return "is not a whole number"
    return f"is not {kind}"


def date_fault(value: str) -> str | None:
    """Return what is wrong with a date written as text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            date.fromisoformat(value)
        except ValueError:
            return "is not a day of the calendar"
        return None
    if value.lower() in NO_VALUE:
        return "is not a date; leave the cell blank if nothing is known"
    slashed = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", value)
    if slashed:
        return _slashed_fault(*map(int, slashed.groups()))
    if re.fullmatch(r"\d{5}", value):
        return f"is a spreadsheet's day number; write {EXCEL_DAY_ZERO + timedelta(days=int(value))}"
    if re.fullmatch(r"\d{4}-\d\d", value):
        return f"is not a day; write {value}-01 with precision month"
    if re.fullmatch(r"\d{4}", value):
        return f"is not a day; write {value}-01-01 with precision year"
    return "is not a date; write it as 2025-04-15"


def _slashed_fault(first: int, second: int, year: int) -> str:
    if first <= 12 and second <= 12 and first != second:
        return f"is ambiguous; write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}"
    day, month = (first, second) if second <= 12 else (second, first)
    return f"is not written as a date here; write {year}-{month:02}-{day:02}"


_TYPE: dict[str, Callable[[str], str | None]] = {
    "string": _no_string_fault,
    "number": number_fault,
    "integer": lambda value: number_fault(value, whole=True),
    "date": date_fault,
}


def _constraint(value: str, column: Field) -> str | None:
    """Return which constraint a well-typed cell breaks."""
    allowed = column.constraints.get("enum")
    if allowed and value not in allowed:
        near = difflib.get_close_matches(value.lower(), allowed, 1)
        return f"is not one of {', '.join(allowed)}" + (f"; did you mean {near[0]}?" if near else "")
    pattern = column.constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        return _pattern_fault(value, pattern)
    return _limits(value, column.constraints) if column.type in ("number", "integer") else None


def _pattern_fault(value: str, pattern: str) -> str:
    width = re.fullmatch(r"(?:\\d|\[0-9\])\{(\d+)\}", pattern)
    if width and value.isdigit() and len(value) < int(width[1]):
        return f"has lost its leading zeros; write {value.zfill(int(width[1]))}"
    return f"does not have the form {pattern}"


def _limits(value: str, limits: dict[str, float]) -> str | None:
    if "minimum" in limits and float(value) < limits["minimum"]:
        return f"is under {limits['minimum']:g}, the least allowed"
    if "maximum" in limits and float(value) > limits["maximum"]:
        return f"is over {limits['maximum']:g}, the most allowed"
    return None


# ------------------------------------------------------------------------------------------------------------ keys


def _keys(table: Table, resource: Resource, tables: dict[str, Table]) -> Iterator[Problem]:
    """Yield repeated keys and references that lead nowhere."""
    unique = {f.name for f in resource.fields if f.constraints.get("unique")} | set(resource.primary_key[:1])
    for column in sorted(unique):
        for value, places in _repeated(table, column):
            yield Problem(table.file, f"stands in rows {_rows(places)}; it must be unique", *places[1], column, value)
    for key in resource.foreign_keys:
        target = tables.get(key.resource) if key.resource else table
        if target is not None and target.readable:
            yield from _dangling(table, key.column, target, key.target)


def _repeated(table: Table, column: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    cells = table.column(column)
    if len(table.distinct(column)) == len(cells):
        return
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for value, place in zip(cells, table.places, strict=True):
        seen[value].append(place)
    yield from ((value, places) for value, places in seen.items() if value and len(places) > 1)


def _dangling(table: Table, column: str, target: Table, target_column: str) -> Iterator[Problem]:
    """Yield one problem per value that does not occur in the target, naming all its rows."""
    known = target.distinct(target_column)
    unknown = table.distinct(column) - known
    missing: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for value, place in zip(table.column(column), table.places, strict=True) if unknown else ():
        if value in unknown:
            missing[value].append(place)
    for value, places in missing.items():
        near = difflib.get_close_matches(value, known, 1, 0.7) if not value[-1:].isdigit() else []
        rule = f"is not {with_article(target_column)} in {target.file}" + (f"; did you mean {near[0]}?" if near else "")
        also = f" (also in rows {_rows(places[1:])})" if len(places) > 1 else ""
        yield Problem(table.file, rule + also, *places[0], column, value)


def _rows(places: Iterable[tuple[int, int]]) -> str:
    return ", ".join(str(number) for number, _ in places)


def _unique_over_tables(package: Package, tables: dict[str, Table]) -> Iterator[Problem]:
    """Yield ids that two tables share."""
    held: list[Table] = []
    for table in (tables[name] for name in package.unique_resources):
        ids = table.distinct(package.unique_field)
        first = {value: earlier.file for earlier in reversed(held) for value in ids & earlier.distinct(package.unique_field)}
        for value, place in zip(table.column(package.unique_field), table.places, strict=True) if first else ():
            if value in first:
                rule = f"also stands in {first[value]}; an id is used once over all tables"
                yield Problem(table.file, rule, *place, package.unique_field, value)
        held.append(table)


def _cited(table: Table, resource: Resource, package: Package, tables: dict[str, Table]) -> Iterator[Problem]:
    """Yield ids in space-separated lists that stand in no table."""
    columns = [rule["field"] for rule in resource.checks if rule["rule"] == "ids_exist"]
    held = [tables[name].distinct(package.unique_field) for name in package.unique_resources]
    for column in columns:
        for cell, place in zip(table.column(column), table.places, strict=True):
            missing = [name for name in cell.split() if not any(name in ids for ids in held)]
            if missing:
                yield Problem(table.file, "stands in no table as an id", *place, column, " ".join(missing))


def _stale(tables: dict[str, Table], name: str) -> Iterator[Problem]:
    """Yield corrections whose row is gone or no longer holds the value they expect to replace."""
    corrections = tables[name]
    for row, place in zip(corrections.rows, corrections.places, strict=True):
        target = tables.get(row["table"])
        found = next((r for r in target.rows if r.get("id") == row["row"]), None) if target else None
        if found is None or row["column"] not in found:
            where = f"{row['table']}, row {row['row']}, column {row['column']}"
            yield Problem(corrections.file, f"there is no {where} to correct", *place, "row", row["row"])
        elif found[row["column"]] != row["expected"]:
            now = f'but {row["table"]} {row["row"]} holds "{found[row["column"]]}"'
            rule = f"is what {row['id']} expects to replace, {now}; look at the source again and change or remove {row['id']}"
            yield Problem(corrections.file, rule, *place, "expected", row["expected"])


# -------------------------------------------------------------------------------------------- across columns and rows


def _across(table: Table, resource: Resource) -> Iterator[Problem]:
    """Yield what breaks the descriptor's rules across columns and rows."""
    fields = {f.name: f for f in resource.fields}
    for rule in resource.checks:
        if rule["rule"] == "sum_at_most":
            yield from _sums(table, rule)
        if rule["rule"] not in _ROW_RULES:
            continue
        test, reads = _ROW_RULES[rule["rule"]], _reads(rule)
        told = [*zip(*map(table.column, reads), strict=True)]
        # What a rule reads is often the same from row to row: it is tested once.
        judged = {cells: test(dict(zip(reads, cells, strict=True)), rule) for cells in set(told)}
        faults = {cells: fault for cells, fault in judged.items() if fault}
        for cells, place in zip(told, table.places, strict=True) if faults else ():
            fault, row = faults.get(cells), dict(zip(reads, cells, strict=True))
            if fault and not _reported(row, rule, fields):
                yield Problem(table.file, fault[1], *place, fault[0], row[fault[0]] or None)


def _reads(rule: dict) -> list[str]:
    """Return the columns a rule reads."""
    single = [rule[name] for name in ("date", "precision", "value", "unit", "earlier", "later", "field") if name in rule]
    return [*single, *rule.get("fields", ()), *rule.get("when", ())]


def _reported(row: dict[str, str], rule: dict, fields: dict[str, Field]) -> bool:
    """Whether a cell the rule reads is already reported by itself."""
    read = [rule[name] for name in ("date", "earlier", "later", "value") if name in rule]
    return any(row[name] and judge(row[name], fields[name]) for name in read)


Fault = tuple[str, str] | None


def _first_day(row: dict[str, str], rule: dict) -> Fault:
    value, precision = row[rule["date"]], row[rule["precision"]]
    if not value or not precision or date_fault(value):
        return None
    try:
        first = first_of(date.fromisoformat(value), precision)
    except ValueError:
        return None
    fault = f"is not the first day of its {precision}; write {first}, or set {rule['precision']} to day"
    return None if str(first) == value else (rule["date"], fault)


def _together(row: dict[str, str], rule: dict) -> Fault:
    blank = [name for name in rule["fields"] if not row[name]]
    if not blank or len(blank) == len(rule["fields"]):
        return None
    filled = next(name for name in rule["fields"] if row[name])
    return blank[0], f"is blank while {filled} is filled; fill both or neither"


def _matches_unit(row: dict[str, str], rule: dict) -> Fault:
    """Check a value by the type and limits of its unit."""
    value, limits = row[rule["value"]], rule["units"].get(row[rule["unit"]])
    if not value or limits is None:
        return None
    fault = _TYPE[limits["type"]](value)
    if not fault and limits["type"] in ("number", "integer"):
        fault = _limits(value, limits)
    return (rule["value"], f"{fault} (unit {row[rule['unit']]})") if fault else None


def _not_before(row: dict[str, str], rule: dict) -> Fault:
    earlier, later = row[rule["earlier"]], row[rule["later"]]
    if earlier and later and later < earlier:
        return rule["later"], f"is before {rule['earlier']} {earlier}"
    return None


def _when(row: dict[str, str], rule: dict) -> bool:
    return all(row[name] == value for name, value in rule["when"].items())


def _filled_if(row: dict[str, str], rule: dict) -> Fault:
    when = ", ".join(f"{k} is {v}" for k, v in rule["when"].items())
    return (rule["field"], f"is blank; it is required where {when}") if _when(row, rule) and not row[rule["field"]] else None


def _blank_if(row: dict[str, str], rule: dict) -> Fault:
    when = ", ".join(f"{k} is {v}" for k, v in rule["when"].items())
    return (rule["field"], f"must be blank where {when}") if _when(row, rule) and row[rule["field"]] else None


_ROW_RULES: dict[str, Callable[[dict[str, str], dict], Fault]] = {
    "first_day_of_precision": _first_day,
    "together": _together,
    "value_matches_unit": _matches_unit,
    "not_before": _not_before,
    "filled_if": _filled_if,
    "blank_if": _blank_if,
}


def _sums(table: Table, rule: dict) -> Iterator[Problem]:
    """Yield groups whose values sum to more than allowed."""
    groups: dict[tuple[str, ...], list[tuple[float, tuple[int, int]]]] = defaultdict(list)
    for row, place in zip(table.rows, table.places, strict=True):
        if number_fault(row[rule["value"]]) is None:
            groups[tuple(row[name] for name in rule["group"])].append((float(row[rule["value"]]), place))
    for group, items in groups.items():
        total = sum(value for value, _ in items)
        if total > rule["maximum"] + 1e-9 and len(items) > 1:
            fault = f"rows {_rows(p for _, p in items)} for {', '.join(group)} sum to {total:g}, over {rule['maximum']:g}"
            yield Problem(table.file, fault, *items[0][1], rule["value"])
