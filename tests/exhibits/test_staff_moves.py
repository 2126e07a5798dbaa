"""The chapter's exhibits on the project's own rows: the arithmetic by another road, and what each date may know."""

import re

import pytest
from footprint.exhibits import common, staff_context, staff_relays
from footprint.exhibits import staff_moves as show
from footprint.figures import Nothing, PublishedFigure, PublishedTable

SETTINGS = show.Settings(company="microsoft", base="china staff", weak=True)
LATER = re.compile(r"\b(?:2025|2026)\b|Azure cut|DeepSeek|Pentagon")
"""What nobody could say in June 2024."""


@pytest.fixture(scope="module")
def found(latest):
    return findings(latest)


@pytest.fixture(scope="module")
def june(latest):
    return latest.as_of("2024-06-01")


def findings(ledger):
    return show.findings(ledger, SETTINGS)


def exhibits(ledger, settings=SETTINGS):
    found, counted = show.findings(ledger, settings), show.counted(ledger, settings.company)
    return [
        show.counts(ledger, counted, found["offered"]), show.exposure_bars(ledger, counted, found),
        show.running(ledger, counted, settings, found), staff_context.peers(ledger), show.lags(ledger),
        staff_context.surveys(ledger), staff_context.survey_table(ledger), staff_context.fdi(ledger), staff_relays.chains(ledger),
        staff_context.talent_slopes(ledger), staff_relays.alumni(ledger), common.score(ledger, "staff_moves"),
        common.verdicts(ledger, "staff_moves"),
    ]  # fmt: skip


def texts(item):
    """All words an exhibit prints, without the line on its own date."""
    if isinstance(item, Nothing):
        return item.text
    if isinstance(item, PublishedTable):
        return " ".join([item.title, *(cell for row in item.cells for cell in row)])
    return " ".join([item.title, item.alt, item.description, item.unit])


def test_in_june_2024_the_offer_is_known_and_nothing_later(june):
    found = show.findings(june, SETTINGS)
    assert found["offered"].text("range") == "700–800"
    assert found["offer-origins"].value == 1
    for name in ("azure-2026", "support-2025", "disclosure-to-removal", "memo-to-rule", "alumni", "nvidia-growth", "fdi-net"):
        assert not found[name].known, name
    for item in exhibits(june):
        assert not LATER.search(texts(item)), item


def test_the_day_before_the_range_was_printed_only_floors_were_known(latest):
    found = show.findings(latest.as_of("2024-05-15"), SETTINGS)
    assert found["offered"].text("range") == "100–300 or more"
    assert not found["offer-reports"].known
    assert not found["base-engineers"].known


def test_offers_are_bounded_by_the_counts_that_give_both_ends(found):
    assert (found["offered"].low, found["offered"].high) == (700, 800)
    assert (found["offer-floors"].low, found["offer-floors"].high) == (100, 400)
    assert found["offered"].contested
    assert found["acceptance"].value == 0


def test_shares_are_people_over_the_base(found):
    for name, base in (("exposure-staff", "base-staff"), ("exposure-engineers", "base-engineers")):
        assert found[name].low == pytest.approx(100 * 700 / found[base].value)
        assert found[name].high == pytest.approx(100 * 800 / found[base].value)
    assert (found["base-staff"].value, found["base-engineers"].value) == (9000, 7000)


def test_running_bounds_are_the_sum_of_the_events(found):
    parts = [found[name] for name in ("vancouver", "offered", "azure-2026")]
    assert found["running"].low == sum(part.low for part in parts) == 920
    assert found["running"].high == sum(part.high for part in parts) == 1240
    assert found["running-weak"].low == 920 + found["support-2025"].value
    assert found["running-share"].high == pytest.approx(100 * 1240 / 9000)


def test_no_cut_worldwide_and_no_other_firm_is_in_the_sum(latest, found):
    subjects = latest.claims.set_index("id").loc[list(found["running-weak"].rows), "subject"]
    assert not {"linkedin", "wicresoft"} & set(subjects)


def test_weak_items_stay_out_when_asked(latest):
    found, counted = show.findings(latest, SETTINGS), show.counted(latest, "microsoft")
    figure = show.running(latest, counted, SETTINGS._replace(weak=False), found)
    assert "weak" not in figure.title
    assert "support" not in figure.csv


