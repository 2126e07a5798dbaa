"""The chapter's exhibits on the project's own rows: the arithmetic by another road, and silence before the news."""

import re

import pandas as pd
import pytest
from footprint.analysis import survival as analysis
from footprint.exhibits import common, insider_lab, survival
from footprint.exhibits import labs as show
from footprint.figures import Nothing, PublishedFigure

from tests.analysis.test_survival import by_hand

COMPANY = "microsoft"
SETTINGS = show.Settings(COMPANY, "strict", 1990, "all", draws=200, seed=1)
BEFORE = "2024-06-01"


@pytest.fixture(scope="module")
def found(latest):
    return findings(latest)


@pytest.fixture(scope="module")
def early(latest):
    return latest.as_of(BEFORE)


def findings(ledger):
    return show.findings(ledger, SETTINGS)


def exhibits(ledger):
    terms = SETTINGS.terms
    return [
        insider_lab.closing(ledger), insider_lab.funnel(ledger), insider_lab.readings(ledger),
        survival.life_lines(ledger, COMPANY), survival.survival(ledger, terms, COMPANY, SETTINGS.draws, SETTINGS.seed),
        survival.ended_sites(ledger, terms), survival.other_counts(ledger, terms), survival.closings(ledger),
        show.job_cuts(ledger), show.research(ledger), show.places(ledger), show.growing(ledger),
        common.score(ledger, "labs"), common.verdicts(ledger, "labs"),
    ]  # fmt: skip


def test_before_the_news_no_closing_in_shanghai_is_known(early):
    then = show.findings(early, SETTINGS)
    assert not then["lab-closed"].known
    assert not then["lab-reported"].known
    assert not then["short-life"].known
    assert then["first-batch"].known
    assert isinstance(insider_lab.closing(early), Nothing)
    lab = survival.lives(early).set_index("site").loc["insider-lab"]
    assert pd.isna(lab["closed_from"])
    assert lab["rows"]


def test_before_the_news_nothing_printed_tells_of_a_later_year(early):
    for item in exhibits(early):
        if isinstance(item, PublishedFigure):
            words = f"{item.title} {item.alt} {item.description} {item.csv}"
        else:
            words = item.text if isinstance(item, Nothing) else " ".join(cell for row in item.cells for cell in row)
        assert not re.search(r"\b(2025|2026)\b", words), item


def test_the_survival_is_that_of_the_spells_counted_by_hand(latest, found):
    rows = analysis.spells(survival.lives(latest), SETTINGS.terms)
    steps = by_hand(list(rows["years"]), list(rows["event"]))
    for name, age in (("early", survival.EARLY), ("late", survival.LATE)):
        value, low, high = steps[max(t for t in steps if t <= age)]
        finding = found[f"survive-{name}"]
        assert (finding.value, finding.low, finding.high) == pytest.approx((100 * value, 100 * low, 100 * high))
        assert found[f"survive-{name}-clustered"].value == finding.value
    assert found["ended"].value == rows["event"].sum()
    assert found["sites"].value == len(rows)


def test_the_lab_lived_from_may_2019_to_the_winter_of_2025(found):
    assert found["lab-closed"].value == "January or February 2025"
    assert found["short-life"].low == pytest.approx(5.64, abs=0.01)
    assert found["short-life"].high == pytest.approx(5.79, abs=0.01)


def test_the_hosts_figures_and_what_became_of_them(found):
    assert (found["firms"].value, found["firms"].low) == (239, 100)
    assert (found["projects"].value, found["projects"].low, found["projects"].high) == (258, 258, 400)
    assert found["firms"].contested
    assert not found["results"].contested
    assert found["money-rate"].value == pytest.approx(9.4 / 1.3)


def test_the_funnel_says_what_was_merged(latest, early):
    assert "239 firms" in insider_lab.funnel(latest).title
    assert insider_lab.funnel(latest).title.endswith("became “50 firms”.")
    assert insider_lab.funnel(latest.as_of("2025-04-08")).title.startswith("The host counted 258 projects")
    assert insider_lab.funnel(early).title == "The first batch had about 300 applicants and 30 firms were taken."


def test_ibms_later_count_is_not_added(found):
    assert found["ibm-cut"].high == 1695
    assert found["ibm-entity"].value == 1800
    assert not set(found["ibm-entity"].rows) & set(found["ibm-cut"].rows)


def test_both_versions_of_the_laboratorys_size_are_kept(found):
    staff = found["research-staff"]
    assert (staff.low, staff.high, staff.contested) == (200, 800, True)


def test_the_nearest_source_gives_the_laboratorys_size_and_an_unsourced_page_its_range(latest, found):
    since = found["research-staff-all"]
    assert (since.value, since.low, since.high, since.open_high) == (800, 200, 1000, True)
    near = latest.claims.set_index("id")["tier"]
    assert near[list(since.rows)].isin(("primary", "first_hand")).any()


def test_every_range_of_the_laboratorys_figures_is_of_values_its_rows_name(latest, found):
    number = latest.claims.set_index("id")["number"]
    for name in ("projects", "firms", "firms-local", "firms-funded", "results", "trained"):
        told = set(number[[*found[name].rows, *found[name].against]])
        assert {found[name].low, found[name].high} <= told, name


def test_the_table_and_the_finding_give_one_median_life(latest, found):
    chosen = survival.other_counts(latest, SETTINGS.terms).cells[0]
    assert (
        chosen[-1]
        == f"{found['median-life'].value:.0f} ({found['median-life'].text('range').removesuffix(' years or more')} or more)"
    )


def test_a_description_ends_its_sentences_once(latest):
    for item in exhibits(latest):
        if isinstance(item, PublishedFigure):
            assert not re.search(r"\.[;.]", item.description), item.name


def test_only_openings_and_rising_counts_of_others_speak_of_growth(latest):
    cells = show.growing(latest).cells
    assert all("Microsoft" not in who for _, who, *_ in cells)
    assert [what for _, who, what, *_ in cells if who.startswith("Nvidia")] == [
        "About 4,000 people, after about 3,000 in January 2024."
    ]
    assert {what for _, _, what, *_ in cells} >= {"Opened."}


def test_a_broader_definition_has_more_ends_of_as_many_sites(latest, found):
    broad = show.findings(latest, SETTINGS._replace(events="broad"))
    assert broad["ended"].value > found["ended"].value
    assert broad["sites"].value == found["sites"].value


def test_another_company_has_its_own_lines(latest):
    figure = survival.life_lines(latest, "ibm")
    assert "IBM China Systems Lab" in figure.description
    assert isinstance(survival.life_lines(latest, "wicresoft"), Nothing)


def test_a_period_that_has_just_begun_gives_no_rate(latest):
    assert findings(latest)["rate-recent"].known
    assert not findings(latest.as_of("2021-06-30"))["rate-recent"].known
