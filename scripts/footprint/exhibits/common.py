"""What the exhibits of all chapters share: what is said of sources, what stands where nothing is known, and the audit of
the starting articles."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from footprint.dates import day_text
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.evidence.sensitivity import sensitivity
from footprint.figures import (
    Column,
    Nothing,
    PublishedFigure,
    PublishedTable,
    escape,
    forms,
    publish,
    row_link,
    source_link,
    table,
)
from footprint.text import list_text

Exhibit = PublishedFigure | PublishedTable | Nothing

ARTICLES = {"seed_shutops": "Tech Research Online", "seed_winbuzzer": "WinBuzzer", "seed_headlineusa": "Headline USA"}
"""The three starting articles by their source keys."""

MOST_NAMED = 20
"""How many sources a caption names."""

VERDICTS = ("right", "right but incomplete", "contested", "wrong", "opinion", "cannot be checked", "outdated")
"""Verdicts in the order they are drawn."""


def nothing(ledger: Ledger, about: str) -> Nothing:
    """Return the note for a section without rows."""
    return Nothing(f"No row known on {day_text(ledger.day)} tells of {about}.")


def credit(ledger: Ledger, keys: pd.Series | list[str]) -> dict[str, str]:
    """Return what a figure says of its sources: each once, as a link (`source`) and in plain words (`credit`)."""
    keys = sorted(set(keys))
    publishers = ledger.table("sources").set_index("key").loc[keys, "publisher"]
    return {
        "source": list_text([source_link(key) for key in keys]) + ".",
        "credit": list_text(sorted(set(publishers))) + ".",
        "as_of": day_text(ledger.day),
    }


def credit_many(ledger: Ledger, keys: pd.Series | list[str], finding: str, noun: str) -> dict[str, str]:
    """Return what a figure says of more sources than a caption can name: how many, and the finding that lists them.

    `noun` is what the finding counts.
    """
    if len(set(keys)) <= MOST_NAMED:
        return credit(ledger, keys)
    return {
        "source": f"{len(set(keys))} sources, listed in the evidence register under {{finding}}`{finding}` {noun}.",
        "credit": f"{len(set(keys))} sources, listed in the report's evidence register.",
        "as_of": day_text(ledger.day),
    }


def called(ledger: Ledger, entity: str) -> str:
    """Return an entity's English name for a finding's title, or its id while it is not known."""
    return ledger.table("entities").set_index("id")["name"].get(entity, entity)


def worded(ledger: Ledger, text: str, rows: list[str], how: str) -> Finding:
    """Return a finding that is a word or a day, worked out from rows."""
    found = ledger.computed(0.0, "text", rows=rows, how=how)
    return replace(found, value=text, low=None, high=None)


def articles_note(rows: pd.DataFrame) -> str:
    """Return what the letters before the numbers of articles' claims stand for, of the articles these rows come from."""
    letters = dict(zip(ARTICLES, "ABC", strict=True))
    return "; ".join(f"{letters[key]}: {name}" for key, name in ARTICLES.items() if key in set(rows["source"])) + "."


def source_links(cells: pd.Series) -> list[str]:
    """Write cells of space-separated source keys as links."""
    return [", ".join(source_link(key) for key in cell.split()) for cell in cells]


def row_links(cells: pd.Series) -> list[str]:
    """Write cells of space-separated row ids as links."""
    return [", ".join(row_link(row) for row in cell.split()) for cell in cells]


def judged(ledger: Ledger, chapter: str) -> pd.DataFrame:
    """Return the articles' claims on one chapter's subject, in the order of their numbers."""
    rows = ledger.table("article_claims")
    return rows[rows["chapter"] == chapter].sort_values("number")


def verdicts(ledger: Ledger, chapter: str) -> Exhibit:
    """Table: the articles' claims on this subject, each with its verdict and evidence."""
    rows = judged(ledger, chapter)
    if rows.empty:
        return nothing(ledger, "these articles")
    columns = [
        Column("number", "No.", width=6),
        Column("paraphrase", "The article says", width=34),
        Column("verdict", "Verdict", width=14),
        Column("reason", "Why", width=40),
        Column("entry", "Evidence", width=16, format=str),
    ]
    rows = rows.assign(entry=row_links(rows["evidence"]))
    title = "What the starting articles say on this subject, and what the evidence says"
    note = articles_note(rows)
    return table(rows, name="verdicts", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def verdict_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many claims of each article got each verdict: item, kind, count; kinds in the order of VERDICTS."""
    named = rows.assign(item=rows["source"].map(ARTICLES), kind=rows["verdict"], rank=rows["verdict"].map(VERDICTS.index))
    counted = named.groupby(["rank", "item", "kind"]).size().rename("count").reset_index()
    return counted[["item", "kind", "count"]]


def score(ledger: Ledger, chapter: str) -> Exhibit:
    """Figure: verdicts per article."""
    rows = judged(ledger, chapter)
    if rows.empty:
        return nothing(ledger, "these articles")
    counted = verdict_counts(rows)
    wrong, right = ((rows["verdict"] == verdict).sum() for verdict in ("wrong", "right"))
    words = " ".join(f"{item}: {count} {kind}." for item, kind, count in counted.itertuples(index=False))
    verb = "is" if wrong == 1 else "are"
    return publish(
        forms.score_bars(counted, VERDICTS),
        name="score",
        title=f"Of {len(rows)} claims on this subject {wrong} {verb} wrong and {right} right as they stand.",
        alt=f"Stacked bars of verdicts on the claims of {counted['item'].nunique()} articles, from right to cannot be checked.",
        description=f"One bar an article, its claims on this chapter's subject counted by verdict. {words}",
        unit="claims",
        rows=counted,
        **credit(ledger, rows["source"]),
    )


def verdict_finding(ledger: Ledger, chapter: str, verdict: str = "") -> Finding:
    """Finding: how many of the articles' claims on this subject got a verdict, or, without one, how many there are."""
    rows = judged(ledger, chapter)
    hits = rows[rows["verdict"] == verdict] if verdict else rows
    claims = f"the starting articles' claims on {chapter.replace('_', ' ')}"
    how = f"Counted: {claims} whose verdict is “{escape(verdict)}”." if verdict else f"Counted: {claims}."
    return ledger.computed(float(len(hits)) if len(rows) else None, "count", rows=rows["id"], how=how)


def add_verdicts(findings: Findings, ledger: Ledger) -> None:
    """Add the counts of the articles' claims on a chapter's subject: all, right as they stand, wrong."""
    chapter = findings.chapter
    claims = f"Claims of the starting articles on {chapter.replace('_', ' ')}"
    findings.add("claims-right", f"{claims} that are right", verdict_finding(ledger, chapter, "right"))
    findings.add("claims-wrong", f"{claims} that are wrong", verdict_finding(ledger, chapter, "wrong"))
    findings.add("claims-all", f"{claims} that are judged", verdict_finding(ledger, chapter))


def sensitivity_table(ledger: Ledger, make: Callable[[Ledger], Findings]) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch; `make` makes the chapter's findings."""
    rows = sensitivity(ledger, make)
    if rows.empty:
        return nothing(ledger, "a finding that another rule would change")
    columns = [
        Column("rule", "Rule moved", width=26, format=str),
        Column("about", "Finding", width=34),
        Column("ours", "By the report's rules", width=24),
        Column("theirs", "By this rule", width=24),
    ]
    note = "Each cell: value, range in brackets, grade. A finding without a line is the same under every rule moved."
    title = "What would change if each rule moved a notch"
    return table(rows, name="sensitivity", title=title, columns=columns, note=note, as_of=day_text(ledger.day))
