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
    """Return how near the weakest row that each piece needs stands, as a letter.

    Rows on one subject, measure and year say the same, so the best of them counts; of the things said the worst.
    """
    claims = ledger.claims.set_index("id")
    cited = pieces["evidence"].str.split().explode()
    rows = claims.loc[cited].assign(piece=cited.index.to_numpy(), year=claims["event_start"].dt.year)
    rows["letter"] = [ledger.grading.reliability(r.tier, r.speaker_role) for r in rows.itertuples()]
    best = rows.groupby(["piece", "subject", "metric", "year"], dropna=False)["letter"].min()
    return best.groupby("piece").max().loc[pieces.index].astype("object")


# ----------------------------------------------------------------------------------------------------------- findings


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    findings, m = Findings("synthesis"), weighed(ledger, settings)
    findings.add("readings", "Readings that are weighed against the evidence", _count(ledger, m, "readings"))
    findings.add("pieces", "Pieces of evidence weighed against the readings", _count(ledger, m, "pieces"))
    findings.add("blind", "Pieces of evidence that tell no rival readings apart", silent(ledger, m))
    _add_counts(findings, ledger, m)
    _add_leads(findings, ledger, m, settings)
    findings.add("indicators", "Indicators that would change the view of the readings", _indicator_count(ledger, due=False))
    findings.add(
        "indicators-due", "Indicators that would change the view, whose day has come", _indicator_count(ledger, due=True)
    )
    return findings


def _add_leads(findings: Findings, ledger: Ledger, m: Matrix | None, settings: Settings) -> None:
    """Add the order of each question's readings and how firm it is."""
    course, reason, conduct = (leads(ledger, m, question) for question in QUESTIONS)
    findings.add("lead-course", "Reading of Microsoft's course that the evidence contradicts least", course.lead)
    findings.add("next-course", "Reading of Microsoft's course that the evidence contradicts next least", course.behind)
    findings.add("gap-course", "Contradictions by which the leading reading of Microsoft's course is ahead", course.gap)
    findings.add(
        "turning-course", "Pieces of evidence without which another reading of Microsoft's course would lead", course.turning
    )
    findings.add(
        "subjects-course",
        "Subjects of evidence without which another reading of Microsoft's course would lead",
        course.subjects,
    )
    findings.add("ways-course", "Other ways of counting by which the same reading of Microsoft's course leads", course.ways)
    findings.add("confidence-course", "Confidence in the order of the readings of Microsoft's course", course.confidence)
    findings.add("lead-reason", "Reason of the endings that the evidence contradicts least", reason.lead)
    findings.add("next-reason", "Reason of the endings that the evidence contradicts next least", reason.behind)
    findings.add("turning-reason", "Pieces of evidence without which another reason of the endings would lead", reason.turning)
    findings.add("confidence-reason", "Confidence in the order of the reasons of the endings", reason.confidence)
    findings.add("lead-conduct", "Reading of the stake in Wicresoft that the evidence contradicts least", conduct.lead)
    findings.add("confidence-conduct", "Confidence in the order of the readings of the stake in Wicresoft", conduct.confidence)
    findings.add("stated", "Readings for which a likelihood can be stated by the rule", stated(ledger, m, settings))


CONTRADICT = "Pieces of evidence that contradict"


def _add_counts(findings: Findings, ledger: Ledger, m: Matrix | None) -> None:
    """Add how many pieces contradict each reading, and what fits the most."""
    findings.add("against-exit", f"{CONTRADICT} an exit from China", against(ledger, m, "exit"))
    findings.add("against-retreat", f"{CONTRADICT} a slow retreat from China", against(ledger, m, "retreat"))
    findings.add("against-containment", f"{CONTRADICT} containment of Microsoft's presence", against(ledger, m, "containment"))
    findings.add("against-derisking", f"{CONTRADICT} selective de-risking by Microsoft", against(ledger, m, "derisking"))
    findings.add("against-unchanged", f"{CONTRADICT} an unchanged course of Microsoft", against(ledger, m, "unchanged"))
    findings.add("against-cost", f"{CONTRADICT} suppliers and cost as the endings' reason", against(ledger, m, "cost"))
    findings.add(
        "against-industry", f"{CONTRADICT} an industry-wide contraction as the endings' reason", against(ledger, m, "industry")
    )
    findings.add("against-rules", f"{CONTRADICT} rules and pressure as the endings' reason", against(ledger, m, "rules"))
    findings.add("against-evasion", f"{CONTRADICT} evasion through the stake in Wicresoft", against(ledger, m, "evasion"))
    findings.add("against-legacy", f"{CONTRADICT} the stake in Wicresoft as left over", against(ledger, m, "legacy"))
    findings.add("most-fitted", "Reading of Microsoft's course that most pieces of evidence fit", most_fitted(ledger, m))
    findings.add(
        "fits-derisking",
        "Pieces of evidence that fit selective de-risking by Microsoft",
        against(ledger, m, "derisking", fits=True),
    )
    findings.add(
        "fits-retreat", "Pieces of evidence that fit a slow retreat from China", against(ledger, m, "retreat", fits=True)
    )


