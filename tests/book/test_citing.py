"""How the book is cited: equal in every format, escaped in each, nothing made up, and a digest that anyone can check."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from footprint.book import citation_formats as formats
from footprint.book.citation_pages import head, panel
from footprint.book.citing import BOOK, Citation, Citations, whole_book
from footprint.book.lint import lint_publication
from footprint.book.publication import LICENCES, Author, Publication, PublicationFault
from footprint.evidence.descriptor import read_package
from footprint.paths import Project
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT, run_footprint

SETTINGS = {
    "authors": [{"name": "The group"}], "abstract": "What it is.", "keywords": ["one", "two"], "licence": "CC-BY-4.0",
}  # fmt: skip
EVERYTHING = SETTINGS | {
    "authors": [{"name": "The group"}, {"family": "Ödegård", "given": "Ada", "orcid": "0000-0002-1825-0097"}],
    "publisher": "Press & Sons", "address": "https://report.example/china", "doi": "10.1234/book", "contact": "errors@report.example",
    "chapters": {"outsourcing": {"doi": "10.1234/book.1", "authors": [{"family": "Li", "given": "Bo"}]}},
}  # fmt: skip
DIGEST = "ab" * 32


def publication(settings=SETTINGS, title="A book of 微软", **changes):
    return Publication.of(settings | changes, title, "en")


def citation(settings=SETTINGS, title="Outsourcing", name="outsourcing", **changes):
    own = publication(settings)
    facts = {
        "authors": own.authors_of(name), "day": date(2025, 4, 6), "version": "2025.4.6", "path": f"chapters/{name}.html",
        "doi": own.doi_of(name), "digest": DIGEST, "pdf_path": "book.pdf",
    } | changes  # fmt: skip
    return Citation(name, title, own, **facts)


def the_book(settings=SETTINGS, **changes):
    own = publication(settings)
    facts = {"doi": own.doi, "path": "index.html", "authors": own.authors, "digest": DIGEST, "pdf_path": "book.pdf"} | changes
    return Citation(BOOK, own.title, own, day=date(2025, 4, 6), version="2025.4.6", **facts)


# Settings


def test_what_is_not_configured_is_nowhere():
    for cited in (citation(), the_book()):
        written = [write(cited) for _, _, write in formats.FORMATS.values()]
        text = "\n".join([*written, formats.words(cited), head(cited), panel(cited), formats.json_ld(cited)])
        found = set(re.findall(r"https?://[^\"<\s]+|10\.\d{4,}/\S+|mailto:", text))
        assert found <= {"https://schema.org", LICENCES["CC-BY-4.0"][1]}
        assert "ublisher" not in text
        assert "pdf" not in text
        assert "Report" not in panel(cited)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"adress": "x"}, "unknown entry 'adress'"),
        ({"authors": []}, "authors is empty"),
        ({"authors": [{"name": "A", "family": "B"}]}, "either a name or a family name"),
        ({"authors": ["Ada"]}, "not a list of name"),
        ({"authors": [{"family": "A", "orcid": "1"}]}, "an ORCID that is none"),
        ({"doi": "https://doi.org/10.1234/x"}, "without an address before it"),
        ({"address": "report.example"}, "not that of a site"),
        ({"contact": "someone"}, "neither an e-mail address"),
        ({"contact": "a@b.example?cc=c@d.example"}, "neither an e-mail address"),
        ({"licence": "MIT"}, "not among CC-BY-4.0"),
        ({"chapters": {"labs": {"doi": "x"}}}, "of labs"),
        ({"keywords": "one, two"}, "keywords is not a list"),
    ],
)
def test_a_setting_that_cannot_be_is_named(changes, fault):
    with pytest.raises(PublicationFault, match=fault):
        publication(**changes)


def test_check_names_a_faulty_setting_by_its_file(tmp_path):
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    settings["publication"]["doi"] = "none"
    (tmp_path / "_config.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    problem = lint_publication(Project(tmp_path))[0]
    assert (problem.file, problem.column) == ("_config.yml", "publication")
    assert lint_publication(Project(ROOT)) == []


def test_an_error_is_reported_with_what_it_is_about_and_the_edition():
    letter = publication(contact="a@b.example").report_link("hc-032", "2025-04-06")
    assert letter.startswith("mailto:a@b.example?subject=Error%20in%20hc-032%2C%20edition%202025-04-06&body=")
    form = publication(contact="https://code.example/new?label=error").report_link("labs/x & y", "2025-04-06")
    assert form.startswith("https://code.example/new?label=error&title=Error%20in%20labs%2Fx%20%26%20y%2C")
    assert publication().report_link("hc-032", "2025-04-06") == ""


# Formats


def bibtex_fields(text):
    """Read one entry as BibTeX does: braces nest, whatever stands before them."""
    kind, key = re.match(r"@(\w+)\{([\w-]+),\n", text).groups()
    fields, at = {}, text.index("\n") + 1
    while text[at] != "}":
        name = re.compile(r"  (\w+) = ").match(text, at)
        at, depth, start = name.end(), 0, name.end()
        while depth or text[at] != ",":
            depth += (text[at] == "{") - (text[at] == "}")
            assert depth >= 0
            at += 1
        fields[name[1]] = text[start:at]
        at += 2
    assert text[at:] == "}\n"
    return kind, key, fields


def ris_fields(text):
    assert text.endswith("ER  - \r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    fields = {}
    for line in lines:
        fields.setdefault(line[:2], []).append(line[6:])
    return fields


def test_a_chapter_in_bibtex():
    kind, key, fields = bibtex_fields(formats.bibtex(citation(EVERYTHING, title="R&D at 50%: #1_{x}~^\\")))
    assert (kind, key) == ("incollection", "footprint-outsourcing-2025-04-06")
    assert fields["title"] == (
        r"{{R\&D at 50\%: \#1\_\textbraceleft{}x\textbraceright{}\textasciitilde{}\textasciicircum{}\textbackslash{}}}"
    )
    assert fields["booktitle"] == "{{A book of 微软}}"
    assert fields["author"] == "{Li, Bo}"
    assert fields["publisher"] == r"{{Press \& Sons}}"
    assert (fields["year"], fields["month"], fields["day"]) == ("{2025}", "apr", "{6}")
    assert fields["doi"] == "{10.1234/book.1}"
    assert fields["url"] == "{https://report.example/china/chapters/outsourcing.html}"
    assert DIGEST in fields["note"]


def test_a_group_is_one_name_and_the_whole_is_a_book_only_with_a_publisher():
    kind, _, fields = bibtex_fields(formats.bibtex(the_book(EVERYTHING)))
    assert (kind, fields["author"]) == ("book", "{{The group} and Ödegård, Ada}")
    assert bibtex_fields(formats.bibtex(the_book()))[0] == "misc"
    assert "booktitle" not in fields


def test_a_name_with_a_joining_word_is_one_name():
    author = [{"family": "Sand and Sea", "given": "Ada"}]
    assert bibtex_fields(formats.bibtex(citation(SETTINGS | {"authors": author})))[2]["author"] == "{{Sand and Sea}, Ada}"


def test_a_chapter_in_ris():
    fields = ris_fields(formats.ris(citation(EVERYTHING)))
    assert fields["TY"] == ["CHAP"]
    assert fields["AU"] == ["Li, Bo"]
    assert fields["T2"] == ["A book of 微软"]
    assert fields["DA"] == ["2025/04/06"]
    assert fields["L1"] == ["https://report.example/china/book.pdf"]
    assert ris_fields(formats.ris(the_book(EVERYTHING)))["AU"] == ["The group", "Ödegård, Ada"]


def test_a_chapter_in_csl_json():
    (record,) = json.loads(formats.csl(citation(EVERYTHING)))
    assert record["type"] == "chapter"
    assert record["author"] == [{"family": "Li", "given": "Bo"}]
    assert record["issued"] == {"date-parts": [[2025, 4, 6]]}
    assert (record["container-title"], record["DOI"]) == ("A book of 微软", "10.1234/book.1")
    (whole,) = json.loads(formats.csl(the_book()))
    assert whole["author"] == [{"literal": "The group"}]
    assert "container-title" not in whole


def test_a_chapter_in_words():
    assert formats.words(citation()) == (
        "The group (2025). Outsourcing. In: A book of 微软. Edition of 6 April 2025. SHA-256 of the text begins abababababababab."
    )
    assert "Press & Sons. https://doi.org/10.1234/book.1." in formats.words(citation(EVERYTHING))
    assert formats.part_words(citation(EVERYTHING), "Row hc-032", "c-hc-032", "chapters/evidence-outsourcing.html") == (
        "Row hc-032. Bo Li (2025). Outsourcing. In: A book of 微软. Edition of 6 April 2025. Press & Sons. "
        "https://report.example/china/chapters/evidence-outsourcing.html#c-hc-032"
    )


def test_an_earlier_edition_has_an_address_of_its_own():
    early = citation(EVERYTHING, edition="2025-04-06")
    assert early.address == "https://report.example/china/editions/2025-04-06/chapters/outsourcing.html"
    assert the_book(EVERYTHING).address == "https://report.example/china/"
    assert citation(edition="2025-04-06").address == ""


class Head(HTMLParser):
    """Meta tags and the data of a page's head."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.data, self.links = [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "meta" and "name" in attrs:
            self.tags.append((attrs["name"], attrs["content"]))
        if tag == "link":
            self.links.append(attrs)
        self.inside = tag == "script" and attrs.get("type") == "application/ld+json"

    def handle_data(self, data):
        if getattr(self, "inside", False):
            self.data += data

    def handle_endtag(self, tag):
        self.inside = False


