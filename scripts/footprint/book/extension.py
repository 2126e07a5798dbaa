"""The Sphinx extension: executed copies in place of notebooks, findings in prose, and the registers behind them."""

import html
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from footprint.book import datapage, lists, methods, prose, register
from footprint.book.citation_pages import PANEL
from footprint.book.harvest import EXECUTED
from footprint.book.record import WHOLE_FILE, BookRecord, finding_label

LOGGER = logging.getLogger(__name__)
CONTESTED = "≠"
"""Set after a finding that someone disputes."""


def record_of(app: Sphinx) -> BookRecord:
    """Return what the chapters recorded when they ran, read once a build."""
    return app.footprint_record


def load_record(app: Sphinx) -> None:
    """Read the executed folder when the build starts. Raises ExtensionError when there is none."""
    folder = Path(app.srcdir) / app.config.footprint_executed
    if not (folder / "edition.json").is_file():
        raise ExtensionError("the chapters have not been run; run `footprint build` (or `make book`) first")
    app.footprint_record = BookRecord.read(folder, app.confdir or app.srcdir)


def describe_pdf(app: Sphinx) -> None:
    """Tell the PDF builder what stands on its title page and in the document's metadata."""
    record = record_of(app)
    facts, publication = record.edition_texts, record.publication
    app.config.typst_document = {
        "name": "microsoft-china-footprint",
        "title": publication.title,
        "subtitle": publication.subtitle,
        "authors": [author.shown for author in publication.authors],
        "as_of": f"As of {facts['as-of']}",
        "edition": facts["kind"].partition(" ")[2].capitalize(),
        "licence": app.config.copyright,
        "date": record.ledger.day.isoformat(),
        "keywords": list(publication.keywords),
        "language": publication.language,
        "front_title": "About this edition",
    }