def test_the_base_of_the_running_share_is_a_parameter(latest, found):
    other = show.findings(latest, SETTINGS._replace(base="asia-pacific engineers"))
    assert other["running-share"].high == pytest.approx(found["running-share"].high * 9000 / 7000)


def test_lags_are_calendar_days(found):
    assert [found[name].value for name in ("comments-to-mail", "proposal-to-mail", "chip-rule-to-mail")] == [15, 106, 210]
    assert found["disclosure-to-removal"].value == 3
    assert (found["memo-to-rule"].low, found["memo-to-rule"].high) == (55, 84)


def test_the_report_on_deepseek_is_older_than_the_first_on_a_closing(found):
    assert found["report-to-closing"].low > 0
    assert found["alumni-share"].value == pytest.approx(100 * 4 / 232)


def test_peers_are_people_over_local_staff_and_one_grew(latest, found):
    rows = staff_context.peer_rows(latest).set_index("label")
    assert rows.loc["Ericsson, core, 2024", "low"] == pytest.approx(-100 * 240 / 13_000)
    assert rows.loc["Fidelity, Dalian, 2024", ["low", "high"]].tolist() == pytest.approx([-100 * 500 / 574, -100 * 500 / 1800])
    assert rows.loc["AMD, Shanghai, 2023", "disputed"]
    assert found["nvidia-growth"].value == pytest.approx(100 / 3)


def test_the_two_measures_of_investment_part(found):
    assert found["fdi-gross"].value == pytest.approx(100 * 747.69 / 826.25)
    assert found["fdi-net"].value == pytest.approx(100 * 76.5 / 18.6)


def test_a_ratio_in_the_text_is_that_of_the_amounts_in_the_figure(latest, found):
    amounts = dict(re.findall(r"RMB billion, (\d{4}): ([\d.,]*\d)\.", staff_context.fdi(latest).description))
    last, before = (float(amounts[year].replace(",", "")) for year in ("2025", "2024"))
    assert found["fdi-gross"].text() == f"{100 * last / before:.1f} percent"


def test_a_share_of_a_floor_is_called_an_upper_bound(latest, found):
    made = show.exposure_bars(latest, show.counted(latest, "microsoft"), found)
    assert found["base-staff"].open_high and not found["base-engineers"].open_high
    assert made.title.startswith(f"The offer came to at most {found['exposure-staff'].text('range')} of the staff in China (if")
    assert f"at most {found['exposure-engineers'].text('range')}" not in made.title


def test_priorities_fell_before_they_rose_or_nothing_is_said_of_it(latest, found):
    shares = latest.table("surveys")
    shares = shares[shares["question"] == "China a top-three investment priority"].sort_values("event_start")["value"].tolist()
    top = found["top-three"]
    assert (top.high, top.value) == (shares[0], shares[-1])
    assert top.low == min(shares[1:-1])
    assert not staff_context.top_three(latest.as_of("2022-06-01")).known


@pytest.mark.parametrize(("values", "said"), [([60, 45, 52], True), ([45, 60, 52], False), ([60, 45], False), ([], False)])
def test_a_fall_and_a_rise_are_told_only_where_the_first_is_highest_and_the_last_not_lowest(values, said):
    assert staff_context.fell_and_rose(values) == said


def test_the_summary_of_testimony_is_not_the_companys_own_word(latest):
    rows = show.counted(latest, "microsoft").offer.set_index("label")
    assert rows.loc["Beyond Border", "speaker"] == "a page on what the company said"


def test_survey_questions_are_counted_one_by_one(latest, found):
    rows = latest.table("surveys")
    rows = rows[rows["metric"].isin(staff_context.LEAVING)]
    asked = rows.groupby(["subject", "metric"])["event_start"].nunique()
    assert found["leaving-questions"].value == (asked > 1).sum()


def test_no_private_person_is_named(latest):
    assert not re.search(r"alignment lead|ten years", " ".join(texts(item) for item in exhibits(latest)))


@pytest.mark.parametrize("company", ["micron", "ibm", "amd", "citi", "nvidia"])
def test_another_company_gives_its_own_counts_or_silence_and_no_error(latest, company):
    made = exhibits(latest, SETTINGS._replace(company=company))
    assert all(isinstance(item, PublishedFigure | PublishedTable | Nothing) for item in made)


def test_part_of_a_team_stays_part_of_it(latest):
    found = show.findings(latest, SETTINGS._replace(company="micron"))
    assert (found["offered"].low, found["offered"].high) == (40, 150)
