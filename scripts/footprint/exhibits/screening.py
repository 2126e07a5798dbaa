"""Exhibits on finding a party on a list: what each method finds and misses."""

import pandas as pd

from footprint.analysis import screening as analysis
from footprint.dates import day_text
from footprint.evidence.findings import Finding
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.exhibits.common import Exhibit, credit, nothing, row_links
from footprint.figures import Column, forms, publish, source_link, table
from footprint.figures.style import GREEN, PALE, PALE_ORANGE
from footprint.text import list_text

KINDS = ("company", "university", "joint_venture", "state_investor", "company_unit")
"""Kinds of entity that could stand on a list of companies and institutions."""

NAME, CHINESE = "name", "Chinese name"
FILLS = {"found": GREEN, "with others": PALE_ORANGE, "missed": PALE, "not in tables": "#ffffff", "no number": "#ffffff"}
CHECKS = {"uscc": analysis.valid_company_code, "isin": analysis.valid_isin}
OTHER_SCHEMES = {"hk_cr": "Hong Kong company", "ticker": "ticker"}

WHY = {
    "identifier": "Those whose record prints no number, and everyone on a list that prints none.",
    "exact": "A name in everyday use where the list prints the registered one.",
    "exact, remarks read": "The same, less the short names that stand in remarks only.",
    "rare words": "Initials and names in another script; it cannot tell legal persons of one name apart.",
    "Chinese alias table": "Names nobody has entered; the lists print no Chinese characters.",
}


def queries(entities: pd.DataFrame) -> pd.DataFrame:
    """Return what is looked for: each entity by the name this report uses, and by its first Chinese name."""
    rows = []
    for row in entities[entities["kind"].isin(KINDS)].itertuples():
        rows.append((row.id, NAME, row.name))
        chinese = [name for name in (row.name_zh, *row.aliases.split("|")) if name and analysis.is_chinese(name)]
        rows += [(row.id, CHINESE, chinese[0])] if chinese else []
    return pd.DataFrame(rows, columns=["entity", "form", "query"])


@of_tables
def screened(ledger: Ledger) -> pd.DataFrame:
    """Return every method on every query, with `listed`: whether the entity is printed on a list in the tables."""
    entities, printed = ledger.table("entities"), ledger.table("list_names")
    if printed.empty:
        return pd.DataFrame(columns=["entity", "form", "query", "method", "hits", "found", "wrong", "listed"])
    named = dict(entities.set_index("id")["name"])
    entities = entities.assign(name=entities["id"].map(named))
    rows = analysis.screen(queries(entities), printed, ledger.table("identifiers"), analysis.alias_table(entities))
    return rows.assign(listed=rows["entity"].isin(set(printed["subject"])))


def counts(ledger: Ledger) -> dict[str, Finding]:
    """Findings: how many of the listed each method finds, how many others it matches wrongly."""
    rows = screened(ledger)
    ids = ledger.table("list_names")["id"]
    numbers = ledger.table("identifiers")["id"]
    on, off = rows[rows["listed"].astype(bool)], rows[~rows["listed"].astype(bool)]

    def made(part: pd.DataFrame, how: str) -> Finding:
        number = float(part["entity"].nunique()) if len(rows) else None
        return ledger.computed(number, "count", rows=[*ids, *numbers], how=how)

    named, chinese = on[on["form"] == NAME], on[on["form"] == CHINESE]
    hit = {m: named[(named["method"] == m) & named["found"]] for m in analysis.METHODS}
    table_hit = chinese[(chinese["method"] == analysis.METHODS[-1]) & chinese["found"]]
    plain = chinese[chinese["method"].isin(("exact", "exact, remarks read", "rare words")) & chinese["found"]]
    return {
        m: made(part, f"Counted: those looked for by everyday name that the method “{m}” finds.") for m, part in hit.items()
    } | {
        "asked": made(named, "Counted: parties of whose name the tables hold the form that a list prints."),
        "asked chinese": made(
            chinese, "Counted: parties of whose name the tables hold a form that a list prints, and a Chinese one."
        ),
        "chinese": made(plain, "Counted: listed parties whose Chinese name leads to a name that a list prints."),
        "table": made(table_hit, "Counted: listed parties whose Chinese name leads to them through the alias table."),
        "others": made(off, "Counted: entities that could be listed and of which the tables hold no name that a list prints."),
        "alarms": made(
            off[(off["method"] == "rare words") & off["wrong"]],
            "Counted: entities without a name that a list prints, matched to a listed party by rare words.",
        ),
    }


def figure(ledger: Ledger) -> Exhibit:
    """Figure: which method finds which listed party, by the everyday name and by the Chinese one."""
    rows = screened(ledger)
    rows = rows[rows["listed"].astype(bool)]
    if rows.empty:
        return nothing(ledger, "names as lists print them")
    cells = _cells(ledger, rows)
    found = counts(ledger)
    asked, exact, words = (found[name].text() for name in ("asked", "exact", "rare words"))
    table_, chinese = found["table"].text(), found["asked chinese"].text()
    missed = cells[(cells["column"] == "rare words") & (cells["status"] == "missed")]["row"].tolist()
    rest = f" Rare words miss {list_text(missed)}." if missed else ""
    return publish(
        forms.status_matrix(cells, colours=FILLS, row_height=0.25, line=0.145),
        name="screening",
        title=f"Of {asked} listed legal persons looked for by everyday name, exact matching finds {exact} and rare words "
        f"{words}; by Chinese name, which the last column alone looks for, the alias table finds {table_} of {chinese}.",
        alt=f"A matrix of {asked} listed legal persons against five ways of finding them: found, missed or found with others.",
        description="One row a listed legal person, looked for by the name this report uses; the last column by its Chinese "
        f"name.{rest}",
        unit="found or missed. With others: found together with another legal person of the same name. No number: the list "
        "prints none, or none is in this report's tables. Not in tables: this report's tables hold no Chinese name",
        rows=cells,
        **credit(ledger, ledger.table("list_names")["source"]),
    )


