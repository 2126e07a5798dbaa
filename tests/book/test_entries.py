"""Entries as they come out: on the page, in the PDF and in the search, with links that lead somewhere or break loudly."""

import io
import json
import os
import re
from pathlib import Path

import pypdf
import pytest
from footprint.book.entries import Code, Entry, Link, Report, Title, Words, entry_list
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, docutils_namespace, patch_docutils

FIRST = Entry(
    "c-1",
    (Words('He said "so" & that\'s <it> '), Code("row-1")),
    ((Words("Rests on: "), Link("s-1", "A source"), Words(", see "), Link("c-2", "row-2")), (Words("微软 is named."),)),
)
REPORT = Report("Report an error", "mailto:a@b.example?subject=x&body=y")
SECOND = Entry("c-2", (Words("The second"),), ((Words("Also."),), (REPORT,)))
SOURCE = Entry("s-1", (Title("A <title>", "https://a.example/?b=1&c=2"),), ((Words("Said -- once..."),),))
UNLINKED = Entry("s-2", (Title("Another", ""),), ())
PAGES = {
    "index.md": "# Book\n\n{ref}`the first <c-1>`\n\n```{toctree}\nrows\nsources\n```\n",
    "rows.md": "# Rows\n\n```{rows}\n```\n",
    "sources.md": "# Sources\n\n```{sources}\n```\n",
}


def directive(*entries):
    class Listed(SphinxDirective):
        def run(self):
            return [entry_list(entries, self.env)]

    return Listed


def build(folder, builder, rows=(FIRST, SECOND), sources=(SOURCE, UNLINKED)):
    """Build a small book; return its folder and what Sphinx warned of."""
    folder.mkdir(exist_ok=True)
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    warnings, here = io.StringIO(), Path.cwd()
    extensions = ["myst_nb", "footprint.book.entries", "footprint.book.typst"]
    settings = {"extensions": extensions, "nb_execution_mode": "off", "nitpicky": True}
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(folder, None, folder / builder, folder / "trees", builder, settings, None, warnings)
            app.add_directive("rows", directive(*rows))
            app.add_directive("sources", directive(*sources))
            app.build()
    finally:
        os.chdir(here)
    return folder / builder, warnings.getvalue()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder, warnings = build(tmp_path_factory.mktemp("site"), "html")
    assert warnings == ""
    return folder


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    folder, warnings = build(tmp_path_factory.mktemp("pdf"), "typst")
    assert warnings == ""
    return pypdf.PdfReader(folder / "book.pdf")


def page(site, name):
    return (site / f"{name}.html").read_text(encoding="utf-8")


def test_an_entry_stands_at_its_address_with_its_texts_escaped(site):
    text = page(site, "rows")
    assert '<dt id="c-1">He said “so” &amp; that’s &lt;it&gt; <span class="unbroken"><code class="row-id' in text
    sign = '<a class="headerlink" href="#c-2" title="Link to this entry">¶</a>'
    assert f'<dt id="c-2">The second{sign}</dt><dd><p>Also.</p>' in text


def test_links_lead_to_entries_of_the_page_of_others_and_outside(site):
    rows = page(site, "rows")
    assert (
        'href="sources.html#s-1"><span class="std std-ref">A source</span></a>, see <a class="reference internal" href="#c-2">'
        in rows
    )
    assert 'href="https://a.example/?b=1&amp;c=2"><em>A &lt;title&gt;</em></a>' in page(site, "sources")
    assert '<dt id="s-2"><em>Another</em><a class' in page(site, "sources")
    assert '<a class="report" href="mailto:a&#64;b.example?subject=x&amp;body=y">Report an error</a>' in rows


def test_prose_links_to_an_entry_as_to_any_place(site):
    assert 'href="rows.html#c-1"' in page(site, "index")


def test_quotes_dashes_and_ellipses_are_those_of_all_other_text(site):
    assert "Said – once…" in page(site, "sources")


def test_the_search_knows_the_words_of_entries_in_both_scripts(site):
    index = json.loads((site / "searchindex.js").read_text(encoding="utf-8").removeprefix("Search.setIndex(").rstrip(")"))
    where = {name: number for number, name in enumerate(index["docnames"])}
    for word in ("second", "微软"):
        assert index["terms"][word] == where["rows"]
    assert "amp" not in index["terms"]


def test_the_pdf_prints_the_same_words_with_the_same_links(pdf):
    text = " ".join(" ".join(p.extract_text().split()) for p in pdf.pages)
    assert re.search(r"He said “so” & that’s <it> row-1 Rests on: A source, see row-2 微软 is named\. The second Also\.", text)
    assert "Said – once…" in text
    links = [a.get_object() for p in pdf.pages for a in p.get("/Annots", []) if a.get_object()["/Subtype"] == "/Link"]
    outside = sorted(link["/A"]["/URI"] for link in links if "/URI" in link.get("/A", {}))
    assert outside == ["https://a.example/?b=1&c=2", "mailto:a@b.example?subject=x&body=y"]
    assert sum("/URI" not in link.get("/A", {}) for link in links) >= 3


@pytest.mark.parametrize("builder", ["html", "typst"])
def test_a_link_to_no_entry_is_a_warning_so_an_error_and_its_words_stay(tmp_path, builder):
    lost = Entry("c-3", (Words("Lost"),), ((Link("c-none", "nowhere to go"),),))
    folder, warnings = build(tmp_path / "book", builder, rows=(FIRST, SECOND, lost))
    assert warnings.count("undefined label: 'c-none'") == 1
    assert "rows" in warnings
    if builder == "html":
        assert "<p>nowhere to go</p>" in page(folder, "rows")


def test_a_reference_of_prose_to_no_entry_is_a_warning(tmp_path):
    _, warnings = build(tmp_path / "book", "html", rows=(SECOND,))
    assert "undefined label: 'c-1'" in warnings


def columns(page):
    """Which halves of a page entries begin in."""
    halves = set()

    def note(text, outer, inner, *_):
        if re.match(r"Row \d", text.strip()):
            halves.add((outer[0] * inner[4] + outer[4]) > page.mediabox.width / 2)

    page.extract_text(visitor_text=note)
    return halves


def test_a_page_of_entries_alone_is_set_in_two_columns(tmp_path):
    many = [
        Entry(f"c-{n}", (Words(f"Row {n}"),), ((Words("What it says, at some length, over the width of a column."),),))
        for n in range(1, 120)
    ]
    folder, _ = build(tmp_path / "book", "typst", rows=many)
    full = next(page for page in pypdf.PdfReader(folder / "book.pdf").pages if "Row 30" in page.extract_text())
    assert columns(full) == {False, True}


def test_a_page_of_few_entries_keeps_its_width(tmp_path):
    for count, set_so in ((10, False), (11, True)):
        some = [Entry(f"c-{n}", (Words(f"Row {n}"),), ()) for n in range(1, count + 1)]
        folder, _ = build(tmp_path / str(count), "typst", rows=some)
        assert ("\n#in-columns[" in (folder / "book.typ").read_text(encoding="utf-8")) == set_so
