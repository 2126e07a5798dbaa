"""The evidence register, as document nodes with an address for every entry: findings, claims, and rows of other tables."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from docutils import nodes
from sphinx.environment import BuildEnvironment

from footprint.book.entries import Code, Entry, Link, Piece, Words, entry_list, page_label
from footprint.book.prose import WHOLE
from footprint.book.record import BookRecord, finding_label
from footprint.book.telling import correction, entry, joined, listed, note, particulars, report, runs, section
from footprint.book.wording import Row, amount_text, claims_its_date, code_words, is_worded, row_date
from footprint.evidence.descriptor import Resource
from footprint.evidence.grades import Grade
from footprint.text import stopped

UNGRADED = str(Grade())
"""The grade of a finding that counts only what nobody but this report says."""


MOST_USES = 3
"""How many findings of one chapter a row's entry names."""


def evidence_sections(book: BookRecord, chapter: str, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the register of one chapter: its findings, then every row that belongs to it, by theme or table."""
    sections = []
    if chapter in book.recorded:
        env.get_domain("std").anonlabels[f"findings-{chapter}"] = (env.docname, f"findings-{chapter}")
        sections.append(section("Findings", f"findings-{chapter}", _findings(book, chapter, env)))
    claims = book.claims_with_headings
    for heading, part in claims[claims["page"] == chapter].groupby("heading", sort=False):
        entries = [_row_entry(book, row) for row in part.to_dict("records")]
        sections.append(section(heading, nodes.make_id(f"rows-{chapter}-{heading}"), entry_list(entries, env)))
    for resource in book.described_tables:
        entries = [_described_entry(book, resource, row) for row in book.rows_of_page(resource, chapter)]
        if entries:
            label = nodes.make_id(f"rows-{chapter}-{resource.name}")
            sections.append(section(f"Table: {resource.title}", label, entry_list(entries, env)))
    return sections


def _described_entry(book: BookRecord, resource: Resource, row: Row) -> Entry:
    """Return a row of a table that is no list of claims, told by the titles of its columns."""
    head = [Words(f"{book.label_of(resource, row)} "), Code(row["id"])]
    told = particulars(book, book.cells_of(resource, row))
    source = [Words("Source: "), Link(f"s-{row['source']}", book.short_source(row["source"])), Words(".")]
    after = [source, note(book, row.get("note", "")), _uses(book, row["id"]), report(book, row["id"])]
    return entry(f"c-{row['id']}", head, [told, *after])


def _uses(book: BookRecord, row: str) -> list[Piece]:
    """Return links to the findings that use a row; of a chapter with many, to those that rest on the fewest rows."""
    uses = groupby(book.used_in.get(row, []), key=itemgetter(0))
    links = [piece for chapter, found in uses for piece in _uses_of(book, chapter, [name for _, name in found])]
    return [Words("Used in: "), *listed(links)] if links else []


def _uses_of(book: BookRecord, chapter: str, names: list[str]) -> Iterator[list[Piece]]:
    found = book.recorded[chapter]["findings"]
    # A count of everything says less of a row than a finding that rests on three.
    ranked = sorted(names, key=lambda name: len(found[name]["rows"]))
    shown = ranked if len(ranked) <= MOST_USES else ranked[: MOST_USES - 1]
    yield from ([Link(finding_label(chapter, name), found[name]["about"])] for name in shown)
    if more := len(ranked) - len(shown):
        whose = "the whole book" if chapter == WHOLE else chapter.replace("_", " ")
        yield [Link(f"findings-{chapter}", f"{more} more findings of {whose}")]


def _findings(book: BookRecord, chapter: str, env: BuildEnvironment) -> nodes.Node:
    found = book.recorded[chapter]["findings"]
    return entry_list((_finding_entry(book, (chapter, name)) for name in found if found[name]["known"]), env)


MOST_SPELLED_OUT = 16
"""How many rows of a finding are listed with what they say; of more, only the ids."""


def _finding_entry(book: BookRecord, name: tuple[str, str]) -> Entry:
    """Return one finding: value, range, how it was made, and the rows for and against it with what each says."""
    finding = book.recorded[name[0]]["findings"][name[1]]
    mark = " Contested." if finding["contested"] else ""
    grade = [Words("Not graded")] if finding["grade"] == UNGRADED else [Link("grades", f"Grade {finding['grade']}")]
    parts = [[Words(f"{_value(finding)} "), *grade, Words(f".{mark} {finding['how']}".rstrip())]]
    pages = [Link(page_label(page.removesuffix(".html")), book.title_of_page(page)) for page in book.pages_of(*name)]
    parts.append([Words("Printed in: "), *joined(pages)] if pages else [])
    for word, ids in (("Rests on", finding["rows"]), ("Against it", finding["against"])):
        parts.append([Words(f"{word}: "), *_rows(book, name, ids)] if ids else [])
    parts.append(report(book, "/".join(name)))
    return entry(finding_label(*name), [Words(finding["about"])], parts)


def _rows(book: BookRecord, name: tuple[str, str], ids: list[str]) -> list[Piece]:
    """Return links to rows: few with what each says, of many the ids, or the finding before this one that lists the same."""
    if len(ids) <= MOST_SPELLED_OUT:
        dated = book.recorded[name[0]]["findings"][name[1]]["unit"] in ("days", "years", "date")
        return listed(_spelled(book, i, dated) for i in ids)
    first = _first_of_rows(book, name[0], ids)
    if first in (None, name[1]):
        return listed(runs(ids))
    about = book.recorded[name[0]]["findings"][first]["about"]
    return [Words("the same rows as "), Link(finding_label(name[0], first), about)]


def _first_of_rows(book: BookRecord, chapter: str, ids: list[str]) -> str | None:
    """Return the first finding of a chapter that rests on these rows, None where none does."""
    found = book.recorded[chapter]["findings"]
    return next((name for name, finding in found.items() if finding["known"] and finding["rows"] == ids), None)


def _value(finding: dict) -> str:
    """Write a finding's value with its bound, and its range where it has one."""
    value, low, high = finding["forms"][""], finding["low"], finding["high"]
    if low is not None and low == high:
        value = finding["forms"]["range"]
    elif low is not None:
        value += f"; range {finding['forms']['range']}"
    return stopped(value[:1].upper() + value[1:])


def _spelled(book: BookRecord, row: str, dated: bool) -> list[Piece]:
    """Return a row's id with its value, its day where that counts, and its publisher behind it."""
    link = Link(f"c-{row}", row)
    if row not in book.claims_by_id:
        return [link]
    said = book.claims_by_id[row]
    value = "" if is_worded(said) and said["summary"] else amount_text(said)
    day = row_date(said) if not claims_its_date(said) and (dated or not value) else ""
    told = ", ".join(filter(None, (value, day, book.sources_by_key[said["source"]]["publisher"])))
    return [link, Words(f" ({told})")]


def _row_entry(book: BookRecord, row: Row) -> Entry:
    """Return one row of the register."""
    head = [Words(f"{book.head_of(row)} "), Code(row["id"])]
    first = [Words(" ".join(filter(None, (row["summary"], _stance(row), _basis(row))))), *_own(book, row)]
    said = f"Said by: {row['attribution']}. " if row["attribution"] else ""
    source = [Words(said + "Source: "), Link(f"s-{row['source']}", book.short_source(row["source"]))]
    source.append(Words(f", {row['locator']}." if row["locator"] else "."))
    after = [*_corrected(book, row["id"]), note(book, row["note"]), _uses(book, row["id"]), report(book, row["id"])]
    told = [first, source] if row["summary"] else [[*first, Words(" "), *source]]
    return entry(f"c-{row['id']}", head, [*told, *after])


def _corrected(book: BookRecord, row: str) -> list[list[Piece]]:
    """Return what was corrected in a row."""
    return [[Words("Corrected. "), *correction(book, c)] for c in book.corrections_of.get(row, [])]


def _stance(row: Row) -> str:
    return {"denies": "A denial.", "corrects": "Said against another account."}.get(row["stance"], "")


COUNTED = {"basis": "Share of", "perimeter": "Counted", "denominator": "Percentage of", "stage": "Stage"}
"""Columns that say what is counted, with the words that stand before their cells."""


def _basis(row: Row) -> str:
    """Write when it holds and what is counted."""
    told = {word: code_words(name, row[name]) for name, word in COUNTED.items()}
    dated = {} if claims_its_date(row) else {"Date": row_date(row)}
    return " ".join(f"{word}: {text}." for word, text in (dated | told).items() if text)


def _own(book: BookRecord, row: Row) -> list[Piece]:
    """Return what only the row's own table says of it."""
    own = particulars(book, book.particulars(row))
    return [Words(" "), *own] if own else []
