"""What the executed chapters recorded, with the ledger behind it: what every page of one edition draws on."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from footprint.book.prose import ROLE, WHOLE
from footprint.book.publication import Publication
from footprint.book.wording import Row, amount_text, code_words, is_worded, limit_text, period_between
from footprint.dates import day_text
from footprint.evidence.descriptor import Field, Package, Resource, read_package
from footprint.evidence.findings import CLAIM_COLUMNS
from footprint.evidence.ledger import Ledger
from footprint.evidence.weighing import questions, voices
from footprint.text import slug

WHOLE_FILE = f"{WHOLE}.json"
"""The file that records findings and exhibits of the whole book."""

NOTHING_WHOLE = {"footprint": {"findings": {}, "figures": {}, "tables": {}, "parameters": {}}, "shown": {}}


@dataclass(frozen=True)
class BookRecord:
    """One edition: its facts, each chapter's recorded findings, figures, tables and parameters, and its ledger.

    `whole` holds the same for the whole book, with the text of its exhibits as pages show them.
    """

    folder: Path
    root: Path
    edition: dict
    chapters: dict[str, dict]
    ledger: Ledger
    whole: dict = field(default_factory=lambda: NOTHING_WHOLE)

    @classmethod
    def read(cls, folder: Path, root: str | Path) -> "BookRecord":
        """Read an executed folder (edition.json and chapters/*.ipynb) and the ledger as of its date."""
        edition = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
        chapters = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))["metadata"]["footprint"]
            for path in sorted((folder / "chapters").glob("*.ipynb"))
        }
        ledger = Ledger.read(Path(root) / "data").as_of(edition["as_of"])
        path = folder / WHOLE_FILE
        whole = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else NOTHING_WHOLE
        return cls(folder, Path(root), edition, chapters, ledger, whole)

    @cached_property
    def recorded(self) -> dict[str, dict]:
        """What was recorded by chapter, and last for the whole book, under `WHOLE`."""
        return self.chapters | {WHOLE: self.whole["footprint"]}

    @property
    def folder_in_book(self) -> str:
        """The executed folder as pages write it, from the book's root."""
        return self.folder.resolve().relative_to(self.root.resolve()).as_posix()

    @property
    def is_latest(self) -> bool:
        """Whether this edition knows everything that was gathered."""
        return self.ledger.as_of_date is None

    def finding(self, chapter: str, name: str) -> dict | None:
        """Return one recorded finding, or None if the chapter has none of that name."""
        return self.recorded.get(chapter, {"findings": {}})["findings"].get(name)

    def known(self, chapter: str, name: str) -> bool:
        """Whether a finding can be printed on this date. One that does not exist counts, so that its role complains; one of a
        chapter that was not run, in a quick look at another, does not.
        """
        if self.edition.get("only") and chapter not in self.recorded:
            return False
        finding = self.finding(chapter, name)
        return finding is None or finding["known"]

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Sources known on this date, by key."""
        return self.ledger.table("sources").set_index("key", drop=False)

    @cached_property
    def used_in(self) -> dict[str, list[tuple[str, str]]]:
        """For each row id, the findings (chapter, name) that rest on it or that it contradicts."""
        uses: dict[str, list[tuple[str, str]]] = {}
        for chapter, record in self.recorded.items():
            for name, finding in record["findings"].items():
                for row in (*finding["rows"], *finding["against"]):
                    uses.setdefault(row, []).append((chapter, name))
        return uses

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Every row known on this date by its id: table, source, and what it says in a few words (`said`)."""
        rows = self.ledger.rows.set_index("id")
        said = {i: self.head_of(row) for i, row in self.claims_by_id.items()}
        for resource in self.described_tables:
            said |= {row["id"]: self.label_of(resource, row) for row in self.ledger.tables[resource.name].to_dict("records")}
        verdicts = self.ledger.table("article_claims").set_index("id")
        said |= {i: f"{r['number']}, {r['paraphrase']}: {r['verdict']}" for i, r in verdicts.iterrows()}
        return rows.assign(said=[said[i] for i in rows.index])

    @cached_property
    def publication(self) -> Publication:
        """Who publishes the book and where. Raises PublicationFault."""
        return Publication.read(self.root)

    @cached_property
    def package(self) -> Package:
        """The description of every table."""
        return read_package(self.root / "data")

    @cached_property
    def described_tables(self) -> list[Resource]:
        """Tables of rows with a source that are no lists of claims: the register tells them by their columns' titles."""
        own = {"sources", "entities", "article_claims", "corrections", "glossary"}
        return [
            r for r in self.package.resources if {"id", "source"} <= set(r.columns) and r.name not in own and not _claims(r)
        ]

    @cached_property
    def labels(self) -> dict[str, str]:
        """What the report calls each metric."""
        return dict(self.ledger.table("metrics").itertuples(index=False))

    def head_of(self, row: Row) -> str:
        """Return what a claim says in a few words: of whom, what, and the value, but for words that its summary says better."""
        held = f" held by {self.ledger.name(row['owner'])}" if row["owner"] else ""
        said = "" if is_worded(row) and row["summary"] else f", {amount_text(row)}"
        return f"{self.ledger.name(row['subject'])}: {self.labels[row['metric']]}{held}{said}"

    def particulars(self, row: Row) -> list[tuple[str, str]]:
        """Return title and text of what only a claim's own table says of it, such as the base of a survey."""
        resource = self._claim_tables[row["table"]]
        own = [f.name for f in resource.fields if f.name not in CLAIM_COLUMNS and f.name != "question"]
        if not own:
            return []
        cells = dict(self._cells(resource, self._claim_rows[row["id"]]))
        return [(f.title, cells[f.name]) for f in resource.fields if f.name in own and cells.get(f.name)]

    @cached_property
    def _claim_tables(self) -> dict[str, Resource]:
        return {r.name: r for r in self.package.resources if _claims(r)}

    @cached_property
    def _claim_rows(self) -> dict[str, Row]:
        return {row["id"]: row for name in self._claim_tables for row in self.ledger.tables[name].to_dict("records")}

    @cached_property
    def claims_by_id(self) -> dict[str, Row]:
        """The rows of the claim view by their ids."""
        return {row["id"]: row for row in self.ledger.claims.to_dict("records")}

    @cached_property
    def sources_by_key(self) -> dict[str, Row]:
        """The rows of the sources by their keys."""
        return {row["key"]: row for row in self.sources.to_dict("records")}

    @cached_property
    def named_by(self) -> dict[str, list[str]]:
        """The rows that name a source for one of their cells or in a remark, by its key."""
        named: dict[str, list[str]] = {}
        for table in self.ledger.tables.values():
            naming = [c for c in table if c.endswith("_source") or c == "note"] if "id" in table else []
            for row, *cells in table[["id", *naming]].itertuples(index=False) if naming else ():
                for key in dict.fromkeys(KEY.findall(" ".join(cells))):
                    if key in self.sources_by_key:
                        named.setdefault(key, []).append(row)
        return named

    @cached_property
    def corrections_of(self) -> dict[str, list]:
        """The corrections made in a row, by its id."""
        made: dict[str, list] = {}
        for correction in self.ledger.table("corrections").itertuples():
            made.setdefault(correction.row, []).append(correction)
        return made

    @cached_property
    def claims_with_headings(self) -> pd.DataFrame:
        """The claim view with `page` (the chapter a row belongs to) and `heading` (its theme, or the title of its table)."""
        claims, tables = self.ledger.claims, {r.name: r for r in self.package.resources}
        pages = claims["table"].map({name: r.chapter for name, r in tables.items()})
        titles = claims["table"].map({name: f"Table: {r.title}" for name, r in tables.items()})
        themed, themes = claims["table"] == "claims", dict(self.ledger.table("themes").itertuples(index=False))
        headed = claims.assign(
            page=pages.where(~themed, claims["chapter"]), heading=titles.where(~themed, claims["theme"].map(themes))
        )
        by_letters = headed["heading"].str.casefold().str.removeprefix("the ")
        return headed.assign(late=~themed, letters=by_letters).sort_values(["late", "letters"], kind="stable")

    @property
    def pages(self) -> list[str]:
        """The chapters that evidence belongs to, whether or not they are written, in the order of the data."""
        return list(dict.fromkeys(self.claims_with_headings["page"]))

    def rows_of_page(self, resource: Resource, chapter: str) -> list[Row]:
        """Return the rows of a described table that belong to a chapter: by their own column or by the table's."""
        rows = self.ledger.tables[resource.name].to_dict("records")
        return [row for row in rows if row.get("chapter", resource.chapter) == chapter]

    def label_of(self, resource: Resource, row: Row) -> str:
        """Return what names a row of a described table."""
        cells = dict(self._cells(resource, row))
        first, *others = [cells[name] for name in resource.label if cells.get(name)] or [row["id"]]
        return f"{first}: {' '.join(others)}" if others else first

    def cells_of(self, resource: Resource, row: Row) -> list[tuple[str, str]]:
        """Return title and text of every filled column of a described row, but for what stands elsewhere in its entry."""
        elsewhere = {"id", "source", "note", "superseded_by", "chapter", *resource.label}
        elsewhere |= {"unit"} if "value" in resource.columns else set()
        elsewhere.add(NAMING.get(resource.name, ""))
        titles = {f.name: f.title for f in resource.fields}
        return [(titles[n], text) for n, text in self._cells(resource, row) if n not in elsewhere and text]

    def _cells(self, resource: Resource, row: Row) -> list[tuple[str, str]]:
        """Return name and text of each column: dates at their precision, entities by name, numbers without a needless point."""
        naming = {k.column for k in resource.foreign_keys if k.resource == "entities"}
        shown = [f for f in resource.fields if not f.name.endswith("_precision")]
        return [(f.name, self._titled(resource, f, row) or self._cell(f, row, f.name in naming)) for f in shown]

    def _titled(self, resource: Resource, field: Field, row: Row) -> str:
        """Return the title of the row a cell points to, where that row has one; a source by its key, for a link."""
        target = next((k.resource for k in resource.foreign_keys if k.column == field.name), "")
        if target == "sources":
            return row[field.name]
        return self._titles[target].get(row[field.name], "") if target in self._titles else ""

    @cached_property
    def _titles(self) -> dict[str, dict[str, str]]:
        """Titles by key of the tables whose rows have one and that other tables point to."""
        return {
            name: dict(zip(self.ledger.table(name)[key], self.ledger.table(name)[title], strict=True))
            for name, key, title in TITLED
        }

    def title_of_row(self, row: str) -> str:
        """Return the title of a row that others name by its id, or the id where it has none."""
        return next((titles[row] for titles in self._titles.values() if row in titles), row)

    @cached_property
    def addressed(self) -> set[str]:
        """Ids of rows that have an entry of their own in the register."""
        told = {resource.name for resource in self.described_tables} | {"article_claims", "corrections"}
        return set(self.ledger.rows["id"]) | {i for name in told for i in self.ledger.tables[name]["id"]}

    def _cell(self, field: Field, row: Row, names: bool) -> str:
        value, stem = row[field.name], field.name.removesuffix("_date")
        if field.type == "date":
            return period_between(row.get(f"{stem}_start", value), row.get(f"{stem}_end", value))
        if field.type in ("number", "integer"):
            return "" if pd.isna(value) else f"{value:,.10g}".replace("-", "−")
        if field.name == "value" and "unit" in row:
            return limit_text(value, row["unit"])
        return self.ledger.name(value) if names and value else code_words(field.name, str(value))

    @cached_property
    def counts(self) -> pd.DataFrame:
        """What the evidence holds by chapter, and within it by theme: see `lists.counts_table` for the columns."""
        claims = self.claims_with_headings.sort_index()
        asked = self.ledger.overview.set_index("question")
        claims = claims.assign(question=questions(self.ledger.claims), voice=voices(claims))
        worded = claims["number"].isna() & ~claims["unit"].isin(("date", "year"))
        denied = claims["question"].isin(claims.loc[claims["stance"] == "denies", "question"])
        claims = claims.assign(
            contested=claims["question"].map(asked["contested"]) & (denied | ~worded),
            several=claims["question"].map(asked["claims"]) > 1,
        )
        lines = []
        for page in sorted(self.pages, key=[*CHAPTERS, *self.pages].index):
            part = claims[claims["page"] == page]
            lines.append((CHAPTERS.get(page, page), *_counted(part)))
            lines += [(f"– {h.removeprefix('Table: ')}", *_counted(p)) for h, p in part.groupby("heading", sort=True)]
        return pd.DataFrame([*lines, ("All", *_counted(claims))])

    def pages_of(self, chapter: str, name: str) -> list[str]:
        """Return the pages that print a finding, by their address in the site."""
        return sorted(page for page, placed in self._placed.items() if (chapter, name) in placed)

    def placed_in(self, page: str) -> set[tuple[str, str]]:
        """Return the findings (chapter, name) that a page prints, by its address in the site."""
        return self._placed.get(page, set())

    def title_of_page(self, page: str) -> str:
        """Return the heading of a page, by its address in the site."""
        title = re.search(r"^# (.+)$", self._texts[page], re.M)
        return FRONT_PAGE if page == "index.html" or title is None else title[1].strip()

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The prose of each page, by its address in the site."""
        texts = {f"chapters/{c}.html": prose_of(self.folder / "chapters" / f"{c}.ipynb") for c in self.chapters}
        pages = [*self.root.glob("*.md"), *self.root.glob("chapters/*.md")]
        return texts | {p.relative_to(self.root).with_suffix(".html").as_posix(): p.read_text(encoding="utf-8") for p in pages}

    @cached_property
    def _placed(self) -> dict[str, set[tuple[str, str]]]:
        """For each page, the findings its prose places."""
        shown = self.whole["shown"]
        texts = {page: EXHIBIT.sub(lambda m: shown.get(m["name"], ""), text) for page, text in self._texts.items()}
        own = {page: page.rpartition("/")[2].removesuffix(".html") for page in texts}
        return {page: {(m["chapter"] or own[page], m["name"]) for m in ROLE.finditer(text)} for page, text in texts.items()}

    def short_source(self, key: str) -> str | None:
        """Return `Publisher, year`, or None when the source is not known on this date."""
        row = self.sources_by_key.get(key)
        if row is None:
            return None
        return f"{row['publisher']}, {_year(row)}{self._letters.get(key, '')}"

    @cached_property
    def _letters(self) -> dict[str, str]:
        """The letters that tell sources of one publisher and year apart, in the order of their days; others have none."""
        alike: dict[tuple[str, str], list[Row]] = {}
        for row in self.sources_by_key.values():
            alike.setdefault((row["publisher"], _year(row)), []).append(row)
        several = [sorted(rows, key=_day_then_key) for rows in alike.values() if len(rows) > 1]
        return {row["key"]: letter(n, _year(row)) for rows in several for n, row in enumerate(rows)}

    def cited_as(self, key: str) -> str:
        """Return how a source is cited where a letter tells it from others, else nothing."""
        return f" Cited as {self.short_source(key)}." if key in self._letters else ""

    @cached_property
    def edition_texts(self) -> dict[str, str]:
        """Facts about this edition, ready for the page."""
        held = self.ledger.held_back["reason"].value_counts()
        newest = self.ledger.newest_source
        return {
            "as-of": day_text(self.ledger.day),
            "closed": day_text(self.ledger.closed),
            "newest-source": day_text(newest) if newest else "no dated source",
            "rows": f"{len(self.ledger.rows):,}",
            "sources": f"{len(self.sources):,}",
            "holding": "This one holds everything that was gathered."
            if self.ledger.held_back.empty
            else f"This one holds back {len(self.ledger.held_back):,} rows that may have been known by then: "
            f"{held.get('undated', 0):,} from sources without any date, {held.get('may be known', 0):,} from sources whose "
            "date is too vague to say.",
            "kind": self.edition["kind"],
        }


EXHIBIT = re.compile(r"^```\{exhibit\} (?P<name>\S+)\n```$", re.M)
"""The place of an exhibit of the whole book on a page."""

FRONT_PAGE = "Front page"

NAMING = {"control_thresholds": "clause", "rules": "rule", "tariffs": "step"}
"""Columns that only name a row to other tables."""

UNDATED = "undated"
"""What stands for the year of a source without one."""

KEY = re.compile(r"[a-z0-9][a-z0-9_-]*[0-9_][a-z0-9_-]*")
"""What may be the key of a source or the id of a row inside a text."""

TITLED = (
    ("hypotheses", "id", "title"), ("pieces", "id", "title"), ("rules", "rule", "title"), ("regimes", "id", "regime"),
    ("expectations", "id", "expected"),
)  # fmt: skip
"""Tables that others point to, with the columns that hold their key and their title."""

CHAPTERS = {
    "outsourcing": "Outsourcing", "labs": "Labs", "staff_moves": "Staff moves", "trade_controls": "Trade controls",
    "sanctions": "Sanctions exposure", "synthesis": "Synthesis",
}  # fmt: skip
"""Words for chapters."""


def letter(number: int, year: str = "") -> str:
    """Write a number from 0 in letters, a to z, then aa, ab and so on; with a hyphen behind a word in place of a year."""
    first, last = divmod(number, 26)
    return ("-" if year == UNDATED else "") + (letter(first - 1) if first else "") + chr(ord("a") + last)


def _day_then_key(row: Row) -> tuple[str, str]:
    return str(row["published_start"]), row["key"]


def _year(row: Row) -> str:
    return UNDATED if pd.isna(row["published_start"]) else str(row["published_start"].year)


def _claims(resource: Resource) -> bool:
    """Whether a table is a list of claims."""
    return {"metric", "value"} <= set(resource.columns)


def _counted(part: pd.DataFrame) -> tuple[int, ...]:
    """Count rows, sources, origins, entities, questions, those with more than one claim, and those contested."""
    several, contested = (part.loc[part[name], "question"].nunique() for name in ("several", "contested"))
    counted = [part[name].nunique() for name in ("source", "voice", "subject", "question")]
    return len(part), *counted, several, contested


def finding_label(chapter: str, name: str) -> str:
    """Return the address of a finding's entry."""
    return f"f-{slug(chapter)}-{name}"


def prose_of(notebook: Path) -> str:
    """Return a notebook's prose."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
