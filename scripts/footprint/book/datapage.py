"""The pages made from the data's own description: every table with its columns, and the glossary."""

import shutil
from pathlib import Path

from docutils import nodes
from sphinx.environment import BuildEnvironment

from footprint.book.entries import Entry, Link, Words, entry_list
from footprint.book.record import BookRecord
from footprint.evidence.descriptor import Resource
from footprint.text import with_article

HEADS = ("Column", "What it holds", "Type", "Rule")
WIDTHS = (4, 11, 3, 7)
KEY = "key"
MOST_WORDS = 12
"""How many allowed words of a column are spelled out; of more, only their number."""


def data_sections(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return one section a table: what it holds, how many rows of it this edition knows, its file, and its columns."""
    described = {item["name"]: item for item in book.package.raw["resources"]}
    return [_table_section(book, resource, described[resource.name]) for resource in book.package.resources]


def _table_section(book: BookRecord, resource: Resource, described: dict) -> nodes.section:
    label = nodes.make_id(f"data-{resource.name}")
    rows = len(book.ledger.tables.get(resource.name, ()))
    about = nodes.paragraph("", f"{described['description']} {rows:,} row{'s' * (rows != 1)} in this edition. ")
    about += [nodes.literal("", resource.path), *([_download(resource.path)] if book.is_latest else [])]
    columns = [_column(field, described) for field in described["schema"]["fields"]]
    title = nodes.title("", resource.title)
    return nodes.section("", title, about, plain_table(HEADS, WIDTHS, columns), ids=[label], names=[label])


def _download(name: str) -> nodes.Node:
    """Return a link to a file of the data folder, which the site holds; print has none."""
    return nodes.raw("", f' <a href="../data/{name}" download>Download</a>', format="html")


def _column(field: dict, described: dict) -> tuple[str, str, str, str]:
    """Return one line of the list of columns."""
    words = field.get("description") or field.get("title", "")
    return field["name"], words, field["type"], "; ".join(_rules(field, described))


def _rules(field: dict, described: dict) -> list[str]:
    """Say what a column's cells must satisfy."""
    limits = field.get("constraints", {})
    keys = described["schema"].get("foreignKeys", [])
    leads = next((k["reference"] for k in keys if field["name"] in (k["fields"], *k["fields"][:1])), None)
    allowed = limits.get("enum", [])
    return [
        *(["required"] if limits.get("required") else []),
        *(["used once"] if limits.get("unique") else []),
        *([_leads(leads, described["name"])] if leads else []),
        *([f"always {allowed[0]}"] if len(allowed) == 1 else []),
        *([f"one of {', '.join(allowed)}"] if 1 < len(allowed) <= MOST_WORDS else []),
        *([f"one of {len(allowed)} words"] if len(allowed) > MOST_WORDS else []),
        *([f"at least {limits['minimum']:g}"] if "minimum" in limits else []),
        *([f"at most {limits['maximum']:g}"] if "maximum" in limits else []),
    ]


def _leads(reference: dict, own: str) -> str:
    """Say where a column leads."""
    return f"{with_article(_one(reference['fields']))} of {reference.get('resource') or own}"


def _one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def glossary_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the terms of the book with their Chinese names, meanings and sources, in the order of the alphabet."""
    rows = book.ledger.table("glossary")
    ordered = rows.iloc[rows["term"].str.casefold().argsort()]
    return [entry_list([_term(book, row) for row in ordered.itertuples()], env)]


def _term(book: BookRecord, row: object) -> Entry:
    name = f"{row.term} ({row.term_zh})" if row.term_zh else row.term
    source = (
        ([Words(" Used so by: "), Link(f"s-{row.source}", book.short_source(row.source)), Words(".")]) if row.source else []
    )
    return Entry(f"g-{row.id}", (Words(name),), ((Words(row.meaning), *source),))


def plain_table(heads: tuple[str, ...], widths: tuple[int, ...], rows: list[tuple[str, ...]]) -> nodes.table:
    """Return a table of plain texts."""

    def line(cells: tuple[str, ...]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))

    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in widths), cols=len(heads))
    group += [nodes.thead("", line(heads)), nodes.tbody("", *(line(row) for row in rows))]
    return nodes.table("", group)


def copy_data(book: BookRecord, site: Path) -> None:
    """Put the tables and their description into the site of the latest edition; an earlier one would show later rows."""
    if not book.is_latest:
        return
    (site / "data").mkdir(exist_ok=True)
    for name in ["datapackage.json", *(resource.path for resource in book.package.resources)]:
        shutil.copyfile(book.root / "data" / name, site / "data" / name)
