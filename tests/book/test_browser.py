"""The site as a browser shows it, from disk: light and dark, wide and narrow, with the keyboard alone."""

import base64
import io
import os
import re
from datetime import datetime
from pathlib import Path

import pypdf
import pytest

from tests.book.browser import AXE, Browser, found, missing
from tests.conftest import ROOT

PAGES = ("index", *re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8")), "search")
"""Every page of the book."""

DESKTOP, PHONE = 1280, 390


@pytest.fixture(scope="module")
def browser():
    program = found()
    if program is None:
        missing("there is no Chromium")
    browser = Browser(program)
    yield browser
    browser.close()


@pytest.fixture
def site(browser, book):
    """Opens a page of the built book from disk, on a light desktop unless told otherwise, with nothing remembered."""

    def open_page(page, width=DESKTOP, dark=False):
        browser.screen(width, dark=dark)
        address = (book / "_build" / "html" / page.partition("?")[0]).as_uri() + page[len(page.partition("?")[0]) :]
        browser.open(address)
        if browser.run("localStorage.getItem('colours')"):
            browser.run("localStorage.clear()")
            browser.open(address)
        return browser

    browser.requests.clear()
    browser.errors.clear()
    return open_page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_other_host_for_anything_and_has_no_error(site, page):
    browser = site(f"{page}.html")
    assert len(browser.requests) > 1
    assert [a for a in browser.requests if not a.startswith(("file:", "data:", "about:"))] == []
    assert browser.errors == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_barrier(site, page, width, dark):
    axe = os.environ.get(AXE)
    if not axe:
        missing(f"{AXE} does not name axe-core's axe.min.js")
    browser = site(f"{page}.html", width, dark)
    browser.run("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    browser.run(Path(axe).read_text(encoding="utf-8") + "; true")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = (
        f"axe.run(document, {{runOnly: {tags}}}).then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)]))"
    )
    assert browser.run(result) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_no_wider_than_a_phone(site, page):
    browser = site(f"{page}.html", 320)
    assert browser.run("document.documentElement.scrollWidth") <= 320


def test_a_line_of_text_is_about_seventy_characters(site):
    browser = site("chapters/outsourcing.html")
    lines = browser.run("""(() => {
      const paragraph = [...document.querySelectorAll("article > section > section > p")].find((p) => p.textContent.length > 300);
      return [paragraph.textContent.length, Math.round(paragraph.clientHeight / parseFloat(getComputedStyle(paragraph).lineHeight))];
    })()""")
    assert 55 < lines[0] / lines[1] < 85


def test_a_number_leads_to_its_entry_and_on_to_its_source(site):
    browser = site("index.html")
    browser.run("document.querySelector('.finding a[href*=\"#f-outsourcing-laid-off\"]').click()")
    browser.wait("location.pathname.endsWith('evidence-outsourcing.html') && document.readyState === 'complete'")
    assert browser.run("document.querySelector(':target').textContent").strip()
    assert browser.run("Math.abs(document.querySelector(':target').getBoundingClientRect().top)") < 900
    browser.run("document.querySelector(':target + dd a[href^=\"#c-\"]').click()")
    browser.wait("location.hash.startsWith('#c-')")
    browser.run("document.querySelector(':target + dd a[href*=\"sources.html#s-\"]').click()")
    browser.wait("location.pathname.endsWith('sources.html') && document.querySelector(':target')")
    assert "Rests on it" in browser.run("document.querySelector(':target + dd').textContent")


@pytest.mark.parametrize("words", ["severance", "微创", "微软"])
def test_the_search_finds_something_in_english_and_chinese(site, words):
    browser = site(f"search.html?q={words}")
    browser.wait("document.querySelectorAll('#search-results li a').length > 0")


def focused(browser):
    return browser.run("(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()")


def test_the_keyboard_alone_reads_searches_and_follows(site):
    browser = site("index.html")
    browser.press("Tab")
    assert focused(browser) == "Skip to the text"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter")
    browser.wait("document.activeElement.id === 'main'")
    browser.press("Tab")
    assert browser.run("document.querySelector('main').contains(document.activeElement)")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    site("index.html")
    for _ in range(3):
        browser.press("Tab")
    assert focused(browser) == "Search"
    browser.type("微创")
    browser.press("Enter")
    browser.wait("document.querySelectorAll('#search-results li a').length > 0")


def test_the_contents_open_and_close_on_a_phone(site):
    browser = site("chapters/outsourcing.html", PHONE)
    shown = "getComputedStyle(document.getElementById('contents')).display !== 'none'"
    assert not browser.run(shown)
    browser.run("document.getElementById('contents-button').focus()")
    browser.press("Enter")
    assert browser.run(shown)
    browser.press("Tab")
    assert focused(browser) == "Front page"
    browser.press("Escape")
    assert not browser.run(shown)
    assert focused(browser) == "Contents"


GROUND = "getComputedStyle(document.body).backgroundColor"
DRAWN = "[...document.querySelectorAll('figure img')].filter((i) => i.offsetParent).map((i) => i.className)"


def test_colours_follow_the_system_until_the_reader_chooses(site, browser):
    site("chapters/outsourcing.html", dark=True)
    assert browser.run(GROUND) == "rgb(21, 25, 29)"
    assert set(browser.run(DRAWN)) == {"in-dark"}
    browser.run("document.getElementById('colours').click()")
    assert browser.run(GROUND) == "rgb(255, 255, 255)"
    assert set(browser.run(DRAWN)) == {"in-light"}
    browser.reload()
    assert browser.run(GROUND) == "rgb(255, 255, 255)"
    browser.run("document.getElementById('colours').click()")
    assert browser.run("localStorage.getItem('colours')") is None


def test_a_dark_page_is_printed_light(site, browser):
    site("chapters/outsourcing.html", dark=True)
    browser.call("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    assert set(browser.run(DRAWN)) == {"in-light"}
    assert browser.run("getComputedStyle(document.documentElement).getPropertyValue('--ink')") == "#000000"
    assert browser.run("getComputedStyle(document.getElementById('contents')).display") == "none"


HEADS = "[...document.querySelectorAll('article thead')].map((h) => h.textContent.split(/\\s+/).filter(Boolean).join(' '))"


@pytest.mark.parametrize("chapter", ["outsourcing", "labs"])
def test_on_paper_a_long_table_repeats_its_head_and_no_page_ends_with_one(site, chapter):
    browser = site(f"chapters/{chapter}.html")
    heads = browser.run(HEADS)
    printed = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True)["data"])
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert max(sum(head in text for text in pages) for head in heads) >= 2
    assert not any(text.endswith(head) for text in pages for head in heads)


