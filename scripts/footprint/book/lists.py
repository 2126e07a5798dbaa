"""The lists behind the register: names, sources, claims of the articles, corrections, grading rules, and how much there is."""

import pandas as pd
from docutils import nodes
from sphinx.environment import BuildEnvironment

from footprint.book.datapage import plain_table
from footprint.book.entries import Code, Entry, Link, Piece, Title, Words, entry_list
from footprint.book.record import BookRecord
from footprint.book.telling import correction, entry, joined, listed, report, runs, section
from footprint.book.wording import Row, code_words, published_text
from footprint.text import slug, stopped


def names_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return every entity with its names in both scripts."""
    return [entry_list(_name_entries(book), env)]


def _name_entries(book: BookRecord) -> list[Entry]:
    """Return every entity with its Chinese name and other names, each a word of its own for the site's search."""
    entries = []
    rows = book.ledger.table("entities")
    for row in rows.iloc[rows["name"].str.casefold().argsort(kind="stable")].itertuples():
        names = [row.name_zh, *row.aliases.split("|")]
        known = book.short_source(row.source)
        named = [Words(f"{stopped('Also: ' + ', '.join(filter(None, names)))} ")] if any(names) else []
        source = [Words("Source of the name: "), Link(f"s-{row.source}", known), Words(".")] if known else []
        entries.append(entry(f"e-{row.id}", [Words(row.name)], [[*named, *source]]))
    return entries


def article_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return every claim of the articles known on the book's date, with its verdict, by article."""
    judged = book.ledger.table("article_claims")
    return [
        section(
            f"{book.short_source(source)}: “{book.sources_by_key[source]['title']}”", f"article-{nodes.make_id(source)}",
            entry_list((_article_entry(book, row) for row in part.to_dict("records")), env),
        )
        for source, part in judged.groupby("source", sort=False)
    ]  # fmt: skip


SETTLED = ("right", "right but incomplete", "wrong", "outdated")
"""Verdicts that rows settle."""


def _article_entry(book: BookRecord, row: Row) -> Entry:
    """Return one claim of an article with its verdict and what settles it."""
    term = [Words(f"{row['number']}: {row['paraphrase']} "), Code(row["id"])]
    verdict = [Words(f"Verdict: {row['verdict']}. {row['reason']}")]
    head = "Settled by: " if row["verdict"] in SETTLED else "Rows on it: "
    evidence = [Words(head), *joined(Link(f"c-{i}", i) for i in row["evidence"].split())]
    source = [Words("Article: "), Link(f"s-{row['source']}", book.short_source(row["source"])), Words(".")]
    after = [_judged_in(book, row["chapter"]), report(book, row["id"])]
    return entry(f"c-{row['id']}", term, [verdict, evidence, source, *after])


def _judged_in(book: BookRecord, chapter: str) -> list[Piece]:
    """Return a link to the chapter's table of verdicts: the findings that count a verdict count every one of them."""
    if "verdicts" not in book.recorded.get(chapter, {"tables": {}})["tables"]:
        return []
    return [Words("Judged in: "), Link(f"tab-{slug(chapter)}-verdicts", chapter.replace("_", " ")), Words(".")]


def correction_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the corrections: the row, what the source gives, what is used, and why."""
    corrections = book.ledger.table("corrections")
    entries = [
        entry(f"c-{c.id}", [Link(f"c-{c.row}", c.row), Words(f" in {c.table} "), Code(c.id)], [correction(book, c)])
        for c in corrections.itertuples()
    ]
    return [entry_list(entries, env)] if entries else [nodes.paragraph("", "None was known on this date.")]


def counts_table(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return what the evidence holds by chapter and theme: claims, sources, origins, entities, questions, contested."""
    heads = ("Chapter and theme", "Rows", "Sources", "Origins", "Names", "Questions", "With rivals", "Contested")
    lines = [(name, *(f"{n:,}" for n in counts)) for name, *counts in book.counts.itertuples(index=False)]
    return [plain_table(heads, (8, 2, 2, 2, 2, 3, 3, 3), lines)]


def grading_table(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the grading rules as a table, from the rows the code reads."""
    env.get_domain("std").anonlabels["grades"] = (env.docname, "grading-rules")
    rules = book.ledger.table("grading")
    words = [(r.grade, r.label.capitalize(), f"{r.meaning}.") for r in rules.itertuples()]
    return [nodes.target(ids=["grading-rules"]), plain_table(("Grade", "In the code's words", "When"), (1, 3, 9), words)]


def source_list(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the list of sources, each with what rests on it."""
    resting = book.ledger.rows.groupby("source")["id"].apply(list).to_dict()
    rows = sorted(book.sources_by_key.values(), key=_publisher_then_day)
    return [entry_list([_source_entry(book, row, resting.get(row["key"], [])) for row in rows], env)]


def _publisher_then_day(row: Row) -> tuple[str, bool, object, str]:
    """Return by what sources are ordered; undated ones come last."""
    undated = pd.isna(row["published_start"])
    return row["publisher"].casefold(), undated, pd.Timestamp.max if undated else row["published_start"], row["key"]


def _source_entry(book: BookRecord, row: Row, resting: list[str]) -> Entry:
    """Return one source: what it is, when it was published, how near it is, what rests on it and what else names it."""
    author = f"{row['author']}, " if row["author"] else ""
    tier, language = row["tier"].replace("_", "-"), code_words("language", row["language"])
    cited = book.cited_as(row["key"])
    told = f"{author}{row['publisher']}, {published_text(row)}.{cited} Tier: {tier}. Language: {language}. {row['note']}"
    naming = [i for i in book.named_by.get(row["key"], []) if i in book.addressed and i not in resting]
    used = [[Words(f"{word}: "), *listed(runs(ids))] for word, ids in (("Rests on it", resting), ("Named in", naming)) if ids]
    return entry(f"s-{row['key']}", [Title(row["title"], row["url"])], [[Words(told)], *used])