def _cells(ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the boxes of the figure."""
    names = ledger.table("entities").set_index("id")["name"]
    numbered = set(ledger.table("identifiers")["subject"])
    by = rows.set_index(["entity", "form", "method"])
    out = []
    for entity in sorted(set(rows["entity"]), key=lambda e: names[e].casefold()):
        for method in analysis.METHODS:
            form = CHINESE if method == analysis.METHODS[-1] else NAME
            known = (entity, form, method) in by.index
            hit = by.loc[(entity, form, method)] if known else None
            status = "not in tables" if not known else "missed"
            if known and hit["found"]:
                status = "with others" if hit["wrong"] else "found"
            elif method == "identifier" and entity not in numbered:
                status = "no number"
            out.append((names[entity], method, status, status, entity, "" if hit is None else hit["hits"]))
    return pd.DataFrame(out, columns=["row", "column", "status", "text", "entity", "hits"])


def methods_table(ledger: Ledger) -> Exhibit:
    """Table: what each method finds, what it misses and why."""
    rows = screened(ledger)
    if rows.empty:
        return nothing(ledger, "names as lists print them")
    names = ledger.table("entities").set_index("id")["name"]
    made = []
    for method in analysis.METHODS:
        part = rows[rows["method"] == method]
        on, off = part[part["listed"]], part[~part["listed"]]
        named, chinese = on[on["form"] == NAME], on[on["form"] == CHINESE]
        wrong = off[off["wrong"]]
        alarms = (
            list_text([f"{names[r.entity]} for {list_text([names[h] for h in r.hits.split()])}" for r in wrong.itertuples()])
            or "none"
        )
        made.append((method, _of(named), _of(chinese), alarms, WHY[method]))
    frame = pd.DataFrame(made, columns=["method", "named", "chinese", "alarms", "misses"])
    columns = [
        Column("method", "Method", width=16), Column("named", "Found by everyday name", align="right", width=14),
        Column("chinese", "Found by Chinese name", align="right", width=14), Column("alarms", "False alarms", width=20),
        Column("misses", "What it misses", width=36),
    ]  # fmt: skip
    note = (
        "Names in this report were partly taken from the lists, so these counts are a floor for a careful user and no test of "
        f"a product. Words count as a hit from a score of {analysis.CUTOFF:g} of 100."
    )
    title = "What each way of looking finds, and what it misses"
    return table(frame, name="methods", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _of(part: pd.DataFrame) -> str:
    """Write how many of those asked for were found."""
    asked = part["entity"].nunique()
    return f"{part.loc[part['found'], 'entity'].nunique()} of {asked}" if asked else "none asked"


def numbers_table(ledger: Ledger) -> Exhibit:
    """Table: the numbers that name one legal person, as printed, with the check of their last digit."""
    rows = ledger.table("identifiers")
    if rows.empty:
        return nothing(ledger, "a number that names a legal person")
    names = ledger.table("entities").set_index("id")["name"]
    kinds = ["uscc", "isin", "other"]
    rows = rows.assign(
        kind=rows["scheme"].where(rows["scheme"].isin(kinds), "other"), words=[_number(r) for r in rows.itertuples()]
    )
    wide = rows.pivot(index="subject", columns="kind", values="words").reindex(columns=kinds).astype("object").fillna("–")
    grouped = rows.groupby("subject").agg(id=("id", " ".join), source=("source", "first")).reindex(wide.index)
    wide = wide.assign(party=names.reindex(wide.index), entry=row_links(grouped["id"]), source=grouped["source"]).sort_values(
        "party"
    )
    columns = [
        Column("party", "Legal person", width=22),
        Column("uscc", "Unified Social Credit Code", width=22),
        Column("isin", "ISIN", width=16),
        Column("other", "Other number", width=18),
        Column("entry", "Rows", width=12, format=str),
        Column("source", "Source", width=20, format=source_link),
    ]
    wrong = sum(map(_wrong, rows.itertuples()))
    note = "Each code's check digit was computed; " + ("a code that fails is marked." if wrong else "all are right.")
    title = "Numbers that name one legal person"
    return table(wide, name="numbers", title=title, columns=columns, note=note, as_of=day_text(ledger.day))


def _number(row: object) -> str:
    """Write one number, marked if its check digit is wrong, named if its kind has no column."""
    wrong = " (check digit wrong)" if _wrong(row) else ""
    return f"{row.value}{wrong}" if row.scheme in CHECKS else f"{row.value} ({OTHER_SCHEMES[row.scheme]})"


def _wrong(row: object) -> bool:
    """Return whether a number of a kind that has a check digit has a wrong one."""
    return row.scheme in CHECKS and not CHECKS[row.scheme](row.value)
