"""The built book as its readers get it: nothing missing, nothing stale, nothing from elsewhere."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest
from footprint.book.dark import DARK_PAGE
from footprint.evidence.ledger import Ledger
from footprint.text import slug

from tests.conftest import copy_project, run_footprint

PDF = "_build/pdf/microsoft-china-footprint.pdf"
PAGES = ("index", "chapters/outsourcing", "chapters/evidence", "chapters/sources")


class Page(HTMLParser):
    """One page: its ids, links, loads, pictures, tables and text."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids, self.links, self.loads, self.pictures, self.tables, self.words = set(), [], [], [], 0, []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids |= {attrs[a] for a in ("id", "name") if attrs.get(a)}
        if tag == "a" and attrs.get("href"):
            self.links.append(attrs["href"])
        if tag == "img":
            self.pictures.append(attrs)
        # Everything but what a reader selects (a) and what a relation between pages names (link rel=next and the like).
        if tag != "a" and (tag != "link" or attrs["rel"] not in ("next", "prev", "search", "index", "canonical")):
            self.loads += [attrs[a] for a in ("src", "href", "srcset", "data", "poster", "action") if attrs.get(a)]
        self.loads += re.findall(r"url\(([^)]+)", attrs.get("style") or "")
        self.tables += tag == "table"

    def handle_data(self, data):
        self.words.append(data)


def plain(text):
    """One line, straight quotes."""
    return " ".join(text.replace("’", "'").split())


@pytest.fixture(scope="module")
def pages(book):
    html = book / "_build" / "html"
    return {p.relative_to(html).as_posix().removesuffix(".html"): Page(p) for p in html.rglob("*.html")}


@pytest.fixture(scope="module")
def pdf(book):
    return pypdf.PdfReader(book / PDF)


@pytest.fixture(scope="module")
def printed(pdf):
    """The text of every page of the PDF with its width, and where on it each run of text begins."""
    pages = []
    for page in pdf.pages:
        starts = []
        text = page.extract_text(visitor_text=lambda t, cm, tm, *_, to=starts: t.strip() and to.append(tm[4] * cm[0] + cm[4]))
        pages.append((text, float(page.mediabox.width), starts))
    return pages


@pytest.fixture(scope="module")
def pdf_text(printed):
    return plain(" ".join(text for text, _, _ in printed))


@pytest.fixture(scope="module")
def recorded(book):
    notebook = json.loads((book / "_build/executed/chapters/outsourcing.ipynb").read_text(encoding="utf-8"))
    return notebook["metadata"]["footprint"]


def test_every_page_of_the_contents_is_there(pages):
    assert set(PAGES) <= set(pages)


LEAST = {
    "outsourcing": (8, 6, 20), "labs": (8, 6, 40), "staff_moves": (8, 5, 35), "trade_controls": (10, 10, 50),
    "sanctions": (8, 10, 40), "synthesis": (2, 8, 25),
}  # fmt: skip
"""The least number of figures, tables and findings of each chapter: an empty or halved chapter is no chapter."""


@pytest.mark.parametrize("chapter", LEAST)
def test_a_chapter_has_its_figures_tables_and_findings_on_screen_and_paper(pages, pdf_text, book, chapter):
    notebook = json.loads((book / f"_build/executed/chapters/{chapter}.ipynb").read_text(encoding="utf-8"))
    recorded, name = notebook["metadata"]["footprint"], slug(chapter)
    assert all(len(recorded[k]) >= n for k, n in zip(("figures", "tables", "findings"), LEAST[chapter], strict=True))
    page, register = pages[f"chapters/{chapter}"], pages[f"chapters/evidence-{name}"]
    for kind, prefix in (("figures", "fig"), ("tables", "tab")):
        assert {f"{prefix}-{name}-{one}" for one in recorded[kind]} <= page.ids
        starts = [plain(" ".join(facts["title"].split()[:5])) for facts in recorded[kind].values()]
        assert [start for start in starts if start not in pdf_text] == []
    assert {f"f-{name}-{one}" for one, finding in recorded["findings"].items() if finding["known"]} <= register.ids
    assert set(LEAST) == {path.stem for path in (book / "chapters").glob("*.ipynb")}


