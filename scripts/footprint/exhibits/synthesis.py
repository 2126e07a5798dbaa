"""Findings of the synthesis: what contradicts each reading, the order that makes, and how firm it is."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from footprint.analysis import synthesis as analysis
from footprint.analysis.synthesis import Matrix
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.text import list_text

QUESTIONS = {
    "course": "What becomes of Microsoft's presence",
    "reason": "Why things ended",
    "conduct": "What the stake in Wicresoft is for",
}
SHORT = {"course": "course", "reason": "reason", "conduct": "stake"}
"""Questions in one word, for narrow columns."""


class Settings(NamedTuple):
    """The chapter's parameters; the notebook says what each means and allows."""

    weighting: str
    ratio_least: float
    ratio_most: float


def weighed(ledger: Ledger, settings: Settings) -> Matrix | None:
    """Return the matrix of readings and evidence known on the ledger's date, or None when there is nothing to weigh."""
    readings, pieces, marks = (ledger.table(name) for name in ("hypotheses", "pieces", "assessments"))
    if readings.empty or pieces.empty:
        return None
    letters = grades(ledger, pieces)
    return analysis.matrix(readings, pieces.assign(letter=letters, weight=analysis.weight(letters, settings.weighting)), marks)


def grades(ledger: Ledger, pieces: pd.DataFrame) -> pd.Series:
    """Return how near the source of each piece's first row stands, as a letter."""
    rows = ledger.claims.set_index("id").loc[[cell.split()[0] for cell in pieces["evidence"]]]
    letters = [ledger.grading.reliability(r.tier, r.speaker_role) for r in rows.itertuples()]
    return pd.Series(letters, index=pieces.index, dtype="object")


# ----------------------------------------------------------------------------------------------------------- findings


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    findings, m = Findings("synthesis"), weighed(ledger, settings)
    findings.add("readings", "Readings weighed", _count(ledger, m, "readings"))
    findings.add("pieces", "Pieces of evidence weighed", _count(ledger, m, "pieces"))
    findings.add("blind", "Pieces of evidence that tell no rivals apart", silent(ledger, m))
    _add_counts(findings, ledger, m)
    _add_leads(findings, ledger, m, settings)
    findings.add("indicators", "Indicators that would change the view", _indicator_count(ledger, due=False))
    findings.add("indicators-due", "Indicators whose day has come", _indicator_count(ledger, due=True))
    return findings


def _add_leads(findings: Findings, ledger: Ledger, m: Matrix | None, settings: Settings) -> None:
    """Add the order of each question's readings and how firm it is."""
    course, reason, conduct = (leads(ledger, m, question) for question in QUESTIONS)
    findings.add("lead-course", "The reading of the course that the evidence contradicts least", course.lead)
    findings.add("next-course", "The reading of the course contradicted next least", course.behind)
    findings.add("gap-course", "Marks that, judged otherwise, would make these a tie", course.gap)
    findings.add("turning-course", "Pieces without which another reading of the course would lead", course.turning)
    findings.add("subjects-course", "Subjects without which another reading of the course would lead", course.subjects)
    findings.add("ways-course", "Ways of counting by which the same reading of the course leads", course.ways)
    findings.add("confidence-course", "Confidence in the order of readings of the course", course.confidence)
    findings.add("lead-reason", "The reason of the endings that the evidence contradicts least", reason.lead)
    findings.add("next-reason", "The reason contradicted next least", reason.behind)
    findings.add("turning-reason", "Pieces without which another reason would lead", reason.turning)
    findings.add("confidence-reason", "Confidence in the order of reasons", reason.confidence)
    findings.add("lead-conduct", "The reading of the stake that the evidence contradicts least", conduct.lead)
    findings.add("confidence-conduct", "Confidence in the order of readings of the stake", conduct.confidence)
    findings.add("stated", "Readings for which a likelihood can be stated", stated(ledger, m, settings))