def test_a_chapter_carries_the_tags_of_a_chapter_in_a_book():
    tags = Head(head(citation(EVERYTHING))).tags
    assert tags == [
        ("citation_title", "Outsourcing"), ("citation_author", "Li, Bo"), ("citation_publication_date", "2025/04/06"),
        ("citation_inbook_title", "A book of 微软"), ("citation_book_title", "A book of 微软"),
        ("citation_publisher", "Press & Sons"), ("citation_doi", "10.1234/book.1"), ("citation_language", "en"),
        ("citation_public_url", "https://report.example/china/chapters/outsourcing.html"),
        ("citation_pdf_url", "https://report.example/china/book.pdf"),
    ]  # fmt: skip
    whole = dict(Head(head(the_book(EVERYTHING))).tags)
    assert whole["DC.type"] == "book"
    assert "citation_book_title" not in whole


def test_linked_data_name_chapter_book_licence_date_and_digest():
    data = json.loads(Head(head(citation(EVERYTHING))).data)
    assert data["@type"] == "Chapter"
    assert data["isPartOf"] == {"@type": "Book", "name": "A book of 微软", "url": "https://report.example/china/"}
    assert (data["datePublished"], data["version"], data["license"]) == ("2025-04-06", "2025.4.6", LICENCES["CC-BY-4.0"][1])
    assert data["identifier"]["value"] == DIGEST
    assert data["author"] == [{"@type": "Person", "name": "Bo Li", "familyName": "Li", "givenName": "Bo"}]
    whole = json.loads(Head(head(the_book(EVERYTHING))).data)
    assert whole["@type"] == "Book"
    assert whole["author"][1]["@id"] == "https://orcid.org/0000-0002-1825-0097"


