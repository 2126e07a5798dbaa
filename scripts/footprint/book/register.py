"""The evidence register and the list of sources, as document nodes with an address for every entry."""

from collections.abc import Iterable

import pandas as pd
from docutils import nodes
from sphinx.environment import BuildEnvironment

from footprint.book.record import BookRecord, amount_text, period_between, published_text


def evidence_sections(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the register: findings by chapter, then every row by table and theme."""
    from footprint.book.extension import link  # the two modules share one vocabulary of links

    def to(label: str, text: str) -> nodes.Node:
        return link(label, text, env.docname)

    sections = [_section(f"Findings: {c}", f"findings-{c}", _findings(book, c, env, to)) for c in book.chapters]
    rows = _rows(book)
    for table, group in rows.groupby("table", sort=False):
        body: list[nodes.Node] = []
        for heading, part in group.groupby("group", sort=False):
            entries = [_row_entry(book, row, env, to) for _, row in part.iterrows()]
            body += [nodes.rubric("", heading.capitalize()), _definitions(entries)]
        body = body if table == "claims" else body[1:]
        sections.append(_section(f"Rows: {table}", f"rows-{nodes.make_id(table)}", *body))
    sections.append(_section("Names", "names", _definitions(_name_entries(book, env, to))))
    judged = [_article_entry(book, row, env, to) for _, row in book.ledger.table("article_claims").iterrows()]
    if judged:
        sections.append(_section("Rows: claims of the three articles", "rows-articles", _definitions(judged)))
    return sections


def _name_entries(book: BookRecord, env: BuildEnvironment, to: callable) -> list[nodes.Node]:
    """Return every entity with its Chinese name and other names, each a word of its own for the site's search."""
    entries = []
    for row in book.ledger.table("entities").sort_values("name").itertuples():
        names = [row.name_zh, *row.aliases.split("|")]
        known = book.short_source(row.source)
        named = [nodes.Text(f"Also: {', '.join(filter(None, names))}. ")] if any(names) else []
        source = [nodes.Text("Named in: "), to(f"s-{row.source}", known), nodes.Text(".")] if known else []
        entries.append(_entry(f"e-{row.id}", [nodes.Text(row.name)], [[*named, *source]], env))
    return entries


def _article_entry(book: BookRecord, row: pd.Series, env: BuildEnvironment, to: callable) -> nodes.Node:
    """Return one claim of an article with its verdict and what settles it."""
    term = [nodes.Text(f"{row['number']}: {row['paraphrase']} "), nodes.literal("", row["id"], classes=["row-id"])]
    verdict = [nodes.Text(f"Verdict: {row['verdict']}. {row['reason']}")]
    evidence = [nodes.Text("Settled by: "), *_joined(to(f"c-{i}", i) for i in row["evidence"].split())]
    source = [nodes.Text("Article: "), to(f"s-{row['source']}", book.short_source(row["source"])), nodes.Text(".")]
    uses = _uses(book, row["id"], to)
    return _entry(f"c-{row['id']}", term, [verdict, evidence, source, uses], env)


def _uses(book: BookRecord, row: str, to: callable) -> list[nodes.Node]:
    """Return links to the findings that use a row."""
    links = [to(f"f-{c}-{n}", book.chapters[c]["findings"][n]["about"]) for c, n in book.used_in.get(row, [])]
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
    from footprint.book.extension import link

    def to(label: str, text: str) -> nodes.Node:
        return link(label, text, env.docname)

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


def _findings(book: BookRecord, chapter: str, env: BuildEnvironment, to: callable) -> nodes.Node:
    rows = _rows(book).set_index("id")
    found = book.chapters[chapter]["findings"]
    return _definitions(_finding_entry(book, rows, (chapter, name), env, to) for name in found)


PAGES = {"index.html": "Front page"}
"""Words for pages that go by another name than their address."""

MOST_SPELLED_OUT = 16
"""How many rows of a finding are listed with what they say; of more, only the ids."""


def _finding_entry(
    book: BookRecord, rows: pd.DataFrame, name: tuple[str, str], env: BuildEnvironment, to: callable
) -> nodes.Node:
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
            spelled = [_spelled(book, rows, i, to) if len(ids) <= MOST_SPELLED_OUT else [to(f"c-{i}", i)] for i in ids]
            parts.append([nodes.Text(f"{word}: "), *_listed(spelled)])
    return _entry(f"f-{name[0]}-{name[1]}", [nodes.Text(finding["about"])], parts, env)


def _spelled(book: BookRecord, rows: pd.DataFrame, row: str, to: callable) -> list[nodes.Node]:
    """Return a row's id with its value and publisher behind it."""
    link = to(f"c-{row}", row)
    if row not in rows.index:
        return [link]
    said = rows.loc[row]
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


def _rows(book: BookRecord) -> pd.DataFrame:
    """Return every row that carries a source, with the heading it stands under."""
    claims = book.ledger.claims
    themes = book.ledger.table("claims").set_index("id")["theme"]
    headings = claims["id"].map(themes).str.replace("_", " ").where(
        claims["table"] == "claims", claims["table"]
    )  # fmt: skip
    lines = book.ledger.table("partners")
    if not lines.empty:
        lines = lines.assign(
            subject=lines["partner"], metric="partner", value=lines["role"], unit="text", summary=lines["services"],
            event_start=lines["since_start"], event_end=lines["since_end"], qualifier="reported", stance="asserts",
            number=float("nan"), perimeter="", denominator="", until_text=[_until(r) for _, r in lines.iterrows()],
        )  # fmt: skip
    claims = claims.assign(order=headings.map({h: n for n, h in enumerate(dict.fromkeys(headings))})).sort_values(
        "order", kind="stable"
    )
    return pd.concat(
        [claims.assign(group=headings), lines.assign(group="partners", table="partners")], ignore_index=True
    ).fillna({"until_text": "", "summary": "", "perimeter": "", "denominator": ""})


def _until(row: pd.Series) -> str:
    return "" if pd.isna(row["until_start"]) else f"until {period_between(row['until_start'], row['until_end'])}"


def _row_entry(book: BookRecord, row: pd.Series, env: BuildEnvironment, to: callable) -> nodes.Node:
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


def _corrected(book: BookRecord, row: str, to: callable) -> list[list[nodes.Node]]:
    """Return what was corrected in a row: what the source gives, what is used, and why."""
    corrections = book.ledger.table("corrections")
    return [
        [
            nodes.Text(
                f"Corrected: the source gives {c.column.replace('_', ' ')} {c.expected}; {c.used} is used. {c.reason} See "
            ),
            to(f"s-{c.source}", book.short_source(c.source)),
            nodes.Text("."),
        ]
        for c in corrections[corrections["row"] == row].itertuples()
    ]


def _said(row: pd.Series) -> str:
    """Write metric and value of a row."""
    return f"{row['metric'].replace('_', ' ')} {amount_text(row)}"


def _stance(row: pd.Series) -> str:
    return {"denies": "A denial.", "corrects": "Corrects another claim."}.get(row["stance"], "")


def _basis(row: pd.Series) -> str:
    """Write when it holds and what is counted."""
    when = period_between(row["event_start"], row["event_end"])
    parts = [f"Date: {when}" if when else "", row["until_text"], row["perimeter"].replace("_", " "), row["denominator"]]
    text = ", ".join(filter(None, parts))
    return f"{text}." if text else ""


def _source_entry(row: pd.Series, resting: list[str], env: BuildEnvironment, to: callable) -> nodes.Node:
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
