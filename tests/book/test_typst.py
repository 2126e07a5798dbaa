"""The PDF as its readers get it: text verbatim, Sphinx's numbers, links that lead somewhere, tags, the same bytes."""

import io
import os
import re
from pathlib import Path

import nbformat
import pypdf
import pytest
import typst
from docutils import nodes
from footprint.book import typst as builder
from footprint.book.typst_text import NORMAL, SMALL, TURNED, column_widths, escape, mono, parts, quoted, sheet_for
from footprint.paths import FONTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, docutils_namespace, patch_docutils

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><path d="M0 0 L300 100" stroke="black"/></svg>'
DOCUMENT = {
    "name": "small-book", "title": "A small book of 微软", "subtitle": "Its subtitle", "authors": ["Ada", "Bo"],
    "as_of": "As known on 1 June 2025", "edition": "First edition", "licence": "CC BY 4.0", "date": "2025-06-01",
    "keywords": ["China", "rows"], "front_title": "The front page",
}  # fmt: skip
LONG_CELL = "A long text that says what was said, by whom and when, in words that need several lines of row"
PAGES = {
    "index.md": """# A small book

See {numref}`fig-line`, {numref}`tab-rows`, {ref}`sec-lists`, [chapter two](two.md) and {ref}`entry 7 <entry-7>`.

:::{admonition} What it shows
:class: key-findings
- First finding.[^front]
:::

[^front]: A note on the front page.

```{toctree}
:caption: The chapters
:numbered:

one
two
```

```{toctree}
:caption: The evidence
:numbered:

register
```
""",
    "one.md": """# Outsourcing 外包

```{figure} line.svg
:name: fig-line
:alt: A line that falls from "left" to right
The line 上海微创软件 falls, see {ref}`entry 3 <entry-3>`.

What the legend says.
```

(sec-lists)=
## Lists and more

3. third
4. fourth
   - nested

     second paragraph

Word
: Meaning one.

> Quoted words.

Mark[^same] and mark[^same] again.

[^same]: The footnote, *once*.

| Special \\#\\$\\*\\_\\`\\<a\\>@/~-"' {x} \\[y\\] \\\\u{41}

```python
print("code block")
```

:::{note}
Noted.
:::

:::{warning}
Beware.
:::

````{dropdown} Folded title
Folded content.
````

````{tab-set}
```{tab-item} Tab title
Tab content.
```
````

```{sidebar} Side title
Side content.
```

```{rubric} A rubric
```

```{glossary}
Perimeter
  What is counted.
```

{term}`Perimeter`, H{sub}`2`O, <b>raw</b>, [weird](https://example.org/a_b?c=d&e=f#g~h%20i), [file](line.svg).

% a comment nobody sees

```{only} html
Only in HTML.
```

```{only} typst
Only in the PDF.
```

---

The last words.
""",
    "two.md": """# Tables

## Long

:::{table} Rows of 微软
:name: tab-rows
| Year | Company | People | Said |
|:-----|:-------:|-------:|:-----|
"""
    + "\n".join(f"| y{i} | 微创 {i} | {i * 37:,} | {LONG_CELL} {i} |" for i in range(60))
    + """
:::

:::{container} table-note
The note of the rows.
:::

Back to {ref}`the figure <fig-line>`.

:::{table} Nine columns
| """
    + " | ".join(f"Column {i}" for i in range(9))
    + " |\n|"
    + "---|" * 9
    + "\n| "
    + " | ".join(f"registered capital number_{i} spokesperson" for i in range(9))
    + """ |
:::

```{list-table} Given widths
:header-rows: 1
:stub-columns: 1
:widths: 20 80

* - Name
  - Text
* - Alpha
  - One.

    Two.
```
""",
    "register.md": "# Register\n\n```{register-of-two-hundred}\n```\n",
}


class Unheard(nodes.General, nodes.Element):
    """A kind of node the writer has never heard of."""


