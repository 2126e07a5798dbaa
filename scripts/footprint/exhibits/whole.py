"""Findings and exhibits of the whole book, made from the ledger and what the chapters recorded once all have run."""

from dataclasses import replace

import pandas as pd

from footprint.analysis import rivals, timeline
from footprint.analysis.rivals import Recorded
from footprint.dates import day_text
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.grades import Grade
from footprint.evidence.ledger import Ledger
from footprint.exhibits.common import ARTICLES, VERDICTS, Exhibit, nothing, verdict_counts
from footprint.figures import Column, escape, forms, publish, source_link, table
from footprint.text import list_text, number_text

MOST_NAMED = 3
"""How many speakers of one value are named in a cell."""


def findings(ledger: Ledger, chapters: Recorded) -> Findings:
    """Return the findings that belong to no chapter: counts, of which none has a grade of its own."""
    found = Findings("book")
    add_events(found, ledger)
    contested = [finding for _, _, finding in rivals.disputed(chapters, _by_id(ledger))]
    found.add(
        "disputed",
        "Findings of the book on which sources do not agree",
        _counted(ledger, contested, "on which sources differ, each disagreement once"),
    )
    marked = [finding for finding in contested if finding["contested"]]
    found.add(
        "contested",
        "Findings of the book that are contested in the strict sense",
        _counted(ledger, marked, "on which sources differ and that are marked as contested"),
    )
    add_articles(found, ledger)
    found.items = {name: replace(item, grade=Grade()) for name, item in found.items.items()}
    return found


def exhibits(ledger: Ledger, chapters: Recorded) -> dict[str, Exhibit]:
    """Return every exhibit of the whole book by the name a page places it by."""
    return {
        "events": events(ledger), "rivals": rival_values(ledger, chapters), "contested": contested_table(ledger, chapters),
        "verdicts": verdicts(ledger), "errors": errors(ledger),
    }  # fmt: skip


def _by_id(ledger: Ledger) -> pd.DataFrame:
    """Return the claim view by row id."""
    return ledger.claims.set_index("id", drop=False)


def _counted(ledger: Ledger, found: list[dict], which: str) -> Finding:
    """Finding: how many findings there are, resting on the rows of all."""
    rows = {row for finding in found for row in (*finding["rows"], *finding["against"])}
    known = rows & set(ledger.rows["id"])
    how = f"Counted: findings of all chapters {which}."
    return ledger.computed(float(len(found)) if found else None, "count", rows=known, how=how)


def _all_sources(keys: pd.Series, ledger: Ledger, of: str) -> dict[str, str]:
    """Return what a figure of very many sources says of them."""
    count = len({key for cell in keys for key in cell.split()})
    said = f"{count} sources, by row in the data; {of}."
    return {"source": said, "credit": said, "as_of": day_text(ledger.day)}


# ------------------------------------------------------------------------------------------------------------ events


def _dated(ledger: Ledger) -> pd.DataFrame:
    """Return every event known as it is drawn: Microsoft's by day, others' by month; `away`: a site outside mainland China."""
    labs, moves = ledger.table("labs"), ledger.table("moves")
    company = timeline.companies(labs, moves, ledger.claims["subject"])
    found = timeline.once(timeline.events(ledger.claims, company, pd.Timestamp(ledger.day)))
    own = found["company"].isin(timeline.OWN)
    parts = [found[own], found[~own]]
    shown = [timeline.joined(part, part["start"].dt.to_period(by)) for part, by in zip(parts, "DM", strict=True)]
    rows = pd.concat(shown, ignore_index=True)
    outside = set(labs.loc[labs["mainland"] == "no", "subject"])
    above, own = rows["kind"] == timeline.OPENED, rows["company"].isin(timeline.OWN)
    return rows.assign(above=above, own=own, away=rows["subject"].isin(outside))


def add_events(found: Findings, ledger: Ledger) -> None:
    """Add how many of Microsoft's own events of each side are dated, and how many sites it opened elsewhere."""
    rows = _dated(ledger)
    own = rows[rows["own"]]
    up, down = own[own["above"]], own[~own["above"]]
    how = "Counted: events of this kind at Microsoft, as marked in the figure of all dated events."

    def count(part: pd.DataFrame) -> Finding:
        ids = " ".join(part["id"]).split()
        return ledger.computed(float(len(part)) if len(own) else None, "count", rows=ids, how=how)

    found.add("opened", "Dated openings of sites by Microsoft since 2019", count(up))
    found.add("opened-away", "Dated openings of sites by Microsoft outside mainland China since 2019", count(up[up["away"]]))
    found.add("ended", "Dated closings, cuts, moves and withdrawals at Microsoft since 2019", count(down))


