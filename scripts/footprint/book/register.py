"""The evidence register and the list of sources, as document nodes with an address for every entry."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from docutils import nodes
from sphinx.environment import BuildEnvironment

from footprint.book.datapage import plain_table
from footprint.book.entries import Code, Entry, Link, Piece, Report, Title, Words, entry_list, page_label
from footprint.book.prose import WHOLE
from footprint.book.record import BookRecord, Row, amount_text, finding_label, period_between, published_text
from footprint.evidence.descriptor import Resource
from footprint.text import slug

MOST_USES = 4
"""How many findings of one chapter a row's entry names."""


def evidence_sections(book: BookRecord, chapter: str, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the register of one chapter: its findings, then every row that belongs to it, by theme or table."""
    sections = []
    if chapter in book.recorded:
        env.get_domain("std").anonlabels[f"findings-{chapter}"] = (env.docname, f"findings-{chapter}")
        sections.append(_section("Findings", f"findings-{chapter}", _findings(book, chapter, env)))
    claims = book.claims_with_headings
    for heading, part in claims[claims["page"] == chapter].groupby("heading", sort=False):
        entries = [_row_entry(book, row) for row in part.to_dict("records")]
        sections.append(_section(heading, nodes.make_id(f"rows-{chapter}-{heading}"), entry_list(entries, env)))
    for resource in book.described_tables:
        entries = [_described_entry(book, resource, row) for row in book.rows_of_page(resource, chapter)]
        if entries:
            label = nodes.make_id(f"rows-{chapter}-{resource.name}")
            sections.append(_section(f"Table: {resource.title}", label, entry_list(entries, env)))
    return sections


def names_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return every entity with its names in both scripts."""
    return [entry_list(_name_entries(book), env)]


def article_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return every claim of the articles known on the book's date, with its verdict, by article."""
    judged = book.ledger.table("article_claims")
    return [
        _section(
            book.sources_by_key[source]["title"], f"article-{nodes.make_id(source)}",
            entry_list((_article_entry(book, row) for row in part.to_dict("records")), env),
        )
        for source, part in judged.groupby("source", sort=False)
    ]  # fmt: skip


def correction_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the corrections: the row, what the source gives, what is used, and why."""
    corrections = book.ledger.table("corrections")
    entries = [
        _entry(f"c-{c.id}", [Link(f"c-{c.row}", c.row), Words(f" in {c.table} "), Code(c.id)], [_correction(book, c)])
        for c in corrections.itertuples()
    ]
    return [entry_list(entries, env)] if entries else [nodes.paragraph("", "None was known on this date.")]


def counts_table(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return what the evidence holds by chapter and theme: claims, sources, origins, entities, questions, contested."""
    heads = ("Chapter and theme", "Rows", "Sources", "Origins", "Names", "Questions", "With rivals", "Contested")
    return [plain_table(heads, (8, 2, 2, 2, 2, 3, 3, 3), [tuple(map(str, row)) for row in book.counts.itertuples(index=False)])]


def _described_entry(book: BookRecord, resource: Resource, row: Row) -> Entry:
    """Return a row of a table that is no list of claims, told by the titles of its columns."""
    head = [Words(f"{book.label_of(resource, row)} "), Code(row["id"])]
    told: list[Piece] = []
    for title, text in book.cells_of(resource, row):
        told += [Words(f"{'. ' if told else ''}{title}: "), *_cell_words(book, text)]
    source = [Words("Source: "), Link(f"s-{row['source']}", book.short_source(row["source"])), Words(".")]
    note = [Words(f"Note: {row['note']}")] if row.get("note") else []
    after = [source, note, _uses(book, row["id"]), _report(book, row["id"])]
    return _entry(f"c-{row['id']}", head, [[*told, Words(".")], *after])


def _cell_words(book: BookRecord, text: str) -> list[Piece]:
    """Return a cell's text, or links to the rows where it is a list of their ids."""
    if set(text.split()) <= book.addressed:
        return _joined(Link(f"c-{row}", row) for row in text.split())
    return [Words(text.removesuffix("."))]


def _name_entries(book: BookRecord) -> list[Entry]:
    """Return every entity with its Chinese name and other names, each a word of its own for the site's search."""
    entries = []
    for row in book.ledger.table("entities").sort_values("name").itertuples():
        names = [row.name_zh, *row.aliases.split("|")]
        known = book.short_source(row.source)
        named = [Words(f"Also: {', '.join(filter(None, names))}. ")] if any(names) else []
        source = [Words("Named in: "), Link(f"s-{row.source}", known), Words(".")] if known else []
        entries.append(_entry(f"e-{row.id}", [Words(row.name)], [[*named, *source]]))
    return entries


def _article_entry(book: BookRecord, row: Row) -> Entry:
    """Return one claim of an article with its verdict and what settles it."""
    term = [Words(f"{row['number']}: {row['paraphrase']} "), Code(row["id"])]
    verdict = [Words(f"Verdict: {row['verdict']}. {row['reason']}")]
    evidence = [Words("Settled by: "), *_joined(Link(f"c-{i}", i) for i in row["evidence"].split())]
    source = [Words("Article: "), Link(f"s-{row['source']}", book.short_source(row["source"])), Words(".")]
    after = [_judged_in(book, row["chapter"]), _report(book, row["id"])]
    return _entry(f"c-{row['id']}", term, [verdict, evidence, source, *after])


def _judged_in(book: BookRecord, chapter: str) -> list[Piece]:
    """Return a link to the chapter's table of verdicts: the findings that count a verdict count every one of them."""
    if "verdicts" not in book.recorded.get(chapter, {"tables": {}})["tables"]:
        return []
    return [Words("Judged in: "), Link(f"tab-{slug(chapter)}-verdicts", chapter.replace("_", " ")), Words(".")]


def _uses(book: BookRecord, row: str) -> list[Piece]:
    """Return links to the findings that use a row; of a chapter with many, to those that rest on the fewest rows."""
    uses = groupby(book.used_in.get(row, []), key=itemgetter(0))
    links = [piece for chapter, found in uses for piece in _uses_of(book, chapter, [name for _, name in found])]
    return [Words("Used in: "), *_listed(links)] if links else []


def _uses_of(book: BookRecord, chapter: str, names: list[str]) -> Iterator[list[Piece]]:
    found = book.recorded[chapter]["findings"]
    # A count of everything says less of a row than a finding that rests on three.
    ranked = sorted(names, key=lambda name: len(found[name]["rows"]))
    shown = ranked if len(ranked) <= MOST_USES else ranked[: MOST_USES - 1]
    yield from ([Link(finding_label(chapter, name), found[name]["about"])] for name in shown)
    if more := len(ranked) - len(shown):
        words = "of the whole book" if chapter == WHOLE else f"of {chapter.replace('_', ' ')}"
        yield [Words(f"{more} more "), Link(f"findings-{chapter}", words)]


def grading_table(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the grading rules as a table, from the rows the code reads."""
    env.get_domain("std").anonlabels["grades"] = (env.docname, "grading-rules")
    rules = book.ledger.table("grading")
    words = [(r.grade, r.label.capitalize(), f"{r.meaning}.") for r in rules.itertuples()]
    return [nodes.target(ids=["grading-rules"]), plain_table(("Grade", "In the code's words", "When"), (1, 3, 9), words)]


def source_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the list of sources, each with what rests on it."""
    resting = book.ledger.rows.groupby("source")["id"].apply(list).to_dict()
    entries = [_source_entry(row, resting.get(key, [])) for key, row in book.sources_by_key.items()]
    return [entry_list(entries, env)]


def _section(title: str, label: str, *body: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", title), *body, ids=[label], names=[label])


def _entry(label: str, term: list[Piece], paragraphs: list[list[Piece]]) -> Entry:
    """Return one entry with an address that other pages can link to; paragraphs without a word are left out."""
    return Entry(label, tuple(term), tuple(tuple(parts) for parts in paragraphs if any(piece.text for piece in parts)))


def _report(book: BookRecord, about: str) -> list[Piece]:
    """Return the link by which an error in an entry is reported; nothing while no contact is configured."""
    address = book.publication.report_link(about, book.ledger.day.isoformat())
    return [Report("Report an error", address)] if address else []


def _findings(book: BookRecord, chapter: str, env: BuildEnvironment) -> nodes.Node:
    found = book.recorded[chapter]["findings"]
    return entry_list((_finding_entry(book, (chapter, name)) for name in found if found[name]["known"]), env)


MOST_SPELLED_OUT = 16
"""How many rows of a finding are listed with what they say; of more, only the ids."""


def _finding_entry(book: BookRecord, name: tuple[str, str]) -> Entry:
    """Return one finding: value, range, how it was made, and the rows for and against it with what each says."""
    finding = book.recorded[name[0]]["findings"][name[1]]
    value = finding["forms"][""]
    ranged = finding["low"] is not None and finding["low"] != finding["high"]
    value += f"; range {finding['forms']['range']}" if ranged else ""
    mark = " Contested." if finding["contested"] else ""
    parts = [[Words(f"{value}. "), Link("grades", f"Grade {finding['grade']}"), Words(f".{mark} {finding['how']}".rstrip())]]
    pages = [Link(page_label(page.removesuffix(".html")), book.title_of_page(page)) for page in book.pages_of(*name)]
    parts.append([Words("Printed in: "), *_joined(pages), Words(".")] if pages else [])
    for word, ids in (("Rests on", finding["rows"]), ("Against it", finding["against"])):
        if ids:
            told = [_spelled(book, i) for i in ids] if len(ids) <= MOST_SPELLED_OUT else _runs(ids)
            parts.append([Words(f"{word}: "), *_listed(told)])
    parts.append(_report(book, "/".join(name)))
    return _entry(finding_label(*name), [Words(finding["about"])], parts)


def _runs(ids: Iterable[str]) -> Iterator[list[Piece]]:
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


def _spelled(book: BookRecord, row: str) -> list[Piece]:
    """Return a row's id with its value and publisher behind it."""
    link = Link(f"c-{row}", row)
    if row not in book.claims_by_id:
        return [link]
    said = book.claims_by_id[row]
    return [link, Words(f" ({amount_text(said)}, {book.sources_by_key[said['source']]['publisher']})")]


def _listed(items: Iterable[list[Piece]]) -> list[Piece]:
    out: list[Piece] = []
    for item in items:
        out += [Words("; "), *item] if out else item
    return out


def _joined(links: Iterable[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for item in links:
        out += [Words(", "), item] if out else [item]
    return out


def _row_entry(book: BookRecord, row: Row) -> Entry:
    """Return one row of the register."""
    head = [Words(f"{book.ledger.name(row['subject'])}: {_said(row)} "), Code(row["id"])]
    first = [Words(" ".join(filter(None, (row["summary"], _stance(row), _basis(row)))))]
    said = f"Said by: {row['attribution']}. " if row["attribution"] else ""
    source = [Words(said + "Source: "), Link(f"s-{row['source']}", book.short_source(row["source"]))]
    source.append(Words(f", {row['locator']}." if row["locator"] else "."))
    note = [Words(f"Note: {row['note']}")] if row["note"] else []
    after = [*_corrected(book, row["id"]), note, _uses(book, row["id"]), _report(book, row["id"])]
    return _entry(f"c-{row['id']}", head, [first, source, *after])


def _corrected(book: BookRecord, row: str) -> list[list[Piece]]:
    """Return what was corrected in a row."""
    return [[Words("Corrected: "), *_correction(book, c)] for c in book.corrections_of.get(row, [])]


def _correction(book: BookRecord, correction: object) -> list[Piece]:
    """Return what the source gives, what is used, why, and what shows it."""
    column = correction.column.replace("_", " ")
    said = f"the source gives {column} {correction.expected}; {correction.used} is used. {correction.reason} See "
    shown = Link(f"s-{correction.source}", book.short_source(correction.source))
    return [Words(said), shown, Words(".")]


def _said(row: Row) -> str:
    """Write metric and value of a row."""
    return f"{row['metric'].replace('_', ' ')} {amount_text(row)}"


def _stance(row: Row) -> str:
    return {"denies": "A denial.", "corrects": "Corrects another claim."}.get(row["stance"], "")


def _basis(row: Row) -> str:
    """Write when it holds and what is counted."""
    when = period_between(row["event_start"], row["event_end"])
    parts = [f"Date: {when}" if when else "", row["perimeter"].replace("_", " "), row["denominator"]]
    text = ", ".join(filter(None, parts))
    return f"{text}." if text else ""


def _source_entry(row: Row, resting: list[str]) -> Entry:
    """Return one source: what it is, when it was published, how near it is, and what rests on it."""
    author = f"{row['author']}, " if row["author"] else ""
    tier = row["tier"].replace("_", "-")
    facts = [
        Words(f"{author}{row['publisher']}, {published_text(row)}. Tier: {tier}. Language: {row['language']}. {row['note']}")
    ]
    rests = [Words("Rests on it: "), *_listed(_runs(resting))] if resting else []
    return _entry(f"s-{row['key']}", [Title(row["title"], row["url"])], [facts, rests or [Words("No row rests on it yet.")]])