class Register(SphinxDirective):
    """Two hundred entries that lead to each other, as the evidence register makes them."""

    def run(self):
        entries = nodes.definition_list()
        for i in range(200):
            self.env.get_domain("std").anonlabels[f"entry-{i}"] = (self.env.docname, f"entry-{i}")
            link = nodes.reference("", f"Entry {i + 1}", refid=f"entry-{(i + 1) % 200}", internal=True)
            body = nodes.definition("", nodes.paragraph("", "What it says. ", link))
            ids = [[f"entry-{i}"], []]
            entry = nodes.definition_list_item("", nodes.term("", f"Entry {i}.", ids=ids[i % 2]), body, ids=ids[1 - i % 2])
            entries += entry
        return [entries]


class Odd(SphinxDirective):
    """A node of a kind the writer has never heard of."""

    def run(self):
        return [Unheard("", nodes.paragraph("", "Still here."))]


def lost(*_):
    """A role that links to nowhere."""
    return [nodes.reference("", "Still here.", refid="nowhere")], []


def build(folder: Path, pages: dict[str, str], **config) -> tuple[Path, str]:
    """Build a book of these pages and return its PDF and what Sphinx warned of."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "line.svg").write_text(SVG, encoding="utf-8")
    warnings = io.StringIO()
    settings = {
        "extensions": ["myst_nb", "sphinx_design", "footprint.book.typst"], "numfig": True, "nb_execution_mode": "off",
        "myst_enable_extensions": ["colon_fence", "deflist"], "nitpicky": True, "typst_document": DOCUMENT,
    } | config  # fmt: skip
    here = Path.cwd()
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(folder, None, folder / "out", folder / "trees", "typst", settings, None, warnings)
            app.add_directive("register-of-two-hundred", Register)
            app.add_directive("odd", Odd)
            app.add_role("lost", lost)
            app.build()
    finally:
        os.chdir(here)
    name = config.get("typst_document", DOCUMENT).get("name", "book")
    return folder / "out" / f"{name}.pdf", warnings.getvalue()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("book"), PAGES)


@pytest.fixture(scope="module")
def pdf(built):
    return pypdf.PdfReader(built[0])


@pytest.fixture(scope="module")
def texts(pdf):
    """The text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in pdf.pages]


@pytest.fixture(scope="module")
def text(texts):
    return " ".join(texts)


def structure(pdf):
    """Yield the tagged elements of a PDF as (tag, dictionary), in reading order."""
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting += reversed(element)
        elif isinstance(element, dict):
            if "/S" in element:
                yield element["/S"], element
            waiting += [element["/K"]] if "/K" in element else []


def links(pdf):
    """Yield (page number, annotation) of every link."""
    for number, page in enumerate(pdf.pages):
        for annotation in page.get("/Annots", []):
            if annotation.get_object()["/Subtype"] == "/Link":
                yield number, annotation.get_object()


def page_of(pdf, annotation):
    """Return the number of the page a link leads to, None for a link outside."""
    destination = annotation.get("/Dest") or annotation.get("/A", {}).get("/D")
    if isinstance(destination, str | bytes):
        destination = pdf.named_destinations[destination].dest_array
    return pdf.get_page_number(destination[0].get_object()) if destination is not None else None


def test_a_book_of_all_that_is_allowed_builds_without_a_warning(built):
    assert built[1] == ""


def test_the_title_page_says_what_it_is_and_the_metadata_too(pdf, texts):
    for key in ("title", "subtitle", "as_of", "edition", "licence"):
        assert DOCUMENT[key] in texts[0]
    assert "Ada, Bo" in texts[0]
    assert pdf.metadata.title == DOCUMENT["title"]
    assert pdf.metadata.author == "Ada, Bo"
    assert pdf.metadata["/Keywords"] == "China, rows"
    assert pdf.metadata["/CreationDate"].startswith("D:20250601")
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_contents_list_parts_and_chapters_with_their_pages(texts, pdf):
    contents = re.sub(r"[ .\u2060]+", " ", texts[1])
    heads = ["The chapters", "1 Outsourcing 外包", "2 Tables", "The evidence"]
    at = [contents.index(head) for head in ["The front page", *heads, "Register"]]
    assert at == sorted(at)
    page = int(re.search(r"2 Tables (\d+)", contents)[1])
    assert texts[page - 1].startswith("2 Tables")


def test_bookmarks_are_the_chapters_with_their_sections_below(pdf):
    tops = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    below = [entry.title for part in pdf.outline if isinstance(part, list) for entry in part]
    assert tops == [
        "Contents",
        "The front page",
        "1 Outsourcing 外包",
        "2 Tables",
        "1 Register",
    ]  # Sphinx itself counts anew in each part
    assert "1.1 Lists and more" in below


