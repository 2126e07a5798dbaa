"""Exhibits of the chapter on labs. Each takes the ledger of the book's date and says `Nothing` where it has no rows."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from footprint.analysis import labs as analysis
from footprint.analysis import sites
from footprint.analysis.outsourcing import SPEAKERS
from footprint.analysis.survival import Terms
from footprint.dates import day_text
from footprint.evidence.findings import Finding, Findings
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_tables
from footprint.exhibits import common, survival
from footprint.exhibits import insider_lab as insider
from footprint.exhibits.common import Exhibit, credit, credit_many, nothing, row_links, source_links
from footprint.figures import Column, escape, forms, publish, table
from footprint.text import list_text, number_text

RESEARCH = "msra"
"""The research laboratory in Beijing."""

FIRST_REPORT = "leiphone2025zhangjiang"
"""Source that first reported the closing of the laboratory in Shanghai."""

GROWTH = (("apple-china", "staff_growth_factor"), ("nvidia-china", "employed"))
"""What tells of growth: subject and metric. A count does so where it is above every earlier one of the same people."""

GROWTH_SINCE = "2021"


class Settings(NamedTuple):
    """The chapter's parameters; the notebook says what each means and allows."""

    company: str
    events: str
    seen_since: int
    home: str
    draws: int
    seed: int

    @property
    def terms(self) -> Terms:
        """What the survival curve counts."""
        return Terms(self.events, self.seen_since, self.home)


def findings(ledger: Ledger, settings: Settings) -> Findings:
    """Return all findings of the chapter by name."""
    findings, view = Findings("labs"), survival.View.of(ledger, settings.terms)
    _add_survival(findings, ledger, view, settings)
    _add_closings(findings, ledger, view)
    _add_lab(findings, ledger)
    _add_cuts(findings, ledger)
    _add_research(findings, ledger, view)
    findings.add(
        "institutions",
        "Multinationals' research institutions in China by 2005, by the Ministry of Commerce",
        ledger.finding("foreign-rd-china", "rd_institutions_of_multinationals", event_start="2005-01-01"),
    )
    nvidia = ledger.finding("nvidia-china", "employed", event_start="2026-01-23")
    findings.add("nvidia-staff", "Nvidia's staff in China, January 2026", nvidia)
    findings.add(
        "apple-growth",
        "How many times as large Apple's research staff in China grew in five years",
        ledger.finding("apple-china", "staff_growth_factor"),
    )
    common.add_verdicts(findings, ledger)
    return findings


def _add_survival(findings: Findings, ledger: Ledger, view: survival.View, settings: Settings) -> None:
    """Add what the curve and the company's two cases come to."""
    rows, draw, owner = view.rows, (settings.draws, settings.seed), common.called(ledger, settings.company)
    how = "Counted: sites in mainland China whose opening is known and of which something later is known."
    counted = survival.counted(ledger, rows, how)
    findings.add("sites", "Foreign research sites in mainland China that the survival curve counts", counted)
    counted = survival.counted(ledger, view.ended, "Counted: sites of the survival curve that have an end.")
    findings.add("ended", "Foreign research sites in mainland China that the survival curve counts as ended", counted)
    companies = view.ended.drop_duplicates("company")
    counted = survival.counted(ledger, companies, "Counted: companies with a site of the survival curve that has an end.")
    findings.add("ended-companies", "Companies whose research sites the survival curve counts as ended", counted)
    how = "Counted: sites of the survival curve that have an end, of the company with most of them."
    of_one = survival.counted(ledger, view.of_one, how)
    findings.add("ended-most", "Ended research sites of the company with most of them in mainland China", of_one)
    early, early_clustered = survival.survive(ledger, rows, survival.EARLY, *draw)
    late, late_clustered = survival.survive(ledger, rows, survival.LATE, *draw)
    findings.add("survive-early", "Share of foreign research sites in China still open at their tenth birthday", early)
    findings.add(
        "survive-early-clustered", "Share of research sites open at ten years, whole companies drawn anew", early_clustered
    )
    findings.add("survive-late", "Share of foreign research sites in China still open at their twentieth birthday", late)
    findings.add(
        "survive-late-clustered", "Share of research sites open at twenty years, whole companies drawn anew", late_clustered
    )
    findings.add(
        "median-life", "Age by which half of the foreign research sites in China have ended", survival.median_life(ledger, rows)
    )
    short, long = survival.cases(rows, settings.company)
    about = f"Years open of {owner}'s research site in China that ended soonest"
    findings.add("short-life", about, survival.age(ledger, view.known, short))
    about = f"Share of research sites that outlive {owner}'s site that ended soonest"
    findings.add("short-outlived", about, survival.outlived(ledger, rows, short))
    own = survival.own_lines(ledger, view.known, settings.company)
    how = "Counted: sites of the company with a known opening, start-up programmes included."
    about = f"Sites of {owner} with a known opening, drawn as life lines"
    findings.add("own-sites", about, survival.counted(ledger, own, how))
    about = f"Years from opening to last sighting of {owner}'s oldest open research site"
    findings.add("long-life", about, survival.age(ledger, view.known, long))


