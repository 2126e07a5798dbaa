"""Undo what a spreadsheet program does to a table, where there is only one right answer."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from footprint.evidence.checking import EXCEL_DAY_ZERO, date_fault, number_fault
from footprint.evidence.descriptor import Field, Resource, read_package


@dataclass(frozen=True)
class Change:
    """One thing that was repaired; row and column are missing when it concerns the whole file."""

    file: str
    before: str
    after: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}, column {self.column}" if self.row else self.file
        return f"fixed {place}: {self.before} -> {self.after}"


def repair(folder: Path) -> list[Change]:
    """Repair the tables of a data folder in place and return what was changed.

    Raises DescriptorFault if the descriptor cannot be read. A file that is missing or not UTF-8 is left alone.
    """
    changes = []
    for resource in read_package(folder).resources:
        path = folder / resource.path
        try:
            raw = path.read_bytes().decode("utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            continue
        text, found = repair_text(raw, resource, f"{folder.name}/{path.name}")
        if found:
            path.write_bytes(text.encode("utf-8"))
            changes += found
    return changes


def repair_text(raw: str, resource: Resource, file: str) -> tuple[str, list[Change]]:
    """Return a table's text repaired, with the changes; the text as it was when nothing needs repair."""
    changes = [Change(file, *what) for what in _whole_file(raw)]
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error:
        return raw, []
    records, trimmed = _trimmed(records)
    changes += [Change(file, "blank rows or columns at the end", "removed")] if trimmed else []
    changes += _headers(records, resource, file)
    changes += [change for number in range(1, len(records)) for change in _row(records, number, resource, file)]
    return (_written(records), changes) if changes else (raw, [])


def _whole_file(raw: str) -> list[tuple[str, str]]:
    found = [("byte order mark", "removed")] if raw.startswith("\ufeff") else []
    found += [("line ends of Windows or old Macs", "line feeds")] if "\r" in raw else []
    return found + ([("semicolons or tabs between columns", "commas")] if _delimiter(raw) != "," else [])


def _delimiter(text: str) -> str:
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return max(",;\t", key=first.count)


def _trimmed(records: list[list[str]]) -> tuple[list[list[str]], bool]:
    """Drop blank rows and columns at the end."""
    rows = len(records)
    while records and not any(cell.strip() for cell in records[-1]):
        records = records[:-1]
    width = max((len(r) for r in records), default=0)
    filled = max((n for r in records for n, cell in enumerate(r, 1) if cell.strip()), default=0)
    header = len([cell for cell in records[0] if cell.strip()]) if records else 0
    keep = max(filled, header)
    return [r[:keep] for r in records], len(records) < rows or keep < width


def _headers(records: list[list[str]], resource: Resource, file: str) -> list[Change]:
    """Write column names as declared."""
    declared = {name.lower(): name for name in resource.columns}
    changes = []
    for n, cell in enumerate(records[0] if records else []):
        name = declared.get(cell.strip().lower(), cell)
        if name != cell:
            changes.append(Change(file, repr(cell), name, 1, name))
            records[0][n] = name
    return changes


def _row(records: list[list[str]], number: int, resource: Resource, file: str) -> list[Change]:
    """Repair the cells of one row in place."""
    fields = {f.name: f for f in resource.fields}
    changes = []
    for n, (name, cell) in enumerate(zip(records[0], records[number], strict=False)):
        mended = mend(cell, fields[name]) if name in fields else cell
        if mended != cell:
            changes.append(Change(file, repr(cell), repr(mended), number + 1, name))
            records[number][n] = mended
    return changes


def mend(cell: str, column: Field) -> str:
    """Return a cell repaired where only one reading is possible, else as it was."""
    value = cell.strip()
    if column.type in ("number", "integer") and number_fault(value):
        bare = re.sub(r"\s*%$", "", value)
        bare = bare.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare) else bare
        return bare if number_fault(bare) is None else value
    if column.type == "date" and date_fault(value):
        return _mended_date(value)
    width = re.fullmatch(r"(?:\\d|\[0-9\])\{(\d+)\}", column.constraints.get("pattern", ""))
    return value.zfill(int(width[1])) if width and value.isdigit() else value


def _mended_date(value: str) -> str:
    """Return a day number or an unambiguous slashed date as an ISO date, else the text as it was."""
    if re.fullmatch(r"[34]\d{4}", value):
        return str(EXCEL_DAY_ZERO + timedelta(days=int(value)))
    slashed = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", value)
    first, second, year = map(int, slashed.groups()) if slashed else (0, 0, 0)
    if not slashed or (first <= 12 and second <= 12 and first != second):
        return value
    day, month = (first, second) if second <= 12 else (second, first)
    try:
        return str(date(year, month, day))
    except ValueError:
        return value


def _written(records: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue()