def test_numbers_of_figures_and_tables_are_those_of_sphinx(texts, text):
    front = next(t for t in texts if t.startswith("The front page See"))
    assert "See Fig. 1.1, Table 2.1, Lists and more, chapter two and entry 7." in front
    assert "Fig. 1.1 The line 上海微创软件 falls, see entry 3. What the legend says." in text
    assert text.index("Table 2.1 Rows of 微软") < text.index("Year Company People Said")


@pytest.mark.parametrize(
    "words",
    [
        "3. third 4. fourth • nested second paragraph", "Word Meaning one.", "Quoted words.", 'print("code block")',
        "Note Noted.", "Warning Beware.", "Folded title Folded content.", "Tab title Tab content.",
        "Side title Side content.", "A rubric", "Perimeter What is counted.", "H2O", "Only in the PDF.", "weird, file.",
    ],
)  # fmt: skip
def test_every_kind_of_content_is_printed(text, words):
    assert words in text


def test_what_belongs_to_the_screen_is_not_printed(text):
    for words in ("Only in HTML", "<b>", "a comment nobody sees"):
        assert words not in text


def test_a_footnote_stands_on_its_page_once_however_often_it_is_mentioned(texts, text):
    assert text.count("The footnote, once.") == 1
    page = next(t for t in texts if "The footnote, once." in t)
    assert re.search(r"Mark(\d) and mark\1 again", page)
    assert "A note on the front page." in next(t for t in texts if t.startswith("The front page"))


def test_every_page_after_a_chapters_first_names_book_and_chapter(texts):
    table_pages = [t for t in texts if LONG_CELL in t]
    assert len(table_pages) > 2
    assert table_pages[0].startswith("2 Tables")
    for page in table_pages[1:]:
        assert page.startswith(f"{DOCUMENT['title']} 2 Tables")


def test_a_long_table_repeats_its_head_on_every_page_and_loses_no_row(texts, text):
    for page in (t for t in texts if LONG_CELL in t):
        assert page.count("Year Company People Said") == 1
    assert all(f"y{i} 微创 {i} {i * 37:,} {LONG_CELL} {i}" in text for i in range(60))


def test_the_note_of_a_table_stands_above_it_where_it_cannot_be_left_alone_on_the_next_page(text):
    title, note, head = (text.index(words) for words in ("Table 2.1 Rows of 微软", "The note of the rows.", "Year Company"))
    assert title < note < head
    assert text.count("The note of the rows.") == 1


def test_nothing_is_printed_beyond_the_margin(pdf):
    for page in pdf.pages:
        width = float(page.mediabox.width)
        places = []
        page.extract_text(visitor_text=lambda t, cm, tm, *_, to=places: t.strip() and to.append(tm[4] * cm[0] + cm[4]))
        assert all(60 < x < width - 60 for x in places)


def test_a_table_too_wide_for_the_page_is_turned_and_the_next_is_not(pdf, texts):
    turned = [float(page.mediabox.width) > float(page.mediabox.height) for page in pdf.pages]
    assert [("Nine columns" in t) for t in texts] == turned
    assert sum(turned) == 1


def test_links_in_the_book_lead_to_the_page_they_name(pdf, texts):
    reached = {}
    for number, link in links(pdf):
        if "/URI" not in link.get("/A", {}):
            reached.setdefault(number, []).append(page_of(pdf, link))
    front = next(n for n, t in enumerate(texts) if t.startswith("The front page See"))
    names = ["Fig. 1.1 The line", "Table 2.1 Rows", "1.1 Lists and more", "2 Tables", "Entry 7. What"]
    assert reached[front][:5] == [next(n for n, t in enumerate(texts) if n > 1 and name in t) for name in names]
    entries = [page for number, pages in reached.items() if "Entry 50." in texts[number] for page in pages]
    assert len(entries) > 5
    assert sum(len(pages) for number, pages in reached.items() if "Entry " in texts[number]) >= 200


