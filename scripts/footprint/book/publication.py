"""Who publishes the book and where: the section `publication` of `_config.yml`, which everything else reads.

A value that is not known is left empty there, and then appears nowhere: no address, publisher or DOI is made up.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit

import yaml

CONFIG = "_config.yml"
DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")
"""A DOI without the address of a resolver before it, as the Citation File Format wants it."""
ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
LICENCES = {"CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")}
"""Name and address of a licence by its SPDX identifier."""


class PublicationFault(ValueError):
    """The section `publication` cannot be used; the message lists every fault."""


@dataclass(frozen=True)
class Author:
    """A person (family and given name, ORCID if there is one) or a group that goes by one name."""

    name: str = ""
    family: str = ""
    given: str = ""
    orcid: str = ""

    @property
    def shown(self) -> str:
        """The name as text has it."""
        return self.name or f"{self.given} {self.family}".strip()

    @property
    def filed(self) -> str:
        """The name as lists have it: family name first."""
        return self.name or ", ".join(filter(None, (self.family, self.given)))


@dataclass(frozen=True)
class Publication:
    """What is the same for every edition of the book."""

    title: str
    authors: tuple[Author, ...]
    abstract: str
    keywords: tuple[str, ...]
    licence: str
    language: str
    subtitle: str = ""
    publisher: str = ""
    address: str = ""
    doi: str = ""
    contact: str = ""
    chapters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path) -> "Publication":
        """Read it from the project's `_config.yml`. Raises PublicationFault."""
        config = yaml.safe_load((root / CONFIG).read_text(encoding="utf-8"))
        return cls.of(config.get("publication"), config.get("title"), config["sphinx"]["config"].get("language", "en"))

    @classmethod
    def of(cls, given: object, title: str, language: str) -> "Publication":
        """Make it from the section as it was read. Raises PublicationFault."""
        faults = list(_faults(given)) + ([] if title else ["the book has no title"])
        if faults:
            raise PublicationFault("; ".join(faults))
        values = {name: " ".join(str(value or "").split()) for name, value in given.items() if name in TEXTS}
        return cls(
            title=title, language=language, authors=_authors(given["authors"]), keywords=tuple(given["keywords"]),
            chapters=given.get("chapters") or {}, **values | {"address": _folder(values.get("address", ""))},
        )  # fmt: skip

    def authors_of(self, chapter: str) -> tuple[Author, ...]:
        """Return the authors of a chapter: its own, or the book's."""
        own = (self.chapters.get(chapter) or {}).get("authors")
        return _authors(own) if own else self.authors

    def doi_of(self, chapter: str) -> str:
        """Return the DOI of a chapter, empty while it has none."""
        return str((self.chapters.get(chapter) or {}).get("doi") or "")

    @cached_property
    def licence_name(self) -> str:
        """The licence as text has it."""
        return LICENCES[self.licence][0]

    @cached_property
    def licence_address(self) -> str:
        """Where the licence can be read."""
        return LICENCES[self.licence][1]

    def report_link(self, about: str, edition: str) -> str:
        """Return the link by which an error is reported, with what it is about and the edition; empty without a contact.

        The contact is an e-mail address, or the address of an issue tracker's form that takes `title` and `body`.
        """
        if not self.contact:
            return ""
        subject = quote(f"Error in {about}, edition {edition}", safe="")
        body = quote("What is wrong, and which source shows it:\r\n", safe="")
        if not urlsplit(self.contact).scheme:
            return f"mailto:{self.contact}?subject={subject}&body={body}"
        joint = "&" if "?" in self.contact else "?"
        return f"{self.contact}{joint}title={subject}&body={body}"


TEXTS = ("subtitle", "abstract", "licence", "publisher", "address", "doi", "contact")
LISTS = ("authors", "keywords")
NEEDED = ("authors", "abstract", "keywords", "licence")


def _authors(given: Iterable[Mapping[str, str]]) -> tuple[Author, ...]:
    return tuple(Author(**author) for author in given)


def _folder(address: str) -> str:
    """Return the site's address with a slash at its end, so that paths can be put behind it."""
    return f"{address.rstrip('/')}/" if address else ""


def _faults(given: object) -> Iterable[str]:
    """Yield what is wrong with the section."""
    if not isinstance(given, dict):
        yield "there is no section `publication`"
        return
    yield from (f"unknown entry {name!r}" for name in given if name not in (*TEXTS, *LISTS, "chapters"))
    yield from (f"{name} is empty" for name in NEEDED if not given.get(name))
    yield from (f"{name} is not a list" for name in LISTS if not isinstance(given.get(name) or [], list))
    if (licence := given.get("licence")) and licence not in LICENCES:
        yield f"the licence {licence!r} is not among {', '.join(LICENCES)}"
    if (address := given.get("address")) and not re.fullmatch(r"https?://[^\s?#]+", address):
        yield f"the address {address!r} is not that of a site"
    if (contact := given.get("contact")) and not re.fullmatch(r"https?://\S+|[^\s@:?&]+@[^\s@:?&]+\.[^\s@:?&]+", contact):
        yield f"the contact {contact!r} is neither an e-mail address nor the address of a form"
    yield from _nested_faults(given)


def _nested_faults(given: dict) -> Iterable[str]:
    """Yield what is wrong with authors and DOIs, of the book and of chapters."""
    for chapter, own in {"": given, **(given.get("chapters") or {})}.items():
        where = f" of {chapter}" if chapter else ""
        if chapter:
            yield from (f"unknown entry {name!r}{where}" for name in own or {} if name not in ("authors", "doi"))
        doi, authors = (own or {}).get("doi"), (own or {}).get("authors") or []
        if doi and not DOI.fullmatch(str(doi)):
            yield f"the DOI {doi!r}{where} is not one (write it without an address before it)"
        yield from (f"author {author!r}{where} {fault}" for author in authors if (fault := _author_fault(author)))


def _author_fault(author: object) -> str:
    """Return what is wrong with one author, empty if nothing."""
    if not isinstance(author, dict) or not all(isinstance(value, str) for value in author.values()):
        return "is not a list of name, or of family and given"
    if strange := sorted(set(author) - {"name", "family", "given", "orcid"}):
        return f"has an unknown entry {strange[0]!r}"
    if bool(author.get("name")) == bool(author.get("family")):
        return "needs either a name or a family name"
    if author.get("orcid") and not ORCID.fullmatch(author["orcid"]):
        return "has an ORCID that is none"
    return ""
