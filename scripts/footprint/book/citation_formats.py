"""A record as readers and their programs want it: words, BibTeX, RIS, CSL-JSON, meta tags, JSON-LD, CITATION.cff."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import yaml

from footprint.book.citing import SHORT, Citation
from footprint.book.publication import Author
from footprint.dates import day_text
from footprint.text import list_text, stopped

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ESCAPED = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
)
"""What LaTeX would not print as it is; a brace of its own, even behind a backslash, would end a field of BibTeX."""
WEB = "https://doi.org/"
"""What makes a DOI a link."""


def words(cited: Citation) -> str:
    """Return the citation as a reference list has it, with the beginning of the digest."""
    digest = f" SHA-256 of the text begins {cited.digest[:SHORT]}." if cited.digest else ""
    return reference(cited, WEB + cited.doi if cited.doi else cited.address) + digest


def reference(cited: Citation, where: str = "") -> str:
    """Return authors, year, title, book, edition and publisher, and where it is to be found."""
    authors = list_text([author.shown for author in cited.authors])
    place = stopped(cited.title) if cited.whole else f"{stopped(cited.title)} In: {cited.book}."
    publisher = f" {cited.publication.publisher}." if cited.publication.publisher else ""
    return f"{authors} ({cited.day.year}). {place} Edition of {day_text(cited.day)}.{publisher}{where and f' {where}.'}"


def part_words(cited: Citation, what: str, anchor: str, path: str = "") -> str:
    """Return the citation of a part with an address of its own (figure, finding, row); `path` is its page if another."""
    return f"{what}. {reference(cited)} {cited.site}{path or cited.path}#{anchor}"


def latex(text: str) -> str:
    """Return text so that LaTeX prints it as it is; letters of any script stay."""
    return one_line(text).translate(ESCAPED)


def one_line(text: str) -> str:
    """Return text in one line without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]", " ", text).split())