def test_links_outside_keep_every_character_of_their_address(pdf):
    addresses = [link["/A"]["/URI"] for _, link in links(pdf) if "/URI" in link.get("/A", {})]
    assert addresses == ["https://example.org/a_b?c=d&e=f#g~h%20i"]


def test_the_pdf_is_tagged_and_pictures_have_their_text(pdf):
    tagged = list(structure(pdf))
    tags = {tag for tag, _ in tagged}
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Figure", "/Caption", "/Table", "/TH", "/TD", "/Link", "/TOCI"} <= tags
    alternatives = [element.get("/Alt") for tag, element in tagged if tag == "/Figure"]
    assert alternatives == ['A line that falls from "left" to right']
    assert b"pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_data()


def test_a_picture_too_tall_for_its_page_is_set_smaller_and_not_cut(tmp_path):
    ends = '<rect width="300" height="40" fill="red"/><rect y="1560" width="300" height="40" fill="blue"/>'
    (tmp_path / "tall").mkdir()
    (tmp_path / "tall" / "tall.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="1600">{ends}</svg>'
    )
    page = "# One\n\n```{figure} tall.svg\n:alt: Two bars far apart\n:width: 100%\n\nThe caption.\n```\n"
    made, _ = build(tmp_path / "tall", {"index.md": page})
    pages = typst.compile(made.with_suffix(".typ"), font_paths=[FONTS], ignore_system_fonts=True, format="png", ppi=20)
    images = [Image.open(io.BytesIO(png)).convert("RGB") for png in (pages if isinstance(pages, list) else [pages])]
    drawn = [{colour for _, colour in image.getcolors(image.width * image.height)} for image in images]
    assert any({(255, 0, 0), (0, 0, 255)} <= colours for colours in drawn)


def test_a_picture_stays_drawn_in_lines(pdf, built):
    assert not any(page.images for page in pdf.pages)
    assert (built[0].parent / "images" / "line.svg").read_text(encoding="utf-8") == SVG


def test_the_same_book_is_the_same_bytes_anywhere(built, tmp_path):
    source = built[0].with_suffix(".typ")
    assert builder.compile_pdf(source) == built[0].read_bytes()
    again, _ = build(tmp_path / "another" / "folder", PAGES)
    assert again.with_suffix(".typ").read_bytes() == source.read_bytes()
    assert again.read_bytes() == built[0].read_bytes()


def test_without_settings_the_book_has_sphinxs_own(tmp_path):
    path, warnings = build(tmp_path, {"index.md": "# Alone\n\nText.\n"}, typst_document={}, project="Plain", author="Someone")
    metadata = pypdf.PdfReader(path).metadata
    assert (path.name, metadata.title, metadata.author, warnings) == ("book.pdf", "Plain", "Someone", "")


@pytest.mark.parametrize(
    ("page", "warning"),
    [
        ("```{odd}\n```", "the PDF has no rule for a node of kind 'Unheard'"),
        ("Still here.\n\n![](line.svg)", "line.svg has no alternative text"),
        ("Still here.\n\n![x](nowhere.svg)", "the picture nowhere.svg is not there"),
        ("{lost}`x`", "a link leads to 'nowhere' in 'index'"),
    ],
)
def test_what_cannot_be_printed_rightly_is_a_warning_and_no_text_is_lost(tmp_path, page, warning):
    path, warnings = build(tmp_path, {"index.md": f"# T\n\n{page}\n"})
    assert warning in warnings
    assert "index.md" in warnings
    assert "Still here." in pypdf.PdfReader(path).pages[-1].extract_text()


def test_a_fault_in_the_typst_source_is_told_in_typsts_words(tmp_path):
    source = tmp_path / "broken.typ"
    source.write_text('#set document(title: "x")\n#nonsense(1)\n', encoding="utf-8")
    with pytest.raises(builder.TypstFailure, match=r"(?s)unknown variable: nonsense.*broken\.typ:2"):
        builder.compile_pdf(source)


def test_a_character_no_font_has_stops_the_build(tmp_path):
    with pytest.raises(builder.TypstFailure, match="could not be displayed"):
        build(tmp_path, {"index.md": "# T\n\nOld script: \U00012000.\n"})