def _add_closings(findings: Findings, ledger: Ledger, view: survival.View) -> None:
    """Add closings of the latest period, and of the one before the closings gathered."""
    recent, before = (survival.period_row(ledger, first) for first in (2021, 2010))
    late, early = "from 2021 to 2025", "from 2010 to 2018"
    findings.add(
        "rate-recent", f"Foreign research sites closed a year {late}, of those seen open", survival.rate(ledger, recent)
    )
    findings.add(
        "rate-before", f"Foreign research sites closed a year {early}, of those seen open", survival.rate(ledger, before)
    )
    closed = "Foreign research sites in mainland China that closed"
    findings.add("closings-recent", f"{closed} {late}", survival.period_count(ledger, recent, "events"))
    about = f"Decisions behind the closings of foreign research sites {late}"
    findings.add("decisions-recent", about, survival.period_count(ledger, recent, "decisions"))
    about = f"Sites of unknown age among the foreign research sites closed {late}"
    findings.add("undated-recent", about, survival.period_count(ledger, recent, "undated"))
    findings.add("closings-before", f"{closed} {early}", survival.period_count(ledger, before, "events"))


def _add_lab(findings: Findings, ledger: Ledger) -> None:
    """Add what the laboratory in Shanghai did by its host's count, with the other readings as the range, and its end."""
    rows = insider.lab_readings(ledger)
    findings.add(
        "applicants",
        "Applicants for the Insider Lab's first batch, Shanghai, 2019",
        insider.host_figure(ledger, rows, "applicants_first_batch"),
    )
    findings.add(
        "first-batch",
        "Firms taken into the Insider Lab's first batch, Shanghai, 2019",
        insider.host_figure(ledger, rows, "firms_first_batch"),
    )
    findings.add(
        "projects", "Projects the Insider Lab in Shanghai supported", insider.host_figure(ledger, rows, "projects_supported")
    )
    findings.add("firms", "Firms the Insider Lab in Shanghai supported", insider.host_figure(ledger, rows, "firms_supported"))
    findings.add(
        "firms-local",
        "Local firms among those the Insider Lab in Shanghai supported",
        insider.host_figure(ledger, rows, "firms_supported_local"),
    )
    firms = ledger.finding(insider.LAB, "firms_supported", source="seed_shutops")
    findings.add("article-firms", "Firms the Insider Lab supported, as Tech Research Online prints", firms)
    projects = ledger.finding(insider.LAB, "projects_supported", source="seed_winbuzzer")
    findings.add("article-projects", "Projects the Insider Lab supported, as WinBuzzer prints", projects)
    findings.add(
        "firms-funded",
        "Firms supported by the Insider Lab that raised money",
        insider.host_figure(ledger, rows, "firms_that_raised_money"),
    )
    findings.add(
        "results",
        "Results of technical enablement at the Insider Lab in Shanghai",
        insider.host_figure(ledger, rows, "technology_enablement_results"),
    )
    findings.add("trained", "People the Insider Lab in Shanghai trained", insider.host_figure(ledger, rows, "people_trained"))
    findings.add(
        "money",
        "Money raised by client firms of the Insider Lab in Shanghai",
        insider.host_figure(ledger, rows, "external_investment"),
    )
    findings.add(
        "money-usd",
        "Money raised by client firms of the Insider Lab, as printed in dollars",
        insider.money(ledger, rows, "usd"),
    )
    findings.add(
        "money-rate", "Yuan a dollar implied by two sums for the Insider Lab's client firms", insider.implied_rate(ledger, rows)
    )
    findings.add(
        "projects-other",
        "Projects of the Insider Lab by a count outside its host's account",
        insider.unmatched(ledger, rows, "projects_supported"),
    )
    findings.add("lab-closed", "When the Insider Lab in Shanghai closed", insider.closed(ledger))
    reported = ledger.finding(insider.LAB, "closing_reported", source=FIRST_REPORT)
    findings.add("lab-reported", "Day the closing of the Insider Lab was first reported", reported)