def _add_counts(findings: Findings, ledger: Ledger, m: Matrix | None) -> None:
    """Add how many pieces contradict each reading, and what fits the most."""
    findings.add("against-exit", "Pieces that contradict an exit", against(ledger, m, "exit"))
    findings.add("against-retreat", "Pieces that contradict a slow retreat", against(ledger, m, "retreat"))
    findings.add("against-containment", "Pieces that contradict containment", against(ledger, m, "containment"))
    findings.add("against-derisking", "Pieces that contradict selective de-risking", against(ledger, m, "derisking"))
    findings.add("against-unchanged", "Pieces that contradict an unchanged course", against(ledger, m, "unchanged"))
    findings.add("against-cost", "Pieces that contradict suppliers and cost as the reason", against(ledger, m, "cost"))
    findings.add("against-industry", "Pieces that contradict an industry-wide contraction", against(ledger, m, "industry"))
    findings.add("against-rules", "Pieces that contradict rules and pressure as the reason", against(ledger, m, "rules"))
    findings.add("against-evasion", "Pieces that contradict evasion through the stake", against(ledger, m, "evasion"))
    findings.add("against-legacy", "Pieces that contradict a stake left over", against(ledger, m, "legacy"))
    findings.add("most-fitted", "The reading of the course that most pieces fit", most_fitted(ledger, m))
    findings.add("fits-derisking", "Pieces that fit selective de-risking", against(ledger, m, "derisking", fits=True))
    findings.add("fits-retreat", "Pieces that fit a slow retreat", against(ledger, m, "retreat", fits=True))


def _rows_of(m: Matrix, pieces: Iterable[str]) -> list[str]:
    """Return the ids of the rows that pieces rest on."""
    cells = m.pieces.set_index("id")["evidence"]
    return [row for piece in pieces for row in cells[piece].split()]


def _count(ledger: Ledger, m: Matrix | None, part: str) -> Finding:
    if m is None:
        return Finding(None, "count")
    how = f"Counted: rows of the table of {part} whose evidence was known."
    return ledger.computed(float(len(getattr(m, part))), "count", rows=_rows_of(m, m.pieces["id"]), how=how)


def against(ledger: Ledger, m: Matrix | None, reading: str, fits: bool = False) -> Finding:
    """Finding: how many pieces contradict a reading (or fit it), resting on their rows; by our judgement."""
    name = f"reading-{reading}"
    if m is None or name not in m.against:
        return Finding(None, "count")
    hits = (m.fits if fits else m.against)[name]
    pieces = list(hits.index[hits])
    how = f"Counted: pieces marked {'consistent' if fits else 'inconsistent'} with it, by our judgement; weighted where set so."
    value = float(len(pieces)) if fits else float(analysis.contradictions(m)[name])
    return ledger.computed(value, "count", rows=_rows_of(m, pieces), how=how, digits=_digits(value))


def _digits(value: float) -> int | None:
    return None if value == int(value) else 1


def silent(ledger: Ledger, m: Matrix | None) -> Finding:
    """Finding: how many pieces contradict none of the rivals of any question, or all of them."""
    if m is None:
        return Finding(None, "count")
    told = analysis.telling(m)
    pieces = list(told.index[~told])
    how = "Counted: pieces that contradict no reading, or all rivals of a question alike."
    return ledger.computed(float(len(pieces)), "count", rows=_rows_of(m, pieces), how=how)


def _worded(ledger: Ledger, text: str, rows: list[str], how: str) -> Finding:
    """Return a finding in words that rests on rows."""
    made = ledger.computed(0.0, "text", rows=rows, how=how)
    return replace(made, value=text, low=None, high=None)


def titles(m: Matrix, readings: Iterable[str]) -> str:
    """Name readings in their order, a tie as a tie."""
    names = m.readings.set_index("id")["title"]
    named = [names[i][0].lower() + names[i][1:] for i in m.readings["id"] if i in set(readings)]
    return list_text([f"“{name}”" for name in named]) + " (a tie)" if len(named) > 1 else list_text(named)


