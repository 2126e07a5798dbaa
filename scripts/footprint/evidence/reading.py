"""Read one table as a spreadsheet program may have left it: the harmless is accepted, the rest is named."""

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True)
class Rows(Sequence[dict[str, str]]):
    """The rows of a table, held as columns of cells; each row is put together when it is asked for."""

    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, at: int) -> dict[str, str]:
        return {name: cells[at] for name, cells in self.columns.items()}

    def __iter__(self) -> Iterator[dict[str, str]]:
        return (dict(zip(self.columns, cells, strict=True)) for cells in zip(*self.columns.values(), strict=True))


@dataclass
class Table:
    """A table as read: rows of stripped cells by declared column, the place of each row, and what was wrong."""

    file: str
    rows: Rows = Rows({})
    places: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True
    _distinct: dict[str, set[str]] = field(default_factory=dict)

    def column(self, name: str) -> list[str]:
        """Return the cells of one column; none where the table could not be read."""
        return self.rows.columns.get(name, [])

    def stripped(self, name: str, cells: tuple[str, ...]) -> list[str]:
        """Return cells of a column without the spaces around them; most columns have few distinct cells, and none to strip."""
        distinct = set(cells)
        if not all(cell == cell.strip() for cell in distinct):
            return [*map(str.strip, cells)]
        self._distinct[name] = distinct - {""}
        return list(cells)

    def distinct(self, name: str) -> set[str]:
        """Return the distinct cells of one column, blank ones left out."""
        if name not in self._distinct:
            self._distinct[name] = set(self.column(name)) - {""}
        return self._distinct[name]

    def fault(self, rule: str, **where: object) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.file, rule, **where))


def read_table(path: Path, resource: Resource) -> Table:
    """Read one CSV against its description; every problem of the file itself is in the result, none is raised."""
    table = Table(f"{path.parent.name}/{path.name}")
    text = decode(path, table)
    records, lines = _records(text, table) if text is not None else ([], [])
    if not records:
        table.readable = False
        if text is not None and not table.problems:
            table.fault("is empty; it must hold at least the header row " + ",".join(resource.columns))
        return table
    header = _header(records[0], resource, table)
    if header is None:
        table.readable = False
        return table
    _fill(table, header, records[1:], lines[1:], resource)
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


Record = list[str]


def _records(text: str, table: Table) -> tuple[list[Record], list[int]]:
    """Split a text into records and the lines they start on; blank rows at the end are dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if first.count(mark) > first.count(","):
            table.fault(f"has {name} between its columns instead of commas; `footprint check --fix` changes them", line=1)
            return [], []
    try:
        records, lines = _numbered(text)
    except csv.Error as fault:
        quotes = text.count('"') % 2
        table.fault("has a quotation mark that is never closed" if quotes else f"cannot be split into cells: {fault}")
        return [], []
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    return records, lines


def _numbered(text: str) -> tuple[list[Record], list[int]]:
    """Return records and the line each starts on. Raises csv.Error."""
    reader, records, lines = csv.reader(io.StringIO(text, newline=""), strict=True), [], [1]
    for record in reader:
        records.append(record)
        lines.append(reader.line_num + 1)
    return records, lines


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


def _fill(table: Table, header: list[str], records: list[Record], lines: list[int], resource: Resource) -> None:
    """Turn records into columns; a row of the wrong length is named and left out."""
    places = list(zip(range(2, len(records) + 2), lines, strict=False))
    plain = set(map(len, records)) <= {len(header)} and all(record[0].strip() for record in records)
    kept = records if plain else _of_right_length(table, len(header), records, places)
    table.places = places if plain else [place for place, record in zip(places, kept, strict=True) if record]
    columns = dict(zip(header, zip(*filter(None, kept), strict=True), strict=True)) if table.places else {}
    table.rows = Rows({name: table.stripped(name, columns.get(name, ())) for name in resource.columns})


def _of_right_length(
    table: Table, width: int, records: list[Record], places: list[tuple[int, int]]
) -> list[Record | None]:  # fmt: skip
    """Return the records, cut to the header's width, with None for each that is named because it is blank or has another."""
    kept: list[Record | None] = []
    for (number, line), cells in zip(places, records, strict=True):
        extra, blank = [cell for cell in cells[width:] if cell.strip()], not any(map(str.strip, cells))
        if blank:
            table.fault("is a blank row between filled ones; delete it", row=number, line=line)
        elif extra or len(cells) < width:
            rule = f"has {len(cells)} cells, the header has {width}"
            table.fault(rule, row=number, line=line, value=extra[0] if extra else None)
        kept.append(None if blank or extra or len(cells) < width else cells[:width])
    return kept