def test_a_notebooks_outputs_are_printed_in_their_best_form(tmp_path):
    def shown(**data):
        return nbformat.v4.new_output("display_data", data={k.replace("_", "/", 1): v for k, v in data.items()})

    markdown = ":::{table} From a cell\n:name: tab-cell\n| a | b |\n|---|---|\n| one | two |\n:::"
    cell = nbformat.v4.new_code_cell(
        "secret_code()", id="c1", outputs=[shown(text_markdown=markdown, text_html="<p>screen</p>", text_plain="plain")]
    )
    heading = nbformat.v4.new_markdown_cell("# N", id="c0")
    notebook = nbformat.v4.new_notebook(cells=[heading, cell], metadata={"language_info": {"name": "python"}})
    path, warnings = build(tmp_path, {"index.ipynb": nbformat.writes(notebook)}, nb_render_markdown_format="myst")
    text = pypdf.PdfReader(path).pages[-1].extract_text()
    assert warnings == ""
    assert "From a cell" in text
    assert "secret_code" not in text
    assert "screen" not in text


ALPHABET = st.sampled_from(sorted(set(map(chr, range(32, 127))) | set("éüß–—“”’…€≠≥×微软上海创件，。（）")))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(ALPHABET, min_size=1, max_size=60), min_size=10, max_size=40))
def test_any_text_is_printed_verbatim(tmp_path, snippets):
    source = tmp_path / "snippets.typ"
    look = '#set document(title: "t")\n#set page(height: auto)\n#set text(font: ("Libertinus Serif", "Footprint Sans"))\n'
    body = "\n\n".join(f"{escape(snippet)} {mono(snippet)} #emph[{escape(snippet)}]" for snippet in snippets)
    source.write_text(f"{builder.TEMPLATE.read_text(encoding='utf-8')}{look}{body}", encoding="utf-8")
    (page,) = pypdf.PdfReader(io.BytesIO(builder.compile_pdf(source))).pages
    wanted = "".join(snippet * 3 for snippet in snippets)
    assert "".join(page.extract_text().split()) == "".join(wanted.split())


@pytest.mark.parametrize("text", ['"; #panic()', "back\\slash", "a\nb\tc", "$x$ #y"])
def test_a_string_of_code_is_what_it_was(text, tmp_path):
    source = tmp_path / "s.typ"
    source.write_text(f'#set document(title: "t")\n#assert.eq({quoted(text)}.codepoints().len(), {len(text)})\nx')
    assert builder.compile_pdf(source)


def test_long_words_break_after_punctuation_but_not_in_numbers():
    assert parts("https://example.org/a_b") == ["https://", "example.", "org/", "a_", "b"]
    assert parts("1,234,567,890.12") == ["1,234,567,890.12"]
    assert [len(part) for part in parts("f" * 60)] == [24, 24, 12]


@given(st.text(min_size=1))
def test_breaking_a_word_loses_nothing(word):
    assert "".join(parts(word)) == word


def test_columns_are_as_wide_as_needed_while_all_fits():
    assert column_widths([["Year", "2025"], ["Name", "Wicresoft"]], None, NORMAL) == ["auto", "auto"]


def test_long_columns_share_what_the_short_ones_leave():
    widths = column_widths([["2025"], ["word " * 10] * 3, ["word " * 60]], None, NORMAL)
    assert widths[0] == "auto"
    shares = [float(width.removesuffix("fr")) for width in widths[1:]]
    assert 1 < shares[1] / shares[0] < 6


def test_widths_the_author_gave_are_kept():
    assert column_widths([["a"], ["b"]], [20, 80], NORMAL) == ["20fr", "80fr"]


def test_wide_tables_are_set_smaller_and_turned_only_where_a_page_can_be():
    short, wide = [["ab"]] * 9, [["investigations registered"]] * 12
    assert sheet_for([["ab"]] * 7, may_turn=True) == NORMAL
    assert sheet_for(short, may_turn=True) == SMALL
    assert sheet_for(wide, may_turn=True) == TURNED
    assert sheet_for(wide, may_turn=False) == SMALL


def test_a_long_report_is_cut_in_length_and_width():
    report = builder.brief("\n".join(["x" * 500] * 40))
    assert len(report.splitlines()) == 25
    assert max(map(len, report.splitlines())) <= 201
    assert report.endswith("(and 16 lines more)")
    assert builder.brief("one") == "one"
