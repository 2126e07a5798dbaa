"""Doctree to Typst: one method per kind of node. What it does not know it reports and never drops."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging

from footprint.book.entries import Code, Entry, EntryList, Link, Piece, Report, Title
from footprint.book.typst_text import array, column_widths, escape, mono, quoted, sheet_for

LOGGER = logging.getLogger(__name__)

FUNCTIONS = {
    "emphasis": "emph", "strong": "strong", "subscript": "sub", "superscript": "super", "title_reference": "emph",
    "literal_emphasis": "emph", "literal_strong": "strong", "problematic": "strong", "rubric": "rubric",
    "centered": "rubric",
}  # fmt: skip
"""Nodes that are a call of one Typst function on what they hold."""

TRANSPARENT = frozenset(
    [
        "document", "container", "compound", "inline", "abbreviation", "acronym", "generated", "glossary", "target",
        "PassthroughTextElement", "compact_paragraph", "download_reference", "manpage", "pending_xref",
    ]
)  # fmt: skip
"""Nodes that only group what they hold; Sphinx has warned of a reference that is still pending."""

DROPPED = frozenset(
    [
        "comment", "raw", "substitution_definition", "meta", "pending", "index", "system_message", "tabular_col_spec",
        "highlightlang", "footnote", "label", "toctree",
    ]
)  # fmt: skip
"""Nodes with nothing to print, or printed where they are referred to."""

BOXES = {
    "hint": "tip", "tip": "tip", "important": "important", "warning": "warning", "caution": "warning",
    "attention": "warning", "danger": "danger", "error": "danger", "note": "note", "seealso": "note",
    "key-findings": "key-findings",
}  # fmt: skip
"""Look of a box by the node's class or kind."""

ENUMERATORS = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
ALIGNMENTS = {"text-left": "left", "text-right": "right", "text-center": "center"}
FLOW = (nodes.section, nodes.document, addnodes.start_of_file, nodes.container, nodes.compound)
"""What a turned page may stand in; Typst has no page inside a box."""

Place = tuple[str, str]
"""A document and an id in it; the empty id is the document itself."""


def place_of(reference: nodes.Element, docname: str) -> Place | None:
    """Return where in the book a reference leads, None when it leads outside."""
    if reference.get("refid"):
        return docname, reference["refid"]
    address = reference.get("refuri", "")
    if address.startswith("#"):
        return docname, address[1:]
    if not address.startswith("%"):
        return None
    document, _, name = address[1:].partition("#")
    return document, name


@dataclass
class Places:
    """Every id of the book with its label, and those that something leads to."""

    labels: dict[Place, str] = field(default_factory=dict)
    wanted: set[Place] = field(default_factory=set)
    footnotes: dict[Place, nodes.footnote] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: nodes.document, docname: str) -> "Places":
        """Collect from the assembled tree of the book."""
        places = cls()
        for node, document in _elements(tree, docname):
            places._note(node, document)
        return places

    def _note(self, node: nodes.Element, docname: str) -> None:
        """Note one node; the ids of one node share the label made from its first."""
        for name in node["ids"]:
            self.labels[docname, name] = f"{docname}--{node['ids'][0]}"
        if isinstance(node, nodes.section) and node["ids"]:
            self.labels.setdefault((docname, ""), f"{docname}--{node['ids'][0]}")
        if isinstance(node, nodes.footnote):
            self.footnotes |= {(docname, name): node for name in node["ids"]}
        if isinstance(node, nodes.reference | addnodes.number_reference) and (place := place_of(node, docname)):
            self.wanted.add(place)
        if isinstance(node, EntryList):
            self.labels |= {(docname, entry.label): f"{docname}--{entry.label}" for entry in node["entries"]}
            self.wanted |= set(node["places"].values())


def _elements(node: nodes.Element, docname: str) -> Iterator[tuple[nodes.Element, str]]:
    """Walk a tree, each element with the document it comes from."""
    docname = node["docname"] if isinstance(node, addnodes.start_of_file) else docname
    yield node, docname
    for child in node.children:
        if isinstance(child, nodes.Element):
            yield from _elements(child, docname)