ANYTHING = st.text(min_size=1).filter(lambda text: formats.one_line(text))


@given(ANYTHING, ANYTHING)
def test_no_title_or_name_breaks_a_format(title, name):
    cited = citation(SETTINGS | {"authors": [{"family": name}]}, title=title)
    fields = bibtex_fields(formats.bibtex(cited))[2]
    assert not re.search(r"(?<!\\)[&%$#_~^]", fields["title"] + fields["author"])
    assert ris_fields(formats.ris(cited))["TI"] == [formats.one_line(title)]
    assert json.loads(formats.csl(cited))[0]["title"] == title
    read = Head(head(cited))
    assert json.loads(read.data)["name"] == title
    assert "</" not in head(cited).partition('ld+json">')[2].removesuffix("</script>\n")
    assert panel(cited).count("<pre") == panel(cited).count("</pre>") == 3


def test_the_panel_reports_an_error_only_to_a_contact():
    assert 'href="mailto:errors@report.example?subject=Error%20in%20Outsourcing' in panel(citation(EVERYTHING))
    assert "mailto" not in panel(citation())
    assert not re.search(r"\son\w+=", panel(citation(EVERYTHING)))


# CITATION.cff, by the rules of the format's schema, version 1.2.0

ROOT_KEYS = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact", "repository-code",
    "title", "type", "url", "version",
}  # fmt: skip
PERSON = {
    "address", "affiliation", "alias", "city", "country", "email", "family-names", "fax", "given-names", "name-particle",
    "name-suffix", "orcid", "post-code", "region", "tel", "website",
}  # fmt: skip
ENTITY = {
    "address", "alias", "city", "country", "date-end", "date-start", "email", "fax", "location", "name", "orcid", "post-code",
    "region", "tel", "website",
}  # fmt: skip
PATTERNS = {
    "cff-version": r"1\.2\.0", "date-released": r"\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])", "type": "dataset|software",
    "url": r"(https|http|ftp|sftp)://.+", "doi": r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+", "message": ".+",
    "title": ".+", "abstract": ".+", "version": ".+", "license": "CC-BY-4.0|MIT",
}  # fmt: skip