def swap_in_executed(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace a chapter's text by its executed copy, and leave out what was not known yet on the book's date."""
    record = record_of(app)
    chapter = docname.rpartition("/")[2]
    if not app.env.doc2path(docname).endswith(".ipynb"):
        text = prose.guarded(source[0], lambda other, name: record.known(other or chapter, name))
        source[0] = f"{text}\n{PANEL}" if docname == app.config.root_doc else text
        return
    path = record.folder / f"{docname}.ipynb"
    if not path.is_file():
        raise ExtensionError(f"{docname}.ipynb has not been run; run `footprint build` first")
    app.env.note_dependency(str(path))
    source[0] = json.dumps(_for_page(json.loads(path.read_text(encoding="utf-8")), record, chapter))


def _for_page(notebook: dict, record: BookRecord, chapter: str) -> dict:
    """Return the notebook as the page shows it, with the executed folder filled in."""

    def known(other: str, name: str) -> bool:
        return record.known(other or chapter, name)

    notebook["cells"] = [cell for cell in notebook["cells"] if prose.shown(cell, known)]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = prose.guarded("".join(cell["source"]), known)
        for output in cell.get("outputs", []):
            text = "".join(output["data"]["text/markdown"])
            output["data"]["text/markdown"] = text.replace(EXECUTED, record.folder_in_book)
    notebook["cells"].append({"cell_type": "markdown", "id": "cite-this", "metadata": {}, "source": PANEL})
    return notebook


def link(label: str, text: str, docname: str, *classes: str) -> nodes.Node:
    """Return a link to a labelled place anywhere in the book; an unknown label is a warning, so an error.

    Classes are those of an element around the link: what Sphinx puts in the link's place keeps none.
    """
    inner = nodes.inline("", text, classes=["xref", "std", "std-ref"])
    reference = pending_xref(
        "", inner, refdomain="std", reftype="ref", reftarget=label, refexplicit=True, refwarn=True, refdoc=docname
    )
    return nodes.inline("", "", reference, classes=list(classes)) if classes else reference


class FindingRole(SphinxRole):
    """`{finding}`name`, `{finding}`name:range`, `{finding}`chapter/name``: the number, linked to its entry."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the finding, with a mark where it is contested."""
        target, _, form = self.text.partition(":")
        own, _, name = target.rpartition("/")
        chapter = own or self.env.docname.rpartition("/")[2]
        finding = record_of(self.env.app).finding(chapter, name)
        if finding is None or form not in finding["forms"]:
            LOGGER.warning("there is no finding %r in chapter %r", self.text, chapter, location=self.get_location())
            return [nodes.literal("", self.text)], []
        label = finding_label(chapter, name)
        number = link(label, finding["forms"][form], self.env.docname, "finding")
        if not finding["contested"]:
            return [number], []
        mark = nodes.superscript("", "", link(label, CONTESTED, self.env.docname, "contested"))
        return [number, mark], []


class GradeRole(SphinxRole):
    """`{grade}`chapter/name``: the grade of a finding, linked to the rules that give it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the grade; a finding that does not exist is a warning."""
        own, _, name = self.text.rpartition("/")
        chapter = own or self.env.docname.rpartition("/")[2]
        finding = record_of(self.env.app).finding(chapter, name)
        if finding is None:
            LOGGER.warning("there is no finding %r in chapter %r", self.text, chapter, location=self.get_location())
            return [nodes.literal("", self.text)], []
        return [link("grades", finding["grade"], self.env.docname, "grade")], []


class RowRole(SphinxRole):
    """`{claim}`id``: a row's id, linked to its entry in the evidence register."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the link; a row not known on the book's date is a warning."""
        return [link(f"c-{self.text}", self.text, self.env.docname, "row-id")], []


class SourceRole(SphinxRole):
    """`{source}`key``: publisher and year, linked to the entry in the list of sources."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the link; a source not known on the book's date is a warning."""
        short = record_of(self.env.app).short_source(self.text)
        if short is None:
            LOGGER.warning("there is no source %r", self.text, location=self.get_location())
            return [nodes.literal("", self.text)], []
        return [link(f"s-{self.text}", short, self.env.docname, "source")], []


class EditionRole(SphinxRole):
    """`{edition}`as-of``: a fact about this edition (as-of, closed, newest-source, rows, sources, holding, kind)."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the fact; an unknown name is a warning."""
        facts = record_of(self.env.app).edition_texts
        if self.text not in facts:
            LOGGER.warning("an edition has no %r; it has %s", self.text, ", ".join(facts), location=self.get_location())
        return [nodes.Text(facts.get(self.text, self.text))], []


class DownloadsRole(SphinxRole):
    """`{downloads}`chapter-name``: links to the files behind a figure or table, at addresses that stay."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write one link per file there is."""
        folder = record_of(self.env.app).folder / "files"
        up = "../" * self.env.docname.count("/")
        inline = nodes.inline(classes=["downloads"])
        for ending in ("svg", "png", "csv"):
            if (folder / f"{self.text}.{ending}").is_file():
                name = {"svg": "Picture (SVG)", "png": "Picture (PNG)", "csv": "Data (CSV)"}[ending]
                address = f"{up}files/{self.text}.{ending}"
                attributes = f'href="{html.escape(address)}" download'
                inline += nodes.raw("", f"<a {attributes}>{name}</a> ", format="html")
        kind, what = ("fig", "image") if (folder / f"{self.text}.svg").is_file() else ("tab", "table")
        address = f'<a class="address" href="#{kind}-{html.escape(self.text)}" title="Link to this {what}">Address</a>'
        inline += nodes.raw("", address, format="html")
        return [inline], []


class ExhibitDirective(SphinxDirective):
    """`{exhibit} NAME`: a figure or table of the whole book, in its place on any page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the exhibit; one that does not exist is a warning."""
        record, name = record_of(self.env.app), self.arguments[0]
        if name not in record.whole["shown"]:
            has = ", ".join(record.whole["shown"])
            LOGGER.warning("the book has no exhibit %r; it has %s", name, has, location=self.get_location())
            return []
        self.env.note_dependency(str(record.folder / WHOLE_FILE))
        text = record.whole["shown"][name].replace(EXECUTED, record.folder_in_book)
        holder = nodes.Element()
        self.state.nested_parse(StringList(text.splitlines(), f"exhibit {name}"), self.content_offset, holder)
        return holder.children


class RegisterDirective(SphinxDirective):
    """`{evidence-register} CHAPTER`: the chapter's findings and every row that belongs to it, each at its own address."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the register's sections."""
        return register.evidence_sections(record_of(self.env.app), self.arguments[0], self.env)


def listing(make: Callable[[BookRecord, BuildEnvironment], list[nodes.Node]], about: str) -> type[SphinxDirective]:
    """Return a directive without arguments that stands for what `make` makes of the book."""

    class Listing(SphinxDirective):
        def run(self) -> list[nodes.Node]:
            """Build the list."""
            return make(record_of(self.env.app), self.env)

    Listing.__doc__ = about
    return Listing


LISTINGS = {
    "article-claims": (lists.article_list, "The claims of the three articles, each with its verdict."),
    "correction-list": (lists.correction_list, "What was corrected, and why."),
    "data-tables": (datapage.data_sections, "Every table of the data with its columns, from their description."),
    "evidence-counts": (lists.counts_table, "What the evidence holds, by chapter and theme."),
    "glossary-list": (datapage.glossary_list, "The terms of the book, with their Chinese names."),
    "grading-rules": (lists.grading_table, "The rules that grade findings, as the code reads them."),
    "headline-sensitivity": (methods.headline_sensitivity, "What the front page would say if a rule moved a notch."),
    "names-list": (lists.names_list, "Every company, unit, place, law and product with its names."),
    "source-list": (lists.source_list, "Every source known on the book's date, and what rests on it."),
    "weighing-rules": (methods.weighing_rules, "The rules by which one value is preferred to its rivals."),
}
"""Directives that stand for a list, with what they list."""


def add_files(app: Sphinx, error: Exception | None) -> None:
    """Put the files of figures and tables, and the data they come from, at stable addresses of the site."""
    if error is None and app.builder.format == "html":
        shutil.copytree(record_of(app).folder / "files", Path(app.outdir) / "files", dirs_exist_ok=True)
        datapage.copy_data(record_of(app), Path(app.outdir))


def setup(app: Sphinx) -> dict[str, object]:
    """Register everything with Sphinx."""
    app.setup_extension("footprint.book.entries")
    app.setup_extension("footprint.book.citation_pages")
    app.setup_extension("footprint.book.site")
    app.add_config_value("footprint_executed", "_build/executed", "env")
    app.connect("builder-inited", load_record)
    app.connect("builder-inited", describe_pdf, priority=600)
    app.connect("source-read", swap_in_executed)
    app.connect("build-finished", add_files)
    for name, role in (
        ("finding", FindingRole), ("claim", RowRole), ("source", SourceRole), ("edition", EditionRole),
        ("downloads", DownloadsRole), ("grade", GradeRole),
    ):  # fmt: skip
        app.add_role(name, role())
    app.add_directive("evidence-register", RegisterDirective)
    app.add_directive("exhibit", ExhibitDirective)
    for name, (make, about) in LISTINGS.items():
        app.add_directive(name, listing(make, about))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