def events(ledger: Ledger) -> Exhibit:
    """Figure: all dated events since 2019, openings above, closings below, measures of governments between."""
    rows = _dated(ledger)
    official = rows["company"] == timeline.GOVERNMENT
    acts, shown = (rows[which].reset_index(drop=True) for which in (official, ~official))
    until = pd.Timestamp(ledger.day)
    measures = timeline.measures(*(ledger.table(name) for name in ("rules", "tariffs", "listings")), until)
    measures = pd.concat([measures, acts.assign(lane="US rules")[measures.columns]], ignore_index=True)
    own = shown[shown["own"]]
    if own.empty:
        return nothing(ledger, "an opening or closing")
    shown = shown.assign(label=_labels(shown, ledger))
    drawn = pd.concat([shown, measures.assign(kind="measure")], ignore_index=True)
    up, away, down = (int(part.sum()) for part in (own["above"], own["above"] & own["away"], ~own["above"]))
    openings, endings = int(shown["above"].sum()), int((~shown["above"]).sum())
    return publish(
        forms.two_sides(shown, measures, kinds=timeline.KIND_NAMES, lanes=timeline.LANES, own="Microsoft", as_of=until),
        name="events",
        title=f"Sources date {up} opening{'s' * (up != 1)} by Microsoft since 2019, {away} of them outside mainland China, and "
        f"{down} closings, cuts, moves and withdrawals.",
        alt=f"A timeline with {openings} openings above and {endings} closings, cuts, moves and "
        f"withdrawals below a band of {len(measures)} measures of the US and Chinese governments.",
        description="Above the band sites that opened, below it what closed, was cut, moved or withdrawn; Microsoft's own "
        "events one a row, other firms' packed beside the band, those of one firm, kind and month as one mark with their "
        "number in brackets. " + _told(shown),
        unit="one mark an event, or, with a number in brackets, as many sites or rounds of one firm in one month; one tick a "
        "measure on the day it took effect",
        rows=drawn.drop(columns=["above", "own", "away"]),
        **_all_sources(drawn["source"], ledger, "closings make news more than openings do"),
    )


def _labels(shown: pd.DataFrame, ledger: Ledger) -> list[str]:
    """Write each event: Microsoft's by what it concerns, others by firm and number of units; a denied one marked."""
    kinds = ledger.table("entities").set_index("id")["kind"]
    labels = []
    for row in shown.itertuples():
        name = ledger.name(row.subject if row.own else row.company).partition(" (")[0]
        joint = row.own and row.kind == timeline.ENDED and kinds[row.subject] == "joint_venture"
        several = row.units > 1 and not row.own
        labels.append(name + ": projects for Microsoft" * joint + f" ({row.units})" * several + " ≠" * row.disputed)
    return labels


def _told(shown: pd.DataFrame) -> str:
    """Say all events in words."""
    return " ".join(f"{r.start.year}, {r.kind}: {r.label}." for r in shown.sort_values("start").itertuples())


# --------------------------------------------------------------------------------------------------------- contested


def rival_values(ledger: Ledger, chapters: Recorded) -> Exhibit:
    """Figure: every number on which sources do not agree, as ratios to the preferred one."""
    claims = _by_id(ledger)
    found = list(rivals.disputed(chapters, claims))
    points = rivals.points(found, claims)
    if points.empty:
        return nothing(ledger, "a number on which sources differ")
    points = points.assign(key=points["chapter"] + "/" + points["name"])
    shown = [(f"{c}/{n}", c, f) for c, n, f in found if f"{c}/{n}" in set(points["key"])]
    rows = pd.DataFrame(
        [
            {
                "key": key, "group": _chapter(chapter), "label": finding["about"] + "\u00a0≠" * finding["contested"],
                "low": finding["low"] / finding["value"], "high": finding["high"] / finding["value"], "text": _summed(finding),
            }
            for key, chapter, finding in shown
        ]
    )  # fmt: skip
    apart = points.groupby("key")["ratio"].agg(lambda values: values.max() / values.min())
    times = number_text(round(apart.max(), 1))
    return publish(
        forms.ratios(rows, points),
        name="rivals",
        title=f"Sources give different numbers for {len(rows)} of the book's findings, at most {times} to one.",
        alt=f"{len(rows)} rows of dots from each rival value to the next, as multiples of the value the report prefers.",
        description="One row a finding, one mark a rival value by the tier of its source, hollow where a nearer source of the "
        "same origin exists, an arrow where it is a bound; a bound that contradicts no other value is left out. The line is "
        "the preferred value, the bar its range, both in words at the right. "
        + " ".join(f"{r.label}: {r.text}." for r in rows.itertuples()),
        unit="multiples of the preferred value",
        rows=points,
        **_all_sources(points["source"], ledger, "every rival is in the register"),
    )


