"""What machines read of an edition: findings as JSON with a schema, claims as CSV, sources as BibTeX."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pandas as pd

from footprint.book.citation_formats import latex
from footprint.book.record import BookRecord
from footprint.text import csv_text

SCHEMA = Path(__file__).parent / "findings.schema.json"


def export(book: BookRecord, folder: Path) -> None:
    """Write findings with their schema, claims, rows and the bibliography into a folder; the same bytes for the same book."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SCHEMA, folder / SCHEMA.name)
    text = json.dumps(findings(book), ensure_ascii=False, indent=1)
    (folder / "findings.json").write_text(text + "\n", encoding="utf-8")
    (folder / "claims.csv").write_text(csv_text(claims(book)), encoding="utf-8")
    (folder / "rows.csv").write_text(csv_text(rows(book)), encoding="utf-8")
    (folder / "sources.bib").write_text(bibtex(book.sources), encoding="utf-8")


def findings(book: BookRecord) -> dict:
    """Return all findings of an edition as plain values, in the form the schema describes."""
    package = json.loads((book.root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    edition = {"as_of": book.ledger.day.isoformat(), "data_version": package["version"], "kind": book.edition["kind"]}
    listed = [
        _finding(book, chapter, name, recorded)
        for chapter, record in sorted(book.recorded.items())
        for name, recorded in sorted(record["findings"].items())
    ]
    return {"edition": edition, "findings": listed}


def _finding(book: BookRecord, chapter: str, name: str, recorded: dict) -> dict:
    """Return one finding as plain values."""
    same = (
        "about", "known", "value", "unit", "low", "high", "open_low", "open_high", "contested", "how", "rows", "against",
        "sources", "origins", "grade",
    )  # fmt: skip
    texts = {"text": recorded["forms"][""], "range": recorded["forms"]["range"], "pages": book.pages_of(chapter, name)}
    return {"id": f"{chapter}/{name}"} | {key: recorded[key] for key in same} | texts


def claims(book: BookRecord) -> pd.DataFrame:
    """Return the claim view of an edition: one row a claim, with its table, the tier of its source and since when known."""
    view = book.ledger.claims
    columns = ["id", "table", *[c for c in view.columns if c not in ("id", "table", "number", "event_start")]]
    return view[columns].sort_values("id")


EDITORIAL = ("note", "superseded_by")
"""Columns in which the editors speak, and that an earlier edition lacks; a change there is none of what the source said."""


def rows(book: BookRecord) -> pd.DataFrame:
    """Return every row with an id: id, table, source, content (a digest of its cells, which tells whether it changed)."""
    parts = []
    for name, frame in book.ledger.tables.items():
        if {"id", "source"} <= set(frame.columns):
            said = frame.drop(columns=[name for name in EDITORIAL if name in frame]).itertuples(index=False)
            digests = [hashlib.sha256(repr(tuple(row)).encode()).hexdigest()[:16] for row in said]
            parts.append(pd.DataFrame({"id": frame["id"], "table": name, "source": frame["source"], "content": digests}))
    return pd.concat(parts, ignore_index=True).sort_values("id")


def bibtex(sources: pd.DataFrame) -> str:
    """Return sources as BibTeX; titles keep their capitals, addresses stay raw, a date only as exact as it is known."""
    return "\n".join(_entry(row) for _, row in sources.sort_index().iterrows())


def _entry(row: pd.Series) -> str:
    """Return one source as an entry."""
    published = row["published_start"]
    fields = {
        "title": f"{{{latex(row['title'])}}}",
        "author": f"{{{latex(row['author'])}}}" if row["author"] else "",
        "publisher": f"{{{latex(row['publisher'])}}}",
        "year": "" if pd.isna(published) else str(published.year),
        "month": f"{published.month:02}" if row["published_precision"] in ("day", "month") else "",
        "day": f"{published.day:02}" if row["published_precision"] == "day" else "",
        "url": re.sub(r"[{}]", "", row["url"]),
        "langid": row["language"],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{row['key']},", *lines, "}", ""])
