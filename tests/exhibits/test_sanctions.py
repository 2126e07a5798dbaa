"""The chapter's exhibits on the project's own rows: the arithmetic by another road, earlier dates, and silence before the news."""

from datetime import date

import pandas as pd
import pytest
from footprint.analysis import screening as words
from footprint.exhibits import dealings, listings, lists, ownership, screening
from footprint.exhibits import sanctions as show
from footprint.figures import Nothing, PublishedTable

SETTINGS = listings.Settings(company="wicresoft", threshold=50.0, regimes="all")


@pytest.fixture(scope="module")
def found(latest):
    return findings(latest)


@pytest.fixture(scope="module")
def article_week(latest):
    """The book two weeks after the first article."""
    return latest.as_of("2024-02-15")


def findings(ledger):
    return show.findings(ledger, SETTINGS)


def exhibits(ledger, settings=SETTINGS):
    return [
        listings.timeline(ledger, settings), listings.client_listings(ledger, settings), listings.lag_table(ledger, settings),
        show.reach_figure(ledger, settings), show.regime_table(ledger, settings), dealings.dealings_figure(ledger, settings),
        dealings.dealings_matrix(ledger, settings), dealings.april(ledger, settings), dealings.exposure(ledger, settings, of_clients=True),
        dealings.exposure(ledger, settings, of_clients=False), ownership.stake_table(ledger, settings.company, 50.0, "all"),
        ownership.scenario_figure(ledger, settings.company, 50.0, "all"), ownership.affiliates_table(ledger, 50.0),
        screening.figure(ledger), screening.methods_table(ledger), screening.numbers_table(ledger), lists.growth_figure(ledger),
        lists.settlement_table(ledger),
    ]  # fmt: skip


def cells(made):
    return "\n".join("|".join(row) for row in made.cells)


def test_lags_are_days_between_the_dates_of_the_rules(found):
    assert found["lag-sensetime"].value == (date(2021, 12, 10) - date(2019, 10, 7)).days
    assert found["lag-sensetime"].high == (date(2022, 2, 8) - date(2019, 10, 9)).days
    assert found["lag-cloudwalk"].value == (date(2021, 12, 16) - date(2020, 5, 22)).days


def test_no_list_of_a_client_reaches_services_as_such(found):
    assert (found["services-yes"].value, found["services-conditional"].value, found["services-no"].value) == (0, 3, 4)


def test_sensetime_is_three_legal_persons_each_on_one_list(latest):
    rows = listings.listed(latest, SETTINGS)
    rows = rows[rows["family"] == "sensetime"]
    assert sorted(zip(rows["subject"], rows["list_name"], strict=True)) == [
        ("sensetime", "NS-CMIC"), ("sensetime-beijing", "Entity List"), ("sensetime-inc", "Section 1260H"),
    ]  # fmt: skip


def test_the_settlement_is_divided(found):
    assert found["settlement-base"].value == pytest.approx(50)
    assert found["settlement-value"].value == pytest.approx(100 * 2980265.86 / 12105189.79)
    assert found["settlement-most"].value == pytest.approx(100 * 2980265.86 / 404646121.89)
    assert found["settlement-each"].value == pytest.approx(12105189.79 / 1339)
    assert found["settlement-all"].value == pytest.approx(2980265.86 + 347631)


def test_the_credit_of_the_second_settlement_is_what_its_source_says(latest):
    amounts = [latest.finding("microsoft", metric).value for metric in ("bis_penalty", "bis_net_penalty")]
    assert amounts[0] - amounts[1] == 276_382


def test_known_dealings_stand_where_the_sources_put_them(latest):
    rows = dealings.dealing_rows(latest, SETTINGS).set_index(["id", "list_name"])["state"]
    assert rows[("rel-010", "Entity List")] == "during"
    assert rows[("rel-015", "Entity List")] == "licensed"
    assert rows[("rel-017", "Entity List")] == "before"
    assert rows[("rel-018", "Entity List")] == "during"
    assert rows[("rel-004", "NS-CMIC")] == "before and during"
    assert rows[("rel-016", "Entity List")] == "announced"


def test_no_owner_of_wicresoft_is_listed_and_a_supposed_listing_is_not_taken_for_one(latest, found):
    assert (found["owners-listed"].value, found["caught"].value) == (0, 0)
    cases = ownership.scenarios(latest, "wicresoft", 50.0, "all")
    assert cases.iloc[0][["low", "high", "reaches"]].tolist() == [0, 0, "no"]
    insigma = cases[(cases["listed"] == "insigma") & (cases["basis"] == "shares")].iloc[0]
    assert insigma[["low", "high", "reaches"]].tolist() == [18.24, 23.24, "no"]


def test_shares_of_two_bases_or_days_are_never_added_and_leave_microsoft_its_own(latest):
    cases = ownership.scenarios(latest, "wicresoft", 50.0, "all")
    both = cases[cases["listed"] == "insigma shanghai-alliance"].set_index("basis")
    assert both.loc["shares", "high"] == pytest.approx(100 - 22.32)
    assert (both.loc["paid_in_capital", "low"], both.loc["paid_in_capital", "high"]) == (51, 51)
    assert cases["high"].max() <= 100 - 20
    assert set(cases.loc[cases["reaches"] == "certainly", "basis"]) == {"paid_in_capital"}