class Leads(NamedTuple):
    """What is found of the order of one question's readings."""

    lead: Finding = Finding(None)
    behind: Finding = Finding(None)
    gap: Finding = Finding(None, "count")
    turning: Finding = Finding(None, "count")
    subjects: Finding = Finding(None, "count")
    ways: Finding = Finding(None, "count")
    confidence: Finding = Finding(None)


def leads(ledger: Ledger, m: Matrix | None, question: str) -> Leads:
    """Return the findings on the order of one question's readings; unknown where it has not two of them."""
    part = m.question(question) if m else None
    if part is None or len(part.readings) < 2:
        return Leads()
    counts, lead = analysis.contradictions(part), analysis.least(part)
    rest = counts.drop(list(lead))
    behind, gap = rest.index[rest == rest.min()], rest.min() - counts.min() if len(rest) else 0.0
    rows = _rows_of(part, part.pieces["id"][part.against.any(axis=1).to_numpy()])
    how = "Computed: by the number of contradictions, by our marks; ties are said."
    left = "Counted: each left out in turn."
    return Leads(
        lead=_worded(ledger, titles(part, lead), rows, how),
        behind=_worded(ledger, titles(part, behind) or "none, for all are tied", rows, how),
        gap=ledger.computed(gap, "count", rows=rows, how=how, digits=_digits(gap)),
        turning=ledger.computed(float(len(analysis.turning(part))), "count", rows=rows, how=left),
        subjects=ledger.computed(float(len(analysis.turning(part, "strand"))), "count", rows=rows, how=left),
        ways=ledger.computed(
            float(sum(other == lead for other in analysis.ways(part).values())),
            "count",
            rows=rows,
            how="Counted: ways of counting in the chapter's table.",
        ),
        confidence=_worded(ledger, analysis.confidence(part), rows, CONFIDENCE_RULE),
    )


CONFIDENCE_RULE = "By this chapter's rule, from the grades of the evidence and from leaving pieces out."


def stated(ledger: Ledger, m: Matrix | None, settings: Settings) -> Finding:
    """Finding: for how many readings every way of counting gives the same word of likelihood."""
    words = likelihoods(m, settings)
    if words.empty:
        return Finding(None, "count")
    rows = _rows_of(m, m.pieces["id"][m.against.any(axis=1).to_numpy()])
    return ledger.computed(float((words["stated"] != "").sum()), "count", rows=rows, how="Counted, by this chapter's rule.")


def likelihoods(m: Matrix | None, settings: Settings) -> pd.DataFrame:
    """Return the words of likelihood of all questions with two readings or more; see `analysis.likelihoods`."""
    parts = [m.question(question) for question in QUESTIONS] if m else []
    ratios = (settings.ratio_least, settings.ratio_most)
    found = [analysis.likelihoods(part, ratios) for part in parts if len(part.readings) > 1]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame({"id": [], "title": [], "stated": []})


def most_fitted(ledger: Ledger, m: Matrix | None) -> Finding:
    """Finding: the reading of the course that most pieces fit; fits do not decide."""
    part = m.question("course") if m else None
    if part is None or len(part.readings) < 2:
        return Finding(None, "text")
    fits = part.fits.sum()
    best = set(fits.index[fits == fits.max()])
    rows = _rows_of(part, part.pieces["id"][part.fits[sorted(best)].any(axis=1).to_numpy()])
    return _worded(ledger, titles(part, best), rows, "Computed: the most pieces marked consistent, by our judgement.")


def _indicator_count(ledger: Ledger, due: bool) -> Finding:
    rows = ledger.table("indicators")
    if rows.empty:
        return Finding(None, "count")
    hits = rows[rows["due_start"] <= pd.Timestamp(ledger.day)] if due else rows
    return Finding(float(len(hits)), "count", float(len(hits)), float(len(hits)), sources=tuple(sorted(set(rows["source"]))),
                   how="Counted: rows of the table of indicators.")  # fmt: skip
