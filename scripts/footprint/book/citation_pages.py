"""Citations in the book: the box that ends a chapter, tags in its head, files beside it, and the page on citing."""

import html
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from footprint.book.citation_formats import FORMATS, WEB, highwire, linked_data, part_words, reference, words
from footprint.book.citing import BOOK, FOLDER, Citation, Citations
from footprint.book.publication import PublicationFault
from footprint.book.record import finding_label
from footprint.book.wording import amount_text
from footprint.text import slug

PANEL = "```{cite-this}\n```\n"
"""What puts the box where a chapter ends."""
HOW_TO = "chapters/cite"
"""The page that says how to cite."""
MEDIA_TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}


def load_citations(app: Sphinx) -> None:
    """Make the records when the build starts, and tell Sphinx who wrote the book and where it stands. Raises ExtensionError."""
    book = app.footprint_record
    try:
        app.footprint_citations = Citations(book, book.publication, app.config.footprint_pdf)
    except PublicationFault as fault:
        raise ExtensionError(f"_config.yml: {fault}") from fault
    app.config.author = ", ".join(author.shown for author in book.publication.authors)
    app.config.html_baseurl = app.footprint_citations.all[BOOK].site


def record_of_page(app: Sphinx, docname: str) -> Citation | None:
    """Return the record of a page that can be cited by itself: the front page stands for the book."""
    name = BOOK if docname == app.config.root_doc else docname.removeprefix("chapters/")
    return app.footprint_citations.all.get(name)