def cff_faults(record):
    """Return what of the schema's rules a file breaks, those for parts that this book does not use left out."""
    texts = {key: str(value) if isinstance(value, date) else value for key, value in record.items()}
    faults = [f"unknown {key}" for key in set(texts) - ROOT_KEYS]
    faults += [f"no {key}" for key in ("authors", "cff-version", "message", "title") if key not in texts]
    for key, pattern in PATTERNS.items():
        if key in texts and not (isinstance(texts[key], str) and re.fullmatch(pattern, texts[key])):
            faults.append(f"{key} is {texts[key]!r}")
    for key in ("authors", "keywords"):
        values = texts.get(key, [None])
        if not isinstance(values, list) or not values or any(v in values[:n] for n, v in enumerate(values)):
            faults.append(f"{key} is empty or repeats itself")
    faults += ["a keyword is no text" for word in texts.get("keywords", ["x"]) if not (isinstance(word, str) and word)]
    for author in texts.get("authors", []):
        allowed = ENTITY if "name" in author else PERSON
        faults += [f"author: {key}" for key, value in author.items() if key not in allowed or not value]
        if "orcid" in author and not re.fullmatch(r"https://orcid\.org/\d{4}-\d{4}-\d{4}-\d{3}[\dX]{1}", author["orcid"]):
            faults.append("author: orcid")
    return faults


def test_citation_cff_is_valid_and_equals_the_record():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    record = whole_book(Publication.read(ROOT), read_package(ROOT / "data"))
    assert text == formats.cff(record), "run `footprint cite --write`"
    read = yaml.safe_load(text)
    assert cff_faults(read) == []
    assert read["authors"] == [{"name": author.name} for author in record.authors]
    assert (read["title"], read["version"], read["date-released"]) == (record.title, record.version, record.day)
    assert read["license"] == record.publication.licence
    assert " ".join(read["abstract"].split()) == record.publication.abstract


def test_a_full_citation_cff_is_valid_and_the_rules_can_refuse():
    read = yaml.safe_load(formats.cff(the_book(EVERYTHING)))
    assert cff_faults(read) == []
    assert (read["doi"], read["url"]) == ("10.1234/book", "https://report.example/china/")
    assert read["authors"][1]["given-names"] == "Ada"
    for change in (
        {"licence": "x"},
        {"date-released": "2025-4-6"},
        {"authors": []},
        {"authors": [{"name": ""}]},
        {"doi": "doi:10.1/x"},
    ):
        assert cff_faults(read | change) != []
    assert cff_faults({}) != []


