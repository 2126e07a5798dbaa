"""What is cited: one record for the book and one for each chapter, with a digest of the text that a reader can check."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

from footprint.book import prose
from footprint.book.publication import Author, Publication
from footprint.book.record import BookRecord
from footprint.dates import day_text
from footprint.evidence.descriptor import Package
from footprint.evidence.ledger import closing_date
from footprint.text import slug

BOOK = "book"
"""Goes by the place of a chapter's id where the whole book is meant."""
FOLDER = "cite"
"""Folder of the site that holds the citation files."""
SHORT = 16
"""Signs of a digest that are enough to tell two editions apart."""


@dataclass(frozen=True)
class Citation:
    """What is to be said of a chapter, or of the whole book, to cite it."""

    id: str
    title: str
    publication: Publication
    authors: tuple[Author, ...]
    day: date
    version: str
    path: str
    edition: str = ""
    doi: str = ""
    digest: str = ""
    pdf_path: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is the book and not a chapter."""
        return self.id == BOOK

    @property
    def book(self) -> str:
        """The title of the book."""
        return self.publication.title

    @property
    def site(self) -> str:
        """The address of this edition's site, empty while none is configured; earlier editions stand below the latest."""
        address = self.publication.address
        return f"{address}editions/{self.edition}/" if address and self.edition else address

    @property
    def address(self) -> str:
        """The address of the page, empty while the site has none."""
        return self.site and self.site + self.path.removesuffix("index.html")

    @property
    def pdf(self) -> str:
        """The address of the PDF, empty while the site has none."""
        return self.site and self.pdf_path and self.site + self.pdf_path

    @property
    def key(self) -> str:
        """The key of the entry in a bibliography."""
        return f"footprint-{slug(self.id)}-{self.day.isoformat()}"

    @property
    def named(self) -> str:
        """The edition, the version of its data and the digest, in words."""
        digest = f" SHA-256 of the text: {self.digest}." if self.digest else ""
        return f"Edition of {day_text(self.day)}, data {self.version}.{digest}"

    def with_file(self, ending: str) -> str:
        """Return the path of one of its files in the site."""
        return f"{FOLDER}/{slug(self.id)}.{ending}"


@dataclass(frozen=True)
class Citations:
    """The records of one edition, and the texts their digests are made of."""

    book: BookRecord
    publication: Publication
    pdf_path: str = ""

    @classmethod
    def read(cls, executed: Path, root: Path, pdf_path: str = "") -> "Citations":
        """Read them from an executed folder and the project's settings. Raises PublicationFault."""
        book = BookRecord.read(executed, root)
        return cls(book, book.publication, pdf_path)

    @cached_property
    def chapters(self) -> list[str]:
        """The chapters there are, in the order of the contents."""
        contents = yaml.safe_load((self.book.root / "_toc.yml").read_text(encoding="utf-8"))
        listed = [Path(name).name for name in _files(contents)]
        return sorted(self.book.chapters, key=lambda c: (listed.index(c) if c in listed else len(listed), c))

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each chapter that its digest is made of, and for the book the list of these digests and of the data's.

        The list is one that `sha256sum --check` reads in the folder of the site. An earlier edition's site has no data.
        """
        texts = {chapter: chapter_text(self.book, chapter) for chapter in self.chapters}
        listed = [f"{sha256(text)}  {FOLDER}/{slug(chapter)}.txt\n" for chapter, text in texts.items()]
        if self.book.is_latest:
            tables = ("datapackage.json", *(resource.path for resource in self.book.package.resources))
            listed += [f"{sha256((self.book.root / 'data' / name).read_bytes())}  data/{name}\n" for name in tables]
        return texts | {BOOK: "".join(listed)}

    def of(self, name: str) -> Citation:
        """Return the record of a chapter, or of the book. Raises KeyError for what there is not."""
        digest = sha256(self.texts[name])
        whole = whole_book(self.publication, self.book.package, self.book.ledger.day)
        whole = replace(whole, edition=self.book.edition.get("name", ""), pdf_path=self.pdf_path, digest=digest)
        if name == BOOK:
            return whole
        return replace(
            whole, id=name, title=title_of(self.book, name), authors=self.publication.authors_of(name),
            path=f"chapters/{name}.html", doi=self.publication.doi_of(name),
        )  # fmt: skip

    @cached_property
    def all(self) -> dict[str, Citation]:
        """The record of the book, then that of each chapter."""
        return {name: self.of(name) for name in (BOOK, *self.chapters)}


def whole_book(publication: Publication, package: Package, day: date | None = None) -> Citation:
    """Return what can be said of the book before it is built: its record without a digest; by default of the latest edition."""
    return Citation(
        BOOK, publication.title, publication, publication.authors, day or closing_date(package), package.raw["version"],
        "index.html", doi=publication.doi,
    )  # fmt: skip


def _files(contents: object) -> Iterator[str]:
    """Yield the files of a table of contents in their order."""
    if isinstance(contents, dict):
        yield from [contents["file"]] if "file" in contents else []
    for part in contents.values() if isinstance(contents, dict) else contents if isinstance(contents, list) else ():
        yield from _files(part)


def title_of(book: BookRecord, chapter: str) -> str:
    """Return a chapter's title: its first heading."""
    lines = "".join("".join(cell["source"]) + "\n" for cell in _cells(book, chapter) if cell["cell_type"] == "markdown")
    return next(line for line in lines.splitlines() if line.startswith("# ")).removeprefix("# ").strip()