def test_listed_owners_hold_no_more_than_the_others_leave():
    shares = pd.DataFrame([("a", "x", 10.0, 30.0), ("b", "x", 20.0, 60.0), ("c", "x", 25.0, 25.0)],
                          columns=["owner", "subject", "low", "high"])  # fmt: skip
    assert ownership.held_by(shares, "x", ["a", "b"], 50.0) == (30, 75, "possibly")
    assert ownership.held_by(shares, "x", ["a", "b"], 80.0) == (30, 75, "no")


def test_the_counts_of_parties_and_of_legal_persons_bridge(latest, found):
    assert found["drawn"].value == found["parties"].value + found["persons"].value - 1
    rows = listings.listed(latest, SETTINGS)
    several = (rows.groupby("subject")["list_name"].nunique() > 1).sum()
    made = listings.timeline(latest, SETTINGS)
    assert rows[rows["subject"] == "sysu"]["list_name"].nunique() == 2
    assert made.title.startswith(f"{several} of {found['drawn'].text()} legal persons")
    assert made.title.endswith("One listing without a date is not drawn.")


def test_dealings_during_before_and_without_a_day_are_all_there_are(found):
    parts = ("dealings-during", "dealings-before", "dealings-undated")
    assert sum(found[name].value for name in parts) == found["dealings"].value
    assert found["dealings-undated"].value == 1


def test_a_day_that_is_only_an_announcement_is_not_called_in_force(latest):
    rows = dealings.exposure(latest, SETTINGS, of_clients=True).cells
    said = next(row[1] for row in rows if row[0] == "CloudWalk" and row[1].startswith("Section 1260H"))
    assert said == "Section 1260H, announced on 5 October 2022"


def test_each_kind_of_dealing_is_asked_its_own_question(latest):
    rows = [row for row in dealings.exposure(latest, SETTINGS, of_clients=False).cells if row[1].startswith("Entity List")]
    asked = {row[3].partition(":")[0]: row[4] for row in rows}
    assert "stay within the licence" in asked["mass-market software"]
    assert "with the research" in asked["three research papers"]
    assert "bought from the listed party" in asked["goods in the Microsoft store"]
    assert "client" not in " ".join(asked.values())


def test_what_was_revoked_says_so_where_it_is_said_to_forbid(latest):
    assert "revoked before anything was prohibited" in cells(show.regime_table(latest, SETTINGS))
    assert "App orders of 2020-2021 (revoked before anything was prohibited)" in show.reach_figure(latest, SETTINGS).csv


def test_a_note_speaks_of_marked_codes_only_where_there_are_any(latest):
    assert "all are right" in screening.numbers_table(latest).note


def test_from_the_first_ending_to_the_last_days_are_counted_as_everywhere(found):
    assert found["april-days"].value == (date(2025, 4, 10) - date(2025, 4, 3)).days


def test_every_made_up_case_names_its_listed_owner(latest):
    assert all("listed owner" in case.about for case in ownership.CASES)


def test_at_a_lower_threshold_a_supposed_listing_bites(latest):
    cases = ownership.scenarios(latest, "wicresoft", 18.0, "all")
    assert "certainly" in set(cases.loc[cases["listed"] == "insigma", "reaches"])


def test_the_affiliates_rule_counts_its_days_and_ends_unknown(latest, found):
    assert found["affiliates-days"].value == 42
    assert ownership.rule_periods(latest)["state"].tolist() == ["not yet", "in force", "suspended", "unknown"]
    assert ownership.rule_periods(latest.as_of("2025-10-15"))["state"].tolist() == ["not yet", "in force"]


def test_the_size_of_the_editions_in_between_follows_from_additions_and_removals(latest):
    rows = lists.sizes(latest)
    assert rows.loc[rows["subject"] == "s1260h-list", "value"].tolist() == [47, 60, 73, 134, 188]


def test_every_code_in_the_table_has_its_check_digit(latest):
    rows = latest.table("identifiers")
    assert rows.loc[rows["scheme"] == "uscc", "value"].map(words.valid_company_code).all()
    assert rows.loc[rows["scheme"] == "isin", "value"].map(words.valid_isin).all()


def test_what_was_not_known_in_february_2024_is_not_told(article_week):
    found = show.findings(article_week, SETTINGS)
    assert found["clients"].value == 3
    for name in ("affiliates-days", "april-days", "wait-bgi"):
        assert not found[name].known, name
    made = exhibits(article_week)
    assert not any("2025" in item.text for item in made if isinstance(item, Nothing))
    for item in [item for item in made if not isinstance(item, Nothing)]:
        text = item.title + item.csv + (cells(item) if isinstance(item, PublishedTable) else item.description)
        assert "2025" not in text, item.name
        assert "SenseTime Group Inc" not in text, item.name


def test_only_the_regimes_considered_are_read(latest):
    treasury = show.findings(latest, SETTINGS._replace(regimes="OFAC"))
    assert treasury["clients-listed"].value == 2
    assert treasury["services-conditional"].value == 0


def test_a_company_without_rows_gives_silence_and_no_error(latest):
    other = SETTINGS._replace(company="kingsoft")
    assert not show.findings(latest, other)["clients"].known
    assert isinstance(dealings.exposure(latest, other, of_clients=True), Nothing)
    assert isinstance(ownership.stake_table(latest, "kingsoft", 50.0, "all"), Nothing)