def test_settings_and_data_agree_on_the_licence():
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    own = Publication.read(ROOT)
    assert [(licence["name"], licence["path"]) for licence in package["licenses"]] == [(own.licence, own.licence_address)]
    assert package["title"].startswith(own.title)
    assert own.authors[0] == Author(name="The footprint engineers")


# The built book


@pytest.fixture(scope="module")
def html(book):
    return book / "_build" / "html"


@pytest.fixture(scope="module")
def citations(book):
    return Citations.read(book / "_build" / "executed", book)


def test_every_chapter_and_the_book_have_every_file(html, book):
    chapters = [path.stem.replace("_", "-") for path in (book / "chapters").glob("*.ipynb")]
    wanted = {f"{name}.{ending}" for name in [*chapters, BOOK] for ending in ("bib", "ris", "json", "txt")}
    assert {path.name for path in (html / "cite").iterdir()} == wanted


def test_a_digest_is_that_of_the_file_and_the_book_s_list_holds_them_all(html, citations):
    for name, cited in citations.all.items():
        assert hashlib.sha256((html / cited.with_file("txt")).read_bytes()).hexdigest() == cited.digest, name
    lines = (html / "cite/book.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(citations.chapters) + len(citations.book.package.resources) + 1
    for digest, path in (line.split("  ") for line in lines):
        assert hashlib.sha256((html / path).read_bytes()).hexdigest() == digest, path


def test_the_text_holds_what_the_page_says(html, citations):
    text = (html / "cite/outsourcing.txt").read_text(encoding="utf-8")
    assert text.startswith("# Outsourcing\n")
    assert "{finding}" not in text
    for name, finding in citations.book.chapters["outsourcing"]["findings"].items():
        assert f"Finding outsourcing/{name}: {finding['forms']['']} (range" in text
    assert (
        f"Data files/outsourcing-counts.csv: SHA-256 {hashlib.sha256((html / 'files/outsourcing-counts.csv').read_bytes()).hexdigest()}"
        in text
    )


def test_a_page_says_the_same_as_its_files(html, citations):
    page = (html / "chapters/outsourcing.html").read_text(encoding="utf-8")
    cited = citations.all["outsourcing"]
    assert dict(Head(page).tags)["citation_title"] == cited.title == "Outsourcing"
    assert json.loads(Head(page).data) == formats.linked_data(cited)
    for ending, _, write in formats.FORMATS.values():
        assert (html / f"cite/outsourcing.{ending}").read_bytes().decode() == write(cited)
    assert page.count(cited.digest) >= 4
    front = (html / "index.html").read_text(encoding="utf-8")
    assert json.loads(Head(front).data)["@type"] == "Book"
    assert "Cite this book" in front
    assert "citation_title" not in (html / "chapters/sources.html").read_text(encoding="utf-8")


def test_figures_tables_findings_and_rows_have_a_sign_that_leads_to_them(html):
    page = (html / "chapters/outsourcing.html").read_text(encoding="utf-8")
    for name in ("fig-outsourcing-counts", "tab-outsourcing-stakes"):
        assert f'<a class="headerlink" href="#{name}"' in page
        assert f'<a class="address" href="#{name}"' in page
    register = (html / "chapters/evidence-outsourcing.html").read_text(encoding="utf-8")
    entries = re.findall(r'<dt id="([^"]+)">', register)
    assert len(entries) > 100
    assert set(entries) <= set(re.findall(r'<a class="headerlink" href="#([^"]+)"', register))


def test_the_pdf_says_how_each_chapter_is_cited(book, citations):
    import pypdf

    pdf = pypdf.PdfReader(book / "_build/pdf/microsoft-china-footprint.pdf")
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("’", "'").split())
    for name, cited in citations.all.items():
        assert f"Cite as: {formats.words(cited)}" in text, name
    assert (book / "_build/html/microsoft-china-footprint.pdf").read_bytes() == (
        book / "_build/pdf/microsoft-china-footprint.pdf"
    ).read_bytes()


