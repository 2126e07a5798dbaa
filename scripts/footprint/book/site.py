"""What the site's pages need beyond the text: the theme, two drawings a figure, tables that scroll, the Chinese font."""

import html
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from footprint.paths import FONTS

THEME = Path(__file__).parent / "theme"
FONT = "_static/footprint-cjk.woff"

NOT_LATIN = "\u2e80"
"""The first character that a reader's own Latin fonts do not hold: CJK radicals, then everything Chinese."""

OWN_SECTIONS = re.compile(r"<ul>\s*<li><a [^>]*>.*?</a>\s*(<ul>.*</ul>)\s*</li>\s*</ul>", re.DOTALL)
"""The sections of a page within its own table of contents, whose one top entry is the page's title."""

CURRENT = re.compile(r'<a class="(?:current )?reference internal" href="#">(.*?)</a>', re.DOTALL)
"""The entry of the page itself in the contents of the book."""

ABOVE = '<a class="current reference internal" href="'
"""How the entry of the page above begins in the contents of the book."""

DATE = re.compile(r"(?:\d{1,2} )?[A-Z][a-z]{2,8} \d{4}")
"""A cell that holds a date and nothing else, which is not broken over lines."""

STYLES = {"footprint.css": "", "sphinx-design.min.css": "sd-"}
SCRIPTS = {"documentation_options.js": "", "doctools.js": "", "sphinx_highlight.js": "", "design-tabs.js": "sd-tab-set"}
"""Files that extensions may add to a page, each with what the page must hold for it to be of any use."""


def only_what_is_used(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Leave out style sheets and scripts of extensions that this page has no use for."""
    body = context.get("body", "")
    for key, uses in (("css_files", STYLES), ("script_files", SCRIPTS)):
        context[key] = [f for f in context[key] if uses.get(_name(f), "\0") in body]


def _name(asset: object) -> str:
    """Return the file name of a style sheet or script of Sphinx's, empty for code in the page."""
    return str(getattr(asset, "filename", asset) or "").rpartition("/")[2]


def tell_page(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Give every page the book's date, a note where this is not the latest edition, and the contents with its own sections."""
    facts = app.footprint_record.edition_texts
    context["as_of"], context["author"] = facts["as-of"], app.config.author
    context["edition_note"] = "" if "latest" in facts["kind"] else facts["kind"]
    pages = context["toctree"](maxdepth=1, collapse=True, includehidden=True, titles_only=True) or ""
    front = f'<ul><li><a class="reference internal" href="{context["pathto"](app.config.root_doc)}">Front page</a></li></ul>'
    sections = OWN_SECTIONS.search(context.get("toc") or "")
    own = sections[1] if sections else ""
    # What Sphinx calls a heading here has no level, so is none.
    whole = front + pages.replace(' role="heading"', "")
    here = CURRENT.sub(lambda found: f'<a aria-current="page" href="#">{found[1]}</a>{own}', whole)
    context["contents"] = here.replace(ABOVE, ABOVE.replace("<a ", '<a aria-current="true" '))


def make_scrollable(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put figures and tables of a page into boxes that scroll by themselves and can be reached with the keyboard."""
    if app.builder.format != "html":
        return
    for image in list(doctree.findall(nodes.image)):
        name = Path(image["uri"]).name
        if isinstance(image.parent, nodes.figure) and (_files(app) / name).is_file():
            _replace(image, f"Figure: {image['alt']}", _raw(_pictures(_files(app) / name, image["alt"], docname)))
    for table in list(doctree.findall(nodes.table)):
        for cell in table.findall(lambda node: isinstance(node, nodes.entry) and DATE.fullmatch(node.astext())):
            cell["classes"].append("date")
        if "colwidths-given" in table["classes"]:
            # A Markdown table is marked as one of automatic widths as well, and then Sphinx would not write those given.
            table["classes"] = [name for name in table["classes"] if name != "colwidths-auto"]
        _replace(table, f"Table: {_title(table)}", table.deepcopy())


def _title(table: nodes.table) -> str:
    """Return a table's own title, or else that of the section it stands in."""
    holder: nodes.Element | None = table
    while holder is not None:
        if (title := holder.next_node(nodes.title)) and (holder is table or isinstance(holder, nodes.section)):
            return title.astext()
        holder = holder.parent
    return "without a title"


def _replace(node: nodes.Element, label: str, shown: nodes.Node) -> None:
    """Put a box that scrolls in a node's place; the script takes role and keyboard stop away where nothing scrolls."""
    box = f'<div class="scroll" role="region" tabindex="0" aria-label="{html.escape(label)}">'
    place = node.parent.index(node)
    node.parent[place : place + 1] = [_raw(box), shown, _raw("</div>")]


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def _files(app: Sphinx) -> Path:
    return app.footprint_record.folder / "files"


def _pictures(file: Path, alt: str, docname: str) -> str:
    """Return both drawings of a figure; the style sheet shows the one that fits, so a reader's program meets one."""
    sizes = re.findall(r'(?:width|height)="([\d.]+)pt"', file.read_text(encoding="utf-8"))
    width, height = (round(float(points)) for points in sizes[:2])
    size = f'width="{width}" height="{height}" alt="{html.escape(alt)}" loading="lazy"'
    address = "../" * docname.count("/") + f"files/{html.escape(file.stem)}"
    return f'<img class="in-light" src="{address}.svg" {size}><img class="in-dark" src="{address}-dark.svg" {size}>'


def finish(app: Sphinx, error: Exception | None) -> None:
    """Write the font of the characters the pages hold, and drop files of themes and extensions that no page uses."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = [path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.html"))]
    write_font(sorted({c for page in pages for c in page if c >= NOT_LATIN}), out / FONT)
    used = set(re.findall(r"_static/([^\"?#]+)", "".join(pages))) | {Path(FONT).name}
    for path in sorted((out / "_static").rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(out / "_static").as_posix() not in used:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def write_font(characters: list[str], target: Path) -> None:
    """Write the characters of the book's own font as a web font: the same bytes for the same characters."""
    from fontTools import subset

    options = subset.Options(flavor="woff", recalc_timestamp=False, layout_features=[], notdef_outline=True)
    font = subset.load_font(str(FONTS / "FootprintSans-Regular.otf"), options, lazy=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(characters))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def setup(app: Sphinx) -> dict[str, object]:
    """Register the theme and what finishes its pages."""
    app.add_html_theme("footprint", str(THEME))
    app.connect("html-page-context", only_what_is_used, priority=900)
    app.connect("html-page-context", tell_page, priority=900)
    app.connect("doctree-resolved", make_scrollable, priority=900)
    app.connect("build-finished", finish, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
