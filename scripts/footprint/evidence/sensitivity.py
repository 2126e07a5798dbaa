"""How far findings hang on the report's own rules: each rule moved a notch, and what that changes."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.evidence.weighing import OUR_RULES, Rules

NOTCHES: dict[str, Rules] = {
    "Origins count before the tier": replace(OUR_RULES, order=("origins", "tier", "recency")),
    "The latest source is preferred": replace(OUR_RULES, order=("recency", "tier", "origins")),
    "A figure given as about counts as exact": replace(OUR_RULES, about=0.0),
    "A figure given as about may lie twice as far off": replace(OUR_RULES, about=2 * OUR_RULES.about),
    "Relays may widen what their origin said": replace(OUR_RULES, relays_speak=True),
}
"""Each rule of `reconcile`, moved a notch, with the words for it."""


def sensitivity(ledger: Ledger, make: Callable[[Ledger], Findings]) -> pd.DataFrame:
    """Return what changes when each rule moves a notch: one row per finding that changes.

    `make` makes the findings from a ledger. Columns: rule, finding (name), about, ours, theirs (value, range, grade and
    mark in words). Findings that no notch moves have no row.
    """
    ours = make(ledger).items
    rows = [
        (notch, name, finding.about, summary(finding), summary(theirs[name]))
        for notch, rules in NOTCHES.items()
        for theirs in [make(ledger.with_rules(rules)).items]
        for name, finding in ours.items()
        if summary(finding) != summary(theirs[name])
    ]
    return pd.DataFrame(rows, columns=["rule", "finding", "about", "ours", "theirs"])


def summary(finding: Finding) -> str:
    """Write value, range, grade and mark of a finding in one line."""
    value, ranged = finding.text(), finding.text("range")
    text = value if ranged == value else f"{value} ({ranged})"
    return f"{text}, {finding.grade}" + (", contested" if finding.contested else "")