def _add_cuts(findings: Findings, ledger: Ledger) -> None:
    """Add how far counts of cut jobs lie apart."""
    ratios = analysis.ratios(_cuts(ledger))
    ibm = ratios[ratios["event"].str.startswith("IBM")]
    findings.add("cut-events", "Technology firms' job cuts with more than one published count", _cut_events(ledger, ratios))
    findings.add(
        "cut-ratio-most", "How many times the lowest count the highest is, widest job cut", _ratio(ledger, ratios.head(1))
    )
    findings.add(
        "cut-ratio-least", "How many times the lowest count the highest is, closest job cut", _ratio(ledger, ratios.tail(1))
    )
    findings.add("cut-ratio-ibm", "How many times the lowest count the highest is, IBM's cut of 2024", _ratio(ledger, ibm))
    findings.add("ibm-cut", "Jobs cut at IBM's laboratories in China, 2024", _ibm_cut(ledger, ibm))
    findings.add(
        "ibm-entity",
        "People affected by the end of IBM's investment company in China, 2025",
        ledger.finding("ibm-investment", "affected"),
    )


def _cut_events(ledger: Ledger, ratios: pd.DataFrame) -> Finding:
    cited = [i for cell in ratios["rows"] for i in cell.split()]
    value = float(len(ratios)) if len(ratios) else None
    return ledger.computed(value, "count", rows=cited, how="Counted: job cuts for which sources give rival counts.")


def _ibm_cut(ledger: Ledger, ibm: pd.DataFrame) -> Finding:
    if ibm.empty:
        return Finding(None, "people")
    row = ibm.iloc[0]
    how = "The lowest count; the range ends at the highest, which is the sum of one source's counts by site."
    return ledger.computed(row["low"], "people", rows=row["rows"].split(), how=how, high=row["high"])


def _ratio(ledger: Ledger, ratios: pd.DataFrame) -> Finding:
    """Finding: highest over lowest count of the first of some events."""
    if ratios.empty:
        return Finding(None, "count")
    row = ratios.iloc[0]
    how = f"Computed: the highest count over the lowest; the cut is {escape(row['event'])}."
    found = ledger.computed(row["ratio"], "count", rows=row["rows"].split(), how=how, digits=1)
    return replace(found, contested=bool(row["denied"]))


def _add_research(findings: Findings, ledger: Ledger, view: survival.View) -> None:
    """Add the research laboratory's staff and where its sites stand."""
    findings.add(
        "research-staff", "Staff of Microsoft's research laboratory in Beijing, by reports for 2024", _staff(ledger, 2024, 2024)
    )
    findings.add(
        "research-staff-all",
        "Staff of Microsoft's research laboratory in Beijing, by reports since 2023",
        _staff(ledger, 2023, 2026),
    )
    places = research_sites(view.known)
    findings.add("research-sites", "Sites of Microsoft Research Asia without a known end", _place(ledger, places, "all"))
    findings.add(
        "research-abroad", "Sites of Microsoft Research Asia outside mainland China", _place(ledger, places, "outside")
    )
    findings.add(
        "research-share", "Share of Microsoft Research Asia's sites outside mainland China", _place(ledger, places, "share")
    )
    findings.add(
        "research-where", "Cities outside mainland China with a site of Microsoft Research Asia", _cities(ledger, view.known)
    )
    profile = ledger.finding(RESEARCH, "seen_open", source="sgai2026msra")
    findings.add(
        "research-profile", "Day an aggregator's profile shows Microsoft's research laboratory in Beijing at work", profile
    )
    findings.add(
        "research-seen", "Last day a source shows Microsoft's research laboratory in Beijing at work", _last_seen(ledger)
    )