@dataclass(frozen=True)
class Numbers:
    """The numbers Sphinx gave: of sections by document and anchor, of figures by document, kind and id."""

    sections: Mapping[str, Mapping[str, tuple[int, ...]]]
    figures: Mapping[str, Mapping[str, Mapping[str, tuple[int, ...]]]]
    formats: Mapping[str, str]

    def section(self, docname: str, node: nodes.section) -> str:
        """Return a section's number, empty when it has none."""
        known = self.sections.get(docname, {})
        anchors = [f"#{name}" for name in node["ids"]]
        first = not isinstance(node.parent, nodes.section)
        numbers = [known[a] for a in [*anchors, *([""] if first else [])] if known.get(a)]
        return ".".join(map(str, numbers[0])) if numbers else ""

    def caption(self, docname: str, kind: str, node: nodes.Element) -> str:
        """Return what stands before a caption, such as "Fig. 3", as the HTML has it; empty without a number."""
        known = self.figures.get(docname, {}).get(kind, {})
        number = next((known[name] for name in node["ids"] if name in known), None)
        return self.formats[kind] % ".".join(map(str, number)) if number else ""


FEW = 10
"""A page of no more entries is read like any other."""


WHOLE_ENTRY = 1_500
"""An entry of fewer characters is not parted over two columns or pages."""

UNBROKEN = 24
"""An id of fewer characters is not parted over two lines."""


def _only_registers(file: addnodes.start_of_file) -> bool:
    """Whether a document holds registers and nothing that needs the whole width of a page, nor another document."""
    entries = sum(len(found["entries"]) for found in file.findall(EntryList))
    whole = (nodes.figure, nodes.table, addnodes.start_of_file)
    return entries > FEW and not any(isinstance(node, whole) for node in file.findall() if node is not file)