def test_a_wide_table_scrolls_inside_itself_and_takes_the_keyboard_only_where_it_does(site):
    boxes = "[...document.querySelectorAll('.scroll:has(table)')].map((b) => [b.scrollWidth > b.clientWidth + 1, b.tabIndex])"
    for width, some in ((PHONE, True), (DESKTOP, False)):
        browser = site("chapters/outsourcing.html", width)
        browser.wait("document.querySelector('.scroll.scrolls, .scroll:not([role])')")
        rows = browser.run(boxes)
        assert any(scrolls for scrolls, _ in rows) == some
        assert all((tab == 0) == scrolls for scrolls, tab in rows)


def test_a_table_sorts_by_its_headings(site):
    browser = site("chapters/outsourcing.html")
    browser.run("window.table = document.querySelector('article table:has(thead button)'); true")
    first = "[...table.tBodies[0].rows].map((r) => r.cells[0].textContent.trim())"
    before = browser.run(first)
    column = "table.tHead.rows[0].cells[1]"
    second = "[...table.tBodies[0].rows].map((r) => r.cells[1].textContent.trim().toLowerCase())"
    browser.run(f"{column}.querySelector('button').click()")
    assert browser.run(f"{column}.getAttribute('aria-sort')") == "ascending"
    ascending = browser.run(second)
    assert browser.run(f"{second}.every((t, n, all) => n === 0 || all[n - 1].localeCompare(t, 'en') <= 0)")
    browser.run(f"{column}.querySelector('button').click()")
    assert browser.run(f"{column}.getAttribute('aria-sort')") == "descending"
    assert browser.run(second)[0] == ascending[-1]
    assert sorted(browser.run(first)) == sorted(before)


