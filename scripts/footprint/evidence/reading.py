"""Read one table as a spreadsheet program may have left it: the harmless is accepted, the rest is named."""

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from footprint.evidence.descriptor import Resource


@dataclass(frozen=True)
class Problem:
    """One broken rule. `row` is the spreadsheet's row (the header is row 1), `line` the line of the file."""

    file: str
    rule: str
    row: int | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}" + (f" (line {self.line})" if self.line not in (None, self.row) else "")
        elif self.line is not None:
            place += f", line {self.line}"
        place += f", {self.column if self.column.startswith('cell ') else f'column {self.column}'}" if self.column else ""
        return f"{place}: " + (f'"{self.value}" {self.rule}' if self.value is not None else self.rule)


@dataclass
class Table:
    """A table as read: rows of stripped cells by declared column, the place of each row, and what was wrong."""

    file: str
    rows: list[dict[str, str]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True

    def fault(self, rule: str, **where: object) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.file, rule, **where))


def read_table(path: Path, resource: Resource) -> Table:
    """Read one CSV against its description; every problem of the file itself is in the result, none is raised."""
    table = Table(f"{path.parent.name}/{path.name}")
    text = decode(path, table)
    records = _records(text, table) if text is not None else None
    if not records:
        table.readable = False
        if text is not None and not table.problems:
            table.fault("is empty; it must hold at least the header row " + ",".join(resource.columns))
        return table
    header = _header(records[0][1], resource, table)
    if header is None:
        table.readable = False
        return table
    _fill(table, header, records[1:], resource)
    return table


def decode(path: Path, table: Table) -> str | None:
    """Return the file's text, or None after naming why it cannot be read as UTF-8."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        table.fault("is missing; datapackage.json lists it")
        return None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[1:2] == b"\0":
        table.fault("is UTF-16 text; save it as CSV UTF-8")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        table.fault(f"is not UTF-8 text (byte {raw[fault.start]:#04x}); save it as CSV UTF-8", line=line)
        return None


def _records(text: str, table: Table) -> list[tuple[int, list[str]]]:
    """Split a text into records, each with the line it starts on; blank rows at the end are dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if first.count(mark) > first.count(","):
            table.fault(f"has {name} between its columns instead of commas; `footprint check --fix` changes them", line=1)
            return []
    try:
        records = list(_numbered(csv.reader(io.StringIO(text, newline=""), strict=True)))
    except csv.Error as fault:
        quotes = text.count('"') % 2
        table.fault("has a quotation mark that is never closed" if quotes else f"cannot be split into cells: {fault}")
        return []
    while records and not any(cell.strip() for cell in records[-1][1]):
        records.pop()
    return records


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    last = 0
    for record in reader:
        yield last + 1, record
        last = reader.line_num


def _header(cells: list[str], resource: Resource, table: Table) -> list[str | None] | None:
    """Match the header to the declared columns, whatever their order and case; None after naming what is wrong."""
    names = [re.sub(r"\s+", " ", cell.strip()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    declared = {name.lower(): name for name in resource.columns}
    matched = [declared.get(name.lower()) for name in names]
    for name, match in zip(names, matched, strict=True):
        if match is None:
            near = difflib.get_close_matches(name.lower(), declared, 1)
            table.fault(
                "is not a column of this table" + (f"; did you mean {near[0]}?" if near else ""),
                row=1,
                line=1,
                value=name,
            )
    for name, count in Counter(filter(None, matched)).items():
        if count > 1:
            table.fault("stands in the header twice", row=1, line=1, value=name)
    for name in resource.columns:
        if name not in matched:
            table.fault(f"column {name} is missing", row=1, line=1)
    return None if table.problems else matched


def _fill(table: Table, header: list[str], records: list[tuple[int, list[str]]], resource: Resource) -> None:
    """Turn records into rows; a row of the wrong length is named and left out."""
    width, in_order = len(header), header == resource.columns
    for number, (line, cells) in enumerate(records, 2):
        if not any(cell.strip() for cell in cells):
            table.fault("is a blank row between filled ones; delete it", row=number, line=line)
            continue
        extra = [cell for cell in cells[width:] if cell.strip()]
        if extra or len(cells) < width:
            rule = f"has {len(cells)} cells, the header has {width}"
            table.fault(rule, row=number, line=line, value=extra[0] if extra else None)
            continue
        found = dict(zip(header, map(str.strip, cells), strict=False))
        table.rows.append(found if in_order else {name: found[name] for name in resource.columns})
        table.places.append((number, line))
