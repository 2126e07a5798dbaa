"""The synthesis on the project's own tables: a whole matrix, rows that carry it, and silence before the news."""

import pytest
from footprint.exhibits import readings as show
from footprint.exhibits import synthesis
from footprint.figures import Nothing, PublishedFigure, PublishedTable

SETTINGS = synthesis.Settings("equal", 2.0, 10.0)
QUESTIONS = list(synthesis.QUESTIONS)


@pytest.fixture(scope="module")
def matrix(latest):
    return synthesis.weighed(latest, SETTINGS)


@pytest.fixture(scope="module")
def found(latest):
    return findings(latest)


def findings(ledger):
    return synthesis.findings(ledger, SETTINGS)


def exhibits(ledger):
    m = synthesis.weighed(ledger, SETTINGS)
    made = [show.readings, show.pieces, show.matrix, show.order, show.standing, show.ways, show.indicators, show.claims]
    reasons = [show.reasons(ledger, m, question) for question in QUESTIONS]
    return [*(make(ledger, m) for make in made), *reasons, show.likelihood(ledger, m, SETTINGS)]


def test_every_piece_has_one_mark_for_every_reading_on_the_rows_of_the_piece(latest):
    readings, pieces, marks = (latest.table(name) for name in ("hypotheses", "pieces", "assessments"))
    assert len(marks) == len(readings) * len(pieces)
    assert not marks.duplicated(["piece", "hypothesis"]).any()
    own = pieces.set_index("id").loc[marks["piece"]]
    assert (marks["evidence"].to_numpy() == own["evidence"].to_numpy()).all()
    assert (marks["source"].to_numpy() == own["source"].to_numpy()).all()


def test_the_source_of_a_piece_is_that_of_its_first_row(latest):
    sources = latest.rows.set_index("id")["source"]
    pieces = latest.table("pieces")
    assert pieces["source"].tolist() == [sources[cell.split()[0]] for cell in pieces["evidence"]]


def test_no_piece_weighs_an_article_that_is_weighed(latest):
    """The three articles are what is judged; they may not be evidence for themselves, but for what they alone relay."""
    sources = latest.rows.set_index("id")["source"]
    cited = {row for cell in latest.table("pieces")["evidence"] for row in cell.split()}
    assert {sources[row] for row in cited} & {"seed_shutops", "seed_winbuzzer"} == set()


def test_all_five_subjects_give_evidence(matrix):
    assert set(matrix.pieces["strand"]) == set(show.SUBJECTS)


def test_the_counts_are_those_of_the_table(latest, found):
    marks = latest.table("assessments")
    for reading in ("exit", "retreat", "containment", "derisking", "unchanged", "cost", "industry", "rules", "evasion"):
        counted = ((marks["hypothesis"] == f"reading-{reading}") & (marks["mark"] == "inconsistent")).sum()
        assert found[f"against-{reading}"].value == counted


def test_the_lead_has_the_fewest_contradictions_of_its_question(latest, found):
    titles = latest.table("hypotheses").set_index("id")
    course = titles.index[titles["question"] == "course"]
    counts = {titles.loc[i, "title"].lower(): found[f"against-{i.removeprefix('reading-')}"].value for i in course}
    least = [title for title, count in counts.items() if count == min(counts.values())]
    assert all(title in found["lead-course"].value.lower() for title in least)
    assert ("(a tie)" in found["lead-course"].value) == (len(least) > 1)


def test_a_piece_is_graded_by_the_weakest_row_that_it_needs(matrix):
    letters = matrix.pieces.set_index("id")["letter"]
    assert letters["piece-07"] == "E"  # a laboratory's page of one year, a weaker sighting of the next
    assert letters["piece-01"] == "B"  # three reports of one denial, the nearest counts


def test_a_claim_on_the_whole_is_judged_in_a_table_of_verdicts(latest, matrix):
    judged = show.claims(latest, matrix)
    assert judged.name == "verdicts"  # the name that an entry of the page on the articles leads to
    whole = latest.table("article_claims").query("chapter == 'synthesis'")["number"]
    assert set(whole) <= {cells[0] for cells in judged.cells}


def test_weighting_by_source_changes_counts_and_is_said(latest):
    other = synthesis.findings(latest, SETTINGS._replace(weighting="reliability"))
    assert other["against-exit"].value < 4
    assert other["fits-retreat"].value == int(other["fits-retreat"].value)


def test_in_february_2024_only_what_was_known_is_weighed(latest):
    early = latest.as_of("2024-02-15")
    assert set(early.table("hypotheses")["title"]) == {
        "Selective de-risking", "No change of course", "Rules and pressure", "Evasion through the stake", "Stake left over",
    }  # fmt: skip
    m = synthesis.weighed(early, SETTINGS)
    assert not m.pieces.empty
    told = " ".join([*early.table("assessments")["reason"], *early.table("pieces")["statement"]])
    for later in ("2025", "2026", "India", "April", "Insider", "Azure", "DeepSeek", "exit"):
        assert later not in told, later
    assert not synthesis.findings(early, SETTINGS)["against-exit"].known


def test_an_earlier_edition_names_no_reading_nobody_had_put_forward(latest):
    early = latest.as_of("2024-02-15")
    named = {
        i for column in ("speaks_for", "speaks_against") for cell in early.table("indicators")[column] for i in cell.split()
    }
    assert named
    assert named <= set(early.table("hypotheses")["id"])


@pytest.mark.parametrize(
    "day", ["2022-10-01", "2023-07-01", "2023-09-02", "2024-01-15", "2024-07-01", "2025-03-31", "2025-08-01"]
)
def test_on_any_day_the_chapter_can_be_made(latest, day):
    ledger = latest.as_of(day)
    synthesis.findings(ledger, SETTINGS)
    for item in exhibits(ledger):
        assert isinstance(item, PublishedFigure | PublishedTable | Nothing)
