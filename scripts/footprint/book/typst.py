"""The PDF: a Sphinx builder that writes the whole book as one Typst file and compiles it, without TeX or network."""

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import typst
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util import logging

from footprint.book.typst_text import array, quoted
from footprint.book.typst_writer import Numbers, Places, TypstWriter
from footprint.paths import FONTS

LOGGER = logging.getLogger(__name__)
TEMPLATE = Path(__file__).parent / "template.typ"
MIME_TYPES = ("text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain")
"""What a notebook's output is printed as, the best first."""
STANDARDS = ["ua-1"]
"""PDF/UA-1 (ISO 14289-1), which Typst enforces: tags, alternative texts, a title, and a glyph for every character."""


class TypstFailure(SphinxError):
    """Typst could not make the PDF."""

    category = "PDF"


def brief(diagnostic: str, lines: int = 24, width: int = 200) -> str:
    """Return the beginning of Typst's report: a fault in one label can repeat it for every page."""
    kept = diagnostic.splitlines()
    more = [f"(and {len(kept) - lines} lines more)"] if len(kept) > lines else []
    return "\n".join([line if len(line) <= width else line[:width] + "…" for line in kept[:lines]] + more)


def compile_pdf(source: Path) -> bytes:
    """Return the PDF of a Typst file with the package's fonts only; warnings of Typst become Sphinx's.

    Raises TypstFailure with Typst's own message, its hints and the place.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            source, root=source.parent, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards=STANDARDS
        )
    except typst.TypstError as error:
        raise TypstFailure("\n".join([error.message, *error.hints, brief(error.diagnostic)])) from error
    for warning in warnings:
        LOGGER.warning("Typst: %s", warning.message)
    return pdf


class TypstBuilder(Builder):
    """Writes `<name>.typ`, the pictures beside it, and `<name>.pdf`."""

    name = "typst"
    format = "typst"
    epilog = "The PDF is in %(outdir)s."
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg"]
    allow_parallel = False

    def get_outdated_docs(self) -> str:
        """Say that one changed page changes the file."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the mark by which the writer knows a link into the book."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the same mark from wherever the link starts."""
        return self.get_target_uri(to, typ)

    def write(self, *ignored: object) -> None:
        """Write the Typst file with its pictures and compile it. Raises TypstFailure."""
        root, out = self.config.root_doc, Path(self.outdir)
        parts: dict[str, str] = {}
        tree = self.assemble(root, {root}, parts)
        files = {uri: f"images/{name}" for uri, name in self.images.items()}
        for uri, name in files.items():
            (out / "images").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(self.srcdir) / uri, out / name)
        source = out / f"{self.document['name']}.typ"
        source.write_text(self.markup(tree, files, parts), encoding="utf-8")
        source.with_suffix(".pdf").write_bytes(compile_pdf(source))

    def assemble(self, docname: str, seen: set[str], parts: dict[str, str]) -> nodes.document:
        """Return a document with all its children in place of its tables of contents, every reference resolved.

        Each document is resolved by itself, so that a reference within it stays one (Sphinx's own
        `inline_all_toctrees` mixes the ids of all). Notes in `parts` which document opens a part of the contents.
        """
        tree = self.env.get_doctree(docname)
        self.env.resolve_references(tree, docname, self)
        self.post_process_images(tree)
        for toctree in list(tree.findall(addnodes.toctree)):
            files = [self._file(name, seen, parts) for name in toctree["includefiles"] if name not in seen]
            if files and toctree.get("caption"):
                parts[files[0]["docname"]] = toctree["caption"]
            toctree.parent.replace(toctree, files)
        return tree

    def _file(self, docname: str, seen: set[str], parts: dict[str, str]) -> addnodes.start_of_file:
        seen.add(docname)
        return addnodes.start_of_file("", *self.assemble(docname, seen, parts).children, docname=docname)

    @property
    def document(self) -> dict[str, object]:
        """What stands on the title page and in the metadata, with Sphinx's own settings where nothing is given."""
        config = self.config
        given = {key: value for key, value in config.typst_document.items() if value}
        return {"name": "book", "title": config.project, "authors": [config.author]} | given

    def markup(self, tree: nodes.document, files: dict[str, str], parts: dict[str, str]) -> str:
        """Return the whole Typst file."""
        if front := self.document.get("front_title"):
            title = next(tree.findall(nodes.title))
            title.children = [nodes.Text(str(front))]
        places = Places.of(tree, self.config.root_doc)
        numbers = Numbers(self.env.toc_secnumbers, self.env.toc_fignumbers, self.config.numfig_format)
        writer = TypstWriter(self.config.root_doc, places, numbers, files)
        body = writer.render(tree) + writer.anchors()
        starts = [array([quoted(places.labels[docname, ""]), quoted(title)]) for docname, title in parts.items()]
        options = ",\n  ".join([*self._options(), f"parts: {array(starts)}"])
        return f"{TEMPLATE.read_text(encoding='utf-8')}\n#show: book.with(\n  {options},\n)\n{body}\n"

    def _options(self) -> Iterator[str]:
        """Yield the arguments of the template."""
        document = self.document
        authors, keywords = (list(map(str, document.get(key, ()))) for key in ("authors", "keywords"))
        texts = ("title", "subtitle", "as_of", "edition", "licence")
        yield from (f"{key.replace('_', '-')}: {quoted(str(document.get(key, '')))}" for key in texts)
        yield f"author-line: {quoted(', '.join(authors))}"
        yield f"authors: {array([quoted(name) for name in authors])}"
        yield f"keywords: {array([quoted(word) for word in keywords])}"
        yield f"language: {quoted(str(document.get('language') or self.config.language))}"
        yield f"date: {_date(document.get('date'))}"


def _date(day: object) -> str:
    """Return a Typst date, none without a day, so that no clock gets into the file. Raises ValueError."""
    if not day:
        return "none"
    date = datetime.date.fromisoformat(str(day))
    return f"datetime(year: {date.year}, month: {date.month}, day: {date.day})"


def show_outputs(app: Sphinx, config: Config) -> None:
    """Tell myst-nb which form of a notebook's output this builder prints; it knows none for foreign builders."""
    if "nb_mime_priority_overrides" in config:
        ours = [(TypstBuilder.name, mime, rank) for rank, mime in enumerate(MIME_TYPES)]
        config.nb_mime_priority_overrides = [*ours, *config.nb_mime_priority_overrides]


def setup(app: Sphinx) -> dict[str, object]:
    """Register the builder.

    `typst_document` holds name (of the file, without ending), title, subtitle, authors, as_of, edition, licence, date
    (ISO), keywords, language and front_title (heading of the first page, where the book's own title would repeat);
    each may be left out.
    """
    app.add_builder(TypstBuilder)
    app.add_config_value("typst_document", {}, "", dict)
    app.connect("config-inited", show_outputs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
