"""Exhibits of the whole book: on the project's own rows, on small rows, and on days when less was known."""

import re

from footprint.evidence.findings import Findings, as_record
from footprint.evidence.ledger import Ledger
from footprint.exhibits import whole
from footprint.figures import Nothing, PublishedFigure, PublishedTable

VERDICT = {
    "chapter": "labs", "paraphrase": "The lab closed.", "reason": "It did.", "evidence": "hc-1", "how": "scope",
}  # fmt: skip


def recorded(ledger, subject="wicresoft"):
    """What a chapter of three findings records."""
    findings = Findings("outsourcing")
    findings.add("laid-off", "People dismissed", ledger.finding(subject, "laid_off", perimeter="microsoft_projects"))
    findings.add("end", "Day the projects ended", ledger.finding(subject, "closed"))
    findings.add("exit", "Whether Microsoft is leaving", ledger.finding("microsoft", "exiting_china"))
    return {"outsourcing": {"findings": {name: as_record(item) for name, item in findings.items.items()}}}


def test_every_exhibit_is_published_under_its_own_name(latest):
    made = whole.exhibits(latest, recorded(latest))
    assert all(isinstance(item, PublishedFigure | PublishedTable) for item in made.values())
    assert {name: item.name for name, item in made.items()} == {name: name for name in made}


def test_before_the_first_source_every_exhibit_says_nothing(latest):
    early = latest.as_of("1980-12-31")
    assert all(isinstance(item, Nothing) for item in whole.exhibits(early, recorded(early)).values())
    assert not any(item.known for item in whole.findings(early, recorded(early)).items.values())


def test_all_findings_are_known_in_the_latest_edition_and_name_their_rows(latest):
    ids = set(latest.rows["id"])
    for name, finding in whole.findings(latest, recorded(latest)).items.items():
        assert finding.known, name
        assert set(finding.rows) <= ids, name


def test_an_early_edition_tells_of_nothing_later(latest):
    early = latest.as_of("2024-12-31")
    made = whole.exhibits(early, recorded(early))
    events = made["events"]
    assert "2025" not in events.csv
    assert "Insider Lab" in events.description
    assert not re.search(r"2025|2026", " ".join((events.title, events.alt, events.description, events.caption)))
    assert isinstance(made["verdicts"], Nothing) or "76" not in made["verdicts"].title


def test_the_figure_of_events_counts_what_it_draws(latest):
    found = whole.findings(latest, recorded(latest))
    title = whole.events(latest).title
    up, away, down = (int(found[name].value) for name in ("opened", "opened-away", "ended"))
    assert [int(n) for n in re.findall(r"\b\d{1,3}\b", title)] == [up, away, down]
    assert up > away


def test_every_dated_opening_of_a_microsoft_site_is_drawn(latest):
    sites = latest.table("labs").query("company == 'microsoft'")["subject"]
    rows = latest.table("lab_sources").query("metric == 'opened' and event_start >= '2019-01-01' and superseded_by == ''")
    assert set(rows[rows["subject"].isin(sites)]["subject"]) <= set(re.findall(r"[\w-]+", whole.events(latest).csv))


def test_a_supplier_is_not_said_to_have_closed(latest):
    told = whole.events(latest).description
    assert "closed or ended: Wicresoft: projects for Microsoft" in told
    assert "closed or ended: Wicresoft." not in told


def test_rival_values_and_denials_are_in_the_table(latest):
    made = whole.contested_table(latest, recorded(latest))
    cells = {row[0]: row for row in made.cells}
    assert "1,000–2,000: " in cells["*Outsourcing:* People dismissed"][3]
    assert cells["*Outsourcing:* Day the projects ended"][2] == "7 April 2025 to 8 April 2025"
    assert cells["*Outsourcing:* Whether Microsoft is leaving"][2] == "–"
    assert "7 April 2025: {source}`seed_winbuzzer`" in cells["*Outsourcing:* Day the projects ended"][3]
    assert "**denied:** {source}`jiemian2025wicresoft`" in cells["*Outsourcing:* Whether Microsoft is leaving"][3]
    assert cells["*Outsourcing:* People dismissed"][1] == "{finding}`outsourcing/laid-off`"


def test_the_figure_of_rivals_draws_every_rival_number(latest):
    figure = whole.rival_values(latest, recorded(latest))
    drawn = {line.split(",")[1] for line in figure.csv.splitlines()[1:]}
    assert drawn == {"laid-off"}
    assert "0.5" in figure.csv


def test_arithmetic_has_its_line_without_speakers(latest):
    chapters = recorded(latest)
    found = chapters["outsourcing"]["findings"]
    found["half"] = found["laid-off"] | {"how": "Halved.", "value": 1000.5, "contested": True, "about": "Half"}
    cells = {row[0]: row for row in whole.contested_table(latest, chapters).cells}
    assert "*Outsourcing:* Half" not in cells  # the finding that it is made of is told
    del found["laid-off"], found["end"]
    found["half"] = found["half"] | {"against": ["hc-043"]}
    cells = {row[0]: row for row in whole.contested_table(latest, chapters).cells}
    assert cells["*Outsourcing:* Half"][3].startswith("arithmetic on contested rows; against a row it uses: 1,000: {source}")


def judged(small_data, *rows):
    given = [
        VERDICT | {"id": f"art-{n}", "number": f"A{n:02}", "source": "seed_shutops", "verdict": "right"} | row
        for n, row in enumerate(rows, 1)
    ]
    sources = [{"key": "seed_shutops"}, {"key": "seed_winbuzzer"}, {"key": "seed_headlineusa"}, {"key": "s1"}]
    return Ledger.read(small_data(sources=sources, headcounts=[{}], article_claims=given))


def test_verdicts_and_causes_are_counted(small_data):
    ledger = judged(small_data, {"how": "none"}, {"verdict": "wrong"}, {"verdict": "wrong", "source": "seed_winbuzzer"})
    found = whole.findings(ledger, {})
    assert {n: found[n].value for n in ("claims-all", "claims-right", "claims-wrong")} == {
        "claims-all": 3, "claims-right": 1, "claims-wrong": 2,
    }  # fmt: skip
    assert (found["tech-research-all"].value, found["tech-research-scope"].value) == (2, 1)
    assert found["winbuzzer-wrong"].rows == ("art-3",)
    assert whole.verdicts(ledger).title == "Of 3 claims 1 are right as they stand, 0 right but incomplete and 2 wrong."
    assert whole.errors(ledger).cells == (("Right", "–", "1", "1"), ("Wrong", "2", "–", "2"), ("All", "2", "1", "3"))


def test_the_whole_table_adds_up(latest):
    last = whole.errors(latest).cells[-1]
    numbers = [int(cell) for cell in last[1:]]
    assert numbers[-1] == sum(numbers[:-1]) == len(latest.table("article_claims")) == 76


def test_counts_have_no_grade(latest):
    assert {str(item.grade) for item in whole.findings(latest, recorded(latest)).items.values()} == {"F6"}


def test_more_sources_than_three_of_one_value_are_counted(small_data):
    ledger = Ledger.read(small_data(sources=[{}] * 5, headcounts=[{"source": f"s{n}"} for n in range(1, 6)]))
    assert whole._speakers(ledger.claims) == "{source}`s1`, {source}`s2`, {source}`s3` and 2 more"
