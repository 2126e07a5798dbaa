"""The entries of the registers: thousands of short texts full of links, kept out of Sphinx's tree of nodes.

As nodes they would be nine tenths of the book, and every one of Sphinx's transforms would walk over all of them. Here a
list of entries is one node, its texts plain data, and its links are looked up when the list is written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from docutils import nodes
from docutils.utils.smartquotes import educate_tokens
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """A run of plain text."""

    text: str


@dataclass(frozen=True)
class Code:
    """An id, set as code."""

    text: str


@dataclass(frozen=True)
class Link:
    """A link to a labelled place anywhere in the book."""

    label: str
    text: str


@dataclass(frozen=True)
class Title:
    """The title of a source, linked to its address where it has one."""

    text: str
    address: str


@dataclass(frozen=True)
class Report:
    """The link by which an error is reported; `address` opens a letter or a form."""

    text: str
    address: str


Piece = Words | Code | Link | Title | Report


@dataclass(frozen=True)
class Entry:
    """One entry: the label other pages link to, its term, and the paragraphs below it."""

    label: str
    term: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]

    @property
    def blocks(self) -> Iterator[tuple[Piece, ...]]:
        """Term and paragraphs, in their order."""
        yield self.term
        yield from self.paragraphs


class EntryList(nodes.General, nodes.Element):
    """A list of entries, in the attribute `entries`; `places` are the documents and ids its links lead to, by label.

    Its one child is all its words, for the search.
    """


def entry_list(entries: Iterable[Entry], env: BuildEnvironment) -> EntryList:
    """Return the node of a list of entries, every entry at an address of its own in the page that is being read."""
    entries = tuple(_with_quotes(entry, env) for entry in entries)
    env.get_domain("std").anonlabels.update((entry.label, (env.docname, entry.label)) for entry in entries)
    words = "\n".join(" ".join(piece.text for piece in block) for entry in entries for block in entry.blocks)
    return EntryList("", nodes.Text(words), entries=entries)


CHANGING = re.compile(r"""["'`\\]|--|\.\.""")
"""What typographic quotes, dashes and ellipses are made from."""


def _with_quotes(entry: Entry, env: BuildEnvironment) -> Entry:
    """Return an entry with the typographic quotes, dashes and ellipses that Sphinx gives all other text."""
    term, *paragraphs = (_quoted(block, env) for block in entry.blocks)
    return Entry(entry.label, term, tuple(paragraphs))


def _quoted(block: tuple[Piece, ...], env: BuildEnvironment) -> tuple[Piece, ...]:
    if not any(CHANGING.search(piece.text) for piece in block):
        return block
    tokens = (("literal" if isinstance(piece, Code) else "plain", piece.text) for piece in block)
    texts = educate_tokens(tokens, env.config.smartquotes_action, env.config.language)
    return tuple(replace(piece, text=text) for piece, text in zip(block, texts, strict=True))


def page_label(docname: str) -> str:
    """Return the label by which a link leads to a page as a whole."""
    return f"page-{docname}"


def find_places(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Look up where the links of each list lead; an unknown label is a warning, so an error."""
    known = app.env.get_domain("std").anonlabels | {page_label(page): (page, "") for page in app.env.found_docs}
    for node in doctree.findall(EntryList):
        links = [piece for entry in node["entries"] for block in entry.blocks for piece in block if isinstance(piece, Link)]
        for label in sorted({link.label for link in links} - known.keys()):
            LOGGER.warning("undefined label: %r", label, location=docname)
        node["places"] = {link.label: known[link.label] for link in links if link.label in known}


def visit_html(page: HTML5Translator, node: EntryList) -> None:
    """Write a list of entries as HTML."""
    simple = all(len(entry.paragraphs) <= 1 for entry in node["entries"])
    page.body.append(f'<dl class="{"simple " if simple else ""}register">\n')
    page.body += [_entry_html(page, entry, node["places"]) for entry in node["entries"]]
    page.body.append("</dl>\n")
    raise nodes.SkipNode


def _entry_html(page: HTML5Translator, entry: Entry, places: dict[str, tuple[str, str]]) -> str:
    term, *paragraphs = ([_piece_html(page, piece, places) for piece in block] for block in entry.blocks)
    body = "".join(f"<p>{''.join(paragraph)}</p>\n" for paragraph in paragraphs)
    label = page.attval(entry.label)
    sign = f'<a class="headerlink" href="#{label}" title="Link to this entry">¶</a>'
    # The sign goes with the id before it, never to a line of its own.
    end = f'<span class="unbroken">{term.pop()}{sign}</span>' if isinstance(entry.term[-1], Code) else sign
    return f'<dt id="{label}">{"".join(term)}{end}</dt><dd>{body}</dd>\n'


def _piece_html(page: HTML5Translator, piece: Piece, places: dict[str, tuple[str, str]]) -> str:
    text = page.encode(piece.text)
    match piece:
        case Code():
            return f'<code class="row-id docutils literal notranslate"><span class="pre">{text}</span></code>'
        case Link(label) if label in places:
            address = _address(page, *places[label])
            kind = " unbroken" if label == f"c-{piece.text}" else ""
            return f'<a class="reference internal{kind}" href="{address}"><span class="std std-ref">{text}</span></a>'
        case Title(_, address) if address:
            return f'<a class="reference external" href="{page.attval(address)}"><em>{text}</em></a>'
        case Title():
            return f"<em>{text}</em>"
        case Report(_, address):
            return f'<a class="report" href="{page.attval(address)}">{text}</a>'
    return text


def _address(page: HTML5Translator, docname: str, name: str) -> str:
    """Return the address of a place as the page that is being written names it."""
    here = page.builder.current_docname
    uri = "" if docname == here else page.builder.get_relative_uri(here, docname)
    return page.attval(f"{uri}#{name}" if name or not uri else uri)


def setup(app: Sphinx) -> dict[str, object]:
    """Register the node."""
    app.add_node(EntryList, html=(visit_html, None))
    app.connect("doctree-resolved", find_places)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
