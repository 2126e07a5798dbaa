"""What the page on methods prints from the code itself: the rules of weighing, and how far the headlines hang on them."""

import csv

from docutils import nodes
from sphinx.environment import BuildEnvironment

from footprint.book.datapage import plain_table
from footprint.book.record import BookRecord
from footprint.evidence.grades import Grade
from footprint.evidence.weighing import OUR_RULES, TIERS, Rules
from footprint.text import list_text, number_text, slug

ORDERS = {
    "tier": f"the one whose source stands nearest to the event ({', then '.join(t.replace('_', '-') for t in TIERS)})",
    "origins": "the one with more independent origins",
    "recency": "the one of the later source",
}


def weighing_rules(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the rules by which one value is preferred to its rivals, as the code holds them."""
    items = [nodes.list_item("", nodes.paragraph("", text)) for text in rules_text(OUR_RULES)]
    return [nodes.bullet_list("", *items, bullet="-")]


def rules_text(rules: Rules) -> list[str]:
    """Say the rules in sentences."""
    first, *then = (ORDERS[name] for name in rules.order)
    relays = "may widen" if rules.relays_speak else "supports its origin but cannot change"
    return [
        f"Of the values given, {first} is preferred; between equals {', then '.join(then)}.",
        f"A figure given as “about” agrees with any that lies within {number_text(100 * rules.about, 'percent')} of it; a "
        "figure with decimals with any that rounds to it.",
        f"A relay {relays} what it said.",
        "A row that another supersedes does not speak. Rivals are never averaged and never dropped: they are the range.",
        "A floor below every figure, or a ceiling above them all, contradicts none, so it is no part of the range.",
        "A finding is contested when somebody denies it, or when a source no farther from the event gives a value that "
        "differs beyond rounding.",
    ]


def headline_sensitivity(book: BookRecord, env: BuildEnvironment) -> list[nodes.Node]:
    """Return the findings of the front page and, for each rule moved a notch, what would stand there instead."""
    lines = [line for place in sorted(book.placed_in("index.html")) if book.known(*place) for line in _moved(book, *place)]
    heads = ("Finding", "By the report's rules", "If this rule moved", "Then")
    return (
        [plain_table(heads, (8, 6, 6, 6), lines)] if lines else [nodes.paragraph("", "No finding stands there on this date.")]
    )


def _told(finding: dict) -> str:
    """Write a finding's value, with its range where it has one."""
    value, ranged = finding["forms"][""], finding["forms"]["range"]
    return value if finding["low"] in (None, finding["high"]) else f"{value} ({ranged})"


def _moved(book: BookRecord, chapter: str, name: str) -> list[tuple[str, str, str, str]]:
    """Return the lines of one graded finding: a line for each effect of a rule, or one that says no rule changes it."""
    finding = book.finding(chapter, name)
    if finding is None or finding["grade"] == str(Grade()):
        return []
    file = book.folder / "files" / f"{slug(chapter)}-sensitivity.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines())) if file.is_file() else []
    moved = [(row["rule"].replace("`", ""), row["ours"], row["theirs"]) for row in rows if row["finding"] == name]
    if not moved:
        return [(finding["about"], f"{_told(finding)}, {finding['grade']}", "none changes it", "–")]
    by_effect: dict[tuple[str, str], list[str]] = {}
    for rule, ours, theirs in moved:
        by_effect.setdefault((ours, theirs), []).append(rule)
    return [(finding["about"], ours, list_text(rules, "or"), theirs) for (ours, theirs), rules in by_effect.items()]
