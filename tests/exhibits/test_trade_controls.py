"""The chapter's exhibits on the project's own rows: known days, silence before the news, and numbers by another road."""

import pandas as pd
import pytest
from footprint.exhibits import common
from footprint.exhibits import trade_calendar as calendar
from footprint.exhibits import trade_chips as chips
from footprint.exhibits import trade_controls as show
from footprint.exhibits import trade_tariffs as tariffs

SETTINGS = show.Settings("latest", "H200 SXM", 2023, 2026, near=1, draws=500, seed=1)


@pytest.fixture(scope="module")
def found(latest):
    return findings(latest)


def findings(ledger):
    return show.findings(ledger, SETTINGS)


def exhibits(ledger):
    past, clock = chips.history(ledger), calendar.clock(ledger, SETTINGS.window)
    return [
        chips.clause_table(ledger), chips.matrix(ledger, past, chinese=False), chips.product_rows(ledger, past, "H20"),
        chips.plane_of(ledger, "us-2022-10-acs"), chips.plane_of(ledger, "us-2023-10-acs"), chips.plane_of(ledger, chips.REVIEW),
        chips.status_table(ledger, "latest"), chips.matrix(ledger, past, chinese=True), chips.bunching(ledger),
        chips.two_keys(ledger), tariffs.layers(ledger), tariffs.averages(ledger), tariffs.averages_table(ledger),
        tariffs.steps_table(ledger), tariffs.april(ledger), calendar.entity_years(ledger), calendar.coverage(ledger),
        calendar.lags(ledger, clock), calendar.chance(ledger, clock), calendar.by_distance(ledger, clock, SETTINGS.window),
        calendar.standing(ledger), calendar.expected(ledger), common.score(ledger, "trade_controls"),
        common.verdicts(ledger, "trade_controls"),
    ]  # fmt: skip


def test_the_rule_date_is_not_the_day_the_book_knows(latest):
    early = show.findings(latest, SETTINGS._replace(rule_date="2022-06-01"))
    assert early["chips-controlled"].value == early["chips-unknown"].value == 0
    assert early["chips-free"].value == early["chips-all"].value
    assert early["product"].value == "free"
    assert not early["us-rate-then"].known
    assert show.findings(latest, SETTINGS._replace(rule_date="2025-04-15"))["us-rate-then"].value == 145


def test_the_statuses_add_up(found):
    parts = ("controlled", "case", "exception", "free", "unknown")
    assert sum(found[f"chips-{part}"].value for part in parts) == found["chips-all"].value


def test_in_december_2023_the_rule_is_known_from_the_explainer_alone(latest):
    then = latest.as_of("2023-12-31")
    clauses = then.table("control_thresholds")
    assert set(clauses["source"]) <= {"cset2023explainer", "tomshardware2022amd", "nortonrose2022oct", "thompsonhine2020smic"}
    assert {"2023-a1", "2023-a2", "2023-b1", "2023-b2"} <= set(clauses["clause"])


def test_before_it_was_replaced_the_34_percent_was_an_announcement_with_a_day(latest):
    then = latest.as_of("2025-04-06")
    figure = tariffs.april(then)
    assert "replaced" not in figure.title + figure.description + figure.csv.replace("replaced,", "")
    assert not show.findings(then, SETTINGS)["china-34"].known


def test_the_thirty_four_percent_is_told_to_the_day(found):
    words = [
        found[f"china-34{part}"].text() for part in ("", "-announced", "-due", "-replaced", "-instead", "-collected", "-life")
    ]
    assert words == ["34 percent", "4 April 2025", "10 April 2025", "9 April 2025", "84 percent", "0 days", "5 days"]


def test_the_peaks_lasted_as_long_as_the_calendar_says(found):
    assert found["us-peak-days"].value == (pd.Timestamp("2025-05-14") - pd.Timestamp("2025-04-10")).days
    assert found["cn-peak-days"].value == (pd.Timestamp("2025-05-14") - pd.Timestamp("2025-04-12")).days


def test_a_surcharge_whose_end_nobody_saw_leaves_the_rate_open(found):
    assert (found["us-rate"].low, found["us-rate"].high) == (0, 10)
    assert (found["cn-rate"].value, found["cn-rate"].low, found["cn-rate"].high) == (10, 10, 34)


def test_one_figure_decides_whether_a_chip_pays(found):
    assert (found["keys-pay"].low, found["keys-pay"].high) == (2, 3)
    said = "in window 2 with a performance of 20,918 and outside with a performance of 20,800"
    assert found["mi325x-duty"].text() == said
    assert found["mi325x-duty"].contested


def test_a_chip_under_a_letter_alone_is_not_counted_among_the_keys(latest):
    rows = chips.keyed(chips.inputs(latest))
    assert "H20" not in set(rows["chip"])
    assert {"H200 SXM", "MI325X", "B200"} <= set(rows["chip"])


def test_the_share_of_the_stock_is_low_over_stated(latest, found):
    rows = latest.table("entity_list_additions")
    known = rows[(rows["effective"] <= "2022-08-23") & (rows["within"] == "")]["count_cn"].sum()
    assert found["share-2022"].low == pytest.approx(100 * known / 600)