def describe_page(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Put into a page's head what Google Scholar, Zotero and search engines read."""
    if doctree is not None and (cited := record_of_page(app, page)):
        context["metatags"] = context.get("metatags", "") + head(cited, "../" * page.count("/"))


def head(cited: Citation, up: str = "") -> str:
    """Return the tags of a page's head; `up` leads from the page to the site's root."""
    lines = [f'<meta name="{name}" content="{html.escape(content)}" />' for name, content in highwire(cited)]
    lines += [
        f'<link rel="describedby" type="{MEDIA_TYPES[ending]}" href="{up}{cited.with_file(ending)}" />'
        for ending, _, _ in FORMATS.values()
    ]
    # A script of this type is data that no browser runs; the signs that could end it are written as numbers.
    data = json.dumps(linked_data(cited), ensure_ascii=False)
    data = data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return "\n".join([*lines, f'<script type="application/ld+json">{data}</script>', ""])


def panel(cited: Citation, up: str = "") -> str:
    """Return the box with a page's citation in every format, to copy and as files; printed, it is one line."""
    said = html.escape(words(cited))
    forms = "".join(_form(cited, up, name) for name in FORMATS)
    what = "this book" if cited.whole else "this chapter"
    report = _report(cited, f"Report an error in {what}")
    return (
        f'<p class="cite-printed">Cite as: {said}</p>\n'
        f'<details class="cite" id="cite-this"><summary>Cite {what}</summary>\n'
        f'<p><span id="cite-words">{said}</span> {_copy("words", "the citation")}</p>\n{forms}'
        f'<p>Digest (SHA-256) of <a href="{up}{cited.with_file("txt")}">{"its texts" if cited.whole else "its text"}</a>: '
        f'<code id="cite-digest">{cited.digest}</code>. '
        f'<a href="{up}{HOW_TO}.html">How to check it, and how to cite a figure or a claim</a>.{report}</p>\n</details>\n'
    )


def _form(cited: Citation, up: str, name: str) -> str:
    ending, label, write = FORMATS[name]
    file = cited.with_file(ending)
    link = f'<a href="{up}{file}" download>{Path(file).name}</a>'
    return (
        f'<p class="cite-form"><strong>{label}</strong> {link} {_copy(name, label)}</p>\n'
        f'<pre id="cite-{name}">{html.escape(write(cited).replace(chr(13), "").strip())}</pre>\n'
    )


def _copy(name: str, what: str) -> str:
    """Return a button that copies an element's text; the script shows it, for without scripts it can do nothing."""
    return f'<button type="button" class="copy" data-from="cite-{name}" aria-label="Copy {what}" hidden>Copy</button>'


def _report(cited: Citation, text: str) -> str:
    """Return the link by which an error is reported, nothing without a contact."""
    address = cited.publication.report_link(cited.title, cited.day.isoformat())
    return f' <a class="report" href="{html.escape(address)}">{text}</a>.' if address else ""


def only(builder: str, *body: nodes.Node) -> nodes.Node:
    """Return nodes that one builder shows."""
    return addnodes.only("", *body, expr=builder)


class CiteThis(SphinxDirective):
    """`{cite-this}`: how to cite the page it stands in; on screen a box, on paper a line."""

    def run(self) -> list[nodes.Node]:
        """Build both."""
        cited = record_of_page(self.env.app, self.env.docname)
        if cited is None:
            return []
        shown = nodes.raw("", panel(cited, "../" * self.env.docname.count("/")), format="html")
        printed = nodes.paragraph("", "", nodes.strong("", "Cite as"), nodes.Text(f": {words(cited)}"))
        return [only("html", shown), only("typst", printed)]


class CiteList(SphinxDirective):
    """`{cite-list}`: the book and every chapter, each with its citation and files."""

    def run(self) -> list[nodes.Node]:
        """Build the list."""
        up = "../" * self.env.docname.count("/")
        cited = self.env.app.footprint_citations.all.values()
        return [_definitions(("The whole book" if c.whole else c.title, _told(c, up)) for c in cited)]


def _told(cited: Citation, up: str) -> list[nodes.Node]:
    """Return a record's citation, digest and files."""
    links: list[nodes.Node] = []
    for ending, label in (*((ending, label) for ending, label, _ in FORMATS.values()), ("txt", "text of the digest")):
        file = f"{up}{cited.with_file(ending)}"
        links += [nodes.Text(", " if links else "Files: "), nodes.reference("", label, refuri=file, internal=False)]
    said = nodes.paragraph("", reference(cited, WEB + cited.doi if cited.doi else cited.address))
    digest = nodes.paragraph("", "", nodes.Text("SHA-256: "), nodes.literal("", cited.digest))
    return [said, digest, only("html", nodes.paragraph("", "", *links, nodes.Text(".")))]


def _definitions(items: Iterable[tuple[str, list[nodes.Node]]]) -> nodes.definition_list:
    entries = (nodes.definition_list_item("", nodes.term("", term), nodes.definition("", *body)) for term, body in items)
    return nodes.definition_list("", *entries, classes=["register"])


class CiteParts(SphinxDirective):
    """`{cite-parts}`: an example of each kind of part that has an address of its own."""

    def run(self) -> list[nodes.Node]:
        """Build the list."""
        told = examples(self.env.app.footprint_citations)
        return [_definitions((kind, [nodes.paragraph("", said)]) for kind, said in told)]


def examples(citations: Citations) -> Iterator[tuple[str, str]]:
    """Yield kind and citation of a figure, a table, a finding and a row, as far as the first chapter has them."""
    chapter, book = citations.chapters[0], citations.book
    cited, record = citations.all[chapter], book.chapters[chapter]
    for kind, start in (("Figure", "fig"), ("Table", "tab")):
        for name, facts in list(record[f"{kind.lower()}s"].items())[:1]:
            title = f"{kind}: {facts['title'].rstrip('.')}"
            yield f"A {kind.lower()}", part_words(cited, title, f"{start}-{slug(chapter)}-{name}")
    told = {name: f for name, f in record["findings"].items() if f["known"] and f["rows"] and f["rows"][0] in book.claims_by_id}
    for name, finding in list(told.items())[:1]:
        said = f"Finding “{finding['about']}”: {finding['forms']['']}"
        yield "A finding", part_words(cited, said, finding_label(chapter, name), register_page(chapter))
        row = book.claims_by_id[finding["rows"][0]]
        page = register_page(book.claims_with_headings.set_index("id").loc[row["id"], "page"])
        said = f"Row {row['id']}: {amount_text(row)}, {book.short_source(row['source'])}"
        yield "A claim", part_words(citations.all[BOOK], said, f"c-{row['id']}", page)


def register_page(chapter: str) -> str:
    """Return the path of the page that holds a chapter's findings and rows."""
    return f"chapters/evidence-{slug(chapter)}.html"


class ReportErrors(SphinxDirective):
    """`{report-errors}`: where errors are reported, or that this copy of the book names nobody."""

    def run(self) -> list[nodes.Node]:
        """Build the paragraph."""
        book = self.env.app.footprint_citations.all[BOOK]
        address = book.publication.report_link(book.title, book.day.isoformat())
        if not address:
            return [nodes.paragraph("", "This copy of the book names no contact, so its entries carry no such link.")]
        link = nodes.reference("", "Report an error", refuri=address, internal=False)
        told = ": every finding, row and chapter has this link, with its id and the edition filled in."
        return [nodes.paragraph("", "", link, nodes.Text(told))]


def write_files(app: Sphinx, error: Exception | None) -> None:
    """Put every record in every format, and the texts of the digests, at stable addresses of the site."""
    if error is not None or app.builder.format != "html":
        return
    out, citations = Path(app.outdir), app.footprint_citations
    (out / FOLDER).mkdir(exist_ok=True)
    for name, cited in citations.all.items():
        for ending, _, write in FORMATS.values():
            (out / cited.with_file(ending)).write_bytes(write(cited).encode())
        (out / cited.with_file("txt")).write_bytes(citations.texts[name].encode())


def setup(app: Sphinx) -> dict[str, object]:
    """Register directives, tags and files."""
    app.add_config_value("footprint_pdf", "", "html")
    app.connect("builder-inited", load_citations, priority=550)
    app.connect("html-page-context", describe_page)
    app.connect("build-finished", write_files)
    for name, directive in (
        ("cite-this", CiteThis), ("cite-list", CiteList), ("cite-parts", CiteParts), ("report-errors", ReportErrors),
    ):  # fmt: skip
        app.add_directive(name, directive)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