def _cities(ledger: Ledger, known: pd.DataFrame) -> Finding:
    """Finding: the cities outside mainland China in which the research laboratory has a site, the oldest first."""
    rows = known[(known["company"] == "microsoft") & (known["kind"] == "research_lab") & ~known["mainland"]]
    rows = rows[rows["opened_from"].notna() & rows["closed_from"].isna()].sort_values("opened_from")
    how = "Listed: cities of the laboratory's sites with a known opening and no known end, the oldest first."
    return common.worded(ledger, list_text(list(rows["city"])), survival.ids(rows), how) if len(rows) else Finding(None, "text")


def _place(ledger: Ledger, places: pd.DataFrame, column: str) -> Finding:
    """Finding: the last number in one column of the research laboratory's sites; not known while none stands abroad."""
    unit = "percent" if column == "share" else "count"
    if places.empty or not places["outside"].iloc[-1]:
        return Finding(None, unit)
    row = places.iloc[-1]
    value = row["inside"] + row["outside"] if column == "all" else row[column]
    sites_counted = "the laboratory's sites with a known opening and no known end"
    how = f"Computed: those outside mainland China over all of {sites_counted}."
    where = ", outside mainland China" if column == "outside" else ""
    how = how if column == "share" else f"Counted: {sites_counted}{where}."
    return ledger.computed(float(value), unit, rows=row["rows"].split(), how=how, digits=0)


def _staff(ledger: Ledger, first: int, last: int) -> Finding:
    """Finding: the counts of some years, the nearest source first as everywhere."""
    return ledger.finding(RESEARCH, "employed", within=(f"{first}-01-01", f"{last}-12-31"))


def _last_seen(ledger: Ledger) -> Finding:
    """Finding: the last day a source shows the Beijing laboratory at work."""
    rows = ledger.claims
    rows = rows[(rows["subject"] == RESEARCH) & (rows["metric"] == "seen_open")].sort_values("event_start")
    if rows.empty:
        return Finding(None)
    return ledger.finding(RESEARCH, "seen_open", event_start=rows["event_start"].iloc[-1])


# ------------------------------------------------------------------------------------------------------------- job cuts


@of_tables
def _cuts(ledger: Ledger) -> pd.DataFrame:
    """Return the counts of each job cut that has several."""
    return analysis.cuts(ledger.claims, SPEAKERS | {"company": "company"}, insider.publishers(ledger))


def job_cuts(ledger: Ledger) -> Exhibit:
    """Figure: every count of each job cut, with the ratio of the highest to the lowest."""
    rows = _cuts(ledger)
    if rows.empty:
        return nothing(ledger, "job cuts with rival counts")
    ratios = analysis.ratios(rows)
    widest, least = ratios.iloc[0], ratios.iloc[-1]
    span = f"from {least['ratio']:.1f} to {widest['ratio']:.1f} times" if len(ratios) > 1 else f"{widest['ratio']:.1f} times"
    words = " ".join(
        f"{r.event}: {r.low:.0f} to {r.high:.0f}{', denied by the company' if r.denied else ''}." for r in ratios.itertuples()
    )
    return publish(
        forms.dots_and_ranges(rows, xlabel="people"),
        name="job-cuts",
        title=f"The highest count of a job cut is {span} the lowest.",
        alt=f"Counts of {len(ratios)} job cuts, one mark a count, in one band an event with its ratio.",
        description="One band an event with the span of its counts, one mark a count, its shape who is said to have counted, "
        f"an arrow where it is a bound. Equal counts by one kind of speaker are one mark. Counts of one event "
        f"may have different perimeters. {words}",
        unit="people",
        rows=rows,
        **credit_many(ledger, [key for cell in rows["sources"] for key in cell.split()], "labs/cut-events", "job cuts"),
    )