def test_numbers_and_ranges_sort_by_value_and_dates_by_day(site):
    browser = site("chapters/outsourcing.html")

    def ascending(heading):
        return browser.run(f"""(() => {{
          const head = [...document.querySelectorAll('thead th')].find((th) => th.textContent.trim() === '{heading}');
          head.querySelector('button').click();
          return [...head.closest('table').tBodies[0].rows].map((row) => row.cells[head.cellIndex].textContent.trim());
        }})()""")

    means = [int(text.replace(",", "")) for text in ascending("A head in the middle draw, RMB")]
    assert means == sorted(means)
    lows = [int(text.split("–")[0].removeprefix("RMB ")) for text in ascending("Total, 90 percent interval")]
    assert lows == sorted(lows)
    days = [datetime.strptime(text, "%d %B %Y") for text in ascending("Day")]
    assert days == sorted(days)
    assert len({day.day for day in days}) > 3


def test_without_scripts_the_site_still_reads(site, browser):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        site("chapters/outsourcing.html", PHONE, dark=True)
        assert browser.run(GROUND) == "rgb(21, 25, 29)"
        assert browser.run("getComputedStyle(document.getElementById('contents')).display") == "block"
        assert browser.run("document.getElementById('colours').offsetParent === null")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


KEEP = "navigator.clipboard.writeText = async (text) => { window.kept = text; }; true"
REFUSE = "navigator.clipboard.writeText = async () => { throw new Error('no'); }; document.execCommand = () => false; true"
SAID = "document.getElementById('said').textContent"


def test_a_sign_copies_the_address_of_its_entry_says_so_and_leads_there(site):
    browser = site("chapters/evidence-outsourcing.html")
    browser.run(KEEP)
    browser.run("document.querySelector('a.headerlink[href=\"#c-hc-032\"]').focus()")
    assert focused(browser) == "Copy address of this entry"
    browser.press("Enter")
    browser.wait(f"{SAID} === 'Address copied'")
    assert browser.run("document.getElementById('said').getAttribute('role')") == "status"
    assert browser.run("kept === location.href && kept.endsWith('evidence-outsourcing.html#c-hc-032')")


def test_a_figures_address_is_copied_as_published_where_the_page_knows_that(site):
    browser = site("chapters/outsourcing.html")
    browser.run(KEEP)
    published = "https://report.example/chapters/outsourcing.html"
    add = f"document.head.insertAdjacentHTML('beforeend', '<link rel=\"canonical\" href=\"{published}\">')"
    browser.run(add)
    browser.run("document.querySelector('a.address[href=\"#fig-outsourcing-counts\"]').click()")
    browser.wait("window.kept")
    assert browser.run("kept") == f"{published}#fig-outsourcing-counts"


def test_a_browser_without_a_clipboard_shows_the_address(site):
    browser = site("chapters/outsourcing.html")
    browser.run(REFUSE)
    browser.run("document.querySelector('a.address[href=\"#tab-outsourcing-stakes\"]').click()")
    browser.wait(f"{SAID} === 'The address is in the address bar' && location.hash === '#tab-outsourcing-stakes'")


def test_the_citation_opens_and_is_copied_with_the_keyboard(site, book):
    browser = site("chapters/outsourcing.html", PHONE)
    browser.run(KEEP)
    browser.run("document.querySelector('details.cite > summary').focus()")
    browser.press("Enter")
    assert browser.run("document.querySelector('details.cite').open")
    browser.press("Tab")
    assert focused(browser) == "Copy the citation"
    for _ in range(2):
        browser.press("Tab")
    assert focused(browser) == "Copy BibTeX"
    browser.press("Enter")
    browser.wait(f"{SAID} === 'Copied'")
    file = (book / "_build/html/cite/outsourcing.bib").read_text(encoding="utf-8")
    assert browser.run("kept").strip() == file.strip()


def test_without_scripts_nothing_offers_to_copy_and_the_signs_still_lead(site, browser):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        site("chapters/outsourcing.html")
        assert browser.run("[...document.querySelectorAll('button.copy')].every((button) => button.hidden)")
        assert browser.run("document.querySelector('a.address').textContent") == "Address"
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
