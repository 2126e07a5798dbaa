"""Exhibits of the synthesis: the readings, the evidence, the matrix, its order and what would change it."""

import pandas as pd

from footprint.analysis import synthesis as analysis
from footprint.analysis.synthesis import Matrix
from footprint.dates import Period, day_text, period_text
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import Exhibit, articles_note, credit, nothing, row_links
from footprint.exhibits.synthesis import QUESTIONS, SHORT, Settings, likelihoods, titles
from footprint.figures import Column, escape, forms, publish, row_link, source_link, table
from footprint.text import list_text, number_text

SUBJECTS = {
    "outsourcing": "outsourcing", "labs": "labs", "staff_moves": "staff moves", "trade_controls": "trade controls",
    "sanctions": "sanctions",
}  # fmt: skip
WORDS = {"inconsistent": "contradicts", "consistent": "fits", "not diagnostic": "says nothing"}
NOT_STATED = "not stated"

ASKED = f"{'; '.join(f'{SHORT[q].capitalize()}: {words[0].lower()}{words[1:]}' for q, words in QUESTIONS.items())}."

NO_WHOLE = "a reading of the whole with evidence to weigh it"


def readings(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Table: the readings, what each says, and who holds it."""
    if m is None:
        return nothing(ledger, NO_WHOLE)
    columns = [
        Column("asks", "Question", width=12), Column("title", "Reading", width=20),
        Column("statement", "What it says", width=50), Column("holder", "Who holds it", width=34),
        Column("source", "First read in", width=22, format=source_link),
    ]  # fmt: skip
    rows = m.readings.assign(asks=m.readings["question"].map(SHORT))
    title = "The rival readings; only those that answer one question are rivals"
    return table(rows, name="readings", title=title, columns=columns, note=ASKED, as_of=day_text(ledger.day))


def pieces(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Table: the pieces of evidence, their rows and grades, and whether they tell rivals apart."""
    if m is None:
        return nothing(ledger, "evidence to weigh")
    told = analysis.telling(m)
    rows = m.pieces.assign(
        entry=row_links(m.pieces["evidence"]), subject=m.pieces["strand"].map(SUBJECTS),
        against=m.against.sum(axis=1).to_numpy(), told=["yes" if told[i] else "no" for i in m.pieces["id"]],
    )  # fmt: skip
    columns = [
        Column("number", "No.", align="right", width=6, format=number_text), Column("statement", "What the rows say", width=58),
        Column("subject", "Subject", width=18), Column("letter", "Grade", align="center", width=10),
        Column("against", "Against", align="center", width=11, format=number_text),
        Column("told", "Apart", width=9), Column("entry", "Rows", width=24, format=str),
    ]  # fmt: skip
    note = (
        "Grade: how near the sources stand; of rows that say the same the nearest counts, of the things said the one that "
        "stands farthest off. Against: readings it contradicts. Apart: whether it tells rivals apart."
    )
    title = "The evidence weighed"
    return table(rows, name="pieces", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def matrix(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Figure: every mark of every piece for every reading."""
    if m is None:
        return nothing(ledger, NO_WHOLE)
    cells = _cells(ledger, m)
    counts = cells["mark"].value_counts()
    told = int(analysis.telling(m).sum())
    words = " ".join(f"{title}: {_said(part)}." for title, part in cells.groupby("column", sort=False))
    return publish(
        forms.mark_matrix(cells, WORDS),
        name="matrix",
        title=f"Of {len(m.pieces)} pieces of evidence {told} contradict some reading and not all of its rivals.",
        alt=f"A matrix of {len(m.pieces)} pieces of evidence against {len(m.readings)} readings: crosses contradict, rings "
        "fit, dots say nothing.",
        description="One row a piece of evidence, one column a reading, readings of one question side by side. A filled cross "
        f"marks a contradiction ({counts.get('inconsistent', 0)} in all), a ring a fit ({counts.get('consistent', 0)}), a dot "
        f"that the piece says nothing of the reading. All marks are judgements. Contradicted by: {words}",
        unit="one mark per piece of evidence and reading, by our judgement",
        rows=cells,
        **credit(ledger, m.pieces["source"]),
    )


def _cells(ledger: Ledger, m: Matrix) -> pd.DataFrame:
    """Return one row a cell in printed order: row, column, group, mark, reason, id."""
    marks = ledger.table("assessments").set_index(["piece", "hypothesis"])
    rows = [
        (f"{p.number:.0f}  {p.title}", r.title, r.question, *marks.loc[(p.id, r.id), ["mark", "reason", "id"]])
        for p in m.pieces.itertuples()
        for r in m.readings.itertuples()
    ]
    return pd.DataFrame(rows, columns=["row", "column", "group", "mark", "reason", "id"])


def _said(part: pd.DataFrame) -> str:
    hits = part.loc[part["mark"] == "inconsistent", "row"]
    return list_text([row.partition("  ")[2] for row in hits]) or "nothing"


def reasons(ledger: Ledger, m: Matrix | None, question: str) -> Exhibit:
    """Table: each contradiction of a question's readings, with the reason and the address of the mark."""
    part = m.question(question) if m else None
    if part is None or not part.against.any(axis=None):
        return nothing(ledger, "evidence against a reading of this question")
    cells = _cells(ledger, part)
    places = list(part.readings["title"]).index
    cells = cells[cells["mark"] == analysis.INCONSISTENT].sort_values("column", key=lambda c: c.map(places), kind="stable")
    cells = cells.assign(piece=cells["row"].str.partition("  ")[2], entry=[row_link(i) for i in cells["id"]])
    columns = [
        Column("column", "Reading", width=22), Column("piece", "Contradicted by", width=28), Column("reason", "Why", width=48),
        Column("entry", "Mark", width=22, format=str),
    ]  # fmt: skip
    title = f"{QUESTIONS[question]}: what contradicts each reading, and why"
    note = "Our judgement. The marks for what fits and what says nothing, with reasons, stand in the evidence register."
    return table(cells, name=f"reasons-{question}", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def order(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Figure: contradictions of each reading, and what leaving a piece or a subject out does."""
    if m is None:
        return nothing(ledger, NO_WHOLE)
    counted = _ranged(m)
    rows = counted.assign(group=counted["question"].map(QUESTIONS), label=counted["title"], value=counted["against"])
    words = " ".join(f"{r.title}: {number_text(r.against)}, without one piece at least {number_text(r.low_one)}, without one "
                     f"subject at least {number_text(r.low_many)}." for r in rows.itertuples())  # fmt: skip
    return publish(
        forms.counts_left_out(rows, xlabel="contradictions (pieces of evidence, by our judgement)"),
        name="order",
        title=_order_title(m),
        alt=f"Contradictions of {len(rows)} readings in {rows['group'].nunique()} groups, with the least count when evidence "
        "is left out.",
        description="One row a reading, in groups of rivals: a dot at the number of pieces that contradict it, filled for the "
        f"fewest of a group; a bar to the least without one piece, a line to the least without one subject. {words}",
        unit="contradictions",
        rows=rows[["group", "label", "value", "low_one", "low_many", "fits", "silent", "place", "best", "worst"]],
        **credit(ledger, m.readings["source"]),
    )


def _order_title(m: Matrix) -> str:
    """State which reading of the first question with rivals is contradicted least, and by how much."""
    parts = [part for part in map(m.question, QUESTIONS) if len(part.readings) > 1]
    if not parts:
        return f"{len(m.readings)} readings have evidence to weigh, but no rival that answers the same question."
    counts, about = analysis.contradictions(parts[0]), QUESTIONS[parts[0].readings["question"].iloc[0]]
    lead, count = titles(parts[0], analysis.least(parts[0])), number_text(counts.min())
    return f"{about}: the evidence contradicts {lead} least, by {count} of {len(m.pieces)} pieces."


def _ranged(m: Matrix) -> pd.DataFrame:
    """Return the tally with the least count and the range of places when a piece or a subject is left out."""
    one = analysis.left_out(m).rename(columns={"low": "low_one"})
    many = analysis.left_out(m, "strand").rename(columns={"low": "low_many"})
    found = analysis.tally(m).merge(one[["id", "low_one", "best", "worst"]], on="id")
    return found.merge(many[["id", "low_many"]], on="id")


def standing(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Table: per reading contradictions, fits, silence, and its place with the range when one piece is left out."""
    if m is None:
        return nothing(ledger, NO_WHOLE)
    rows = _ranged(m)
    rows = rows.assign(asks=rows["question"].map(SHORT), places=[_places(r) for r in rows.itertuples()])
    columns = [
        Column("asks", "Question", width=14), Column("title", "Reading", width=30),
        *(Column(k, label, align="right", width=12, format=number_text)
          for k, label in (("against", "Against"), ("fits", "Fits"), ("silent", "Silent"))),
        Column("places", "Place among its rivals", align="center", width=24),
    ]  # fmt: skip
    note = (
        "Pieces of evidence against it, that fit it, that say nothing of it. In brackets: places when each piece is left out. "
        f"{ASKED}"
    )
    title = "How the readings stand"
    return table(rows, name="standing", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _places(row: object) -> str:
    ranged = f"{row.best}" if row.best == row.worst else f"{row.best} to {row.worst}"
    return f"{row.place} ({ranged})"


def ways(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Table: which reading of each question is contradicted least by other ways of counting."""
    parts = [part for part in map(m.question, QUESTIONS) if len(part.readings) > 1] if m else []
    if not parts:
        return nothing(ledger, "two readings of one question")
    rows = pd.DataFrame(
        {
            part.readings["question"].iloc[0]: {way: titles(part, lead) for way, lead in analysis.ways(part).items()}
            for part in parts
        }
    )
    columns = [Column("way", "Counted", width=30), *(Column(q, QUESTIONS[q], width=28) for q in rows.columns)]
    title = "Which reading is contradicted least, by each way of counting"
    return table(rows.rename_axis("way").reset_index(), name="ways", title=title, columns=columns, as_of=day_text(ledger.day))


def likelihood(ledger: Ledger, m: Matrix | None, settings: Settings) -> Exhibit:
    """Table: the words of likelihood each way of counting would give, and whether the rule lets one be stated."""
    words = likelihoods(m, settings)
    if words.empty:
        return nothing(ledger, "two readings of one question")
    low, high = number_text(settings.ratio_least), number_text(settings.ratio_most)
    ways = {"pieces 0": f"Pieces, odds by {low}", "pieces 1": f"Pieces, odds by {high}"}
    ways |= {"subjects 0": f"Subjects, odds by {low}", "subjects 1": f"Subjects, odds by {high}"}
    columns = [
        Column("title", "Reading", width=22), *(Column(way, label, width=18) for way, label in ways.items()),
        Column("stated", "By the rule", width=16),
    ]  # fmt: skip
    return table(
        words.assign(stated=words["stated"].replace("", NOT_STATED)),
        name="likelihood",
        title="What words of likelihood the counts would give, and which can be stated",
        columns=columns,
        note="Words of ICD 203. A contradiction divides the odds among rivals by the number in the heading; all start alike.",
        as_of=day_text(ledger.day),
    )


def indicators(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Table: what would change the view, for and against which reading, when and where."""
    rows = ledger.table("indicators")
    if rows.empty or m is None:
        return nothing(ledger, "what would change the view")
    names = ledger.table("hypotheses").set_index("id")["title"]
    rows = rows.assign(
        speaks=[_speaks(r, names) for r in rows.itertuples()],
        when=[_when(r, ledger) for r in rows.itertuples()],
        where=[f"{escape(r.watch)} (known from {source_link(r.source)})" for r in rows.itertuples()],
    )
    columns = [
        Column("what", "What would be seen", width=42), Column("speaks", "Speaks for and against", width=32, format=str),
        Column("when", "When", width=20), Column("where", "Where to look", width=46, format=str),
    ]  # fmt: skip
    title = "Indicators that would change the view"
    return table(rows.sort_values("due_start", kind="stable", na_position="last"), name="indicators", title=title,
                 columns=columns, as_of=day_text(ledger.day))  # fmt: skip


def _speaks(row: object, names: pd.Series) -> str:
    """Write which readings an indicator speaks for, and which against, in MyST."""
    sides = (("for", row.speaks_for), ("against", row.speaks_against))
    return "; ".join(f"*{word}* {', '.join(names[i].lower() for i in cell.split())}" for word, cell in sides if cell) or "–"


def _when(row: object, ledger: Ledger) -> str:
    """Write when an indicator is due, and whether that day has come."""
    if pd.isna(row.due_start):
        return "no date"
    due = Period(row.due_start.date(), row.due_end.date())
    return period_text(due) + (" (has come)" if due.end <= ledger.day else "")


def claims(ledger: Ledger, m: Matrix | None) -> Exhibit:
    """Table: what the articles say of the whole, its verdict, and where the reading it states stands."""
    judged = ledger.table("article_claims").set_index("id")
    if m is None or judged.empty:
        return nothing(ledger, "these articles on the whole")
    stands = _ranged(m).set_index("id")
    rows = [
        {"id": claim, **judged.loc[claim, ["number", "paraphrase", "verdict", "source"]], "title": reading.title,
         "against": stands.loc[reading.id, "against"], "places": _places(stands.loc[reading.id])}
        for reading in m.readings.itertuples() for claim in reading.claims.split() if claim in judged.index
    ]  # fmt: skip
    if not rows:
        return nothing(ledger, "these articles on the whole")
    frame = pd.DataFrame(rows).sort_values("number")
    frame = frame.assign(entry=[row_link(i) for i in frame["id"]])
    columns = [
        Column("number", "No.", width=6), Column("paraphrase", "The article says", width=40),
        Column("verdict", "Verdict", width=16),
        Column("title", "Reading", width=20), Column("against", "Against", align="right", width=10, format=number_text),
        Column("places", "Place", align="center", width=14), Column("entry", "Entry", width=12, format=str),
    ]  # fmt: skip
    title = "What the starting articles say of the whole, and how that reading stands"
    note = (
        "The verdict is on the article's claim as it stands; the count and the place are those of the reading it supports. "
        f"In brackets: places when each piece is left out. {articles_note(frame)}"
    )
    return table(frame, name="verdicts", title=title, columns=columns, note=note, as_of=day_text(ledger.day))