def test_the_command_prints_checks_and_refuses(book, citations):
    cited = citations.all["outsourcing"]
    assert run_footprint(book, "cite").stdout == formats.words(citations.all[BOOK]) + "\n"
    assert run_footprint(book, "cite", "outsourcing", "--format", "csl").stdout == formats.csl(cited)
    assert run_footprint(book, "cite", "outsourcing", "--format", "text").stdout == citations.texts["outsourcing"]
    assert run_footprint(book, "cite", "outsourcing", "--verify", cited.digest[:16].upper()).returncode == 0
    other = run_footprint(book, "cite", "outsourcing", "--verify", "0" * 64)
    assert other.returncode == 1
    assert cited.digest in other.stdout
    assert run_footprint(book, "cite", "outsourcing", "--verify", cited.digest[:4]).returncode == 1
    assert "there is no chapter 'labz'" in run_footprint(book, "cite", "labz").stderr
    assert "has not been built" in run_footprint(book, "cite", "--as-of", "1999-01-01").stderr


def test_the_command_writes_citation_cff(book, tmp_path):
    shutil.copytree(book / "data", tmp_path / "data")
    shutil.copy(book / "_config.yml", tmp_path)
    assert run_footprint(tmp_path, "cite", "--write").returncode == 0
    assert (tmp_path / "CITATION.cff").read_text(encoding="utf-8") == (ROOT / "CITATION.cff").read_text(encoding="utf-8")


MAKE_HTML = """
from pathlib import Path
from footprint.book.build import make, plan
from footprint.paths import project
Path("_build/.next").mkdir()
make(plan(project(), None, {}, None), "html", Path("_build/executed").resolve())
"""


@pytest.fixture(scope="module")
def published(book, tmp_path_factory):
    """The same book once more, with a publisher, an address, DOIs and a contact; returns its site."""
    root = tmp_path_factory.mktemp("published") / "p"
    shutil.copytree(book, root)
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    settings["publication"] |= {name: EVERYTHING[name] for name in ("publisher", "address", "doi", "contact", "chapters")}
    (root / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", MAKE_HTML],
        cwd=root,
        env={"FOOTPRINT_ROOT": str(root), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "_build/.next/html"


def test_a_published_book_names_address_doi_and_contact_everywhere(published):
    tags = dict(Head((published / "chapters/outsourcing.html").read_text(encoding="utf-8")).tags)
    assert tags["citation_pdf_url"] == "https://report.example/china/microsoft-china-footprint.pdf"
    assert tags["citation_author"] == "Li, Bo"
    page = (published / "chapters/outsourcing.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://report.example/china/chapters/outsourcing.html" />' in page
    assert "subject=Error%20in%20Outsourcing%2C%20edition%20" in page
    register = unescape((published / "chapters/evidence-outsourcing.html").read_text(encoding="utf-8"))
    for about in ("hc-032", "outsourcing%2Flaid-off"):
        assert f'<a class="report" href="mailto:errors@report.example?subject=Error%20in%20{about}%2C%20edition%20' in register
    assert register.count('class="report"') == len(re.findall(r'<dt id="[cf]-', register))
    assert "Report an error" in (published / "chapters/cite.html").read_text(encoding="utf-8")


def test_an_unpublished_book_names_none(html):
    for path in sorted(Path(html).rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        assert 'class="report"' not in page
        assert "canonical" not in page
        assert "citation_pdf_url" not in page
    assert "names no contact" in (html / "chapters/cite.html").read_text(encoding="utf-8")


def test_who_publishes_it_does_not_change_what_a_chapter_says(html, published):
    assert (published / "cite/outsourcing.txt").read_bytes() == (html / "cite/outsourcing.txt").read_bytes()