def raw_address(address: str) -> str:
    """Return an address with nothing in it that would end a field of BibTeX."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%~-._")


def bibtex(cited: Citation) -> str:
    """Return the record as BibTeX: an `incollection`, or for the whole a `book`, which without a publisher is a `misc`."""
    published = cited.publication.publisher
    kind = "incollection" if not cited.whole else "book" if published else "misc"
    fields = {
        "author": " and ".join(_bibtex_name(author) for author in cited.authors),
        "title": f"{{{latex(cited.title)}}}",
        "booktitle": "" if cited.whole else f"{{{latex(cited.book)}}}",
        "publisher": published and f"{{{latex(published)}}}",
        "year": str(cited.day.year),
        "month": MONTHS[cited.day.month - 1],
        "day": str(cited.day.day),
        "version": latex(cited.version),
        "doi": cited.doi,
        "url": raw_address(cited.address),
        "langid": {"en": "english"}.get(cited.publication.language, cited.publication.language),
        "note": latex(cited.named),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{cited.key},", *lines, "}", ""])


def _bibtex_name(author: Author) -> str:
    """Return a name as BibTeX parses it; one in braces is taken as a whole."""
    if author.name:
        return f"{{{latex(author.name)}}}"
    return ", ".join(_bibtex_part(part) for part in (author.family, author.given) if part)


def _bibtex_part(name: str) -> str:
    """Return a part of a name, in braces where BibTeX would divide it."""
    return f"{{{latex(name)}}}" if re.search(r"\band\b|,", name) else latex(name)


def ris(cited: Citation) -> str:
    """Return the record as RIS: a tag and a value a line, lines ended as the format asks."""
    publication = cited.publication
    fields = [
        ("TY", "BOOK" if cited.whole else "CHAP"),
        ("ID", cited.key),
        *(("AU", author.filed) for author in cited.authors),
        ("TI", cited.title),
        ("T2", "" if cited.whole else cited.book),
        ("PB", publication.publisher),
        ("PY", str(cited.day.year)),
        ("DA", f"{cited.day:%Y/%m/%d}"),
        ("ET", cited.version),
        ("DO", cited.doi),
        ("UR", cited.address),
        ("L1", cited.pdf),
        ("LA", publication.language),
        ("AB", publication.abstract if cited.whole else ""),
        *(("KW", word) for word in publication.keywords if cited.whole),
        ("N1", cited.named),
    ]
    lines = [f"{tag}  - {one_line(value)}" for tag, value in fields if value]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - "])


def csl(cited: Citation) -> str:
    """Return the record as CSL-JSON, which Zotero, Pandoc and others read."""
    publication = cited.publication
    record = {
        "id": cited.key,
        "type": "book" if cited.whole else "chapter",
        "title": cited.title,
        "container-title": "" if cited.whole else cited.book,
        "author": [_csl_name(author) for author in cited.authors],
        "issued": {"date-parts": [[cited.day.year, cited.day.month, cited.day.day]]},
        "publisher": publication.publisher,
        "version": cited.version,
        "DOI": cited.doi,
        "URL": cited.address,
        "language": publication.language,
        "abstract": publication.abstract if cited.whole else "",
        "keyword": ", ".join(publication.keywords) if cited.whole else "",
        "note": cited.named,
    }
    lines = (f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in record.items() if value)
    return "[{\n" + ",\n".join(lines) + "\n}]\n"


def _csl_name(author: Author) -> dict[str, str]:
    if author.name:
        return {"literal": author.name}
    return {key: value for key, value in (("family", author.family), ("given", author.given)) if value}


FORMATS: dict[str, tuple[str, str, Callable[[Citation], str]]] = {
    "bibtex": ("bib", "BibTeX", bibtex), "ris": ("ris", "RIS", ris), "csl": ("json", "CSL-JSON", csl),
}  # fmt: skip
"""Formats of files: ending, name in text, and what writes it."""


def highwire(cited: Citation) -> Iterator[tuple[str, str]]:
    """Yield names and contents of the meta tags that Google Scholar and Zotero read.

    Zotero takes a page for a chapter by `citation_book_title`, and the title of the book from `citation_inbook_title`;
    a whole book it knows by `DC.type`.
    """
    publication = cited.publication
    tags = [
        ("citation_title", cited.title),
        *(("citation_author", author.filed) for author in cited.authors),
        ("citation_publication_date", f"{cited.day:%Y/%m/%d}"),
        *(("citation_inbook_title", cited.book), ("citation_book_title", cited.book)) * (not cited.whole),
        ("citation_publisher", publication.publisher),
        ("citation_doi", cited.doi),
        ("citation_language", publication.language),
        ("citation_public_url", cited.address),
        ("citation_pdf_url", cited.pdf),
        ("citation_keywords", "; ".join(publication.keywords) if cited.whole else ""),
        ("citation_abstract", publication.abstract if cited.whole else ""),
        ("DC.type", "book" if cited.whole else ""),
    ]
    yield from ((name, content) for name, content in tags if content)


def json_ld(cited: Citation) -> str:
    """Return the record as JSON-LD."""
    return json.dumps(linked_data(cited), ensure_ascii=False, indent=1) + "\n"


def linked_data(cited: Citation) -> dict:
    """Return the record in the words of schema.org."""
    record = {"@context": "https://schema.org"} | _thing(cited)
    if not cited.whole:
        record["isPartOf"] = {"@type": "Book", "name": cited.book, "url": cited.site}
        record["isPartOf"] = {name: value for name, value in record["isPartOf"].items() if value}
    return record


def _thing(cited: Citation) -> dict:
    publication = cited.publication
    pdf = {"@type": "MediaObject", "contentUrl": cited.pdf, "encodingFormat": "application/pdf"}
    digest = {"@type": "PropertyValue", "propertyID": "SHA-256", "value": cited.digest}
    record = {
        "@type": "Book" if cited.whole else "Chapter",
        "@id": WEB + cited.doi if cited.doi else "",
        "name": cited.title,
        "author": [_agent(author) for author in cited.authors],
        "publisher": {"@type": "Organization", "name": publication.publisher} if publication.publisher else "",
        "datePublished": cited.day.isoformat(),
        "version": cited.version,
        "inLanguage": publication.language,
        "license": publication.licence_address,
        "isAccessibleForFree": True,
        "url": cited.address,
        "encoding": pdf if cited.pdf else "",
        "identifier": digest if cited.digest else "",
        "abstract": publication.abstract if cited.whole else "",
        "keywords": list(publication.keywords) if cited.whole else "",
    }
    return {name: value for name, value in record.items() if value}


def _agent(author: Author) -> dict[str, str]:
    """Return an author as a thing of schema.org."""
    if author.name:
        return {"@type": "Organization", "name": author.name}
    orcid = {"@id": f"https://orcid.org/{author.orcid}"} if author.orcid else {}
    given = {"givenName": author.given} if author.given else {}
    return {"@type": "Person", "name": author.shown, "familyName": author.family} | given | orcid


MESSAGE = "If you use this report or its data, please cite it with the as-of date of the edition you used."


def cff(cited: Citation) -> str:
    """Return the record of the book as `CITATION.cff`, by version 1.2.0 of the format."""
    publication = cited.publication
    record = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "type": "dataset",
        "title": cited.title,
        "abstract": publication.abstract,
        "authors": [_cff_name(author) for author in cited.authors],
        "version": cited.version,
        "date-released": cited.day,
        "doi": cited.doi,
        "url": publication.address,
        "license": publication.licence,
        "keywords": list(publication.keywords),
    }
    filled = {name: value for name, value in record.items() if value}
    return yaml.safe_dump(filled, sort_keys=False, allow_unicode=True, width=120)


def _cff_name(author: Author) -> dict[str, str]:
    orcid = {"orcid": f"https://orcid.org/{author.orcid}"} if author.orcid else {}
    if author.name:
        return {"name": author.name} | orcid
    return {"family-names": author.family} | ({"given-names": author.given} if author.given else {}) | orcid
