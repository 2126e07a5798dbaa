"""One table object: an HTML table for a notebook, and the payload from which the book makes a numbered table."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from footprint.figures.publish import MIME, FigureError, plain
from footprint.text import csv_text

MARKS = re.compile(r"([\\`*_{}\[\]<>$~^#])")


@dataclass(frozen=True)
class Column:
    """One column: the frame's key, its heading, alignment, relative width, and how a value is written."""

    key: str
    label: str
    align: str = "left"
    width: int = 10
    format: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class PublishedTable:
    """A table ready for the book; `cells` are MyST inline text."""

    name: str
    title: str
    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]
    note: str
    csv: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        columns = [{"label": c.label, "align": c.align, "width": c.width} for c in self.columns]
        payload = {
            "kind": "table", "name": self.name, "title": self.title, "columns": columns, "note": self.note, "csv": self.csv,
            "rows": [list(row) for row in self.cells],
        }  # fmt: skip
        return {"text/plain": f"{self.title} ({len(self.cells)} rows)", "text/html": self._html(), MIME: payload}

    def _html(self) -> str:
        head = "".join(f'<th scope="col">{html.escape(c.label)}</th>' for c in self.columns)
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(plain(cell))}</td>" for cell in row) + "</tr>" for row in self.cells)
        caption = f"<caption>{html.escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def table(
    rows: pd.DataFrame, *, name: str, title: str, columns: list[Column], note: str = "", as_of: str = ""
) -> PublishedTable:
    """Return a table ready for the book. Raises FigureError without rows, title, name, or for a column that is not there."""
    missing = [c.key for c in columns if c.key not in rows]
    faults = [f"it has no column {', '.join(missing)}"] if missing else []
    faults += [] if len(rows) else ["it has no rows"]
    faults += [] if title.strip() and name.strip() else ["it has no title or no name"]
    if faults:
        raise FigureError(f"table {name!r} may not be published: {'; '.join(faults)}")
    cells = tuple(tuple(_cell(row[c.key], c) for c in columns) for _, row in rows.iterrows())
    note = " ".join(filter(None, (note, f"As of {as_of}." if as_of else "")))
    return PublishedTable(name, title, tuple(columns), cells, note, csv_text(rows))


def _cell(value: Any, column: Column) -> str:
    """Write one value; a column with a format of its own writes MyST, anything else is plain text."""
    if value is None or value != value:
        return "–"
    return column.format(value) if column.format else escape(str(value)) or "–"


def escape(text: str) -> str:
    """Return text so that MyST prints it as it is."""
    return MARKS.sub(r"\\\1", text)


def source_link(key: str) -> str:
    """Return the role that links to a source."""
    return f"{{source}}`{key}`"


def row_link(row: str) -> str:
    """Return the role that links to a row of the evidence register."""
    return f"{{claim}}`{row}`"