class TypstWriter:
    """Turns the assembled doctree of a book into Typst markup.

    `images` maps an image's address in the doctree to its file beside the Typst source.
    """

    def __init__(self, docname: str, places: Places, numbers: Numbers, images: Mapping[str, str]) -> None:
        self.docname = docname
        self.places = places
        self.numbers = numbers
        self.images = images
        self.level = 0
        self.files = 0
        self.waiting: list[str] = []
        self.set_footnotes: set[str] = set()

    def render(self, node: nodes.Node) -> str:
        """Return the markup of a node and all it holds; an unknown kind is a warning and leaves only its content."""
        if isinstance(node, nodes.Text):
            return self.anchors() + escape(node.astext()) if node.astext() else ""
        name = type(node).__name__
        if name in DROPPED:
            return ""
        handler = next((h for c in type(node).__mro__ if (h := getattr(self, f"on_{c.__name__}", None))), None)
        if not handler and name not in FUNCTIONS and name not in TRANSPARENT:
            LOGGER.warning("the PDF has no rule for a node of kind %r", name, location=node)
        self.waiting += self._anchors_of(node)
        if handler:
            return handler(node)
        return f"#{FUNCTIONS[name]}[{self.inside(node)}]" if name in FUNCTIONS else self.children(node)

    def _anchors_of(self, node: nodes.Element) -> list[str]:
        """Return the labels of a node that something leads to; a section carries its own."""
        if isinstance(node, nodes.section) or not any((self.docname, i) in self.places.wanted for i in node["ids"]):
            return []
        return [self.places.labels[self.docname, node["ids"][0]]]

    def anchors(self) -> str:
        """Return the anchors that wait for the first thing printed, so that a link leads to it and not above it."""
        waiting, self.waiting = self.waiting, []
        return "".join(f"#anchor({quoted(label)})" for label in dict.fromkeys(waiting))

    def children(self, node: nodes.Element) -> str:
        """Return what a node holds."""
        return "".join(map(self.render, node.children))

    def inside(self, node: nodes.Element) -> str:
        """Return what a node holds, for use in brackets."""
        return self.children(node).strip()

    # Documents and sections

    def on_start_of_file(self, node: addnodes.start_of_file) -> str:
        """Print one document of the book, its first section one level below the place it is called from."""
        outer = self.docname, self.level
        self.docname, self.level, self.files = node["docname"], self.files, self.files + 1
        registers = _only_registers(node)
        text = self.children(node)
        self.files -= 1
        self.docname, self.level = outer
        return f"\n\n#in-columns[\n{text}\n]\n\n" if registers else text

    def on_section(self, node: nodes.section) -> str:
        """Print a section."""
        self.level += 1
        text = self.children(node)
        self.level -= 1
        return text

    def on_title(self, node: nodes.title) -> str:
        """Print a heading with the number Sphinx gave it; titles of boxes and tables are printed by those."""
        section = node.parent
        number = self.numbers.section(self.docname, section)
        anchors = self.anchors()
        body = (f"#number[{escape(number)}]" if number else "") + self.inside(node)
        label = f"#label({quoted(self.places.labels[self.docname, section['ids'][0]])})" if section["ids"] else ""
        return f"\n\n{anchors}#heading(level: {max(self.level, 1)})[{body}]{label}\n\n"

    def on_subtitle(self, node: nodes.subtitle) -> str:
        """Print a subtitle as a line of its own."""
        return f"\n\n#rubric[{self.inside(node)}]\n\n"

    # Paragraphs and text

    def on_paragraph(self, node: nodes.paragraph) -> str:
        """Print a paragraph."""
        return f"\n\n{self.children(node)}\n\n"

    def on_literal(self, node: nodes.literal) -> str:
        """Print inline code as it stands."""
        return self.anchors() + mono(node.astext())

    def on_math(self, node: nodes.math) -> str:
        """Print a formula as its source; the book has none so far."""
        return self.anchors() + mono(node.astext())

    def on_reference(self, node: nodes.reference) -> str:
        """Print a link: to a place in the book, or to an address; a link to a file of the site is text on paper."""
        anchors, place = self.anchors(), place_of(node, self.docname)
        body = self.children(node)
        if place is None:
            # myst-parser 3 writes addresses as HTML would, with & as an entity
            address = node.get("refuri", "").replace("&amp;", "&")
            return anchors + (f"#link({quoted(address)})[{body}]" if urlsplit(address).scheme else body)
        label = self.places.labels.get(place)
        if label is None:
            LOGGER.warning("a link leads to %r in %r, which the PDF does not have", place[1], place[0], location=node)
            return anchors + body
        return f"{anchors}#link(label({quoted(label)}))[{body}]"

    on_number_reference = on_reference

    def on_footnote_reference(self, node: nodes.footnote_reference) -> str:
        """Print the footnote at its first mention, and its mark at later ones."""
        place = (self.docname, node.get("refid", ""))
        if place not in self.places.footnotes:
            LOGGER.warning("a footnote mark without its footnote: %s", node.astext(), location=node)
            return f"#super[{escape(node.astext())}]"
        label, anchors = quoted(f"footnote {self.places.labels[place]}"), self.anchors()
        if label in self.set_footnotes:
            return f"{anchors}#footnote(label({label}))"
        self.set_footnotes.add(label)
        return f"{anchors}#footnote[{self.inside(self.places.footnotes[place])}]#label({label})"

    def on_citation(self, node: nodes.citation) -> str:
        """Print an entry of a bibliography behind its mark."""
        mark = next((child.astext() for child in node.children if isinstance(child, nodes.label)), "")
        return f"\n\n#terms(terms.item[{self.anchors()}{escape(f'[{mark}]')}][{self.inside(node)}])\n\n"

    def on_line_block(self, node: nodes.line_block) -> str:
        """Print lines as they are divided; a block within a block is set in."""
        indent = "1.5em" if isinstance(node.parent, nodes.line_block) else "0pt"
        return f"\n\n#line-block(indent: {indent})[{self.inside(node)}]\n\n"

    def on_line(self, node: nodes.line) -> str:
        """Print one line."""
        return f"{self.children(node)}#linebreak()"

    def on_transition(self, node: nodes.transition) -> str:
        """Print a rule across; the one above the footnotes has nothing below it here."""
        return "" if "footnotes" in node["classes"] else "\n\n#line(length: 100%, stroke: 0.4pt + rule-colour)\n\n"

    def on_literal_block(self, node: nodes.literal_block) -> str:
        """Print code or output."""
        return f"\n\n{self.anchors()}#raw(block: true, {quoted(node.astext().rstrip())})\n\n"

    on_doctest_block = on_math_block = on_literal_block

    def on_block_quote(self, node: nodes.block_quote) -> str:
        """Print a quotation with the one it is by."""
        said_by = [child for child in node.children if isinstance(child, nodes.attribution)]
        body = "".join(self.render(child) for child in node.children if child not in said_by).strip()
        by = f", attribution: [{self.inside(said_by[0])}]" if said_by else ""
        return f"\n\n#quote(block: true{by})[{body}]\n\n"

    # Lists

    def on_bullet_list(self, node: nodes.bullet_list) -> str:
        """Print a list."""
        return f"\n\n#list(tight: {_tight(node)}, {self._items(node)})\n\n"

    def on_enumerated_list(self, node: nodes.enumerated_list) -> str:
        """Print a numbered list with the numbers it has in the source."""
        mark = ENUMERATORS.get(node.get("enumtype", "arabic"), "1")
        numbering = quoted(f"{node.get('prefix', '')}{mark}{node.get('suffix', '.')}")
        how = f"tight: {_tight(node)}, numbering: {numbering}, start: {node.get('start', 1)}"
        return f"\n\n#enum({how}, {self._items(node)})\n\n"

    def _items(self, node: nodes.Element) -> str:
        return ", ".join(f"[{self._item(item)}]" for item in node.children)

    def _item(self, item: nodes.Element) -> str:
        self.waiting += self._anchors_of(item)
        return self.inside(item)

    def on_definition_list(self, node: nodes.definition_list) -> str:
        """Print terms with what they mean; several terms for one meaning share a line."""
        return f"\n\n#terms(tight: false, {', '.join(map(self._definition, node.children))})\n\n"

    on_field_list = on_definition_list

    def _definition(self, item: nodes.Element) -> str:
        self.waiting += self._anchors_of(item)
        heads = [c for c in item.children if isinstance(c, nodes.term | nodes.classifier | nodes.field_name)]
        body = [c for c in item.children if c not in heads]
        term = ", ".join(self._item(head) for head in heads)
        return f"terms.item[{term}][{''.join(self._item(part) for part in body)}]"

    def on_EntryList(self, node: EntryList) -> str:
        """Print the entries of a register, each with the anchor that links lead to."""
        items = ", ".join(self._entry(entry, node["places"]) for entry in node["entries"])
        return f"\n\n#register({items})\n\n"

    def _entry(self, entry: Entry, places: Mapping[str, Place]) -> str:
        if (self.docname, entry.label) in self.places.wanted:
            self.waiting.append(self.places.labels[self.docname, entry.label])
        anchors = self.anchors()
        term, *paragraphs = ("".join(self._piece(piece, places) for piece in block).strip() for block in entry.blocks)
        body = "\n\n".join(paragraphs)
        whole = "" if sum(len(piece.text) for block in entry.blocks for piece in block) < WHOLE_ENTRY else ", whole: false"
        return f"entry([{anchors}{term}], [{body}]{whole})"

    def _piece(self, piece: Piece, places: Mapping[str, Place]) -> str:
        """Return a piece of an entry; of a link without a place Sphinx has warned."""
        text = escape(piece.text)
        match piece:
            case Code():
                return f"#box({mono(piece.text).removeprefix('#')})" if len(piece.text) < UNBROKEN else mono(piece.text)
            case Link(label) if label in places:
                # An id is one word, though it has hyphens.
                text = f"#box[{text}]" if label == f"c-{piece.text}" and len(text) < UNBROKEN else text
                return f"#link(label({quoted(self.places.labels[places[label]])}))[{text}]"
            case Report(_, address):
                return f"#link({quoted(address)})[{text}]"
            case Title(_, address):
                return f"#link({quoted(address)})[#emph[{text}]]" if address else f"#emph[{text}]"
        return text

    # Boxes

    def on_Admonition(self, node: nodes.Element) -> str:
        """Print a box; one without a title of its own has the name of its kind."""
        name = type(node).__name__
        titles = [child for child in node.children if isinstance(child, nodes.title)]
        title = self.inside(titles[0]) if titles else escape(str(admonitionlabels.get(name, "")))
        kind = next((BOXES[c] for c in [*reversed(node["classes"]), name] if c in BOXES), "plain")
        return self._box(kind, title, [child for child in node.children if child not in titles])

    def _box(self, kind: str, title: str, body: list[nodes.Node]) -> str:
        text = "".join(map(self.render, body)).strip()
        return f"\n\n#admonition({quoted(kind)}, {f'[{title}]' if title else 'none'})[{text}]\n\n"

    on_topic = on_sidebar = on_Admonition

    def on_container(self, node: nodes.container) -> str:
        """Print what a container holds: of a code cell its output only, of cards and dropdowns a box."""
        if node.get("nb_element") == "cell_code_source" or _is_table_note(node):
            return ""
        if node.get("design_component") in ("card", "dropdown", "tab-item"):
            titles = list(node.findall(_is_design_title))[:1]
            title = self.inside(titles[0]) if titles else ""
            for found in titles:
                found.parent.remove(found)
            return self._box("plain", title, node.children)
        return self.children(node)

    def on_caption(self, node: nodes.caption) -> str:
        """Print the title of a code block; those of pictures and tables are printed by these."""
        number = self.numbers.caption(self.docname, "code-block", node.parent)
        return f"\n\n#rubric[{escape(number)} {self.inside(node)}]\n\n"

    # Pictures and tables

    def on_image(self, node: nodes.image) -> str:
        """Print a picture with its alternative text; one without is reported, for it shuts readers out."""
        file = self.images.get(node["uri"])
        if file is None:
            LOGGER.warning("the picture %s is not there", node["uri"], location=node)
            return escape(node.get("alt", node["uri"]))
        if not node.get("alt"):
            LOGGER.warning("the picture %s has no alternative text", node["uri"], location=node)
        inline = isinstance(node.parent, nodes.TextElement) and len(node.parent.children) > 1
        size = ", height: 1em" if inline else _width(node.get("width", ""))
        picture = f"image({quoted(file)}, alt: {quoted(node.get('alt') or file)}{size})"
        return self.anchors() + (f"#box({picture})" if inline else f"#{picture}")

    def on_figure(self, node: nodes.figure) -> str:
        """Print a figure with its number and caption below; links lead to its top."""
        captions = [c for c in node.children if isinstance(c, nodes.caption | nodes.legend)]
        body = "".join(self.render(child) for child in node.children if child not in captions).strip()
        return f"\n\n#picture({self._caption('figure', node, captions)})[{body}]\n\n"

    def _caption(self, kind: str, node: nodes.Element, captions: list[nodes.Node]) -> str:
        """Return the caption argument: number, text, and what explains it; empty when there is nothing to say."""
        number = self.numbers.caption(self.docname, kind, node)
        texts = [self._item(caption) for caption in captions]
        text = "\n\n".join(
            f"#strong[{text}]" if isinstance(c, nodes.title) else text for c, text in zip(captions, texts, strict=True)
        )
        head = f"#strong[{escape(number)}]#h(0.6em) " if number else ""
        return f"caption: [{self.anchors()}{head}{text}], " if head or text else ""

    def on_table(self, node: nodes.table) -> str:
        """Print a table: title and note above, head repeated on every page, columns as wide as their texts want."""
        titles = [child for child in node.children if isinstance(child, nodes.title)]
        after = node.next_node(descend=False, siblings=True)
        # Below the table, a note could stand alone on the next page.
        caption = self._caption("table", node, [*titles, after] if _is_table_note(after) else titles)
        columns = [[text for text in column if text] for column in _columns(node)]
        sheet = sheet_for(columns, may_turn=all(isinstance(parent, FLOW) for parent in _parents(node)))
        lines = self._lines(node, column_widths(columns, _given_widths(node), sheet))
        text = f"{self.anchors()}#listing({caption}size: {sheet.size}pt)[{lines}]"
        return f"\n\n#page(flipped: true)[{text}]\n\n" if sheet.turned else f"\n\n{text}\n\n"

    def _lines(self, node: nodes.table, widths: list[str]) -> str:
        """Return the call that draws the table."""
        first = next(node.findall(nodes.row))
        aligned = [_alignment(entry) for entry in first.children]
        stubs = [bool(spec.get("stub")) for spec in node.findall(nodes.colspec)]
        heads = [self._row(row, aligned, stubs) for part in node.findall(nodes.thead) for row in part.children]
        rows = [self._row(row, aligned, stubs) for part in node.findall(nodes.tbody) for row in part.children]
        head = [f"table.header({', '.join(heads)})"] if heads else []
        return f"#lines({array(widths)}, {array(aligned)}, {', '.join([*head, *rows])})"

    def _row(self, row: nodes.row, aligned: list[str], stubs: list[bool]) -> str:
        return ", ".join(self._cell(entry, at, aligned, stubs) for at, entry in enumerate(row.children))

    def _cell(self, entry: nodes.entry, at: int, aligned: list[str], stubs: list[bool]) -> str:
        """Return one cell, with its span and its own alignment where it differs from its column's."""
        spans = {"rowspan": entry.get("morerows", 0) + 1, "colspan": entry.get("morecols", 0) + 1}
        options = [f"{name}: {count}" for name, count in spans.items() if count > 1]
        if at < len(aligned) and _alignment(entry) != aligned[at]:
            options.append(f"align: {_alignment(entry)}")
        text = self._item(entry)
        body = f"[#strong[{text}]]" if at < len(stubs) and stubs[at] else f"[{text}]"
        return f"table.cell({', '.join(options)}){body}" if options else body