def _chapter(chapter: str) -> str:
    return chapter.replace("_", " ").capitalize()


def _summed(finding: dict) -> str:
    """Write a finding's preferred value, and its range."""
    value, ranged = finding["forms"][""], finding["forms"]["range"]
    return value if value == ranged else f"{value} ({ranged})"


def contested_table(ledger: Ledger, chapters: Recorded) -> Exhibit:
    """Table: every finding on which sources do not agree, with who says what and who denies it."""
    claims = _by_id(ledger)
    rows = pd.DataFrame([_contest(*item, claims) for item in rivals.disputed(chapters, claims)])
    if rows.empty:
        return nothing(ledger, "a finding on which sources differ")
    columns = [
        Column("about", "Finding", width=36, format=str), Column("preferred", "Preferred by rule", width=14, format=str),
        Column("range", "Range", width=14, format=str), Column("said", "Who says what, who denies it", width=50, format=str),
        Column("grade", "Grade", width=8, format=str),
    ]  # fmt: skip
    title = f"The {len(rows)} findings on which sources do not agree"
    note = (
        "Preferred by rule: what the rules choose among the values claimed, not the report's view. A claim that is denied "
        "keeps its value and is marked ≠."
    )
    return table(rows, name="contested", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _contest(chapter: str, name: str, finding: dict, claims: pd.DataFrame) -> dict[str, str]:
    """Return one line of the table, in MyST."""
    rows = rivals.said(finding, claims)
    silent = rows["text"].str.startswith("not ") & (finding["unit"] != "text")
    saying, denying = rows[(rows["stance"] != "denies") & ~silent], rows[rows["stance"] == "denies"]
    parts = [f"{escape(text)}: {_speakers(part)}" for text, part in saying.groupby("text", sort=False)]
    parts += [f"**denied:** {_speakers(denying)}"] if len(denying) else []
    parts += _against_arithmetic(finding, claims) if rows.empty else []
    place = f"{chapter}/{name}"
    return {
        "about": f"*{_chapter(chapter)}:* {escape(finding['about'])}", "preferred": f"{{finding}}`{place}`",
        "range": f"{{finding}}`{place}:range`" if finding["low"] != finding["high"] else _days(saying),
        "said": "; ".join(parts), "grade": f"{{grade}}`{place}`",
    }  # fmt: skip


def _against_arithmetic(finding: dict, claims: pd.DataFrame) -> list[str]:
    """Say of arithmetic that it is one, and who gives another value for a row that it is made of."""
    rows = claims.loc[[row for row in finding["against"] if row in claims.index]]
    rows = rows.assign(text=[rivals.value_text(row) for row in rows.itertuples()])
    other = [f"against a row it uses: {escape(text)}: {_speakers(part)}" for text, part in rows.groupby("text", sort=False)]
    return ["arithmetic on contested rows", *other]


def _days(rows: pd.DataFrame) -> str:
    """Write the first and the last day that rival dates give; a dash for words and for one date."""
    dated = rows[rows["unit"] == "date"]
    if dated["event_start"].nunique() < 2:
        return "–"
    first, last = dated.loc[dated["event_start"].idxmin(), "text"], dated.loc[dated["event_end"].idxmax(), "text"]
    return f"{first} to {last}"


def _speakers(rows: pd.DataFrame) -> str:
    """Name the sources of one value: the first few, and how many more."""
    keys = list(dict.fromkeys(rows["source"]))
    more = [f"{len(keys) - MOST_NAMED} more"] if len(keys) > MOST_NAMED else []
    return list_text([*(source_link(key) for key in keys[:MOST_NAMED]), *more])


# ---------------------------------------------------------------------------------------------------------- articles


CLASSED = {"verdict": "verdict", "how": "kind of difference"}
"""Columns by which claims are counted, in words."""


def add_articles(found: Findings, ledger: Ledger) -> None:
    """Add how many claims each article makes, and how many of them got which verdict."""
    rows = ledger.table("article_claims")

    def count(source: str = "", **where: str) -> Finding:
        part = rows[rows["source"] == source] if source else rows
        hits = part
        for column, wanted in where.items():
            hits = hits[hits[column] == wanted]
        which = [f"whose {CLASSED[column]} is “{wanted}”" for column, wanted in where.items()]
        claims = f"claims of {ARTICLES[source] if source else 'the starting articles'}"
        how = f"Counted: {claims} {' and '.join(which) or 'that are judged'}."
        return ledger.computed(float(len(hits)) if len(part) else None, "count", rows=hits["id"], how=how)

    trade, win, headline = ARTICLES
    found.add("claims-all", "Claims of the starting articles that are judged", count())
    found.add("claims-right", "Claims of the starting articles that are right as they stand", count(verdict="right"))
    found.add(
        "claims-incomplete",
        "Claims of the starting articles that are right but incomplete",
        count(verdict="right but incomplete"),
    )
    found.add("claims-wrong", "Claims of the starting articles that are wrong", count(verdict="wrong"))
    found.add("tech-research-all", "Claims of Tech Research Online that are judged", count(trade))
    found.add(
        "tech-research-right", "Claims of Tech Research Online that are right as they stand", count(trade, verdict="right")
    )
    found.add("tech-research-wrong", "Claims of Tech Research Online that are wrong", count(trade, verdict="wrong"))
    found.add(
        "tech-research-scope",
        "Claims of Tech Research Online whose scope differs from the evidence's",
        count(trade, how="scope"),
    )
    found.add(
        "tech-research-relay",
        "Claims of Tech Research Online that a relay changed or left unsourced",
        count(trade, how="relay"),
    )
    found.add("winbuzzer-all", "Claims of WinBuzzer that are judged", count(win))
    found.add("winbuzzer-right", "Claims of WinBuzzer that are right as they stand", count(win, verdict="right"))
    found.add("winbuzzer-wrong", "Claims of WinBuzzer that are wrong", count(win, verdict="wrong"))
    found.add("winbuzzer-scope", "Claims of WinBuzzer whose scope differs from the evidence's", count(win, how="scope"))
    found.add("winbuzzer-date", "Claims of WinBuzzer whose date differs from the evidence's", count(win, how="date"))
    found.add("headline-all", "Claims of Headline USA that are judged", count(headline))
    found.add("headline-right", "Claims of Headline USA that are right as they stand", count(headline, verdict="right"))
    found.add("headline-wrong", "Claims of Headline USA that are wrong", count(headline, verdict="wrong"))
    found.add(
        "headline-unchecked",
        "Claims of Headline USA that nothing found here settles",
        count(headline, verdict="cannot be checked"),
    )


def verdicts(ledger: Ledger) -> Exhibit:
    """Figure: verdicts on all claims, article by article."""
    rows = ledger.table("article_claims")
    if rows.empty:
        return nothing(ledger, "the three articles")
    counted = verdict_counts(rows)
    right, partly, wrong = ((rows["verdict"] == v).sum() for v in ("right", "right but incomplete", "wrong"))
    words = " ".join(f"{item}: {count} {kind}." for item, kind, count in counted.itertuples(index=False))
    return publish(
        forms.score_bars(counted),
        name="verdicts",
        title=f"Of {len(rows)} claims {right} are right as they stand, {partly} right but incomplete and {wrong} wrong.",
        alt=f"Stacked bars of verdicts on all claims of {counted['item'].nunique()} articles, from right to cannot be checked.",
        description=f"One bar an article, all its claims counted by verdict. {words}",
        unit="claims",
        rows=counted,
        source=list_text([source_link(key) for key in sorted(set(rows["source"]))]) + ".",
        credit=list_text(sorted({ARTICLES[key] for key in rows["source"]})) + ".",
        as_of=day_text(ledger.day),
    )


HOW = {
    "scope": "Scope", "merged claims": "Merged claims", "relay": "Relay", "date": "Date", "rounding": "Rounding",
    "translation": "Translation", "unknown": "Not known", "none": "No difference",
}  # fmt: skip
"""How a claim came to differ from its evidence, in the words of the table's head."""


def errors(ledger: Ledger) -> Exhibit:
    """Table: how claims came to differ from their evidence, verdict by verdict."""
    rows = ledger.table("article_claims")
    if rows.empty:
        return nothing(ledger, "the three articles")
    counted = pd.crosstab(rows["verdict"], rows["how"]).reindex(columns=list(HOW), fill_value=0)
    counted = counted.reindex([v for v in VERDICTS if v in counted.index])
    counted = pd.concat([counted, counted.sum().to_frame("All").T]).loc[:, lambda frame: frame.sum() > 0]
    shown = counted.assign(all=counted.sum(axis=1)).rename_axis("verdict").reset_index()
    shown["verdict"] = shown["verdict"].str.capitalize()
    heads = HOW | {"all": "All"}
    numbers = [Column(how, heads[how], align="right", width=9, format=_number) for how in shown.columns[1:]]
    columns = [Column("verdict", "Verdict", width=20), *numbers]
    note = "Merged: two statements made one. Relay: changed or left without its source on the way from another report."
    title = "How claims of the articles came to differ from the evidence"
    return table(shown, name="errors", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _number(value: int) -> str:
    """Write a count; none is a dash."""
    return str(value) if value else "–"