def test_the_pdf_numbers_as_many_figures_and_tables_as_the_pages(pages, pdf_text):
    for prefix, word in (("fig-", r"Fig\."), ("tab-", "Table")):
        ids = {i for page in pages.values() for i in page.ids if i.startswith(prefix)}
        assert 40 <= len(ids) <= len(set(re.findall(rf"{word} ([\d.]*\d)", pdf_text)))


def test_every_finding_has_its_entry_and_the_register_every_row(pages, recorded, book):
    register = pages["chapters/evidence-outsourcing"]
    assert len(recorded["findings"]) >= 10
    assert {f"f-outsourcing-{name}" for name in recorded["findings"]} <= register.ids
    ids = [i for name, page in pages.items() if name.startswith("chapters/") for i in page.ids if i.startswith("c-")]
    assert len(ids) == len(set(ids))
    assert {f"c-{row}" for finding in recorded["findings"].values() for row in finding["rows"]} <= set(ids)
    ledger = Ledger.read(book / "data")
    with_id = {
        n: set(t["id"])
        for n, t in ledger.tables.items()
        if {"id", "source"} <= set(t.columns) and n not in ("entities", "glossary")
    }
    assert {n: sorted(rows - {i.removeprefix("c-") for i in ids}) for n, rows in with_id.items()} == dict.fromkeys(with_id, [])


def test_a_finding_leads_back_to_every_page_that_prints_it(book):
    entry = re.compile(r'<dt id="f-sanctions-clients">.*?</dd>', re.S)
    register = (book / "_build/html/chapters/evidence-sanctions.html").read_text(encoding="utf-8")
    links = dict(re.findall(r'href="([^"]+)"[^>]*><span class="std std-ref">([^<]+)', entry.search(register)[0]))
    assert links["sanctions.html"] == "Sanctions exposure"
    assert links["../index.html"] == "Front page"


def test_every_exhibit_of_the_whole_book_has_its_place(pages, pdf_text, book):
    whole = json.loads((book / "_build/executed/book.json").read_text(encoding="utf-8"))["footprint"]
    ids = {i for page in pages.values() for i in page.ids}
    for kind, prefix in (("figures", "fig"), ("tables", "tab")):
        assert whole[kind]
        assert {f"{prefix}-book-{name}" for name in whole[kind]} <= ids
        assert [f["title"] for f in whole[kind].values() if " ".join(f["title"].split()[:6]) not in pdf_text] == []
    assert {f"f-book-{name}" for name in whole["findings"]} <= pages["chapters/evidence-book"].ids


def test_the_front_page_draws_on_every_chapter_and_grades_its_headlines(pages, book):
    links = [link for link in pages["index"].links if "#f-" in link]
    chapters = {path.stem for path in (book / "_build/executed/chapters").glob("*.ipynb")}
    assert {c for c in chapters if not any(f"#f-{c.replace('_', '-')}-" in link for link in links)} == set()
    assert any(link.endswith("grades.html#grading-rules") for link in pages["index"].links)


def test_every_finding_in_dispute_is_on_the_page_of_contested_figures(pages, book):
    whole = json.loads((book / "_build/executed/book.json").read_text(encoding="utf-8"))["footprint"]
    count = int(whole["findings"]["disputed"]["value"])
    page = pages["chapters/contested"]
    placed = {link for link in page.links if re.search(r"#f-(?!book-)", link)}
    assert len(placed) == count >= 9


def test_every_name_has_its_entry(pages, book):
    names = set(Ledger.read(book / "data").table("entities")["id"])
    assert {f"e-{name}" for name in names} <= pages["chapters/names"].ids


