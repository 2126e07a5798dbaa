"""From a page to a row to a source, and back: the way of one number as a tree."""

from dataclasses import asdict, dataclass, field

from footprint.book.record import BookRecord
from footprint.book.wording import published_text
from footprint.text import slug


class UnknownId(Exception):
    """Nothing in the edition goes by that id; the message says what ids look like and what comes near."""


@dataclass
class Step:
    """One thing on the way, with what it leads to."""

    kind: str
    id: str
    text: str
    leads_to: list["Step"] = field(default_factory=list)

    def as_dict(self) -> dict:
        """Return the tree as plain values."""
        return asdict(self)


def trace(book: BookRecord, wanted: str) -> Step:
    """Return the tree of a finding (`chapter/name`), a figure or table (`fig-`, `tab-`), a row or a source.

    Ids may be given as they stand in an address: `f-`, `c-` and `s-` before them are understood. Raises UnknownId.
    """
    bare = wanted.rpartition("#")[2]
    names = [bare, bare.partition("-")[2]] if bare.startswith(("f-", "c-", "s-")) else [bare]
    for name in names:
        for find in (_finding, _exhibit, _row, _source):
            if step := find(book, name):
                return step
    raise UnknownId(_hint(book, bare))


def _finding(book: BookRecord, wanted: str) -> Step | None:
    """A finding leads to the pages that print it and to the rows for and against it."""
    for chapter, record in book.recorded.items():
        for name, finding in record["findings"].items():
            if wanted in (f"{chapter}/{name}", f"{slug(chapter)}-{name}"):
                pages = [Step("page", page, "prints it") for page in book.pages_of(chapter, name)]
                rows = [_row_step(book, row, "for: ") for row in finding["rows"]]
                rows += [_row_step(book, row, "against: ") for row in finding["against"]]
                return Step("finding", f"{chapter}/{name}", _finding_text(finding), [*pages, *rows])
    return None


def _finding_text(finding: dict) -> str:
    """Write a finding in one line."""
    value, ranged = finding["forms"][""], finding["forms"]["range"]
    said = f"{finding['about']}: {value}" + (f" ({ranged})" if ranged != value else "")
    return said + (", contested" if finding["contested"] else "")


def _exhibit(book: BookRecord, wanted: str) -> Step | None:
    """A figure or table leads to its sources and the rows they carry."""
    for chapter, record in book.recorded.items():
        for kind, prefix in (("figure", "fig"), ("table", "tab")):
            for name, facts in record[f"{kind}s"].items():
                stem = f"{slug(chapter)}-{name}"
                if wanted in (f"{prefix}-{stem}", stem):
                    sources = [_source_step(book, key) for key in facts.get("sources", []) if key in book.sources_by_key]
                    data = Step("data", f"files/{stem}.csv", "the rows drawn")
                    return Step(kind, f"{prefix}-{stem}", facts["title"], [data, *sources])
    return None


def _row(book: BookRecord, wanted: str) -> Step | None:
    """A row leads to its source and to the findings it bears on."""
    if wanted not in book.rows.index:
        return None
    step = _row_step(book, wanted)
    for chapter, name in book.used_in.get(wanted, []):
        step.leads_to.append(Step("finding", f"{chapter}/{name}", _finding_text(book.recorded[chapter]["findings"][name])))
    return step


def _row_step(book: BookRecord, row: str, before: str = "") -> Step:
    """A row with its source beneath it."""
    facts = book.rows.loc[row]
    return Step("row", row, f"{before}{facts['said']} (data/{facts['table']}.csv)", [_source_step(book, facts["source"])])


def _source(book: BookRecord, wanted: str) -> Step | None:
    """A source leads to the rows that rest on it."""
    if wanted not in book.sources_by_key:
        return None
    step = _source_step(book, wanted)
    resting = book.rows[book.rows["source"] == wanted]
    step.leads_to = [Step("row", i, f"{r['said']} (data/{r['table']}.csv)") for i, r in resting.iterrows()]
    return step


def _source_step(book: BookRecord, key: str) -> Step:
    row = book.sources_by_key[key]
    link = f", {row['url']}" if row["url"] else ""
    return Step("source", key, f"{row['title']} ({row['publisher']}, {published_text(row)}, {row['tier']}{link})")


def _hint(book: BookRecord, wanted: str) -> str:
    """Say what ids there are, and the nearest."""
    import difflib

    findings = [f"{c}/{n}" for c, record in book.recorded.items() for n in record["findings"]]
    near = difflib.get_close_matches(wanted, [*findings, *book.rows.index, *book.sources_by_key], 3)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"nothing goes by {wanted!r}: give a finding (chapter/name), a figure (fig-…), a row (hc-032) or a source{meant}"


def tree_text(step: Step) -> str:
    """Write a tree, one step a line, what it leads to indented beneath."""
    lines = [f"{step.kind} {step.id}: {step.text}"]
    for child in step.leads_to:
        first, *rest = tree_text(child).splitlines()
        lines += [f"  - {first}", *(f"    {line}" for line in rest)]
    return "\n".join(lines)