def chapter_text(book: BookRecord, chapter: str) -> str:
    """Return the text of a chapter that its digest is made of.

    It is what the executed notebook says on the edition's date: prose with the values of its findings, captions, tables and
    parameters in the page's markup; then each finding with its rows; then the digest of the rows behind each figure
    and table. Pictures are left out, for they are drawn from these rows.
    """
    parts = [text.strip() for cell in _cells(book, chapter) for text in _said(book, chapter, cell)]
    parts += [_finding_text(chapter, name, f) for name, f in sorted(book.chapters[chapter]["findings"].items()) if f["known"]]
    parts += list(_data(book, chapter))
    return "\n\n".join(filter(None, parts)) + "\n"


def _cells(book: BookRecord, chapter: str) -> list[dict]:
    notebook = json.loads((book.folder / "chapters" / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if prose.shown(cell, _knows(book, chapter))]


def _knows(book: BookRecord, chapter: str) -> prose.Known:
    return lambda other, name: book.known(other or chapter, name)


def _said(book: BookRecord, chapter: str, cell: dict) -> Iterator[str]:
    """Yield the texts of a cell: prose with its values, or what code put out."""

    def value(match: re.Match) -> str:
        finding = book.finding(match["chapter"] or chapter, match["name"])
        return finding["forms"].get(match["form"] or "", match[0]) if finding else match[0]

    if cell["cell_type"] == "markdown":
        yield prose.ROLE.sub(value, prose.guarded("".join(cell["source"]), _knows(book, chapter)))
    for output in cell.get("outputs", []):
        yield "".join(output["data"]["text/markdown"])


def _finding_text(chapter: str, name: str, finding: dict) -> str:
    """Write a finding with what it rests on."""
    against = f"; against it: {', '.join(finding['against'])}" if finding["against"] else ""
    forms, rows = finding["forms"], ", ".join(finding["rows"])
    return f"Finding {chapter}/{name}: {forms['']} (range {forms['range']}), grade {finding['grade']}; rows: {rows}{against}"


def _data(book: BookRecord, chapter: str) -> Iterator[str]:
    """Yield the digest of the rows behind each figure and table."""
    for kind in ("figures", "tables"):
        for name in sorted(book.chapters[chapter][kind]):
            file = f"files/{slug(chapter)}-{name}.csv"
            yield f"Data {file}: SHA-256 {sha256((book.folder / file).read_bytes())}"


def sha256(content: str | bytes) -> str:
    """Return the SHA-256 of a file's bytes, or of a text in UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