# ---------------------------------------------------------------------------------------------------- research laboratory


def research_sites(known: pd.DataFrame) -> pd.DataFrame:
    """Return how many sites of Microsoft Research Asia stood inside and outside mainland China by year."""
    return sites.abroad(known[(known["company"] == "microsoft") & (known["kind"] == "research_lab")])


def research(ledger: Ledger) -> Exhibit:
    """Figure: people, papers and interns of the Beijing laboratory, one series a definition."""
    rows = analysis.growth(ledger.claims, RESEARCH)
    if rows.empty:
        return nothing(ledger, "the size of this laboratory")
    opened = survival.lives(ledger).set_index("site")["opened_from"].get(RESEARCH)
    panel = next((p for p in rows["panel"].unique() if p.startswith("papers")), "")
    pace = analysis.pace(rows, panel, opened) if panel and not pd.isna(opened) else pd.DataFrame()
    joins = _joins(pace, rows, panel)
    series = rows.groupby("panel", sort=False)["series"].nunique()
    words = " ".join(f"{r.panel}, {r.series}, {r.at.year}: {number_text(r.value)}." for r in rows.itertuples())
    parts = list_text([f"{n} definition{'s' if n > 1 else ''} of {name.partition(' since')[0]}" for name, n in series.items()])
    return publish(
        forms.series_panels(rows, as_of=pd.Timestamp(ledger.day), joins=joins),
        name="research",
        title=f"The Beijing laboratory's published figures rest on {parts}.",
        alt=f"{len(series)} panels of dated figures, one mark a definition, not joined across definitions.",
        description="One panel a measure; a mark of its own for each definition. Only figures of one definition are joined, "
        f"with the growth a year between them; a plus is a lower bound. {words}",
        unit="people; papers; interns",
        rows=rows,
        **credit(ledger, rows["source"]),
    )


def _joins(pace: pd.DataFrame, points: pd.DataFrame, panel: str) -> pd.DataFrame:
    """Turn growth between comparable figures into lines to draw."""
    columns = ["panel", "since", "until", "from_value", "to_value", "text"]
    value = points[points["panel"] == panel].drop_duplicates(["series", "at"]).set_index(["series", "at"])["value"]
    out = [
        (
            panel,
            r.since,
            r.until,
            value[(r.series, r.until)] - r.added,
            value[(r.series, r.until)],
            f"about {round(r.a_year, -1):.0f} a year",
        )
        for r in pace.itertuples()
    ]
    return pd.DataFrame(out, columns=columns)


def places(ledger: Ledger) -> Exhibit:
    """Figure: sites of Microsoft Research Asia inside and outside mainland China by year of change."""
    rows = research_sites(survival.lives(ledger))
    if rows.empty:
        return nothing(ledger, "sites of this laboratory")
    names = ledger.table("entities").set_index("id")["name"]
    rows = rows.assign(label=[f"{r.outside} of {r.inside + r.outside}" for r in rows.itertuples()])
    last = rows.iloc[-1]
    opened = " ".join(f"{r.year}: {list_text([names[s] for s in r.opened.split()])}." for r in rows.itertuples() if r.opened)
    return publish(
        forms.counts_by_place(rows, names=("in mainland China", "elsewhere"), ylabel="sites"),
        name="places",
        title=f"{last['outside']} of the {last['inside'] + last['outside']} sites of Microsoft Research Asia stood outside "
        f"mainland China by {last['year']}.",
        alt=f"Stacked bars of the laboratory's sites inside and outside mainland China in {len(rows)} years of change.",
        description="One bar a year in which a site opened: sites without a known end, in mainland China and elsewhere, with "
        f"the number elsewhere of all. A site counts from the year of its opening. {opened}",
        unit="sites",
        rows=rows,
        **credit(ledger, survival.sources(ledger, sorted({i for cell in rows["rows"] for i in cell.split()}))),
    )


