"""The chapter's exhibits on the project's own rows: the arithmetic by another road, and silence before the news."""

import pytest
from footprint.exhibits import common, severance
from footprint.exhibits import outsourcing as show
from footprint.figures import Nothing, PublishedFigure

COMPANY = "wicresoft"
SETTINGS = severance.Settings(
    company=COMPANY, wage_year=2023, tenure=(1.0, 4.0, 10.0), pay_spread=0.4, year_limit="capped", cap_notice_month=True,
    draws=500, seed=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def model(latest):
    return severance.severance_model(latest, SETTINGS)


@pytest.fixture(scope="module")
def found(latest):
    return findings(latest)


def findings(ledger):
    return show.findings(ledger, SETTINGS)


def exhibits(ledger):
    dismissed, model = findings(ledger)["laid-off"], severance.severance_model(ledger, SETTINGS)
    return [
        show.sequence(ledger, COMPANY), show.documents(ledger, COMPANY), show.counts(ledger, COMPANY, dismissed),
        show.count_origins(ledger, COMPANY, dismissed), show.holdings(ledger, COMPANY, 50.0), show.stakes(ledger, COMPANY),
        severance.cost_figure(ledger, COMPANY, model), severance.drivers(ledger, model), severance.offers(ledger, COMPANY, model),
        show.partners(ledger), show.revenue(ledger), common.score(ledger, "outsourcing"), common.verdicts(ledger, "outsourcing"),
        show.sensitivity_table(ledger, SETTINGS),
    ]  # fmt: skip


def value(ledger, metric):
    rows = ledger.table("series").set_index(["subject", "metric"])["value"]
    return float(rows.loc[(COMPANY, metric)])


def test_the_stakes_are_the_amounts_divided(latest, found):
    own, shares = value(latest, "microsoft_paid_in_capital"), value(latest, "buyback_shares") / 0.05
    assert found["stake-shares"].value == pytest.approx(100 * own / shares)
    assert found["stake-registered"].value == pytest.approx(100 * own / value(latest, "registered_capital"))
    assert found["stake-paid-in"].value == pytest.approx(100 * own / value(latest, "paid_in_capital"))
    assert found["stake-value"].value == pytest.approx(value(latest, "buyback_price") * own / shares / 0.05)


def test_the_cap_is_three_times_the_wage_that_more_sources_give(found):
    assert found["wage-cap"].value == 3 * 12_307
    assert found["wage-cap"].contested


def test_the_implied_share_is_count_over_insured(found):
    dismissed, insured = found["laid-off"], found["insured-staff"]
    assert found["share-implied"].low == pytest.approx(100 * dismissed.low / insured.value)
    assert found["share-implied"].high == pytest.approx(100 * dismissed.high / insured.value)


def test_the_count_is_one_of_many_prints_and_few_origins(found):
    dismissed = found["laid-off"]
    assert len(dismissed.rows) > len(dismissed.origins) > 1
    assert (dismissed.low, dismissed.high) == (1000, 2000)


def test_the_model_takes_its_amounts_from_the_rows(model, found):
    assert model.inputs.headcount == (found["laid-off"].low, found["laid-off"].high)
    assert model.inputs.cap == (found["wage-cap"].value,) * 2
    assert model.inputs.mean_pay[0] < model.inputs.mean_pay[1]
    assert model.inputs.plus == 1


def test_one_statement_of_one_source_is_one_row(latest):
    said = [cell[2] for cell in show.documents(latest, COMPANY).cells]
    assert sum("14117" in text for text in said) == 1
    assert sum("mainly to Vietnam" in text for text in said) == 1
    assert not any("suspensions" in text for text in said)


def test_the_cost_a_head_is_the_same_in_text_and_table(latest, model, found):
    own = severance.offers(latest, COMPANY, model).cells[0]
    assert found["cost-head"].value == float(own[1].replace(",", ""))


def test_the_drivers_name_all_that_hardly_matter_and_what_the_line_holds(latest, model):
    figure = severance.drivers(latest, model)
    slight = figure.title.partition("; ")[2]
    assert all(name in slight for name in ("signing bonus", "people dismissed in Wuxi", "wage cap in Wuxi", "hardly move it"))
    assert "its middle draw is RMB" in figure.unit


def test_the_firm_goes_on_as_a_joint_venture_after_its_projects_ended(latest):
    words = show.partners(latest).csv
    lines = [line for line in words.splitlines() if line.startswith("Wicresoft")]
    assert sorted("True" in line for line in lines) == [False, True]


def test_the_planned_holding_is_labelled_so(latest):
    assert "18.24, planned" in show.holdings(latest, COMPANY, 50.0).csv


def test_verdicts_are_counted(latest, found):
    claims = latest.table("article_claims")
    verdicts = claims.loc[claims["chapter"] == "outsourcing", "verdict"]
    assert found["claims-wrong"].value == (verdicts == "wrong").sum()
    assert found["claims-all"].value == len(verdicts)


def test_a_company_without_rows_gives_silence_and_no_error(latest):
    silent = show.findings(latest, SETTINGS._replace(company="kingsoft"))
    assert not silent["laid-off"].known
    assert isinstance(show.counts(latest, "kingsoft", silent["laid-off"]), Nothing)
    assert isinstance(show.stakes(latest, "kingsoft"), Nothing)
    assert isinstance(show.sequence(latest, "kingsoft"), PublishedFigure | Nothing)