def test_every_table_and_column_is_described_and_can_be_downloaded(pages, book):
    described = json.loads((book / "data" / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    page, site = pages["chapters/data"], book / "_build" / "html"
    assert page.tables == len(described)
    for table in described:
        assert f"data-{table['name']}".replace("_", "-") in page.ids
        assert (site / "data" / table["path"]).read_bytes() == (book / "data" / table["path"]).read_bytes()
        assert all(field["name"] in page.text for field in table["schema"]["fields"])


def test_every_term_has_its_entry(pages, book):
    terms = Ledger.read(book / "data").table("glossary")
    assert {f"g-{term}" for term in terms["id"]} <= pages["chapters/glossary"].ids
    assert "实体清单" in pages["chapters/glossary"].text


def test_all_claims_of_the_articles_are_judged(pages, book):
    judged = Ledger.read(book / "data").table("article_claims")
    assert len(judged) == 76
    assert {f"c-{i}" for i in judged["id"]} <= pages["chapters/articles"].ids
    assert (judged["evidence"] != "").all()


def test_the_register_counts_what_it_holds(pages, book):
    ledger = Ledger.read(book / "data")
    total = re.search(r"All ([\d,]+) ([\d,]+) ", pages["chapters/evidence"].text).groups()
    assert tuple(int(number.replace(",", "")) for number in total) == (len(ledger.claims), ledger.claims["source"].nunique())


def test_tables_of_the_chapters_have_the_widths_their_authors_gave(book):
    for page in sorted((book / "_build" / "html" / "chapters").glob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert text.count("<colgroup>") == len(re.findall(r'<table[^>]* id="tab-', text)), page.name


def test_every_source_has_its_entry(pages, book):
    keys = [line.split(",")[0] for line in (book / "data/sources.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert {f"s-{key}" for key in keys} <= pages["chapters/sources"].ids


def test_links_within_the_site_lead_somewhere(pages, book):
    html = book / "_build" / "html"
    broken = []
    for name, page in pages.items():
        for link in page.links:
            address, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", address):
                continue
            target = (html / name).parent / urllib.parse.unquote(address) if address else html / f"{name}.html"
            other = target.resolve().relative_to(html.resolve()).as_posix().removesuffix(".html")
            if not target.exists() or (anchor and other in pages and anchor not in pages[other].ids):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(pages):
    assert [src for page in pages.values() for src in page.loads if re.match(r"(?:[a-z]+:)?//", src)] == []


def test_no_style_and_no_script_loads_anything_from_elsewhere(book, pages):
    static = book / "_build" / "html" / "_static"
    sheets = {path.name: path.read_text(encoding="utf-8") for path in static.rglob("*.css")}
    addresses = [(name, a) for name, text in sheets.items() for a in re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]+)", text)]
    assert "footprint-cjk.woff" in [address for _, address in addresses]
    assert [a for a in addresses if not a[1].startswith("data:") and not (static / a[1]).is_file()] == []
    scripts = {path.name: path.read_text(encoding="utf-8") for path in static.rglob("*.js")}
    # The name of SVG's namespace is no address.
    assert [n for n, text in scripts.items() if re.search(r"[\"'`](?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z]", text)] == []


def test_everything_a_page_loads_is_there(pages, book):
    html = book / "_build" / "html"
    for name, page in pages.items():
        for src in page.loads:
            address = src.partition("?")[0]
            assert src.startswith("data:") or ((html / name).parent / urllib.parse.unquote(address)).is_file(), (name, src)


def test_a_page_is_light(pages, book):
    html = book / "_build" / "html"
    for name, page in pages.items():
        local = {((html / name).parent / src.partition("?")[0]).resolve() for src in page.loads if not src.startswith("data:")}
        dress = [p for p in local if p.suffix in (".css", ".js") and p.name != "searchindex.js"]
        assert sum(p.stat().st_size for p in dress) < 120_000, name
    assert (html / "_static/footprint-cjk.woff").stat().st_size < 120_000
    assert sum(p.stat().st_size for p in (html / "_static").rglob("*")) < 300_000


def test_the_web_font_holds_every_chinese_character_of_the_pages(book, pages):
    from fontTools.ttLib import TTFont

    held = TTFont(book / "_build/html/_static/footprint-cjk.woff").getBestCmap()
    shown = {c for page in pages.values() for c in page.text if "\u4e00" <= c <= "\u9fff"}
    assert "微" in shown
    assert {c for c in shown if ord(c) not in held} == set()


def test_a_finding_looks_like_one_and_the_page_says_where_one_is(book):
    page = (book / "_build/html/index.html").read_text(encoding="utf-8")
    assert re.search(r'<span class="finding"><a [^>]*#f-outsourcing-laid-off', page)
    assert 'aria-current="page"' in page


def test_every_figure_has_a_drawing_for_the_dark_page(book, pages):
    pictures = pages["chapters/outsourcing"].pictures
    light = [p for p in pictures if p["class"] == "in-light"]
    dark = [p for p in pictures if p["class"] == "in-dark"]
    assert len(light) == len(dark) >= 6
    assert [p["alt"] for p in light] == [p["alt"] for p in dark]
    for picture in dark:
        drawn = (book / "_build/html/chapters" / picture["src"]).read_text(encoding="utf-8")
        assert DARK_PAGE in drawn
        assert "#ffffff" not in drawn


def test_pictures_have_sentences_for_those_who_cannot_see_them(pages):
    figures = [p for p in pages["chapters/outsourcing"].pictures if "/files/" in p.get("src", "")]
    assert len(figures) >= 6
    for picture in figures:
        assert len(picture["alt"].split()) > 6, picture
        assert not picture["alt"].endswith((".svg", ".png"))


def test_no_page_of_the_pdf_prints_beyond_its_margins(printed):
    assert len(printed) > 100
    assert [n for n, (_, width, starts) in enumerate(printed, 1) if not all(68 < x < width - 68 for x in starts)] == []


def test_the_pdf_has_contents_bookmarks_metadata_and_tags(pdf):
    assert pdf.metadata.title == "Microsoft's footprint in China"
    assert len(pdf.outline) >= len(PAGES) - 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(pdf.pages) > 15


def test_chinese_names_can_be_found_in_both(pages, pdf_text):
    assert "微创" in pages["chapters/names"].text
    assert "微创" in pdf_text


@pytest.mark.parametrize("name", ["微软", "微创", "浙大网新", "wicresoft", "insigma"])
def test_the_sites_search_knows_names_in_both_scripts(book, name):
    index = (book / "_build/html/searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(index.removeprefix("Search.setIndex(").rstrip(")"))["terms"]
    assert any(term == name or (name.isascii() and name.startswith(term)) for term in terms)


def test_code_is_not_in_the_pdf(pdf_text):
    assert "import" not in pdf_text.split("Evidence register")[0].split("Parameters of this run")[0]


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


VALUE, OTHER = "3,140", "3,157"
"""A value of the outsourcing chapter, and another that is nowhere in it."""


@pytest.fixture(scope="module")
def rebuilt(book, tmp_path_factory):
    """A second project, elsewhere and in other surroundings: a quick look while one value was another, then the whole book.

    Returns the page of the quick look, and the project.
    """
    root = copy_project(tmp_path_factory.mktemp("other"))
    table = root / "data" / "headcounts.csv"
    text = table.read_text(encoding="utf-8")
    assert ",3140," in text
    surroundings = {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "77", "HOME": str(root)}
    for value, arguments in ((",3157,", ["--only", "outsourcing"]), (",3140,", [])):
        table.write_text(text.replace(",3140,", value), encoding="utf-8")
        done = run_footprint(root, "build", *arguments, **surroundings)
        assert done.returncode == 0, done.stderr
    quick = root / "_build/editions/only-outsourcing/html/chapters/outsourcing.html"
    return quick.read_text(encoding="utf-8"), root


def test_two_builds_give_the_same_bytes(book, rebuilt):
    for name in ("html", "pdf", "executed", "export"):
        one, other = tree(book / "_build" / name), tree(rebuilt[1] / "_build" / name)
        assert one.keys() == other.keys()
        assert [path for path in one if one[path] != other[path]] == []


def test_a_changed_value_is_on_the_page_and_the_old_one_nowhere(rebuilt):
    before, root = rebuilt
    after = (root / "_build/html/chapters/outsourcing.html").read_text(encoding="utf-8")
    assert (OTHER in before, VALUE in before) == (True, False)
    assert (OTHER in after, VALUE in after) == (False, True)


def test_an_unchanged_book_is_not_built_again_and_a_touched_one_is(book):
    assert "nothing changed" in run_footprint(book, "build").stdout
    page = book / "_build/html/chapters/outsourcing.html"
    good = page.read_bytes()
    page.write_bytes(good + b" ")
    again = run_footprint(book, "build").stdout
    assert "nothing changed" not in again
    assert "unchanged: " in again
    assert "running" not in again
    assert page.read_bytes() == good


def test_to_say_that_nothing_changed_takes_neither_sphinx_nor_pandas(book):
    ask = (
        "import sys; from footprint.cli import main; main(['build']); print('loaded:', {'sphinx', 'pandas'} & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", ask], cwd=book, capture_output=True, text=True, env=os.environ | {"FOOTPRINT_ROOT": str(book)}
    )
    assert "nothing changed" in said.stdout
    assert "loaded: set()" in said.stdout


def test_an_earlier_edition_stands_apart_and_knows_nothing_later(early, book):
    assert (book / PDF).is_file()
    text = plain(" ".join(Page(p).text for p in (early / "html").rglob("*.html")))
    text += plain(" ".join(page.extract_text() for page in pypdf.PdfReader(early / "pdf" / Path(PDF).name).pages))
    later = r"\b(?:0?[7-9]|[12]\d|30) April 2025|\b(?:May|June|July|August|September|October|November|December) 2025"
    # Announced by then: the data rule and both sides' next tariffs.
    assert set(re.findall(later, text)) <= {"8 April 2025", "9 April 2025", "10 April 2025"}
    assert "22 percent" in text


def test_an_earlier_edition_holds_no_later_source(early, book):
    ledger = Ledger.read(book / "data")
    sources = ledger.table("sources").set_index("key")["known_from"]
    page = Page(early / "html/chapters/sources.html")
    shown = {i.removeprefix("s-") for i in page.ids if i.startswith("s-")} & set(sources.index)
    assert len(shown) > 30
    assert (sources[list(shown)] <= "2025-04-06").all()


def test_an_earlier_edition_names_no_publisher_heard_of_only_later(early, book):
    latest = Ledger.read(book / "data")
    then = latest.as_of("2025-04-06")
    firms = latest.table("entities")
    known = " ".join([*then.table("sources")["publisher"], *firms["name"], *firms["aliases"]])
    later = {name.partition(" (")[0] for name in latest.table("sources")["publisher"]} - {""}
    later = {name for name in later if name not in known and len(name) > 3}
    assert len(later) > 100
    pages = {path.stem: plain(Page(path).text) for path in (early / "html").rglob("*.html")}
    named = {
        (page, name) for page, text in pages.items() for name in later if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    }
    assert named == set()


def test_a_chapter_that_fails_leaves_the_last_good_book(book, tmp_path):
    root = tmp_path / "broken"
    shutil.copytree(book, root)
    before = tree(root / "_build")
    notebook = root / "chapters" / "outsourcing.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))
    broken = next(c for c in cells["cells"] if c["cell_type"] == "code" and "parameters" not in c["metadata"].get("tags", []))
    broken["source"] = "".join(broken["source"]) + "\nledger[nothing]"
    notebook.write_text(json.dumps(cells), encoding="utf-8")
    done = run_footprint(root, "build")
    assert done.returncode == 1
    assert "NameError" in done.stderr
    assert "Traceback" not in done.stderr
    kept = {path: digest for path, digest in tree(root / "_build").items() if not path.startswith(".next")}
    assert kept == before