def _rows_of(m: Matrix, pieces: Iterable[str]) -> list[str]:
    """Return the ids of the rows that pieces rest on."""
    cells = m.pieces.set_index("id")["evidence"]
    return [row for piece in pieces for row in cells[piece].split()]


def _count(ledger: Ledger, m: Matrix | None, part: str) -> Finding:
    if m is None:
        return Finding(None, "count")
    how = f"Counted: {part} whose evidence was known on the book's date."
    return ledger.computed(float(len(getattr(m, part))), "count", rows=_rows_of(m, m.pieces["id"]), how=how)


def against(ledger: Ledger, m: Matrix | None, reading: str, fits: bool = False) -> Finding:
    """Finding: how many pieces contradict a reading (or fit it), resting on their rows; by our judgement."""
    name = f"reading-{reading}"
    if m is None or name not in m.against:
        return Finding(None, "count")
    hits = (m.fits if fits else m.against)[name]
    pieces = list(hits.index[hits])
    how = f"Counted: pieces marked {'consistent' if fits else 'inconsistent'} with this reading, by our judgement"
    how += "." if fits else "; each counts as one unless pieces are set to weigh by their source."
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
    how = "Counted: pieces that contradict, of each question's readings, none or all alike."
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
    how = "Computed: readings in the order of how many pieces contradict them, by our marks; a tie is named as a tie."
    ahead = "Computed: contradictions of the reading next least contradicted, less those of the least; as many marks judged "
    ahead += "otherwise would make a tie."
    return Leads(
        lead=_worded(ledger, titles(part, lead), rows, how),
        behind=_worded(ledger, titles(part, behind) or "none, for all are tied", rows, how),
        gap=ledger.computed(gap, "count", rows=rows, how=ahead, digits=_digits(gap)),
        turning=ledger.computed(float(len(analysis.turning(part))), "count", rows=rows, how=LEFT_OUT.format("pieces")),
        subjects=ledger.computed(
            float(len(analysis.turning(part, "strand"))), "count", rows=rows, how=LEFT_OUT.format("subjects")
        ),
        ways=ledger.computed(
            float(sum(other == lead for other in analysis.other_ways(part).values())),
            "count",
            rows=rows,
            how="Counted: ways of counting in the chapter's table, beside the one used, that give the same lead.",
        ),
        confidence=_worded(ledger, analysis.confidence(part), rows, CONFIDENCE_RULE),
    )


CONFIDENCE_RULE = "A word given by a fixed rule, from the grades of the evidence and from leaving pieces out."
LEFT_OUT = "Counted: {} that change which readings are contradicted least when left out, each in turn."


STATED = "Counted: readings to which every way of counting gives the same word of likelihood, whichever piece is left out."


def stated(ledger: Ledger, m: Matrix | None, settings: Settings) -> Finding:
    """Finding: for how many readings every way of counting gives the same word of likelihood."""
    words = likelihoods(m, settings)
    if words.empty:
        return Finding(None, "count")
    rows = _rows_of(m, m.pieces["id"][m.against.any(axis=1).to_numpy()])
    return ledger.computed(float((words["stated"] != "").sum()), "count", rows=rows, how=STATED)


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
    return _worded(
        ledger,
        titles(part, best),
        rows,
        "Computed: the reading with which most pieces are marked consistent, by our judgement.",
    )


def _indicator_count(ledger: Ledger, due: bool) -> Finding:
    rows = ledger.table("indicators")
    if rows.empty:
        return Finding(None, "count")
    hits = rows[rows["due_end"] <= pd.Timestamp(ledger.day)] if due else rows
    how = "Counted: indicators whose day has come by the book's date." if due else "Counted: indicators in the table."
    return Finding(float(len(hits)), "count", float(len(hits)), float(len(hits)), sources=tuple(sorted(set(rows["source"]))),
                   how=how)  # fmt: skip
