"""The evidence register and the list of sources, as document nodes with an address for every entry."""

from collections.abc import Callable, Iterable

import pandas as pd
from docutils import nodes
from sphinx.environment import BuildEnvironment

from footprint.book.record import BookRecord, amount_text, finding_label, period_between, published_text
from footprint.evidence.descriptor import Resource

To = Callable[[str, str], nodes.Node]
"""Makes a link to a label, with its text."""


def evidence_sections(book: BookRecord, chapter: str, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the register of one chapter: its findings, then every row that belongs to it, by theme or table."""
    to = _linker(env)
    sections = []
    if chapter in book.chapters:
        sections.append(_section("Findings", f"findings-{chapter}", _findings(book, chapter, env, to)))
    claims = book.claims_with_headings
    for heading, part in claims[claims["page"] == chapter].groupby("heading", sort=False):
        entries = [_row_entry(book, row, env, to) for _, row in part.iterrows()]
        sections.append(_section(heading, nodes.make_id(f"rows-{chapter}-{heading}"), _definitions(entries)))
    for resource in book.described_tables:
        rows = book.rows_of_page(resource.name, chapter)
        if not rows.empty:
            entries = [_described_entry(book, resource, row, env, to) for _, row in rows.iterrows()]
            label = nodes.make_id(f"rows-{chapter}-{resource.name}")
            sections.append(_section(f"Table: {resource.title}", label, _definitions(entries)))
    return sections


def names_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return every entity with its names in both scripts."""
    return [_definitions(_name_entries(book, env, _linker(env)))]


def article_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return every claim of the articles known on the book's date, with its verdict, by article."""
    to, judged = _linker(env), book.ledger.table("article_claims")
    return [
        _section(
            book.sources.loc[source, "title"], f"article-{nodes.make_id(source)}",
            _definitions(_article_entry(book, row, env, to) for _, row in part.iterrows()),
        )
        for source, part in judged.groupby("source", sort=False)
    ]  # fmt: skip


def correction_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the corrections: the row, what the source gives, what is used, and why."""
    to, corrections = _linker(env), book.ledger.table("corrections")
    entries = [
        _entry(
            f"c-{c.id}",
            [to(f"c-{c.row}", c.row), nodes.Text(f" in {c.table} "), nodes.literal("", c.id, classes=["row-id"])],
            [_correction(book, c, to)], env,
        )
        for c in corrections.itertuples()
    ]  # fmt: skip
    return [_definitions(entries)] if entries else [nodes.paragraph("", "None was known on this date.")]


def counts_table(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return what the evidence holds by chapter and theme: claims, sources, origins, entities, questions, contested."""
    heads = ("Chapter and theme", "Rows", "Sources", "Origins", "Names", "Questions", "With rivals", "Contested")
    return [_table(heads, (8, 2, 2, 2, 2, 3, 3, 3), [tuple(map(str, row)) for row in book.counts.itertuples(index=False)])]


def _linker(env: BuildEnvironment) -> To:
    from footprint.book.extension import link  # the two modules share one vocabulary of links

    return lambda label, text: link(label, text, env.docname)


def _described_entry(book: BookRecord, resource: Resource, row: pd.Series, env: BuildEnvironment, to: To) -> nodes.Node:
    """Return a row of a table that is no list of claims, told by the titles of its columns."""
    head = [nodes.Text(f"{book.label_of(resource, row)} "), nodes.literal("", row["id"], classes=["row-id"])]
    told = [f"{title}: {text}" for title, text in book.cells_of(resource, row)]
    source = [nodes.Text("Source: "), to(f"s-{row['source']}", book.short_source(row["source"])), nodes.Text(".")]
    note = [nodes.Text(f"Note: {row['note']}")] if row.get("note") else []
    return _entry(f"c-{row['id']}", head, [[nodes.Text(". ".join(told) + ".")], source, note, _uses(book, row["id"], to)], env)


def _name_entries(book: BookRecord, env: BuildEnvironment, to: To) -> list[nodes.Node]:
    """Return every entity with its Chinese name and other names, each a word of its own for the site's search."""
    entries = []
    for row in book.ledger.table("entities").sort_values("name").itertuples():
        names = [row.name_zh, *row.aliases.split("|")]
        known = book.short_source(row.source)
        named = [nodes.Text(f"Also: {', '.join(filter(None, names))}. ")] if any(names) else []
        source = [nodes.Text("Named in: "), to(f"s-{row.source}", known), nodes.Text(".")] if known else []
        entries.append(_entry(f"e-{row.id}", [nodes.Text(row.name)], [[*named, *source]], env))
    return entries


def _article_entry(book: BookRecord, row: pd.Series, env: BuildEnvironment, to: To) -> nodes.Node:
    """Return one claim of an article with its verdict and what settles it."""
    term = [nodes.Text(f"{row['number']}: {row['paraphrase']} "), nodes.literal("", row["id"], classes=["row-id"])]
    verdict = [nodes.Text(f"Verdict: {row['verdict']}. {row['reason']}")]
    evidence = [nodes.Text("Settled by: "), *_joined(to(f"c-{i}", i) for i in row["evidence"].split())]
    source = [nodes.Text("Article: "), to(f"s-{row['source']}", book.short_source(row["source"])), nodes.Text(".")]
    uses = _uses(book, row["id"], to)
    return _entry(f"c-{row['id']}", term, [verdict, evidence, source, uses], env)


def _uses(book: BookRecord, row: str, to: To) -> list[nodes.Node]:
    """Return links to the findings that use a row."""
    links = [to(finding_label(c, n), book.chapters[c]["findings"][n]["about"]) for c, n in book.used_in.get(row, [])]
    return [nodes.Text("Used in: "), *_listed([link] for link in links)] if links else []


def grading_table(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the grading rules as a table, from the rows the code reads."""
    env.get_domain("std").anonlabels["grades"] = (env.docname, "grading-rules")
    rules = book.ledger.table("grading")
    words = [(r.grade, r.label.capitalize(), f"{r.meaning}.") for r in rules.itertuples()]
    return [nodes.target(ids=["grading-rules"]), _table(("Grade", "In the code's words", "When"), (1, 3, 9), words)]


def _table(heads: tuple[str, ...], widths: tuple[int, ...], rows: list[tuple[str, ...]]) -> nodes.table:
    """Return a plain table of texts."""

    def line(cells: tuple[str, ...]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))

    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in widths), cols=len(heads))
    group += [nodes.thead("", line(heads)), nodes.tbody("", *(line(row) for row in rows))]
    return nodes.table("", group)


def source_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the list of sources, each with what rests on it."""
    to = _linker(env)
    resting = book.ledger.rows.groupby("source")["id"].apply(list).to_dict()
    entries = [_source_entry(row, resting.get(row["key"], []), env, to) for _, row in book.sources.iterrows()]
    return [_definitions(entries)]


def _section(title: str, label: str, *body: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", title), *body, ids=[label], names=[label])


def _definitions(entries: Iterable[nodes.definition_list_item]) -> nodes.definition_list:
    return nodes.definition_list("", *entries, classes=["register"])


def _entry(label: str, term: list[nodes.Node], paragraphs: list[list[nodes.Node]], env: BuildEnvironment) -> nodes.Node:
    """Return one entry with an address that other pages can link to."""
    env.get_domain("std").anonlabels[label] = (env.docname, label)
    body = nodes.definition("", *(nodes.paragraph("", "", *parts) for parts in paragraphs if parts))
    return nodes.definition_list_item("", nodes.term("", "", *term, ids=[label]), body)


def _findings(book: BookRecord, chapter: str, env: BuildEnvironment, to: To) -> nodes.Node:
    found = book.chapters[chapter]["findings"]
    return _definitions(_finding_entry(book, (chapter, name), env, to) for name in found if found[name]["known"])


PAGES = {"index.html": "Front page"}
"""Words for pages that go by another name than their address."""

MOST_SPELLED_OUT = 16
"""How many rows of a finding are listed with what they say; of more, only the ids."""


def _finding_entry(book: BookRecord, name: tuple[str, str], env: BuildEnvironment, to: To) -> nodes.Node:
    """Return one finding: value, range, how it was made, and the rows for and against it with what each says."""
    finding = book.chapters[name[0]]["findings"][name[1]]
    value = finding["forms"][""]
    ranged = finding["low"] is not None and finding["low"] != finding["high"]
    value += f"; range {finding['forms']['range']}" if ranged else ""
    mark = " Contested." if finding["contested"] else ""
    parts = [
        [nodes.Text(f"{value}. "), to("grades", f"Grade {finding['grade']}"), nodes.Text(f".{mark} {finding['how']}".rstrip())]
    ]
    pages = [PAGES.get(page, page) for page in book.pages_of(*name)]
    parts.append([nodes.Text(f"Printed in: {', '.join(pages)}.")] if pages else [])
    for word, ids in (("Rests on", finding["rows"]), ("Against it", finding["against"])):
        if ids:
            spelled = [_spelled(book, i, to) if len(ids) <= MOST_SPELLED_OUT else [to(f"c-{i}", i)] for i in ids]
            parts.append([nodes.Text(f"{word}: "), *_listed(spelled)])
    return _entry(finding_label(*name), [nodes.Text(finding["about"])], parts, env)


def _spelled(book: BookRecord, row: str, to: To) -> list[nodes.Node]:
    """Return a row's id with its value and publisher behind it."""
    link = to(f"c-{row}", row)
    if row not in book.claims_by_id.index:
        return [link]
    said = book.claims_by_id.loc[row]
    return [link, nodes.Text(f" ({amount_text(said)}, {book.sources.loc[said['source'], 'publisher']})")]


def _listed(items: Iterable[list[nodes.Node]]) -> list[nodes.Node]:
    out: list[nodes.Node] = []
    for item in items:
        out += [nodes.Text("; "), *item] if out else item
    return out


def _joined(links: Iterable[nodes.Node]) -> list[nodes.Node]:
    out: list[nodes.Node] = []
    for item in links:
        out += [nodes.Text(", "), item] if out else [item]
    return out


def _row_entry(book: BookRecord, row: pd.Series, env: BuildEnvironment, to: To) -> nodes.Node:
    """Return one row of the register."""
    head = [nodes.Text(f"{book.ledger.name(row['subject'])}: {_said(row)} ")]
    head.append(nodes.literal("", row["id"], classes=["row-id"]))
    first = [nodes.Text(" ".join(filter(None, (row["summary"], _stance(row), _basis(row)))))]
    said = f"Said by: {row['attribution']}. " if row["attribution"] else ""
    source = [nodes.Text(said + "Source: "), to(f"s-{row['source']}", book.short_source(row["source"]))]
    source.append(nodes.Text(f", {row['locator']}." if row["locator"] else "."))
    note = [nodes.Text(f"Note: {row['note']}")] if row["note"] else []
    return _entry(
        f"c-{row['id']}", head, [first, source, *_corrected(book, row["id"], to), note, _uses(book, row["id"], to)], env
    )


def _corrected(book: BookRecord, row: str, to: To) -> list[list[nodes.Node]]:
    """Return what was corrected in a row."""
    return [[nodes.Text("Corrected: "), *_correction(book, c, to)] for c in book.corrections_of.get(row, [])]


def _correction(book: BookRecord, correction: object, to: To) -> list[nodes.Node]:
    """Return what the source gives, what is used, why, and what shows it."""
    column = correction.column.replace("_", " ")
    said = f"the source gives {column} {correction.expected}; {correction.used} is used. {correction.reason} See "
    shown = to(f"s-{correction.source}", book.short_source(correction.source))
    return [nodes.Text(said), shown, nodes.Text(".")]


def _said(row: pd.Series) -> str:
    """Write metric and value of a row."""
    return f"{row['metric'].replace('_', ' ')} {amount_text(row)}"


def _stance(row: pd.Series) -> str:
    return {"denies": "A denial.", "corrects": "Corrects another claim."}.get(row["stance"], "")


def _basis(row: pd.Series) -> str:
    """Write when it holds and what is counted."""
    when = period_between(row["event_start"], row["event_end"])
    parts = [f"Date: {when}" if when else "", row["perimeter"].replace("_", " "), row["denominator"]]
    text = ", ".join(filter(None, parts))
    return f"{text}." if text else ""


def _source_entry(row: pd.Series, resting: list[str], env: BuildEnvironment, to: To) -> nodes.Node:
    """Return one source: what it is, when it was published, how near it is, and what rests on it."""
    title = nodes.emphasis("", row["title"])
    term = [nodes.reference("", "", title, refuri=row["url"]) if row["url"] else title]
    author = f"{row['author']}, " if row["author"] else ""
    tier = row["tier"].replace("_", "-")
    facts = [
        nodes.Text(
            f"{author}{row['publisher']}, {published_text(row)}. Tier: {tier}. Language: {row['language']}. {row['note']}"
        )
    ]
    rests = [nodes.Text("Rests on it: "), *_joined(to(f"c-{i}", i) for i in resting)] if resting else []
    return _entry(f"s-{row['key']}", term, [facts, rests or [nodes.Text("No row rests on it yet.")]], env)