def test_what_ran_out_unseen_is_neither_in_force_nor_ended(latest, found):
    table = calendar.standing(latest)
    states = {row[0]: row[3] for row in table.cells}
    assert states["Section 122 import surcharge"] == "was to lapse, 24 July 2026"
    assert states["Affiliates (50 percent) Rule"] == "suspension was to end, 9 November 2026"
    assert states["Reciprocal duty"] == "struck down, 24 February 2026"
    assert states["IEEPA tariffs held unlawful"] == "stands"
    assert found["rules-unseen"].value == sum("was to" in state for state in states.values())
    assert found["rules-force"].value == sum(row[3].startswith("in force") for row in table.cells)


def test_what_was_due_of_a_duty_struck_down_before_fell_away(latest):
    states = {row[1]: row[2] for row in calendar.expected(latest).cells}
    assert states["The pause of the higher reciprocal tariff was to end"].startswith("fell away: struck down, 24 February 2026")
    assert states["The Section 122 surcharge was to reach the end of its 150 days"] == "passed; outcome not seen"
    then = {row[1]: row[2] for row in calendar.expected(latest.as_of("2026-01-31")).cells}
    assert then["The pause of the higher reciprocal tariff was to end"] == "to come"


def test_figures_and_tables_have_one_vocabulary(latest):
    past = chips.history(latest)
    figure = {row.split(",")[2] for row in chips.matrix(latest, past, chinese=False).csv.splitlines()[1:]}
    outcomes = {row[2] for row in chips.clause_table(latest).cells} - {"duty of 25 percent"}
    statuses = {row[1] for row in chips.status_table(latest, "latest").cells}
    assert statuses | outcomes <= {"licence", "case by case", "notify", "free", "unknown"}
    assert figure <= {"licence", "case by case", "notify", "free", "unknown"}


def test_a_clause_is_told_in_words_with_units(latest):
    told = {(row[0], row[1]) for row in chips.clause_table(latest).cells}
    assert ("3A090.a (2022)", "link rate at least 600 GB/s; performance at least 4,800") in told
    assert ("Letter of April 2025", "the chip is the H20") in told
    assert not any(sign in words for _, words in told for sign in "=<>")


def test_the_ascend_910c_has_the_value_by_which_it_is_classed(latest, found):
    table = {row[0]: row[3] for row in chips.status_table(latest, "latest").cells}
    assert found["ascend-910c"].text() == table["Ascend 910C"] == "12,800"
    assert (found["ascend-910c"].low, found["ascend-910c"].high) == (12032, 12800)


def test_the_text_can_name_the_chip_followed_and_the_days_set_as_near(latest, found):
    assert (found["product-name"].text(), found["near-days"].text()) == ("H200 SXM", "1 day")
    other = show.findings(latest, SETTINGS._replace(product="MI300X", near=3))
    assert (other["product-name"].text(), other["near-days"].text()) == ("MI300X", "3 days")


def test_the_bunching_names_its_rule_and_says_what_is_a_bound(latest):
    figure = chips.bunching(latest)
    assert "88 FR 73458" in figure.title
    assert "the L2 PCIe at least so far" in figure.title


def test_a_card_that_needs_notice_counts_as_covered(latest):
    rows = chips.plane_of(latest, "us-2023-10-acs")
    assert "covers 18 of 24 chips" in rows.title


def test_chips_of_one_name_are_told_apart_where_they_stand_apart(latest):
    figure = pd.DataFrame(
        {"chip": ["A100 SXM4 80GB", "A100 SXM4 40GB", "V100 SXM2 32GB"], "x": [1.0, 1.0, 2.0], "y": [1.0, 2.0, 1.0],
         "preferred": [True, True, False]}
    )  # fmt: skip
    assert chips._labels(figure) == ["A100 80GB", "A100 40GB", "V100,\nother figure"]
    assert chips._labels(figure.assign(y=1.0))[:2] == ["A100", "A100"]


def test_steps_of_one_day_and_basis_are_told_apart_and_codes_are_words(latest):
    rows = [row[:5] for row in tariffs.steps_table(latest).cells]
    assert len(set(rows)) == len(rows)
    assert all(" on " in row[1] and not row[4].startswith("-") for row in rows)
    assert any("memo of 11 April 2025" in row[2] for row in rows)


def test_a_share_of_a_least_stock_is_a_most(latest, found):
    shares = [row[3] for row in calendar.coverage(latest).cells]
    assert [share.startswith("at most") for share in shares] == [False, True]
    assert (found["share-2022"].open_low, found["share-2025"].open_low) == (False, True)


def test_the_data_rule_and_the_end_fall_on_one_day(found):
    assert found["data-rule"].text() == found["end"].text() == "8 April 2025"


def test_the_seed_fixes_the_test_of_timing(latest, found):
    again = show.findings(latest, SETTINGS)
    assert again["lag-chance"].value == found["lag-chance"].value
    assert again["near-chance"].value == found["near-chance"].value