def _tight(node: nodes.Element) -> str:
    """Say whether a list has only single lines of text, and so needs no room between them."""
    single = all(len([c for c in item.children if isinstance(c, nodes.paragraph)]) <= 1 for item in node.children)
    return "true" if single and all(len(item.astext()) < 400 for item in node.children) else "false"


def _is_table_note(node: nodes.Node | None) -> bool:
    """Whether a node is the note of the table before it."""
    if not isinstance(node, nodes.container) or "table-note" not in node["classes"]:
        return False
    return isinstance(node.previous_sibling(), nodes.table)


def _is_design_title(node: nodes.Node) -> bool:
    """Whether a node is the title of a card, a dropdown or a tab."""
    if isinstance(node, nodes.rubric):
        return not node.get("names")
    return isinstance(node, nodes.container) and node.get("design_component") == "card-title"


def _width(text: str) -> str:
    """Return a width as Typst's argument, empty when none is given; a screen pixel is 3/4 of a point."""
    match = re.fullmatch(r"([\d.]+)\s*(%|px|pt|cm|mm|in|em)?", text)
    if not match:
        return ""
    value, unit = match.groups()
    return f", width: {float(value) * 0.75:g}pt" if unit in (None, "px") else f", width: {value}{unit}"


def _parents(node: nodes.Node) -> Iterator[nodes.Node]:
    while node := node.parent:
        yield node


def _columns(table: nodes.table) -> list[list[str]]:
    """Return the texts of each column; a cell that spans several counts for none."""
    count = len(list(table.findall(nodes.colspec)))
    columns: list[list[str]] = [[] for _ in range(count)]
    for row in table.findall(nodes.row):
        for at, entry in enumerate(row.children):
            if at < count and not entry.get("morecols"):
                columns[at].append(entry.astext())
    return columns


def _given_widths(table: nodes.table) -> list[int] | None:
    """Return the widths the author gave, None where the table has none."""
    if "colwidths-given" not in table["classes"]:
        return None
    return [spec["colwidth"] for spec in table.findall(nodes.colspec)]


def _alignment(entry: nodes.entry) -> str:
    """Return a cell's alignment from its class."""
    return next((ALIGNMENTS[c] for c in entry["classes"] if c in ALIGNMENTS), "left")
