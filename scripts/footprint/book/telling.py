"""How the entries of the registers are put together: links to rows, sources named in remarks, cells by their titles."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from docutils import nodes

from footprint.book.entries import Entry, Link, Piece, Report, Words
from footprint.book.record import KEY, BookRecord
from footprint.book.wording import value_text
from footprint.text import stopped


def section(title: str, label: str, *body: nodes.Node) -> nodes.section:
    """Return a section with an address of its own."""
    return nodes.section("", nodes.title("", title), *body, ids=[label], names=[label])


def entry(label: str, term: list[Piece], paragraphs: list[list[Piece]]) -> Entry:
    """Return one entry with an address that other pages can link to; paragraphs without a word are left out."""
    return Entry(label, tuple(term), tuple(tuple(parts) for parts in paragraphs if any(piece.text for piece in parts)))


def report(book: BookRecord, about: str) -> list[Piece]:
    """Return the link by which an error in an entry is reported; nothing while no contact is configured."""
    address = book.publication.report_link(about, book.ledger.day.isoformat())
    return [Report("Report an error", address)] if address else []


def particulars(book: BookRecord, cells: Iterable[tuple[str, str]]) -> list[Piece]:
    """Return cells as `Title: text.`, one after another."""
    told: list[Piece] = []
    for title, text in cells:
        told += [Words(f"{' ' if told else ''}{title}: "), *cell_words(book, text)]
    return told


def cell_words(book: BookRecord, text: str) -> list[Piece]:
    """Return a cell's text, or links where it is a list of ids of rows or the key of a source."""
    if set(text.split()) <= book.addressed:
        return [*joined(Link(f"c-{row}", book.title_of_row(row)) for row in text.split()), Words(".")]
    if text in book.sources_by_key:
        return [Link(f"s-{text}", book.short_source(text)), Words(".")]
    return [Words(stopped(text))]


def note(book: BookRecord, text: str) -> list[Piece]:
    """Return a remark, with the sources and rows it names by their keys as links; nothing without one."""
    if not text:
        return []
    told, at = [Words("Note: ")], 0
    for found in KEY.finditer(text):
        link = _named(book, found[0])
        if link is not None:
            told += [Words(text[at : found.start()]), link]
            at = found.end()
    return [*told, Words(stopped(text[at:]))] if text[at:] else [*told, Words(".")]


def _named(book: BookRecord, key: str) -> Link | None:
    """Return a link to the source or row of a key, None where there is none."""
    if key in book.sources_by_key:
        return Link(f"s-{key}", book.short_source(key))
    return Link(f"c-{key}", key) if key in book.addressed else None


def runs(ids: Iterable[str]) -> Iterator[list[Piece]]:
    """Return links to rows, three or more with following numbers as the first and the last of them."""
    for _, run in groupby(enumerate(ids), key=_run_of):
        first, *others = [Link(f"c-{i}", i) for _, i in run]
        if len(others) > 1:
            yield [first, Words(" to "), others[-1]]
        else:
            yield from ([link] for link in (first, *others))


def _run_of(placed: tuple[int, str]) -> tuple[str, int | str]:
    """Return what ids of one run share: what stands before their numbers, and how far the number is from their place."""
    place, row = placed
    stem, _, number = row.rpartition("-")
    return (stem, int(number) - place) if number.isdecimal() else (stem, row)


def listed(items: Iterable[list[Piece]]) -> list[Piece]:
    """Return places of a list one after another, with semicolons between."""
    out: list[Piece] = []
    for item in items:
        out += [Words("; "), *item] if out else item
    return out


def joined(links: Iterable[Piece]) -> list[Piece]:
    """Return links one after another, with commas between."""
    out: list[Piece] = []
    for item in links:
        out += [Words(", "), item] if out else [item]
    return out


def correction(book: BookRecord, correction: object) -> list[Piece]:
    """Return what the source gives, what is used, why, and what shows it."""
    column = correction.column.replace("_", " ")
    given, used = (value_text(text) for text in (correction.expected, correction.used))
    said = f"The source gives the {column} as {given}; {used} is used. {stopped(correction.reason)} See "
    shown = Link(f"s-{correction.source}", book.short_source(correction.source))
    return [Words(said), shown, Words(".")]