# --------------------------------------------------------------------------------------------------------- counter-evidence


def growing(ledger: Ledger) -> Exhibit:
    """Table: foreign sites in mainland China that opened, and firms' staff there that grew, since `GROWTH_SINCE`."""
    rows = _growth(ledger)
    if rows.empty:
        return nothing(ledger, "sites that opened or grew")
    names = ledger.table("entities").set_index("id")["name"]
    when = [_when(r.event_start, r.event_precision) for r in rows.itertuples()]
    rows = rows.assign(when=when, who=rows["subject"].map(names), what=[_growth_words(r) for r in rows.itertuples()])
    rows = rows.groupby(["when", "who", "what"], sort=False).agg(
        sources=("source", " ".join), rows=("id", " ".join)
    ).reset_index()  # fmt: skip
    rows = rows.assign(links=source_links(rows["sources"]), entry=row_links(rows["rows"]))
    columns = [
        Column("when", "When", width=16), Column("who", "Who", width=26), Column("what", "What", width=42),
        Column("links", "Source", width=22, format=str), Column("entry", "Row", width=12, format=str),
    ]  # fmt: skip
    title = f"Foreign sites in mainland China that opened, or staff that grew, since {GROWTH_SINCE}"
    return table(rows, name="growing", title=title, columns=columns, as_of=day_text(ledger.day))


def _growth(ledger: Ledger) -> pd.DataFrame:
    """Return the rows on other firms than Microsoft that tell of an opening or of growth, in order.

    `before` is the highest earlier count in words.
    """
    claims, roster = ledger.claims, ledger.table("labs")
    others = roster.loc[(roster["mainland"] == "yes") & (roster["company"] != "microsoft"), "subject"]
    opened = claims["metric"].eq("opened") & claims["subject"].isin(others)
    rows = claims[opened | pd.MultiIndex.from_frame(claims[["subject", "metric"]]).isin(GROWTH)]
    rows = rows.sort_values(["event_start", "id"])
    rows = rows.assign(before=[_before(row, rows) for row in rows.itertuples()])
    rows = rows[(rows["event_start"] >= GROWTH_SINCE) & ((rows["metric"] != "employed") | (rows["before"] != ""))]
    return rows[~rows.assign(year=rows["event_start"].dt.year).duplicated(["subject", "metric", "year", "value"])]


def _before(row: object, rows: pd.DataFrame) -> str:
    """Write the highest earlier count of the same people, if a count is above all of them; blank otherwise."""
    same = rows[(rows["subject"] == row.subject) & (rows["metric"] == row.metric) & (rows["event_start"] < row.event_start)]
    if row.metric != "employed" or same.empty or row.number <= same["number"].max():
        return ""
    top = same.loc[same["number"].idxmax()]
    return f"{_bounded(top)} in {_when(top['event_start'], top['event_precision'])}"


def _when(start: pd.Timestamp, precision: str) -> str:
    """Write a date as exactly as it is known."""
    return day_text(start.date()) if precision == "day" else f"{start:%B %Y}" if precision == "month" else str(start.year)


def _bounded(row: pd.Series) -> str:
    """Write a count with its bound."""
    bound = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(row["qualifier"], "")
    return f"{bound}{number_text(row['number'])}"


def _growth_words(row: object) -> str:
    """Say in words what one row tells."""
    if row.before:
        count = _bounded(pd.Series({"qualifier": row.qualifier, "number": row.number}))
        return f"{count[0].upper()}{count[1:]} people, after {row.before}."
    return "Opened." if row.metric == "opened" else row.summary


def sensitivity_table(ledger: Ledger, settings: Settings) -> Exhibit:
    """Table: what changes when each of the report's rules moves a notch."""
    return common.sensitivity_table(ledger, lambda other: findings(other, settings))
